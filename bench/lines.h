/* Lines of law as loops over one block: what the hand-written programmes have in common. A line is
 * a column of Kleene truths. */
#ifndef BENCH_LINES_H
#define BENCH_LINES_H

#include "bench/loops.h"

#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define VECTOR __attribute__((target_clones("default", "avx2", "arch=x86-64-v4"), unused))
#else
#define VECTOR __attribute__((unused))
#endif

enum { BLOCK = 2048 };

/* A column whatever its type. */
typedef struct {
    const uint8_t *byte;
    const int32_t *day;
    const int64_t *number;
    const uint8_t *unknown;
} In;
In column_in(const World *w, const char *key, bool of_member);

static inline In in_at(In in, size_t row)
{
    return (In){in.byte + row, in.day + row, in.number + row, in.unknown + row};
}

typedef struct {
    uint8_t line[16][BLOCK];
    size_t lines;
} Lines;

void line_home(size_t n, In home, uint8_t *restrict t);
void line_day_from(size_t n, In day, int32_t from, uint8_t *restrict t);
void line_day_until(size_t n, In day, int32_t until, uint8_t *restrict t);
void line_choice(size_t n, In in, uint32_t set, uint8_t *restrict t);
void line_zero(size_t n, In in, uint8_t *restrict t);
void line_not(size_t n, const uint8_t *restrict in, uint8_t *restrict t);
void pay_constant(size_t n, int64_t fen, const uint8_t *restrict eligible, int64_t *restrict amount,
                  uint8_t *restrict unknown);
void lines_join(Lines *lines, size_t n, LoopResults *out, size_t first);
size_t block_rows(const World *w, size_t first);
void line_or(size_t n, const uint8_t *restrict other, uint8_t *restrict t);

#endif
