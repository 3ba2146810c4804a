/* The inner loops against plain arithmetic: every day of two centuries, every rounding around its
 * ties, every comparison in both forms. */
#include "lang/kernels.h"

#include "base/base.h"
#include "lang/program.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { DAYS = KERNEL_JULIAN_LAST - KERNEL_JULIAN_FIRST + 1 };

typedef struct {
    Arena *arena;
    int32_t *days, *out;
} Calendar;

static int calendar_begin(void **state)
{
    Arena *arena = arena_new();
    Calendar *c = NEW(arena, Calendar);
    *c =
        (Calendar){arena, NEW_ARRAY(arena, int32_t, DAYS + 1), NEW_ARRAY(arena, int32_t, DAYS + 1)};
    for (int32_t i = 0; i < DAYS; i++)
        c->days[i] = KERNEL_JULIAN_FIRST + i;
    c->days[DAYS] = DATE_NONE.days;
    *state = c;
    return 0;
}

static int calendar_end(void **state)
{
    Calendar *c = *state;
    arena_free(c->arena);
    return 0;
}

static void months_of_days(void **state)
{
    Calendar *c = *state;
    void (*kernels[])(size_t, int32_t *restrict,
                      const int32_t *restrict) = {kernel_month_of, kernel_month_of_julian};
    for (size_t k = 0; k < COUNT_OF(kernels); k++) {
        kernels[k](DAYS + 1, c->out, c->days);
        for (size_t i = 0; i < DAYS; i++)
            assert_int_equal(c->out[i], date_month((Date){c->days[i]}).n);
        assert_int_equal(c->out[DAYS], MONTH_NONE.n);
    }
}

static void birthdays(void **state)
{
    Calendar *c = *state;
    for (int years = 0; years < 200; years += years < 8 ? 1 : 4) {
        kernel_birthday_month_julian(DAYS + 1, c->out, c->days, years);
        for (size_t i = 0; i < DAYS; i++) {
            Date day = date_birthday((Date){c->days[i]}, years);
            if (c->out[i] != date_month(day).n) fail_msg("born %d, %d years", c->days[i], years);
        }
        assert_int_equal(c->out[DAYS], MONTH_NONE.n);
    }
    kernel_birthday(DAYS + 1, c->out, c->days, 18);
    for (size_t i = 0; i < DAYS; i++)
        assert_int_equal(c->out[i], date_birthday((Date){c->days[i]}, 18).days);
}

/* 取整 against ratio_round, around ties and zero. */
static void rounding(void **state)
{
    (void)state;
    static const Rounding modes[] = {ROUND_UP, ROUND_DOWN, ROUND_HALF_UP};
    static const int64_t units[] = {1, 2, 3, 10, 100, 1000, 7, 100000};
    enum { AROUND = 5000 };
    int64_t in[2 * AROUND], out[2 * AROUND];
    for (int64_t centre = 0; centre < INT64_C(1) << 49; centre = centre * 1000 + 123456) {
        for (int i = 0; i < 2 * AROUND; i++)
            in[i] = (i % 2 ? centre : -centre) + i - AROUND;
        for (size_t m = 0; m < COUNT_OF(modes); m++) {
            for (size_t u = 0; u < COUNT_OF(units); u++) {
                Units how = {.unit = units[u], .value = 100};
                how.mode = modes[m] == ROUND_UP     ? UNITS_UP
                           : modes[m] == ROUND_DOWN ? UNITS_DOWN
                                                    : UNITS_HALF_UP;
                kernel_units(COUNT_OF(in), out, in, &how);
                for (size_t i = 0; i < COUNT_OF(in); i++) {
                    int64_t whole;
                    assert_true(ratio_round(in[i], units[u], modes[m], 1, &whole));
                    if (out[i] != whole * 100) fail_msg("%lld", (long long)in[i]);
                }
            }
        }
    }
}

