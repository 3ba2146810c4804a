/* Visits, hearings, deliveries: records of what was done with people face to face. Each is written
 * once, by one act, and never changed; a step that needs one looks for it (move.c). */
#include "casework/room.h"

/* ---- visits ------------------------------------------------------------------------------- */

static bool visit_insert(Handling *h, const CaseVisit *v)
{
    Stmt *s = db_stmt(h->w, &casework_sql, "visit_insert");
    db_bind_int(s, 1, v->id.n);
    db_bind_int(s, 2, v->day.days);
    db_bind_str(s, 3, str_trim(v->visitors[0]));
    db_bind_str(s, 4, str_trim(v->visitors[1]));
    db_bind_str(s, 5, str_trim(v->met));
    db_bind_str(s, 6, str_trim(v->place));
    db_bind_str(s, 7, str_trim(v->findings));
    db_bind_int(s, 8, v->agrees);
    db_bind_str(s, 9, handling_actor(h->w));
    db_bind_int(s, 10, h->w->now);
    return db_run(s);
}

/* Who may write a record into a case: those on the ground, and the county. */
static bool record_begin(Work *w, const InForce *law, CaseId id, const char *act, Handling *h)
{
    DutySet may = DUTY_BIT(DUTY_VILLAGE) | DUTY_BIT(DUTY_CLERK) | DUTY_BIT(DUTY_CHECKER) |
                  DUTY_BIT(DUTY_PARTNER);
    TRY(handling_open(w, law, id, h) && may_concern(h));
    if (w->actor) TRY(access_need_at(w, may, h->row.division));
    if (h->row.state == CASE_CLOSED) return refuse(w, ERR_STATE, "%s", SAY_CLOSED_CASE);
    return handling_act(h, act, STR(""));
}

static bool visitor_ok(Work *w, Str visitor)
{
    return str_trim(visitor).len > 0 || refuse(w, ERR_INPUT, "%s", SAY_VISITORS);
}

bool case_visit_add(Work *w, const InForce *law, const CaseVisit *visit)
{
    Handling h;
    TRY(visitor_ok(w, visit->visitors[0]) && visitor_ok(w, visit->visitors[1]));
    if (str_equal(str_trim(visit->visitors[0]), str_trim(visit->visitors[1])))
        return refuse(w, ERR_INPUT, "%s", SAY_VISITORS);
    if (!str_trim(visit->findings).len) return refuse(w, ERR_INPUT, "%s", SAY_FINDINGS);
    if (visit->day.days > work_today(w).days) return refuse(w, ERR_INPUT, "%s", SAY_FUTURE_DAY);
    TRY(db_begin(w));
    return db_end(w, record_begin(w, law, visit->id, "case_visit", &h) && visit_insert(&h, visit));
}

bool case_visits(Work *w, CaseId id, CaseVisit **out, size_t *count)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    Stmt *s = db_stmt(w, &casework_sql, "visits");
    db_bind_int(s, 1, id.n);
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (CaseVisit){.id = id,
                                         .day = row_day(s, 0),
                                         .visitors = {row_text(w, s, 1), row_text(w, s, 2)},
                                         .met = row_text(w, s, 3),
                                         .place = row_text(w, s, 4),
                                         .findings = row_text(w, s, 5),
                                         .agrees = db_int(s, 6) != 0,
                                         .actor = row_text(w, s, 7),
                                         .at = db_int(s, 8)};
    }
    return !db_failed(s);
}

/* ---- hearings ----------------------------------------------------------------------------- */

static bool hearing_insert(Handling *h, const CaseHearing *hearing)
{
    Stmt *s = db_stmt(h->w, &casework_sql, "hearing_insert");
    db_bind_int(s, 1, hearing->id.n);
    db_bind_int(s, 2, hearing->noticed.days);
    db_bind_int(s, 3, hearing->held.days);
    db_bind_int(s, 4, hearing->came);
    db_bind_str(s, 5, str_trim(hearing->statement));
    db_bind_str(s, 6, str_trim(hearing->record));
    db_bind_str(s, 7, handling_actor(h->w));
    db_bind_int(s, 8, h->w->now);
    return db_run(s);
}

