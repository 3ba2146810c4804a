/* One number from the ledger. 在册 counts the lines of the months paid for: whoever was enrolled
 * and due something has a line there, suspended or not. 发放 counts the lines that the closes of
 * those months posted, arrears included. Standards are read from the bureau as of the last month's
 * end. */
#include <stdlib.h>

#include "report/counted.h"

/* The months of the indicator in a year. */
static Month month_from(const Indicator *i, int year)
{
    return month_of(year, i->from_month);
}

static Month month_to(const Indicator *i, int year)
{
    return month_of(year, i->to_month);
}

static LineFilter filter_of(const Indicator *i, int year)
{
    LineFilter filter = {.affair = i->affair->key};
    if (i->component) filter.component = i->component->key;
    if (i->paid) {
        filter.closed_from = month_from(i, year);
        filter.closed_to = month_to(i, year);
    } else {
        filter.from = month_from(i, year);
        filter.to = month_to(i, year);
    }
    return filter;
}

static bool month_is_closed(Work *w, Month month, bool *closed)
{
    Month last;
    TRY(payment_last_closed(w, &last));
    *closed = last.n != MONTH_NONE.n && month.n <= last.n;
    return true;
}

/* ---- standards ---------------------------------------------------------------------------- */

/* The areas that govern the home division, nearest first; nobody's when the store has no home. */
static bool home_areas(Work *w, Areas *out)
{
    Division home, *chain = NEW_ARRAY(w->arena, Division, 6);
    DivisionRow row;
    size_t count = 0;
    TRY(facts_home(w, &home));
    TRY(division_by_code(w, home, &row));
    TRY(division_chain(w, row.id, chain, &count));
    *out = (Areas){chain, count};
    return true;
}

/* Whether what the affair paid in these months rests on a value that nobody published. */
bool affair_presumed(Work *w, const Indicator *i, int year, bool *presumed)
{
    Areas areas;
    size_t count;
    const Standard *const *standards = program_standards(i->affair->program, &count);
    TRY(home_areas(w, &areas));
    *presumed = false;
    for (size_t s = 0; s < count; s++) {
        size_t choices = standards[s]->by ? standards[s]->by->count : 0;
        for (Month m = month_from(i, year); m.n <= month_to(i, year).n; m.n++)
            for (size_t c = choices ? 1 : 0; c <= choices; c++) {
                const StandardValue *v =
                    standard_on(standards[s], areas, (uint8_t)c, month_last(m), work_today(w));
                *presumed = *presumed || (v && (v->presumed || v->unverified));
            }
    }
    return true;
}

/* A standard's number in fen, or as it is when it is no money. */
static bool standard_value(Work *w, const Indicator *i, int year, IndicatorValue *out)
{
    Areas areas;
    TRY(home_areas(w, &areas));
    const StandardValue *v =
        standard_on(i->standard, areas, i->choice, month_last(month_to(i, year)), work_today(w));
    if (!v) return true;
    out->computed = true;
    out->presumed = v->presumed || v->unverified;
    out->money = i->standard->type.unit.power[UNIT_YUAN] != 0;
    out->number = v->mantissa;
    if (!out->money || i->standard->type.scale >= 2) return true;
    out->number *= power_of_ten(2 - i->standard->type.scale);
    return true;
}

/* ---- sums --------------------------------------------------------------------------------- */

static bool sum_value(Work *w, const Indicator *i, int year, IndicatorValue *out)
{
    LineFilter filter = filter_of(i, year);
    LedgerSum sum;
    TRY(month_is_closed(w, month_to(i, year), &out->computed));
    if (!out->computed) return true;
    TRY(ledger_sum(w, &filter, &sum));
    out->money = i->measure == MEASURE_AMOUNT || i->measure == MEASURE_MEAN;
    if (out->money) TRY(affair_presumed(w, i, year, &out->presumed));
    if (i->measure == MEASURE_HOUSEHOLDS) out->number = sum.units;
    if (i->measure == MEASURE_PERSONS) out->number = sum.persons;
    if (i->measure == MEASURE_AMOUNT) out->number = sum.amount.fen;
    if (i->measure != MEASURE_MEAN) return true;
    if (sum.persons == 0) out->computed = false;
    if (sum.persons == 0) return true;
    if (!ratio_round(sum.amount.fen, sum.persons, ROUND_HALF_UP, 100, &out->number))
        return fail(w, ERR_OVERFLOW, "mean of %.*s", STR_ARG(i->key));
    return true;
}

