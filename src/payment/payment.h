/* payment: the month's close (due − paid), batches with three hands, bank files.
 *
 *     TRY(payment_close(w, bureau, month, &result));      // posts the difference; twice posts
 * nothing TRY(batch_draft(w, month, &batch));                 // by 经办 TRY(batch_check(w,
 * batch)); TRY(batch_approve(w, batch)); TRY(batch_send(w, bureau, batch, …)); TRY(batch_settle(w,
 * batch)); // or batch_return for rows the bank sends back
 *
 * A close is one transaction: all lines of all affairs, sealed by one act. Maker, checker and
 * approver of a batch are three different accounts; the store refuses the same one twice.
 *
 * States of a batch: draft → checked → approved → sent → settled; a draft or a checked batch may be
 * cancelled while no later close has built on it, which reverses its posting: the next close posts
 * what is still due. */
#ifndef PAYMENT_H
#define PAYMENT_H

#include "entitle/entitle.h"
#include "ledger/ledger.h"

extern const struct SqlModule payment_sql;

typedef struct {
    const Affair *affair;
    int64_t enrolments;                /* in force that month */
    int64_t lines;                     /* posted now */
    Money regular, arrears, recovery;  /* recovery is negative */
    int64_t undecided, held;           /* enrolments, that month */
    int64_t reason_lines[REASON_SENT]; /* the same by reason */
    Money reason_sum[REASON_SENT];
} CloseAffair;
/* Opening history (semantics 5): months before the first month of account, from a csv or xlsx with
 * the columns of SAY_OPEN_… in words.def. With a fault nothing is done; before the first close. */
typedef struct {
    int64_t rows, posted;
    Money total;
    bool before; /* the same file was imported before: nothing was done */
    Faults faults;
} OpeningResult;
bool payment_opening(Work *w, const Bureau *bureau, const char *path, OpeningResult *out);

enum { CLOSE_FUNDS_MOST = 16 };
typedef struct {
    Str fund; /* key */
    int64_t lines;
    Money amount;
} CloseFund;
typedef struct {
    Month month;
    CloseFund funds[CLOSE_FUNDS_MOST]; /* what was posted now, by source */
    size_t fund_count;
    CloseAffair *affairs; /* as bureau->affairs */
    size_t affair_count;
    int64_t lines;
    Money total;
    Commit commit;   /* {0} when there was nothing to post and the month was closed already */
    int64_t reached; /* enrolments whose earlier months were computed again */
    bool whole;      /* … because it could not be said whom the changes touch */
} CloseResult;
/* Months before the first month of account are never computed (semantics 5). Refuses (ERR_STATE) a
 * month that has not begun by the work's clock, one that skips an unclosed month, and one before
 * the last closed: what has changed there is posted by closing the last month again. */
bool payment_close(Work *w, const Bureau *bureau, Month month, CloseResult *out);
/* The same computing everybody's every month. payment_close computes earlier months of those alone
 * whom changes since the last close can touch, and posts the same lines. */
bool payment_close_full(Work *w, const Bureau *bureau, Month month, CloseResult *out);
bool payment_first_month(Work *w, Month *out); /* 起算月; ERR_STATE when nobody has set it */
bool payment_last_closed(Work *w, Month *out); /* MONTH_NONE when none */
/* Refused once a month has been closed. */
bool payment_set_first_month(Work *w, Month month);
/* Closes so far, oldest first. */
typedef struct {
    Month month;
    Commit commit;
    int64_t instant, law, lines;
    Date day; /* standards published by then counted */
    Money total;
} Close;
bool payment_closes(Work *w, Close **out, size_t *count);
/* Computes a past close again, on what was known when it was made, and compares it with what was
 * posted by then. `bureau` is the law of that close (close->law). Reports, never changes. */
typedef struct {
    int64_t keys;      /* (enrolment, person, month, component) compared */
    Line *differences; /* what would have to be posted to agree; empty: history is history */
    size_t difference_count;
} Replay;
bool payment_replay(Work *w, const Bureau *bureau, const Close *close, Replay *out);

