/* The rules: programmes of affairs/ over a million persons and over ten, run by the functions that
 * the close runs, against the same by hand in C. Both read the same columns, two facts in a hundred
 * missing; eligibility, reason, amount and what is undecided are compared row by row. One thread.
 * usage: bench_rules ROOT [--json]; prints its section of the results. */
#include "bench/trial.h"

#include <stdio.h>
#include <string.h>

#include "bench/words.def"

enum { RUNS = 9, SHIPPED = 5, TWENTY = 20, MONTHS = 12, BINDINGS = 2 * MONTHS };

static const Programme PROGRAMMES[] = {
    {"old_age_allowance", loop_old_age},       {"disability_living", loop_disability_living},
    {"disability_care", loop_disability_care}, {"orphan_allowance", loop_orphan},
    {"minimum_living", loop_minimum_living},   {"plain_minimum", loop_plain_minimum},
};

static void run_brief(void *context)
{
    Trial *t = context;
    machine_run(t->machine, t->env, &t->world.facts, &t->brief);
}

static void run_full(void *context)
{
    Trial *t = context;
    machine_run(t->machine, t->env, &t->world.facts, &t->full);
}

static void run_loop(void *context)
{
    Trial *t = context;
    t->programme.loop(&t->world, &t->law, &t->by_hand);
}

/* ---- one programme after the other -------------------------------------------------------- */

typedef struct {
    double loop, machine, unexplained, months; /* ms; without reasons; with months */
    size_t rows;
} Times;

static Times times_of(Trial *t, size_t runs)
{
    Times times = {.rows = t->world.facts.rows};
    times.loop = median_ms(run_loop, t, runs);
    times.machine = median_ms(run_brief, t, runs);
    times.months = median_ms(run_full, t, runs);
    trial_compare(t);
    trial_explain(t);
    uint8_t *reason = t->brief.reason;
    t->brief.reason = NULL;
    times.unexplained = median_ms(run_brief, t, runs);
    t->brief.reason = reason;
    return times;
}

static Times times_add(Times a, Times b)
{
    return (Times){a.loop + b.loop, a.machine + b.machine, a.unexplained + b.unexplained,
                   a.months + b.months, a.rows + b.rows};
}

static void print_times(const char *what, Times t)
{
    printf(RESULT_ROW, what, t.rows, t.loop, t.machine, t.machine / t.loop, t.unexplained,
           t.months);
}

static Times measure(const Bureau *bureau, size_t k, const Groups *households, size_t runs)
{
    Arena *arena = arena_new();
    Times times = times_of(trial_new(arena, bureau, PROGRAMMES[k], (Town){households, NULL}), runs);
    arena_free(arena);
    return times;
}

/* The five that are shipped, and the same with the plain household programme. */
static void report_five(const Bureau *bureau, uint32_t persons, size_t runs)
{
    Arena *arena = arena_new();
    Groups households = world_households_of(arena, persons);
    Times four = {0}, five, plain;
    printf(RESULT_HEAD, persons / 1000000);
    for (size_t k = 0; k < COUNT_OF(PROGRAMMES); k++) {
        Times times = measure(bureau, k, &households, runs);
        print_times(PROGRAMMES[k].key, times);
        if (k + 1 < SHIPPED) four = times_add(four, times);
        five = plain = times_add(four, times);
        if (k + 1 == SHIPPED) print_times(RESULT_SHIPPED, five);
    }
    print_times(RESULT_PLAIN, plain);
    printf(RESULT_MEMORY, peak_megabytes());
    arena_free(arena);
}

static void print_json(const Bureau *bureau)
{
    Arena *arena = arena_new();
    Groups households = world_households(arena);
    Times times[SHIPPED];
    for (size_t k = 0; k < SHIPPED; k++)
        times[k] = measure(bureau, k, &households, RUNS);
    for (int machine = 0; machine < 2; machine++) {
        printf(machine ? ", \"machine\": {" : "{\"loop\": {");
        for (size_t k = 0; k < SHIPPED; k++)
            printf("%s\"%s\": %.3f", k ? ", " : "", PROGRAMMES[k].key,
                   machine ? times[k].machine : times[k].loop);
        printf("}");
    }
    printf("}\n");
    arena_free(arena);
}

/* ---- twenty programmes -------------------------------------------------------------------- */

/* The text of one affair under another name, without its cases. */
static Str variant_text(Arena *arena, Str text, int number)
{
    const char *head = strstr(str_z(arena, text), RESULT_AFFAIR);
    ensure(head != NULL);
    const char *body = strchr(head + 1, '\n'), *cases = strstr(head, RESULT_CASES);
    size_t length = cases ? (size_t)(cases - body) : strlen(body);
    return format(arena, RESULT_VARIANT, 'a' + number, number, (int)length, body);
}

