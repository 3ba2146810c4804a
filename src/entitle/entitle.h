/* entitle: facts → columns → due. Runs the law over everybody, and over the enrolled month by
 * month.
 *
 * *Entitled* is the law on today's knowledge of a month's facts: it feeds the four sets. *Granted*
 * is the last decision re-run on the standards of the month: facts that act directly are read from
 * the registers, decided facts come from the decision (semantics 1, 9, 10).
 *
 *     FactBase *base;
 *     TRY(facts_load(w, bureau, KNOWN_NOW, home, &base));
 *     TRY(entitle_sets(w, base, affair, month, &sets));
 *     TRY(entitle_granted(w, base, affair, (Months){first, last}, &granted));
 *
 * A FactBase is a read-only picture of the registers at one commit; it lives in w's arena. It also
 * keeps who was granted what, for 享受(X): affairs run in bureau order, and an affair that asks for
 * an earlier one not yet run has it run first. */
#ifndef ENTITLE_H
#define ENTITLE_H

#include "affair/affair.h"
#include "base/base.h"
#include "lang/lang.h"
#include "registry/registry.h"

typedef struct FactBase FactBase;
/* Reads what the bureau's programs need. `known` is the last commit that counts; standards count as
 * published by the work's day. ERR_NOT_FOUND when `home` is no division of the store. */
bool facts_load(Work *w, const Bureau *bureau, Commit known, Division home, FactBase **out);
/* The same for one person or one unit, its members and their other units, in the store's own home
 * division: for a page. */
bool facts_load_subject(Work *w, const Bureau *bureau, Subject subject, int64_t id, FactBase **out);
/* 本辖区 of a store: what `home` says. ERR_STATE when nobody has said it. */
bool facts_home(Work *w, Division *home);
/* Numbers tried instead of the standards' own (what-if). Forgets what was granted so far. */
void facts_override(FactBase *base, const StandardOverride *overrides, size_t count);
/* Standards published by `day` count from here on. Forgets what was granted so far. */
void facts_publish(FactBase *base, Date day);
/* From here on the columns gathered for an affair and month are kept in the base, so that running
 * the same month under other numbers costs the law alone: for what-if, where one base is asked
 * again and again. About 100 bytes a subject and affair; a close, which asks once, does without.
 *
 *     facts_keep_columns(base);
 *     entitle_granted(…); facts_override(base, …); entitle_granted(…);  // the second: law only */
void facts_keep_columns(FactBase *base);
/* Where a unit or a person is on a day, for lines and statistics. */
typedef struct {
    int64_t division; /* id; the home division when it lies outside or nobody knows */
    int urban;        /* 1 城市, 2 农村, 0 not said */
} Whereabouts;
Whereabouts facts_whereabouts(FactBase *base, int64_t unit, int64_t person, Month month);

typedef enum {
    SET_PAY,       /* entitled and enrolled */
    SET_MISSED,    /* entitled, not enrolled: 应保未保 */
    SET_WRONGLY,   /* enrolled, not entitled: 应退未退 */
    SET_UNDECIDED, /* something is missing */
    SET_UNCHECKED, /* outside 排查范围: 未排查 */
    SET_OUT,       /* neither entitled nor enrolled, or enrolled for a later month */
    SET_COUNT
} SetKind;
Str set_name(SetKind kind);
typedef struct {
    int64_t count[SET_COUNT];     /* subjects */
    int64_t *subjects[SET_COUNT]; /* person or unit ids, rising; NULL for UNCHECKED and OUT */
    int64_t missed_fen;           /* what SET_MISSED would receive that month, */
    int64_t *missed_each;         /* and each of them */
} FourSets;
/* Who is enrolled in a programme that excludes this one is missing nowhere: SET_OUT. Who is not
 * enrolled is judged as if the case had been asked for and confirmed on the first day of
 * the month before. The dead and those who have left the registers are entitled to nothing. */
bool entitle_sets(Work *w, FactBase *base, const Affair *affair, Month month, FourSets *out);

