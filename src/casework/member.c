/* Members who come and go, in a case of change. What is said of them is kept with the case; whoever
 * is new is entered into the registers at once, as with an opening, but belongs to the household
 * only when the change is approved (members_apply). Before that the law is asked aside, as if. */
#include "casework/room.h"

bool case_members(Work *w, CaseId id, CaseMember **out, size_t *count)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    Stmt *s = db_stmt(w, &casework_sql, "members");
    db_bind_int(s, 1, id.n);
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] =
            (CaseMember){.id = id,
                         .person = {.person = {db_int(s, 0)}, .role = row_text(w, s, 1)},
                         .day = row_day(s, 2),
                         .leaves = db_int(s, 3) != 0};
    }
    return !db_failed(s);
}

bool members_apply(Handling *h)
{
    CaseMember *members;
    size_t count;
    TRY(case_members(h->w, h->row.id, &members, &count));
    for (size_t i = 0; i < count; i++) {
        EnteredMember member = {.unit = h->row.unit,
                                .person = members[i].person.person,
                                .role = members[i].person.role,
                                .from = members[i].day,
                                .leaves = members[i].leaves};
        TRY(entered_member(h->w, &member, h->commit));
    }
    return true;
}

/* ---- saying ------------------------------------------------------------------------------- */

static bool belongs(const BenefitUnit *unit, PersonId person)
{
    for (size_t i = 0; i < unit->member_count; i++)
        if (unit->members[i].person.n == person.n) return true;
    return false;
}

static bool member_check(Handling *h, const CaseMember *m, PersonId person)
{
    Work *w = h->w;
    BenefitUnit unit;
    TRY(case_unit(w, h->row.unit, h->today, &unit));
    if (m->undone) return true;
    if (m->leaves && person.n == unit.applicant.n)
        return refuse(w, ERR_INPUT, "%s", SAY_APPLICANT_STAYS);
    if (belongs(&unit, person) == m->leaves) return true;
    return refuse(w, ERR_INPUT, "%s", m->leaves ? SAY_NO_MEMBER : SAY_MEMBER_ALREADY);
}

static bool member_insert(Handling *h, const CaseMember *m, PersonId person)
{
    Str role = str_trim(m->person.role);
    Stmt *s = db_stmt(h->w, &casework_sql, "member_insert");
    db_bind_int(s, 1, h->row.id.n);
    db_bind_int(s, 2, person.n);
    db_bind_str(s, 3, role.len ? role : STR(ROLE_MEMBER));
    db_bind_int(s, 4, m->day.days);
    db_bind_int(s, 5, m->leaves);
    db_bind_int(s, 6, m->undone);
    db_bind_int(s, 7, h->commit.n);
    return db_run(s);
}

static bool may_say(Handling *h)
{
    DutySet may = DUTY_BIT(DUTY_VILLAGE) | DUTY_BIT(DUTY_CLERK) | DUTY_BIT(DUTY_CHECKER);
    bool family = h->row.affair->subject == SUBJECT_HOUSEHOLD && h->row.unit.n;
    if (h->row.kind != CASE_CHANGE || !family)
        return refuse(h->w, ERR_STATE, "%s", SAY_MEMBERS_WHEN);
    if (h->row.state == CASE_CLOSED) return refuse(h->w, ERR_STATE, "%s", SAY_CLOSED_CASE);
    if (h->row.outcome != OUTCOME_NONE) return refuse(h->w, ERR_STATE, "%s", SAY_DECIDED_CASE);
    TRY(may_concern(h));
    return !h->w->actor || access_need_at(h->w, may, h->row.division);
}

static bool say_inside(Handling *h, const CaseMember *m)
{
    PersonId person;
    Str detail = str_of(m->undone   ? SAY_MEMBER_UNDONE
                        : m->leaves ? SAY_MEMBER_GOES
                                    : SAY_MEMBER_COMES);
    TRY(handling_act(h, "case_answer", detail));
    TRY(person_enter(h, &m->person, h->row.division, &person));
    TRY(access_no_kin(h->w, &person.n, 1));
    return member_check(h, m, person) && member_insert(h, m, person);
}

bool case_member_say(Work *w, const InForce *law, const CaseMember *member)
{
    Handling h;
    if (member->day.days > work_today(w).days) return refuse(w, ERR_INPUT, "%s", SAY_FUTURE_DAY);
    TRY(handling_open(w, law, member->id, &h) && may_say(&h));
    if (member->person.person.n && !member->leaves && !member->undone)
        TRY(person_need_seen(w, member->person.person));
    TRY(db_begin(w));
    Scope *held = scope_lift(w); /* who comes may be registered elsewhere */
    TRY(db_end(w, scope_return(w, held, say_inside(&h, member))));
    return case_answer(w, law, member->id, NULL, 0);
}
