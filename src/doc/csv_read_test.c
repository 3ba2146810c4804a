/* CSV reading: what a row looks like, whatever the quotes, line ends, delimiters and codings. */
#include "doc/csv_read_test.def"
#include "base/test.h"
#include "doc/doc.h"
#include "doc/words.def"

#include <string.h>

/* All rows as one text: cells in [], rows numbered. */
static Str read_all(Work *w, Str bytes, Table **out)
{
    Table *t;
    TableRow row;
    Buf text = buf_new(w->arena);
    assert_true(table_open_bytes(w, STR("t.csv"), bytes, &t));
    while (table_next(t, &row)) {
        buf_format(&text, "%lld", (long long)row.number);
        for (size_t i = 0; i < row.count; i++)
            buf_format(&text, "[%.*s]", STR_ARG(row.cells[i]));
        buf_byte(&text, ' ');
    }
    if (out) *out = t;
    return buf_str(&text);
}

static void expect(const char *bytes, const char *rows)
{
    Work *w = work_new();
    Str got = read_all(w, str_of(bytes), NULL);
    assert_string_equal(str_z(w->arena, got), rows);
    work_free(w);
}

static void reads_plain_rows(void **state)
{
    (void)state;
    expect("a,b\n1,2\n", "1[a][b] 2[1][2] ");
    expect("a,b\r\n1,2\r\n", "1[a][b] 2[1][2] ");
    expect("a,b\r1,2", "1[a][b] 2[1][2] ");
    expect("a,b\n\n1,\n,\n", "1[a][b] 3[1][] 4[][] ");
    expect("\xEF\xBB\xBF"
           "a,b",
           "1[a][b] ");
}

static void reads_quotes(void **state)
{
    (void)state;
    expect("a,\"b,c\"\n", "1[a][b,c] ");
    expect("\"say \"\"hi\"\"\",x\n", "1[say \"hi\"][x] ");
    expect("\"two\nlines\",x\r\n3,4", "1[two\nlines][x] 2[3][4] ");
    expect("a\"b,c\n", "1[a\"b][c] ");
    expect("\"\",\"\"\n\"\"\n", "1[][] 2[] ");
}

static void takes_the_delimiter_of_the_first_line(void **state)
{
    (void)state;
    expect("a\tb,c\td\n1\t2\t3\n", "1[a][b,c][d] 2[1][2][3] ");
    expect("a;b;c\n1,5;2;3\n", "1[a][b][c] 2[1,5][2][3] ");
    expect(WIDE_SEMICOLONS, WIDE_SEMICOLONS_ROWS);
    expect("\"a;b;c\",d\n", "1[a;b;c][d] ");
}

static void takes_the_guard_off(void **state)
{
    (void)state;
    expect("'=1+1,'-x,''=2,'quoted',-5\n", "1[=1+1][-x]['=2]['quoted'][-5] ");
}

static void reports_bad_bytes_with_place(void **state)
{
    (void)state;
    Work *w = work_new();
    Table *t;
    Str rows = read_all(w, STR(BAD_BYTES), &t);
    assert_string_equal(str_z(w->arena, rows), BAD_BYTES_ROWS);
    const Faults *f = table_faults(t);
    assert_int_equal(f->errors, 2);
    assert_int_equal(f->items[0].row, 2);
    assert_int_equal(f->items[0].column, 2);
    assert_true(str_equal(f->items[0].sentence, STR(SAY_CSV_MALFORMED)));
    assert_int_equal(f->items[1].row, 3);
    assert_true(str_equal(f->items[1].sentence, STR(SAY_CSV_CONTROL)));
    work_free(w);
}

static void reports_quotes_without_partner(void **state)
{
    (void)state;
    Work *w = work_new();
    Table *t;
    Str rows = read_all(w, STR("a,b\n\"x,1\ny,2\n"), &t);
    assert_string_equal(str_z(w->arena, rows), "1[a][b] 2[\"x][1] 3[y][2] ");
    assert_int_equal(table_faults(t)->errors, 1);
    assert_int_equal(table_faults(t)->items[0].row, 2);
    rows = read_all(w, STR("a,b\n\"x\"z,1\n"), &t);
    assert_string_equal(str_z(w->arena, rows), "1[a][b] 2[\"x\"z][1] ");
    assert_true(str_equal(table_faults(t)->items[0].sentence, STR(SAY_CSV_AFTER_QUOTE)));
    work_free(w);
}

static Str in_gb18030(Work *w, const char *utf8)
{
    Str bytes;
    assert_true(text_to_gb18030(w->arena, str_of(utf8), &bytes));
    return bytes;
}

static void detects_gb18030(void **state)
{
    (void)state;
    Work *w = work_new();
    Table *t;
    Str rows = read_all(w, in_gb18030(w, RARE_NAME), &t);
    assert_string_equal(str_z(w->arena, rows), RARE_NAME_ROWS);
    assert_int_equal(table_coding(t), TEXT_GB18030);
    assert_int_equal(table_faults(t)->errors, 0);
    rows = read_all(w, in_gb18030(w, WIDE_IN_GB18030), &t);
    assert_string_equal(str_z(w->arena, rows), WIDE_IN_GB18030_ROWS);
    rows = read_all(w, STR("a,b\n\xC1\xAA\xCD\xA8,1\n\xD5\xFF,2\n"), &t);
    assert_string_equal(str_z(w->arena, rows), SHORT_WORDS_ROWS);
    assert_int_equal(table_faults(t)->items[0].row, 3);
    work_free(w);
}

