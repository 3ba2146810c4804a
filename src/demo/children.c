/* Orphans and unsupported children, so that the money paid through the year is the published sum
 * to the fen. Orphans and the care allowance are paid in full: their sums are months times a rate.
 * An unsupported child gets the rate less the child's own share of minimum living; how much less in
 * all is known, and it is dealt out to children who live with grandparents on the roll: a share
 * that is paid for eleven months settles the remainder by twelve, the others take the rest. */
#include "demo/plan.h"
#include "demo/words.def"

#define FULL_YEAR 12
#define STATE_MISSING 3
#define STATE_DISABLED 4
#define STATE_ILL 5
#define STATE_PRISON 6
#define STATE_LOST 9

static Child *child_add(Demo *d, uint32_t person, uint8_t father, uint8_t mother)
{
    if (d->child_count == d->child_capacity)
        d->children = arena_grow(d->arena, d->children, &d->child_capacity, sizeof *d->children);
    Child *c = &d->children[d->child_count++];
    *c = (Child){.person = person, .father = father, .mother = mother};
    c->father_since = year_day(d, 0, 1).days - random_between(&d->random, 400, 900);
    c->mother_since = year_day(d, 0, 1).days - random_between(&d->random, 400, 900);
    if (father == STATE_PRISON) c->father_term = (uint8_t)random_between(&d->random, 24, 96);
    if (mother == STATE_PRISON) c->mother_term = (uint8_t)random_between(&d->random, 24, 96);
    return c;
}

/* A grandparent's home with one child, young enough to stay a child all year. */
static uint32_t ward_new(Demo *d)
{
    uint32_t family = family_new(d);
    int sex = random_chance(&d->random, 350) ? 1 : 2;
    person_new(d, family,
               (PersonSeed){birth_aged(d, 58, 76), (uint8_t)sex, RELATION_HEAD, ROLE_LEAVER});
    sex = random_chance(&d->random, 520) ? 1 : 2;
    return person_new(
        d, family,
        (PersonSeed){birth_aged(d, 6, 15), (uint8_t)sex, RELATION_GRANDCHILD, ROLE_CHILD});
}

static void states_draw(Demo *d, uint8_t *father, uint8_t *mother)
{
    static const uint8_t unable[] = {STATE_DISABLED, STATE_ILL,  STATE_PRISON,
                                     STATE_LOST,     STATE_LOST, STATE_PRISON};
    uint8_t other = unable[random_below(&d->random, COUNT_OF(unable))];
    bool dead = random_chance(&d->random, 620);
    *father = dead ? PARENT_DEAD : unable[random_below(&d->random, COUNT_OF(unable))];
    *mother = other;
    if (!dead || random_chance(&d->random, 650)) return;
    *father = other;
    *mother = PARENT_DEAD;
}

/* The benefit of a child for so many months: those of the whole year were there before it; the
 * others enter so that December is paid, or leave. */
static void paid_months(Demo *d, BenefitKind kind, uint32_t person, int months, bool in_december)
{
    Benefit *b;
    if (months == FULL_YEAR) {
        benefit_new(d, kind, person, 0);
        return;
    }
    if (in_december) {
        benefit_new(d, kind, person, FULL_YEAR - months);
        return;
    }
    b = benefit_new(d, kind, person, 0);
    b->stops = (uint8_t)(months + 1);
    b->stop_known = (uint8_t)months;
    b->stop_reason = STOP_RETURNED;
}

/* ---- paid in full ------------------------------------------------------------------------- */

static bool whole_months(Work *w, int64_t paid, int64_t rate, int64_t persons, int64_t *months)
{
    *months = rate ? paid / rate : 0;
    if (rate && paid % rate == 0 && *months >= persons) return true;
    if (!paid && !persons) return true;
    return refuse(w, ERR_INPUT, SAY_PAID_OUT_OF_REACH,
                  STR_ARG(money_plain(w->arena, (Money){paid})), (long long)persons,
                  STR_ARG(money_plain(w->arena, (Money){rate})));
}

