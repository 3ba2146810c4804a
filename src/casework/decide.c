/* What deciding does to the registers, under the case's own act: grants, decisions, facts. The
 * law is asked again on the day of the decision, inside the very transaction: who is not eligible
 * is not granted, whatever the provisional result said. */
#include "casework/room.h"

enum { NEVER_YEAR = 2999 }; /* a stop that is reversed stands at the end of days */

static Month effective_of(const Handling *h, const CaseMove *move)
{
    if (move->effective.n) return move->effective;
    return (Month){date_month(h->today).n + 1};
}

static bool heard(Handling *h)
{
    CaseHearing *hearings;
    size_t count;
    TRY(case_hearings(h->w, h->row.id, &hearings, &count));
    return count > 0 || refuse(h->w, ERR_STATE, "%s", SAY_NEED_HEARING);
}

/* Marks of a step that has to look first, and has not. */
static const Step *unreferred(const Handling *h)
{
    if (!h->step || h->step->over_limit < 0) return NULL;
    const Step *to = &h->row.affair->steps[h->step->over_limit];
    const Value *mark = to->marks ? statements_of(&h->said, to->marks) : NULL;
    return mark && mark->known && mark->number ? NULL : to;
}

static bool eligible(Handling *h, const Evaluation *e)
{
    const Step *to = unreferred(h);
    if (e->result.eligible == NO && to && e->reasons.len && to->marks &&
        str_find(e->reasons, to->marks->name) >= 0)
        return refuse(h->w, ERR_STATE, SAY_OVER_LIMIT, STR_ARG(to->name));
    if (e->result.eligible == NO)
        return refuse(h->w, ERR_STATE, SAY_NOT_ELIGIBLE, STR_ARG(e->reasons));
    if (e->result.eligible == UNKNOWN) return refuse(h->w, ERR_STATE, SAY_UNDECIDED, e->need_count);
    if (e->result.conflict.len)
        return refuse(h->w, ERR_CONFLICT, "%.*s", STR_ARG(e->result.conflict));
    return true;
}

static bool decide(Handling *h, const Decision *decision)
{
    DecisionId id;
    Decision d = *decision;
    d.enrolment = h->row.enrolment;
    d.day = h->today;
    d.law = h->law->law;
    return entered_decision(h->w, h->law->bureau, &d, h->commit, &id);
}

static Str reason_of(Handling *h, const CaseMove *move)
{
    Str said = move->opinion.len ? move->opinion : case_event_name(move->event);
    return format(h->w->arena, SAY_REASON_GRANT, STR_ARG(said), STR_ARG(h->row.number));
}

bool decide_grant(Handling *h, const CaseMove *move, bool relief)
{
    Evaluation e;
    if (h->row.relieved && !relief) return true; /* granted already: the papers are whole now */
    TRY(evaluate_inside(h, true, &e) && eligible(h, &e));
    h->row.enrolment = e.granted;
    if (h->row.affair->fixes) {
        Decision fix = {.kind = DECISION_FIX,
                        .effective = e.result.from,
                        .until = e.result.from,
                        .amount = e.result.amount,
                        .reason = reason_of(h, move)};
        TRY(decide(h, &fix));
    }
    return evaluation_store(h, &e);
}

/* Who was relieved first and does not qualify after all: what was given is taken back by the next
 * close, and recovered as anything else. */
bool decide_refuse(Handling *h, const CaseMove *move)
{
    if (!h->row.relieved) return true;
    Decision stop = {.kind = DECISION_STOP,
                     .effective = date_month(h->row.applied),
                     .until = MONTH_NONE,
                     .reason = reason_of(h, move)};
    return decide(h, &stop);
}

/* New facts from the next month on. Less than before needs a hearing, on paper, first. */
bool decide_change(Handling *h, const CaseMove *move)
{
    Evaluation e;
    if (move->event == CASE_REDUCE) TRY(heard(h));
    if (move->amount.fen) {
        if (h->row.kind == CASE_CHANGE) TRY(members_apply(h) && statements_apply(h));
        Decision fix = {.kind = DECISION_FIX,
                        .effective = effective_of(h, move),
                        .until = move->until.n ? move->until : MONTH_NONE,
                        .amount = move->amount,
                        .reason = reason_of(h, move)};
        return decide(h, &fix);
    }
    h->effective = effective_of(h, move);
    TRY(evaluate_inside(h, true, &e) && eligible(h, &e));
    if (e.result.amount.fen < e.before.fen) TRY(heard(h));
    return evaluation_store(h, &e);
}

bool decide_stop(Handling *h, const CaseMove *move)
{
    TRY(heard(h));
    Decision stop = {.kind = DECISION_STOP,
                     .effective = effective_of(h, move),
                     .until = MONTH_NONE,
                     .reason = reason_of(h, move)};
    return decide(h, &stop);
}

/* Who was looked at again and stays as he is: what was held back for it (暂停) goes out. */
bool decide_keep(Handling *h, const CaseMove *move)
{
    Enrolment e;
    if (h->row.kind != CASE_REVIEW || !h->row.enrolment.n) return true;
    TRY(enrolment_row(h->w, h->law->bureau, h->row.enrolment, &e));
    bool held = e.suspended_from.n != MONTH_NONE.n && e.suspended_to.n == MONTH_NONE.n;
    if (!held) return true;
    Decision resume = {.kind = DECISION_RESUME,
                       .effective = date_month(h->today),
                       .until = MONTH_NONE,
                       .reason = reason_of(h, move)};
    return decide(h, &resume);
}

bool decide_correct(Handling *h, const CaseMove *move)
{
    (void)move;
    return statements_apply(h);
}

/* ---- after an appeal ---------------------------------------------------------------------- */

static bool unstop(Handling *about, const CaseMove *move)
{
    Decision go_on = {.kind = DECISION_STOP,
                      .effective = month_of(NEVER_YEAR, 12),
                      .until = MONTH_NONE,
                      .reason = reason_of(about, move)};
    return decide(about, &go_on);
}

static const Step *deciding_step(const Handling *h)
{
    for (size_t i = h->path.count; i-- > 0;)
        if (h->path.steps[i]->kind == STEP_DECIDE) return h->path.steps[i];
    return NULL;
}

/* The decision is gone: a stop never was (the next close pays what was kept back); a refusal is
 * decided anew, by the step that decides. */
bool decide_reverse(Handling *h, const CaseMove *move)
{
    Handling about;
    TRY(handling_open(h->w, h->law, h->row.about, &about));
    about.commit = h->commit;
    if (about.row.outcome == OUTCOME_STOPPED) {
        about.row.outcome = OUTCOME_REVERSED;
        return unstop(&about, move) && handling_save(&about);
    }
    about.row.outcome = OUTCOME_NONE;
    about.row.decided = about.row.closed = DATE_NONE;
    path_make(&about);
    const Step *step = deciding_step(&about);
    if (!step) return refuse(h->w, ERR_STATE, "%s", SAY_ABOUT_MISSING);
    if (about.step) TRY(track_leave(&about, false));
    return move_to(&about, step) && track_due(&about) && handling_save(&about);
}
