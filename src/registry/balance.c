/* Accounts that a register keeps: a fund of each town from which help is paid before the papers are
 * complete. The law marks the fields (分账 whose account, 记账日 when, 计收 and 计支 how much); the
 * rows are put in order of account and day, and what is left is carried along. On one day what
 * comes in counts before what goes out. An import that would take an account below zero is refused.
 *
 * Read register_balances first. */
#include "registry/import.h"
#include "registry/import_words.def"

#include <stdlib.h>

typedef struct {
    Str account;
    int64_t day, fen;
    RowId row;
} Entry;

static int by_account(const void *a, const void *b)
{
    const Entry *x = a, *y = b;
    int order = str_compare(x->account, y->account);
    if (order) return order;
    if (x->day != y->day) return x->day < y->day ? -1 : 1;
    if (x->fen != y->fen) return x->fen > y->fen ? -1 : 1;
    return (x->row.n > y->row.n) - (x->row.n < y->row.n);
}

static bool keeps_account(const Register *reg)
{
    for (size_t i = 0; i < register_field_count(reg); i++)
        if (register_field_at(reg, i)->account == ACCOUNT_OUT) return true;
    return false;
}

static Entry entry_of(Work *w, const Register *reg, const RegisterRow *row)
{
    Entry entry = {.account = STR(""), .row = row->id};
    for (size_t i = 0; i < register_field_count(reg); i++) {
        const Field *field = register_field_at(reg, i);
        Value value = row->values[i];
        if (!value.known) continue;
        if (field->account == ACCOUNT_OF) entry.account = value_text(w, field, value);
        if (field->account == ACCOUNT_DAY) entry.day = value.number;
        if (field->account == ACCOUNT_IN) entry.fen += value.number;
        if (field->account == ACCOUNT_OUT) entry.fen -= value.number;
    }
    return entry;
}

static void balance_add(RowBalance *b, const Entry *entry)
{
    b->left.fen += entry->fen;
    if (b->left.fen >= b->lowest.fen) return;
    b->lowest = b->left;
    if (b->below.days != DATE_NONE.days) return;
    b->below.days = (int32_t)entry->day;
    b->row = entry->row;
}

bool register_balances(Work *w, const Register *reg, Date on, RowBalance **out, size_t *count)
{
    RegisterRow *rows;
    size_t row_count;
    *count = 0;
    if (!keeps_account(reg)) return true;
    TRY(register_rows(w, reg, on, &rows, &row_count));
    Entry *entries = NEW_ARRAY(w->arena, Entry, row_count + 1);
    for (size_t i = 0; i < row_count; i++)
        entries[i] = entry_of(w, reg, &rows[i]);
    if (row_count) qsort(entries, row_count, sizeof *entries, by_account);
    *out = NEW_ARRAY(w->arena, RowBalance, row_count + 1);
    for (size_t i = 0; i < row_count; i++) {
        if (!i || !str_equal(entries[i].account, entries[i - 1].account))
            (*out)[(*count)++] = (RowBalance){.account = entries[i].account, .below = DATE_NONE};
        balance_add(&(*out)[*count - 1], &entries[i]);
    }
    return true;
}

bool import_balances(Import *im)
{
    size_t count;
    RowBalance *balances;
    Work *w = im->w;
    bool later = im->effective.days != DATE_NONE.days && im->effective.days > im->today.days;
    Date on = later ? im->effective : im->today;
    TRY(register_balances(w, im->as.reg, on, &balances, &count));
    for (size_t i = 0; i < count; i++) {
        const RowBalance *b = &balances[i];
        Str name;
        if (b->below.days == DATE_NONE.days) continue;
        TRY(row_name(w, b->row, &name));
        import_late_fault(im, row_seen(&im->rows, b->row.n), -1,
                          format(w->arena, SAY_ACCOUNT_BELOW, STR_ARG(b->account),
                                 STR_ARG(date_text(w->arena, b->below)), STR_ARG(name),
                                 STR_ARG(money_text(w->arena, b->lowest))));
        im->result->refused++;
    }
    return true;
}
