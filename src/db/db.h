/* db: one small interface over SQLite; PostgreSQL speaks the same SQL. Named statements, forward
 * migrations, one writer.
 *
 * SQL stands in .sql files beside the room that owns the tables: schema.sql with blocks
 * "-- migration: 1 name", queries.sql with blocks "-- name: person_insert". A build step turns
 * each room's files into one SqlModule. Parameters are ?1 ?2 …; the dialect is what SQLite and
 * PostgreSQL share. Nothing is pasted together at run time, except by registry, which generates
 * SQL from checked declarations and prepares it through db_prepare_text.
 *
 *     TRY(db_begin(w));
 *     Stmt *s = db_stmt(w, &registry_sql, "person_insert");
 *     db_bind_int(s, 1, id); db_bind_str(s, 2, name);
 *     TRY(db_run(s));                         // a statement without rows
 *     TRY(db_commit(w));                      // durable when it returns true
 *
 * A Store is owned by the process; a Stmt is borrowed from the store's cache and reset by the next
 * db_stmt of the same name. Failures are ERR_STORE, a damaged file is ERR_CORRUPT, and what the
 * schema itself refuses (UNIQUE, CHECK, a trigger's RAISE) is ERR_CONFLICT. */
#ifndef DB_H
#define DB_H

#include "base/base.h"

typedef struct Store Store;
typedef struct Stmt Stmt;

typedef struct {
    const char *name; /* "person_insert" */
    const char *sql;
    bool sqlite_only; /* full text search and the like: PostgreSQL skips it */
} SqlStatement;
typedef struct {
    int version; /* 1, 2, 3 … */
    const char *name;
    const char *sql;
    bool sqlite_only;
} SqlMigration;
/* What one room brings: generated from its schema.sql and queries.sql as <room>_sql, which the
 * room's header declares: `extern const struct SqlModule registry_sql;`. */
typedef struct SqlModule {
    const char *room;
    const SqlMigration *migrations;
    size_t migration_count;
    const SqlStatement *statements; /* sorted by name */
    size_t statement_count;
} SqlModule;

typedef enum { STORE_CREATE = 1, STORE_READ_ONLY = 2 } StoreFlags;
/* Opens (or creates, with STORE_CREATE) the store and applies pending migrations of all modules, in
 * order, after a backup of the file beside it. Sets w->store. Refuses files of other programs, of a
 * newer Doudi (ERR_STATE) and damaged ones (ERR_CORRUPT). A store opened read only is never
 * migrated. One Store serves one thread; a second thread or process opens its own. */
bool store_open(Work *w, const char *path, int flags, const SqlModule *const *modules,
                size_t count);
void store_close(Store *store); /* NULL is allowed; rolls back an open transaction */
/* How many pages of the file it may keep in memory; 64 MB unless told. What serves has a store for
 * each thread. */
void store_cache(Store *store, int megabytes);
/* Brings what the log (STORE-wal) holds into the file and empties it, if nobody reads it now. */
void store_settle(Store *store);
const char *store_path(const Store *store);
bool store_is_read_only(const Store *store);
/* A consistent copy of the store, also while others write: of the state that the open read
 * transaction sees, or of now. The file must not exist yet; it appears whole and synced. */
bool store_backup(Work *w, const char *path);
/* Reads every page and every reference, and compares tables and triggers with what the migrations
 * make: ERR_CORRUPT names the first damage, or the first guard that is down or was slipped in. */
bool store_check(Work *w);
/* The same, but all that is found, up to the limit of `faults`; false when it cannot be looked
 * for. */
bool store_faults(Work *w, Faults *faults);
/* Walks the rows of all tables whose name begins with `prefix`, tables by name, rows by key: the
 * same content is walked in the same order. `values` are borrowed until `each` returns; false
 * stops. */
typedef enum { STORED_NULL, STORED_INT, STORED_BYTES } StoredKind;
typedef struct {
    StoredKind kind;
    int64_t number;
    Str bytes;
} StoredValue;
typedef struct {
    Str table;
    const StoredValue *values;
    size_t count;
} StoredRow;
typedef bool (*RowVisit)(Work *w, const StoredRow *row, void *context);
bool store_walk(Work *w, Str prefix, RowVisit each, void *context);
/* A small set of store-wide values: "demo" = "1", "home" = "360203", … ; one writer: db. */
bool store_set(Work *w, Str key, Str value);
bool store_get(Work *w, Str key, Str *value); /* value in w's arena; false and no error = absent */
/* What a room keeps with an open store (a key, a cache): found by the address of something the
 * room owns, NULL until kept. It lives in the store's arena, until store_close. */
Arena *store_arena(Store *store);
void store_keep(Store *store, const void *owner, void *thing);
void *store_kept(const Store *store, const void *owner);

/* One transaction per act. Begin waits for the writer; nested begin is a bug. A transaction that
 * is neither committed nor rolled back when its Work is freed is rolled back. */
