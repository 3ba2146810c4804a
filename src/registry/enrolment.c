/* Enrolments and decisions: writing them. Grants and later decisions of one act are inserted first;
 * then what they rest on is copied set by set (members, then one statement for each decided field),
 * and exclusive programmes are looked for among what was copied. A refusal rolls everything back.
 *
 * Read decide_together: the order of the steps is the same for one grant and for 35,000. */
#include "registry/enrolment.h"
#include "registry/schema.h"
#include "registry/store.h"
#include "registry/words.def"

/* ---- the affairs of an act ---------------------------------------------------------------- */

typedef struct {
    const Affair **items;
    size_t count, capacity;
} Affairs;

static void affairs_add(Arena *arena, Affairs *affairs, const Affair *affair)
{
    for (size_t i = 0; i < affairs->count; i++)
        if (affairs->items[i] == affair) return;
    if (affairs->count == affairs->capacity)
        affairs->items =
            arena_grow(arena, affairs->items, &affairs->capacity, sizeof *affairs->items);
    affairs->items[affairs->count++] = affair;
}

/* ---- what a decision rests on ------------------------------------------------------------- */

bool declared_field_id(Work *w, const Field *field, int64_t *id)
{
    Stmt *s = db_stmt(w, &registry_sql, "declared_field_id");
    db_bind_str(s, 1, field->aspect->reg->key);
    db_bind_str(s, 2, field->aspect->key);
    db_bind_str(s, 3, field->key);
    TRY(db_scalar(s, 0, id));
    return *id ? true : fail(w, ERR_STATE, "field %.*s has no table", STR_ARG(field->key));
}

static bool copy_field(Work *w, const Affair *affair, const Field *field, Commit commit)
{
    int64_t id;
    if (field->sealed) return refuse(w, ERR_LAW, SAY_SEALED_DECIDED, STR_ARG(field->name));
    TRY(declared_field_id(w, field, &id));
    Stmt *s = db_prepare_text(w, schema_decided(w->arena, field));
    if (!s) return false;
    db_bind_int(s, 1, commit.n);
    db_bind_str(s, 2, affair->key);
    db_bind_int(s, 3, id);
    return db_run(s);
}

static bool copy_members(Work *w, Commit commit)
{
    Stmt *s = db_stmt(w, &registry_sql, "decided_members_copy");
    db_bind_int(s, 1, commit.n);
    TRY(db_run(s));
    s = db_stmt(w, &registry_sql, "decision_without_members");
    db_bind_int(s, 1, commit.n);
    bool without = db_next(s);
    long long unit = without ? (long long)db_int(s, 1) : 0;
    db_reset(s);
    if (without) return refuse(w, ERR_STATE, SAY_NO_MEMBERS, unit);
    return !db_failed(s);
}

/* ---- exclusive programmes ----------------------------------------------------------------- */

static bool excludes(const Affair *a, const Affair *b)
{
    if (a == b) return !a->once;
    for (size_t i = 0; i < a->relation_count; i++)
        if (a->relations[i].kind == RELATION_EXCLUSIVE && a->relations[i].with == b) return true;
    for (size_t i = 0; i < b->relation_count; i++)
        if (b->relations[i].kind == RELATION_EXCLUSIVE && b->relations[i].with == a) return true;
    return false;
}

static bool refuse_conflict(Work *w, PersonId id, Date since, const Affair *affair,
                            const Affair *other)
{
    PersonRow person;
    TRY(person_row(w, id, &person));
    Str day = date_text(w->arena, since);
    if (affair == other)
        return refuse(w, ERR_CONFLICT, SAY_TWICE, STR_ARG(person.name), STR_ARG(other->name),
                      STR_ARG(day));
    return refuse(w, ERR_CONFLICT, SAY_EXCLUSIVE, STR_ARG(person.name), STR_ARG(other->name),
                  STR_ARG(day), STR_ARG(affair->name));
}

