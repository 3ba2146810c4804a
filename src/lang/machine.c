/* Running a program over rows: blocks that hold whole households and stay in the cache, each
 * instruction over the whole block, then the results. Read machine_run from the bottom up. */
#include "lang/scratch.h"

#include <string.h>

/* Rows come in whole vectors where they can, so that few loops have a remainder. */
enum { BLOCK_ROWS = MACHINE_BLOCK, VECTOR_ROWS = 64 };
/* So many amounts and the facts they come from do not stay in the last cache. */
enum { STREAM_FROM = 1 << 21 };

/* ---- a block --------------------------------------------------------------------------------- */

void scratch_block(Scratch *s, const Env *env, const Facts *facts, Run *run)
{
    const Code *code = s->code;
    run->program = env->program;
    run->code = code;
    run->bound = code == &env->program->fast ? &env->fast : &env->full;
    run->facts = facts;
    run->vectors = s->vectors;
    run->own = s->own;
    run->overflow = s->overflow;
    run->spare = s->spare;
    run->total = s->total;
    run->owner = s->owner;
    run->owners_known = false;
    run->overflowed = false;
    run->block = ++s->blocks;
}

void scratch_stretch(Run *run, uint8_t wanted, size_t from, size_t to)
{
    for (size_t k = from; k < to; k++) {
        const Instruction *i = &run->code->items[k];
        if (!(i->parts & wanted) || !(i->rests & run->changed)) continue;
        if (i->guard && run_uniform(run, i->guard, NO)) continue;
        handlers[i->op](run, i);
    }
}

void scratch_run(Scratch *s, const Env *env, const Facts *facts, uint8_t wanted, Run *run)
{
    scratch_block(s, env, facts, run);
    run->changed = RESTS_ALL;
    scratch_stretch(run, wanted, s->code->constants, s->code->count);
}

void scratch_bind(Scratch *s, const BoundCode *bound)
{
    for (size_t k = 0; k < s->code->constants; k++) {
        Reg r = s->code->items[k].d;
        s->vectors[r] = bound->vectors[r];
    }
}

/* Before the first block: constants stand where the binding put them, the rest in own memory. */
void scratch_begin(Scratch *s, const BoundCode *bound)
{
    const Code *code = s->code;
    for (size_t r = 1; r < code->register_count; r++)
        s->vectors[r] = code->registers[r].shape == SHAPE_CONSTANT ? bound->vectors[r] : s->own[r];
}

/* ---- running ------------------------------------------------------------------------------ */

Machine *machine_new(Arena *arena, const Affair *affair)
{
    Machine *m = NEW(arena, Machine);
    m->arena = arena;
    m->stream_from = STREAM_FROM;
    m->affair = affair;
    m->program = affair->program;
    m->fast = scratch_new(arena, &m->program->fast, BLOCK_ROWS, BLOCK_ROWS);
    m->full = (Scratch){.arena = arena};
    return m;
}

/* How many of the next `most` households have no more members than a block; at least one. */
static size_t households_that_fit(const uint32_t *start, size_t most)
{
    size_t fit = most < 1 ? most : 1, beyond = most + 1;
    while (fit > 0 && beyond - fit > 1) {
        size_t middle = (fit + beyond) / 2;
        if (start[middle] - start[0] <= BLOCK_ROWS)
            fit = middle;
        else
            beyond = middle;
    }
    return fit;
}

/* The next block: whole households as long as rows and members fit; at least one. */
static void block_next(const Facts *facts, Run *run)
{
    run->first_row += run->rows;
    size_t left = facts->rows - run->first_row;
    run->rows = left < BLOCK_ROWS ? left : BLOCK_ROWS;
    if (!facts->members.start) return;
    run->start = facts->members.start + run->first_row;
    run->first_member = run->start[0];
    run->rows = households_that_fit(run->start, run->rows);
    if (run->rows > VECTOR_ROWS) run->rows -= run->rows % VECTOR_ROWS;
    run->members = run->start[run->rows] - run->start[0];
    run->small = kernel_largest_group(run->rows, run->start) <= FEW;
}

uint8_t wanted_parts(const Results *results)
{
    uint8_t wanted = PART_ENTITLED;
    if (results->reason) wanted |= PART_REASON;
    if (results->candidate) wanted |= PART_CANDIDATE;
    if (results->counted) wanted |= PART_COUNTED;
    if (results->first_month) wanted |= PART_MONTHS;
    if (results->amount || results->paid) wanted |= PART_AMOUNTS;
    return wanted;
}

/* Amounts: of nobody, of the few that may be paid, or of all. */
static void run_amounts(Scratch *s, Run *run, uint8_t wanted, Results *results)
{
    const Code *code = s->code;
    const bool listed = results->paid != NULL;
    if (run_uniform(run, code->eligible, NO)) {
        if (!listed) store_no_amounts(s, run, results);
        return;
    }
    Run few;
    if (!narrow_begin(s, run, listed, &few)) {
        scratch_stretch(run, wanted, code->amounts_from, code->count);
        if (listed)
            store_lists(s, run, run, results);
        else
            store_amounts(s, run, results);
        return;
    }
    scratch_stretch(&few, wanted, code->amounts_from, code->count);
    if (listed)
        store_lists(s, &few, run, results);
    else
        store_narrow_amounts(s, &few, run, results);
    narrow_end(s, &few, run);
}

