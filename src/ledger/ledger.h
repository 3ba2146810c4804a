/* ledger: double entry, append only. Knows accounts and amounts, nothing of law or people's lives.
 *
 * A *line* is what a close posts for one person, month and component. Each line, and each later
 * move of money, stands as *entries*: a balanced pair, debit one account, credit another, above
 * zero. Accounts are kept by (affair, person):
 *
 *     posted      debit expense     credit payable     a benefit, an arrear
 *     taken back  debit payable     credit expense     a negative line, while it is not sent
 *                 debit receivable  credit expense     and beyond that: the person owes it
 *     sent        debit payable     credit clearing    the bank file went out
 *     settled     debit clearing    credit bank        the bank paid
 *     returned    debit clearing    credit payable     the bank could not pay: unsent again
 *                 debit bank        credit payable     it had paid, and the money came back
 *     repaid      debit bank        credit receivable
 *     waived      debit loss        credit receivable
 *     offset      debit payable     credit receivable  抵扣: only by a decision, never by itself
 *     restored    debit expense     credit receivable  a positive line for a month that was taken
 *                                                      back: nobody is paid twice
 *
 * Invariants, all proved by ledger_check:
 *   - nothing is ever changed: the database refuses UPDATE and DELETE of lines, entries and
 * members;
 *   - the sum over all accounts is zero; payable, clearing and receivable of nobody are overdrawn
 *     (ERR_CONFLICT: one cannot send what is not due, nor settle what was not sent);
 *   - a line's entries add up to its amount; *posted* is the sum of lines and nothing else:
 * sending, returning and settling never touch it (semantics 3);
 *   - every set of lines, moves or members written together is sealed by the digest in its act.
 *
 *     Commit commit;
 *     TRY(audit_act(w, &(Act){.kind = STR("close"), .subject = STR("month:2024-03"),
 *                             .rows = ledger_digest(lines, count)}, &commit));
 *     TRY(ledger_post(w, lines, count, commit));
 *
 * An act seals one set: post, join or move once for each commit. */
#ifndef LEDGER_H
#define LEDGER_H

#include "audit/audit.h"
#include "base/base.h"

extern const struct SqlModule ledger_sql;

typedef enum {
    ACCOUNT_EXPENSE,    /* 支出 */
    ACCOUNT_PAYABLE,    /* 应付 */
    ACCOUNT_RECEIVABLE, /* 应收(追缴) */
    ACCOUNT_CLEARING,   /* 在途: sent to the bank, not yet settled */
    ACCOUNT_BANK,       /* 银行 */
    ACCOUNT_LOSS,       /* 核销: receivable that is given up */
    ACCOUNT_KIND_COUNT
} AccountKind;
Str account_kind_name(AccountKind kind);

typedef enum {                  /* why a line was posted or money moved; words in words.def */
               REASON_REGULAR,  /* 当月 */
               REASON_ARREARS,  /* 补发 */
               REASON_RAISE,    /* 提标补发 */
               REASON_RECOVERY, /* 追缴 */
               REASON_REVERSAL, /* 撤销 */
               REASON_SENT,
               REASON_SETTLED,
               REASON_RETURNED,
               REASON_REPAID,
               REASON_WAIVED,
               REASON_OFFSET,
               REASON_COUNT
} Reason;
Str reason_name(Reason reason);

/* ---- lines ---------------------------------------------------------------------------------- */

/* One posted line (semantics 6). amount > 0: debit expense, credit payable (or the receivable that
 * the same enrolment, person, month and component raised before); amount < 0: the reverse, which
 * first lowers payable and, once paid out, raises receivable; never 0. */
typedef struct {
    int64_t id;
    int64_t enrolment, unit, person;
    Str affair;       /* key */
    Month month;      /* the month paid for */
    Month closed_in;  /* the close that posted it */
    Str component;    /* key */
    Str fund;         /* fund source key */
    int64_t division; /* division id */
    int urban;        /* 1 urban, 2 rural, 0 not said */
    Money amount;
    Reason reason;
    int64_t law;   /* law text id (content hash) */
    int64_t batch; /* 0 until in a batch; may be set when posting (a reversal joins its batch) */
    Commit commit;
} Line;

/* The caller makes its act with .rows = ledger_digest(lines), then posts under that commit, in one
 * transaction: the act seals the lines. Ids and commits given in the lines are ignored. Positive
 * lines of a set are entered before negative ones. count 0 posts nothing and is allowed. */
