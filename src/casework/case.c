/* Reading and keeping one case: its row, its names, its history. handling_open gathers what every
 * move looks at; handling_save writes where the case stands; both are used by all files here. */
#include "casework/room.h"

/* ---- names -------------------------------------------------------------------------------- */

typedef struct {
    Str key, name;
} Named;
static const Named KINDS[CASE_KIND_COUNT] = {
#define X(constant, key, name) [constant] = {{STR_INIT(key)}, {STR_INIT(name)}},
    CASE_KINDS(X)
#undef X
};
static const Str STATES[CASE_STATE_COUNT] = {
#define X(constant, name) [constant] = {STR_INIT(name)},
    CASE_STATES(X)
#undef X
};
static const Str OUTCOMES[OUTCOME_COUNT] = {
#define X(constant, name) [constant] = {STR_INIT(name)},
    CASE_OUTCOMES(X)
#undef X
};
static const Named EVENTS[CASE_EVENT_COUNT] = {
#define EVENT(constant, key, name, opinion) [constant] = {{STR_INIT(key)}, {STR_INIT(name)}},
#include "casework/events.def"
#undef EVENT
};

Str case_kind_name(CaseKind kind)
{
    ensure(kind < CASE_KIND_COUNT);
    return KINDS[kind].name;
}

Str case_kind_key(CaseKind kind)
{
    ensure(kind < CASE_KIND_COUNT);
    return KINDS[kind].key;
}

static bool named_find(const Named *names, size_t count, Str text, int *out)
{
    for (size_t i = 0; i < count; i++) {
        if (!str_equal(names[i].key, text) && !str_equal(names[i].name, text)) continue;
        *out = (int)i;
        return true;
    }
    return false;
}

bool case_kind_parse(Str text, CaseKind *out)
{
    int found;
    TRY(named_find(KINDS, CASE_KIND_COUNT, text, &found));
    *out = (CaseKind)found;
    return true;
}

Str case_state_name(CaseState state)
{
    ensure(state < CASE_STATE_COUNT);
    return STATES[state];
}

Str case_outcome_name(CaseOutcome outcome)
{
    ensure(outcome < OUTCOME_COUNT);
    return OUTCOMES[outcome];
}

Str case_event_name(CaseEvent event)
{
    ensure(event < CASE_EVENT_COUNT);
    return EVENTS[event].name;
}

Str case_event_key(CaseEvent event)
{
    ensure(event < CASE_EVENT_COUNT);
    return EVENTS[event].key;
}

bool case_event_parse(Str text, CaseEvent *out)
{
    int found;
    TRY(named_find(EVENTS, CASE_EVENT_COUNT, text, &found));
    *out = (CaseEvent)found;
    return true;
}

/* ---- rows --------------------------------------------------------------------------------- */

Date row_day(Stmt *s, int column)
{
    return (Date){(int32_t)db_int(s, column)};
}

Str row_text(Work *w, Stmt *s, int column)
{
    return str_copy(w->arena, db_str(s, column));
}

/* The columns of case_by_id and case_select; the affair's key is left in *affair. */
void case_read(Work *w, Stmt *s, Case *out, Str *affair)
{
    *affair = row_text(w, s, 3);
    *out = (Case){.id = {db_int(s, 0)},
                  .number = row_text(w, s, 1),
                  .kind = (CaseKind)db_int(s, 2),
                  .unit = {db_int(s, 4)},
                  .person = {db_int(s, 5)},
                  .enrolment = {db_int(s, 6)},
                  .about = {db_int(s, 7)},
                  .division = db_int(s, 8),
                  .state = (CaseState)db_int(s, 9),
                  .outcome = (CaseOutcome)db_int(s, 10),
                  .step = row_text(w, s, 11),
                  .body = row_text(w, s, 12),
                  .holder = row_text(w, s, 13),
                  .opened = row_day(s, 14),
                  .applied = row_day(s, 15),
                  .accepted = row_day(s, 16),
                  .decided = row_day(s, 17),
                  .closed = row_day(s, 18),
                  .due = row_day(s, 19),
                  .kin = db_int(s, 20) != 0,
                  .relieved = db_int(s, 21) != 0,
                  .decider = row_text(w, s, 22),
                  .maker = row_text(w, s, 23),
                  .source = row_text(w, s, 24),
                  .reason = row_text(w, s, 25)};
    out->colour = clock_colour(out->due, work_today(w));
}

bool case_person(Work *w, PersonId id, PersonRow *out)
{
    Scope *held = scope_lift(w);
    return scope_return(w, held, person_row(w, id, out));
}

bool case_unit(Work *w, UnitId id, Date on, BenefitUnit *out)
{
    Scope *held = scope_lift(w);
    return scope_return(w, held, unit_row(w, id, on, out));
}

