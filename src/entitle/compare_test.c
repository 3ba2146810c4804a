/* Two outcomes row by row: what is the same is not told, a month that is kept as posted counts as
 * nothing, unknown is a difference of its own, and components are matched by key although two texts
 * number them otherwise. */
#include <string.h>

#include "base/test.h"
#include "entitle/forecast.h"

static Component OLD_PARTS[] = {{.key = {"base", 4}}, {.key = {"topup", 5}}};
static Component NEW_PARTS[] = {{.key = {"topup", 5}}, {.key = {"base", 4}}};
static Affair OLD_AID = {.key = {"aid", 3}, .components = OLD_PARTS, .component_count = 2};
static Affair NEW_AID = {.key = {"aid", 3}, .components = NEW_PARTS, .component_count = 2};
static Affair GIFT = {.key = {"gift", 4}, .components = OLD_PARTS, .component_count = 1};
static Affair *const OLD_AFFAIRS[] = {&OLD_AID};
static Affair *const NEW_AFFAIRS[] = {&NEW_AID, &GIFT};

enum { BASE_OF_OLD = 0, TOPUP_OF_OLD = 1, TOPUP_OF_NEW = 0, BASE_OF_NEW = 1 };

#define ROW(in, who, month_number, part, sum, not_known, kept)                                     \
    {                                                                                              \
        .enrolment = (in), .unit = (in)*10, .person = (who),                                       \
        .month = {2024 * 12 + (month_number)-1}, .component = (part), .amount = {sum},             \
        .unknown = (not_known), .barred = (kept)                                                   \
    }

typedef struct {
    const char *what;
    Granted was[3];
    size_t was_count;
    Granted is[3];
    size_t is_count;
    size_t told;
    int64_t before, after; /* of the first that is told */
    bool was_unknown, is_unknown;
} Beside;

static const Beside CASES[] = {
    {"nothing", {{0}}, 0, {{0}}, 0, 0, 0, 0, false, false},
    {"the same",
     {ROW(1, 5, 1, BASE_OF_OLD, 100, false, false)},
     1,
     {ROW(1, 5, 1, BASE_OF_NEW, 100, false, false)},
     1,
     0,
     0,
     0,
     false,
     false},
    {"more",
     {ROW(1, 5, 1, BASE_OF_OLD, 100, false, false)},
     1,
     {ROW(1, 5, 1, BASE_OF_NEW, 130, false, false)},
     1,
     1,
     100,
     130,
     false,
     false},
    {"only before",
     {ROW(1, 5, 1, BASE_OF_OLD, 100, false, false)},
     1,
     {{0}},
     0,
     1,
     100,
     0,
     false,
     false},
    {"only after",
     {{0}},
     0,
     {ROW(1, 5, 1, BASE_OF_NEW, 70, false, false)},
     1,
     1,
     0,
     70,
     false,
     false},
    {"kept as posted, then not",
     {ROW(1, 5, 1, BASE_OF_OLD, 100, false, true)},
     1,
     {ROW(1, 5, 1, BASE_OF_NEW, 70, false, false)},
     1,
     1,
     0,
     70,
     false,
     false},
    {"kept as posted, twice",
     {ROW(1, 5, 1, BASE_OF_OLD, 100, false, true)},
     1,
     {ROW(1, 5, 1, BASE_OF_NEW, 70, false, true)},
     1,
     0,
     0,
     0,
     false,
     false},
    {"no longer known",
     {ROW(1, 5, 1, BASE_OF_OLD, 100, false, false)},
     1,
     {ROW(1, 5, 1, GRANTED_ALL, 0, true, false)},
     1,
     2,
     0,
     0,
     false,
     true},
    {"unknown in both",
     {ROW(1, 5, 1, GRANTED_ALL, 0, true, false)},
     1,
     {ROW(1, 5, 1, GRANTED_ALL, 0, true, false)},
     1,
     0,
     0,
     0,
     false,
     false},
    {"known at last",
     {ROW(1, 5, 1, BASE_OF_OLD, 0, true, false)},
     1,
     {ROW(1, 5, 1, BASE_OF_NEW, 40, false, false)},
     1,
     1,
     0,
     40,
     true,
     false},
    {"another person of the unit",
     {ROW(1, 5, 1, BASE_OF_OLD, 50, false, false), ROW(1, 6, 1, BASE_OF_OLD, 50, false, false)},
     2,
     {ROW(1, 6, 1, BASE_OF_NEW, 50, false, false)},
     1,
     1,
     50,
     0,
     false,
     false},
    {"components that change places",
     {ROW(1, 5, 1, BASE_OF_OLD, 100, false, false), ROW(1, 5, 1, TOPUP_OF_OLD, 9, false, false)},
     2,
     {ROW(1, 5, 1, TOPUP_OF_NEW, 9, false, false), ROW(1, 5, 1, BASE_OF_NEW, 100, false, false)},
     2,
     0,
     0,
     0,
     false,
     false},
    {"months and enrolments in order",
     {ROW(1, 5, 1, BASE_OF_OLD, 1, false, false), ROW(1, 5, 2, BASE_OF_OLD, 1, false, false),
      ROW(2, 5, 1, BASE_OF_OLD, 1, false, false)},
     3,
     {ROW(1, 5, 2, BASE_OF_NEW, 1, false, false), ROW(2, 5, 1, BASE_OF_NEW, 1, false, false)},
     2,
     1,
     1,
     0,
     false,
     false},
};

