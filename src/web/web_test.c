/* The pages over a small bureau: an old man whose death came late, and a family whose standard was
 * raised. A crawler follows every link from the first page: each answers 200, is well formed, and
 * shows no name and no number whole. Then what single pages must say. */
#include "web/test.h"

#include "payment/world.def"
#include "web/web_test.def"

#define PERSON_OLD "360203193211200025"
#define PERSON_HEAD "360203198005010119"
#define PERSON_WIFE "360203198206010123"
#define PERSON_CHILD "36020320150701013X"

static const char people[] =
    "name,birth_date,citizen_id,home,monthly_income\n" NAME_OLD ",1932-11-20," PERSON_OLD
    ",360203001001,0\n" NAME_HEAD ",1980-05-01," PERSON_HEAD ",360203001001,1000\n" NAME_WIFE
    ",1982-06-01," PERSON_WIFE ",360203001001,0\n" NAME_CHILD ",2015-07-01," PERSON_CHILD
    ",360203001001,0\n";
static const char household[] = "household,citizen_id,role,home,urban_rural\n"
                                "D1," PERSON_HEAD "," ROLE_APPLICANT ",360203001001," CITY "\n"
                                "D1," PERSON_WIFE "," ROLE_SPOUSE ",,\n"
                                "D1," PERSON_CHILD "," ROLE_CHILD ",,\n";
static const char enrolments[] =
    "affair,household,citizen_id,applied,decided,reason\n"
    "minimum_living,D1,,2023-11-20,2023-11-28,confirmed\n"
    "old_age_allowance,," PERSON_OLD ",2023-01-05,2023-01-10,registered\n";

#define LAW_BEFORE LAW_OLD_AGE LAW_LIVING_STANDARD_2023 LAW_LIVING
#define LAW_AFTER LAW_OLD_AGE LAW_LIVING_STANDARD_2023 LAW_LIVING_RAISE LAW_LIVING

static Browser bureau_open(void)
{
    Browser browser;
    World world = world_open(LAW_BEFORE, "");
    world_import(&world, "person", people);
    world_import(&world, "household", household);
    world_clock(&world, "2023-12-20");
    world_import(&world, "enrolment", enrolments);
    world_close_month(&world, "2024-01");
    world_close_month(&world, "2024-02");
    world_clock(&world, "2024-03-08");
    world_import(&world, "person.death", "citizen_id,death_date\n" PERSON_OLD ",2024-01-15\n");
    world_close_month(&world, "2024-03");
    world_close_month(&world, "2024-04");
    world_close_month(&world, "2024-05");
    world_clock(&world, "2024-06-21");
    world_law(&world, LAW_AFTER);
    world_close_month(&world, "2024-06");
    Batch batch;
    assert_true(batch_draft(world.w, month_of(2024, 6), &batch));
    browser_open(&browser, world, "clerk");
    return browser;
}

/* ---- the crawler -------------------------------------------------------------------------- */

/* Names of elements are pushed and popped; what never has an end is left out. */
static void assert_well_formed(Str address, Str html)
{
    static const Str empty[] = {{STR_INIT("meta")}, {STR_INIT("link")}, {STR_INIT("input")}};
    Str stack[64];
    size_t depth = 0;
    for (size_t i = 0; i < html.len; i++) {
        if (html.ptr[i] != '<' || html.ptr[i + 1] == '!') continue;
        bool closing = html.ptr[i + 1] == '/';
        size_t start = i + 1 + closing, end = start;
        while (html.ptr[end] >= '0' && html.ptr[end] != '>')
            end++;
        Str name = {html.ptr + start, end - start};
        bool is_empty = false;
        for (size_t k = 0; k < COUNT_OF(empty); k++)
            is_empty |= str_equal(name, empty[k]);
        if (is_empty) continue;
        if (closing && (depth == 0 || !str_equal(stack[--depth], name)))
            fail_msg("%.*s: </%.*s> closes nothing", STR_ARG(address), STR_ARG(name));
        if (!closing && depth == COUNT_OF(stack)) fail_msg("%.*s: too deep", STR_ARG(address));
        if (!closing) stack[depth++] = name;
    }
    if (depth) fail_msg("%.*s: <%.*s> stays open", STR_ARG(address), STR_ARG(stack[depth - 1]));
}