static bool test_pair(Work *w, const Affair *affair, const Affair *other, Commit commit)
{
    Stmt *s = db_stmt(w, &registry_sql, "conflict_find");
    db_bind_int(s, 1, commit.n);
    db_bind_str(s, 2, affair->key);
    db_bind_str(s, 3, other->key);
    bool found = db_next(s);
    PersonId person = {found ? db_int(s, 0) : 0};
    Date since = {found ? (int32_t)db_int(s, 2) : 0};
    db_reset(s);
    if (found) return refuse_conflict(w, person, since, affair, other);
    return !db_failed(s);
}

static bool test_exclusions(Work *w, const Bureau *bureau, const Affairs *affairs, Commit commit)
{
    for (size_t i = 0; i < affairs->count; i++)
        for (size_t j = 0; j < bureau->affair_count; j++)
            if (excludes(affairs->items[i], bureau->affairs[j]))
                TRY(test_pair(w, affairs->items[i], bureau->affairs[j], commit));
    return true;
}

/* After the rows of an act are in: members, decided fields, exclusions. */
static bool decide_together(Batch *b, const Bureau *bureau, const Affairs *affairs)
{
    TRY(copy_members(b->w, b->commit));
    for (size_t i = 0; i < affairs->count; i++)
        for (size_t j = 0; j < affairs->items[i]->decided_count; j++)
            if (affairs->items[i]->decided[j])
                TRY(copy_field(b->w, affairs->items[i], affairs->items[i]->decided[j], b->commit));
    return test_exclusions(b->w, bureau, affairs, b->commit);
}

/* ---- grants ------------------------------------------------------------------------------- */

static bool insert_decision(Batch *b, const Decision *d)
{
    Stmt *s = db_stmt(b->w, &registry_sql, "decision_insert");
    db_bind_int(s, 1, b->next_decision++);
    db_bind_int(s, 2, d->enrolment.n);
    db_bind_int(s, 3, d->kind);
    db_bind_int(s, 4, d->day.days);
    db_bind_int(s, 5, d->effective.n);
    db_bind_int(s, 6, d->until.n);
    db_bind_int(s, 7, d->amount.fen);
    db_bind_str(s, 8, d->reason);
    db_bind_str(s, 9, actor_account(b->w));
    db_bind_int(s, 10, d->law);
    db_bind_int(s, 11, b->commit.n);
    return db_run(s);
}

static bool grant_unit(Batch *b, const Grant *g, UnitId *unit, PersonId *applicant)
{
    *unit = g->unit;
    *applicant = g->person;
    if (!g->unit.n) return unit_of_one(b, g->person, unit);
    Stmt *s = db_stmt(b->w, &registry_sql, "unit_row");
    db_bind_int(s, 1, g->unit.n);
    bool found = db_next(s);
    if (found) *applicant = (PersonId){db_int(s, 2)};
    db_reset(s);
    if (found || db_failed(s)) return found;
    return refuse(b->w, ERR_NOT_FOUND, SAY_NO_UNIT_ID, (long long)g->unit.n);
}

static bool insert_grant(Batch *b, const Grant *g, int64_t law)
{
    UnitId unit;
    PersonId applicant;
    EnrolmentId id = {b->next_enrolment++};
    TRY(grant_unit(b, g, &unit, &applicant));
    Stmt *s = db_stmt(b->w, &registry_sql, "enrolment_insert");
    db_bind_int(s, 1, id.n);
    db_bind_str(s, 2, g->affair->key);
    db_bind_int(s, 3, unit.n);
    db_bind_int(s, 4, applicant.n);
    db_bind_int(s, 5, g->applied.days);
    db_bind_int(s, 6, g->accepted.days);
    db_bind_int(s, 7, g->decided.days);
    db_bind_int(s, 8, b->commit.n);
    TRY(db_run(s));
    Decision decision = {.enrolment = id,
                         .kind = DECISION_GRANT,
                         .day = g->decided,
                         .effective = date_month(g->decided),
                         .until = MONTH_NONE,
                         .reason = g->reason,
                         .law = law};
    TRY(insert_decision(b, &decision));
    if (!g->fixed.n) return true;
    decision.kind = DECISION_FIX;
    decision.effective = decision.until = g->fixed;
    decision.amount = g->amount;
    return insert_decision(b, &decision);
}

