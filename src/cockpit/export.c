/* A table of figures as a file to take away: xlsx or csv, with what stands above it, so that the
 * paper says by itself what it counts, in which unit, as of when, and where from. The same cells as
 * on the page: masked, and as far as the session sees. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cockpit/pages.h"
#include "cockpit/words.def"
#include "doc/doc.h"

/* ---- links -------------------------------------------------------------------------------- */

/* /cockpit?month=2024-03 becomes /cockpit/export?month=2024-03&table=WHICH&format=… */
void sheet_links(Page *p, Str href, const char *which, Link **links, size_t *count)
{
    static const struct {
        const char *format, *text;
    } kinds[] = {{"xlsx", SAY_EXPORT_XLSX}, {"csv", SAY_EXPORT_CSV}};
    Arena *arena = p->w->arena;
    ptrdiff_t mark = str_find(href, STR("?"));
    Str path = mark < 0 ? href : (Str){href.ptr, (size_t)mark};
    Str query = mark < 0 ? STR("") : str_from(href, (size_t)mark + 1);
    *links = NEW_ARRAY(arena, Link, COUNT_OF(kinds));
    *count = COUNT_OF(kinds);
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        (*links)[i] =
            (Link){.href = format(arena, "%.*s/export?%.*s%stable=%s&format=%s", STR_ARG(path),
                                  STR_ARG(query), query.len ? "&" : "", which, kinds[i].format),
                   .text = str_of(kinds[i].text)};
}

/* ---- above the table ---------------------------------------------------------------------- */

static void line_write(TableWriter *t, const char *name, Str text)
{
    if (name) table_cell(t, str_of(name));
    table_cell(t, text);
    table_end_row(t);
}

/* The close that the figures rest on; of a year's report the last there is. */
static bool as_of(Page *p, Month month, Str *out)
{
    Close *closes;
    size_t count;
    const Close *found = NULL;
    Arena *arena = p->w->arena;
    TRY(payment_closes(p->w, &closes, &count));
    for (size_t i = 0; i < count; i++)
        if (!month.n || closes[i].month.n == month.n) found = &closes[i];
    *out = found ? format(arena, SAY_AS_OF, STR_ARG(month_words(arena, found->month)),
                          STR_ARG(instant_words(arena, found->instant)), (long long)found->commit.n)
                 : STR(SAY_NOTHING_CLOSED);
    return true;
}

static bool head_write(Page *p, TableWriter *t, const Sheet *sheet)
{
    Str day, source;
    Arena *arena = p->w->arena;
    TRY(as_of(p, sheet->month, &day));
    source = format(arena, p->w->scope ? SAY_SOURCE_SEEN : SAY_SOURCE, STR_ARG(p->site->place));
    line_write(t, NULL, sheet->title);
    line_write(t, SAY_SHEET_UNIT, sheet->unit);
    line_write(t, SAY_SHEET_AS_OF, day);
    line_write(t, SAY_SHEET_SOURCE, source);
    line_write(t, SAY_SHEET_MADE,
               format(arena, "%.*s %.*s", STR_ARG(instant_words(arena, p->w->now)),
                      STR_ARG(p->session->name)));
    table_end_row(t);
    return true;
}

/* ---- the table ---------------------------------------------------------------------------- */

/* Numbers go out as numbers, so that one can reckon with them. */
static void cell_write(Arena *arena, TableWriter *t, const ListCell *cell)
{
    Buf plain = buf_new(arena);
    int64_t number;
    Money money;
    for (size_t i = 0; i < cell->text.len; i++)
        if (cell->text.ptr[i] != ',') buf_byte(&plain, cell->text.ptr[i]);
    Str text = buf_str(&plain);
    if (cell->number && str_int(text, &number))
        table_cell_int(t, number);
    else if (cell->number && money_parse(text, &money))
        table_cell_money(t, money);
    else
        table_cell(t, cell->text);
}

static void cells_write(Page *p, TableWriter *t, const ListCell *cells, size_t count)
{
    for (size_t i = 0; i < count; i++)
        cell_write(p->w->arena, t, &cells[i]);
    table_end_row(t);
}

static bool sheet_lines(Page *p, TableWriter *t, const Sheet *sheet)
{
    const ListTable *table = sheet->table;
    TRY(head_write(p, t, sheet));
    for (size_t i = 0; i < table->head.count; i++)
        table_cell(t, table->head.columns[i].name);
    table_end_row(t);
    for (size_t i = 0; i < table->count; i++)
        cells_write(p, t, table->rows[i].cells, table->rows[i].cell_count);
    if (table->foot_count) cells_write(p, t, table->foot, table->foot_count);
    return table_finish(t);
}

/* ---- the file ----------------------------------------------------------------------------- */

static bool file_read(Page *p, const char *path)
{
    char piece[16384];
    size_t n;
    FILE *file = fopen(path, "rb");
    if (!file) return fail(p->w, ERR_FILE, "cannot read %s", path);
    p->call->response.body = buf_new(p->w->arena);
    while ((n = fread(piece, 1, sizeof piece, file)) > 0)
        buf_add(&p->call->response.body, (Str){piece, n});
    bool good = !ferror(file);
    (void)fclose(file);
    return good || fail(p->w, ERR_FILE, "cannot read %s", path);
}

bool sheet_answer(Page *p, const Sheet *sheet)
{
    TableWriter *t;
    Arena *arena = p->w->arena;
    char folder[] = "/tmp/doudi-figures-XXXXXX";
    bool xlsx = !str_equal(page_query(p, "format"), STR("csv"));
    if (!mkdtemp(folder)) return fail(p->w, ERR_FILE, "cannot make %s", folder);
    const char *path = str_z(arena, format(arena, "%s/table", folder));
    bool good = table_create(p->w, path, xlsx ? TABLE_XLSX : TABLE_CSV_UTF8_BOM, &t) &&
                sheet_lines(p, t, sheet) && file_read(p, path);
    (void)unlink(path);
    (void)rmdir(folder);
    p->call->response.type = xlsx ? STR(SAY_TYPE_XLSX) : STR("text/csv; charset=utf-8");
    p->call->response.download =
        format(arena, xlsx ? "%.*s.xlsx" : "%.*s.csv", STR_ARG(sheet->title));
    return good;
}
