/* Narrowing: most programmes concern few people, and what only the amounts need is computed for
 * those alone. After eligibility is known, the rows of a block that are not NO move together, with
 * their members; the registers that the amounts read are gathered, the instructions run over the
 * few rows as over any block, and what is paid is scattered to where the rows stand. */
#include "lang/scratch.h"

#include <string.h>

/* Fewer instructions than this are faster over all rows than moving the few and scattering. A list
 * is of few rows anyway. */
enum { WORTH = 8 };

static bool is_worth(const Code *code, bool listed)
{
    return listed || code->count - code->amounts_from >= WORTH;
}

static Vector gather(const Run *few, const Narrow *narrow, Reg r, Vector to)
{
    const Vector from = few->vectors[r];
    if (from.one) return from;
    Class class = run_class(few, r);
    bool member = few->code->registers[r].shape == SHAPE_MEMBER;
    const uint32_t *at = member ? narrow->member_at : narrow->row_at;
    size_t n = member ? few->members : few->rows;
    to.largest = from.largest;
    if (class == CLASS_TRUTH || class == CLASS_CHOICE)
        kernel_spread_byte(n, at, to.values, from.values);
    else if (class == CLASS_DAY)
        kernel_spread_day(n, at, to.values, from.values);
    else
        kernel_spread_number(n, at, to.values, from.values);
    if (class == CLASS_RATIO) kernel_spread_number(n, at, to.below, from.below);
    if (!from.has_unknown) return to;
    if (class != CLASS_TRUTH) kernel_spread_byte(n, at, to.unknown, from.unknown);
    const void *marks = class == CLASS_TRUTH ? to.values : to.unknown;
    to.has_unknown = memchr(marks, 1, n) != NULL; /* UNKNOWN and a mask's mark are both 1 */
    return to;
}

static void select_rows(const Narrow *narrow, const Run *run, Run *few)
{
    const Vector *eligible = &run->vectors[run->code->eligible];
    few->rows = kernel_select(run->rows, narrow->row_at, eligible->values);
    if (!run->start || 2 * few->rows > run->rows) return;
    const Selection few_rows = {few->rows, narrow->row_at, run->start};
    few->members = kernel_select_members(&few_rows, narrow->start, narrow->member_at);
    few->start = narrow->start;
}

bool narrow_begin(Scratch *s, const Run *run, bool listed, Run *few)
{
    const Code *code = s->code;
    Narrow *narrow = &s->narrow;
    if (!is_worth(code, listed) || run->vectors[code->eligible].one) return false;
    *few = *run;
    select_rows(narrow, run, few);
    if (2 * few->rows > run->rows) return false;
    few->owners_known = false;
    few->overflow = narrow->overflow;
    few->block = ++s->blocks;
    if (run->overflowed)
        kernel_spread_byte(few->rows, narrow->row_at, few->overflow, run->overflow);
    else
        memset(few->overflow, 0, few->rows);
    for (size_t k = 0; k < code->crossing_count; k++) {
        Reg r = code->crossing[k];
        narrow->wide[k] = few->vectors[r];
        few->vectors[r] = gather(few, narrow, r, narrow->own[k]);
    }
    return true;
}

void narrow_end(Scratch *s, const Run *few, Run *run)
{
    const Code *code = s->code;
    const Narrow *narrow = &s->narrow;
    for (size_t k = 0; k < code->crossing_count; k++)
        few->vectors[code->crossing[k]] = narrow->wide[k];
    if (few->overflowed)
        kernel_scatter_byte(few->rows, narrow->row_at, run->overflow, few->overflow);
    run->overflowed = run->overflowed || few->overflowed;
    run->owners_known = false;
}
