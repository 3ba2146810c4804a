/* Copies taken while another connection writes, walks that depend on the content alone, and checks
 * that tell all the damage there is. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/test.h"
#include "db/db.h"

static const SqlMigration MADE[] = {
    {1, "towns",
     "CREATE TABLE town (id INTEGER PRIMARY KEY, name TEXT); CREATE INDEX town_name ON town (name)",
     false}};
static const SqlStatement QUERIES[] = {
    {"town_count", "SELECT count(*) FROM town", false},
    {"town_insert", "INSERT INTO town (name) VALUES (?1)", false},
};
static const SqlModule TOWNS = {"towns", MADE, COUNT_OF(MADE), QUERIES, COUNT_OF(QUERIES)};
static const SqlModule *const MODULES[] = {&TOWNS};

typedef struct {
    char folder[64], path[80], copy[80];
    Work *w;
} Place;

static Work *opened(const char *path, int flags)
{
    Work *w = work_new();
    if (!store_open(w, path, flags, MODULES, 1)) fail_msg("%.*s", STR_ARG(w->error.detail));
    return w;
}

static void closed(Work *w)
{
    store_close(w->store);
    w->store = NULL;
    work_free(w);
}

static void town_add(Work *w, Str name)
{
    Stmt *s = db_stmt(w, &TOWNS, "town_insert");
    db_bind_str(s, 1, name);
    assert_true(db_run(s));
}

static int64_t town_count(Work *w)
{
    int64_t n;
    assert_true(db_scalar(db_stmt(w, &TOWNS, "town_count"), -1, &n));
    return n;
}

static int place_make(void **state)
{
    Place *p = test_calloc(1, sizeof *p);
    *state = p;
    snprintf(p->folder, sizeof p->folder, "/tmp/doudi-copy-XXXXXX");
    if (!mkdtemp(p->folder)) return -1;
    snprintf(p->path, sizeof p->path, "%s/s.db", p->folder);
    snprintf(p->copy, sizeof p->copy, "%s/copy.db", p->folder);
    p->w = opened(p->path, STORE_CREATE);
    for (int i = 0; i < 500; i++)
        town_add(p->w, format(p->w->arena, "town %d", i * 7 % 500));
    return 0;
}

static int place_free(void **state)
{
    Place *p = *state;
    closed(p->w);
    Work *w = work_new();
    assert_int_equal(system(format(w->arena, "rm -r %s", p->folder).ptr), 0);
    work_free(w);
    test_free(p);
    return 0;
}

/* Another connection writes in the middle of the copy: the copy is of the state before. */
static void write_between(Work *w, Str what, int64_t done, int64_t total)
{
    (void)what, (void)done, (void)total;
    Work *other = (Work *)(void *)w->scope;
    town_add(other, STR("written meanwhile"));
}

static void others_write_meanwhile(void **state)
{
    Place *p = *state;
    Work *other = opened(p->path, 0);
    p->w->scope = (struct Scope *)(void *)other;
    p->w->progress = write_between;
    assert_true(store_backup(p->w, p->copy));
    p->w->progress = NULL;
    p->w->scope = NULL;
    assert_true(town_count(other) > 500);
    Work *copy = opened(p->copy, STORE_READ_ONLY);
    assert_int_equal(town_count(copy), 500);
    assert_true(store_check(copy));
    closed(copy);
    closed(other);
}

static void a_copy_is_not_overwritten(void **state)
{
    Place *p = *state;
    assert_true(store_backup(p->w, p->copy));
    assert_false(store_backup(p->w, p->copy));
    assert_int_equal(p->w->error.code, ERR_FILE);
}

static void a_copy_that_fails_leaves_nothing(void **state)
{
    Place *p = *state;
    assert_false(store_backup(p->w, format(p->w->arena, "%s/none/copy.db", p->folder).ptr));
    assert_int_equal(p->w->error.code, ERR_FILE);
    assert_false(db_in_transaction(p->w));
}

/* ---- walks ---------------------------------------------------------------------------------- */

typedef struct {
    uint64_t hash;
    int64_t rows;
} Seen;

static bool row_seen(Work *w, const StoredRow *row, void *context)
{
    (void)w;
    Seen *seen = context;
    seen->rows++;
    for (size_t i = 0; i < row->count; i++) {
        const StoredValue *v = &row->values[i];
        uint64_t of = v->kind == STORED_BYTES ? str_hash(v->bytes) : (uint64_t)v->number;
        seen->hash = (seen->hash ^ of) * 0x9E3779B97F4A7C15u;
    }
    return true;
}

static Seen seen_of(Work *w)
{
    Seen seen = {0};
    assert_true(store_walk(w, STR("town"), row_seen, &seen));
    return seen;
}

static void equal_stores_walk_alike(void **state)
{
    Place *p = *state;
    assert_true(store_backup(p->w, p->copy));
    Work *copy = opened(p->copy, 0);
    Seen a = seen_of(p->w), b = seen_of(copy);
    assert_int_equal(a.rows, 500);
    assert_true(a.rows == b.rows && a.hash == b.hash);
    town_add(copy, STR("one more"));
    assert_true(seen_of(copy).hash != a.hash);
    closed(copy);
}

/* ---- damage --------------------------------------------------------------------------------- */

static void all_damage_is_told(void **state)
{
    Place *p = *state;
    Faults faults = faults_new(p->w->arena, 100);
    assert_true(store_faults(p->w, &faults));
    assert_int_equal(faults.errors, 0);
    assert_true(db_begin(p->w));
    assert_true(db_define(p->w, STR("DROP INDEX town_name")));
    assert_true(store_faults(p->w, &faults));
    assert_int_equal(faults.errors, 1);
    assert_false(store_check(p->w));
    assert_int_equal(p->w->error.code, ERR_CORRUPT);
    db_rollback(p->w);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, place_make, place_free)
    const struct CMUnitTest tests[] = {
        CASE(others_write_meanwhile),
        CASE(a_copy_is_not_overwritten),
        CASE(a_copy_that_fails_leaves_nothing),
        CASE(equal_stores_walk_alike),
        CASE(all_damage_is_told),
    };
    return cmocka_run_group_tests_name("db/copy", tests, NULL, NULL);
}
