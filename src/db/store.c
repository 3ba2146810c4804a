/* Opening and closing a store; its values; what rooms keep with it.
 *
 * store_open reads from top to bottom: find the file, open it, say how it is to be written (WAL,
 * full sync, foreign keys), make sure that it is ours, migrate. Every failure on the way closes the
 * handle again, through the store's arena. SQLite is told to trust nothing in the file: no schema
 * functions, no memory map (a truncated file must be an error, not a signal), cells checked when
 * read. */
#include "db/checksum.h"
#include "db/handle.h"
#include "db/words.def"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUSY_TIMEOUT_MS 30000

/* ---- failures ----------------------------------------------------------------------------- */

static ErrorCode error_of(int code)
{
    if (code == SQLITE_IOERR_DATA) return ERR_CORRUPT; /* a page's checksum */
    switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
        return ERR_CORRUPT;
    case SQLITE_CONSTRAINT:
        return ERR_CONFLICT;
    default:
        return ERR_STORE;
    }
}

/* What a clerk can do about it; NULL: nothing special. */
static const char *sentence_of(int code)
{
    if (code == SQLITE_IOERR_DATA) return SAY_PAGE_CHANGED;
    switch (code & 0xff) {
    case SQLITE_FULL:
        return SAY_DISK_FULL;
    case SQLITE_IOERR:
        return SAY_DISK_FAILED;
    case SQLITE_BUSY:
        return SAY_STORE_BUSY;
    case SQLITE_READONLY:
        return SAY_STORE_READ_ONLY;
    default:
        return NULL;
    }
}

bool store_fail(Work *w, sqlite3 *handle, int code, const char *doing)
{
    if ((code & 0xff) == SQLITE_NOMEM) memory_exhausted();
    const char *message = handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
    fail(w, error_of(code), "%s: %s (%d)", doing, message, code);
    if (sentence_of(code)) w->error.sentence = str_of(sentence_of(code));
    return false;
}

