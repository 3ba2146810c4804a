/* Benefit units of minimum living: who is on the roll in December, who left during the year and
 * why, who is still being looked at. Sizes come first, so that households and persons meet their
 * figures; a family of a fitting shape is made for each; incomes are drawn here and set right by
 * calibrate.c.
 *
 * A person applying alone (单人户) is a unit of one inside a larger family; a member who dies was
 * one more than the size asks for. */
#include "demo/plan.h"

#define INCOME_SHARE 890 /* highest income per head, in thousandths of the standard */
#define ADULT_RETIRED 60

static Household *unit_new(Demo *d, UnitState state)
{
    if (d->unit_count == d->unit_capacity)
        d->units = arena_grow(d->arena, d->units, &d->unit_capacity, sizeof *d->units);
    Household *u = &d->units[d->unit_count++];
    *u = (Household){.state = (uint8_t)state, .earlier_income = -1, .present_income = -1};
    u->property = random_between(&d->random, 0, 90) * 10000;
    return u;
}

static uint32_t member_add(Demo *d, Household *u, uint32_t family, PersonSeed seed)
{
    ensure(u->count < MEMBERS_MAX);
    seed.role = ROLE_UNIT;
    uint32_t person = person_new(d, family, seed);
    u->member[u->count++] = person;
    return person;
}

static uint8_t sex_drawn(Demo *d, unsigned men)
{
    return random_chance(&d->random, men) ? 1 : 2;
}

static void member_aged(Demo *d, Household *u, uint32_t family, int low, int high)
{
    FamilyRelation relation = u->count == 0         ? RELATION_HEAD
                              : high < 25           ? RELATION_CHILD
                              : low > ADULT_RETIRED ? RELATION_PARENT
                                                    : RELATION_SPOUSE;
    uint8_t sex = sex_drawn(d, 540);
    if (relation == RELATION_SPOUSE) sex = (uint8_t)(3 - d->persons[u->member[0]].sex);
    member_add(d, u, family, (PersonSeed){birth_aged(d, low, high), sex, (uint8_t)relation, 0});
}

/* ---- shapes of families ------------------------------------------------------------------- */

/* The unit is one person of working age, severely disabled or ill; the family earns too much. */
static void single_in_family(Demo *d, Household *u)
{
    uint32_t family = family_new(d);
    int age = random_between(&d->random, 20, 50);
    person_new(d, family,
               (PersonSeed){birth_aged(d, age + 24, age + 28), 1, RELATION_HEAD, ROLE_LEAVER});
    person_new(d, family,
               (PersonSeed){birth_aged(d, age + 22, age + 26), 2, RELATION_SPOUSE, ROLE_LEAVER});
    uint32_t person = member_add(
        d, u, family, (PersonSeed){birth_aged(d, age, age), sex_drawn(d, 560), RELATION_CHILD, 0});
    Person *p = &d->persons[person];
    u->single = true;
    u->original_income = d->rate.living[1] / 1000 * random_between(&d->random, 1020, 1400);
    if (random_chance(&d->random, 200)) {
        p->ill = true;
        return;
    }
    bool mind = random_chance(&d->random, 350);
    p->disability =
        (uint8_t)(mind ? random_between(&d->random, 5, 6) : random_between(&d->random, 1, 4));
    p->grade =
        (uint8_t)(mind ? random_between(&d->random, 1, 3) : random_between(&d->random, 1, 2));
}

static void alone(Demo *d, Household *u)
{
    uint32_t family = family_new(d);
    if (d->elders_left > 0 && random_chance(&d->random, 70)) {
        member_add(d, u, family, (PersonSeed){birth_elder(d), sex_drawn(d, 350), RELATION_HEAD, 0});
        return;
    }
    if (random_chance(&d->random, 520))
        member_aged(d, u, family, 60, 78);
    else
        member_aged(d, u, family, 36, 59);
}

