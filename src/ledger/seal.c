/* What an act seals. The digest of a set runs over a canonical encoding of its rows, in the order
 * in which they were written; ids and commits stay out of it, for they are not known when the
 * caller makes its act. The row in ledger_seal says where the set stands, so that the proof finds
 * it again. */
#include "ledger/book.h"
#include "ledger/words.def"

#include <string.h>

static const char *const SEAL_KEYS[SEAL_KIND_COUNT] = {
    [SEAL_LINES] = "lines", [SEAL_MOVES] = "moves", [SEAL_MEMBERS] = "members"};

Str seal_kind_key(SealKind kind)
{
    return str_of(SEAL_KEYS[kind]);
}

static bool seal_kind_parse(Str key, SealKind *out)
{
    for (SealKind k = 0; k < SEAL_KIND_COUNT; k++) {
        if (!str_equal(key, seal_kind_key(k))) continue;
        *out = k;
        return true;
    }
    return false;
}

bool seal_read(Stmt *s, int column, Seal *out)
{
    int64_t version = db_int(s, column + 3);
    *out = (Seal){.first = db_int(s, column + 1), .last = db_int(s, column + 2)};
    out->version = version == 1 ? 1 : SEAL_VERSION;
    return seal_kind_parse(db_str(s, column), &out->kind) && version == out->version;
}

/* ---- encodings ------------------------------------------------------------------------------ */

/* The rows of a set, one after the other. A number is zigzag, seven bits a byte, the last one below
 * 128; a text stands behind its length: no two different rows have the same bytes. Encoding 1, of
 * seals made before there was a second, gave every number eight bytes: three times as much. */
Sealing sealing_new(Arena *arena)
{
    return (Sealing){.digester = digester_new(arena)};
}

static void packed_flush(Sealing *s)
{
    digester_add(s->digester, (Str){s->packed, s->used});
    s->used = 0;
}

static void seal_number(Sealing *s, int64_t n)
{
    if (s->version == 1) {
        digester_add_int(s->digester, n);
        return;
    }
    uint64_t left = ((uint64_t)n << 1) ^ (n < 0 ? UINT64_MAX : 0);
    if (sizeof s->packed - s->used < NUMBER_BYTES) packed_flush(s);
    for (; left >= 0x80; left >>= 7)
        s->packed[s->used++] = (char)(left | 0x80);
    s->packed[s->used++] = (char)left;
}

static void seal_text(Sealing *s, Str text)
{
    seal_number(s, (int64_t)text.len);
    if (s->version != 1 && text.len <= sizeof s->packed - s->used) {
        if (text.len) memcpy(s->packed + s->used, text.ptr, text.len);
        s->used += text.len;
        return;
    }
    packed_flush(s);
    digester_add(s->digester, text);
}

void seal_begin(Sealing *s, SealKind kind, int version)
{
    s->version = version;
    digester_add_text(s->digester, version == 1 ? STR("doudi ledger 1") : STR("doudi ledger 2"));
    digester_add_text(s->digester, seal_kind_key(kind));
}

Digest seal_end(Sealing *s)
{
    packed_flush(s);
    return digester_end(s->digester);
}

void seal_line(Sealing *s, const Line *line)
{
    seal_number(s, line->enrolment);
    seal_number(s, line->unit);
    seal_number(s, line->person);
    seal_text(s, line->affair);
    seal_number(s, line->month.n);
    seal_number(s, line->closed_in.n);
    seal_text(s, line->component);
    seal_text(s, line->fund);
    seal_number(s, line->division);
    seal_number(s, line->urban);
    seal_number(s, line->amount.fen);
    seal_number(s, (int64_t)line->reason);
    seal_number(s, line->law);
    seal_number(s, line->batch);
}

void seal_move(Sealing *s, const Move *move)
{
    seal_number(s, move->batch);
    seal_number(s, move->line);
    seal_text(s, move->affair);
    seal_number(s, move->person);
    seal_number(s, (int64_t)move->debit);
    seal_number(s, (int64_t)move->credit);
    seal_number(s, move->amount.fen);
    seal_number(s, (int64_t)move->reason);
}

void seal_member(Sealing *s, int64_t batch, int64_t line)
{
    seal_number(s, batch);
    seal_number(s, line);
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

static void set_row(Sealing *s, const SealedSet *set, size_t i)
{
    if (set->lines) seal_line(s, &set->lines[i]);
    if (set->moves) seal_move(s, &set->moves[i]);
    if (set->members) seal_member(s, set->batch, set->members[i]);
}

static Digest set_digest(const SealedSet *set, size_t count)
{
    if (count == 0) return (Digest){{0}};
    Arena *arena = arena_new();
    Sealing s = sealing_new(arena);
    seal_begin(&s, set->kind, SEAL_VERSION);
    for (size_t i = 0; i < count; i++)
        set_row(&s, set, i);
    Digest out = seal_end(&s);
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
    db_bind_int(s, 5, SEAL_VERSION);
    return db_run(s);
}

bool last_id(Work *w, const char *statement, int64_t *out)
{
    return db_scalar(db_stmt(w, &ledger_sql, statement), 0, out);
}
