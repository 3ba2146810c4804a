/* The law before it is signed: what the enrolled would be granted over some months under what the
 * base has been told to try, summed by affair, month and town, and by household in the last month.
 * Reading order: forecast_again at the bottom of the second part, affair_run, affair_add. What two
 * outcomes have to say to each other stands in compare.c.
 *
 * Where somebody is at home is what the close writes into its lines (facts_whereabouts). */
#include <stdlib.h>
#include <string.h>

#include "entitle/forecast.h"
#include "entitle/granted.h"
#include "entitle/words.def"

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

static size_t town_of_order(const Forecast *t, int32_t order)
{
    size_t i = 0;
    while (i + 1 < t->town_count && (order < t->towns[i].first || order > t->towns[i].last))
        i++;
    return i;
}

enum { NOWHERE = UINT16_MAX };

/* A town's index, or NOWHERE. Asked once for each subject and month: 0 is not yet asked. */
static size_t town_of(Forecast *t, Subject subject, int32_t index, Month month)
{
    if (index < 0) return NOWHERE;
    bool unit = subject == SUBJECT_HOUSEHOLD;
    size_t row = (size_t)(month.n - t->months.first.n);
    uint16_t *known = &t->town[unit][row * t->subjects[unit] + (size_t)index];
    if (*known == 0) {
        int32_t place = subject_place(t->base, subject, index, month_last(month));
        *known = place < 0 ? NOWHERE : (uint16_t)(town_of_order(t, place) + 1);
    }
    return *known == NOWHERE ? NOWHERE : *known - 1u;
}

/* The unit that somebody belongs to on a day; of several the first. */
static void households_find(Forecast *t, Date day)
{
    FactBase *base = t->base;
    const Members *m = &base->members;
    t->household = NEW_ARRAY(base->arena, int32_t, base->persons.count + 1);
    t->people = NEW_ARRAY(base->arena, int32_t, base->units.count + 1);
    for (int32_t unit = (int32_t)base->units.count; unit-- > 0;) {
        MemberRange range = members_range(base, unit);
        for (uint32_t i = range.first; i < range.end; i++) {
            if (m->person[i] < 0 || m->from[i] > day.days || day.days >= m->to[i]) continue;
            t->household[m->person[i]] = unit + 1;
            t->people[unit]++;
        }
    }
}

bool forecast_open(Work *w, FactBase *base, Months months, Forecast **out)
{
    Forecast *t = NEW(base->arena, Forecast);
    *t = (Forecast){.base = base, .months = months};
    t->month_count = (size_t)(months.last.n - months.first.n + 1);
    t->subjects[0] = base->persons.count;
    t->subjects[1] = base->units.count;
    for (int unit = 0; unit < 2; unit++)
        t->town[unit] = NEW_ARRAY(base->arena, uint16_t, t->month_count * t->subjects[unit] + 1);
    TRY(towns_load(w, t));
    households_find(t, month_last(months.last));
    *out = t;
    return true;
}

int32_t forecast_people(const Forecast *t, int64_t household)
{
    if (household < 0) return 1;
    return t->people[index_find(&t->base->units, household)];
}

/* ---- running ------------------------------------------------------------------------------ */

typedef struct {
    Forecast *forecast;
    Outcome *out;
    size_t capacity; /* of the shares */
    uint16_t affair;
} Adding;

static size_t row_town(Forecast *t, const Granted *row)
{
    const FactBase *base = t->base;
    size_t town = town_of(t, SUBJECT_HOUSEHOLD, index_find(&base->units, row->unit), row->month);
    if (town == NOWHERE)
        town = town_of(t, SUBJECT_PERSON, index_find(&base->persons, row->person), row->month);
    return town == NOWHERE ? t->town_count - 1 : town;
}

static int64_t row_household(const Forecast *t, const Granted *row)
{
    int32_t person = index_find(&t->base->persons, row->person);
    int32_t unit = person < 0 ? 0 : t->household[person];
    return unit ? index_id(&t->base->units, unit - 1) : -row->person;
}

