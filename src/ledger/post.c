/* The three ways to write: post lines, join lines to a batch, move money. Each is one sealed set
 * under one act: first the rows, then the seal, which refuses a set that is not the one the act
 * names. */
#include "ledger/book.h"
#include "ledger/words.def"

/* No line is ten billion yuan: a larger one is a slip, and sums stay far from overflow. */
#define AMOUNT_MOST INT64_C(1000000000000)

/* ---- lines ---------------------------------------------------------------------------------- */

static bool lines_sound(Work *w, const Line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ensure(lines[i].reason <= REASON_REVERSAL && lines[i].amount.fen != 0);
        if (lines[i].amount.fen > AMOUNT_MOST || lines[i].amount.fen < -AMOUNT_MOST)
            return refuse(w, ERR_OVERFLOW, SAY_TOO_MUCH,
                          STR_ARG(money_text(w->arena, lines[i].amount)));
    }
    return true;
}

static bool member_insert(Work *w, int64_t *id, int64_t line, int64_t batch, Commit commit)
{
    Stmt *s = db_stmt(w, &ledger_sql, "member_insert");
    db_bind_int(s, 1, ++*id);
    db_bind_int(s, 2, line);
    db_bind_int(s, 3, batch);
    db_bind_int(s, 4, commit.n);
    return db_run(s);
}

/* Lines that say their batch join it as they are posted; the line's own seal covers that. */
static bool lines_join(Work *w, const Line *lines, size_t count, int64_t first, Commit commit)
{
    int64_t id;
    TRY(last_id(w, "member_last", &id));
    for (size_t i = 0; i < count; i++)
        if (lines[i].batch > 0)
            TRY(member_insert(w, &id, first + (int64_t)i, lines[i].batch, commit));
    return true;
}

/* Lines are sealed, written and entered as they come. What they take back is entered when all of
 * them are there, by reading them again: nothing of them is held. */
struct LedgerPosting {
    Work *w;
    Sealing sealing;
    Debtors debtors;
    Words words;
    Kept kept;
    Commit commit;
    int64_t first, sealed, written;
    int64_t negative_first, negative_last; /* ids; 0: none so far */
};

static bool posting_open(Work *w, Commit commit, LedgerPosting **out)
{
    LedgerPosting *p = *out = NEW(w->arena, LedgerPosting);
    ensure(db_in_transaction(w));
    p->w = w;
    p->commit = commit;
    p->words = (Words){.arena = w->arena};
    p->kept = (Kept){{.arena = w->arena}, {.arena = w->arena}};
    p->sealing = sealing_new(w->arena);
    seal_begin(&p->sealing, SEAL_LINES, SEAL_VERSION);
    TRY(last_id(w, "line_last", &p->first));
    p->first++;
    return debtors_load(w, &p->debtors);
}

static void posting_seal(LedgerPosting *p, const Line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++, p->sealed++) {
        seal_line(&p->sealing, &lines[i]);
        if (lines[i].amount.fen > 0) continue;
        p->negative_last = p->first + p->sealed;
        if (!p->negative_first) p->negative_first = p->negative_last;
    }
}

static Seal posting_sealed(LedgerPosting *p)
{
    return (Seal){.kind = SEAL_LINES,
                  .first = p->first,
                  .last = p->first + p->sealed - 1,
                  .digest = seal_end(&p->sealing)};
}

static bool posting_words(LedgerPosting *p, const Line *lines, size_t count, LineWords *out)
{
    for (size_t i = 0; i < count; i++) {
        TRY(words_number(p->w, &p->words, lines[i].affair, &out[i].affair));
        TRY(words_number(p->w, &p->words, lines[i].component, &out[i].component));
        TRY(words_number(p->w, &p->words, lines[i].fund, &out[i].fund));
    }
    return true;
}

