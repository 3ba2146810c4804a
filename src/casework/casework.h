/* casework: cases (办件), their steps and clocks; tasks, papers, visits, hearings, notices.
 *
 * A case goes round the procedure that its affair declares (办理). Who holds it, until when and
 * what may come next follow from that declaration and from the case's own rows; nothing is stored
 * that cannot be computed again. People decide; the engine says what the law gives.
 *
 *     InForce law = {bureau, law_id};
 *     TRY(case_open(w, &law, &(CaseOpening){ .affair = affair, … }, &id));
 *     TRY(case_questions(w, &law, id, &q));         // what must still be said, and why
 *     TRY(case_answer(w, &law, id, answers, n));    // kept with the case until the decision
 *     TRY(case_moves(w, &law, id, &moves, &count)); // what this account may do next, and why not
 *     TRY(case_move(w, &law, &(CaseMove){ .id = id, .event = CASE_ACCEPT }));
 *
 * One public function that changes anything = one transaction = one act of the audit chain, whose
 * subject is "case:ID". Facts stated in a case become facts of the registers when it is granted. */
#ifndef CASEWORK_H
#define CASEWORK_H

#include "entitle/entitle.h"
#include "registry/registry.h"

extern const struct SqlModule casework_sql;
typedef struct {
    int64_t n;
} CaseId;
/* The law under which one acts: today's text and its id in the store (registry_open). */
typedef struct {
    const Bureau *bureau;
    int64_t law;
} InForce;

/* ---- a case ---------------------------------------------------------------------------------- */

typedef enum {
    CASE_APPLICATION, /* 申请; of a proactive affair: 提出 */
    CASE_CHANGE,      /* 变更: other members, other income */
    CASE_REVIEW,      /* 复核 */
    CASE_STOP,        /* 停发, after hearing */
    CASE_OBJECTION,   /* 异议、举报 about somebody enrolled */
    CASE_APPEAL,      /* 复议、诉讼 against a decision */
    CASE_CORRECTION,  /* 更正 of facts */
    CASE_KIND_COUNT
} CaseKind;
typedef enum { CASE_DRAFT, CASE_RUNNING, CASE_WAITING, CASE_CLOSED, CASE_STATE_COUNT } CaseState;
typedef enum {
    OUTCOME_NONE,
    OUTCOME_GRANTED,
    OUTCOME_REFUSED,
    OUTCOME_CHANGED,
    OUTCOME_KEPT,
    OUTCOME_STOPPED,
    OUTCOME_WITHDRAWN,
    OUTCOME_CORRECTED,
    OUTCOME_UPHELD,
    OUTCOME_REVERSED,
    OUTCOME_ENDED,
    OUTCOME_COUNT
} CaseOutcome;
/* GREEN in time; AMBER two working days or less; RED overdue; STILL: no clock runs. */
typedef enum { CLOCK_STILL, CLOCK_GREEN, CLOCK_AMBER, CLOCK_RED, CLOCK_COLOUR_COUNT } ClockColour;
typedef struct {
    CaseId id;
    Str number; /* 360203-2024-低保-000123 */
    CaseKind kind;
    const Affair *affair;
    UnitId unit;
    PersonId person;       /* the applicant, or whom it is about */
    Str name;              /* of that person, in full: pages mask it */
    EnrolmentId enrolment; /* {0}: none yet */
    CaseId about;          /* the case appealed against or objected to; {0} */
    int64_t division;      /* id of the place it belongs to */
    CaseState state;
    CaseOutcome outcome;
    Str step;   /* where it is: name of the declared step */
    Str body;   /* whose step it is: 村居, 镇街, 县, 残联 … */
    Str holder; /* account that has taken it; empty: anybody of the body */
    Date opened, applied, accepted, decided, closed; /* DATE_NONE: not yet */
    Date due; /* the nearest of its clocks; DATE_NONE: none runs */
    ClockColour colour;
    bool kin;           /* a relative of staff is concerned: filed apart, visited by the county */
    bool relieved;      /* 先行救助 has been given */
    Str maker, decider; /* accounts that opened and decided it */
    Str reason;         /* why it was opened */
    Str source;         /* empty, or what proposed it: missed, wrongly, hold, review … */
} Case;
Str case_kind_name(CaseKind kind);
Str case_kind_key(CaseKind kind);
bool case_kind_parse(Str text, CaseKind *out); /* Chinese or key */
Str case_state_name(CaseState state);
Str case_outcome_name(CaseOutcome outcome);
Str clock_colour_key(ClockColour colour);                         /* still green amber red */
bool case_row(Work *w, const InForce *law, CaseId id, Case *out); /* ERR_NOT_FOUND */
bool case_by_number(Work *w, Str number, CaseId *out);            /* ERR_NOT_FOUND */
/* Those concerned, the applicant first: seen through the case, wherever they are registered. */
bool case_people(Work *w, const Case *c, int64_t **people, size_t *count);

/* ---- opening and answering ------------------------------------------------------------------- */

typedef struct {
    PersonId person; /* known, or {0} and the rest */
    Str name, citizen_id;
    int64_t division; /* id of the registered home */
    Str role;         /* 配偶, 子女 …; of the applicant ignored */
} CasePerson;
typedef struct {
    CaseKind kind;
    const Affair *affair;
    CasePerson applicant;
    const CasePerson *members; /* the others who live together: 对象 家庭 */
    size_t member_count;
    UnitId unit;           /* an existing benefit unit; {0}: found by its people, or made */
    EnrolmentId enrolment; /* of what is not an application */
    CaseId about;          /* CASE_APPEAL, CASE_OBJECTION */
    int64_t division;      /* where it is handled; 0: the unit's or applicant's home */
    Date applied;          /* DATE_NONE or {0}: today */
    Str reason, source;
} CaseOpening;
/* Whoever is not in the registers yet is entered there, with the unit. A second open case of the
 * same kind, affair and unit is ERR_CONFLICT. */
