/* Due minus paid as a merge: what is posted afterwards is what is granted, with a reason for each
 * line; what is unknown is left alone, what is barred is never raised. */
#include "payment/difference.h"

#include <stdlib.h>

#include "base/test.h"

#define MONTHS 6

static Component components[] = {{.key = {"base", 4}}, {.key = {"topup", 5}, .by_member = true}};
static const Affair affair = {.key = {"aid", 3}, .components = components, .component_count = 2};

typedef struct {
    Arena *arena;
    GrantedRows granted, before;
    Posted *posted;
    size_t posted_count;
    EnrolledUnit units[4];
    Lines lines;
} World;

static World world_new(void)
{
    World world = {.arena = arena_new()};
    world.granted.rows = NEW_ARRAY(world.arena, Granted, 500);
    world.before.rows = NEW_ARRAY(world.arena, Granted, 500);
    world.posted = NEW_ARRAY(world.arena, Posted, 1000);
    for (int i = 0; i < 4; i++)
        world.units[i] = (EnrolledUnit){.enrolment = i + 1, .unit = 10 * (i + 1)};
    return world;
}

static Granted *grant(GrantedRows *rows, int64_t enrolment, int month, uint16_t component,
                      int64_t fen)
{
    Granted *g = &rows->rows[rows->count++];
    *g = (Granted){.enrolment = enrolment,
                   .person = enrolment * 100,
                   .month = month_of(2024, month),
                   .component = component,
                   .amount = {fen}};
    return g;
}

static void post(World *world, int64_t enrolment, int month, const char *component, int64_t fen)
{
    world->posted[world->posted_count++] = (Posted){.enrolment = enrolment,
                                                    .person = enrolment * 100,
                                                    .month = month_of(2024, month),
                                                    .component = str_of(component),
                                                    .amount = {fen}};
}

static void run(World *world, int month, bool with_before)
{
    world->granted.units = world->units;
    world->granted.unit_count = 4;
    DifferenceInput input = {.affair = &affair,
                             .first = month_of(2024, 1),
                             .month = month_of(2024, month),
                             .granted = &world->granted,
                             .before = with_before ? &world->before : NULL,
                             .posted = world->posted,
                             .posted_count = world->posted_count};
    world->lines = (Lines){0};
    difference(world->arena, &input, &world->lines);
}

static void assert_line(const World *world, size_t i, int month, int64_t fen, Reason reason)
{
    assert_true(i < world->lines.count);
    assert_int_equal(world->lines.lines[i].month.n, month_of(2024, month).n);
    assert_int_equal(world->lines.lines[i].amount.fen, fen);
    assert_int_equal(world->lines.lines[i].reason, reason);
}

static void test_an_ordinary_month_is_a_difference_from_nothing(void **state)
{
    (void)state;
    World world = world_new();
    grant(&world.granted, 1, 3, 0, 5000);
    run(&world, 3, false);
    assert_int_equal(world.lines.count, 1);
    assert_line(&world, 0, 3, 5000, REASON_REGULAR);
    assert_int_equal(world.lines.lines[0].unit, 10);
    assert_str(world.lines.lines[0].component, "base");
    arena_free(world.arena);
}

static void test_arrears_and_recovery(void **state)
{
    (void)state;
    World world = world_new();
    grant(&world.granted, 1, 1, 0, 5000);
    grant(&world.granted, 1, 3, 0, 5000);
    post(&world, 1, 2, "base", 5000);
    run(&world, 3, false);
    assert_int_equal(world.lines.count, 3);
    assert_line(&world, 0, 1, 5000, REASON_ARREARS);
    assert_line(&world, 1, 2, -5000, REASON_RECOVERY);
    assert_line(&world, 2, 3, 5000, REASON_REGULAR);
    arena_free(world.arena);
}

static void test_a_raise_is_split_from_other_arrears(void **state)
{
    (void)state;
    World world = world_new();
    grant(&world.granted, 1, 1, 0, 9500);
    grant(&world.before, 1, 1, 0, 9000);
    post(&world, 1, 1, "base", 8000);
    grant(&world.granted, 2, 1, 0, 9500); /* never paid: all of it is an arrear */
    grant(&world.before, 2, 1, 0, 9000);
    run(&world, 3, true);
    assert_int_equal(world.lines.count, 3);
    assert_line(&world, 0, 1, 500, REASON_RAISE);
    assert_line(&world, 1, 1, 1000, REASON_ARREARS);
    assert_line(&world, 2, 1, 9500, REASON_ARREARS);
    arena_free(world.arena);
}

