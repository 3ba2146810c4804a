/* The stories of the spine, each told by files that come in and months that are closed: the old-age
 * allowance of three people, a household with a back-dated raise, the overlap of programmes. Every
 * posted line is compared with its reason. */
#include "payment/test.h"

#include "payment/world.def"

#define PERSON_JIA "360203194403050011" /* 80 in March 2024 */
#define PERSON_DING "360203198005010119"
#define PERSON_WU "360203198206010123"
#define PERSON_JI "36020320150701013X" /* a child */
#define PERSON_GENG "360203195009100142"

#define OLD_PEOPLE                                                                                 \
    "name,birth_date,citizen_id,home\n"                                                            \
    "Jia,1944-03-05," PERSON_JIA ",360203001001\n"                                                 \
    "Yi,1932-11-20," PERSON_YI ",360203001001\n"                                                   \
    "Bing,1934-01-08," PERSON_BING ",360203100001\n"
#define OLD_ENROLMENTS                                                                             \
    "affair,citizen_id,applied,decided,reason\n"                                                   \
    "old_age_allowance," PERSON_YI ",2023-01-05,2023-01-10,registered\n"                           \
    "old_age_allowance," PERSON_BING ",2023-01-05,2023-01-10,registered\n"

static World old_people(void)
{
    World world = world_open(LAW_OLD_AGE, NULL);
    world_import(&world, "person", OLD_PEOPLE);
    world_clock(&world, "2023-12-20");
    world_import(&world, "enrolment", OLD_ENROLMENTS);
    return world;
}

/* The registers as they are now. */
static FactBase *facts(World *world)
{
    FactBase *base;
    Division home;
    assert_true(facts_home(world->w, &home));
    assert_true(facts_load(world->w, world->bureau, KNOWN_NOW, home, &base));
    return base;
}

/* ---- (a) old-age allowance ---------------------------------------------------------------- */

static void test_an_ordinary_month_is_posted_once(void **state)
{
    (void)state;
    World world = old_people();
    assert_int_equal(world_close_month(&world, "2024-01"), 2);
    assert_str(world_lines(&world, PERSON_YI), "2024-01 2024-01 base 100.00 regular\n");
    assert_str(world_lines(&world, PERSON_BING), "2024-01 2024-01 base 100.00 regular\n");
    assert_int_equal(world_close_month(&world, "2024-01"), 0);
    assert_int_equal(world_posted(&world).fen, 20000);
    world_close(&world);
}

static void test_a_late_application_is_paid_back(void **state)
{
    (void)state;
    World world = old_people();
    for (const char *const *m =
             (const char *const[]){"2024-01", "2024-02", "2024-03", "2024-04", NULL};
         *m; m++)
        world_close_month(&world, *m);
    world_clock(&world, "2024-05-10");
    world_import(&world, "enrolment",
                 "affair,citizen_id,applied,decided,reason\n"
                 "old_age_allowance," PERSON_JIA ",2024-05-06,2024-05-08,late\n");
    assert_int_equal(world_close_month(&world, "2024-05"), 5);
    assert_str(world_lines(&world, PERSON_JIA), "2024-05 2024-03 base 50.00 arrears\n"
                                                "2024-05 2024-04 base 50.00 arrears\n"
                                                "2024-05 2024-05 base 50.00 regular\n");
    world_close(&world);
}

static void test_a_late_death_notice_is_recovered(void **state)
{
    (void)state;
    World world = old_people();
    world_close_month(&world, "2024-01");
    world_close_month(&world, "2024-02");
    world_close_month(&world, "2024-03");
    world_clock(&world, "2024-04-08");
    world_import(&world, "person.death", "citizen_id,death_date\n" PERSON_YI ",2024-01-15\n");
    assert_int_equal(world_close_month(&world, "2024-04"), 3);
    assert_str(world_lines(&world, PERSON_YI), "2024-01 2024-01 base 100.00 regular\n"
                                               "2024-02 2024-02 base 100.00 regular\n"
                                               "2024-04 2024-02 base -100.00 recovery\n"
                                               "2024-03 2024-03 base 100.00 regular\n"
                                               "2024-04 2024-03 base -100.00 recovery\n");
    assert_int_equal(world_close_month(&world, "2024-04"), 0);
    world_close(&world);
}

