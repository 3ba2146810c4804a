/* The inner loops. They are written so that the compiler can turn each into vector code: one loop,
 * no early exit, restricted pointers, choices as arithmetic. VECTOR asks for the loop in several
 * widths. Nothing here checks anything: the machine has checked before. */
#include "lang/kernels_vector.h"

/* ---- comparing ---------------------------------------------------------------------------- */

#define COMPARE(name, T, op)                                                                       \
    VECTOR static void name##_vv(size_t n, void *restrict d, const void *restrict a,               \
                                 const void *restrict b)                                           \
    {                                                                                              \
        uint8_t *restrict to = d;                                                                  \
        const T *restrict x = a, *restrict y = b;                                                  \
        for (size_t i = 0; i < n; i++)                                                             \
            to[i] = (uint8_t)((x[i] op y[i]) * 2);                                                 \
    }                                                                                              \
    VECTOR static void name##_vc(size_t n, void *restrict d, const void *restrict a,               \
                                 const void *restrict b)                                           \
    {                                                                                              \
        uint8_t *restrict to = d;                                                                  \
        const T *restrict x = a;                                                                   \
        const T y = *(const T *)b;                                                                 \
        for (size_t i = 0; i < n; i++)                                                             \
            to[i] = (uint8_t)((x[i] op y) * 2);                                                    \
    }
#define COMPARE_LANES(name, op)                                                                    \
    COMPARE(name##_byte, uint8_t, op)                                                              \
    COMPARE(name##_day, int32_t, op)                                                               \
    COMPARE(name##_number, int64_t, op)
COMPARE_LANES(equal, ==)
COMPARE_LANES(unequal, !=)
COMPARE_LANES(less, <)
COMPARE_LANES(at_most, <=)
COMPARE_LANES(more, >)
COMPARE_LANES(at_least, >=)
#define LANES_OF(name)                                                                             \
    {                                                                                              \
        {name##_byte_vv, name##_byte_vc}, {name##_day_vv, name##_day_vc},                          \
        {                                                                                          \
            name##_number_vv, name##_number_vc                                                     \
        }                                                                                          \
    }
Kernel *const kernel_compare[6][LANES_COUNT][2] = {
    LANES_OF(equal),   LANES_OF(unequal), LANES_OF(less),
    LANES_OF(at_most), LANES_OF(more),    LANES_OF(at_least),
};

/* ---- arithmetic: wraps, the machine has seen that it cannot ------------------------------- */

#define ARITHMETIC(name, op)                                                                       \
    VECTOR static void name##_vv(size_t n, void *restrict d, const void *restrict a,               \
                                 const void *restrict b)                                           \
    {                                                                                              \
        int64_t *restrict to = d;                                                                  \
        const int64_t *restrict x = a, *restrict y = b;                                            \
        for (size_t i = 0; i < n; i++)                                                             \
            to[i] = (int64_t)((uint64_t)x[i] op(uint64_t) y[i]);                                   \
    }                                                                                              \
    VECTOR static void name##_vc(size_t n, void *restrict d, const void *restrict a,               \
                                 const void *restrict b)                                           \
    {                                                                                              \
        int64_t *restrict to = d;                                                                  \
        const int64_t *restrict x = a;                                                             \
        const uint64_t y = (uint64_t) * (const int64_t *)b;                                        \
        for (size_t i = 0; i < n; i++)                                                             \
            to[i] = (int64_t)((uint64_t)x[i] op y);                                                \
    }                                                                                              \
    VECTOR static void name##_cv(size_t n, void *restrict d, const void *restrict a,               \
                                 const void *restrict b)                                           \
    {                                                                                              \
        int64_t *restrict to = d;                                                                  \
        const uint64_t x = (uint64_t) * (const int64_t *)a;                                        \
        const int64_t *restrict y = b;                                                             \
        for (size_t i = 0; i < n; i++)                                                             \
            to[i] = (int64_t)(x op(uint64_t) y[i]);                                                \
    }
ARITHMETIC(add, +)
ARITHMETIC(subtract, -)
ARITHMETIC(multiply, *)
Kernel *const kernel_arithmetic[3][FORM_COUNT] = {
    {add_vv, add_vc, add_cv},
    {subtract_vv, subtract_vc, subtract_cv},
    {multiply_vv, multiply_vc, multiply_cv},
};

#define EXTREME(name, T, op)                                                                       \
    VECTOR static void name##_vv(size_t n, void *restrict d, const void *restrict a,               \
                                 const void *restrict b)                                           \
    {                                                                                              \
        T *restrict to = d;                                                                        \
        const T *restrict x = a, *restrict y = b;                                                  \
        for (size_t i = 0; i < n; i++)                                                             \
            to[i] = x[i] op y[i] ? x[i] : y[i];                                                    \
    }                                                                                              \
    VECTOR static void name##_vc(size_t n, void *restrict d, const void *restrict a,               \
                                 const void *restrict b)                                           \
    {                                                                                              \
        T *restrict to = d;                                                                        \
        const T *restrict x = a;                                                                   \
        const T y = *(const T *)b;                                                                 \
        for (size_t i = 0; i < n; i++)                                                             \
            to[i] = x[i] op y ? x[i] : y;                                                          \
    }
