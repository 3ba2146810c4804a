/* What the rooms of registry share, first of all its import: one act's writing in bulk. Private.
 *
 *     TRY(db_begin(w));
 *     Batch b;
 *     TRY(batch_begin(w, &(Act){ .kind = STR("import"), ... }, sender, stated, &b));
 *     FactWriter *identity;
 *     TRY(fact_writer_new(&b, aspect, &identity));
 *     for each row:
 *         TRY(person_find(&b, number, &person, &found));
 *         if (!found) TRY(person_add(&b, &person));
 *         TRY(fact_put(identity, &(FactWrite){ ... }, &effect));
 *     TRY(db_commit(w));
 *
 * Rows of new subjects in the order of their ids are the fast path: no version is looked for. */
#ifndef REGISTRY_STORE_H
#define REGISTRY_STORE_H

#include "registry/registry.h"

/* ---- one act ------------------------------------------------------------------------------ */

typedef struct {
    Work *w;
    Commit commit;
    int64_t next_person, next_unit, next_enrolment, next_decision; /* ids not given yet */
} Batch;
/* Inside a transaction: records the act, and who said it (source: the sender or file; stated: the
 * sender's own day or DATE_NONE). */
bool batch_begin(Work *w, const Act *act, Str source, Date stated, Batch *out);
/* The account that acts, or "system". */
Str actor_account(const Work *w);

/* ---- facts -------------------------------------------------------------------------------- */

typedef enum { FACT_UNCHANGED, FACT_ADDED, FACT_CHANGED } FactEffect;
typedef struct FactWriter FactWriter;
bool fact_writer_new(Work *w, const Aspect *aspect, Commit commit, FactWriter **out);
/* As fact_write; ADDED when nothing was known of the subject's days, CHANGED when something was.
 * Texts in `write` are read only during the call. */
/* What lists show of new people goes to their cards, not to the table. */
struct NewPeople;
/* Rows of new subjects then wait as well, until the flush. */
bool fact_writer_gather(FactWriter *writer, struct NewPeople *people);
bool fact_writer_flush(FactWriter *writer);
bool fact_put(FactWriter *writer, const FactWrite *write, FactEffect *effect);
/* The value of a sealed field as it is sealed and digested: trimmed, a citizen ID with a large X.
 */
Str sealed_normal(Arena *arena, const Field *field, Str text);

/* ---- people and units --------------------------------------------------------------------- */

bool person_add(Batch *b, PersonId *out);
/* What lists show of a person. An empty text, no day and no division are not known. */
typedef struct {
    Str name, number_sealed, number_digest;
    Date birth;
    int64_t division;
} PersonCard;
/* The faster way for many: the id first, the facts by writers that gather, then the person. */
typedef struct NewPeople {
    struct KeyBlock *numbers;
    PersonId fresh; /* whose card is gathered */
    PersonCard card;
    /* The last that was looked for, so that it is not digested again; its seal, when the row was
     * read ahead. */
    Str number, digest, seal;
    struct Bulk *rows;       /* of people, that wait */
    struct NameNotes *names; /* told at the end, all at once */
} NewPeople;
PersonId person_reserve(Batch *b, NewPeople *people);
bool person_insert(const NewPeople *people);
struct Bulk *person_bulk_new(Batch *b); /* for NewPeople.rows */
/* The digest by which a number is found; the text need not be normal. */
bool person_digest(Work *w, Str number, Str *out);
/* By citizen ID or whatever number was written. */
bool person_find(Work *w, Str number, PersonId *out, bool *found);
/* The row of person_row and its kin: id, name, sealed number, birth, division. */
bool person_read(Work *w, Stmt *s, PersonRow *out);
/* Makes people findable by their names (names.h). What is told waits in memory until the flush,
 * but for so much that memory stays bounded: a name alone costs some 50 µs, of many one 1 µs. */
typedef struct NameNotes NameNotes;
NameNotes *name_notes_new(Work *w);
bool name_note(NameNotes *notes, Str name, PersonId person);
bool name_notes_flush(NameNotes *notes);
/* From now on names are read by a thread of its own; _sort has it go to the end while the caller
 * does something else before the flush. */
void name_notes_hurry(NameNotes *notes);
void name_notes_sort(NameNotes *notes);
/* Makes all names findable in a store from before there were keys; one transaction of its own. */
bool name_keys_fill(Work *w);
bool unit_add(Batch *b, const BenefitUnit *unit,
              UnitId *out); /* kind, number, applicant, division */
/* The unit of one of a person, made when there is none. */
bool unit_of_one(Batch *b, PersonId person, UnitId *out);

typedef struct {
    UnitId unit;
    PersonId person;
    Str role;
    bool applicant;
    Date from, to; /* days [from, to) */
    WriteKind kind;
    bool none; /* is no member on these days */
} MemberWrite;
bool member_put(Work *w, const MemberWrite *write, Commit commit, FactEffect *effect);

/* ---- rows of other registers -------------------------------------------------------------- */

/* The row that a name names, or 0. */
bool row_find(Work *w, const Register *reg, Str name, RowId *out);
bool row_add(Batch *b, const Register *reg, Str name, RowId *out);
/* A value of a field as a statement gives it; sealed texts are opened. */
bool fact_value_read(Work *w, Stmt *s, int at, const Field *field, Value *out);
/* What a reference names, as lists show it. */
Str reference_text(Work *w, const Field *field, Value value);

/* All of them, whatever w sees; the history of one subject likewise. */
bool rows_all(Work *w, const Register *reg, Date on, RegisterRow **out, size_t *count);
bool history_read(Work *w, const Aspect *aspect, int64_t subject, FactVersion **out,
                  size_t *count);
/* ERR_DENIED when the actor or a relative of his is concerned. */
bool keep_from_grants(Work *w, const Grant *grants, size_t count);
bool keep_from_decisions(Work *w, const Decision *decisions, size_t count);

/* ---- the change log ----------------------------------------------------------------------- */

/* Column files live by it: who writes versions of a subject that a table may know already, by
 * whatever statement, notes the subject. fact_put and member_put do. */
bool change_note_fact(Work *w, const Aspect *aspect, int64_t subject, Commit commit);
bool change_note_member(Work *w, UnitId unit, Commit commit);
bool change_note_order(Work *w); /* divisions have been numbered anew, by the latest act */
/* Units from this one on are made by the act: their members need no note. */
void changes_begin(Work *w, Commit commit, UnitId first_new);
/* What a change log calls it. */
Str change_name(Arena *arena, const Aspect *aspect);
#define CHANGED_MEMBERS STR("unit.member")
#define CHANGED_ORDER STR("division")
/* Subjects noted after a commit, rising. */
bool changes_since(Work *w, Str what, Commit since, int64_t **subjects, size_t *count);
/* Tables of fewer rows are not kept in files; 20,000 unless said otherwise. */
void changes_keep_from(Work *w, size_t rows);
size_t changes_kept_from(Work *w);

/* What a sender calls a thing (kind: "person", "household", …) that we know by id. */
typedef struct {
    Str sender, kind, name;
} SenderKey;
bool sender_key_find(Work *w, SenderKey key, int64_t *id); /* *id is 0 when nobody said it */
bool sender_key_add(Work *w, SenderKey key, int64_t id);   /* the first said stays */

/* ---- enrolments: the body of the public functions, inside a transaction --------------------- */

/* Writes grants or later decisions under one commit, copies what they rest on, tests exclusions. */
bool enrolment_put(Batch *b, const Bureau *bureau, const Grant *grants, size_t count, int64_t law);
bool decision_put(Batch *b, const Bureau *bureau, const Decision *decisions, size_t count);

#endif
