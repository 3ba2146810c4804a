/* Handlers of numbers. Each first asks whether the exact result can leave 64 bits at all, from
 * bounds on the operands of the block; if it cannot, a vector loop that wraps does the work, else
 * run_exact.c does, row by row, and notes the rows that do not fit. */
#include "lang/run.h"

#include <string.h>

/* The vector loops are trusted below this; floating point counts whole numbers exactly. */
static const uint64_t EXACT_IN_DOUBLE = UINT64_C(1) << 50;

static bool bound_of_result(Opcode op, uint64_t a, uint64_t b, uint64_t *bound)
{
    bool wraps = op == OP_MULTIPLY ? __builtin_mul_overflow(a, b, bound)
                                   : __builtin_add_overflow(a, b, bound);
    return !wraps && *bound <= INT64_MAX;
}

void run_arithmetic(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d], *a = &run->vectors[i->a], *b = &run->vectors[i->b];
    size_t n = run_rows(run, (Shape)i->shape);
    Opcode op = (Opcode)i->op;
    mask_begin(d, n, a, b);
    uint64_t bound = 0;
    bool fits = run_class(run, i->d) == CLASS_NUMBER &&
                bound_of_result(op, vector_largest(a, n), vector_largest(b, n), &bound);
    if (!fits) {
        d->largest = 0;
        exact_arithmetic(run, i);
        return;
    }
    d->largest = bound;
    int form = d->one || (!a->one && !b->one) ? FORM_VV : b->one ? FORM_VC : FORM_CV;
    kernel_arithmetic[op - OP_ADD][form](n, d->values, a->values, b->values);
}

static void extreme_ratio(Run *run, const Instruction *i, size_t n)
{
    Vector *d = &run->vectors[i->d];
    const Vector *a = &run->vectors[i->a], *b = &run->vectors[i->b];
    int64_t *to = d->values;
    for (size_t row = 0; row < n; row++) {
        int order = exact_order(run, i, row);
        const Vector *from = (order >= 0) == (i->op == OP_HIGHER) ? a : b;
        to[row] = vector_number(from, row);
        d->below[row] = from->below[vector_at(from, row)];
    }
}

void run_extreme(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d], *a = &run->vectors[i->a], *b = &run->vectors[i->b];
    size_t n = run_rows(run, (Shape)i->shape);
    Class class = run_class(run, i->d);
    mask_begin(d, n, a, b);
    d->largest = 0;
    if (class == CLASS_RATIO) {
        extreme_ratio(run, i, n);
        return;
    }
    if (class == CLASS_NUMBER) {
        uint64_t of_a = vector_largest(a, n), of_b = vector_largest(b, n);
        d->largest = of_a > of_b ? of_a : of_b;
    }
    if (a->one && !b->one) {
        Vector *other = a;
        a = b;
        b = other;
    }
    int lanes = class == CLASS_NUMBER ? LANES_NUMBER : LANES_DAY;
    bool broadcast = b->one && !d->one;
    kernel_extreme[i->op - OP_HIGHER][lanes][broadcast](n, d->values, a->values, b->values);
}

void run_divide(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d], *a = &run->vectors[i->a], *b = &run->vectors[i->b];
    mask_begin(d, run_rows(run, (Shape)i->shape), a, b);
    exact_arithmetic(run, i);
}

void run_ratio(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d], *a = &run->vectors[i->a];
    size_t n = run_rows(run, (Shape)i->shape);
    mask_begin(d, n, a, NULL);
    memcpy(d->values, a->values, n * sizeof(int64_t));
    for (size_t row = 0; row < n; row++)
        d->below[row] = 1;
}

