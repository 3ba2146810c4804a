/* One row of the chain, inside audit. */
#ifndef AUDIT_ACT_H
#define AUDIT_ACT_H

#include "audit/audit.h"
#include "db/db.h"

#include <sys/types.h>

/* The digest of a row: over its encoding and the digest of the row before. */
Digest act_digest(Digester *d, const ActRow *row, Digest before);
/* Reads the row a statement stands on; texts are borrowed from it. *before: as stored. ERR_CORRUPT
 * when a digest has the wrong length. */
bool act_read(Work *w, Stmt *s, ActRow *row, Digest *before);

/* sign.c */
bool audit_file_write(Work *w, const char *path, mode_t mode, Str text); /* a new file, synced */
bool audit_verify_signature(Work *w, const SignedHead *head, const char *key);
bool audit_head_parse(Work *w, Str text, SignedHead *out); /* export.c */

#endif