/* Deals `months` to `persons` who are paid in December; what is more goes to some who left. */
static void deal_months(Demo *d, BenefitKind kind, const uint32_t *persons, int64_t count,
                        int64_t months)
{
    for (int64_t i = 0; i < count; i++) {
        int64_t after = count - 1 - i; /* each of them needs a month */
        int64_t own = months - after < FULL_YEAR ? months - after : FULL_YEAR;
        paid_months(d, kind, persons[i], (int)own, true);
        months -= own;
    }
    while (months > 0) {
        int64_t own = months < FULL_YEAR - 1 ? months : FULL_YEAR - 1;
        uint32_t left = ward_new(d);
        child_add(d, left, PARENT_DEAD, STATE_MISSING)->returns = (uint8_t)own;
        paid_months(d, kind, left, (int)own, false);
        months -= own;
    }
}

static bool orphans_plan(Work *w, Demo *d)
{
    int64_t months;
    TRY(whole_months(w, d->target.orphan_paid, d->rate.orphan, d->target.orphans, &months));
    uint32_t *persons = NEW_ARRAY(d->arena, uint32_t, d->target.orphans + 1);
    for (int64_t i = 0; i < d->target.orphans; i++) {
        persons[i] = ward_new(d);
        child_add(d, persons[i], PARENT_DEAD,
                  random_chance(&d->random, 700) ? PARENT_DEAD : STATE_MISSING);
    }
    deal_months(d, BENEFIT_ORPHAN, persons, d->target.orphans, months);
    return true;
}

/* ---- unsupported children ----------------------------------------------------------------- */

typedef struct {
    uint32_t person;
    int months;
    bool in_december;
    int64_t share; /* yuan a month of minimum living */
} Ward;

static void ward_make(Demo *d, Ward *ward)
{
    uint8_t father, mother;
    states_draw(d, &father, &mother);
    ward->person = ward_new(d);
    Child *c = child_add(d, ward->person, father, mother);
    if (ward->in_december && ward->months < FULL_YEAR)
        c->known = (uint8_t)(ward->months == FULL_YEAR - 1 ? 0 : FULL_YEAR - 1 - ward->months);
    if (!ward->in_december) c->returns = (uint8_t)ward->months;
    paid_months(d, BENEFIT_UNSUPPORTED, ward->person, ward->months, ward->in_december);
}

/* Months of the wards: most the whole year, those who entered ever fewer, two who left. */
static Ward *wards_draw(Demo *d, size_t *count)
{
    int64_t children = d->target.unsupported;
    int64_t entered =
        d->target.children_entered < children / 3 ? d->target.children_entered : children / 3;
    int64_t left = children / 20 + (children > 8);
    Ward *wards = NEW_ARRAY(d->arena, Ward, children + left + 1);
    for (int64_t i = 0; i < children; i++) {
        int months =
            i < entered ? FULL_YEAR - 1 - (int)(i * 10 / (entered ? entered : 1)) : FULL_YEAR;
        wards[i] = (Ward){.months = months, .in_december = true};
    }
    for (int64_t i = 0; i < left; i++)
        wards[children + i] = (Ward){.months = random_between(&d->random, 3, 9)};
    *count = (size_t)(children + left);
    return wards;
}

/* Puts a ward and the grandparent on the roll with that share: what both get of the base is equal,
 * the child's own top-up comes on top of it. */
static void ward_on_roll(Demo *d, Ward *ward)
{
    Household *u = NULL;
    for (size_t i = 0; i < d->unit_count && !u; i++)
        if (d->units[i].state == UNIT_ON_ROLL && !d->units[i].frozen && d->units[i].count == 2 &&
            !d->units[i].granted && d->units[i].earlier_income < 0 &&
            d->units[i].present_income < 0)
            u = &d->units[i];
    ensure(u);
    uint32_t family = d->persons[ward->person].family;
    uint32_t head = d->families[family].first;
    d->persons[u->member[0]].role = d->persons[u->member[1]].role = ROLE_NONE;
    d->persons[head].role = ROLE_UNIT;
    u->member[0] = head;
    u->member[1] = ward->person;
    u->frozen = true;
    int64_t standard = d->rate.living[person_rural(d, head) ? 2 : 1];
    int64_t base = ward->share * 100 - d->rate.minor;
    u->income[0] = 2 * (standard - base);
    u->income[1] = 0;
}