typedef enum {
    BATCH_DRAFT,
    BATCH_CHECKED,
    BATCH_APPROVED,
    BATCH_SENT,
    BATCH_SETTLED,
    BATCH_CANCELLED,
    BATCH_STATE_COUNT
} BatchState;
typedef struct {
    int64_t id;
    Month month;
    BatchState state;
    int64_t lines, people;
    int64_t withheld; /* lines left out: suspended enrolments */
    Money total;      /* to send; after sending: sent */
    Str maker, checker, approver, sender;
    Str file, file_digest; /* name and SM3 of the bank file */
    int64_t rows;          /* of the bank file; 0 before sending */
} Batch;
Str batch_state_name(BatchState state);
/* All posted lines up to `month` that are in no batch, but those of suspended enrolments; and what
 * the bank returned since. ERR_NOT_FOUND when there is nothing to pay. */
bool batch_draft(Work *w, Month month, Batch *out);
bool batch_check(Work *w, int64_t batch);
bool batch_approve(Work *w, int64_t batch);
bool batch_cancel(Work *w, int64_t batch, Str reason);
/* Writes the 一卡通 file (GB18030, one row an account and affair: a household's money is one row to
 * its applicant; control totals by source) into `folder` and moves payable to clearing. Negative
 * balances are carried as receivable and never sent. */
bool batch_send(Work *w, const Bureau *bureau, int64_t batch, const char *folder, Str *path);
/* Everything of the batch that is still in clearing has arrived. */
bool batch_settle(Work *w, int64_t batch);
typedef struct {
    int64_t person;
    Str affair; /* key */
    Str cause;
} BankReturn;
/* The bank could not pay these rows: they are payable again and join the next draft. */
bool batch_return(Work *w, int64_t batch, const BankReturn *returns, size_t count);
/* ---- funds ---------------------------------------------------------------------------------- */

/* Each line carries its source: 中央, 省, 市, 县 … by the split rule of the affair (fund.h). */
Str fund_name(Str key); /* Chinese; the key itself when it is of the law text's own */
int fund_rank(Str key); /* from above to below; those of the law text's own come last */

/* ---- bank files both ways ------------------------------------------------------------------- */

typedef enum { BANK_CSV, BANK_XLSX, BANK_PAIN001, BANK_FORMAT_COUNT } BankFormat;
bool bank_format_parse(Str name, BankFormat *out);        /* csv, xlsx, pain001 */
bool bank_file_is(const Batch *batch, BankFormat format); /* whether it was sent in it */
/* Who pays, towards the bank: kept in the store, needed by pain.001. */
typedef struct {
    Str name, account, bank; /* bank: its code */
} BankDebtor;
bool bank_set_debtor(Work *w, const BankDebtor *debtor);
bool bank_debtor(Work *w, BankDebtor *out); /* empty texts when nobody has said it */
/* batch_send in a format; batch_export writes the file of a sent batch anew, moving nothing: the
 * same rows, numbers and accounts as were sent. */
typedef struct {
    const char *folder;
    BankFormat format;
} BankWish;
bool batch_send_as(Work *w, const Bureau *bureau, int64_t batch, const BankWish *wish, Str *path);
bool batch_export(Work *w, const Bureau *bureau, int64_t batch, const BankWish *wish, Str *path);
/* batch_draft that leaves alone what the bank returned while its account is not corrected, or has
 * been corrected too short ago. */
bool batch_draft_ready(Work *w, const Bureau *bureau, Month month, Batch *out);

/* What of a batch could be sent now, and what would wait for a later one and why: for those who
 * sign. */
enum { LEFT_CAUSES = 9 };
typedef struct {
    int64_t ready, left; /* shares: one for each person and affair */
    Money ready_sum, left_sum;
    struct {
        const char *words, *mend; /* Chinese; NULL where there is none */
        int64_t rows;
        Money sum;
    } causes[LEFT_CAUSES];
} BatchOutlook;
bool batch_outlook(Work *w, const Bureau *bureau, int64_t batch, BatchOutlook *out);

#include "payment/sheet.h"

/* A pain.002, or a list of returns in csv or xlsx. All faults are listed and nothing is done when
 * there is one. `batch` 0: the file says it. Rows that arrived are settled, rows that did not are
 * payable again; what is pending is noted. A batch without anything in clearing is settled. */