/* One due amount: per enrolment, person, month and component (apportioned in fen). */
typedef struct {
    int64_t enrolment, unit, person;
    Month month;
    uint16_t component; /* index in affair->components, or GRANTED_ALL when all are unknown */
    bool unknown;       /* a fact is missing: neither posted nor taken back, a task instead */
    bool held;          /* suspended: accrues, is left out of batches */
    bool barred;        /* before the limit on arrears: may keep what is posted, never raise it */
    Money amount;       /* never zero unless unknown */
} Granted;
#define GRANTED_ALL 0xFFFF
typedef struct {
    int64_t enrolment, unit;
    bool held;  /* suspended in `last` */
    Month from; /* the first month looked at; {0}: as asked (reach_narrow) */
} EnrolledUnit;
typedef struct {
    Granted *rows; /* by enrolment, person, month, component */
    size_t count;
    EnrolledUnit *units; /* every enrolment of the affair, by enrolment */
    size_t unit_count;
    size_t evaluated; /* enrolment-months run */
    size_t in_force;  /* enrolments that have begun and not stopped in `last` */
} GrantedRows;
/* What each enrolment of the affair is due for some months, as known in `base`. */
typedef struct {
    Month first, last; /* both inclusive */
} Months;
bool entitle_granted(Work *w, FactBase *base, const Affair *affair, Months months,
                     GrantedRows *out);

/* ---- reach: whom a change can touch --------------------------------------------------------- */

/* Enrolments that share people, at any time and in any affair, make a circle. What one of them is
 * granted rests on the law, on the facts of its circle and on what others of it are granted. So
 * what has changed reaches whole circles, from a month on; the others are granted what they were.
 *
 *     TRY(reach_open(w, base, months, &reach));
 *     reach_standard(reach, standard, value);            // … everything that has changed
 *     for (size_t i = 0, parts = reach_parts(reach, 10000); i < parts; i++) {
 *         reach_narrow(w, reach, i);
 *         entitle_granted(…); } reach_widen(reach); */
typedef struct Reach Reach;
/* Of a whole base. Lives in w's arena. */
bool reach_open(Work *w, FactBase *base, Months months, Reach **out);
void reach_all(Reach *reach);
/* Enrolments with a decision known after `since`, and those listed, rising. */
void reach_enrolments(Reach *reach, Commit since, const int64_t *ids, size_t count);
/* A value of the base's bureau that counts now and did not, or the other way round. */
void reach_standard(Reach *reach, const Standard *standard, const StandardValue *value);
/* How far the registers go: the greatest subject of each aspect, the home division. Kept when all
 * is computed, they tell later what is new. */
typedef struct {
    Str what;
    int64_t number;
} FactMark;
void facts_marks(FactBase *base, FactMark **out, size_t *count);
typedef struct {
    Commit commit; /* what was known then */
    const FactMark *marks;
    size_t count;
} FactMarks;
/* Whose facts acts have changed since. *told is false when that cannot be said. */
bool reach_facts(Work *w, Reach *reach, const FactMarks *then, bool *told);
/* Parts of whole circles, of about `size` enrolments each; once, when all has been reached. */
size_t reach_parts(Reach *reach, size_t size);
size_t reach_count(const Reach *reach); /* enrolments in them */
/* From here on entitle_granted sees the enrolments of a part, in the months that are reached, and
 * what it gives lives in w's arena of this moment. */
void reach_narrow(Work *w, Reach *reach, size_t part);
void reach_widen(Reach *reach); /* everybody again */

/* Enrolments whose review (复核) is due by a month, the longest overdue first. */
typedef struct {
    EnrolmentId enrolment;
    int64_t subject; /* a person or a unit id, as the affair's 对象 says */
    Month due;
} ReviewDue;
typedef struct {
    ReviewDue *items;
    size_t count, overdue, undecided; /* undecided: a fact is missing that says when */
} ReviewList;
bool entitle_reviews(Work *w, FactBase *base, const Affair *affair, Month month, ReviewList *out);

/* Why: the law, entitled or granted, for one subject and month. */
typedef struct {
    bool enrolled;
    Truth entitled;    /* 准入 and the month window */
    Why *entitled_why; /* on today's facts */
    Why *granted_why;  /* on the decision's facts; NULL when not enrolled */
    Need *needs;       /* what is missing */
    size_t need_count;
    Granted *granted;
    size_t granted_count;
} Explanation;
typedef struct {
    const Affair *affair;
    int64_t subject; /* a person or a unit id, as the affair's 对象 says */
    Month month;
} Question;
/* ERR_NOT_FOUND when the base does not know the subject. */
bool entitle_explain(Work *w, FactBase *base, const Question *question, Explanation *out);

/* ---- forecast: the law before it is signed -------------------------------------------------- */

/* The same facts under other numbers (facts_override), another text (a FactBase of another bureau)
 * or a little more income (facts_shift), over some months. What comes out is what the enrolled
 * would be granted; nobody is enrolled or stopped by it. */
