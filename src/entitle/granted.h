/* Rolls of the enrolled, shared by granted.c, sets.c and explain.c. */
#ifndef ENTITLE_GRANTED_H
#define ENTITLE_GRANTED_H

#include "entitle/decision.h"
#include "entitle/roll.h"

/* The dense subject of an enrolment for its affair, or -1. */
int32_t enrolment_subject(const FactBase *base, const Affair *affair, const Enrolment *e);
/* Puts an enrolment on a roll of the granted. */
void roll_enrol(FactBase *base, Roll *roll, const Enrolment *e, const MonthState *state);

/* Where granted rows go. */
typedef struct {
    FactBase *base;
    Arena *chunk; /* of the month at hand */
    EnjoyedMonth *enjoyed;
    GrantedRows *out;
    size_t capacity;
} Sink;
/* Adds what one row of a run gives, apportioned to persons. */
void granted_row(Sink *sink, const Roll *roll, const Run *run, size_t row, const MonthState *state);

/* As entitle_granted, month after month and each in the order of the enrolments; units are not
 * listed. out->count says how many rows to expect. */
bool granted_rows(Work *w, FactBase *base, const Affair *affair, Months months, GrantedRows *out);

#endif
