/* Who must wait. Two lists: the stored one is written by the close and read by drafts; the other is
 * read from the registers at the moment of sending: enrolments suspended by then, and deaths that
 * became known after the last close, whose lines the next close has yet to settle. */
#include "payment/holds.h"

#include <stdlib.h>

/* ---- enrolments held by the last close ---------------------------------------------------- */

void held_add(Arena *arena, HeldEnrolments *held, int64_t enrolment)
{
    if (held->count == held->capacity)
        held->ids = arena_grow(arena, held->ids, &held->capacity, sizeof *held->ids);
    held->ids[held->count++] = enrolment;
}

static int by_id(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

bool held_has(const HeldEnrolments *held, int64_t enrolment)
{
    return held->count && bsearch(&enrolment, held->ids, held->count, sizeof enrolment, by_id);
}

bool holds_stored(Work *w, HeldEnrolments *out)
{
    *out = (HeldEnrolments){0};
    Stmt *s = db_stmt(w, &payment_sql, "held_all");
    while (db_next(s))
        held_add(w->arena, out, db_int(s, 0));
    return !db_failed(s);
}

bool holds_compare(Work *w, HeldEnrolments *held, bool *same)
{
    HeldEnrolments stored;
    TRY(holds_stored(w, &stored));
    if (held->count) qsort(held->ids, held->count, sizeof *held->ids, by_id);
    *same = stored.count == held->count;
    for (size_t i = 0; *same && i < stored.count; i++)
        *same = stored.ids[i] == held->ids[i];
    return true;
}

bool holds_replace(Work *w, const HeldEnrolments *held)
{
    TRY(db_run(db_stmt(w, &payment_sql, "held_clear")));
    for (size_t i = 0; i < held->count; i++) {
        Stmt *s = db_stmt(w, &payment_sql, "held_insert");
        db_bind_int(s, 1, held->ids[i]);
        TRY(db_run(s));
    }
    return true;
}

/* ---- payees held now ---------------------------------------------------------------------- */

static void payee_add(Arena *arena, HeldPayees *held, Str affair, int64_t person)
{
    if (payee_has(held, affair, person)) return;
    if (held->count == held->capacity)
        held->items = arena_grow(arena, held->items, &held->capacity, sizeof *held->items);
    held->items[held->count].affair = affair;
    held->items[held->count++].person = person;
}

bool payee_has(const HeldPayees *held, Str affair, int64_t person)
{
    for (size_t i = 0; i < held->count; i++) {
        if (held->items[i].person != person) continue;
        if (held->items[i].affair.len == 0 || str_equal(held->items[i].affair, affair)) return true;
    }
    return false;
}

static bool suspended(const Enrolment *e, Month month)
{
    return e->suspended_from.n != MONTH_NONE.n && e->suspended_from.n <= month.n &&
           month.n < e->suspended_to.n;
}

static bool hold_suspended(Work *w, const Affair *affair, Month month, HeldPayees *out)
{
    Enrolment *rows;
    size_t count;
    TRY(enrolment_list(w, affair, KNOWN_NOW, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        Line *lines;
        size_t line_count;
        if (!suspended(&rows[i], month)) continue;
        TRY(ledger_lines(w, 0, rows[i].id.n, &lines, &line_count));
        for (size_t j = 0; j < line_count; j++)
            payee_add(w->arena, out, affair->key, lines[j].person);
    }
    return true;
}

static const Field *death_of(const Bureau *bureau)
{
    const Field *death = NULL;
    for (size_t i = 0; i < bureau->register_count; i++)
        if (bureau->registers[i].subject == SUBJECT_PERSON)
            death = register_field(&bureau->registers[i], STR("death_date"));
    return death;
}

/* What the last close knew of deaths. */
typedef struct {
    const Aspect *aspect;
    Commit commit;
    int64_t greatest; /* no person above it was in the aspect */
} DeathsThen;

static bool deaths_then(Work *w, const Aspect *aspect, DeathsThen *out)
{
    *out = (DeathsThen){.aspect = aspect};
    TRY(db_scalar(db_stmt(w, &payment_sql, "close_last_commit"), 0, &out->commit.n));
    Stmt *s = db_stmt(w, &payment_sql, "mark_of");
    db_bind_str(s, 1,
                format(w->arena, "%.*s.%.*s", STR_ARG(aspect->reg->key), STR_ARG(aspect->key)));
    return db_scalar(s, 0, &out->greatest);
}

static bool hold_if_new(Work *w, const DeathsThen *then, int64_t person, HeldPayees *out)
{
    FactVersion *versions;
    size_t count;
    bool said = false;
    TRY(registry_history(w, then->aspect, person, &versions, &count));
    for (size_t i = 0; i < count; i++)
        said = said || (versions[i].known_from.n <= then->commit.n &&
                        then->commit.n < versions[i].known_to.n);
    if (!said) payee_add(w->arena, out, STR(""), person);
    return true;
}

static bool dead_now(const SubjectRows *now, int64_t person)
{
    int64_t at = person - now->lowest;
    return at >= 0 && at < (int64_t)now->span && now->first[at] < now->end[at];
}

bool deaths_read(Work *w, const Bureau *bureau, Deaths *out)
{
    const Field *death = death_of(bureau);
    *out = (Deaths){.said = death != NULL};
    return !death || registry_now(w, death->aspect, &out->rows);
}

bool deaths_has(const Deaths *deaths, int64_t person)
{
    return deaths->said && dead_now(&deaths->rows, person);
}

static bool hold_newly_dead(Work *w, const Bureau *bureau, HeldPayees *out)
{
    const Field *death = death_of(bureau);
    DeathsThen then;
    SubjectRows now;
    int64_t *changed;
    size_t count;
    if (!death) return true;
    TRY(deaths_then(w, death->aspect, &then));
    TRY(registry_now(w, death->aspect, &now));
    TRY(registry_changed(w, death->aspect, then.commit, &changed, &count));
    for (size_t i = 0; i < count; i++)
        if (dead_now(&now, changed[i])) TRY(hold_if_new(w, &then, changed[i], out));
    int64_t next = then.greatest < now.lowest ? now.lowest : then.greatest + 1;
    for (; next < now.lowest + (int64_t)now.span; next++)
        if (dead_now(&now, next)) TRY(hold_if_new(w, &then, next, out));
    return true;
}

bool payees_held(Work *w, const Bureau *bureau, Month month, HeldPayees *out)
{
    *out = (HeldPayees){0};
    for (size_t i = 0; i < bureau->affair_count; i++)
        TRY(hold_suspended(w, bureau->affairs[i], month, out));
    return hold_newly_dead(w, bureau, out);
}
