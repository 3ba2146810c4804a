/* Many rows at once: lines, entries and balances go in through the store's table function `given`,
 * one statement for a whole set. Balances are added up here first, so that each is touched once,
 * in the order of its key.
 *
 * Reading order: bulk_lines, bulk_entries; then the balances, which both rest on; lines_take_back.
 */
#include "ledger/book.h"
#include "ledger/words.def"

#include <stdlib.h>

/* ---- lines and entries ---------------------------------------------------------------------- */

static StoredValue number(int64_t n)
{
    return (StoredValue){.kind = STORED_INT, .number = n};
}

static StoredValue text(Str bytes)
{
    return (StoredValue){.kind = STORED_BYTES, .bytes = bytes};
}

/* In the order of line_insert. */
static StoredValue line_cell(const void *context, size_t row, int column)
{
    const Line *l = &((const Line *)context)[row];
    switch (column) {
    case 1:
        return number(l->enrolment);
    case 2:
        return number(l->unit);
    case 3:
        return number(l->person);
    case 4:
        return text(l->affair);
    case 5:
        return number(l->month.n);
    case 6:
        return number(l->closed_in.n);
    case 7:
        return text(l->component);
    case 8:
        return text(l->fund);
    case 9:
        return number(l->division);
    case 10:
        return number(l->urban);
    case 11:
        return number(l->amount.fen);
    case 12:
        return number((int64_t)l->reason);
    default:
        return number(l->law);
    }
}

/* A statement keeps a copy of every page it touches until it ends, and the indexes of many months
 * are all touched by one: a set goes in by several. */
enum { STATEMENT_ROWS = 32768 };

bool bulk_lines(Work *w, const Line *lines, size_t count, int64_t first, Commit commit)
{
    for (size_t at = 0; at < count; at += STATEMENT_ROWS) {
        size_t rows = count - at < STATEMENT_ROWS ? count - at : STATEMENT_ROWS;
        GivenRows given = {rows, lines + at, line_cell};
        Stmt *s = db_stmt(w, &ledger_sql, "line_insert");
        db_bind_rows(s, 1, &given);
        db_bind_int(s, 2, commit.n);
        TRY(db_run(s));
    }
    ensure(db_last_id(w) == first + (int64_t)count - 1);
    return true;
}

/* In the order of entry_insert_all. */
static StoredValue entry_cell(const void *context, size_t row, int column)
{
    const Entry *e = &((const Entry *)context)[row];
    switch (column) {
    case 1:
        return number(e->line);
    case 2:
        return number(e->batch);
    case 3:
        return text(e->affair);
    case 4:
        return number(e->person);
    case 5:
        return number((int64_t)e->debit);
    case 6:
        return number((int64_t)e->credit);
    case 7:
        return number(e->amount.fen);
    case 8:
        return number((int64_t)e->reason);
    default:
        return number(e->commit.n);
    }
}

/* ---- balances ------------------------------------------------------------------------------- */

/* What a set of entries adds to one balance. */
typedef struct {
    AccountKind account;
    Str affair; /* ptr NULL: an empty slot */
    int64_t person, fen;
} Change;
typedef struct {
    Arena *arena;
    Change *items; /* open addressing, a power of two */
    size_t count, capacity;
    bool mixed; /* a balance both rises and falls: its order counts */
} Changes;

static size_t change_slot(const Changes *c, const Change *key)
{
    uint64_t hash = ((uint64_t)key->person * 8 + (uint64_t)key->account) * 0x9E3779B97F4A7C15u;
    size_t at = (size_t)(hash >> 20) & (c->capacity - 1);
    for (;; at = (at + 1) & (c->capacity - 1)) {
        const Change *found = &c->items[at];
        if (!found->affair.ptr) return at;
        if (found->person == key->person && found->account == key->account &&
            (found->affair.ptr == key->affair.ptr || str_equal(found->affair, key->affair)))
            return at;
    }
}

static void changes_grow(Changes *c)
{
    Changes old = *c;
    c->capacity = old.capacity ? old.capacity * 2 : 256;
    c->items = NEW_ARRAY(c->arena, Change, c->capacity);
    for (size_t i = 0; i < old.capacity; i++)
        if (old.items[i].affair.ptr) c->items[change_slot(c, &old.items[i])] = old.items[i];
}

