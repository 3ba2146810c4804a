/* What of a batch could be sent now. Whoever drafts, checks or approves sees who will be left out
 * and why, before the bank file is written; sending decides once more, by the hour it happens. */
#include "payment/bank.h"
#include "payment/batch.h"
#include "payment/holds.h"
#include "payment/words.def"

enum { CAUSE_HELD = 0 }; /* the others are verdicts, which begin at 1 */

typedef struct {
    HeldPayees held;
    Payees payees;
    BatchOutlook *out;
} Looking;

static void payout_look(Looking *l, const Payout *payout, const Receiver *receiver)
{
    BatchOutlook *out = l->out;
    AccountVerdict verdict = receiver->verdict;
    bool held = payee_has(&l->held, payout->affair, payout->person);
    if (!held && verdict == ACCOUNT_READY) {
        out->ready++;
        out->ready_sum.fen += payout->amount.fen;
        return;
    }
    size_t cause = held ? CAUSE_HELD : (size_t)verdict;
    out->causes[cause].words = held ? SAY_WITHHELD_HOLD : account_verdict_words(verdict);
    out->causes[cause].mend = held ? SAY_MEND_HOLD : account_verdict_mend(verdict);
    out->causes[cause].rows++;
    out->causes[cause].sum.fen += payout->amount.fen;
    out->left++;
    out->left_sum.fen += payout->amount.fen;
}

static bool outlook_work(Work *w, const Bureau *bureau, int64_t batch, BatchOutlook *out)
{
    Batch b;
    AccountRule rule;
    Payout *payouts;
    size_t count;
    Looking l = {.out = out};
    *out = (BatchOutlook){0};
    TRY(batch_row(w, batch, &b));
    Str hands[] = {b.checker, b.approver};
    TRY(account_rule(w, bureau, &rule));
    rule.batch = batch;
    rule.hands = hands;
    rule.hand_count = COUNT_OF(hands);
    TRY(batch_payouts(w, batch, &payouts, &count));
    TRY(payees_held(w, bureau, b.month, &l.held));
    TRY(payees_read(&rule, payouts, count, &l.payees));
    for (size_t i = 0; i < count; i++)
        payout_look(&l, &payouts[i], &l.payees.of[i]);
    return true;
}

/* Reads what sending reads, in a transaction that leaves nothing behind. */
bool batch_outlook(Work *w, const Bureau *bureau, int64_t batch, BatchOutlook *out)
{
    TRY(db_begin_read(w));
    bool ok = outlook_work(w, bureau, batch, out);
    db_rollback(w);
    return ok;
}
