/* Benefits of single persons: when they were applied for, decided and stopped; and those whose
 * count is a figure of its own, destitute support and the two disability subsidies.
 *
 * A count is met by making as many who are paid in December as it asks for, and some more who are
 * not: who died, who have not applied, whose application came late. */
#include "demo/plan.h"

#define CERTIFICATE_YEARS 10
#define GRADE_SEVERE 2

static const char *const keys[BENEFIT_COUNT] = {
    [BENEFIT_OLD_AGE] = "old_age_allowance",
    [BENEFIT_DISABILITY_LIVING] = "disability_living",
    [BENEFIT_DISABILITY_CARE] = "disability_care",
    [BENEFIT_DESTITUTE] = "destitute_support",
    [BENEFIT_ORPHAN] = "orphan_allowance",
    [BENEFIT_UNSUPPORTED] = "unsupported_child_allowance",
    [BENEFIT_DISABLED_CHILD] = "disabled_child_care",
    [BENEFIT_RETRENCHED] = "retrenched_worker",
    [BENEFIT_TRUSTEE] = "disabled_trustee",
    [BENEFIT_DEPENDENT_ELDER] = "poor_elder_subsidy",
};

Str benefit_key(BenefitKind kind)
{
    return str_of(keys[kind]);
}

/* Month 0: one of the years before, on a working day; else between the 12th and the 20th. */
Date decision_day(Demo *d, int month)
{
    Date day = month
                   ? year_day(d, month, random_between(&d->random, 12, 20))
                   : date_of(d->year - random_between(&d->random, 1, 2),
                             random_between(&d->random, 1, 11), random_between(&d->random, 1, 28));
    while (!workday_is(day))
        day.days--;
    return day;
}

Benefit *benefit_new(Demo *d, BenefitKind kind, uint32_t person, int granted)
{
    if (d->benefit_count == d->benefit_capacity)
        d->benefits = arena_grow(d->arena, d->benefits, &d->benefit_capacity, sizeof *d->benefits);
    Benefit *b = &d->benefits[d->benefit_count++];
    int32_t decided = decision_day(d, granted).days;
    *b = (Benefit){.person = person,
                   .decided = decided,
                   .kind = (uint8_t)kind,
                   .granted = (uint8_t)granted,
                   .applied = decided - random_between(&d->random, 12, 30)};
    return b;
}

/* The person dies in a month; the notice comes in the next one, now and then much later. */
static void dies(Demo *d, uint32_t person, int month, int late)
{
    Person *p = &d->persons[person];
    p->death = year_day(d, month, random_between(&d->random, 1, 28)).days;
    p->death_known = (uint8_t)(month + late < 12 ? month + late : 12);
}

void benefit_ends_by_death(const Demo *d, Benefit *b)
{
    const Person *p = &d->persons[b->person];
    b->stops = (uint8_t)(month_number(date_month((Date){p->death})) + 1);
    b->stop_known = p->death_known;
    b->stop_reason = STOP_DEATH;
}

/* ---- destitute support -------------------------------------------------------------------- */

static uint32_t destitute_person(Demo *d, bool in_year)
{
    uint32_t family = family_new(d);
    bool old = random_chance(&d->random, 900);
    uint32_t person = person_new(d, family,
                                 (PersonSeed){old ? birth_aged(d, 61, 78) : birth_aged(d, 24, 57),
                                              random_chance(&d->random, 830) ? 1 : 2, RELATION_HEAD,
                                              ROLE_DESTITUTE});
    Person *p = &d->persons[person];
    if (!old) {
        p->disability = (uint8_t)random_between(&d->random, 5, 6);
        p->grade = (uint8_t)random_between(&d->random, 1, 3);
    }
    if (d->destitute_count == d->destitute_capacity)
        d->destitute =
            arena_grow(d->arena, d->destitute, &d->destitute_capacity, sizeof *d->destitute);
    static const uint16_t failed[] = {640, 90, 60, 50, 50, 40, 70};
    bool institution = random_chance(&d->random, 380);
    d->destitute[d->destitute_count++] =
        (Destitute){.person = person,
                    .way = institution ? 1 : 2,
                    .failed = (uint8_t)random_weighted(&d->random, failed, COUNT_OF(failed)),
                    .income = random_between(&d->random, 0, 30) * 1000,
                    .property = random_between(&d->random, 0, 150) * 10000,
                    .known = in_year ? NEVER : 0};
    return person;
}