/* Rows of one household and affair often stand together. */
static void share_add(Adding *a, const Granted *row, size_t town)
{
    Outcome *out = a->out;
    int64_t household = row_household(a->forecast, row);
    ForecastShare *last = out->share_count ? &out->shares[out->share_count - 1] : NULL;
    if (last && last->household == household && last->affair == a->affair) {
        last->fen += row->amount.fen;
        return;
    }
    if (out->share_count == a->capacity)
        out->shares =
            arena_grow(a->forecast->base->arena, out->shares, &a->capacity, sizeof *out->shares);
    out->shares[out->share_count++] =
        (ForecastShare){household, (int32_t)town, a->affair, row->amount.fen};
}

static void affair_add(Adding *a, const GrantedRows *rows)
{
    Forecast *t = a->forecast;
    int64_t *cost = a->out->cost + a->affair * t->month_count * t->town_count;
    for (size_t i = 0; i < rows->count; i++) {
        const Granted *row = &rows->rows[i];
        bool now = row->month.n == t->months.last.n;
        if (row->unknown && now) a->out->open[a->affair]++;
        if (row->unknown || row->barred) continue;
        size_t town = row_town(t, row);
        size_t month = (size_t)(row->month.n - t->months.first.n);
        cost[month * t->town_count + town] += row->amount.fen;
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

/* The shares of the affairs that were not run again stay; both are in order. */
static void shares_join(Arena *arena, const Outcome *before, const bool *touched, Outcome *out)
{
    ForecastShare *all =
        NEW_ARRAY(arena, ForecastShare, before->share_count + out->share_count + 1);
    size_t n = 0, j = 0;
    for (size_t i = 0; i < before->share_count; i++) {
        if (touched[before->shares[i].affair]) continue;
        while (j < out->share_count && by_household(&out->shares[j], &before->shares[i]) < 0)
            all[n++] = out->shares[j++];
        all[n++] = before->shares[i];
    }
    while (j < out->share_count)
        all[n++] = out->shares[j++];
    out->shares = all;
    out->share_count = n;
}

static Outcome outcome_new(const Forecast *t)
{
    const Bureau *b = t->base->bureau;
    Arena *arena = t->base->arena;
    Outcome out = {.forecast = t,
                   .months = t->months,
                   .towns = t->towns,
                   .town_count = t->town_count,
                   .affairs = b->affairs,
                   .affair_count = b->affair_count,
                   .month_count = t->month_count};
    out.cost = NEW_ARRAY(arena, int64_t, b->affair_count * t->month_count * t->town_count + 1);
    out.granted = NEW_ARRAY(arena, GrantedRows, b->affair_count + 1);
    out.open = NEW_ARRAY(arena, int64_t, b->affair_count + 1);
    return out;
}

static void affair_stays(const Forecast *t, const Outcome *before, size_t affair, Outcome *out)
{
    size_t cells = t->month_count * t->town_count;
    memcpy(out->cost + affair * cells, before->cost + affair * cells, cells * sizeof *out->cost);
    out->granted[affair] = before->granted[affair];
    out->open[affair] = before->open[affair];
}

bool forecast_again(Work *w, Forecast *t, const Outcome *before, const bool *touched, Outcome *out)
{
    FactBase *base = t->base;
    *out = outcome_new(t);
    Adding adding = {.forecast = t, .out = out};
    for (size_t i = 0; i < out->affair_count; i++) {
        if (before && !touched[i]) {
            affair_stays(t, before, i, out);
        } else {
            adding.affair = (uint16_t)i;
            out->granted[i].count = before ? before->granted[i].count : 0;
            TRY(granted_rows(w, base, out->affairs[i], t->months, &out->granted[i]));
            affair_add(&adding, &out->granted[i]);
        }
        out->undecided += out->open[i];
    }
    shares_fold(out);
    if (before) shares_join(base->arena, before, touched, out);
    return true;
}

bool forecast_run(Work *w, Forecast *t, Outcome *out)
{
    return forecast_again(w, t, NULL, NULL, out);
}
