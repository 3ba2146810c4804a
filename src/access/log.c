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

bool access_log_list(Work *w, const AccessQuery *q, AccessSeen **out, size_t *count)
{
    size_t capacity = 0;
    Stmt *s = db_stmt(w, &access_sql, "log_newest");
    db_bind_int(s, 1, q->before ? q->before : INT64_MAX);
    *out = NULL;
    *count = 0;
    while (*count < q->limit && db_next(s)) {
        if (q->account.len && !str_equal(db_str(s, 5), q->account)) continue;
        if (q->subject.len && !str_equal(db_str(s, 3), q->subject)) continue;
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (AccessSeen){.row = {.instant = db_int(s, 0),
                                                  .account = db_int(s, 1),
                                                  .route = str_copy(w->arena, db_str(s, 2)),
                                                  .subject = str_copy(w->arena, db_str(s, 3)),
                                                  .status = (int)db_int(s, 4)},
                                          .account = str_copy(w->arena, db_str(s, 5))};
    }
    db_reset(s);
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

static bool count_before(Work *w, int64_t before, int64_t *rows)
{
    Stmt *s = db_stmt(w, &access_sql, "log_count_before");
    db_bind_int(s, 1, before);
    return db_scalar(s, 0, rows);
}

static bool purge_inside(Work *w, void *context, Commit commit)
{
    const int64_t *before = context;
    Stmt *note = db_stmt(w, &access_sql, "log_purge_insert");
    db_bind_int(note, 1, commit.n);
    db_bind_int(note, 2, *before);
    TRY(db_run(note));
    Stmt *s = db_stmt(w, &access_sql, "log_delete");
    db_bind_int(s, 1, *before);
    return db_run(s);
}

bool access_log_purge(Work *w, int64_t *rows)
{
    int64_t days, before;
    TRY(access_log_days(w, &days));
    before = w->now - days * 86400;
    TRY(count_before(w, before, rows));
    if (!*rows) return true;
    Str day = date_text(w->arena, (Date){(int32_t)((before + 8 * 3600) / 86400)});
    return act_do(w, &(Doing){.act = {.kind = STR("access_log_purge"),
                                      .subject = STR("access_log"),
                                      .detail = format(w->arena, DETAIL_PURGE, (long long)*rows,
                                                       STR_ARG(day))},
                              .inside = purge_inside,
                              .context = &before});
}
