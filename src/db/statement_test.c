/* Statements and transactions: binding, stepping, refusals by the schema, and what becomes of a
 * transaction that nobody ended. The store is in memory. */
#include "db/db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static const SqlMigration MIGRATIONS[] = {
    {1, "towns",
     "CREATE TABLE town (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, seal BLOB,"
     " people INTEGER CHECK (people >= 0));"
     "CREATE TRIGGER town_kept BEFORE DELETE ON town BEGIN SELECT RAISE(ABORT, 'kept'); END;",
     false}};
static const SqlStatement STATEMENTS[] = {
    {"town_delete", "DELETE FROM town WHERE id = ?1", false},
    {"town_insert", "INSERT INTO town (name, seal, people) VALUES (?1, ?2, ?3)", false},
    {"town_list", "SELECT id, name, seal, people FROM town ORDER BY id", false},
    {"town_wrong", "SELECT no_such_column FROM town", false},
};
static const SqlModule TOWNS = {"towns", MIGRATIONS, COUNT_OF(MIGRATIONS), STATEMENTS,
                                COUNT_OF(STATEMENTS)};

static int store_make(void **state)
{
    static const SqlModule *const modules[] = {&TOWNS};
    Work *w = work_new();
    *state = w;
    return store_open(w, ":memory:", STORE_CREATE, modules, 1) ? 0 : -1;
}

static int store_drop(void **state)
{
    Work *w = *state;
    store_close(w->store);
    work_free(w);
    return 0;
}

static bool town_add(Work *w, const char *name, int64_t people)
{
    Stmt *s = db_stmt(w, &TOWNS, "town_insert");
    db_bind_str(s, 1, str_of(name));
    db_bind_blob(s, 2, (Str){"\0\1\2", 3});
    db_bind_int(s, 3, people);
    return db_run(s);
}

static int64_t town_count(Work *w)
{
    int64_t n = 0;
    Stmt *s = db_stmt(w, &TOWNS, "town_list");
    while (db_next(s))
        n++;
    assert_false(db_failed(s));
    return n;
}

static void rows_come_back(void **state)
{
    Work *w = *state;
    assert_true(town_add(w, "first", 17));
    assert_int_equal(db_last_id(w), 1);
    assert_int_equal(db_changes(w), 1);
    Stmt *s = db_stmt(w, &TOWNS, "town_list");
    assert_true(db_next(s));
    assert_int_equal(db_int(s, 0), 1);
    assert_true(str_equal(db_str(s, 1), STR("first")));
    assert_true(str_equal(db_str(s, 2), (Str){"\0\1\2", 3}));
    assert_int_equal(db_int(s, 3), 17);
    assert_false(db_is_null(s, 3));
    assert_false(db_next(s));
    assert_false(db_failed(s));
}

static void unbound_is_null(void **state)
{
    Work *w = *state;
    assert_true(town_add(w, "first", 17));
    Stmt *s = db_stmt(w, &TOWNS, "town_insert");
    db_bind_str(s, 1, STR("second"));
    db_bind_null(s, 2);
    assert_true(db_run(s));
    s = db_prepare_text(w, STR("SELECT people FROM town WHERE id = 2"));
    assert_non_null(s);
    assert_true(db_next(s));
    assert_true(db_is_null(s, 0));
    int64_t n;
    assert_true(db_scalar(s, -7, &n));
}

static void scalar_tells_absent(void **state)
{
    Work *w = *state;
    int64_t n;
    Stmt *s = db_prepare_text(w, STR("SELECT id FROM town WHERE id = 99"));
    assert_true(db_scalar(s, -7, &n));
    assert_int_equal(n, -7);
}

static void the_schema_refuses(void **state)
{
    Work *w = *state;
    assert_true(town_add(w, "first", 17));
    assert_false(town_add(w, "first", 17));
    assert_int_equal(w->error.code, ERR_CONFLICT);
    assert_false(town_add(w, "second", -1));
    assert_int_equal(w->error.code, ERR_CONFLICT);
    Stmt *s = db_stmt(w, &TOWNS, "town_delete");
    db_bind_int(s, 1, 1);
    assert_false(db_run(s));
    assert_int_equal(w->error.code, ERR_CONFLICT);
    assert_int_equal(town_count(w), 1);
}

static void faulty_sql_fails_when_run(void **state)
{
    Work *w = *state;
    Stmt *s = db_stmt(w, &TOWNS, "town_wrong");
    assert_false(db_next(s));
    assert_true(db_failed(s));
    assert_int_equal(w->error.code, ERR_STORE);
    assert_null(db_prepare_text(w, STR("SELECT FROM")));
    assert_false(db_define(w, STR("CREATE TABLE")));
}

