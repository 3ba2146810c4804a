/* The law's pages over a small world: who may try, what a faulty number or file is told, that what
 * a trial announces for a back-dated raise is to the fen what the close posts when the raise stands
 * in the law, and that nobody is named in full. */
#include "web/test.h"

#include "payment/world.def"
#include "policy/policy_test.def"

#define CITY_NUMBER "v.minimum_living_standard.1"
#define BOUNDARY "----law"

static Browser law_open(void)
{
    Browser browser;
    World world = world_open(LAW_TRIED, "");
    Str number = citizen_id_make(world.w->arena, 360203, date_of(1980, 1, 1), 7);
    Str people = format(world.w->arena,
                        "name,birth_date,citizen_id,home,monthly_income\n" NAME_PLAIN
                        ",1980-01-01,%.*s,360203001001,400\n",
                        STR_ARG(number));
    Str units = format(world.w->arena,
                       "household,citizen_id,role,home,urban_rural\n"
                       "H1,%.*s," ROLE_APPLICANT ",360203001001," CITY "\n",
                       STR_ARG(number));
    world_import(&world, "person", str_z(world.w->arena, people));
    world_import(&world, "household", str_z(world.w->arena, units));
    world_clock(&world, "2023-12-20");
    world_import(&world, "enrolment",
                 "affair,household,applied,decided,reason\n"
                 "minimum_living,H1,2023-11-20,2023-12-15,confirmed\n");
    assert_true(
        account_create(world.w, STR("town"), STR("town"), DUTY_CLERK, (Division){360203100000}));
    assert_true(account_create(world.w, STR("auditor"), STR("auditor"), DUTY_AUDITOR,
                               (Division){360203000000}));
    world_close_month(&world, "2024-01");
    world_close_month(&world, "2024-02");
    browser_open(&browser, world, "clerk");
    return browser;
}

static WebAnswer get(Browser *b, const char *address, int status)
{
    WebAnswer answer = browser_get(b, str_of(address));
    if (answer.status != status)
        fail_msg("%s: %d, not %d\n%.*s", address, answer.status, status, STR_ARG(answer.html));
    return answer;
}

static void shows(Browser *b, const char *address, const char *text)
{
    if (!answer_shows(get(b, address, 200), text)) fail_msg("%s does not show: %s", address, text);
}

static WebAnswer send_file(Browser *b, const char *address, const char *file, int status)
{
    Str body = format(
        b->world.w->arena,
        "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"affair\"; "
        "filename=\"trial.affair\"\r\nContent-Type: text/plain\r\n\r\n%s\r\n--" BOUNDARY "--\r\n",
        file);
    WebAnswer answer =
        browser_send(b, str_of(address), STR("multipart/form-data; boundary=" BOUNDARY), body);
    if (answer.status != status)
        fail_msg("%s: %d, not %d\n%.*s", address, answer.status, status, STR_ARG(answer.html));
    return answer;
}

/* 400 of income: 500 a month by 900, 600 by 1000. */
static void test_a_trial_is_what_the_close_posts(void **state)
{
    (void)state;
    Browser b = law_open();
    Work *w = b.world.w;
    Commit before, after;
    assert_true(audit_latest(w, &before));
    WebAnswer answer = get(&b, "/law/try?" MONTHS_ASKED "&" CITY_NUMBER "=1000&budget=1700", 200);
    assert_true(answer_shows(answer, "1,500.00")); /* as it stands */
    assert_true(answer_shows(answer, "1,800.00")); /* as it is tried */
    assert_true(answer_shows(answer, ">200.00"));  /* in arrears: two months are closed */
    assert_true(answer_shows(answer, ">100.00"));  /* beyond the budget; and for each month */
    assert_true(audit_latest(w, &after));
    assert_int_equal(after.n, before.n); /* nothing was written */
    Money posted = world_posted(&b.world);
    world_law(&b.world, LAW_RAISED);
    world_close_month(&b.world, "2024-03");
    assert_int_equal(world_posted(&b.world).fen - posted.fen, 80000); /* 600 and 200 */
    world_close(&b.world);
}

