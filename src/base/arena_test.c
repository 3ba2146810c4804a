/* Arena: zeroed memory, growth, cleanups in reverse order, reuse after a reset. */
#include "base/test.h"

#include <string.h>

static void allocations_are_zeroed_and_aligned(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    for (int round = 0; round < 3; round++) {
        for (size_t bytes = 0; bytes < 3000; bytes += 7) {
            unsigned char *p = arena_alloc(arena, bytes);
            assert_int_equal((uintptr_t)p % 16, 0);
            for (size_t i = 0; i < bytes; i++)
                assert_int_equal(p[i], 0);
            memset(p, 0xAB, bytes);
        }
        arena_reset(arena);
    }
    arena_free(arena);
    arena_free(NULL);
}

static void a_large_block_does_not_end_the_small_ones(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    memset(arena_alloc(arena, 10u << 20), 1, 10u << 20);
    memset(arena_alloc(arena, 10), 1, 10);
    assert_true(arena_bytes(arena) >= 10u << 20);
    arena_reset(arena);
    assert_true(arena_bytes(arena) <= 64u << 10);
    arena_free(arena);
}

static void growing_keeps_the_items(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    int *items = NULL, *others = NULL;
    size_t capacity = 0, others_capacity = 0;
    for (int i = 0; i < 5000; i++) {
        if ((size_t)i == capacity) items = arena_grow(arena, items, &capacity, sizeof(int));
        items[i] = i;
        if (i % 2 && (size_t)i / 2 == others_capacity)
            others = arena_grow(arena, others, &others_capacity, sizeof(int));
        if (i % 2) others[i / 2] = -i;
    }
    for (int i = 0; i < 5000; i++) {
        assert_int_equal(items[i], i);
        if (i % 2) assert_int_equal(others[i / 2], -i);
    }
    for (size_t i = 5000; i < capacity; i++)
        assert_int_equal(items[i], 0);
    arena_free(arena);
}

static char trace[8];
static void note(void *argument)
{
    trace[strlen(trace)] = *(char *)argument;
}

static void cleanups_run_newest_first(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    char names[] = "abc";
    for (int i = 0; i < 3; i++)
        arena_on_free(arena, note, names + i);
    arena_reset(arena);
    assert_string_equal(trace, "cba");
    arena_on_free(arena, note, names);
    arena_free(arena);
    assert_string_equal(trace, "cbaa");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocations_are_zeroed_and_aligned),
        cmocka_unit_test(a_large_block_does_not_end_the_small_ones),
        cmocka_unit_test(growing_keeps_the_items),
        cmocka_unit_test(cleanups_run_newest_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
