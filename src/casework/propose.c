/* Cases out of the four sets. A machine claims, people decide: what comes out is a case that
 * somebody handles, never a grant or a stop. Whoever has such a case already is passed over. */
#include "casework/room.h"

static Str source_of(SetKind set)
{
    if (set == SET_MISSED) return STR(SOURCE_MISSED);
    return set == SET_WRONGLY ? STR(SOURCE_WRONGLY) : STR(SOURCE_UNDECIDED);
}

/* The enrolment of a subject that has not stopped; {0} when there is none. */
static bool enrolment_of(Work *w, const InForce *law, const CaseProposal *p, int64_t subject,
                         EnrolmentId *out)
{
    Enrolment *list;
    size_t count;
    BenefitUnit unit;
    PersonId person = {subject};
    *out = (EnrolmentId){0};
    if (p->affair->subject == SUBJECT_HOUSEHOLD) {
        TRY(unit_row(w, (UnitId){subject}, work_today(w), &unit));
        person = unit.applicant;
    }
    TRY(person_enrolments(w, law->bureau, person, &list, &count));
    for (size_t i = 0; i < count; i++) {
        const Enrolment *e = &list[i];
        bool ours = e->affair == p->affair && e->stop.n > p->month.n;
        if (p->affair->subject == SUBJECT_HOUSEHOLD) ours = ours && e->unit.n == subject;
        if (ours) *out = e->id;
    }
    return true;
}

/* Whoever has such a case already is passed over. */
static bool open_new(Work *w, const InForce *law, const CaseOpening *o, bool *opened)
{
    CaseId id;
    *opened = case_open(w, law, o, &id);
    if (*opened || w->error.code != ERR_CONFLICT) return *opened;
    w->error = (Error){0};
    return true;
}

static bool propose_one(Work *w, const InForce *law, const CaseProposal *p, int64_t subject,
                        bool *opened)
{
    CaseOpening o = {.affair = p->affair, .source = source_of(p->set)};
    bool household = p->affair->subject == SUBJECT_HOUSEHOLD;
    if (household)
        o.unit = (UnitId){subject};
    else
        o.applicant.person = (PersonId){subject};
    TRY(enrolment_of(w, law, p, subject, &o.enrolment));
    o.kind = o.enrolment.n ? CASE_REVIEW : CASE_APPLICATION;
    Str month = month_text(w->arena, p->month);
    o.reason = format(w->arena, SAY_PROPOSED, str_z(w->arena, source_of(p->set)), STR_ARG(month));
    return open_new(w, law, &o, opened);
}

bool case_propose(Work *w, const InForce *law, const CaseProposal *p, int64_t *opened)
{
    *opened = 0;
    bool fits = p->set == SET_MISSED || p->set == SET_WRONGLY || p->set == SET_UNDECIDED;
    if (!fits) return refuse(w, ERR_INPUT, "%s", SAY_PROPOSE_SET);
    TRY(db_group_begin(w));
    bool done = true;
    for (size_t i = 0; done && i < p->count; i++) {
        bool one = false;
        done = propose_one(w, law, p, p->subjects[i], &one);
        *opened += one;
    }
    return db_group_end(w) && done;
}

bool case_propose_held(Work *w, const InForce *law, const Affair *affair, int64_t *opened)
{
    Enrolment *list;
    size_t count;
    bool done = true;
    *opened = 0;
    TRY(enrolment_list(w, affair, KNOWN_NOW, &list, &count) && db_group_begin(w));
    for (size_t i = 0; done && i < count; i++) {
        const Enrolment *e = &list[i];
        bool held = e->suspended_from.n != MONTH_NONE.n && e->suspended_to.n == MONTH_NONE.n;
        bool one = false, seen;
        TRY(unit_seen(w, e->unit, &seen));
        CaseOpening o = {.kind = CASE_REVIEW,
                         .affair = affair,
                         .enrolment = e->id,
                         .source = STR(SOURCE_HELD),
                         .reason = STR(SAY_HELD_REASON)};
        if (seen && held && e->stop.n == MONTH_NONE.n) done = open_new(w, law, &o, &one);
        *opened += one;
    }
    return db_group_end(w) && done;
}
