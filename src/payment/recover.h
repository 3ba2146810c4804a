/* Recovery as sending sees it. */
#ifndef PAYMENT_RECOVER_H
#define PAYMENT_RECOVER_H

#include "payment/payment.h"

/* What is taken off a payment by decision; 0 as a rule. */
bool recovery_offset(Work *w, const Bureau *bureau, const Batch *batch, const Payout *payout,
                     Money *out);
Move recovery_move(const Batch *batch, const Payout *payout, Money amount);

#endif
