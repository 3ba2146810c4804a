/* Cases through the browser, over a small 低保 with its way: from the village to the grant,
 * refused, objected to, heard and stopped; who may not, what stays hidden, which faults are told.
 * Every page is asked for as the account whose turn it is. */
#include <string.h>

#include "casework/casework.h"
#include "desk/desk_test.def"
#include "payment/world.def"
#include "web/test.h"

#define NUMBER_APPLICANT "360203198005010119"
#define NUMBER_SPOUSE "360203198206010123"
#define NUMBER_CHILD "36020320150701013X"
#define LAW LAW_LIVING_STANDARD_2023 LAW_LIVING LAW_WAY

static void account(World *world, const char *name, Duty duty, int64_t division)
{
    assert_true(account_create(world->w, str_of(name), str_of(name), duty, (Division){division}));
}

static Browser bureau_open(void)
{
    World world = world_open(LAW, "");
    Browser browser;
    world_clock(&world, "2024-03-04");
    world.w->actor = NULL;
    account(&world, "village", DUTY_VILLAGE, 360203001001);
    account(&world, "elsewhere", DUTY_VILLAGE, 360203100001);
    account(&world, "town", DUTY_CLERK, 360203001000);
    account(&world, "auditor", DUTY_AUDITOR, 360203000000);
    account(&world, "second", DUTY_APPROVER, 360203000000);
    browser_open(&browser, world, "village");
    return browser;
}

/* ---- asking ---------------------------------------------------------------------------------- */

static Str at(Browser *b, int64_t id, const char *rest)
{
    return format(b->world.w->arena, "/case/%lld%s", (long long)id, rest);
}

/* Posts as somebody; the answer must be a redirect. Gives the page that it leads to. */
static WebAnswer done(Browser *b, const char *who, Str address, const char *form)
{
    browser_login(b, who);
    WebAnswer answer = browser_post(b, address, form);
    if (answer.status != 303)
        fail_msg("%.*s as %s: %d %.*s", STR_ARG(address), who, answer.status, STR_ARG(answer.html));
    return browser_get(b, answer.location);
}

static WebAnswer seen(Browser *b, const char *who, Str address)
{
    browser_login(b, who);
    return browser_get(b, address);
}

static void moved(Browser *b, const char *who, int64_t id, const char *form, const char *shows)
{
    WebAnswer answer = done(b, who, at(b, id, "/move"), form);
    assert_int_equal(answer.status, 200);
    if (!answer_shows(answer, shows)) fail_msg("%s: %.*s", shows, STR_ARG(answer.html));
}

static int64_t id_of(Str location)
{
    int64_t id = 0;
    Str rest = str_from(location, sizeof "/case/" - 1), part;
    assert_true(str_split(&rest, '/', &part) && str_int(part, &id));
    return id;
}

static Str encoded(Browser *b, const char *text)
{
    Buf out = buf_new(b->world.w->arena);
    url_text(&out, str_of(text));
    return buf_str(&out);
}

/* The village opens a case of two people who are in no register yet. */
static int64_t opened(Browser *b)
{
    DivisionRow home;
    Arena *arena = b->world.w->arena;
    assert_true(division_by_code(b->world.w, (Division){360203001001}, &home));
    Str form = format(arena,
                      "kind=application&affair=minimum_living&name=%.*s&number=" NUMBER_APPLICANT
                      "&home=%lld&m1.name=%.*s&m1.number=" NUMBER_SPOUSE "&m1.role=%.*s&do=open",
                      STR_ARG(encoded(b, NAME_APPLICANT)), (long long)home.id,
                      STR_ARG(encoded(b, NAME_SPOUSE)), STR_ARG(encoded(b, WORD_SPOUSE)));
    browser_login(b, "village");
    WebAnswer answer = browser_post(b, STR("/case/new"), str_z(arena, form));
    if (answer.status != 303) fail_msg("%d %.*s", answer.status, STR_ARG(answer.html));
    return id_of(answer.location);
}

