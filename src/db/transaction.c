/* Transactions. A write transaction takes the writer's place at once (BEGIN IMMEDIATE), so that
 * what it reads cannot change under it and waiting happens in one place. Whoever forgets to end one
 * is rolled back when its Work is freed: see Ticket.
 *
 * In a group each transaction is a savepoint inside one large transaction: it succeeds or is undone
 * by itself, and all become durable together, with one sync of the disk. */
#include "db/handle.h"

static void run_quietly(Store *store, const char *sql)
{
    sqlite3_exec(store->handle, sql, NULL, NULL, NULL);
}

static void transaction_close(void *argument)
{
    Ticket *ticket = argument;
    Store *store = ticket->store;
    if (!store) return;
    run_quietly(store, store->group ? "ROLLBACK TO act; RELEASE act" : "ROLLBACK");
    store->transaction = NULL;
    ticket->store = NULL;
}

static void group_close(void *argument)
{
    Ticket *ticket = argument;
    Store *store = ticket->store;
    if (!store) return;
    if (store->transaction) transaction_close(store->transaction);
    run_quietly(store, "ROLLBACK");
    store->group = NULL;
    store->group_joined = 0;
    ticket->store = NULL;
}

void store_abandon(Store *store)
{
    if (store->transaction) transaction_close(store->transaction);
    if (store->group) group_close(store->group);
}

static Ticket *ticket_new(Work *w, void (*close)(void *))
{
    Ticket *ticket = NEW(w->arena, Ticket);
    ticket->store = w->store;
    arena_on_free(w->arena, close, ticket);
    return ticket;
}

static bool begin(Work *w, const char *sql)
{
    ensure(w->store && !w->store->transaction);
    TRY(store_run(w, w->store->group ? "SAVEPOINT act" : sql));
    w->store->transaction = ticket_new(w, transaction_close);
    w->store->changes = sqlite3_total_changes64(w->store->handle);
    return true;
}

static bool may_write(Work *w)
{
    if (!w->store->read_only) return true;
    return fail(w, ERR_DENIED, "%s is open for reading only", w->store->path);
}

bool db_begin(Work *w)
{
    TRY(may_write(w));
    return begin(w, "BEGIN IMMEDIATE");
}

bool db_begin_read(Work *w)
{
    return begin(w, "BEGIN DEFERRED");
}

void db_rollback(Work *w)
{
    ensure(w->store->transaction);
    transaction_close(w->store->transaction);
}

bool db_commit(Work *w)
{
    Store *store = w->store;
    ensure(store->transaction);
    if (!store_run(w, store->group ? "RELEASE act" : "COMMIT")) {
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

bool db_has_written(const Work *w)
{
    const Store *store = w->store;
    if (store->group) return true;
    return store->transaction && sqlite3_total_changes64(store->handle) != store->changes;
}

bool db_group_begin(Work *w)
{
    ensure(w->store && !w->store->transaction);
    if (w->store->group) {
        w->store->group_joined++;
        return true;
    }
    TRY(may_write(w));
    TRY(store_run(w, "BEGIN IMMEDIATE"));
    w->store->group = ticket_new(w, group_close);
    return true;
}

bool db_group_end(Work *w)
{
    Store *store = w->store;
    ensure(store->group && !store->transaction);
    if (store->group_joined > 0) {
        store->group_joined--;
        return true;
    }
    if (!store_run(w, "COMMIT")) {
        group_close(store->group);
        return false;
    }
    store->group->store = NULL;
    store->group = NULL;
    return true;
}