static Bureau *law_of_twenty(Arena *arena, const char *root)
{
    LawText *law = law_text(arena, root);
    size_t shipped = law->count;
    for (int number = 0; number < TWENTY; number++) {
        Str key = format(arena, "/%s.affair", PROGRAMMES[number % SHIPPED].key);
        if (number % SHIPPED == SHIPPED - 1)
            key = format(arena, "/%s.affair", PROGRAMMES[SHIPPED].key);
        for (size_t i = 0; i < shipped; i++)
            if (strstr(str_z(arena, law->files[i].path), key.ptr))
                law_add(law, (SourceFile){.path = format(arena, "variant_%d.affair", number),
                                          .text = variant_text(arena, law->files[i].text, number)});
    }
    return law_compile(arena, law);
}

/* Programmes that share their facts; persons' and households' run apart. */
typedef struct {
    MachineRun whole[2][TWENTY], blocks[2][TWENTY];
    size_t count[2];
    Results block[2]; /* of one block, for all: each has at most as many components as the first */
    int64_t sum;
} Many;

static void run_whole(void *context)
{
    const Many *m = context;
    for (size_t of = 0; of < 2; of++)
        machine_run_many(m->whole[of], m->count[of]);
}

/* What the first component pays where it is decided, and to how many rows. */
typedef struct {
    int64_t fen, paid;
} Paid;
static Paid paid_of(const Results *block)
{
    const PaidRows *rows = &block->paid[0];
    Paid p = {0, 0};
    for (size_t i = 0; i < rows->count; i++) {
        const int64_t fen = rows->fen[i] & ((int64_t)rows->unknown[i] - 1);
        p.fen += fen;
        p.paid += fen > 0;
    }
    return p;
}

static void sum_persons(void *context, const MachineBlock *place)
{
    (void)place;
    Many *m = context;
    m->sum += paid_of(&m->block[0]).fen;
}

static void sum_households(void *context, const MachineBlock *place)
{
    (void)place;
    Many *m = context;
    m->sum += paid_of(&m->block[1]).fen;
}

static void run_blocks(void *context)
{
    Many *m = context;
    m->sum = 0;
    machine_run_sink(m->blocks[0], m->count[0], &(MachineSink){sum_persons, m});
    machine_run_sink(m->blocks[1], m->count[1], &(MachineSink){sum_households, m});
}

static void many_add(Arena *arena, Many *m, Trial *t)
{
    size_t of = t->world.affair->subject == SUBJECT_HOUSEHOLD;
    size_t at = m->count[of]++;
    if (at == 0)
        m->block[of] = results_brief(arena, t->world.affair, MACHINE_BLOCK,
                                     machine_block_members(&t->world.facts));
    m->whole[of][at] = (MachineRun){t->machine, t->env, &t->world.facts, &t->brief};
    m->blocks[of][at] = (MachineRun){t->machine, t->env, &t->world.facts, &m->block[of]};
}

static void report_many(const Bureau *bureau, const Programme *programmes, size_t count,
                        const char *what)
{
    Arena *arena = arena_new();
    Groups households = world_households(arena);
    Shelf *shelf = NEW(arena, Shelf);
    Many *m = NEW(arena, Many);
    for (size_t k = 0; k < count; k++)
        many_add(arena, m, trial_new(arena, bureau, programmes[k], (Town){&households, shelf}));
    double whole = median_ms(run_whole, m, RUNS), blocks = median_ms(run_blocks, m, RUNS);
    printf(RESULT_MANY, what, whole, blocks);
    arena_free(arena);
}

static void report_sharing(const Bureau *bureau, const char *root)
{
    Arena *arena = arena_new();
    Programme plain[SHIPPED], twenty[TWENTY];
    memcpy(plain, PROGRAMMES, sizeof plain);
    plain[SHIPPED - 1] = PROGRAMMES[SHIPPED];
    for (int k = 0; k < TWENTY; k++)
        twenty[k] = (Programme){format(arena, "variant_%d", k).ptr, NULL};
    fputs(RESULT_MANY_HEAD, stdout);
    report_many(bureau, PROGRAMMES, SHIPPED, RESULT_SHIPPED);
    report_many(bureau, plain, SHIPPED, RESULT_PLAIN);
    report_many(law_of_twenty(arena, root), twenty, TWENTY, RESULT_TWENTY);
    arena_free(arena);
}

/* ---- twelve months under two standards ---------------------------------------------------- */

typedef struct {
    Results block;
    MachineRun runs[BINDINGS];
    int64_t sum[BINDINGS], paid[BINDINGS];
    LoopLaw laws[BINDINGS];
    Trial *trial;
} Year;

static void sum_block(void *context, const MachineBlock *place)
{
    Year *y = context;
    const Paid p = paid_of(&y->block);
    y->sum[place->run] += p.fen;
    y->paid[place->run] += p.paid;
}

