/* The rows of bank files as the store keeps them: what was asked of the bank, to which account
 * (sealed), and what the bank said. Names towards the bank (EndToEndId, MsgId) are made and read
 * here: DD<batch>-<row>, DOUDI<home>-B<batch>. */
#include "access/access.h"
#include "payment/bank.h"
#include "payment/words.def"

#include <stdlib.h>

Str bank_row_state_name(BankRowState state)
{
    static const char *const names[] = {SAY_ROW_SENT, SAY_ROW_SETTLED, SAY_ROW_RETURNED};
    ensure(state < COUNT_OF(names));
    return str_of(names[state]);
}

/* ---- names ---------------------------------------------------------------------------------- */

#define ROW_PREFIX "DD"
#define MESSAGE_PREFIX "DOUDI"

Str bank_row_name(Arena *arena, int64_t batch, int64_t number)
{
    return format(arena, ROW_PREFIX "%lld-%06lld", (long long)batch, (long long)number);
}

static bool digits_parse(Str text, int64_t *out)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < '0' || text.ptr[i] > '9') return false;
    return str_int(text, out) && *out > 0;
}

bool bank_row_parse(Str name, int64_t *batch, int64_t *number)
{
    Str first;
    if (!str_starts(name, STR(ROW_PREFIX))) return false;
    Str rest = str_from(name, sizeof ROW_PREFIX - 1);
    return str_split(&rest, '-', &first) && digits_parse(first, batch) &&
           digits_parse(rest, number);
}

Str bank_message_name(Arena *arena, const BankSheet *sheet)
{
    return format(arena, MESSAGE_PREFIX "%lld-B%lld", (long long)(sheet->home.n / 1000000),
                  (long long)sheet->batch.id);
}

bool bank_message_parse(Str name, int64_t *batch)
{
    ptrdiff_t at = str_find(name, STR("-B"));
    return str_starts(name, STR(MESSAGE_PREFIX)) && at > 0 &&
           digits_parse(str_from(name, (size_t)at + 2), batch);
}

/* ---- rows ----------------------------------------------------------------------------------- */

static StoredValue stored_number(int64_t n)
{
    return (StoredValue){.kind = STORED_INT, .number = n};
}

static StoredValue stored_text(Str bytes)
{
    return (StoredValue){.kind = STORED_BYTES, .bytes = bytes};
}

/* In the order of bank_row_insert. */
static StoredValue bank_row_cell(const void *context, size_t row, int column)
{
    const BankRow *r = &((const BankRow *)context)[row];
    switch (column) {
    case 1:
        return stored_number(r->number);
    case 2:
        return stored_text(r->affair);
    case 3:
        return stored_number(r->person);
    case 4:
        return stored_number(r->amount.fen);
    case 5:
        return stored_text(r->sealed);
    default:
        return stored_text(r->account_digest);
    }
}

bool bank_rows_insert(Work *w, int64_t batch, const BankRow *rows, size_t count)
{
    GivenRows given = {count, rows, bank_row_cell};
    Stmt *s = db_stmt(w, &payment_sql, "bank_row_insert");
    db_bind_int(s, 1, batch);
    db_bind_rows(s, 2, &given);
    TRY(db_run(s) && shares_insert(w, batch, rows, count));
    s = db_stmt(w, &payment_sql, "bank_file_insert");
    db_bind_int(s, 1, batch);
    db_bind_int(s, 2, w->now);
    return db_run(s);
}

bool bank_rows_open(Work *w, int64_t batch, BankRow **out, size_t *count)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    Stmt *s = db_stmt(w, &payment_sql, "bank_rows_of");
    db_bind_int(s, 1, batch);
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        BankRow *row = &(*out)[(*count)++];
        *row = (BankRow){.number = db_int(s, 0),
                         .affair = str_copy(w->arena, db_str(s, 1)),
                         .person = db_int(s, 2),
                         .amount = {db_int(s, 3)},
                         .account = str_copy(w->arena, db_str(s, 4)),
                         .account_digest = str_copy(w->arena, db_str(s, 5)),
                         .state = (BankRowState)db_int(s, 6),
                         .account_wrong = db_int(s, 7) != 0,
                         .said = str_copy(w->arena, db_str(s, 8))};
    }
    if (db_failed(s)) return false;
    TRY(shares_attach(w, batch, *out, *count));
    for (size_t i = 0; i < *count; i++)
        TRY(secret_open(w, (*out)[i].account, &(*out)[i].account));
    return true;
}

