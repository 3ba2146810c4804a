/* What the decisions on an enrolment say about one month. */
#ifndef ENTITLE_DECISION_H
#define ENTITLE_DECISION_H

#include "entitle/facts.h"

typedef struct MonthState {
    const Decision *basis; /* the decision whose facts count; NULL when there is none */
    bool stopped;          /* 停发 by decision: nothing accrues */
    bool held;             /* 暂停: accrues, left out of batches */
    bool fixed;            /* 定额: `amount` in place of what the law gives */
    Money amount;
} MonthState;
/* The latest decision (by commit) that reaches the month wins, as a later word always does: a
 * change from March on, made in July, also replaces one from May on that was made in May. */
MonthState enrolment_state(const Enrolment *e, Month month);

#endif
