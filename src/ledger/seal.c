/* What an act seals. The digest of a set runs over a canonical encoding of its rows, in the order
 * in which they were written; ids and commits stay out of it, for they are not known when the
 * caller makes its act. The row in ledger_seal says where the set stands, so that the proof finds
 * it again. */
#include "ledger/book.h"
#include "ledger/words.def"

static const char *const SEAL_KEYS[SEAL_KIND_COUNT] = {
    [SEAL_LINES] = "lines", [SEAL_MOVES] = "moves", [SEAL_MEMBERS] = "members"};

Str seal_kind_key(SealKind kind)
{
    return str_of(SEAL_KEYS[kind]);
}

void seal_begin(Digester *d, SealKind kind)
{
    digester_add_text(d, STR("doudi ledger 1"));
    digester_add_text(d, seal_kind_key(kind));
}

void seal_line(Digester *d, const Line *line)
{
    digester_add_int(d, line->enrolment);
    digester_add_int(d, line->unit);
    digester_add_int(d, line->person);
    digester_add_text(d, line->affair);
    digester_add_int(d, line->month.n);
    digester_add_int(d, line->closed_in.n);
    digester_add_text(d, line->component);
    digester_add_text(d, line->fund);
    digester_add_int(d, line->division);
    digester_add_int(d, line->urban);
    digester_add_int(d, line->amount.fen);
    digester_add_int(d, (int64_t)line->reason);
    digester_add_int(d, line->law);
    digester_add_int(d, line->batch);
}

void seal_move(Digester *d, const Move *move)
{
    digester_add_int(d, move->batch);
    digester_add_int(d, move->line);
    digester_add_text(d, move->affair);
    digester_add_int(d, move->person);
    digester_add_int(d, (int64_t)move->debit);
    digester_add_int(d, (int64_t)move->credit);
    digester_add_int(d, move->amount.fen);
    digester_add_int(d, (int64_t)move->reason);
}

void seal_member(Digester *d, int64_t batch, int64_t line)
{
    digester_add_int(d, batch);
    digester_add_int(d, line);
}

/* ---- the three digests callers ask for ------------------------------------------------------- */

/* A set of rows of one kind; only the one that it is made of is filled. */
typedef struct {
    SealKind kind;
    const Line *lines;
    const Move *moves;
    const int64_t *members;
    int64_t batch; /* of the members */
} SealedSet;

static void set_row(Digester *d, const SealedSet *set, size_t i)
{
    if (set->lines) seal_line(d, &set->lines[i]);
    if (set->moves) seal_move(d, &set->moves[i]);
    if (set->members) seal_member(d, set->batch, set->members[i]);
}

static Digest set_digest(const SealedSet *set, size_t count)
{
    if (count == 0) return (Digest){{0}};
    Arena *arena = arena_new();
    Digester *d = digester_new(arena);
    seal_begin(d, set->kind);
    for (size_t i = 0; i < count; i++)
        set_row(d, set, i);
    Digest out = digester_end(d);
    arena_free(arena);
    return out;
}

Digest ledger_digest(const Line *lines, size_t count)
{
    return set_digest(&(SealedSet){.kind = SEAL_LINES, .lines = lines}, count);
}

Digest ledger_move_digest(const Move *moves, size_t count)
{
    return set_digest(&(SealedSet){.kind = SEAL_MOVES, .moves = moves}, count);
}

Digest ledger_join_digest(int64_t batch, const int64_t *lines, size_t count)
{
    return set_digest(&(SealedSet){.kind = SEAL_MEMBERS, .members = lines, .batch = batch}, count);
}

/* ---- writing -------------------------------------------------------------------------------- */

static bool act_seals(Work *w, Commit commit, Digest digest)
{
    ActRow row;
    TRY(audit_row(w, commit, &row));
    ensure(act_kind_seals(row.act.kind) == SEALS_LEDGER); /* acts.def says which kinds may */
    if (digest_equal(row.act.rows, digest)) return true;
    return refuse(w, ERR_STATE, SAY_NOT_SEALED, (long long)commit.n);
}

bool seal_write(Work *w, const Seal *seal, Commit commit)
{
    int64_t before;
    TRY(act_seals(w, commit, seal->digest));
    Stmt *s = db_stmt(w, &ledger_sql, "seal_exists");
    db_bind_int(s, 1, commit.n);
    TRY(db_scalar(s, 0, &before));
    if (before) return refuse(w, ERR_STATE, SAY_SEALED_BEFORE, (long long)commit.n);
    s = db_stmt(w, &ledger_sql, "seal_insert");
    db_bind_int(s, 1, commit.n);
    db_bind_str(s, 2, seal_kind_key(seal->kind));
    db_bind_int(s, 3, seal->first);
    db_bind_int(s, 4, seal->last);
    return db_run(s);
}

bool last_id(Work *w, const char *statement, int64_t *out)
{
    return db_scalar(db_stmt(w, &ledger_sql, statement), 0, out);
}
