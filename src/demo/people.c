/* Families and the persons in them. Birth dates come from what the family is (a couple with a
 * child, three generations, one alone), and the pyramid follows from the mix; only those of eighty
 * and over are counted, because a published figure counts them: each stands for one of
 * `elders_left`, whichever stage makes them. */
#include "demo/plan.h"

#define DAYS_A_CENTURY 46000 /* births from 1900 on: room for every day */
#define FIRST_DAY (-25567)   /* 1900-01-01 */
#define ELDER_AGE 80

Date year_day(const Demo *d, int month, int day)
{
    return month ? date_of(d->year, month, day) : date_of(d->year - 1, 12, day);
}

int person_age(const Demo *d, uint32_t person, Date on)
{
    return date_age((Date){d->persons[person].birth}, on);
}

bool person_rural(const Demo *d, uint32_t person)
{
    return d->places[d->families[d->persons[person].family].place].rural;
}

/* ---- birth dates -------------------------------------------------------------------------- */

int32_t birth_last(const Demo *d)
{
    return date_of(d->year - ELDER_AGE, 9, 30).days;
}

int32_t birth_aged(Demo *d, int low, int high)
{
    int32_t from = date_of(d->year - 2 - high, 12, 31).days + 1;
    int32_t to = date_of(d->year - 1 - low, 12, 31).days;
    if (from <= birth_last(d)) from = birth_last(d) + 1;
    ensure(from <= to);
    return random_between(&d->random, from, to);
}

/* Of somebody who is eighty by the end of September; centenarians are few. */
int32_t birth_elder(Demo *d)
{
    static const uint16_t weights[] = {520, 300, 125, 36, 2};
    int five = (int)random_weighted(&d->random, weights, COUNT_OF(weights));
    int32_t last = birth_last(d) - five * 1826;
    int32_t birth = random_between(&d->random, last - 1825, last);
    if (d->elders_left > 0) d->elders_left--;
    return birth;
}

/* ---- families ----------------------------------------------------------------------------- */

uint32_t family_new(Demo *d)
{
    if (d->family_count == d->family_capacity)
        d->families = arena_grow(d->arena, d->families, &d->family_capacity, sizeof *d->families);
    d->families[d->family_count] = (Family){
        .place = d->place_pick[random_below(&d->random, (uint32_t)d->place_picks)],
        .surname = surname_draw(&d->random),
        .nation = nation_draw(&d->random),
        .first = (uint32_t)d->person_count,
    };
    return (uint32_t)d->family_count++;
}

/* The next free sequence of a region, day and sex: odd for men, even for women. */
static uint16_t sequence_take(Demo *d, size_t region, int32_t birth, int sex)
{
    if (!d->sequences)
        d->sequences = NEW_ARRAY(d->arena, uint16_t, COUNT_OF(d->regions) * DAYS_A_CENTURY * 2);
    size_t day = birth < FIRST_DAY ? 0 : (size_t)(birth - FIRST_DAY);
    ensure(day < DAYS_A_CENTURY);
    uint16_t *taken = &d->sequences[(region * DAYS_A_CENTURY + day) * 2 + (size_t)(sex == 1)];
    ensure(*taken < 499);
    return (uint16_t)(2 * ++*taken + (sex == 1 ? 1 : 0));
}

static uint16_t surname_of(Demo *d, const Family *family, PersonSeed seed)
{
    bool fathers = seed.relation == RELATION_HEAD || seed.relation == RELATION_CHILD ||
                   seed.relation == RELATION_GRANDCHILD || seed.relation == RELATION_SIBLING ||
                   (seed.relation == RELATION_PARENT && seed.sex == 1);
    return fathers ? family->surname : surname_draw(&d->random);
}

uint32_t person_new(Demo *d, uint32_t family, PersonSeed seed)
{
    if (d->person_count == d->person_capacity)
        d->persons = arena_grow(d->arena, d->persons, &d->person_capacity, sizeof *d->persons);
    Family *f = &d->families[family];
    size_t region = random_chance(&d->random, 940) || d->region_count == 1
                        ? 0
                        : 1 + random_below(&d->random, (uint32_t)d->region_count - 1);
    int year, month, day;
    date_parts((Date){seed.birth}, &year, &month, &day);
    d->persons[d->person_count] = (Person){
        .birth = seed.birth,
        .recorded = seed.birth,
        .death = DATE_NONE.days,
        .moved = DATE_NONE.days,
        .family = family,
        .surname = surname_of(d, f, seed),
        .nation = f->nation,
        .sex = seed.sex,
        .relation = seed.relation,
        .role = seed.role,
        .given = given_draw(&d->random, year, seed.sex),
        .region = (uint16_t)region,
        .sequence = sequence_take(d, region, seed.birth, seed.sex),
        .death_known = NEVER,
        .moved_known = NEVER,
    };
    f->count++;
    return (uint32_t)d->person_count++;
}

