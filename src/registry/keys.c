/* See keys.h. A block is an array of entries in the order in which they came, and a table of their
 * places by hash (open addressing). The filter is a Bloom filter of fixed size whose bits for one
 * key lie in one line of the cache.
 *
 * The filter starts with the first block that leaves. Of a table that held keys before it knows
 * nothing, so then the table is asked about every key that does not wait. */
#include "registry/keys.h"
#include "registry/sort.h"

#include <string.h>

enum {
    BLOCK_KEYS = 1 << 20,
    FIRST_KEYS = 1 << 10,
    FILTER_LINES = 1 << 18, /* of 64 bytes: ten million keys find one in a hundred wrongly taken */
    LINE_WORDS = 8,
    AHEAD = 8,      /* entries */
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

/* Where the entries stand, in the order of their keys. */
static SortText *sorted(const KeyBlock *k)
{
    SortText *items = NEW_ARRAY(k->arena, SortText, k->count);
    for (size_t i = 0; i < k->count; i++)
        items[i] = sort_text(k->entries[i].key, i);
    sort_texts(items, k->count);
    return items;
}

typedef struct {
    const KeyBlock *block;
    const SortText *items;
} Sorted;

/* The entries lie in the order in which they came: each is fetched before it is its turn. */
static StoredValue entry_cell(const void *context, size_t row, int column)
{
    const Sorted *s = context;
    const SortText *item = &s->items[row];
    if (column == 1 && row + AHEAD < s->block->count) {
        __builtin_prefetch(s->items[row + AHEAD].ptr);
        __builtin_prefetch(&s->block->entries[s->items[row + AHEAD].index]);
    }
    if (column == 1) return (StoredValue){.kind = STORED_BYTES, .bytes = {item->ptr, item->len}};
    return (StoredValue){.kind = STORED_INT, .number = s->block->entries[item->index].id};
}

static bool insert_entries(KeyBlock *k)
{
    const Sorted context = {k, sorted(k)};
    GivenRows rows = {k->count, &context, entry_cell};
    Stmt *s = db_stmt(k->w, &registry_sql, k->statements.insert);
    db_bind_rows(s, 1, &rows);
    db_bind_int(s, 2, k->statements.commit.n);
    if (k->statements.sender.len) {
        db_bind_str(s, 3, k->statements.sender);
        db_bind_str(s, 4, k->statements.kind);
    }
    return db_run(s);
}

static void remember(KeyBlock *k)
{
    if (!k->filter) k->filter = NEW_ARRAY(k->filter_arena, uint64_t, FILTER_LINES * LINE_WORDS);
    for (size_t i = 0; i < k->count; i++)
        filter_add(k, k->entries[i].hash);
}

static bool block_leave(KeyBlock *k)
{
    if (k->count) TRY(insert_entries(k));
    k->left = true;
    arena_reset(k->arena);
    block_begin(k, FIRST_KEYS);
    return true;
}

bool keys_flush(KeyBlock *k)
{
    k->empty = false; /* the end, as a rule: a filter would be made for nothing */
    return block_leave(k);
}

bool keys_add(KeyBlock *k, Str key, int64_t id)
{
    if (k->count == k->most) {
        if (k->empty) remember(k);
        TRY(block_leave(k));
    }
    if (k->count == k->capacity) block_grow(k);
    uint64_t hash = key_hash(key);
    size_t at = place_of(k, hash, key);
    k->entries[k->count++] = (Entry){hash, id, str_copy(k->arena, key)};
    if (!k->places[at]) k->places[at] = (uint32_t)k->count;
    return true;
}
