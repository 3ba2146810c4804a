/* Entitlement where nothing is simple: standings of persons and households that another programme
 * reads, reviews that are due, months that rest on a fact nobody has given, amounts too large, a
 * town with numbers of its own. What is granted, what the four sets say and why must agree. */
#include "payment/test.h"

#include "payment/sets_test.def"
#include "payment/standing_test.def"
#include "payment/world.def"

#define PERSON_DING "360203198005010119"
#define PERSON_WU "360203198206010123"
#define PERSON_GENG "360203195009100142"

static FactBase *base_of(World *world)
{
    FactBase *base;
    Division home;
    assert_true(facts_home(world->w, &home));
    assert_true(facts_load(world->w, world->bureau, KNOWN_NOW, home, &base));
    return base;
}

static const Affair *affair_of(const World *world, const char *key)
{
    return bureau_affair(world->bureau, str_of(key));
}

static FourSets sets_of(World *world, const char *key, int month)
{
    FourSets sets;
    assert_true(entitle_sets(world->w, base_of(world), affair_of(world, key), month_of(2024, month),
                             &sets));
    return sets;
}

static Explanation why(World *world, const char *key, int64_t subject, int month)
{
    Explanation e;
    Question question = {affair_of(world, key), subject, month_of(2024, month)};
    assert_true(entitle_explain(world->w, base_of(world), &question, &e));
    return e;
}

static void enrol(World *world, const char *affair, const char *number, const char *accepted,
                  const char *decided)
{
    world_import(world, "enrolment",
                 str_z(world->w->arena, format(world->w->arena,
                                               "affair,citizen_id,applied,accepted,decided,reason\n"
                                               "%s,%s,%s,%s,%s,asked\n",
                                               affair, number, accepted, accepted, decided)));
}

static World family(const char *law)
{
    World world = world_open(law, NULL);
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home,monthly_income\n"
                 "Geng,1950-09-10," PERSON_GENG ",360203001001,900\n"
                 "Ding,1980-05-01," PERSON_DING ",360203001001,1400\n"
                 "Wu,1982-06-01," PERSON_WU ",360203100001,0\n"
                 "Yi,1932-11-20," PERSON_YI ",,500\n");
    world_import(&world, "household",
                 "household,citizen_id,role,home,urban_rural\n"
                 "D1," PERSON_DING "," ROLE_APPLICANT ",360203001001," CITY "\n"
                 "D1," PERSON_WU "," ROLE_SPOUSE ",,\n"
                 "D1," PERSON_YI "," ROLE_CHILD ",,\n");
    world_clock(&world, "2023-12-20");
    return world;
}

static void enrol_household(World *world, const char *decided)
{
    world_import(world, "enrolment",
                 str_z(world->w->arena, format(world->w->arena,
                                               "affair,household,applied,decided,reason\n"
                                               "margin_household,D1,%s,%s,asked\n",
                                               decided, decided)));
}

/* ---- standings ------------------------------------------------------------------------------ */

/* Who has the standing is told by no line of the ledger, but the subsidy that rests on it is. */
static void test_a_subsidy_on_a_standing(void **state)
{
    (void)state;
    World world = family(LAW_ASSESSED LAW_MARGIN);
    enrol(&world, "margin_person", PERSON_GENG, "2023-12-10", "2023-12-20");
    enrol_household(&world, "2023-12-20");
    world_clock(&world, "2024-01-03");
    static const char *const people[] = {PERSON_GENG, PERSON_DING, PERSON_WU, PERSON_YI};
    for (size_t i = 0; i < COUNT_OF(people); i++)
        enrol(&world, "margin_subsidy", people[i], "2024-01-02", "2024-01-02");
    assert_int_equal(world_close_month(&world, "2024-01"), 4);
    world_clock(&world, "2024-02-05");
    world_import(&world, "person.death", "citizen_id,death_date\n" PERSON_YI ",2024-01-15\n");
    world_import(&world, "person.custody",
                 "citizen_id,in_custody,valid_from\n" PERSON_WU "," YES_IN_CUSTODY ",2024-02-01\n");
    /* the dead and the one in custody have no standing any more */
    assert_int_equal(world_close_month(&world, "2024-02"), 2);
    assert_int_equal(world_posted(&world).fen, 6 * 2000);
    FourSets sets = sets_of(&world, "margin_household", 2);
    assert_int_equal(sets.count[SET_PAY], 1);
    sets = sets_of(&world, "margin_person", 2);
    assert_int_equal(sets.count[SET_PAY], 1);
    assert_int_equal(sets.count[SET_MISSED], 1); /* Wu, who has nothing */
    assert_int_equal(sets.missed_fen, 0);
    sets = sets_of(&world, "margin_subsidy", 2);
    assert_int_equal(sets.count[SET_WRONGLY], 2);
    world_clock(&world, "2024-12-28");
    sets = sets_of(&world, "margin_household", 12);
    assert_int_equal(sets.count[SET_WRONGLY], 1); /* over after twelve months */
    world_close(&world);
}

