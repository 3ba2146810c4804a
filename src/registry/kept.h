/* Tables kept in column files: an aspect's, or that of memberships. Private to registry. */
#ifndef REGISTRY_KEPT_H
#define REGISTRY_KEPT_H

#include "registry/orders.h"
#include "registry/schema.h"
#include "registry/store.h"

/* Reads what is known now of some subjects of an aspect. */
typedef struct {
    Work *w;
    const Aspect *aspect;
    SchemaColumn *columns;
    size_t column_count;
    Orders orders;
    Stmt *statement;
} NowReader;
bool facts_now_begin(Work *w, const Aspect *aspect, NowReader *out);
/* Appends the rows of the subjects low .. high, as far as there is room; rows->count says how many
 * there are then: when it reaches the capacity there may be more. */
bool facts_now(NowReader *now, int64_t low, int64_t high, AspectRows *rows, size_t capacity);
ColumnType facts_column_type(const Field *field);
/* The same of memberships: columns[0] the person, columns[1] 1 for applicants. */
bool members_now(Work *w, int64_t low, int64_t high, AspectRows *rows, size_t capacity);

/* What the file of a table gives (*used: one is there and believed), and what the table does. */
bool kept_pair(Work *w, const Aspect *aspect, SubjectRows *kept, SubjectRows *table, bool *used);
/* The same versions of the same subjects; else *differs is a subject that has others. */
bool subject_rows_equal(const SubjectRows *a, const SubjectRows *b, size_t columns,
                        int64_t *differs);

#endif
