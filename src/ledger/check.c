/* The proof of the ledger, for whoever does not trust us. It believes nothing but the chain of acts
 * (proved by audit_verify) and works everything out again:
 *
 *   1. walks all entries in order, keeping balances in memory: none may ever be overdrawn, nobody
 * may be made to owe while something is payable to them, debits equal credits at the end, and the
 *      balances kept in the store are the ones worked out;
 *   2. adds up each line's entries: they must make its amount;
 *   3. walks all acts: every digest that an act seals must be found again over the rows its seal
 * names, and the seals together must cover every row, so that none was slipped in;
 *   4. what is kept with lines (sums by month, where a month's lines stand, who has lines) is what
 * the lines make. */
#include "ledger/book.h"
#include "ledger/words.def"

bool damaged(Work *w, const char *what, int64_t id, const char *how)
{
    if (w->error.code != ERR_NONE) return false; /* said already, nearer to the place */
    refuse(w, ERR_CORRUPT, SAY_DAMAGED);
    w->error.detail = format(w->arena, "%s %lld: %s", what, (long long)id, how);
    return false;
}

/* ---- balances in memory -----------------------------------------------------------------------
 */

/* One person in one affair. */
typedef struct {
    int64_t affair, person;
    int64_t amount[ACCOUNT_KIND_COUNT];
    bool used;
} Holder;

typedef struct {
    Work *w;
    Holder *holders; /* open addressing, a power of two */
    size_t count, capacity;
    int64_t *line_posted; /* by line id: what its entries add to expense */
    int64_t line_count, moves, last_entry;
    Words words;
    Kept kept;        /* what the lines make of it */
    Tallies enrolled; /* by person, affair and enrolment */
    LedgerCheck *out;
} Proof;

static Holder *holder_slot(const Proof *p, int64_t affair, int64_t person)
{
    uint64_t hash = ((uint64_t)affair << 48 ^ (uint64_t)person) * 0x9E3779B97F4A7C15u;
    size_t slot = (size_t)(hash ^ (hash >> 32)) & (p->capacity - 1);
    while (p->holders[slot].used &&
           (p->holders[slot].person != person || p->holders[slot].affair != affair))
        slot = (slot + 1) & (p->capacity - 1);
    return &p->holders[slot];
}

static void holders_grow(Proof *p)
{
    Proof old = *p;
    p->capacity = old.capacity ? old.capacity * 2 : 1024;
    p->holders = NEW_ARRAY(p->w->arena, Holder, p->capacity);
    for (size_t i = 0; i < old.capacity; i++)
        if (old.holders[i].used)
            *holder_slot(p, old.holders[i].affair, old.holders[i].person) = old.holders[i];
}

static Holder *holder_of(Proof *p, int64_t affair, int64_t person)
{
    if (p->count * 2 >= p->capacity) holders_grow(p);
    Holder *h = holder_slot(p, affair, person);
    if (h->used) return h;
    *h = (Holder){.affair = affair, .person = person, .used = true};
    p->count++;
    return h;
}

/* ---- 1: entries -------------------------------------------------------------------------------
 */

static bool is_move(const Entry *e)
{
    return e->debit != ACCOUNT_EXPENSE && e->credit != ACCOUNT_EXPENSE;
}

static bool holder_apply(Proof *p, Holder *h, const Entry *e)
{
    for (AccountKind a = 0; a < ACCOUNT_KIND_COUNT; a++) {
        h->amount[a] += entry_effect(e, a);
        if (account_by_person(a) && h->amount[a] < 0)
            return damaged(p->w, "entry", e->id, "an account is overdrawn");
    }
    bool owes_more = e->debit == ACCOUNT_RECEIVABLE && e->credit == ACCOUNT_EXPENSE;
    if (owes_more && h->amount[ACCOUNT_PAYABLE] != 0)
        return damaged(p->w, "entry", e->id, "made to owe while something is payable");
    return true;
}

