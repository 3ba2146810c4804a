/* backup: what a store proves to be, copies of it that are proved equal, and the folder in which
 * they are kept.
 *
 *     Proof proof;
 *     TRY(backup_make(w, &row, &proof));        // STORE.backups/2024-06-20-140500.db, and its .txt
 *     TRY(backup_prove(w, row.path, &faults));  // the copy, held against its manifest
 *
 * Invariants: a copy and its manifest come from one read transaction, so they tell of the same
 * state. Files of papers go along, each held against its digest. The key (STORE.key) is never
 * copied: who finds a backup must not be able to read the numbers in it. */
#ifndef BACKUP_H
#define BACKUP_H

#include "audit/audit.h"
#include "lang/lang.h"
#include "ledger/ledger.h"

/* ---- proof -------------------------------------------------------------------------------- */

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

/* ---- copies ------------------------------------------------------------------------------- */

/* A copy of the open store at a path that is free, and its manifest beside it (PATH.txt). */
bool backup_write(Work *w, Str path, Proof *proof);
Str backup_manifest_path(Arena *arena, Str copy);
/* *there is false when the copy came without one. */
bool backup_manifest(Work *w, Str copy, Str *text, bool *there);

typedef struct {
    Str name, path;  /* of the copy */
    int64_t instant; /* when it was made */
    int64_t bytes;
    Str manifest; /* empty: it came without one */
} BackupRow;
/* By 系统: one act, then a copy in STORE.backups. */
bool backup_make(Work *w, BackupRow *row, Proof *proof);
bool backup_list(Work *w, BackupRow **out, size_t *count); /* newest first */
bool backup_row(Work *w, Str name, BackupRow *out);        /* ERR_NOT_FOUND */
/* Opens the copy read only, proves it whole and holds it against its manifest. */
bool backup_prove(Work *w, const BackupRow *row, Faults *faults);
/* By 系统, who says why: one act; then the file may be handed out. */
bool backup_take(Work *w, const BackupRow *row, Str purpose);

#endif
