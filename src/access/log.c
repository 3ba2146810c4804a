/* What was looked at: one row a page, written many at once by the writer, for a page is read
 * fifteen thousand times a second and must not wait for a disk. It is no part of the chain; how
 * much of it was taken out, until when and by whom is. */
#include "access/room.h"
#include "access/words.def"

#define DAYS_KEY STR("access_log_days")
enum { LOG_COLUMNS = 5 };

/* ---- writing -------------------------------------------------------------------------------- */

static StoredValue log_cell(const void *context, size_t row, int column)
{
    const AccessRow *r = (const AccessRow *)context + row;
    switch (column) {
    case 1:
        return (StoredValue){.kind = STORED_INT, .number = r->instant};
    case 2:
        return (StoredValue){.kind = STORED_INT, .number = r->account};
    case 3:
        return (StoredValue){.kind = STORED_BYTES, .bytes = r->route};
    case 4:
        return (StoredValue){.kind = STORED_BYTES, .bytes = r->subject};
    default:
        return (StoredValue){.kind = STORED_INT, .number = r->status};
    }
}

static bool append_inside(Work *w, const AccessRow *rows, size_t count)
{
    GivenRows given = {.count = count, .context = rows, .cell = log_cell};
    Stmt *s = db_stmt(w, &access_sql, "log_insert_all");
    db_bind_rows(s, 1, &given);
    return db_run(s);
}

bool access_log_append(Work *w, const AccessRow *rows, size_t count)
{
    if (!count) return true;
    if (db_in_transaction(w)) return append_inside(w, rows, count);
    TRY(db_begin(w));
    return db_end(w, append_inside(w, rows, count));
}

/* ---- reading -------------------------------------------------------------------------------- */

bool access_log_count(Work *w, int64_t *rows)
{
    return db_scalar(db_stmt(w, &access_sql, "log_count"), 0, rows);
}

static Stmt *list_stmt(Work *w, const AccessQuery *q)
{
    const char *name = q->account.len   ? "log_newest_by"
                       : q->subject.len ? "log_newest_of"
                                        : "log_newest";
    Stmt *s = db_stmt(w, &access_sql, name);
    db_bind_int(s, 1, q->before ? q->before : INT64_MAX);
    db_bind_int(s, 2, (int64_t)q->limit);
    if (q->account.len) {
        db_bind_str(s, 3, q->account);
        db_bind_str(s, 4, q->subject);
    } else if (q->subject.len)
        db_bind_str(s, 3, q->subject);
    return s;
}

bool access_log_list(Work *w, const AccessQuery *q, AccessSeen **out, size_t *count)
{
    size_t capacity = 0;
    Stmt *s = list_stmt(w, q);
    *out = NULL;
    *count = 0;
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (AccessSeen){.id = db_int(s, 0),
                                          .row = {.instant = db_int(s, 1),
                                                  .account = db_int(s, 2),
                                                  .route = str_copy(w->arena, db_str(s, 3)),
                                                  .subject = str_copy(w->arena, db_str(s, 4)),
                                                  .status = (int)db_int(s, 5)},
                                          .account = str_copy(w->arena, db_str(s, 6))};
    }
    return !db_failed(s);
}

/* ---- the declared period -------------------------------------------------------------------- */

bool access_log_days(Work *w, int64_t *days)
{
    Str text;
    *days = ACCESS_LOG_DAYS;
    if (store_get(w, DAYS_KEY, &text)) return str_int(text, days);
    return w->error.code == ERR_NONE;
}

static bool keep_inside(Work *w, void *context, Commit commit)
{
    (void)commit;
    return store_set(w, DAYS_KEY, format(w->arena, "%d", *(const int *)context));
}

bool access_log_keep_days(Work *w, int days)
{
    TRY(access_need(w, DUTY_SYSTEM));
    if (days < ACCESS_LOG_DAYS) return refuse(w, ERR_INPUT, SAY_LOG_DAYS, ACCESS_LOG_DAYS);
    return act_do(w, &(Doing){.act = {.kind = STR("access_log_period"),
                                      .subject = STR("access_log"),
                                      .detail = format(w->arena, DETAIL_DAYS, days)},
                              .inside = keep_inside,
                              .context = &days});
}

typedef struct {
    int64_t before; /* instant */
    int64_t kept;   /* id of the oldest row that stays: rows are written in the order of time */
} Purge;

static bool oldest_kept(Work *w, Purge *purge)
{
    Stmt *s = db_stmt(w, &access_sql, "log_oldest_kept");
    db_bind_int(s, 1, purge->before);
    TRY(db_scalar(s, 0, &purge->kept));
    if (purge->kept) return true;
    TRY(db_scalar(db_stmt(w, &access_sql, "log_newest_id"), 0, &purge->kept));
    purge->kept++;
    return true;
}

static bool purge_inside(Work *w, void *context, Commit commit)
{
    const Purge *purge = context;
    Stmt *note = db_stmt(w, &access_sql, "log_purge_insert");
    db_bind_int(note, 1, commit.n);
    db_bind_int(note, 2, purge->before);
    db_bind_int(note, 3, purge->kept);
    TRY(db_run(note));
    Stmt *s = db_stmt(w, &access_sql, "log_delete");
    db_bind_int(s, 1, purge->kept);
    return db_run(s);
}

bool access_log_purge(Work *w, int64_t *rows)
{
    int64_t days;
    TRY(access_log_days(w, &days));
    Purge purge = {.before = w->now - days * 86400};
    TRY(oldest_kept(w, &purge));
    Stmt *s = db_stmt(w, &access_sql, "log_count_before");
    db_bind_int(s, 1, purge.kept);
    TRY(db_scalar(s, 0, rows));
    if (!*rows) return true;
    Str day = date_text(w->arena, (Date){(int32_t)((purge.before + 8 * 3600) / 86400)});
    return act_do(w, &(Doing){.act = {.kind = STR("access_log_purge"),
                                      .subject = STR("access_log"),
                                      .detail = format(w->arena, DETAIL_PURGE, (long long)*rows,
                                                       STR_ARG(day))},
                              .inside = purge_inside,
                              .context = &purge});
}
