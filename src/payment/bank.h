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
int64_t rows_people(Arena *arena, const BankRow *rows, size_t count);
/* Sorts ids and keeps each once; how many are left. */
size_t ids_fold(int64_t *ids, size_t count);
int ids_order(const void *a, const void *b);

/* ---- accounts ------------------------------------------------------------------------------- */

/* Whether the money may go to the account a person has today. */
typedef enum {
    ACCOUNT_READY,
    ACCOUNT_MISSING,
    ACCOUNT_WRONG,   /* the bank returned it and it has not been corrected */
    ACCOUNT_COOLING, /* changed since the last payment, and too short ago */
    ACCOUNT_OWN_HAND /* changed by one of those who release this batch */
} AccountVerdict;
const char *account_verdict_words(AccountVerdict verdict);
typedef struct {
    Work *w;
    const Field *field;  /* the person's bank account; NULL when nobody declared one */
    Date changed_before; /* accounts changed before this day have cooled off */
    const Str *hands;    /* who release the batch */
    size_t hand_count;
} AccountRule;
bool account_rule(Work *w, const Bureau *bureau, AccountRule *out);
/* One to be paid: in the order of persons. */
typedef struct {
    int64_t person;
    Str name, account, sealed, digest;
    AccountVerdict verdict;
} Payee;
typedef struct {
    Payee *items;
    size_t count;
} Payees;
/* Everybody in the payouts, read at once. */
bool payees_read(const AccountRule *rule, const Payout *payouts, size_t count, Payees *out);
const Payee *payee_find(const Payees *payees, int64_t person); /* one of those read */

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
typedef struct {
    int64_t batch;
    BankAnswerRow *items;
    size_t count, capacity;
    bool all; /* one answer for the whole batch: items[0] */
} BankAnswers;
/* The readers list all faults; with faults, what they read is not to be used. */
bool pain_read(Work *w, const char *path, BankAnswers *out, Faults *faults);
bool returns_read(Work *w, const Bureau *bureau, const char *path, BankAnswers *out,
                  Faults *faults);
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
