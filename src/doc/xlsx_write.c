/* xlsx out, by libxlsxwriter in constant memory: a row is on disk when the next one starts. Texts
 * are stored as texts whatever they start with; whole numbers that a double would round, and days
 * before March 1900, are stored as texts too. The library writes into the draft, which is then put
 * in place. */
#include "doc/table_write.h"
#include "doc/words.def"
#include "doc/workbook.h"

#include <string.h>
#include <xlsxwriter.h>

enum {
    TEXT_LIMIT = 32767, /* characters of a cell */
    SERIAL_1970 = 25569,
    FIRST_DAY = 61, /* 1900-03-01: before it the count of days is one off */
};
static const int64_t exact_limit = 999999999999999; /* 15 digits are kept and shown */

typedef struct {
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *day, *money;
    int64_t last_row; /* with something in it; 1.. */
    bool closed;
} XlsxWriter;

static void note_error(TableWriter *t, lxw_error error)
{
    if (error == LXW_NO_ERROR || t->failed) return;
    t->failed = true;
    if (error == LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE)
        refuse(t->w, ERR_INPUT, SAY_XLSX_ROWS);
    else
        refuse(t->w, ERR_FILE, SAY_XLSX_WRITE, lxw_strerror(error));
}

/* A text that looks like the escape of a character keeps its underscore as an escape: _x005F_. */
static const char *escaped_text(Arena *arena, Str text)
{
    ptrdiff_t found = str_find(text, STR("_x"));
    if (found < 0) return str_z(arena, text);
    Buf out = buf_new(arena);
    for (; found >= 0; found = str_find(text, STR("_x"))) {
        buf_add(&out, (Str){text.ptr, (size_t)found});
        text = str_from(text, (size_t)found);
        buf_add(&out, looks_escaped(text) ? STR("_x005F_") : STR("_"));
        text = str_from(text, 1);
    }
    buf_add(&out, text);
    return str_z(arena, buf_str(&out));
}

static void xlsx_text(TableWriter *t, Str text)
{
    XlsxWriter *x = t->writer;
    if (text.len == 0) return;
    x->last_row = t->row + 1;
    Arena *scratch = arena_new();
    note_error(t, worksheet_write_string(x->sheet, (lxw_row_t)t->row, (lxw_col_t)t->column,
                                         escaped_text(scratch, text), NULL));
    arena_free(scratch);
}

static void xlsx_number(TableWriter *t, double value, lxw_format *style)
{
    XlsxWriter *x = t->writer;
    x->last_row = t->row + 1;
    note_error(
        t, worksheet_write_number(x->sheet, (lxw_row_t)t->row, (lxw_col_t)t->column, value, style));
}

static bool is_exact(int64_t value)
{
    return value >= -exact_limit && value <= exact_limit;
}

static void xlsx_integer(TableWriter *t, int64_t value)
{
    if (is_exact(value))
        xlsx_number(t, (double)value, NULL);
    else
        xlsx_text(t, format(t->arena, "%lld", (long long)value));
}

static void xlsx_money(TableWriter *t, Money value)
{
    XlsxWriter *x = t->writer;
    if (is_exact(value.fen))
        xlsx_number(t, (double)value.fen / 100, x->money);
    else
        xlsx_text(t, money_plain(t->arena, value));
}

static void xlsx_date(TableWriter *t, Date value)
{
    XlsxWriter *x = t->writer;
    if (value.days == DATE_NONE.days) return;
    if (value.days + SERIAL_1970 >= FIRST_DAY)
        xlsx_number(t, value.days + SERIAL_1970, x->day);
    else
        xlsx_text(t, date_text(t->arena, value));
}

static void xlsx_end_row(TableWriter *t)
{
    (void)t;
}

/* libxlsxwriter does not look whether its temporary files could be written: on a full disk it makes
 * a shorter workbook and says that all is well. So what was written is read once. */
bool xlsx_is_whole(Work *w, const char *path, int64_t last_row)
{
    Table *table;
    TableRow row = {.number = 0};
    bool whole = table_open(w, path, &table);
    while (whole && table_next(table, &row))
        continue;
    whole = whole && !table_failed(table) && row.number == last_row;
    if (whole) table_close(table);
    return whole ? true : refuse(w, ERR_FILE, SAY_XLSX_SHORT);
}

static bool xlsx_finish(TableWriter *t)
{
    XlsxWriter *x = t->writer;
    x->closed = true;
    note_error(t, workbook_close(x->book));
    return !t->failed && xlsx_is_whole(t->w, t->draft->beside, x->last_row);
}

static void drop_book(void *argument)
{
    XlsxWriter *x = argument;
    if (!x->closed) lxw_workbook_free(x->book);
}

bool xlsx_create(TableWriter *t)
{
    static const WriterKind kind = {.text = xlsx_text,
                                    .integer = xlsx_integer,
                                    .money = xlsx_money,
                                    .date = xlsx_date,
                                    .end_row = xlsx_end_row,
                                    .finish = xlsx_finish};
    XlsxWriter *x = NEW(t->arena, XlsxWriter);
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    t->kind = &kind;
    t->writer = x;
    x->book = workbook_new_opt(t->draft->beside, &options);
    ensure(x->book);
    arena_on_free(t->arena, drop_book, x);
    x->sheet = workbook_add_worksheet(x->book, NULL);
    x->day = workbook_add_format(x->book);
    format_set_num_format(x->day, "yyyy-mm-dd");
    x->money = workbook_add_format(x->book);
    format_set_num_format(x->money, "0.00");
    return true;
}
