/* The order of a program's instructions. Those on rows stand in three stretches: first what rests
 * on the facts alone, whatever the month and the standards, so that several bindings share it; then
 * eligibility and the months; last what only the amounts need, so that it runs over the few rows
 * that are paid (narrow.c). Within a stretch the order stays, and a stretch reads only itself and
 * those before it. */
#include "lang/compile.h"

#include <string.h>

typedef struct {
    bool *steady; /* by register: the same for all months and standards */
    bool now;
} SteadyWalk;

static void steady_join(void *context, Reg r)
{
    SteadyWalk *walk = context;
    walk->now = walk->now && walk->steady[r];
}

static bool is_steady_bound(BoundKind kind)
{
    return kind == BOUND_HOME_FIRST || kind == BOUND_HOME_LAST || kind == BOUND_SPAN_FIRST ||
           kind == BOUND_SPAN_LAST;
}

static bool *steady_registers(Arena *arena, const Code *code)
{
    SteadyWalk walk = {NEW_ARRAY(arena, bool, code->register_count), true};
    for (size_t k = 0; k < code->count; k++) {
        const Instruction *i = &code->items[k];
        walk.now = i->op != OP_STANDARD_BY &&
                   (i->op != OP_BOUND || is_steady_bound(code->bounds[i->i].kind));
        visit_reads(code, i, steady_join, &walk);
        walk.steady[i->d] = walk.now;
    }
    return walk.steady;
}

typedef enum { STRETCH_STEADY, STRETCH_RULES, STRETCH_AMOUNTS, STRETCH_COUNT } Stretch;

/* Facts are not computed, only pointed at: they come first whoever needs them. */
static Stretch stretch_of(const Instruction *i, const bool *steady)
{
    if (i->parts == PART_AMOUNTS && i->op != OP_INPUT) return STRETCH_AMOUNTS;
    return steady[i->d] ? STRETCH_STEADY : STRETCH_RULES;
}

void code_order(Arena *arena, Code *code)
{
    const bool *steady = steady_registers(arena, code);
    size_t body = code->count - code->constants;
    Instruction *ordered = NEW_ARRAY(arena, Instruction, body + 1);
    size_t end[STRETCH_COUNT], n = 0;
    for (Stretch s = STRETCH_STEADY; s < STRETCH_COUNT; s++) {
        for (size_t k = code->constants; k < code->count; k++)
            if (stretch_of(&code->items[k], steady) == s) ordered[n++] = code->items[k];
        end[s] = code->constants + n;
    }
    if (body) memcpy(code->items + code->constants, ordered, body * sizeof(Instruction));
    code->rules_from = end[STRETCH_STEADY];
    code->amounts_from = end[STRETCH_RULES];
}

/* Registers that the amounts read and something before them wrote. */
typedef struct {
    Code *code;
    bool *written_before, *crosses;
} CrossWalk;

static void cross_note(void *context, Reg r)
{
    CrossWalk *walk = context;
    if (walk->written_before[r]) walk->crosses[r] = true;
}

void code_cross(Arena *arena, Code *code, size_t components)
{
    CrossWalk walk = {code, NEW_ARRAY(arena, bool, code->register_count),
                      NEW_ARRAY(arena, bool, code->register_count)};
    for (size_t k = code->constants; k < code->amounts_from; k++)
        walk.written_before[code->items[k].d] = true;
    for (size_t k = code->amounts_from; k < code->count; k++) {
        visit_reads(code, &code->items[k], cross_note, &walk);
        cross_note(&walk, code->items[k].guard);
    }
    cross_note(&walk, code->eligible);
    for (size_t k = 0; k < components; k++)
        cross_note(&walk, code->amounts[k]);
    code->crossing = NEW_ARRAY(arena, Reg, code->register_count);
    for (size_t r = 1; r < code->register_count; r++)
        if (walk.crosses[r]) code->crossing[code->crossing_count++] = (Reg)r;
}