static void test_the_window_of_months(void **state)
{
    (void)state;
    World world = family(LAW_ASSESSED LAW_MARGIN);
    UnitId unit;
    world_clock(&world, "2024-02-10");
    enrol_household(&world, "2024-02-10");
    assert_true(unit_by_number(world.w, STR("D1"), &unit));
    static const struct {
        int month;
        Truth entitled;
        bool enrolled;
    } months[] = {{2, NO, true}, {3, YES, true}, {12, YES, true}};
    for (size_t i = 0; i < COUNT_OF(months); i++) {
        Explanation e = why(&world, "margin_household", unit.n, months[i].month);
        assert_int_equal(e.entitled, months[i].entitled);
        assert_int_equal(e.enrolled, months[i].enrolled);
        assert_int_equal(e.granted_count, 0); /* a standing is no money */
    }
    Explanation e = why(&world, "margin_person", world_person(&world, PERSON_WU).n, 3);
    assert_false(e.enrolled);
    assert_null(e.granted_why);
    world_close(&world);
}

static void test_reviews(void **state)
{
    (void)state;
    World world = family(LAW_ASSESSED LAW_MARGIN);
    ReviewList list;
    world_import(&world, "person.assessment",
                 "citizen_id,assessed_on\n" PERSON_GENG ",2023-09-15\n" PERSON_WU
                 ",2023-09-20\n" PERSON_YI ",2023-11-20\n");
    enrol(&world, "margin_person", PERSON_GENG, "2023-12-10", "2023-12-20");
    enrol(&world, "margin_person", PERSON_WU, "2023-12-10", "2023-12-20");
    enrol(&world, "margin_person", PERSON_YI, "2023-12-10", "2023-12-20");
    enrol(&world, "margin_person", PERSON_DING, "2023-12-10", "2023-12-20");
    FactBase *base = base_of(&world);
    assert_true(entitle_reviews(world.w, base, affair_of(&world, "margin_person"),
                                month_of(2024, 3), &list));
    assert_int_equal(list.count, 2);
    assert_int_equal(list.items[0].due.n, month_of(2024, 3).n);
    assert_true(list.items[0].enrolment.n < list.items[1].enrolment.n);
    assert_int_equal(list.overdue, 0);
    assert_int_equal(list.undecided, 1); /* nobody has assessed Ding */
    assert_true(entitle_reviews(world.w, base, affair_of(&world, "margin_person"),
                                month_of(2024, 5), &list));
    assert_int_equal(list.count, 3);
    assert_int_equal(list.overdue, 2);
    assert_int_equal(list.items[2].subject, world_person(&world, PERSON_YI).n);
    assert_true(entitle_reviews(world.w, base, affair_of(&world, "margin_person"),
                                month_of(2023, 11), &list));
    assert_int_equal(list.count + list.undecided, 0); /* nobody was enrolled then */
    world_close(&world);
}

static void test_reviews_begin_again_with_a_revision(void **state)
{
    (void)state;
    World world = family(LAW_ASSESSED LAW_MARGIN);
    ReviewList list;
    UnitId unit;
    assert_true(unit_by_number(world.w, STR("D1"), &unit));
    enrol_household(&world, "2023-12-20");
    const Affair *affair = affair_of(&world, "margin_household");
    assert_true(entitle_reviews(world.w, base_of(&world), affair, month_of(2024, 6), &list));
    assert_int_equal(list.count, 1);
    assert_int_equal(list.items[0].subject, unit.n);
    world_clock(&world, "2024-03-05");
    world_import(&world, "decision",
                 "affair,household,kind,decided,effective_month,reason\n"
                 "margin_household,D1," KIND_REVISE ",2024-03-05,2024-04,looked again\n");
    assert_true(entitle_reviews(world.w, base_of(&world), affair, month_of(2024, 6), &list));
    assert_int_equal(list.count, 0);
    assert_true(entitle_reviews(world.w, base_of(&world), affair, month_of(2024, 9), &list));
    assert_int_equal(list.count, 1);
    world_import(&world, "decision",
                 "affair,household,kind,decided,effective_month,reason\n"
                 "margin_household,D1," KIND_STOP ",2024-03-05,2024-08,asked\n");
    assert_true(entitle_reviews(world.w, base_of(&world), affair, month_of(2024, 9), &list));
    assert_int_equal(list.count, 0); /* what has stopped is not reviewed */
    world_close(&world);
}

/* ---- what is unknown ------------------------------------------------------------------------ */

static void assert_one(World *world, int month, SetKind kind, const char *number)
{
    FourSets sets = sets_of(world, "care_home", month);
    int64_t person = world_person(world, number).n;
    bool found = false;
    for (int64_t i = 0; i < sets.count[kind]; i++)
        found = found || sets.subjects[kind][i] == person;
    if (!found) fail_msg("%s is not in set %d", number, (int)kind);
}

