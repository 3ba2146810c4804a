/* A closed month in figures: who was paid, by programme and by the places below a division; and the
 * people behind any of these numbers, one row for each that is counted. What is told is what the
 * session sees. */
#include <stdlib.h>

#include "api/room.h"
#include "api/words.def"

typedef struct {
    Month month;
    DivisionRow within; /* id 0: all that is seen */
    size_t affair;      /* index in the bureau, or ROLLS_ALL */
    Commit close;
} RollsAsked;

static bool close_of(Page *p, Month month, Commit *out)
{
    Close *closes;
    size_t count;
    TRY(payment_closes(p->w, &closes, &count));
    *out = (Commit){0};
    for (size_t i = 0; i < count; i++)
        if (closes[i].month.n == month.n) *out = closes[i].commit;
    Str text = month_text(p->w->arena, month);
    return out->n || refuse(p->w, ERR_NOT_FOUND, SAY_NOT_CLOSED, STR_ARG(text));
}

static bool rolls_asked(Page *p, RollsAsked *out)
{
    Str key = page_query(p, "affair");
    const Bureau *b = p->bureau;
    out->affair = ROLLS_ALL;
    TRY(page_month(p, p->call->params[0], &out->month) && query_division(p, &out->within));
    for (size_t i = 0; key.len && i < b->affair_count; i++)
        if (str_equal(b->affairs[i]->key, key)) out->affair = i;
    if (key.len && out->affair == ROLLS_ALL)
        return refuse(p->w, ERR_INPUT, SAY_NO_AFFAIR, STR_ARG(key));
    return close_of(p, out->month, &out->close);
}

/* ---- counts ------------------------------------------------------------------------------- */

static RollTold roll_told(Str key, Str name, const RollCount *count)
{
    return (RollTold){.key = key, .name = name, .people = count->people, .amount = {count->fen}};
}

static bool affairs_fill(Page *p, const RollsAsked *a, const Rolls *rolls, MonthFigures *out)
{
    const Bureau *b = p->bureau;
    const DivisionRow *within = a->within.id ? &a->within : NULL;
    RollCount one;
    out->affairs = NEW_ARRAY(p->w->arena, RollTold, b->affair_count + 1);
    for (size_t i = 0; i < b->affair_count; i++) {
        if (a->affair != ROLLS_ALL && a->affair != i) continue;
        TRY(rolls_sum(p, rolls, within, i, &one));
        if (one.people)
            out->affairs[out->affairs_count++] =
                roll_told(b->affairs[i]->key, b->affairs[i]->name, &one);
    }
    return true;
}

/* What lies in none of the places below has a line too, so that they add up. */
static bool places_fill(Page *p, const RollsAsked *a, const Rolls *rolls, MonthFigures *out)
{
    DivisionRow top = a->within, *parts;
    size_t count;
    RollCount rest, one;
    if (!top.id) TRY(division_by_code(p->w, p->site->home, &top));
    TRY(rolls_sum(p, rolls, a->within.id ? &top : NULL, a->affair, &rest));
    out->all = roll_told(STR(""), top.name, &rest);
    out->all.key = division_text(p->w->arena, top.code);
    TRY(division_children(p->w, top.id, &parts, &count));
    out->places = NEW_ARRAY(p->w->arena, RollTold, count + 1);
    for (size_t i = 0; i < count; i++) {
        TRY(rolls_sum(p, rolls, &parts[i], a->affair, &one));
        if (!one.people) continue;
        out->places[out->places_count++] =
            roll_told(division_text(p->w->arena, parts[i].code), parts[i].name, &one);
        rest.people -= one.people;
        rest.fen -= one.fen;
    }
    if (count && rest.people)
        out->places[out->places_count++] = roll_told(STR(""), STR(SAY_PLACE_UNKNOWN), &rest);
    return true;
}