static bool entry_prove(Proof *p, const Entry *e)
{
    Work *w = p->w;
    if (e->id != p->last_entry + 1) return damaged(w, "entry", p->last_entry + 1, "is missing");
    p->last_entry = e->id;
    if ((unsigned)e->debit >= ACCOUNT_KIND_COUNT || (unsigned)e->credit >= ACCOUNT_KIND_COUNT ||
        e->amount.fen <= 0)
        return damaged(w, "entry", e->id, "is no entry");
    TRY(holder_apply(p, holder_of(p, e->affair, e->person), e));
    p->out->debit.fen += e->amount.fen;
    p->out->credit.fen += e->amount.fen;
    if (is_move(e)) {
        p->moves++;
        return true;
    }
    if (e->line < 1 || e->line > p->line_count)
        return damaged(w, "entry", e->id, "belongs to no line");
    p->line_posted[e->line] += e->debit == ACCOUNT_EXPENSE ? e->amount.fen : -e->amount.fen;
    return true;
}

static bool entries_prove(Proof *p)
{
    Stmt *s = db_stmt(p->w, &ledger_sql, "entry_walk");
    while (db_next(s)) {
        Entry e = entry_read(s);
        if (entry_prove(p, &e)) continue;
        db_reset(s);
        return false;
    }
    TRY(!db_failed(s));
    p->out->entries = p->last_entry;
    int64_t astray;
    TRY(db_scalar(db_stmt(p->w, &ledger_sql, "entry_astray"), 0, &astray));
    return astray == 0 ? true : damaged(p->w, "entry", astray, "does not tell what its line tells");
}

/* The store's balances are those worked out: each row equal, and no row missing. */
static bool balances_prove(Proof *p)
{
    Stmt *s = db_stmt(p->w, &ledger_sql, "balance_walk");
    int64_t rows = 0, kept = 0;
    bool good = true;
    while (good && db_next(s)) {
        int64_t account = db_int(s, 0), amount = db_int(s, 3);
        const Holder *h = holder_of(p, db_int(s, 1), db_int(s, 2));
        good = account >= 0 && account < ACCOUNT_KIND_COUNT && h->amount[account] == amount;
        if (!good) damaged(p->w, "balance of person", h->person, "is not the sum of entries");
        rows += amount != 0;
    }
    db_reset(s);
    TRY(good && !db_failed(s));
    for (size_t i = 0; i < p->capacity; i++)
        for (AccountKind a = 0; a < ACCOUNT_KIND_COUNT; a++)
            kept += account_by_person(a) && p->holders[i].amount[a] != 0;
    return kept == rows ? true : damaged(p->w, "balances", rows, "some are missing");
}

/* ---- 2 and 3: lines, seals ----------------------------------------------------------------------
 */

/* How far the seals of each kind have covered their table. */
typedef struct {
    Proof *proof;
    Sealing sealing;
    Stmt *lines; /* one walk over all lines; seals of lines follow each other */
    int64_t covered[SEAL_KIND_COUNT];
} Cover;

/* The struct's narrower fields hold what the columns hold, and its words are known. */
bool line_fits(Stmt *s, const Line *line)
{
    return db_int(s, 5) == line->month.n && db_int(s, 6) == line->closed_in.n &&
           db_int(s, 10) == line->urban && db_int(s, 12) == (int64_t)line->reason &&
           line->affair.ptr && line->component.ptr && line->fund.ptr;
}

/* What is kept with lines, worked out again. */
static void line_kept(Proof *p, const Line *line, Stmt *s)
{
    LineWords words = line_words(s);
    kept_line(&p->kept, &(PostedLine){line, &words, line->id, line->commit});
    (void)tally_of(&p->enrolled,
                   (int64_t[TALLY_KEYS]){line->person, words.affair, line->enrolment});
}

static bool line_prove(Cover *c, int64_t id, Commit commit)
{
    Proof *p = c->proof;
    int64_t joined;
    if (!db_next(c->lines)) return damaged(p->w, "line", id, "is missing");
    Line line = line_read(p->w, c->lines, &p->words, &joined);
    if (line.id != id) return damaged(p->w, "line", id, "is missing");
    if (!line_fits(c->lines, &line)) return damaged(p->w, "line", id, "holds an impossible number");
    if (line.commit.n != commit.n) return damaged(p->w, "line", id, "belongs to another act");
    if (p->line_posted[id] != line.amount.fen)
        return damaged(p->w, "line", id, "its entries do not make its amount");
    line_kept(p, &line, c->lines);
    if (joined != commit.n) line.batch = 0; /* joined its batch later, under another seal */
    seal_line(&c->sealing, &line);
    return true;
}

