/* The registers, imports and lives of a small world in the browser: what a clerk of the county
 * does, what somebody of one town sees, what a checker may not do; and that nothing is unmasked
 * but by an act that says why. */
#include "doc/doc.h"
#include "web/test.h"

#include "payment/world.def"
#include "record/record_test.def"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#define BOUNDARY "----record"
#define PERSON_NEW "360203195001010011"

static Browser record_open(void)
{
    Browser browser;
    World world = world_open(LAW_DEVICES LAW_OLD_AGE, "");
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home,bank_account\n" NAME_YI ",1932-11-20," PERSON_YI
                 ",360203001001," CARD_1 "\n" NAME_BING ",1934-01-08," PERSON_BING
                 ",360203100001," CARD_2 "\n");
    world_import(&world, "device",
                 "number,place,price\nA-1,360203001001,10\nB-2,360203100001,20\n");
    world_clock(&world, "2023-12-20");
    world_import(&world, "enrolment",
                 "affair,citizen_id,applied,decided,reason\n"
                 "old_age_allowance," PERSON_YI ",2023-01-05,2023-01-10,registered\n");
    assert_true(
        account_create(world.w, STR("town"), STR("town"), DUTY_CLERK, (Division){360203100000}));
    assert_true(account_create(world.w, STR("auditor"), STR("auditor"), DUTY_AUDITOR,
                               (Division){360203000000}));
    world_close_month(&world, "2024-01");
    browser_open(&browser, world, "clerk");
    return browser;
}

/* ---- words of the tests --------------------------------------------------------------------- */

static void assert_masked(const char *address, WebAnswer answer)
{
    static const char *const secrets[] = {NAME_YI,     NAME_BING, PERSON_YI,
                                          PERSON_BING, CARD_1,    CARD_2};
    for (size_t i = 0; i < COUNT_OF(secrets); i++)
        if (answer_shows(answer, secrets[i])) fail_msg("%s shows secret %zu", address, i);
}

static WebAnswer get(Browser *b, const char *address, int status)
{
    WebAnswer answer = browser_get(b, str_of(address));
    if (answer.status != status)
        fail_msg("%s: %d, not %d\n%.*s", address, answer.status, status, STR_ARG(answer.html));
    assert_masked(address, answer);
    return answer;
}

static WebAnswer post(Browser *b, const char *address, const char *form, int status)
{
    WebAnswer answer = browser_post(b, str_of(address), form);
    if (answer.status != status)
        fail_msg("%s %s: %d, not %d\n%.*s", address, form, answer.status, status,
                 STR_ARG(answer.html));
    return answer;
}

static void shows(WebAnswer answer, const char *text)
{
    if (!answer_shows(answer, text))
        fail_msg("does not show %s:\n%.*s", text, STR_ARG(answer.html));
}

static void hides(WebAnswer answer, const char *text)
{
    if (answer_shows(answer, text)) fail_msg("shows %s", text);
}

static const char *person_at(Browser *b, const char *number, const char *rest)
{
    PersonId id = world_person(&b->world, number);
    Arena *arena = b->world.w->arena;
    return str_z(arena, format(arena, "/person/%lld%s", (long long)id.n, rest));
}

static int64_t acts_of(Browser *b, const char *kind)
{
    int64_t found = 0;
    Commit last;
    assert_true(audit_latest(b->world.w, &last));
    for (int64_t n = 1; n <= last.n; n++) {
        ActRow row;
        assert_true(audit_row(b->world.w, (Commit){n}, &row));
        found += str_equal(row.act.kind, str_of(kind));
    }
    return found;
}

/* ---- registers ------------------------------------------------------------------------------ */

static void a_register_is_listed_filtered_and_scoped(void **state)
{
    (void)state;
    Browser b = record_open();
    WebAnswer answer = get(&b, "/registers", 200);
    shows(answer, "/register/person");
    shows(answer, "/register/device");
    answer = get(&b, "/register/person", 200);
    shows(answer, SHOWN_TWO);
    shows(answer, NAME_YI_MASKED);
    assert_true(str_find(answer.html, STR(NAME_BING_MASKED)) <
                str_find(answer.html, STR(NAME_YI_MASKED)));
    shows(get(&b, "/register/person?f.birth_date.from=1933-01-01", 200), SHOWN_ONE);
    shows(get(&b, "/register/person?f.home=360203100000", 200), NAME_BING_MASKED);
    shows(get(&b, "/register/person?f.monthly_income=unknown", 200), SHOWN_TWO);
    shows(get(&b, "/register/person?f.monthly_income.from=100", 200), SHOWN_NOBODY);
    shows(get(&b, "/register/person?text=zyy", 200), SHOWN_ONE);
    shows(get(&b, "/register/person?column=disability_grade&dense=1&sort=new&page=1", 200),
          "dense");
    shows(get(&b, "/register/household", 200), "/unit/");
    answer = get(&b, "/register/device?f.price.from=15", 200);
    shows(answer, "B-2");
    hides(answer, "A-1");
    get(&b, "/register/nothing", 404);
    browser_login(&b, "town");
    answer = get(&b, "/register/person", 200);
    shows(answer, SHOWN_ONE);
    hides(answer, NAME_YI_MASKED);
    answer = get(&b, "/register/device", 200);
    shows(answer, "B-2");
    hides(answer, "A-1");
    world_close(&b.world);
}