typedef struct {
    int64_t batch;
    int64_t settled, returned, pending;
    int64_t shared; /* answers that name another share of a row that is answered already */
    Money settled_sum, returned_sum;
    Faults faults;
} BankAnswer;
bool bank_answer(Work *w, const Bureau *bureau, int64_t batch, const char *path, BankAnswer *out);

/* ---- recovery ------------------------------------------------------------------------------- */

/* What somebody was paid and should not have been is owed (receivable, by affair). How it comes
 * back is a decision by a named person: months and amounts, in cash or off the next payments of
 * the same affair. Off a payment goes at most the affair's share of it (standard offset_most, or
 * the affair's own), at most what the plan asks for by that month, at most what is owed; it is
 * taken when a batch is sent. Nobody is ever paid a negative amount. */
typedef enum { RECOVER_CASH, RECOVER_OFFSET } RecoverWay;
Str recover_way_name(RecoverWay way);
typedef struct {
    Month month;
    Money amount;
} Instalment;
typedef struct {
    int64_t id;
    Str affair; /* key */
    int64_t person;
    RecoverWay way;
    Str reason, decided_by;
    Commit commit;
    Instalment *instalments; /* by month */
    size_t count;
    Money total;
} RecoveryPlan;
typedef struct {
    Str affair;
    int64_t person;
    Money owed;                   /* now */
    Money repaid, offset, waived; /* so far, in all */
    RecoveryPlan plan;            /* id 0: none */
    Money waived_since;           /* of done: given up, not brought in */
    Money planned_by_now, done;   /* by the plan up to this month; brought in since it was made */
    Money overdue;                /* of instalments whose month has passed */
} Recovery;
/* Everybody who owes, or has paid back: by affair and person. */
bool recovery_list(Work *w, Recovery **out, size_t *count);
bool recovery_of(Work *w, Str affair, int64_t person, Recovery *out);
/* By an approver; takes the place of the plan before. Refuses what exceeds the debt, and offsetting
 * in an affair that has no limit for it. Id, commit and decided_by are ignored. */
bool recovery_plan(Work *w, const Bureau *bureau, const RecoveryPlan *plan);
/* Equal instalments from a month on, the last one smaller. */
void instalments_make(Arena *arena, Money total, Money each, Month from, RecoveryPlan *out);
typedef struct {
    Str affair;
    int64_t person;
    Money amount;
    Str note; /* receipt number; reason */
} RecoveryMove;
bool recovery_repay(Work *w, const RecoveryMove *move); /* money came in: by a payer */
bool recovery_waive(Work *w, const RecoveryMove *move); /* given up: by an approver */

/* ---- reconciliation ------------------------------------------------------------------------- */

/* One month from the law to the bank, to the fen: granted = posted (the month's last close computed
 * again), lines = entries, batch = bank rows, bank rows = settled + returned + on their way. */
typedef struct {
    int64_t batch;
    BatchState state;
    Money sent, rows, settled, returned, pending, offset;
    int64_t row_count;
} ReconciledBatch;
typedef struct {
    Month month;
    bool whole;        /* everything agrees */
    Str unequal;       /* the first thing that does not, Chinese */
    int64_t keys;      /* (enrolment, person, month, component) computed again */
    Line *differences; /* what would have to be posted to agree with the law */
    size_t difference_count;
    LedgerFlow *flows; /* by affair and fund */
    size_t flow_count;
    ReconciledBatch *batches; /* drafted for the month */
    size_t batch_count;
    Money unbatched, pending; /* of its lines: in no batch; of its batches: on their way */
    bool sent;                /* a batch of the month was sent */
    LedgerCheck proof;
} Reconciled;
/* ERR_NOT_FOUND when the month has not been closed. Differences are not failures: see `whole`. */
bool payment_reconcile(Work *w, const Bureau *bureau, Month month, Reconciled *out);

bool batch_list(Work *w, Batch **out, size_t *count); /* oldest first */
bool batch_row(Work *w, int64_t batch, Batch *out);

#include "payment/month.h"

#endif