bool case_open(Work *w, const InForce *law, const CaseOpening *o, CaseId *out);

/* A fact that the decision needs: who, what, of which type (field->type), what is stated so far. */
typedef struct {
    PersonId person; /* {0}: the unit's own */
    Str person_name;
    const Field *field;
    bool needed; /* still decides the result */
    bool known;  /* value, from the case or the registers */
    bool stated; /* in this case */
    Value value;
    Str text; /* value for display, masked when sealed */
} CaseQuestion;
typedef struct {
    Truth eligible; /* on what is stated and known; NO, UNKNOWN, YES */
    Money amount;   /* a month (or once), when eligible */
    Month from;     /* first month paid */
    Str why;        /* the derivation, lines of text (why_print) */
    Str conflict;   /* an exclusive programme runs: a sentence, or empty */
    Date as_of;     /* when it was computed; DATE_NONE: never */
} CaseResult;
typedef struct {
    CaseQuestion *items; /* needed ones first, then those answered */
    size_t count, needed;
    CaseResult result; /* provisional until decided */
} CaseQuestions;
bool case_questions(Work *w, const InForce *law, CaseId id, CaseQuestions *out);
typedef struct {
    PersonId person; /* {0}: the unit's own */
    const Field *field;
    Value value; /* not known: takes the answer back */
} CaseAnswer;
/* Reads "2000", "是", "二级" … as the field's type; ERR_INPUT says what the field wants. */
bool case_answer_parse(Work *w, const Field *field, Str text, Value *out);
/* While the case is open; computes the provisional result anew. */
bool case_answer(Work *w, const InForce *law, CaseId id, const CaseAnswer *a, size_t count);

/* Who comes into the household or goes out of it, in a case of change: joins, is born, dies, moves
 * away. Applied from `day` on when the change is approved; until then the law is asked as if. */
typedef struct {
    CaseId id;
    CasePerson person; /* role: of who comes */
    Date day;
    bool leaves;
    bool undone; /* takes back what was said of him */
} CaseMember;
bool case_member_say(Work *w, const InForce *law, const CaseMember *member);
bool case_members(Work *w, CaseId id, CaseMember **out, size_t *count); /* ids, role, day, leaves */

/* ---- moves ----------------------------------------------------------------------------------- */

/* Every event: EVENT(constant, key, Chinese); the table is events.def. */
typedef enum {
#define EVENT(constant, key, name, opinion) constant,
#include "casework/events.def"
#undef EVENT
    CASE_EVENT_COUNT
} CaseEvent;
Str case_event_name(CaseEvent event);
Str case_event_key(CaseEvent event);
bool case_event_parse(Str text, CaseEvent *out);
typedef struct {
    CaseId id;
    CaseEvent event;
    Str opinion;     /* the officer's words; some events require it (CaseNext.opinion) */
    Str to;          /* SEND_BACK: a step; HAND_OVER: an account */
    Month effective; /* STOP, REDUCE, APPROVE of a change: first month; {0}: the next */
    Month until;     /* FIX of an amount (REDUCE with amount); {0}: open */
    Money amount;
} CaseMove;
typedef struct {
    CaseEvent event;
    Str step; /* where the case would be then; empty: it stays or closes */
    bool allowed, opinion;
    Str why_not; /* a sentence, when not allowed */
} CaseNext;
/* What may come next, the likeliest first; with those that this account may not do, and why not. */
bool case_moves(Work *w, const InForce *law, CaseId id, CaseNext **out, size_t *count);
/* Checks duty, level, scope, kin, two-person rules, clocks and what the step asks for. */
bool case_move(Work *w, const InForce *law, const CaseMove *move);
/* The same event for many cases, each its own act; durable together. `done` false: see sentence. */
typedef struct {
    CaseId id;
    bool done;
    Str sentence;
} CaseMoved;
bool case_move_all(Work *w, const InForce *law, const CaseMove *moves, size_t count,
                   CaseMoved *out);

/* The other accounts whose duties reach the step where it stands: to whom it may be handed. */
bool case_takers(Work *w, const InForce *law, CaseId id, Account **out, size_t *count);

typedef struct {
    int64_t at; /* instant */
    Commit commit;
    Str event, actor, from, to, opinion; /* event: Chinese; steps */
} CaseEventRow;
bool case_history(Work *w, CaseId id, CaseEventRow **out, size_t *count); /* oldest first */

/* ---- the way of a case: its steps and clocks ------------------------------------------------- */

typedef enum { STEP_AHEAD, STEP_NOW, STEP_DONE, STEP_SKIPPED } StepState;
typedef struct {
    const Step *step;
    StepState state;
    Str by;        /* who finished it */
    Date from, to; /* entered, left; DATE_NONE */
    Date due;      /* DATE_NONE: no clock, or stopped */
    bool stopped, extended;
    ClockColour colour;
} CaseStep;
bool case_steps(Work *w, const InForce *law, CaseId id, CaseStep **out, size_t *count);
/* Pure: the last day of a clock. Days inside a pause (from, to] do not count; a pause still open
 * (to DATE_NONE) stops the clock: DATE_NONE. Working days, or days with the last one moved. */
typedef struct {
    Date from, to;
} ClockPause;
Date clock_due(StepClock kind, int days, Date start, const ClockPause *pauses, size_t count);
ClockColour clock_colour(Date due, Date today);

#include "casework/records.h"

#endif
