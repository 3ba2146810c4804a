/* Days, months, ages, working days and legal periods. */
#include "base/test.h"
#include "base/text_test.def"

static void days_count_from_1970(void **state)
{
    (void)state;
    assert_int_equal(date_of(1970, 1, 1).days, 0);
    assert_int_equal(date_of(2000, 3, 1).days, 11017);
    assert_int_equal(date_of(1800, 1, 1).days, -62091);
    assert_int_equal(date_weekday(date_of(1970, 1, 1)), 4);
    assert_int_equal(date_weekday(date_of(1949, 10, 1)), 6);
    for (int32_t day = date_of(1799, 12, 31).days; day < date_of(2110, 1, 1).days; day++) {
        int y, m, d;
        date_parts((Date){day}, &y, &m, &d);
        assert_true(date_is_real(y, m, d));
        assert_int_equal(date_of(y, m, d).days, day);
    }
}

static void only_real_days_are_read(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Date d;
    assert_true(date_parse(STR("2024-02-29"), &d));
    assert_str(date_text(arena, d), "2024-02-29");
    static const char *const bad[] = {"2023-02-29", "1900-02-29", "2024-13-01",  "2024-00-10",
                                      "2024-1-1",   "2024/01/01", "24-01-01",    "2024-01-32",
                                      "1799-12-31", "3000-01-01", "2024-01-01 ", "2024-0a-01"};
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(date_parse(str_of(bad[i]), &d));
    assert_str(date_chinese(arena, date_of(2024, 6, 20)), DATE_IN_WORDS);
    arena_free(arena);
}

static void ages_turn_on_the_birthday(void **state)
{
    (void)state;
    Date birth = date_of(1944, 3, 5), leap = date_of(1944, 2, 29);
    assert_int_equal(date_age(birth, date_of(2024, 3, 4)), 79);
    assert_int_equal(date_age(birth, date_of(2024, 3, 5)), 80);
    assert_int_equal(date_age(birth, date_of(1944, 3, 4)), -1);
    assert_int_equal(date_age(leap, date_of(2023, 2, 28)), 78);
    assert_int_equal(date_age(leap, date_of(2023, 3, 1)), 79);
    assert_int_equal(date_age(leap, date_of(2024, 2, 29)), 80);
    assert_int_equal(date_birthday(leap, 79).days, date_of(2023, 3, 1).days);
    /* marriage at 22: born 2003-05-20 may on 2025-05-20, born a day later may not */
    assert_int_equal(date_age(date_of(2003, 5, 20), date_of(2025, 5, 20)), 22);
    assert_int_equal(date_age(date_of(2003, 5, 21), date_of(2025, 5, 20)), 21);
}

static void months_know_their_ends(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Month m;
    assert_true(month_parse(STR("2024-02"), &m));
    assert_int_equal(month_last(m).days, date_of(2024, 2, 29).days);
    assert_int_equal(month_first(m).days, date_of(2024, 2, 1).days);
    assert_int_equal(date_month(date_of(2024, 2, 17)).n, m.n);
    assert_str(month_text(arena, (Month){m.n + 11}), "2025-01");
    assert_int_equal(date_month(DATE_NONE).n, MONTH_NONE.n);
    assert_false(month_parse(STR("2024-13"), &m) || month_parse(STR("2024-1"), &m));
    arena_free(arena);
}

static void make_up_days_are_worked(void **state)
{
    (void)state;
    assert_false(workday_is(date_of(2024, 2, 12))); /* Spring Festival, a Monday */
    assert_true(workday_is(date_of(2024, 2, 18)));  /* a Sunday worked in exchange */
    assert_true(workday_is(date_of(2024, 2, 19)));
    assert_false(workday_is(date_of(2024, 2, 24))); /* a Saturday */
    assert_true(workday_known(date_of(2006, 1, 1)) && workday_known(date_of(2026, 12, 31)));
    assert_false(workday_known(date_of(2027, 1, 1)) || workday_known(date_of(2003, 12, 31)));
    assert_true(workday_is(date_of(2030, 1, 1))); /* a Tuesday beyond the table */
}

static void periods_leave_out_the_first_day(void **state)
{
    (void)state;
    /* accepted on Thursday 2024-02-08: 3 working days are Feb 9, 18, 19 */
    assert_int_equal(workday_add(date_of(2024, 2, 8), 3).days,
                     date_of(2024, 2, 20).days - (workday_is(date_of(2024, 2, 9)) ? 1 : 0));
    assert_int_equal(workday_add(date_of(2024, 6, 3), 3).days, date_of(2024, 6, 6).days);
    /* seven days from 2024-09-30 end within the holiday, so on 8 October */
    assert_int_equal(calendar_deadline(date_of(2024, 9, 30), 7).days, date_of(2024, 10, 8).days);
    assert_int_equal(calendar_deadline(date_of(2024, 6, 3), 7).days, date_of(2024, 6, 11).days);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_count_from_1970),
        cmocka_unit_test(only_real_days_are_read),
        cmocka_unit_test(ages_turn_on_the_birthday),
        cmocka_unit_test(months_know_their_ends),
        cmocka_unit_test(make_up_days_are_worked),
        cmocka_unit_test(periods_leave_out_the_first_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
