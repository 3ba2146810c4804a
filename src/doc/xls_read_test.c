/* Old workbooks: the corpus has good ones; here one is cut and broken everywhere, and no harm must
 * come of it. */
#include "base/test.h"
#include "doc/doc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Str corpus_file(Arena *arena, const char *name)
{
    const char *root = getenv("DOUDI_ROOT");
    Str path = format(arena, "%s/tests/corpus/doc/%s", root ? root : ".", name);
    Buf bytes = buf_new(arena);
    char piece[4096];
    size_t n;
    FILE *file = fopen(path.ptr, "rb");
    assert_non_null(file);
    while ((n = fread(piece, 1, sizeof piece, file)) > 0)
        buf_add(&bytes, (Str){piece, n});
    (void)fclose(file);
    return buf_str(&bytes);
}

/* Rows read, or -1 when the file is refused with a sentence. */
static int rows_of(Str bytes)
{
    Work *w = work_new();
    Table *t;
    TableRow row;
    int rows = 0;
    int64_t last = 0;
    bool opened = table_open_bytes(w, STR("t.xls"), bytes, &t);
    while (opened && table_next(t, &row)) {
        assert_true(row.number > last && row.count > 0);
        for (size_t i = 0; i < row.count; i++)
            assert_true(utf8_valid(row.cells[i]));
        last = row.number;
        rows++;
    }
    if (!opened || table_failed(t)) {
        assert_int_equal(w->error.code, ERR_FILE);
        assert_true(w->error.sentence.len > 0);
        rows = -1;
    }
    work_free(w);
    return rows;
}

static void broken_workbooks_do_no_harm(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Str whole = corpus_file(arena, "typed.xls");
    char *broken = (char *)str_z(arena, whole);
    size_t refused = 0;
    assert_true(rows_of(whole) > 0);
    for (size_t i = 0; i < 24; i++)
        refused += rows_of((Str){whole.ptr, whole.len * i / 24}) < 0;
    assert_true(refused > 12);
    for (size_t at = 0; at < whole.len; at += whole.len / 60) {
        memset(broken + at, 0xFF, 4);
        (void)rows_of((Str){broken, whole.len});
        memcpy(broken + at, whole.ptr + at, 4);
    }
    arena_free(arena);
}

/* A name that says it is longer than its place, found by fuzzing: the library read beyond
 * it. */
static void names_longer_than_their_place_are_refused(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Str whole = corpus_file(arena, "typed.xls");
    unsigned char *bytes = (unsigned char *)str_z(arena, whole);
    size_t directory = (bytes[48] + 256u * bytes[49] + 1u) * 512;
    assert_true(directory + 512 <= whole.len);
    for (size_t entry = 0; entry < 4; entry++) {
        unsigned char *length = bytes + directory + entry * 128 + 64, kept = length[1];
        length[1] = 0x6E;
        assert_int_equal(rows_of((Str){(const char *)bytes, whole.len}), -1);
        length[1] = kept;
    }
    assert_true(rows_of((Str){(const char *)bytes, whole.len}) > 0);
    arena_free(arena);
}

/* Closing in the middle ends the process that reads. */
static void a_reader_may_stop_early(void **state)
{
    (void)state;
    Work *w = work_new();
    Table *t;
    TableRow row;
    assert_true(table_open_bytes(w, STR("t.xls"), corpus_file(w->arena, "typed.xls"), &t));
    assert_true(table_next(t, &row));
    table_close(t);
    assert_false(table_next(t, &row));
    work_free(w);
}

static void a_sheet_is_chosen_by_name(void **state)
{
    (void)state;
    Work *w = work_new();
    Table *t;
    TableRow row;
    Str bytes = corpus_file(w->arena, "typed.xls");
    TableLook look = {.sheet = STR("second")};
    assert_true(table_open_bytes_as(w, STR("t.xls"), bytes, &look, &t));
    assert_true(table_next(t, &row));
    assert_str(row.cells[0], "other");
    look.sheet = STR("third");
    bool opened = table_open_bytes_as(w, STR("t.xls"), bytes, &look, &t);
    assert_false(opened && table_next(t, &row));
    work_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(broken_workbooks_do_no_harm),
        cmocka_unit_test(names_longer_than_their_place_are_refused),
        cmocka_unit_test(a_reader_may_stop_early),
        cmocka_unit_test(a_sheet_is_chosen_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
