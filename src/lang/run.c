/* The handlers of instructions on whole vectors: leaves, truth, comparing, choosing. Each does the
 * masks first, then the values; values are computed in unknown rows too, see compile_compare.c.
 * Numbers stand in run_number.c, days and members in run_day.c and run_member.c. */
#include "lang/run.h"

#include <string.h>

Handler *const handlers[OPCODE_COUNT] = {
#define OPCODE(name, mnemonic, handler) [OP_##name] = handler,
#include "lang/opcodes.def"
#undef OPCODE
};

Class run_class(const Run *run, Reg r)
{
    return run->code->registers[r].class;
}

/* ---- masks -------------------------------------------------------------------------------- */

static void mask_add(Vector *d, size_t n, const Vector *from)
{
    if (!from || !from->has_unknown) return;
    if (from->one && !d->one) {
        if (!from->unknown[0]) return;
        memset(d->unknown, 1, n);
    } else if (d->has_unknown) {
        kernel_mask_join(n, d->unknown, from->unknown);
    } else {
        memcpy(d->unknown, from->unknown, n);
    }
    d->has_unknown = true;
}

void mask_begin(Vector *d, size_t n, const Vector *a, const Vector *b)
{
    d->has_unknown = false;
    mask_add(d, n, a);
    mask_add(d, n, b);
}

void mask_set(Vector *d, size_t n, size_t row)
{
    if (!d->has_unknown) memset(d->unknown, 0, n);
    d->has_unknown = true;
    d->unknown[row] = 1;
}

