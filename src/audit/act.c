/* Acts: one row for each committed change, written and read here; chain.c proves them.
 *
 * The time of an act never runs backwards in a real store: whoever sets the machine's clock back
 * writes acts that carry the time of the last one, not an earlier one. Only a demo store, which
 * plays a year in a minute, may go back. */
#include "audit/act.h"

#include <string.h>

/* ---- kinds ---------------------------------------------------------------------------------- */

static const struct {
    const char *key, *name;
    ActSeals seals;
} KINDS[] = {
#define ACT(key, name, seals) {key, name, seals},
#include "audit/acts.def"
#undef ACT
};

static ptrdiff_t kind_index(Str kind)
{
    size_t low = 0, high = COUNT_OF(KINDS);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(str_of(KINDS[middle].key), kind);
        if (order == 0) return (ptrdiff_t)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

Str act_kind_name(Str kind)
{
    ptrdiff_t i = kind_index(kind);
    return i < 0 ? STR("") : str_of(KINDS[i].name);
}

ActSeals act_kind_seals(Str kind)
{
    ptrdiff_t i = kind_index(kind);
    return i < 0 ? SEALS_NOTHING : KINDS[i].seals;
}

size_t act_kinds(const char *const **keys)
{
    static const char *const KEYS[] = {
#define ACT(key, name, seals) key,
#include "audit/acts.def"
#undef ACT
    };
    *keys = KEYS;
    return COUNT_OF(KEYS);
}

/* ---- the row -------------------------------------------------------------------------------- */

static Str digest_bytes(const Digest *d)
{
    return (Str){(const char *)d->byte, sizeof d->byte};
}

Digest act_digest(Digester *d, const ActRow *row, Digest before)
{
    digester_add_text(d, STR("doudi act 1"));
    digester_add_int(d, row->commit.n);
    digester_add_int(d, row->instant);
    digester_add_text(d, row->actor);
    digester_add_text(d, row->act.kind);
    digester_add_text(d, row->act.subject);
    digester_add_text(d, row->act.purpose);
    digester_add_text(d, row->act.detail);
    digester_add(d, digest_bytes(&row->act.rows));
    digester_add(d, digest_bytes(&before));
    return digester_end(d);
}

static bool digest_read(Stmt *s, int column, Digest *out)
{
    Str bytes = db_str(s, column);
    if (bytes.len != sizeof out->byte) return false;
    memcpy(out->byte, bytes.ptr, sizeof out->byte);
    return true;
}

bool act_read(Work *w, Stmt *s, ActRow *row, Digest *before)
{
    *row = (ActRow){.commit = {db_int(s, 0)},
                    .instant = db_int(s, 1),
                    .actor = db_str(s, 2),
                    .act = {.kind = db_str(s, 3),
                            .subject = db_str(s, 4),
                            .purpose = db_str(s, 5),
                            .detail = db_str(s, 6)}};
    if (digest_read(s, 7, &row->act.rows) && digest_read(s, 8, before) &&
        digest_read(s, 9, &row->digest))
        return true;
    return fail(w, ERR_CORRUPT, "act %lld: a digest is not 32 bytes", (long long)row->commit.n);
}

/* The row's texts, moved from the statement into w's arena. */
static ActRow row_kept(Work *w, const ActRow *row)
{
    ActRow out = *row;
    out.actor = str_copy(w->arena, row->actor);
    out.act.kind = str_copy(w->arena, row->act.kind);
    out.act.subject = str_copy(w->arena, row->act.subject);
    out.act.purpose = str_copy(w->arena, row->act.purpose);
    out.act.detail = str_copy(w->arena, row->act.detail);
    return out;
}

/* ---- writing -------------------------------------------------------------------------------- */

typedef struct {
    int64_t id, instant;
    Digest digest;
} Head; /* all zero before the first act */

static bool head_read(Work *w, Head *out)
{
    Stmt *s = db_stmt(w, &audit_sql, "act_head");
    *out = (Head){0};
    bool found = db_next(s), whole = true;
    if (found) {
        out->id = db_int(s, 0);
        out->instant = db_int(s, 1);
        whole = digest_read(s, 2, &out->digest);
    }
    db_reset(s);
    if (!whole) return fail(w, ERR_CORRUPT, "act %lld: digest", (long long)out->id);
    return !db_failed(s);
}

static bool time_may_run_back(Work *w)
{
    Str demo;
    return store_get(w, STR("demo"), &demo) && str_equal(demo, STR("1"));
}

static bool row_insert(Work *w, const ActRow *row, const Digest *before)
{
    Stmt *s = db_stmt(w, &audit_sql, "act_insert");
    db_bind_int(s, 1, row->commit.n);
    db_bind_int(s, 2, row->instant);
    db_bind_str(s, 3, row->actor);
    db_bind_str(s, 4, row->act.kind);
    db_bind_str(s, 5, row->act.subject);
    db_bind_str(s, 6, row->act.purpose);
    db_bind_str(s, 7, row->act.detail);
    db_bind_blob(s, 8, digest_bytes(&row->act.rows));
    db_bind_blob(s, 9, digest_bytes(before));
    db_bind_blob(s, 10, digest_bytes(&row->digest));
    return db_run(s);
}

bool audit_act(Work *w, const Act *act, Commit *out)
{
    ensure(db_in_transaction(w));
    ensure(kind_index(act->kind) >= 0); /* add it to acts.def */
    Head head;
    TRY(head_read(w, &head));
    ActRow row = {.commit = {head.id + 1},
                  .instant = w->now,
                  .actor = w->actor ? w->actor->account : STR("system"),
                  .act = *act};
    if (row.instant < head.instant && !time_may_run_back(w)) row.instant = head.instant;
    row.digest = act_digest(digester_new(w->arena), &row, head.digest);
    TRY(row_insert(w, &row, &head.digest));
    *out = row.commit;
    return true;
}

/* ---- reading -------------------------------------------------------------------------------- */

bool audit_head(Work *w, Commit *commit, Digest *digest)
{
    Head head;
    TRY(head_read(w, &head));
    *commit = (Commit){head.id};
    *digest = head.digest;
    return true;
}

bool audit_latest(Work *w, Commit *out)
{
    Digest digest;
    return audit_head(w, out, &digest);
}

bool audit_commit_at(Work *w, int64_t instant, Commit *out)
{
    Stmt *s = db_stmt(w, &audit_sql, time_may_run_back(w) ? "act_at_any" : "act_at");
    db_bind_int(s, 1, instant);
    return db_scalar(s, 0, &out->n);
}

/* Between which numbers the acts of a period lie: in a demo anywhere. */
static bool period_find(Work *w, int64_t from, int64_t until, Commit *first, Commit *end)
{
    *first = (Commit){0};
    *end = (Commit){INT64_MAX};
    if (time_may_run_back(w)) return true;
    if (from > 0) {
        Stmt *s = db_stmt(w, &audit_sql, "act_from");
        db_bind_int(s, 1, from);
        TRY(db_scalar(s, 0, &first->n));
        if (!first->n) first->n = INT64_MAX;
    }
    if (until <= 0) return true;
    TRY(audit_commit_at(w, until - 1, end));
    end->n++;
    return true;
}

bool audit_row(Work *w, Commit commit, ActRow *out)
{
    Stmt *s = db_stmt(w, &audit_sql, "act_row");
    Digest before;
    db_bind_int(s, 1, commit.n);
    bool found = db_next(s);
    bool read = found && act_read(w, s, out, &before);
    if (read) *out = row_kept(w, out);
    db_reset(s);
    if (found || db_failed(s)) return read;
    return fail(w, ERR_NOT_FOUND, "act %lld", (long long)commit.n);
}

static bool list_stmt(Work *w, const ActQuery *q, Stmt **out)
{
    Commit first, end;
    TRY(period_find(w, q->from, q->until, &first, &end));
    if (q->before.n > 0 && q->before.n < end.n) end = q->before;
    const char *name = q->subject.len ? "act_newest_of"
                       : q->actor.len ? "act_newest_by"
                       : q->kind.len  ? "act_newest_kind"
                                      : "act_newest";
    Stmt *s = *out = db_stmt(w, &audit_sql, name);
    db_bind_int(s, 1, end.n);
    db_bind_str(s, 2, q->subject);
    db_bind_str(s, 3, q->actor);
    db_bind_str(s, 4, q->kind);
    db_bind_int(s, 5, q->from);
    db_bind_int(s, 6, q->until > 0 ? q->until : INT64_MAX);
    db_bind_int(s, 7, first.n);
    db_bind_int(s, 8, q->changes_only);
    db_bind_int(s, 9, (int64_t)q->limit);
    return true;
}

bool audit_tally(Work *w, int64_t from, int64_t until, ActTally **out, size_t *count)
{
    Commit first, end;
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    TRY(period_find(w, from, until, &first, &end));
    Stmt *s = db_stmt(w, &audit_sql, "act_tally");
    db_bind_int(s, 1, first.n);
    db_bind_int(s, 2, end.n);
    db_bind_int(s, 3, from);
    db_bind_int(s, 4, until);
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (ActTally){.kind = str_copy(w->arena, db_str(s, 0)),
                                        .subject = str_copy(w->arena, db_str(s, 1)),
                                        .count = db_int(s, 2)};
    }
    return !db_failed(s);
}

bool audit_list(Work *w, const ActQuery *query, ActRow **out, size_t *count)
{
    Stmt *s;
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    TRY(list_stmt(w, query, &s));
    while (db_next(s)) {
        ActRow row;
        Digest digest;
        if (!act_read(w, s, &row, &digest)) {
            db_reset(s);
            return false;
        }
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = row_kept(w, &row);
    }
    return !db_failed(s);
}