static void a_list_is_a_file_in_the_clear_by_an_act_alone(void **state)
{
    (void)state;
    Browser b = record_open();
    WebAnswer answer = get(&b, "/register/person/export?format=xlsx", 200);
    assert_true(str_starts(answer.html, STR("PK")));
    Str utf8;
    size_t at;
    answer = get(&b, "/register/person/export?format=gb&column=citizen_id", 200);
    assert_true(text_from_gb18030(b.world.w->arena, answer.html, &utf8, &at));
    assert_true(str_find(utf8, STR(NAME_YI_MASKED)) >= 0);
    assert_true(str_find(utf8, STR(PERSON_YI)) < 0);
    shows(post(&b, "/register/person/export", "format=gb&column=citizen_id", 400), SHOWN_PURPOSE);
    assert_int_equal(acts_of(&b, "reveal"), 0);
    answer = post(&b, "/register/person/export", "format=gb&column=citizen_id&purpose=audit", 200);
    assert_true(text_from_gb18030(b.world.w->arena, answer.html, &utf8, &at));
    assert_true(str_find(utf8, STR(PERSON_YI)) >= 0 && str_find(utf8, STR(NAME_BING)) >= 0);
    assert_int_equal(acts_of(&b, "reveal"), 1);
    browser_login(&b, "town");
    answer = post(&b, "/register/person/export", "format=gb&column=citizen_id&purpose=audit", 200);
    assert_true(text_from_gb18030(b.world.w->arena, answer.html, &utf8, &at));
    assert_true(str_find(utf8, STR(PERSON_YI)) < 0 && str_find(utf8, STR(PERSON_BING)) >= 0);
    world_close(&b.world);
}

/* ---- changes -------------------------------------------------------------------------------- */

static const char *change_at(Browser *b, const char *number, const char *aspect)
{
    PersonId id = world_person(&b->world, number);
    Arena *arena = b->world.w->arena;
    return str_z(arena,
                 format(arena, "/register/person/%lld/change?aspect=%s", (long long)id.n, aspect));
}

static void a_change_is_one_act_and_stays_in_the_history(void **state)
{
    (void)state;
    Browser b = record_open();
    const char *address = change_at(&b, PERSON_YI, "disability");
    shows(get(&b, address, 200), SHOWN_CHANGED);
    shows(get(&b, change_at(&b, PERSON_YI, "identity"), 200), NAME_YI_MASKED);
    WebAnswer answer = post(
        &b, address, "how=change&from=2023-13-01&source=&disability_grade=" ADDRESS_GRADE, 422);
    shows(answer, SHOWN_NOT_A_DAY);
    shows(answer, SHOWN_NO_SOURCE);
    shows(answer, SHOWN_GRADE);
    shows(post(&b, address, "how=change&source=x", 422), SHOWN_NOTHING_NEW);
    assert_int_equal(acts_of(&b, "register"), 0);
    answer =
        post(&b, address,
             "how=change&from=2023-06-01&source=" ADDRESS_SOURCE "&disability_grade=" ADDRESS_GRADE,
             303);
    assert_int_equal(acts_of(&b, "register"), 1);
    answer = get(&b, person_at(&b, PERSON_YI, ""), 200);
    shows(answer, SHOWN_GRADE);
    shows(answer, SHOWN_SOURCE);
    shows(answer, "2023-06-01");
    shows(get(&b, "/register/person?f.disability_grade=2", 200), SHOWN_ONE);
    post(&b, change_at(&b, PERSON_YI, "income"), "how=correction&source=x&monthly_income=abc", 422);
    post(&b, change_at(&b, PERSON_YI, "income"), "how=correction&source=x&monthly_income=120.50",
         303);
    post(&b, change_at(&b, PERSON_YI, "identity"),
         "how=correction&source=x&citizen_id=" PERSON_BING, 422);
    browser_login(&b, "checker");
    get(&b, address, 403);
    post(&b, address, "how=change&source=x&disability_grade=" ADDRESS_GRADE, 403);
    browser_login(&b, "town");
    get(&b, address, 404);
    post(&b, address, "how=change&source=x&disability_grade=" ADDRESS_GRADE, 404);
    world_close(&b.world);
}

