/* The inner loops between households and members, and those of results; see kernels.c for how they
 * are written. */
#include "lang/kernels_vector.h"

#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#include <immintrin.h>
#define SELECTS_WIDE
#endif

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

/* Two counts in a byte, four bits each: of YES (or of marks) low, of UNKNOWN high. */
static const uint64_t ONES = UINT64_C(0x0101010101010101), TOPS = UINT64_C(0x8888888888888888);

/* Adds sixteen counts to sixteen counts, each for itself. */
static inline uint64_t add_counts(uint64_t a, uint64_t b)
{
    return ((a & ~TOPS) + (b & ~TOPS)) ^ ((a ^ b) & TOPS);
}

static inline __attribute__((always_inline)) uint8_t subtract_counts(uint8_t a, uint8_t b)
{
    return (uint8_t)(((a | 0x88) - (b & 0x77)) ^ ((a ^ ~b) & 0x88));
}

/* The running totals of eight counts, after all before them; what they come to together. */
static inline __attribute__((always_inline)) uint8_t total_eight(uint64_t counts, uint8_t before,
                                                                 uint8_t *to)
{
    const uint64_t within = counts * ONES; /* the running sum of a word's bytes */
    const uint64_t totals = add_counts(within, before * ONES);
    memcpy(to, &totals, sizeof totals);
    return (uint8_t)add_counts(before, within >> 56); /* ready sooner than totals >> 56 */
}

/* Whole words first: a copy of a length that is not known is a call. */
#define TOTAL_COUNTS(name, counts)                                                                 \
    void name(size_t n, uint8_t *restrict total, const uint8_t *restrict a)                        \
    {                                                                                              \
        const size_t whole = n & ~(size_t)7;                                                       \
        uint8_t sum = total[0] = 0;                                                                \
        uint64_t t;                                                                                \
        for (size_t i = 0; i < whole; i += sizeof t) {                                             \
            memcpy(&t, a + i, sizeof t);                                                           \
            sum = total_eight((counts), sum, total + i + 1);                                       \
        }                                                                                          \
        t = 0;                                                                                     \
        memcpy(&t, a + whole, n - whole);                                                          \
        total_eight((counts), sum, total + whole + 1);                                             \
    }
TOTAL_COUNTS(kernel_total_few_truths, (t >> 1 & ONES) | (t & ONES) << 4)
TOTAL_COUNTS(kernel_total_few_marks, t &ONES)

/* The totals where households end are picked first; what remains is plain vector code. */
void kernel_few_ends(const FewTotals *t, uint8_t *restrict ends)
{
    const uint32_t *restrict start = t->start, base = start[0];
    const uint8_t *restrict total = t->total;
    for (size_t i = 0; i <= t->owners; i++)
        ends[i] = total[start[i] - base];
}

#define FOLD_COUNTS(name, TO, result)                                                              \
    VECTOR void name(size_t owners, TO *restrict d, const uint8_t *restrict ends)                  \
    {                                                                                              \
        for (size_t i = 0; i < owners; i++) {                                                      \
            const uint8_t all = subtract_counts(ends[i + 1], ends[i]), yes = all & 15;             \
            (void)yes;                                                                             \
            d[i] = (TO)(result);                                                                   \
        }                                                                                          \
    }
FOLD_COUNTS(kernel_few_count, int64_t, yes)
FOLD_COUNTS(kernel_few_unknown, uint8_t, all > 15)
FOLD_COUNTS(kernel_few_some, uint8_t, yes != 0)
FOLD_COUNTS(kernel_few_any, uint8_t, (yes != 0) * 2 | ((yes == 0) & (all != 0)))

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

#define LIST_LOOP(place)                                                                           \
    for (size_t i = 0; i < n; i++) {                                                               \
        at[count] = first + (uint32_t)(place);                                                     \
        fen[count] = amount[i];                                                                    \
        unknown[count] = mark[i];                                                                  \
        count += (amount[i] != 0) | mark[i];                                                       \
    }
size_t kernel_list(size_t n, const Listed *to, const Unlisted *from)
{
    uint32_t *restrict at = to->at;
    int64_t *restrict fen = to->fen;
    uint8_t *restrict unknown = to->unknown;
    const uint32_t *restrict places = from->at, first = from->first;
    const int64_t *restrict amount = from->fen;
    const uint8_t *restrict mark = from->unknown;
    size_t count = 0;
    if (places) {
        LIST_LOOP(places[i])
    } else {
        LIST_LOOP(i)
    }
    return count;
}

/* From row `i` on; `count` are found. */
static size_t select_each(size_t n, uint32_t *restrict at, const uint8_t *restrict t, size_t count,
                          size_t i)
{
    for (; i < n; i++) {
        at[count] = (uint32_t)i;
        count += t[i] != 0;
    }
    return count;
}

#if defined(SELECTS_WIDE)
/* Sixteen places at a time move together; what is written beyond the found is overwritten, and
 * lies below place i + 16. */
__attribute__((target("avx512f,avx512bw,popcnt"))) static size_t
select_wide(size_t n, uint32_t *restrict at, const uint8_t *restrict t)
{
    enum { BYTES = 64, PLACES = 16 };
    size_t count = 0, i = 0;
    __m512i place = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    for (; n - i >= BYTES; i += BYTES) {
        const __m512i truths = _mm512_loadu_si512(t + i);
        uint64_t found = _mm512_test_epi8_mask(truths, truths);
        for (size_t part = 0; part < BYTES / PLACES; part++, found >>= PLACES) {
            _mm512_storeu_si512(at + count, _mm512_maskz_compress_epi32((__mmask16)found, place));
            count += (size_t)__builtin_popcountll(found & UINT16_MAX);
            place = _mm512_add_epi32(place, _mm512_set1_epi32(PLACES));
        }
    }
    return select_each(n, at, t, count, i);
}
#endif

size_t kernel_select(size_t n, uint32_t *restrict at, const uint8_t *restrict t)
{
#if defined(SELECTS_WIDE)
    if (__builtin_cpu_supports("avx512bw")) return select_wide(n, at, t);
#endif
    return select_each(n, at, t, 0, 0);
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

/* ---- streaming ---------------------------------------------------------------------------- */

#if defined(__SSE2__)
/* Whole lines of the cache; the last instruction makes them seen by other threads in order. */
void kernel_stream(size_t bytes, void *restrict to, const void *restrict from)
{
    enum { LINE = 64, PART = sizeof(__m128i) };
    uint8_t *d = to;
    const uint8_t *a = from;
    size_t head = -(uintptr_t)d % LINE, done = head < bytes ? head : bytes;
    memcpy(d, a, done);
    for (; bytes - done >= LINE; done += LINE)
        for (size_t k = 0; k < LINE; k += PART)
            _mm_stream_si128((void *)(d + done + k), _mm_loadu_si128((const void *)(a + done + k)));
    memcpy(d + done, a + done, bytes - done);
    _mm_sfence();
}
#else
void kernel_stream(size_t bytes, void *restrict to, const void *restrict from)
{
    memcpy(to, from, bytes);
}
#endif

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
