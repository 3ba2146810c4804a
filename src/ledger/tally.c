/* Sums by a few numbers, in memory: what a posting adds to the sums that are kept with its lines,
 * and what the proof finds them to be. An open table of slots; a slot is a key and two numbers. */
#include "ledger/book.h"

#include <stdlib.h>
#include <string.h>

static size_t slot_of(const Tallies *t, const int64_t *key)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < TALLY_KEYS; i++)
        hash = (hash ^ (uint64_t)key[i]) * 0x9E3779B97F4A7C15u;
    size_t at = (size_t)(hash ^ (hash >> 29)) & (t->capacity - 1);
    while (t->items[at].used && memcmp(t->items[at].key, key, sizeof t->items[at].key) != 0)
        at = (at + 1) & (t->capacity - 1);
    return at;
}

static void tallies_grow(Tallies *t)
{
    Tallies old = *t;
    t->capacity = old.capacity ? old.capacity * 2 : 256;
    t->items = NEW_ARRAY(t->arena, Tally, t->capacity);
    for (size_t i = 0; i < old.capacity; i++)
        if (old.items[i].used) t->items[slot_of(t, old.items[i].key)] = old.items[i];
}

Tally *tally_of(Tallies *t, const int64_t key[TALLY_KEYS])
{
    if (t->count * 2 >= t->capacity) tallies_grow(t);
    Tally *found = &t->items[slot_of(t, key)];
    if (found->used) return found;
    memcpy(found->key, key, sizeof found->key);
    found->used = true;
    t->count++;
    return found;
}

const Tally *tally_find(const Tallies *t, const int64_t key[TALLY_KEYS])
{
    if (!t->capacity) return NULL;
    const Tally *found = &t->items[slot_of(t, key)];
    return found->used ? found : NULL;
}

static int by_key(const void *a, const void *b)
{
    const Tally *x = a, *y = b;
    for (size_t i = 0; i < TALLY_KEYS; i++)
        if (x->key[i] != y->key[i]) return x->key[i] < y->key[i] ? -1 : 1;
    return 0;
}

Tally *tallies_sorted(Arena *arena, const Tallies *t)
{
    size_t count = 0;
    Tally *out = NEW_ARRAY(arena, Tally, t->count + 1);
    for (size_t i = 0; i < t->capacity; i++)
        if (t->items[i].used) out[count++] = t->items[i];
    if (count) qsort(out, count, sizeof *out, by_key);
    return out;
}

/* ---- what is kept with lines ---------------------------------------------------------------- */

void kept_line(Kept *kept, const PostedLine *line)
{
    const Line *l = line->line;
    const LineWords *words = line->words;
    Tally *sum =
        tally_of(&kept->sums, (int64_t[TALLY_KEYS]){l->closed_in.n, words->affair,
                                                    (int64_t)l->reason, words->fund, l->division});
    sum->a++;
    sum->b += l->amount.fen;
    Tally *span = tally_of(&kept->spans,
                           (int64_t[TALLY_KEYS]){l->closed_in.n, words->affair, line->commit.n});
    if (span->a == 0) span->a = line->id;
    span->b = line->id;
}

static StoredValue kept_cell(const Tally *t, int keys, int column)
{
    int64_t n = column <= keys ? t->key[column - 1] : column == keys + 1 ? t->a : t->b;
    return (StoredValue){.kind = STORED_INT, .number = n};
}

static StoredValue sum_cell(const void *context, size_t row, int column)
{
    return kept_cell(&((const Tally *)context)[row], SUM_KEYS, column);
}

static StoredValue span_cell(const void *context, size_t row, int column)
{
    return kept_cell(&((const Tally *)context)[row], SPAN_KEYS, column);
}

bool kept_write(Work *w, const Kept *kept)
{
    GivenRows sums = {kept->sums.count, tallies_sorted(w->arena, &kept->sums), sum_cell};
    Stmt *s = db_stmt(w, &ledger_sql, "month_sum_add");
    db_bind_rows(s, 1, &sums);
    TRY(db_run(s));
    GivenRows spans = {kept->spans.count, tallies_sorted(w->arena, &kept->spans), span_cell};
    s = db_stmt(w, &ledger_sql, "span_insert");
    db_bind_rows(s, 1, &spans);
    return db_run(s);
}