static bool posting_write(LedgerPosting *p, const Line *lines, size_t count)
{
    Work *w = p->w;
    LineWords *words = NEW_ARRAY(w->arena, LineWords, count);
    PostedSet set = {lines, words, count, p->first + p->written, p->commit, &p->debtors};
    p->written += (int64_t)count;
    TRY(lines_sound(w, lines, count));
    TRY(posting_words(p, lines, count, words));
    for (size_t i = 0; i < count; i++)
        kept_line(&p->kept, &(PostedLine){&lines[i], &words[i], set.first + (int64_t)i, p->commit});
    TRY(bulk_lines(w, &set));
    return lines_enter(w, &set);
}

static bool posting_take_back(const LedgerPosting *p)
{
    if (!p->negative_first) return true;
    return lines_take_back(p->w, p->negative_first, p->negative_last);
}

static bool posting_keep(const LedgerPosting *p)
{
    return p->written ? kept_write(p->w, &p->kept) : true;
}

/* What is not what the act seals is not written. */
bool ledger_post(Work *w, const Line *lines, size_t count, Commit commit)
{
    LedgerPosting *p;
    if (count == 0) return true;
    TRY(posting_open(w, commit, &p));
    posting_seal(p, lines, count);
    Seal seal = posting_sealed(p);
    TRY(seal_write(w, &seal, commit));
    TRY(posting_write(p, lines, count));
    TRY(lines_join(w, lines, count, p->first, commit));
    return posting_keep(p) && posting_take_back(p);
}

bool ledger_posting_begin(Work *w, LedgerPosting **out)
{
    Commit last;
    TRY(audit_latest(w, &last));
    return posting_open(w, (Commit){last.n + 1}, out);
}

bool ledger_posting_add(LedgerPosting *p, const Line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++)
        ensure(lines[i].batch == 0); /* there is no act yet for a member to stand under */
    posting_seal(p, lines, count);
    return count ? posting_write(p, lines, count) : true;
}

bool ledger_posting_end(LedgerPosting *p, const Act *act, Commit *out)
{
    Act sealing = *act;
    Seal seal = posting_sealed(p);
    if (p->sealed) sealing.rows = seal.digest;
    TRY(audit_act(p->w, &sealing, out));
    ensure(out->n == p->commit.n); /* no other act came in between */
    if (p->sealed) TRY(seal_write(p->w, &seal, p->commit));
    return posting_keep(p) && posting_take_back(p);
}

/* ---- members -------------------------------------------------------------------------------- */

bool ledger_join(Work *w, int64_t batch, const int64_t *lines, size_t count, Commit commit)
{
    int64_t id;
    ensure(db_in_transaction(w) && batch > 0);
    if (count == 0) return true;
    TRY(last_id(w, "member_last", &id));
    Seal seal = {.kind = SEAL_MEMBERS,
                 .first = id + 1,
                 .last = id + (int64_t)count,
                 .digest = ledger_join_digest(batch, lines, count)};
    TRY(seal_write(w, &seal, commit));
    for (size_t i = 0; i < count; i++) {
        ensure(i == 0 || lines[i] > lines[i - 1]);
        TRY(member_insert(w, &id, lines[i], batch, commit));
    }
    return true;
}

/* ---- moves ---------------------------------------------------------------------------------- */

/* Every movement there is: any other pair, or the right pair for another reason, is refused. */
static const struct {
    AccountKind debit, credit;
    Reason reason;
} MOVES[] = {
    {ACCOUNT_PAYABLE, ACCOUNT_CLEARING, REASON_SENT},
    {ACCOUNT_CLEARING, ACCOUNT_BANK, REASON_SETTLED},
    {ACCOUNT_CLEARING, ACCOUNT_PAYABLE, REASON_RETURNED},
    {ACCOUNT_BANK, ACCOUNT_PAYABLE, REASON_RETURNED},
    {ACCOUNT_BANK, ACCOUNT_RECEIVABLE, REASON_REPAID},
    {ACCOUNT_LOSS, ACCOUNT_RECEIVABLE, REASON_WAIVED},
    {ACCOUNT_PAYABLE, ACCOUNT_RECEIVABLE, REASON_OFFSET},
};