/* What the two of them earn; the city's standard is 900 a head. */
static WebAnswer stated(Browser *b, int64_t id, int income)
{
    Case c;
    BenefitUnit unit;
    Work *w = b->world.w;
    InForce law = {.bureau = b->world.bureau};
    w->scope = NULL;
    assert_true(case_row(w, &law, (CaseId){id}, &c));
    assert_true(unit_row(w, c.unit, work_today(w), &unit));
    Buf form = buf_new(w->arena);
    buf_format(&form, "q0.household.urban_rural=%.*s", STR_ARG(encoded(b, WORD_CITY)));
    for (size_t i = 0; i < unit.member_count; i++)
        buf_format(&form, "&q%lld.person.monthly_income=%d", (long long)unit.members[i].person.n,
                   income);
    buf_add(&form, STR("&then=stay"));
    return done(b, "village", at(b, id, "/answer"), str_z(w->arena, buf_str(&form)));
}

static void visited(Browser *b, int64_t id)
{
    Str form =
        format(b->world.w->arena, "day=2024-03-04&first=town&second=%.*s&agrees=yes&findings=%.*s",
               STR_ARG(encoded(b, OTHER_VISITOR)), STR_ARG(encoded(b, SEEN_AT_HOME)));
    WebAnswer answer = done(b, "town", at(b, id, "/visit"), str_z(b->world.w->arena, form));
    assert_true(answer_shows(answer, SEEN_AT_HOME));
}

static void later(Browser *b, const char *day)
{
    world_clock(&b->world, day);
}

static void told(Browser *b, int64_t id)
{
    done(b, "town", at(b, id, "/deliver"),
         "document=x&way=%E5%BD%93%E9%9D%A2&day=2024-03-04&receiver=y");
    moved(b, "town", id, "event=done", "");
}

/* As far as the decision. */
static int64_t examined(Browser *b, int income)
{
    int64_t id = opened(b);
    stated(b, id, income);
    moved(b, "town", id, "event=accept", WORD_STEP_LOOK);
    visited(b, id);
    moved(b, "town", id, "event=done", WORD_STEP_NOTICE);
    return id;
}

static int64_t granted(Browser *b)
{
    int64_t id = examined(b, 300);
    moved(b, "village", id, "event=publish", WORD_STEP_NOTICE);
    later(b, "2024-03-20");
    moved(b, "village", id, "event=done", WORD_STEP_DECIDE);
    moved(b, "approver", id, "event=approve", WORD_GRANTED);
    told(b, id);
    return id;
}

/* ---- tests ----------------------------------------------------------------------------------- */

static void case_from_village_to_grant(void **state)
{
    (void)state;
    Browser b = bureau_open();
    int64_t id = opened(&b);
    WebAnswer asks = seen(&b, "village", at(&b, id, "/answer"));
    assert_true(answer_shows(asks, WORD_MISSING));
    assert_true(answer_shows(stated(&b, id, 300), WORD_GREEN));
    moved(&b, "town", id, "event=accept", WORD_STEP_LOOK);
    WebAnswer page = seen(&b, "town", at(&b, id, ""));
    assert_true(answer_shows(page, WORD_NEEDS_VISIT) && answer_shows(page, WORD_INCOME_SAID));
    visited(&b, id);
    moved(&b, "town", id, "event=done", WORD_STEP_NOTICE);
    moved(&b, "village", id, "event=publish", WORD_STEP_NOTICE);
    later(&b, "2024-03-20");
    moved(&b, "village", id, "event=done", WORD_STEP_DECIDE);
    page = seen(&b, "clerk", at(&b, id, ""));
    assert_false(answer_shows(page, "value=\"approve\""));
    moved(&b, "approver", id, "event=approve", WORD_GRANTED);
    world_close(&b.world);
}

