/* Transactions. A write transaction takes the writer's place at once (BEGIN IMMEDIATE), so that
 * what it reads cannot change under it and waiting happens in one place. Whoever forgets to end one
 * is rolled back when its Work is freed: see Ticket. */
#include "db/handle.h"

static void ticket_close(void *argument)
{
    Ticket *ticket = argument;
    if (!ticket->store) return;
    sqlite3_exec(ticket->store->handle, "ROLLBACK", NULL, NULL, NULL);
    ticket->store->transaction = NULL;
    ticket->store = NULL;
}

static bool begin(Work *w, const char *sql)
{
    ensure(w->store && !w->store->transaction);
    TRY(store_run(w, sql));
    Ticket *ticket = NEW(w->arena, Ticket);
    ticket->store = w->store;
    w->store->transaction = ticket;
    arena_on_free(w->arena, ticket_close, ticket);
    return true;
}

bool db_begin(Work *w)
{
    if (w->store->read_only)
        return fail(w, ERR_DENIED, "%s is open for reading only", w->store->path);
    return begin(w, "BEGIN IMMEDIATE");
}

bool db_begin_read(Work *w)
{
    return begin(w, "BEGIN DEFERRED");
}

void db_rollback(Work *w)
{
    ensure(w->store->transaction);
    ticket_close(w->store->transaction);
}

bool db_commit(Work *w)
{
    Store *store = w->store;
    ensure(store->transaction);
    if (!store_run(w, "COMMIT")) {
        db_rollback(w);
        return false;
    }
    store->transaction->store = NULL;
    store->transaction = NULL;
    return true;
}

bool db_end(Work *w, bool done)
{
    if (done) return db_commit(w);
    db_rollback(w);
    return false;
}

bool db_in_transaction(const Work *w)
{
    return w->store && w->store->transaction;
}