static void a_row_is_made_and_changed(void **state)
{
    (void)state;
    Browser b = record_open();
    WebAnswer answer = get(&b, "/register/device/new", 200);
    shows(answer, "name=\"number\"");
    post(&b, "/register/device/new", "source=x&number=&place=360203001001", 422);
    post(&b, "/register/device/new", "source=x&number=C-3&place=360203001001&price=30", 303);
    shows(get(&b, "/register/device", 200), "C-3");
    answer = get(&b, "/register/device?text=C-3", 200);
    RowId row;
    const Register *reg = bureau_register(b.world.bureau, STR("device"));
    assert_true(row_by_name(b.world.w, reg, STR("C-3"), &row));
    Arena *arena = b.world.w->arena;
    const char *entry = str_z(arena, format(arena, "/register/device/%lld", (long long)row.n));
    const char *change = str_z(arena, format(arena, "%s/change", entry));
    shows(get(&b, entry, 200), "30.00");
    post(&b, change, "source=x&how=correction&price=35&place=360203001001&number=ZZZ", 303);
    answer = get(&b, entry, 200);
    shows(answer, "35.00");
    hides(answer, "ZZZ");
    browser_login(&b, "town");
    get(&b, entry, 404);
    world_close(&b.world);
}

/* ---- imports -------------------------------------------------------------------------------- */

static WebAnswer send_file(Browser *b, const char *bytes)
{
    Buf body = buf_new(b->world.w->arena);
    static const char *const fields[][2] = {
        {"as", "person"}, {"sender", "office"}, {"how", "change"}};
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        buf_format(&body,
                   "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n",
                   fields[i][0], fields[i][1]);
    buf_format(&body,
               "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"file\"; "
               "filename=\"people.csv\"\r\nContent-Type: text/csv\r\n\r\n%s\r\n--" BOUNDARY
               "--\r\n",
               bytes);
    return browser_send(b, STR("/import"), STR("multipart/form-data; boundary=" BOUNDARY),
                        buf_str(&body));
}

/* The only draft, or the one that is not `other`. */
static const char *draft_at(Browser *b, const char *other)
{
    Arena *arena = b->world.w->arena;
    const char *found = "";
    DIR *dir = opendir(str_z(arena, format(arena, "%s.imports", store_path(b->world.w->store))));
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));)
        if (e->d_name[0] != '.' && !strstr(other, e->d_name))
            found = str_z(arena, format(arena, "/import/%s", e->d_name));
    (void)closedir(dir);
    assert_true(found[0]);
    return found;
}

static const char *under(Browser *b, const char *draft, const char *rest)
{
    return str_z(b->world.w->arena, format(b->world.w->arena, "%s%s", draft, rest));
}

static void a_file_is_tried_imported_in_part_mended_and_taken_back(void **state)
{
    (void)state;
    Browser b = record_open();
    static const char head[] = "name,birth_date,citizen_id,home," HEADER_INCOME "\n";
    Str bad =
        format(b.world.w->arena,
               "%sWu,1950-01-01," PERSON_NEW ",360203001001,10\nLi,1950-13-01,,360203001001,1\n"
               "Xu,1950-01-02,360203195001020012,999999999999,2\n",
               head);
    WebAnswer answer = send_file(&b, "");
    assert_int_equal(answer.status, 422);
    shows(answer, SHOWN_CHOOSE_FILE);
    assert_int_equal(send_file(&b, str_z(b.world.w->arena, bad)).status, 303);
    const char *draft = draft_at(&b, "none");
    answer = get(&b, draft, 200);
    shows(answer, SHOWN_MAPPING);
    shows(answer, SHOWN_GOOD_ROWS);
    assert_int_equal(acts_of(&b, "import"), 3);
    post(&b, under(&b, draft, "/again"), MAP_INCOME, 303);
    shows(get(&b, under(&b, draft, "/file/marked"), 200), FAULT_COLUMN);
    hides(get(&b, under(&b, draft, "/file/failures"), 200), "Wu");
    post(&b, under(&b, draft, "/run"), "rows=good", 303);
    shows(get(&b, draft, 200), SHOWN_IMPORTED);
    assert_int_equal(acts_of(&b, "import"), 4);
    shows(get(&b, "/register/person?text=Wu", 200), "/person/");
    browser_login(&b, "approver");
    get(&b, draft, 403);
    browser_login(&b, "clerk");
    Str good = format(b.world.w->arena, "%sWu,1950-01-01," PERSON_NEW ",360203001001,10\n", head);
    assert_int_equal(send_file(&b, str_z(b.world.w->arena, good)).status, 303);
    shows(get(&b, draft_at(&b, draft), 200), SHOWN_SAME);
    ImportRun *runs;
    size_t count;
    assert_true(import_history(b.world.w, &runs, &count));
    Str run = format(b.world.w->arena, "/import/run/%lld", (long long)runs[0].commit.n);
    get(&b, str_z(b.world.w->arena, run), 200);
    post(&b, str_z(b.world.w->arena, run), "reason=wrong", 303);
    shows(get(&b, "/import", 200), SHOWN_UNDONE);
    shows(get(&b, "/register/person?text=Wu", 200), SHOWN_NOBODY);
    assert_true(str_starts(get(&b, "/import/template/person", 200).html, STR("PK")));
    get(&b, "/import/template/none", 404);
    get(&b, "/import/0123456789abcdef", 404);
    world_close(&b.world);
}