static void nothing_is_unmasked(void **state)
{
    (void)state;
    Browser b = bureau_open();
    int64_t id = granted(&b);
    static const char *const rests[] = {"", "/answer", "/papers", "/visit", "/hearing", "/deliver"};
    for (size_t i = 0; i < COUNT_OF(rests); i++) {
        WebAnswer page = seen(&b, "town", at(&b, id, rests[i]));
        assert_int_equal(page.status, 200);
        assert_false(answer_shows(page, NAME_APPLICANT));
        assert_false(answer_shows(page, NUMBER_APPLICANT));
        assert_false(answer_shows(page, NAME_SPOUSE));
    }
    WebAnswer list = seen(&b, "town", STR("/cases?closed=1"));
    assert_true(answer_shows(list, NAME_MASKED));
    assert_false(answer_shows(list, NAME_APPLICANT));
    world_close(&b.world);
}

static void only_those_whose_turn_it_is(void **state)
{
    (void)state;
    Browser b = bureau_open();
    int64_t id = opened(&b);
    assert_int_equal(seen(&b, "elsewhere", at(&b, id, "")).status, 404);
    assert_int_equal(seen(&b, "elsewhere", at(&b, id, "/answer")).status, 404);
    assert_int_equal(seen(&b, "payer", at(&b, id, "/visit")).status, 403);
    assert_int_equal(seen(&b, "approver", STR("/case/new")).status, 403);
    assert_int_equal(seen(&b, "auditor", at(&b, id, "")).status, 200);
    browser_login(&b, "auditor");
    assert_int_equal(browser_post(&b, at(&b, id, "/move"), "event=accept").status, 403);
    browser_login(&b, "village");
    assert_int_equal(browser_post(&b, at(&b, id, "/move"), "event=accept").status, 422);
    assert_int_equal(browser_post(&b, at(&b, id, "/move"), "event=dance").status, 422);
    world_close(&b.world);
}

static StepState step_state(Browser *b, int64_t id, const char *name)
{
    CaseStep *steps;
    size_t count;
    InForce law = {.bureau = b->world.bureau};
    b->world.w->scope = NULL;
    assert_true(case_steps(b->world.w, &law, (CaseId){id}, &steps, &count));
    for (size_t i = 0; i < count; i++)
        if (str_equal(steps[i].step->name, str_of(name))) return steps[i].state;
    fail_msg("no step %s", name);
    return STEP_SKIPPED;
}

/* Refuses, tells, and opens the appeal as far as its decision. */
static int64_t appealed(Browser *b, int64_t id)
{
    Arena *arena = b->world.w->arena;
    Str why = encoded(b, WHY_NOT);
    moved(b, "village", id, "event=done", WORD_STEP_DECIDE);
    moved(b, "approver", id, str_z(arena, format(arena, "event=refuse&opinion=%.*s", STR_ARG(why))),
          WORD_REFUSED);
    assert_int_equal(step_state(b, id, NAME_WHOLE), STEP_AHEAD); /* decided, not told */
    told(b, id);
    assert_int_equal(step_state(b, id, NAME_WHOLE), STEP_DONE);
    Str form =
        format(arena, "kind=appeal&about=%lld&reason=%.*s&do=open", (long long)id, STR_ARG(why));
    browser_login(b, "clerk");
    WebAnswer answer = browser_post(b, STR("/case/new"), str_z(arena, form));
    assert_int_equal(answer.status, 303);
    return id_of(answer.location);
}

static void what_was_reversed_comes_again(void **state)
{
    (void)state;
    Browser b = bureau_open();
    Arena *arena = b.world.w->arena;
    int64_t id = examined(&b, 3000), second = appealed(&b, id);
    WebAnswer page = seen(&b, "clerk", at(&b, second, ""));
    static const char *const senseless[] = {"/visit\"", "/answer\"", "means_authorisation",
                                            "visit_form"};
    for (size_t i = 0; i < COUNT_OF(senseless); i++)
        assert_false(answer_shows(page, senseless[i]));
    moved(&b, "clerk", second, "event=accept", "");
    moved(&b, "clerk", second, "event=done", "");
    assert_int_equal(step_state(&b, id, NAME_TELL), STEP_DONE);
    Str why = encoded(&b, WHY_NOT);
    moved(&b, "second", second,
          str_z(arena, format(arena, "event=reverse&opinion=%.*s", STR_ARG(why))), "");
    assert_int_equal(step_state(&b, id, NAME_TELL), STEP_AHEAD);
    assert_int_equal(step_state(&b, id, NAME_WHOLE), STEP_AHEAD);
    world_close(&b.world);
}

