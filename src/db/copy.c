/* Copying a store while others write, and walking all that it holds.
 *
 * A copy is made beside its place, synced and renamed: whoever finds the file finds all of it. It
 * is taken inside one read transaction, so it holds the state of one commit; in WAL mode readers
 * and the writer do not wait for each other. A walk visits every row of every table in an order
 * that depends on the content alone: two stores with the same content give the same digest. */
#include "db/checksum.h"
#include "db/handle.h"
#include "db/words.def"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define COPY_STEP 2048 /* pages between two signs of life */

/* ---- copy ----------------------------------------------------------------------------------- */

static int copy_steps(Work *w, sqlite3_backup *copy)
{
    int code;
    do {
        code = sqlite3_backup_step(copy, COPY_STEP);
        int64_t all = sqlite3_backup_pagecount(copy);
        work_progress(w, STR(SAY_COPYING), all - sqlite3_backup_remaining(copy), all);
    } while (code == SQLITE_OK);
    return code;
}

static bool copy_pages(Work *w, sqlite3 *to, const char *path)
{
    sqlite3_extended_result_codes(to, 1);
    if (checksum_is_kept(w->store->handle)) sqlite3_file_control(to, "main", CHECKSUM_ALWAYS, NULL);
    sqlite3_backup *copy = sqlite3_backup_init(to, "main", w->store->handle, "main");
    if (!copy) return store_fail(w, to, sqlite3_errcode(to), path);
    int code = copy_steps(w, copy);
    sqlite3_backup_finish(copy);
    if (code != SQLITE_DONE) return store_fail(w, to, code, path);
    code = sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    return code == SQLITE_OK ? true : store_fail(w, to, code, path);
}

static bool copy_write(Work *w, const char *path)
{
    sqlite3 *to = NULL;
    TRY(file_make(w, path));
    int code = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE, checksum_layer());
    bool done = code == SQLITE_OK ? copy_pages(w, to, path) : store_fail(w, to, code, path);
    code = sqlite3_close(to);
    return done && code != SQLITE_OK ? store_fail(w, NULL, code, path) : done;
}

static bool file_sync(Work *w, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;
    int why = errno;
    if (fd >= 0) (void)close(fd);
    return synced ? true : refuse_file(w, path, why);
}

static bool copy_place(Work *w, const char *beside, const char *path)
{
    TRY(copy_write(w, beside));
    TRY(file_sync(w, beside));
    if (access(path, F_OK) == 0) return refuse(w, ERR_FILE, SAY_COPY_EXISTS, path);
    if (rename(beside, path) != 0) return refuse_file(w, path, errno);
    return folder_sync(w->arena, path) ? true : refuse_file(w, path, errno);
}

/* The read transaction begins with the first read in it. */
static bool copy_of_one_state(Work *w, const char *beside, const char *path)
{
    int64_t unused;
    TRY(pragma_number(w, "PRAGMA schema_version", &unused));
    return copy_place(w, beside, path);
}

bool store_backup(Work *w, const char *path)
{
    if (access(path, F_OK) == 0) return refuse(w, ERR_FILE, SAY_COPY_EXISTS, path);
    const char *beside = format(w->arena, "%s.%ld.part", path, (long)getpid()).ptr;
    bool within = db_in_transaction(w);
    unlink(beside); /* of a process of the same number that was killed */
    if (!within) TRY(db_begin_read(w));
    bool done = copy_of_one_state(w, beside, path);
    if (!within) db_rollback(w);
    if (!done) unlink(beside);
    return done;
}

/* ---- walk ----------------------------------------------------------------------------------- */

typedef struct {
    Work *w;
    RowVisit each;
    void *context;
} Walk;

static StoredValue value_of(sqlite3_stmt *s, int column)
{
    StoredValue v = {.kind = STORED_BYTES};
    switch (sqlite3_column_type(s, column)) {
    case SQLITE_NULL:
        v.kind = STORED_NULL;
        break;
    case SQLITE_INTEGER:
        v.kind = STORED_INT;
        v.number = sqlite3_column_int64(s, column);
        break;
    default:
        v.bytes.ptr = sqlite3_column_blob(s, column);
        v.bytes.len = (size_t)sqlite3_column_bytes(s, column);
        break;
    }
    return v;
}

static int table_steps(Walk *walk, Str table, sqlite3_stmt *s, StoredValue *values)
{
    int columns = sqlite3_column_count(s), code;
    StoredRow row = {.table = table, .values = values, .count = (size_t)columns};
    while ((code = sqlite3_step(s)) == SQLITE_ROW) {
        for (int i = 0; i < columns; i++)
            values[i] = value_of(s, i);
        if (!walk->each(walk->w, &row, walk->context)) return SQLITE_ABORT;
    }
    return code;
}

/* The statement of all rows, with the table's name put in, quoted. */
static Str rows_sql(Work *w, Str table)
{
    static const char place[] = "table_name";
    Buf sql = buf_new(w->arena);
    Str text = str_of(statement_sql(&db_sql, "table_rows"));
    ptrdiff_t at = str_find(text, str_of(place));
    ensure(at >= 0);
    buf_add(&sql, (Str){text.ptr, (size_t)at});
    buf_byte(&sql, '"');
    for (size_t i = 0; i < table.len; i++) {
        if (table.ptr[i] == '"') buf_byte(&sql, '"');
        buf_byte(&sql, table.ptr[i]);
    }
    buf_byte(&sql, '"');
    buf_add(&sql, str_from(text, (size_t)at + sizeof place - 1));
    return buf_str(&sql);
}

static bool table_walk(Walk *walk, Str table)
{
    Work *w = walk->w;
    Str sql = rows_sql(w, table);
    sqlite3_stmt *s = NULL;
    int code = sqlite3_prepare_v2(w->store->handle, sql.ptr, (int)sql.len, &s, NULL);
    if (code == SQLITE_OK) {
        StoredValue *values = NEW_ARRAY(w->arena, StoredValue, sqlite3_column_count(s) + 1);
        code = table_steps(walk, table, s, values);
    }
    bool done = code == SQLITE_DONE;
    if (!done && code != SQLITE_ABORT)
        store_fail(w, w->store->handle, code, str_z(w->arena, table));
    sqlite3_finalize(s);
    return done;
}

bool store_walk(Work *w, Str prefix, RowVisit each, void *context)
{
    Walk walk = {w, each, context};
    Str *names = NULL;
    size_t count = 0, capacity = 0;
    Stmt *s = db_stmt(w, &db_sql, "table_names");
    while (db_next(s)) {
        if (!str_starts(db_str(s, 0), prefix)) continue;
        if (count == capacity) names = arena_grow(w->arena, names, &capacity, sizeof *names);
        names[count++] = str_copy(w->arena, db_str(s, 0));
    }
    TRY(!db_failed(s));
    for (size_t i = 0; i < count; i++)
        TRY(table_walk(&walk, names[i]));
    return true;
}