static void run_year(void *context)
{
    Year *y = context;
    memset(y->sum, 0, sizeof y->sum);
    memset(y->paid, 0, sizeof y->paid);
    machine_run_sink(y->runs, BINDINGS, &(MachineSink){sum_block, y});
}

/* The same by hand; false when a month's sum or number differs. */
static bool year_equal(const Year *y)
{
    Trial *t = y->trial;
    for (size_t k = 0; k < BINDINGS; k++) {
        int64_t sum = 0, paid = 0;
        t->programme.loop(&t->world, &y->laws[k], &t->by_hand);
        for (size_t i = 0; i < t->world.facts.rows; i++) {
            int64_t fen = t->by_hand.unknown[i] ? 0 : t->by_hand.amount[i];
            sum += fen;
            paid += fen > 0;
        }
        if (sum != y->sum[k] || paid != y->paid[k]) return false;
    }
    return true;
}

/* Each month as it was known at its end, the standards rising in June; then a tenth higher. */
static void year_bind(Arena *arena, const Bureau *bureau, Year *y, StandardOverride *higher)
{
    Trial *t = y->trial;
    for (int k = 0; k < BINDINGS; k++) {
        Binding b = law_binding();
        b.month = month_of(2024, 1 + k % MONTHS);
        b.known = month_last(b.month);
        b.overrides = higher;
        b.override_count = k >= MONTHS;
        Env *env = env_bind(arena, t->world.affair->program, &b);
        y->laws[k] = law_numbers(bureau, &b);
        y->runs[k] = (MachineRun){t->machine, env, &t->world.facts, &y->block};
    }
}

static void report_year(const Bureau *bureau)
{
    double machine = 0, loop = 0;
    for (size_t k = 0; k < SHIPPED; k++) {
        Arena *arena = arena_new();
        Groups households = world_households(arena);
        Year *y = NEW(arena, Year);
        Trial *t = y->trial = trial_new(arena, bureau, PROGRAMMES[k], (Town){&households, NULL});
        StandardOverride higher = {bureau_standard(bureau, STR("minimum_living_standard")), 0,
                                   104500};
        y->block = results_brief(arena, t->world.affair, MACHINE_BLOCK,
                                 machine_block_members(&t->world.facts));
        year_bind(arena, bureau, y, &higher);
        machine += median_ms(run_year, y, 3);
        double begun = now_ms();
        ensure(year_equal(y));
        loop += now_ms() - begun;
        arena_free(arena);
    }
    printf(RESULT_YEAR, machine, loop);
}

/* ---- rules and what is not zero, stored --------------------------------------------------- */

typedef struct {
    Trial *trials[SHIPPED];
    FILE *file;
    size_t stored;
} Storing;

static void store_component(Storing *s, const Trial *t, size_t k)
{
    const PaidRows *paid = &t->brief.paid[k];
    uint32_t rows[4096];
    int64_t fen[4096];
    for (size_t first = 0; first < paid->count; first += COUNT_OF(rows)) {
        size_t left = paid->count - first, most = left < COUNT_OF(rows) ? left : COUNT_OF(rows);
        size_t count = 0;
        for (size_t i = first; i < first + most; i++) {
            rows[count] = paid->at[i];
            fen[count] = paid->fen[i];
            count += (fen[count] != 0) & !paid->unknown[i];
        }
        ensure(fwrite(rows, sizeof rows[0], count, s->file) == count);
        ensure(fwrite(fen, sizeof fen[0], count, s->file) == count);
        s->stored += count;
    }
}

static void run_storing(void *context)
{
    Storing *s = context;
    s->stored = 0;
    rewind(s->file);
    for (size_t p = 0; p < SHIPPED; p++) {
        run_brief(s->trials[p]);
        for (size_t k = 0; k < s->trials[p]->world.affair->component_count; k++)
            store_component(s, s->trials[p], k);
    }
    ensure(fflush(s->file) == 0);
}

static void report_storing(const Bureau *bureau)
{
    Arena *arena = arena_new();
    Groups households = world_households(arena);
    Storing s = {.file = tmpfile()};
    ensure(s.file != NULL);
    for (size_t p = 0; p < SHIPPED; p++)
        s.trials[p] = trial_new(arena, bureau, PROGRAMMES[p], (Town){&households, NULL});
    double ms = median_ms(run_storing, &s, 5);
    printf(RESULT_STORED, ms, s.stored);
    fclose(s.file);
    arena_free(arena);
}

int main(int count, char **words)
{
    Arena *arena = arena_new();
    const char *root = count > 1 ? words[1] : ".";
    const Bureau *bureau = law_load(arena, root);
    if (count > 2 && strcmp(words[2], "--json") == 0) {
        print_json(bureau);
    } else {
        report_five(bureau, PERSONS, RUNS);
        report_sharing(bureau, root);
        report_year(bureau);
        report_storing(bureau);
        report_five(bureau, PERSONS_MOST, 3);
    }
    arena_free(arena);
    return 0;
}
