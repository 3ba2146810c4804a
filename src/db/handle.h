/* The inside of an open store. Only the files of db see it. */
#ifndef DB_HANDLE_H
#define DB_HANDLE_H

#include "db/db.h"

#include <sqlite3.h>

extern const SqlModule db_sql;

/* Written into the head of every store ("DOUD"), so that file(1) and store_open know it. */
#define STORE_APPLICATION_ID 0x444F5544

struct Stmt {
    sqlite3_stmt *handle; /* NULL when it could not be prepared */
    Work *work;           /* who uses it now: failures are described there */
    const char *name;     /* for messages */
    bool failed;          /* tells the end of the rows from a failure */
};

/* The statements of one room, prepared on first use. */
typedef struct {
    const SqlModule *module;
    Stmt **prepared; /* parallel to module->statements */
} Cache;

/* Statements of generated SQL, by text; open addressing, a power of two. */
typedef struct {
    Str *text;
    Stmt **prepared;
    size_t count, capacity;
} TextCache;

/* An open transaction belongs to one Work. The ticket lives in that Work's arena: freeing the Work
 * first rolls back, closing the store first only clears the ticket's pointer. */
typedef struct {
    Store *store;
} Ticket;

typedef struct {
    const void *owner;
    void *thing;
} Kept;

struct Store {
    Arena *arena;
    sqlite3 *handle;
    const char *path;
    bool read_only;
    Cache *caches;
    size_t cache_count;
    TextCache texts;
    Ticket *transaction; /* NULL outside */
    int64_t changes;     /* rows ever changed, when the transaction began */
    Ticket *group;       /* of a group of transactions; NULL outside */
    int group_joined;    /* groups begun inside it */
    Kept *kept;
    size_t kept_count, kept_capacity;
    Work *acting;           /* whose statement is being stepped: in_scope reads its scope */
    struct ScopeMap *scope; /* scope.c; NULL until asked for */
};

/* Rolls back whatever is open; for store_close. */
void store_abandon(Store *store);
/* Describes a failure of SQLite in w; `doing` names the statement or step. Returns false. */
bool store_fail(Work *w, sqlite3 *handle, int code, const char *doing);
/* An empty file for its owner alone, durable in its folder. */
bool file_make(Work *w, const char *path);
/* A number that SQLite itself answers: PRAGMA user_version and kin. */
bool pragma_number(Work *w, const char *sql, int64_t *out);
/* Runs SQL without rows or parameters. */
bool store_run(Work *w, const char *sql);
/* Brings the store's tables up to what the modules say. `created`: the file was empty. */
bool store_migrate(Work *w, const SqlModule *const *modules, size_t count, bool created);
void store_finalize(Store *store);
bool given_register(Work *w); /* the table function of db_bind_rows */
bool scope_register(Work *w); /* in_scope */
/* The text of a named statement, for a handle that has no cache. */
const char *statement_sql(const SqlModule *module, const char *name);
/* The tables, indexes and triggers are those the migrations make; no guard was taken down. */
bool store_check_schema(Work *w);

#endif
