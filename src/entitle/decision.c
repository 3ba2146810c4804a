/* Folds the decisions of an enrolment for one month: the basis of facts (确认, 变更) and the fixed
 * amount (定额) are judged here; stop and suspension are the enrolment's own, as the register folds
 * them. Later commits win over earlier ones, whatever month they begin with. */
#include "entitle/decision.h"

static bool later(const Decision *a, const Decision *b)
{
    if (!b) return true;
    return a->commit.n != b->commit.n ? a->commit.n > b->commit.n : a->id.n > b->id.n;
}

/* A grant reaches every month: when it begins is for the law's 起 to say. */
static bool reaches(const Decision *d, Month month)
{
    if (d->kind == DECISION_GRANT) return true;
    if (d->effective.n > month.n) return false;
    return d->kind != DECISION_FIX || month.n <= d->until.n;
}

MonthState enrolment_state(const Enrolment *e, Month month)
{
    const Decision *basis = NULL, *fix = NULL;
    for (size_t i = 0; i < e->decision_count; i++) {
        const Decision *d = &e->decisions[i];
        if (!reaches(d, month)) continue;
        bool facts = d->kind == DECISION_GRANT || d->kind == DECISION_REVISE;
        if (facts && later(d, basis)) basis = d;
        if (d->kind == DECISION_FIX && later(d, fix)) fix = d;
    }
    return (MonthState){.basis = basis,
                        .stopped = month.n >= e->stop.n,
                        .held = e->suspended_from.n <= month.n && month.n < e->suspended_to.n,
                        .fixed = fix != NULL,
                        .amount = fix ? fix->amount : (Money){0}};
}
