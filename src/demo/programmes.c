/* Small programmes whose beneficiaries are found among people who are there already: workers laid
 * off in the sixties among the very old, the trusteeship of the severely disabled among those who
 * draw care, the subsidy of dependent elders among the members of the roll. Nobody is made, moved
 * or priced for them, so no other figure changes. */
#include "demo/plan.h"
#include "demo/sheet.h"
#include "demo/words.def"
#include "demo/year.h"

#define WORKED_SINCE 1957 /* at work by the end of this year, eighteen or older */
#define GRADE_SEVERE 2

typedef bool Suits(const Demo *d, uint32_t person);

static bool stays(const Demo *d, uint32_t person)
{
    const Person *p = &d->persons[person];
    return p->known == 0 && p->death == DATE_NONE.days && p->moved == DATE_NONE.days &&
           p->recorded == p->birth;
}

static bool was_worker(const Demo *d, uint32_t person)
{
    int year, month, day;
    date_parts((Date){d->persons[person].birth}, &year, &month, &day);
    return stays(d, person) && d->persons[person].role == ROLE_ELDER && year <= WORKED_SINCE - 18;
}

static bool needs_trustee(const Demo *d, uint32_t person)
{
    const Person *p = &d->persons[person];
    return stays(d, person) && p->role == ROLE_DISABLED && p->grade && p->grade <= GRADE_SEVERE &&
           p->certificate > year_day(d, 12, 31).days;
}

/* From a place that chance chooses, once around. */
static void choose(Demo *d, BenefitKind kind, int64_t count, Suits *suits)
{
    if (count == 0) return;
    uint32_t start = random_below(&d->random, (uint32_t)d->person_count);
    for (size_t i = 0; i < d->person_count && count > 0; i++) {
        uint32_t person = (uint32_t)((start + i) % d->person_count);
        if (!suits(d, person)) continue;
        benefit_new(d, kind, person, 0);
        count--;
    }
}

static bool dependent(const Demo *d, uint32_t person)
{
    const Person *p = &d->persons[person];
    return stays(d, person) && p->role == ROLE_UNIT && !(p->grade && p->grade <= GRADE_SEVERE) &&
           person_age(d, person, year_day(d, 0, 31)) >= 60;
}

static void dependent_elders(Demo *d)
{
    int64_t left = d->target.poor_elders;
    for (size_t k = 0; k < d->unit_count && left > 0; k++) {
        const Household *u = &d->units[k];
        if (u->state != UNIT_ON_ROLL || u->granted || u->fades) continue;
        for (int i = 0; i < u->count && left > 0; i++) {
            if (!dependent(d, u->member[i])) continue;
            Benefit *b = benefit_new(d, BENEFIT_DEPENDENT_ELDER, u->member[i], 0);
            if (b->decided < u->decided) b->decided = u->decided;
            left--;
        }
    }
}

/* ---- the poverty file among those on the rolls --------------------------------------------- */

static void lift(Demo *d, uint32_t person)
{
    if (d->lifted_count == d->lifted_capacity)
        d->lifted = arena_grow(d->arena, d->lifted, &d->lifted_capacity, sizeof *d->lifted);
    d->lifted[d->lifted_count++] = person;
}

static bool may_be_lifted(const Demo *d, uint32_t person)
{
    const Person *p = &d->persons[person];
    return stays(d, person) && !(p->grade && p->grade <= GRADE_SEVERE);
}

static bool unit_may_be_lifted(const Demo *d, const Household *u)
{
    bool may = u->state == UNIT_ON_ROLL && !u->granted && !u->fades && !u->stops && !u->known;
    for (int i = 0; may && i < u->count; i++)
        may = may_be_lifted(d, u->member[i]) && person_rural(d, u->member[i]);
    return may;
}