static void test_a_corrected_birth_date_changes_the_past(void **state)
{
    (void)state;
    World world = old_people();
    world_close_month(&world, "2024-01");
    world_close_month(&world, "2024-02");
    world_clock(&world, "2024-03-05");
    world_correct(&world, "person.identity",
                  "citizen_id,name,birth_date\n" PERSON_BING ",Bing,1934-02-08\n");
    assert_int_equal(world_close_month(&world, "2024-03"), 3);
    assert_str(world_lines(&world, PERSON_BING), "2024-01 2024-01 base 100.00 regular\n"
                                                 "2024-03 2024-01 base -50.00 recovery\n"
                                                 "2024-02 2024-02 base 100.00 regular\n"
                                                 "2024-03 2024-03 base 100.00 regular\n");
    world_close(&world);
}

/* Jia lives in the street, Geng in the town, which has a standard of its own. */
static void test_a_town_has_its_own_standard(void **state)
{
    (void)state;
    World world = world_open(LAW_OLD_AGE, NULL);
    world_town_law(&world, LAW_OLD_AGE, LAW_OLD_AGE_TOWN);
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home\n"
                 "Jia,1943-03-05," PERSON_JIA ",360203001001\n"
                 "Geng,1942-09-10," PERSON_GENG ",360203100001\n");
    world_clock(&world, "2023-12-20");
    world_import(&world, "enrolment",
                 "affair,citizen_id,applied,decided,reason\n"
                 "old_age_allowance," PERSON_JIA ",2023-06-05,2023-06-10,registered\n"
                 "old_age_allowance," PERSON_GENG ",2023-06-05,2023-06-10,registered\n");
    world_close_month(&world, "2024-01");
    assert_str(world_lines(&world, PERSON_JIA), "2024-01 2024-01 base 50.00 regular\n");
    assert_str(world_lines(&world, PERSON_GENG), "2024-01 2024-01 base 60.00 regular\n");
    FourSets sets;
    const Affair *affair = world.bureau->affairs[0];
    assert_true(entitle_sets(world.w, facts(&world), affair, month_of(2024, 1), &sets));
    assert_int_equal(sets.count[SET_PAY], 2);
    world_close(&world);
}

static void test_months_come_one_after_the_other(void **state)
{
    (void)state;
    World world = old_people();
    CloseResult result;
    world_clock(&world, "2024-03-28");
    assert_false(payment_close(world.w, world.bureau, month_of(2024, 2), &result));
    assert_int_equal(world.w->error.code, ERR_STATE);
    assert_false(payment_close(world.w, world.bureau, month_of(2023, 12), &result));
    assert_int_equal(world.w->error.code, ERR_STATE);
    world_close_month(&world, "2024-01");
    world_close_month(&world, "2024-02");
    assert_false(payment_close(world.w, world.bureau, month_of(2024, 1), &result));
    assert_false(payment_close(world.w, world.bureau, month_of(2024, 3), &result));
    assert_false(payment_set_first_month(world.w, month_of(2024, 2)));
    world_close(&world);
}

/* ---- (b) minimum living ------------------------------------------------------------------- */

#define FAMILY                                                                                     \
    "name,birth_date,citizen_id,home,monthly_income\n"                                             \
    "Ding,1980-05-01," PERSON_DING ",360203001001,1000\n"                                          \
    "Wu,1982-06-01," PERSON_WU ",360203001001,0\n"                                                 \
    "Ji,2015-07-01," PERSON_JI ",360203001001,0\n"
#define FAMILY_UNIT                                                                                \
    "household,citizen_id,role,home,urban_rural\n"                                                 \
    "D1," PERSON_DING "," ROLE_APPLICANT ",360203001001," CITY "\n"                                \
    "D1," PERSON_WU "," ROLE_SPOUSE ",,\n"                                                         \
    "D1," PERSON_JI "," ROLE_CHILD ",,\n"
#define FAMILY_ENROLMENT                                                                           \
    "affair,household,applied,decided,reason\nminimum_living,D1,2023-11-20,2023-12-15,confirmed\n"

