/* What has changed since the last close, and whom it can touch: the others are due what is posted
 * for them already. */
#ifndef PAYMENT_TOUCHED_H
#define PAYMENT_TOUCHED_H

#include "payment/payment.h"

#define ENGINE "doudi 0.1"

/* What a close rests on. */
typedef struct {
    const Bureau *bureau;
    FactBase *base;
    int64_t law;   /* its text */
    Months months; /* to be looked at: all but the one being closed */
    bool full;     /* everybody, whatever has changed */
} TouchedAsk;
/* Reaches in `*out` whoever may be due for some of the months what is not posted. Everybody, where
 * it cannot be said what has changed: no close before, another engine, another text of the law than
 * its standards, divisions numbered anew. *whole says so. */
bool touched_since(Work *w, const TouchedAsk *ask, Reach **out, bool *whole);
/* Notes in the close's transaction what the next one needs to know. */
bool touched_note(Work *w, FactBase *base);

#endif
