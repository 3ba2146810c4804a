/* Money, decimals, and the rounding of exact quotients. */
#include "base/test.h"

static void money_reads_what_it_writes(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    static const int64_t fens[] = {0, 1, -1, 99, 100, 123456, -12345678901, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < COUNT_OF(fens); i++) {
        Money back, m = {fens[i]};
        assert_true(money_parse(money_plain(arena, m), &back) && back.fen == m.fen);
        assert_true(money_parse(money_text(arena, m), &back) && back.fen == m.fen);
    }
    assert_str(money_text(arena, (Money){123450}), "1,234.50");
    assert_str(money_text(arena, (Money){-100000000}), "-1,000,000.00");
    assert_str(money_plain(arena, (Money){INT64_MIN}), "-92233720368547758.08");
    arena_free(arena);
}

static void odd_money_is_refused(void **state)
{
    (void)state;
    Money m;
    assert_true(money_parse(STR("950"), &m) && m.fen == 95000);
    assert_true(money_parse(STR("-0.5"), &m) && m.fen == -50);
    assert_true(money_parse(STR("+5"), &m) && m.fen == 500);
    assert_true(money_parse(STR("1,234,567.8"), &m) && m.fen == 123456780);
    assert_true(money_parse(STR("-92233720368547758.08"), &m) && m.fen == INT64_MIN);
    static const char *const bad[] = {"",
                                      "-",
                                      ".5",
                                      "1.",
                                      "1.234",
                                      "12,34",
                                      "1,2345",
                                      ",123",
                                      "1,234,",
                                      "1234,567",
                                      "1,23,456",
                                      "1,,234",
                                      "+",
                                      "+-1",
                                      "a1",
                                      "1a",
                                      "1.a",
                                      "1.5a",
                                      "99999999999999999999",
                                      "1e3",
                                      "1 000",
                                      "0x1",
                                      "--1",
                                      "1.2.3",
                                      "1,23.4",
                                      "92233720368547758.08",
                                      "9223372036854775807"};
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(money_parse(str_of(bad[i]), &m));
}

static void decimals_keep_their_scale(void **state)
{
    (void)state;
    Decimal d;
    assert_true(decimal_parse(STR("12.50"), &d) && d.mantissa == 1250 && d.scale == 2);
    assert_true(decimal_parse(STR("-3"), &d) && d.mantissa == -3 && d.scale == 0);
    assert_true(decimal_parse(STR("0.000000001"), &d) && d.mantissa == 1 && d.scale == 9);
    assert_false(decimal_parse(STR("0.0000000001"), &d));
    assert_false(decimal_parse(STR("9223372036.854775808"), &d));
    assert_false(decimal_parse(STR("1,000"), &d));
}

typedef struct {
    int64_t numerator, denominator;
    Rounding mode;
    int64_t unit, expected;
} RoundCase;

static void quotients_round_as_said(void **state)
{
    (void)state;
    static const RoundCase cases[] = {
        {7, 2, ROUND_UP, 1, 4},
        {7, 2, ROUND_DOWN, 1, 3},
        {7, 2, ROUND_HALF_UP, 1, 4},
        {-7, 2, ROUND_UP, 1, -3},
        {-7, 2, ROUND_DOWN, 1, -4},
        {-7, 2, ROUND_HALF_UP, 1, -4},
        {-5, 3, ROUND_HALF_UP, 1, -2},
        {-4, 3, ROUND_HALF_UP, 1, -1},
        {5, 3, ROUND_HALF_UP, 1, 2},
        {4, 3, ROUND_HALF_UP, 1, 1},
        {60501, 1, ROUND_UP, 100, 60600},
        {60500, 1, ROUND_HALF_UP, 1000, 61000},
        {60500, 1, ROUND_NONE, 100, 60500},
        {0, 9, ROUND_UP, 1000, 0},
        {-1, 1, ROUND_UP, 100, 0},
        {-1, 1, ROUND_DOWN, 100, -100},
        {INT64_MAX, 1, ROUND_DOWN, 1, INT64_MAX},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const RoundCase *c = &cases[i];
        int64_t got;
        assert_true(ratio_round(c->numerator, c->denominator, c->mode, c->unit, &got));
        assert_int_equal(got, c->expected);
    }
}

static void overflow_is_said_not_wrapped(void **state)
{
    (void)state;
    int64_t got;
    Wide huge = (Wide)INT64_MAX * INT64_MAX;
    assert_false(ratio_round(huge, 1, ROUND_DOWN, 1, &got));
    assert_true(ratio_round(huge, INT64_MAX, ROUND_DOWN, 1, &got) && got == INT64_MAX);
    assert_false(ratio_round(huge, INT64_MAX, ROUND_UP, 1000, &got));
    assert_false(ratio_round(1, huge, ROUND_UP, INT64_MAX, &got));
    assert_false(ratio_round(1, 3, ROUND_NONE, 1, &got));
    assert_false(ratio_round((Wide)INT64_MIN - 1, 1, ROUND_DOWN, 1, &got));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(money_reads_what_it_writes),   cmocka_unit_test(odd_money_is_refused),
        cmocka_unit_test(decimals_keep_their_scale),    cmocka_unit_test(quotients_round_as_said),
        cmocka_unit_test(overflow_is_said_not_wrapped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
