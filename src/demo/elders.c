/* The old-age allowance and what befalls people in the year. Everybody of eighty and over is on the
 * allowance but a few who never applied: they are the ones that the four sets should find. The
 * figure counts who was paid from January to September, so nobody may be paid for the first time
 * after it for months before. */
#include "demo/plan.h"

#define ELDER_AGE 80

Change *change_new(Demo *d, Change change)
{
    if (d->change_count == d->change_capacity)
        d->changes = arena_grow(d->arena, d->changes, &d->change_capacity, sizeof *d->changes);
    d->changes[d->change_count] = change;
    return &d->changes[d->change_count++];
}

/* How many of the figure's age never applied: made on top of the figure. */
int64_t elders_silent(const Demo *d)
{
    return d->target.old_age / 250 + 1;
}

static int birthday_month(const Demo *d, const Person *p)
{
    Date day = date_birthday((Date){p->birth}, ELDER_AGE);
    Date new_year = date_of(d->year, 1, 1);
    if (day.days < new_year.days) return 0;
    return day.days > year_day(d, 12, 31).days ? NEVER : month_number(date_month(day));
}

/* Turned eighty this year: confirmed in the month itself, some one or two months later. */
static void elder_enters(Demo *d, uint32_t person, int month)
{
    bool late = month <= 7 && random_chance(&d->random, 120);
    benefit_new(d, BENEFIT_OLD_AGE, person,
                late ? month + random_between(&d->random, 1, 2) : month);
}

static void elder_dies(Demo *d, Benefit *b)
{
    Person *p = &d->persons[b->person];
    int month = random_between(&d->random, 1, 12);
    int late = random_chance(&d->random, 860) ? random_between(&d->random, 0, 1)
                                              : random_between(&d->random, 2, 5);
    p->death = year_day(d, month, random_between(&d->random, 1, late ? 28 : 4)).days;
    p->death_known = (uint8_t)(month + late);
    p->role = ROLE_LEAVER;
    if (p->death_known > 12) {
        p->death_known = NEVER;
        return;
    }
    b->stops = (uint8_t)(month + 1);
    b->stop_known = p->death_known;
    b->stop_reason = STOP_DEATH;
}

static void elder_moves(Demo *d, Benefit *b)
{
    Person *p = &d->persons[b->person];
    int month = random_between(&d->random, 2, 10);
    p->moved = year_day(d, month, random_between(&d->random, 1, 28)).days;
    p->moved_known = (uint8_t)(month + 1);
    p->role = ROLE_LEAVER;
    b->stops = b->stop_known = (uint8_t)(month + 1);
    b->stop_reason = STOP_MOVED;
}

static unsigned death_per_mille(int age)
{
    return age < 85 ? 62 : age < 90 ? 105 : age < 95 ? 180 : 280;
}

/* One who is on the allowance since before the year. */
static void elder_stays(Demo *d, uint32_t person)
{
    Person *p = &d->persons[person];
    int age = person_age(d, person, year_day(d, 0, 31));
    bool late = p->role == ROLE_ELDER && age > 80 && random_chance(&d->random, 2);
    Benefit *b =
        benefit_new(d, BENEFIT_OLD_AGE, person, late ? random_between(&d->random, 2, 9) : 0);
    if (p->death != DATE_NONE.days) benefit_ends_by_death(d, b);
    if (late || p->role != ROLE_ELDER) return;
    if (random_chance(&d->random, death_per_mille(age)))
        elder_dies(d, b);
    else if (random_chance(&d->random, 3))
        elder_moves(d, b);
}

/* Written down ten years or one month wrong, found and corrected in July. */
static void birth_corrections(Demo *d)
{
    size_t made = 0;
    for (uint32_t i = 0; i < d->person_count && made < 4; i++) {
        Person *p = &d->persons[i];
        int age = person_age(d, i, year_day(d, 0, 31));
        if (p->role != ROLE_ELDER || (age != 91 && age != 88) || p->death != DATE_NONE.days)
            continue;
        int year, month, day;
        date_parts((Date){p->birth}, &year, &month, &day);
        if (month == 2 && day == 29) continue;
        p->recorded = date_of(year + (age == 91 ? 3 : -3), month, day).days;
        p->role = ROLE_LEAVER;
        change_new(d, (Change){i, CHANGE_BIRTH, 7, p->birth, p->birth});
        made++;
    }
}