bool store_run(Work *w, const char *sql)
{
    sqlite3 *handle = w->store->handle;
    int code = sqlite3_exec(handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? true : store_fail(w, handle, code, sql);
}

/* ---- opening ------------------------------------------------------------------------------ */

static void handle_close(void *argument)
{
    Store *store = argument;
    sqlite3_close_v2(store->handle);
}

static Store *store_new(const char *path, int flags)
{
    Arena *arena = arena_new();
    Store *store = NEW(arena, Store);
    store->arena = arena;
    store->path = str_z(arena, str_of(path));
    store->read_only = (flags & STORE_READ_ONLY) != 0;
    return store;
}

static void caches_make(Store *store, const SqlModule *const *modules, size_t count)
{
    store->cache_count = count + 1;
    store->caches = NEW_ARRAY(store->arena, Cache, count + 1);
    for (size_t i = 0; i <= count; i++) {
        const SqlModule *module = i == 0 ? &db_sql : modules[i - 1];
        store->caches[i].module = module;
        store->caches[i].prepared = NEW_ARRAY(store->arena, Stmt *, module->statement_count + 1);
    }
}

/* A store holds people's lives: its file is made for its owner alone, and SQLite gives the files
 * beside it (WAL, journal) the same mode. */
bool file_make(Work *w, const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return refuse_file(w, path, errno);
    close(fd);
    return folder_sync(w->arena, path) ? true : refuse_file(w, path, errno);
}

static bool path_is_a_file(const char *path)
{
    return path[0] != '\0' && path[0] != ':'; /* ":memory:" and kin are not */
}

static bool handle_make(Work *w, Store *store, int mode)
{
    int code = sqlite3_open_v2(store->path, &store->handle, mode, checksum_layer());
    if (code != SQLITE_OK) return store_fail(w, store->handle, code, store->path);
    sqlite3_extended_result_codes(store->handle, 1);
    sqlite3_busy_timeout(store->handle, BUSY_TIMEOUT_MS);
    sqlite3_db_config(store->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(store->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    /* plans do not depend on bound values; without this, each binding prepares anew (STAT4) */
    sqlite3_db_config(store->handle, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
    return true;
}

/* The first reader makes the file that readers share (STORE-shm): on a full disk it cannot. */
static bool readers_find_no_room(Store *store)
{
    switch (sqlite3_exec(store->handle, "PRAGMA schema_version", NULL, NULL, NULL)) {
    case SQLITE_IOERR_SHMSIZE:
    case SQLITE_IOERR_SHMMAP:
    case SQLITE_IOERR_SHMOPEN:
        return true;
    default:
        return false;
    }
}

/* Reads go on when the disk is full: alone, with the index of the log in memory, for as long as
 * this store is open. SQLite wants to lock for that, so the file is opened as if to write. */
static bool handle_make_alone(Work *w, Store *store)
{
    sqlite3_close_v2(store->handle);
    store->handle = NULL;
    TRY(handle_make(w, store, SQLITE_OPEN_READWRITE));
    return store_run(w, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA query_only = ON");
}

static bool handle_open(Work *w, Store *store, int flags)
{
    if ((flags & STORE_CREATE) && path_is_a_file(store->path)) TRY(file_make(w, store->path));
    int mode = store->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    if (flags & STORE_CREATE) mode |= SQLITE_OPEN_CREATE;
    arena_on_free(store->arena, handle_close, store);
    TRY(handle_make(w, store, mode));
    return store->read_only && readers_find_no_room(store) ? handle_make_alone(w, store) : true;
}

bool pragma_number(Work *w, const char *sql, int64_t *out)
{
    sqlite3 *handle = w->store->handle;
    sqlite3_stmt *s = NULL;
    int code = sqlite3_prepare_v2(handle, sql, -1, &s, NULL);
    if (code == SQLITE_OK) code = sqlite3_step(s);
    *out = code == SQLITE_ROW ? sqlite3_column_int64(s, 0) : 0;
    bool done = code == SQLITE_ROW ? true : store_fail(w, handle, code, sql);
    sqlite3_finalize(s);
    return done;
}

/* *created: the file is empty, so that it may become ours. */
static bool file_is_ours(Work *w, bool *created)
{
    int64_t id, tables;
    TRY(pragma_number(w, "PRAGMA application_id", &id));
    TRY(db_scalar(db_stmt(w, &db_sql, "schema_size"), 0, &tables));
    *created = id == 0 && tables == 0;
    if (id == STORE_APPLICATION_ID || *created) return true;
    return refuse(w, ERR_STATE, SAY_NOT_OURS, w->store->path);
}

static bool settings_apply(Work *w)
{
    TRY(store_run(w, "PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON;"
                     "PRAGMA mmap_size = 0; PRAGMA cache_size = -65536; PRAGMA temp_store = 2"));
    TRY(given_register(w));
    TRY(scope_register(w));
    if (w->store->read_only) return true;
    return store_run(w, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                        "PRAGMA journal_size_limit = 67108864");
}

static bool store_begin_life(Work *w, const SqlModule *const *modules, size_t count)
{
    bool created;
    TRY(file_is_ours(w, &created));
    if (created && w->store->read_only) return refuse(w, ERR_STATE, SAY_IS_EMPTY, w->store->path);
    if (created) checksum_reserve(w->store->handle);
    TRY(settings_apply(w));
    return store_migrate(w, modules, count, created);
}

bool store_open(Work *w, const char *path, int flags, const SqlModule *const *modules, size_t count)
{
    ensure(!w->store);
    if (!(flags & STORE_CREATE) && access(path, F_OK) != 0)
        return refuse(w, ERR_NOT_FOUND, SAY_NO_STORE, path);
    Store *store = store_new(path, flags);
    caches_make(store, modules, count);
    w->store = store;
    if (handle_open(w, store, flags) && store_begin_life(w, modules, count)) return true;
    w->store = NULL;
    store_close(store);
    return false;
}

void store_close(Store *store)
{
    if (!store) return;
    store_abandon(store);
    store_finalize(store);
    arena_free(store->arena);
}

void store_cache(Store *store, int megabytes)
{
    const char *sql = format(store->arena, "PRAGMA cache_size = -%d", megabytes * 1024).ptr;
    sqlite3_exec(store->handle, sql, NULL, NULL, NULL);
}

/* Nobody is waited for: whoever still reads the log keeps it. */
void store_settle(Store *store)
{
    if (store->read_only) return;
    sqlite3_busy_timeout(store->handle, 0);
    sqlite3_wal_checkpoint_v2(store->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_busy_timeout(store->handle, BUSY_TIMEOUT_MS);
}

bool store_is_read_only(const Store *store)
{
    return store->read_only;
}

const char *store_path(const Store *store)
{
    return store->path;
}

/* ---- values ------------------------------------------------------------------------------- */

bool store_set(Work *w, Str key, Str value)
{
    Stmt *s = db_stmt(w, &db_sql, "value_set");
    db_bind_str(s, 1, key);
    db_bind_str(s, 2, value);
    return db_run(s);
}

bool store_get(Work *w, Str key, Str *value)
{
    Stmt *s = db_stmt(w, &db_sql, "value_get");
    db_bind_str(s, 1, key);
    bool found = db_next(s);
    if (found) *value = str_copy(w->arena, db_str(s, 0));
    db_reset(s);
    return found;
}

/* ---- what rooms keep with a store ----------------------------------------------------------- */

Arena *store_arena(Store *store)
{
    return store->arena;
}

void store_keep(Store *store, const void *owner, void *thing)
{
    ensure(!store_kept(store, owner));
    if (store->kept_count == store->kept_capacity)
        store->kept = arena_grow(store->arena, store->kept, &store->kept_capacity, sizeof(Kept));
    store->kept[store->kept_count++] = (Kept){owner, thing};
}

void *store_kept(const Store *store, const void *owner)
{
    for (size_t i = 0; i < store->kept_count; i++)
        if (store->kept[i].owner == owner) return store->kept[i].thing;
    return NULL;
}