/* A first month that nobody knows, then a sum that no number holds, then a small one. */
static void test_months_and_sums_that_nobody_can_tell(void **state)
{
    (void)state;
    World world = family(LAW_ASSESSED LAW_CARE_HOME);
    enrol(&world, "care_home", PERSON_DING, "2023-12-10", "2023-12-20");
    assert_int_equal(world_close_month(&world, "2024-01"), 0);
    assert_one(&world, 1, SET_UNDECIDED, PERSON_DING);
    assert_int_equal(why(&world, "care_home", world_person(&world, PERSON_DING).n, 1).entitled,
                     UNKNOWN);
    world_import(&world, "person.assessment",
                 "citizen_id,assessed_month,dwelling\n" PERSON_DING
                 ",2024-02,360203001001\n" PERSON_GENG ",2024-02,360203001001\n" PERSON_WU
                 ",2024-02,360202001001\n");
    FourSets sets = sets_of(&world, "care_home", 1);
    assert_int_equal(sets.count[SET_PAY] + sets.count[SET_WRONGLY], 0); /* has not begun */
    world_clock(&world, "2024-02-02");
    assert_int_equal(world_close_month(&world, "2024-02"), 0);
    assert_one(&world, 2, SET_UNDECIDED, PERSON_DING); /* 1400 yuan more often than numbers go */
    assert_one(&world, 2, SET_UNDECIDED, PERSON_GENG); /* and who is not enrolled */
    sets = sets_of(&world, "care_home", 2);
    assert_true(sets.count[SET_UNCHECKED] >= 1); /* Wu lives elsewhere */
    world_correct(&world, "person.income",
                  "citizen_id,monthly_income\n" PERSON_DING ",0\n" PERSON_GENG ",0\n");
    assert_one(&world, 2, SET_PAY, PERSON_DING); /* nothing is due, and that is known */
    sets = sets_of(&world, "care_home", 2);
    assert_int_equal(sets.count[SET_MISSED], 0);
    world_import(&world, "person.death", "citizen_id,death_date\n" PERSON_DING ",2024-01-15\n");
    assert_one(&world, 2, SET_WRONGLY, PERSON_DING);
    world_posted(&world);
    world_close(&world);
}

/* Somebody who comes on the register only in March is entitled to nothing in February. */
static void test_who_is_not_there_yet(void **state)
{
    (void)state;
    World world = world_open(LAW_OLD_AGE, NULL);
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home,valid_from\n"
                 "Yi,1932-11-20," PERSON_YI ",360203001001,2024-03-01\n"
                 "Bing,1934-01-08," PERSON_BING ",360203001001,1934-01-08\n");
    world_clock(&world, "2024-03-20");
    FourSets sets = sets_of(&world, "old_age_allowance", 2);
    assert_int_equal(sets.count[SET_MISSED], 1);
    sets = sets_of(&world, "old_age_allowance", 3);
    assert_int_equal(sets.count[SET_MISSED], 2);
    assert_int_equal(sets.missed_fen, 20000);
    world_close(&world);
}

/* ---- a town of its own, and a base that is asked again -------------------------------------- */

static void test_a_base_that_is_asked_again(void **state)
{
    (void)state;
    World world = world_open(LAW_OLD_AGE, NULL);
    world_town_law(&world, LAW_OLD_AGE, LAW_TOWN_TWO);
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home\n"
                 "Geng,1940-09-10," PERSON_GENG ",360203100001\n"
                 "Ding,1941-05-01," PERSON_DING ",360203001001\n"
                 "Wu,1942-05-01," PERSON_WU ",360202001001\n");
    world_clock(&world, "2024-02-10");
    FactBase *base = base_of(&world);
    const Affair *affair = affair_of(&world, "old_age_allowance");
    facts_keep_columns(base);
    for (int again = 0; again < 3; again++) {
        static const int64_t fen[] = {11000, 12000};
        for (int month = 1; month <= 2; month++) {
            FourSets sets;
            assert_true(entitle_sets(world.w, base, affair, month_of(2024, month), &sets));
            assert_int_equal(sets.count[SET_MISSED], 2); /* Wu lives in another district */
            assert_int_equal(sets.missed_fen, fen[month - 1]);
        }
    }
    Whereabouts at =
        facts_whereabouts(base, 0, world_person(&world, PERSON_GENG).n, month_of(2024, 1));
    Whereabouts outside =
        facts_whereabouts(base, 0, world_person(&world, PERSON_WU).n, month_of(2024, 1));
    Whereabouts nobody = facts_whereabouts(base, 77, 99, month_of(2024, 1));
    assert_true(at.division != outside.division);
    assert_int_equal(outside.division, nobody.division); /* the home division stands for it */
    assert_int_equal(at.urban, 0);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_subsidy_on_a_standing),
        cmocka_unit_test(test_the_window_of_months),
        cmocka_unit_test(test_reviews),
        cmocka_unit_test(test_reviews_begin_again_with_a_revision),
        cmocka_unit_test(test_months_and_sums_that_nobody_can_tell),
        cmocka_unit_test(test_who_is_not_there_yet),
        cmocka_unit_test(test_a_base_that_is_asked_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
