/* Sets the incomes of the roll so that December's mean comes out: the amounts are reckoned here on
 * paper as the law will reckon them, and the difference to the figure is spread over units in
 * whole yuan, within what an income may be. Units whose amount another figure rests on (frozen)
 * are counted and left alone. */
#include "demo/plan.h"
#include "demo/words.def"

#define STEP_YUAN 40 /* most that one income is moved at a time */

static bool counts_in_december(const Demo *d, uint32_t person)
{
    return d->persons[person].death > year_day(d, 12, 31).days;
}

static int64_t standard_of(const Demo *d, const Household *u)
{
    return d->rate.living[person_rural(d, u->member[0]) ? 2 : 1];
}

/* 分类施保: the highest of what a member is entitled to. */
int64_t member_top_up(const Demo *d, uint32_t person)
{
    const Person *p = &d->persons[person];
    int age = person_age(d, person, year_day(d, 12, 31));
    int64_t most = 0;
    if (age >= 70 && d->rate.elder > most) most = d->rate.elder;
    if (age < 18 && d->rate.minor > most) most = d->rate.minor;
    if (p->grade && p->grade <= 2 && d->rate.disabled > most) most = d->rate.disabled;
    if (p->ill && d->rate.ill > most) most = d->rate.ill;
    return most;
}

int64_t unit_base(const Demo *d, const Household *u)
{
    int64_t need = 0;
    for (int i = 0; i < u->count; i++)
        if (counts_in_december(d, u->member[i])) need += standard_of(d, u) - u->income[i];
    return (need + 99) / 100 * 100;
}

int64_t unit_amount(const Demo *d, const Household *u)
{
    int64_t sum = unit_base(d, u);
    for (int i = 0; i < u->count; i++)
        if (counts_in_december(d, u->member[i])) sum += member_top_up(d, u->member[i]);
    return sum;
}

static int64_t roll_amount(const Demo *d)
{
    int64_t sum = 0;
    for (size_t i = 0; i < d->unit_count; i++)
        if (d->units[i].state == UNIT_ON_ROLL) sum += unit_amount(d, &d->units[i]);
    return sum;
}

/* An income is changed only where it is counted in December and nothing else rests on it. */
static bool adjustable(const Demo *d, const Household *u)
{
    return u->state == UNIT_ON_ROLL && !u->frozen && u->earlier_income < 0 &&
           person_age(d, u->member[0], year_day(d, 0, 31)) >= 18;
}

/* Moves the applicant's income toward closing `gap` (fen, amount wanted minus amount now). */
static int64_t unit_move(Demo *d, Household *u, int64_t gap)
{
    int64_t cap = unit_income_cap(d, u);
    int64_t step = (int64_t)random_between(&d->random, 1, STEP_YUAN) * 100;
    int64_t before = unit_base(d, u), was = u->income[0];
    int64_t size = gap > 0 ? gap : -gap;
    if (step > size) step = size;
    u->income[0] += gap > 0 ? -step : step;
    if (u->income[0] < 0 || u->income[0] > cap) u->income[0] = was;
    return unit_base(d, u) - before;
}

bool units_calibrate(Work *w, Demo *d)
{
    int64_t wanted = d->target.mean_yuan * 100 * d->target.unit_persons;
    int64_t gap = wanted - roll_amount(d);
    size_t start = random_below(&d->random, (uint32_t)d->unit_count);
    int64_t moved = 1;
    while (gap != 0 && moved) {
        moved = 0;
        for (size_t k = 0; k < d->unit_count && gap != 0; k++) {
            Household *u = &d->units[(start + k) % d->unit_count];
            if (!adjustable(d, u)) continue;
            int64_t change = unit_move(d, u, gap);
            gap -= change;
            moved += change != 0;
        }
    }
    if (gap > -50 * d->target.unit_persons && gap < 50 * d->target.unit_persons) return true;
    return refuse(w, ERR_INPUT, SAY_MEAN_OUT_OF_REACH, (long long)d->target.mean_yuan,
                  (long long)(d->rate.living[1] / 1000), (long long)(d->rate.living[1] / 100));
}