Digest ledger_digest(const Line *lines, size_t count);
bool ledger_post(Work *w, const Line *lines, size_t count, Commit commit);
/* The same of more lines than one would hold: they are written as they are added, under the next
 * commit, and the act comes last; its rows are filled here. All within one transaction and without
 * another act in between. w's arena may be another one while adding, which may go afterwards. */
typedef struct LedgerPosting LedgerPosting;
bool ledger_posting_begin(Work *w, LedgerPosting **out);
bool ledger_posting_add(LedgerPosting *posting, const Line *lines, size_t count); /* of no batch */
bool ledger_posting_end(LedgerPosting *posting, const Act *act, Commit *out);

/* Which lines: every field that is set must hold; an empty or zero field asks nothing. */
typedef struct {
    Str affair, component;
    Month from, to;               /* the months paid for, both inclusive; {0} = open */
    Month closed_from, closed_to; /* the closes that posted them */
    int64_t person, enrolment, batch;
    int urban;
    bool unbatched; /* only lines that are in no batch */
} LineFilter;
/* Calls `each` for every line by id, in constant memory: the line's texts are borrowed until it
 * returns. `each` returns false (having failed in w) to stop. It must not write to the ledger. */
typedef bool (*LineVisit)(Work *w, const Line *line, void *context);
bool ledger_scan(Work *w, const LineFilter *filter, LineVisit each, void *context);
/* Lines of one person or enrolment, by month and id; 0 = any. */
bool ledger_lines(Work *w, int64_t person, int64_t enrolment, Line **out, size_t *count);

/* ---- sums ----------------------------------------------------------------------------------- */

/* Posted so far per (enrolment, person, month, component): the "paid" of due minus paid. */
typedef struct {
    int64_t enrolment, person;
    Month month;
    Str component;
    Money amount;
} Posted;
/* All sums of an affair (key; empty = all) for months <= `upto`, ordered by enrolment, person,
 * month, component (texts by bytes). Sums of zero are included: something was posted and reversed.
 */
bool ledger_posted(Work *w, Str affair, Month upto, Posted **out, size_t *count);
/* The same of some enrolments of an affair, rising: at the cost of their own lines. */
typedef struct {
    Str affair; /* key */
    const int64_t *enrolments;
    size_t count;
} PostedOf;
bool ledger_posted_of(Work *w, const PostedOf *of, Month upto, Posted **out, size_t *count);
/* The same of everybody for one month, at the cost of what was closed from that month on. */
bool ledger_posted_month(Work *w, Str affair, Month month, Posted **out, size_t *count);
/* Enrolments that acts after `since` posted lines for, rising. */
bool ledger_posted_since(Work *w, Commit since, int64_t **out, size_t *count);

/* For reports; batch and unbatched must not be asked here. persons and units are distinct ones
 * whose lines in the filter add up to more than 0. */
typedef struct {
    Money amount;
    int64_t lines, persons, units;
} LedgerSum;
bool ledger_sum(Work *w, const LineFilter *filter, LedgerSum *out);
typedef struct {
    Str affair, component;
    Month closed_in;
    Reason reason;
    Money amount;
    int64_t lines, persons; /* distinct persons with a line in this group */
} LedgerTotal;
/* By affair, closed_in, component, reason. */
bool ledger_totals(Work *w, const LineFilter *filter, LedgerTotal **out, size_t *count);

/* ---- batches and moves ---------------------------------------------------------------------- */

/* A line joins one batch, once and for good; payment says which, ledger writes it (table
 * ledger_member) and fills Line.batch from it. `lines` are ids in rising order. The act carries
 * .rows = ledger_join_digest(batch, lines, count). ERR_CONFLICT if a line is in a batch already. */
Digest ledger_join_digest(int64_t batch, const int64_t *lines, size_t count);
bool ledger_join(Work *w, int64_t batch, const int64_t *lines, size_t count, Commit commit);

/* What a batch can pay out: one row for each affair and person, by affair and person, above zero:
 * what its lines add to payable, at most what is payable now (a later line may have taken it back).
 * The rows of the bank file and the amounts to send. */
typedef struct {
    Str affair;
    int64_t person;
    Money amount;
    int64_t lines;
} Payout;
bool ledger_payouts(Work *w, int64_t batch, Payout **out, size_t *count);

/* One movement of money already posted. The act carries .rows = ledger_move_digest(moves, count).
 * Only the pairs of the table at the head of this file: anything else is ERR_STATE. */
