/* SQL of declared registers: the only place where SQL is put together, and only from declarations
 * whose keys were checked. Private to registry.
 *
 * An aspect is a table fact_REGISTER_ASPECT: subject, valid_from, valid_to, known_from, known_to,
 * then one column a field; a sealed field has a second column FIELD_digest. */
#ifndef REGISTRY_SCHEMA_H
#define REGISTRY_SCHEMA_H

#include "lang/lang.h"

/* Keys that name tables and columns: [a-z_]+, at most 40, none of ours. ERR_LAW. */
bool schema_check(Work *w, const Bureau *bureau);
bool schema_key_is_plain(Str key);

/* Columns of an aspect's row after the five common ones, in order; a sealed field takes two. */
typedef struct {
    const Field *field;
    size_t index; /* of the field in its aspect */
    bool digest;  /* the second column of a sealed field */
} SchemaColumn;
SchemaColumn *schema_columns(Arena *arena, const Aspect *aspect, size_t *count);
const Field *schema_division(const Register *r); /* the first field that is a division, or NULL */
bool field_is_text(const Field *field);          /* stored as text: texts and sealed fields */

Str schema_create(Arena *arena, const Aspect *aspect);            /* CREATE TABLE */
Str schema_add(Arena *arena, const Field *field, bool digest);    /* ALTER TABLE … ADD COLUMN */
Str schema_rename(Arena *arena, const Field *field, bool digest); /* … RENAME COLUMN was TO key */
Str schema_index(Arena *arena, const Field *field);               /* empty when it needs none */

Str schema_insert(Arena *arena, const Aspect *aspect); /* ?1 .. ?5 common, ?6 .. columns */
/* Rows of given(?1): v1 subject, v2 and v3 its days, v4 .. columns; ?2 the commit. */
Str schema_insert_all(Arena *arena, const Aspect *aspect);
Str schema_versions(Arena *arena,
                    const Aspect *aspect); /* of ?1 on [?2, ?3): from, to, known_from, columns */
Str schema_close(Arena *arena,
                 const Aspect *aspect); /* ?1 subject ?2 from ?3 known_from ?4 commit */
Str schema_delete(Arena *arena, const Aspect *aspect);   /* ?1 ?2 ?3 as above */
Str schema_greatest(Arena *arena, const Aspect *aspect); /* subject */
Str schema_size(Arena *arena, const Aspect *aspect);     /* rows, known or not */
Str schema_known(Arena *arena, const Aspect *aspect);    /* at ?1: subject, from, to, columns */
/* What is known now of the subjects ?1 .. ?2: subject, from, to, the columns without texts. */
Str schema_now(Arena *arena, const Aspect *aspect);
/* A text as known now of the subjects ?1 .. ?2 on the day ?3: subject, known_from, text. */
Str schema_texts(Arena *arena, const Field *field);
/* What a field of texts says, or said until then, of the rows that act ?1 has changed. */
Str schema_said(Arena *arena, const Field *field);
Str schema_history(Arena *arena, const Aspect *aspect); /* of ?1, newest first */
/* Copies a field into decided_value for the decisions of commit ?1 under affair ?2; ?3 its id. */
Str schema_decided(Arena *arena, const Field *field);
Str schema_table(Arena *arena, const Aspect *aspect);       /* its quoted name */
Str schema_column_list(Arena *arena, const Aspect *aspect); /* , "name", "citizen_id", … */

/* schema_undo.c: taking back what commit ?1 wrote by commit ?2. Touched are the subjects of whom it
 * wrote or closed a version. */
typedef enum {
    UNDO_LATER,   /* ?1: act and subject of later changes to the touched, or to ?2 .. ?3 - 1 */
    UNDO_DECIDED, /* ?1: act, subject and decision that rest on what was written */
    UNDO_CLOSE,   /* closes what stands since */
    UNDO_RESTORE, /* writes again what stood before */
    UNDO_NOTE     /* into the change log; ?3 the aspect's name there */
} UndoStep;
Str schema_undo(Arena *arena, const Aspect *aspect, UndoStep step);
/* What lists show of the touched, by what stands now; empty when they show nothing of the field. */
Str schema_undo_card(Arena *arena, const Field *field);

#endif
