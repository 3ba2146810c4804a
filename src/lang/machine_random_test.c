/* Random programs over random facts. What must hold: a batch of n equals n single evaluations; the
 * fast code equals the full one; where the naive evaluation knows a value the machine says the
 * same; and where only the machine knows (a bound decided), every completion of the missing facts
 * says the same as it did. */
#include "lang/scratch.h"
#include "lang/tree_random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { PROGRAMS = 300, ROWS = 60, COMPLETIONS = 6 };

typedef struct {
    Growth growth;
    Affair *affair;
    const Program *program;
    Binding binding;
    Env *env;
    Facts facts;
    Machine *machine;
    Results results;
} World;

static void world_begin(World *w, Arena *arena, uint64_t seed)
{
    growth_begin(&w->growth, arena, seed, seed % 2);
    w->affair = grow_affair(&w->growth);
    w->program = w->affair->program;
    w->binding = grow_binding(&w->growth);
    w->env = env_bind(arena, w->program, &w->binding);
    w->facts = grow_facts(&w->growth, w->program, ROWS, seed % 3 ? 20 : 0);
    w->machine = machine_new(arena, w->affair);
    size_t members = w->facts.members.start ? groups_members(&w->facts.members) : 0;
    w->results = results_new(arena, w->affair, ROWS, members);
    machine_run(w->machine, w->env, &w->facts, &w->results);
}

/* ---- a batch is its rows ------------------------------------------------------------------ */

static void assert_amounts_equal(const World *w, const Results *one, size_t row, size_t k)
{
    bool member = w->affair->components[k].by_member;
    size_t first = member ? w->facts.members.start[row] : row;
    size_t n = member ? w->facts.members.start[row + 1] - first : 1;
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(one->amount_unknown[k][i], w->results.amount_unknown[k][first + i]);
        if (!one->amount_unknown[k][i])
            assert_int_equal(one->amount[k][i], w->results.amount[k][first + i]);
    }
}

static void assert_row_equal(const World *w, const Results *one, size_t row)
{
    assert_int_equal(one->eligible[0], w->results.eligible[row]);
    assert_int_equal(one->candidate[0], w->results.candidate[row]);
    assert_int_equal(one->reason[0], w->results.reason[row]);
    for (size_t k = 0; k < w->affair->component_count; k++)
        assert_amounts_equal(w, one, row, k);
}

static void batch_equals_single(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < PROGRAMS; seed++) {
        Arena *arena = arena_new();
        World w;
        world_begin(&w, arena, seed);
        for (size_t row = 0; row < ROWS; row += 7) {
            Facts one = facts_of_row(arena, w.program, &w.facts, row);
            size_t members = one.members.start ? groups_members(&one.members) : 0;
            Results r = results_new(arena, w.affair, 1, members);
            machine_run(w.machine, w.env, &one, &r);
            assert_row_equal(&w, &r, row);
        }
        arena_free(arena);
    }
}

/* One row of results, as if it had been run alone. */
static Results results_of_row(const World *w, const Results *all, size_t row)
{
    Results one = *all;
    one.eligible += row, one.candidate += row, one.reason += row;
    Arena *arena = w->growth.arena;
    one.amount = NEW_ARRAY(arena, int64_t *, w->affair->component_count);
    one.amount_unknown = NEW_ARRAY(arena, uint8_t *, w->affair->component_count);
    for (size_t k = 0; k < w->affair->component_count; k++) {
        bool member = w->affair->components[k].by_member;
        size_t first = member ? w->facts.members.start[row] : row;
        one.amount[k] = all->amount[k] + first;
        one.amount_unknown[k] = all->amount_unknown[k] + first;
    }
    return one;
}

