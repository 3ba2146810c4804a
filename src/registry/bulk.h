/* Rows that wait to be written by one statement: INSERT … SELECT v1, v2 … FROM given(?1) (db.h).
 * Private to registry.
 *
 *     StoredValue *cells;
 *     TRY(bulk_row(b, &cells));
 *     cells[0] = bulk_int(7);
 *     cells[1] = bulk_text(b, name);      // copied
 *     TRY(bulk_flush(b));                 // before anybody reads the table */
#ifndef REGISTRY_BULK_H
#define REGISTRY_BULK_H

#include "registry/registry.h"

typedef struct Bulk Bulk;
/* ?1 of `insert` are the rows, ?2 the commit. Lives in w's arena. */
Bulk *bulk_new(Work *w, Stmt *insert, size_t width, Commit commit);
/* The cells of one more row, all null; writes those that wait when there are enough. */
bool bulk_row(Bulk *bulk, StoredValue **cells);
StoredValue bulk_int(int64_t number);
StoredValue bulk_text(Bulk *bulk, Str text);
bool bulk_flush(Bulk *bulk); /* NULL: nothing waits */

#endif
