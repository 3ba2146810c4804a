/* The inside of the ledger: entries, seals and their encodings. Only the files of ledger see it. */
#ifndef LEDGER_BOOK_H
#define LEDGER_BOOK_H

#include "db/db.h"
#include "ledger/ledger.h"

/* ---- seals (seal.c) ------------------------------------------------------------------------- */

typedef enum { SEAL_LINES, SEAL_MOVES, SEAL_MEMBERS, SEAL_KIND_COUNT } SealKind;
Str seal_kind_key(SealKind kind);
/* One set under one digest: begin with what it is and how it is encoded, add its rows, end. New
 * sets have SEAL_VERSION; the proof meets older ones. */
enum { SEAL_VERSION = 2, NUMBER_BYTES = 10, PACKED_BYTES = 256 };
typedef struct {
    Digester *digester;
    int version;
    size_t used; /* of packed: not digested yet */
    char packed[PACKED_BYTES];
} Sealing;
Sealing sealing_new(Arena *arena);
void seal_begin(Sealing *s, SealKind kind, int version);
void seal_line(Sealing *s, const Line *line); /* with the batch it was posted into, if any */
void seal_move(Sealing *s, const Move *move);
void seal_member(Sealing *s, int64_t batch, int64_t line);
Digest seal_end(Sealing *s); /* the sealing is as new afterwards */
/* Records that rows first..last are what the act `commit` seals; refuses another digest than the
 * act's, and a second set under one act. */
typedef struct {
    SealKind kind;
    int version; /* when read */
    int64_t first, last;
    Digest digest;
} Seal;
/* Kind, first, last and version from four columns; false when it is none that there is. */
bool seal_read(Stmt *s, int column, Seal *out);
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
/* Who owes something, by affair and person. */
typedef struct {
    const void *set;
} Debtors;
/* Enters posted lines into the accounts; lines[i] stands in the store as first + i. Those below
 * zero are left for lines_take_back, once all others are entered. */
typedef struct {
    const Line *lines;
    size_t count;
    int64_t first;
    Commit commit;
    const Debtors *debtors; /* before the first line of the act */
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
/* Enters what lines first..last take back: first what is payable, then it is owed. */
bool lines_take_back(Work *w, int64_t first, int64_t last);
bool debtors_load(Work *w, Debtors *out);
bool debtors_has(const Debtors *debtors, Str affair, int64_t person);

/* ---- rows ----------------------------------------------------------------------------------- */

/* The row a statement of line columns stands on; texts borrowed. *joined: the commit with which it
 * joined its batch, 0 when in none. */
Line line_read(Stmt *s, int64_t *joined);
bool last_id(Work *w, const char *statement, int64_t *out);

#endif
