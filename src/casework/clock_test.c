/* Clocks: the cases a clerk would try, and properties that hold for thousands of random clocks. */
#include "base/test.h"

#include "casework/casework.h"

static Date day(const char *text)
{
    Date d;
    assert_true(date_parse(str_of(text), &d));
    return d;
}

static void periods_begin_on_the_day_after(void **state)
{
    (void)state;
    Date monday = day("2024-03-04");
    assert_int_equal(clock_due(STEP_WORKDAYS, 3, monday, NULL, 0).days, day("2024-03-07").days);
    assert_int_equal(clock_due(STEP_WORKDAYS, 30, monday, NULL, 0).days, day("2024-04-16").days);
    assert_int_equal(clock_due(STEP_DAYS, 7, monday, NULL, 0).days, day("2024-03-11").days);
    assert_int_equal(clock_due(STEP_AT_ONCE, 0, monday, NULL, 0).days, monday.days);
    assert_int_equal(clock_due(STEP_NO_CLOCK, 0, monday, NULL, 0).days, DATE_NONE.days);
}

static void the_last_day_off_moves_on(void **state)
{
    (void)state;
    /* 2024-10-01 to 07 are holidays */
    assert_int_equal(clock_due(STEP_DAYS, 5, day("2024-09-27"), NULL, 0).days,
                     day("2024-10-08").days);
}

static void waiting_for_papers_does_not_count(void **state)
{
    (void)state;
    Date start = day("2024-03-04");
    ClockPause pause = {day("2024-03-06"), day("2024-03-14")};
    /* two days run before the pause, one is left behind it */
    assert_int_equal(clock_due(STEP_WORKDAYS, 3, start, &pause, 1).days, day("2024-03-15").days);
    pause.to = DATE_NONE;
    assert_int_equal(clock_due(STEP_WORKDAYS, 3, start, &pause, 1).days, DATE_NONE.days);
}

static void colours_follow_the_last_day(void **state)
{
    (void)state;
    Date friday = day("2024-03-08");
    assert_int_equal(clock_colour(day("2024-03-07"), friday), CLOCK_RED);
    assert_int_equal(clock_colour(friday, friday), CLOCK_AMBER);
    assert_int_equal(clock_colour(day("2024-03-12"), friday), CLOCK_AMBER);
    assert_int_equal(clock_colour(day("2024-03-13"), friday), CLOCK_GREEN);
    assert_int_equal(clock_colour(DATE_NONE, friday), CLOCK_STILL);
}

/* ---- properties --------------------------------------------------------------------------- */

enum { ROUNDS = 3000, PAUSES = 3 };
typedef struct {
    StepClock kind;
    int days;
    Date start;
    ClockPause pauses[PAUSES];
    size_t count;
} Random;

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static Random random_clock(uint32_t *seed)
{
    Random r = {.kind = next(seed) % 2 ? STEP_WORKDAYS : STEP_DAYS,
                .days = 1 + (int)(next(seed) % 45),
                .start = {day("2023-01-01").days + (int32_t)(next(seed) % 1000)},
                .count = next(seed) % (PAUSES + 1)};
    for (size_t i = 0; i < r.count; i++) {
        r.pauses[i].from.days = r.start.days + (int32_t)(next(seed) % 40);
        r.pauses[i].to.days = r.pauses[i].from.days + (int32_t)(next(seed) % 20);
    }
    return r;
}

static bool counts(const Random *r, Date d)
{
    bool runs = r->kind == STEP_DAYS || workday_is(d);
    for (size_t i = 0; i < r->count; i++)
        if (d.days > r->pauses[i].from.days && d.days <= r->pauses[i].to.days) runs = false;
    return runs;
}

static int counted(const Random *r, Date until)
{
    int n = 0;
    for (Date d = {r->start.days + 1}; d.days <= until.days; d.days++)
        n += counts(r, d);
    return n;
}

/* By the last day all days have run, and the day before they had not (or days off followed). */
static void the_days_of_a_clock_add_up(void **state)
{
    (void)state;
    uint32_t seed = 7;
    for (int i = 0; i < ROUNDS; i++) {
        Random r = random_clock(&seed);
        Date due = clock_due(r.kind, r.days, r.start, r.pauses, r.count);
        assert_true(counted(&r, due) >= r.days && workday_is(due));
        Date before = {due.days - 1};
        while (r.kind == STEP_DAYS && before.days > r.start.days && !workday_is(before))
            before.days--;
        if (r.kind == STEP_WORKDAYS) assert_int_equal(counted(&r, due), r.days);
        assert_true(counted(&r, before) < r.days);
    }
}

/* A pause never brings the last day forward; without pauses it is the calendar's own. */
static void pauses_only_put_off(void **state)
{
    (void)state;
    uint32_t seed = 11;
    for (int i = 0; i < ROUNDS; i++) {
        Random r = random_clock(&seed);
        Date plain = clock_due(r.kind, r.days, r.start, NULL, 0);
        Date own = r.kind == STEP_WORKDAYS ? workday_add(r.start, r.days)
                                           : calendar_deadline(r.start, r.days);
        assert_int_equal(plain.days, own.days);
        Date last = plain;
        for (size_t n = 1; n <= r.count; n++) {
            Date due = clock_due(r.kind, r.days, r.start, r.pauses, n);
            assert_true(due.days >= last.days);
            last = due;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(periods_begin_on_the_day_after),
        cmocka_unit_test(the_last_day_off_moves_on),
        cmocka_unit_test(waiting_for_papers_does_not_count),
        cmocka_unit_test(colours_follow_the_last_day),
        cmocka_unit_test(the_days_of_a_clock_add_up),
        cmocka_unit_test(pauses_only_put_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
