/* Rows handed to a statement all at once: the table function `given(?1)`, columns v1 .. v16, reads
 * an array of the caller where it lies. INSERT INTO … SELECT v1, v2 FROM given(?1) keeps its place
 * in the table and in every index from row to row, where a statement for each row begins at the
 * root each time: about three times as fast. Only SQLite has it; statements that use it are marked
 * so.
 *
 * It is a virtual table that exists by its name alone (no row in the schema): best_index insists on
 * the pointer, filter takes it, column asks the caller for one cell. */
#include "db/handle.h"

#include <string.h>

#define GIVEN_TYPE "doudi given"
enum { SOURCE_COLUMN = GIVEN_COLUMNS };

typedef struct {
    sqlite3_vtab_cursor base;
    const GivenRows *rows;
    size_t at;
} GivenCursor;

/* As SQLite calls it. */
#define CONNECT_ARGUMENTS                                                                          \
    sqlite3 *handle, void *unused, int argc, const char *const *argv, sqlite3_vtab **out,          \
        char **message

static int given_connect(CONNECT_ARGUMENTS)
{
    (void)unused, (void)argc, (void)argv, (void)message;
    int code = sqlite3_declare_vtab(handle, statement_sql(&db_sql, "given_shape"));
    if (code != SQLITE_OK) return code;
    *out = sqlite3_malloc(sizeof **out);
    if (!*out) return SQLITE_NOMEM;
    **out = (sqlite3_vtab){0};
    return SQLITE_OK;
}

static int given_disconnect(sqlite3_vtab *table)
{
    sqlite3_free(table);
    return SQLITE_OK;
}

static int given_best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
    (void)table;
    for (int i = 0; i < info->nConstraint; i++) {
        if (info->aConstraint[i].iColumn != SOURCE_COLUMN || !info->aConstraint[i].usable) continue;
        info->aConstraintUsage[i].argvIndex = 1;
        info->aConstraintUsage[i].omit = 1;
        info->estimatedCost = 1;
        info->estimatedRows = 100;
        return SQLITE_OK;
    }
    return SQLITE_CONSTRAINT;
}

static int given_open(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
    (void)table;
    GivenCursor *cursor = sqlite3_malloc(sizeof *cursor);
    if (!cursor) return SQLITE_NOMEM;
    *cursor = (GivenCursor){0};
    *out = &cursor->base;
    return SQLITE_OK;
}

static int given_close(sqlite3_vtab_cursor *cursor)
{
    sqlite3_free(cursor);
    return SQLITE_OK;
}

static int given_filter(sqlite3_vtab_cursor *base, int number, const char *text, int argc,
                        sqlite3_value **argv)
{
    (void)number, (void)text;
    GivenCursor *cursor = (GivenCursor *)base;
    ensure(argc == 1);
    cursor->rows = sqlite3_value_pointer(argv[0], GIVEN_TYPE);
    ensure(cursor->rows); /* bound with db_bind_rows, never with anything else */
    cursor->at = 0;
    return SQLITE_OK;
}

static int given_next(sqlite3_vtab_cursor *base)
{
    ((GivenCursor *)base)->at++;
    return SQLITE_OK;
}

static int given_eof(sqlite3_vtab_cursor *base)
{
    const GivenCursor *cursor = (const GivenCursor *)base;
    return cursor->at >= cursor->rows->count;
}

static int given_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column)
{
    const GivenCursor *cursor = (const GivenCursor *)base;
    StoredValue value = {.kind = STORED_NULL};
    if (column < GIVEN_COLUMNS)
        value = cursor->rows->cell(cursor->rows->context, cursor->at, column + 1);
    if (value.kind == STORED_INT)
        sqlite3_result_int64(context, value.number);
    else if (value.kind == STORED_BYTES)
        sqlite3_result_text64(context, value.bytes.ptr ? value.bytes.ptr : "", value.bytes.len,
                              SQLITE_STATIC, SQLITE_UTF8);
    return SQLITE_OK;
}

static int given_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
    *out = (sqlite3_int64)((const GivenCursor *)base)->at;
    return SQLITE_OK;
}

bool given_register(Work *w)
{
    static const sqlite3_module module = {.xConnect = given_connect,
                                          .xBestIndex = given_best_index,
                                          .xDisconnect = given_disconnect,
                                          .xOpen = given_open,
                                          .xClose = given_close,
                                          .xFilter = given_filter,
                                          .xNext = given_next,
                                          .xEof = given_eof,
                                          .xColumn = given_column,
                                          .xRowid = given_rowid};
    sqlite3 *handle = w->store->handle;
    int code = sqlite3_create_module(handle, "given", &module, NULL);
    return code == SQLITE_OK ? true : store_fail(w, handle, code, "given");
}

void db_bind_rows(Stmt *s, int index, const GivenRows *rows)
{
    if (!s->handle) return;
    ensure(rows && rows->cell);
    ensure(sqlite3_bind_pointer(s->handle, index, (void *)(uintptr_t)rows, GIVEN_TYPE, NULL) ==
           SQLITE_OK);
}
