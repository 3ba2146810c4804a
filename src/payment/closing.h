/* The close without its writing, shared by close.c and trial.c. */
#ifndef PAYMENT_CLOSING_H
#define PAYMENT_CLOSING_H

#include "payment/difference.h"
#include "payment/payment.h"

/* What a trial keeps: of each enrolment what it would get for the month itself, as lines come. */
typedef struct {
    LedgerChange *items; /* affair, enrolment, unit, person, division, people_after, after */
    size_t count, capacity;
} TrialUnits;
typedef struct {
    Arena *arena;
    TrialUnits units;
    bool again;
} Trial;
void trial_add(Trial *trial, Month month, const Lines *lines);
/* The close up to its posting. Inside a read transaction. */
bool close_try(Work *w, const Bureau *bureau, Month month, Trial *trial, CloseResult *out);
/* The changes of a month out of what differs; decisions known up to a commit count. */
bool changes_explain(Work *w, const Bureau *bureau, const LedgerChange *rows, size_t count,
                     MonthChanges *out);

#endif
