/* What the files of casework share. Private. */
#ifndef CASEWORK_ROOM_H
#define CASEWORK_ROOM_H

#include "casework/casework.h"
#include "casework/words.def"
#include "db/db.h"

/* ---- a case being worked on ----------------------------------------------------------------- */

typedef struct {
    PersonId person; /* {0}: the unit's own */
    const Field *field;
    Value value;
} Stated;
typedef struct {
    Stated *items;
    size_t count, capacity;
} Statements;
/* The steps that a case goes through, in order. */
typedef struct {
    const Step *steps[STEPS_MOST];
    size_t count;
} CasePath;
typedef struct {
    Work *w;
    const InForce *law;
    Case row;
    Statements said;
    CasePath path;
    const Step *step; /* where it is; NULL when closed */
    Date today;
    Commit commit;   /* while something is being written */
    Month effective; /* of a change; {0}: the next month */
} Handling;
/* Reads a case with all that moves look at. ERR_NOT_FOUND, ERR_DENIED outside the scope. */
bool handling_open(Work *w, const InForce *law, CaseId id, Handling *out);
bool handling_save(Handling *h);
void case_read(Work *w, Stmt *s, Case *out, Str *affair);   /* a row of case_by_id */
bool case_find(Work *w, CaseId id, Case *out, Str *affair); /* ERR_NOT_FOUND */
bool case_complete(Work *w, const InForce *law, Str affair, Case *c);
/* Who is concerned by a case that w sees is seen through it, wherever he is registered. */
bool case_person(Work *w, PersonId id, PersonRow *out);
bool case_unit(Work *w, UnitId id, Date on, BenefitUnit *out);
/* Begins the act: inside a transaction. */
bool handling_act(Handling *h, const char *kind, Str detail);
Str handling_actor(const Work *w);
/* What happened, into the history: a CaseEvent, or one of these. */
enum { NOTE_OPENED = -1, NOTE_OBJECTED = -2 };
bool handling_note(Handling *h, int event, Str to, Str opinion);

/* procedure.c */
void path_make(Handling *h);
ptrdiff_t path_find(const CasePath *path, Str step);
const Step *step_named(const Handling *h, Str name); /* also one outside the path; NULL */
const Step *step_after(const Handling *h);           /* NULL: nothing comes any more */
const Step *step_whole(const Affair *affair);        /* 办结, or NULL */
const Step *step_relieves(const Handling *h);        /* 先行救助 for this case, or NULL */
bool step_is_last_decision(const Handling *h);
/* Whose clock counts in a step: its own, or that of the step to which objections lead. */
const Step *step_timed(const Handling *h, const Step *step);

/* track.c */
typedef struct {
    Str step;
    StepClock kind;
    int days, special;
    bool extended, papers;
    Date started, ended, due; /* due: DATE_NONE while stopped */
    bool stopped;
    Str stops;
} ClockRow;
typedef struct {
    Str step, actor;
    Date entered, ended;
    bool finished;
} StayRow;
bool track_enter(Handling *h, const Step *step);
bool track_leave(Handling *h, bool finished);
bool track_publish(Handling *h, Date *until);         /* a notice begins: its clock */
bool track_relieved(Handling *h, const Step *relief); /* the time to complete the papers */
bool track_decided(Handling *h);                      /* the clocks up to the decision end */
bool track_due(Handling *h);                          /* row.due and colour anew */
bool track_clocks(Work *w, CaseId id, ClockRow **out, size_t *count);
bool track_stays(Work *w, CaseId id, StayRow **out, size_t *count);

/* stated.c */
bool statements_read(Work *w, const InForce *law, CaseId id, Statements *out);
void statements_put(Arena *arena, Statements *list, Stated s); /* takes the place of an earlier */
const Value *statements_of(const Statements *list, const Field *field);
bool statement_write(Handling *h, const Stated *s);
/* Into the registers, as facts from the day of application on (corrections: as ever). */
bool statements_apply(Handling *h);

/* open.c: somebody who is known, or is entered now, inside an act */
bool person_enter(Handling *h, const CasePerson *p, int64_t home, PersonId *out);
/* member.c: who comes and goes, into the household */
bool members_apply(Handling *h);

/* evaluate.c */
typedef struct {
    CaseResult result;
    Str reasons;
    Money before;        /* what is granted for the month now */
    EnrolmentId granted; /* by a trial that is no trial any more */
    PersonId *need_people;
    const Field **need_fields;
    size_t need_count;
} Evaluation;
/* Inside a transaction, under h->commit: states the facts and asks the law. The caller commits, or
 * rolls everything back. */
bool evaluate_inside(Handling *h, bool trial, Evaluation *out);
/* The same in a transaction of its own that is rolled back. */
bool evaluate_aside(Handling *h, Evaluation *out);
bool evaluation_store(Handling *h, const Evaluation *e);
bool result_read(Work *w, CaseId id, CaseResult *out, Str *reasons, Commit *commit);

/* may.c: who may do what */
bool may_step(Handling *h, DutySet duties, const Step *step);
DutySet duties_of_step(const Step *step);
/* Whose duties reach a case where it stands: a bit for each duty at each level. For lists. */
bool reach_of(Handling *h, int64_t *out);
int64_t reach_mine(const Work *w); /* the actor's bits; -1: he may do everything */
bool may_concern(Handling *h);     /* kin of those concerned keep away */
bool may_decide(Handling *h);      /* nobody decides what he handled */
bool case_is_kin(Work *w, const int64_t *people, size_t count, bool *kin);

/* decide.c: what the deciding events do, under h->commit */
bool decide_grant(Handling *h, const CaseMove *move, bool relief);
bool decide_refuse(Handling *h, const CaseMove *move);
bool decide_change(Handling *h, const CaseMove *move);
bool decide_stop(Handling *h, const CaseMove *move);
bool decide_keep(Handling *h, const CaseMove *move);
bool decide_correct(Handling *h, const CaseMove *move);
bool decide_reverse(Handling *h, const CaseMove *move);

/* paper.c: where a file is kept beside a store */
void paper_path(Arena *arena, Str store, Str digest, Str *folder, Str *path);
bool folder_make(Work *w, Str path);

/* notice.c */
bool notice_publish(Handling *h);
bool notice_take_down(Handling *h);
bool notice_state(Handling *h, bool *published, bool *over, bool *objected);

/* move.c */
bool move_to(Handling *h, const Step *step); /* NULL: closes */

bool case_place(Work *w, int64_t division, Str *out); /* 江西省 … 社区 */

/* reading rows */
Date row_day(Stmt *s, int column);
Str row_text(Work *w, Stmt *s, int column);

#endif
