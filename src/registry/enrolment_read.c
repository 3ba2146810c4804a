/* Enrolments and decisions: reading them. An enrolment's state (stopped, suspended, fading) is not
 * stored: it is what its decisions say, taken together in `fold`, so that any past commit can be
 * read.
 *
 * Lists come from two ordered scans, enrolments and decisions, that are walked side by side. */
#include "registry/enrolment.h"
#include "registry/orders.h"
#include "registry/store.h"
#include "registry/words.def"

/* ---- rows --------------------------------------------------------------------------------- */

/* The key stands in `affair`, to be looked up when the statement is done. */
static Enrolment read_enrolment(Work *w, Stmt *s, Str *affair)
{
    *affair = str_copy(w->arena, db_str(s, 1));
    return (Enrolment){.id = {db_int(s, 0)},
                       .unit = {db_int(s, 2)},
                       .applicant = {db_int(s, 3)},
                       .applied = {(int32_t)db_int(s, 4)},
                       .accepted = {(int32_t)db_int(s, 5)},
                       .decided = {(int32_t)db_int(s, 6)},
                       .suspended_from = MONTH_NONE,
                       .suspended_to = MONTH_NONE,
                       .stop = MONTH_NONE,
                       .fade_from = MONTH_NONE,
                       .commit = {db_int(s, 7)}};
}

static Decision read_decision(Work *w, Stmt *s)
{
    return (Decision){.id = {db_int(s, 0)},
                      .enrolment = {db_int(s, 1)},
                      .kind = (DecisionKind)db_int(s, 2),
                      .day = {(int32_t)db_int(s, 3)},
                      .effective = {(int32_t)db_int(s, 4)},
                      .until = {(int32_t)db_int(s, 5)},
                      .amount = {db_int(s, 6)},
                      .reason = str_copy(w->arena, db_str(s, 7)),
                      .actor = str_copy(w->arena, db_str(s, 8)),
                      .law = db_int(s, 9),
                      .commit = {db_int(s, 10)}};
}

typedef struct {
    Decision *items;
    size_t count, capacity;
} Decisions;

static bool read_decisions(Work *w, Stmt *s, Decisions *out)
{
    *out = (Decisions){0};
    while (db_next(s)) {
        if (out->count == out->capacity)
            out->items = arena_grow(w->arena, out->items, &out->capacity, sizeof *out->items);
        out->items[out->count++] = read_decision(w, s);
    }
    return !db_failed(s);
}

/* ---- state -------------------------------------------------------------------------------- */

/* The decision of a kind that was taken last: it replaces the earlier ones. */
static const Decision *last_of(const Enrolment *e, DecisionKind kind)
{
    const Decision *last = NULL;
    for (size_t i = 0; i < e->decision_count; i++)
        if (e->decisions[i].kind == kind && (!last || e->decisions[i].id.n > last->id.n))
            last = &e->decisions[i];
    return last;
}

static void fold_suspension(Enrolment *e)
{
    const Decision *suspend = last_of(e, DECISION_SUSPEND), *resume = last_of(e, DECISION_RESUME);
    if (!suspend) return;
    Month to = suspend->until;
    if (resume && resume->id.n > suspend->id.n && resume->effective.n < to.n)
        to = resume->effective;
    if (to.n <= suspend->effective.n) return;
    e->suspended_from = suspend->effective;
    e->suspended_to = to;
}

static void fold(Enrolment *e)
{
    const Decision *stop = last_of(e, DECISION_STOP), *fade = last_of(e, DECISION_FADE);
    if (stop) e->stop = stop->effective;
    if (fade) e->fade_from = fade->effective;
    fold_suspension(e);
}

/* ---- lists -------------------------------------------------------------------------------- */

static void share_out(Enrolment *enrolments, size_t count, const Decisions *decisions)
{
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        Enrolment *e = &enrolments[i];
        e->decisions = decisions->items + at;
        while (at < decisions->count && decisions->items[at].enrolment.n == e->id.n)
            at++;
        e->decision_count = (size_t)(decisions->items + at - e->decisions);
        fold(e);
    }
    ensure(at == decisions->count);
}

bool enrolment_list(Work *w, const Affair *affair, Commit known, Enrolment **out, size_t *count)
{
    Str key;
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    Stmt *s = db_stmt(w, &registry_sql, "enrolments_of_affair");
    db_bind_str(s, 1, affair->key);
    db_bind_int(s, 2, known.n);
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[*count] = read_enrolment(w, s, &key);
        (*out)[(*count)++].affair = affair;
    }
    if (db_failed(s)) return false;
    Decisions decisions;
    s = db_stmt(w, &registry_sql, "decisions_of_affair");
    db_bind_str(s, 1, affair->key);
    db_bind_int(s, 2, known.n);
    TRY(read_decisions(w, s, &decisions));
    share_out(*out, *count, &decisions);
    return true;
}

bool enrolment_row(Work *w, const Bureau *bureau, EnrolmentId id, Enrolment *out)
{
    Str key;
    Stmt *s = db_stmt(w, &registry_sql, "enrolment_by_id");
    db_bind_int(s, 1, id.n);
    if (!db_next(s))
        return db_failed(s) ? false : refuse(w, ERR_NOT_FOUND, SAY_NO_ENROLMENT, (long long)id.n);
    *out = read_enrolment(w, s, &key);
    db_reset(s);
    out->affair = bureau_affair(bureau, key);
    if (!out->affair)
        return refuse(w, ERR_LAW, SAY_UNDECLARED_AFFAIR, (long long)id.n, STR_ARG(key));
    Decisions decisions;
    s = db_stmt(w, &registry_sql, "decisions_of_enrolment");
    db_bind_int(s, 1, id.n);
    TRY(read_decisions(w, s, &decisions));
    share_out(out, 1, &decisions);
    return true;
}

