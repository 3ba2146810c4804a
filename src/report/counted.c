/* Rows of a register are those that hold on the last day of the months, or with 期间 those whose
 * date lies in them, as they are known now. A number is computed once its last month is over. */
#include "report/counted.h"

#include <stdlib.h>

static Date last_day(const Indicator *i, int year)
{
    return month_last(month_of(year, i->to_month));
}

static Date first_day(const Indicator *i, int year)
{
    return month_first(month_of(year, i->from_month));
}

/* ---- rows of a register ------------------------------------------------------------------- */

static Value value_of(const RegisterRow *row, const Field *field)
{
    return row->values[register_field_number(field)];
}

static bool row_counts(const Indicator *i, const RegisterRow *row, Date from, Date to)
{
    for (size_t k = 0; k < i->where_count; k++) {
        Value v = value_of(row, i->where[k].field);
        bool none = !v.known && i->where[k].field->aspect->absent_is_none;
        if (none ? i->where[k].code != 0 : !v.known || v.number != i->where[k].code) return false;
    }
    if (!i->during) return true;
    Value day = value_of(row, i->during);
    return day.known && day.number >= from.days && day.number <= to.days;
}

/* A date says itself when it was, so that rows of 期间 are read as they are known today. */
static bool rows_read(Work *w, const Indicator *i, int year, RegisterRow **rows, size_t *count)
{
    Date to = last_day(i, year), today = work_today(w);
    size_t kept = 0;
    Date on = i->during && today.days > to.days ? today : to;
    Scope *held = scope_lift(w); /* figures count everybody */
    TRY(scope_return(w, held, register_rows(w, i->reg, on, rows, count)));
    for (size_t r = 0; r < *count; r++)
        if (row_counts(i, &(*rows)[r], first_day(i, year), to)) (*rows)[kept++] = (*rows)[r];
    *count = kept;
    return true;
}

/* In hundredths of money, in whole numbers of everything else. */
static int64_t field_number(const Field *field, Value value)
{
    bool money = field->type.unit.power[UNIT_YUAN] != 0;
    int scale = field->type.scale - (money ? 2 : 0);
    if (!value.known) return 0;
    return scale > 0 ? value.number / power_of_ten(scale) : value.number;
}

static bool is_closed(Work *w, const Indicator *i, int year, bool *closed)
{
    Month last;
    TRY(payment_last_closed(w, &last));
    *closed = last.n != MONTH_NONE.n && month_of(year, i->to_month).n <= last.n;
    return true;
}

/* Whether the last month is over: the day has come, or the month is closed. */
static bool is_over(Work *w, const Indicator *i, int year, bool *over)
{
    TRY(is_closed(w, i, year, over));
    *over = *over || last_day(i, year).days <= work_today(w).days;
    return true;
}

bool counted_value(Work *w, const Indicator *i, int year, IndicatorValue *out)
{
    RegisterRow *rows;
    size_t count;
    int64_t sum = 0;
    *out = (IndicatorValue){0};
    TRY(is_over(w, i, year, &out->computed));
    if (!out->computed) return true;
    TRY(rows_read(w, i, year, &rows, &count));
    out->number = (int64_t)count;
    if (i->measure == MEASURE_ROWS) return true;
    out->money = i->field->type.unit.power[UNIT_YUAN] != 0;
    for (size_t r = 0; r < count; r++)
        if (__builtin_add_overflow(sum, field_number(i->field, value_of(&rows[r], i->field)), &sum))
            return fail(w, ERR_OVERFLOW, "sum of %.*s", STR_ARG(i->key));
    out->number = sum;
    if (i->measure == MEASURE_FIELD) return true;
    out->computed = count > 0;
    return !count || ratio_round(sum, (int64_t)count, ROUND_HALF_UP, 1, &out->number) ||
           fail(w, ERR_OVERFLOW, "mean of %.*s", STR_ARG(i->key));
}

bool counted_rows(Work *w, const Indicator *i, int year, FigureRows *out)
{
    RegisterRow *rows;
    TRY(rows_read(w, i, year, &rows, &out->count));
    out->rows = NEW_ARRAY(w->arena, FigureRow, out->count);
    for (size_t r = 0; r < out->count; r++) {
        out->rows[r] = (FigureRow){.row = rows[r].id.n, .month = month_of(year, i->to_month)};
        if (i->field)
            out->rows[r].amount.fen = field_number(i->field, value_of(&rows[r], i->field));
    }
    return true;
}

/* ---- persons on a roll of whom something holds -------------------------------------------- */

typedef struct {
    bool *holds; /* by person id */
    int64_t ids;
} Chosen;

static int64_t column_number(Column *c, size_t row)
{
    uint8_t byte = column_bytes(c)[row];
    return c->type == COLUMN_TRUTH ? byte == YES : byte;
}

