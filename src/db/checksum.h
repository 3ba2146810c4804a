/* A checksum in every page of a store's file: written with it, compared whenever it is read. */
#ifndef DB_CHECKSUM_H
#define DB_CHECKSUM_H

#include "base/base.h"

#include <sqlite3.h>

enum { CHECKSUM_BYTES = 8 };
/* A file control of the layer: pages are summed before the file's first page is written. */
#define CHECKSUM_ALWAYS 0x444F5501

/* The name of the layer to open a store with. */
const char *checksum_layer(void);
/* Before the first page of a new file is written: leave room for checksums. */
bool checksum_reserve(sqlite3 *handle);
bool checksum_is_kept(sqlite3 *handle);

#endif