bool enrolment_put(Batch *b, const Bureau *bureau, const Grant *grants, size_t count, int64_t law)
{
    Affairs affairs = {0};
    TRY(keep_from_grants(b->w, grants, count));
    for (size_t i = 0; i < count; i++) {
        affairs_add(b->w->arena, &affairs, grants[i].affair);
        TRY(insert_grant(b, &grants[i], law));
    }
    return decide_together(b, bureau, &affairs);
}

/* ---- later decisions ---------------------------------------------------------------------- */

static bool check_decision(Work *w, const Decision *d, const Enrolment *e)
{
    long long id = (long long)e->id.n;
    bool stopped = e->stop.n != MONTH_NONE.n;
    bool suspended = e->suspended_from.n != MONTH_NONE.n && e->suspended_to.n == MONTH_NONE.n;
    bool goes_on = d->kind != DECISION_STOP && d->kind != DECISION_FIX;
    if (d->kind == DECISION_GRANT) return refuse(w, ERR_STATE, SAY_GRANT_AGAIN, id);
    if (d->effective.n == MONTH_NONE.n) return refuse(w, ERR_INPUT, SAY_NO_MONTH);
    if (goes_on && stopped && d->effective.n >= e->stop.n)
        return refuse(w, ERR_STATE, SAY_STOPPED, id);
    if (d->kind == DECISION_RESUME && !suspended)
        return refuse(w, ERR_STATE, SAY_NOT_SUSPENDED, id);
    if (d->kind == DECISION_SUSPEND && suspended)
        return refuse(w, ERR_STATE, SAY_ALREADY_SUSPENDED, id);
    return true;
}

bool decision_put(Batch *b, const Bureau *bureau, const Decision *decisions, size_t count)
{
    Affairs affairs = {0};
    TRY(keep_from_decisions(b->w, decisions, count));
    for (size_t i = 0; i < count; i++) {
        const Decision *d = &decisions[i];
        Enrolment e;
        TRY(enrolment_row(b->w, bureau, d->enrolment, &e));
        TRY(check_decision(b->w, d, &e));
        if (d->kind == DECISION_REVISE) affairs_add(b->w->arena, &affairs, e.affair);
        TRY(insert_decision(b, d));
    }
    return !affairs.count || decide_together(b, bureau, &affairs);
}

/* ---- one act ------------------------------------------------------------------------------ */

/* The digest that an act seals: every grant as it was asked for, in order. */
static Digest digest_grants(Arena *arena, const Grant *grants, size_t count)
{
    Digester *d = digester_new(arena);
    Buf line = buf_new(arena);
    for (size_t i = 0; i < count; i++) {
        const Grant *g = &grants[i];
        line.len = 0;
        buf_format(&line, "%.*s|%lld|%lld|%d|%d|%d|%.*s\n", STR_ARG(g->affair->key),
                   (long long)g->unit.n, (long long)g->person.n, g->applied.days, g->accepted.days,
                   g->decided.days, STR_ARG(g->reason));
        if (g->fixed.n) buf_format(&line, "%d|%lld\n", g->fixed.n, (long long)g->amount.fen);
        digester_add(d, buf_str(&line));
    }
    return digester_end(d);
}

Digest digest_decisions(Arena *arena, const Decision *decisions, size_t count)
{
    Digester *digester = digester_new(arena);
    Buf line = buf_new(arena);
    for (size_t i = 0; i < count; i++) {
        const Decision *d = &decisions[i];
        line.len = 0;
        buf_format(&line, "%lld|%d|%d|%d|%d|%lld|%.*s\n", (long long)d->enrolment.n, (int)d->kind,
                   d->day.days, d->effective.n, d->until.n, (long long)d->amount.fen,
                   STR_ARG(d->reason));
        digester_add(digester, buf_str(&line));
    }
    return digester_end(digester);
}

