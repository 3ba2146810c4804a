/* The four sets and what is granted, at their edges: a benefit paid once, one that has not begun,
 * amounts that nobody can compute, people whom another programme excludes, households without
 * anybody left, and a decision that fixes what the law would not give. */
#include "payment/test.h"

#include "payment/sets_test.def"
#include "payment/world.def"

#define PERSON_DING "360203198005010119"
#define PERSON_WU "360203198206010123"
#define PERSON_GENG "360203195009100142"

static FourSets sets_of(World *world, const char *key, int32_t month)
{
    FactBase *base;
    Division home;
    FourSets sets;
    const Affair *affair = bureau_affair(world->bureau, str_of(key));
    assert_true(facts_home(world->w, &home));
    assert_true(facts_load(world->w, world->bureau, KNOWN_NOW, home, &base));
    assert_true(entitle_sets(world->w, base, affair, (Month){month}, &sets));
    return sets;
}

static void assert_sets(const FourSets *sets, SetKind kind, int64_t subject)
{
    for (SetKind k = SET_PAY; k <= SET_UNDECIDED; k++) {
        assert_int_equal(sets->count[k], k == kind);
        if (k == kind) assert_int_equal(sets->subjects[k][0], subject);
    }
}

static void enrol(World *world, const char *affair, const char *number, const char *decided)
{
    Arena *arena = world->w->arena;
    world_import(world, "enrolment",
                 str_z(arena, format(arena,
                                     "affair,citizen_id,applied,decided,reason\n"
                                     "%s,%s,%s,%s,asked\n",
                                     affair, number, decided, decided)));
}

static void test_what_is_paid_once(void **state)
{
    (void)state;
    World world = world_open(LAW_ONCE, NULL);
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home\nGeng,1950-09-10," PERSON_GENG ",360203001001\n"
                 "Ding,1980-05-01," PERSON_DING ",360203001001\n");
    int64_t geng = world_person(&world, PERSON_GENG).n;
    world_clock(&world, "2024-01-20");
    FourSets sets = sets_of(&world, "sixty_gift", month_of(2024, 1).n);
    assert_sets(&sets, SET_MISSED, geng);
    assert_int_equal(sets.count[SET_UNCHECKED], 1);
    enrol(&world, "sixty_gift", PERSON_GENG, "2024-01-20");
    sets = sets_of(&world, "sixty_gift", month_of(2024, 1).n);
    assert_sets(&sets, SET_COUNT, 0); /* it begins in February */
    assert_int_equal(sets.count[SET_OUT], 1);
    world_close_month(&world, "2024-01");
    assert_int_equal(world_close_month(&world, "2024-02"), 1);
    sets = sets_of(&world, "sixty_gift", month_of(2024, 2).n);
    assert_sets(&sets, SET_PAY, geng);
    assert_int_equal(world_close_month(&world, "2024-03"), 0);
    sets = sets_of(&world, "sixty_gift", month_of(2024, 3).n);
    assert_sets(&sets, SET_COUNT, 0); /* and is over in March */
    assert_int_equal(world_posted(&world).fen, 100000);
    world_close(&world);
}

/* The unit that a personal enrolment makes has asked for nothing as a household. */
static void test_a_unit_made_for_a_person_is_no_household(void **state)
{
    (void)state;
    World world = world_open(LAW_OLD_AGE LAW_LIVING_STANDARD_2023 LAW_LIVING, NULL);
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home\nYi,1932-11-20," PERSON_YI ",360203001001\n"
                 "Ding,1980-05-01," PERSON_DING ",360203001001\n");
    world_import(&world, "household",
                 "household,citizen_id,role,home,urban_rural\n"
                 "D1," PERSON_DING "," ROLE_APPLICANT ",360203001001," CITY "\n");
    world_clock(&world, "2024-01-20");
    FourSets before = sets_of(&world, "minimum_living", month_of(2024, 1).n);
    enrol(&world, "old_age_allowance", PERSON_YI, "2024-01-20");
    FourSets sets = sets_of(&world, "minimum_living", month_of(2024, 1).n);
    for (SetKind k = SET_PAY; k < SET_COUNT; k++)
        assert_int_equal(sets.count[k], before.count[k] + (k == SET_UNCHECKED));
    world_close(&world);
}

