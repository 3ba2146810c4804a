/* Proving a store: that its file is sound, its acts are chained, its ledger balances under its
 * seals; and saying what it holds in digests, so that two stores can be held against each other. */
#include "backup/backup.h"

#include "backup/words.def"
#include "casework/casework.h"
#include "registry/registry.h"

bool proof_make(Work *w, Proof *out)
{
    *out = (Proof){0};
    return ledger_check(w, &out->check) && proof_digest(w, out);
}

bool proof_digest(Work *w, Proof *out)
{
    Commit last;
    TRY(audit_head(w, &last, &out->head));
    out->acts = last.n;
    TRY(audit_content(w, STR("ledger_"), &out->ledger));
    return audit_content(w, STR(""), &out->all);
}

/* What one proof found wrong becomes a fault; what kept it from looking stays an error. */
static bool found(Work *w, bool sound, const char *what, Faults *faults)
{
    if (sound) return true;
    TRY(w->error.code == ERR_CORRUPT);
    Str sentence =
        format(w->arena, SAY_FOUND_DETAIL, STR_ARG(w->error.sentence), STR_ARG(w->error.detail));
    faults_add(faults, (Fault){.file = str_of(what), .sentence = sentence});
    w->error = (Error){0};
    return true;
}

bool proof_faults(Work *w, Proof *out, Faults *faults)
{
    *out = (Proof){0};
    TRY(found(w, store_faults(w, faults), SAY_PROOF_FILE, faults));
    TRY(found(w, case_papers_faults(w, faults, &out->papers), SAY_PROOF_PAPERS, faults));
    bool chained = audit_verify(w, &out->acts);
    TRY(found(w, chained, SAY_PROOF_CHAIN, faults));
    if (!chained) return true; /* the ledger's proof rests on it */
    TRY(found(w, ledger_check(w, &out->check), SAY_PROOF_LEDGER, faults));
    return found(w, registry_seals_verify(w, &out->decided), SAY_PROOF_DECISIONS, faults);
}

bool proof_kept(Work *w, const Bureau *bureau, Faults *faults)
{
    int64_t files;
    return found(w, registry_kept_verify(w, bureau, &files), SAY_PROOF_KEPT, faults);
}

Str proof_text(Arena *arena, const Proof *p)
{
    const LedgerCheck *c = &p->check;
    return format(arena, SAY_MANIFEST, (long long)p->acts, STR_ARG(digest_text(arena, p->head)),
                  (long long)c->lines, (long long)c->entries, STR_ARG(money_text(arena, c->debit)),
                  STR_ARG(money_text(arena, c->credit)), (long long)c->seals,
                  STR_ARG(digest_text(arena, p->ledger.digest)), (long long)p->all.rows,
                  STR_ARG(digest_text(arena, p->all.digest)));
}

bool proof_equal(const Proof *a, const Proof *b)
{
    return a->acts == b->acts && digest_equal(a->head, b->head) &&
           a->ledger.rows == b->ledger.rows && digest_equal(a->ledger.digest, b->ledger.digest) &&
           a->all.rows == b->all.rows && digest_equal(a->all.digest, b->all.digest);
}
