/* Prepared statements: finding them by name or text, binding, stepping, reading.
 *
 * A statement is prepared once for a store and kept. A Stmt that SQLite refused to prepare is still
 * a Stmt: it takes bindings silently and fails when it is run, so that callers have one place to
 * look. Binding beyond the parameters or reading beyond the columns is a bug and stops. */
#include "db/handle.h"

#include <string.h>

/* ---- preparing ------------------------------------------------------------------------------ */

static bool stmt_prepare(Work *w, Stmt *s, Str sql)
{
    sqlite3 *handle = w->store->handle;
    ensure(sql.len < INT32_MAX);
    int code = sqlite3_prepare_v3(handle, sql.ptr, (int)sql.len, SQLITE_PREPARE_PERSISTENT,
                                  &s->handle, NULL);
    return code == SQLITE_OK ? true : store_fail(w, handle, code, s->name);
}

static int by_name(const SqlStatement *statement, const char *name)
{
    return strcmp(statement->name, name);
}

static size_t statement_index(const SqlModule *module, const char *name)
{
    size_t low = 0, high = module->statement_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = by_name(&module->statements[middle], name);
        if (order == 0) return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    ensure(false && "a statement of this name");
    return 0;
}

const char *statement_sql(const SqlModule *module, const char *name)
{
    return module->statements[statement_index(module, name)].sql;
}

static Cache *cache_of(Store *store, const SqlModule *module)
{
    for (size_t i = 0; i < store->cache_count; i++)
        if (store->caches[i].module == module) return &store->caches[i];
    ensure(false && "a module this store was opened with");
    return NULL;
}

/* Ready for a new use: nothing bound, no row, no old failure. */
static Stmt *stmt_ready(Work *w, Stmt *s)
{
    sqlite3_reset(s->handle);
    sqlite3_clear_bindings(s->handle);
    s->work = w;
    s->failed = false;
    return s;
}

Stmt *db_stmt(Work *w, const SqlModule *module, const char *name)
{
    ensure(w->store);
    Cache *cache = cache_of(w->store, module);
    size_t index = statement_index(module, name);
    Stmt *s = cache->prepared[index];
    if (!s) {
        s = cache->prepared[index] = NEW(w->store->arena, Stmt);
        s->name = module->statements[index].name;
    }
    if (!s->handle) s->failed = !stmt_prepare(w, s, str_of(module->statements[index].sql));
    s->work = w;
    return s->handle ? stmt_ready(w, s) : s;
}

/* ---- generated SQL, by its text ---------------------------------------------------------------
 */

static size_t text_slot(const TextCache *c, Str sql)
{
    size_t slot = (size_t)str_hash(sql) & (c->capacity - 1);
    while (c->prepared[slot] && !str_equal(c->text[slot], sql))
        slot = (slot + 1) & (c->capacity - 1);
    return slot;
}

static void texts_grow(Store *store)
{
    TextCache old = store->texts, *c = &store->texts;
    c->capacity = old.capacity ? old.capacity * 2 : 64;
    c->text = NEW_ARRAY(store->arena, Str, c->capacity);
    c->prepared = NEW_ARRAY(store->arena, Stmt *, c->capacity);
    for (size_t i = 0; i < old.capacity; i++) {
        if (!old.prepared[i]) continue;
        size_t slot = text_slot(c, old.text[i]);
        c->text[slot] = old.text[i];
        c->prepared[slot] = old.prepared[i];
    }
}

Stmt *db_prepare_text(Work *w, Str sql)
{
    Store *store = w->store;
    TextCache *c = &store->texts;
    if (c->count * 2 >= c->capacity) texts_grow(store);
    size_t slot = text_slot(c, sql);
    if (c->prepared[slot]) return stmt_ready(w, c->prepared[slot]);
    Stmt fresh = {.name = str_z(store->arena, sql)};
    if (!stmt_prepare(w, &fresh, sql)) return NULL;
    Stmt *s = NEW(store->arena, Stmt);
    *s = fresh;
    c->text[slot] = str_of(s->name);
    c->prepared[slot] = s;
    c->count++;
    return stmt_ready(w, s);
}

Str *db_prepared_texts(Arena *arena, const Store *store, size_t *count)
{
    const TextCache *c = &store->texts;
    Str *out = NEW_ARRAY(arena, Str, c->count);
    *count = 0;
    for (size_t i = 0; i < c->capacity; i++)
        if (c->prepared[i]) out[(*count)++] = c->text[i];
    return out;
}