/* Bindings that differ in everything, in the month, in the standards, in the place, in nothing. */
enum { BINDINGS = 8 };
static void grow_runs(World *w, Arena *arena, Results *results, MachineRun *runs)
{
    const Binding first = grow_binding(&w->growth), second = grow_binding(&w->growth);
    for (size_t k = 0; k < BINDINGS; k++) {
        Binding binding = k & 1 ? first : second;
        if (k & 2) binding.month = month_of(2024, (int)k);
        if (k == 4) binding.home_first++;
        if (k == 5) binding.override_count = 0;
        results[k] = results_new(arena, w->affair, ROWS, w->results.members);
        Env *env = env_bind(arena, w->program, &binding);
        runs[k] = (MachineRun){w->machine, env, &w->facts, &results[k]};
    }
}

/* `w` holds the results of one of many runs when it is run alone. */
static void assert_all_equal(const World *w, const Results *many)
{
    size_t n = ROWS * sizeof(int32_t);
    assert_memory_equal(many->first_month, w->results.first_month, n);
    assert_memory_equal(many->stop_month, w->results.stop_month, n);
    assert_memory_equal(many->overflow, w->results.overflow, ROWS);
    for (size_t row = 0; row < ROWS; row++) {
        Results one = results_of_row(w, many, row);
        assert_row_equal(w, &one, row);
    }
}

/* Many bindings of one machine share what they have in common, and nothing else. */
static void many_equal_single(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < PROGRAMS; seed++) {
        Arena *arena = arena_new();
        World w;
        world_begin(&w, arena, seed);
        Results results[BINDINGS];
        MachineRun runs[BINDINGS];
        grow_runs(&w, arena, results, runs);
        machine_run_many(runs, BINDINGS);
        for (size_t k = 0; k < BINDINGS; k++) {
            machine_run(w.machine, runs[k].env, &w.facts, &w.results);
            assert_all_equal(&w, &results[k]);
        }
        arena_free(arena);
    }
}

/* Two machines on one desk, in turns; some runs ask for less. */
static void machines_take_turns(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < PROGRAMS; seed++) {
        Arena *arena = arena_new();
        World w;
        world_begin(&w, arena, seed);
        Results results[BINDINGS];
        MachineRun runs[BINDINGS];
        grow_runs(&w, arena, results, runs);
        Machine *other = machine_new(arena, w.affair);
        for (size_t k = 0; k < BINDINGS; k += 3)
            runs[k].machine = other;
        for (size_t k = 4; k < 6; k++) {
            results[k].amount = NULL;
            results[k].reason = results[k].candidate = results[k].counted = NULL;
            results[k].first_month = NULL;
        }
        machine_run_many(runs, BINDINGS);
        for (size_t k = 0; k < BINDINGS; k++) {
            machine_run(w.machine, runs[k].env, &w.facts, &w.results);
            assert_memory_equal(results[k].eligible, w.results.eligible, ROWS);
            if (results[k].amount) assert_all_equal(&w, &results[k]);
        }
        arena_free(arena);
    }
}

/* Amounts that go past the caches are the same. */
static void streamed_equal_stored(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < PROGRAMS; seed++) {
        Arena *arena = arena_new();
        World w;
        world_begin(&w, arena, seed);
        Results stored = w.results;
        w.results = results_new(arena, w.affair, ROWS, stored.members);
        w.machine->stream_from = 0;
        machine_run(w.machine, w.env, &w.facts, &w.results);
        assert_all_equal(&w, &stored);
        arena_free(arena);
    }
}

/* In the sink each run is taken once a block, whatever the order, with its own results. */
typedef struct {
    const World *w;
    const Results *whole;
    Results block;
    size_t taken[BINDINGS];
} SunkRuns;

static void compare_run(void *context, const MachineBlock *place)
{
    SunkRuns *sunk = context;
    const Results *whole = &sunk->whole[place->run];
    sunk->taken[place->run]++;
    assert_memory_equal(sunk->block.eligible, whole->eligible, ROWS);
    assert_memory_equal(sunk->block.stop_month, whole->stop_month, ROWS * sizeof(int32_t));
    for (size_t k = 0; k < sunk->w->affair->component_count; k++) {
        size_t n = sunk->w->affair->components[k].by_member ? place->members : place->rows;
        assert_memory_equal(sunk->block.amount_unknown[k], whole->amount_unknown[k], n);
    }
}