/* Those of whom the field reads so on the day. */
static void mark_chosen(const IndicatorWhere *where, const SubjectRows *now, Date day, Chosen *out)
{
    const AspectRows *rows = &now->rows;
    Column *column = &rows->columns[where->field - where->field->aspect->fields];
    for (size_t i = 0; i < now->span; i++)
        for (uint32_t r = now->first[i]; r < now->end[i]; r++) {
            bool known = rows->from[r] <= day.days && day.days < rows->to[r] &&
                         !column_is_unknown(column, r);
            if (known && column_number(column, r) == where->code)
                out->holds[now->lowest + (int64_t)i] = true;
        }
}

static bool read_chosen(Work *w, const IndicatorWhere *where, Date day, Chosen *out)
{
    SubjectRows now;
    bool own = !db_in_transaction(w);
    if (own) TRY(db_begin_read(w));
    bool good = registry_now(w, where->field->aspect, &now);
    if (own) db_rollback(w);
    TRY(good);
    out->ids = now.lowest + (int64_t)now.span;
    out->holds = NEW_ARRAY(w->arena, bool, (size_t)out->ids + 1);
    if (now.span) mark_chosen(where, &now, day, out);
    return true;
}

bool chosen_rows(Work *w, const Indicator *i, int year, FigureRows *rows)
{
    for (size_t k = 0; k < i->where_count; k++) {
        Chosen chosen = {0};
        size_t kept = 0;
        TRY(read_chosen(w, &i->where[k], last_day(i, year), &chosen));
        for (size_t r = 0; r < rows->count; r++) {
            int64_t person = rows->rows[r].person;
            if (person < chosen.ids && chosen.holds[person]) rows->rows[kept++] = rows->rows[r];
        }
        rows->count = kept;
    }
    return true;
}

static int by_id(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

int64_t rows_distinct(Work *w, const FigureRows *rows, bool units)
{
    int64_t *ids = NEW_ARRAY(w->arena, int64_t, rows->count + 1), count = 0;
    for (size_t r = 0; r < rows->count; r++)
        ids[r] = units ? rows->rows[r].unit : rows->rows[r].person;
    if (rows->count) qsort(ids, rows->count, sizeof *ids, by_id);
    for (size_t r = 0; r < rows->count; r++)
        count += !r || ids[r] != ids[r - 1];
    return count;
}

bool rows_value(Work *w, const Indicator *i, const FigureRows *rows, IndicatorValue *out)
{
    int64_t sum = 0;
    out->money = i->measure == MEASURE_AMOUNT || i->measure == MEASURE_MEAN;
    if (i->measure != MEASURE_AMOUNT)
        out->number = rows_distinct(w, rows, i->measure == MEASURE_HOUSEHOLDS);
    int64_t persons = out->number;
    for (size_t r = 0; out->money && r < rows->count; r++)
        sum += rows->rows[r].amount.fen;
    if (out->money) out->number = sum;
    if (i->measure != MEASURE_MEAN) return true;
    out->computed = persons > 0;
    return !persons || ratio_round(sum, persons, ROUND_HALF_UP, 100, &out->number) ||
           fail(w, ERR_OVERFLOW, "mean of %.*s", STR_ARG(i->key));
}

bool chosen_value(Work *w, const Bureau *b, const Indicator *i, int year, IndicatorValue *out)
{
    FigureRows rows;
    TRY(is_closed(w, i, year, &out->computed));
    if (!out->computed) return true;
    return report_rows(w, b, i, year, &rows) && rows_value(w, i, &rows, out);
}

/* ---- sums --------------------------------------------------------------------------------- */

bool parts_rows(Work *w, const Bureau *b, const Indicator *i, int year, FigureRows *out)
{
    size_t capacity = 0;
    *out = (FigureRows){0};
    for (size_t k = 0; k < i->part_count; k++) {
        FigureRows part;
        TRY(report_rows(w, b, i->parts[k], year, &part));
        for (size_t r = 0; r < part.count; r++) {
            if (out->count == capacity)
                out->rows = arena_grow(w->arena, out->rows, &capacity, sizeof *out->rows);
            out->rows[out->count++] = part.rows[r];
        }
    }
    return true;
}

void part_add(IndicatorValue *sum, const IndicatorValue *part)
{
    sum->computed = sum->computed && part->computed;
    sum->presumed = sum->presumed || part->presumed;
    sum->money = sum->money || part->money;
    sum->number += part->number;
}

bool parts_value(Work *w, const Bureau *b, const Indicator *i, int year, IndicatorValue *out)
{
    bool persons = true;
    FigureRows rows;
    out->computed = true;
    for (size_t k = 0; k < i->part_count; k++) {
        IndicatorValue part;
        TRY(indicator_value(w, b, i->parts[k], year, &part));
        part_add(out, &part);
        persons = persons && i->parts[k]->measure == MEASURE_PERSONS;
    }
    if (!persons || !out->computed) return true;
    TRY(parts_rows(w, b, i, year, &rows));
    out->number = rows_distinct(w, &rows, false);
    return true;
}
