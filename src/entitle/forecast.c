/* The law before it is signed: what the enrolled would be granted over some months under what the
 * base has been told to try, summed by affair, month and town, and by household in the last month.
 * Reading order: forecast_run at the bottom, affair_add, then forecast_compare. */
#include <stdlib.h>

#include "entitle/roll.h"
#include "entitle/words.def"

struct Forecast {
    FactBase *base;
    Months months;
    Town *towns; /* by order; the last one is outside */
    size_t town_count;
    int64_t *household; /* by dense person */
};

/* ---- where and with whom ------------------------------------------------------------------ */

static bool towns_load(Work *w, Forecast *t)
{
    DivisionRow *rows;
    size_t count;
    TRY(division_children(w, t->base->regions.home.id, &rows, &count));
    t->towns = NEW_ARRAY(t->base->arena, Town, count + 1);
    for (size_t i = 0; i < count; i++)
        t->towns[t->town_count++] = (Town){rows[i].id, rows[i].name, rows[i].first, rows[i].last};
    t->towns[t->town_count++] = (Town){.name = STR(SAY_TOWN_OUTSIDE), .first = 0, .last = -1};
    return true;
}

static int32_t town_of(const Forecast *t, int32_t order)
{
    size_t i = 0;
    while (i + 1 < t->town_count && (order < t->towns[i].first || order > t->towns[i].last))
        i++;
    return (int32_t)i;
}

/* The unit that somebody belongs to on a day; of several the first. */
static void households_find(Forecast *t, Date day)
{
    FactBase *base = t->base;
    const Members *m = &base->members;
    t->household = NEW_ARRAY(base->arena, int64_t, base->persons.count + 1);
    for (size_t i = 0; i < base->persons.count; i++)
        t->household[i] = -index_id(&base->persons, (int32_t)i);
    for (int32_t unit = (int32_t)base->units.count; unit-- > 0;) {
        MemberRange range = members_range(base, unit);
        for (uint32_t i = range.first; i < range.end; i++)
            if (m->person[i] >= 0 && m->from[i] <= day.days && day.days < m->to[i])
                t->household[m->person[i]] = index_id(&base->units, unit);
    }
}

bool forecast_open(Work *w, FactBase *base, Months months, Forecast **out)
{
    Forecast *t = NEW(base->arena, Forecast);
    *t = (Forecast){.base = base, .months = months};
    TRY(towns_load(w, t));
    households_find(t, month_last(months.last));
    *out = t;
    return true;
}

/* ---- running ------------------------------------------------------------------------------ */

typedef struct {
    const Forecast *forecast;
    Outcome *out;
    size_t capacity;
    uint16_t affair;
} Adding;

/* A unit stands where it is at home, a person where the person is. */
static int32_t row_town(const Forecast *t, const Affair *affair, const Granted *row)
{
    bool household = affair->subject == SUBJECT_HOUSEHOLD;
    int32_t subject = household ? index_find(&t->base->units, row->unit)
                                : index_find(&t->base->persons, row->person);
    return town_of(t, subject_place(t->base, affair->subject, subject, month_last(row->month)));
}

static void share_add(Adding *a, const Granted *row, int32_t town)
{
    Outcome *out = a->out;
    int32_t person = index_find(&a->forecast->base->persons, row->person);
    if (out->share_count == a->capacity)
        out->shares =
            arena_grow(a->forecast->base->arena, out->shares, &a->capacity, sizeof *out->shares);
    out->shares[out->share_count++] =
        (ForecastShare){person < 0 ? -row->person : a->forecast->household[person], town, a->affair,
                        row->amount.fen};
}

/* Rows of one enrolment stand together: where it is at home is asked once a month. */
static void affair_add(Adding *a, const GrantedRows *rows)
{
    const Forecast *t = a->forecast;
    const Affair *affair = a->out->affairs[a->affair];
    int64_t *cost = a->out->cost + a->affair * a->out->month_count * t->town_count;
    const Granted *last = NULL;
    int32_t town = 0;
    for (size_t i = 0; i < rows->count; i++) {
        const Granted *row = &rows->rows[i];
        bool now = row->month.n == t->months.last.n;
        if (row->unknown && now) a->out->undecided++;
        if (row->unknown || row->barred) continue;
        if (!last || last->enrolment != row->enrolment) town = row_town(t, affair, row);
        last = row;
        cost[(size_t)(row->month.n - t->months.first.n) * t->town_count + (size_t)town] +=
            row->amount.fen;
        if (now) share_add(a, row, town);
    }
}

static int by_household(const void *a, const void *b)
{
    const ForecastShare *x = a, *y = b;
    if (x->household != y->household) return x->household < y->household ? -1 : 1;
    return (int)x->affair - (int)y->affair;
}

/* One share for each household and affair. */
static void shares_fold(Outcome *out)
{
    size_t kept = 0;
    if (out->share_count) qsort(out->shares, out->share_count, sizeof *out->shares, by_household);
    for (size_t i = 0; i < out->share_count; i++) {
        if (kept && by_household(&out->shares[kept - 1], &out->shares[i]) == 0)
            out->shares[kept - 1].fen += out->shares[i].fen;
        else
            out->shares[kept++] = out->shares[i];
    }
    out->share_count = kept;
}

bool forecast_run(Work *w, Forecast *t, Outcome *out)
{
    const Bureau *b = t->base->bureau;
    *out = (Outcome){.months = t->months,
                     .towns = t->towns,
                     .town_count = t->town_count,
                     .affairs = b->affairs,
                     .affair_count = b->affair_count,
                     .month_count = (size_t)(t->months.last.n - t->months.first.n + 1)};
    out->cost =
        NEW_ARRAY(t->base->arena, int64_t, b->affair_count * out->month_count * t->town_count + 1);
    Adding adding = {.forecast = t, .out = out};
    for (size_t i = 0; i < b->affair_count; i++) {
        GrantedRows rows;
        TRY(entitle_granted(w, t->base, b->affairs[i], t->months, &rows));
        adding.affair = (uint16_t)i;
        affair_add(&adding, &rows);
    }
    shares_fold(out);
    return true;
}

/* ---- two outcomes ------------------------------------------------------------------------- */

/* The shares of the household at *at, which is moved behind them. */
static const ForecastShare *household_shares(const Outcome *o, size_t *at, int64_t household,
                                             size_t *count)
{
    size_t first = *at;
    while (*at < o->share_count && o->shares[*at].household == household)
        ++*at;
    *count = *at - first;
    return o->shares + first;
}

static int64_t shares_sum(const ForecastShare *shares, size_t count)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += shares[i].fen;
    return sum;
}

bool forecast_compare(Work *w, const Outcome *before, const Outcome *after, ForecastChange **out,
                      size_t *count)
{
    ForecastChange *changes =
        NEW_ARRAY(w->arena, ForecastChange, before->share_count + after->share_count + 1);
    size_t n = 0, i = 0, j = 0;
    while (i < before->share_count || j < after->share_count) {
        bool old = i < before->share_count, fresh = j < after->share_count;
        ForecastChange c = {.household = old ? before->shares[i].household : INT64_MAX};
        if (fresh && after->shares[j].household < c.household)
            c.household = after->shares[j].household;
        c.was = household_shares(before, &i, c.household, &c.was_count);
        c.is = household_shares(after, &j, c.household, &c.is_count);
        c.town = c.is_count ? c.is->town : c.was->town;
        c.before = shares_sum(c.was, c.was_count);
        c.after = shares_sum(c.is, c.is_count);
        changes[n++] = c;
    }
    *out = changes;
    *count = n;
    return true;
}
