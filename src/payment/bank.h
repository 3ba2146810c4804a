/* The bank's side of a batch, shared by the files that write to it and read its answers. */
#ifndef PAYMENT_BANK_H
#define PAYMENT_BANK_H

#include "payment/payment.h"

/* ---- a file to the bank --------------------------------------------------------------------- */

/* The row's stable name towards the bank: it leads back to the row, and so to person and lines. */
Str bank_row_name(Arena *arena, int64_t batch, int64_t number);
bool bank_row_parse(Str name, int64_t *batch, int64_t *number);
Str bank_message_name(Arena *arena, const BankSheet *sheet);
bool bank_message_parse(Str name, int64_t *batch);

bool pain_write(const BankSheet *sheet, const char *path); /* pain.001.001.03 */

/* ---- rows in the store ---------------------------------------------------------------------- */

bool bank_rows_insert(Work *w, int64_t batch, const BankRow *rows, size_t count);
/* With accounts in the clear: for files only. */
bool bank_rows_open(Work *w, int64_t batch, BankRow **out, size_t *count);
bool rows_name(Work *w, BankRow *rows, size_t count); /* fills the names */
/* Each share as a row of its own, by affair and person: as the ledger counts. */
void rows_flatten(Arena *arena, const BankRow *rows, size_t count, BankRow **out, size_t *shares);
bool shares_insert(Work *w, int64_t batch, const BankRow *rows, size_t count);
bool shares_attach(Work *w, int64_t batch, BankRow *rows, size_t count);
/* From which sources the rows of a batch come (source.c): found when sending, and kept. */
bool sheet_funds(BankSheet *sheet);
bool funds_keep(const BankSheet *sheet);
int64_t rows_people(Arena *arena, const BankRow *rows, size_t count);
/* Sorts ids and keeps each once; how many are left. */
size_t ids_fold(int64_t *ids, size_t count);
int ids_order(const void *a, const void *b);

/* ---- accounts ------------------------------------------------------------------------------- */

/* Whether the money may go to the account a person has today. */
typedef enum {
    ACCOUNT_READY,
    ACCOUNT_MISSING,
    ACCOUNT_WRONG,             /* the bank returned it and it has not been corrected */
    ACCOUNT_COOLING,           /* changed since the last payment, and too short ago */
    ACCOUNT_OWN_HAND,          /* changed by one of those who release this batch */
    ACCOUNT_APPLICANT_MISSING, /* a household's money, and its applicant has no account */
    ACCOUNT_APPLICANT_DEAD,
    ACCOUNT_APPLICANT_COOLING, /* another applicant than was paid last, and too short ago */
    ACCOUNT_APPLICANT_OWN_HAND /* named by one of those who release this batch */
} AccountVerdict;
const char *account_verdict_words(AccountVerdict verdict);
const char *account_verdict_mend(AccountVerdict verdict); /* what is to be done about it */
typedef struct {
    Work *w;
    const Bureau *bureau;
    int64_t batch;       /* the one to be paid; 0: none */
    const Field *field;  /* the person's bank account; NULL when nobody declared one */
    Date changed_before; /* accounts changed before this day have cooled off */
    const Str *hands;    /* who release the batch */
    size_t hand_count;
} AccountRule;
bool account_rule(Work *w, const Bureau *bureau, AccountRule *out);
/* One whose account is paid: in the order of persons. */
typedef struct {
    int64_t person;
    Str name, account, sealed, digest;
    AccountVerdict verdict;
} Payee;
typedef struct {
    const Payee *payee;
    AccountVerdict verdict; /* the payee's, in the words of this payout */
} Receiver;
typedef struct {
    Payee *items;
    size_t count;
    Receiver *of; /* of each payout asked for */
} Payees;
/* Who receives each payout and whether he can, read at once. Inside a transaction. */
bool payees_read(const AccountRule *rule, const Payout *payouts, size_t count, Payees *out);
/* Whose account each payout goes to: a person's own in an affair of persons; in an affair of
 * households that of the unit's applicant, for all its members (receiver.c). */
typedef struct {
    int64_t person;
    bool household, dead; /* dead: the applicant is */
    Commit since;         /* the act that put him in another's place who was paid last; or 0 */
} Received;
bool receivers_find(const AccountRule *rule, const Payout *payouts, size_t count, Received *out);

/* ---- what the bank answers ------------------------------------------------------------------ */

typedef enum { OUTCOME_PENDING, OUTCOME_SETTLED, OUTCOME_RETURNED } BankOutcome;
typedef struct {
    int64_t line;   /* in the file */
    int64_t batch;  /* 0 when the file does not say */
    int64_t number; /* of the row; 0: by account, or by person and affair */
    Str account;
    int64_t person;
    Str affair;
    bool has_amount;
    Money amount;
    BankOutcome outcome;
    Str said; /* code and cause */
    bool account_wrong;
} BankAnswerRow;
/* What an answer says of itself: it must be what was sent, and whole. */
enum { CONTROL_FUNDS_MOST = 16 };
typedef struct {
    int64_t line; /* 0: it says nothing */
    bool has_count, has_sum;
    int64_t count;
    Money sum;
    struct {
        int64_t line;
        Str name; /* Chinese */
        Money amount;
    } funds[CONTROL_FUNDS_MOST];
    size_t fund_count;
} BankControl;
typedef struct {
    int64_t batch;
    BankAnswerRow *items;
    size_t count, capacity;
    bool all; /* one answer for the whole batch: items[0] */
    BankControl control;
} BankAnswers;
/* The readers list all faults; with faults, what they read is not to be used. */
bool pain_read(Work *w, const char *path, BankAnswers *out, Faults *faults);
bool returns_read(Work *w, const Bureau *bureau, const char *path, BankAnswers *out,
                  Faults *faults);
/* Totals by source that an answer gives of the whole batch, against those it was sent with. */
bool funds_check(Work *w, int64_t batch, const BankControl *control, Faults *faults);
/* Whether the file begins like XML. */
bool file_is_xml(Work *w, const char *path, bool *out);
BankAnswerRow *answer_add(Work *w, BankAnswers *answers, int64_t line);
/* Inside a transaction: moves what was settled or returned, one act. */
bool answers_post(Work *w, int64_t batch, const BankAnswers *answers, BankAnswer *out);
/* An ISO 20022 reason: words in Chinese, and whether the account is at fault. */
typedef struct {
    const char *code, *words;
    bool account_wrong;
} BankReason;
const BankReason *bank_reason(Str code);

#endif
