/* One digest over the rows of many tables, so that two stores can be said to hold the same. A table
 * begins with its name, a row with its count of values, a value with its kind: no two contents have
 * the same encoding. */
#include "audit/audit.h"
#include "db/db.h"

typedef struct {
    Digester *digester;
    Str table; /* the last one seen */
    int64_t rows;
} Reading;

static bool row_read(Work *w, const StoredRow *row, void *context)
{
    Reading *r = context;
    if (!str_equal(r->table, row->table)) {
        r->table = str_copy(w->arena, row->table);
        digester_add_text(r->digester, row->table);
    }
    digester_add_int(r->digester, (int64_t)row->count);
    for (size_t i = 0; i < row->count; i++) {
        const StoredValue *v = &row->values[i];
        digester_add_int(r->digester, v->kind);
        if (v->kind == STORED_INT) digester_add_int(r->digester, v->number);
        if (v->kind == STORED_BYTES) digester_add_text(r->digester, v->bytes);
    }
    if (++r->rows % 100000 == 0) work_progress(w, row->table, r->rows, 0);
    return true;
}

bool audit_content(Work *w, Str prefix, Content *out)
{
    Reading reading = {.digester = digester_new(w->arena)};
    TRY(store_walk(w, prefix, row_read, &reading));
    *out = (Content){reading.rows, digester_end(reading.digester)};
    return true;
}
