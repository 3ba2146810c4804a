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
    int64_t enrolments;               /* in force that month */
    int64_t lines;                    /* posted now */
    Money regular, arrears, recovery; /* recovery is negative */
    int64_t undecided, held;          /* enrolments, that month */
} CloseAffair;
typedef struct {
    Month month;
    CloseAffair *affairs; /* as bureau->affairs */
    size_t affair_count;
    int64_t lines;
    Money total;
    Commit commit; /* {0} when there was nothing to post and the month was closed already */
} CloseResult;
/* Months before the first month of account are never computed (semantics 5). Refuses (ERR_STATE) a
 * month that has not begun by the work's clock, one that skips an unclosed month, and one before
 * the last closed: what has changed there is posted by closing the last month again. */
bool payment_close(Work *w, const Bureau *bureau, Month month, CloseResult *out);
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
} Batch;
Str batch_state_name(BatchState state);
/* All posted lines up to `month` that are in no batch, but those of suspended enrolments; and what
 * the bank returned since. ERR_NOT_FOUND when there is nothing to pay. */
bool batch_draft(Work *w, Month month, Batch *out);
bool batch_check(Work *w, int64_t batch);
bool batch_approve(Work *w, int64_t batch);
bool batch_cancel(Work *w, int64_t batch, Str reason);
/* Writes the 一卡通 file (GB18030, one row a person and affair, control totals) into `folder` and
 * moves payable to clearing. Negative balances are carried as receivable and never sent. */
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
bool batch_list(Work *w, Batch **out, size_t *count); /* oldest first */
bool batch_row(Work *w, int64_t batch, Batch *out);

#endif
