/* The inner loops. They are written so that the compiler can turn each into vector code: one loop,
 * no early exit, restricted pointers, choices as arithmetic. VECTOR asks for the loop in several
 * widths. Nothing here checks anything: the machine has checked before. */
#include "lang/kernels.h"

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) &&                             \
    !defined(__SANITIZE_ADDRESS__)
#define VECTOR __attribute__((target_clones("default", "avx2", "arch=x86-64-v4")))
#else
#define VECTOR
#endif

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

VECTOR void kernel_reason(size_t n, uint8_t *restrict d, const uint8_t *restrict t, uint8_t line)
{
    for (size_t i = 0; i < n; i++) {
        const uint8_t before = d[i];
        d[i] = t[i] == 2 ? before : line;
    }
}

/* ---- numbers ------------------------------------------------------------------------------ */

VECTOR int64_t kernel_largest(size_t n, const int64_t *a)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < n; i++)
        bits |= (uint64_t)(a[i] ^ (a[i] >> 63));
    return bits == INT64_MAX ? INT64_MAX : (int64_t)(bits + 1); /* |INT64_MIN| counts as well */
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

VECTOR void kernel_lookup(size_t n, int64_t *restrict d, const uint8_t *restrict a,
                          const int64_t *table)
{
    for (size_t i = 0; i < n; i++)
        d[i] = table[a[i]];
}

VECTOR void kernel_lookup_mask(size_t n, uint8_t *restrict d, const uint8_t *restrict a,
                               const uint8_t *table)
{
    for (size_t i = 0; i < n; i++)
        d[i] = (uint8_t)(d[i] | table[a[i]]);
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

/* ---- days --------------------------------------------------------------------------------- */

VECTOR int kernel_any_none(size_t n, const int32_t *a)
{
    int any = 0;
    for (size_t i = 0; i < n; i++)
        any |= a[i] == INT32_MAX;
    return any;
}

/* Shifted so that none, the largest, becomes the least. */
VECTOR void kernel_range(size_t n, const int32_t *restrict a, int32_t *low, int32_t *high)
{
    const uint32_t shift = 0x80000001u;
    int32_t least = INT32_MAX;
    uint32_t most = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t shifted = (uint32_t)a[i] + shift;
        most = shifted > most ? shifted : most;
        least = a[i] < least ? a[i] : least;
    }
    *low = least;
    *high = most == 0 ? INT32_MIN : (int32_t)(most - shift);
}

/* `result` unless `day` is none, without a branch. */
static inline __attribute__((always_inline)) int32_t keep_none(int32_t day, uint32_t result)
{
    const uint32_t none = -(uint32_t)(day == INT32_MAX);
    return (int32_t)((result & ~none) | (none & INT32_MAX));
}

/* Civil date from a day number by multiplications only (Neri and Schneider, 2021). Days before
 * year 0 and beyond 2^28 do not occur; INT32_MAX, "none", is kept by the caller's last line. */
typedef struct {
    uint32_t year, month, day; /* year shifted by 400 * 30; month 3..14, day from 0 */
} Civil;
static inline __attribute__((always_inline)) Civil civil_of(int32_t days)
{
    uint32_t shifted = (uint32_t)days + 719468u + 146097u * 30u;
    uint32_t n1 = 4 * shifted + 3;
    uint32_t century = n1 / 146097, of_century = n1 % 146097 / 4;
    uint64_t p2 = (uint64_t)2939745 * (4 * of_century + 3);
    uint32_t of_year = (uint32_t)(p2 & 0xffffffff) / 2939745 / 4;
    uint32_t n3 = 2141 * of_year + 197913;
    return (Civil){100 * century + (uint32_t)(p2 >> 32), n3 >> 16, (n3 & 0xffff) / 2141};
}

VECTOR void kernel_month_of(size_t n, int32_t *restrict d, const int32_t *restrict a)
{
    for (size_t i = 0; i < n; i++) {
        const Civil c = civil_of(a[i]);
        d[i] = keep_none(a[i], c.year * 12 + c.month - 1 - 400u * 30 * 12);
    }
}

/* Days since 1900-03-01 as years that begin in March and a day of the year. The quotient by 1461
 * quarter days is exact in single precision: a remainder is at least 1/1461, the error below a
 * twentieth of that, and 0.0002 lies between. A day that is none gives something, without harm. */
typedef struct {
    uint32_t year, of_year;
} March;
static inline __attribute__((always_inline)) March march_of(int32_t day)
{
    const uint32_t since = (uint32_t)day - (uint32_t)KERNEL_JULIAN_FIRST;
    const float quarters = (float)(int32_t)(4 * since + 3);
    const uint32_t year = (uint32_t)(int32_t)(quarters * (1.0F / 1461.0F) + 0.0002F);
    return (March){year, since - (1461 * year >> 2)};
}

VECTOR void kernel_month_of_julian(size_t n, int32_t *restrict d, const int32_t *restrict a)
{
    for (size_t i = 0; i < n; i++) {
        const March m = march_of(a[i]);
        const uint32_t of_year = (2141 * m.of_year + 197913) >> 16;
        d[i] = keep_none(a[i], (1900 + m.year) * 12 + of_year - 1);
    }
}

/* Only for one born on 29 February, the last day of a March year, does the month change: to March
 * when the birthday's year is a common one. */
