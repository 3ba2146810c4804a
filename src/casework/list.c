/* Lists of cases: to-do, counts by colour and kind, the calendar. The store gives them by due day
 * within the actor's scope, out of indexes that hold all that is asked for; colours are ranges of
 * days, seen from today. `mine` keeps those in which the actor may do something where the case
 * stands, by duty and level, and which nobody else has taken: with every move a case keeps whose
 * duties reach it (may.c). An account that has different duties in different places is shown what
 * one of them reaches in any of these places; the case itself knows better.
 *
 * Counting twenty thousand cases takes milliseconds, and lists are looked at more often than acts
 * happen: a store that reads alone keeps its counts until the next act. */
#include "audit/audit.h"
#include "casework/room.h"

#include <string.h>

enum { LIST_LIMIT = 100 };

/* ---- asking ------------------------------------------------------------------------------- */

static bool is_of_somebody(const CaseQuery *q)
{
    return q->person.n || q->unit.n;
}

static Stmt *select_of(Work *w, const CaseQuery *q)
{
    if (is_of_somebody(q)) return db_stmt(w, &casework_sql, "case_select_of");
    return db_stmt(w, &casework_sql, q->closed ? "case_select_all" : "case_select_open");
}

static Stmt *tally_of(Work *w, const CaseQuery *q)
{
    if (is_of_somebody(q)) return db_stmt(w, &casework_sql, "case_tally_of");
    return db_stmt(w, &casework_sql, q->closed ? "case_tally_all" : "case_tally_open");
}

typedef struct {
    int32_t from, to;
} Days;

static Days days_both(Days a, Days b)
{
    return (Days){a.from > b.from ? a.from : b.from, a.to < b.to ? a.to : b.to};
}

/* Whose clock stands still has no day, and so the greatest one. */
static Days days_of_colour(int colour, Date today)
{
    int32_t soon = today.days;
    while (clock_colour((Date){soon + 1}, today) == CLOCK_AMBER)
        soon++;
    switch (colour) {
    case CLOCK_RED:
        return (Days){INT32_MIN, today.days - 1};
    case CLOCK_AMBER:
        return (Days){today.days, soon};
    case CLOCK_GREEN:
        return (Days){soon + 1, DATE_NONE.days - 1};
    case CLOCK_STILL:
        return (Days){DATE_NONE.days, DATE_NONE.days};
    default:
        return (Days){INT32_MIN, INT32_MAX};
    }
}

static bool bind_query(Work *w, Stmt *s, const CaseQuery *q)
{
    DivisionRow place = {0};
    Str text = str_trim(q->text);
    Days days = days_of_colour(q->colour, work_today(w));
    if (q->division) TRY(division_by_id(w, q->division, &place));
    if (text.len) text = format(w->arena, "%%%.*s%%", STR_ARG(text));
    if (q->due_from.days || q->due_to.days)
        days = days_both(days, (Days){q->due_from.days, q->due_to.days});
    db_bind_str(s, 1, q->affair ? q->affair->key : STR(""));
    db_bind_int(s, 2, q->kind);
    db_bind_int(s, 3, place.first);
    db_bind_int(s, 4, place.last);
    db_bind_str(s, 5, text);
    db_bind_int(s, 6, days.from);
    db_bind_int(s, 7, days.to);
    db_bind_int(s, 8, q->mine ? reach_mine(w) : -1);
    db_bind_str(s, 9, q->mine && w->actor ? w->actor->account : STR(""));
    return true;
}

static void bind_somebody(Stmt *s, int at, const CaseQuery *q)
{
    if (!is_of_somebody(q)) return;
    db_bind_int(s, at, q->person.n);
    db_bind_int(s, at + 1, q->unit.n);
    db_bind_int(s, at + 2, q->closed);
}

/* Who sits at the machine sees all; what is his lies in the places of his duties. */
static bool scope_of_mine(Work *w, const CaseQuery *q)
{
    Scope *scope;
    if (!q->mine || !w->actor || w->scope) return true;
    Division *codes = NEW_ARRAY(w->arena, Division, w->actor->grant_count + 1);
    for (size_t i = 0; i < w->actor->grant_count; i++)
        codes[i] = w->actor->grants[i].division;
    TRY(scope_make(w, codes, w->actor->grant_count, &scope));
    w->scope = scope;
    return true;
}

/* ---- counting ----------------------------------------------------------------------------- */

typedef bool (*TallyVisit)(Work *w, const Case *like, int64_t count, void *context);

/* Calls `each` for every kind, state and due day that occur, with how many. */
static bool tally(Work *w, const CaseQuery *q, TallyVisit each, void *context)
{
    Stmt *s = tally_of(w, q);
    TRY(bind_query(w, s, q));
    bind_somebody(s, 10, q);
    while (db_next(s)) {
        Case like = {
            .kind = (CaseKind)db_int(s, 0), .state = (CaseState)db_int(s, 1), .due = row_day(s, 2)};
        TRY(each(w, &like, db_int(s, 3), context));
    }
    return !db_failed(s);
}

typedef struct {
    CaseCounts *out;
    Days amber; /* colours by day, asked once */
} Counting;

static ClockColour colour_of(const Counting *c, Date due)
{
    if (due.days == DATE_NONE.days) return CLOCK_STILL;
    if (due.days < c->amber.from) return CLOCK_RED;
    return due.days <= c->amber.to ? CLOCK_AMBER : CLOCK_GREEN;
}

static bool add_counts(Work *w, const Case *like, int64_t count, void *context)
{
    Counting *c = context;
    CaseCounts *out = c->out;
    (void)w;
    out->open += count;
    if (like->state == CASE_DRAFT) out->drafts += count;
    if (like->state == CASE_WAITING) out->waiting += count;
    out->by_colour[colour_of(c, like->due)] += count;
    out->by_kind[like->kind] += count;
    return true;
}