bool db_begin(Work *w);
bool db_commit(Work *w); /* WAL, full sync: durable on return; rolled back when it returns false */
void db_rollback(Work *w);
/* Commits what is done, rolls back what is not: `return db_end(w, act_inside(w, …));` */
bool db_end(Work *w, bool done);
bool db_in_transaction(const Work *w);
/* Whether what is read now may still be undone: something has been written in the open transaction,
 * or transactions of the open group are not durable yet. */
bool db_has_written(const Work *w);
/* Group commit: transactions between the two are each done or undone as always, but become durable
 * together, when db_group_end returns true; only then may anybody be told. When it returns false
 * none of them happened. The group belongs to the Work that began it; others may act in it.
 * A group begun inside one is part of it: its end says true, and nobody is told before the outer
 * one's. */
bool db_group_begin(Work *w);
bool db_group_end(Work *w);
/* A read transaction: several statements see one state. End it with db_rollback. */
bool db_begin_read(Work *w);

/* ---- scope -------------------------------------------------------------------------------------
 * A Work that has a scope sees the rows of some divisions only: statements over scoped tables say
 * in_scope(division id) = 1, which reads the scope of the Work that runs them. No scope: all.
 * Scopes are intervals over the order numbers of the division tree, which the module that keeps the
 * tree tells by two statements: scope_order (?1 id: its order number, the numbering) and
 * scope_interval (?1 code: first, last, the numbering). */
typedef struct {
    int32_t first, last; /* order numbers of divisions, inclusive */
} Interval;
typedef struct Scope {
    const Interval *intervals;
    size_t count;     /* 0: sees nothing */
    int64_t numbered; /* the numbering of the tree that they belong to */
} Scope;
/* The divisions and all that lies in them; *out is NULL when that is all of the store (its home, or
 * code 0). Lives in w's arena. */
bool scope_make(Work *w, const Division *codes, size_t count, Scope **out);
/* Whether a scope still belongs to the numbering of the tree; asks the store once a second. */
bool scope_is_current(Work *w, const Scope *scope, bool *current);
bool scope_holds(Work *w, int64_t division, bool *holds); /* w's own */
/* The engine computes over everybody, whoever asks: between the two w sees all of the store. */
Scope *scope_lift(Work *w);
bool scope_return(Work *w, Scope *held, bool done); /* gives `done` back */
/* Whether the division with this id lies in the one with this code. */
bool scope_lies_in(Work *w, int64_t division, Division code, bool *lies);

/* A prepared statement of a module; unknown names are bugs. Never NULL: what SQLite refuses to
 * prepare (a damaged file) fails in db_run and db_next. */
Stmt *db_stmt(Work *w, const SqlModule *module, const char *name);
/* For registry's generated SQL only: cached by text. NULL and w->error on a faulty statement. */
Stmt *db_prepare_text(Work *w, Str sql);
/* For registry's generated tables and indexes only. */
bool db_define(Work *w, Str sql);
void db_bind_int(Stmt *s, int index, int64_t value);
void db_bind_str(Stmt *s, int index, Str value); /* borrowed until the statement is reset */
void db_bind_blob(Stmt *s, int index, Str bytes);
void db_bind_null(Stmt *s, int index);
/* Many rows at once, for a statement that reads them FROM given(?index) as v1 .. v16; marked
 * "sqlite" in queries.sql. `cell` says column 1.. of a row; its texts live until the statement has
 * run, as `rows` does. */
enum { GIVEN_COLUMNS = 16 };
typedef struct {
    size_t count;
    const void *context;
    StoredValue (*cell)(const void *context, size_t row, int column);
} GivenRows;
void db_bind_rows(Stmt *s, int index, const GivenRows *rows);
bool db_run(Stmt *s);                /* executes and resets; false on failure */
bool db_next(Stmt *s);               /* steps to the next row; false at the end or on failure */
bool db_failed(const Stmt *s);       /* tells the end from a failure after db_next */
int64_t db_int(Stmt *s, int column); /* 0.. */
Str db_str(Stmt *s, int column);     /* text or blob, borrowed until the next step */
bool db_is_null(Stmt *s, int column);
void db_reset(Stmt *s);
int64_t db_changes(Work *w);
int64_t db_last_id(Work *w);
/* One integer, or `absent` when there is no row. */
bool db_scalar(Stmt *s, int64_t absent, int64_t *out);

/* The same SQL (a migration or a statement) as PostgreSQL wants it: types, parameters, triggers.
 * Knows the dialect of README.md, no more; tests/postgres prepares everything through it. */
Str sql_for_postgres(Arena *arena, Str sql);
/* What db_prepare_text has prepared for this store so far: generated SQL, for that test. */
Str *db_prepared_texts(Arena *arena, const Store *store, size_t *count);

#endif
