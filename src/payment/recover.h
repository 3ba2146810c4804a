/* Recovery as sending sees it. */
#ifndef PAYMENT_RECOVER_H
#define PAYMENT_RECOVER_H

#include "payment/payment.h"

/* Those who pay back off the next payments. */
typedef struct {
    Work *w;
    const Bureau *bureau;
    Balance *payers; /* by affair and person; amounts unused */
    size_t count, at;
} Offsetting;
bool offsetting_begin(Work *w, const Bureau *bureau, Offsetting *out);
/* What is taken off a payment by decision; 0 as a rule. Asked by affair and person, rising. */
bool recovery_offset(Offsetting *offsetting, const Batch *batch, const Payout *payout, Money *out);
Move recovery_move(const Batch *batch, const Payout *payout, Money amount);

#endif