static void refused_with_reasons_and_appealed(void **state)
{
    (void)state;
    Browser b = bureau_open();
    int64_t id = examined(&b, 3000);
    moved(&b, "village", id, "event=done", WORD_STEP_DECIDE);
    browser_login(&b, "approver");
    WebAnswer again = browser_post(&b, at(&b, id, "/move"), "event=refuse");
    assert_int_equal(again.status, 422);
    assert_true(answer_shows(again, WORD_REASON_WANTED));
    Arena *arena = b.world.w->arena;
    Str why = encoded(&b, WHY_NOT);
    moved(&b, "approver", id,
          str_z(arena, format(arena, "event=refuse&opinion=%.*s", STR_ARG(why))), WORD_REFUSED);
    WebAnswer page = seen(&b, "town", at(&b, id, ""));
    assert_true(answer_shows(page, WORD_APPEAL) && answer_shows(page, WHY_NOT));
    told(&b, id);
    Str form =
        format(arena, "kind=appeal&about=%lld&reason=%.*s&do=open", (long long)id, STR_ARG(why));
    browser_login(&b, "clerk");
    WebAnswer appeal = browser_post(&b, STR("/case/new"), str_z(arena, form));
    assert_int_equal(appeal.status, 303);
    int64_t second = id_of(appeal.location);
    moved(&b, "clerk", second, "event=accept", "");
    moved(&b, "clerk", second, "event=done", "");
    page = seen(&b, "approver", at(&b, second, "")); /* his own decision is not his to judge */
    assert_false(answer_shows(page, "value=\"uphold\""));
    moved(&b, "second", second,
          str_z(arena, format(arena, "event=uphold&opinion=%.*s", STR_ARG(why))), "");
    world_close(&b.world);
}

static void objected_to_and_answered(void **state)
{
    (void)state;
    Browser b = bureau_open();
    Arena *arena = b.world.w->arena;
    int64_t id = examined(&b, 300);
    moved(&b, "village", id, "event=publish", "");
    b.token = STR("");
    WebAnswer notices = browser_get(&b, STR("/notices"));
    assert_int_equal(notices.status, 200);
    assert_true(answer_shows(notices, NAME_MASKED));
    assert_false(answer_shows(notices, NAME_APPLICANT));
    assert_false(answer_shows(notices, "300"));
    Str text = format(arena, "text=%.*s", STR_ARG(encoded(&b, SOMEBODY_SAYS)));
    WebAnswer page = done(&b, "village", at(&b, id, "/objection"), str_z(arena, text));
    assert_true(answer_shows(page, SOMEBODY_SAYS) && answer_shows(page, WORD_STEP_LOOK));
    b.token = STR("");
    assert_true(answer_shows(browser_get(&b, STR("/notices")), WORD_TAKEN_DOWN));
    text = format(arena, "objection=1&answer=%.*s", STR_ARG(encoded(&b, WE_ANSWER)));
    page = done(&b, "town", at(&b, id, "/reply"), str_z(arena, text));
    assert_true(answer_shows(page, WE_ANSWER));
    world_close(&b.world);
}