EXTREME(max_byte, uint8_t, >)
EXTREME(max_day, int32_t, >)
EXTREME(max_number, int64_t, >)
EXTREME(min_byte, uint8_t, <)
EXTREME(min_day, int32_t, <)
EXTREME(min_number, int64_t, <)
Kernel *const kernel_extreme[2][LANES_COUNT][2] = {LANES_OF(max), LANES_OF(min)};

/* ---- choosing ----------------------------------------------------------------------------- */

/* Both values are loaded first: a conditional load would not become vector code. */
#define CHOOSE(name, T, A, B)                                                                      \
    VECTOR static void name(size_t n, void *restrict d, const uint8_t *restrict t,                 \
                            const void *restrict a, const void *restrict b)                        \
    {                                                                                              \
        T *restrict to = d;                                                                        \
        const T *restrict x = a, *restrict y = b;                                                  \
        const T x0 = *x, y0 = *y;                                                                  \
        (void)x0, (void)y0;                                                                        \
        for (size_t i = 0; i < n; i++) {                                                           \
            const T yes = A, no = B;                                                               \
            to[i] = t[i] == 2 ? yes : no;                                                          \
        }                                                                                          \
    }
#define CHOOSE_LANES(name, T)                                                                      \
    CHOOSE(name##_vv, T, x[i], y[i])                                                               \
    CHOOSE(name##_cv, T, x0, y[i])                                                                 \
    CHOOSE(name##_vc, T, x[i], y0)                                                                 \
    CHOOSE(name##_cc, T, x0, y0)
CHOOSE_LANES(choose_byte, uint8_t)
CHOOSE_LANES(choose_day, int32_t)
CHOOSE_LANES(choose_number, int64_t)
ChooseKernel *const kernel_choose[LANES_COUNT][4] = {
    {choose_byte_vv, choose_byte_cv, choose_byte_vc, choose_byte_cc},
    {choose_day_vv, choose_day_cv, choose_day_vc, choose_day_cc},
    {choose_number_vv, choose_number_cv, choose_number_vc, choose_number_cc},
};

/* ---- truths and masks --------------------------------------------------------------------- */

VECTOR void kernel_not(size_t n, uint8_t *restrict d, const uint8_t *restrict a)
{
    for (size_t i = 0; i < n; i++)
        d[i] = (uint8_t)(2 - a[i]);
}

VECTOR void kernel_mask_join(size_t n, uint8_t *restrict d, const uint8_t *restrict a)
{
    for (size_t i = 0; i < n; i++)
        d[i] = (uint8_t)(d[i] | a[i]);
}

VECTOR void kernel_truth_mask(size_t n, uint8_t *restrict d, const uint8_t *restrict u)
{
    for (size_t i = 0; i < n; i++) {
        const uint8_t truth = d[i];
        d[i] = u[i] ? 1 : truth;
    }
}

VECTOR void kernel_truth_unknown(size_t n, uint8_t *restrict d, const uint8_t *restrict t)
{
    for (size_t i = 0; i < n; i++)
        d[i] = t[i] == 1;
}

VECTOR bool kernel_all_are(size_t n, const uint8_t *t, uint8_t truth)
{
    uint8_t other = 0;
    for (size_t i = 0; i < n; i++)
        other |= t[i] ^ truth;
    return other == 0;
}

VECTOR void kernel_in_set(size_t n, uint8_t *restrict d, const uint8_t *restrict a, uint8_t member)
{
    for (size_t i = 0; i < n; i++)
        d[i] = (uint8_t)(d[i] | ((a[i] == member) * 2));
}

VECTOR void kernel_in_span(size_t n, uint8_t *restrict d, const int32_t *restrict a,
                           const int32_t *span)
{
    const int32_t first = span[0], last = span[1];
    for (size_t i = 0; i < n; i++)
        d[i] = (uint8_t)(((a[i] >= first) & (a[i] <= last)) * 2);
}

VECTOR void kernel_decide(size_t n, uint8_t *restrict d, const uint8_t *restrict t,
                          const uint8_t *restrict holds, uint8_t outcome)
{
    for (size_t i = 0; i < n; i++) {
        const uint8_t before = t[i];
        d[i] = ((before == 1) & (holds[i] == 2)) ? outcome : before;
    }
}

VECTOR void kernel_mask_undecided(size_t n, uint8_t *restrict d, const uint8_t *restrict t,
                                  const uint8_t *restrict differ)
{
    for (size_t i = 0; i < n; i++)
        d[i] = (uint8_t)(d[i] | ((t[i] == 1) & (differ[i] != 0)));
}

/* ---- numbers ------------------------------------------------------------------------------ */

VECTOR int64_t kernel_largest(size_t n, const int64_t *a)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < n; i++)
        bits |= (uint64_t)(a[i] ^ (a[i] >> 63));
    return bits == INT64_MAX ? INT64_MAX : (int64_t)(bits + 1); /* |INT64_MIN| counts as well */
}

/* Bytes are widened by themselves: the loop stays plain vector code. */
VECTOR bool kernel_is_zero_where(size_t n, const int64_t *restrict a, const uint8_t *restrict u)
{
    int64_t any = 0;
    for (size_t i = 0; i < n; i++)
        any |= a[i] & -(int64_t)u[i];
    return any == 0;
}

VECTOR void kernel_zero_where(size_t n, int64_t *restrict d, const int64_t *restrict a,
                              const uint8_t *restrict u)
{
    for (size_t i = 0; i < n; i++) {
        const int64_t value = a[i];
        d[i] = u[i] ? 0 : value;
    }
}

/* The quotient in floating point is at most one off; the remainder, exact, says which way. */
#define UNITS_LOOP(q, r, adjust)                                                                   \
    for (size_t i = 0; i < n; i++) {                                                               \
        int64_t q = (int64_t)((double)a[i] * inverse);                                             \
        int64_t r = a[i] - q * unit;                                                               \
        int64_t low = (r < 0), high = (r >= unit);                                                 \
        q += high - low;                                                                           \
        r += (low - high) * unit; /* now 0 <= r < unit: q rounds down */                           \
        d[i] = (q + (adjust)) * value;                                                             \
    }
VECTOR void kernel_units(size_t n, int64_t *restrict d, const int64_t *restrict a,
                         const Units *units)
{
    const int64_t unit = units->unit, value = units->value;
    const double inverse = 1.0 / (double)unit;
    if (units->mode == UNITS_DOWN) {
        UNITS_LOOP(q, r, 0)
    } else if (units->mode == UNITS_UP) {
        UNITS_LOOP(q, r, r > 0)
    } else { /* a half goes away from zero */
        UNITS_LOOP(q, r, 2 * r > unit - (a[i] >= 0))
    }
}

/* A table of few choices is compared with each: loads from a table would not be vector code. */
#define LOOKUP_LOOP(K)                                                                             \
    for (size_t i = 0; i < n; i++) {                                                               \
        int64_t sum = 0;                                                                           \
        for (size_t k = 1; k <= K; k++)                                                            \
            sum |= a[i] == k ? value[k] : 0;                                                       \
        d[i] = sum;                                                                                \
    }
VECTOR static void lookup_2(size_t n, int64_t *restrict d, const uint8_t *restrict a,
                            const int64_t *table)
{
    const int64_t value[3] = {0, table[1], table[2]};
    LOOKUP_LOOP(2)
}

VECTOR static void lookup_4(size_t n, int64_t *restrict d, const uint8_t *restrict a,
                            const int64_t *table)
{
    const int64_t value[5] = {0, table[1], table[2], table[3], table[4]};
    LOOKUP_LOOP(4)
}

void kernel_lookup(size_t n, int64_t *restrict d, const uint8_t *restrict a, const Lookup *table)
{
    if (table->choices <= 2) {
        lookup_2(n, d, a, table->values);
    } else if (table->choices <= 4) {
        lookup_4(n, d, a, table->values);
    } else {
        for (size_t i = 0; i < n; i++)
            d[i] = table->values[a[i]];
    }
}

VECTOR void kernel_lookup_mask(size_t n, uint8_t *restrict d, const uint8_t *restrict a,
                               const Lookup *table)
{
    const uint8_t first = table->unknown[1], second = table->unknown[2];
    if (table->choices > 2)
        for (size_t i = 0; i < n; i++)
            d[i] = (uint8_t)(d[i] | table->unknown[a[i]]);
    else
        for (size_t i = 0; i < n; i++) {
            const uint8_t known = ((a[i] == 1) & !first) | ((a[i] == 2) & !second);
            d[i] = (uint8_t)(d[i] | !known);
        }
}

/* ---- bands -------------------------------------------------------------------------------- */

#define BANDS_CASE(K, T, reached)                                                                  \
    case K: {                                                                                      \
        T limit[K];                                                                                \
        uint64_t step[K];                                                                          \
        for (size_t k = 0; k < K; k++)                                                             \
            limit[k] = (T)b->limit[k], step[k] = (uint64_t)b->step[k];                             \
        for (size_t i = 0; i < n; i++) {                                                           \
            uint64_t sum = 0;                                                                      \
            for (size_t k = 0; k < K; k++)                                                         \
                sum += key[i] reached limit[k] ? step[k] : 0;                                      \
            d[i] = (int64_t)sum;                                                                   \
        }                                                                                          \
        return;                                                                                    \
    }
#define BANDS_CASES(T, reached)                                                                    \
    BANDS_CASE(1, T, reached)                                                                      \
    BANDS_CASE(2, T, reached)                                                                      \
    BANDS_CASE(3, T, reached)                                                                      \
    BANDS_CASE(4, T, reached)                                                                      \
    BANDS_CASE(5, T, reached)                                                                      \
    BANDS_CASE(6, T, reached)                                                                      \
    BANDS_CASE(7, T, reached)                                                                      \
    BANDS_CASE(8, T, reached)

/* Births: the earlier the day, the older the person. */
VECTOR void kernel_bands_day(size_t n, int64_t *restrict d, const int32_t *restrict key,
                             const Bands *b)
{
    switch (b->count) {
        BANDS_CASES(int32_t, <=)
    default:
        return;
    }
}

VECTOR void kernel_bands_number(size_t n, int64_t *restrict d, const int64_t *restrict key,
                                const Bands *b)
{
    switch (b->count) {
        BANDS_CASES(int64_t, >=)
    default:
        return;
    }
}
