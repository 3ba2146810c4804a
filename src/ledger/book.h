/* The inside of the ledger: entries, seals and their encodings. Only the files of ledger see it. */
#ifndef LEDGER_BOOK_H
#define LEDGER_BOOK_H

#include "db/db.h"
#include "ledger/ledger.h"

/* ---- seals (seal.c) ------------------------------------------------------------------------- */

typedef enum { SEAL_LINES, SEAL_MOVES, SEAL_MEMBERS, SEAL_KIND_COUNT } SealKind;
Str seal_kind_key(SealKind kind);
bool seal_kind_parse(Str key, SealKind *out);
/* One set under one digest: begin with what it is, add its rows, end with digester_end. */
void seal_begin(Digester *d, SealKind kind);
void seal_line(Digester *d, const Line *line); /* with the batch it was posted into, if any */
void seal_move(Digester *d, const Move *move);
void seal_member(Digester *d, int64_t batch, int64_t line);
/* Records that rows first..last are what the act `commit` seals; refuses another digest than the
 * act's, and a second set under one act. */
typedef struct {
    SealKind kind;
    int64_t first, last;
    Digest digest;
} Seal;
bool seal_write(Work *w, const Seal *seal, Commit commit);

/* ---- entries (entry.c) ---------------------------------------------------------------------- */

typedef struct {
    int64_t id, line, batch;
    Str affair;
    int64_t person;
    AccountKind debit, credit;
    Money amount;
    Reason reason;
    Commit commit;
} Entry;
/* Inserts the pair and carries it to the balances; ERR_CONFLICT when one would be overdrawn. */
bool entry_write(Work *w, const Entry *entry);
Entry entry_read(Stmt *s); /* texts borrowed from the statement */
typedef struct {
    AccountKind account;
    Str affair;
    int64_t person;
    Money amount;
} Overdrawn;
bool overdrawn(Work *w, const Overdrawn *what); /* refuses, saying so */
/* Enters posted lines into the accounts; lines[i] stands in the store as first + i. */
typedef struct {
    const Line *lines;
    size_t count;
    int64_t first;
    Commit commit;
} PostedSet;
bool lines_enter(Work *w, const PostedSet *set);
bool account_by_person(AccountKind account); /* whether balances are kept of it */
/* How an entry changes a balance kept by person: +amount, -amount or 0. */
int64_t entry_effect(const Entry *entry, AccountKind account);

/* ---- proofs (check.c) ----------------------------------------------------------------------- */

/* Refuses with ERR_CORRUPT, naming what is damaged and how; what was said first stays. */
bool damaged(Work *w, const char *what, int64_t id, const char *how);
/* The line's narrower fields hold what the columns of the statement's row hold. */
bool line_fits(Stmt *s, const Line *line);
Move entry_move(const Entry *entry);

/* ---- many at once (bulk.c) ------------------------------------------------------------------ */

/* Inserts lines[i] as first + i, without entries. */
bool bulk_lines(Work *w, const Line *lines, size_t count, int64_t first, Commit commit);
/* As entry_write of each in order. */
bool bulk_entries(Work *w, const Entry *entries, size_t count);
/* Who owes something, by affair and person. */
typedef struct {
    const void *set;
} Debtors;
bool debtors_load(Work *w, Debtors *out);
bool debtors_has(const Debtors *debtors, Str affair, int64_t person);

/* ---- rows ----------------------------------------------------------------------------------- */

/* The row a statement of line columns stands on; texts borrowed. *joined: the commit with which it
 * joined its batch, 0 when in none. */
Line line_read(Stmt *s, int64_t *joined);
bool last_id(Work *w, const char *statement, int64_t *out);

#endif