VECTOR void kernel_birthday_month_julian(size_t n, int32_t *restrict d, const int32_t *restrict a,
                                         int32_t years)
{
    const uint32_t fourth = years % 4 != 0, more = (uint32_t)years;
    for (size_t i = 0; i < n; i++) {
        const March m = march_of(a[i]);
        const uint32_t year = 1901 + m.year + more; /* of a birthday in January or February */
        const uint32_t common = fourth | (year == 1900) | (year == 2100) | (year == 2200);
        const uint32_t of_year = (2141 * m.of_year + 197913) >> 16;
        const uint32_t month = (1900 + m.year + more) * 12 + of_year - 1;
        d[i] = keep_none(a[i], month + ((m.of_year == 365) & common));
    }
}

/* 29 February of a common year becomes 1 March because March is month 0 of the shifted year. */
VECTOR void kernel_birthday(size_t n, int32_t *restrict d, const int32_t *restrict a, int32_t years)
{
    for (size_t i = 0; i < n; i++) {
        Civil c = civil_of(a[i]);
        uint32_t year = c.year + (uint32_t)years, century = year / 100;
        uint32_t before = 1461 * year / 4 - century + century / 4;
        uint32_t of_year = (979 * c.month - 2919) / 32 + c.day;
        uint32_t day = before + of_year - 719468u - 146097u * 30u;
        d[i] = keep_none(a[i], day);
    }
}

VECTOR void kernel_add_day(size_t n, int32_t *restrict d, const int32_t *restrict a, int32_t count)
{
    for (size_t i = 0; i < n; i++)
        d[i] = keep_none(a[i], (uint32_t)a[i] + (uint32_t)count);
}

/* ---- members ------------------------------------------------------------------------------ */

void kernel_total_numbers(size_t n, uint64_t *restrict total, const int64_t *restrict a)
{
    uint64_t sum = total[0] = 0;
    for (size_t i = 0; i < n; i++)
        total[i + 1] = sum += (uint64_t)a[i];
}

void kernel_total_marks(size_t n, uint64_t *restrict total, const uint8_t *restrict mask)
{
    uint64_t sum = total[0] = 0;
    for (size_t i = 0; i < n; i++)
        total[i + 1] = sum += mask[i];
}

/* YES is 2 and UNKNOWN 1, so t >> 1 counts the one and t & 1 the other. */
void kernel_total_truths(size_t n, uint64_t *restrict total, const uint8_t *restrict t)
{
    uint64_t sum = total[0] = 0;
    for (size_t i = 0; i < n; i++)
        total[i + 1] = sum += (uint64_t)(t[i] >> 1) | (uint64_t)(t[i] & 1) << 32;
}

#define FOLD(name, TO, result)                                                                     \
    void name(const Totals *t, TO *restrict d)                                                     \
    {                                                                                              \
        const uint32_t *restrict start = t->start, base = start[0];                                \
        for (size_t i = 0; i < t->owners; i++) {                                                   \
            const uint64_t all = t->total[start[i + 1] - base] - t->total[start[i] - base];        \
            const uint64_t yes = all & UINT32_MAX, unknown = all >> 32;                            \
            const uint64_t size = start[i + 1] - start[i];                                         \
            (void)yes, (void)unknown, (void)size;                                                  \
            d[i] = (TO)(result);                                                                   \
        }                                                                                          \
    }
FOLD(kernel_sum, int64_t, all)
FOLD(kernel_count, int64_t, yes)
FOLD(kernel_mask_any, uint8_t, all != 0)
FOLD(kernel_unknown_any, uint8_t, unknown != 0)
FOLD(kernel_any, uint8_t, (yes != 0) * 2 + ((yes == 0) & (unknown != 0)))
FOLD(kernel_all, uint8_t, (yes == size) * 2 + ((yes != size) & (yes + unknown == size)))

/* Households begin where the running count of beginnings grows; empty ones add to it at once. */
void kernel_owners(size_t owners, const uint32_t *restrict start, uint32_t *restrict owner)
{
    const uint32_t base = start[0], n = start[owners] - base;
    for (uint32_t j = 0; j <= n; j++)
        owner[j] = 0;
    for (size_t i = 1; i < owners; i++)
        owner[start[i] - base]++;
    for (uint32_t j = 0, at = 0; j < n; j++)
        owner[j] = at += owner[j];
}

#define SPREAD(name, T)                                                                            \
    void name(size_t n, const uint32_t *restrict owner, T *restrict d, const T *restrict a)        \
    {                                                                                              \
        for (size_t j = 0; j < n; j++)                                                             \
            d[j] = a[owner[j]];                                                                    \
    }
SPREAD(kernel_spread_byte, uint8_t)
SPREAD(kernel_spread_day, int32_t)
SPREAD(kernel_spread_number, int64_t)

/* ---- results ------------------------------------------------------------------------------ */

VECTOR void kernel_pay(size_t n, int64_t *restrict d, const uint8_t *restrict eligible,
                       const int64_t *restrict a)
{
    for (size_t i = 0; i < n; i++) {
        const int64_t amount = a[i];
        d[i] = eligible[i] == 2 ? amount : 0;
    }
}

VECTOR void kernel_pay_mask(size_t n, uint8_t *restrict d, const uint8_t *restrict eligible,
                            const uint8_t *restrict u)
{
    for (size_t i = 0; i < n; i++)
        d[i] = (uint8_t)((eligible[i] == 1) | ((eligible[i] == 2) & u[i]));
}
