/* Opening a case and asking for facts. Whoever is not in the registers yet is entered, with the
 * unit; then the case begins at the first step of its way, and the law is asked for the first time:
 * what it still needs is what the form asks. */
#include "casework/room.h"

#include <string.h>

enum { APPEAL_DAYS = 60 }; /* 行政复议法 第二十条 */

/* ---- people and unit ---------------------------------------------------------------------- */

static bool number_check(Work *w, const CasePerson *p)
{
    if (!str_trim(p->citizen_id).len) return true;
    CodeVerdict v = code_check(w->arena, CODE_CITIZEN_ID, str_trim(p->citizen_id), work_today(w));
    if (v.verdict != CODE_INVALID) return true;
    return refuse(w, ERR_INPUT, SAY_BAD_NUMBER, STR_ARG(p->name), STR_ARG(v.reason));
}

/* Somebody of that number may be known already, here or elsewhere; then the name must be his. */
static bool person_known(Work *w, const CasePerson *p, PersonId *out)
{
    PersonRow row;
    *out = p->person;
    if (out->n || !str_trim(p->citizen_id).len) return true;
    TRY(person_identify(w, p->citizen_id, out));
    if (!out->n) return true;
    TRY(person_row(w, *out, &row));
    if (str_equal(row.name, str_trim(p->name)) || !str_trim(p->name).len) return true;
    return refuse(w, ERR_CONFLICT, SAY_KNOWN_OTHERWISE, STR_ARG(name_mask(w->arena, row.name)),
                  STR_ARG(p->name));
}

bool person_enter(Handling *h, const CasePerson *p, int64_t home, PersonId *out)
{
    TRY(person_known(h->w, p, out));
    if (out->n) return true;
    if (!str_trim(p->name).len) return refuse(h->w, ERR_INPUT, "%s", SAY_NO_APPLICANT);
    TRY(number_check(h->w, p));
    EnteredPerson person = {.name = str_trim(p->name),
                            .citizen_id = p->citizen_id,
                            .division = p->division ? p->division : home};
    return entered_person(h->w, h->law->bureau, &person, h->commit, out);
}

static bool same_people(const BenefitUnit *unit, const Member *members, size_t count)
{
    if (unit->member_count != count) return false;
    for (size_t i = 0; i < count; i++) {
        bool found = false;
        for (size_t j = 0; j < count; j++)
            found = found || unit->members[j].person.n == members[i].person.n;
        if (!found) return false;
    }
    return true;
}

/* A family of just these people with this applicant, if there is one. */
static bool unit_known(Handling *h, const Member *members, size_t count, UnitId *out)
{
    UnitId *units;
    size_t unit_count;
    BenefitUnit unit;
    *out = (UnitId){0};
    TRY(unit_of_person(h->w, h->row.person, &units, &unit_count));
    for (size_t i = 0; i < unit_count && !out->n; i++) {
        TRY(unit_row(h->w, units[i], h->row.applied, &unit));
        bool ours = unit.applicant.n == h->row.person.n;
        if (ours && same_people(&unit, members, count)) *out = units[i];
    }
    return true;
}

static bool unit_enter(Handling *h, const CaseOpening *o)
{
    size_t count = o->member_count + 1;
    Member *members = NEW_ARRAY(h->w->arena, Member, count);
    members[0].person = h->row.person;
    for (size_t i = 0; i < o->member_count; i++) {
        const CasePerson *p = &o->members[i];
        TRY(person_enter(h, p, o->division, &members[i + 1].person));
        members[i + 1].role = p->role.len ? p->role : STR(ROLE_MEMBER);
    }
    TRY(unit_known(h, members, count, &h->row.unit));
    if (h->row.unit.n) return true;
    BenefitUnit unit = {.kind = UNIT_FAMILY,
                        .number = h->row.number,
                        .applicant = h->row.person,
                        .division = h->row.division,
                        .members = members,
                        .member_count = count};
    Date since = program_fact_day(h->row.affair->program, date_month(h->row.applied));
    if (h->row.applied.days < since.days) since = h->row.applied;
    return entered_unit(h->w, &unit, since, h->commit, &h->row.unit);
}

