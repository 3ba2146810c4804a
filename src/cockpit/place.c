/* One place in a month: its towns or villages, its programmes, and the people behind these numbers,
 * of all programmes or of one. A place outside the session's divisions is not found. */
#include <stdlib.h>

#include "cockpit/board.h"
#include "cockpit/words.def"

enum { ROWS_SHOWN = 50 };

static bool place_read(Page *p, DivisionRow *out)
{
    int64_t id;
    bool holds = false;
    TRY(page_id(p, p->call->params[0], &id) && division_by_id(p->w, id, out));
    TRY(scope_holds(p->w, id, &holds));
    return holds || page_missing(p, p->call->params[0]);
}

Str place_href(Page *p, int64_t id, Month month)
{
    Str path = format(p->w->arena, "/cockpit/place/%lld", (long long)id);
    return board_href(p, str_z(p->w->arena, path), month);
}

/* The people of one programme there. */
static Str rows_href(Page *p, int64_t id, Month month, Str affair)
{
    return format(p->w->arena, "%.*s&affair=%.*s", STR_ARG(place_href(p, id, month)),
                  STR_ARG(affair));
}

/* ---- its parts ----------------------------------------------------------------------------- */

static void part_row(Page *p, Str name, Str href, const RollCount *count, ListTable *table)
{
    ListCell *cells = list_row(p->w->arena, table);
    cells[0] = list_link(name, href);
    cells[1] = list_count(p->w->arena, count->people);
    cells[2] = list_money(p->w->arena, count->fen);
}

/* What lies in the place but in none of its parts (nobody knows the village) has a line too. */
static bool parts_fill(Page *p, const DivisionRow *place, const Rolls *rolls, PlacePage *out)
{
    static const ListHeading heads[] = {
        {SAY_PLACE_HEAD, false}, {SAY_TIMES_HEAD, true}, {SAY_REGULAR_HEAD, true}};
    DivisionRow *parts;
    size_t count;
    RollCount all, rest, one;
    TRY(division_children(p->w, place->id, &parts, &count));
    TRY(rolls_sum(p, rolls, place, ROLLS_ALL, &all));
    rest = all;
    out->parts = list_new(p->w->arena, heads, COUNT_OF(heads), count + 1);
    for (size_t i = 0; i < count; i++) {
        TRY(rolls_sum(p, rolls, &parts[i], ROLLS_ALL, &one));
        if (one.people == 0) continue;
        part_row(p, parts[i].name, place_href(p, parts[i].id, rolls->month), &one, &out->parts);
        rest.people -= one.people;
        rest.fen -= one.fen;
    }
    if (count && rest.people) part_row(p, STR(SAY_PLACE_UNKNOWN), STR(""), &rest, &out->parts);
    KeyFigure *figures = NEW_ARRAY(p->w->arena, KeyFigure, 2);
    figures[0] = (KeyFigure){.name = STR(SAY_PEOPLE_PAID),
                             .value = list_count(p->w->arena, all.people).text,
                             .unit = STR(SAY_TIMES)};
    figures[1] = money_figure(p->w->arena, SAY_REGULAR_NAME, all.fen);
    out->figures = (KeyFigures){figures, 2};
    return true;
}

static bool programmes_fill(Page *p, const DivisionRow *place, const Rolls *rolls, PlacePage *out)
{
    static const ListHeading heads[] = {
        {SAY_AFFAIR_HEAD, false}, {SAY_TIMES_HEAD, true}, {SAY_REGULAR_HEAD, true}};
    const Bureau *bureau = p->bureau;
    out->affairs = list_new(p->w->arena, heads, COUNT_OF(heads), bureau->affair_count);
    for (size_t i = 0; i < bureau->affair_count; i++) {
        RollCount one;
        Str path = format(p->w->arena, "/cockpit/affair/%.*s", STR_ARG(bureau->affairs[i]->key));
        TRY(rolls_sum(p, rolls, place, i, &one));
        if (one.people == 0) continue;
        part_row(p, bureau->affairs[i]->name, board_href(p, str_z(p->w->arena, path), rolls->month),
                 &one, &out->affairs);
        ListRow *row = &out->affairs.rows[out->affairs.count - 1];
        row->cells[1].href = rows_href(p, place->id, rolls->month, bureau->affairs[i]->key);
    }
    return true;
}

