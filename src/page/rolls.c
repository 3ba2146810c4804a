/* Counts of a closed month by village and affair, kept for all threads until that month is closed
 * again: made from its lines once (30,000 for a district), asked as often as anybody looks. What is
 * counted is additive: a person on two rolls counts twice, once on each, so that the parts of any
 * division of it add up to the whole. */
#include "page/page.h"

#include <pthread.h>
#include <stdlib.h>

typedef struct KeptRolls {
    struct KeptRolls *next;
    Commit close; /* the last one of the month */
    Rolls rolls;
} KeptRolls;

typedef struct {
    pthread_mutex_t lock;
    Arena *arena;
    KeptRolls *first; /* what was kept last */
} RollsKept;

static void kept_free(void *argument)
{
    RollsKept *kept = argument;
    arena_free(kept->arena);
    pthread_mutex_destroy(&kept->lock);
}

static void *kept_make(Arena *arena, const Site *site)
{
    (void)site;
    RollsKept *kept = NEW(arena, RollsKept);
    kept->arena = arena_new();
    ensure(pthread_mutex_init(&kept->lock, NULL) == 0);
    arena_on_free(arena, kept_free, kept);
    return kept;
}

/* ---- counting ----------------------------------------------------------------------------- */

typedef struct {
    int64_t person, division, fen;
    size_t affair;
} RollLine;
typedef struct {
    const Bureau *bureau;
    Month month;
    RollLine *lines;
    size_t count, capacity, last; /* last: the affair of the line before, likely of the next */
} RollLines;

static size_t affair_index(RollLines *r, Str key)
{
    const Bureau *b = r->bureau;
    if (r->last < b->affair_count && str_equal(b->affairs[r->last]->key, key)) return r->last;
    for (size_t i = 0; i < b->affair_count; i++)
        if (str_equal(b->affairs[i]->key, key)) return r->last = i;
    return b->affair_count;
}

static bool line_take(Work *w, const Line *line, void *context)
{
    RollLines *r = context;
    if (line->month.n != r->month.n || line->reason != REASON_REGULAR) return true;
    if (r->count == r->capacity)
        r->lines = arena_grow(w->arena, r->lines, &r->capacity, sizeof *r->lines);
    r->lines[r->count++] = (RollLine){.person = line->person,
                                      .division = line->division,
                                      .fen = line->amount.fen,
                                      .affair = affair_index(r, line->affair)};
    return true;
}

static int by_affair_person(const void *a, const void *b)
{
    const RollLine *x = a, *y = b;
    if (x->affair != y->affair) return x->affair < y->affair ? -1 : 1;
    if (x->person != y->person) return x->person < y->person ? -1 : 1;
    return (x->division > y->division) - (x->division < y->division);
}

static int by_division_affair(const void *a, const void *b)
{
    const RollCount *x = a, *y = b;
    if (x->division != y->division) return x->division < y->division ? -1 : 1;
    return (x->affair > y->affair) - (x->affair < y->affair);
}

/* One count a person and affair, then folded by place and affair. */
static void lines_fold(Arena *arena, RollLines *r, Rolls *out)
{
    RollCount *counts = NEW_ARRAY(arena, RollCount, r->count + 1);
    size_t people = 0, kept = 0;
    if (r->count) qsort(r->lines, r->count, sizeof *r->lines, by_affair_person);
    for (size_t i = 0; i < r->count; i++) {
        const RollLine *line = &r->lines[i];
        bool same = i > 0 && r->lines[i - 1].affair == line->affair &&
                    r->lines[i - 1].person == line->person;
        if (!same) counts[people++] = (RollCount){line->division, line->affair, 1, 0};
        counts[people - 1].fen += line->fen;
    }
    if (people) qsort(counts, people, sizeof *counts, by_division_affair);
    for (size_t i = 0; i < people; i++) {
        if (kept && by_division_affair(&counts[kept - 1], &counts[i]) == 0) {
            counts[kept - 1].people += counts[i].people;
            counts[kept - 1].fen += counts[i].fen;
        } else {
            counts[kept++] = counts[i];
        }
    }
    *out = (Rolls){r->month, counts, kept};
}

