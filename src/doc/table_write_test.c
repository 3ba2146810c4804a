/* Writing: what goes out comes back, whatever it starts with, and half a file is never seen. */
#include "doc/table_write_test.def"
#include "base/test.h"
#include "doc/doc.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/doudi-doc-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int drop_folder(void **state)
{
    (void)state;
    DIR *dir = opendir(folder);
    for (struct dirent *e; dir && (e = readdir(dir));)
        if (e->d_name[0] != '.') (void)unlinkat(dirfd(dir), e->d_name, 0);
    if (dir) closedir(dir);
    return rmdir(folder);
}

static const char *path_of(Work *w, const char *name)
{
    return str_z(w->arena, format(w->arena, "%s/%s", folder, name));
}

static size_t files_in_folder(void)
{
    size_t count = 0;
    DIR *dir = opendir(folder);
    for (struct dirent *e; (e = readdir(dir));)
        count += e->d_name[0] != '.';
    closedir(dir);
    return count;
}

static const char *const awkward[] = {
    "=1+1",
    "+86 138",
    "-x",
    "@sum",
    "'=1",
    "''=1",
    "'quoted'",
    "-",
    "-5",
    "+3.5",
    "1,200",
    "a,b",
    "say \"x\"",
    "\"",
    "two\nlines",
    " space ",
    "tab\tx",
    WIDE_SEMICOLON,
    WIDE_FORMULA,
    RARE_NAMES,
    "_x0041_",
    "0012",
    "360203199001011234",
    "",
    "\t=1",
    "{=A1}",
    "http://x",
    "a\rb",
    "'",
    "=",
    "'-'",
};

static void round_trip(TableFormat format, const char *name)
{
    Work *w = work_new();
    const char *path = path_of(w, name);
    TableWriter *out;
    Table *in;
    TableRow row;
    assert_true(table_create(w, path, format, &out));
    for (int copy = 0; copy < 2; copy++) {
        for (size_t i = 0; i < COUNT_OF(awkward); i++)
            table_cell(out, str_of(awkward[i]));
        table_cell_int(out, -42);
        table_cell_int(out, 9007199254740993);
        table_cell_money(out, (Money){-123456});
        table_cell_date(out, date_of(2024, 2, 29));
        table_cell_date(out, date_of(1899, 1, 2));
        table_cell(out, STR("end"));
        table_end_row(out);
    }
    assert_true(table_finish(out));
    assert_true(table_open(w, path, &in));
    for (int copy = 0; copy < 2; copy++) {
        assert_true(table_next(in, &row));
        assert_int_equal(row.count, COUNT_OF(awkward) + 6);
        for (size_t i = 0; i < COUNT_OF(awkward); i++)
            assert_string_equal(str_z(w->arena, row.cells[i]), awkward[i]);
        const Str *rest = row.cells + COUNT_OF(awkward);
        assert_true(str_equal(rest[0], STR("-42")));
        assert_true(str_equal(rest[1], STR("9007199254740993")));
        assert_true(str_starts(rest[2], STR("-1234.56")));
        assert_true(str_equal(rest[3], STR("2024-02-29")));
        assert_true(str_equal(rest[4], STR("1899-01-02")));
    }
    assert_false(table_next(in, &row));
    assert_int_equal(table_faults(in)->errors, 0);
    work_free(w);
}

static void round_trips(void **state)
{
    (void)state;
    round_trip(TABLE_CSV_UTF8, "a.csv");
    round_trip(TABLE_CSV_UTF8_BOM, "b.csv");
    round_trip(TABLE_CSV_GB18030, "c.csv");
    round_trip(TABLE_XLSX, "d.xlsx");
}

static void guards_only_what_would_run(void **state)
{
    (void)state;
    Work *w = work_new();
    const char *path = path_of(w, "guard.csv");
    TableWriter *out;
    assert_true(table_create(w, path, TABLE_CSV_UTF8, &out));
    const char *const cells[] = {"=1", "-5", "-12.50", "-", "+1-2", SURNAME, "@a"};
    for (size_t i = 0; i < COUNT_OF(cells); i++)
        table_cell(out, str_of(cells[i]));
    table_end_row(out);
    table_cell(out, STR(""));
    table_end_row(out);
    assert_true(table_finish(out));
    char bytes[128] = {0};
    FILE *file = fopen(path, "r");
    (void)!fread(bytes, 1, sizeof bytes - 1, file);
    (void)fclose(file);
    assert_string_equal(bytes, GUARDED_FILE);
    work_free(w);
}

