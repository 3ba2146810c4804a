/* Keys that wait in a block and go to their table sorted: they are found before and after, and a
 * block that is too small for the file changes nothing. */
#include "registry/fixture.h"
#include "registry/keys.h"

static const KeyStatements names = {.find = "sender_key_find",
                                    .insert = "sender_key_insert_all",
                                    .sender = {"s", 1},
                                    .kind = {"person", 6},
                                    .commit = {1}};

static Str key_of(Work *w, int64_t n)
{
    return format(w->arena, "%016llx", (unsigned long long)n * 0x9E3779B97F4A7C15u);
}

static void add_keys(Work *w, KeyBlock *keys, int64_t first, int64_t next)
{
    for (int64_t i = first; i < next; i++)
        assert_true(keys_add(keys, key_of(w, i), i));
}

static void expect_keys(Work *w, KeyBlock *keys, int64_t first, int64_t next, bool known)
{
    for (int64_t i = first; i < next; i++) {
        int64_t id;
        assert_true(keys_find(keys, key_of(w, i), &id));
        assert_int_equal(id, known ? i : 0);
    }
}

static void found_while_waiting_and_after(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    KeyBlock *keys = keys_new(w, names, true);
    keys_block_size(keys, 100);
    assert_true(db_begin(w));
    add_keys(w, keys, 1, 1234);
    expect_keys(w, keys, 1, 1234, true);
    expect_keys(w, keys, 2000, 3000, false);
    assert_true(keys_flush(keys));
    expect_keys(w, keys, 1, 1234, true);
    assert_true(db_commit(w));
    for (int64_t i = 1; i < 1234; i += 100) {
        int64_t id;
        SenderKey key = {STR("s"), STR("person"), key_of(w, i)};
        assert_true(sender_key_find(w, key, &id));
        assert_int_equal(id, i);
    }
    fixture_close(w);
}

/* A table that held keys before is asked about each. */
static void older_keys_are_found(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    assert_true(db_begin(w));
    assert_true(sender_key_add(w, (SenderKey){STR("s"), STR("person"), key_of(w, 7)}, 7));
    assert_true(sender_key_add(w, (SenderKey){STR("t"), STR("person"), key_of(w, 8)}, 8));
    KeyBlock *keys = keys_new(w, names, false);
    keys_block_size(keys, 4);
    add_keys(w, keys, 20, 40);
    expect_keys(w, keys, 7, 8, true);
    expect_keys(w, keys, 8, 9, false); /* another sender's */
    expect_keys(w, keys, 20, 40, true);
    assert_true(db_commit(w));
    fixture_close(w);
}

/* Of a key that is said twice the first stays, as in the table. */
static void the_first_stays(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    KeyBlock *keys = keys_new(w, names, true);
    int64_t id;
    assert_true(db_begin(w));
    assert_true(keys_add(keys, STR("a"), 1) && keys_add(keys, STR("a"), 2));
    assert_true(keys_find(keys, STR("a"), &id));
    assert_int_equal(id, 1);
    assert_true(keys_flush(keys) && keys_find(keys, STR("a"), &id));
    assert_true(id == 1);
    assert_true(db_commit(w));
    fixture_close(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(found_while_waiting_and_after),
        cmocka_unit_test(older_keys_are_found),
        cmocka_unit_test(the_first_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
