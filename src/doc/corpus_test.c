/* The corpus of tables: files as offices send them, good and bad, with what the reader makes of
 * each. See tests/corpus/doc/README.md. */
#include "base/test.h"
#include "doc/doc.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Str read_file(Arena *arena, const char *path)
{
    Buf text = buf_new(arena);
    char piece[4096];
    size_t n;
    FILE *file = fopen(path, "rb");
    while (file && (n = fread(piece, 1, sizeof piece, file)) > 0)
        buf_add(&text, (Str){piece, n});
    if (file) (void)fclose(file);
    return buf_str(&text);
}

static void write_file(const char *path, Str text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text.ptr, 1, text.len, file), text.len);
    assert_int_equal(fclose(file), 0);
}

static void add_rows(Table *t, Buf *out)
{
    TableRow row;
    while (table_next(t, &row)) {
        buf_format(out, "%lld ", (long long)row.number);
        for (size_t i = 0; i < row.count; i++)
            buf_format(out, "[%.*s]", STR_ARG(row.cells[i]));
        buf_byte(out, '\n');
    }
}

/* The coding, the rows and the faults of a file, or its refusal. */
static Str describe(Work *w, const char *path)
{
    static const char *const codings[] = {"UTF-8", "UTF-8 BOM", "GB18030"};
    Table *t;
    Buf out = buf_new(w->arena);
    bool opened = table_open(w, path, &t);
    if (opened) {
        add_rows(t, &out);
        buf_format(&out, "%s\n", codings[table_coding(t)]);
        const Faults *faults = table_faults(t);
        for (size_t i = 0; i < faults->count; i++)
            buf_format(&out, "%lld:%d [%.*s] %.*s\n", (long long)faults->items[i].row,
                       faults->items[i].column, STR_ARG(faults->items[i].value),
                       STR_ARG(faults->items[i].sentence));
    }
    if (!opened || table_failed(t)) buf_format(&out, "refused: %.*s\n", STR_ARG(w->error.sentence));
    return buf_str(&out);
}

static bool is_table(const char *name)
{
    return str_ends(str_of(name), STR(".csv")) || str_ends(str_of(name), STR(".xlsx")) ||
           str_ends(str_of(name), STR(".xls"));
}

static void reads_the_corpus(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    const char *root = getenv("DOUDI_ROOT");
    const char *folder = str_z(arena, format(arena, "%s/tests/corpus/doc", root ? root : "."));
    size_t files = 0, wrong = 0;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));) {
        if (!is_table(e->d_name)) continue;
        Work *w = work_new();
        Str got = describe(w, format(arena, "%s/%s", folder, e->d_name).ptr);
        const char *path = format(arena, "%s/%s.out", folder, e->d_name).ptr;
        if (getenv("DOUDI_RECORD")) write_file(path, got);
        if (!str_equal(got, read_file(arena, path))) {
            print_error("# %s is now\n%.*s", e->d_name, STR_ARG(got));
            wrong++;
        }
        files++;
        work_free(w);
    }
    (void)closedir(dir);
    arena_free(arena);
    assert_true(files >= 20);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_the_corpus)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
