/* Replays a close: the registers as known just before its commit, the standards published by its
 * day, the lines posted up to and with it. The same subtraction as in the close must then leave
 * nothing; what it leaves is a difference to be looked into, never smoothed (semantics 13). */
#include "payment/difference.h"
#include "payment/payment.h"

#include <stdlib.h>

typedef struct {
    Commit until;
    Posted *rows;
    size_t count, capacity;
} History;

static bool history_line(Work *w, const Line *line, void *context)
{
    History *h = context;
    if (line->commit.n > h->until.n) return true;
    if (h->count == h->capacity)
        h->rows = arena_grow(w->arena, h->rows, &h->capacity, sizeof *h->rows);
    h->rows[h->count++] = (Posted){.enrolment = line->enrolment,
                                   .person = line->person,
                                   .month = line->month,
                                   .component = str_copy(w->arena, line->component),
                                   .amount = line->amount};
    return true;
}

static int by_key(const void *a, const void *b)
{
    const Posted *x = a, *y = b;
    if (x->enrolment != y->enrolment) return x->enrolment < y->enrolment ? -1 : 1;
    if (x->person != y->person) return x->person < y->person ? -1 : 1;
    if (x->month.n != y->month.n) return x->month.n < y->month.n ? -1 : 1;
    return str_compare(x->component, y->component);
}

/* Lines become sums: one a key. */
static void history_sum(History *h)
{
    size_t kept = 0;
    if (h->count) qsort(h->rows, h->count, sizeof *h->rows, by_key);
    for (size_t i = 0; i < h->count; i++) {
        if (kept && by_key(&h->rows[kept - 1], &h->rows[i]) == 0)
            h->rows[kept - 1].amount.fen += h->rows[i].amount.fen;
        else
            h->rows[kept++] = h->rows[i];
    }
    h->count = kept;
}

typedef struct {
    const Close *close;
    FactBase *base;
    Month first;
    Lines lines;
    int64_t keys;
} Replaying;

static bool replay_affair(Work *w, Replaying *r, const Affair *affair)
{
    GrantedRows granted;
    History history = {.until = r->close->commit};
    Months months = {r->first, r->close->month};
    LineFilter filter = {.affair = affair->key, .to = r->close->month};
    TRY(entitle_granted(w, r->base, affair, months, &granted));
    TRY(ledger_scan(w, &filter, history_line, &history));
    history_sum(&history);
    DifferenceInput input = {.affair = affair,
                             .first = r->first,
                             .month = r->close->month,
                             .granted = &granted,
                             .posted = history.rows,
                             .posted_count = history.count};
    difference(w->arena, &input, &r->lines);
    r->keys += (int64_t)history.count;
    return true;
}

bool payment_replay(Work *w, const Bureau *bureau, const Close *close, Replay *out)
{
    Replaying r = {.close = close};
    Division home;
    *out = (Replay){0};
    TRY(payment_first_month(w, &r.first));
    TRY(facts_home(w, &home));
    TRY(facts_load(w, bureau, (Commit){close->commit.n - 1}, home, &r.base));
    facts_publish(r.base, close->day);
    for (size_t i = 0; i < bureau->affair_count; i++)
        TRY(replay_affair(w, &r, bureau->affairs[i]));
    *out = (Replay){r.keys, r.lines.lines, r.lines.count};
    return true;
}
