/* See keys.h. A block is an array of entries in the order in which they came, and a table of their
 * places by hash (open addressing). The filter is a Bloom filter of fixed size whose bits for one
 * key lie in one line of the cache.
 *
 * The filter starts with the first block that leaves. Of a table that held keys before it knows
 * nothing, so then the table is asked about every key that does not wait. */
#include "registry/keys.h"

#include <stdlib.h>
#include <string.h>

enum {
    BLOCK_KEYS = 1 << 19,
    FIRST_KEYS = 1 << 10,
    FILTER_LINES = 1 << 18, /* of 64 bytes: ten million keys find one in a hundred wrongly taken */
    LINE_WORDS = 8,
    FILTER_BITS = 5 /* set for a key */
};

typedef struct {
    uint64_t hash;
    int64_t id;
    Str key;
} Entry;

struct KeyBlock {
    Work *w;
    KeyStatements statements;
    bool empty; /* the table held nothing when the act began */
    bool left;  /* and some keys have gone there since */
    Arena *arena;
    Entry *entries;
    uint32_t *places; /* index + 1 of an entry, 0: free */
    size_t count, capacity, most;
    Arena *filter_arena;
    uint64_t *filter; /* NULL until a block has left */
};

/* ---- the filter --------------------------------------------------------------------------- */

static uint64_t *filter_line(const KeyBlock *k, uint64_t hash)
{
    return k->filter + (hash % FILTER_LINES) * LINE_WORDS;
}

/* Nine bits of the hash choose one of 512; the line took the low ones. */
static void filter_add(KeyBlock *k, uint64_t hash)
{
    uint64_t *line = filter_line(k, hash), rest = hash >> 18;
    for (int i = 0; i < FILTER_BITS; i++, rest >>= 9)
        line[rest >> 6 & 7] |= (uint64_t)1 << (rest & 63);
}

static bool filter_has(const KeyBlock *k, uint64_t hash)
{
    uint64_t *line = filter_line(k, hash), rest = hash >> 18;
    for (int i = 0; i < FILTER_BITS; i++, rest >>= 9)
        if (!(line[rest >> 6 & 7] >> (rest & 63) & 1)) return false;
    return true;
}

/* ---- the block ---------------------------------------------------------------------------- */

static uint64_t key_hash(Str key)
{
    uint64_t hash = str_hash(key) * 0x9E3779B97F4A7C15u;
    hash ^= hash >> 32;
    return hash * 0xBF58476D1CE4E5B9u;
}

static size_t place_of(const KeyBlock *k, uint64_t hash, Str key)
{
    size_t mask = 2 * k->capacity - 1, at = (size_t)(hash >> 20) & mask;
    for (; k->places[at]; at = (at + 1) & mask) {
        const Entry *e = &k->entries[k->places[at] - 1];
        if (e->hash == hash && str_equal(e->key, key)) break;
    }
    return at;
}

static void block_begin(KeyBlock *k, size_t capacity)
{
    k->entries = NEW_ARRAY(k->arena, Entry, capacity);
    k->places = NEW_ARRAY(k->arena, uint32_t, 2 * capacity);
    k->capacity = capacity;
    k->count = 0;
}

static void block_grow(KeyBlock *k)
{
    const Entry *old = k->entries;
    size_t count = k->count;
    block_begin(k, 2 * k->capacity);
    memcpy(k->entries, old, count * sizeof *old);
    k->count = count;
    for (size_t i = 0; i < count; i++) {
        size_t at = place_of(k, old[i].hash, old[i].key);
        if (!k->places[at]) k->places[at] = (uint32_t)i + 1;
    }
}

static void block_free(void *keys)
{
    KeyBlock *k = keys;
    arena_free(k->arena);
    arena_free(k->filter_arena);
}

KeyBlock *keys_new(Work *w, KeyStatements statements, bool empty)
{
    KeyBlock *k = NEW(w->arena, KeyBlock);
    *k = (KeyBlock){.w = w, .statements = statements, .empty = empty, .most = BLOCK_KEYS};
    k->arena = arena_new();
    k->filter_arena = arena_new();
    arena_on_free(w->arena, block_free, k);
    block_begin(k, FIRST_KEYS);
    return k;
}

void keys_block_size(KeyBlock *keys, size_t count)
{
    keys->most = count;
}

/* ---- the table ---------------------------------------------------------------------------- */

/* The statement with the key and its sender bound; *next is the parameter after these. */
static Stmt *statement(const KeyBlock *k, const char *name, Str key, int *next)
{
    Stmt *s = db_stmt(k->w, &registry_sql, name);
    db_bind_str(s, 1, key);
    *next = 2;
    if (!k->statements.sender.len) return s;
    db_bind_str(s, (*next)++, k->statements.sender);
    db_bind_str(s, (*next)++, k->statements.kind);
    return s;
}

static bool table_has_not(const KeyBlock *k, uint64_t hash)
{
    if (!k->empty) return false;
    return !k->left || !filter_has(k, hash);
}

bool keys_find(KeyBlock *k, Str key, int64_t *id)
{
    uint64_t hash = key_hash(key);
    size_t at = place_of(k, hash, key);
    *id = k->places[at] ? k->entries[k->places[at] - 1].id : 0;
    if (*id || table_has_not(k, hash)) return true;
    int next;
    return db_scalar(statement(k, k->statements.find, key, &next), 0, id);
}

static int by_key(const void *a, const void *b)
{
    const Entry *x = a, *y = b;
    int order = str_compare(x->key, y->key);
    return order ? order : (x->id > y->id) - (x->id < y->id);
}

static bool insert_entry(KeyBlock *k, const Entry *e)
{
    int next;
    Stmt *s = statement(k, k->statements.insert, e->key, &next);
    db_bind_int(s, next, e->id);
    db_bind_int(s, next + 1, k->statements.commit.n);
    return db_run(s);
}

bool keys_flush(KeyBlock *k)
{
    if (!k->count) return true;
    if (!k->filter && k->empty)
        k->filter = NEW_ARRAY(k->filter_arena, uint64_t, FILTER_LINES * LINE_WORDS);
    qsort(k->entries, k->count, sizeof *k->entries, by_key);
    for (size_t i = 0; i < k->count; i++) {
        if (k->empty) filter_add(k, k->entries[i].hash);
        TRY(insert_entry(k, &k->entries[i]));
    }
    k->left = true;
    arena_reset(k->arena);
    block_begin(k, FIRST_KEYS);
    return true;
}

bool keys_add(KeyBlock *k, Str key, int64_t id)
{
    if (k->count == k->most) TRY(keys_flush(k));
    if (k->count == k->capacity) block_grow(k);
    uint64_t hash = key_hash(key);
    size_t at = place_of(k, hash, key);
    k->entries[k->count++] = (Entry){hash, id, str_copy(k->arena, key)};
    if (!k->places[at]) k->places[at] = (uint32_t)k->count;
    return true;
}
