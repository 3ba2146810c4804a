/* Reads figures.csv by the names in its head, English keys or Chinese words, in any order. */
#include "report/figures.h"

#include "doc/doc.h"
#include "report/words.def"

enum { COLUMN_KEY, COLUMN_VALUE, COLUMN_UNIT, COLUMN_SENTENCE, COLUMN_NAME, COLUMN_COUNT };

typedef struct {
    int at[COLUMN_COUNT]; /* -1: the file has no such column */
} Head;

static Head head_read(const TableRow *row)
{
    static const char *const names[COLUMN_COUNT][2] = {{"key", WORD_KEY},
                                                       {"value", WORD_VALUE},
                                                       {"unit", WORD_UNIT},
                                                       {"sentence", WORD_SENTENCE},
                                                       {"name", WORD_NAME}};
    Head head = {{-1, -1, -1, -1, -1}};
    for (size_t i = 0; i < row->count; i++)
        for (int c = 0; c < COLUMN_COUNT; c++)
            if (str_equal(str_trim(row->cells[i]), str_of(names[c][0])) ||
                str_equal(str_trim(row->cells[i]), str_of(names[c][1])))
                head.at[c] = (int)i;
    return head;
}

static Str cell(Arena *arena, const Head *head, const TableRow *row, int column)
{
    int at = head->at[column];
    if (at < 0 || (size_t)at >= row->count) return STR("");
    return str_copy(arena, str_trim(row->cells[at]));
}

static bool rows_read(Work *w, Table *t, const Head *head, PublishedFigures *out)
{
    TableRow row;
    while (table_next(t, &row)) {
        Published p = {.key = cell(w->arena, head, &row, COLUMN_KEY),
                       .value = cell(w->arena, head, &row, COLUMN_VALUE),
                       .unit = cell(w->arena, head, &row, COLUMN_UNIT),
                       .sentence = cell(w->arena, head, &row, COLUMN_SENTENCE),
                       .name = cell(w->arena, head, &row, COLUMN_NAME)};
        if (p.key.len == 0) continue;
        if (out->count == out->capacity)
            out->rows = arena_grow(w->arena, out->rows, &out->capacity, sizeof *out->rows);
        out->rows[out->count++] = p;
    }
    return !table_failed(t);
}

bool figures_read(Work *w, const char *path, PublishedFigures *out)
{
    Table *t;
    TableRow row;
    *out = (PublishedFigures){0};
    TRY(table_open(w, path, &t));
    bool has_head = table_next(t, &row);
    Head head = has_head ? head_read(&row) : (Head){{-1, -1, -1, -1, -1}};
    bool ok;
    if (head.at[COLUMN_KEY] < 0 || head.at[COLUMN_VALUE] < 0)
        ok = refuse(w, ERR_INPUT, SAY_FIGURES_HEAD, STR_ARG(str_of(path)));
    else
        ok = rows_read(w, t, &head, out);
    table_close(t);
    return ok;
}

Published *figures_find(const PublishedFigures *figures, Str key, Str name)
{
    for (size_t i = 0; i < figures->count; i++)
        if (str_equal(figures->rows[i].key, key) || str_equal(figures->rows[i].key, name))
            return &figures->rows[i];
    return NULL;
}

bool figures_same(Str a, Str b)
{
    Money x, y;
    if (money_parse(a, &x) && money_parse(b, &y)) return x.fen == y.fen;
    return str_equal(a, b);
}
