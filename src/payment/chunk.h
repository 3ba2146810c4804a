/* Work on much data within one act: a picture of a district, the rows of a bank file. */
#ifndef PAYMENT_CHUNK_H
#define PAYMENT_CHUNK_H

#include "base/base.h"

/* Calls `act` with an arena of its own in w, freed when it returns, so that twelve closes in one
 * Work do not hold twelve districts. What must outlive it is allocated in the arena that w had
 * before; the texts of a failure are kept. Returns what `act` returns. */
bool chunk_run(Work *w, bool (*act)(void *context), void *context);

#endif
