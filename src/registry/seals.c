/* Decisions under their seals. An act that decides seals a digest over what it decided, line by
 * line; this walks those acts and makes each digest again from the rows, so that a decision changed
 * behind the program's back (an amount, a month, a reason) is named by its act. */
#include "registry/enrolment.h"
#include "registry/store.h"
#include "registry/words.def"

typedef struct {
    Commit commit;
    Digest rows;
} Seal;
typedef struct {
    Seal *items;
    size_t count, capacity;
} Seals;

static bool seal_add(Work *w, const ActRow *row, void *context)
{
    Seals *seals = context;
    if (act_kind_seals(row->act.kind) != SEALS_DECISIONS || digest_is_zero(row->act.rows))
        return true;
    if (seals->count == seals->capacity)
        seals->items = arena_grow(w->arena, seals->items, &seals->capacity, sizeof *seals->items);
    seals->items[seals->count++] = (Seal){row->commit, row->act.rows};
    return true;
}

/* What an act decided, in the order in which it said so. */
static bool decisions_of(Work *w, Commit commit, Decision **out, size_t *count)
{
    size_t capacity = 0;
    Stmt *s = db_stmt(w, &registry_sql, "decisions_of_act");
    db_bind_int(s, 1, commit.n);
    *out = NULL;
    *count = 0;
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (Decision){.enrolment = {db_int(s, 0)},
                                        .kind = (DecisionKind)db_int(s, 1),
                                        .day = {(int32_t)db_int(s, 2)},
                                        .effective = {(int32_t)db_int(s, 3)},
                                        .until = {(int32_t)db_int(s, 4)},
                                        .amount = {db_int(s, 5)},
                                        .reason = str_copy(w->arena, db_str(s, 6))};
    }
    return !db_failed(s);
}

bool registry_seals_verify(Work *w, int64_t *acts)
{
    Seals seals = {0};
    *acts = 0;
    TRY(audit_walk(w, seal_add, &seals));
    for (size_t i = 0; i < seals.count; i++) {
        Decision *decisions;
        size_t count;
        TRY(decisions_of(w, seals.items[i].commit, &decisions, &count));
        if (!digest_equal(digest_decisions(w->arena, decisions, count), seals.items[i].rows))
            return refuse(w, ERR_CORRUPT, SAY_SEAL_BROKEN, (long long)seals.items[i].commit.n);
        ++*acts;
    }
    return true;
}