static const char *const BASE = "base";

static void compare(Work *w, const Beside *b, ForecastRow **rows, size_t *count)
{
    Granted old[3], fresh[3];
    memcpy(old, b->was, sizeof old);
    memcpy(fresh, b->is, sizeof fresh);
    GrantedRows was = {.rows = old, .count = b->was_count};
    GrantedRows is[2] = {{.rows = fresh, .count = b->is_count}, {0}};
    Outcome before = {.affairs = OLD_AFFAIRS, .affair_count = 1, .granted = &was};
    Outcome after = {.affairs = NEW_AFFAIRS, .affair_count = 2, .granted = is};
    assert_true(forecast_rows(w, &before, &after, rows, count));
}

static void test_beside_each_other(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Work *w = work_new();
        ForecastRow *rows;
        size_t count;
        compare(w, &CASES[i], &rows, &count);
        if (count != CASES[i].told) fail_msg("%s: %zu are told", CASES[i].what, count);
        bool good = count == 0 ||
                    (rows[0].before.fen == CASES[i].before && rows[0].after.fen == CASES[i].after &&
                     rows[0].was_unknown == CASES[i].was_unknown &&
                     rows[0].is_unknown == CASES[i].is_unknown && rows[0].affair == &NEW_AID &&
                     rows[0].unit == 10);
        if (!good) fail_msg("%s", CASES[i].what);
        for (size_t r = 0; r < count; r++)
            if (rows[r].component) assert_str(rows[r].component->key, BASE);
        work_free(w);
    }
}

/* An affair that only the new text has is all gain; one that was not run again is not looked at. */
static void test_a_new_affair_and_one_left_alone(void **state)
{
    (void)state;
    Work *w = work_new();
    ForecastRow *rows;
    size_t count;
    Granted aid[] = {ROW(1, 5, 1, BASE_OF_OLD, 100, false, false)};
    Granted gift[] = {ROW(3, 7, 2, BASE_OF_OLD, 500, false, false)};
    GrantedRows was = {.rows = aid, .count = 1};
    GrantedRows is[2] = {{.rows = aid, .count = 0}, {.rows = gift, .count = 1}};
    Outcome before = {.affairs = OLD_AFFAIRS, .affair_count = 1, .granted = &was};
    Outcome after = {.affairs = NEW_AFFAIRS, .affair_count = 2, .granted = is};
    assert_true(forecast_rows(w, &before, &after, &rows, &count));
    assert_int_equal(count, 1);
    assert_true(rows[0].affair == &GIFT);
    assert_int_equal(rows[0].before.fen, 0);
    assert_int_equal(rows[0].after.fen, 500);
    work_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_beside_each_other),
        cmocka_unit_test(test_a_new_affair_and_one_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