void destitute_plan(Demo *d)
{
    int64_t entered = d->target.destitute / 30, left = d->target.destitute / 20;
    for (int64_t i = 0; i < d->target.destitute + left; i++) {
        bool enters = i < entered;
        uint32_t person = destitute_person(d, enters);
        int month = enters ? random_between(&d->random, 1, 11) : 0;
        if (enters) d->destitute[d->destitute_count - 1].known = (uint8_t)(month - 1);
        Benefit *b = benefit_new(d, BENEFIT_DESTITUTE, person, month);
        if (i < d->target.destitute) continue;
        dies(d, person, random_between(&d->random, 1, 10), random_between(&d->random, 1, 2));
        benefit_ends_by_death(d, b);
    }
}

/* ---- disability --------------------------------------------------------------------------- */

static void make_disabled(Demo *d, uint32_t person, bool severe)
{
    static const uint16_t kinds[] = {90, 110, 20, 520, 110, 130, 20};
    static const uint16_t severe_grades[] = {350, 650}, grades[] = {80, 170, 350, 400};
    Person *p = &d->persons[person];
    p->disability = (uint8_t)(1 + random_weighted(&d->random, kinds, COUNT_OF(kinds)));
    p->grade = (uint8_t)(1 + (severe ? random_weighted(&d->random, severe_grades, 2)
                                     : random_weighted(&d->random, grades, 4)));
}

static void certificates(Demo *d)
{
    for (size_t i = 0; i < d->person_count; i++)
        if (d->persons[i].disability)
            d->persons[i].certificate =
                year_day(d, 12, 31).days + random_between(&d->random, 60, 365 * CERTIFICATE_YEARS);
}

static bool december_member(const Demo *d, const Household *u, int i)
{
    return u->state == UNIT_ON_ROLL && d->persons[u->member[i]].death == DATE_NONE.days &&
           d->persons[u->member[i]].role == ROLE_UNIT;
}

/* Members of the roll are made disabled until the figure, and a few more, is reached. */
static void members_disabled(Demo *d)
{
    int64_t wanted = d->target.disability_living + d->target.disability_living / 60, have = 0;
    for (size_t k = 0; k < d->unit_count; k++)
        for (int i = 0; i < d->units[k].count; i++)
            have += december_member(d, &d->units[k], i) && d->persons[d->units[k].member[i]].grade;
    for (size_t tries = 0; have < wanted && tries < d->unit_count * 60; tries++) {
        const Household *u = &d->units[random_below(&d->random, (uint32_t)d->unit_count)];
        int i = (int)random_below(&d->random, u->count);
        if (u->frozen || !december_member(d, u, i) || d->persons[u->member[i]].grade) continue;
        make_disabled(d, u->member[i], false);
        have++;
    }
}

static void leaves_with_unit(Demo *d, Benefit *b, const Household *u)
{
    if (d->persons[b->person].death != DATE_NONE.days) {
        benefit_ends_by_death(d, b);
    } else if (u->stops) {
        b->stops = u->stops;
        b->stop_known = u->stop_known;
        b->stop_reason = u->stop_reason;
    }
}

/* The living subsidy of a member: with the unit's own grant; now and then applied for months before
 * it was decided, so that the months between are paid at once. */
static void living_subsidy(Demo *d, uint32_t person, const Household *u)
{
    bool late = !u->granted && !u->stops && random_chance(&d->random, 15);
    int month = late ? random_between(&d->random, 4, 11) : u->granted;
    Benefit *b = benefit_new(d, BENEFIT_DISABILITY_LIVING, person, month);
    if (late) b->applied -= random_between(&d->random, 45, 80);
    if (!month && b->decided < u->decided) b->decided = u->decided;
    leaves_with_unit(d, b, u);
}

