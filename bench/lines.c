/* Lines of law over one block, each a loop that the compiler turns into vector code. */
#include "bench/lines.h"

static const uint8_t ALL_KNOWN[PERSONS_MOST];

/* A column without missing facts gets a mask of zeros, so that every loop has one form. */
In column_in(const World *w, const char *key, bool of_member)
{
    const Column *c = world_column(w, key, of_member);
    ensure(c != NULL);
    return (In){c->values, c->values, c->values, c->unknown ? c->unknown : ALL_KNOWN};
}

/* ---- lines of law over a block ------------------------------------------------------------ */

VECTOR void line_home(size_t n, In home, uint8_t *restrict t)
{
    for (size_t i = 0; i < n; i++) {
        uint8_t in = (home.day[i] >= HOME_FIRST) & (home.day[i] <= HOME_LAST);
        t[i] = home.unknown[i] ? 1 : (uint8_t)(in * 2);
    }
}

VECTOR void line_day_from(size_t n, In day, int32_t from, uint8_t *restrict t)
{
    for (size_t i = 0; i < n; i++)
        t[i] = day.unknown[i] ? 1 : (uint8_t)((day.day[i] >= from) * 2);
}

VECTOR void line_day_until(size_t n, In day, int32_t until, uint8_t *restrict t)
{
    for (size_t i = 0; i < n; i++)
        t[i] = day.unknown[i] ? 1 : (uint8_t)((day.day[i] <= until) * 2);
}

VECTOR void line_choice(size_t n, In in, uint32_t set, uint8_t *restrict t)
{
    for (size_t i = 0; i < n; i++)
        t[i] = in.unknown[i] ? 1 : (uint8_t)(((set >> (in.byte[i] & 31)) & 1) * 2);
}

VECTOR void line_zero(size_t n, In in, uint8_t *restrict t)
{
    for (size_t i = 0; i < n; i++)
        t[i] = in.unknown[i] ? 1 : (uint8_t)((in.number[i] == 0) * 2);
}

VECTOR void line_not(size_t n, const uint8_t *restrict in, uint8_t *restrict t)
{
    for (size_t i = 0; i < n; i++)
        t[i] = (uint8_t)(2 - in[i]);
}

VECTOR static void add_line(size_t n, const uint8_t *restrict t, uint8_t line,
                            uint8_t *restrict eligible, uint8_t *restrict reason)
{
    for (size_t i = 0; i < n; i++) {
        eligible[i] = t[i] < eligible[i] ? t[i] : eligible[i];
        const uint8_t before = reason[i];
        reason[i] = ((before == 0) & (t[i] != 2)) ? line : before;
    }
}

/* Pays a number that is known in each row. */
VECTOR void pay_constant(size_t n, int64_t fen, const uint8_t *restrict eligible,
                         int64_t *restrict amount, uint8_t *restrict unknown)
{
    for (size_t i = 0; i < n; i++) {
        amount[i] = eligible[i] == 2 ? fen : 0;
        unknown[i] = eligible[i] == 1;
    }
}

void lines_join(Lines *lines, size_t n, LoopResults *out, size_t first)
{
    uint8_t *eligible = out->eligible + first, *reason = out->reason + first;
    memset(eligible, 2, n);
    memset(reason, 0, n);
    for (size_t k = 0; k < lines->lines; k++)
        add_line(n, lines->line[k], (uint8_t)(k + 1), eligible, reason);
}

size_t block_rows(const World *w, size_t first)
{
    size_t left = w->facts.rows - first;
    return left < BLOCK ? left : BLOCK;
}

VECTOR void line_or(size_t n, const uint8_t *restrict other, uint8_t *restrict t)
{
    for (size_t i = 0; i < n; i++)
        t[i] = other[i] > t[i] ? other[i] : t[i];
}