bool bank_rows(Work *w, int64_t batch, BankRow **out, size_t *count)
{
    TRY(bank_rows_open(w, batch, out, count));
    for (size_t i = 0; i < *count; i++) {
        Str account = (*out)[i].account;
        size_t shown = account.len > 4 ? 4 : 0;
        (*out)[i].account =
            format(w->arena, "****%.*s", (int)shown, account.ptr + account.len - shown);
    }
    return true;
}

/* Each person once, rising. */
static int64_t *rows_ids(Arena *arena, const BankRow *rows, size_t count, size_t *people)
{
    int64_t *ids = NEW_ARRAY(arena, int64_t, count + 1);
    for (size_t i = 0; i < count; i++)
        ids[i] = rows[i].person;
    *people = ids_fold(ids, count);
    return ids;
}

int64_t rows_people(Arena *arena, const BankRow *rows, size_t count)
{
    size_t people;
    (void)rows_ids(arena, rows, count, &people);
    return (int64_t)people;
}

bool rows_name(Work *w, BankRow *rows, size_t count)
{
    size_t people;
    int64_t *ids = rows_ids(w->arena, rows, count, &people);
    Str *names = NEW_ARRAY(w->arena, Str, people + 1);
    TRY(person_names(w, ids, people, names));
    for (size_t i = 0; i < count; i++) {
        const int64_t *at = bsearch(&rows[i].person, ids, people, sizeof *ids, ids_order);
        ensure(at);
        rows[i].name = names[at - ids];
    }
    return true;
}

/* ---- who pays ------------------------------------------------------------------------------- */

static bool debtor_set(Work *w, const BankDebtor *debtor)
{
    Commit commit;
    Act act = {.kind = STR("store"), .subject = STR("bank:debtor"), .detail = debtor->name};
    TRY(audit_act(w, &act, &commit));
    TRY(store_set(w, STR("debtor_name"), debtor->name));
    TRY(store_set(w, STR("debtor_account"), debtor->account));
    return store_set(w, STR("debtor_bank"), debtor->bank);
}

static bool all_digits(Str s, size_t least, size_t most)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
    return s.len >= least && s.len <= most;
}

static bool debtor_sound(Work *w, const BankDebtor *debtor)
{
    if (!str_trim(debtor->name).len) return refuse(w, ERR_INPUT, "%s", SAY_DEBTOR_NAME);
    if (!all_digits(debtor->account, 6, 32))
        return refuse(w, ERR_INPUT, SAY_DEBTOR_ACCOUNT, STR_ARG(debtor->account));
    return all_digits(debtor->bank, 12, 12) ||
           refuse(w, ERR_INPUT, SAY_DEBTOR_BANK, STR_ARG(debtor->bank));
}

bool bank_set_debtor(Work *w, const BankDebtor *debtor)
{
    TRY(debtor_sound(w, debtor));
    TRY(access_need(w, DUTY_SYSTEM));
    TRY(db_begin(w));
    return db_end(w, debtor_set(w, debtor));
}

static bool setting(Work *w, Str key, Str *out)
{
    w->error = (Error){0};
    if (store_get(w, key, out)) return true;
    *out = STR("");
    return w->error.code == ERR_NONE;
}

bool bank_debtor(Work *w, BankDebtor *out)
{
    return setting(w, STR("debtor_name"), &out->name) &&
           setting(w, STR("debtor_account"), &out->account) &&
           setting(w, STR("debtor_bank"), &out->bank);
}
