/* The order of a program's instructions, and on what each rests. Those on rows stand in two
 * stretches: eligibility, its reason and the months; then what only the amounts need, so that it
 * runs over the few rows that are paid (narrow.c). Within a stretch the order stays that of the
 * text. What an instruction rests on, the month or standards or neither, says whether it must run
 * again over a block that another run has just computed. */
#include "lang/compile.h"

#include <string.h>

/* ---- what an instruction rests on --------------------------------------------------------- */

typedef struct {
    uint8_t *rests; /* by register */
    uint8_t now;
} RestsWalk;

static void rests_join(void *context, Reg r)
{
    RestsWalk *walk = context;
    walk->now |= walk->rests[r];
}

/* A guard decides whether the instruction runs at all, so it rests on that too. */
void code_rests(Arena *arena, Code *code)
{
    RestsWalk walk = {NEW_ARRAY(arena, uint8_t, code->register_count), 0};
    for (size_t k = 0; k < code->count; k++) {
        Instruction *i = &code->items[k];
        walk.now = instruction_rests(code, i) | walk.rests[i->guard];
        visit_reads(code, i, rests_join, &walk);
        i->rests = walk.rests[i->d] = walk.now;
    }
}

/* ---- stretches ---------------------------------------------------------------------------- */

/* Facts are not computed, only pointed at: they come first whoever needs them. */
static bool is_of_amounts(const Instruction *i)
{
    return i->parts == PART_AMOUNTS && i->op != OP_INPUT;
}

void code_order(Arena *arena, Code *code)
{
    size_t body = code->count - code->constants, n = 0;
    Instruction *ordered = NEW_ARRAY(arena, Instruction, body + 1);
    for (size_t k = code->constants; k < code->count; k++)
        if (!is_of_amounts(&code->items[k])) ordered[n++] = code->items[k];
    code->amounts_from = code->constants + n;
    for (size_t k = code->constants; k < code->count; k++)
        if (is_of_amounts(&code->items[k])) ordered[n++] = code->items[k];
    if (body) memcpy(code->items + code->constants, ordered, body * sizeof(Instruction));
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
