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

/* In the order of line_insert. */
static StoredValue line_cell(const void *context, size_t row, int column)
{
    const PostedSet *set = context;
    const Line *l = &set->lines[row];
    switch (column) {
    case 1:
        return number(l->enrolment);
    case 2:
        return number(l->unit);
    case 3:
        return number(l->person);
    case 4:
        return number(set->words[row].affair);
    case 5:
        return number(l->month.n);
    case 6:
        return number(l->closed_in.n);
    case 7:
        return number(set->words[row].component);
    case 8:
        return number(set->words[row].fund);
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

/* In the order of enrolled_note: context is an array of keys. */
static StoredValue enrolled_cell(const void *context, size_t row, int column)
{
    return number(((const int64_t *)context)[row * ENROLLED_KEYS + (size_t)column - 1]);
}

/* An enrolment's lines follow each other: most are those of the line before. */
static bool enrolled_note(Work *w, const PostedSet *set)
{
    int64_t *keys = NEW_ARRAY(w->arena, int64_t, set->count * ENROLLED_KEYS), *next = keys;
    for (size_t i = 0; i < set->count; i++) {
        const Line *l = &set->lines[i];
        int64_t affair = set->words[i].affair;
        if (next > keys && next[-3] == l->person && next[-2] == affair && next[-1] == l->enrolment)
            continue;
        *next++ = l->person;
        *next++ = affair;
        *next++ = l->enrolment;
    }
    GivenRows given = {(size_t)(next - keys) / ENROLLED_KEYS, keys, enrolled_cell};
    Stmt *s = db_stmt(w, &ledger_sql, "enrolled_note");
    db_bind_rows(s, 1, &given);
    return db_run(s);
}

bool bulk_lines(Work *w, const PostedSet *set)
{
    for (size_t at = 0; at < set->count; at += STATEMENT_ROWS) {
        PostedSet part = *set;
        part.lines += at;
        part.words += at;
        part.count = set->count - at < STATEMENT_ROWS ? set->count - at : STATEMENT_ROWS;
        GivenRows given = {part.count, &part, line_cell};
        Stmt *s = db_stmt(w, &ledger_sql, "line_insert");
        db_bind_rows(s, 1, &given);
        db_bind_int(s, 2, set->commit.n);
        TRY(db_run(s));
    }
    ensure(db_last_id(w) == set->first + (int64_t)set->count - 1);
    return enrolled_note(w, set);
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
        return number(e->affair);
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
    int64_t affair; /* 0: an empty slot */
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
        if (!found->affair) return at;
        if (found->person == key->person && found->account == key->account &&
            found->affair == key->affair)
            return at;
    }
}

static void changes_grow(Changes *c)
{
    Changes old = *c;
    c->capacity = old.capacity ? old.capacity * 2 : 256;
    c->items = NEW_ARRAY(c->arena, Change, c->capacity);
    for (size_t i = 0; i < old.capacity; i++)
        if (old.items[i].affair) c->items[change_slot(c, &old.items[i])] = old.items[i];
}

static void change_add(Changes *c, AccountKind account, const Entry *e)
{
    if (!account_by_person(account)) return;
    if (c->count * 2 >= c->capacity) changes_grow(c);
    int64_t effect = entry_effect(e, account);
    Change key = {account, e->affair, e->person, 0};
    Change *found = &c->items[change_slot(c, &key)];
    if (!found->affair) {
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
    if (x->affair != y->affair) return x->affair < y->affair ? -1 : 1;
    return (x->person > y->person) - (x->person < y->person);
}

/* Those that rise, or those that fall, packed and by key. */
static Change *changes_sorted(const Changes *c, bool rising, size_t *count)
{
    Change *out = NEW_ARRAY(c->arena, Change, c->count + 1);
    *count = 0;
    for (size_t i = 0; i < c->capacity; i++)
        if (c->items[i].affair && (c->items[i].fen > 0) == rising) out[(*count)++] = c->items[i];
    if (*count) qsort(out, *count, sizeof *out, change_compare);
    return out;
}

static StoredValue change_cell(const void *context, size_t row, int column)
{
    const Change *c = &((const Change *)context)[row];
    if (column == 1) return number((int64_t)c->account);
    if (column == 2) return number(c->affair);
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
    overdrawn(w,
              &(Overdrawn){(AccountKind)db_int(s, 0), db_int(s, 1), db_int(s, 2), {db_int(s, 3)}});
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
} Back;

static bool payable_left(Back *b, const Entry *taken, Change **out)
{
    int64_t fen;
    Changes *c = &b->payable;
    if (c->count * 2 >= c->capacity) changes_grow(c);
    Change key = {ACCOUNT_PAYABLE, taken->affair, taken->person, 0};
    *out = &c->items[change_slot(c, &key)];
    if ((*out)->affair) return true;
    Stmt *s = db_stmt(b->w, &ledger_sql, "payable_of");
    db_bind_int(s, 1, key.affair);
    db_bind_int(s, 2, key.person);
    TRY(db_scalar(s, 0, &fen));
    **out = key;
    (*out)->fen = fen;
    c->count++;
    return true;
}

static void back_add(Back *b, const Entry *taken, AccountKind debit, int64_t fen)
{
    if (fen == 0) return;
    Entry *entry = &b->entries[b->count++];
    *entry = *taken;
    entry->debit = debit;
    entry->amount.fen = fen;
}

/* `taken`: what the line takes back, from whichever account. */
static bool line_take_back(Back *b, const Entry *taken)
{
    Change *payable;
    int64_t fen = taken->amount.fen;
    TRY(payable_left(b, taken, &payable));
    int64_t unsent = payable->fen < fen ? payable->fen : fen;
    payable->fen -= unsent;
    back_add(b, taken, ACCOUNT_PAYABLE, unsent);
    back_add(b, taken, ACCOUNT_RECEIVABLE, fen - unsent);
    return true;
}

static Entry taken_read(Stmt *s)
{
    return (Entry){.line = db_int(s, 0),
                   .affair = db_int(s, 1),
                   .person = db_int(s, 2),
                   .credit = ACCOUNT_EXPENSE,
                   .amount = {-db_int(s, 3)},
                   .reason = (Reason)db_int(s, 4),
                   .commit = {db_int(s, 5)}};
}

static bool block_take_back(Back *b)
{
    bool done = true;
    int64_t rows = 0;
    Stmt *s = db_stmt(b->w, &ledger_sql, "line_negative");
    db_bind_int(s, 1, b->first);
    db_bind_int(s, 2, b->last);
    db_bind_int(s, 3, BACK_LINES);
    for (; done && db_next(s); rows++) {
        Entry taken = taken_read(s);
        b->first = taken.line + 1;
        done = line_take_back(b, &taken);
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
    Changes *set = NEW(w->arena, Changes);
    set->arena = w->arena;
    Stmt *s = db_stmt(w, &ledger_sql, "owing");
    while (db_next(s))
        change_add(set, ACCOUNT_RECEIVABLE,
                   &(Entry){.affair = db_int(s, 0),
                            .person = db_int(s, 1),
                            .debit = ACCOUNT_RECEIVABLE,
                            .amount = {1}});
    out->set = set;
    return !db_failed(s);
}

bool debtors_has(const Debtors *debtors, int64_t affair, int64_t person)
{
    const Changes *set = debtors->set;
    Change key = {ACCOUNT_RECEIVABLE, affair, person, 0};
    return set->capacity && set->items[change_slot(set, &key)].affair;
}
