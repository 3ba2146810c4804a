/* Private to lang: the inner loops of the machine. Each does one thing to n values, has no branch
 * and no call, and is compiled for several vector widths; which one runs is chosen when the program
 * is loaded. Here is no law and no unknown: masks are columns of their own. */
#ifndef LANG_KERNELS_H
#define LANG_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Two operands. In the VC form `b` points to one value, in the CV form `a` does. */
typedef void Kernel(size_t n, void *restrict d, const void *restrict a, const void *restrict b);
enum { FORM_VV, FORM_VC, FORM_CV, FORM_COUNT };
enum { LANES_BYTE, LANES_DAY, LANES_NUMBER, LANES_COUNT }; /* uint8_t, int32_t, int64_t */

/* d = 0 or 2 (NO, YES); order = ≠ < ≤ > ≥ as in Comparison. */
extern Kernel *const kernel_compare[6][LANES_COUNT][2];
enum { KERNEL_ADD, KERNEL_SUBTRACT, KERNEL_MULTIPLY };
extern Kernel *const kernel_arithmetic[3][FORM_COUNT];
enum { KERNEL_MAX, KERNEL_MIN };
extern Kernel *const kernel_extreme[2][LANES_COUNT][2];

/* d = t is YES ? a : b; the form's bits: 1 = a is one value, 2 = b is one value. */
typedef void ChooseKernel(size_t n, void *restrict d, const uint8_t *restrict t,
                          const void *restrict a, const void *restrict b);
extern ChooseKernel *const kernel_choose[LANES_COUNT][4];

/* truths and masks */
void kernel_not(size_t n, uint8_t *restrict d, const uint8_t *restrict a);
void kernel_mask_join(size_t n, uint8_t *restrict d, const uint8_t *restrict a);  /* d |= a */
void kernel_truth_mask(size_t n, uint8_t *restrict d, const uint8_t *restrict u); /* u ? UNKNOWN */
void kernel_truth_unknown(size_t n, uint8_t *restrict d, const uint8_t *restrict t);
bool kernel_all_are(size_t n, const uint8_t *t, uint8_t truth);
void kernel_in_set(size_t n, uint8_t *restrict d, const uint8_t *restrict a, uint8_t member);
void kernel_in_span(size_t n, uint8_t *restrict d, const int32_t *restrict a, const int32_t *span);
/* d = t, where it is UNKNOWN and `holds` YES the outcome */
void kernel_decide(size_t n, uint8_t *restrict d, const uint8_t *restrict t,
                   const uint8_t *restrict holds, uint8_t outcome);
/* d |= 1 where t is UNKNOWN and `differ` is not 0 */
void kernel_mask_undecided(size_t n, uint8_t *restrict d, const uint8_t *restrict t,
                           const uint8_t *restrict differ);

/* numbers */
int64_t kernel_largest(size_t n, const int64_t *a); /* at least every |a|, below its double */
bool kernel_is_zero_where(size_t n, const int64_t *restrict a, const uint8_t *restrict u);
void kernel_zero_where(size_t n, int64_t *restrict d, const int64_t *restrict a,
                       const uint8_t *restrict u);
/* |a| below 2^50: a is rounded to a multiple of `unit` > 0; d = so many times `value`. */
typedef struct {
    enum { UNITS_UP, UNITS_DOWN, UNITS_HALF_UP } mode;
    int64_t unit, value;
} Units;
void kernel_units(size_t n, int64_t *restrict d, const int64_t *restrict a, const Units *units);
/* A value for each of the codes 0..255; above `choices` and at 0 it is 0 and unknown. */
typedef struct {
    const int64_t *values;
    const uint8_t *unknown;
    size_t choices;
} Lookup;
void kernel_lookup(size_t n, int64_t *restrict d, const uint8_t *restrict a, const Lookup *table);
void kernel_lookup_mask(size_t n, uint8_t *restrict d, const uint8_t *restrict a,
                        const Lookup *table); /* d |= unknown */

/* Bands: d = sum of step[k] over the k whose limit is reached; count <= 8. */
typedef struct {
    size_t count;
    int64_t limit[8], step[8];
} Bands;
void kernel_bands_day(size_t n, int64_t *restrict d, const int32_t *restrict key, const Bands *b);
void kernel_bands_number(size_t n, int64_t *restrict d, const int64_t *restrict key,
                         const Bands *b);

/* days */
int kernel_any_none(size_t n, const int32_t *a); /* some day is none */
/* The range of the days that are not none; low > high when there are none. */
void kernel_range(size_t n, const int32_t *restrict a, int32_t *low, int32_t *high);
void kernel_month_of(size_t n, int32_t *restrict d, const int32_t *restrict a);
/* The same for days from 1900-03-01 to 2100-02-28 (or none), in which every fourth year is a leap
 * year: several times as fast. */
enum { KERNEL_JULIAN_FIRST = -25508, KERNEL_JULIAN_LAST = 47540 };
void kernel_month_of_julian(size_t n, int32_t *restrict d, const int32_t *restrict a);
/* The month in which those born on such days are `years` old, 0 <= years <= 199. */
void kernel_birthday_month_julian(size_t n, int32_t *restrict d, const int32_t *restrict a,
                                  int32_t years);