static bool lines_digest(Cover *c, int64_t first, int64_t last, Commit commit)
{
    for (int64_t id = first; id <= last; id++)
        TRY(line_prove(c, id, commit));
    return true;
}

static Stmt *range_stmt(Cover *c, const char *name, int64_t first, int64_t last)
{
    Stmt *s = db_stmt(c->proof->w, &ledger_sql, name);
    db_bind_int(s, 1, first);
    db_bind_int(s, 2, last);
    return s;
}

Move entry_move(const Entry *e, Str affair)
{
    return (Move){.batch = e->batch,
                  .line = e->line,
                  .affair = affair,
                  .person = e->person,
                  .debit = e->debit,
                  .credit = e->credit,
                  .amount = e->amount,
                  .reason = e->reason};
}

static bool moves_digest(Cover *c, int64_t first, int64_t last, Commit commit)
{
    Stmt *s = range_stmt(c, "entry_range", first, last);
    int64_t found = 0;
    while (db_next(s)) {
        Entry e = entry_read(s);
        found += e.commit.n == commit.n && is_move(&e);
        Move move = entry_move(&e, words_text(c->proof->w, &c->proof->words, e.affair));
        seal_move(&c->sealing, &move);
    }
    TRY(!db_failed(s));
    c->proof->moves -= found;
    return found == last - first + 1 ? true
                                     : damaged(c->proof->w, "entry", first, "moves are missing");
}

static bool members_digest(Cover *c, int64_t first, int64_t last, Commit commit)
{
    Stmt *s = range_stmt(c, "member_range", first, last);
    int64_t found = 0;
    while (db_next(s)) {
        found += db_int(s, 3) == commit.n;
        seal_member(&c->sealing, db_int(s, 2), db_int(s, 1));
    }
    TRY(!db_failed(s));
    return found == last - first + 1 ? true
                                     : damaged(c->proof->w, "member", first, "some are missing");
}

typedef bool (*RowsDigest)(Cover *c, int64_t first, int64_t last, Commit commit);
static const RowsDigest ROWS_DIGEST[SEAL_KIND_COUNT] = {
    [SEAL_LINES] = lines_digest, [SEAL_MOVES] = moves_digest, [SEAL_MEMBERS] = members_digest};

/* The seal of an act; *found false when it has none. */
static bool seal_of(Cover *c, Commit commit, Seal *out, bool *found)
{
    Work *w = c->proof->w;
    Stmt *s = db_stmt(w, &ledger_sql, "seal_of");
    db_bind_int(s, 1, commit.n);
    *out = (Seal){0};
    *found = db_next(s);
    bool known = !*found || seal_read(s, 0, out);
    db_reset(s);
    TRY(!db_failed(s));
    return known ? true : damaged(w, "seal of act", commit.n, "is of no kind");
}

static bool act_prove(Work *w, const ActRow *row, void *context)
{
    Cover *c = context;
    Seal seal;
    bool found;
    TRY(seal_of(c, row->commit, &seal, &found));
    bool names_rows =
        act_kind_seals(row->act.kind) == SEALS_LEDGER && !digest_is_zero(row->act.rows);
    if (found != names_rows) return damaged(w, "act", row->commit.n, "and its seal part ways");
    if (!found) return true;
    int64_t *covered = &c->covered[seal.kind];
    if (seal.kind == SEAL_LINES && seal.first != *covered + 1)
        return damaged(w, "line", *covered + 1, "is sealed by no act");
    seal_begin(&c->sealing, seal.kind, seal.version);
    bool whole = ROWS_DIGEST[seal.kind](c, seal.first, seal.last, row->commit);
    Digest digest = seal_end(&c->sealing);
    TRY(whole);
    if (!digest_equal(digest, row->act.rows))
        return damaged(w, "act", row->commit.n, "seals other rows than are there");
    *covered += seal.last - seal.first + 1;
    if (seal.kind == SEAL_LINES) c->proof->out->lines = *covered;
    c->proof->out->seals++;
    return true;
}

