/* See bulk.h. A few hundred rows lie as cells in one array, their texts packed beside them: large
 * enough that the statement's beginning costs nothing, small enough to stay in the cache. */
#include "registry/bulk.h"

#include <string.h>

enum { ROWS = 256 };

struct Bulk {
    Work *w;
    Stmt *insert;
    Commit commit;
    size_t width, count;
    StoredValue *cells;
    Arena *arena;
};

static void bulk_free(void *bulk)
{
    arena_free(((Bulk *)bulk)->arena);
}

Bulk *bulk_new(Work *w, Stmt *insert, size_t width, Commit commit)
{
    ensure(width <= GIVEN_COLUMNS);
    Bulk *b = NEW(w->arena, Bulk);
    *b = (Bulk){.w = w, .insert = insert, .commit = commit, .width = width, .arena = arena_new()};
    arena_on_free(w->arena, bulk_free, b);
    b->cells = NEW_ARRAY(w->arena, StoredValue, width * ROWS);
    return b;
}

static StoredValue bulk_cell(const void *context, size_t row, int column)
{
    const Bulk *b = context;
    if ((size_t)column > b->width) return (StoredValue){.kind = STORED_NULL};
    return b->cells[row * b->width + (size_t)column - 1];
}

bool bulk_flush(Bulk *b)
{
    if (!b || !b->count) return true;
    GivenRows rows = {b->count, b, bulk_cell};
    db_bind_rows(b->insert, 1, &rows);
    db_bind_int(b->insert, 2, b->commit.n);
    bool done = db_run(b->insert);
    b->count = 0;
    arena_reset(b->arena);
    return done;
}

bool bulk_row(Bulk *b, StoredValue **cells)
{
    if (b->count == ROWS) TRY(bulk_flush(b));
    *cells = b->cells + b->count++ * b->width;
    memset(*cells, 0, b->width * sizeof **cells);
    for (size_t i = 0; i < b->width; i++)
        (*cells)[i].kind = STORED_NULL;
    return true;
}

StoredValue bulk_int(int64_t number)
{
    return (StoredValue){.kind = STORED_INT, .number = number};
}

StoredValue bulk_text(Bulk *b, Str text)
{
    return (StoredValue){.kind = STORED_BYTES, .bytes = str_copy(b->arena, text)};
}
