/* Rows of a large file read ahead of the import, by a thread of its own; with them the numbers of
 * people, digested and sealed. Private to registry.
 *
 *     Ahead *ahead = ahead_new(arena, table, column, sealer);
 *     while (ahead_next(ahead, &row)) …row.cells[i]…;         // borrowed until the next row
 *     if (table_failed(table)) …                              // after ahead_end
 *     ahead_end(ahead);                                       // before the table is closed */
#ifndef REGISTRY_AHEAD_H
#define REGISTRY_AHEAD_H

#include "doc/doc.h"
#include "registry/registry.h"

typedef struct Ahead Ahead;
/* Reads what is left of the table. `sealer` NULL: no column is sealed. */
Ahead *ahead_new(Arena *arena, Table *table, ptrdiff_t column, Sealer *sealer);
bool ahead_next(Ahead *ahead, TableRow *row);
/* The number of the row at hand; `plain` is empty when it stands in no usual form. */
typedef struct {
    Str plain, digest, seal;
} SealedNumber;
SealedNumber ahead_number(const Ahead *ahead);
/* The table's faults, of all rows up to the one at hand at least. */
const Fault *ahead_faults(const Ahead *ahead, size_t *count);
void ahead_end(Ahead *ahead);

#endif