static void heard_before_a_stop(void **state)
{
    (void)state;
    Browser b = bureau_open();
    Case c;
    Arena *arena = b.world.w->arena;
    int64_t id = granted(&b);
    InForce law = {.bureau = b.world.bureau};
    b.world.w->scope = NULL;
    assert_true(case_row(b.world.w, &law, (CaseId){id}, &c));
    Str why = encoded(&b, WHY_STOP);
    Str form = format(arena, "kind=stop&enrolment=%lld&reason=%.*s&do=open",
                      (long long)c.enrolment.n, STR_ARG(why));
    browser_login(&b, "town");
    WebAnswer answer = browser_post(&b, STR("/case/new"), str_z(arena, form));
    assert_int_equal(answer.status, 303);
    int64_t stop = id_of(answer.location);
    WebAnswer page = seen(&b, "town", at(&b, stop, ""));
    assert_true(answer_shows(page, WORD_HEARING_NEEDED));
    assert_false(answer_shows(page, "value=\"done\""));
    form = format(arena, "noticed=2024-03-18&held=2024-03-20&came=yes&statement=%.*s",
                  STR_ARG(encoded(&b, SAID_AT_HEARING)));
    page = done(&b, "town", at(&b, stop, "/hearing"), str_z(arena, form));
    assert_true(answer_shows(page, SAID_AT_HEARING));
    moved(&b, "town", stop, "event=done", WORD_STEP_DECIDE);
    moved(&b, "approver", stop,
          str_z(arena, format(arena, "event=stop&opinion=%.*s&effective=2024-05", STR_ARG(why))),
          WORD_STOPPED);
    world_close(&b.world);
}

static WebAnswer uploaded(Browser *b, Str address, const char *bytes, size_t length)
{
    WebAnswer answer;
    Work *w = b->world.w;
    Buf body = buf_new(w->arena);
    buf_add(&body, STR("--edge\r\nContent-Disposition: form-data; name=\"label\"\r\n\r\npaper\r\n"
                       "--edge\r\nContent-Disposition: form-data; name=\"file\"; "
                       "filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n"));
    buf_add(&body, (Str){bytes, length});
    buf_add(&body, STR("\r\n--edge--\r\n"));
    b->options.opener = &b->world;
    WebRequest request = {.method = "POST",
                          .address = address,
                          .token = b->token,
                          .type = STR("multipart/form-data; boundary=edge"),
                          .body = buf_str(&body)};
    assert_true(web_page(w, b->world.bureau, &b->options, &request, &answer));
    return answer;
}

static void papers_are_what_they_are(void **state)
{
    (void)state;
    static const char paper[] = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";
    Browser b = bureau_open();
    int64_t id = opened(&b);
    Str address = at(&b, id, "/papers");
    WebAnswer answer = uploaded(&b, address, "hello", 5);
    assert_int_equal(answer.status, 422);
    assert_true(answer_shows(answer, WORD_NO_PAPER));
    assert_int_equal(uploaded(&b, address, paper, sizeof paper - 1).status, 303);
    answer = browser_get(&b, STR("/paper/1"));
    assert_int_equal(answer.status, 200);
    assert_true(str_starts(answer.html, STR("%PDF-1.4")));
    assert_int_equal(seen(&b, "elsewhere", STR("/paper/1")).status, 404);
    world_close(&b.world);
}

static void several_at_once(void **state)
{
    (void)state;
    Browser b = bureau_open();
    Arena *arena = b.world.w->arena;
    int64_t id = opened(&b);
    stated(&b, id, 300);
    browser_login(&b, "town");
    assert_true(answer_shows(browser_get(&b, STR("/cases?mine=1")), "name=\"choice\""));
    assert_int_equal(browser_post(&b, STR("/cases/act"), "event=accept").status, 400);
    Str form = format(arena, "event=accept&choice=%lld", (long long)id);
    WebAnswer answer = browser_post(&b, STR("/cases/act"), str_z(arena, form));
    assert_int_equal(answer.status, 200);
    assert_true(answer_shows(answer, WORD_BATCH_DONE));
    world_close(&b.world);
}