void kernel_birthday(size_t n, int32_t *restrict d, const int32_t *restrict a, int32_t years);
void kernel_add_day(size_t n, int32_t *restrict d, const int32_t *restrict a, int32_t count);

/* Members of households: owner i has members start[i] - start[0] .. start[i + 1] - start[0] - 1. A
 * fold over members goes over running totals and takes differences: households differ in size, and
 * a loop within a loop would mispredict the end of each. total[0..n] has n + 1 entries. */
void kernel_total_numbers(size_t n, uint64_t *restrict total, const int64_t *restrict a);
void kernel_total_marks(size_t n, uint64_t *restrict total, const uint8_t *restrict mask);
/* YES in the low half, UNKNOWN in the high half */
void kernel_total_truths(size_t n, uint64_t *restrict total, const uint8_t *restrict t);

typedef struct {
    size_t owners;
    const uint32_t *start;
    const uint64_t *total;
} Totals;
void kernel_sum(const Totals *t, int64_t *restrict d);
void kernel_count(const Totals *t, int64_t *restrict d);       /* of YES */
void kernel_mask_any(const Totals *t, uint8_t *restrict d);    /* of marks */
void kernel_unknown_any(const Totals *t, uint8_t *restrict d); /* of UNKNOWN */
void kernel_any(const Totals *t, uint8_t *restrict d);
void kernel_all(const Totals *t, uint8_t *restrict d);

/* The same for truths and masks where no household has more than FEW members, several times as
 * fast; total has n + 9 entries. */
enum { FEW = 15 };
void kernel_total_few_truths(size_t n, uint8_t *restrict total, const uint8_t *restrict a);
void kernel_total_few_marks(size_t n, uint8_t *restrict total, const uint8_t *restrict a);
typedef struct {
    size_t owners;
    const uint32_t *start;
    const uint8_t *total;
} FewTotals;
void kernel_few_ends(const FewTotals *t, uint8_t *restrict ends); /* owners + 1 of them */
void kernel_few_count(size_t owners, int64_t *restrict d, const uint8_t *restrict ends);
void kernel_few_unknown(size_t owners, uint8_t *restrict d, const uint8_t *restrict ends);
void kernel_few_some(size_t owners, uint8_t *restrict d, const uint8_t *restrict ends);
void kernel_few_any(size_t owners, uint8_t *restrict d, const uint8_t *restrict ends);
uint32_t kernel_largest_group(size_t owners, const uint32_t *start);

/* owner[j] of each member; owner has n + 1 entries */
void kernel_owners(size_t owners, const uint32_t *restrict start, uint32_t *restrict owner);
void kernel_spread_byte(size_t n, const uint32_t *restrict owner, uint8_t *restrict d,
                        const uint8_t *restrict a);
void kernel_spread_day(size_t n, const uint32_t *restrict owner, int32_t *restrict d,
                       const int32_t *restrict a);
void kernel_spread_number(size_t n, const uint32_t *restrict owner, int64_t *restrict d,
                          const int64_t *restrict a);

/* Lists what is not plainly nothing; item i stands at `first` + i, or with `at` at `first` + at[i].
 * The columns of the list have n + 1 entries; how many were listed. */
typedef struct {
    const uint32_t *at;
    const int64_t *fen;
    const uint8_t *unknown;
    uint32_t first;
} Unlisted;
typedef struct {
    uint32_t *at;
    int64_t *fen;
    uint8_t *unknown;
} Listed;
size_t kernel_list(size_t n, const Listed *to, const Unlisted *from);

/* Selecting: at[] becomes the places where t is not NO, in order; it has n + 1 entries. */
size_t kernel_select(size_t n, uint32_t *restrict at, const uint8_t *restrict t);
/* The members of some rows, `at` with SELECT_ROOM entries to spare, and where each row's begin. */
enum { SELECT_ROOM = 4 };
typedef struct {
    size_t rows;
    const uint32_t *row_at, *start; /* start: of all rows */
} Selection;
size_t kernel_select_members(const Selection *rows, uint32_t *restrict start,
                             uint32_t *restrict at);
/* d[at[i]] = a[i] */
void kernel_scatter_byte(size_t n, const uint32_t *restrict at, uint8_t *restrict d,
                         const uint8_t *restrict a);
void kernel_scatter_number(size_t n, const uint32_t *restrict at, int64_t *restrict d,
                           const int64_t *restrict a);

/* Copies past the caches, for what is not read again soon. */
void kernel_stream(size_t bytes, void *restrict to, const void *restrict from);

/* results: what is paid where the row is eligible */
void kernel_pay(size_t n, int64_t *restrict d, const uint8_t *restrict eligible,
                const int64_t *restrict a);
void kernel_pay_one(size_t n, int64_t *restrict d, const uint8_t *restrict eligible,
                    int64_t amount);
void kernel_pay_mask(size_t n, uint8_t *restrict d, const uint8_t *restrict eligible,
                     const uint8_t *restrict u);

#endif
