/* What the bank was asked to pay one person and what became of it, for the page of his life. */
#include "payment/payment.h"

static PersonPayment payment_read(Work *w, Stmt *s)
{
    return (PersonPayment){.batch = db_int(s, 0),
                           .month = {(int32_t)db_int(s, 1)},
                           .row = {.number = db_int(s, 2),
                                   .affair = str_copy(w->arena, db_str(s, 3)),
                                   .person = db_int(s, 8),
                                   .amount = {db_int(s, 4)},
                                   .state = (BankRowState)db_int(s, 5),
                                   .account_wrong = db_int(s, 6) != 0,
                                   .said = str_copy(w->arena, db_str(s, 7))}};
}

bool person_payments(Work *w, int64_t person, PersonPayment **out, size_t *count)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    Stmt *s = db_stmt(w, &payment_sql, "person_payments");
    db_bind_int(s, 1, person);
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = payment_read(w, s);
    }
    return !db_failed(s);
}