static void pair(Demo *d, Household *u)
{
    uint32_t family = family_new(d);
    static const uint16_t weights[] = {360, 380, 170, 90};
    switch (random_weighted(&d->random, weights, COUNT_OF(weights))) {
    case 0: /* an old couple */
        member_aged(d, u, family, 61, 78);
        member_aged(d, u, family, 58, 60);
        break;
    case 1: /* a parent and a child */
        member_aged(d, u, family, 33, 48);
        member_aged(d, u, family, 4, 17);
        break;
    case 2: /* an elder with a grown child who cannot work */
        member_aged(d, u, family, 30, 50);
        member_aged(d, u, family, 61, 78);
        d->persons[u->member[0]].ill = true;
        break;
    default: /* a grandparent and a grandchild */
        member_aged(d, u, family, 60, 75);
        member_aged(d, u, family, 6, 16);
        break;
    }
}

static void larger(Demo *d, Household *u, int size)
{
    uint32_t family = family_new(d);
    bool elder = size > 3 || random_chance(&d->random, 250);
    member_aged(d, u, family, 34, 52);
    member_aged(d, u, family, 33, 50);
    if (elder) member_aged(d, u, family, 62, 78);
    while (u->count < size)
        member_aged(d, u, family, 3, 19);
}

static void unit_fill(Demo *d, Household *u, int size)
{
    if (size == 1 && random_chance(&d->random, 200))
        single_in_family(d, u);
    else if (size == 1)
        alone(d, u);
    else if (size == 2)
        pair(d, u);
    else
        larger(d, u, size);
}

/* ---- incomes ------------------------------------------------------------------------------ */

int64_t unit_income_cap(const Demo *d, const Household *u)
{
    int64_t standard = d->rate.living[person_rural(d, u->member[0]) ? 2 : 1];
    return standard / 1000 * INCOME_SHARE / 100 * 100;
}

/* Per head between nothing and nine tenths of the standard; a few with fen. Children earn none. */
static void incomes_draw(Demo *d, Household *u)
{
    int64_t cap = unit_income_cap(d, u) / 100;
    for (int i = 0; i < u->count; i++) {
        u->income[i] = 0;
        if (person_age(d, u->member[i], year_day(d, 0, 31)) < 18) continue;
        if (random_chance(&d->random, 130)) continue;
        int64_t a = random_below(&d->random, (uint32_t)cap),
                b = random_below(&d->random, (uint32_t)cap);
        u->income[i] = (a + b) / 2 * 100;
        if (random_chance(&d->random, 60) && u->income[i] > 100)
            u->income[i] -= random_between(&d->random, 1, 99);
    }
}

/* ---- the year of a unit ------------------------------------------------------------------- */

static void begins(Demo *d, Household *u, int month)
{
    u->granted = (uint8_t)month;
    u->known = (uint8_t)(month > 1 ? month - 1 : 0);
    u->decided = decision_day(d, month).days;
    u->applied = u->decided - random_between(&d->random, 24, 38);
}

static void revised(Demo *d, Household *u)
{
    u->revised = (uint8_t)random_between(&d->random, 2, 11);
    u->earlier_income = u->income[0];
    int64_t cap = unit_income_cap(d, u);
    int64_t later = u->income[0] + random_between(&d->random, -150, 150) * 100;
    u->income[0] = later < 0 ? 0 : later > cap ? cap : later;
}

/* A member who dies: the unit is one larger until then. */
static void loses_member(Demo *d, Household *u)
{
    uint32_t family = d->persons[u->member[0]].family;
    member_aged(d, u, family, 66, 78);
    uint32_t i = (uint32_t)u->count - 1;
    Person *p = &d->persons[u->member[i]];
    int month = random_between(&d->random, 1, 10);
    p->death = year_day(d, month, random_between(&d->random, 1, 28)).days;
    p->death_known = (uint8_t)(month + random_between(&d->random, 1, 2));
    u->income[i] = random_between(&d->random, 0, 300) * 100;
}

/* The applicant earns more than the standard from a month on. */
static void earns(Demo *d, Household *u, int month)
{
    u->present_income = d->rate.living[1] * u->count + random_between(&d->random, 200, 1800) * 100;
    u->earns_from = (uint8_t)month;
}

