/* The change log: which subjects an act has changed, noted in the act's own transaction. A first
 * import notes nothing, because who is above the greatest subject of a table is new to every column
 * file; members of units that an act has just made are likewise. */
#include "registry/store.h"

#include <stdio.h>

enum { KEPT_FROM = 20000 };

/* What the room remembers with an open store. */
typedef struct {
    Commit commit;    /* of the act under way */
    UnitId first_new; /* and the first unit that it makes */
    size_t kept_from;
} Changes;

static Changes *changes_of(Work *w)
{
    Changes *changes = store_kept(w->store, &registry_sql);
    if (changes) return changes;
    changes = NEW(store_arena(w->store), Changes);
    changes->kept_from = KEPT_FROM;
    store_keep(w->store, &registry_sql, changes);
    return changes;
}

void changes_keep_from(Work *w, size_t rows)
{
    changes_of(w)->kept_from = rows;
}

size_t changes_kept_from(Work *w)
{
    return changes_of(w)->kept_from;
}

void changes_begin(Work *w, Commit commit, UnitId first_new)
{
    Changes *changes = changes_of(w);
    changes->commit = commit;
    changes->first_new = first_new;
}

Str change_name(Arena *arena, const Aspect *aspect)
{
    return format(arena, "%.*s.%.*s", STR_ARG(aspect->reg->key), STR_ARG(aspect->key));
}

static bool note(Work *w, Str what, int64_t subject, Commit commit)
{
    Stmt *s = db_stmt(w, &registry_sql, "change_insert");
    db_bind_str(s, 1, what);
    db_bind_int(s, 2, commit.n);
    db_bind_int(s, 3, subject);
    return db_run(s);
}

bool change_note_fact(Work *w, const Aspect *aspect, int64_t subject, Commit commit)
{
    char room[128];
    int length =
        snprintf(room, sizeof room, "%.*s.%.*s", STR_ARG(aspect->reg->key), STR_ARG(aspect->key));
    ensure(length > 0 && (size_t)length < sizeof room); /* keys are at most 40 long */
    return note(w, (Str){room, (size_t)length}, subject, commit);
}

bool change_note_member(Work *w, UnitId unit, Commit commit)
{
    const Changes *changes = changes_of(w);
    if (changes->commit.n == commit.n && unit.n >= changes->first_new.n) return true;
    return note(w, CHANGED_MEMBERS, unit.n, commit);
}

bool change_note_order(Work *w)
{
    Commit latest;
    TRY(audit_latest(w, &latest));
    return note(w, CHANGED_ORDER, 0, latest);
}

bool changes_since(Work *w, Str what, Commit since, int64_t **subjects, size_t *count)
{
    size_t capacity = 0;
    *subjects = NULL;
    *count = 0;
    Stmt *s = db_stmt(w, &registry_sql, "changes_since");
    db_bind_str(s, 1, what);
    db_bind_int(s, 2, since.n);
    while (db_next(s)) {
        if (*count == capacity)
            *subjects = arena_grow(w->arena, *subjects, &capacity, sizeof **subjects);
        (*subjects)[(*count)++] = db_int(s, 0);
    }
    return !db_failed(s);
}

bool registry_changed(Work *w, const Aspect *aspect, Commit since, int64_t **out, size_t *count)
{
    Str what = aspect ? change_name(w->arena, aspect) : CHANGED_MEMBERS;
    return changes_since(w, what, since, out, count);
}

bool division_changed(Work *w, Commit since, bool *out)
{
    int64_t *none;
    size_t count;
    TRY(changes_since(w, CHANGED_ORDER, since, &none, &count));
    *out = count > 0;
    return true;
}