/* One run in the block at hand. `changed`: what differs from the run before it, whose values still
 * stand in the registers; RESTS_ALL: everything. */
static void run_block(const MachineRun *r, Run *run, uint8_t changed)
{
    Scratch *s = &r->machine->fast;
    const Code *code = s->code;
    uint8_t wanted = wanted_parts(r->results);
    scratch_bind(s, &r->env->fast);
    scratch_block(s, r->env, r->facts, run);
    run->changed = s->shareable ? changed : RESTS_ALL;
    scratch_stretch(run, wanted, code->constants, code->amounts_from);
    s->shareable = !run->overflowed;
    run->changed = RESTS_ALL;
    store_rules(run, r->results);
    if (wanted & PART_AMOUNTS) run_amounts(s, run, wanted, r->results);
    store_overflow(run, r->results);
    if (run->overflowed) memset(s->overflow, 0, run->rows);
}

/* All lie on the desk of the largest: the cache holds one, not one of each. */
static const Scratch *largest_scratch(const MachineRun *runs, size_t count)
{
    const Scratch *largest = &runs->machine->fast;
    for (size_t k = 1; k < count; k++)
        if (runs[k].machine->fast.bytes > largest->bytes) largest = &runs[k].machine->fast;
    return largest;
}

/* Does the machine of run k run more than once? Runs of a machine are neighbours. */
static bool runs_again(const MachineRun *runs, size_t count, size_t k)
{
    for (size_t other = 0; other < count; other++)
        if (other != k && runs[other].machine == runs[k].machine) return true;
    return false;
}

static void runs_begin(const MachineRun *runs, size_t count)
{
    const Scratch *largest = count ? largest_scratch(runs, count) : NULL;
    for (size_t k = 0; k < count; k++) {
        const MachineRun *r = &runs[k];
        ensure(r->env->program == r->machine->program);
        ensure(r->facts->rows == runs->facts->rows);
        ensure(r->facts->members.start == runs->facts->members.start);
        store_no_lists(r->machine->program, r->results);
        scratch_lie(&r->machine->fast, largest, runs_again(runs, count, k));
        scratch_begin(&r->machine->fast, &r->env->fast);
    }
}

/* Results go to where their rows stand, or with a sink to the beginning of their columns. */
static Run run_of_block(const Run *block, const MachineSink *sink)
{
    Run run = *block;
    run.to_row = sink ? 0 : block->first_row;
    run.to_member = sink ? 0 : block->first_member;
    run.streams = !sink && run.streams;
    return run;
}

static void sink_block(const MachineSink *sink, size_t k, const Run *block)
{
    if (!sink) return;
    const MachineBlock place = {k, block->first_row, block->rows, block->first_member,
                                block->members};
    sink->take(sink->context, &place);
}

static void step_over_block(const MachineRun *runs, const RunStep *step, const Run *block,
                            const MachineSink *sink)
{
    const MachineRun *r = &runs[step->run];
    Scratch *s = &r->machine->fast;
    if (block->members > s->members) {
        scratch_fit(s, BLOCK_ROWS, block->members);
        scratch_begin(s, &r->env->fast);
    }
    Run run = run_of_block(block, sink);
    run.program = r->machine->program;
    const Results *before = step->changed ? NULL : runs[step[-1].run].results;
    if (sink && before != r->results) store_no_lists(run.program, r->results);
    if (before)
        store_again(&run, before, r->results);
    else
        run_block(r, &run, step->changed);
    sink_block(sink, step->run, block);
}

static void runs_over_blocks(const MachineRun *runs, size_t count, const MachineSink *sink)
{
    Arena *arena = arena_new();
    const RunStep *steps = steps_plan(arena, runs, count);
    const Facts *facts = runs->facts;
    const size_t size = facts->rows + groups_members(&facts->members);
    Run block = {.streams = size > runs->machine->stream_from};
    for (block_next(facts, &block); block.rows > 0; block_next(facts, &block))
        for (size_t k = 0; k < count; k++)
            step_over_block(runs, &steps[k], &block, sink);
    arena_free(arena);
}

void machine_run_many(const MachineRun *runs, size_t count)
{
    for (size_t k = 0; k < count; k++)
        ensure(runs[k].results->rows >= runs[k].facts->rows);
    runs_begin(runs, count);
    if (count) runs_over_blocks(runs, count, NULL);
}

size_t machine_block_members(const Facts *facts)
{
    size_t largest = facts->members.start ? groups_largest(&facts->members) : 0;
    return largest > BLOCK_ROWS ? largest : BLOCK_ROWS;
}

void machine_run_sink(const MachineRun *runs, size_t count, const MachineSink *sink)
{
    size_t members = count ? machine_block_members(runs->facts) : 0;
    for (size_t k = 0; k < count; k++)
        ensure(runs[k].results->rows >= BLOCK_ROWS && runs[k].results->members >= members);
    runs_begin(runs, count);
    if (count) runs_over_blocks(runs, count, sink);
}

void machine_run(Machine *m, const Env *env, const Facts *facts, Results *results)
{
    machine_run_many(&(MachineRun){m, env, facts, results}, 1);
}
