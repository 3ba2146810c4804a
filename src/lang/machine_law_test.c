/* The laws that are shipped, over random facts: a batch of n equals n single evaluations, and the
 * derivation of a row says what its result says. */
#include "base/test.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#include "lang/tree_random.h"

enum { ROWS = 300 };

static Str file_read(Arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    Buf text = buf_new(arena);
    for (int c = fgetc(file); c != EOF; c = fgetc(file))
        buf_byte(&text, (char)c);
    fclose(file);
    return buf_str(&text);
}

typedef struct {
    SourceFile items[64];
    size_t count;
} Files;

static void files_add(Arena *arena, Files *files, const char *pattern, Division area)
{
    glob_t found;
    Str path = format(arena, "%s/%s", getenv("DOUDI_ROOT"), pattern);
    assert_int_equal(glob(str_z(arena, path), 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        assert_true(files->count < COUNT_OF(files->items));
        Str text = file_read(arena, found.gl_pathv[i]);
        Str name = str_copy(arena, str_of(found.gl_pathv[i]));
        files->items[files->count++] = (SourceFile){.path = name, .text = text, .area = area};
    }
    globfree(&found);
}

static const Division DISTRICT = {INT64_C(360203000000)};

static Bureau *law_load(Arena *arena)
{
    Files *files = NEW(arena, Files);
    files_add(arena, files, "affairs/*/*.affair", (Division){0});
    files_add(arena, files, "areas/360203-zhushan/*.affair", DISTRICT);
    Diagnostics found = diagnostics_new(arena);
    Bureau *bureau = bureau_compile(arena, files->items, files->count, &found);
    assert_non_null(bureau);
    return bureau;
}

typedef struct {
    const Affair *affair;
    Facts facts;
    Env *env;
    Machine *machine;
    Results results;
} Batch;

static size_t members_of(const Facts *facts)
{
    return facts->members.start ? groups_members(&facts->members) : 0;
}

static Batch batch_run(Arena *arena, const Affair *affair, uint64_t seed)
{
    Growth g;
    growth_begin(&g, arena, seed, affair->subject == SUBJECT_HOUSEHOLD);
    Binding binding = grow_binding(&g);
    binding.override_count = 0;
    binding.areas = (Areas){&DISTRICT, 1};
    Batch b = {.affair = affair, .facts = grow_facts(&g, affair->program, ROWS, 10)};
    b.env = env_bind(arena, affair->program, &binding);
    b.machine = machine_new(arena, affair);
    b.results = results_new(arena, affair, ROWS, members_of(&b.facts));
    machine_run(b.machine, b.env, &b.facts, &b.results);
    return b;
}

static void assert_months_equal(const Results *one, const Results *all, size_t row)
{
    assert_int_equal(one->month_unknown[0], all->month_unknown[row]);
    if (one->month_unknown[0]) return;
    assert_int_equal(one->first_month[0], all->first_month[row]);
    assert_int_equal(one->stop_month[0], all->stop_month[row]);
    assert_int_equal(one->arrears_floor[0], all->arrears_floor[row]);
}

static void assert_row(Arena *arena, const Batch *b, size_t row)
{
    Facts facts = facts_of_row(arena, b->affair->program, &b->facts, row);
    size_t members = members_of(&facts);
    Results one = results_new(arena, b->affair, 1, members);
    machine_run(b->machine, b->env, &facts, &one);
    assert_int_equal(one.eligible[0], b->results.eligible[row]);
    assert_int_equal(one.candidate[0], b->results.candidate[row]);
    assert_int_equal(one.reason[0], b->results.reason[row]);
    assert_months_equal(&one, &b->results, row);
    for (size_t k = 0; k < b->affair->component_count; k++) {
        bool by_member = b->affair->components[k].by_member;
        size_t first = by_member ? b->facts.members.start[row] : row;
        for (size_t i = 0; i < (by_member ? members : 1); i++) {
            assert_int_equal(one.amount_unknown[k][i], b->results.amount_unknown[k][first + i]);
            if (!one.amount_unknown[k][i])
                assert_int_equal(one.amount[k][i], b->results.amount[k][first + i]);
        }
    }
    Why *why = machine_explain(arena, b->machine, b->env, &b->facts, row);
    assert_int_equal(why->truth, b->results.eligible[row]);
}

static void shipped_laws(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Bureau *bureau = law_load(arena);
    assert_true(bureau->affair_count >= 8);
    for (size_t i = 0; i < bureau->affair_count; i++) {
        Arena *own = arena_new();
        Batch b = batch_run(own, bureau->affairs[i], 77 + i);
        for (size_t row = 0; row < ROWS; row++)
            assert_row(own, &b, row);
        arena_free(own);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(shipped_laws)};
    return cmocka_run_group_tests_name("machine_law", tests, NULL, NULL);
}