static bool people_put(Handling *h, const CaseOpening *o)
{
    BenefitUnit unit;
    if (h->row.unit.n) {
        TRY(unit_row(h->w, h->row.unit, h->row.applied, &unit));
        h->row.person = h->row.person.n ? h->row.person : unit.applicant;
        if (!h->row.division) h->row.division = unit.division;
        return true;
    }
    TRY(person_enter(h, &o->applicant, o->division, &h->row.person));
    if (!h->row.division) {
        PersonRow person;
        TRY(person_row(h->w, h->row.person, &person));
        h->row.division = person.division;
    }
    if (h->row.affair->subject == SUBJECT_HOUSEHOLD) return unit_enter(h, o);
    return entered_single(h->w, h->row.person, h->commit, &h->row.unit);
}

/* ---- the row ------------------------------------------------------------------------------ */

static Str short_name(Work *w, const Affair *affair)
{
    static const struct {
        const char *key, *name;
    } NAMES[] = {
#define X(key, name) {key, name},
        SHORT_NAMES(X)
#undef X
    };
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (str_equal(affair->key, str_of(NAMES[i].key))) return str_of(NAMES[i].name);
    uint32_t c;
    size_t at = 0;
    for (int i = 0; i < 2; i++)
        if (!utf8_next(affair->name, &at, &c)) break;
    return str_copy(w->arena, (Str){affair->name.ptr, at});
}

/* 360203-2024-低保-000123: home, year, affair, and how many of it this year. */
static bool number_give(Handling *h)
{
    Division home;
    int64_t count;
    int year = month_year(date_month(h->today));
    TRY(facts_home(h->w, &home));
    Stmt *s = db_stmt(h->w, &casework_sql, "case_numbered");
    db_bind_str(s, 1, h->row.affair->key);
    db_bind_int(s, 2, date_of(year, 1, 1).days);
    db_bind_int(s, 3, date_of(year, 12, 31).days);
    TRY(db_scalar(s, 0, &count));
    h->row.number =
        format(h->w->arena, "%.*s-%d-%.*s-%06lld", STR_ARG(division_text(h->w->arena, home)), year,
               STR_ARG(short_name(h->w, h->row.affair)), (long long)count + 1);
    return true;
}

static bool row_insert(Handling *h)
{
    const Case *c = &h->row;
    Stmt *s = db_stmt(h->w, &casework_sql, "case_insert");
    db_bind_int(s, 1, c->id.n);
    db_bind_str(s, 2, c->number);
    db_bind_int(s, 3, c->kind);
    db_bind_str(s, 4, c->affair->key);
    db_bind_int(s, 5, c->unit.n);
    db_bind_int(s, 6, c->person.n);
    db_bind_int(s, 7, c->enrolment.n);
    db_bind_int(s, 8, c->about.n);
    db_bind_int(s, 9, c->division);
    db_bind_int(s, 10, c->state);
    db_bind_str(s, 11, c->step);
    db_bind_str(s, 12, c->body);
    db_bind_int(s, 13, c->opened.days);
    db_bind_int(s, 14, c->applied.days);
    db_bind_int(s, 15, c->kin);
    db_bind_str(s, 16, c->maker);
    db_bind_str(s, 17, c->source);
    db_bind_str(s, 18, c->reason);
    db_bind_int(s, 19, h->commit.n);
    return db_run(s);
}