/* Kleene: rows are A, columns B; NO, UNKNOWN, YES. */
static void kleene(void **state)
{
    (void)state;
    static const uint8_t a[] = {0, 0, 0, 1, 1, 1, 2, 2, 2}, b[] = {0, 1, 2, 0, 1, 2, 0, 1, 2};
    static const uint8_t both[] = {0, 0, 0, 0, 1, 1, 0, 1, 2};
    static const uint8_t either[] = {0, 1, 2, 1, 1, 2, 2, 2, 2};
    uint8_t out[9];
    kernel_extreme[KERNEL_MIN][LANES_BYTE][0](9, out, a, b);
    assert_memory_equal(out, both, 9);
    kernel_extreme[KERNEL_MAX][LANES_BYTE][0](9, out, a, b);
    assert_memory_equal(out, either, 9);
    kernel_not(3, out, b);
    assert_int_equal(out[0], YES);
    assert_int_equal(out[1], UNKNOWN);
    assert_int_equal(out[2], NO);
}

static void comparisons(void **state)
{
    (void)state;
    static const int64_t a[] = {-1, 0, 1, INT64_MIN, INT64_MAX}, b[] = {0, 0, 0, INT64_MAX, 0};
    for (Comparison c = COMPARE_EQUAL; c <= COMPARE_AT_LEAST; c++) {
        uint8_t vv[5], vc[5];
        kernel_compare[c][LANES_NUMBER][FORM_VV](5, vv, a, b);
        kernel_compare[c][LANES_NUMBER][FORM_VC](5, vc, a, b);
        for (size_t i = 0; i < 5; i++) {
            const bool wanted[] = {a[i] == b[i], a[i] != b[i], a[i]<b[i], a[i] <= b[i], a[i]> b[i],
                                   a[i] >= b[i]};
            assert_int_equal(vv[i], wanted[c] ? YES : NO);
        }
        assert_memory_equal(vv, vc, 3);
    }
}

/* Folds over small households against the plain totals, with every size up to the largest. */
static void folds(void **state)
{
    (void)state;
    enum { OWNERS = 64, ROOM = OWNERS * FEW };
    uint32_t start[OWNERS + 1] = {0};
    for (size_t i = 0; i < OWNERS; i++)
        start[i + 1] = start[i] + (uint32_t)(i * 7 % (FEW + 1));
    uint8_t truths[ROOM], few[ROOM + 9], ends[OWNERS + 1], any[2][OWNERS], unknown[2][OWNERS];
    uint64_t total[ROOM + 1];
    int64_t counts[2][OWNERS];
    size_t n = start[OWNERS];
    for (size_t spread = 1; spread < 40; spread++) {
        for (size_t i = 0; i < n; i++)
            truths[i] = (uint8_t)(i * i % spread > 2 ? 0 : i * i % spread);
        const Totals plain = {OWNERS, start, total};
        const FewTotals quick = {OWNERS, start, few};
        kernel_total_truths(n, total, truths);
        kernel_count(&plain, counts[0]);
        kernel_unknown_any(&plain, unknown[0]);
        kernel_any(&plain, any[0]);
        kernel_total_few_truths(n, few, truths);
        kernel_few_ends(&quick, ends);
        kernel_few_count(OWNERS, counts[1], ends);
        kernel_few_unknown(OWNERS, unknown[1], ends);
        kernel_few_any(OWNERS, any[1], ends);
        assert_memory_equal(counts[0], counts[1], sizeof counts[0]);
        assert_memory_equal(unknown[0], unknown[1], sizeof unknown[0]);
        assert_memory_equal(any[0], any[1], sizeof any[0]);
    }
}

static void largest_is_a_bound(void **state)
{
    (void)state;
    static const int64_t small[] = {3, -4, 1}, least[] = {0, INT64_MIN};
    assert_true(kernel_largest(3, small) >= 4 && kernel_largest(3, small) <= 8);
    assert_int_equal(kernel_largest(2, least), INT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(months_of_days, calendar_begin, calendar_end),
        cmocka_unit_test_setup_teardown(birthdays, calendar_begin, calendar_end),
        cmocka_unit_test(rounding),
        cmocka_unit_test(kleene),
        cmocka_unit_test(comparisons),
        cmocka_unit_test(folds),
        cmocka_unit_test(largest_is_a_bound),
    };
    return cmocka_run_group_tests_name("kernels", tests, NULL, NULL);
}
