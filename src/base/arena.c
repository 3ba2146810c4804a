/* Memory with a lifetime. An Arena is a chain of blocks filled from the bottom; nothing in it is
 * freed alone. Blocks come zeroed from the system and are zeroed again before they are used a
 * second time, so an allocation is a pointer step. Read arena_alloc first.
 *
 * This is the only file that asks the system for memory. Under AddressSanitizer the unused part of
 * each block is poisoned and allocations stand 16 bytes apart, so that an overrun is seen. */
#include "base/base.h"
#include "base/words.def"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define POISON(ptr, bytes) ASAN_POISON_MEMORY_REGION((ptr), (bytes))
#define UNPOISON(ptr, bytes) ASAN_UNPOISON_MEMORY_REGION((ptr), (bytes))
#define RED_ZONE 16u
#else
#define POISON(ptr, bytes) ((void)(ptr), (void)(bytes))
#define UNPOISON(ptr, bytes) ((void)(ptr), (void)(bytes))
#define RED_ZONE 0u
#endif

enum {
    ALIGNMENT = 16,
    FIRST_BLOCK = 16 * 1024,
    LARGEST_STEP = 4 * 1024 * 1024,
    LARGE_BLOCK = 1024 * 1024
};
enum { LARGE = 3 * 1024 * 1024 };

typedef struct Block {
    struct Block *older;
    size_t size, used; /* of bytes[] */
    _Alignas(ALIGNMENT) char bytes[];
} Block;

typedef struct Cleanup {
    struct Cleanup *older;
    void (*run)(void *);
    void *argument;
} Cleanup;

struct Arena {
    Block *block; /* the newest, being filled */
    Cleanup *cleanups;
    size_t held;
};

_Noreturn void ensure_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "doudi: bug at %s:%d: %s\n", file, line, condition);
    abort();
}

_Noreturn void memory_exhausted(void)
{
    fputs(SAY_NO_MEMORY, stderr);
    _Exit(70);
}

/* Who asks once serves for days: from then on large blocks are the system's again when they are
 * freed, and none stays behind a small one that lives on. */
void memory_give_back(void)
{
    mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
    malloc_trim(0);
}

static size_t aligned(size_t bytes)
{
    return (bytes + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

static Block *block_new(Arena *arena, size_t size)
{
    Block *block = calloc(1, sizeof(Block) + size);
    if (!block) memory_exhausted();
    block->size = size;
    arena->held += sizeof(Block) + size;
    POISON(block->bytes, size);
    return block;
}

/* A block with room for `need`. A large allocation gets a block of its own behind the newest, which
 * goes on being filled. */
static Block *block_add(Arena *arena, size_t need)
{
    size_t step = arena->block ? arena->block->size * 2 : FIRST_BLOCK;
    if (step > LARGEST_STEP) step = LARGEST_STEP;
    if (arena->block && need > step / 2) {
        Block *own = block_new(arena, need);
        own->older = arena->block->older;
        arena->block->older = own;
        return own;
    }
    Block *block = block_new(arena, step > need ? step : need);
    block->older = arena->block;
    arena->block = block;
    return block;
}

Arena *arena_new(void)
{
    Arena *arena = calloc(1, sizeof(Arena));
    if (!arena) memory_exhausted();
    return arena;
}

static void cleanups_run(Arena *arena)
{
    while (arena->cleanups) {
        Cleanup *c = arena->cleanups;
        arena->cleanups = c->older;
        c->run(c->argument);
    }
}

static void block_free(Arena *arena, Block *block)
{
    arena->held -= sizeof(Block) + block->size;
    UNPOISON(block->bytes, block->size);
    free(block);
}

void arena_free(Arena *arena)
{
    if (!arena) return;
    cleanups_run(arena);
    for (Block *b = arena->block; b;) {
        Block *older = b->older;
        block_free(arena, b);
        b = older;
    }
    free(arena);
}

void arena_reset(Arena *arena)
{
    cleanups_run(arena);
    Block *b = arena->block;
    while (b && b->older) {
        Block *older = b->older;
        block_free(arena, b);
        b = older;
    }
    if (b && b->size > FIRST_BLOCK) {
        block_free(arena, b);
        b = NULL;
    }
    arena->block = b;
    if (!b) return;
    UNPOISON(b->bytes, b->used);
    memset(b->bytes, 0, b->used);
    b->used = 0;
    POISON(b->bytes, b->size);
}

/* Columns of a million rows are read and written from end to end. In pages of 4 kB, finding one
 * costs as much as reading it; what is smaller keeps those, for it is often not filled. */
static void advise_large_pages(const char *at, size_t bytes)
{
    const size_t page = 4096, before = (uintptr_t)at % page;
    const char *begin = at - before;
    (void)madvise((void *)(uintptr_t)begin, bytes + before, MADV_HUGEPAGE);
}

void *arena_alloc(Arena *arena, size_t bytes)
{
    if (bytes > PTRDIFF_MAX / 2) memory_exhausted();
    size_t need = aligned(bytes ? bytes : 1) + RED_ZONE;
    Block *block = arena->block;
    if (!block || block->size - block->used < need) block = block_add(arena, need);
    char *at = block->bytes + block->used;
    block->used += need;
    UNPOISON(at, bytes);
    if (bytes >= LARGE) advise_large_pages(at, bytes);
    return at;
}

void *arena_alloc_array(Arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) memory_exhausted();
    return arena_alloc(arena, bytes);
}

/* When the items were the arena's last allocation they are extended where they stand. */
static bool extended_in_place(Arena *arena, const void *items, size_t old_bytes, size_t new_bytes)
{
    Block *block = arena->block;
    if (!items || !block) return false;
    size_t old_need = aligned(old_bytes ? old_bytes : 1) + RED_ZONE;
    size_t new_need = aligned(new_bytes) + RED_ZONE;
    if (block->used < old_need) return false;
    if ((const char *)items != block->bytes + (block->used - old_need)) return false;
    if (block->size - block->used < new_need - old_need) return false;
    block->used += new_need - old_need;
    UNPOISON(items, new_bytes);
    return true;
}

void *arena_grow(Arena *arena, const void *items, size_t *capacity, size_t size)
{
    size_t old_bytes = *capacity * size, new_bytes;
    size_t grown = *capacity < 4 ? 8 : *capacity * 2;
    if (__builtin_mul_overflow(grown, size, &new_bytes)) memory_exhausted();
    *capacity = grown;
    if (extended_in_place(arena, items, old_bytes, new_bytes)) return (void *)(uintptr_t)items;
    void *copy = arena_alloc(arena, new_bytes);
    if (old_bytes) memcpy(copy, items, old_bytes);
    return copy;
}

void arena_on_free(Arena *arena, void (*cleanup)(void *), void *argument)
{
    Cleanup *c = NEW(arena, Cleanup);
    *c = (Cleanup){arena->cleanups, cleanup, argument};
    arena->cleanups = c;
}

size_t arena_bytes(const Arena *arena)
{
    return arena->held;
}
