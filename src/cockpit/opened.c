/* A figure opened to what it was made of: its definition, the sentence it was published in, and the
 * rows behind it: people with their months and amounts, or rows of a register. A figure counts the
 * whole district; the rows are those that the session sees, masked, and go out as a file that is
 * masked as well. */
#include "cockpit/pages.h"
#include "cockpit/words.def"

enum { ROWS_SHOWN = 50 };

/* One person with his months, one household, or one row of a register. */
typedef struct {
    int64_t row, person, unit;
    Month from, to;
    int64_t months, fen;
} OpenedRow;
typedef struct {
    const Report *report;
    const Indicator *indicator;
    Figure figure;
    OpenedRow *rows;
    size_t count;
    bool seen_all;
} Opened;

/* ---- which figure -------------------------------------------------------------------------- */

static bool figure_find(Page *p, Opened *out)
{
    const Bureau *b = p->bureau;
    Str key = p->call->params[0];
    int64_t year = 0;
    bool said = str_int(page_query(p, "year"), &year);
    out->indicator = bureau_indicator(b, key);
    for (size_t i = 0; i < b->report_count && out->indicator; i++) {
        const ReportResult *result;
        if (said && b->reports[i].year != year) continue;
        TRY(cache_report(p, &b->reports[i], &result));
        for (size_t k = 0; k < result->part_count; k++)
            for (size_t n = 0; n < result->parts[k].count; n++)
                if (result->parts[k].figures[n].indicator == out->indicator) {
                    out->report = &b->reports[i];
                    out->figure = result->parts[k].figures[n];
                    return true;
                }
    }
    return page_missing(p, key);
}

/* ---- its rows ------------------------------------------------------------------------------ */

static bool is_same(const Indicator *i, const OpenedRow *a, const FigureRow *b)
{
    if (b->row) return a->row == b->row;
    return i->measure == MEASURE_HOUSEHOLDS ? a->unit == b->unit : a->person == b->person;
}

static void row_add(OpenedRow *row, const FigureRow *b)
{
    row->months += row->to.n != b->month.n;
    row->to = b->month;
    row->fen += b->amount.fen;
}

static bool row_is_seen(Page *p, const Opened *o, const FigureRow *row, bool *seen)
{
    *seen = true;
    if (!p->w->scope) return true;
    if (row->person) return person_seen(p->w, (PersonId){row->person}, seen);
    ListedRow values;
    Error before = p->w->error;
    *seen = register_values(p->w, o->indicator->reg, row->row, &values);
    p->w->error = before;
    return true;
}

static bool rows_open(Page *p, Opened *out)
{
    FigureRows rows;
    TRY(report_rows(p->w, p->bureau, out->indicator, out->report->year, &rows));
    out->rows = NEW_ARRAY(p->w->arena, OpenedRow, rows.count + 1);
    out->seen_all = true;
    bool seen = true;
    for (size_t i = 0; i < rows.count; i++) {
        const FigureRow *row = &rows.rows[i];
        bool again = i > 0 && row->person == rows.rows[i - 1].person && row->row == 0;
        if (!again) TRY(row_is_seen(p, out, row, &seen));
        out->seen_all = out->seen_all && seen;
        if (!seen) continue;
        if (out->count && is_same(out->indicator, &out->rows[out->count - 1], row)) {
            row_add(&out->rows[out->count - 1], row);
            continue;
        }
        out->rows[out->count++] = (OpenedRow){.row = row->row,
                                              .person = row->person,
                                              .unit = row->unit,
                                              .from = row->month,
                                              .to = row->month,
                                              .months = 1,
                                              .fen = row->amount.fen};
    }
    return true;
}

static Str register_words(Page *p, const Opened *o, int64_t id)
{
    ListedRow row;
    Error before = p->w->error;
    if (!register_values(p->w, o->indicator->reg, id, &row)) {
        p->w->error = before;
        return presence_none();
    }
    if (o->indicator->reg->subject == SUBJECT_PERSON) return name_mask(p->w->arena, row.name);
    return presence(row.name);
}

static void row_cells(Page *p, const Opened *o, const OpenedRow *row, ListCell *cells)
{
    Arena *arena = p->w->arena;
    if (row->row) {
        Subject subject = o->indicator->reg->subject;
        cells[0] = list_text(register_words(p, o, row->row));
        if (subject != SUBJECT_OTHER) cells[0].href = subject_href(p, subject, row->row);
        cells[1] = list_text(o->indicator->reg->name);
    } else {
        cells[0] =
            list_link(person_words(p, row->person), subject_href(p, SUBJECT_PERSON, row->person));
        cells[1] =
            list_link(unit_name(p, row->unit), subject_href(p, SUBJECT_HOUSEHOLD, row->unit));
    }
    cells[2] = list_text(row->months > 1
                             ? format(arena, SAY_MONTHS_SPAN, STR_ARG(month_text(arena, row->from)),
                                      STR_ARG(month_text(arena, row->to)), (long long)row->months)
                             : month_text(arena, row->from));
    cells[3] = list_money(arena, row->fen);
}

static const ListHeading row_heads[] = {{SAY_NAME_HEAD, false},
                                        {SAY_UNIT_HEAD, false},
                                        {SAY_MONTHS_HEAD, false},
                                        {SAY_AMOUNT_HEAD, true}};