static void change_add(Changes *c, AccountKind account, const Entry *e)
{
    if (!account_by_person(account)) return;
    if (c->count * 2 >= c->capacity) changes_grow(c);
    int64_t effect = entry_effect(e, account);
    Change key = {account, e->affair, e->person, 0};
    Change *found = &c->items[change_slot(c, &key)];
    if (!found->affair.ptr) {
        *found = key;
        c->count++;
    }
    c->mixed = c->mixed || (found->fen != 0 && (found->fen > 0) != (effect > 0));
    found->fen += effect;
}

static int change_compare(const void *a, const void *b)
{
    const Change *x = a, *y = b;
    if (x->account != y->account) return x->account < y->account ? -1 : 1;
    int order = x->affair.ptr == y->affair.ptr ? 0 : str_compare(x->affair, y->affair);
    if (order) return order;
    return (x->person > y->person) - (x->person < y->person);
}

/* Those that rise, or those that fall, packed and by key. */
static Change *changes_sorted(const Changes *c, bool rising, size_t *count)
{
    Change *out = NEW_ARRAY(c->arena, Change, c->count + 1);
    *count = 0;
    for (size_t i = 0; i < c->capacity; i++)
        if (c->items[i].affair.ptr && (c->items[i].fen > 0) == rising)
            out[(*count)++] = c->items[i];
    if (*count) qsort(out, *count, sizeof *out, change_compare);
    return out;
}

static StoredValue change_cell(const void *context, size_t row, int column)
{
    const Change *c = &((const Change *)context)[row];
    if (column == 1) return number((int64_t)c->account);
    if (column == 2) return text(c->affair);
    if (column == 3) return number(c->person);
    return number(c->fen < 0 ? -c->fen : c->fen);
}

static bool changes_run(Work *w, const char *statement, const Change *items, size_t count)
{
    if (count == 0) return true;
    GivenRows given = {count, items, change_cell};
    Stmt *s = db_stmt(w, &ledger_sql, statement);
    db_bind_rows(s, 1, &given);
    return db_run(s);
}

/* The first that the store's balance does not reach. */
static bool falls_reach(Work *w, const Change *items, size_t count)
{
    if (count == 0) return true;
    GivenRows given = {count, items, change_cell};
    Stmt *s = db_stmt(w, &ledger_sql, "balance_short");
    db_bind_rows(s, 1, &given);
    if (!db_next(s)) return !db_failed(s);
    overdrawn(w, &(Overdrawn){(AccountKind)db_int(s, 0),
                              str_copy(w->arena, db_str(s, 1)),
                              db_int(s, 2),
                              {db_int(s, 3)}});
    db_reset(s);
    return false;
}

static bool changes_write(Work *w, const Changes *c)
{
    size_t falls, rises;
    Change *falling = changes_sorted(c, false, &falls), *rising = changes_sorted(c, true, &rises);
    TRY(falls_reach(w, falling, falls));
    TRY(changes_run(w, "balance_lower_all", falling, falls));
    return changes_run(w, "balance_raise_all", rising, rises);
}

bool bulk_entries(Work *w, const Entry *entries, size_t count)
{
    Changes changes = {.arena = w->arena};
    for (size_t i = 0; i < count; i++) {
        change_add(&changes, entries[i].debit, &entries[i]);
        change_add(&changes, entries[i].credit, &entries[i]);
    }
    if (changes.mixed) {
        for (size_t i = 0; i < count; i++)
            TRY(entry_write(w, &entries[i]));
        return true;
    }
    TRY(changes_write(w, &changes));
    GivenRows given = {count, entries, entry_cell};
    Stmt *s = db_stmt(w, &ledger_sql, "entry_insert_all");
    db_bind_rows(s, 1, &given);
    return db_run(s);
}

/* ---- taking back ---------------------------------------------------------------------------- */

enum { BACK_LINES = 8192 };