/* Detection by a sample must not be final: here the first window is all ASCII. */
static void detects_gb18030_late(void **state)
{
    (void)state;
    Work *w = work_new();
    Table *t;
    TableRow row, last = {0};
    Buf bytes = buf_new(w->arena);
    for (int i = 0; i < 50000; i++)
        buf_format(&bytes, "%d,plain\r\n", i);
    buf_add(&bytes, in_gb18030(w, LATE_LINE));
    assert_true(table_open_bytes(w, STR("t"), buf_str(&bytes), &t));
    while (table_next(t, &row))
        last = row;
    assert_int_equal(last.number, 50001);
    assert_true(str_equal(last.cells[1], STR(LATE_NAME)));
    assert_int_equal(table_coding(t), TEXT_GB18030);
    work_free(w);
}

static void refuses_what_is_no_table(void **state)
{
    (void)state;
    static const struct {
        Str bytes;
        const char *says;
    } cases[] = {
        {{"", 0}, SAYS_EMPTY},
        {{"\xD0\xCF\x11\xE0....", 8}, ".xls"},
        {{"\xFF\xFE"
          "a\0",
          4},
         "UTF-16"},
        {{" <HTML><table>", 14}, SAYS_PAGE},
        {{"a\0\0\0\0b", 6}, SAYS_NO_TABLE},
        {{"PK\x03\x04xxxx", 8}, SAYS_DAMAGED},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Work *w = work_new();
        Table *t;
        assert_false(table_open_bytes(w, STR(FILE_NAME), cases[i].bytes, &t));
        assert_int_equal(w->error.code, ERR_FILE);
        assert_true(str_find(w->error.sentence, str_of(cases[i].says)) >= 0);
        work_free(w);
    }
}

static void refuses_endless_lines(void **state)
{
    (void)state;
    Work *w = work_new();
    Table *t;
    TableRow row;
    size_t len = 3 * 1024 * 1024;
    char *bytes = NEW_ARRAY(w->arena, char, len);
    memset(bytes, 'x', len);
    assert_true(table_open_bytes(w, STR("t"), (Str){bytes, len}, &t));
    assert_false(table_next(t, &row));
    assert_true(table_failed(t));
    memset(bytes, ',', len);
    assert_true(table_open_bytes(w, STR("t"), (Str){bytes, len}, &t));
    assert_false(table_next(t, &row));
    assert_true(table_failed(t));
    work_free(w);
}

/* A quote at each place, and windows that end at each place of a record. */
static void finds_records_across_windows(void **state)
{
    (void)state;
    Work *w = work_new();
    Table *t;
    TableRow row;
    for (size_t pad = 256 * 1024 - 24; pad < 256 * 1024 + 2; pad++) {
        Buf bytes = buf_new(w->arena);
        for (size_t i = 0; i < pad; i += 64)
            for (size_t k = i; k < i + 64 && k < pad; k++)
                buf_byte(&bytes, k + 1 == i + 64 || k + 1 == pad ? '\n' : 'x');
        buf_add(&bytes, STR(QUOTED_RECORD));
        assert_true(table_open_bytes(w, STR("t"), buf_str(&bytes), &t));
        int64_t rows = 0;
        while (table_next(t, &row)) {
            rows++;
            if (row.count == 2 && row.cells[0].len == 5)
                assert_true(str_equal(row.cells[1], STR(NAME)));
        }
        assert_false(table_failed(t));
        assert_int_equal(table_faults(t)->errors, 0);
        bool blank = pad % 64 == 1; /* the last line of the padding has no text */
        assert_int_equal(rows, (int64_t)(pad + 63) / 64 + (blank ? 1 : 2));
        table_close(t);
    }
    work_free(w);
}

static void keeps_memory_constant(void **state)
{
    (void)state;
    Work *w = work_new();
    Table *t;
    TableRow row;
    Buf bytes = buf_new(w->arena);
    for (int i = 0; i < 100000; i++)
        buf_format(&bytes, PAY_LINE, i);
    size_t before = arena_bytes(w->arena);
    assert_true(table_open_bytes(w, STR("t"), buf_str(&bytes), &t));
    int64_t rows = 0;
    while (table_next(t, &row))
        rows++;
    assert_int_equal(rows, 100000);
    assert_true(arena_bytes(w->arena) - before < 1024 * 1024);
    work_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_plain_rows),
        cmocka_unit_test(reads_quotes),
        cmocka_unit_test(takes_the_delimiter_of_the_first_line),
        cmocka_unit_test(takes_the_guard_off),
        cmocka_unit_test(reports_bad_bytes_with_place),
        cmocka_unit_test(reports_quotes_without_partner),
        cmocka_unit_test(detects_gb18030),
        cmocka_unit_test(detects_gb18030_late),
        cmocka_unit_test(refuses_what_is_no_table),
        cmocka_unit_test(refuses_endless_lines),
        cmocka_unit_test(finds_records_across_windows),
        cmocka_unit_test(keeps_memory_constant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
