/* The plan on paper: counts and sums that the published figures ask for, for the district of the
 * founding report, for a small one, and for another seed. No store is needed. */
#include "base/test.h"
#include "demo/plan.h"

static Demo *planned(Work *w, uint64_t seed, Targets target)
{
    Demo *d = NEW(w->arena, Demo);
    d->arena = w->arena;
    d->random = random_new(seed);
    d->year = 2024;
    d->district = (Division){360203000000};
    d->target = target;
    d->rate = (Rates){.living = {0, 95000, 95000},
                      .elder = 9500,
                      .minor = 9500,
                      .disabled = 19000,
                      .ill = 19000,
                      .orphan = 170000,
                      .unsupported = 170000,
                      .disabled_child = 150000};
    d->regions[0] = 360203;
    d->region_count = 1;
    d->places = NEW_ARRAY(w->arena, Community, 3);
    d->places[0] = (Community){{360203001002}, 2, false};
    d->places[1] = (Community){{360203001003}, 1, false};
    d->places[2] = (Community){{360203011201}, 1, true};
    d->place_count = 3;
    d->place_pick = NEW_ARRAY(w->arena, uint32_t, 4);
    d->place_pick[2] = 1;
    d->place_pick[3] = 2;
    d->place_picks = 4;
    assert_true(demo_work_out(w, d));
    return d;
}

static const Targets zhushan = {
    .units = 6634,
    .unit_persons = 9042,
    .mean_yuan = 605,
    .destitute = 226,
    .disability_living = 1961,
    .disability_care = 1727,
    .old_age = 9532,
    .orphans = 4,
    .unsupported = 39,
    .children_entered = 7,
    .orphan_paid = 8160000,
    .unsupported_paid = 59694300,
    .disabled_child_paid = 5400000,
    .population = 60000,
};
static const Targets small = {
    .units = 66,
    .unit_persons = 90,
    .mean_yuan = 605,
    .destitute = 4,
    .disability_living = 19,
    .disability_care = 17,
    .old_age = 95,
    .orphans = 1,
    .unsupported = 3,
    .children_entered = 1,
    .orphan_paid = 2040000,
    .unsupported_paid = 4500000,
    .disabled_child_paid = 1800000,
    .population = 3700,
};

/* ---- counting as the law will --------------------------------------------------------------- */

static void check_units(const Demo *d)
{
    int64_t units = 0, persons = 0, fen = 0;
    for (size_t k = 0; k < d->unit_count; k++) {
        const Household *u = &d->units[k];
        if (u->state != UNIT_ON_ROLL) continue;
        assert_true(u->granted < 12 && !u->stops && !u->fades);
        assert_true(unit_base(d, u) > 0);
        units++;
        fen += unit_amount(d, u);
        for (int i = 0; i < u->count; i++)
            persons += d->persons[u->member[i]].death == DATE_NONE.days;
    }
    assert_int_equal(units, d->target.units);
    assert_int_equal(persons, d->target.unit_persons);
    assert_int_equal(fen, d->target.mean_yuan * 100 * d->target.unit_persons);
}

static int64_t december_count(const Demo *d, BenefitKind kind)
{
    int64_t count = 0;
    for (size_t i = 0; i < d->benefit_count; i++) {
        const Benefit *b = &d->benefits[i];
        bool paid = b->granted <= (kind == BENEFIT_DISABILITY_CARE ? 12 : 11);
        count += b->kind == kind && paid && !b->stops;
    }
    return count;
}

/* Those of the living subsidy whose unit is on the roll in December. */
static int64_t living_count(const Demo *d)
{
    int64_t count = 0;
    for (size_t i = 0; i < d->benefit_count; i++) {
        const Benefit *b = &d->benefits[i];
        if (b->kind != BENEFIT_DISABILITY_LIVING || b->stops) continue;
        bool on_roll = false;
        for (size_t k = 0; k < d->unit_count && !on_roll; k++)
            for (int m = 0; m < d->units[k].count; m++)
                on_roll |= d->units[k].state == UNIT_ON_ROLL && d->units[k].member[m] == b->person;
        count += on_roll;
    }
    return count;
}

