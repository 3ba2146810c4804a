/* An indicator for one month, or of a part of the district. A month makes another indicator of it,
 * with its months changed; a part keeps the rows whose lines were posted there, and counts them
 * again, so that a figure and its rows cannot differ. */
#include "report/counted.h"

/* ---- a month ------------------------------------------------------------------------------ */

static const Indicator *of_month(Arena *arena, const Indicator *i, int month)
{
    if (!month) return i;
    Indicator *copy = NEW(arena, Indicator);
    *copy = *i;
    copy->from_month = copy->to_month = month;
    if (!i->part_count) return copy;
    const Indicator **parts = NEW_ARRAY(arena, const Indicator *, i->part_count);
    for (size_t k = 0; k < i->part_count; k++)
        parts[k] = of_month(arena, i->parts[k], month);
    copy->parts = parts;
    return copy;
}

/* ---- a part ------------------------------------------------------------------------------- */

enum { PLACES_KNOWN = 8192 };
/* Whether a division lies in the part, asked once for each; ids are small. */
typedef struct {
    const DivisionRow *within;
    uint8_t said[PLACES_KNOWN]; /* 1 no, 2 yes */
} Places;

static bool place_inside(Work *w, Places *places, int64_t id, bool *inside)
{
    DivisionRow row;
    bool kept = id > 0 && id < PLACES_KNOWN;
    *inside = kept && places->said[id] == 2;
    if (!id || (kept && places->said[id])) return true;
    TRY(division_by_id(w, id, &row));
    *inside = row.first >= places->within->first && row.first <= places->within->last;
    if (kept) places->said[id] = *inside ? 2 : 1;
    return true;
}

static bool rows_within(Work *w, const DivisionRow *within, FigureRows *rows)
{
    Places *places = NEW(w->arena, Places);
    size_t kept = 0;
    bool inside;
    places->within = within;
    for (size_t r = 0; r < rows->count; r++) {
        TRY(place_inside(w, places, rows->rows[r].division, &inside));
        if (inside) rows->rows[kept++] = rows->rows[r];
    }
    rows->count = kept;
    return true;
}

bool report_rows_framed(Work *w, const Bureau *bureau, const Indicator *indicator,
                        const FigureFrame *frame, FigureRows *out)
{
    const Indicator *i = of_month(w->arena, indicator, frame->month);
    TRY(report_rows(w, bureau, i, frame->year, out));
    return !frame->within || rows_within(w, frame->within, out);
}

static bool month_is_closed(Work *w, Month month, bool *closed)
{
    Month last;
    TRY(payment_last_closed(w, &last));
    *closed = last.n != MONTH_NONE.n && month.n <= last.n;
    return true;
}

static bool value_within(Work *w, const Bureau *bureau, const Indicator *i,
                         const FigureFrame *frame, IndicatorValue *out)
{
    FigureRows rows;
    TRY(month_is_closed(w, month_of(frame->year, i->to_month), &out->computed));
    if (!out->computed) return true;
    TRY(report_rows(w, bureau, i, frame->year, &rows) && rows_within(w, frame->within, &rows));
    TRY(rows_value(w, i, &rows, out));
    return !out->money || affair_presumed(w, i, frame->year, &out->presumed);
}

/* As parts_value: persons of several rolls are counted once. */
static bool parts_within(Work *w, const Bureau *bureau, const Indicator *i,
                         const FigureFrame *frame, IndicatorValue *out)
{
    bool persons = true;
    FigureRows rows;
    out->computed = true;
    for (size_t k = 0; k < i->part_count; k++) {
        IndicatorValue part;
        TRY(indicator_framed(w, bureau, i->parts[k], frame, &part));
        part_add(out, &part);
        persons = persons && i->parts[k]->measure == MEASURE_PERSONS;
    }
    if (!persons || !out->computed) return true;
    TRY(report_rows_framed(w, bureau, i, frame, &rows));
    out->number = rows_distinct(w, &rows, false);
    return true;
}

bool indicator_framed(Work *w, const Bureau *bureau, const Indicator *indicator,
                      const FigureFrame *frame, IndicatorValue *out)
{
    const Indicator *i = of_month(w->arena, indicator, frame->month);
    bool standard = i->measure == MEASURE_STANDARD || (!i->affair && !i->reg && !i->part_count);
    *out = (IndicatorValue){0};
    if (!frame->within || standard) return indicator_value(w, bureau, i, frame->year, out);
    if (i->measure == MEASURE_SUM) return parts_within(w, bureau, i, frame, out);
    return i->reg || value_within(w, bureau, i, frame, out);
}