static size_t row_owner(const Run *run, size_t member)
{
    size_t low = 0, high = run->rows; /* start[low] <= member < start[high] */
    uint32_t at = (uint32_t)member + run->start[0];
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (run->start[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

void run_overflow(Run *run, const Instruction *i, size_t row)
{
    Shape shape = (Shape)i->shape;
    mask_set(&run->vectors[i->d], run_rows(run, shape), row);
    if (shape == SHAPE_CONSTANT) return; /* an unknown constant says enough */
    run->overflow[shape == SHAPE_MEMBER ? row_owner(run, row) : row] = 1;
    run->overflowed = true;
}

bool run_row_overflowed(const Run *run, Shape shape, size_t row)
{
    if (!run->overflowed || shape == SHAPE_CONSTANT) return false;
    return run->overflow[shape == SHAPE_MEMBER ? row_owner(run, row) : row];
}

uint64_t vector_largest(Vector *v, size_t n)
{
    if (!v->largest) v->largest = (uint64_t)kernel_largest(v->one ? 1 : n, v->values);
    return v->largest;
}

bool run_uniform(Run *run, Reg r, Truth truth)
{
    Vector *v = &run->vectors[r];
    if (v->looked != run->block) {
        size_t n = run_rows(run, run->code->registers[r].shape);
        uint8_t first = n ? vector_byte(v, 0) : (uint8_t)NO;
        v->uniform = v->one || kernel_all_are(n, v->values, first) ? first : MIXED;
        v->looked = run->block;
    }
    return v->uniform == truth;
}

/* ---- leaves ------------------------------------------------------------------------------- */

void run_nothing(Run *run, const Instruction *i)
{
    (void)run, (void)i;
}

void run_input(Run *run, const Instruction *i)
{
    const Column *column = &run->facts->inputs[i->i];
    bool member = i->shape == SHAPE_MEMBER;
    size_t first = member ? run->first_member : run->first_row;
    size_t n = run_rows(run, (Shape)i->shape);
    Vector *d = &run->vectors[i->d];
    *d = (Vector){.values = (uint8_t *)column->values + first * column_width(column->type)};
    if (column->type == COLUMN_TRUTH) {
        d->has_unknown = memchr(d->values, UNKNOWN, n) != NULL;
    } else if (column->unknown) {
        d->unknown = column->unknown + first;
        d->has_unknown = memchr(d->unknown, 1, n) != NULL;
    }
}

void run_standard_by(Run *run, const Instruction *i)
{
    const StandardTable *table = &run->bound->tables[i->i];
    Vector *d = &run->vectors[i->d], *a = &run->vectors[i->a];
    size_t n = run_rows(run, (Shape)i->shape);
    mask_begin(d, n, a, NULL);
    d->largest = table->largest;
    const Lookup lookup = {table->values, table->unknown, table->choices};
    kernel_lookup(n, d->values, a->values, &lookup);
    if (!d->has_unknown) memset(d->unknown, 0, n);
    kernel_lookup_mask(n, d->unknown, a->values, &lookup);
    d->has_unknown = memchr(d->unknown, 1, n) != NULL;
}

/* ---- truth -------------------------------------------------------------------------------- */

void run_not(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d], *a = &run->vectors[i->a];
    d->has_unknown = a->has_unknown;
    kernel_not(run_rows(run, (Shape)i->shape), d->values, a->values);
}

void run_known(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d], *a = &run->vectors[i->a];
    uint8_t *out = d->values;
    bool truth = run_class(run, i->a) == CLASS_TRUTH;
    size_t n = run_rows(run, (Shape)i->shape);
    d->has_unknown = false;
    for (size_t row = 0; row < n; row++) {
        bool known = truth ? vector_byte(a, row) != UNKNOWN : !vector_unknown(a, row);
        out[row] = known ? YES : NO;
    }
}

static void run_join(Run *run, const Instruction *i, size_t extreme)
{
    Vector *d = &run->vectors[i->d], *a = &run->vectors[i->a], *b = &run->vectors[i->b];
    if (a->one && !b->one) {
        Vector *other = a;
        a = b;
        b = other;
    }
    bool broadcast = b->one && !d->one;
    d->has_unknown = a->has_unknown || b->has_unknown;
    kernel_extreme[extreme][LANES_BYTE][broadcast](run_rows(run, (Shape)i->shape), d->values,
                                                   a->values, b->values);
}

void run_and(Run *run, const Instruction *i)
{
    run_join(run, i, KERNEL_MIN);
}

void run_or(Run *run, const Instruction *i)
{
    run_join(run, i, KERNEL_MAX);
}

/* ---- comparing ---------------------------------------------------------------------------- */

static int lanes_of(Class class)
{
    static const int lanes[CLASS_COUNT] = {LANES_BYTE, LANES_BYTE, LANES_DAY, LANES_NUMBER,
                                           LANES_NUMBER};
    return lanes[class];
}

/* Truths of unknown rows become UNKNOWN; `u` is the mask of an operand. */
static void truth_mask(Vector *d, size_t n, const Vector *u)
{
    if (!u->has_unknown) return;
    if (!u->one || d->one)
        kernel_truth_mask(n, d->values, u->unknown);
    else if (u->unknown[0])
        memset(d->values, UNKNOWN, n);
    d->has_unknown = true;
}

/* = and ≠ of two truths: unknown where either is. */
static void truth_mask_of_truth(Vector *d, size_t n, const Vector *t)
{
    if (!t->has_unknown) return;
    const uint8_t *from = t->values;
    uint8_t *to = d->values;
    for (size_t r = 0; r < n; r++)
        if (from[vector_at(t, r)] == UNKNOWN) to[r] = UNKNOWN;
    d->has_unknown = true;
}

void run_compare(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d], *a = &run->vectors[i->a], *b = &run->vectors[i->b];
    size_t n = run_rows(run, (Shape)i->shape);
    Class class = run_class(run, i->a);
    d->has_unknown = false;
    if (class == CLASS_RATIO) {
        exact_compare(run, i);
    } else {
        bool broadcast = b->one && !d->one;
        kernel_compare[i->op - OP_EQUAL][lanes_of(class)][broadcast](n, d->values, a->values,
                                                                     b->values);
    }
    void (*mask)(Vector *, size_t, const Vector *) =
        class == CLASS_TRUTH ? truth_mask_of_truth : truth_mask;
    mask(d, n, a);
    mask(d, n, b);
}

static bool order_holds(Comparison compare, int order)
{
    switch (compare) {
    case COMPARE_EQUAL:
        return order == 0;
    case COMPARE_UNEQUAL:
        return order != 0;
    case COMPARE_LESS:
        return order < 0;
    case COMPARE_AT_MOST:
        return order <= 0;
    case COMPARE_MORE:
        return order > 0;
    case COMPARE_AT_LEAST:
        return order >= 0;
    }
    return false;
}

/* Row by row, where an overflow or a ratio forbids the vector loop. */
static void decide_rows(Run *run, const Instruction *i, size_t n)
{
    const Vector *a = &run->vectors[i->a], *b = &run->vectors[i->b];
    DecideHow how = decide_unpack(i->i);
    uint8_t *to = run->vectors[i->d].values;
    for (const uint8_t *at = to; (at = memchr(at, UNKNOWN, n - (size_t)(at - to))) != NULL; at++) {
        size_t row = (size_t)(at - to);
        bool bounded = !vector_unknown(a, row) && !vector_unknown(b, row) &&
                       !run_row_overflowed(run, (Shape)i->shape, row);
        if (bounded && order_holds(how.compare, exact_order(run, i, row)))
            to[row] = (uint8_t)how.outcome;
        if (row + 1 == n) break;
    }
}

