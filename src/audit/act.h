/* One row of the chain, inside audit. */
#ifndef AUDIT_ACT_H
#define AUDIT_ACT_H

#include "audit/audit.h"
#include "db/db.h"

/* The digest of a row: over its encoding and the digest of the row before. */
Digest act_digest(Digester *d, const ActRow *row, Digest before);
/* Reads the row a statement stands on; texts are borrowed from it. *before: as stored. ERR_CORRUPT
 * when a digest has the wrong length. */
bool act_read(Work *w, Stmt *s, ActRow *row, Digest *before);

#endif