/* The home of a new family is where it applies; what steps will mark is not so yet. */
static bool first_statements(Handling *h)
{
    const Affair *affair = h->row.affair;
    const Register *reg = bureau_register(h->law->bureau, STR("household"));
    const Field *home = reg ? register_field(reg, STR("home")) : NULL;
    bool place = home && affair->subject == SUBJECT_HOUSEHOLD && h->row.kind == CASE_APPLICATION;
    if (place)
        statements_put(h->w->arena, &h->said,
                       (Stated){{0}, home, {.known = true, .number = h->row.division}});
    for (size_t i = 0; i < affair->step_count && h->row.kind == CASE_APPLICATION; i++)
        if (affair->steps[i].marks)
            statements_put(h->w->arena, &h->said,
                           (Stated){{0}, affair->steps[i].marks, {.known = true, .number = 0}});
    for (size_t i = 0; i < h->said.count; i++)
        TRY(statement_write(h, &h->said.items[i]));
    return true;
}

static bool open_twice(Handling *h)
{
    Case other;
    CaseId id;
    Stmt *s = db_stmt(h->w, &casework_sql, "case_open_of");
    db_bind_str(s, 1, h->row.affair->key);
    db_bind_int(s, 2, h->row.unit.n);
    db_bind_int(s, 3, h->row.kind);
    db_bind_int(s, 4, h->row.person.n);
    TRY(db_scalar(s, 0, &id.n));
    if (!id.n) return true;
    if (!case_row(h->w, h->law, id, &other))
        return h->w->error.code == ERR_NOT_FOUND &&
               refuse(h->w, ERR_CONFLICT, SAY_OPEN_ELSEWHERE, STR_ARG(h->row.affair->name));
    return refuse(h->w, ERR_CONFLICT, SAY_OPEN_ALREADY, STR_ARG(h->row.affair->name),
                  STR_ARG(other.number));
}

static bool begin_way(Handling *h)
{
    path_make(h);
    if (!h->path.count)
        return refuse(h->w, ERR_LAW, SAY_NO_PROCEDURE, STR_ARG(h->row.affair->name));
    const Step *first = h->path.steps[0];
    h->row.step = first->name;
    h->row.body = first->who;
    h->row.state = first->kind == STEP_ACCEPT ? CASE_DRAFT : CASE_RUNNING;
    TRY(row_insert(h) && first_statements(h));
    TRY(handling_note(h, NOTE_OPENED, first->name, h->row.reason));
    h->step = first;
    return track_enter(h, first) && track_due(h) && handling_save(h);
}

/* Who opens a case answers for the place where it belongs. */
static bool may_open(Handling *h)
{
    DutySet may = DUTY_BIT(DUTY_VILLAGE) | DUTY_BIT(DUTY_CLERK);
    if (!h->w->actor || access_has(h->w, DUTY_BIT(DUTY_SYSTEM))) return true;
    return access_need_at(h->w, may, h->row.division);
}

/* Whoever is pointed at by his id must be seen; who is told by his number need not be. */
static bool people_seen(Handling *h, const CaseOpening *o)
{
    bool seen = true;
    if (o->applicant.person.n) TRY(person_need_seen(h->w, o->applicant.person));
    for (size_t i = 0; i < o->member_count; i++)
        if (o->members[i].person.n) TRY(person_need_seen(h->w, o->members[i].person));
    if (o->unit.n) TRY(unit_seen(h->w, o->unit, &seen));
    return seen || refuse(h->w, ERR_NOT_FOUND, "%s", SAY_NO_UNIT);
}

static bool people_enter(Handling *h, const CaseOpening *o)
{
    TRY(people_seen(h, o));
    Scope *held = scope_lift(h->w);
    return scope_return(h->w, held, people_put(h, o));
}

static bool open_inside(Handling *h, const CaseOpening *o)
{
    int64_t *people;
    size_t count;
    TRY(db_scalar(db_stmt(h->w, &casework_sql, "case_greatest"), 0, &h->row.id.n));
    h->row.id.n++;
    TRY(number_give(h));
    Str detail = format(h->w->arena, SAY_DETAIL_OPEN, STR_ARG(h->row.affair->name),
                        STR_ARG(case_kind_name(h->row.kind)),
                        STR_ARG(date_text(h->w->arena, h->row.applied)));
    TRY(handling_act(h, "case_open", detail));
    TRY(people_enter(h, o) && may_open(h) && open_twice(h));
    TRY(case_people(h->w, &h->row, &people, &count));
    TRY(access_no_kin(h->w, people, count) && case_is_kin(h->w, people, count, &h->row.kin));
    return begin_way(h);
}

