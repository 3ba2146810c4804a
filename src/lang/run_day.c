/* Handlers of days and months. None (INT32_MAX) is kept by arithmetic; counting from or to none is
 * unknown. A day beyond the years 1 to 9999 does not fit and is an overflow of its row. */
#include "lang/run.h"

#include <string.h>

enum { NONE = INT32_MAX, FIRST_DAY = -719162, LAST_DAY = 2932896, YEARS_MOST = 10000 };

static bool is_day(int64_t day)
{
    return day >= FIRST_DAY && day <= LAST_DAY;
}

void run_known_day(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d], *a = &run->vectors[i->a];
    size_t n = run_rows(run, (Shape)i->shape);
    if (!kernel_any_none(a->one ? 1 : n, a->values)) {
        *d = *a;
        return;
    }
    *d = run->own[i->d];
    mask_begin(d, n, a, NULL);
    if (!d->has_unknown) memset(d->unknown, 0, n);
    d->has_unknown = true;
    const int32_t *from = a->values;
    int32_t *to = d->values;
    for (size_t row = 0; row < n; row++) {
        to[row] = from[row];
        d->unknown[row] |= from[row] == NONE;
    }
}

/* ---- counting ----------------------------------------------------------------------------- */

/* A month is over on the same day of a later month, or on its last day where it has no such day. */
static int64_t whole_months(Date from, Date to)
{
    if (to.days < from.days) return -whole_months(to, from);
    int year, month, day, to_year, to_month, to_day;
    date_parts(from, &year, &month, &day);
    date_parts(to, &to_year, &to_month, &to_day);
    Month last = month_of(to_year, to_month);
    bool over = to_day >= day || to.days == month_last(last).days;
    return last.n - month_of(year, month).n - !over;
}

static int64_t count_between(Opcode op, int32_t from, int32_t to)
{
    if (op == OP_AGE) return date_age((Date){from}, (Date){to});
    if (op == OP_WHOLE_MONTHS) return whole_months((Date){from}, (Date){to});
    return (int64_t)to - from;
}

void run_days_number(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d];
    const Vector *a = &run->vectors[i->a], *b = &run->vectors[i->b];
    size_t n = run_rows(run, (Shape)i->shape);
    Opcode op = (Opcode)i->op;
    mask_begin(d, n, a, b);
    d->largest = (uint64_t)1 << 33;
    int64_t *out = d->values;
    for (size_t row = 0; row < n; row++) {
        int32_t from = vector_day(a, row), to = vector_day(b, row);
        bool real =
            from != NONE && to != NONE && (op == OP_MONTHS_BETWEEN || (is_day(from) && is_day(to)));
        out[row] = real ? count_between(op, from, to) : 0;
        if (!real) mask_set(d, n, row);
    }
}

/* ---- moving ------------------------------------------------------------------------------- */

static bool is_year(int64_t year)
{
    return year >= 1 && year <= 9999;
}

/* The day on which one born on `birth` is `years` old; 29 February counts on 1 March. */
static bool birthday(int32_t birth, int64_t years, int32_t *out)
{
    int year, month, day;
    date_parts((Date){birth}, &year, &month, &day);
    if (!is_year(year + years)) return false;
    *out = date_birthday((Date){birth}, (int)years).days;
    return true;
}

/* The last birth date that is `years` old on day `on`. Out of the calendar it is cut off there:
 * nobody was born before it, everybody before the end. */
static int32_t born_by(int32_t on, int64_t years)
{
    int year, month, day;
    date_parts((Date){on}, &year, &month, &day);
    if (year - years < 1) return FIRST_DAY - 1;
    if (year - years > 9999) return LAST_DAY;
    int born = year - (int)years;
    if (!date_is_real(born, month, day)) day = 28; /* 29 February */
    return date_of(born, month, day).days;
}

/* Moves one day or month; false when the result leaves the calendar. */
static bool move(Opcode op, int32_t from, int64_t by, int32_t *out)
{
    int64_t moved = (int64_t)from + by;
    switch (op) {
    case OP_BIRTHDAY:
        return birthday(from, by, out);
    case OP_BORN_BY:
        *out = born_by(from, by);
        return true;
    case OP_DAY_ADD:
        *out = (int32_t)moved;
        return is_day(moved);
    default:
        *out = (int32_t)moved;
        return is_year(moved / 12);
    }
}

static bool is_far(int64_t by)
{
    return by > 12 * YEARS_MOST * 31 || by < -12 * YEARS_MOST * 31;
}

