/* Two outcomes beside each other: by household, with the shares of each programme, and row by row.
 * Both are in order, so each comparison is one walk along two lists. */
#include <stdlib.h>
#include <string.h>

#include "entitle/forecast.h"

/* ---- households --------------------------------------------------------------------------- */

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
        c.people = forecast_people(before->forecast, c.household);
        c.before = shares_sum(c.was, c.was_count);
        c.after = shares_sum(c.is, c.is_count);
        changes[n++] = c;
    }
    *out = changes;
    *count = n;
    return true;
}

/* ---- row by row --------------------------------------------------------------------------- */

/* Rows with their component's key: two texts of an affair may number components otherwise. */
typedef struct {
    const Granted *row;
    const Component *component;
} Keyed;

static Str component_key(const Keyed *k)
{
    return k->component ? k->component->key : STR("");
}

static int keyed_order(const Keyed *x, const Keyed *y)
{
    const Granted *a = x->row, *b = y->row;
    if (a->enrolment != b->enrolment) return a->enrolment < b->enrolment ? -1 : 1;
    if (a->person != b->person) return a->person < b->person ? -1 : 1;
    if (a->month.n != b->month.n) return a->month.n < b->month.n ? -1 : 1;
    return str_compare(component_key(x), component_key(y));
}

static int by_key(const void *a, const void *b)
{
    return keyed_order(a, b);
}

static Keyed *rows_keyed(Arena *arena, const Affair *affair, const GrantedRows *rows)
{
    Keyed *keyed = NEW_ARRAY(arena, Keyed, rows->count + 1);
    for (size_t i = 0; i < rows->count; i++) {
        const Granted *row = &rows->rows[i];
        bool one = row->component != GRANTED_ALL;
        keyed[i] = (Keyed){row, one ? &affair->components[row->component] : NULL};
    }
    if (rows->count) qsort(keyed, rows->count, sizeof *keyed, by_key);
    return keyed;
}

typedef struct {
    Arena *arena;
    ForecastRow *items;
    size_t count, capacity;
    const Affair *affair;
} Rows;

/* What a barred month keeps is what is posted: the trial cannot change it. */
static bool counts(const Keyed *k)
{
    return k && !k->row->barred;
}

static void row_add(Rows *rows, const Keyed *was, const Keyed *is)
{
    const Keyed *any = is ? is : was;
    bool old = counts(was), now = counts(is);
    ForecastRow row = {.enrolment = any->row->enrolment,
                       .unit = any->row->unit,
                       .person = any->row->person,
                       .affair = rows->affair,
                       .component = any->component,
                       .month = any->row->month,
                       .before = {old ? was->row->amount.fen : 0},
                       .after = {now ? is->row->amount.fen : 0},
                       .was_unknown = old && was->row->unknown,
                       .is_unknown = now && is->row->unknown};
    if (row.before.fen == row.after.fen && row.was_unknown == row.is_unknown) return;
    if (rows->count == rows->capacity)
        rows->items = arena_grow(rows->arena, rows->items, &rows->capacity, sizeof *rows->items);
    rows->items[rows->count++] = row;
}

static void rows_walk(Rows *rows, const Keyed *was, size_t was_count, const Keyed *is,
                      size_t is_count)
{
    size_t i = 0, j = 0;
    while (i < was_count || j < is_count) {
        int order = i == was_count ? 1 : j == is_count ? -1 : keyed_order(&was[i], &is[j]);
        row_add(rows, order <= 0 ? &was[i] : NULL, order >= 0 ? &is[j] : NULL);
        i += order <= 0;
        j += order >= 0;
    }
}

static size_t affair_index(const Outcome *o, Str key)
{
    size_t i = 0;
    while (i < o->affair_count && !str_equal(o->affairs[i]->key, key))
        i++;
    return i;
}

bool forecast_rows(Work *w, const Outcome *before, const Outcome *after, ForecastRow **out,
                   size_t *count)
{
    static const GrantedRows none;
    Rows rows = {.arena = w->arena};
    for (size_t j = 0; j < after->affair_count; j++) {
        const Affair *is = after->affairs[j];
        size_t i = affair_index(before, is->key);
        bool known = i < before->affair_count;
        const GrantedRows *was = known ? &before->granted[i] : &none, *now = &after->granted[j];
        if (known && was->rows == now->rows) continue; /* not run again */
        rows.affair = is;
        rows_walk(&rows, rows_keyed(w->arena, known ? before->affairs[i] : is, was), was->count,
                  rows_keyed(w->arena, is, now), now->count);
    }
    *out = rows.items;
    *count = rows.count;
    return true;
}
