/* Fixed width: columns by bytes of GB18030, whatever the coding of the file. */
#include "doc/fixed_read_test.def"
#include "base/test.h"
#include "doc/doc.h"

static Table *fixed(Work *w, Str bytes, Str layout)
{
    Table *t;
    if (table_open_bytes_as(w, STR("t.txt"), bytes, &(TableLook){.fixed = layout}, &t)) return t;
    fail_msg("%.*s", STR_ARG(w->error.sentence));
    return NULL;
}

static void cell_is(const TableRow *row, size_t i, const char *want)
{
    assert_true(i < row->count);
    if (!str_equal(row->cells[i], str_of(want)))
        fail_msg("row %lld has %.*s, not %s", (long long)row->number, STR_ARG(row->cells[i]), want);
}

static void read_all(Work *w, Str bytes)
{
    Table *t = fixed(w, bytes, STR(FIXED_LAYOUT));
    TableRow row;
    assert_true(table_next(t, &row));
    assert_int_equal(row.number, 0);
    cell_is(&row, 0, FIXED_NAME);
    assert_true(table_next(t, &row));
    assert_int_equal(row.number, 1);
    cell_is(&row, 0, FIXED_FIRST);
    cell_is(&row, 1, "360203195003077713");
    cell_is(&row, 2, "350.00");
    assert_int_equal(table_faults(t)->count, 0);
    assert_true(table_next(t, &row)); /* an empty line between */
    assert_int_equal(row.number, 3);
    cell_is(&row, 0, FIXED_SECOND);
    cell_is(&row, 2, "12.5");
    assert_true(table_next(t, &row));
    assert_int_equal(table_faults(t)->count, 1); /* short */
    cell_is(&row, 2, "");
    assert_true(table_next(t, &row));
    assert_true(table_faults(t)->count > 1); /* too wide for its column */
    size_t before = table_faults(t)->count;
    assert_true(table_next(t, &row));
    assert_int_equal(table_faults(t)->count, before + 1); /* longer than the layout */
    assert_false(table_next(t, &row));
    assert_false(table_failed(t));
    table_close(t);
}

static void lines_are_cut_by_bytes_of_gb18030(void **state)
{
    (void)state;
    Work *w = work_new();
    Str gb;
    read_all(w, STR(FIXED_LINES));
    assert_true(text_to_gb18030(w->arena, STR(FIXED_LINES), &gb));
    read_all(w, gb);
    work_free(w);
}

static void a_character_is_never_cut(void **state)
{
    (void)state;
    Work *w = work_new();
    TableRow row;
    Table *t = fixed(w, STR(FIXED_SPLIT), STR(FIXED_SPLIT_LAYOUT));
    assert_true(table_next(t, &row) && table_next(t, &row));
    assert_true(table_faults(t)->count >= 1);
    assert_int_equal(table_faults(t)->items[0].column, 1);
    for (size_t i = 0; i < row.count; i++)
        assert_true(utf8_valid(row.cells[i]));
    work_free(w);
}

static void a_bad_layout_is_told(void **state)
{
    static const char *const layouts[] = {"a", "a:", "a:0", "a:-1", "a:x", ":", "a:99999", ",,"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(layouts); i++) {
        Work *w = work_new();
        Table *t;
        TableLook look = {.fixed = str_of(layouts[i])};
        assert_false(table_open_bytes_as(w, STR("t"), STR("x"), &look, &t));
        assert_int_equal(w->error.code, ERR_USAGE);
        work_free(w);
    }
}

static void a_line_without_end_is_refused(void **state)
{
    (void)state;
    Work *w = work_new();
    TableRow row;
    Buf line = buf_new(w->arena);
    for (size_t i = 0; i < 100000; i++)
        buf_byte(&line, 'x');
    Table *t = fixed(w, buf_str(&line), STR("a:10"));
    assert_true(table_next(t, &row));
    assert_false(table_next(t, &row));
    assert_true(table_failed(t));
    work_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_cut_by_bytes_of_gb18030),
        cmocka_unit_test(a_character_is_never_cut),
        cmocka_unit_test(a_bad_layout_is_told),
        cmocka_unit_test(a_line_without_end_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
