/* Whom a change can touch, asked without a close; a forecast over people who live outside or
 * nowhere; bases of a law that names no persons or a town that the store does not have. */
#include "payment/test.h"

#include "payment/world.def"

#define PERSON_JIA "360203194403050011"
#define PERSON_GENG "360203194009100148"

static World elders(const char *law)
{
    World world = world_open(law, NULL);
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home\n"
                 "Jia,1940-03-05," PERSON_JIA ",360203001001\n"
                 "Yi,1932-11-20," PERSON_YI ",360203001001\n"
                 "Geng,1938-09-10," PERSON_GENG ",360203100001\n");
    world_clock(&world, "2023-12-20");
    world_import(&world, "enrolment",
                 "affair,citizen_id,applied,decided,reason\n"
                 "old_age_allowance," PERSON_JIA ",2023-06-05,2023-06-10,registered\n"
                 "old_age_allowance," PERSON_YI ",2023-06-05,2023-06-10,registered\n"
                 "old_age_allowance," PERSON_GENG ",2023-06-05,2023-06-10,registered\n");
    world_clock(&world, "2024-02-10");
    return world;
}

static FactBase *base_of(World *world)
{
    FactBase *base;
    Division home;
    assert_true(facts_home(world->w, &home));
    assert_true(facts_load(world->w, world->bureau, KNOWN_NOW, home, &base));
    return base;
}

static const Months QUARTER = {{2024 * 12}, {2024 * 12 + 2}};

static Reach *reach_of(World *world, FactBase *base)
{
    Reach *reach;
    assert_true(reach_open(world->w, base, QUARTER, &reach));
    return reach;
}

static void test_enrolments_that_are_listed(void **state)
{
    (void)state;
    World world = elders(LAW_OLD_AGE);
    FactBase *base = base_of(&world);
    Commit now;
    static const struct {
        int64_t ids[4];
        size_t count, reached;
    } cases[] = {{{0}, 0, 0},       {{1}, 1, 1},       {{2}, 1, 1},
                 {{3}, 1, 1},       {{77}, 1, 0},      {{1, 3}, 2, 2},
                 {{1, 2, 3}, 3, 3}, {{0, 2, 9}, 3, 1}, {{-1, 3, 4, 5}, 4, 1}};
    assert_true(audit_latest(world.w, &now));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Reach *reach = reach_of(&world, base);
        reach_enrolments(reach, now, cases[i].ids, cases[i].count);
        assert_int_equal(reach_parts(reach, 10), cases[i].reached > 0);
        assert_int_equal(reach_count(reach), cases[i].reached);
    }
    Reach *all = reach_of(&world, base);
    reach_enrolments(all, (Commit){0}, NULL, 0); /* decided since the beginning */
    assert_int_equal(reach_parts(all, 1), 3);    /* a circle each */
    assert_int_equal(reach_count(all), 3);
    for (size_t i = 0; i < 3; i++) {
        GrantedRows rows;
        reach_narrow(world.w, all, i);
        assert_true(entitle_granted(world.w, base, world.bureau->affairs[0], QUARTER, &rows));
        assert_int_equal(rows.count, 3); /* one enrolment, three months */
    }
    reach_widen(all);
    world_close(&world);
}

/* What was noted then says too little: nothing can be told. */
static void test_marks_that_say_too_little(void **state)
{
    (void)state;
    World world = elders(LAW_OLD_AGE);
    FactBase *base = base_of(&world);
    FactMark *marks;
    size_t count;
    Commit now;
    bool told;
    facts_marks(base, &marks, &count);
    assert_true(audit_latest(world.w, &now));
    assert_true(count > 3);
    for (size_t kept = 0; kept <= count; kept++) {
        FactMarks then = {now, marks, kept};
        Reach *reach = reach_of(&world, base);
        assert_true(reach_facts(world.w, reach, &then, &told));
        assert_int_equal(told, kept == count);
    }
    world_import(&world, "person.death", "citizen_id,death_date\n" PERSON_YI ",2024-01-10\n");
    base = base_of(&world);
    Reach *reach = reach_of(&world, base);
    assert_true(reach_facts(world.w, reach, &(FactMarks){now, marks, count}, &told));
    assert_true(told);
    assert_int_equal(reach_parts(reach, 10), 1);
    assert_int_equal(reach_count(reach), 1);
    marks[0].number += 1; /* another home */
    assert_true(reach_facts(world.w, reach, &(FactMarks){now, marks, count}, &told));
    assert_false(told);
    world_close(&world);
}

/* Who left a household, and who stayed, are computed again; a stranger is not. */
static void test_members_who_came_and_left(void **state)
{
    (void)state;
    World world = elders(LAW_OLD_AGE);
    FactMark *marks;
    size_t count;
    Commit then;
    bool told;
    world_import(&world, "household",
                 "household,citizen_id,role,home,urban_rural\n"
                 "D1," PERSON_JIA "," ROLE_APPLICANT ",360203001001," CITY "\n"
                 "D1," PERSON_YI "," ROLE_SPOUSE ",,\n");
    facts_marks(base_of(&world), &marks, &count);
    assert_true(audit_latest(world.w, &then));
    world_import(&world, "household",
                 "household,citizen_id,role,valid_from,valid_to\n"
                 "D1," PERSON_YI "," ROLE_SPOUSE ",2023-01-01,2024-01-10\n");
    FactBase *base = base_of(&world);
    Reach *reach = reach_of(&world, base);
    assert_true(reach_facts(world.w, reach, &(FactMarks){then, marks, count}, &told));
    assert_true(told);
    assert_true(reach_parts(reach, 1) > 0);
    assert_int_equal(reach_count(reach), 2);
    world_close(&world);
}