static void sunk_equal_many(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < PROGRAMS; seed++) {
        Arena *arena = arena_new();
        World w;
        world_begin(&w, arena, seed);
        Results results[BINDINGS];
        MachineRun runs[BINDINGS];
        grow_runs(&w, arena, results, runs);
        machine_run_many(runs, BINDINGS);
        SunkRuns sunk = {.w = &w, .whole = results};
        sunk.block = results_new(arena, w.affair, MACHINE_BLOCK, machine_block_members(&w.facts));
        for (size_t k = 0; k < BINDINGS; k++)
            runs[k].results = &sunk.block;
        machine_run_sink(runs, BINDINGS, &(MachineSink){compare_run, &sunk});
        for (size_t k = 0; k < BINDINGS; k++)
            assert_int_equal(sunk.taken[k], 1);
        arena_free(arena);
    }
}

/* ---- the fast code is the full code, and both are the tree -------------------------------- */

static bool row_known(const Vector *v, Class class, size_t row)
{
    if (class == CLASS_TRUTH) return vector_byte(v, row) != UNKNOWN;
    return !vector_unknown(v, row);
}

static int64_t row_value(const Vector *v, Class class, size_t row)
{
    if (class == CLASS_TRUTH || class == CLASS_CHOICE) return vector_byte(v, row);
    return class == CLASS_DAY ? vector_day(v, row) : vector_number(v, row);
}

static Run run_all(Arena *arena, Scratch *s, const Code *code, const BoundCode *bound, World *w)
{
    Run run = {.rows = ROWS, .overflowed = true, .start = w->facts.members.start};
    run.members = run.start ? run.start[ROWS] : 0;
    *s = scratch_new(arena, code, ROWS, run.members);
    scratch_begin(s, bound);
    scratch_run(s, w->env, &w->facts, UINT8_MAX, &run);
    return run;
}

/* Fills what is missing with facts of another draw, and evaluates naively. */
static Naive naive_completed(World *w, Arena *arena, NaiveRow at, const Node *node)
{
    Facts other = grow_facts(&w->growth, w->program, ROWS, 0);
    Facts full = w->facts;
    Column *columns = NEW_ARRAY(arena, Column, w->program->input_count);
    for (size_t k = 0; k < w->program->input_count; k++) {
        const Column *c = &w->facts.inputs[k];
        bool member = w->program->inputs[k].of_member;
        columns[k] = *c;
        size_t width = column_width(c->type);
        columns[k].values = arena_alloc(arena, (c->rows + 1) * width);
        columns[k].unknown = NULL;
        for (size_t i = 0; i < c->rows; i++) {
            bool gap = column_is_unknown(c, i);
            size_t from = gap && member ? (size_t)random_below(&w->growth.random, ROWS) : i;
            const Column *source = gap ? &other.inputs[k] : c;
            if (from >= source->rows) from = 0;
            if (source->rows == 0) continue;
            memcpy((uint8_t *)columns[k].values + i * width,
                   (const uint8_t *)source->values + from * width, width);
        }
    }
    full.inputs = columns;
    at.facts = &full;
    return naive_value(&at, node);
}

static void assert_same_as_naive(World *w, const NaiveRow *at, const Node *node, const Vector *v,
                                 Class class)
{
    size_t row = node->shape == SHAPE_MEMBER ? at->member : at->row;
    Naive naive = naive_value(at, node);
    bool known = row_known(v, class, row);
    if (naive.known) {
        if (!known) fail_msg("machine does not know a value");
        assert_int_equal(row_value(v, class, row), (int64_t)naive.above);
        return;
    }
    if (!known) return;
    Arena *arena = arena_new();
    for (int k = 0; k < COMPLETIONS; k++) {
        Naive full = naive_completed(w, arena, *at, node);
        if (full.known) assert_int_equal(row_value(v, class, row), (int64_t)full.above);
    }
    arena_free(arena);
}