static World family(const char *law)
{
    World world = world_open(law, NULL);
    world_import(&world, "person", FAMILY);
    world_import(&world, "household", FAMILY_UNIT);
    world_clock(&world, "2023-12-20");
    world_import(&world, "enrolment", FAMILY_ENROLMENT);
    return world;
}

static void close_until(World *world, int last)
{
    for (int month = 1; month <= last; month++)
        world_close_month(
            world, str_z(world->w->arena, month_text(world->w->arena, month_of(2024, month))));
}

static void test_a_family_is_paid_in_shares(void **state)
{
    (void)state;
    World world = family(LAW_LIVING_STANDARD_2023 LAW_LIVING);
    assert_int_equal(world_close_month(&world, "2024-01"), 3);
    /* 900 × 3 − 1000 = 1700: 566.68 to the applicant, 566.66 to each of the others */
    assert_str(world_lines(&world, PERSON_DING), "2024-01 2024-01 base 566.68 regular\n");
    assert_str(world_lines(&world, PERSON_WU), "2024-01 2024-01 base 566.66 regular\n");
    assert_int_equal(world_posted(&world).fen, 170000);
    Line *lines;
    size_t count;
    DivisionRow village;
    assert_true(division_by_code(world.w, (Division){360203001001}, &village));
    assert_true(ledger_lines(world.w, world_person(&world, PERSON_WU).n, 0, &lines, &count));
    assert_int_equal(lines[0].division, village.id);
    assert_int_equal(lines[0].urban, 1);
    assert_true(lines[0].law > 0 && lines[0].commit.n > 0);
    world_close(&world);
}

static void test_a_raise_is_paid_back_to_january(void **state)
{
    (void)state;
    World world = family(LAW_LIVING_STANDARD_2023 LAW_LIVING_RAISE LAW_LIVING);
    close_until(&world, 5);
    assert_int_equal(world_posted(&world).fen, 5 * 170000);
    world_close_month(&world, "2024-06");
    assert_int_equal(world_posted(&world).fen, 6 * 185000);
    assert_str(world_lines(&world, PERSON_WU), "2024-01 2024-01 base 566.66 regular\n"
                                               "2024-06 2024-01 base 50.00 raise\n"
                                               "2024-02 2024-02 base 566.66 regular\n"
                                               "2024-06 2024-02 base 50.00 raise\n"
                                               "2024-03 2024-03 base 566.66 regular\n"
                                               "2024-06 2024-03 base 50.00 raise\n"
                                               "2024-04 2024-04 base 566.66 regular\n"
                                               "2024-06 2024-04 base 50.00 raise\n"
                                               "2024-05 2024-05 base 566.66 regular\n"
                                               "2024-06 2024-05 base 50.00 raise\n"
                                               "2024-06 2024-06 base 616.66 regular\n");
    assert_int_equal(world_close_month(&world, "2024-06"), 0);
    world_close(&world);
}

static void test_income_acts_only_through_a_decision(void **state)
{
    (void)state;
    World world = family(LAW_LIVING_STANDARD_2023 LAW_LIVING);
    world_close_month(&world, "2024-01");
    world_clock(&world, "2024-02-05");
    world_import(&world, "person.income",
                 "citizen_id,monthly_income,valid_from\n" PERSON_WU ",600,2024-02-01\n");
    assert_int_equal(world_close_month(&world, "2024-02"), 3);
    assert_int_equal(world_posted(&world).fen, 2 * 170000);
    world_clock(&world, "2024-02-29");
    world_import(&world, "decision",
                 "affair,household,kind,decided,effective_month,reason\n"
                 "minimum_living,D1," KIND_REVISE ",2024-02-29,2024-03,review\n");
    world_close_month(&world, "2024-03");
    assert_int_equal(world_posted(&world).fen, 2 * 170000 + 110000);
    world_close(&world);
}