/* ---- everybody else ------------------------------------------------------------------------ */

static void add(Demo *d, uint32_t family, int32_t birth, int sex, FamilyRelation relation)
{
    person_new(d, family, (PersonSeed){birth, (uint8_t)sex, (uint8_t)relation, ROLE_NONE});
}

static void add_aged(Demo *d, uint32_t family, int age, int sex, FamilyRelation relation)
{
    if (age < 0) age = 0;
    if (age > 78) age = 78;
    add(d, family, birth_aged(d, age, age), sex, relation);
}

/* A couple around `age`, and children whom the mother had between 22 and 33. */
static void nuclear_family(Demo *d, uint32_t family, int age, int children)
{
    int mother = age - random_between(&d->random, -1, 4);
    add_aged(d, family, age, 1, RELATION_HEAD);
    add_aged(d, family, mother, 2, RELATION_SPOUSE);
    for (int i = 0; i < children; i++) {
        int child = mother - random_between(&d->random, 22, 33);
        if (child < 0 || child > 30) continue; /* not born yet, or with a home of their own */
        add_aged(d, family, child, random_chance(&d->random, 522) ? 1 : 2, RELATION_CHILD);
    }
}

static int sex_drawn(Demo *d, unsigned men_per_mille)
{
    return random_chance(&d->random, men_per_mille) ? 1 : 2;
}

static void family_drawn(Demo *d)
{
    static const uint16_t ages[] = {90, 150, 160, 165, 175, 130, 85, 45}; /* 25.. by five or six */
    uint32_t family = family_new(d);
    int band = (int)random_weighted(&d->random, ages, COUNT_OF(ages));
    int age = 25 + band * 7 + (int)random_below(&d->random, 7);
    if (random_chance(&d->random, age < 30 || age > 65 ? 260 : 110)) {
        add_aged(d, family, age, sex_drawn(d, 520), RELATION_HEAD);
        return;
    }
    int children = random_chance(&d->random, 420) ? 2 : random_chance(&d->random, 880) ? 1 : 0;
    nuclear_family(d, family, age, children);
    if (age < 58 && random_chance(&d->random, 170))
        add_aged(d, family, age + random_between(&d->random, 22, 28), sex_drawn(d, 420),
                 RELATION_PARENT);
}

/* An elder alone, with a spouse, or in the household of a child. */
static void elder_family(Demo *d)
{
    uint32_t family = family_new(d);
    int32_t birth = birth_elder(d);
    int age = date_age((Date){birth}, year_day(d, 0, 31));
    int sex = sex_drawn(d, 300);
    if (random_chance(&d->random, 300)) {
        add(d, family, birth, sex, RELATION_HEAD);
    } else if (random_chance(&d->random, 480)) {
        add(d, family, birth, 1, RELATION_HEAD);
        if (d->elders_left > 0 && random_chance(&d->random, 450))
            add(d, family, birth_elder(d), 2, RELATION_SPOUSE);
        else
            add_aged(d, family, random_between(&d->random, 74, 78), 2, RELATION_SPOUSE);
    } else {
        nuclear_family(d, family, age - random_between(&d->random, 24, 32), 1);
        add(d, family, birth, sex, RELATION_PARENT);
    }
}

/* Those who turn eighty after September belong to the year, not to the figure. */
static void autumn_families(Demo *d)
{
    int64_t count = d->target.old_age * 3 / 100;
    for (int64_t i = 0; i < count; i++) {
        uint32_t family = family_new(d);
        int32_t birth = random_between(&d->random, birth_last(d) + 1,
                                       date_of(d->year - ELDER_AGE, 12, 31).days);
        add(d, family, birth, sex_drawn(d, 460), RELATION_HEAD);
        if (random_chance(&d->random, 500))
            add_aged(d, family, random_between(&d->random, 70, 78), 2, RELATION_SPOUSE);
    }
}

void families_fill(Demo *d)
{
    while (d->elders_left > 0)
        elder_family(d);
    autumn_families(d);
    while ((int64_t)d->person_count < d->target.population)
        family_drawn(d);
}
