/* The access log: who opened which page, about whom. Private to web. */
#ifndef WEB_LOG_H
#define WEB_LOG_H

#include "access/access.h"

/* Rows come from all loop threads and are written by a thread with a store of its own, once a
 * second and when it ends. */
typedef struct Log Log;
bool log_begin(Work *w, Store *store, Log **out); /* the store is its own from now on */
void log_row(Log *log, AccessRow row);            /* copies its texts; any thread */
void log_end(Log *log);                           /* all rows are written */
int64_t log_lost(Log *log);                       /* rows that could not be written */

#endif