static void assert_masked(Str address, Str html)
{
    static const char *const secrets[] = {NAME_OLD,   NAME_HEAD,   NAME_WIFE,   NAME_CHILD,
                                          PERSON_OLD, PERSON_HEAD, PERSON_WIFE, PERSON_CHILD};
    for (size_t i = 0; i < COUNT_OF(secrets); i++)
        if (str_find(html, str_of(secrets[i])) >= 0)
            fail_msg("%.*s shows secret %zu", STR_ARG(address), i);
    assert_int_equal(str_find(html, STR("<b>\xE5\xB1\xB1")), -1); /* a name is no markup */
    assert_int_equal(str_find(html, STR("<script>")), -1);
}

typedef struct {
    Str seen[2000];
    size_t count;
} Crawl;

enum { ONE_PATH_MOST = 8 };

/* One page under many queries (filters, sorts, what is unfolded) is looked at some times. */
static bool path_is_known(const Crawl *crawl, Str address)
{
    ptrdiff_t mark = str_find(address, STR("?"));
    if (mark < 0) return false;
    size_t seen = 0;
    Str path = {address.ptr, (size_t)mark + 1};
    for (size_t i = 0; i < crawl->count; i++)
        seen += str_starts(crawl->seen[i], path);
    return seen >= ONE_PATH_MOST;
}

static void crawl_add(Arena *arena, Crawl *crawl, Str href)
{
    Buf plain = buf_new(arena);
    for (size_t i = 0; i < href.len && href.ptr[i] != '#'; i++) {
        buf_byte(&plain, href.ptr[i]);
        if (str_starts(str_from(href, i), STR("&amp;"))) i += 4;
    }
    Str address = buf_str(&plain);
    for (size_t i = 0; i < crawl->count; i++)
        if (str_equal(crawl->seen[i], address)) return;
    bool file = str_find(address, STR("/export")) >= 0 || str_find(address, STR("/template/")) >= 0;
    /* one list in its other looks is no other page */
    bool look = str_find(address, STR("dense=")) >= 0 || str_find(address, STR("rows=")) >= 0;
    bool page = !file && !look && str_starts(address, STR("/")) &&
                !str_starts(address, STR("/style.css")) && !str_starts(address, STR("/mode"));
    if (!page || path_is_known(crawl, address)) return;
    ensure(crawl->count < COUNT_OF(crawl->seen));
    crawl->seen[crawl->count++] = address;
}

static void every_link_is_answered_and_masked(void **state)
{
    (void)state;
    Browser browser = bureau_open();
    World world = browser.world;
    Crawl *crawl = NEW(world.w->arena, Crawl);
    crawl_add(world.w->arena, crawl, STR("/"));
    crawl_add(world.w->arena, crawl, STR(SEARCH_SURNAME));
    for (size_t i = 0; i < crawl->count; i++) {
        Str address = crawl->seen[i];
        WebAnswer answer = browser_get(&browser, address);
        if (answer.status != 200) fail_msg("%.*s: %d", STR_ARG(address), answer.status);
        assert_well_formed(address, answer.html);
        assert_masked(address, answer.html);
        Str rest = answer.html;
        for (ptrdiff_t at; (at = str_find(rest, STR("href=\""))) >= 0;) {
            rest = str_from(rest, (size_t)at + 6);
            crawl_add(world.w->arena, crawl, (Str){rest.ptr, (size_t)str_find(rest, STR("\""))});
        }
    }
    assert_true(crawl->count > 40);
    world_close(&world);
}

/* ---- single pages ------------------------------------------------------------------------- */