static void leaves_nothing_when_given_up(void **state)
{
    (void)state;
    size_t before = files_in_folder();
    for (int format = TABLE_CSV_UTF8; format <= TABLE_CSV_UTF8_BOM; format++) {
        Work *w = work_new();
        TableWriter *out;
        assert_true(table_create(w, path_of(w, "given-up"), (TableFormat)format, &out));
        table_cell(out, STR("x"));
        table_end_row(out);
        work_free(w);
        assert_int_equal(files_in_folder(), before);
    }
    Work *w = work_new();
    TableWriter *out;
    assert_false(table_create(w, "/nonexistent/folder/x.csv", TABLE_CSV_UTF8, &out));
    assert_int_equal(w->error.code, ERR_FILE);
    work_free(w);
}

/* No room beyond 64 KB: the writer says so and nothing is left, not even a part. */
static void leaves_nothing_when_the_disk_is_full(void **state)
{
    (void)state;
    struct rlimit old, small;
    size_t before = files_in_folder();
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = (struct rlimit){.rlim_cur = 64 * 1024, .rlim_max = old.rlim_max};
    void (*on_limit)(int) = signal(SIGXFSZ, SIG_IGN);
    for (int format = TABLE_CSV_UTF8; format <= TABLE_CSV_UTF8_BOM; format++) {
        Work *w = work_new();
        TableWriter *out;
        assert_true(table_create(w, path_of(w, "full"), (TableFormat)format, &out));
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
        for (int i = 0; i < 50000; i++) {
            table_cell_int(out, i * 7919L);
            table_cell_int(out, i * 104729L);
            table_end_row(out);
        }
        bool finished = table_finish(out);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
        assert_false(finished);
        assert_int_equal(w->error.code, ERR_FILE);
        work_free(w);
        assert_int_equal(files_in_folder(), before);
    }
    (void)signal(SIGXFSZ, on_limit);
}

/* A workbook of 100,000 rows goes out and comes in under a small arena. */
static void keeps_memory_constant(void **state)
{
    (void)state;
    Work *w = work_new();
    const char *path = path_of(w, "large.xlsx");
    TableWriter *out;
    Table *in;
    TableRow row;
    assert_true(table_create(w, path, TABLE_XLSX, &out));
    for (int i = 0; i < 100000; i++) {
        table_cell_int(out, i);
        table_cell(out, STR(NAME));
        table_cell_money(out, (Money){35000 + i});
        table_cell_date(out, (Date){i % 20000});
        table_end_row(out);
    }
    assert_true(table_finish(out));
    assert_true(table_open(w, path, &in));
    int64_t rows = 0;
    while (table_next(in, &row))
        rows++;
    assert_int_equal(rows, 100000);
    assert_false(table_failed(in));
    assert_true(arena_bytes(w->arena) < 1024 * 1024);
    work_free(w);
}

static void writes_templates(void **state)
{
    (void)state;
    Str grades[60];
    Work *w = work_new();
    for (size_t i = 0; i < COUNT_OF(grades); i++)
        grades[i] = format(w->arena, GRADE, i);
    const Str sexes[] = {{MALE, 3}, {FEMALE, 3}};
    const TemplateColumn columns[] = {
        {.name = STR(NAME_COLUMN), .note = STR(NAME_NOTE), .sample = STR(NAME), .required = true},
        {.name = STR(SEX_COLUMN), .choices = sexes, .choice_count = 2},
        {.name = STR(GRADE_COLUMN), .choices = grades, .choice_count = COUNT_OF(grades)},
    };
    static const char *const names[] = {"t.xlsx", "t.csv"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        Table *in;
        TableRow row;
        const char *path = path_of(w, names[i]);
        assert_true(table_template(w, path, columns, COUNT_OF(columns)));
        assert_true(table_open(w, path, &in));
        assert_true(table_next(in, &row));
        assert_int_equal(row.count, 3);
        assert_true(str_equal(row.cells[0], STR(NAME_REQUIRED)));
        assert_true(str_equal(row.cells[2], STR(GRADE_COLUMN)));
        assert_true(table_next(in, &row));
        assert_true(str_equal(row.cells[0], STR(NAME)));
        assert_false(table_next(in, &row));
    }
    work_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trips),
        cmocka_unit_test(guards_only_what_would_run),
        cmocka_unit_test(leaves_nothing_when_given_up),
        cmocka_unit_test(leaves_nothing_when_the_disk_is_full),
        cmocka_unit_test(keeps_memory_constant),
        cmocka_unit_test(writes_templates),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