typedef struct Forecast Forecast;
typedef struct {
    int64_t id; /* 0: outside, or nobody knows where */
    Str name;
    int32_t first, last; /* order numbers */
} Town;
typedef struct {
    int64_t household; /* a unit's id, or minus the id of a person who belongs to none */
    int32_t town;      /* index in towns */
    uint16_t affair;   /* index in affairs */
    int64_t fen;       /* of the last month */
} ForecastShare;
typedef struct {
    const Forecast *forecast;
    Months months;
    const Town *towns;
    size_t town_count;
    Affair *const *affairs; /* of the bureau */
    size_t affair_count, month_count;
    int64_t *cost;         /* fen, [affair][month][town] */
    GrantedRows *granted;  /* by affair, month after month; units are not listed */
    ForecastShare *shares; /* of the last month, by household and affair */
    size_t share_count;
    int64_t *open;     /* by affair: rows of the last month that a missing fact leaves without an */
    int64_t undecided; /* amount; and all of them */
} Outcome;
/* Lives in the base's arena. */
bool forecast_open(Work *w, FactBase *base, Months months, Forecast **out);
bool forecast_run(Work *w, Forecast *forecast, Outcome *out);
/* Runs again only the affairs that are `touched`, by index; the others stay as in `before`. */
bool forecast_again(Work *w, Forecast *forecast, const Outcome *before, const bool *touched,
                    Outcome *out);
/* Adds to a known number of a person's field: of everybody who is asked in person, and of the
 * applicant of each household. Field NULL: no more. Forgets what was granted so far. */
void facts_shift(FactBase *base, const Field *field, int64_t amount);

/* What one household gets under two outcomes. */
typedef struct {
    int64_t household;
    int32_t town, people;          /* who belong to it on the last day */
    int64_t before, after;         /* fen a month, all programmes together */
    const ForecastShare *was, *is; /* their shares, by affair */
    size_t was_count, is_count;
} ForecastChange;
/* Every household of either outcome, by id. The affairs of both are matched by key. */
bool forecast_compare(Work *w, const Outcome *before, const Outcome *after, ForecastChange **out,
                      size_t *count);
/* What one person gets under two outcomes for a month and component, where they differ. */
typedef struct {
    int64_t enrolment, unit, person;
    const Affair *affair;
    const Component *component; /* NULL: all, while they are unknown */
    Month month;
    Money before, after;
    bool was_unknown, is_unknown;
} ForecastRow;
/* By affair, enrolment, person, month and component. */
bool forecast_rows(Work *w, const Outcome *before, const Outcome *after, ForecastRow **out,
                   size_t *count);

/* What a reform would do. */
typedef struct {
    const Bureau *bureau; /* with another text; NULL or the base's own: only other numbers */
    const StandardOverride *numbers;
    size_t number_count;
    Months months;
    Money step; /* a month's more income that looks for cliffs; 0: do not look */
} WhatIfAsk;
typedef struct {
    ForecastChange *items; /* before: with the income of today; after: with a step more */
    size_t count;
} Cliffs;
typedef struct {
    Outcome before, after;
    ForecastChange *changes;
    size_t change_count;
    const FourSets *sets[2]; /* of the last month by affair: as the law stands, as it is tried */
    Cliffs cliffs[2];        /* households whose total falls by more than the step */
} WhatIf;
/* Standards published by the last month count. Lives in the base's arena and w's. */
bool whatif_run(Work *w, FactBase *base, const WhatIfAsk *ask, WhatIf *out);

/* The same months asked again and again with other numbers, as a page does while somebody moves a
 * slider: what the law gives as it stands is computed once, and a try runs only the affairs that
 * name a number of the try, or that depend on one that does.
 *
 *     TRY(whatif_open(w, base, &ask, &open));                  // months and step; no numbers
 *     TRY(whatif_try(w1, open, numbers, count, &found));       // lives in w1's arena
 *
 * The base must be of now, live as long, and be used for nothing else; one try at a time. */
typedef struct WhatIfBase WhatIfBase;
bool whatif_open(Work *w, FactBase *base, const WhatIfAsk *ask, WhatIfBase **out);
bool whatif_try(Work *w, WhatIfBase *open, const StandardOverride *numbers, size_t count,
                WhatIf *out);
/* With the text of ask->bureau, whose facts are loaded into w's arena. */
bool whatif_try_law(Work *w, WhatIfBase *open, const WhatIfAsk *ask, WhatIf *out);

#include "entitle/sums.h"

#endif
