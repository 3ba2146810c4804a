/* What is due beyond what is posted, in few bytes, until all of it is known: a back-dated standard
 * makes millions. */
#ifndef PAYMENT_DUE_H
#define PAYMENT_DUE_H

#include "payment/difference.h"

typedef struct {
    int64_t enrolment, unit, person, fen;
    int32_t month;
    uint32_t sequence; /* as it was added */
    uint16_t affair;   /* in the order of the bureau */
    uint16_t component;
    uint8_t reason;
} Due;
/* In blocks, so that more of them never means moving those there are. */
typedef struct {
    Due **blocks;
    size_t block_count, block_capacity, count;
    uint32_t *order; /* once sorted */
    Str *components; /* keys that Due.component counts */
    size_t component_count, component_capacity;
} Dues;
/* Takes lines whose texts may be of a passing arena. */
void dues_add(Arena *arena, Dues *dues, size_t affair, const Affair *of, const Lines *lines);
/* By affair, enrolment, person, month, as one merge of all would give them. */
void dues_sort(Arena *arena, Dues *dues);
/* Appends lines of an affair, at most so many: the next-th and those after it that are of the same
 * one. The end of them is returned. */
typedef struct {
    size_t next, most;
} DueRange;
size_t dues_lines(Arena *arena, const Dues *dues, const DueRange *range, const Affair *affair,
                  Lines *out);
/* Whether the next-th is of an affair. */
bool dues_of(const Dues *dues, size_t next, size_t affair);

#endif