bool case_complete(Work *w, const InForce *law, Str affair, Case *c)
{
    PersonRow person;
    c->affair = bureau_affair(law->bureau, affair);
    if (!c->affair) return refuse(w, ERR_LAW, SAY_NO_AFFAIR, STR_ARG(affair));
    if (!c->person.n) return true;
    TRY(case_person(w, c->person, &person));
    c->name = person.name;
    return true;
}

bool case_find(Work *w, CaseId id, Case *out, Str *affair)
{
    Stmt *s = db_stmt(w, &casework_sql, "case_by_id");
    db_bind_int(s, 1, id.n);
    if (!db_next(s))
        return db_failed(s) ? false : refuse(w, ERR_NOT_FOUND, SAY_NO_CASE, (long long)id.n);
    case_read(w, s, out, affair);
    db_reset(s);
    return true;
}

bool case_row(Work *w, const InForce *law, CaseId id, Case *out)
{
    Str affair;
    return case_find(w, id, out, &affair) && case_complete(w, law, affair, out);
}

bool case_by_number(Work *w, Str number, CaseId *out)
{
    Stmt *s = db_stmt(w, &casework_sql, "case_by_number");
    db_bind_str(s, 1, str_trim(number));
    TRY(db_scalar(s, 0, &out->n));
    return out->n ? true : refuse(w, ERR_NOT_FOUND, SAY_NO_NUMBER, STR_ARG(number));
}

/* ---- handling ----------------------------------------------------------------------------- */

Str handling_actor(const Work *w)
{
    return w->actor ? w->actor->account : STR("system");
}

bool handling_open(Work *w, const InForce *law, CaseId id, Handling *out)
{
    *out = (Handling){.w = w, .law = law, .today = work_today(w)};
    TRY(case_row(w, law, id, &out->row));
    TRY(statements_read(w, law, id, &out->said));
    path_make(out);
    if (out->row.state != CASE_CLOSED) out->step = step_named(out, out->row.step);
    return true;
}

bool handling_save(Handling *h)
{
    const Case *c = &h->row;
    int64_t reach;
    TRY(reach_of(h, &reach));
    Stmt *s = db_stmt(h->w, &casework_sql, "case_update");
    db_bind_int(s, 1, c->id.n);
    db_bind_int(s, 2, c->state);
    db_bind_int(s, 3, c->outcome);
    db_bind_str(s, 4, c->step);
    db_bind_str(s, 5, c->body);
    db_bind_str(s, 6, c->holder);
    db_bind_int(s, 7, c->accepted.days);
    db_bind_int(s, 8, c->decided.days);
    db_bind_int(s, 9, c->closed.days);
    db_bind_int(s, 10, c->due.days);
    db_bind_int(s, 11, c->enrolment.n);
    db_bind_int(s, 12, c->relieved);
    db_bind_str(s, 13, c->decider);
    db_bind_int(s, 14, c->kin);
    db_bind_int(s, 15, reach);
    return db_run(s);
}

bool handling_act(Handling *h, const char *kind, Str detail)
{
    Act act = {.kind = str_of(kind),
               .subject = format(h->w->arena, "case:%lld", (long long)h->row.id.n),
               .purpose = h->row.number,
               .detail = detail};
    return audit_act(h->w, &act, &h->commit);
}

bool handling_note(Handling *h, int event, Str to, Str opinion)
{
    Stmt *s = db_stmt(h->w, &casework_sql, "case_event_insert");
    db_bind_int(s, 1, h->commit.n);
    db_bind_int(s, 2, h->row.id.n);
    db_bind_int(s, 3, h->w->now);
    db_bind_int(s, 4, event);
    db_bind_str(s, 5, handling_actor(h->w));
    db_bind_str(s, 6, h->step ? h->step->name : STR(""));
    db_bind_str(s, 7, to);
    db_bind_str(s, 8, opinion);
    return db_run(s);
}

static Str event_text(int64_t event)
{
    if (event == NOTE_OPENED) return STR(EVENT_OPENED);
    return event == NOTE_OBJECTED ? STR(EVENT_OBJECTED) : EVENTS[event].name;
}

bool case_history(Work *w, CaseId id, CaseEventRow **out, size_t *count)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    Stmt *s = db_stmt(w, &casework_sql, "case_events");
    db_bind_int(s, 1, id.n);
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        int64_t event = db_int(s, 2);
        (*out)[(*count)++] = (CaseEventRow){.at = db_int(s, 0),
                                            .commit = {db_int(s, 1)},
                                            .event = event_text(event),
                                            .actor = row_text(w, s, 3),
                                            .from = row_text(w, s, 4),
                                            .to = row_text(w, s, 5),
                                            .opinion = row_text(w, s, 6)};
    }
    return !db_failed(s);
}

bool case_place(Work *w, int64_t division, Str *out)
{
    DivisionRow row;
    *out = STR("");
    if (!division) return true;
    TRY(division_by_id(w, division, &row) && division_path(w, row.first, out));
    if (str_starts(*out, STR(PLACE_NATION))) *out = str_from(*out, STR(PLACE_NATION).len);
    return true;
}
