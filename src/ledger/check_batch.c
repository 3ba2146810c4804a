/* The proof of one batch, before it is paid: the chain of acts holds; every set of lines, members
 * and moves that the batch has a part in is the one its act seals; and the entries of those lines
 * make their amounts, for the same person and affair. It costs what those closes posted, not what
 * was ever posted: ledger_check proves the rest. */
#include "ledger/book.h"
#include "ledger/words.def"

typedef struct {
    Work *w;
    int64_t batch;
    Sealing sealing;
    Words words;
    int64_t lines, members; /* of the batch, found under seals */
    LedgerCheck *out;
} BatchProof;

/* ---- the entries of a line ------------------------------------------------------------------ */

/* Walks the entries of lines first..last beside the lines. */
typedef struct {
    Stmt *s;
    bool more;
    Entry entry;
} EntryWalk;

static bool walk_next(EntryWalk *walk)
{
    walk->more = db_next(walk->s);
    if (walk->more) walk->entry = entry_read(walk->s);
    return walk->more || !db_failed(walk->s);
}

static bool posts(const Entry *e)
{
    return e->debit == ACCOUNT_EXPENSE || e->credit == ACCOUNT_EXPENSE;
}

static bool entry_fits(BatchProof *p, const Entry *e, const Line *line)
{
    Str affair = words_text(p->w, &p->words, e->affair);
    return e->person == line->person && str_equal(affair, line->affair) && e->amount.fen > 0 &&
           (!posts(e) || (e->reason == line->reason && e->commit.n == line->commit.n));
}

static bool entries_make(BatchProof *p, EntryWalk *walk, const Line *line)
{
    int64_t fen = 0;
    while (walk->more && walk->entry.line <= line->id) {
        const Entry *e = &walk->entry;
        if (e->line != line->id || !entry_fits(p, e, line))
            return damaged(p->w, "entry", e->id, "does not tell what its line tells");
        if (e->debit == ACCOUNT_EXPENSE) fen += e->amount.fen;
        if (e->credit == ACCOUNT_EXPENSE) fen -= e->amount.fen;
        p->out->entries++;
        TRY(walk_next(walk));
    }
    if (fen != line->amount.fen)
        return damaged(p->w, "line", line->id, "its entries do not make its amount");
    p->out->debit.fen += fen;
    p->out->credit.fen += fen;
    return true;
}

/* ---- what a seal names ---------------------------------------------------------------------- */

static Stmt *rows_of(const BatchProof *p, const char *name, const Seal *seal)
{
    Stmt *s = db_stmt(p->w, &ledger_sql, name);
    db_bind_int(s, 1, seal->first);
    db_bind_int(s, 2, seal->last);
    return s;
}

static bool line_prove_here(BatchProof *p, EntryWalk *walk, Stmt *s, Commit commit, int64_t id)
{
    int64_t joined;
    Line line = line_read(p->w, s, &p->words, &joined);
    if (line.id != id || line.commit.n != commit.n)
        return damaged(p->w, "line", id, "belongs to another act");
    if (!line_fits(s, &line)) return damaged(p->w, "line", id, "holds an impossible number");
    TRY(entries_make(p, walk, &line));
    p->lines += line.batch == p->batch;
    p->members += line.batch == p->batch && joined == commit.n;
    if (joined != commit.n) line.batch = 0; /* joined later, under another seal */
    seal_line(&p->sealing, &line);
    return true;
}

static bool lines_found(BatchProof *p, const Seal *seal, Commit commit)
{
    EntryWalk walk = {.s = rows_of(p, "entry_of_lines", seal)};
    Stmt *s = rows_of(p, "line_range", seal);
    int64_t id = seal->first;
    bool whole = walk_next(&walk);
    for (; whole && db_next(s); id++)
        whole = line_prove_here(p, &walk, s, commit, id);
    db_reset(s);
    db_reset(walk.s);
    TRY(whole && !db_failed(s));
    p->out->lines += id - seal->first;
    return id == seal->last + 1 || damaged(p->w, "line", id, "is missing");
}