/* Gives everybody of the age who has no other role theirs; exactly `silent` of those who were
 * eighty before the year become leavers, who never applied. */
static void elders_cast(Demo *d, int64_t silent)
{
    int64_t able = 0;
    for (size_t i = 0; i < d->person_count; i++)
        able += d->persons[i].role == ROLE_NONE && birthday_month(d, &d->persons[i]) == 0;
    for (size_t i = 0; i < d->person_count; i++) {
        Person *p = &d->persons[i];
        int month = birthday_month(d, p);
        if (p->role != ROLE_NONE || month == NEVER) continue;
        p->role = ROLE_ELDER;
        if (month) continue;
        if (silent > 0 && random_below(&d->random, (uint32_t)able) < silent) {
            p->role = ROLE_SILENT;
            silent--;
        }
        able--;
    }
}

void elders_plan(Demo *d)
{
    elders_cast(d, elders_silent(d));
    for (uint32_t i = 0; i < d->person_count; i++) {
        int month = birthday_month(d, &d->persons[i]);
        if (month == NEVER || d->persons[i].role == ROLE_SILENT) continue;
        if (month)
            elder_enters(d, i, month);
        else
            elder_stays(d, i);
    }
    birth_corrections(d);
}

/* ---- everybody else ------------------------------------------------------------------------ */

static unsigned deaths_per_ten_thousand(int age)
{
    return age < 1 ? 30 : age < 40 ? 5 : age < 60 ? 28 : age < 70 ? 110 : age < 80 ? 300 : 600;
}

static void person_dies(Demo *d, Person *p)
{
    int month = random_between(&d->random, 1, 12);
    p->death = year_day(d, month, random_between(&d->random, 1, 28)).days;
    p->death_known = (uint8_t)(month + 1); /* NEVER for December */
}

static void person_leaves(Demo *d, Person *p)
{
    int month = random_between(&d->random, 1, 11);
    p->moved = year_day(d, month, random_between(&d->random, 1, 28)).days;
    p->moved_known = (uint8_t)(month + 1);
}

/* A child born in the year, known the month after. */
static void child_born(Demo *d, uint32_t mother)
{
    uint32_t family = d->persons[mother].family;
    int month = random_between(&d->random, 1, 11);
    int32_t birth = year_day(d, month, random_between(&d->random, 1, 28)).days;
    uint8_t sex = random_chance(&d->random, 525) ? 1 : 2;
    uint32_t child = person_new(d, family, (PersonSeed){birth, sex, RELATION_CHILD, ROLE_LEAVER});
    d->persons[child].known = (uint8_t)(month + 1);
}

static void family_arrives(Demo *d)
{
    uint32_t family = family_new(d);
    int month = random_between(&d->random, 1, 11);
    int age = random_between(&d->random, 26, 45);
    size_t first = d->person_count;
    person_new(d, family, (PersonSeed){birth_aged(d, age, age), 1, RELATION_HEAD, ROLE_LEAVER});
    person_new(d, family,
               (PersonSeed){birth_aged(d, age - 2, age), 2, RELATION_SPOUSE, ROLE_LEAVER});
    for (size_t i = first; i < d->person_count; i++)
        d->persons[i].known = (uint8_t)(month + 1);
}

void events_plan(Demo *d)
{
    size_t count = d->person_count;
    for (uint32_t i = 0; i < count; i++) {
        Person *p = &d->persons[i];
        if (p->role != ROLE_NONE) continue;
        int age = person_age(d, i, year_day(d, 0, 31));
        if (random_below(&d->random, 10000) < deaths_per_ten_thousand(age))
            person_dies(d, p);
        else if (random_chance(&d->random, 2))
            person_leaves(d, p);
        else if (p->sex == 2 && p->relation == RELATION_SPOUSE && age > 21 && age < 38 &&
                 random_chance(&d->random, 55))
            child_born(d, i);
    }
    for (size_t i = 0; i < count / 1500; i++)
        family_arrives(d);
}