static void texts_are_kept_apart(void **state)
{
    Work *w = *state;
    int64_t n;
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 300; i++) {
            Stmt *s = db_prepare_text(w, format(w->arena, "SELECT %d", i));
            assert_non_null(s);
            assert_true(db_scalar(s, -1, &n));
            assert_int_equal(n, i);
        }
    size_t count;
    Str *texts = db_prepared_texts(w->arena, w->store, &count);
    assert_int_equal(count, 300);
    assert_true(str_starts(texts[0], STR("SELECT ")));
}

static void ends_are_kept(void **state)
{
    Work *w = *state;
    assert_true(db_begin(w));
    assert_true(db_in_transaction(w));
    assert_true(db_end(w, town_add(w, "first", 1)));
    assert_false(db_in_transaction(w));
    assert_true(db_begin(w));
    assert_true(town_add(w, "second", 1));
    assert_false(db_end(w, town_add(w, "first", 1)));
    assert_int_equal(town_count(w), 1);
    assert_true(db_begin_read(w));
    assert_int_equal(town_count(w), 1);
    db_rollback(w);
}

static void a_forgotten_transaction_is_undone(void **state)
{
    Work *w = *state, *other = work_new();
    other->store = w->store;
    assert_true(db_begin(other));
    assert_true(town_add(other, "lost", 1));
    work_free(other);
    assert_false(db_in_transaction(w));
    assert_int_equal(town_count(w), 0);
    assert_true(db_begin(w));
    assert_true(db_commit(w));
}

static void a_group_is_durable_together(void **state)
{
    Work *w = *state, *other = work_new();
    assert_true(db_group_begin(w));
    assert_true(db_begin(w));
    assert_true(db_end(w, town_add(w, "first", 1)));
    assert_true(db_begin(w));
    assert_true(town_add(w, "undone", 1));
    assert_false(db_end(w, town_add(w, "first", 1)));
    other->store = w->store;
    assert_true(db_begin(other));
    assert_true(town_add(other, "lost", 1));
    work_free(other);
    assert_false(db_in_transaction(w));
    assert_true(db_group_end(w));
    assert_int_equal(town_count(w), 1);
}

static void a_group_inside_one_is_part_of_it(void **state)
{
    Work *w = *state;
    assert_true(db_group_begin(w));
    assert_true(db_group_begin(w));
    assert_true(db_begin(w));
    assert_true(db_end(w, town_add(w, "first", 1)));
    assert_true(db_group_end(w));
    assert_true(db_has_written(w)); /* not durable yet */
    assert_true(db_group_end(w));
    assert_false(db_has_written(w));
    assert_int_equal(town_count(w), 1);
}

static void a_forgotten_group_is_undone(void **state)
{
    Work *w = *state, *other = work_new();
    other->store = w->store;
    assert_true(db_group_begin(other));
    assert_true(db_begin(other));
    assert_true(db_end(other, town_add(other, "lost", 1)));
    assert_true(db_begin(other));
    work_free(other);
    assert_int_equal(town_count(w), 0);
    assert_true(db_begin(w));
    assert_true(db_end(w, town_add(w, "kept", 1)));
}

static void a_lost_transaction_is_not_continued(void **state)
{
    Work *w = *state;
    assert_true(db_begin(w));
    assert_true(town_add(w, "first", 1));
    assert_true(db_define(w, STR("ROLLBACK"))); /* as SQLite does when the disk is full */
    assert_false(town_add(w, "second", 1));
    assert_int_equal(w->error.code, ERR_STORE);
    db_rollback(w);
    assert_int_equal(town_count(w), 0);
}

static void closing_first_is_allowed(void **state)
{
    (void)state;
    Work *w = work_new();
    assert_true(store_open(w, ":memory:", STORE_CREATE, NULL, 0));
    assert_true(db_group_begin(w));
    assert_true(db_begin(w));
    store_close(w->store);
    work_free(w);
}

#define POINT(function) cmocka_unit_test_setup_teardown(function, store_make, store_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        POINT(rows_come_back),
        POINT(unbound_is_null),
        POINT(scalar_tells_absent),
        POINT(the_schema_refuses),
        POINT(faulty_sql_fails_when_run),
        POINT(texts_are_kept_apart),
        POINT(ends_are_kept),
        POINT(a_forgotten_transaction_is_undone),
        POINT(a_group_is_durable_together),
        POINT(a_group_inside_one_is_part_of_it),
        POINT(a_forgotten_group_is_undone),
        POINT(a_lost_transaction_is_not_continued),
        cmocka_unit_test(closing_first_is_allowed),
    };
    return cmocka_run_group_tests_name("db/statement", tests, NULL, NULL);
}
