/* The inner loops between households and members, and those of results; see kernels.c for how they
 * are written. */
#include "lang/kernels_vector.h"

#include <string.h>

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

/* ---- small households --------------------------------------------------------------------- */

static const uint64_t ONES = UINT64_C(0x0101010101010101), TOPS = UINT64_C(0x8080808080808080);

/* Adds eight bytes to eight bytes, each for itself. */
static inline uint64_t add_bytes(uint64_t a, uint64_t b)
{
    return ((a & ~TOPS) + (b & ~TOPS)) ^ ((a ^ b) & TOPS);
}

/* Eight at a time: a product with ones is the running sum of a word's bytes. */
void kernel_total_bits(size_t n, uint8_t *restrict total, const uint8_t *restrict a, unsigned bit)
{
    uint64_t sum = total[0] = 0;
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        uint64_t word;
        memcpy(&word, a + i, sizeof word);
        const uint64_t within = (word >> bit & ONES) * ONES;
        const uint64_t totals = add_bytes(within, (sum & UINT8_MAX) * ONES);
        memcpy(total + i + 1, &totals, sizeof totals);
        sum += within >> 56;
    }
    for (; i < n; i++)
        total[i + 1] = (uint8_t)(sum += a[i] >> bit & 1U);
}

#define FOLD_BITS(name, TO, result)                                                                \
    void name(const BitTotals *t, TO *restrict d)                                                  \
    {                                                                                              \
        const uint32_t *restrict start = t->start, base = start[0];                                \
        const uint8_t *restrict first = t->total, *restrict second = t->unknown;                   \
        uint8_t before = first[0], unknown_before = second[0];                                     \
        for (size_t i = 0; i < t->owners; i++) {                                                   \
            const uint32_t end = start[i + 1] - base;                                              \
            const uint8_t yes = (uint8_t)(first[end] - before);                                    \
            const uint8_t unknown = (uint8_t)(second[end] - unknown_before);                       \
            before = first[end], unknown_before = second[end];                                     \
            d[i] = (TO)(result);                                                                   \
            (void)unknown;                                                                         \
        }                                                                                          \
    }
FOLD_BITS(kernel_bits_count, int64_t, yes)
FOLD_BITS(kernel_bits_some, uint8_t, yes != 0)
FOLD_BITS(kernel_bits_any, uint8_t, (yes != 0) * 2 | ((yes == 0) & (unknown != 0)))

uint32_t kernel_largest_group(size_t owners, const uint32_t *start)
{
    uint32_t most = 0;
    for (size_t i = 0; i < owners; i++) {
        const uint32_t size = start[i + 1] - start[i];
        most = size > most ? size : most;
    }
    return most;
}

/* ---- spreading ---------------------------------------------------------------------------- */

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

#define SCATTER(name, T)                                                                           \
    void name(size_t n, const uint32_t *restrict at, T *restrict d, const T *restrict a)           \
    {                                                                                              \
        for (size_t i = 0; i < n; i++)                                                             \
            d[at[i]] = a[i];                                                                       \
    }
SCATTER(kernel_scatter_byte, uint8_t)
SCATTER(kernel_scatter_number, int64_t)

size_t kernel_select(size_t n, uint32_t *restrict at, const uint8_t *restrict t)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        at[count] = (uint32_t)i;
        count += t[i] != 0;
    }
    return count;
}

/* Most households have at most SELECT_ROOM members: so many are written without asking. */
size_t kernel_select_members(const Selection *rows, uint32_t *restrict start, uint32_t *restrict at)
{
    size_t count = 0;
    const uint32_t *restrict all = rows->start;
    for (size_t k = 0; k < rows->rows; k++) {
        const uint32_t first = all[rows->row_at[k]] - all[0];
        const uint32_t size = all[rows->row_at[k] + 1] - all[rows->row_at[k]];
        start[k] = (uint32_t)count;
        for (uint32_t j = 0; j < SELECT_ROOM; j++)
            at[count + j] = first + j;
        for (uint32_t j = SELECT_ROOM; j < size; j++)
            at[count + j] = first + j;
        count += size;
    }
    start[rows->rows] = (uint32_t)count;
    return count;
}

/* ---- results ------------------------------------------------------------------------------ */

VECTOR void kernel_pay(size_t n, int64_t *restrict d, const uint8_t *restrict eligible,
                       const int64_t *restrict a)
{
    for (size_t i = 0; i < n; i++) {
        const int64_t amount = a[i];
        d[i] = eligible[i] == 2 ? amount : 0;
    }
}

VECTOR void kernel_pay_one(size_t n, int64_t *restrict d, const uint8_t *restrict eligible,
                           int64_t amount)
{
    for (size_t i = 0; i < n; i++)
        d[i] = eligible[i] == 2 ? amount : 0;
}

VECTOR void kernel_pay_mask(size_t n, uint8_t *restrict d, const uint8_t *restrict eligible,
                            const uint8_t *restrict u)
{
    for (size_t i = 0; i < n; i++)
        d[i] = (uint8_t)((eligible[i] == 1) | ((eligible[i] == 2) & u[i]));
}