/* ---- its people ---------------------------------------------------------------------------- */

typedef struct {
    int64_t person, unit, fen;
    const Affair *affair;
} PlaceLine;
enum { PLACES_KNOWN = 8192 };
typedef struct {
    const Bureau *bureau;
    const DivisionRow *place;
    const Affair *affair; /* NULL: all */
    Month month;
    uint8_t said[PLACES_KNOWN]; /* by division: 1 elsewhere, 2 in the place; ids are small */
    PlaceLine *lines;
    size_t count, capacity;
} PlaceLines;

static bool lies_inside(Work *w, PlaceLines *r, int64_t id, bool *inside)
{
    DivisionRow row;
    bool kept = id > 0 && id < PLACES_KNOWN;
    *inside = id == r->place->id || (kept && r->said[id] == 2);
    if (*inside || !id || (kept && r->said[id])) return true;
    TRY(division_by_id(w, id, &row));
    *inside = row.first >= r->place->first && row.first <= r->place->last;
    if (kept) r->said[id] = *inside ? 2 : 1;
    return true;
}

static bool line_take(Work *w, const Line *line, void *context)
{
    PlaceLines *r = context;
    bool inside;
    if (line->month.n != r->month.n || line->reason != REASON_REGULAR) return true;
    TRY(lies_inside(w, r, line->division, &inside));
    if (!inside) return true;
    if (r->count == r->capacity)
        r->lines = arena_grow(w->arena, r->lines, &r->capacity, sizeof *r->lines);
    r->lines[r->count++] = (PlaceLine){.person = line->person,
                                       .unit = line->unit,
                                       .fen = line->amount.fen,
                                       .affair = bureau_affair(r->bureau, line->affair)};
    return true;
}

static int by_person(const void *a, const void *b)
{
    const PlaceLine *x = a, *y = b;
    if (x->person != y->person) return x->person < y->person ? -1 : 1;
    uintptr_t p = (uintptr_t)x->affair, q = (uintptr_t)y->affair;
    return (p > q) - (p < q);
}

/* One line a person and affair. */
static size_t lines_fold(PlaceLine *lines, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept && by_person(&lines[kept - 1], &lines[i]) == 0)
            lines[kept - 1].fen += lines[i].fen;
        else
            lines[kept++] = lines[i];
    }
    return kept;
}

static Pager rows_pager(Page *p, Str href, size_t skip, size_t total)
{
    Pager pager = {.range = STR("")};
    Arena *arena = p->w->arena;
    size_t end = skip + ROWS_SHOWN < total ? skip + ROWS_SHOWN : total;
    if (total <= ROWS_SHOWN) return pager;
    if (skip > 0)
        pager.earlier_href = format(arena, "%.*s&skip=%zu", STR_ARG(href),
                                    skip > ROWS_SHOWN ? skip - ROWS_SHOWN : 0);
    if (end < total) pager.later_href = format(arena, "%.*s&skip=%zu", STR_ARG(href), end);
    pager.range = format(arena, SAY_RANGE, skip + 1, end, total);
    return pager;
}

/* All of them when `most` is 0: for a file. */
static bool rows_fill(Page *p, const DivisionRow *place, Month month, PlacePage *out, size_t most)
{
    static const ListHeading heads[] = {{SAY_NAME_HEAD, false},
                                        {SAY_UNIT_HEAD, false},
                                        {SAY_AFFAIR_HEAD, false},
                                        {SAY_REGULAR_HEAD, true}};
    Arena *arena = p->w->arena;
    PlaceLines *r = NEW(arena, PlaceLines);
    LineFilter filter = {.closed_from = month, .closed_to = month};
    Str key = page_query(p, "affair"), href = place_href(p, place->id, month);
    int64_t skip = 0;
    *r = (PlaceLines){.bureau = p->bureau, .place = place, .month = month};
    if (key.len) {
        TRY(page_affair(p, key, &r->affair));
        filter.affair = r->affair->key;
        href = rows_href(p, place->id, month, key);
        out->rows_of = r->affair->name;
    }
    TRY(ledger_scan(p->w, &filter, line_take, r));
    if (r->count) qsort(r->lines, r->count, sizeof *r->lines, by_person);
    r->count = lines_fold(r->lines, r->count);
    if (!str_int(page_query(p, "skip"), &skip) || skip < 0) skip = 0;
    if (!most) most = r->count;
    out->rows = list_new(arena, heads, COUNT_OF(heads), most);
    for (size_t i = (size_t)skip; i < r->count && out->rows.count < most; i++) {
        const PlaceLine *line = &r->lines[i];
        ListCell *cells = list_row(arena, &out->rows);
        cells[0] =
            list_link(person_words(p, line->person), subject_href(p, SUBJECT_PERSON, line->person));
        cells[1] =
            list_link(unit_name(p, line->unit), subject_href(p, SUBJECT_HOUSEHOLD, line->unit));
        cells[2] = list_text(line->affair ? line->affair->name : presence_none());
        cells[3] = list_money(arena, line->fen);
    }
    out->pager = rows_pager(p, href, (size_t)skip, r->count);
    sheet_links(p, href, "rows", &out->rows_tools.links, &out->rows_tools.link_count);
    if (r->count == 0) out->empty = (EmptyState){.what = STR(SAY_NOBODY)};
    return true;
}

