/* What is due beyond what is posted, in few bytes, until all of it is known: a back-dated standard
 * makes millions. */
#ifndef PAYMENT_DUE_H
#define PAYMENT_DUE_H

#include "payment/difference.h"

typedef struct {
    int64_t enrolment, unit, person, fen;
    Str component;
    int32_t month;
    uint32_t sequence; /* as it was added */
    uint16_t affair;   /* in the order of the bureau */
    uint8_t reason;
} Due;
typedef struct {
    Due *items;
    size_t count, capacity;
} Dues;
/* Takes lines whose texts may be of a passing arena. */
void dues_add(Arena *arena, Dues *dues, size_t affair, const Affair *of, const Lines *lines);
/* By affair, enrolment, person, month, as one merge of all would give them. */
void dues_sort(Dues *dues);
/* Appends the lines of an affair: items[next] and those after it that are of the same one. The end
 * of them is returned. */
size_t dues_lines(const Dues *dues, size_t next, const Affair *affair, Lines *out);

#endif