/* Lines below zero, so many at a time, and the entries that they make. */
typedef struct {
    Work *w;
    int64_t first, last; /* ids still to be read */
    Changes payable;     /* to those of the block: what the entries before leave */
    Entry *entries;
    size_t count;
    Str affair; /* of the line before */
} Back;

static bool payable_left(Back *b, const Line *l, Change **out)
{
    Money payable;
    Changes *c = &b->payable;
    if (c->count * 2 >= c->capacity) changes_grow(c);
    Change key = {ACCOUNT_PAYABLE, l->affair, l->person, 0};
    *out = &c->items[change_slot(c, &key)];
    if ((*out)->affair.ptr) return true;
    TRY(ledger_balance(b->w, ACCOUNT_PAYABLE, l->affair, l->person, &payable));
    **out = key;
    (*out)->fen = payable.fen;
    c->count++;
    return true;
}

static void back_add(Back *b, const Line *l, AccountKind debit, int64_t fen)
{
    if (fen == 0) return;
    b->entries[b->count++] = (Entry){.line = l->id,
                                     .affair = l->affair,
                                     .person = l->person,
                                     .debit = debit,
                                     .credit = ACCOUNT_EXPENSE,
                                     .amount = {fen},
                                     .reason = l->reason,
                                     .commit = l->commit};
}

static bool line_take_back(Back *b, const Line *l)
{
    Change *payable;
    int64_t fen = -l->amount.fen;
    TRY(payable_left(b, l, &payable));
    int64_t taken = payable->fen < fen ? payable->fen : fen;
    payable->fen -= taken;
    back_add(b, l, ACCOUNT_PAYABLE, taken);
    back_add(b, l, ACCOUNT_RECEIVABLE, fen - taken);
    return true;
}

static bool block_take_back(Back *b)
{
    bool done = true;
    int64_t joined, rows = 0;
    Stmt *s = db_stmt(b->w, &ledger_sql, "line_negative");
    db_bind_int(s, 1, b->first);
    db_bind_int(s, 2, b->last);
    db_bind_int(s, 3, BACK_LINES);
    for (; done && db_next(s); rows++) {
        Line l = line_read(s, &joined);
        if (!str_equal(l.affair, b->affair)) b->affair = str_copy(b->w->arena, l.affair);
        l.affair = b->affair;
        b->first = l.id + 1;
        done = line_take_back(b, &l);
    }
    db_reset(s);
    TRY(done && !db_failed(s));
    if (rows < BACK_LINES) b->first = b->last + 1;
    return b->count ? bulk_entries(b->w, b->entries, b->count) : true;
}

bool lines_take_back(Work *w, int64_t first, int64_t last)
{
    Arena *lasting = w->arena;
    bool done = true;
    int64_t next = first;
    while (done && next <= last) {
        w->arena = arena_new();
        Back b = {.w = w, .first = next, .last = last, .payable = {.arena = w->arena}};
        b.entries = NEW_ARRAY(w->arena, Entry, 2 * BACK_LINES);
        done = block_take_back(&b);
        next = b.first;
        w->error.sentence = str_copy(lasting, w->error.sentence);
        w->error.detail = str_copy(lasting, w->error.detail);
        arena_free(w->arena);
        w->arena = lasting;
    }
    return done;
}

/* ---- who owes ------------------------------------------------------------------------------- */

bool debtors_load(Work *w, Debtors *out)
{
    Balance *owing;
    size_t count;
    Changes *set = NEW(w->arena, Changes);
    set->arena = w->arena;
    TRY(ledger_balances(w, ACCOUNT_RECEIVABLE, &owing, &count));
    for (size_t i = 0; i < count; i++)
        change_add(set, ACCOUNT_RECEIVABLE,
                   &(Entry){.affair = owing[i].affair,
                            .person = owing[i].person,
                            .debit = ACCOUNT_RECEIVABLE,
                            .amount = owing[i].amount});
    out->set = set;
    return true;
}

bool debtors_has(const Debtors *debtors, Str affair, int64_t person)
{
    const Changes *set = debtors->set;
    Change key = {ACCOUNT_RECEIVABLE, affair, person, 0};
    return set->capacity && set->items[change_slot(set, &key)].affair.ptr;
}
