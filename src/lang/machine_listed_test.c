/* Amounts in lists are the amounts in columns: for random affairs over random facts, of one run, of
 * many runs that share what they have in common, kept whole or taken block by block. */
#include "lang/scratch.h"
#include "lang/tree_random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { PROGRAMS = 200, ROWS = 300, BINDINGS = 6, BLOCKS = 3 };

typedef struct {
    Growth growth;
    Affair *affair;
    Facts facts;
    size_t members;
    Machine *machine;
    Results columns[BINDINGS], lists[BINDINGS];
    MachineRun runs[BINDINGS];
} World;

/* Of the bindings some differ in the month, some in standards, and two in nothing. */
static void world_begin(World *w, Arena *arena, uint64_t seed, size_t rows)
{
    growth_begin(&w->growth, arena, seed, seed % 2);
    w->affair = grow_affair(&w->growth);
    w->facts = grow_facts(&w->growth, w->affair->program, rows, seed % 3 ? 20 : 0);
    w->members = w->facts.members.start ? groups_members(&w->facts.members) : 0;
    w->machine = machine_new(arena, w->affair);
    const Binding first = grow_binding(&w->growth), second = grow_binding(&w->growth);
    for (size_t k = 0; k < BINDINGS; k++) {
        Binding binding = k & 1 ? first : second;
        if (k == 2) binding.month = month_of(2024, 3);
        w->columns[k] = results_new(arena, w->affair, rows, w->members);
        w->lists[k] = results_new_listed(arena, w->affair, rows, w->members);
        w->runs[k] = (MachineRun){w->machine, env_bind(arena, w->affair->program, &binding),
                                  &w->facts, &w->columns[k]};
    }
}

/* The list against the entries from `first` on of a column. */
static void assert_listed(const PaidRows *paid, const Results *columns, size_t k,
                          const size_t span[2])
{
    size_t next = 0;
    for (size_t i = span[0]; i < span[1]; i++) {
        const bool unknown = columns->amount_unknown[k][i];
        const int64_t fen = columns->amount[k][i];
        const bool listed = next < paid->count && span[0] + paid->at[next] == i;
        assert_int_equal(listed, unknown || fen != 0);
        if (!listed) continue;
        assert_int_equal(paid->unknown[next], unknown);
        if (!unknown) assert_int_equal(paid->fen[next], fen);
        next++;
    }
    assert_int_equal(next, paid->count);
}

static void assert_same(const World *w, const Results *lists, const Results *columns)
{
    assert_memory_equal(lists->eligible, columns->eligible, w->facts.rows);
    assert_memory_equal(lists->overflow, columns->overflow, w->facts.rows);
    for (size_t k = 0; k < w->affair->component_count; k++) {
        const size_t n = w->affair->components[k].by_member ? w->members : w->facts.rows;
        assert_listed(&lists->paid[k], columns, k, (const size_t[]){0, n});
    }
}

static void check_whole(World *w)
{
    machine_run_many(w->runs, BINDINGS);
    for (size_t k = 0; k < BINDINGS; k++)
        w->runs[k].results = &w->lists[k];
    machine_run_many(w->runs, BINDINGS);
    machine_run_many(w->runs, BINDINGS); /* lists begin anew */
    for (size_t k = 0; k < BINDINGS; k++)
        assert_same(w, &w->lists[k], &w->columns[k]);
}

static void lists_equal_columns(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < PROGRAMS; seed++) {
        Arena *arena = arena_new();
        World w;
        world_begin(&w, arena, seed, ROWS);
        check_whole(&w);
        arena_free(arena);
    }
}

static void compare_block(void *context, const MachineBlock *place)
{
    const World *w = context;
    const Results *block = w->runs[place->run].results, *columns = &w->columns[place->run];
    for (size_t k = 0; k < w->affair->component_count; k++) {
        const bool member = w->affair->components[k].by_member;
        const size_t first = member ? place->first_member : place->first_row;
        const size_t n = member ? place->members : place->rows;
        assert_listed(&block->paid[k], columns, k, (const size_t[]){first, first + n});
    }
}

/* Over several blocks: kept whole, each run with a block of its own, one block for all. */
static void blocks_of_lists(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < PROGRAMS / 8; seed++) {
        Arena *arena = arena_new();
        World w;
        world_begin(&w, arena, seed, BLOCKS * MACHINE_BLOCK - 100);
        check_whole(&w);
        const size_t members = machine_block_members(&w.facts);
        for (size_t k = 0; k < BINDINGS; k++) {
            w.lists[k] = results_new_listed(arena, w.affair, MACHINE_BLOCK, members);
            w.runs[k].results = &w.lists[k];
        }
        machine_run_sink(w.runs, BINDINGS, &(MachineSink){compare_block, &w});
        for (size_t k = 0; k < BINDINGS; k++)
            w.runs[k].results = &w.lists[0];
        machine_run_sink(w.runs, BINDINGS, &(MachineSink){compare_block, &w});
        arena_free(arena);
    }
}

/* Places are selected the same in whole vectors and at their ends. */
static void selected(void **state)
{
    (void)state;
    enum { MOST = 300 };
    uint8_t truths[MOST] = {0};
    uint32_t at[MOST + 1];
    for (size_t n = 0; n < MOST; n++) {
        for (size_t i = 0; i < n; i++)
            truths[i] = (uint8_t)(i * i % (n + 1) % 5 > 2 ? 0 : i * i % (n + 1) % 3);
        const size_t found = kernel_select(n, at, truths);
        size_t next = 0;
        for (size_t i = 0; i < n; i++)
            if (truths[i] != NO) assert_int_equal(at[next++], i);
        assert_int_equal(next, found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_equal_columns),
        cmocka_unit_test(blocks_of_lists),
        cmocka_unit_test(selected),
    };
    return cmocka_run_group_tests_name("machine_listed", tests, NULL, NULL);
}
