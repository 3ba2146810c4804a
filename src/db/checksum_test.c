/* Every byte of a store's file is covered: whatever is flipped, moved or cut is told, in all pages,
 * and a copy is covered as its original is. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/test.h"
#include "db/db.h"

enum { PAGE = 4096 };
static const SqlMigration MADE[] = {
    {1, "towns", "CREATE TABLE town (id INTEGER PRIMARY KEY, name TEXT)", false}};
static const SqlStatement QUERIES[] = {
    {"town_insert", "INSERT INTO town (name) VALUES (?1)", false},
    {"town_sum", "SELECT coalesce(sum(length(name)), 0) FROM town", false},
};
static const SqlModule TOWNS = {"towns", MADE, COUNT_OF(MADE), QUERIES, COUNT_OF(QUERIES)};
static const SqlModule *const MODULES[] = {&TOWNS};

typedef struct {
    char folder[64], path[80], copy[80];
    size_t size;
    char *bytes;
} Place;

static Work *work_on(const char *path, int flags, bool *opened)
{
    Work *w = work_new();
    *opened = store_open(w, path, flags, MODULES, 1);
    return w;
}

static void work_end(Work *w)
{
    store_close(w->store);
    w->store = NULL;
    work_free(w);
}

static void file_put(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    fclose(file);
}

static void file_get(Place *p, const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    p->bytes = test_calloc(1, 1 << 20);
    p->size = fread(p->bytes, 1, 1 << 20, file);
    fclose(file);
}

static int place_make(void **state)
{
    bool opened;
    Place *p = test_calloc(1, sizeof *p);
    *state = p;
    snprintf(p->folder, sizeof p->folder, "/tmp/doudi-sums-XXXXXX");
    if (!mkdtemp(p->folder)) return -1;
    snprintf(p->path, sizeof p->path, "%s/s.db", p->folder);
    snprintf(p->copy, sizeof p->copy, "%s/c.db", p->folder);
    Work *w = work_on(p->path, STORE_CREATE, &opened);
    assert_true(opened);
    for (int i = 0; i < 400; i++) {
        Stmt *s = db_stmt(w, &TOWNS, "town_insert");
        db_bind_str(s, 1, STR("a name that takes some room"));
        assert_true(db_run(s));
    }
    work_end(w);
    file_get(p, p->path);
    return 0;
}

static int place_free(void **state)
{
    Place *p = *state;
    Work *w = work_new();
    assert_int_equal(system(format(w->arena, "rm -r %s", p->folder).ptr), 0);
    work_free(w);
    test_free(p->bytes);
    test_free(p);
    return 0;
}

/* Whether the store is proved damaged, and its rows are never read otherwise than they were. */
static bool damage_is_seen(const char *path, int64_t expected)
{
    bool opened;
    int64_t sum = expected;
    Work *w = work_on(path, STORE_READ_ONLY, &opened);
    if (opened && db_scalar(db_stmt(w, &TOWNS, "town_sum"), 0, &sum))
        assert_int_equal(sum, expected);
    bool sound = opened && store_check(w);
    if (opened && !sound) assert_int_equal(w->error.code, ERR_CORRUPT);
    work_end(w);
    return !sound;
}

static int64_t sum_of(const char *path)
{
    bool opened;
    int64_t sum;
    Work *w = work_on(path, STORE_READ_ONLY, &opened);
    assert_true(opened);
    assert_true(db_scalar(db_stmt(w, &TOWNS, "town_sum"), 0, &sum));
    work_end(w);
    return sum;
}

static void every_flip_is_seen(void **state)
{
    Place *p = *state;
    int64_t expected = sum_of(p->path);
    for (size_t at = 0; at < p->size; at += at < 128 ? 1 : 61) {
        p->bytes[at] ^= (char)(1 << at % 8);
        file_put(p->copy, p->bytes, p->size);
        p->bytes[at] ^= (char)(1 << at % 8);
        if (!damage_is_seen(p->copy, expected)) fail_msg("byte %zu", at);
    }
}

static void a_page_in_anothers_place_is_seen(void **state)
{
    Place *p = *state;
    int64_t expected = sum_of(p->path);
    size_t last = p->size - PAGE;
    for (size_t i = 0; i < PAGE; i++)
        p->bytes[last + i] = p->bytes[last - PAGE + i];
    file_put(p->copy, p->bytes, p->size);
    assert_true(damage_is_seen(p->copy, expected));
}

static void all_bad_pages_are_told(void **state)
{
    Place *p = *state;
    bool opened;
    p->bytes[p->size - PAGE - 100] ^= 1;
    p->bytes[p->size - 100] ^= 1;
    file_put(p->copy, p->bytes, p->size);
    Work *w = work_on(p->copy, STORE_READ_ONLY, &opened);
    assert_true(opened);
    Faults faults = faults_new(w->arena, 10);
    assert_true(store_faults(w, &faults));
    assert_int_equal(faults.errors, 2);
    work_end(w);
}

static void a_copy_is_covered_too(void **state)
{
    Place *p = *state;
    bool opened;
    Work *w = work_on(p->path, 0, &opened);
    assert_true(opened && store_backup(w, p->copy));
    work_end(w);
    test_free(p->bytes);
    file_get(p, p->copy);
    unlink(p->copy);
    every_flip_is_seen(state);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, place_make, place_free)
    const struct CMUnitTest tests[] = {
        CASE(every_flip_is_seen),
        CASE(a_page_in_anothers_place_is_seen),
        CASE(all_bad_pages_are_told),
        CASE(a_copy_is_covered_too),
    };
    return cmocka_run_group_tests_name("db/checksum", tests, NULL, NULL);
}