static void move_rows(Run *run, const Instruction *i, size_t n)
{
    Vector *d = &run->vectors[i->d];
    const Vector *a = &run->vectors[i->a], *b = &run->vectors[i->b];
    Opcode op = (Opcode)i->op;
    int32_t *out = d->values;
    for (size_t row = 0; row < n; row++) {
        int32_t from = vector_day(a, row);
        int64_t by = vector_number(b, row);
        out[row] = from;
        if (vector_unknown(d, row) || (from == NONE && op != OP_BORN_BY)) continue;
        if (from == NONE || (op != OP_MONTH_ADD && !is_day(from)))
            mask_set(d, n, row);
        else if (op == OP_BORN_BY && is_far(by))
            out[row] = by > 0 ? FIRST_DAY - 1 : LAST_DAY;
        else if (is_far(by) || !move(op, from, by, &out[row]))
            run_overflow(run, i, row);
    }
}

/* Every day of the block, moved by `by`, stays in the calendar. */
static bool moves_within(Opcode op, const Vector *a, size_t n, int64_t by)
{
    if (is_far(by)) return false;
    int32_t low, high;
    kernel_range(n, a->values, &low, &high);
    int64_t days = op == OP_BIRTHDAY ? by * 366 : by;
    if (op == OP_MONTH_ADD) return low + by >= 12 && high + by < 10000 * 12;
    return is_day(low) && is_day(high) && is_day(low + days) && is_day(high + days);
}

void run_days_day(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d], *a = &run->vectors[i->a], *b = &run->vectors[i->b];
    size_t n = run_rows(run, (Shape)i->shape);
    Opcode op = (Opcode)i->op;
    mask_begin(d, n, a, b);
    bool uniform = b->one && !a->one && op != OP_BORN_BY && !vector_unknown(b, 0);
    if (!uniform || !moves_within(op, a, n, vector_number(b, 0))) {
        move_rows(run, i, n);
        return;
    }
    int32_t by = (int32_t)vector_number(b, 0);
    if (op == OP_BIRTHDAY)
        kernel_birthday(n, d->values, a->values, by);
    else
        kernel_add_day(n, d->values, a->values, by);
}

/* ---- months of days ----------------------------------------------------------------------- */

static void month_rows(Run *run, const Instruction *i, size_t n)
{
    Vector *d = &run->vectors[i->d];
    const Vector *a = &run->vectors[i->a];
    int32_t *out = d->values;
    for (size_t row = 0; row < n; row++) {
        int32_t from = vector_day(a, row);
        out[row] = NONE;
        if (from == NONE || vector_unknown(d, row)) continue;
        if (!is_day(from)) {
            mask_set(d, n, row);
            continue;
        }
        int year, month, day;
        date_parts((Date){from}, &year, &month, &day);
        out[row] = month_of(year, month).n + (i->i > 0 && day > i->i);
    }
}

void run_month_of(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d], *a = &run->vectors[i->a];
    size_t n = run_rows(run, (Shape)i->shape);
    mask_begin(d, n, a, NULL);
    int32_t low, high;
    kernel_range(a->one ? 1 : n, a->values, &low, &high);
    bool julian = low >= KERNEL_JULIAN_FIRST && high <= KERNEL_JULIAN_LAST;
    if (i->i == 0 && julian)
        kernel_month_of_julian(n, d->values, a->values);
    else if (i->i == 0 && (low > high || (is_day(low) && is_day(high))))
        kernel_month_of(n, d->values, a->values);
    else
        month_rows(run, i, n);
}

/* The month of a birthday, for those born on a; b years is a constant. */
void run_birthday_month(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d], *a = &run->vectors[i->a], *b = &run->vectors[i->b];
    size_t n = run_rows(run, (Shape)i->shape);
    int64_t years = vector_number(b, 0);
    mask_begin(d, n, a, b);
    int32_t low, high;
    kernel_range(n, a->values, &low, &high);
    if (low >= KERNEL_JULIAN_FIRST && high <= KERNEL_JULIAN_LAST && years >= 0 && years < 200) {
        kernel_birthday_month_julian(n, d->values, a->values, (int32_t)years);
        return;
    }
    int32_t *out = d->values;
    for (size_t row = 0; row < n; row++) {
        int32_t birth = vector_day(a, row), day;
        out[row] = NONE;
        if (birth == NONE || vector_unknown(d, row)) continue;
        if (!is_day(birth))
            mask_set(d, n, row);
        else if (is_far(years) || !birthday(birth, years, &day))
            run_overflow(run, i, row);
        else
            out[row] = date_month((Date){day}).n;
    }
}

void run_month_first(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d], *a = &run->vectors[i->a];
    int32_t month = vector_day(a, 0), *out = d->values;
    ensure(d->one);
    mask_begin(d, 1, a, NULL);
    *out = NONE;
    if (month == NONE || vector_unknown(d, 0)) return;
    if (is_year(month / 12) && month >= 0)
        *out = month_first((Month){month}).days;
    else
        mask_set(d, 1, 0);
}
