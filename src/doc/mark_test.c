/* A file handed back with its faults in it, and read again. */
#include "base/test.h"
#include "doc/doc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char rows[] = "title\nname,id,pay\nAna,1,10\n\nBob,2,x\nCid,3,30\n";

typedef struct {
    Work *w;
    const char *from, *to;
    Faults faults;
} Marked;

static Marked marked_new(const char *suffix)
{
    char folder[] = "/tmp/doudi-mark-XXXXXX";
    assert_non_null(mkdtemp(folder));
    Marked m = {.w = work_new()};
    m.from = format(m.w->arena, "%s/in.csv", folder).ptr;
    m.to = format(m.w->arena, "%s/out.%s", folder, suffix).ptr;
    FILE *file = fopen(m.from, "w");
    assert_non_null(file);
    (void)fputs(rows, file);
    (void)fclose(file);
    m.faults = faults_new(m.w->arena, 10);
    faults_add(&m.faults,
               (Fault){.row = 5, .column = 3, .field = STR("pay"), .sentence = STR("no number")});
    faults_add(&m.faults,
               (Fault){.level = FAULT_WARNING, .row = 3, .column = 2, .sentence = STR("odd")});
    faults_add(&m.faults, (Fault){.row = 5, .column = 0, .sentence = STR("row")});
    return m;
}

static void marked_free(Marked *m)
{
    (void)unlink(m->from);
    (void)unlink(m->to);
    *strrchr((char *)m->to, '/') = 0;
    (void)rmdir(m->to);
    work_free(m->w);
}

/* The whole table as one line. */
static Str flat(Work *w, const char *path)
{
    Table *t;
    TableRow row;
    Buf out = buf_new(w->arena);
    assert_true(table_open(w, path, &t));
    while (table_next(t, &row)) {
        buf_format(&out, "%lld", (long long)row.number);
        for (size_t i = 0; i < row.count; i++)
            buf_format(&out, "|%.*s", STR_ARG(row.cells[i]));
        buf_byte(&out, '\n');
    }
    assert_false(table_failed(t));
    return buf_str(&out);
}

static void rows_keep_their_places_in_xlsx(void **state)
{
    (void)state;
    Marked m = marked_new("xlsx");
    int64_t count;
    MarkJob job = {.faults = &m.faults, .header = 2};
    assert_true(table_marked(m.w, m.from, m.to, &job, &count));
    assert_int_equal(count, 2);
    assert_str(flat(m.w, m.to), "1|title\n"
                                "2|name|id|pay|\xE9\x94\x99\xE8\xAF\xAF\n"
                                "3|Ana|1|10|odd\n"
                                "5|Bob|2|x|row\xEF\xBC\x9B[pay] no number\n"
                                "6|Cid|3|30\n");
    marked_free(&m);
}

static void only_failures_are_handed_back(void **state)
{
    (void)state;
    Marked m = marked_new("csv");
    int64_t count;
    MarkJob job = {.faults = &m.faults, .header = 2, .only_faults = true};
    assert_true(table_marked(m.w, m.from, m.to, &job, &count));
    assert_str(flat(m.w, m.to), "1|title|||\n"
                                "2|name|id|pay|\xE9\x94\x99\xE8\xAF\xAF\n"
                                "3|Bob|2|x|row\xEF\xBC\x9B[pay] no number\n");
    marked_free(&m);
}

/* Marked again, the old sentences are replaced: the column does not multiply. */
static void a_marked_file_is_marked_again(void **state)
{
    (void)state;
    Marked m = marked_new("xlsx");
    int64_t count;
    MarkJob job = {.faults = &m.faults, .header = 2};
    Faults none = faults_new(m.w->arena, 1);
    const char *twice = format(m.w->arena, "%s.xlsx", m.to).ptr;
    assert_true(table_marked(m.w, m.from, m.to, &job, &count));
    job.faults = &none;
    assert_true(table_marked(m.w, m.to, twice, &job, &count));
    assert_int_equal(count, 0);
    assert_true(str_find(flat(m.w, twice), STR("5|Bob|2|x\n")) > 0);
    (void)unlink(twice);
    marked_free(&m);
}

static void the_file_itself_is_not_overwritten(void **state)
{
    (void)state;
    Marked m = marked_new("csv");
    int64_t count;
    MarkJob job = {.faults = &m.faults, .header = 2};
    assert_false(table_marked(m.w, m.from, m.from, &job, &count));
    assert_int_equal(m.w->error.code, ERR_USAGE);
    marked_free(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_keep_their_places_in_xlsx),
        cmocka_unit_test(only_failures_are_handed_back),
        cmocka_unit_test(a_marked_file_is_marked_again),
        cmocka_unit_test(the_file_itself_is_not_overwritten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