static void test_a_death_in_the_family_acts_directly(void **state)
{
    (void)state;
    World world = family(LAW_LIVING_STANDARD_2023 LAW_LIVING);
    close_until(&world, 3);
    world_clock(&world, "2024-04-05");
    world_import(&world, "person.death", "citizen_id,death_date\n" PERSON_WU ",2024-02-10\n");
    world_close_month(&world, "2024-04");
    /* February, the month of death, stands; from March 900 × 2 − 1000 = 800 */
    assert_int_equal(world_posted(&world).fen, 2 * 170000 + 2 * 80000);
    assert_str(world_lines(&world, PERSON_WU), "2024-01 2024-01 base 566.66 regular\n"
                                               "2024-02 2024-02 base 566.66 regular\n"
                                               "2024-03 2024-03 base 566.66 regular\n"
                                               "2024-04 2024-03 base -566.66 recovery\n");
    world_close(&world);
}

/* Who does not count as a member (保障成员) has no share of what the others get. */
static void test_a_member_in_custody_gets_no_share(void **state)
{
    (void)state;
    World world = family(LAW_LIVING_STANDARD_2023 LAW_LIVING);
    world_close_month(&world, "2024-01");
    world_clock(&world, "2024-02-05");
    world_import(&world, "person.custody",
                 "citizen_id,in_custody,valid_from\n" PERSON_WU "," YES_IN_CUSTODY ",2024-02-01\n");
    world_close_month(&world, "2024-02");
    /* 900 × 2 − 1000 = 800 */
    assert_str(world_lines(&world, PERSON_WU), "2024-01 2024-01 base 566.66 regular\n");
    assert_str(world_lines(&world, PERSON_DING), "2024-01 2024-01 base 566.68 regular\n"
                                                 "2024-02 2024-02 base 400.00 regular\n");
    assert_int_equal(world_posted(&world).fen, 170000 + 80000);
    world_close(&world);
}

static void test_facts_are_read_on_the_day_the_law_names(void **state)
{
    (void)state;
    World world = world_open(LAW_FIRST_DAY, NULL);
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home\nDing,1980-05-01," PERSON_DING ",360203001001\n");
    world_import(&world, "person.disability",
                 "citizen_id,disability_grade,valid_from\n" PERSON_DING "," GRADE_3
                 ",2024-01-15\n");
    world_clock(&world, "2024-01-20");
    world_import(&world, "enrolment",
                 "affair,citizen_id,applied,decided,reason\n"
                 "care," PERSON_DING ",2024-01-16,2024-01-20,confirmed\n");
    close_until(&world, 2);
    assert_str(world_lines(&world, PERSON_DING), "2024-02 2024-02 base 80.00 regular\n");
    world_close(&world);
}

static void test_a_fade_out_ends_by_itself(void **state)
{
    (void)state;
    World world = family(LAW_LIVING_STANDARD_2023 LAW_LIVING);
    world_close_month(&world, "2024-01");
    world_clock(&world, "2024-01-30");
    world_import(&world, "decision",
                 "affair,household,kind,decided,effective_month,reason\n"
                 "minimum_living,D1," KIND_FADE ",2024-01-30,2024-02,employed\n");
    static const int64_t expected[] = {170000, 170000, 136000, 136000, 102000, 102000, 0};
    int64_t before = world_posted(&world).fen;
    for (int i = 0; i < 7; i++) {
        world_close_month(&world,
                          str_z(world.w->arena, month_text(world.w->arena, month_of(2024, i + 2))));
        int64_t now = world_posted(&world).fen;
        assert_int_equal(now - before, expected[i]);
        before = now;
    }
    world_close(&world);
}

static void test_a_stop_and_a_fixed_amount(void **state)
{
    (void)state;
    World world = family(LAW_LIVING_STANDARD_2023 LAW_LIVING);
    close_until(&world, 2);
    world_clock(&world, "2024-03-05");
    world_import(&world, "decision",
                 "affair,household,kind,decided,effective_month,until_month,amount,reason\n"
                 "minimum_living,D1," KIND_FIX ",2024-03-05,2024-02,2024-02,1000,agreed\n"
                 "minimum_living,D1," KIND_STOP ",2024-03-05,2024-03,,,income\n");
    world_close_month(&world, "2024-03");
    assert_int_equal(world_posted(&world).fen, 170000 + 100000);
    assert_int_equal(world_close_month(&world, "2024-03"), 0);
    world_close(&world);
}

/* ---- (c) programmes among themselves ------------------------------------------------------ */