/* ---- the page ------------------------------------------------------------------------------ */

static bool crumbs_fill(Page *p, const DivisionRow *place, Month month, PlacePage *out)
{
    DivisionRow above;
    bool holds = false;
    out->head.crumbs.links = NEW_ARRAY(p->w->arena, Link, 2);
    out->head.crumbs.links[0] =
        (Link){.href = board_href(p, "/cockpit", month), .text = STR(SAY_COCKPIT)};
    out->head.crumbs.count = 1;
    if (division_level(place->code) < 5) return true;
    TRY(division_by_id(p->w, place->parent, &above) && scope_holds(p->w, above.id, &holds));
    if (holds)
        out->head.crumbs.links[out->head.crumbs.count++] =
            (Link){.href = place_href(p, above.id, month), .text = above.name};
    return true;
}

static void files_fill(Page *p, const DivisionRow *place, Month month, PlacePage *out)
{
    Str href = place_href(p, place->id, month);
    sheet_links(p, href, "parts", &out->parts_tools.links, &out->parts_tools.link_count);
    sheet_links(p, href, "affairs", &out->affairs_tools.links, &out->affairs_tools.link_count);
}

static bool page_fill(Page *p, size_t most, Month *month, PlacePage *out)
{
    DivisionRow place;
    bool closed;
    Rolls rolls;
    TRY(place_read(p, &place) && board_month(p, month, &closed));
    if (!closed) return page_missing(p, p->call->params[0]);
    TRY(rolls_read(p, *month, &rolls) && crumbs_fill(p, &place, *month, out));
    out->head.title = place.name;
    out->head.note = format(p->w->arena, SAY_PLACE_NOTE, STR_ARG(month_words(p->w->arena, *month)));
    TRY(parts_fill(p, &place, &rolls, out) && programmes_fill(p, &place, &rolls, out));
    TRY(rows_fill(p, &place, *month, out, most));
    files_fill(p, &place, *month, out);
    p->subject = format(p->w->arena, "division:%lld", (long long)place.id);
    return true;
}

bool cockpit_place_page(Page *p)
{
    Month month;
    PlacePage page = {.head = {.note = STR("")}};
    TRY(page_fill(p, ROWS_SHOWN, &month, &page));
    p->here = "/cockpit";
    p->title = page.head.title;
    cockpit_place_html(&p->body, &page);
    return true;
}

bool cockpit_place_export_page(Page *p)
{
    Month month;
    PlacePage page = {.head = {.note = STR("")}};
    TRY(page_fill(p, 0, &month, &page));
    const NamedTable tables[] = {{"parts", SAY_SHEET_PARTS, SAY_UNIT_HEADS, &page.parts},
                                 {"affairs", SAY_SHEET_AFFAIRS, SAY_UNIT_HEADS, &page.affairs},
                                 {"rows", SAY_SHEET_PEOPLE, SAY_UNIT_HEADS, &page.rows}};
    Arena *arena = p->w->arena;
    Str title = format(arena, SAY_SHEET_TITLE, STR_ARG(page.head.title),
                       STR_ARG(month_words(arena, month)));
    return sheet_choose(p, title, month, tables, COUNT_OF(tables));
}