/* Undecided rows are decided: a is the bound, b the other side, c the truth so far. */
void run_decide(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d], holds = {.values = run->spare};
    const Vector *a = &run->vectors[i->a], *b = &run->vectors[i->b], *c = &run->vectors[i->c];
    size_t n = run_rows(run, (Shape)i->shape);
    DecideHow how = decide_unpack(i->i);
    d->has_unknown = c->has_unknown;
    bool numbers = run_class(run, i->a) == CLASS_NUMBER && run_class(run, i->b) == CLASS_NUMBER;
    bool plain = numbers && !run->overflowed && !a->one && !c->one;
    if (!plain || !c->has_unknown) memcpy(d->values, c->values, n);
    if (!c->has_unknown) return;
    if (!plain) {
        decide_rows(run, i, n);
        return;
    }
    kernel_compare[how.compare][LANES_NUMBER][b->one](n, holds.values, a->values, b->values);
    truth_mask(&holds, n, a);
    truth_mask(&holds, n, b);
    kernel_decide(n, d->values, c->values, holds.values, (uint8_t)how.outcome);
}

void run_in_set(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d], *a = &run->vectors[i->a];
    const ValueSet *set = &run->code->sets[i->i];
    size_t n = run_rows(run, (Shape)i->shape);
    memset(d->values, NO, n);
    d->has_unknown = false;
    for (size_t k = 0; k < set->count; k++)
        kernel_in_set(n, d->values, a->values, (uint8_t)set->values[k]);
    truth_mask(d, n, a);
}

void run_in_span(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d], *a = &run->vectors[i->a];
    const Vector *first = &run->vectors[i->b], *last = &run->vectors[i->c];
    size_t n = run_rows(run, (Shape)i->shape);
    const int32_t span[2] = {vector_day(first, 0), vector_day(last, 0)};
    d->has_unknown = false;
    kernel_in_span(n, d->values, a->values, span);
    truth_mask(d, n, a);
    truth_mask(d, n, first);
}

void run_reason(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d], *a = &run->vectors[i->a], *b = &run->vectors[i->b];
    size_t n = run_rows(run, (Shape)i->shape);
    const uint8_t line = (uint8_t)i->i;
    d->has_unknown = false;
    if (!a->one || d->one)
        kernel_choose[LANES_BYTE][b->one + 2](n, d->values, a->values, b->values, &line);
    else if (vector_byte(a, 0) != YES)
        memset(d->values, line, n);
    else if (b->one)
        memset(d->values, vector_byte(b, 0), n);
    else
        memcpy(d->values, b->values, n);
}

/* ---- choosing ----------------------------------------------------------------------------- */

static bool branches_equal(Class class, const Vector *a, const Vector *b, size_t row)
{
    switch (class) {
    case CLASS_TRUTH:
    case CLASS_CHOICE:
        return vector_byte(a, row) == vector_byte(b, row);
    case CLASS_DAY:
        return vector_day(a, row) == vector_day(b, row);
    case CLASS_NUMBER:
        return vector_number(a, row) == vector_number(b, row);
    case CLASS_RATIO:
    case CLASS_COUNT:
        break;
    }
    return vector_number(a, row) == vector_number(b, row) &&
           a->below[vector_at(a, row)] == b->below[vector_at(b, row)];
}

/* In run->spare: not 0 where a is unknown or differs from b. */
static void branches_differ(Run *run, Class class, size_t n, const Vector *const branch[2])
{
    const Vector *a = branch[0], *b = branch[1];
    Vector differ = {.values = run->spare};
    bool swap = a->one && !b->one;
    if (a->one && b->one)
        memset(differ.values, branches_equal(class, a, b, 0) ? NO : YES, n);
    else
        kernel_compare[COMPARE_UNEQUAL][lanes_of(class)][a->one || b->one](
            n, differ.values, swap ? b->values : a->values, swap ? a->values : b->values);
    truth_mask(&differ, n, a);
}

/* Row by row: of ratios, and of a constant condition. */
static void choose_unknown_each(Run *run, const Instruction *i, size_t n)
{
    Vector *d = &run->vectors[i->d];
    const Vector *t = &run->vectors[i->a], *a = &run->vectors[i->b], *b = &run->vectors[i->c];
    for (size_t row = 0; row < n; row++)
        if (vector_byte(t, row) == UNKNOWN && (vector_unknown(a, row) || vector_unknown(b, row) ||
                                               !branches_equal(run_class(run, i->d), a, b, row)))
            mask_set(d, n, row);
}

