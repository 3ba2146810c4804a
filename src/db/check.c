/* Is the file sound? SQLite reads every page, compares every index with its table and follows every
 * reference; guard.c compares the schema with what the migrations make. store_check stops at the
 * first damage, store_faults tells all of it. */
#include "db/handle.h"
#include "db/words.def"

#include <string.h>

#define PROGRESS_STEPS 2000000 /* of SQLite's machine between two signs of life */

typedef struct {
    Work *w;
    int64_t ticks;
} Life;

static int show_life(void *context)
{
    Life *life = context;
    work_progress(life->w, STR(SAY_PROVING_PAGES), ++life->ticks, 0);
    return 0;
}

/* A check that answers in rows: `good` is the one row of a sound store, NULL for no row. */
typedef struct {
    const char *sql, *good;
    const char *sentence; /* of one row that is not `good` */
} RowCheck;

static bool row_is_good(sqlite3_stmt *s, const RowCheck *c)
{
    const char *said = (const char *)sqlite3_column_text(s, 0);
    return c->good && said && strcmp(said, c->good) == 0;
}

static void fault_add(Work *w, Faults *faults, const char *sentence, const char *said)
{
    Str text = format(w->arena, SAY_FOUND, sentence, said);
    faults_add(faults, (Fault){.file = str_of(w->store->path), .sentence = text});
}

static bool rows_check(Work *w, const RowCheck *c, Faults *faults)
{
    sqlite3 *handle = w->store->handle;
    sqlite3_stmt *s = NULL;
    int code = sqlite3_prepare_v2(handle, c->sql, -1, &s, NULL);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(s);
        if (code != SQLITE_ROW || row_is_good(s, c)) continue;
        const char *said = (const char *)sqlite3_column_text(s, 0);
        fault_add(w, faults, c->sentence, said ? said : "");
    }
    bool done = code == SQLITE_DONE ? true : store_fail(w, handle, code, c->sql);
    sqlite3_finalize(s);
    return done;
}

/* Reads a page for nothing but its checksum; *good false when it is not as it was written. */
static bool page_prove(Work *w, int64_t page, bool *good)
{
    int64_t unused;
    Stmt *s = db_stmt(w, &db_sql, "page_read");
    db_bind_int(s, 1, page);
    *good = db_scalar(s, 0, &unused);
    if (*good) return true;
    TRY(w->error.code == ERR_CORRUPT);
    w->error = (Error){0};
    return true;
}

static bool pages_prove(Work *w, Faults *faults)
{
    bool good;
    int64_t count;
    TRY(db_scalar(db_stmt(w, &db_sql, "page_count"), 0, &count));
    for (int64_t page = 1; page <= count; page++) {
        TRY(page_prove(w, page, &good));
        if (good) continue;
        Str said = format(w->arena, SAY_PAGE_NUMBER, (long long)page);
        fault_add(w, faults, SAY_PAGE_DAMAGED, said.ptr);
    }
    return true;
}

/* Pages first: SQLite's own check could not read past a bad one. */
static bool faults_find(Work *w, const char *integrity, Faults *faults)
{
    TRY(pages_prove(w, faults));
    if (faults->errors) return true;
    static const char references[] = "PRAGMA foreign_key_check";
    TRY(rows_check(w, &(RowCheck){integrity, "ok", SAY_PAGE_DAMAGED}, faults));
    TRY(rows_check(w, &(RowCheck){references, NULL, SAY_REFERENCE_DAMAGED}, faults));
    if (store_check_schema(w)) return true;
    TRY(w->error.code == ERR_CORRUPT);
    fault_add(w, faults, SAY_GUARD_DAMAGED, str_z(w->arena, w->error.detail));
    w->error = (Error){0};
    return true;
}

bool store_faults(Work *w, Faults *faults)
{
    Life life = {.w = w};
    if (w->progress) sqlite3_progress_handler(w->store->handle, PROGRESS_STEPS, show_life, &life);
    bool done = faults_find(w, "PRAGMA integrity_check(100)", faults);
    sqlite3_progress_handler(w->store->handle, 0, NULL, NULL);
    return done;
}

bool store_check(Work *w)
{
    Faults faults = faults_new(w->arena, 1);
    TRY(faults_find(w, "PRAGMA integrity_check(1)", &faults));
    if (faults.errors == 0) return true;
    return fail(w, ERR_CORRUPT, "%.*s", STR_ARG(faults.items[0].sentence));
}