static void living_subsidies(Demo *d)
{
    int64_t left = d->target.disability_living;
    for (size_t k = 0; k < d->unit_count; k++) {
        const Household *u = &d->units[k];
        if (u->state > UNIT_LEAVING) continue;
        for (int i = 0; i < u->count; i++) {
            if (!d->persons[u->member[i]].grade) continue;
            bool december = december_member(d, u, i);
            if (december && left-- <= 0) continue; /* entitled, has not applied */
            living_subsidy(d, u->member[i], u);
        }
    }
}

/* ---- care of the severely disabled -------------------------------------------------------- */

static bool care_taker(const Demo *d, uint32_t person)
{
    const Person *p = &d->persons[person];
    return p->grade && p->grade <= GRADE_SEVERE && p->role != ROLE_DESTITUTE &&
           p->death == DATE_NONE.days && p->moved == DATE_NONE.days;
}

static void care_subsidy(Demo *d, uint32_t person)
{
    int month = random_chance(&d->random, 60) ? random_between(&d->random, 2, 12) : 0;
    Benefit *b = benefit_new(d, BENEFIT_DISABILITY_CARE, person, month);
    if (month) b->applied = year_day(d, month - 1, random_between(&d->random, 3, 26)).days;
}

static uint32_t somebody_disabled(Demo *d, bool severe, Role role)
{
    for (size_t tries = 0; tries < 40 * d->person_count; tries++) {
        uint32_t i = random_below(&d->random, (uint32_t)d->person_count);
        Person *p = &d->persons[i];
        if (p->role != ROLE_NONE || p->grade || person_age(d, i, year_day(d, 0, 31)) < 2) continue;
        make_disabled(d, i, severe);
        p->role = (uint8_t)role;
        return i;
    }
    return NOBODY;
}

/* Some more who are not paid in December: they died, or have not applied. */
static void care_extras(Demo *d)
{
    int64_t died = d->target.disability_care / 30, silent = d->target.disability_care / 70;
    for (int64_t i = 0; i < died + silent; i++) {
        uint32_t person = somebody_disabled(d, true, i < died ? ROLE_LEAVER : ROLE_SILENT);
        if (person == NOBODY) return;
        if (i >= died) continue;
        dies(d, person, random_between(&d->random, 1, 10), random_between(&d->random, 1, 2));
        benefit_ends_by_death(d, benefit_new(d, BENEFIT_DISABILITY_CARE, person, 0));
    }
}

static void care_subsidies(Demo *d)
{
    int64_t left = d->target.disability_care;
    for (uint32_t i = 0; i < d->person_count && left > 0; i++) {
        if (!care_taker(d, i)) continue;
        care_subsidy(d, i);
        left--;
    }
    for (; left > 0; left--) {
        uint32_t person = somebody_disabled(d, true, ROLE_DISABLED);
        if (person == NOBODY) return;
        care_subsidy(d, person);
    }
    care_extras(d);
}

/* A certificate runs out in August and is renewed in October: September is paid in arrears. */
static void lapses(Demo *d)
{
    int64_t left = d->target.disability_care / 300 + (d->target.disability_care > 5);
    for (size_t i = 0; i < d->benefit_count && left > 0; i++) {
        const Benefit *b = &d->benefits[i];
        Person *p = &d->persons[b->person];
        if (b->kind != BENEFIT_DISABILITY_CARE || b->granted || b->stops ||
            p->role != ROLE_DISABLED)
            continue;
        int32_t renewed = p->certificate;
        p->certificate = year_day(d, 8, 31).days;
        change_new(d, (Change){b->person, CHANGE_CERTIFICATE, 10, renewed, year_day(d, 9, 1).days});
        left--;
    }
}

/* Many more hold a certificate of a lower grade and get nothing for it. */
static void others_disabled(Demo *d)
{
    for (size_t n = d->person_count / 110; n > 0; n--) {
        uint32_t person = somebody_disabled(d, false, ROLE_DISABLED);
        if (person == NOBODY) return;
        Person *p = &d->persons[person];
        if (p->grade <= GRADE_SEVERE) p->grade = (uint8_t)(p->grade + GRADE_SEVERE);
    }
}

void disabled_members_plan(Demo *d)
{
    members_disabled(d);
}

void disabled_plan(Demo *d)
{
    others_disabled(d);
    living_subsidies(d);
    care_subsidies(d);
    certificates(d);
    lapses(d);
}
