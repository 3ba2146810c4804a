/* Columns of each type, their unknown rows and slices; groups. */
#include "base/test.h"
#include "column/column.h"

static void values_widen(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Column choice = column_new(arena, COLUMN_CHOICE, 3), day = column_new(arena, COLUMN_INT32, 3),
           money = column_new(arena, COLUMN_INT64, 3);
    column_bytes(&choice)[1] = 200;
    column_int32(&day)[1] = INT32_MIN;
    column_int64(&money)[1] = INT64_MIN;
    assert_int_equal(column_get(&choice, 1), 200);
    assert_int_equal(column_get(&day, 1), INT32_MIN);
    assert_int_equal(column_get(&money, 1), INT64_MIN);
    assert_int_equal(column_get(&money, 2), 0);
    arena_free(arena);
}

static void unknown_stands_in_the_mask_or_the_truth(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    for (ColumnType type = COLUMN_TRUTH; type <= COLUMN_INT64; type++) {
        Column c = column_new(arena, type, 5), none = column_new(arena, type, 0);
        for (size_t row = 0; row < 5; row++)
            assert_false(column_is_unknown(&c, row));
        column_set_unknown(&c, arena, 3);
        for (size_t row = 0; row < 5; row++)
            assert_int_equal(column_is_unknown(&c, row), row == 3);
        assert_int_equal(c.unknown == NULL, type == COLUMN_TRUTH);
        column_all_unknown(&c, arena);
        assert_true(column_is_unknown(&c, 0) && column_is_unknown(&c, 4));
        column_all_unknown(&none, arena);
    }
    arena_free(arena);
}

static void slices_look_through(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Column c = column_new(arena, COLUMN_INT64, 10);
    for (int i = 0; i < 10; i++)
        column_int64(&c)[i] = i;
    column_set_unknown(&c, arena, 7);
    Column slice = column_slice(&c, 6, 4);
    assert_int_equal(slice.rows, 4);
    assert_int_equal(column_get(&slice, 0), 6);
    assert_true(column_is_unknown(&slice, 1) && !column_is_unknown(&slice, 2));
    column_int64(&slice)[3] = 99;
    assert_int_equal(column_get(&c, 9), 99);
    assert_int_equal(column_slice(&c, 10, 0).rows, 0);
    arena_free(arena);
}

static void groups_count_members(void **state)
{
    (void)state;
    static const uint32_t start[] = {0, 3, 3, 4};
    Groups g = {3, start}, empty = {0, NULL};
    assert_int_equal(groups_members(&g), 4);
    assert_int_equal(groups_largest(&g), 3);
    assert_int_equal(groups_members(&empty), 0);
    assert_int_equal(groups_largest(&empty), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_widen),
        cmocka_unit_test(unknown_stands_in_the_mask_or_the_truth),
        cmocka_unit_test(slices_look_through),
        cmocka_unit_test(groups_count_members),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