static void test_an_amount_that_nobody_can_compute(void **state)
{
    (void)state;
    World world = world_open(LAW_DIFFERENCE, NULL);
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home\nDing,1980-05-01," PERSON_DING ",360203001001\n");
    int64_t ding = world_person(&world, PERSON_DING).n;
    world_clock(&world, "2024-01-20");
    FourSets sets = sets_of(&world, "difference_allowance", month_of(2024, 1).n);
    assert_sets(&sets, SET_UNDECIDED, ding);
    enrol(&world, "difference_allowance", PERSON_DING, "2024-01-20");
    world_close_month(&world, "2024-01");
    assert_int_equal(world_close_month(&world, "2024-02"), 0);
    sets = sets_of(&world, "difference_allowance", month_of(2024, 2).n);
    assert_sets(&sets, SET_UNDECIDED, ding);
    world_import(&world, "person.income",
                 "citizen_id,monthly_income,valid_from\n" PERSON_DING ",200,2024-01-01\n");
    assert_int_equal(world_close_month(&world, "2024-02"), 1);
    sets = sets_of(&world, "difference_allowance", month_of(2024, 2).n);
    assert_sets(&sets, SET_PAY, ding);
    world_import(&world, "person.death", "citizen_id,death_date\n" PERSON_DING ",2024-01-31\n");
    sets = sets_of(&world, "difference_allowance", month_of(2024, 2).n);
    assert_sets(&sets, SET_WRONGLY, ding);
    assert_int_equal(world_close_month(&world, "2024-02"), 1);
    assert_int_equal(world_posted(&world).fen, 0);
    world_close(&world);
}

static World couple(void)
{
    World world = world_open(LAW_LIVING_STANDARD_2023 LAW_LIVING LAW_OVERLAP, NULL);
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home,monthly_income\n"
                 "Geng,1950-09-10," PERSON_GENG ",360203001001,0\n"
                 "Wu,1982-06-01," PERSON_WU ",360203001001,100\n");
    world_import(&world, "household",
                 "household,citizen_id,role,home,urban_rural\n"
                 "D1," PERSON_GENG "," ROLE_APPLICANT ",360203001001," CITY "\n"
                 "D1," PERSON_WU "," ROLE_SPOUSE ",,\n");
    world_clock(&world, "2023-12-20");
    return world;
}

/* A household one of whose members is in an excluding programme misses nothing. */
static void test_a_member_whom_another_programme_excludes(void **state)
{
    (void)state;
    World world = couple();
    UnitId unit;
    assert_true(unit_by_number(world.w, STR("D1"), &unit));
    FourSets sets = sets_of(&world, "minimum_living", month_of(2024, 1).n);
    assert_sets(&sets, SET_MISSED, unit.n);
    enrol(&world, "destitute", PERSON_GENG, "2023-12-20");
    sets = sets_of(&world, "minimum_living", month_of(2024, 1).n);
    assert_sets(&sets, SET_COUNT, 0);
    world_clock(&world, "2024-01-31");
    world_import(&world, "decision",
                 "affair,citizen_id,kind,decided,effective_month,reason\n"
                 "destitute," PERSON_GENG "," KIND_STOP ",2024-01-31,2024-02,asked\n");
    sets = sets_of(&world, "minimum_living", month_of(2024, 1).n);
    assert_sets(&sets, SET_COUNT, 0);
    sets = sets_of(&world, "minimum_living", month_of(2024, 2).n);
    assert_int_equal(sets.count[SET_MISSED], 1);
    assert_int_equal(sets.subjects[SET_MISSED][0], unit.n);
    world_close(&world);
}

