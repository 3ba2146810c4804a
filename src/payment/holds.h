/* What must not be paid out now. Suspended enrolments accrue: their lines are posted, but stay out
 * of drafts; what was drafted before the suspension, or before a death became known, stays out of
 * the bank file (semantics 2). */
#ifndef PAYMENT_HOLDS_H
#define PAYMENT_HOLDS_H

#include "payment/payment.h"

/* Enrolments suspended as of the last close. */
typedef struct {
    int64_t *ids; /* rising once held_sort or holds_stored has been called */
    size_t count, capacity;
} HeldEnrolments;
void held_add(Arena *arena, HeldEnrolments *held, int64_t enrolment);
bool held_has(const HeldEnrolments *held, int64_t enrolment); /* needs rising ids */
bool holds_stored(Work *w, HeldEnrolments *out);
/* Sorts `held` and compares it with what is stored. */
bool holds_compare(Work *w, HeldEnrolments *held, bool *same);
bool holds_replace(Work *w, const HeldEnrolments *held); /* inside a transaction */

/* Whom the bank must not pay now, by the registers of this moment: (affair, person), affair empty
 * for all affairs. */
typedef struct {
    struct HeldPayee {
        Str affair;
        int64_t person;
    } * items;
    size_t count, capacity;
} HeldPayees;
bool payees_held(Work *w, const Bureau *bureau, Month month, HeldPayees *out);
bool payee_has(const HeldPayees *held, Str affair, int64_t person);

/* Who is known to be dead, inside a transaction. */
typedef struct {
    SubjectRows rows;
    bool said; /* a register says it at all */
} Deaths;
bool deaths_read(Work *w, const Bureau *bureau, Deaths *out);
bool deaths_has(const Deaths *deaths, int64_t person);

#endif
