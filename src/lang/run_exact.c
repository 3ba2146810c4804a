/* Numbers row by row with 128-bit intermediates: ratios, and plain numbers in blocks whose
 * operands are so large that a result may not fit. A result that does not fit 64 bits in lowest
 * terms is an overflow of its row: unknown, and noted. In a row that is unknown already the result
 * only serves as a bound, so there it is cut off instead (a sum cut off at the largest number is
 * still a lower bound). */
#include "lang/run.h"

#include <string.h>

typedef struct {
    Wide above, below; /* below > 0 */
} Wide2;

static bool fits(Wide n)
{
    return n >= INT64_MIN && n <= INT64_MAX;
}

static int64_t cut(Wide n)
{
    return n > INT64_MAX ? INT64_MAX : n < INT64_MIN ? INT64_MIN : (int64_t)n;
}

static Wide2 operand(const Vector *v, size_t row)
{
    return (Wide2){vector_number(v, row), v->below ? v->below[vector_at(v, row)] : 1};
}

static Wide common_divisor(Wide a, Wide b)
{
    if (a < 0) a = -a;
    while (b != 0) {
        Wide rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* In lowest terms, which is what decides whether a ratio fits. Products of 64-bit numbers are below
 * 2^126 and the sum of two is below 2^127, so nothing here can leave 128 bits. */
static Wide2 lowest(Wide above, Wide below)
{
    if (below < 0) above = -above, below = -below;
    Wide divisor = common_divisor(above, below);
    return divisor > 1 ? (Wide2){above / divisor, below / divisor} : (Wide2){above, below};
}

static bool wide_result(Opcode op, Wide2 a, Wide2 b, Wide2 *out)
{
    switch (op) {
    case OP_MULTIPLY:
        *out = (Wide2){a.above * b.above, a.below * b.below};
        break;
    case OP_DIVIDE:
        if (b.above == 0) return false;
        *out = (Wide2){a.above * b.below, a.below * b.above};
        break;
    default:
        if (a.below == b.below) { /* also every plain number: below is 1 */
            *out = (Wide2){op == OP_ADD ? a.above + b.above : a.above - b.above, a.below};
            break;
        }
        *out = (Wide2){a.above * b.below, a.below * b.below};
        Wide other = b.above * a.below;
        out->above = op == OP_ADD ? out->above + other : out->above - other;
    }
    if (out->below != 1) *out = lowest(out->above, out->below);
    return true;
}

static void store(Run *run, const Instruction *i, size_t row, Wide2 result)
{
    Vector *d = &run->vectors[i->d];
    bool exact = fits(result.above) && fits(result.below);
    ((int64_t *)d->values)[row] = cut(result.above);
    if (d->below) d->below[row] = fits(result.below) ? (int64_t)result.below : INT64_MAX;
    if (!exact && !vector_unknown(d, row)) run_overflow(run, i, row);
}

void exact_arithmetic(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d];
    const Vector *a = &run->vectors[i->a], *b = &run->vectors[i->b];
    size_t n = run_rows(run, (Shape)i->shape);
    for (size_t row = 0; row < n; row++) {
        Wide2 result;
        if (wide_result((Opcode)i->op, operand(a, row), operand(b, row), &result)) {
            store(run, i, row, result);
            continue;
        }
        store(run, i, row, (Wide2){0, 1});
        mask_set(d, n, row); /* divided by nothing: unknown */
    }
}

int exact_order(const Run *run, const Instruction *i, size_t row)
{
    const Vector *a = &run->vectors[i->a], *b = &run->vectors[i->b];
    Class class = run_class(run, i->a);
    if (class == CLASS_DAY) {
        int32_t x = vector_day(a, row), y = vector_day(b, row);
        return (x > y) - (x < y);
    }
    Wide2 x = operand(a, row), y = operand(b, row);
    Wide left = x.above * y.below, right = y.above * x.below;
    return (left > right) - (left < right);
}

void exact_compare(Run *run, const Instruction *i)
{
    static const uint8_t outcome[6][3] = {
        /* below, equal, above */
        {NO, YES, NO}, {YES, NO, YES}, {YES, NO, NO}, {YES, YES, NO}, {NO, NO, YES}, {NO, YES, YES},
    };
    uint8_t *to = run->vectors[i->d].values;
    size_t n = run_rows(run, (Shape)i->shape);
    for (size_t row = 0; row < n; row++)
        to[row] = outcome[i->op - OP_EQUAL][exact_order(run, i, row) + 1];
}

/* above / below × 10^lift, to a multiple of how.multiple. */
static bool round_row(Wide2 a, RoundHow how, int64_t *out)
{
    Wide power = 1;
    for (int k = how.lift < 0 ? -how.lift : how.lift; k > 0; k--)
        if (__builtin_mul_overflow(power, (Wide)10, &power)) return false;
    Wide *scaled = how.lift < 0 ? &a.below : &a.above;
    if (__builtin_mul_overflow(*scaled, power, scaled)) return false;
    return ratio_round(a.above, a.below, how.mode, how.multiple, out);
}

void exact_round(Run *run, const Instruction *i)
{
    Vector *d = &run->vectors[i->d];
    const Vector *a = &run->vectors[i->a];
    size_t n = run_rows(run, (Shape)i->shape);
    RoundHow how = round_unpack(i->i);
    int64_t *to = d->values;
    for (size_t row = 0; row < n; row++) {
        if (round_row(operand(a, row), how, &to[row])) continue;
        to[row] = vector_number(a, row) < 0 ? INT64_MIN : INT64_MAX;
        if (!vector_unknown(d, row)) run_overflow(run, i, row);
    }
}

/* Sums of members one by one; a ratio stays in lowest terms at each step. */
void exact_sum(Run *run, const Instruction *i)
{
    const Vector *a = &run->vectors[i->a];
    const uint32_t *start = run->start, base = start[0];
    for (size_t row = 0; row < run->rows; row++) {
        Wide2 sum = {0, 1};
        for (size_t j = start[row] - base; j < start[row + 1] - base; j++) {
            Wide2 next;
            wide_result(OP_ADD, sum, operand(a, j), &next);
            bool small =
                fits(next.below) && next.above < (Wide)1 << 100 && next.above > -((Wide)1 << 100);
            sum = next;
            if (a->below && !(small && fits(next.above))) break;
        }
        store(run, i, row, sum);
    }
}
