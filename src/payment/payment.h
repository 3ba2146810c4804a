/* payment: the month's close (due − paid), batches with three hands, bank files.
 *
 *     TRY(payment_close(w, bureau, month, &result));      // posts the difference; twice posts nothing
 *     TRY(batch_draft(w, month, &batch));                 // by 经办
 *     TRY(batch_check(w, batch)); TRY(batch_approve(w, batch)); TRY(batch_send(w, batch, path));
 *     TRY(batch_settle(w, batch)); // or batch_return for lines the bank sends back
 *
 * A close is one transaction: all lines of all affairs, sealed by one act. Checker, approver and
 * maker of a batch are three different accounts; the store refuses the same one twice. */
#ifndef PAYMENT_H
#define PAYMENT_H

#include "entitle/entitle.h"
#include "ledger/ledger.h"

typedef struct {
    const Affair *affair;
    int64_t enrolments;   /* in force that month */
    int64_t lines;        /* posted now */
    Money regular, arrears, recovery; /* recovery is negative */
    int64_t undecided, held;
} CloseAffair;
typedef struct {
    Month month;
    CloseAffair *affairs;
    size_t affair_count;
    int64_t lines;
    Money total;
    Commit commit;
} CloseResult;
/* Months before the first month of account are never computed (semantics 5). Refuses a month that
 * has not begun by the work's clock, and one that skips an unclosed month. */
bool payment_close(Work *w, const Bureau *bureau, Month month, CloseResult *out);
bool payment_first_month(Work *w, Month *out); /* 起算月 */
bool payment_last_closed(Work *w, Month *out); /* MONTH_NONE when none */
bool payment_set_first_month(Work *w, Month month);

typedef enum {
    BATCH_DRAFT, BATCH_CHECKED, BATCH_APPROVED, BATCH_SENT, BATCH_SETTLED, BATCH_CANCELLED
} BatchState;
typedef struct {
    int64_t id;
    Month month;
    BatchState state;
    int64_t lines, people;
    Money total;
    Str maker, checker, approver, sender;
    Str file, file_digest;
} Batch;
Str batch_state_name(BatchState state);
bool batch_draft(Work *w, Month month, Batch *out); /* all posted, unheld, unbatched lines */
bool batch_check(Work *w, int64_t batch);
bool batch_approve(Work *w, int64_t batch);
/* Writes the 一卡通 file (GB18030, one row a person and affair, control totals) and moves payable to
 * clearing. Negative balances are carried as receivable and never sent. */
bool batch_send(Work *w, const Bureau *bureau, int64_t batch, const char *folder, Str *path);
bool batch_settle(Work *w, int64_t batch);
typedef struct {
    int64_t person;
    Str affair, cause;
} BankReturn;
bool batch_return(Work *w, int64_t batch, const BankReturn *returns, size_t count);
bool batch_list(Work *w, Batch **out, size_t *count);
bool batch_row(Work *w, int64_t batch, Batch *out);

#endif
