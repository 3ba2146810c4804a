/* One act's writing: its row in the audit chain, who said it, and the ids that are still free. */
#include "registry/store.h"

Str actor_account(const Work *w)
{
    return w->actor ? w->actor->account : STR("system");
}

static bool greatest(Work *w, const char *name, int64_t *next)
{
    TRY(db_scalar(db_stmt(w, &registry_sql, name), 0, next));
    *next += 1;
    return true;
}

static bool source_add(Work *w, Commit commit, Str source, Date stated)
{
    Stmt *s = db_stmt(w, &registry_sql, "change_source_insert");
    db_bind_int(s, 1, commit.n);
    db_bind_str(s, 2, source);
    db_bind_int(s, 3, stated.days);
    return db_run(s);
}

bool batch_begin(Work *w, const Act *act, Str source, Date stated, Batch *out)
{
    *out = (Batch){.w = w};
    TRY(audit_act(w, act, &out->commit));
    TRY(source_add(w, out->commit, source, stated));
    TRY(greatest(w, "person_greatest", &out->next_person));
    TRY(greatest(w, "unit_greatest", &out->next_unit));
    TRY(greatest(w, "enrolment_greatest", &out->next_enrolment));
    changes_begin(w, out->commit, (UnitId){out->next_unit});
    return greatest(w, "decision_greatest", &out->next_decision);
}

static void bind_sender_key(Stmt *s, SenderKey key)
{
    db_bind_str(s, 1, key.name);
    db_bind_str(s, 2, key.sender);
    db_bind_str(s, 3, key.kind);
}

bool sender_key_find(Work *w, SenderKey key, int64_t *id)
{
    Stmt *s = db_stmt(w, &registry_sql, "sender_key_find");
    bind_sender_key(s, key);
    return db_scalar(s, 0, id);
}

bool sender_key_add(Work *w, SenderKey key, int64_t id)
{
    Stmt *s = db_stmt(w, &registry_sql, "sender_key_insert");
    bind_sender_key(s, key);
    db_bind_int(s, 4, id);
    db_bind_int(s, 5, 0);
    return db_run(s);
}
