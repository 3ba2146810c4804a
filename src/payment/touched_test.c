/* What a change touches: two stores live the same half year; then something changes, and one is
 * closed as ever, the other in full. Their lines are the same to the reason, and the first has
 * computed those alone whom the change can touch. */
#include "payment/test.h"

#include <stdio.h>
#include <string.h>

#include "payment/touched_test.def"
#include "payment/world.def"

#define PERSON_JIA "360203194403050011"  /* 80 in March 2024 */
#define PERSON_GENG "360203194009100148" /* lives in the town */

typedef void (*Change)(World *world);
typedef struct {
    int64_t reached;
    bool whole;
} Touched;

static World half_year_under(const char *law)
{
    World world = world_open(law, NULL);
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home\n"
                 "Jia,1944-03-05," PERSON_JIA ",360203001001\n"
                 "Yi,1932-11-20," PERSON_YI ",360203001001\n"
                 "Geng,1940-09-10," PERSON_GENG ",360203100001\n");
    world_clock(&world, "2023-12-20");
    world_import(&world, "enrolment",
                 "affair,citizen_id,applied,decided,reason\n"
                 "old_age_allowance," PERSON_JIA ",2023-06-05,2023-06-10,registered\n"
                 "old_age_allowance," PERSON_YI ",2023-06-05,2023-06-10,registered\n"
                 "old_age_allowance," PERSON_GENG ",2023-06-05,2023-06-10,registered\n");
    for (int month = 1; month <= 5; month++)
        world_close_month(&world,
                          str_z(world.w->arena, month_text(world.w->arena, month_of(2024, month))));
    world_clock(&world, "2024-06-28");
    return world;
}

static World half_year(void)
{
    return half_year_under(LAW_OLD_AGE);
}

static Str lines_of(World *world)
{
    return format(world->w->arena, "%.*s%.*s%.*s", STR_ARG(world_lines(world, PERSON_JIA)),
                  STR_ARG(world_lines(world, PERSON_YI)), STR_ARG(world_lines(world, PERSON_GENG)));
}

static void assert_touches(Change change, Touched touched)
{
    World one = half_year(), all = half_year();
    CloseResult result, full;
    change(&one);
    change(&all);
    assert_true(payment_close(one.w, one.bureau, month_of(2024, 6), &result));
    assert_true(payment_close_full(all.w, all.bureau, month_of(2024, 6), &full));
    assert_int_equal(result.lines, full.lines);
    assert_int_equal(result.total.fen, full.total.fen);
    assert_true(str_equal(lines_of(&one), lines_of(&all)));
    assert_int_equal(result.reached, touched.reached);
    assert_int_equal(result.whole, touched.whole);
    assert_int_equal(full.reached, 3);
    world_close(&one);
    world_close(&all);
}

/* ---- changes ------------------------------------------------------------------------------ */

static void nothing(World *world)
{
    (void)world;
}

static void a_death(World *world)
{
    world_import(world, "person.death", "citizen_id,death_date\n" PERSON_YI ",2024-02-10\n");
}

static void somebody_else(World *world)
{
    world_import(world, "person",
                 "name,birth_date,citizen_id,home\nDing,1980-05-01,360203198005010119,"
                 "360203001001\n");
}

static void a_stop(World *world)
{
    world_import(world, "decision",
                 "affair,citizen_id,kind,decided,effective_month,reason\n"
                 "old_age_allowance," PERSON_GENG "," KIND_STOP ",2024-06-10,2024-04,left\n");
}

static const char *without_standard(void)
{
    const char *affair = strstr(LAW_OLD_AGE, OLD_AGE_AFFAIR);
    assert_non_null(affair);
    return affair;
}

static void a_raise(World *world)
{
    Str law = format(world->w->arena, "%s%s", OLD_AGE_RAISED, without_standard());
    world_law(world, str_z(world->w->arena, law));
}

static void a_town(World *world)
{
    world_town_law(world, LAW_OLD_AGE, LAW_OLD_AGE_TOWN);
}

/* A file of no area: the county's own number stands before it. */
static void a_nation(World *world)
{
    Arena *arena = world->w->arena;
    Diagnostics found = diagnostics_new(arena);
    SourceFile *files = NEW_ARRAY(arena, SourceFile, 3);
    int64_t law;
    files[0] = (SourceFile){.path = STR("registers.affair"), .text = STR(LAW_REGISTERS)};
    files[1] = (SourceFile){.path = STR("law.affair"), .text = STR(LAW_OLD_AGE)};
    files[1].area = (Division){360203000000};
    files[2] = (SourceFile){.path = STR("nation.affair"), .text = STR(LAW_OLD_AGE_TOWN)};
    world->bureau = bureau_compile(arena, files, 3, &found);
    assert_non_null(world->bureau);
    assert_true(registry_open(world->w, world->bureau, &law));
}