/* Affair by affair, as the ledger's index has the lines of a close. */
static bool lines_read(Work *w, const Bureau *bureau, Month month, Rolls *out)
{
    RollLines lines = {.bureau = bureau, .month = month};
    for (size_t i = 0; i < bureau->affair_count; i++) {
        const LineFilter filter = {
            .affair = bureau->affairs[i]->key, .closed_from = month, .closed_to = month};
        TRY(ledger_scan(w, &filter, line_take, &lines));
    }
    lines_fold(w->arena, &lines, out);
    return true;
}

/* ---- kept --------------------------------------------------------------------------------- */

static Rolls rolls_copy(Arena *arena, const Rolls *rolls)
{
    Rolls copy = *rolls;
    copy.counts = NEW_ARRAY(arena, RollCount, rolls->count + 1);
    for (size_t i = 0; i < rolls->count; i++)
        copy.counts[i] = rolls->counts[i];
    return copy;
}

static const KeptRolls *kept_find(const RollsKept *kept, Month month, Commit close)
{
    for (const KeptRolls *k = kept->first; k; k = k->next)
        if (k->rolls.month.n == month.n && k->close.n == close.n) return k;
    return NULL;
}

static bool month_close(Page *p, Month month, Commit *out)
{
    Close *closes;
    size_t count;
    *out = (Commit){0};
    TRY(payment_closes(p->w, &closes, &count));
    for (size_t i = 0; i < count; i++)
        if (closes[i].month.n == month.n && closes[i].commit.n > out->n) *out = closes[i].commit;
    return true;
}

/* The lines are many times what is kept of them. */
static bool rolls_make(Page *p, RollsKept *kept, Month month, Commit close)
{
    Rolls rolls;
    Work inner = *p->w;
    inner.arena = arena_new();
    bool good = lines_read(&inner, p->bureau, month, &rolls);
    if (good) {
        pthread_mutex_lock(&kept->lock);
        KeptRolls *one = NEW(kept->arena, KeptRolls);
        *one = (KeptRolls){kept->first, close, rolls_copy(kept->arena, &rolls)};
        kept->first = one;
        pthread_mutex_unlock(&kept->lock);
    } else {
        p->w->error = (Error){inner.error.code, str_copy(p->w->arena, inner.error.sentence),
                              str_copy(p->w->arena, inner.error.detail)};
    }
    arena_free(inner.arena);
    return good;
}

static bool rolls_scope(Page *p, Rolls *rolls)
{
    size_t kept = 0;
    bool holds = true;
    int64_t division = 0;
    if (!p->w->scope) return true;
    for (size_t i = 0; i < rolls->count; i++) {
        if (rolls->counts[i].division != division)
            TRY(scope_holds(p->w, rolls->counts[i].division, &holds));
        division = rolls->counts[i].division;
        if (holds) rolls->counts[kept++] = rolls->counts[i];
    }
    rolls->count = kept;
    return true;
}

static RollsKept *all_kept(Page *p)
{
    static const char owner = 0;
    return page_kept(p, &owner, kept_make);
}

static bool kept_take(Page *p, RollsKept *kept, Month month, Commit close, Rolls *out)
{
    pthread_mutex_lock(&kept->lock);
    const KeptRolls *found = kept_find(kept, month, close);
    if (found) *out = rolls_copy(p->w->arena, &found->rolls);
    pthread_mutex_unlock(&kept->lock);
    return found != NULL;
}

bool rolls_known(Page *p, Month month)
{
    Commit close;
    Rolls rolls;
    return month_close(p, month, &close) && kept_take(p, all_kept(p), month, close, &rolls);
}

bool rolls_read(Page *p, Month month, Rolls *out)
{
    Commit close;
    RollsKept *kept = all_kept(p);
    TRY(month_close(p, month, &close));
    if (!kept_take(p, kept, month, close, out)) {
        TRY(rolls_make(p, kept, month, close));
        ensure(kept_take(p, kept, month, close, out));
    }
    return rolls_scope(p, out);
}

bool rolls_sum(Page *p, const Rolls *rolls, const DivisionRow *within, size_t affair,
               RollCount *out)
{
    DivisionRow row = {.id = 0};
    *out = (RollCount){.affair = affair};
    for (size_t i = 0; i < rolls->count; i++) {
        const RollCount *c = &rolls->counts[i];
        if (affair != ROLLS_ALL && c->affair != affair) continue;
        if (within && row.id != c->division) TRY(division_by_id(p->w, c->division, &row));
        if (within && (row.first < within->first || row.first > within->last)) continue;
        out->people += c->people;
        out->fen += c->fen;
    }
    return true;
}
