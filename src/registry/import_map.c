/* What an import remembers by row: a map from pairs of numbers to a number (open addressing, a
 * power of two, at most half full), and rows by person. They are all that grows with the file. */
#include "registry/import.h"

enum { FIRST_CAPACITY = 1024, BLOCK_ROWS = 4096 };

static size_t slot_of(const PairMap *map, int64_t a, int64_t b)
{
    uint64_t hash = ((uint64_t)a * 0x9E3779B97F4A7C15u) ^ ((uint64_t)b * 0xC2B2AE3D27D4EB4Fu);
    hash ^= hash >> 29;
    size_t at = (size_t)(hash * 0xBF58476D1CE4E5B9u >> 20) & (map->capacity - 1);
    while (map->slots[at].a || map->slots[at].b) {
        if (map->slots[at].a == a && map->slots[at].b == b) break;
        at = (at + 1) & (map->capacity - 1);
    }
    return at;
}

PairMap pair_map_new(Arena *arena)
{
    return (PairMap){.arena = arena,
                     .slots = NEW_ARRAY(arena, PairSlot, FIRST_CAPACITY),
                     .capacity = FIRST_CAPACITY};
}

int64_t pair_find(const PairMap *map, int64_t a, int64_t b)
{
    ensure(a || b);
    return map->slots[slot_of(map, a, b)].value;
}

static void grow(PairMap *map)
{
    PairMap larger = {.arena = map->arena, .capacity = map->capacity * 2, .count = map->count};
    larger.slots = NEW_ARRAY(map->arena, PairSlot, larger.capacity);
    for (size_t i = 0; i < map->capacity; i++) {
        const PairSlot *slot = &map->slots[i];
        if (slot->a || slot->b) larger.slots[slot_of(&larger, slot->a, slot->b)] = *slot;
    }
    *map = larger;
}

void pair_set(PairMap *map, int64_t a, int64_t b, int64_t value)
{
    ensure(a || b);
    if (map->count * 2 >= map->capacity) grow(map);
    PairSlot *slot = &map->slots[slot_of(map, a, b)];
    if (!slot->a && !slot->b) map->count++;
    *slot = (PairSlot){a, b, value};
}

/* ---- rows by person ----------------------------------------------------------------------- */

int64_t row_seen(const RowMap *map, int64_t id)
{
    size_t block = (size_t)id / BLOCK_ROWS;
    if (block >= map->capacity || !map->blocks[block]) return 0;
    return map->blocks[block][(size_t)id % BLOCK_ROWS];
}

void row_set(RowMap *map, int64_t id, int64_t row)
{
    size_t block = (size_t)id / BLOCK_ROWS;
    ensure(id > 0 && row <= UINT32_MAX);
    while (block >= map->capacity)
        map->blocks = arena_grow(map->arena, map->blocks, &map->capacity, sizeof *map->blocks);
    if (!map->blocks[block]) map->blocks[block] = NEW_ARRAY(map->arena, uint32_t, BLOCK_ROWS);
    map->blocks[block][(size_t)id % BLOCK_ROWS] = (uint32_t)row;
}
