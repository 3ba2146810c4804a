/* Who was paid for a month, counted by place and affair; see rolls.c. Private to cockpit. */
#ifndef COCKPIT_ROLLS_H
#define COCKPIT_ROLLS_H

#include "page/page.h"

typedef struct {
    int64_t division; /* id */
    size_t affair;    /* index in the bureau */
    int64_t people, fen;
} RollCount;
typedef struct {
    Month month;
    RollCount *counts;
    size_t count;
} Rolls;
/* Of a closed month, the current amounts alone; as far as the page sees. Lives in its arena. */
bool rolls_read(Page *p, Month month, Rolls *out);
bool rolls_known(Page *p, Month month); /* without reading its lines */
/* What lies in a division (its subtree); everything where `within` is NULL. ROLLS_ALL: of all
 * affairs. */
#define ROLLS_ALL SIZE_MAX
bool rolls_sum(Page *p, const Rolls *rolls, const DivisionRow *within, size_t affair,
               RollCount *out);

#endif