static void test_unknown_is_neither_posted_nor_taken_back(void **state)
{
    (void)state;
    World world = world_new();
    Granted *g = grant(&world.granted, 1, 1, GRANTED_ALL, 0);
    g->unknown = true;
    post(&world, 1, 1, "base", 5000);
    post(&world, 1, 1, "topup", 700);
    grant(&world.granted, 2, 1, 0, 4000);
    g = grant(&world.granted, 2, 1, 1, 0);
    g->unknown = true;
    post(&world, 2, 1, "base", 4000);
    post(&world, 2, 1, "topup", 600);
    run(&world, 1, false);
    assert_int_equal(world.lines.count, 0);
    arena_free(world.arena);
}

static void test_a_barred_month_is_kept_but_never_raised(void **state)
{
    (void)state;
    World world = world_new();
    grant(&world.granted, 1, 1, 0, 5000)->barred = true;
    grant(&world.granted, 2, 1, 0, 5000)->barred = true;
    grant(&world.granted, 3, 1, 0, 5000)->barred = true;
    post(&world, 2, 1, "base", 4000);
    post(&world, 3, 1, "base", 6000);
    run(&world, 3, false);
    assert_int_equal(world.lines.count, 1);
    assert_line(&world, 0, 1, -1000, REASON_RECOVERY);
    assert_int_equal(world.lines.lines[0].enrolment, 3);
    arena_free(world.arena);
}

static void test_months_before_the_first_of_account_are_history(void **state)
{
    (void)state;
    World world = world_new();
    world.posted[world.posted_count++] = (Posted){.enrolment = 1,
                                                  .person = 100,
                                                  .month = month_of(2023, 12),
                                                  .component = STR("base"),
                                                  .amount = {100}};
    run(&world, 3, false);
    assert_int_equal(world.lines.count, 0);
    arena_free(world.arena);
}

static void test_a_component_of_an_older_law_is_taken_back(void **state)
{
    (void)state;
    World world = world_new();
    grant(&world.granted, 1, 1, 0, 5000);
    post(&world, 1, 1, "base", 5000);
    post(&world, 1, 1, "gone", 300);
    run(&world, 2, false);
    assert_int_equal(world.lines.count, 1);
    assert_line(&world, 0, 1, -300, REASON_RECOVERY);
    assert_str(world.lines.lines[0].component, "gone");
    arena_free(world.arena);
}

/* Two components that are gone, one of them in two months. */
static void test_components_of_older_laws(void **state)
{
    (void)state;
    World world = world_new();
    post(&world, 1, 1, "gone", 300);
    post(&world, 1, 1, "old", 200);
    post(&world, 1, 2, "gone", 400);
    run(&world, 3, false);
    assert_int_equal(world.lines.count, 3);
    assert_line(&world, 0, 1, -300, REASON_RECOVERY);
    assert_line(&world, 1, 1, -200, REASON_RECOVERY);
    assert_line(&world, 2, 2, -400, REASON_RECOVERY);
    assert_str(world.lines.lines[2].component, "gone");
    arena_free(world.arena);
}

static void post_to(World *world, int64_t person, const char *component, int64_t fen)
{
    post(world, 1, 1, component, fen);
    world->posted[world->posted_count - 1].person = person;
}

/* What is unknown of one member hides that member's share; of the whole unit, everybody's. */
static void test_what_an_unknown_share_hides(void **state)
{
    (void)state;
    World world = world_new();
    grant(&world.granted, 1, 1, 1, 0)->unknown = true; /* the supplement of person 100 */
    post_to(&world, 100, "topup", 600);
    post_to(&world, 101, "topup", 600);
    run(&world, 1, false);
    assert_int_equal(world.lines.count, 1);
    assert_int_equal(world.lines.lines[0].person, 101);
    world.granted.rows[0].component = 0;
    world.posted[0].component = world.posted[1].component = STR("base");
    run(&world, 1, false);
    assert_int_equal(world.lines.count, 0);
    world.granted.rows[0].month = month_of(2024, 2); /* another month hides nothing */
    run(&world, 2, false);
    assert_int_equal(world.lines.count, 2);
    arena_free(world.arena);
}