static void test_overlap(void **state)
{
    (void)state;
    World world = world_open(LAW_LIVING_STANDARD_2023 LAW_LIVING LAW_OVERLAP, NULL);
    world_import(&world, "person", FAMILY);
    world_import(&world, "household", FAMILY_UNIT);
    world_import(&world, "person.disability",
                 "citizen_id,disability_grade\n" PERSON_JI "," GRADE_3 "\n");
    world_clock(&world, "2023-12-20");
    world_import(&world, "enrolment", FAMILY_ENROLMENT);
    world_import(&world, "enrolment",
                 "affair,citizen_id,applied,decided,reason\n"
                 "disability_living," PERSON_JI ",2023-12-05,2023-12-10,confirmed\n"
                 "child_allowance," PERSON_JI ",2023-12-05,2023-12-10,confirmed\n");
    world_close_month(&world, "2024-01");
    /* 566.66 of the family's, 100 for disability, and what 1700 exceeds the two by */
    assert_str(world_lines(&world, PERSON_JI), "2024-01 2024-01 base 566.66 regular\n"
                                               "2024-01 2024-01 base 100.00 regular\n"
                                               "2024-01 2024-01 base 1033.34 regular\n");
    world_clock(&world, "2024-01-30");
    world_import(&world, "decision",
                 "affair,household,kind,decided,effective_month,reason\n"
                 "minimum_living,D1," KIND_STOP ",2024-01-30,2024-02,income\n");
    world_close_month(&world, "2024-02");
    assert_int_equal(world_posted(&world).fen, 170000 + 10000 + 103334 + 170000);
    world_close(&world);
}

/* ---- the four sets and why ---------------------------------------------------------------- */

static void test_the_four_sets(void **state)
{
    (void)state;
    World world = old_people();
    const Affair *affair = bureau_affair(world.bureau, STR("old_age_allowance"));
    FourSets sets;
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home\nGeng,1950-09-10," PERSON_GENG ",360203001001\n"
                 "Ding,1930-05-01," PERSON_DING ",\n");
    world_import(&world, "person.death", "citizen_id,death_date\n" PERSON_YI ",2024-01-15\n");
    world_clock(&world, "2024-04-02");
    assert_true(entitle_sets(world.w, facts(&world), affair, month_of(2024, 3), &sets));
    assert_int_equal(sets.count[SET_PAY], 1);
    assert_int_equal(sets.count[SET_MISSED], 1);
    assert_int_equal(sets.subjects[SET_MISSED][0], world_person(&world, PERSON_JIA).n);
    assert_int_equal(sets.count[SET_WRONGLY], 1);
    assert_int_equal(sets.subjects[SET_WRONGLY][0], world_person(&world, PERSON_YI).n);
    assert_int_equal(sets.count[SET_UNDECIDED], 1); /* nobody knows where 丁大 lives */
    assert_int_equal(sets.count[SET_UNCHECKED], 1);
    world_close(&world);
}

/* Who is in an excluding programme is missing from none: the one for the destitute would be open to
 * Geng, were it not for the household's. */
static void test_exclusive_programmes_miss_nobody(void **state)
{
    (void)state;
    World world = world_open(LAW_LIVING_STANDARD_2023 LAW_LIVING LAW_OVERLAP, NULL);
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home,monthly_income\n"
                 "Geng,1950-09-10," PERSON_GENG ",360203001001,0\n"
                 "Yi,1932-11-20," PERSON_YI ",360203001001,0\n");
    world_import(&world, "household",
                 "household,citizen_id,role,home,urban_rural\n"
                 "D1," PERSON_GENG "," ROLE_APPLICANT ",360203001001," CITY "\n");
    world_clock(&world, "2023-12-20");
    world_import(&world, "enrolment", FAMILY_ENROLMENT);
    world_clock(&world, "2024-02-02");
    FourSets sets;
    const Affair *affair = bureau_affair(world.bureau, STR("destitute"));
    assert_true(entitle_sets(world.w, facts(&world), affair, month_of(2024, 1), &sets));
    assert_int_equal(sets.count[SET_MISSED], 1);
    assert_int_equal(sets.subjects[SET_MISSED][0], world_person(&world, PERSON_YI).n);
    assert_int_equal(sets.count[SET_OUT], 1);
    world_close(&world);
}