/* ---- bases ---------------------------------------------------------------------------------- */

static Bureau *compiled(World *world, const char *text, int64_t area)
{
    Diagnostics found = diagnostics_new(world->w->arena);
    SourceFile *files = NEW_ARRAY(world->w->arena, SourceFile, 3);
    files[0] = (SourceFile){.path = STR("registers.affair"), .text = STR(LAW_REGISTERS)};
    files[1] = (SourceFile){.path = STR("law.affair"), .text = STR(LAW_OLD_AGE)};
    files[1].area = (Division){360203000000};
    files[2] = (SourceFile){.path = STR("town.affair"), .text = str_of(text)};
    files[2].area = (Division){area};
    Bureau *bureau = bureau_compile(world->w->arena, files, 3, &found);
    assert_non_null(bureau);
    return bureau;
}

/* The town is not loaded: nobody lives there, and the county's number counts for all. */
static void test_a_town_that_the_store_does_not_have(void **state)
{
    (void)state;
    World world = elders(LAW_OLD_AGE);
    FactBase *base;
    FourSets sets[2];
    const Bureau *bureaus[] = {world.bureau, compiled(&world, LAW_OLD_AGE_TOWN, 360203999000)};
    for (int i = 0; i < 2; i++) {
        assert_true(facts_load(world.w, bureaus[i], KNOWN_NOW, (Division){360203000000}, &base));
        assert_true(
            entitle_sets(world.w, base, bureaus[i]->affairs[0], month_of(2024, 1), &sets[i]));
    }
    assert_int_equal(world.w->error.code, ERR_NONE);
    assert_int_equal(sets[0].count[SET_PAY], 3);
    assert_int_equal(sets[1].count[SET_PAY], 3);
    world_close(&world);
}

static void test_a_law_without_persons(void **state)
{
    (void)state;
    World world = elders(LAW_OLD_AGE);
    FactBase *base;
    Bureau bare = *world.bureau;
    bare.register_count = 0;
    assert_false(facts_load(world.w, &bare, KNOWN_NOW, (Division){360203000000}, &base));
    assert_int_equal(world.w->error.code, ERR_LAW);
    world_close(&world);
}

/* ---- a forecast ----------------------------------------------------------------------------- */

/* The care allowance asks nobody where they live: what goes outside is told as outside, and what a
 * missing home leaves open is counted, not guessed. */
static void test_a_forecast_over_people_from_elsewhere(void **state)
{
    (void)state;
    World world = world_open(LAW_OLD_AGE LAW_FIRST_DAY, NULL);
    world_import(&world, "person", "name,birth_date,citizen_id\nJia,1944-03-05," PERSON_JIA "\n");
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home\n"
                 "Yi,1932-11-20," PERSON_YI ",360203001001\n"
                 "Geng,1938-09-10," PERSON_GENG ",360202001001\n");
    world_import(&world, "person.disability",
                 "citizen_id,disability_grade\n" PERSON_JIA "," GRADE_3 "\n" PERSON_YI "," GRADE_3
                 "\n" PERSON_GENG "," GRADE_3 "\n");
    world_clock(&world, "2023-12-20");
    world_import(&world, "enrolment",
                 "affair,citizen_id,applied,decided,reason\n"
                 "care," PERSON_JIA ",2023-12-05,2023-12-10,asked\n"
                 "care," PERSON_YI ",2023-12-05,2023-12-10,asked\n"
                 "care," PERSON_GENG ",2023-12-05,2023-12-10,asked\n"
                 "old_age_allowance," PERSON_JIA ",2023-12-05,2023-12-10,asked\n"
                 "old_age_allowance," PERSON_YI ",2023-12-05,2023-12-10,asked\n");
    world_clock(&world, "2024-03-20");
    WhatIf found;
    const WhatIfAsk ask = {.months = QUARTER, .step = {10000}};
    assert_true(whatif_run(world.w, base_of(&world), &ask, &found));
    const Outcome *o = &found.before;
    size_t outside = o->town_count - 1, last = o->month_count - 1;
    for (size_t a = 0; a < o->affair_count; a++) {
        bool care = str_equal(o->affairs[a]->key, STR("care"));
        const int64_t *cost = o->cost + (a * o->month_count + last) * o->town_count;
        int64_t fen = 0;
        for (size_t t = 0; t < o->town_count; t++)
            fen += cost[t];
        assert_int_equal(cost[outside], care ? 16000 : 0);
        assert_int_equal(fen, care ? 24000 : 10000);
        assert_int_equal(o->open[a], !care);
    }
    assert_true(o->undecided > 0);
    assert_int_equal(o->share_count, 4);
    assert_int_equal(found.cliffs[0].count, 0);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_enrolments_that_are_listed),
        cmocka_unit_test(test_marks_that_say_too_little),
        cmocka_unit_test(test_members_who_came_and_left),
        cmocka_unit_test(test_a_town_that_the_store_does_not_have),
        cmocka_unit_test(test_a_law_without_persons),
        cmocka_unit_test(test_a_forecast_over_people_from_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
