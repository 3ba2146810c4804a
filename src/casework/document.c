/* What printed forms and notices of a case need, gathered once: paper lays it out. */
#include "casework/room.h"

static bool people_of(Work *w, CaseFacts *out)
{
    out->people = NEW_ARRAY(w->arena, PersonRow, out->unit.member_count + 1);
    for (size_t i = 0; i < out->unit.member_count; i++)
        TRY(case_person(w, out->unit.members[i].person, &out->people[i]));
    return true;
}

static bool opinions_of(Work *w, CaseFacts *out)
{
    CaseEventRow *rows;
    size_t count;
    TRY(case_history(w, out->row.id, &rows, &count));
    out->opinions = NEW_ARRAY(w->arena, CaseEventRow, count + 1);
    for (size_t i = 0; i < count; i++)
        if (rows[i].opinion.len) out->opinions[out->opinion_count++] = rows[i];
    return true;
}

bool case_facts(Work *w, const InForce *law, CaseId id, CaseFacts *out)
{
    CaseQuestions q;
    *out = (CaseFacts){0};
    TRY(case_row(w, law, id, &out->row));
    if (out->row.unit.n) TRY(case_unit(w, out->row.unit, work_today(w), &out->unit));
    TRY(people_of(w, out) && case_questions(w, law, id, &q));
    out->facts = q.items;
    out->fact_count = q.count;
    out->result = q.result;
    TRY(case_visits(w, id, &out->visits, &out->visit_count));
    TRY(case_hearings(w, id, &out->hearings, &out->hearing_count));
    TRY(opinions_of(w, out));
    return case_place(w, out->row.division, &out->place);
}

bool case_refusal(Work *w, const InForce *law, CaseId id, CaseRefusal *out)
{
    Case row;
    CaseResult result;
    CaseEventRow *events;
    Commit commit;
    Str reasons, line;
    size_t count;
    TRY(case_row(w, law, id, &row));
    if (row.outcome != OUTCOME_REFUSED) return refuse(w, ERR_STATE, "%s", SAY_NO_DECISION);
    TRY(result_read(w, id, &result, &reasons, &commit) && case_history(w, id, &events, &count));
    *out =
        (CaseRefusal){.review = STR(SAY_REVIEW), .court = STR(SAY_COURT), .decided = row.decided};
    size_t lines = 1;
    for (size_t i = 0; i < reasons.len; i++)
        lines += reasons.ptr[i] == '\n';
    out->reasons = NEW_ARRAY(w->arena, Str, lines);
    while (str_split(&reasons, '\n', &line))
        if (line.len) out->reasons[out->count++] = line;
    for (size_t i = 0; i < count; i++)
        if (str_equal(events[i].event, case_event_name(CASE_REFUSE)))
            out->opinion = events[i].opinion;
    return true;
}
