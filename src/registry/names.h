/* Names in pages: how people are found by name. Private to registry.
 *
 * A store of a million people has as many names as people, and each is wanted in five orders. As
 * rows of a table with indexes these were two thirds of all that an import wrote. So entries lie
 * sorted in pages of some four thousand bytes, one row of name_page each:
 *
 *     NAMES_BY_ORDER      zhang1…san1… TAB name        how dictionaries read it
 *     NAMES_BY_GIVEN      san1… TAB name               without the surname
 *     NAMES_BY_LETTERS    zhangsan TAB name            also under the surname's other reading
 *     NAMES_BY_INITIALS   zs zhang1…san1… TAB name     likewise
 *     NAMES_OF_PEOPLE     name TAB person              whoever ever had it
 *
 * An entry is never taken back: who finds a person by one looks whether the name still holds. */
#ifndef REGISTRY_NAMES_H
#define REGISTRY_NAMES_H

#include "registry/registry.h"

typedef enum {
    NAMES_BY_ORDER,
    NAMES_BY_GIVEN,
    NAMES_BY_LETTERS,
    NAMES_BY_INITIALS,
    NAMES_OF_PEOPLE,
    NAME_ORDERS
} NameOrder;

/* Entries that begin with a text, in their order. */
typedef struct {
    Work *w;
    NameOrder order;
    Str begin, first, rest; /* the page at hand: its first entry, what is not read yet */
    Arena *pages;           /* where it lies */
    bool started, failed;
} NameScan;
NameScan names_scan(Work *w, NameOrder order, Str begin);
/* The next entry's part after the TAB, which lives until the next call; false at the end and on a
 * failure. */
bool names_next(NameScan *scan, Str *found);
void names_end(NameScan *scan);

#endif