/* What goes through the bank goes in a batch. */
static bool move_is_known(const Move *m)
{
    bool clears = m->debit == ACCOUNT_CLEARING || m->credit == ACCOUNT_CLEARING ||
                  m->reason == REASON_RETURNED;
    for (size_t i = 0; i < COUNT_OF(MOVES); i++)
        if (MOVES[i].debit == m->debit && MOVES[i].credit == m->credit &&
            MOVES[i].reason == m->reason)
            return m->amount.fen > 0 && m->amount.fen <= AMOUNT_MOST && (!clears || m->batch > 0);
    return false;
}

/* A move that names a line names one of the same person and affair. */
static bool move_line_is_theirs(Work *w, const Move *m, int64_t affair)
{
    int64_t theirs;
    if (m->line == 0) return true;
    Stmt *s = db_stmt(w, &ledger_sql, "line_is_of");
    db_bind_int(s, 1, m->line);
    db_bind_int(s, 2, affair);
    db_bind_int(s, 3, m->person);
    TRY(db_scalar(s, 0, &theirs));
    return theirs ? true : refuse(w, ERR_STATE, SAY_LINE_OF_OTHERS, (long long)m->line);
}

static bool move_sound(Work *w, const Move *m, int64_t affair)
{
    if (!move_is_known(m))
        return refuse(w, ERR_STATE, SAY_NO_SUCH_MOVE, STR_ARG(account_kind_name(m->debit)),
                      STR_ARG(account_kind_name(m->credit)),
                      STR_ARG(money_text(w->arena, m->amount)));
    return move_line_is_theirs(w, m, affair);
}

static Entry move_entry(const Move *m, int64_t affair, Commit commit)
{
    return (Entry){.line = m->line,
                   .batch = m->batch,
                   .affair = affair,
                   .person = m->person,
                   .debit = m->debit,
                   .credit = m->credit,
                   .amount = m->amount,
                   .reason = m->reason,
                   .commit = commit};
}

/* Nobody of a batch stands below zero in what the statement adds up; `words` say who does. */
static bool batch_reaches(Work *w, const char *statement, int64_t batch, const char *words)
{
    Stmt *s = db_stmt(w, &ledger_sql, statement);
    db_bind_int(s, 1, batch);
    while (db_next(s)) {
        if (db_int(s, 2) >= 0) continue;
        refuse(w, ERR_CONFLICT, words, (long long)batch, (long long)db_int(s, 1),
               STR_ARG(db_str(s, 0)));
        db_reset(s);
        return false;
    }
    return !db_failed(s);
}

/* No batch may settle or return more than it sent, whatever the person has in clearing elsewhere,
 * nor give back later more than it settled. Sending adds, and needs no look. */
static bool batches_are_covered(Work *w, const Move *moves, size_t count)
{
    int64_t cleared = 0, back = 0; /* the batch looked at last */
    for (size_t i = 0; i < count; i++) {
        const Move *m = &moves[i];
        if (m->debit == ACCOUNT_CLEARING && m->batch != cleared) {
            cleared = m->batch;
            TRY(batch_reaches(w, "in_clearing", cleared, SAY_OVERSETTLED));
        }
        if (m->debit == ACCOUNT_BANK && m->credit == ACCOUNT_PAYABLE && m->batch != back) {
            back = m->batch;
            TRY(batch_reaches(w, "over_returned", back, SAY_OVERRETURNED));
        }
    }
    return true;
}

bool ledger_move(Work *w, const Move *moves, size_t count, Commit commit)
{
    int64_t last;
    ensure(db_in_transaction(w));
    if (count == 0) return true;
    TRY(last_id(w, "entry_last", &last));
    Seal seal = {.kind = SEAL_MOVES,
                 .first = last + 1,
                 .last = last + (int64_t)count,
                 .digest = ledger_move_digest(moves, count)};
    TRY(seal_write(w, &seal, commit));
    Words words = {.arena = w->arena};
    Entry *entries = NEW_ARRAY(w->arena, Entry, count);
    for (size_t i = 0; i < count; i++) {
        int64_t affair;
        TRY(words_number(w, &words, moves[i].affair, &affair));
        TRY(move_sound(w, &moves[i], affair));
        entries[i] = move_entry(&moves[i], affair, commit);
    }
    TRY(bulk_entries(w, entries, count));
    return batches_are_covered(w, moves, count);
}