bool db_define(Work *w, Str sql)
{
    return store_run(w, str_z(w->arena, sql));
}

void store_finalize(Store *store)
{
    for (size_t i = 0; i < store->cache_count; i++)
        for (size_t k = 0; k < store->caches[i].module->statement_count; k++)
            if (store->caches[i].prepared[k])
                sqlite3_finalize(store->caches[i].prepared[k]->handle);
    for (size_t i = 0; i < store->texts.capacity; i++)
        if (store->texts.prepared[i]) sqlite3_finalize(store->texts.prepared[i]->handle);
}

/* ---- binding -------------------------------------------------------------------------------- */

static void bound(Stmt *s, int code)
{
    ensure(!s->handle || code == SQLITE_OK);
}

void db_bind_int(Stmt *s, int index, int64_t value)
{
    bound(s, sqlite3_bind_int64(s->handle, index, value));
}

void db_bind_str(Stmt *s, int index, Str value)
{
    const char *ptr = value.ptr ? value.ptr : "";
    bound(s, sqlite3_bind_text64(s->handle, index, ptr, value.len, SQLITE_STATIC, SQLITE_UTF8));
}

void db_bind_blob(Stmt *s, int index, Str bytes)
{
    const char *ptr = bytes.ptr ? bytes.ptr : "";
    bound(s, sqlite3_bind_blob64(s->handle, index, ptr, bytes.len, SQLITE_STATIC));
}

void db_bind_null(Stmt *s, int index)
{
    bound(s, sqlite3_bind_null(s->handle, index));
}

/* ---- stepping and reading ---------------------------------------------------------------------
 */

/* A full disk makes SQLite roll back by itself: what follows must not run outside of the act. */
static bool transaction_is_lost(const Stmt *s)
{
    const Store *store = s->work->store;
    return (store->transaction || store->group) && sqlite3_get_autocommit(store->handle);
}

static int stmt_step(Stmt *s)
{
    if (!s->handle) return SQLITE_MISUSE; /* not prepared: already described */
    if (transaction_is_lost(s)) {
        s->failed = true;
        fail(s->work, ERR_STORE, "%s: the transaction was rolled back by the store", s->name);
        return SQLITE_ABORT;
    }
    s->work->store->acting = s->work;
    int code = sqlite3_step(s->handle);
    if (code == SQLITE_ROW || code == SQLITE_DONE) return code;
    store_fail(s->work, sqlite3_db_handle(s->handle), code, s->name);
    s->failed = true;
    return code;
}

bool db_run(Stmt *s)
{
    int code = stmt_step(s);
    ensure(code != SQLITE_ROW); /* a statement with rows is read with db_next */
    sqlite3_reset(s->handle);
    return code == SQLITE_DONE;
}

bool db_next(Stmt *s)
{
    int code = stmt_step(s);
    if (code == SQLITE_ROW) return true;
    sqlite3_reset(s->handle);
    return false;
}

bool db_failed(const Stmt *s)
{
    return s->failed;
}

int64_t db_int(Stmt *s, int column)
{
    ensure(column < sqlite3_data_count(s->handle));
    return sqlite3_column_int64(s->handle, column);
}

Str db_str(Stmt *s, int column)
{
    ensure(column < sqlite3_data_count(s->handle));
    bool blob = sqlite3_column_type(s->handle, column) == SQLITE_BLOB;
    const void *ptr = blob ? sqlite3_column_blob(s->handle, column)
                           : (const void *)sqlite3_column_text(s->handle, column);
    return (Str){ptr ? ptr : "", (size_t)sqlite3_column_bytes(s->handle, column)};
}

bool db_is_null(Stmt *s, int column)
{
    ensure(column < sqlite3_data_count(s->handle));
    return sqlite3_column_type(s->handle, column) == SQLITE_NULL;
}

void db_reset(Stmt *s)
{
    sqlite3_reset(s->handle);
}

int64_t db_changes(Work *w)
{
    return sqlite3_changes64(w->store->handle);
}

int64_t db_last_id(Work *w)
{
    return sqlite3_last_insert_rowid(w->store->handle);
}

bool db_scalar(Stmt *s, int64_t absent, int64_t *out)
{
    bool found = db_next(s);
    *out = found && !db_is_null(s, 0) ? db_int(s, 0) : absent;
    db_reset(s);
    return !db_failed(s);
}
