/* Trials of the rules bench: a programme bound to its month over its world, with room for what the
 * machine and the hand-written loop say; medians of processor time; the comparison of every row. */
#include "bench/trial.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

enum { RUNS_MOST = 15 };

double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

long peak_megabytes(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double median_ms(Measured *work, void *context, size_t runs)
{
    double times[RUNS_MOST];
    ensure(runs <= RUNS_MOST);
    work(context);
    for (size_t i = 0; i < runs; i++) {
        double begun = now_ms();
        work(context);
        times[i] = now_ms() - begun;
    }
    qsort(times, runs, sizeof times[0], by_value);
    return times[runs / 2];
}

Trial *trial_new(Arena *arena, const Bureau *bureau, Programme p, Town town)
{
    Trial *t = NEW(arena, Trial);
    const Affair *affair = bureau_affair(bureau, str_of(p.key));
    ensure(affair != NULL);
    t->programme = p;
    t->binding = law_binding();
    t->world = town.shelf ? world_shared(arena, affair, town.households, town.shelf)
                          : world_new(arena, affair, town.households);
    t->law = law_of_month(bureau);
    t->env = env_bind(arena, affair->program, &t->binding);
    t->machine = machine_new(arena, affair);
    t->full = results_new(arena, affair, t->world.facts.rows, t->world.persons);
    t->brief = t->full;
    t->brief.first_month = NULL;
    t->brief.candidate = NULL;
    if (p.loop) t->by_hand = loop_results_new(arena, &t->world);
    return t;
}

static void differ(const Trial *t, size_t row, const char *what)
{
    fprintf(stderr, "%s: row %zu: %s differs\n", t->programme.key, row, what);
    exit(1);
}

void trial_compare(const Trial *t)
{
    const Results *r = &t->brief;
    const LoopResults *h = &t->by_hand;
    for (size_t i = 0; i < t->world.facts.rows; i++) {
        if (r->eligible[i] != h->eligible[i]) differ(t, i, "eligible");
        if (r->reason[i] != h->reason[i]) differ(t, i, "reason");
        if (r->amount_unknown[0][i] != h->unknown[i]) differ(t, i, "what is undecided");
        if (!h->unknown[i] && r->amount[0][i] != h->amount[i]) differ(t, i, "amount");
    }
    if (t->world.affair->component_count < 2) return;
    for (size_t i = 0; i < t->world.persons; i++) {
        if (r->amount_unknown[1][i] != h->top_up_unknown[i]) differ(t, i, "undecided top-up");
        if (!h->top_up_unknown[i] && r->amount[1][i] != h->top_up[i]) differ(t, i, "top-up");
    }
}

void trial_explain(const Trial *t)
{
    enum { ROWS = 1000 };
    size_t step = t->world.facts.rows / ROWS;
    for (size_t row = step / 2; row < t->world.facts.rows; row += step) {
        Arena *arena = arena_new();
        Machine *m = machine_new(arena, t->world.affair);
        const Why *why = machine_explain(arena, m, t->env, &t->world.facts, row);
        if ((uint8_t)why->truth != t->brief.eligible[row]) differ(t, row, "explanation");
        arena_free(arena);
    }
}