/* The least and most a child's share can be: the whole base is 2 × the share's part. */
static bool share_fits(const Demo *d, int64_t yuan)
{
    int64_t base = yuan * 100 - d->rate.minor;
    return base >= d->rate.living[1] * 15 / 100 && base <= d->rate.living[1];
}

/* Deals `less` yuan: b for eleven months settles the remainder by twelve, the rest is even. */
static bool shares_deal(Demo *d, Ward *wards, size_t count, int64_t less)
{
    int64_t middle = d->rate.living[1] / 100 * 65 / 100 + d->rate.minor / 100;
    size_t free_of_twelve = 0;
    for (size_t i = 0; i < count; i++)
        free_of_twelve += wards[i].months == FULL_YEAR;
    for (int64_t b = middle - 6; count && wards[0].months == FULL_YEAR - 1 && b < middle + 6; b++) {
        int64_t rest = less - (FULL_YEAR - 1) * b;
        if (rest < 0 || rest % FULL_YEAR) continue;
        int64_t shares = rest / FULL_YEAR, takers = (shares + middle - 1) / middle;
        if (takers < 0 || (size_t)takers > free_of_twelve) return false;
        if (takers && !share_fits(d, shares / takers)) takers--;
        if (takers ? !share_fits(d, shares / takers + 1) : shares != 0) continue;
        wards[0].share = b;
        for (size_t i = 1; takers > 0; i++) {
            if (wards[i].months != FULL_YEAR) continue;
            wards[i].share = shares / takers;
            shares -= wards[i].share;
            takers--;
        }
        return true;
    }
    return less == 0;
}

static bool unsupported_plan(Work *w, Demo *d)
{
    size_t count;
    Ward *wards = wards_draw(d, &count);
    int64_t months = 0;
    for (size_t i = 0; i < count; i++)
        months += wards[i].months;
    int64_t less = months * d->rate.unsupported - d->target.unsupported_paid;
    if (less < 0 || less % 100 || !shares_deal(d, wards, count, less / 100))
        return refuse(w, ERR_INPUT, SAY_PAID_OUT_OF_REACH,
                      STR_ARG(money_plain(w->arena, (Money){d->target.unsupported_paid})),
                      (long long)d->target.unsupported,
                      STR_ARG(money_plain(w->arena, (Money){d->rate.unsupported})));
    for (size_t i = 0; i < count; i++) {
        ward_make(d, &wards[i]);
        if (wards[i].share) ward_on_roll(d, &wards[i]);
    }
    return true;
}

/* Disabled unsupported children are paid in full the whole year, and care comes on top of it. */
static bool disabled_children_plan(Work *w, Demo *d)
{
    int64_t months;
    TRY(whole_months(w, d->target.disabled_child_paid, d->rate.disabled_child, 0, &months));
    for (size_t i = d->child_count; i-- > 0 && months > 0;) {
        Child *c = &d->children[i];
        Person *p = &d->persons[c->person];
        if (c->known || p->role != ROLE_CHILD) continue;
        bool whole_year = false, on_roll = false;
        for (size_t b = 0; b < d->benefit_count; b++)
            if (d->benefits[b].person == c->person && d->benefits[b].kind == BENEFIT_UNSUPPORTED)
                whole_year = !d->benefits[b].granted && !d->benefits[b].stops;
        for (size_t u = 0; u < d->unit_count; u++)
            on_roll |= d->units[u].frozen && d->units[u].member[1] == c->person;
        if (!whole_year || on_roll) continue;
        p->disability = (uint8_t)random_between(&d->random, 4, 6);
        p->grade = (uint8_t)random_between(&d->random, 1, 3);
        int own = months < FULL_YEAR ? (int)months : FULL_YEAR;
        paid_months(d, BENEFIT_DISABLED_CHILD, c->person, own, true);
        months -= own;
    }
    return months == 0 ||
           refuse(w, ERR_INPUT, SAY_PAID_OUT_OF_REACH,
                  STR_ARG(money_plain(w->arena, (Money){d->target.disabled_child_paid})),
                  (long long)d->target.unsupported,
                  STR_ARG(money_plain(w->arena, (Money){d->rate.disabled_child})));
}

bool children_plan(Work *w, Demo *d)
{
    TRY(orphans_plan(w, d));
    TRY(unsupported_plan(w, d));
    return disabled_children_plan(w, d);
}
