/* In which order runs go over a block, and what each must compute. A run that follows another of
 * the same machine over the same facts computes only what rests on what differs between their
 * bindings: nothing at all where none of the numbers that the law names differs. So runs of one
 * month under several standards become neighbours. */
#include "lang/scratch.h"

/* Instructions that must run for `changed`. */
static size_t work_of(const Code *code, uint8_t changed)
{
    size_t work = 0;
    for (size_t k = code->constants; changed && k < code->count; k++)
        work += k >= code->amounts_from || (code->items[k].rests & changed);
    return work;
}

static uint8_t changed_between(const MachineRun *a, const MachineRun *b)
{
    if (a->machine != b->machine || a->facts != b->facts ||
        wanted_parts(a->results) != wanted_parts(b->results))
        return RESTS_ALL;
    return env_changes(a->env, b->env);
}

/* The step after `last`: of the runs of its machine that are left the one with the least to do,
 * else the first that is left. */
static RunStep step_next(const MachineRun *runs, const bool *done, size_t count, size_t last)
{
    size_t first = 0;
    while (done[first])
        first++;
    RunStep best = {first, changed_between(&runs[last], &runs[first])};
    for (size_t k = first; k < count; k++) {
        if (done[k] || runs[k].machine != runs[last].machine) continue;
        const uint8_t changed = changed_between(&runs[last], &runs[k]);
        const Code *code = runs[k].machine->fast.code;
        if (work_of(code, changed) < work_of(code, best.changed) ||
            runs[best.run].machine != runs[last].machine)
            best = (RunStep){k, changed};
    }
    return best;
}

const RunStep *steps_plan(Arena *arena, const MachineRun *runs, size_t count)
{
    RunStep *steps = NEW_ARRAY(arena, RunStep, count);
    bool *done = NEW_ARRAY(arena, bool, count);
    steps[0] = (RunStep){0, RESTS_ALL};
    for (size_t k = 1; k < count; k++) {
        done[steps[k - 1].run] = true;
        steps[k] = step_next(runs, done, count, steps[k - 1].run);
    }
    return steps;
}