/* Amounts of rows that are not eligible are nobody's: they may not have been computed. */
static void check_node(World *w, const Run *run, const Node *node, Reg r)
{
    bool amount = node->type.kind == TYPE_NUMBER;
    NaiveRow at = {w->program, &w->facts, &w->binding, 0, 0};
    const Vector *v = &run->vectors[r];
    Class class = run->code->registers[r].class;
    for (at.row = 0; at.row < ROWS; at.row++) {
        if (amount && vector_byte(&run->vectors[run->code->eligible], at.row) == NO) continue;
        size_t first = at.row, last = at.row + 1;
        if (node->shape == SHAPE_MEMBER) {
            first = run->start[at.row];
            last = run->start[at.row + 1];
        }
        for (size_t i = first; i < last; i++) {
            at.member = i;
            assert_same_as_naive(w, &at, node, v, class);
        }
    }
}

static void check_code(World *w, Arena *arena, const Code *code, const BoundCode *bound)
{
    Scratch s;
    Run run = run_all(arena, &s, code, bound, w);
    const AffairTree *tree = w->program->tree;
    for (size_t k = 0; k < tree->component_count; k++)
        check_node(w, &run, tree->components[k].amount, code->amounts[k]);
    check_node(w, &run, tree->candidate, code->candidate);
    if (code != &w->program->full) return;
    for (size_t k = 0; k < tree->condition_count; k++) {
        const Node *holds = tree->conditions[k].holds;
        check_node(w, &run, holds, program_node(w->program, holds));
    }
}

static void codes_equal_naive(void **state)
{
    (void)state;
    for (uint64_t seed = 1000; seed < 1000 + PROGRAMS; seed++) {
        Arena *arena = arena_new();
        World w;
        world_begin(&w, arena, seed);
        check_code(&w, arena, &w.program->fast, &w.env->fast);
        check_code(&w, arena, &w.program->full, &w.env->full);
        arena_free(arena);
    }
}

static void fast_equals_full(void **state)
{
    (void)state;
    for (uint64_t seed = 5000; seed < 5000 + PROGRAMS; seed++) {
        Arena *arena = arena_new();
        World w;
        world_begin(&w, arena, seed);
        Scratch fast, full;
        Run a = run_all(arena, &fast, &w.program->fast, &w.env->fast, &w);
        Run b = run_all(arena, &full, &w.program->full, &w.env->full, &w);
        for (size_t row = 0; row < ROWS; row++) {
            const Code *x = a.code, *y = b.code;
            assert_int_equal(vector_byte(&a.vectors[x->eligible], row),
                             vector_byte(&b.vectors[y->eligible], row));
            assert_int_equal(vector_byte(&a.vectors[x->reason], row),
                             vector_byte(&b.vectors[y->reason], row));
        }
        arena_free(arena);
    }
}

/* ---- what is still needed ----------------------------------------------------------------- */

static void fill(World *w, const Need *need, size_t row)
{
    size_t k = (size_t)(need->input - w->program->inputs);
    Column *c = (Column *)(uintptr_t)&w->facts.inputs[k];
    size_t at = need->input->of_member ? w->facts.members.start[row] + need->member - 1 : row;
    assert_true(need->input->of_member == (need->member > 0));
    assert_true(column_is_unknown(c, at));
    Facts other = grow_facts(&w->growth, w->program, ROWS, 0);
    const Column *from = &other.inputs[k];
    size_t width = column_width(c->type);
    if (from->rows)
        memcpy((uint8_t *)c->values + at * width, from->values, width);
    else
        memset((uint8_t *)c->values + at * width, 0, width);
    if (c->unknown) c->unknown[at] = 0;
}

/* Asking again and again for what is needed ends, and meets only facts that are missing. */
static void needs_are_missing_and_enough(void **state)
{
    (void)state;
    size_t asked = 0;
    for (uint64_t seed = 9000; seed < 9000 + PROGRAMS / 3; seed++) {
        Arena *arena = arena_new();
        World w;
        world_begin(&w, arena, seed);
        for (size_t row = 0; row < ROWS; row += 5) {
            size_t count = 1, rounds = 0;
            for (; count > 0 && rounds < 200; rounds++) {
                Need *needs = machine_needs(w.machine, w.env, &w.facts, row, &count);
                if (count) fill(&w, &needs[0], row);
                asked += count;
            }
            assert_true(rounds < 200);
        }
        arena_free(arena);
    }
    assert_true(asked > 100);
}