/* What is agreed for a month is paid although nobody is left whom the law would count. */
static void test_fixed_for_a_household_without_anybody(void **state)
{
    (void)state;
    World world = couple();
    world_import(&world, "enrolment",
                 "affair,household,applied,decided,reason\n"
                 "minimum_living,D1,2023-12-01,2023-12-20,asked\n");
    world_close_month(&world, "2024-01");
    int64_t before = world_posted(&world).fen;
    assert_true(before > 0);
    world_clock(&world, "2024-02-05");
    world_import(&world, "person.death",
                 "citizen_id,death_date\n" PERSON_GENG ",2024-01-15\n" PERSON_WU ",2024-01-16\n");
    assert_int_equal(world_close_month(&world, "2024-02"), 0);
    world_import(&world, "decision",
                 "affair,household,kind,decided,effective_month,until_month,amount,reason\n"
                 "minimum_living,D1," KIND_FIX ",2024-02-20,2024-02,2024-02,500,agreed\n");
    assert_int_equal(world_close_month(&world, "2024-02"), 1);
    assert_int_equal(world_posted(&world).fen, before + 50000);
    FourSets sets = sets_of(&world, "minimum_living", month_of(2024, 2).n);
    assert_int_equal(sets.count[SET_PAY], 0);
    world_import(&world, "decision",
                 "affair,household,kind,decided,effective_month,until_month,amount,reason\n"
                 "minimum_living,D1," KIND_FIX ",2024-02-21,2024-02,2024-02,0,withdrawn\n");
    assert_int_equal(world_close_month(&world, "2024-02"), 1);
    assert_int_equal(world_posted(&world).fen, before);
    world_close(&world);
}

/* Twenty members: more shares than fit on the stack, and they add up. */
static void test_a_large_household(void **state)
{
    (void)state;
    World world = couple();
    Arena *arena = world.w->arena;
    Buf people = buf_new(arena), unit = buf_new(arena);
    buf_add(&people, STR("name,birth_date,person_key,home,monthly_income\n"));
    buf_add(&unit, STR("household,person_key,role,home,urban_rural\n"));
    for (int i = 0; i < 20; i++) {
        buf_format(&people, "P%d,1990-01-%02d,K%d,360203001001,0\n", i, i + 1, i);
        buf_format(&unit, "D2,K%d,%s,%s,%s\n", i, i ? ROLE_CHILD : ROLE_APPLICANT,
                   i ? "" : "360203001001", i ? "" : CITY);
    }
    world_import(&world, "person", str_z(arena, buf_str(&people)));
    world_import(&world, "household", str_z(arena, buf_str(&unit)));
    world_import(&world, "enrolment",
                 "affair,household,applied,decided,reason\n"
                 "minimum_living,D2,2023-12-01,2023-12-20,asked\n");
    assert_int_equal(world_close_month(&world, "2024-01"), 20);
    assert_int_equal(world_posted(&world).fen, 20 * 90000);
    world_close(&world);
}

/* A row with an end ends what was on record without one; saying it again changes nothing. */
static void test_a_member_who_left(void **state)
{
    (void)state;
    static const char *const left = "household,citizen_id,role,valid_from,valid_to\n"
                                    "D1," PERSON_WU "," ROLE_SPOUSE ",2023-01-01,2024-01-10\n";
    World world = couple();
    BenefitUnit unit;
    UnitId id;
    assert_true(unit_by_number(world.w, STR("D1"), &id));
    for (int i = 0; i < 2; i++) {
        world_import(&world, "household", left);
        assert_true(unit_row(world.w, id, date_of(2024, 1, 9), &unit));
        assert_int_equal(unit.member_count, 2);
        assert_true(unit_row(world.w, id, date_of(2024, 1, 10), &unit));
        assert_int_equal(unit.member_count, 1);
    }
    world_close(&world);
}

static void test_a_home_that_is_no_division(void **state)
{
    (void)state;
    World world = couple();
    FactBase *base;
    Division home = {999999000000};
    assert_false(facts_load(world.w, world.bureau, KNOWN_NOW, home, &base));
    assert_int_equal(world.w->error.code, ERR_NOT_FOUND);
    world.w->error = (Error){0};
    assert_true(facts_home(world.w, &home));
    assert_true(facts_load(world.w, world.bureau, KNOWN_NOW, home, &base));
    Explanation e;
    Question question = {bureau_affair(world.bureau, STR("minimum_living")), 4711,
                         month_of(2024, 1)};
    assert_false(entitle_explain(world.w, base, &question, &e));
    assert_int_equal(world.w->error.code, ERR_NOT_FOUND);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_paid_once),
        cmocka_unit_test(test_a_unit_made_for_a_person_is_no_household),
        cmocka_unit_test(test_an_amount_that_nobody_can_compute),
        cmocka_unit_test(test_a_member_whom_another_programme_excludes),
        cmocka_unit_test(test_fixed_for_a_household_without_anybody),
        cmocka_unit_test(test_a_large_household),
        cmocka_unit_test(test_a_member_who_left),
        cmocka_unit_test(test_a_home_that_is_no_division),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
