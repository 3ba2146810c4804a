/* Are the guards still up? The check compares the store's schema with the one that the
 * migrations make in an empty store: what they make must stand there word for word, and nothing
 * that acts by itself (a trigger, a view) may stand there besides. Tables that registry
 * generates are its own. */
#include "db/handle.h"

static bool differs(Work *w, const char *name, const char *how)
{
    return fail(w, ERR_CORRUPT, "%s: %s %s", w->store->path, name, how);
}

/* Every row that the statement `what` finds in one schema must stand in the other. */
typedef struct {
    sqlite3 *from, *in;
    const char *what, *otherwise;
} Comparison;

static bool prepare(sqlite3 *handle, const char *name, sqlite3_stmt **out)
{
    return sqlite3_prepare_v2(handle, statement_sql(&db_sql, name), -1, out, NULL) == SQLITE_OK;
}

static bool row_is_found(sqlite3_stmt *row, sqlite3_stmt *find)
{
    sqlite3_reset(find);
    for (int i = 0; i < sqlite3_column_count(row); i++)
        sqlite3_bind_value(find, i + 1, sqlite3_column_value(row, i));
    return sqlite3_step(find) == SQLITE_ROW;
}

static bool rows_compare(Work *w, const Comparison *c)
{
    sqlite3_stmt *row = NULL, *find = NULL;
    bool same = prepare(c->from, c->what, &row) && prepare(c->in, "schema_same", &find);
    int code = same ? SQLITE_ROW : SQLITE_ERROR;
    while (same && (code = sqlite3_step(row)) == SQLITE_ROW)
        same = row_is_found(row, find);
    if (!same && code == SQLITE_ROW)
        differs(w, (const char *)sqlite3_column_text(row, 0), c->otherwise);
    else if (code != SQLITE_DONE)
        store_fail(w, c->from, code, "schema");
    sqlite3_finalize(row);
    sqlite3_finalize(find);
    return code == SQLITE_DONE;
}

static bool module_make(Work *w, sqlite3 *fresh, const SqlModule *module)
{
    for (size_t i = 0; i < module->migration_count; i++) {
        int code = sqlite3_exec(fresh, module->migrations[i].sql, NULL, NULL, NULL);
        if (code != SQLITE_OK) return store_fail(w, fresh, code, module->room);
    }
    return true;
}

static bool compare_with(Work *w, sqlite3 *fresh)
{
    for (size_t i = 0; i < w->store->cache_count; i++)
        TRY(module_make(w, fresh, w->store->caches[i].module));
    sqlite3 *ours = w->store->handle;
    TRY(rows_compare(w, &(Comparison){fresh, ours, "schema_made", "was changed or taken down"}));
    return rows_compare(w, &(Comparison){ours, fresh, "schema_acting", "was slipped in"});
}

bool store_check_schema(Work *w)
{
    sqlite3 *fresh = NULL;
    int code = sqlite3_open(":memory:", &fresh);
    bool same = code == SQLITE_OK ? compare_with(w, fresh) : store_fail(w, fresh, code, "memory");
    sqlite3_close(fresh);
    return same;
}