static void the_month_adds_up(void **state)
{
    (void)state;
    Browser browser = bureau_open();
    World world = browser.world;
    WebAnswer home = browser_get(&browser, STR("/"));
    assert_true(answer_shows(home, "2024-06") &&
                answer_shows(home, "/affair/minimum_living/2024-06"));
    /* six months at 900, then the raise: 3 persons x 50 x 5 months of arrears */
    assert_true(answer_shows(home, "1,850.00") && answer_shows(home, "750.00"));
    WebAnswer march = browser_get(&browser, STR("/month/2024-03"));
    assert_true(answer_shows(march, "-100.00"));
    world_close(&world);
}

static void a_life_stands_on_one_page(void **state)
{
    (void)state;
    Browser browser = bureau_open();
    World world = browser.world;
    PersonId old = world_person(&world, PERSON_OLD), head = world_person(&world, PERSON_HEAD);
    WebAnswer page =
        browser_get(&browser, format(world.w->arena, "/person/%lld", (long long)old.n));
    assert_true(answer_shows(page, NAME_OLD_MASKED) && answer_shows(page, "360203********0025"));
    assert_true(answer_shows(page, WORD_RECOVERY) && answer_shows(page, "2024-01-15"));
    page = browser_get(&browser, format(world.w->arena, "/person/%lld", (long long)head.n));
    assert_true(answer_shows(page, WORD_RAISE));
    world_close(&world);
}

static void why_shows_the_law(void **state)
{
    (void)state;
    Browser browser = bureau_open();
    World world = browser.world;
    UnitId unit;
    assert_true(unit_by_number(world.w, STR("D1"), &unit));
    WebAnswer page = browser_get(
        &browser, format(world.w->arena, "/why?affair=minimum_living&subject=%lld&month=2024-06",
                         (long long)unit.n));
    assert_int_equal(page.status, 200);
    assert_true(answer_shows(page, WORD_CITED) && answer_shows(page, "1,850.00"));
    assert_true(answer_shows(page, "/law/law.affair#L"));
    world_close(&world);
}

static void what_is_not_there_is_said(void **state)
{
    (void)state;
    Browser browser = bureau_open();
    World world = browser.world;
    static const struct {
        const char *address;
        int status;
    } cases[] = {
        {"/nowhere", 404},
        {"/person/999999", 404},
        {"/person/x", 404},
        {"/person/0", 404},
        {"/unit/999999", 404},
        {"/month/2024-13", 404},
        {"/month/2023-12", 404},
        {"/month/2024-08", 404},
        {"/affair/none/2024-06", 404},
        {"/law/none", 404},
        {"/why", 404},
        {"/why?affair=minimum_living&subject=999999&month=2024-06", 404},
        {"/report", 200}, /* the world declares none, and the page says so */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        WebAnswer answer = browser_get(&browser, str_of(cases[i].address));
        if (answer.status != cases[i].status) fail_msg("%s: %d", cases[i].address, answer.status);
        assert_well_formed(str_of(cases[i].address), answer.html);
        assert_masked(str_of(cases[i].address), answer.html);
    }
    world_close(&world);
}

static void nobody_looks_in_without_a_login(void **state)
{
    (void)state;
    Browser browser = bureau_open();
    browser.token = STR("");
    WebAnswer answer = browser_get(&browser, STR("/person/1?x=1"));
    assert_int_equal(answer.status, 303);
    assert_str(answer.location, "/login?back=%2Fperson%2F1%3Fx%3D1");
    assert_int_equal(answer.html.len, 0);
    answer = browser_get(&browser, STR("/login"));
    assert_int_equal(answer.status, 200);
    assert_well_formed(STR("/login"), answer.html);
    answer = browser_post(&browser, STR("/login"), "account=clerk&password=wrong");
    assert_int_equal(answer.status, 422);
    world_close(&browser.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_link_is_answered_and_masked),
        cmocka_unit_test(the_month_adds_up),
        cmocka_unit_test(a_life_stands_on_one_page),
        cmocka_unit_test(why_shows_the_law),
        cmocka_unit_test(what_is_not_there_is_said),
        cmocka_unit_test(nobody_looks_in_without_a_login),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
