/* The proof: walks all acts in order and recomputes every digest. A changed row has another digest
 * than the one it stores, or than the one its follower stores; a missing row leaves a gap in the
 * numbers; cut-off rows at the end are missed by an anchor that was printed before. */
#include "audit/act.h"

#include "audit/words.def"

static bool broken(Work *w, int64_t id, const char *how)
{
    refuse(w, ERR_CORRUPT, SAY_ROW_BROKEN, (long long)id);
    w->error.detail = format(w->arena, "act %lld: %s", (long long)id, how);
    return false;
}

typedef struct {
    Digester *digester;
    int64_t id;
    Digest digest;
} Link;

static bool link_verify(Work *w, Link *last, const ActRow *row, Digest before)
{
    int64_t expected = last->id + 1;
    if (row->commit.n != expected) return broken(w, expected, "is missing");
    if (!digest_equal(before, last->digest)) return broken(w, expected, "does not follow");
    Digest digest = act_digest(last->digester, row, before);
    if (!digest_equal(digest, row->digest)) return broken(w, expected, "was changed");
    last->id = expected;
    last->digest = digest;
    return true;
}

static bool walk(Work *w, Link *last, ActVisit each, void *context)
{
    Stmt *s = db_stmt(w, &audit_sql, "act_walk");
    while (db_next(s)) {
        ActRow row;
        Digest before;
        bool good = act_read(w, s, &row, &before) && (!last || link_verify(w, last, &row, before));
        if (good && each) good = each(w, &row, context);
        if (good) continue;
        db_reset(s);
        return false;
    }
    return !db_failed(s);
}

bool audit_verify(Work *w, int64_t *acts)
{
    Link last = {.digester = digester_new(w->arena)};
    bool whole = walk(w, &last, NULL, NULL);
    *acts = last.id;
    return whole;
}

bool audit_walk(Work *w, ActVisit each, void *context)
{
    return walk(w, NULL, each, context);
}

bool audit_verify_anchor(Work *w, Commit commit, Digest digest)
{
    ActRow row;
    if (audit_row(w, commit, &row) && digest_equal(row.digest, digest)) return true;
    if (w->error.code != ERR_NONE && w->error.code != ERR_NOT_FOUND) return false;
    refuse(w, ERR_CORRUPT, SAY_ANCHOR_LOST, (long long)commit.n);
    w->error.detail = format(w->arena, "act %lld: not the one anchored", (long long)commit.n);
    return false;
}
