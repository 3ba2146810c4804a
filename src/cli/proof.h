/* What a store proves to be, and the text of it that is kept beside a backup. Private to cli. */
#ifndef CLI_PROOF_H
#define CLI_PROOF_H

#include "audit/audit.h"
#include "cli/command.h"
#include "ledger/ledger.h"

typedef struct {
    int64_t acts;
    Digest head; /* of the newest act */
    LedgerCheck check;
    int64_t decided;     /* acts whose decisions were held against their seals */
    int64_t papers;      /* files of papers that were held against their digests */
    Content ledger, all; /* the rows of the ledger's tables, of all tables */
} Proof;
/* Proves the ledger and makes the digests, inside the caller's read transaction. */
bool proof_make(Work *w, Proof *out);
/* Adds all that is wrong with the open store; false when it cannot be looked for. Without faults,
 * out->check is filled and proof_digest adds the rest. */
bool proof_faults(Work *w, Proof *out, Faults *faults);
/* Adds what column files say otherwise than the tables. */
bool proof_kept(Work *w, const Bureau *bureau, Faults *faults);
bool proof_digest(Work *w, Proof *out);
/* The lines of a manifest: one fact a line, equal for equal stores. */
Str proof_text(Arena *arena, const Proof *proof);
bool proof_equal(const Proof *a, const Proof *b);

#endif
