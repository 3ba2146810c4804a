/* The shares of bank rows: one row credits an account, its shares say whose money it is. Only rows
 * that pay somebody else too keep shares in the store; a row without is its person's own. */
#include "payment/bank.h"

#include <stdlib.h>

static bool pays_others(const BankRow *row)
{
    return row->share_count > 1 || (row->share_count == 1 && row->shares[0].person != row->person);
}

/* ---- kept ----------------------------------------------------------------------------------- */

typedef struct {
    int64_t number;
    BankShare share;
} KeptShare;

/* In the order of bank_share_insert. */
static StoredValue share_cell(const void *context, size_t row, int column)
{
    const KeptShare *s = &((const KeptShare *)context)[row];
    int64_t number = column == 1 ? s->number : column == 2 ? s->share.person : s->share.amount.fen;
    return (StoredValue){.kind = STORED_INT, .number = number};
}

bool shares_insert(Work *w, int64_t batch, const BankRow *rows, size_t count)
{
    size_t all = 0, kept = 0;
    for (size_t i = 0; i < count; i++)
        all += pays_others(&rows[i]) ? rows[i].share_count : 0;
    if (all == 0) return true;
    KeptShare *shares = NEW_ARRAY(w->arena, KeptShare, all);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; pays_others(&rows[i]) && k < rows[i].share_count; k++)
            shares[kept++] = (KeptShare){rows[i].number, rows[i].shares[k]};
    GivenRows given = {kept, shares, share_cell};
    Stmt *s = db_stmt(w, &payment_sql, "bank_share_insert");
    db_bind_int(s, 1, batch);
    db_bind_rows(s, 2, &given);
    return db_run(s);
}

/* ---- read ----------------------------------------------------------------------------------- */

static bool kept_read(Work *w, int64_t batch, KeptShare **out, size_t *count)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    Stmt *s = db_stmt(w, &payment_sql, "bank_shares_of");
    db_bind_int(s, 1, batch);
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (KeptShare){db_int(s, 0), {db_int(s, 1), {db_int(s, 2)}}};
    }
    return !db_failed(s);
}

/* Rows and shares both come by number. */
bool shares_attach(Work *w, int64_t batch, BankRow *rows, size_t count)
{
    KeptShare *kept;
    size_t kept_count, at = 0, next = 0;
    TRY(kept_read(w, batch, &kept, &kept_count));
    BankShare *shares = NEW_ARRAY(w->arena, BankShare, kept_count + count + 1);
    for (size_t i = 0; i < count; i++) {
        BankRow *row = &rows[i];
        row->shares = &shares[next];
        for (; at < kept_count && kept[at].number == row->number; at++)
            shares[next++] = kept[at].share;
        row->share_count = (size_t)(&shares[next] - row->shares);
        if (row->share_count) continue;
        shares[next++] = (BankShare){row->person, row->amount};
        row->share_count = 1;
    }
    return true;
}

/* ---- as the ledger counts ------------------------------------------------------------------- */

static int by_affair_and_person(const void *a, const void *b)
{
    const BankRow *x = a, *y = b;
    int order = str_compare(x->affair, y->affair);
    if (order) return order;
    return (x->person > y->person) - (x->person < y->person);
}

void rows_flatten(Arena *arena, const BankRow *rows, size_t count, BankRow **out, size_t *shares)
{
    size_t all = 0;
    for (size_t i = 0; i < count; i++)
        all += rows[i].share_count;
    *out = NEW_ARRAY(arena, BankRow, all + 1);
    *shares = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < rows[i].share_count; k++) {
            BankRow *one = &(*out)[(*shares)++];
            *one = rows[i];
            one->person = rows[i].shares[k].person;
            one->amount = rows[i].shares[k].amount;
        }
    if (all) qsort(*out, all, sizeof **out, by_affair_and_person);
}
