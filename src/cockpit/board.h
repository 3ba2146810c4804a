/* What the pages of a month share; see board.c. Private to cockpit. */
#ifndef COCKPIT_BOARD_H
#define COCKPIT_BOARD_H

#include "cockpit/chart.h"
#include "cockpit/pages.h"

/* The month looked at, and what two years of closes posted. */
typedef struct {
    Month month, first, last; /* first of account, last closed */
    int months;               /* of the year, closed */
    LedgerMonthSum *sums;
    size_t sum_count;
} Board;
/* *closed: whether any month is. The month of the address, else the last that is closed. */
bool board_read(Page *p, Board *out, bool *closed);
bool board_month(Page *p, Month *out, bool *closed);
Str board_href(Page *p, const char *path, Month month);
Str place_href(Page *p, int64_t id, Month month); /* place.c */
KeyFigure money_figure(Arena *arena, const char *name, int64_t fen);
/* A table of a page, as the address of its file calls it; answers with the one that is asked. */
typedef struct {
    const char *which, *title, *unit;
    const ListTable *table;
} NamedTable;
bool sheet_choose(Page *p, Str page, Month month, const NamedTable *tables, size_t count);
bool tiles_fill(Page *p, const Rolls *rolls, Tiles *out);

#endif
