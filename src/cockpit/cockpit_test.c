/* The cockpit over two old people in two towns, two months closed: what the county sees, what a
 * town sees of it, that figures open to their rows and add up, and that nobody is named in full. */
#include "web/test.h"

#include "cockpit/cockpit_test.def"
#include "payment/world.def"

static Browser cockpit_open(void)
{
    Browser browser;
    World world = world_open(LAW_COUNTED, "");
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home\n" NAME_PLAIN ",1932-11-20," PERSON_YI
                 ",360203001001\nBing,1934-01-08," PERSON_BING ",360203100001\n");
    world_clock(&world, "2023-12-20");
    world_import(&world, "enrolment",
                 "affair,citizen_id,applied,decided,reason\n"
                 "old_age_allowance," PERSON_YI ",2023-01-05,2023-01-10,registered\n"
                 "old_age_allowance," PERSON_BING ",2023-01-05,2023-01-10,registered\n");
    assert_true(
        account_create(world.w, STR("town"), STR("town"), DUTY_CLERK, (Division){360203100000}));
    browser_open(&browser, world, "clerk");
    return browser;
}

static void close_months(Browser *b)
{
    world_close_month(&b->world, "2024-01");
    world_close_month(&b->world, "2024-02");
    browser_login(b, "clerk");
}

static WebAnswer get(Browser *b, const char *address, int status)
{
    WebAnswer answer = browser_get(b, str_of(address));
    if (answer.status != status)
        fail_msg("%s: %d, not %d\n%.*s", address, answer.status, status, STR_ARG(answer.html));
    return answer;
}

static const char *place_of(Browser *b, int64_t code, const char *month)
{
    DivisionRow row;
    assert_true(division_by_code(b->world.w, (Division){code}, &row));
    return str_z(b->world.w->arena, format(b->world.w->arena, "/cockpit/place/%lld?month=%s",
                                           (long long)row.id, month));
}

static void test_a_month_at_a_glance(void **state)
{
    (void)state;
    Browser b = cockpit_open();
    assert_true(answer_shows(get(&b, "/cockpit", 200), NOTHING_CLOSED));
    close_months(&b);
    WebAnswer answer = get(&b, "/cockpit", 200);
    assert_true(answer_shows(answer, "200.00")); /* 100 each */
    assert_true(answer_shows(answer, "400.00")); /* in two months */
    assert_true(answer_shows(answer, "<svg"));
    assert_true(answer_shows(answer, TABLE_OFFERED));
    assert_true(answer_shows(answer, SCHEMATIC));
    assert_true(answer_shows(answer, TOWN_NAME));
    assert_true(answer_shows(answer, OTHER_TOWN));
    assert_false(answer_shows(answer, "style="));
    get(&b, "/cockpit?month=2024-01", 200);
    get(&b, "/cockpit?month=1999-01", 404);
    answer = get(&b, "/cockpit/affair/old_age_allowance?sets=1", 200);
    assert_true(answer_shows(answer, "200.00"));
    get(&b, "/cockpit/affair/none", 404);
    world_close(&b.world);
}

static void test_places_open_to_their_people(void **state)
{
    (void)state;
    Browser b = cockpit_open();
    close_months(&b);
    get(&b, place_of(&b, 360203001000, "2024-02"), 200);
    WebAnswer answer = get(&b, place_of(&b, 360203001001, "2024-02"), 200);
    assert_true(answer_shows(answer, NAME_MASKED));
    assert_false(answer_shows(answer, NAME_PLAIN));
    assert_true(answer_shows(answer, "100.00"));
    get(&b, "/cockpit/place/99999", 404);
    get(&b, "/cockpit/place/x", 404);
    world_close(&b.world);
}

static void test_a_town_sees_its_own(void **state)
{
    (void)state;
    Browser b = cockpit_open();
    close_months(&b);
    browser_login(&b, "town");
    WebAnswer answer = get(&b, "/cockpit", 200);
    assert_true(answer_shows(answer, TOWN_NAME));
    assert_false(answer_shows(answer, OTHER_TOWN));
    assert_false(answer_shows(answer, "400.00"));
    get(&b, place_of(&b, 360203100001, "2024-02"), 200);
    get(&b, place_of(&b, 360203001001, "2024-02"), 404);
    answer = get(&b, "/cockpit/figure/elders?year=2024", 200);
    assert_true(answer_shows(answer, ROWS_ONE));
    assert_false(answer_shows(answer, NAME_MASKED));
    world_close(&b.world);
}

static void test_a_figure_opens_to_its_rows(void **state)
{
    (void)state;
    Browser b = cockpit_open();
    close_months(&b);
    WebAnswer answer = get(&b, "/report", 200);
    assert_true(answer_shows(answer, "/cockpit/figure/elders?year=2024"));
    answer = get(&b, "/cockpit/figure/elders?year=2024", 200);
    assert_true(answer_shows(answer, DEFINITION));
    assert_true(answer_shows(answer, ROWS_TWO));
    assert_true(answer_shows(answer, NAME_MASKED));
    assert_false(answer_shows(answer, NAME_PLAIN));
    answer = get(&b, "/cockpit/figure/elders/export?year=2024&format=csv", 200);
    assert_true(answer_shows(answer, NAME_MASKED));
    assert_false(answer_shows(answer, NAME_PLAIN));
    get(&b, "/cockpit/figure/none", 404);
    get(&b, "/report?year=1999", 404);
    world_close(&b.world);
}

/* What is above a table says what it is; the numbers are numbers; what is not seen is not in it. */
static void test_a_table_is_taken_away(void **state)
{
    (void)state;
    Browser b = cockpit_open();
    close_months(&b);
    assert_true(answer_shows(get(&b, "/cockpit", 200), EXPORT_OFFERED));
    WebAnswer answer = get(&b, "/cockpit/export?month=2024-02&table=spending&format=csv", 200);
    assert_true(answer_shows(answer, SHEET_AS_OF));
    assert_true(answer_shows(answer, SHEET_ALL));
    assert_true(answer_shows(answer, "200.00"));
    assert_false(answer_shows(answer, SHEET_SEEN));
    answer = get(&b, "/cockpit/export?month=2024-02&table=affairs&format=xlsx", 200);
    assert_true(str_starts(answer.html, STR("PK")));
    get(&b, "/cockpit/export?table=none", 404);
    get(&b, "/cockpit/affair/old_age_allowance/export?table=towns&format=csv", 200);
    answer = get(&b, "/report/export?year=2024&table=figures&format=csv", 200);
    assert_true(answer_shows(answer, DEFINITION));
    browser_login(&b, "town");
    answer = get(&b, "/cockpit/export?month=2024-02&table=spending&format=csv", 200);
    assert_true(answer_shows(answer, SHEET_SEEN));
    assert_true(answer_shows(answer, "100.00"));
    assert_false(answer_shows(answer, "200.00"));
    world_close(&b.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_month_at_a_glance),
        cmocka_unit_test(test_places_open_to_their_people),
        cmocka_unit_test(test_a_town_sees_its_own),
        cmocka_unit_test(test_a_figure_opens_to_its_rows),
        cmocka_unit_test(test_a_table_is_taken_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