/* Where the condition is unknown the choice is, unless both branches are known and equal; the mask
 * of b is there already. */
static void choose_unknown_rows(Run *run, const Instruction *i, size_t n)
{
    Vector *d = &run->vectors[i->d];
    const Vector *t = &run->vectors[i->a], *a = &run->vectors[i->b], *b = &run->vectors[i->c];
    Class class = run_class(run, i->d);
    if (class == CLASS_RATIO || t->one) {
        choose_unknown_each(run, i, n);
        return;
    }
    branches_differ(run, class, n, (const Vector *const[]){a, b});
    if (!d->has_unknown) memset(d->unknown, 0, n);
    d->has_unknown = true;
    kernel_mask_undecided(n, d->unknown, t->values, run->spare);
}

static void choose_masks(Run *run, const Instruction *i, size_t n)
{
    Vector *d = &run->vectors[i->d];
    const Vector *t = &run->vectors[i->a], *a = &run->vectors[i->b], *b = &run->vectors[i->c];
    static const uint8_t known = 0;
    d->has_unknown = a->has_unknown || b->has_unknown;
    if (!d->has_unknown) return;
    const uint8_t *of_a = a->has_unknown ? a->unknown : &known;
    const uint8_t *of_b = b->has_unknown ? b->unknown : &known;
    bool one_a = a->one || !a->has_unknown, one_b = b->one || !b->has_unknown;
    kernel_choose[LANES_BYTE][one_a + 2 * one_b](n, d->unknown, t->values, of_a, of_b);
}

static void copy_branch(Run *run, const Instruction *i, size_t n, const Vector *from)
{
    Vector *d = &run->vectors[i->d];
    Class class = run_class(run, i->d);
    size_t width = class == CLASS_RATIO ? 8 : class_width(class);
    mask_begin(d, n, from, NULL);
    d->largest = from->largest;
    if (!from->one && class != CLASS_RATIO) {
        memcpy(d->values, from->values, n * width);
        return;
    }
    for (size_t row = 0; row < n; row++) {
        size_t at = vector_at(from, row);
        memcpy((uint8_t *)d->values + row * width, (uint8_t *)from->values + at * width, width);
        if (class == CLASS_RATIO) d->below[row] = from->below[at];
    }
}

/* A truth has its unknowns in its values, so choosing values chooses those as well. */
static void choose_truth(Run *run, const Instruction *i, size_t n)
{
    Vector *d = &run->vectors[i->d];
    const Vector *t = &run->vectors[i->a], *a = &run->vectors[i->b], *b = &run->vectors[i->c];
    uint8_t *to = d->values;
    for (size_t row = 0; row < n; row++) {
        uint8_t x = vector_byte(a, row), y = vector_byte(b, row);
        uint8_t truth = vector_byte(t, row);
        to[row] = truth == YES ? x : truth == NO || x == y ? y : (uint8_t)UNKNOWN;
    }
    d->has_unknown = t->has_unknown || a->has_unknown || b->has_unknown;
}

void run_if(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d];
    Vector *t = &run->vectors[i->a], *a = &run->vectors[i->b], *b = &run->vectors[i->c];
    size_t n = run_rows(run, (Shape)i->shape);
    Class class = run_class(run, i->d);
    if (class == CLASS_TRUTH) {
        choose_truth(run, i, n);
        return;
    }
    if (run->block && run_uniform(run, i->a, NO)) {
        copy_branch(run, i, n, b);
    } else if (t->one && !d->one) {
        copy_branch(run, i, n, vector_byte(t, 0) == YES ? a : b);
    } else {
        if (class == CLASS_NUMBER) {
            uint64_t of_a = vector_largest(a, n), of_b = vector_largest(b, n);
            d->largest = of_a > of_b ? of_a : of_b;
        }
        size_t form = (size_t)(a->one && !d->one) + 2 * (size_t)(b->one && !d->one);
        choose_masks(run, i, n);
        kernel_choose[lanes_of(class)][form](n, d->values, t->values, a->values, b->values);
        if (class == CLASS_RATIO)
            kernel_choose[LANES_NUMBER][form](n, d->below, t->values, a->below, b->below);
    }
    if (t->has_unknown) choose_unknown_rows(run, i, n);
}
