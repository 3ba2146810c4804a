/* Writing a table of any kind: the public face, and the one rule about formulas.
 *
 * Data never becomes a formula. In xlsx a text is stored as a text; a CSV has no types, so a text
 * that a spreadsheet would run (it starts with = + - @ or their full-width forms, and is no plain
 * number) gets a quote mark ' in front. The reader takes one such mark off; a text that itself
 * starts so gets one more, so that every text comes back as it was. */
#include "doc/table_write.h"
#include "doc/table.h"
#include "doc/words.def"

#include <string.h>

/* -12.50, +3, 1,200 and 5%: shown by a spreadsheet, not run. */
static bool is_plain_number(Str s)
{
    size_t at = s.ptr[0] == '-' || s.ptr[0] == '+', digits = 0, points = 0;
    for (; at < s.len; at++) {
        char c = s.ptr[at];
        if (c >= '0' && c <= '9')
            digits++;
        else if (c == '.')
            points++;
        else if (c != ',' && !(c == '%' && at + 1 == s.len))
            return false;
    }
    return digits > 0 && points <= 1;
}

static bool starts_formula(Str s)
{
    static const Str marks[] = {{"=", 1},
                                {"+", 1},
                                {"-", 1},
                                {"@", 1},
                                {"\t", 1},
                                {"\r", 1},
                                {"\xEF\xBC\x9D", 3},
                                {"\xEF\xBC\x8B", 3},
                                {"\xEF\xBC\x8D", 3},
                                {"\xEF\xBC\xA0", 3}};
    if (s.len < 2) return false; /* a lone mark is shown as it is */
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (str_starts(s, marks[i])) return true;
    return false;
}

bool cell_is_formula(Str text)
{
    return starts_formula(text) && !is_plain_number(text);
}

bool cell_is_guarded(Str text)
{
    size_t quotes = 0;
    while (quotes < text.len && text.ptr[quotes] == '\'')
        quotes++;
    return quotes > 0 && starts_formula(str_from(text, quotes));
}

/* ---- the public face ---------------------------------------------------------------------- */

static void drop_writer(void *argument)
{
    TableWriter *t = argument;
    Arena *arena = t->arena;
    t->arena = NULL;
    arena_free(arena);
}

bool table_create(Work *w, const char *path, TableFormat format, TableWriter **out)
{
    TableWriter *t = NEW(w->arena, TableWriter);
    t->w = w;
    t->arena = arena_new();
    arena_on_free(w->arena, drop_writer, t);
    bool ok = draft_open(w, t->arena, path, &t->draft) &&
              (format == TABLE_XLSX ? xlsx_create(t) : csv_create(t, format));
    if (ok)
        *out = t;
    else
        drop_writer(t);
    return ok;
}

void table_cell(TableWriter *t, Str text)
{
    ensure(t->arena);
    if (!t->failed) t->kind->text(t, text);
    t->column++;
}

void table_cell_int(TableWriter *t, int64_t value)
{
    ensure(t->arena);
    if (!t->failed) t->kind->integer(t, value);
    t->column++;
}

void table_cell_money(TableWriter *t, Money value)
{
    ensure(t->arena);
    if (!t->failed) t->kind->money(t, value);
    t->column++;
}

void table_cell_date(TableWriter *t, Date value)
{
    ensure(t->arena);
    if (!t->failed) t->kind->date(t, value);
    t->column++;
}

void table_end_row(TableWriter *t)
{
    ensure(t->arena);
    if (!t->failed) t->kind->end_row(t);
    t->row++;
    t->column = 0;
}

bool table_finish(TableWriter *t)
{
    ensure(t->arena && t->column == 0);
    bool ok = !t->failed && t->kind->finish(t) && draft_place(t->draft);
    drop_writer(t);
    return ok;
}