/* An appeal has sixty days from when the decision was handed over; later it says why (a reason that
 * the law accepts, or a suit, for which there are six months). */
static bool appeal_in_time(Handling *h, const Case *about)
{
    CaseDelivery *deliveries;
    size_t count;
    Date told = about->decided;
    TRY(case_deliveries(h->w, about->id, &deliveries, &count));
    if (count) told = deliveries[count - 1].day;
    Date last = {told.days + APPEAL_DAYS};
    if (h->row.applied.days <= last.days || str_trim(h->row.reason).len) return true;
    return refuse(h->w, ERR_INPUT, SAY_APPEAL_LATE, STR_ARG(date_text(h->w->arena, last)));
}

/* ---- what it is about --------------------------------------------------------------------- */

static bool about_read(Handling *h, const CaseOpening *o)
{
    Case about;
    Enrolment e;
    if (o->about.n) {
        TRY(case_row(h->w, h->law, o->about, &about));
        if (o->kind == CASE_APPEAL && about.outcome == OUTCOME_NONE)
            return refuse(h->w, ERR_STATE, SAY_ABOUT_OPEN, STR_ARG(about.number));
        if (o->kind == CASE_APPEAL) TRY(appeal_in_time(h, &about));
        h->row.affair = about.affair;
        h->row.unit = about.unit;
        h->row.person = about.person;
        h->row.enrolment = about.enrolment;
        h->row.division = about.division;
        return true;
    }
    if (o->kind == CASE_APPEAL) return refuse(h->w, ERR_INPUT, "%s", SAY_NO_ABOUT);
    if (!o->enrolment.n)
        return o->kind == CASE_CORRECTION || o->kind == CASE_OBJECTION
                   ? true
                   : refuse(h->w, ERR_INPUT, "%s", SAY_NO_ENROLMENT);
    TRY(enrolment_row(h->w, h->law->bureau, o->enrolment, &e));
    h->row.affair = e.affair;
    h->row.unit = e.unit;
    h->row.person = e.applicant;
    return true;
}

static bool opening_check(Handling *h, const CaseOpening *o)
{
    bool dated = o->applied.days != 0 && o->applied.days != DATE_NONE.days;
    h->row = (Case){.kind = o->kind,
                    .affair = o->affair,
                    .unit = o->unit,
                    .person = o->applicant.person,
                    .enrolment = o->enrolment,
                    .about = o->about,
                    .division = o->division,
                    .opened = h->today,
                    .applied = dated ? o->applied : h->today,
                    .accepted = DATE_NONE,
                    .decided = DATE_NONE,
                    .closed = DATE_NONE,
                    .due = DATE_NONE,
                    .maker = handling_actor(h->w),
                    .holder = STR(""),
                    .decider = STR(""),
                    .source = o->source,
                    .reason = o->reason};
    if (h->row.applied.days > h->today.days) return refuse(h->w, ERR_INPUT, "%s", SAY_FUTURE);
    if (o->kind != CASE_APPLICATION) TRY(about_read(h, o));
    if (!h->row.affair || !h->row.affair->step_count)
        return refuse(h->w, ERR_LAW, SAY_NO_PROCEDURE,
                      STR_ARG(h->row.affair ? h->row.affair->name : STR("")));
    return true;
}

bool case_open(Work *w, const InForce *law, const CaseOpening *o, CaseId *out)
{
    Handling h = {.w = w, .law = law, .today = work_today(w)};
    TRY(opening_check(&h, o));
    TRY(db_begin(w));
    TRY(db_end(w, open_inside(&h, o)));
    *out = h.row.id;
    return case_answer(w, law, h.row.id, NULL, 0);
}