static void test_why_this_amount(void **state)
{
    (void)state;
    World world = family(LAW_LIVING_STANDARD_2023 LAW_LIVING_RAISE LAW_LIVING);
    world_clock(&world, "2024-07-01");
    world_import(&world, "person.income",
                 "citizen_id,monthly_income,valid_from\n" PERSON_WU ",2000,2024-02-01\n");
    const Affair *affair = bureau_affair(world.bureau, STR("minimum_living"));
    UnitId unit;
    assert_true(unit_by_number(world.w, STR("D1"), &unit));
    FactBase *one;
    assert_true(facts_load_subject(world.w, world.bureau, SUBJECT_HOUSEHOLD, unit.n, &one));
    FactBase *bases[] = {facts(&world), one};
    for (size_t i = 0; i < COUNT_OF(bases); i++) {
        Explanation e;
        Question question = {affair, unit.n, month_of(2024, 5)};
        assert_true(entitle_explain(world.w, bases[i], &question, &e));
        assert_true(e.enrolled);
        assert_int_equal(e.entitled, NO); /* 3000 is over 950 × 3 */
        assert_int_equal(e.granted_count, 3);
        assert_int_equal(
            e.granted[0].amount.fen + e.granted[1].amount.fen + e.granted[2].amount.fen, 185000);
        assert_non_null(e.entitled_why);
        assert_non_null(e.granted_why);
    }
    world_close(&world);
}

static void test_unknown_is_held_for_people_not_paid(void **state)
{
    (void)state;
    World world = world_open(LAW_LIVING_STANDARD_2023 LAW_LIVING, NULL);
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home,monthly_income\n"
                 "Ding,1980-05-01," PERSON_DING ",360203001001,100\n"
                 "Wu,1982-06-01," PERSON_WU ",360203001001,\n");
    world_import(&world, "household",
                 "household,citizen_id,role,home,urban_rural\n"
                 "D1," PERSON_DING "," ROLE_APPLICANT ",360203001001," CITY "\nD1," PERSON_WU
                 "," ROLE_SPOUSE ",,\n");
    world_clock(&world, "2023-12-20");
    world_import(&world, "enrolment", FAMILY_ENROLMENT);
    CloseResult result;
    world_clock(&world, "2024-01-28");
    assert_true(payment_close(world.w, world.bureau, month_of(2024, 1), &result));
    assert_int_equal(result.lines, 0);
    assert_int_equal(result.affairs[0].undecided, 1);
    Explanation e;
    UnitId unit;
    assert_true(unit_by_number(world.w, STR("D1"), &unit));
    Question question = {world.bureau->affairs[0], unit.n, month_of(2024, 1)};
    assert_true(entitle_explain(world.w, facts(&world), &question, &e));
    assert_int_equal(e.entitled, UNKNOWN);
    assert_int_equal(e.need_count, 1);
    assert_str(e.needs[0].input->name, WORD_INCOME);
    assert_int_equal(e.needs[0].member, 2);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_ordinary_month_is_posted_once),
        cmocka_unit_test(test_a_late_application_is_paid_back),
        cmocka_unit_test(test_a_late_death_notice_is_recovered),
        cmocka_unit_test(test_a_corrected_birth_date_changes_the_past),
        cmocka_unit_test(test_a_town_has_its_own_standard),
        cmocka_unit_test(test_months_come_one_after_the_other),
        cmocka_unit_test(test_a_family_is_paid_in_shares),
        cmocka_unit_test(test_a_raise_is_paid_back_to_january),
        cmocka_unit_test(test_income_acts_only_through_a_decision),
        cmocka_unit_test(test_a_death_in_the_family_acts_directly),
        cmocka_unit_test(test_a_member_in_custody_gets_no_share),
        cmocka_unit_test(test_facts_are_read_on_the_day_the_law_names),
        cmocka_unit_test(test_a_fade_out_ends_by_itself),
        cmocka_unit_test(test_a_stop_and_a_fixed_amount),
        cmocka_unit_test(test_overlap),
        cmocka_unit_test(test_the_four_sets),
        cmocka_unit_test(test_exclusive_programmes_miss_nobody),
        cmocka_unit_test(test_why_this_amount),
        cmocka_unit_test(test_unknown_is_held_for_people_not_paid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