typedef struct {
    int64_t batch, line; /* what it belongs to; 0: none, or the whole batch */
    Str affair;
    int64_t person;
    AccountKind debit, credit;
    Money amount; /* above zero */
    Reason reason;
} Move;
Digest ledger_move_digest(const Move *moves, size_t count);
bool ledger_move(Work *w, const Move *moves, size_t count, Commit commit);
/* What a batch has in an account: debit minus credit of its moves, by affair and person, not zero.
 * ACCOUNT_CLEARING of a sent batch is what settling or returning must move. Amounts are > 0 for
 * what is left in clearing. */
bool ledger_in_clearing(Work *w, int64_t batch, Payout **out, size_t *count);

/* Balance of one account of a person and affair, as a positive number: what is payable to them, in
 * clearing, or owed by them. Only these three accounts are kept by person. */
bool ledger_balance(Work *w, AccountKind account, Str affair, int64_t person, Money *out);
typedef struct {
    Str affair;
    int64_t person;
    Money amount;
} Balance;
bool ledger_balances(Work *w, AccountKind account, Balance **out, size_t *count); /* above zero */

/* What lowered a person's debt in an affair since a commit. */
typedef struct {
    Money repaid, waived, offset;
} LedgerRecovered;
bool ledger_recovered(Work *w, Str affair, int64_t person, Commit since, LedgerRecovered *out);
/* Everybody who owes or has ever paid back, with what is owed now: by affair and person. */
bool ledger_debtors(Work *w, Balance **out, size_t *count);
/* Posted sums by affair and fund, with lines. */
typedef struct {
    Str affair, fund;
    Money amount;
    int64_t lines;
} LedgerFund;
bool ledger_funds(Work *w, const LineFilter *filter, LedgerFund **out, size_t *count);
/* What the closes of some months posted, as far as w sees it: from sums kept with the lines, in no
 * time. By month, affair, reason and fund; closed_in is 0 where ledger_month_places adds up. */
typedef struct {
    Month closed_in;
    Str affair, fund;
    Reason reason;
    int64_t lines, division; /* division: of ledger_month_places alone */
    Money amount;
} LedgerMonthSum;
bool ledger_month_sums(Work *w, Month from, Month to, LedgerMonthSum **out, size_t *count);
bool ledger_month_places(Work *w, Month closed_in, LedgerMonthSum **out, size_t *count);
/* Enrolments for which a close posted another amount for its own month than the close of the month
 * before: by affair and enrolment, of the whole store. */
typedef struct {
    Str affair;
    int64_t enrolment, unit, person, division; /* person: one of them */
    int64_t people_before, people_after;
    Money before, after;
} LedgerChange;
bool ledger_month_changes(Work *w, Month month, LedgerChange **out, size_t *count);
bool ledger_batch_seen(Work *w, int64_t batch, LedgerSum *out); /* what w sees of its lines */
/* What one key has been posted from each fund, by fund; sums of zero are left out. */
typedef struct {
    Str affair;
    int64_t enrolment, person;
    Month month;
    Str component;
} LineKey;
bool ledger_key_funds(Work *w, const LineKey *key, LedgerFund **out, size_t *count);

/* For reconciliation. The lines closed in a month by affair and fund: what they are, what their
 * entries make, what of it is in batches; *unequal: the first line whose entries differ, or 0. */
typedef struct {
    Str affair, fund;
    int64_t lines;
    Money posted, entered, batched;
} LedgerFlow;
bool ledger_flow(Work *w, Month closed_in, LedgerFlow **out, size_t *count, int64_t *unequal);
/* What a batch moved, by affair and person. */
typedef struct {
    Str affair;
    int64_t person;
    Money sent, settled, returned, offset;
} BatchMoves;
bool ledger_batch_moves(Work *w, int64_t batch, BatchMoves **out, size_t *count);

/* ---- proof ---------------------------------------------------------------------------------- */

/* Proof: entries sum to zero, every line is balanced, every sealed set matches the digest in its
 * act, balances are the sums of entries. ERR_CORRUPT names the first line, act or account that is
 * not so. */
typedef struct {
    int64_t lines, entries, seals;
    Money debit, credit;
} LedgerCheck;
bool ledger_check(Work *w, LedgerCheck *out);
/* The same of what one batch rests on, before it is paid: the chain of acts, the sealed sets its
 * lines, members and moves belong to, the entries of those lines. */
bool ledger_check_batch(Work *w, int64_t batch, LedgerCheck *out);

#endif