/* ---- the page ------------------------------------------------------------------------------ */

static Str figure_href(Page *p, const Opened *o, const char *more)
{
    return format(p->w->arena, "/cockpit/figure/%.*s%s?year=%d", STR_ARG(o->indicator->key), more,
                  o->report->year);
}

static void head_fill(Page *p, const Opened *o, FigurePage *out)
{
    const Figure *f = &o->figure;
    Arena *arena = p->w->arena;
    Link *back = NEW_ARRAY(arena, Link, 2);
    back[0] = (Link){.href = STR("/cockpit"), .text = STR(SAY_COCKPIT)};
    back[1] = (Link){.href = STR("/report"), .text = o->report->name};
    out->head = (Head){.crumbs = {back, 2}, .title = f->name};
    if (f->computed && f->published.len)
        out->head.state = (Tag){f->equal ? STR(SAY_EQUAL) : STR(SAY_UNEQUAL),
                                f->equal ? STR("good") : STR("bad")};
    Pair *pairs = NEW_ARRAY(arena, Pair, 4);
    pairs[0] = (Pair){.name = STR(SAY_COMPUTED),
                      .value = f->computed
                                   ? format(arena, "%.*s %.*s", STR_ARG(f->value), STR_ARG(f->unit))
                                   : STR(SAY_NOT_COMPUTED)};
    pairs[1] = (Pair){.name = STR(SAY_PUBLISHED), .value = presence(f->published)};
    pairs[2] = (Pair){.name = STR(SAY_DECLARED),
                      .value = law_path(p, o->indicator->place.file->path),
                      .href = law_href(p, &o->indicator->place)};
    pairs[3] = (Pair){.name = STR(SAY_RESTS_ON),
                      .value = f->presumed ? STR(SAY_PRESUMED) : STR(SAY_ALL_PUBLISHED)};
    out->pairs = (Pairs){pairs, 4};
    out->definition = f->definition;
    out->source = f->source;
}

static void list_fill(Page *p, const Opened *o, FigurePage *out)
{
    int64_t skip = 0;
    Arena *arena = p->w->arena;
    if (!str_int(page_query(p, "skip"), &skip) || skip < 0) skip = 0;
    size_t from = (size_t)skip < o->count ? (size_t)skip : 0;
    size_t to = from + ROWS_SHOWN < o->count ? from + ROWS_SHOWN : o->count;
    out->rows = list_new(arena, row_heads, COUNT_OF(row_heads), ROWS_SHOWN);
    for (size_t i = from; i < to; i++)
        row_cells(p, o, &o->rows[i], list_row(arena, &out->rows));
    if (o->count == 0) out->empty = (EmptyState){.what = STR(SAY_NO_ROWS)};
    if (o->count == 0) return;
    Str href = figure_href(p, o, "");
    out->tools.count = format(arena, SAY_ROWS, STR_ARG(list_count(arena, (int64_t)o->count).text));
    if (!o->seen_all) out->tools.note = STR(SAY_ROWS_SEEN);
    sheet_links(p, href, "rows", &out->tools.links, &out->tools.link_count);
    if (from > 0)
        out->pager.earlier_href = format(arena, "%.*s&skip=%zu", STR_ARG(href),
                                         from > ROWS_SHOWN ? from - ROWS_SHOWN : 0);
    if (to < o->count) out->pager.later_href = format(arena, "%.*s&skip=%zu", STR_ARG(href), to);
    if (o->count > ROWS_SHOWN) out->pager.range = format(arena, SAY_RANGE, from + 1, to, o->count);
}

bool cockpit_figure_page(Page *p)
{
    Opened opened = {.count = 0};
    FigurePage page = {.head = {.note = STR("")}};
    TRY(figure_find(p, &opened) && rows_open(p, &opened));
    head_fill(p, &opened, &page);
    list_fill(p, &opened, &page);
    p->here = "/cockpit";
    p->title = page.head.title;
    p->subject = format(p->w->arena, "figure:%.*s", STR_ARG(opened.indicator->key));
    cockpit_figure_html(&p->body, &page);
    return true;
}

/* ---- as a file: title, value and definition are said above the rows ------------------------- */

bool cockpit_figure_export_page(Page *p)
{
    Opened o = {.count = 0};
    Arena *arena = p->w->arena;
    TRY(figure_find(p, &o) && rows_open(p, &o));
    ListTable table = list_new(arena, row_heads, COUNT_OF(row_heads), o.count);
    for (size_t r = 0; r < o.count; r++)
        row_cells(p, &o, &o.rows[r], list_row(arena, &table));
    const Figure *f = &o.figure;
    Str name = format(arena, SAY_FIGURE_TITLE, STR_ARG(o.report->name), STR_ARG(f->name),
                      STR_ARG(f->computed ? f->value : STR(SAY_NOT_COMPUTED)),
                      STR_ARG(f->computed ? f->unit : STR("")));
    p->subject = format(arena, "figure:%.*s", STR_ARG(o.indicator->key));
    return sheet_answer(p, &(Sheet){.title = name, .unit = f->unit, .table = &table});
}
