/* What a Work sees: scopes over a small tree, with and without one, and after the tree was numbered
 * anew. */
#include "base/test.h"
#include "db/db.h"

#include "db/world.def"

static int store_make(void **state)
{
    static const SqlModule *const modules[] = {&TREE};
    Work *w = work_new();
    *state = w;
    return store_open(w, ":memory:", STORE_CREATE, modules, 1) &&
                   store_set(w, STR("home"), STR("360203"))
               ? 0
               : -1;
}

static int store_drop(void **state)
{
    Work *w = *state;
    store_close(w->store);
    work_free(w);
    return 0;
}

/* The residents that w sees, as "11 12 ". */
static const char *seen(Work *w)
{
    Buf b = buf_new(w->arena);
    Stmt *s = db_stmt(w, &TREE, "residents");
    while (db_next(s))
        buf_format(&b, "%lld ", (long long)db_int(s, 0));
    return db_failed(s) ? "failed" : str_z(w->arena, buf_str(&b));
}

static const Division COUNTY = {360203000000}, TOWN = {360203101000}, OTHER = {360203102000},
                      VILLAGE = {360203102201}, NOWHERE = {360203109000};

static Scope *scope_of(Work *w, const Division *codes, size_t count)
{
    Scope *scope;
    assert_true(scope_make(w, codes, count, &scope));
    return scope;
}

static void without_a_scope_all_is_seen(void **state)
{
    assert_string_equal(seen(*state), "11 12 13 14 15 16 ");
}

static void a_town_sees_its_villages(void **state)
{
    Work *w = *state;
    w->scope = scope_of(w, &TOWN, 1);
    assert_string_equal(seen(w), "12 13 ");
    w->scope = scope_of(w, (Division[]){TOWN, VILLAGE}, 2);
    assert_string_equal(seen(w), "12 13 15 ");
}

static void the_home_is_everything(void **state)
{
    Work *w = *state;
    assert_null(scope_of(w, &COUNTY, 1));
    assert_null(scope_of(w, (Division[]){TOWN, {0}}, 2));
    assert_null(scope_of(w, (Division[]){{360000000000}}, 1));
}

static void nothing_and_nowhere_see_nothing(void **state)
{
    Work *w = *state;
    w->scope = scope_of(w, &NOWHERE, 1);
    assert_non_null(w->scope);
    assert_string_equal(seen(w), "");
    w->scope = scope_of(w, NULL, 0);
    assert_non_null(w->scope);
    assert_string_equal(seen(w), "");
}

static void two_works_on_one_store(void **state)
{
    Work *w = *state, *other = work_new();
    other->store = w->store;
    other->scope = scope_of(w, &OTHER, 1);
    w->scope = scope_of(w, &TOWN, 1);
    assert_string_equal(seen(other), "14 15 ");
    assert_string_equal(seen(w), "12 13 ");
    assert_string_equal(seen(other), "14 15 ");
    work_free(other);
}

static void in_c_as_in_sql(void **state)
{
    Work *w = *state;
    bool holds;
    w->scope = scope_of(w, &TOWN, 1);
    for (int64_t id = 0; id <= 9; id++) {
        assert_true(scope_holds(w, id, &holds));
        assert_int_equal(holds, id == 2 || id == 3);
        assert_true(scope_lies_in(w, id, OTHER, &holds));
        assert_int_equal(holds, id == 4 || id == 5);
    }
    assert_true(scope_holds(w, INT64_MAX, &holds));
    assert_false(holds);
    assert_true(scope_holds(w, INT64_MIN, &holds));
    assert_false(holds);
}

/* The first town moves behind the second: old numbers must not show the wrong one. */
static void numbered_anew(void **state)
{
    Work *w = *state;
    Scope *old = scope_of(w, &TOWN, 1);
    w->scope = old;
    bool holds, current;
    assert_true(scope_holds(w, 2, &holds)); /* 3, 4 and 5 are not known yet */
    assert_true(db_define(w, STR("UPDATE numbering SET n = 2;"
                                 "UPDATE division SET first_order = first_order + 2,"
                                 " last_order = last_order + 2 WHERE id IN (2, 3);"
                                 "UPDATE division SET first_order = first_order - 2,"
                                 " last_order = last_order - 2 WHERE id IN (4, 5)")));
    assert_string_equal(seen(w), "failed");
    assert_true(scope_is_current(w, old, &current));
    assert_false(current);
    assert_string_equal(seen(w), "failed"); /* an old scope, new numbers */
    w->error = (Error){0};
    w->scope = scope_of(w, &TOWN, 1);
    assert_string_equal(seen(w), "12 13 ");
    assert_true(scope_is_current(w, w->scope, &current));
    assert_true(current);
}

/* A store whose modules keep no tree shows nothing to whoever has a scope. */
static void without_a_tree(void **state)
{
    (void)state;
    Work *w = work_new();
    bool holds;
    assert_true(store_open(w, ":memory:", STORE_CREATE, NULL, 0));
    w->scope = scope_of(w, &TOWN, 1);
    assert_non_null(w->scope);
    assert_true(scope_holds(w, 2, &holds));
    assert_false(holds);
    store_close(w->store);
    work_free(w);
}

static void postgres_reads_a_setting(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Str sql = sql_for_postgres(arena, STR("SELECT 1 FROM p WHERE in_scope(coalesce(p.d, ?1)) = 1"));
    assert_true(str_find(sql, STR("seen.id = coalesce(p.d, $1)\nAND")) > 0);
    assert_true(str_ends(sql, STR("ELSE 0 END) = 1")));
    arena_free(arena);
}

#define POINT(function) cmocka_unit_test_setup_teardown(function, store_make, store_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        POINT(without_a_scope_all_is_seen),
        POINT(a_town_sees_its_villages),
        POINT(the_home_is_everything),
        POINT(nothing_and_nowhere_see_nothing),
        POINT(two_works_on_one_store),
        POINT(in_c_as_in_sql),
        POINT(numbered_anew),
        cmocka_unit_test(without_a_tree),
        cmocka_unit_test(postgres_reads_a_setting),
    };
    return cmocka_run_group_tests_name("db/scope", tests, NULL, NULL);
}