/* So many units with so many persons in all: always as large as the rest can still be filled. */
static void lift_units(Demo *d)
{
    int64_t units = d->target.lifted_units, persons = d->target.lifted_persons;
    for (size_t k = 0; k < d->unit_count && units > 0; k++) {
        const Household *u = &d->units[k];
        if (u->count > persons - (units - 1)) continue;
        if (units == 1 && u->count != persons) continue;
        if (u->count == 1 && persons > 2 * units) continue;
        if (!unit_may_be_lifted(d, u)) continue;
        for (int i = 0; i < u->count; i++)
            lift(d, u->member[i]);
        units--;
        persons -= u->count;
    }
}

static void lift_destitute(Demo *d)
{
    int64_t left = d->target.lifted_destitute;
    for (size_t i = 0; i < d->destitute_count && left > 0; i++) {
        const Destitute *one = &d->destitute[i];
        if (one->way != 2 || one->known || !may_be_lifted(d, one->person)) continue;
        lift(d, one->person);
        left--;
    }
}

void programmes_plan(Demo *d)
{
    lift_units(d);
    lift_destitute(d);
    choose(d, BENEFIT_RETRENCHED, d->target.retrenched, was_worker);
    choose(d, BENEFIT_TRUSTEE, d->target.trustees, needs_trustee);
    dependent_elders(d);
}

/* ---- what the bureau knows of them -------------------------------------------------------- */

static void retrenched_write(Sheet *s, uint32_t person)
{
    sheet_number(s, person);
    sheet_day(s, date_of(WORKED_SINCE - (int)(person % 4), 3, 1).days);
    sheet_day(s, date_of(1961 + (int)(person % 3), 7, 1).days);
    sheet_end(s);
}

static void lifted_write(Sheet *s, uint32_t person)
{
    sheet_number(s, person);
    sheet_truth(s, true);
    sheet_end(s);
}

static void trustee_write(Sheet *s, uint32_t person)
{
    sheet_number(s, person);
    sheet_truth(s, true);
    sheet_text(s, person % 3 ? STR(NAME_TRUSTEE_HOME) : STR(NAME_TRUSTEE_INSTITUTION));
    sheet_end(s);
}

static void ability_write(Sheet *s, uint32_t person)
{
    const Demo *d = s->t->demo;
    sheet_number(s, person);
    sheet_text(s, person % 4 ? STR(NAME_ABILITY_SEVERE) : STR(NAME_ABILITY_FULL));
    sheet_day(s, date_of(d->year - 1, 1 + (int)(person % 12), 10).days);
    sheet_end(s);
}

typedef struct {
    BenefitKind kind;
    const char *as, *columns;
    void (*write)(Sheet *s, uint32_t person);
} Known;

static bool lifted_tell(Telling *t)
{
    Sheet s;
    const Demo *d = t->demo;
    TRY(sheet_open(t, "person.poverty_file", "roll", COLUMNS_LIFTED, &s));
    for (size_t i = 0; i < d->lifted_count; i++)
        lifted_write(&s, d->lifted[i]);
    return sheet_import(&s, telling_since(t), WRITE_CHANGE);
}

/* All of it is old: the bureau has known it since before the year. */
bool programmes_tell(Telling *t)
{
    static const Known known[] = {
        {BENEFIT_RETRENCHED, "person.retrenchment", COLUMNS_RETRENCHED, retrenched_write},
        {BENEFIT_TRUSTEE, "person.poverty_file", COLUMNS_LIFTED, lifted_write},
        {BENEFIT_TRUSTEE, "person.trustee", COLUMNS_TRUSTEE, trustee_write},
        {BENEFIT_DEPENDENT_ELDER, "person.ability", COLUMNS_ABILITY, ability_write},
    };
    if (t->month) return true;
    for (size_t k = 0; k < COUNT_OF(known); k++) {
        Sheet s;
        const Demo *d = t->demo;
        TRY(sheet_open(t, known[k].as, "", known[k].columns, &s));
        for (size_t i = 0; i < d->benefit_count; i++)
            if (d->benefits[i].kind == known[k].kind) known[k].write(&s, d->benefits[i].person);
        TRY(sheet_import(&s, telling_since(t), WRITE_CHANGE));
    }
    return lifted_tell(t);
}
