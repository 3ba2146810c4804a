/* Forward migrations. Each room numbers its own; the store remembers which ran, with a fingerprint
 * of their SQL. All pending migrations run in one transaction: a store is at one version or the
 * other, never between. An existing store is copied beside itself first
 * (STORE.before-20240131-080000), so that the way back is a file and not a program. */
#include "db/handle.h"
#include "db/words.def"

#include <time.h>

/* ---- what is pending ------------------------------------------------------------------------ */

static bool latest_version(Work *w, const char *room, int64_t *out)
{
    Stmt *s = db_stmt(w, &db_sql, "migration_latest");
    db_bind_str(s, 1, str_of(room));
    return db_scalar(s, 0, out);
}

static int64_t fingerprint_of(const SqlMigration *m)
{
    return (int64_t)(str_hash(str_of(m->sql)) >> 1);
}

/* What ran must still read the same: an edited migration would leave two kinds of stores. */
static bool ran_as_written(Work *w, const SqlModule *module, int64_t ran)
{
    for (int64_t i = 0; i < ran; i++) {
        const SqlMigration *m = &module->migrations[i];
        Stmt *s = db_stmt(w, &db_sql, "migration_fingerprint");
        db_bind_str(s, 1, str_of(module->room));
        db_bind_int(s, 2, m->version);
        int64_t stored;
        TRY(db_scalar(s, -1, &stored));
        if (stored != fingerprint_of(m))
            return fail(w, ERR_STATE, "%s: migration %d of %s was edited after it ran",
                        w->store->path, m->version, module->room);
    }
    return true;
}

static bool module_pending(Work *w, const SqlModule *module, int64_t *ran, bool *pending)
{
    TRY(latest_version(w, module->room, ran));
    if (*ran > (int64_t)module->migration_count)
        return fail(w, ERR_STATE, "%s was written by a newer program: %s is at %lld, not %zu",
                    w->store->path, module->room, (long long)*ran, module->migration_count);
    if (*ran < (int64_t)module->migration_count) *pending = true;
    return ran_as_written(w, module, *ran);
}

static bool anything_pending(Work *w, const SqlModule *const *modules, size_t count, bool *pending)
{
    int64_t ran;
    *pending = false;
    TRY(module_pending(w, &db_sql, &ran, pending));
    for (size_t i = 0; i < count; i++)
        TRY(module_pending(w, modules[i], &ran, pending));
    return true;
}

/* ---- running -------------------------------------------------------------------------------- */

static bool migration_run(Work *w, const SqlModule *module, const SqlMigration *m)
{
    TRY(store_run(w, m->sql));
    Stmt *s = db_stmt(w, &db_sql, "migration_insert");
    db_bind_str(s, 1, str_of(module->room));
    db_bind_int(s, 2, m->version);
    db_bind_str(s, 3, str_of(m->name));
    db_bind_int(s, 4, fingerprint_of(m));
    db_bind_int(s, 5, w->now);
    return db_run(s);
}

static bool module_migrate(Work *w, const SqlModule *module, int64_t ran)
{
    for (size_t i = (size_t)ran; i < module->migration_count; i++) {
        ensure(module->migrations[i].version == (int)i + 1);
        TRY(migration_run(w, module, &module->migrations[i]));
    }
    return true;
}

/* Asks again inside the transaction: another process may have migrated while this one waited. */
static bool migrate_inside(Work *w, const SqlModule *const *modules, size_t count)
{
    int64_t ran;
    bool pending = false;
    for (size_t i = 0; i <= count; i++) {
        const SqlModule *module = i == 0 ? &db_sql : modules[i - 1];
        TRY(module_pending(w, module, &ran, &pending));
        TRY(module_migrate(w, module, ran));
    }
    return true;
}

static bool store_found(Work *w)
{
    int64_t tables;
    TRY(db_scalar(db_stmt(w, &db_sql, "schema_size"), 0, &tables));
    if (tables > 0) return true; /* another process was quicker */
    TRY(store_run(w, format(w->arena, "PRAGMA application_id = %d", STORE_APPLICATION_ID).ptr));
    return module_migrate(w, &db_sql, 0);
}

/* The first transaction of a file: it becomes a store. */
static bool store_create(Work *w)
{
    TRY(db_begin(w));
    return db_end(w, store_found(w));
}

static bool backup_before(Work *w)
{
    struct tm t;
    char when[32];
    time_t now = (time_t)(w->now + 8 * 3600); /* UTC+8, as every clock of a bureau */
    gmtime_r(&now, &t);
    strftime(when, sizeof when, "%Y%m%d-%H%M%S", &t);
    return store_backup(w, format(w->arena, "%s.before-%s", w->store->path, when).ptr);
}

bool store_migrate(Work *w, const SqlModule *const *modules, size_t count, bool created)
{
    bool pending;
    if (created) TRY(store_create(w));
    TRY(anything_pending(w, modules, count, &pending));
    if (!pending) return true;
    if (w->store->read_only)
        return refuse(w, ERR_STATE, SAY_STORE_OLDER, w->store->path);
    if (!created) TRY(backup_before(w));
    TRY(db_begin(w));
    return db_end(w, migrate_inside(w, modules, count));
}
