/* What programs were answered, by the key that they gave their request (Idempotency-Key): who hears
 * no answer asks again under the same key, is told the same, and nothing is done twice. A row is
 * written behind its act, by the writer and in the same group, so that both are durable or neither
 * is. It is no part of the chain, and goes after ANSWERED_DAYS. */
#include "access/room.h"

bool answered_find(Work *w, Str key, Answered *out)
{
    *out = (Answered){.status = 0};
    ensure(w->actor != NULL);
    Stmt *s = db_stmt(w, &access_sql, "answered_find");
    db_bind_int(s, 1, w->actor->id);
    db_bind_str(s, 2, key);
    if (!db_next(s)) return !db_failed(s);
    out->request = str_copy(w->arena, db_str(s, 0));
    out->status = (int)db_int(s, 1);
    out->body = str_copy(w->arena, db_str(s, 2));
    db_reset(s);
    return true;
}

static bool keep_inside(Work *w, Str key, const Answered *answered)
{
    Stmt *s = db_stmt(w, &access_sql, "answered_purge");
    db_bind_int(s, 1, w->now - ANSWERED_DAYS * 86400);
    TRY(db_run(s));
    s = db_stmt(w, &access_sql, "answered_insert");
    db_bind_int(s, 1, w->actor->id);
    db_bind_str(s, 2, key);
    db_bind_str(s, 3, answered->request);
    db_bind_int(s, 4, answered->status);
    db_bind_str(s, 5, answered->body);
    db_bind_int(s, 6, w->now);
    return db_run(s);
}

bool answered_keep(Work *w, Str key, const Answered *answered)
{
    ensure(w->actor != NULL);
    TRY(db_begin(w));
    return db_end(w, keep_inside(w, key, answered));
}