static bool alive_when_eighty(const Demo *d, const Person *p)
{
    Date first = date_birthday((Date){p->birth}, 80);
    Date paid = date_of(d->year, 1, 1);
    return p->death >= (first.days > paid.days ? first.days : paid.days);
}

static int64_t paid_until_september(const Demo *d)
{
    int64_t count = 0;
    for (size_t i = 0; i < d->benefit_count; i++)
        count += d->benefits[i].kind == BENEFIT_OLD_AGE && d->benefits[i].granted <= 9 &&
                 alive_when_eighty(d, &d->persons[d->benefits[i].person]);
    return count;
}

static int64_t share_of(const Demo *d, uint32_t child)
{
    for (size_t k = 0; k < d->unit_count; k++)
        if (d->units[k].state == UNIT_ON_ROLL && d->units[k].member[1] == child &&
            d->units[k].frozen)
            return unit_base(d, &d->units[k]) / 2 + member_top_up(d, child);
    return 0;
}

static int64_t paid_in_year(const Demo *d, BenefitKind kind, int64_t rate)
{
    int64_t fen = 0;
    for (size_t i = 0; i < d->benefit_count; i++) {
        const Benefit *b = &d->benefits[i];
        if (b->kind != kind) continue;
        int last = b->stops ? b->stops - 1 : 12;
        int64_t share = kind == BENEFIT_UNSUPPORTED ? share_of(d, b->person) : 0;
        fen += (last - b->granted) * (rate - share);
    }
    return fen;
}

static void check(Work *w, uint64_t seed, Targets target)
{
    Demo *d = planned(w, seed, target);
    check_units(d);
    assert_int_equal(december_count(d, BENEFIT_DESTITUTE), target.destitute);
    assert_int_equal(december_count(d, BENEFIT_DISABILITY_CARE), target.disability_care);
    assert_int_equal(december_count(d, BENEFIT_ORPHAN), target.orphans);
    assert_int_equal(december_count(d, BENEFIT_UNSUPPORTED), target.unsupported);
    assert_int_equal(living_count(d), target.disability_living);
    assert_int_equal(paid_until_september(d), target.old_age);
    assert_int_equal(paid_in_year(d, BENEFIT_ORPHAN, d->rate.orphan), target.orphan_paid);
    assert_int_equal(paid_in_year(d, BENEFIT_UNSUPPORTED, d->rate.unsupported),
                     target.unsupported_paid);
    assert_int_equal(paid_in_year(d, BENEFIT_DISABLED_CHILD, d->rate.disabled_child),
                     target.disabled_child_paid);
    assert_true((int64_t)d->person_count >= target.population);
}

static void test_figures_of_zhushan(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        Work *w = work_new();
        check(w, seed, zhushan);
        work_free(w);
    }
}

static void test_other_seeds_same_figures(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 60; seed++) {
        Work *w = work_new();
        check(w, seed, small);
        work_free(w);
    }
}

static void test_same_seed_same_people(void **state)
{
    (void)state;
    Work *w = work_new();
    Demo *a = planned(w, 7, small), *b = planned(w, 7, small), *c = planned(w, 8, small);
    assert_int_equal(a->person_count, b->person_count);
    size_t differing = 0;
    for (uint32_t i = 0; i < a->person_count; i++)
        assert_true(str_equal(person_name(w->arena, &a->persons[i]),
                              person_name(w->arena, &b->persons[i])));
    for (uint32_t i = 0; i < 100; i++)
        differing += !str_equal(person_name(w->arena, &a->persons[i]),
                                person_name(w->arena, &c->persons[i]));
    assert_true(differing > 90);
    work_free(w);
}

static void test_a_sum_out_of_reach_is_refused(void **state)
{
    (void)state;
    Work *w = work_new();
    Targets target = small;
    target.unsupported_paid = 900000000;
    Demo *d = planned(w, 1, small);
    d->target = target;
    assert_false(children_plan(w, d));
    assert_int_equal(w->error.code, ERR_INPUT);
    work_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures_of_zhushan),
        cmocka_unit_test(test_other_seeds_same_figures),
        cmocka_unit_test(test_same_seed_same_people),
        cmocka_unit_test(test_a_sum_out_of_reach_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
