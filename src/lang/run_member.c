/* Handlers between households and their members: counting, summing, choosing among members, and
 * giving each member the household's value. A constant among members is one value for all. */
#include "lang/run.h"

#include <string.h>

static Totals totals_of(const Run *run)
{
    return (Totals){run->rows, run->start, run->total};
}

/* Counts of small households, where each ends; totals stand in the memory of the large ones'. */
static const uint8_t *few_ends(const Run *run)
{
    const FewTotals totals = {run->rows, run->start, (const uint8_t *)run->total};
    kernel_few_ends(&totals, run->spare);
    return run->spare;
}

static const uint8_t *few_truths(const Run *run, const Vector *a)
{
    kernel_total_few_truths(run->members, (uint8_t *)run->total, a->values);
    return few_ends(run);
}

static const uint8_t *few_marks(const Run *run, const Vector *a)
{
    kernel_total_few_marks(run->members, (uint8_t *)run->total, a->unknown);
    return few_ends(run);
}

const uint32_t *run_owners(Run *run)
{
    if (!run->owners_known) kernel_owners(run->rows, run->start, run->owner);
    run->owners_known = true;
    return run->owner;
}

/* A household is unknown when one of its members is. */
static void mask_of_members(Run *run, Vector *d, const Vector *a)
{
    d->has_unknown = a->has_unknown;
    if (!a->has_unknown) return;
    if (a->one) {
        for (size_t row = 0; row < run->rows; row++)
            d->unknown[row] = a->unknown[0] && run->start[row + 1] > run->start[row];
        return;
    }
    if (run->small) {
        kernel_few_some(run->rows, d->unknown, few_marks(run, a));
        return;
    }
    Totals totals = totals_of(run);
    kernel_total_marks(run->members, run->total, a->unknown);
    kernel_mask_any(&totals, d->unknown);
}

static size_t household_size(const Run *run, size_t row)
{
    return run->start[row + 1] - run->start[row];
}

void run_count(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d];
    const Vector *a = &run->vectors[i->a];
    int64_t *to = d->values;
    d->largest = run->members + 1;
    d->has_unknown = a->has_unknown;
    if (a->one) {
        uint8_t truth = vector_byte(a, 0);
        for (size_t row = 0; row < run->rows; row++)
            to[row] = truth == YES ? (int64_t)household_size(run, row) : 0;
        if (!a->has_unknown) return;
        for (size_t row = 0; row < run->rows; row++)
            d->unknown[row] = truth == UNKNOWN && household_size(run, row) > 0;
        return;
    }
    if (run->small) {
        const uint8_t *ends = few_truths(run, a);
        kernel_few_count(run->rows, to, ends);
        if (a->has_unknown) kernel_few_unknown(run->rows, d->unknown, ends);
        return;
    }
    Totals totals = totals_of(run);
    kernel_total_truths(run->members, run->total, a->values);
    kernel_count(&totals, to);
    if (a->has_unknown) kernel_unknown_any(&totals, d->unknown);
}

/* The largest sum that the members of a block can have must fit. */
static bool sums_fit(Run *run, Vector *a, uint64_t *bound)
{
    uint64_t members = run->members ? run->members : 1;
    return !__builtin_mul_overflow(vector_largest(a, run->members), members, bound) &&
           *bound <= INT64_MAX;
}

static void sum_of_one(Run *run, Vector *d, const Vector *a)
{
    int64_t *to = d->values;
    for (size_t row = 0; row < run->rows; row++)
        to[row] = (int64_t)household_size(run, row) * vector_number(a, 0);
}

void run_sum(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d], *a = &run->vectors[i->a];
    mask_of_members(run, d, a);
    d->largest = 0;
    uint64_t bound;
    if (run_class(run, i->d) == CLASS_RATIO || !sums_fit(run, a, &bound)) {
        exact_sum(run, i);
        return;
    }
    d->largest = bound;
    if (a->one) {
        sum_of_one(run, d, a);
        return;
    }
    Totals totals = totals_of(run);
    kernel_total_numbers(run->members, run->total, a->values);
    kernel_sum(&totals, d->values);
}

/* ---- the highest and the lowest ----------------------------------------------------------- */

static int order_of(Class class, const Vector *v, size_t x, size_t y)
{
    if (class == CLASS_DAY) {
        int32_t left = vector_day(v, x), right = vector_day(v, y);
        return (left > right) - (left < right);
    }
    Wide left = vector_number(v, x), right = vector_number(v, y);
    if (class == CLASS_RATIO) {
        left *= v->below[vector_at(v, y)];
        right *= v->below[vector_at(v, x)];
    }
    return (left > right) - (left < right);
}