static bool members_found(BatchProof *p, const Seal *seal, Commit commit)
{
    Stmt *s = rows_of(p, "member_range", seal);
    int64_t found = 0;
    while (db_next(s)) {
        found += db_int(s, 3) == commit.n;
        p->members += db_int(s, 2) == p->batch;
        seal_member(&p->sealing, db_int(s, 2), db_int(s, 1));
    }
    TRY(!db_failed(s));
    bool all = found == seal->last - seal->first + 1;
    return all || damaged(p->w, "member", seal->first, "some are missing");
}

static bool moves_found(BatchProof *p, const Seal *seal, Commit commit)
{
    Stmt *s = rows_of(p, "entry_range", seal);
    int64_t found = 0;
    while (db_next(s)) {
        Entry e = entry_read(s);
        found += e.commit.n == commit.n && !posts(&e);
        Move move = entry_move(&e, words_text(p->w, &p->words, e.affair));
        seal_move(&p->sealing, &move);
    }
    TRY(!db_failed(s));
    bool all = found == seal->last - seal->first + 1;
    return all || damaged(p->w, "entry", seal->first, "moves are missing");
}

/* ---- all ------------------------------------------------------------------------------------ */

typedef struct {
    Seal seal;
    Commit commit;
} BatchSeal;

static bool batch_seals(BatchProof *p, BatchSeal **out, size_t *count)
{
    size_t capacity = 0;
    Stmt *s = db_stmt(p->w, &ledger_sql, "seals_of_batch");
    db_bind_int(s, 1, p->batch);
    *out = NULL;
    *count = 0;
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(p->w->arena, *out, &capacity, sizeof **out);
        BatchSeal *seal = &(*out)[(*count)++];
        *seal = (BatchSeal){.commit = {db_int(s, 0)}};
        if (seal_read(s, 1, &seal->seal)) continue;
        damaged(p->w, "seal of act", seal->commit.n, "is of no kind");
        db_reset(s);
        return false;
    }
    return !db_failed(s);
}

static bool seal_prove(BatchProof *p, const BatchSeal *seal)
{
    static bool (*const found[SEAL_KIND_COUNT])(BatchProof * p, const Seal *seal, Commit commit) = {
        [SEAL_LINES] = lines_found, [SEAL_MOVES] = moves_found, [SEAL_MEMBERS] = members_found};
    ActRow act;
    TRY(audit_row(p->w, seal->commit, &act));
    seal_begin(&p->sealing, seal->seal.kind, seal->seal.version);
    bool whole = found[seal->seal.kind](p, &seal->seal, seal->commit);
    Digest digest = seal_end(&p->sealing);
    TRY(whole);
    p->out->seals++;
    return digest_equal(digest, act.act.rows) ||
           damaged(p->w, "act", seal->commit.n, "seals other rows than are there");
}

static bool batch_prove(BatchProof *p)
{
    BatchSeal *seals;
    size_t count;
    int64_t acts, members;
    TRY(audit_verify(p->w, &acts));
    TRY(batch_seals(p, &seals, &count));
    for (size_t i = 0; i < count; i++)
        TRY(seal_prove(p, &seals[i]));
    Stmt *s = db_stmt(p->w, &ledger_sql, "batch_members");
    db_bind_int(s, 1, p->batch);
    TRY(db_scalar(s, 0, &members));
    if (members == p->lines && members == p->members) return true;
    return damaged(p->w, "batch", p->batch, "has lines that no act seals");
}

bool ledger_check_batch(Work *w, int64_t batch, LedgerCheck *out)
{
    BatchProof p = {.w = w,
                    .batch = batch,
                    .sealing = sealing_new(w->arena),
                    .words = {.arena = w->arena},
                    .out = out};
    *out = (LedgerCheck){0};
    if (db_in_transaction(w)) return batch_prove(&p);
    TRY(db_begin_read(w));
    bool whole = batch_prove(&p);
    db_rollback(w);
    return whole;
}
