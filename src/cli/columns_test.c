/* Tables on a terminal: padding by display columns, alignment, no trailing blanks. */
#include "base/test.h"

#include "cli/command.h"

static void pads_by_display_columns(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Buf out = buf_new(arena);
    Columns table = {&out, {6, -5, 0}, 0};
    columns_cell(&table, STR("\xe6\x9c\x88"));
    columns_cell(&table, STR("12"));
    columns_cell(&table, STR("x"));
    columns_end(&table);
    assert_true(str_equal(buf_str(&out), STR("\xe6\x9c\x88       12  x\n")));
    arena_free(arena);
}

static void leaves_no_trailing_blanks(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Buf out = buf_new(arena);
    Columns table = {&out, {6, 6}, 0};
    columns_cell(&table, STR("a"));
    columns_cell(&table, STR(""));
    columns_end(&table);
    assert_true(str_equal(buf_str(&out), STR("a\n")));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pads_by_display_columns),
        cmocka_unit_test(leaves_no_trailing_blanks),
    };
    return cmocka_run_group_tests_name("cli/columns", tests, NULL, NULL);
}
