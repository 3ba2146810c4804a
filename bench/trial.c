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

Results results_brief(Arena *arena, const Affair *affair, size_t rows, size_t members)
{
    Results r = results_new_listed(arena, affair, rows, members);
    r.first_month = NULL;
    r.candidate = NULL;
    r.counted = NULL;
    r.overflow = NULL;
    return r;
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
    t->brief = results_brief(arena, affair, t->world.facts.rows, t->world.persons);
    if (p.loop) t->by_hand = loop_results_new(arena, &t->world);
    return t;
}

static void differ(const Trial *t, size_t row, const char *what)
{
    fprintf(stderr, "%s: row %zu: %s differs\n", t->programme.key, row, what);
    exit(1);
}

/* A row that is not in the list is paid nothing. */
static void compare_amounts(const Trial *t, const PaidRows *paid, const int64_t *fen,
                            const uint8_t *unknown)
{
    const size_t n = paid == t->brief.paid ? t->world.facts.rows : t->world.persons;
    size_t next = 0;
    for (size_t i = 0; i < n; i++) {
        const bool listed = next < paid->count && paid->at[next] == i;
        if ((listed && paid->unknown[next]) != unknown[i]) differ(t, i, "what is undecided");
        if (!unknown[i] && (listed ? paid->fen[next] : 0) != fen[i]) differ(t, i, "amount");
        next += listed;
    }
    ensure(next == paid->count);
}

void trial_compare(const Trial *t)
{
    const Results *r = &t->brief;
    const LoopResults *h = &t->by_hand;
    for (size_t i = 0; i < t->world.facts.rows; i++) {
        if (r->eligible[i] != h->eligible[i]) differ(t, i, "eligible");
        if (r->reason[i] != h->reason[i]) differ(t, i, "reason");
    }
    compare_amounts(t, &r->paid[0], h->amount, h->unknown);
    if (t->world.affair->component_count > 1)
        compare_amounts(t, &r->paid[1], h->top_up, h->top_up_unknown);
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
