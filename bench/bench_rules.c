/* The first bench: five programmes of affairs/ over a million persons, run by machine_run as the
 * close runs them, against the same by hand in C. Both read the same columns, two facts in a
 * hundred missing; eligibility, reason, amount and what is undecided are compared row by row. One
 * thread, median of several runs. usage: bench_rules ROOT [RESULTS.md] */
#include "bench/law.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/words.def"

enum { RUNS = 9 };

typedef struct {
    const char *key, *file;
    Loop *loop;
    double machine_ms, full_ms, loop_ms;
    size_t rows, instructions;
} Programme;

/* ---- measuring ---------------------------------------------------------------------------- */

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

typedef struct {
    World world;
    Machine *machine;
    Env *env;
    Results results, brief; /* brief: without months and 排查范围, which the loops do not compute */
    LoopLaw law;
    LoopResults by_hand;
    Loop *loop;
} Trial;

static void run_brief(Trial *t)
{
    machine_run(t->machine, t->env, &t->world.facts, &t->brief);
}

static void run_full(Trial *t)
{
    machine_run(t->machine, t->env, &t->world.facts, &t->results);
}

static void run_loop(Trial *t)
{
    t->loop(&t->world, &t->law, &t->by_hand);
}

static double median_ms(void (*run)(Trial *), Trial *t)
{
    double times[RUNS];
    run(t);
    for (size_t i = 0; i < RUNS; i++) {
        double begun = now_ms();
        run(t);
        times[i] = now_ms() - begun;
    }
    qsort(times, RUNS, sizeof times[0], by_value);
    return times[RUNS / 2];
}

/* ---- comparing ---------------------------------------------------------------------------- */

static void differ(const Programme *p, size_t row, const char *what)
{
    fprintf(stderr, "%s: row %zu: %s differs\n", p->key, row, what);
    exit(1);
}

static void compare(const Programme *p, const Trial *t)
{
    const Results *r = &t->brief;
    const LoopResults *h = &t->by_hand;
    for (size_t i = 0; i < t->world.facts.rows; i++) {
        if (r->eligible[i] != h->eligible[i]) differ(p, i, "eligible");
        if (r->reason[i] != h->reason[i]) differ(p, i, "reason");
        if (r->amount_unknown[0][i] != h->unknown[i]) differ(p, i, "what is undecided");
        if (!h->unknown[i] && r->amount[0][i] != h->amount[i]) differ(p, i, "amount");
    }
    if (t->world.affair->component_count < 2) return;
    for (size_t i = 0; i < PERSONS; i++) {
        if (r->amount_unknown[1][i] != h->top_up_unknown[i]) differ(p, i, "undecided top-up");
        if (!h->top_up_unknown[i] && r->amount[1][i] != h->top_up[i]) differ(p, i, "top-up");
    }
}

static void measure(Programme *p, const Bureau *bureau, const Groups *households)
{
    Arena *arena = arena_new();
    const Affair *affair = bureau_affair(bureau, str_of(p->key));
    ensure(affair != NULL);
    Binding binding = law_binding();
    Trial t = {.world = world_new(arena, affair, households),
               .law = law_of_month(bureau),
               .loop = p->loop};
    t.env = env_bind(arena, affair->program, &binding);
    t.machine = machine_new(arena, affair);
    t.results = results_new(arena, affair, t.world.facts.rows, PERSONS);
    t.brief = t.results;
    t.brief.first_month = NULL;
    t.brief.candidate = NULL;
    t.by_hand = loop_results_new(arena, &t.world);
    p->rows = t.world.facts.rows;
    p->machine_ms = median_ms(run_brief, &t);
    p->full_ms = median_ms(run_full, &t);
    p->loop_ms = median_ms(run_loop, &t);
    compare(p, &t);
    arena_free(arena);
}

/* ---- reporting ---------------------------------------------------------------------------- */

static void report(const Programme *p, size_t count, FILE *out)
{
    Programme all = {.key = RESULT_ALL};
    fputs(RESULT_HEAD, out);
    for (size_t i = 0; i <= count; i++) {
        const Programme *one = i < count ? &p[i] : &all;
        fprintf(out, RESULT_ROW, one->key, one->rows, one->loop_ms, one->machine_ms,
                one->machine_ms / one->loop_ms, one->full_ms);
        all.rows += one->rows;
        all.loop_ms += one->loop_ms;
        all.machine_ms += one->machine_ms;
        all.full_ms += one->full_ms;
    }
}

int main(int count, char **words)
{
    Programme programmes[] = {
        {.key = "old_age_allowance", .loop = loop_old_age},
        {.key = "disability_living", .loop = loop_disability_living},
        {.key = "disability_care", .loop = loop_disability_care},
        {.key = "minimum_living", .loop = loop_minimum_living},
        {.key = "orphan_allowance", .loop = loop_orphan},
    };
    Arena *arena = arena_new();
    const Bureau *bureau = law_load(arena, count > 1 ? words[1] : ".");
    Groups households = world_households(arena);
    for (size_t i = 0; i < COUNT_OF(programmes); i++)
        measure(&programmes[i], bureau, &households);
    report(programmes, COUNT_OF(programmes), stdout);
    if (count > 2) {
        FILE *file = fopen(words[2], "wb");
        ensure(file != NULL);
        fputs(RESULT_TITLE, file);
        report(programmes, COUNT_OF(programmes), file);
        ensure(fclose(file) == 0);
    }
    arena_free(arena);
    return 0;
}
