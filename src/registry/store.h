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
bool fact_put(FactWriter *writer, const FactWrite *write, FactEffect *effect);
/* The value of a sealed field as it is sealed and digested: trimmed, a citizen ID with a large X.
 */
Str sealed_normal(Arena *arena, const Field *field, Str text);

/* ---- people and units --------------------------------------------------------------------- */

bool person_add(Batch *b, PersonId *out);
/* By citizen ID or whatever number was written; the text need not be normal. */
bool person_find(Work *w, Str number, PersonId *out, bool *found);
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