/* ---- lives ---------------------------------------------------------------------------------- */

static void a_life_stands_on_one_page(void **state)
{
    (void)state;
    Browser b = record_open();
    WebAnswer answer = get(&b, person_at(&b, PERSON_YI, ""), 200);
    shows(answer, NAME_YI_MASKED);
    shows(answer, "360203********0025");
    shows(answer, "class=\"months stack tight\"");
    shows(answer, "100");
    answer = get(&b, person_at(&b, PERSON_YI, "/check"), 200);
    shows(answer, "/why?affair=old_age_allowance");
    get(&b, "/assessed/none/1", 404);
    browser_login(&b, "town");
    get(&b, person_at(&b, PERSON_YI, ""), 404);
    get(&b, person_at(&b, PERSON_YI, "/check"), 404);
    get(&b, person_at(&b, PERSON_BING, ""), 200);
    world_close(&b.world);
}

static void what_is_masked_is_seen_by_an_act_alone(void **state)
{
    (void)state;
    Browser b = record_open();
    const char *address = person_at(&b, PERSON_YI, "/reveal");
    shows(post(&b, address, "field=citizen_id&purpose=", 400), SHOWN_PURPOSE);
    post(&b, address, "field=home&purpose=x", 400);
    assert_int_equal(acts_of(&b, "reveal"), 0);
    shows(post(&b, address, "field=citizen_id&purpose=x", 200), PERSON_YI);
    shows(post(&b, address, "field=name&purpose=x", 200), NAME_YI);
    assert_int_equal(acts_of(&b, "reveal"), 2);
    get(&b, person_at(&b, PERSON_YI, ""), 200);
    browser_login(&b, "town");
    hides(post(&b, address, "field=citizen_id&purpose=x", 404), PERSON_YI);
    world_close(&b.world);
}

static void a_number_is_looked_up_by_an_act(void **state)
{
    (void)state;
    Browser b = record_open();
    shows(get(&b, "/search?q=zyy", 200), NAME_YI_MASKED);
    shows(get(&b,
              "/search?q="
              "%E8%B5%B5",
              200),
          NAME_YI_MASKED);
    WebAnswer filled = browser_get(&b, STR("/search?q=" PERSON_YI));
    assert_int_equal(filled.status, 422);
    shows(filled, "name=\"number\" value=\"" PERSON_YI "\"");
    hides(filled, "%3Fq%3D"); /* the number is in no link of the page */
    hides(filled, NAME_YI_MASKED);
    shows(post(&b, "/lookup", "number=" PERSON_YI "&purpose=", 422), SHOWN_PURPOSE);
    assert_int_equal(acts_of(&b, "search"), 0);
    WebAnswer answer = post(&b, "/lookup", "number=" PERSON_YI "&purpose=x", 200);
    shows(answer, NAME_YI_MASKED);
    hides(answer, PERSON_YI);
    assert_int_equal(acts_of(&b, "search"), 1);
    browser_login(&b, "town");
    hides(post(&b, "/lookup", "number=" PERSON_YI "&purpose=x", 200), NAME_YI_MASKED);
    world_close(&b.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_register_is_listed_filtered_and_scoped),
        cmocka_unit_test(a_list_is_a_file_in_the_clear_by_an_act_alone),
        cmocka_unit_test(a_change_is_one_act_and_stays_in_the_history),
        cmocka_unit_test(a_row_is_made_and_changed),
        cmocka_unit_test(a_file_is_tried_imported_in_part_mended_and_taken_back),
        cmocka_unit_test(a_life_stands_on_one_page),
        cmocka_unit_test(what_is_masked_is_seen_by_an_act_alone),
        cmocka_unit_test(a_number_is_looked_up_by_an_act),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