/* The member of a household with the highest or lowest value; false when that is unknown: nobody
 * is meant, or a member who may be meant has no known value, or may not be meant at all. */
static bool best_member(const Run *run, const Instruction *i, size_t row, size_t *best)
{
    const Vector *t = &run->vectors[i->a], *v = &run->vectors[i->b];
    Class class = run_class(run, i->b);
    bool found = false, known = true;
    for (size_t j = run->start[row] - run->start[0]; j < run->start[row + 1] - run->start[0]; j++) {
        uint8_t truth = vector_byte(t, j);
        if (truth == NO) continue;
        if (truth == UNKNOWN || vector_unknown(v, j)) known = false;
        if (truth == UNKNOWN || vector_unknown(v, j)) continue;
        int order = found ? order_of(class, v, j, *best) : 0;
        if (!found || (i->op == OP_HIGHEST ? order > 0 : order < 0)) *best = j;
        found = true;
    }
    return found && known;
}

static void copy_value(Class class, Vector *d, size_t to, const Vector *from, size_t at)
{
    at = vector_at(from, at);
    size_t width = class == CLASS_RATIO ? sizeof(int64_t) : class_width(class);
    memcpy((uint8_t *)d->values + to * width, (const uint8_t *)from->values + at * width, width);
    if (class == CLASS_RATIO) d->below[to] = from->below[at];
}

static void clear_value(Class class, Vector *d, size_t to)
{
    size_t width = class == CLASS_RATIO ? sizeof(int64_t) : class_width(class);
    memset((uint8_t *)d->values + to * width, 0, width);
    if (class == CLASS_RATIO) d->below[to] = 1;
}

void run_highest(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d];
    Class class = run_class(run, i->d);
    d->largest = 0;
    d->has_unknown = false;
    for (size_t row = 0; row < run->rows; row++) {
        size_t best = 0;
        if (best_member(run, i, row, &best)) {
            copy_value(class, d, row, &run->vectors[i->b], best);
        } else {
            clear_value(class, d, row);
            mask_set(d, run->rows, row);
        }
    }
}

/* ---- some and all, spreading, the applicant ----------------------------------------------- */

void run_any(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d];
    const Vector *a = &run->vectors[i->a];
    uint8_t of_nobody = i->op == OP_ANY ? NO : YES;
    d->has_unknown = a->has_unknown;
    if (a->one) {
        uint8_t *to = d->values;
        for (size_t row = 0; row < run->rows; row++)
            to[row] = household_size(run, row) ? vector_byte(a, 0) : of_nobody;
        return;
    }
    if (run->small && i->op == OP_ANY) {
        kernel_few_any(run->rows, d->values, few_truths(run, a));
        return;
    }
    Totals totals = totals_of(run);
    kernel_total_truths(run->members, run->total, a->values);
    if (i->op == OP_ANY)
        kernel_any(&totals, d->values);
    else
        kernel_all(&totals, d->values);
}

void run_spread(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d], *a = &run->vectors[i->a];
    Class class = run_class(run, i->d);
    const uint32_t *owner = run_owners(run);
    size_t n = run->members;
    d->has_unknown = a->has_unknown;
    d->largest = a->largest;
    if (class == CLASS_TRUTH || class == CLASS_CHOICE)
        kernel_spread_byte(n, owner, d->values, a->values);
    else if (class == CLASS_DAY)
        kernel_spread_day(n, owner, d->values, a->values);
    else
        kernel_spread_number(n, owner, d->values, a->values);
    if (class == CLASS_RATIO) kernel_spread_number(n, owner, d->below, a->below);
    if (a->has_unknown && class != CLASS_TRUTH)
        kernel_spread_byte(n, owner, d->unknown, a->unknown);
}

/* The first member; of a household without members nothing is known. */
void run_applicant(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d];
    const Vector *a = &run->vectors[i->a];
    Class class = run_class(run, i->d);
    d->has_unknown = false;
    d->largest = a->largest;
    for (size_t row = 0; row < run->rows; row++) {
        size_t first = run->start[row] - run->start[0];
        bool nobody = household_size(run, row) == 0;
        if (nobody)
            clear_value(class, d, row);
        else
            copy_value(class, d, row, a, first);
        if (class == CLASS_TRUTH) {
            uint8_t *truth = (uint8_t *)d->values + row;
            if (nobody) *truth = UNKNOWN;
            d->has_unknown |= *truth == UNKNOWN;
        } else if (nobody || vector_unknown(a, first)) {
            mask_set(d, run->rows, row);
        }
    }
}