static void test_households_are_masked_and_lead_on(void **state)
{
    (void)state;
    Browser b = law_open();
    WebAnswer answer = get(&b, "/law/try/households?kind=won&" CITY_NUMBER "=1000", 200);
    assert_true(answer_shows(answer, NAME_MASKED));
    assert_false(answer_shows(answer, NAME_PLAIN));
    assert_true(answer_shows(answer, "/unit/"));
    answer = get(&b, "/law/try/households?kind=lost&" CITY_NUMBER "=100", 200);
    assert_true(answer_shows(answer, NAME_MASKED));
    world_close(&b.world);
}

static void test_faults_stand_at_their_fields(void **state)
{
    (void)state;
    Browser b = law_open();
    shows(&b, "/law/try", NOTHING_TRIED);
    WebAnswer answer = get(&b, "/law/try?" CITY_NUMBER "=abc", 422);
    assert_true(answer_shows(answer, NUMBER_WRONG));
    assert_true(answer_shows(answer, "value=\"abc\"")); /* what was typed is not lost */
    get(&b, "/law/try?from=2024-13&" CITY_NUMBER "=1", 422);
    get(&b, "/law/try?from=2025-02&until=2025-01&" CITY_NUMBER "=1", 422);
    get(&b, "/law/try?budget=-1&" CITY_NUMBER "=1", 422);
    get(&b, "/law/try/households?" CITY_NUMBER "=x", 404);
    world_close(&b.world);
}

static void test_only_the_county_tries(void **state)
{
    (void)state;
    static const char *const addresses[] = {"/law/try", "/law/try/ready",
                                            "/law/try/households?" CITY_NUMBER "=1000"};
    Browser b = law_open();
    for (size_t i = 0; i < COUNT_OF(addresses); i++) {
        browser_login(&b, "town"); /* the right duty, of a part of the district */
        get(&b, addresses[i], 403);
        browser_login(&b, "auditor"); /* of the district, another duty */
        get(&b, addresses[i], 403);
        browser_login(&b, "checker");
        get(&b, addresses[i], 200);
    }
    browser_login(&b, "town");
    send_file(&b, "/law/try", FILE_GOOD, 403);
    world_close(&b.world);
}

static void test_a_file_is_tried_and_checked(void **state)
{
    (void)state;
    Browser b = law_open();
    WebAnswer answer = send_file(&b, "/law/try", FILE_GOOD, 200);
    assert_true(answer_shows(answer, ">100.00")); /* a month more */
    send_file(&b, "/law/check", FILE_GOOD, 200);
    answer = send_file(&b, "/law/check", FILE_BAD, 422);
    assert_true(answer_shows(answer, WORD_ERRORS));
    assert_true(answer_shows(answer, "<mark>"));
    answer = send_file(&b, "/law/try", FILE_BAD, 422);
    assert_true(answer_shows(answer, "<mark>"));
    send_file(&b, "/law/check", "\xFF\xFE", 422);
    shows(&b, "/law/check", WORD_CASES);
    world_close(&b.world);
}

static void test_the_law_is_read(void **state)
{
    (void)state;
    Browser b = law_open();
    browser_login(&b, "town");
    shows(&b, "/law", "/law/affair/minimum_living");
    shows(&b, "/law/affair/minimum_living", WORD_PROCEDURE);
    get(&b, "/law/affair/none", 404);
    shows(&b, "/law/versions", "SM3");
    get(&b, "/law/versions?old=1&new=99", 404);
    world_law(&b.world, LAW_RAISED);
    shows(&b, "/law/versions?old=1&new=2", "2024-03-01");
    world_close(&b.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_trial_is_what_the_close_posts),
        cmocka_unit_test(test_households_are_masked_and_lead_on),
        cmocka_unit_test(test_faults_stand_at_their_fields),
        cmocka_unit_test(test_only_the_county_tries),
        cmocka_unit_test(test_a_file_is_tried_and_checked),
        cmocka_unit_test(test_the_law_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