static bool count_now(Work *w, const CaseQuery *q, CaseCounts *out)
{
    Counting counting = {out, days_of_colour(CLOCK_AMBER, work_today(w))};
    *out = (CaseCounts){0};
    return tally(w, q, add_counts, &counting);
}

/* What was counted last, for whom and what; all of one commit. */
enum { COUNTS_KEPT = 64, KEY_BYTES = 200 };
typedef struct {
    Commit commit;
    size_t count, next;
    struct {
        char key[KEY_BYTES];
        size_t length;
        CaseCounts counts;
    } item[COUNTS_KEPT];
} KeptCounts;

static KeptCounts *kept_of(Work *w, Commit commit)
{
    static const char owner = 0;
    KeptCounts *kept = store_kept(w->store, &owner);
    if (!kept) {
        kept = NEW(store_arena(w->store), KeptCounts);
        store_keep(w->store, &owner, kept);
    }
    if (kept->commit.n != commit.n) kept->count = kept->next = 0;
    kept->commit = commit;
    return kept;
}

/* Whose question it is: an account has one scope as long as no act has given it another. */
static Str count_key(Work *w, const CaseQuery *q)
{
    return format(w->arena, "%.*s %d %d %.*s %d %d %lld %d %d %d %d %.*s",
                  STR_ARG(w->actor->account), w->scope != NULL, q->mine,
                  STR_ARG(q->affair ? q->affair->key : STR("")), q->kind, q->colour,
                  (long long)q->division, q->due_from.days, q->due_to.days, work_today(w).days,
                  q->closed, STR_ARG(q->text));
}

static void count_keep(KeptCounts *kept, Str key, const CaseCounts *counts)
{
    size_t at = kept->next++ % COUNTS_KEPT;
    if (kept->count < COUNTS_KEPT) kept->count++;
    memcpy(kept->item[at].key, key.ptr, key.len);
    kept->item[at].length = key.len;
    kept->item[at].counts = *counts;
}

/* How many of each kind, state and colour a question finds. */
static bool cases_count(Work *w, const CaseQuery *q, CaseCounts *out)
{
    Commit commit;
    if (!w->actor || is_of_somebody(q) || !store_is_read_only(w->store))
        return count_now(w, q, out);
    TRY(audit_latest(w, &commit));
    Str key = count_key(w, q);
    KeptCounts *kept = kept_of(w, commit);
    for (size_t i = 0; i < kept->count; i++)
        if (str_equal((Str){kept->item[i].key, kept->item[i].length}, key)) {
            *out = kept->item[i].counts;
            return true;
        }
    TRY(count_now(w, q, out));
    if (key.len <= KEY_BYTES) count_keep(kept, key, out);
    return true;
}

/* ---- lists -------------------------------------------------------------------------------- */

static bool select_cases(Work *w, const InForce *law, const CaseQuery *q, CaseList *out)
{
    size_t limit = q->limit ? q->limit : LIST_LIMIT;
    Str *affairs = NEW_ARRAY(w->arena, Str, limit);
    out->items = NEW_ARRAY(w->arena, Case, limit);
    Stmt *s = select_of(w, q);
    TRY(bind_query(w, s, q));
    db_bind_int(s, 10, (int64_t)limit);
    db_bind_int(s, 11, (int64_t)q->offset);
    bind_somebody(s, 12, q);
    while (db_next(s)) {
        case_read(w, s, &out->items[out->count], &affairs[out->count]);
        out->count++;
    }
    TRY(!db_failed(s));
    for (size_t i = 0; i < out->count; i++)
        TRY(case_complete(w, law, affairs[i], &out->items[i]));
    return true;
}

static bool list_inside(Work *w, const InForce *law, const CaseQuery *q, CaseList *out)
{
    CaseCounts counts;
    size_t limit = q->limit ? q->limit : LIST_LIMIT;
    TRY(scope_of_mine(w, q) && select_cases(w, law, q, out));
    bool all = out->count < limit && (out->count || !q->offset);
    out->total = (int64_t)(q->offset + out->count);
    if (all) return true;
    TRY(cases_count(w, q, &counts));
    out->total = counts.open;
    return true;
}

bool case_list(Work *w, const InForce *law, const CaseQuery *q, CaseList *out)
{
    CaseQuery asked = *q;
    Scope *held = w->scope;
    *out = (CaseList){0};
    asked.closed = q->closed && q->colour < 0; /* what is closed has no colour */
    return scope_return(w, held, list_inside(w, law, &asked, out));
}

bool case_counts(Work *w, const InForce *law, const CaseQuery *q, CaseCounts *out)
{
    CaseQuery asked = *q;
    Scope *held = w->scope;
    (void)law;
    asked.closed = false;
    return scope_return(w, held, scope_of_mine(w, q) && cases_count(w, &asked, out));
}

bool case_calendar(Work *w, const InForce *law, Month month, CaseDay **out, size_t *count)
{
    size_t capacity = 0;
    (void)law;
    *out = NULL;
    *count = 0;
    Stmt *s = db_stmt(w, &casework_sql, "case_calendar");
    db_bind_int(s, 1, month_first(month).days);
    db_bind_int(s, 2, month_last(month).days);
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (CaseDay){row_day(s, 0), db_int(s, 1)};
    }
    return !db_failed(s);
}

bool case_count_inside(Work *w, int32_t first, int32_t last, int64_t *out)
{
    Stmt *s = db_stmt(w, &casework_sql, "case_count_inside");
    db_bind_int(s, 1, first);
    db_bind_int(s, 2, last);
    return db_scalar(s, 0, out);
}