/* Rounds to units of `how.multiple` in the operand's scale, then counts the multiples back. */
void run_round(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d], *a = &run->vectors[i->a];
    size_t n = run_rows(run, (Shape)i->shape);
    RoundHow how = round_unpack(i->i);
    mask_begin(d, n, a, NULL);
    d->largest = 0;
    int64_t unit = 0;
    bool fits = run_class(run, i->a) == CLASS_NUMBER && how.mode != ROUND_NONE && how.lift <= 0 &&
                how.lift >= -9 && vector_largest(a, n) < EXACT_IN_DOUBLE &&
                !__builtin_mul_overflow(how.multiple, power_of_ten(-how.lift), &unit) &&
                (uint64_t)unit < EXACT_IN_DOUBLE;
    if (!fits) {
        exact_round(run, i);
        return;
    }
    Units units = {.unit = unit, .value = how.multiple};
    units.mode = how.mode == ROUND_UP     ? UNITS_UP
                 : how.mode == ROUND_DOWN ? UNITS_DOWN
                                          : UNITS_HALF_UP;
    kernel_units(n, d->values, a->values, &units);
    d->largest = vector_largest(a, n) + (uint64_t)unit;
}

/* Facts that are unknown usually hold 0 already. */
void run_zero_unknown(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d], *a = &run->vectors[i->a];
    size_t n = run_rows(run, (Shape)i->shape);
    if (!a->has_unknown || (!a->one && kernel_is_zero_where(n, a->values, a->unknown))) {
        *d = *a;
        return;
    }
    *d = run->own[i->d];
    mask_begin(d, n, a, NULL);
    kernel_zero_where(n, d->values, a->values, a->unknown);
}

/* A view: the values of a; unknown where b is, and where a is already when it is such a view. */
void run_lower_bound(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d], *a = &run->vectors[i->a];
    const Vector *b = i->b ? &run->vectors[i->b] : NULL;
    size_t n = run_rows(run, (Shape)i->shape);
    d->values = a->values;
    d->below = a->below;
    d->largest = a->largest;
    d->one = a->one;
    mask_begin(d, n, i->b ? a : NULL, b);
}

/* ---- bands -------------------------------------------------------------------------------- */

static bool bands_known(const Run *run, const BandTable *table)
{
    for (size_t k = 0; k < table->count; k++)
        if (run->vectors[table->limits[k]].has_unknown ||
            run->vectors[table->values[k]].has_unknown)
            return false;
    return true;
}

/* A standard of some band is unset: only the rows in that band are unknown. */
static void bands_by_row(Run *run, const Instruction *i, const BandTable *table, size_t n)
{
    Vector *d = &run->vectors[i->d];
    const Vector *a = &run->vectors[i->a];
    int64_t *to = d->values;
    for (size_t row = 0; row < n; row++) {
        to[row] = 0;
        const Vector *value = NULL;
        for (size_t k = 0; k < table->count; k++) {
            const Vector *limit = &run->vectors[table->limits[k]];
            bool reached = table->births ? vector_day(a, row) <= vector_day(limit, 0)
                                         : vector_number(a, row) >= vector_number(limit, 0);
            if (reached) value = &run->vectors[table->values[k]];
        }
        if (!value) continue;
        to[row] = vector_number(value, 0);
        if (vector_unknown(value, 0)) mask_set(d, n, row);
    }
}

void run_bands(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d], *a = &run->vectors[i->a];
    const BandTable *table = &run->code->bands[i->i];
    size_t n = run_rows(run, (Shape)i->shape);
    mask_begin(d, n, a, NULL);
    d->largest = 0;
    if (!bands_known(run, table)) {
        bands_by_row(run, i, table, n);
        return;
    }
    Bands bands = {.count = table->count};
    uint64_t before = 0;
    for (size_t k = 0; k < table->count; k++) {
        const Vector *limit = &run->vectors[table->limits[k]];
        uint64_t value = (uint64_t)vector_number(&run->vectors[table->values[k]], 0);
        bands.limit[k] = table->births ? vector_day(limit, 0) : vector_number(limit, 0);
        bands.step[k] = (int64_t)(value - before);
        before = value;
    }
    if (table->births)
        kernel_bands_day(n, d->values, a->values, &bands);
    else
        kernel_bands_number(n, d->values, a->values, &bands);
}