bool person_enrolments(Work *w, const Bureau *bureau, PersonId person, Enrolment **out,
                       size_t *count)
{
    int64_t *ids = NULL;
    size_t capacity = 0;
    *count = 0;
    Stmt *s = db_stmt(w, &registry_sql, "enrolments_of_person");
    db_bind_int(s, 1, person.n);
    while (db_next(s)) {
        if (*count == capacity) ids = arena_grow(w->arena, ids, &capacity, sizeof *ids);
        ids[(*count)++] = db_int(s, 0);
    }
    if (db_failed(s)) return false;
    *out = NEW_ARRAY(w->arena, Enrolment, *count);
    for (size_t i = 0; i < *count; i++)
        TRY(enrolment_row(w, bureau, (EnrolmentId){ids[i]}, &(*out)[i]));
    return true;
}

/* ---- what decisions rest on --------------------------------------------------------------- */

typedef struct {
    Work *w;
    DecidedFact *items;
    size_t count, capacity;
    const Affair *affair;
    int64_t *field_ids; /* parallel to affair->decided */
    Orders orders;
} Decided;

static void decided_add(Decided *d, DecidedFact fact)
{
    if (d->count == d->capacity)
        d->items = arena_grow(d->w->arena, d->items, &d->capacity, sizeof *d->items);
    d->items[d->count++] = fact;
}

static const Field *decided_field(const Decided *d, int64_t id)
{
    for (size_t i = 0; i < d->affair->decided_count; i++)
        if (d->field_ids[i] == id) return d->affair->decided[i];
    return NULL;
}

static bool read_value(Decided *d, Stmt *s, const Field *field, Value *out)
{
    int32_t order;
    out->known = !db_is_null(s, 3) || !db_is_null(s, 4);
    if (!out->known) return true;
    if (field->type.kind == TYPE_TEXT) {
        out->text = str_copy(d->w->arena, db_str(s, 4));
        return true;
    }
    out->number = db_int(s, 3);
    if (field->type.kind != TYPE_DIVISION) return true;
    TRY(orders_get(&d->orders, out->number, &order));
    out->number = order;
    return true;
}

/* A field that the affair no longer decides on is left out. */
static bool add_value(Decided *d, Stmt *s)
{
    const Field *field = decided_field(d, db_int(s, 2));
    if (!field) return true;
    DecidedFact fact = {.decision = {db_int(s, 0)}, .person = {db_int(s, 1)}, .field = field};
    TRY(read_value(d, s, field, &fact.value));
    decided_add(d, fact);
    return true;
}

static bool value_is_before(Stmt *values, int64_t decision, int64_t person)
{
    if (db_int(values, 0) != decision) return db_int(values, 0) < decision;
    return db_int(values, 1) < person;
}

/* Both scans are ordered by decision and person; a membership comes before the person's values. */
static bool merge_scans(Decided *d, Stmt *members, Stmt *values)
{
    bool more = db_next(values);
    while (db_next(members)) {
        int64_t decision = db_int(members, 0), person = db_int(members, 1);
        for (; more && value_is_before(values, decision, person); more = db_next(values))
            TRY(add_value(d, values));
        decided_add(d, (DecidedFact){.decision = {decision},
                                     .person = {person},
                                     .value = {.known = true, .number = 1 + db_int(members, 2)}});
    }
    for (; more; more = db_next(values))
        TRY(add_value(d, values));
    return !db_failed(members) && !db_failed(values);
}

static bool decided_begin(Work *w, const Affair *affair, Decided *d)
{
    *d = (Decided){.w = w, .affair = affair, .orders = orders_new(w)};
    d->field_ids = NEW_ARRAY(w->arena, int64_t, affair->decided_count);
    for (size_t i = 0; i < affair->decided_count; i++)
        if (affair->decided[i]) TRY(declared_field_id(w, affair->decided[i], &d->field_ids[i]));
    return true;
}

static Stmt *decided_scan(Work *w, const char *name, const Affair *affair, Commit known)
{
    Stmt *s = db_stmt(w, &registry_sql, name);
    db_bind_str(s, 1, affair->key);
    db_bind_int(s, 2, known.n);
    return s;
}

bool registry_decided(Work *w, const Affair *affair, Commit known, DecidedFact **out, size_t *count)
{
    Decided d;
    TRY(decided_begin(w, affair, &d));
    Stmt *members = decided_scan(w, "decided_members", affair, known);
    Stmt *values = decided_scan(w, "decided_values", affair, known);
    TRY(merge_scans(&d, members, values));
    *out = d.items;
    *count = d.count;
    return true;
}

static Stmt *decided_scan_of(Work *w, const char *name, EnrolmentId enrolment, Commit known)
{
    Stmt *s = db_stmt(w, &registry_sql, name);
    db_bind_int(s, 1, enrolment.n);
    db_bind_int(s, 2, known.n);
    return s;
}

bool registry_decided_of(Work *w, const DecidedOf *of, DecidedFact **out, size_t *count)
{
    Decided d;
    TRY(decided_begin(w, of->affair, &d));
    for (size_t i = 0; i < of->enrolment_count; i++) {
        EnrolmentId id = of->enrolments[i].id;
        Stmt *members = decided_scan_of(w, "decided_members_of", id, of->known);
        Stmt *values = decided_scan_of(w, "decided_values_of", id, of->known);
        TRY(merge_scans(&d, members, values));
    }
    *out = d.items;
    *count = d.count;
    return true;
}