bool month_figures_api(Page *p, const Nothing *body, MonthFigures *out)
{
    (void)body;
    RollsAsked asked;
    Rolls rolls;
    TRY(rolls_asked(p, &asked) && rolls_read(p, asked.month, &rolls));
    out->month = asked.month;
    out->commit = asked.close.n;
    if (asked.within.id) out->division = division_text(p->w->arena, asked.within.code);
    if (asked.affair != ROLLS_ALL) out->affair = p->bureau->affairs[asked.affair]->key;
    return affairs_fill(p, &asked, &rolls, out) && places_fill(p, &asked, &rolls, out);
}

/* ---- the people behind -------------------------------------------------------------------- */

typedef struct {
    int64_t person, unit, division, fen;
    const Affair *affair;
} RollPerson;
typedef struct {
    const Bureau *bureau;
    const RollsAsked *asked;
    RollPerson *rows;
    size_t count, capacity;
} RollPeople;

static bool line_take(Work *w, const Line *line, void *context)
{
    RollPeople *r = context;
    if (line->month.n != r->asked->month.n || line->reason != REASON_REGULAR) return true;
    const Affair *affair = bureau_affair(r->bureau, line->affair);
    if (r->count == r->capacity)
        r->rows = arena_grow(w->arena, r->rows, &r->capacity, sizeof *r->rows);
    r->rows[r->count++] = (RollPerson){.person = line->person,
                                       .unit = line->unit,
                                       .division = line->division,
                                       .fen = line->amount.fen,
                                       .affair = affair};
    return true;
}

static int by_person(const void *a, const void *b)
{
    const RollPerson *x = a, *y = b;
    if (x->person != y->person) return x->person < y->person ? -1 : 1;
    uintptr_t m = (uintptr_t)x->affair, n = (uintptr_t)y->affair;
    if (m != n) return m < n ? -1 : 1;
    return (x->division > y->division) - (x->division < y->division);
}

/* One a person and affair, in the first of his places: as they are counted. */
static size_t people_fold(RollPerson *rows, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        bool same = kept && rows[kept - 1].person == rows[i].person &&
                    rows[kept - 1].affair == rows[i].affair;
        if (same)
            rows[kept - 1].fen += rows[i].fen;
        else
            rows[kept++] = rows[i];
    }
    return kept;
}

static bool people_keep(Page *p, const RollsAsked *a, RollPeople *r)
{
    DivisionRow place = {.id = 0};
    size_t kept = 0;
    for (size_t i = 0; i < r->count; i++) {
        bool holds = true;
        int64_t division = r->rows[i].division;
        if (a->within.id && place.id != division) TRY(division_by_id(p->w, division, &place));
        if (a->within.id && (place.first < a->within.first || place.first > a->within.last))
            continue;
        TRY(scope_holds(p->w, division, &holds));
        if (holds) r->rows[kept++] = r->rows[i];
    }
    r->count = kept;
    return true;
}

bool month_rows_api(Page *p, const Nothing *body, RollRows *out)
{
    (void)body;
    RollsAsked asked;
    Paging paging;
    TRY(paging_read(p, &paging) && rolls_asked(p, &asked));
    RollPeople r = {.bureau = p->bureau, .asked = &asked};
    LineFilter filter = {.closed_from = asked.month, .closed_to = asked.month};
    if (asked.affair != ROLLS_ALL) filter.affair = p->bureau->affairs[asked.affair]->key;
    TRY(ledger_scan(p->w, &filter, line_take, &r));
    if (r.count) qsort(r.rows, r.count, sizeof *r.rows, by_person);
    r.count = people_fold(r.rows, r.count);
    TRY(people_keep(p, &asked, &r));
    *out = (RollRows){.total = (int64_t)r.count, .page = paging.page, .size = paging.size};
    out->items = NEW_ARRAY(p->w->arena, RollRow, paging.size);
    for (size_t i = paging.offset; i < r.count && out->items_count < (size_t)paging.size; i++) {
        const RollPerson *row = &r.rows[i];
        out->items[out->items_count++] =
            (RollRow){.person = row->person,
                      .unit = row->unit,
                      .name = masked_name(p, row->person),
                      .affair = row->affair ? row->affair->key : STR(""),
                      .place = place_words(p, row->division),
                      .amount = {row->fen}};
    }
    return true;
}