static void another_law(World *world)
{
    const char *at = strstr(LAW_OLD_AGE, OLD_AGE_NINETY);
    assert_non_null(at);
    Str law = format(world->w->arena, "%.*s%s%s", (int)(at - LAW_OLD_AGE), LAW_OLD_AGE,
                     OLD_AGE_NINETY_MORE, at + strlen(OLD_AGE_NINETY));
    world_law(world, str_z(world->w->arena, law));
}

static void another_comment(World *world)
{
    world_law(world, str_z(world->w->arena, format(world->w->arena, "# \n\n%s", LAW_OLD_AGE)));
}

static void another_home(World *world)
{
    assert_true(store_set(world->w, STR("home"), STR("3602")));
}

static void test_facts_and_decisions_touch_their_people(void **state)
{
    (void)state;
    assert_touches(nothing, (Touched){0, false});
    assert_touches(somebody_else, (Touched){0, false});
    assert_touches(a_death, (Touched){1, false});
    assert_touches(a_stop, (Touched){1, false});
}

static void test_a_standard_touches_those_who_are_paid_by_it(void **state)
{
    (void)state;
    assert_touches(a_raise, (Touched){3, false});
    assert_touches(a_town, (Touched){1, false});
    assert_touches(a_nation, (Touched){3, false});
    assert_touches(another_comment, (Touched){0, false});
}

static void test_what_cannot_be_told_touches_everybody(void **state)
{
    (void)state;
    assert_touches(another_law, (Touched){3, true});
    assert_touches(another_home, (Touched){3, true});
}

/* ---- a standard that is said in another way ----------------------------------------------- */

typedef struct {
    const char *then, *now;
    Touched touched;
} Said;

/* A standard that nobody is paid by stands beside the law. */
static void assert_said(const Said *said)
{
    char then[4096], now[4096];
    CloseResult result;
    assert_true((size_t)snprintf(then, sizeof then, "%s%s", said->then, LAW_OLD_AGE) < sizeof then);
    assert_true((size_t)snprintf(now, sizeof now, "%s%s", said->now, LAW_OLD_AGE) < sizeof now);
    World world = half_year_under(then);
    world_law(&world, now);
    assert_true(payment_close(world.w, world.bureau, month_of(2024, 6), &result));
    if (result.reached != said->touched.reached || result.whole != said->touched.whole)
        fail_msg("%s: %d reached", said->now, (int)result.reached);
    world_posted(&world);
    world_close(&world);
}

static void test_a_standard_said_otherwise(void **state)
{
    (void)state;
    static const Said cases[] = {
        {SPARE, SPARE, {0, false}},
        {SPARE, SPARE_MORE, {0, false}},
        {SPARE, SPARE_LAYOUT, {0, false}},
        {SPARE, "", {3, true}},
        {"", SPARE, {3, true}},
        {SPARE, SPARE_NAMED, {3, true}},
        {SPARE, SPARE_KEYED, {3, true}},
        {SPARE, SPARE_MONTHLY, {3, true}},
        {SPARE, SPARE_SHARE, {3, true}},
        {SPARE, SPARE_DAYS, {3, true}},
        {SPARE, SPARE_BY_PLACE, {3, true}},
        {SPARE_BY_PLACE, SPARE, {3, true}},
        {SPARE_BY_PLACE, SPARE_BY_PLACE, {0, false}},
        {SPARE_BY_PLACE, SPARE_BY_GRADE, {3, true}},
        {SPARE_SHARE, SPARE_SHARE_FINER, {3, true}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_said(&cases[i]);
}

/* Another engine may compute otherwise: everybody, once. */
static void test_another_engine_touches_everybody(void **state)
{
    (void)state;
    World world = half_year();
    CloseResult result;
    assert_true(db_define(world.w, STR("CREATE TABLE kept AS SELECT * FROM month_close;"
                                       "PRAGMA foreign_keys = OFF; DROP TABLE month_close;"
                                       "UPDATE kept SET engine = 'older';"
                                       "ALTER TABLE kept RENAME TO month_close")));
    assert_true(payment_close(world.w, world.bureau, month_of(2024, 6), &result));
    assert_int_equal(result.reached, 3);
    assert_true(result.whole);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts_and_decisions_touch_their_people),
        cmocka_unit_test(test_a_standard_touches_those_who_are_paid_by_it),
        cmocka_unit_test(test_what_cannot_be_told_touches_everybody),
        cmocka_unit_test(test_a_standard_said_otherwise),
        cmocka_unit_test(test_another_engine_touches_everybody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