/* Nothing stands beyond what is sealed. */
static bool nothing_unsealed(Cover *c)
{
    Proof *p = c->proof;
    int64_t unsealed;
    if (p->line_count != c->covered[SEAL_LINES])
        return damaged(p->w, "line", c->covered[SEAL_LINES] + 1, "is sealed by no act");
    if (p->moves != 0) return damaged(p->w, "moves", p->moves, "are sealed by no act");
    TRY(db_scalar(db_stmt(p->w, &ledger_sql, "member_unsealed"), 0, &unsealed));
    return unsealed == 0 ? true : damaged(p->w, "member", unsealed, "is sealed by no act");
}

static bool seals_prove(Proof *p)
{
    Cover c = {.proof = p, .sealing = sealing_new(p->w->arena)};
    c.lines = db_stmt(p->w, &ledger_sql, "line_scan_all");
    bool whole = audit_walk(p->w, act_prove, &c);
    db_reset(c.lines);
    TRY(whole);
    return nothing_unsealed(&c);
}

/* ---- what is kept with lines ---------------------------------------------------------------- */

/* Rows of a statement: so many columns of key, then two numbers; and what they should be. */
typedef struct {
    const char *statement;
    const Tallies *made;
    int keys;
    const char *what, *how;
} KeptRows;

static bool kept_row_holds(Stmt *s, const KeptRows *k)
{
    int64_t key[TALLY_KEYS] = {0};
    for (int i = 0; i < k->keys; i++)
        key[i] = db_int(s, i);
    const Tally *made = tally_find(k->made, key);
    return made && made->a == db_int(s, k->keys) && made->b == db_int(s, k->keys + 1);
}

/* Each row is what the lines make, and none is missing. */
static bool kept_rows_prove(Work *w, const KeptRows *k)
{
    Stmt *s = db_stmt(w, &ledger_sql, k->statement);
    size_t rows = 0;
    while (db_next(s)) {
        if (kept_row_holds(s, k) && ++rows) continue;
        damaged(w, k->what, db_int(s, 0), k->how);
        db_reset(s);
        return false;
    }
    TRY(!db_failed(s));
    return rows == k->made->count || damaged(w, k->what, 0, "some are missing");
}

static bool kept_prove(Proof *p)
{
    const KeptRows rows[] = {
        {"month_sum_walk", &p->kept.sums, SUM_KEYS, "month", "has sums that its lines do not make"},
        {"span_walk", &p->kept.spans, SPAN_KEYS, "month", "has lines elsewhere"},
        {"enrolled_walk", &p->enrolled, ENROLLED_KEYS, "person", "has no such lines"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        TRY(kept_rows_prove(p->w, &rows[i]));
    return true;
}

/* ---- all ------------------------------------------------------------------------------------ */

static bool prove(Work *w, LedgerCheck *out)
{
    Arena *arena = w->arena;
    Proof p = {.w = w,
               .words = {.arena = arena},
               .kept = {{.arena = arena}, {.arena = arena}},
               .enrolled = {.arena = arena},
               .out = out};
    int64_t acts;
    TRY(audit_verify(w, &acts));
    TRY(last_id(w, "line_last", &p.line_count));
    p.line_posted = NEW_ARRAY(w->arena, int64_t, (size_t)p.line_count + 1);
    TRY(entries_prove(&p));
    TRY(balances_prove(&p));
    return seals_prove(&p) && kept_prove(&p);
}

/* One read transaction: what is proved is one state of the store. */
bool ledger_check(Work *w, LedgerCheck *out)
{
    *out = (LedgerCheck){0};
    if (db_in_transaction(w)) return prove(w, out);
    TRY(db_begin_read(w));
    bool whole = prove(w, out);
    db_rollback(w);
    return whole;
}
