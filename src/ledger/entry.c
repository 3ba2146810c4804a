/* Entries and balances. lines_enter is the heart: most lines of a close are "expense to payable" of
 * people who owe nothing, and go in all at once (bulk.c), as does what is taken back; what may
 * restore a debt is thought about one by one.
 *
 *     positive   first what this very month made the person owe is restored, the rest is payable
 *     negative   first what is payable is taken back, the rest is owed
 *
 * A balance is kept as a number that is never negative; the store refuses what would overdraw it.
 */
#include "ledger/book.h"
#include "ledger/words.def"

/* ---- names ---------------------------------------------------------------------------------- */

#define WORD(constant, name) [constant] = name,
static const char *const ACCOUNT_NAMES[ACCOUNT_KIND_COUNT] = {LEDGER_ACCOUNTS(WORD)};
static const char *const REASON_NAMES[REASON_COUNT] = {LEDGER_REASONS(WORD)};
#undef WORD

Str account_kind_name(AccountKind kind)
{
    ensure(kind < ACCOUNT_KIND_COUNT);
    return str_of(ACCOUNT_NAMES[kind]);
}

Str reason_name(Reason reason)
{
    ensure(reason < REASON_COUNT);
    return str_of(REASON_NAMES[reason]);
}

/* ---- balances ------------------------------------------------------------------------------- */

bool account_by_person(AccountKind account)
{
    return account == ACCOUNT_PAYABLE || account == ACCOUNT_RECEIVABLE ||
           account == ACCOUNT_CLEARING;
}

/* What is owed to us grows on the debit side, what we owe on the credit side. */
int64_t entry_effect(const Entry *e, AccountKind account)
{
    int64_t side = account == ACCOUNT_RECEIVABLE ? 1 : -1;
    if (e->debit == account) return side * e->amount.fen;
    if (e->credit == account) return -side * e->amount.fen;
    return 0;
}

bool ledger_balance(Work *w, AccountKind account, Str affair, int64_t person, Money *out)
{
    ensure(account_by_person(account));
    Stmt *s = db_stmt(w, &ledger_sql, "balance_of");
    db_bind_int(s, 1, (int64_t)account);
    db_bind_str(s, 2, affair);
    db_bind_int(s, 3, person);
    return db_scalar(s, 0, &out->fen);
}

bool overdrawn(Work *w, const Overdrawn *what)
{
    Words words = {.arena = w->arena};
    Str affair = words_text(w, &words, what->affair);
    return refuse(w, ERR_CONFLICT, SAY_OVERDRAWN, STR_ARG(account_kind_name(what->account)),
                  STR_ARG(affair), (long long)what->person,
                  STR_ARG(money_text(w->arena, what->amount)));
}

static bool balance_change(Work *w, const Entry *e, AccountKind account)
{
    if (!account_by_person(account)) return true;
    int64_t effect = entry_effect(e, account);
    Stmt *s = db_stmt(w, &ledger_sql, effect > 0 ? "balance_raise" : "balance_lower");
    db_bind_int(s, 1, (int64_t)account);
    db_bind_int(s, 2, e->affair);
    db_bind_int(s, 3, e->person);
    db_bind_int(s, 4, e->amount.fen);
    TRY(db_run(s));
    if (effect > 0 || db_changes(w) == 1) return true;
    return overdrawn(w, &(Overdrawn){account, e->affair, e->person, e->amount});
}

/* ---- one entry ------------------------------------------------------------------------------ */

bool entry_write(Work *w, const Entry *e)
{
    TRY(balance_change(w, e, e->debit));
    TRY(balance_change(w, e, e->credit));
    Stmt *s = db_stmt(w, &ledger_sql, "entry_insert");
    db_bind_int(s, 1, e->line);
    db_bind_int(s, 2, e->batch);
    db_bind_int(s, 3, e->affair);
    db_bind_int(s, 4, e->person);
    db_bind_int(s, 5, (int64_t)e->debit);
    db_bind_int(s, 6, (int64_t)e->credit);
    db_bind_int(s, 7, e->amount.fen);
    db_bind_int(s, 8, (int64_t)e->reason);
    db_bind_int(s, 9, e->commit.n);
    return db_run(s);
}

Entry entry_read(Stmt *s)
{
    return (Entry){.id = db_int(s, 0),
                   .line = db_int(s, 1),
                   .batch = db_int(s, 2),
                   .affair = db_int(s, 3),
                   .person = db_int(s, 4),
                   .debit = (AccountKind)db_int(s, 5),
                   .credit = (AccountKind)db_int(s, 6),
                   .amount = {db_int(s, 7)},
                   .reason = (Reason)db_int(s, 8),
                   .commit = {db_int(s, 9)}};
}

/* ---- lines ---------------------------------------------------------------------------------- */

/* What posting line i puts between expense and another account. */
static Entry line_entry(const PostedSet *set, size_t i, AccountKind credit, int64_t fen)
{
    const Line *l = &set->lines[i];
    return (Entry){.line = set->first + (int64_t)i,
                   .affair = set->words[i].affair,
                   .person = l->person,
                   .debit = ACCOUNT_EXPENSE,
                   .credit = credit,
                   .amount = {fen},
                   .reason = l->reason,
                   .commit = set->commit};
}

static bool line_part(Work *w, const Entry *e)
{
    return e->amount.fen > 0 ? entry_write(w, e) : true;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* What the same enrolment, person, month and component made the person owe, and is owed still. */
static bool owed_for(Work *w, const PostedSet *set, size_t i, int64_t *out)
{
    Money owed;
    const Line *l = &set->lines[i];
    Stmt *s = db_stmt(w, &ledger_sql, "owed_for");
    db_bind_int(s, 1, l->enrolment);
    db_bind_int(s, 2, l->person);
    db_bind_int(s, 3, l->month.n);
    db_bind_int(s, 4, set->words[i].component);
    db_bind_int(s, 5, set->words[i].affair);
    TRY(db_scalar(s, 0, out));
    TRY(ledger_balance(w, ACCOUNT_RECEIVABLE, l->affair, l->person, &owed));
    *out = *out > 0 ? smaller(*out, owed.fen) : 0;
    return true;
}

static bool restoring_enter(Work *w, const PostedSet *set, size_t i)
{
    int64_t owed, fen = set->lines[i].amount.fen;
    TRY(owed_for(w, set, i, &owed));
    int64_t restored = smaller(owed, fen);
    Entry back = line_entry(set, i, ACCOUNT_RECEIVABLE, restored);
    Entry paid = line_entry(set, i, ACCOUNT_PAYABLE, fen - restored);
    return line_part(w, &back) && line_part(w, &paid);
}

bool lines_enter(Work *w, const PostedSet *set)
{
    size_t easy = 0;
    Entry *entries = NEW_ARRAY(w->arena, Entry, set->count);
    for (size_t i = 0; i < set->count; i++) {
        const Line *l = &set->lines[i];
        if (l->amount.fen < 0) continue;
        if (debtors_has(set->debtors, set->words[i].affair, l->person))
            TRY(restoring_enter(w, set, i));
        else
            entries[easy++] = line_entry(set, i, ACCOUNT_PAYABLE, l->amount.fen);
    }
    return easy ? bulk_entries(w, entries, easy) : true;
}