static void roll_unit(Demo *d, int size)
{
    Household *u = unit_new(d, UNIT_ON_ROLL);
    unit_fill(d, u, size);
    incomes_draw(d, u);
    if (random_chance(&d->random, 44))
        begins(d, u, random_between(&d->random, 1, 11));
    else {
        begins(d, u, 0);
        if (random_chance(&d->random, 20))
            revised(d, u);
        else if (size > 1 && size < MEMBERS_MAX && random_chance(&d->random, 24))
            loses_member(d, u);
        else if (random_chance(&d->random, 3)) /* earns now, but nobody has decided on it yet */
            earns(d, u, 9);
    }
}

/* ---- those who leave ---------------------------------------------------------------------- */

static void stops(Household *u, int first_unpaid, int known, StopReason reason)
{
    u->stops = (uint8_t)first_unpaid;
    u->stop_known = (uint8_t)known;
    u->stop_reason = (uint8_t)reason;
}

static void leaves_by_death(Demo *d, Household *u)
{
    Person *p = &d->persons[u->member[0]];
    int month = random_between(&d->random, 1, 10);
    int late = random_chance(&d->random, 900) ? 1 : random_between(&d->random, 3, 4);
    p->death = year_day(d, month, random_between(&d->random, 1, 28)).days;
    p->death_known = (uint8_t)(month + late > 12 ? 12 : month + late);
    stops(u, month + 1, p->death_known, STOP_DEATH);
}

/* Somebody who turns eighty this year is counted once they are paid: they must live to see it. */
static bool turns_eighty(const Demo *d, uint32_t person)
{
    int32_t birth = d->persons[person].birth;
    return birth > date_of(d->year - 81, 12, 31).days && birth <= birth_last(d);
}

static void leaving_unit(Demo *d, int size)
{
    Household *u = unit_new(d, UNIT_LEAVING);
    unit_fill(d, u, size);
    incomes_draw(d, u);
    begins(d, u, 0);
    if (size == 1 && !turns_eighty(d, u->member[0]) && random_chance(&d->random, 550)) {
        leaves_by_death(d, u);
    } else if (random_chance(&d->random, 140)) { /* a job: fades for six months, then stops */
        u->fades = (uint8_t)random_between(&d->random, 2, 6);
        stops(u, u->fades + 6, u->fades + 5, STOP_FADED);
        earns(d, u, u->fades - 1);
    } else {
        int month = random_between(&d->random, 1, 11);
        stops(u, month + 1, month, STOP_INCOME);
        earns(d, u, month);
    }
}

/* ---- the whole roll ----------------------------------------------------------------------- */

static uint8_t *sizes_drawn(Demo *d)
{
    uint32_t count = (uint32_t)d->target.units;
    int64_t excess = d->target.unit_persons - d->target.units;
    uint8_t *size = NEW_ARRAY(d->arena, uint8_t, count);
    for (uint32_t i = 0; i < count; i++)
        size[i] = 1;
    int64_t pairs = excess < count / 2 ? excess * 3 / 4 : count * 7 / 10;
    for (int64_t i = 0; i < pairs && excess > 0; i++, excess--)
        size[i] = 2;
    while (excess > 0) {
        uint32_t i = random_below(&d->random, pairs > 0 ? (uint32_t)pairs : count);
        if (size[i] >= MEMBERS_MAX - 2) i = random_below(&d->random, count);
        if (size[i] >= MEMBERS_MAX - 2) continue;
        size[i]++;
        excess--;
    }
    return size;
}

static void waiting_units(Demo *d)
{
    int64_t count = d->target.units / 330 + 1;
    for (int64_t i = 0; i < count * 3; i++) {
        UnitState state = i < count ? UNIT_LATE : i < 2 * count ? UNIT_APPLYING : UNIT_UNCLEAR;
        Household *u = unit_new(d, state);
        unit_fill(d, u, 1 + (int)random_below(&d->random, 3));
        incomes_draw(d, u);
        begins(d, u, 12);
        if (state != UNIT_LATE) u->granted = NEVER;
    }
}

void units_plan(Demo *d)
{
    uint8_t *size = sizes_drawn(d);
    for (int64_t i = 0; i < d->target.units; i++)
        roll_unit(d, size[i]);
    int64_t leaving = d->target.units * 53 / 1000 + 1;
    for (int64_t i = 0; i < leaving; i++)
        leaving_unit(d, random_chance(&d->random, 760) ? 1 : random_between(&d->random, 2, 3));
    waiting_units(d);
}
