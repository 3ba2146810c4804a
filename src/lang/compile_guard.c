/* Guards: what need not run in a block. If in a block every row of a condition is NO, nothing of
 * what only its then-branch reads matters; likewise the amounts where nobody is eligible. Most
 * programmes concern few people, so most blocks of a district stop there. An instruction that is
 * not run leaves its register as it was; nothing reads it, for the IF copies its other branch. */
#include "lang/compile.h"

static const size_t NOT_DEFINED = SIZE_MAX;

/* How often each register is read, by everything and from within the region at hand. */
typedef struct {
    uint32_t *all, *within;
    bool inside;
} Reads;

static void count_read(void *context, Reg r)
{
    Reads *reads = context;
    if (reads->inside)
        reads->within[r]++;
    else
        reads->all[r]++;
}

static void count_results(const Code *code, size_t components, Reads *reads)
{
    const Reg results[] = {code->eligible, code->candidate, code->reason, code->start,
                           code->stop,     code->floor,     code->counted};
    for (size_t k = 0; k < COUNT_OF(results); k++)
        count_read(reads, results[k]);
    for (size_t k = 0; k < components; k++)
        count_read(reads, code->amounts[k]);
}

static size_t definition_of(const Code *code, Reg r)
{
    for (size_t k = code->constants; k < code->count; k++)
        if (code->items[k].d == r) return k;
    return NOT_DEFINED;
}

typedef struct {
    Reg guard;
    size_t last; /* the instructions before this one are looked at */
} Region;

/* Guards what is read only from within the region, whose roots are counted in reads->within. */
static void guard_region(Code *code, Reads *reads, Region region)
{
    size_t first = definition_of(code, region.guard);
    if (first == NOT_DEFINED) return; /* a constant */
    reads->inside = true;
    for (size_t k = region.last; k-- > first + 1;) {
        Instruction *i = &code->items[k];
        if (reads->within[i->d] == 0 || reads->within[i->d] != reads->all[i->d]) continue;
        visit_reads(code, i, count_read, reads);
        if (i->guard || i->op == OP_INPUT) continue;
        i->guard = region.guard;
    }
    reads->inside = false;
}

static void guard_branch(Arena *arena, Code *code, Reads *reads, size_t at)
{
    const Instruction *i = &code->items[at];
    reads->within = NEW_ARRAY(arena, uint32_t, code->register_count);
    reads->within[i->b] = 1;
    guard_region(code, reads, (Region){i->a, at});
}

static void guard_amounts(Arena *arena, Code *code, Reads *reads, size_t components)
{
    reads->within = NEW_ARRAY(arena, uint32_t, code->register_count);
    for (size_t k = 0; k < components; k++)
        reads->within[code->amounts[k]]++;
    guard_region(code, reads, (Region){code->eligible, code->count});
}

/* A truth is chosen by a loop that reads both branches, so only other IFs guard theirs. */
void code_guard(Arena *arena, Code *code, size_t components)
{
    Reads reads = {.all = NEW_ARRAY(arena, uint32_t, code->register_count)};
    for (size_t k = 0; k < code->count; k++)
        visit_reads(code, &code->items[k], count_read, &reads);
    count_results(code, components, &reads);
    for (size_t k = code->count; k-- > code->constants;) {
        const Instruction *i = &code->items[k];
        if (i->op != OP_IF || code->registers[i->d].class == CLASS_TRUTH) continue;
        guard_branch(arena, code, &reads, k);
    }
    guard_amounts(arena, code, &reads, components);
}