static void cases_out_of_the_sets(void **state)
{
    (void)state;
    Browser b = bureau_open();
    Case c;
    Arena *arena = b.world.w->arena;
    int64_t id = granted(&b);
    InForce law = {.bureau = b.world.bureau};
    b.world.w->scope = NULL;
    assert_true(case_row(b.world.w, &law, (CaseId){id}, &c));
    Str form = format(arena, "affair=minimum_living&month=2024-03&set=wrongly&choice=%lld",
                      (long long)c.unit.n);
    browser_login(&b, "elsewhere");
    assert_int_equal(browser_post(&b, STR("/propose"), str_z(arena, form)).status, 404);
    WebAnswer list = done(&b, "town", STR("/propose"), str_z(arena, form));
    assert_true(answer_shows(list, NAME_MASKED) && answer_shows(list, WORD_REVIEW));
    world_close(&b.world);
}

static void a_household_changes(void **state)
{
    (void)state;
    Browser b = bureau_open();
    Case c;
    Arena *arena = b.world.w->arena;
    int64_t id = granted(&b);
    InForce law = {.bureau = b.world.bureau};
    b.world.w->scope = NULL;
    assert_true(case_row(b.world.w, &law, (CaseId){id}, &c));
    Str form =
        format(arena, "kind=change&enrolment=%lld&reason=x&do=open", (long long)c.enrolment.n);
    browser_login(&b, "town");
    WebAnswer answer = browser_post(&b, STR("/case/new"), str_z(arena, form));
    assert_int_equal(answer.status, 303);
    int64_t change = id_of(answer.location);
    form = format(arena, "what=comes&day=2024-03-20&number=" NUMBER_CHILD "&name=%.*s",
                  STR_ARG(encoded(&b, NAME_CHILD)));
    Str address = at(&b, change, "/members");
    answer = done(&b, "town", address, str_z(arena, form));
    assert_true(answer_shows(answer, WORD_CAME) && answer_shows(answer, NAME_CHILD_MASKED));
    assert_false(answer_shows(answer, NAME_CHILD));
    assert_int_equal(browser_post(&b, address, "what=leaves&day=2024-03-20").status, 422);
    world_close(&b.world);
}

static void lists_and_first_pages(void **state)
{
    (void)state;
    static const char *const who[] = {"village",  "town",  "clerk",  "checker",
                                      "approver", "payer", "auditor"};
    static const char *const addresses[] = {
        "/desk",   "/cases", "/cases?mine=1&colour=red", "/calendar", "/calendar?month=2024-04",
        "/notices"};
    Browser b = bureau_open();
    opened(&b);
    for (size_t i = 0; i < COUNT_OF(who); i++)
        for (size_t k = 0; k < COUNT_OF(addresses); k++)
            assert_int_equal(seen(&b, who[i], str_of(addresses[k])).status, 200);
    assert_int_equal(seen(&b, "clerk", STR("/calendar?month=never")).status, 404);
    assert_int_equal(seen(&b, "village", STR("/case/new?affair=minimum_living")).status, 200);
    assert_int_equal(seen(&b, "village", STR("/case/new?affair=nothing")).status, 404);
    assert_int_equal(seen(&b, "village", STR("/case/9999")).status, 404);
    browser_login(&b, "clerk");
    WebAnswer nobody =
        browser_post(&b, STR("/propose"), "affair=minimum_living&month=2024-03&set=missed");
    assert_int_equal(nobody.status, 400);
    assert_true(answer_shows(nobody, WORD_NOBODY));
    world_close(&b.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(case_from_village_to_grant),
        cmocka_unit_test(nothing_is_unmasked),
        cmocka_unit_test(only_those_whose_turn_it_is),
        cmocka_unit_test(refused_with_reasons_and_appealed),
        cmocka_unit_test(what_was_reversed_comes_again),
        cmocka_unit_test(objected_to_and_answered),
        cmocka_unit_test(heard_before_a_stop),
        cmocka_unit_test(papers_are_what_they_are),
        cmocka_unit_test(several_at_once),
        cmocka_unit_test(cases_out_of_the_sets),
        cmocka_unit_test(a_household_changes),
        cmocka_unit_test(lists_and_first_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