static void derivations_agree(void **state)
{
    (void)state;
    for (uint64_t seed = 9500; seed < 9500 + PROGRAMS / 3; seed++) {
        Arena *arena = arena_new();
        World w;
        world_begin(&w, arena, seed);
        for (size_t row = 0; row < ROWS; row += 5) {
            Why *why = machine_explain(arena, w.machine, w.env, &w.facts, row);
            assert_int_equal(why->truth, w.results.eligible[row]);
            Buf text = buf_new(arena);
            why_print(why, 0, &text);
            assert_true(utf8_valid(buf_str(&text)));
        }
        arena_free(arena);
    }
}

/* ---- blocks ------------------------------------------------------------------------------- */

/* A household larger than a block, between small ones and an empty one. */
typedef struct {
    const World *w;
    Results block;
    size_t rows;
} Sunk;

/* A block of results in the sink against the same rows of results kept whole. */
static void compare_block(void *context, const MachineBlock *place)
{
    Sunk *sunk = context;
    const World *w = sunk->w;
    assert_int_equal(place->first_row, sunk->rows);
    sunk->rows += place->rows;
    assert_memory_equal(sunk->block.eligible, w->results.eligible + place->first_row, place->rows);
    for (size_t k = 0; k < w->affair->component_count; k++) {
        bool member = w->affair->components[k].by_member;
        size_t first = member ? place->first_member : place->first_row;
        size_t n = member ? place->members : place->rows;
        assert_memory_equal(sunk->block.amount_unknown[k], w->results.amount_unknown[k] + first, n);
    }
}

static void sink_equals_whole(Arena *arena, World *w)
{
    Sunk sunk = {.w = w};
    sunk.block = results_new(arena, w->affair, MACHINE_BLOCK, machine_block_members(&w->facts));
    const MachineRun run = {w->machine, w->env, &w->facts, &sunk.block};
    machine_run_sink(&run, 1, &(MachineSink){compare_block, &sunk});
    assert_int_equal(sunk.rows, w->facts.rows);
}

static void a_household_larger_than_a_block(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed < 40; seed += 2) {
        Arena *arena = arena_new();
        World w;
        world_begin(&w, arena, seed);
        w.growth.sizes = (const uint32_t[]){2, 0, 5000, 1, 2047, 3, 2049};
        w.facts = grow_facts(&w.growth, w.program, 7, 3);
        w.growth.sizes = NULL;
        w.results = results_new(arena, w.affair, 7, groups_members(&w.facts.members));
        machine_run(w.machine, w.env, &w.facts, &w.results);
        sink_equals_whole(arena, &w);
        for (size_t row = 0; row < 7; row++) {
            Facts one = facts_of_row(arena, w.program, &w.facts, row);
            Results r = results_new(arena, w.affair, 1, groups_members(&one.members));
            machine_run(machine_new(arena, w.affair), w.env, &one, &r);
            assert_row_equal(&w, &r, row);
        }
        arena_free(arena);
    }
}

static void nobody(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    World w;
    world_begin(&w, arena, 3);
    Facts none = grow_facts(&w.growth, w.program, 0, 0);
    Results r = results_new(arena, w.affair, 0, 0);
    machine_run(w.machine, w.env, &none, &r);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(batch_equals_single),
        cmocka_unit_test(many_equal_single),
        cmocka_unit_test(sunk_equal_many),
        cmocka_unit_test(machines_take_turns),
        cmocka_unit_test(streamed_equal_stored),
        cmocka_unit_test(codes_equal_naive),
        cmocka_unit_test(fast_equals_full),
        cmocka_unit_test(needs_are_missing_and_enough),
        cmocka_unit_test(derivations_agree),
        cmocka_unit_test(a_household_larger_than_a_block),
        cmocka_unit_test(nobody),
    };
    return cmocka_run_group_tests_name("machine_random", tests, NULL, NULL);
}
