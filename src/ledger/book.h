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

/* ---- words (word.c) ------------------------------------------------------------------------- */

/* The words that somebody has met, by number; begin with nothing but an arena. */
typedef struct {
    Arena *arena;
    Str *texts; /* ptr NULL: none has this number */
    size_t count, capacity;
    bool broken;         /* the table could not be read: w says why */
    uint16_t recent[64]; /* where words that were asked for lately stand */
} Words;
/* Empty, with ptr NULL, when there is none. */
Str words_text(Work *w, Words *words, int64_t id);
bool words_find(Work *w, Words *words, Str text, int64_t *out); /* 0: there is none */
bool words_number(Work *w, Words *words, Str text,
                  int64_t *out); /* which is given now, if need be */
/* The numbers of a line's words. */
typedef struct {
    int64_t affair, component, fund;
} LineWords;

/* ---- sums kept with lines (tally.c) --------------------------------------------------------- */

enum { TALLY_KEYS = 5, SUM_KEYS = 5, SPAN_KEYS = 3, ENROLLED_KEYS = 3 };
typedef struct {
    int64_t key[TALLY_KEYS];
    int64_t a, b;
    bool used;
} Tally;
typedef struct {
    Arena *arena;
    Tally *items; /* open addressing, a power of two */
    size_t count, capacity;
} Tallies;
Tally *tally_of(Tallies *t, const int64_t key[TALLY_KEYS]); /* of zeros, when it is new */
const Tally *tally_find(const Tallies *t, const int64_t key[TALLY_KEYS]);
Tally *tallies_sorted(Arena *arena, const Tallies *t);
/* sums: by month of the close, affair, reason, source and division how many lines (a) and how much
 * (b). spans: by month, affair and act the first line (a) and the last (b). */
typedef struct {
    Tallies sums, spans;
} Kept;
typedef struct {
    const Line *line;
    const LineWords *words;
    int64_t id;
    Commit commit;
} PostedLine;
void kept_line(Kept *kept, const PostedLine *line); /* by rising id */
bool kept_write(Work *w, const Kept *kept);

/* ---- entries (entry.c) ---------------------------------------------------------------------- */

typedef struct {
    int64_t id, line, batch;
    int64_t affair; /* the number of its word, here and below */
    int64_t person;
    AccountKind debit, credit;
    Money amount;
    Reason reason;
    Commit commit;
} Entry;
/* Inserts the pair and carries it to the balances; ERR_CONFLICT when one would be overdrawn. */
bool entry_write(Work *w, const Entry *entry);
Entry entry_read(Stmt *s);
typedef struct {
    AccountKind account;
    int64_t affair, person;
    Money amount;
} Overdrawn;
bool overdrawn(Work *w, const Overdrawn *what); /* refuses, saying so */
/* Who owes something in which affair. */
typedef struct {
    const void *set;
} Debtors;
/* Enters posted lines into the accounts; lines[i] stands in the store as first + i. Those below
 * zero are left for lines_take_back, once all others are entered. */
typedef struct {
    const Line *lines;
    const LineWords *words; /* of each */
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
Move entry_move(const Entry *entry, Str affair);

/* ---- many at once (bulk.c) ------------------------------------------------------------------ */

/* Inserts lines[i] as first + i, without entries. */
bool bulk_lines(Work *w, const PostedSet *set);
/* As entry_write of each in order. */
bool bulk_entries(Work *w, const Entry *entries, size_t count);
/* Enters what lines first..last take back: first what is payable, then it is owed. */
bool lines_take_back(Work *w, int64_t first, int64_t last);
bool debtors_load(Work *w, Debtors *out);
bool debtors_has(const Debtors *debtors, int64_t affair, int64_t person);

/* ---- rows ----------------------------------------------------------------------------------- */

/* The row a statement of line columns stands on; texts are those of `words`. *joined: the commit
 * with which it joined its batch, 0 when in none. */
Line line_read(Work *w, Stmt *s, Words *words, int64_t *joined);
LineWords line_words(Stmt *s); /* of the same row */
bool last_id(Work *w, const char *statement, int64_t *out);

#endif