static bool grant_act(Work *w, const Bureau *bureau, const Grant *g, size_t count, int64_t law)
{
    Act act = {.kind = STR("grant"),
               .subject = format(w->arena, "affair:%.*s", STR_ARG(g->affair->key)),
               .detail = format(w->arena, SAY_DETAIL_GRANTS, count),
               .rows = digest_grants(w->arena, g, count)};
    Batch b;
    TRY(batch_begin(w, &act, STR(""), DATE_NONE, &b));
    return enrolment_put(&b, bureau, g, count, law);
}

static bool last_enrolment(Work *w, EnrolmentId *out)
{
    return db_scalar(db_stmt(w, &registry_sql, "enrolment_greatest"), 0, &out->n);
}

bool enrolment_grant(Work *w, const Bureau *bureau, const Grant *g, int64_t law, EnrolmentId *out)
{
    TRY(db_begin(w));
    bool granted = grant_act(w, bureau, g, 1, law) && last_enrolment(w, out);
    return db_end(w, granted);
}

bool enrolment_grant_all(Work *w, const Bureau *bureau, const Grant *g, size_t count, int64_t law)
{
    if (!count) return true;
    TRY(access_need_clerk(w));
    TRY(db_begin(w));
    return db_end(w, grant_act(w, bureau, g, count, law));
}

static bool decide_act(Work *w, const Bureau *bureau, const Decision *d, size_t count,
                       DecisionId *first)
{
    Act act = {.kind = STR("decide"),
               .subject = format(w->arena, "enrolment:%lld", (long long)d->enrolment.n),
               .detail = format(w->arena, SAY_DETAIL_DECISIONS, count),
               .rows = digest_decisions(w->arena, d, count)};
    Batch b;
    TRY(batch_begin(w, &act, STR(""), DATE_NONE, &b));
    *first = (DecisionId){b.next_decision};
    return decision_put(&b, bureau, d, count);
}

bool enrolment_decide(Work *w, const Bureau *bureau, const Decision *d, DecisionId *out)
{
    TRY(db_begin(w));
    return db_end(w, decide_act(w, bureau, d, 1, out));
}

bool enrolment_decide_all(Work *w, const Bureau *bureau, const Decision *d, size_t count)
{
    DecisionId first;
    if (!count) return true;
    TRY(db_begin(w));
    return db_end(w, decide_act(w, bureau, d, count, &first));
}

/* A whole roll as one act: the new are granted, what the enrolled are due is decided. */
static bool confirm_act(Work *w, const Bureau *bureau, const Confirmation *c)
{
    const Affair *affair = c->grant_count ? c->grants[0].affair : NULL;
    Digester *d = digester_new(w->arena);
    digester_add(d, digest_text(w->arena, digest_grants(w->arena, c->grants, c->grant_count)));
    digester_add(
        d, digest_text(w->arena, digest_decisions(w->arena, c->decisions, c->decision_count)));
    Act act = {.kind = STR("grant"),
               .subject = affair ? format(w->arena, "affair:%.*s", STR_ARG(affair->key))
                                 : format(w->arena, "enrolment:%lld",
                                          (long long)c->decisions[0].enrolment.n),
               .detail = format(w->arena, SAY_DETAIL_CONFIRMED, c->grant_count, c->decision_count),
               .rows = digester_end(d)};
    Batch b;
    TRY(batch_begin(w, &act, STR(""), DATE_NONE, &b));
    return enrolment_put(&b, bureau, c->grants, c->grant_count, c->law) &&
           decision_put(&b, bureau, c->decisions, c->decision_count);
}

bool enrolment_confirm(Work *w, const Bureau *bureau, const Confirmation *c)
{
    if (!c->decision_count)
        return enrolment_grant_all(w, bureau, c->grants, c->grant_count, c->law);
    TRY(access_need_clerk(w));
    TRY(db_begin(w));
    return db_end(w, confirm_act(w, bureau, c));
}
