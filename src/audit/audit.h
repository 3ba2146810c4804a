/* audit: every act, chained. Included by every room that writes.
 *
 * An act is one committed transaction that changes something: one row with actor, purpose, time,
 * kind, subject, and the SM3 of the row before. Its number is the *commit number* of everything
 * written in it: strictly increasing, and the second time axis ("known since") of all facts.
 *
 *     TRY(db_begin(w));
 *     TRY(audit_act(w, &(Act){ .kind = STR("import"), .subject = STR("person"),
 *                              .detail = STR("file.csv sm3:…"), .rows_digest = digest }, &commit));
 *     … writes, stamped with commit …
 *     TRY(db_commit(w));
 *
 * The table is insert-only; the database enforces it. */
#ifndef AUDIT_H
#define AUDIT_H

#include "base/base.h"

typedef struct {
    int64_t n; /* 1.. */
} Commit;
#define COMMIT_OPEN INT64_MAX /* known_to of what still holds */

typedef struct {
    uint8_t byte[32];
} Digest;
typedef struct Digester Digester; /* a running SM3 */
Digester *digester_new(Arena *arena);
void digester_add(Digester *d, Str bytes);
Digest digester_end(Digester *d);
Digest digest_of(Str bytes);
Str digest_text(Arena *arena, Digest d); /* 64 hex digits */

typedef struct {
    Str kind;    /* import, decide, close, approve, … ; sorted table in acts.def */
    Str subject; /* what it was done to: "person:17", "batch:3" */
    Str purpose; /* why, in the actor's words or the case number */
    Str detail;  /* what: file name, counts */
    Digest rows; /* digest over a batch of lines sealed by this act; all zero if none */
} Act;
/* Must be inside a transaction; the actor is w->actor (or "system" when NULL). */
bool audit_act(Work *w, const Act *act, Commit *out);
/* Verifies the whole chain; *acts = rows read. ERR_CORRUPT names the first broken row. */
bool audit_verify(Work *w, int64_t *acts);
/* The newest commit at or before an instant; {0} when none. */
bool audit_commit_at(Work *w, int64_t instant, Commit *out);
bool audit_latest(Work *w, Commit *out);

#endif
