/* entitle: facts → columns → due. Runs the law over everybody, and over the enrolled month by month.
 *
 * *Entitled* is the law on today's knowledge of a month's facts: it feeds the four sets. *Granted*
 * is the last decision re-run on the standards of the month: facts that act directly are read from
 * the registers, decided facts come from the decision (semantics 1, 9, 10).
 *
 *     FactBase *base;
 *     TRY(facts_load(w, bureau, KNOWN_NOW, home, &base));
 *     TRY(entitle_sets(w, base, affair, month, &sets));
 *     TRY(entitle_granted(w, base, affair, first, last, &granted));
 *
 * A FactBase is a read-only picture of the registers at one commit; it lives in w's arena. */
#ifndef ENTITLE_H
#define ENTITLE_H

#include "affair/affair.h"
#include "base/base.h"
#include "lang/lang.h"
#include "registry/registry.h"

typedef struct FactBase FactBase;
/* Reads what the bureau's programs need; `known` is also the day up to which standards count. */
bool facts_load(Work *w, const Bureau *bureau, Commit known, Division home, FactBase **out);
/* Numbers tried instead of the standards' own (what-if). */
void facts_override(FactBase *base, const StandardOverride *overrides, size_t count);

typedef enum {
    SET_PAY,       /* entitled and enrolled */
    SET_MISSED,    /* entitled, not enrolled: 应保未保 */
    SET_WRONGLY,   /* enrolled, not entitled: 应退未退 */
    SET_UNDECIDED, /* something is missing */
    SET_UNCHECKED, /* outside 排查范围: 未排查 */
    SET_OUT,       /* neither entitled nor enrolled */
    SET_COUNT
} SetKind;
Str set_name(SetKind kind);
typedef struct {
    int64_t count[SET_COUNT];  /* subjects */
    int64_t *subjects[SET_COUNT]; /* person or unit ids; NULL for UNCHECKED and OUT */
} FourSets;
bool entitle_sets(Work *w, FactBase *base, const Affair *affair, Month month, FourSets *out);

/* One due amount: per enrolment, person, month and component (apportioned in fen). */
typedef struct {
    int64_t enrolment, unit, person;
    Month month;
    uint16_t component;  /* index in affair->components, or GRANTED_FADE */
    bool unknown;        /* a fact is missing: neither posted nor taken back, a task instead */
    bool held;           /* suspended: accrues, is left out of batches */
    Money amount;        /* never zero unless unknown */
} Granted;
typedef struct {
    Granted *rows;       /* by enrolment, person, month, component */
    size_t count;
    size_t evaluated;    /* enrolment-months run */
} GrantedRows;
/* What each enrolment of the affair is due for first..last, as known in `base`. Affairs must be run
 * in bureau order: 享受(X) reads what was granted before. */
bool entitle_granted(Work *w, FactBase *base, const Affair *affair, Month first, Month last,
                     GrantedRows *out);

/* Why: the law, entitled or granted, for one subject and month. */
typedef struct {
    bool enrolled;
    Truth entitled;
    Why *entitled_why;     /* on today's facts */
    Why *granted_why;      /* on the decision's facts; NULL when not enrolled */
    Need *needs;           /* what is missing */
    size_t need_count;
    Granted *granted;
    size_t granted_count;
} Explanation;
bool entitle_explain(Work *w, FactBase *base, const Affair *affair, int64_t subject, Month month,
                     Explanation *out);

#endif
