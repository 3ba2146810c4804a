/* 享受(X) as columns: shares add up by person and by unit, unknown shares stay unknown, and the
 * scratch memory is clean afterwards. */
#include "entitle/roll.h"

#include "base/test.h"

typedef struct {
    Arena *arena;
    FactBase base;
    EnjoyedMonth month;
} Shares;

static Shares shares_new(void)
{
    Shares s = {.arena = arena_new()};
    s.base = (FactBase){.arena = s.arena, .scratch = NEW_ARRAY(s.arena, int64_t, 5)};
    return s;
}

static void assert_clean(Shares *s)
{
    for (int i = 0; i < 5; i++)
        assert_int_equal(s->base.scratch[i], 0);
    arena_free(s->arena);
}

static void test_shares_of_persons(void **state)
{
    (void)state;
    Shares s = shares_new();
    enjoyed_add(&s.base, &s.month, 1, 500);
    enjoyed_add(&s.base, &s.month, 1, 100);
    enjoyed_add(&s.base, &s.month, 2, ENJOYED_UNKNOWN);
    enjoyed_add(&s.base, &s.month, -1, 900); /* nobody */
    const int32_t people[] = {0, 1, 2, -1};
    Column amount = column_new(s.arena, COLUMN_INT64, 4),
           truth = column_new(s.arena, COLUMN_TRUTH, 4);
    enjoyed_column(s.arena, &s.base, &s.month, people, &amount);
    enjoyed_column(s.arena, &s.base, &s.month, people, &truth);
    assert_int_equal(column_int64(&amount)[0], 0);
    assert_int_equal(column_int64(&amount)[1], 600);
    assert_true(column_is_unknown(&amount, 2));
    assert_int_equal(column_int64(&amount)[3], 0);
    assert_int_equal(column_bytes(&truth)[0], NO);
    assert_int_equal(column_bytes(&truth)[1], YES);
    assert_int_equal(column_bytes(&truth)[2], UNKNOWN);
    assert_clean(&s);
}

static void test_sums_of_units(void **state)
{
    (void)state;
    Shares s = shares_new();
    enjoyed_add(&s.base, &s.month, 0, 500);
    enjoyed_add(&s.base, &s.month, 1, ENJOYED_UNKNOWN);
    uint32_t start[] = {0, 2, 3, 4};
    int32_t member[] = {0, 1, 1, 3};
    Roll roll = {.rows = 3, .start = start, .member = member, .member_rows = 4};
    Column amount = column_new(s.arena, COLUMN_INT64, 3),
           truth = column_new(s.arena, COLUMN_TRUTH, 3);
    enjoyed_sums(s.arena, &s.base, &s.month, &roll, &amount);
    enjoyed_sums(s.arena, &s.base, &s.month, &roll, &truth);
    assert_true(column_is_unknown(&amount, 0));
    assert_int_equal(column_bytes(&truth)[0], YES); /* whatever the other gets */
    assert_int_equal(column_bytes(&truth)[1], UNKNOWN);
    assert_int_equal(column_bytes(&truth)[2], NO);
    assert_int_equal(column_int64(&amount)[2], 0);
    assert_clean(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shares_of_persons),
        cmocka_unit_test(test_sums_of_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
