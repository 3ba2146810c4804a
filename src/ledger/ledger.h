/* ledger: double entry, append only. Knows accounts and amounts, nothing of law or people's lives.
 *
 * A Posting is one balanced pair: debit one account, credit another, an amount above zero. A posted
 * benefit line debits expense and credits payable to the person; an arrear is the same with more
 * months; a recovery posts the other way round (debit receivable or payable, credit expense).
 * Nothing is ever changed: the database refuses UPDATE and DELETE.
 *
 * Invariants: the sum over all accounts is zero; *posted* per (enrolment, person, month, component)
 * is the sum of its expense side; a batch of lines is sealed by one act over their digest. */
#ifndef LEDGER_H
#define LEDGER_H

#include "audit/audit.h"
#include "base/base.h"

typedef enum {
    ACCOUNT_EXPENSE,    /* 支出 */
    ACCOUNT_PAYABLE,    /* 应付 */
    ACCOUNT_RECEIVABLE, /* 应收(追缴) */
    ACCOUNT_CLEARING,   /* 在途: sent to the bank, not yet settled */
    ACCOUNT_BANK,       /* 银行 */
    ACCOUNT_KIND_COUNT
} AccountKind;

typedef enum { /* why a line was posted; words in reasons.def */
    REASON_REGULAR,    /* 当月 */
    REASON_ARREARS,    /* 补发 */
    REASON_RAISE,      /* 提标补发 */
    REASON_RECOVERY,   /* 追缴 */
    REASON_REVERSAL,   /* 撤销 */
    REASON_SENT, REASON_SETTLED, REASON_RETURNED,
    REASON_COUNT
} Reason;
Str reason_name(Reason reason);

/* One posted line (semantics 6). amount > 0: debit expense, credit payable; amount < 0: the
 * reverse, which first lowers payable and, once paid out, raises receivable. */
typedef struct {
    int64_t id;
    int64_t enrolment, unit, person;
    Str affair;        /* key */
    Month month;       /* the month paid for */
    Month closed_in;   /* the close that posted it */
    Str component;     /* key */
    Str fund;          /* fund source key */
    int64_t division;  /* division id */
    int urban;         /* 1 urban, 2 rural, 0 not said */
    Money amount;
    Reason reason;
    int64_t law;       /* law text id (content hash) */
    int64_t batch;     /* 0 until in a batch */
    Commit commit;
} Line;

/* The caller makes its act with ledger_digest(lines), then posts under that commit, in one
 * transaction: the act seals the lines. */
Digest ledger_digest(const Line *lines, size_t count);
bool ledger_post(Work *w, const Line *lines, size_t count, Commit commit);
/* Moves a whole batch between accounts (sent, settled, returned lines). */
typedef struct {
    int64_t batch, line; /* line 0: the whole batch */
    AccountKind debit, credit;
    int64_t person;
    Money amount;
    Reason reason;
} Move;
bool ledger_move(Work *w, const Move *moves, size_t count, Commit commit);

/* Posted so far per (enrolment, person, month, component): the "paid" of due minus paid. */
typedef struct {
    int64_t enrolment, person;
    Month month;
    Str component;
    Money amount;
} Posted;
/* All sums of an affair (key; empty = all) for months <= `upto`, ordered by enrolment, person,
 * month, component. */
bool ledger_posted(Work *w, Str affair, Month upto, Posted **out, size_t *count);
/* Lines of one person or enrolment, by month and id; 0 = any. */
bool ledger_lines(Work *w, int64_t person, int64_t enrolment, Line **out, size_t *count);

/* Proof: entries sum to zero, every line is balanced, every sealed batch matches its digest. */
typedef struct {
    int64_t lines, entries, seals;
    Money debit, credit;
} LedgerCheck;
bool ledger_check(Work *w, LedgerCheck *out);

#endif