bool case_hearing_add(Work *w, const InForce *law, const CaseHearing *hearing)
{
    Handling h;
    int32_t today = work_today(w).days;
    Str told = hearing->came ? hearing->statement : hearing->record;
    if (hearing->held.days < hearing->noticed.days || hearing->held.days > today)
        return refuse(w, ERR_INPUT, "%s", SAY_HEARING_DAYS);
    if (!str_trim(told).len) return refuse(w, ERR_INPUT, "%s", SAY_HEARING_TEXT);
    TRY(db_begin(w));
    return db_end(w, record_begin(w, law, hearing->id, "case_hearing", &h) &&
                         hearing_insert(&h, hearing));
}

bool case_hearings(Work *w, CaseId id, CaseHearing **out, size_t *count)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    Stmt *s = db_stmt(w, &casework_sql, "hearings");
    db_bind_int(s, 1, id.n);
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (CaseHearing){.id = id,
                                           .noticed = row_day(s, 0),
                                           .held = row_day(s, 1),
                                           .came = db_int(s, 2) != 0,
                                           .statement = row_text(w, s, 3),
                                           .record = row_text(w, s, 4),
                                           .by = row_text(w, s, 5),
                                           .at = db_int(s, 6)};
    }
    return !db_failed(s);
}

/* ---- deliveries --------------------------------------------------------------------------- */

static const Str DELIVERY_NAMES[DELIVER_COUNT] = {
#define X(constant, name) [constant] = {STR_INIT(name)},
    DELIVERIES(X)
#undef X
};

Str delivery_name(Delivery way)
{
    ensure(way < DELIVER_COUNT);
    return DELIVERY_NAMES[way];
}

bool delivery_parse(Str text, Delivery *out)
{
    for (int i = 0; i < DELIVER_COUNT; i++) {
        *out = (Delivery)i;
        if (str_equal(text, DELIVERY_NAMES[i])) return true;
    }
    return false;
}

static bool delivery_insert(Handling *h, const CaseDelivery *d)
{
    Stmt *s = db_stmt(h->w, &casework_sql, "delivery_insert");
    db_bind_int(s, 1, d->id.n);
    db_bind_str(s, 2, str_trim(d->document));
    db_bind_int(s, 3, d->way);
    db_bind_int(s, 4, d->day.days);
    db_bind_str(s, 5, str_trim(d->receiver));
    db_bind_str(s, 6, handling_actor(h->w));
    db_bind_int(s, 7, h->w->now);
    return db_run(s);
}

bool case_deliver(Work *w, const InForce *law, const CaseDelivery *delivery)
{
    Handling h;
    bool said = str_trim(delivery->document).len && str_trim(delivery->receiver).len;
    if (!said) return refuse(w, ERR_INPUT, "%s", SAY_DELIVER_TO);
    if (delivery->day.days > work_today(w).days) return refuse(w, ERR_INPUT, "%s", SAY_FUTURE_DAY);
    TRY(db_begin(w));
    return db_end(w, record_begin(w, law, delivery->id, "case_deliver", &h) &&
                         delivery_insert(&h, delivery));
}

bool case_deliveries(Work *w, CaseId id, CaseDelivery **out, size_t *count)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    Stmt *s = db_stmt(w, &casework_sql, "deliveries");
    db_bind_int(s, 1, id.n);
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (CaseDelivery){.id = id,
                                            .document = row_text(w, s, 0),
                                            .way = (Delivery)db_int(s, 1),
                                            .day = row_day(s, 2),
                                            .receiver = row_text(w, s, 3),
                                            .actor = row_text(w, s, 4),
                                            .at = db_int(s, 5)};
    }
    return !db_failed(s);
}