/* An enrolment that the law of today does not list, behind one whose months are all history. */
static void test_an_enrolment_that_is_not_listed(void **state)
{
    (void)state;
    World world = world_new();
    grant(&world.granted, 1, 1, 0, 100)->month = month_of(2023, 11);
    post(&world, 2, 1, "base", 50);
    post(&world, 9, 1, "base", 70);
    run(&world, 1, false);
    assert_int_equal(world.lines.count, 2);
    assert_int_equal(world.lines.lines[0].unit, 20);
    assert_int_equal(world.lines.lines[1].enrolment, 9);
    assert_int_equal(world.lines.lines[1].unit, 0);
    assert_line(&world, 1, 1, -70, REASON_RECOVERY);
    arena_free(world.arena);
}

/* A standard that was lowered, or has stayed, explains no arrear. */
static void test_no_raise_no_raise_line(void **state)
{
    (void)state;
    World world = world_new();
    grant(&world.granted, 1, 1, 0, 9000);
    grant(&world.before, 1, 1, 0, 9500);
    post(&world, 1, 1, "base", 8000);
    grant(&world.granted, 2, 1, 0, 9000);
    grant(&world.before, 2, 1, 0, 9000);
    post(&world, 2, 1, "base", 8999);
    run(&world, 2, true);
    assert_int_equal(world.lines.count, 2);
    assert_line(&world, 0, 1, 1000, REASON_ARREARS);
    assert_line(&world, 1, 1, 1, REASON_ARREARS);
    arena_free(world.arena);
}

/* ---- the property ------------------------------------------------------------------------- */

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static int by_posted(const void *a, const void *b)
{
    const Posted *x = a, *y = b;
    if (x->enrolment != y->enrolment) return x->enrolment < y->enrolment ? -1 : 1;
    if (x->month.n != y->month.n) return x->month.n < y->month.n ? -1 : 1;
    return str_compare(x->component, y->component);
}

static void post_lines(World *world)
{
    for (size_t i = 0; i < world->lines.count; i++) {
        const Line *l = &world->lines.lines[i];
        world->posted[world->posted_count++] =
            (Posted){l->enrolment, l->person, l->month, l->component, l->amount};
    }
    qsort(world->posted, world->posted_count, sizeof *world->posted, by_posted);
}

static void grant_randomly(World *world, uint32_t *seed)
{
    world->granted.count = 0;
    for (int enrolment = 1; enrolment <= 4; enrolment++)
        for (int month = 1; month <= MONTHS; month++)
            for (uint16_t component = 0; component < 2; component++) {
                int64_t fen = (int64_t)(next(seed) % 5) * 1000;
                if (fen) grant(&world->granted, enrolment, month, component, fen);
            }
}

static void test_posting_the_difference_leaves_none(void **state)
{
    (void)state;
    uint32_t seed = 11;
    for (int round = 0; round < 200; round++) {
        World world = world_new();
        for (int close = 1; close <= 4; close++) {
            grant_randomly(&world, &seed);
            run(&world, MONTHS, false);
            post_lines(&world);
            run(&world, MONTHS, false);
            assert_int_equal(world.lines.count, 0);
        }
        int64_t granted = 0, posted = 0;
        for (size_t i = 0; i < world.granted.count; i++)
            granted += world.granted.rows[i].amount.fen;
        for (size_t i = 0; i < world.posted_count; i++)
            posted += world.posted[i].amount.fen;
        assert_int_equal(granted, posted);
        arena_free(world.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_ordinary_month_is_a_difference_from_nothing),
        cmocka_unit_test(test_arrears_and_recovery),
        cmocka_unit_test(test_a_raise_is_split_from_other_arrears),
        cmocka_unit_test(test_unknown_is_neither_posted_nor_taken_back),
        cmocka_unit_test(test_a_barred_month_is_kept_but_never_raised),
        cmocka_unit_test(test_months_before_the_first_of_account_are_history),
        cmocka_unit_test(test_a_component_of_an_older_law_is_taken_back),
        cmocka_unit_test(test_components_of_older_laws),
        cmocka_unit_test(test_what_an_unknown_share_hides),
        cmocka_unit_test(test_an_enrolment_that_is_not_listed),
        cmocka_unit_test(test_no_raise_no_raise_line),
        cmocka_unit_test(test_posting_the_difference_leaves_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