bool indicator_value(Work *w, const Bureau *bureau, const Indicator *indicator, int year,
                     IndicatorValue *out)
{
    *out = (IndicatorValue){0};
    if (indicator->measure == MEASURE_SUM) return parts_value(w, bureau, indicator, year, out);
    if (indicator->reg) return counted_value(w, indicator, year, out);
    if (indicator->where_count) return chosen_value(w, bureau, indicator, year, out);
    if (indicator->measure == MEASURE_STANDARD || !indicator->affair)
        return indicator->standard ? standard_value(w, indicator, year, out) : true;
    return sum_value(w, indicator, year, out);
}

Str indicator_text(Arena *arena, const IndicatorValue *value)
{
    if (!value->money) return format(arena, "%lld", (long long)value->number);
    if (value->number % 100 == 0) return format(arena, "%lld", (long long)(value->number / 100));
    return money_plain(arena, (Money){value->number});
}

/* ---- rows behind a figure ----------------------------------------------------------------- */

typedef struct {
    FigureRow *rows;
    size_t count, capacity;
    bool by_close; /* months are those of the closes */
} Rows;

static bool row_visit(Work *w, const Line *line, void *context)
{
    Rows *r = context;
    if (r->count == r->capacity)
        r->rows = arena_grow(w->arena, r->rows, &r->capacity, sizeof *r->rows);
    r->rows[r->count++] = (FigureRow){.unit = line->unit,
                                      .person = line->person,
                                      .division = line->division,
                                      .month = r->by_close ? line->closed_in : line->month,
                                      .amount = line->amount};
    return true;
}

static int by_person(const void *a, const void *b)
{
    const FigureRow *x = a, *y = b;
    if (x->person != y->person) return x->person < y->person ? -1 : 1;
    if (x->unit != y->unit) return x->unit < y->unit ? -1 : 1;
    return (x->month.n > y->month.n) - (x->month.n < y->month.n);
}

static bool same_row(const FigureRow *a, const FigureRow *b)
{
    return a->person == b->person && a->unit == b->unit && a->month.n == b->month.n;
}

/* One row a person, unit and month; rows of people whose lines add up to nothing go, and of those
 * who are counted also whose lines take more back than they give. */
static size_t rows_fold(FigureRow *rows, size_t count, bool amounts)
{
    size_t merged = 0, kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (merged && same_row(&rows[merged - 1], &rows[i]))
            rows[merged - 1].amount.fen += rows[i].amount.fen;
        else
            rows[merged++] = rows[i];
    }
    for (size_t i = 0, end; i < merged; i = end) {
        int64_t sum = 0;
        for (end = i; end < merged && rows[end].person == rows[i].person; end++)
            sum += rows[end].amount.fen;
        bool kept_here = amounts ? sum != 0 : sum > 0;
        for (size_t j = i; kept_here && j < end; j++)
            if (rows[j].amount.fen != 0) rows[kept++] = rows[j];
    }
    return kept;
}

bool report_rows(Work *w, const Bureau *bureau, const Indicator *indicator, int year,
                 FigureRows *out)
{
    *out = (FigureRows){0};
    if (indicator->measure == MEASURE_SUM) return parts_rows(w, bureau, indicator, year, out);
    if (indicator->reg) return counted_rows(w, indicator, year, out);
    if (!indicator->affair || indicator->measure == MEASURE_STANDARD) return true;
    Rows r = {.by_close = indicator->paid};
    LineFilter filter = filter_of(indicator, year);
    TRY(ledger_scan(w, &filter, row_visit, &r));
    if (r.count) qsort(r.rows, r.count, sizeof *r.rows, by_person);
    *out = (FigureRows){r.rows, rows_fold(r.rows, r.count, indicator->measure == MEASURE_AMOUNT)};
    return chosen_rows(w, indicator, year, out);
}
