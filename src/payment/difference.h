/* Due minus paid: the lines that make what is posted equal to what is granted. Pure. */
#ifndef PAYMENT_DIFFERENCE_H
#define PAYMENT_DIFFERENCE_H

#include "entitle/entitle.h"
#include "ledger/ledger.h"

typedef struct {
    const Affair *affair;
    Month first, month; /* of account; being closed */
    const GrantedRows *granted;
    const GrantedRows *before; /* under the standards of the last close; NULL: the same */
    Posted *posted;            /* of the affair; components are put in the affair's order */
    size_t posted_count;
} DifferenceInput;

typedef struct {
    Line *lines;
    size_t count, capacity;
} Lines;

/* Appends the lines: by enrolment, person, month, component. Unknown months are left as they are;
 * barred ones are never raised. Division, urban, law and fund are for the caller to fill. */
void difference(Arena *arena, const DifferenceInput *input, Lines *out);

#endif
