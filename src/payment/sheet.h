/* Rows to the bank and the file that carries them. Included by payment.h.
 *
 * The ledger knows whose money it is, person by person; the bank knows accounts. A row is one
 * account and one affair: a person's own, or that of the household's applicant, with everybody's
 * share under it. So a household's card is credited once, and each share still leads to its
 * person, month, rule and entry. */
#ifndef PAYMENT_SHEET_H
#define PAYMENT_SHEET_H

typedef enum { BANK_ROW_SENT, BANK_ROW_SETTLED, BANK_ROW_RETURNED } BankRowState;
typedef struct {
    int64_t person;
    Money amount;
} BankShare;
typedef struct {
    int64_t number; /* 1.. in its batch: EndToEndId and the file's own column */
    Str affair;     /* key */
    int64_t person; /* whose account it is: of a household its applicant */
    Money amount;
    BankShare *shares; /* whose money it is, rising; they add up to the amount */
    size_t share_count;
    Str account;                      /* masked, but inside the room */
    Str account_digest, sealed, name; /* sealed: while sending */
    BankRowState state;
    bool account_wrong;
    Str said; /* what the bank said last */
} BankRow;
Str bank_row_state_name(BankRowState state);
bool bank_rows(Work *w, int64_t batch, BankRow **out, size_t *count); /* names are not filled */
/* What the bank was asked to pay of a person's money, newest first: the amounts are his shares.
 * row.person is who received it. Accounts, names and shares are not filled. */
typedef struct {
    int64_t batch;
    Month month;
    BankRow row;
} PersonPayment;
bool person_payments(Work *w, int64_t person, PersonPayment **out, size_t *count);

/* What of a batch that was sent came from each source, from above to below. Batches of before this
 * was kept have none. */
typedef struct {
    Str fund; /* key */
    Money amount;
} BankFund;
bool batch_funds(Work *w, int64_t batch, BankFund **out, size_t *count);

/* All that a bank file says, in the order in which it says it: a function of the batch alone. */
typedef struct {
    Work *w;
    const Bureau *bureau;
    Batch batch;
    int64_t instant; /* when the rows were made */
    BankRow *rows;   /* accounts in the clear */
    size_t count;
    int64_t people; /* whose accounts they are */
    Money total;
    BankFund *funds; /* the total by source; none when nothing of it is split */
    size_t fund_count;
    BankDebtor debtor;
    Division home;
} BankSheet;
bool sheet_write(const BankSheet *sheet, BankFormat format, const char *path);

#endif
