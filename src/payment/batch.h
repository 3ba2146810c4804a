/* Shared by the files that move a batch through its states. */
#ifndef PAYMENT_BATCH_H
#define PAYMENT_BATCH_H

#include "payment/payment.h"

/* Reads the batch and refuses unless it is in `state`; `what` names the move (words.def). */
bool batch_in_state(Work *w, int64_t batch, BatchState state, const char *what, Batch *out);
/* The act of a move of a batch. */
typedef struct {
    const char *kind;
    int64_t batch;
    Str detail;
    Digest rows; /* what it seals, or zero */
} BatchAct;
bool batch_act(Work *w, const BatchAct *act, Commit *commit);
/* What the batch is to pay: its own lines and the returns it has taken up, at most what is payable;
 * by affair and person. */
bool batch_payouts(Work *w, int64_t batch, Payout **out, size_t *count);
int64_t payouts_people(Work *w, const Payout *payouts, size_t count);
/* One act over some moves, which its digest seals. */
bool moves_post(Work *w, BatchAct act, const Move *moves, size_t count);
bool return_add(Work *w, int64_t batch, const Payout *row, Str cause);

#endif
