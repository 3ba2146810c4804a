/* audit: every act, chained. Included by every room that writes.
 *
 * An act is one committed transaction that changes something: one row with actor, purpose, time,
 * kind, subject, and the SM3 of the row before. Its number is the *commit number* of everything
 * written in it: strictly increasing, and the second time axis ("known since") of all facts.
 *
 *     TRY(db_begin(w));
 *     TRY(audit_act(w, &(Act){ .kind = STR("import"), .subject = STR("person"),
 *                              .detail = STR("file.csv sm3:…"), .rows = digest }, &commit));
 *     … writes, stamped with commit …
 *     TRY(db_commit(w));
 *
 * The table is insert-only; the database enforces it. The chain proves that no row was changed or
 * taken out; that the last rows were not cut off is proved by an *anchor*: the head (number and
 * digest) as it was printed on a document outside the store. */
#ifndef AUDIT_H
#define AUDIT_H

#include "base/base.h"

extern const struct SqlModule audit_sql;

typedef struct {
    int64_t n; /* 1.. */
} Commit;
#define COMMIT_OPEN INT64_MAX /* known_to of what still holds */

/* Who acts: w->actor. Made by access_enter and session_enter; duties and grants are access's.
 * NULL acts as "system". */
typedef struct Actor {
    int64_t id; /* account */
    Str account;
    Str name;
    unsigned duties; /* DutySet */
    const struct DutyGrant *grants;
    size_t grant_count;
} Actor;

typedef struct {
    uint8_t byte[32];
} Digest;
typedef struct Digester Digester; /* a running SM3 */
Digester *digester_new(Arena *arena);
void digester_add(Digester *d, Str bytes);
/* For canonical encodings: 8 bytes big endian; a text with its length before it. */
void digester_add_int(Digester *d, int64_t n);
void digester_add_text(Digester *d, Str text);
Digest digester_end(Digester *d); /* the digester is as new afterwards */
Digest digest_of(Str bytes);
bool digest_equal(Digest a, Digest b);
bool digest_is_zero(Digest d);
Str digest_text(Arena *arena, Digest d);  /* 64 hex digits */
bool digest_parse(Str text, Digest *out); /* 64 hex digits, either case */

typedef struct {
    Str kind; /* import, decide, close, approve, … ; sorted table in acts.def, others are bugs */
    Str subject; /* what it was done to: "person:17", "batch:3" */
    Str purpose; /* why, in the actor's words or the case number */
    Str detail;  /* what: file name, counts */
    Digest rows; /* digest over a batch of lines sealed by this act; all zero if none */
} Act;
Str act_kind_name(Str kind);                /* Chinese; empty when unknown */
size_t act_kinds(const char *const **keys); /* all of them, sorted */
typedef enum { SEALS_NOTHING, SEALS_LEDGER, SEALS_DECISIONS } ActSeals;
ActSeals act_kind_seals(Str kind); /* where the rows digest of such an act must be found again */

/* Must be inside a transaction; the actor is w->actor (or "system" when NULL). The time is w->now,
 * but never before the last act's: only a store marked demo lets time run backwards. */
bool audit_act(Work *w, const Act *act, Commit *out);
/* Verifies the whole chain; *acts = rows read. ERR_CORRUPT names the first broken row. */
bool audit_verify(Work *w, int64_t *acts);
/* Whether the chain still holds an anchor printed earlier. ERR_CORRUPT if not. */
bool audit_verify_anchor(Work *w, Commit commit, Digest digest);
/* The newest commit at or before an instant; {0} when none. */
bool audit_commit_at(Work *w, int64_t instant, Commit *out);
bool audit_latest(Work *w, Commit *out);
/* Number and digest of the newest act: print it where the store cannot reach. */
bool audit_head(Work *w, Commit *commit, Digest *digest);

/* ---- what leaves the house ------------------------------------------------------------------ */

/* A head signed by the store's own SM2 key (STORE.sm2, made at first use; STORE.sm2.pub to be given
 * away), as a small JSON file. */
typedef struct {
    Commit commit;
    Digest digest;
    int64_t signed_at; /* instant */
    Str home;          /* code of the store's area */
    Str key;           /* which key: the beginning of the SM3 of its public file */
    Str signature;     /* hexadecimal DER */
} SignedHead;
bool audit_sign(Work *w, SignedHead *out);
Str audit_head_text(Arena *arena, const SignedHead *head); /* JSON */
bool audit_head_write(Work *w, const SignedHead *head, const char *path);
bool audit_head_read(Work *w, const char *path, SignedHead *out);
/* The signature by a public key file (NULL: the one beside the store), and that the chain still
 * holds the act. ERR_CORRUPT if not. */
bool audit_verify_head(Work *w, const SignedHead *head, const char *key);
/* The whole log as text, for the stand-alone verifier. */
bool audit_export(Work *w, const char *path, int64_t *acts);
bool audit_export_text(Work *w, Buf *out, int64_t *acts); /* the same into a text */

typedef struct {
    Commit commit;
    int64_t instant; /* seconds since 1970 UTC */
    Str actor;       /* account */
    Act act;
    Digest digest; /* of this row */
} ActRow;
bool audit_row(Work *w, Commit commit, ActRow *out); /* ERR_NOT_FOUND */
typedef struct {
    Str subject;   /* empty: of all subjects */
    Commit before; /* {0}: from the newest on */
    size_t limit;
    Str actor, kind;     /* empty: all */
    int64_t from, until; /* instants, until: not included; 0: always */
    bool changes_only;   /* no logins, no passwords, no looking up */
} ActQuery;
bool audit_list(Work *w, const ActQuery *query, ActRow **out, size_t *count); /* newest first */
typedef struct {
    Str kind, subject; /* subject: of what is not one thing's alone ("person:17"), else empty */
    int64_t count;
} ActTally;
/* How many acts of each kind in a period (instants, until: not included). */
bool audit_tally(Work *w, int64_t from, int64_t until, ActTally **out, size_t *count);
/* Walks all acts by number; texts are borrowed until `each` returns, false stops. */
typedef bool (*ActVisit)(Work *w, const ActRow *row, void *context);
bool audit_walk(Work *w, ActVisit each, void *context);

/* What the tables whose name begins with `prefix` hold: equal stores have equal digests. */
typedef struct {
    int64_t rows;
    Digest digest;
} Content;
bool audit_content(Work *w, Str prefix, Content *out);

#endif
