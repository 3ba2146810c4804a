/* A store as a file: made, opened again, refused when it is not ours or damaged, migrated with a
 * copy beside it. Each test works in a folder of its own. */
#include "db/db.h"

#include <fcntl.h>
#include <glob.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const SqlMigration FIRST[] = {
    {1, "a table", "CREATE TABLE town (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)", false}};
static const SqlMigration BOTH[] = {
    {1, "a table", "CREATE TABLE town (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)", false},
    {2, "a column", "ALTER TABLE town ADD COLUMN people INTEGER NOT NULL DEFAULT 0", false}};
static const SqlMigration EDITED[] = {
    {1, "a table", "CREATE TABLE town (id INTEGER PRIMARY KEY, name TEXT)", false}};
static const SqlMigration BROKEN[] = {
    {1, "a table", "CREATE TABLE town (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)", false},
    {2, "half", "ALTER TABLE town ADD COLUMN people INTEGER; CREATE TABLE town (x)", false}};
static const SqlStatement QUERIES[] = {
    {"town_count", "SELECT count(*) FROM town", false},
    {"town_insert", "INSERT INTO town (name) VALUES (?1)", false},
};
#define MODULE(migrations)                                                                         \
    {                                                                                              \
        "towns", migrations, COUNT_OF(migrations), QUERIES, COUNT_OF(QUERIES)                      \
    }
static const SqlModule OLD = MODULE(FIRST), NEW_ONE = MODULE(BOTH), CHANGED = MODULE(EDITED),
                       HALF = MODULE(BROKEN);

typedef struct {
    char folder[64];
    const char *path;
    Work *w;
} Place;

static int place_make(void **state)
{
    Place *p = test_calloc(1, sizeof *p);
    snprintf(p->folder, sizeof p->folder, "/tmp/doudi-store-XXXXXX");
    if (!mkdtemp(p->folder)) return -1;
    p->w = work_new();
    p->path = format(p->w->arena, "%s/s.db", p->folder).ptr;
    *state = p;
    return 0;
}

static int place_free(void **state)
{
    Place *p = *state;
    store_close(p->w->store);
    work_free(p->w);
    glob_t found;
    char pattern[80];
    snprintf(pattern, sizeof pattern, "%s/*", p->folder);
    if (glob(pattern, 0, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; i++)
            unlink(found.gl_pathv[i]);
    globfree(&found);
    rmdir(p->folder);
    test_free(p);
    return 0;
}

static bool open_with(Place *p, const SqlModule *module, int flags)
{
    store_close(p->w->store);
    p->w->store = NULL;
    p->w->error = (Error){0};
    return store_open(p->w, p->path, flags, &module, 1);
}

static void town_add(Place *p, const SqlModule *module, const char *name)
{
    Stmt *s = db_stmt(p->w, module, "town_insert");
    db_bind_str(s, 1, str_of(name));
    assert_true(db_run(s));
}

static int64_t town_count(Place *p, const SqlModule *module)
{
    int64_t n;
    assert_true(db_scalar(db_stmt(p->w, module, "town_count"), -1, &n));
    return n;
}

static size_t files_like(Place *p, const char *pattern)
{
    glob_t found;
    char text[96];
    snprintf(text, sizeof text, "%s/%s", p->folder, pattern);
    size_t n = glob(text, 0, NULL, &found) == 0 ? found.gl_pathc : 0;
    globfree(&found);
    return n;
}

static void made_and_opened_again(void **state)
{
    Place *p = *state;
    assert_true(open_with(p, &OLD, STORE_CREATE));
    town_add(p, &OLD, "A");
    assert_true(open_with(p, &OLD, 0));
    assert_int_equal(town_count(p, &OLD), 1);
    assert_int_equal(files_like(p, "*before*"), 0);
    assert_true(store_check(p->w));
}

static void absent_is_not_found(void **state)
{
    Place *p = *state;
    assert_false(open_with(p, &OLD, 0));
    assert_int_equal(p->w->error.code, ERR_NOT_FOUND);
    assert_null(p->w->store);
}

static void values_are_kept(void **state)
{
    Place *p = *state;
    Str value;
    assert_true(open_with(p, &OLD, STORE_CREATE));
    assert_false(store_get(p->w, STR("home"), &value));
    assert_int_equal(p->w->error.code, ERR_NONE);
    assert_true(store_set(p->w, STR("home"), STR("360203")));
    assert_true(store_set(p->w, STR("home"), STR("340223")));
    assert_true(store_get(p->w, STR("home"), &value));
    assert_true(str_equal(value, STR("340223")));
}

static void migration_keeps_a_copy(void **state)
{
    Place *p = *state;
    assert_true(open_with(p, &OLD, STORE_CREATE));
    town_add(p, &OLD, "A");
    assert_false(open_with(p, &NEW_ONE, STORE_READ_ONLY));
    assert_int_equal(p->w->error.code, ERR_STATE);
    assert_true(open_with(p, &NEW_ONE, 0));
    assert_int_equal(town_count(p, &NEW_ONE), 1);
    assert_int_equal(files_like(p, "s.db.before-*"), 1);
    assert_true(open_with(p, &NEW_ONE, STORE_READ_ONLY));
    assert_false(db_begin(p->w));
    assert_int_equal(p->w->error.code, ERR_DENIED);
}

static void half_a_migration_is_none(void **state)
{
    Place *p = *state;
    assert_true(open_with(p, &OLD, STORE_CREATE));
    assert_false(open_with(p, &HALF, 0));
    assert_true(open_with(p, &OLD, 0));
    assert_int_equal(town_count(p, &OLD), 0);
}

static void newer_and_edited_stores_are_refused(void **state)
{
    Place *p = *state;
    assert_true(open_with(p, &NEW_ONE, STORE_CREATE));
    assert_false(open_with(p, &OLD, 0));
    assert_int_equal(p->w->error.code, ERR_STATE);
    assert_false(open_with(p, &CHANGED, 0));
    assert_int_equal(p->w->error.code, ERR_STATE);
}

static void write_file(const char *path, const void *bytes, size_t count, off_t at)
{
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, bytes, count, at), (ssize_t)count);
    close(fd);
}

static void other_files_are_refused(void **state)
{
    Place *p = *state;
    write_file(p->path, "this is not a database, it is a letter to the bureau", 52, 0);
    assert_false(open_with(p, &OLD, 0));
    assert_int_equal(p->w->error.code, ERR_CORRUPT);
    struct stat before;
    assert_int_equal(stat(p->path, &before), 0);
    assert_int_equal(before.st_size, 52);
}

static void fill(Place *p)
{
    assert_true(open_with(p, &OLD, STORE_CREATE));
    assert_true(db_begin(p->w));
    for (int i = 0; i < 3000; i++)
        town_add(p, &OLD, format(p->w->arena, "a town with number %d", i).ptr);
    assert_true(db_commit(p->w));
    store_close(p->w->store);
    p->w->store = NULL;
}

/* Pages that are damaged anywhere are an error when opened, read or checked; never a crash. */
static void damage_is_told(void **state)
{
    Place *p = *state;
    fill(p);
    struct stat file;
    assert_int_equal(stat(p->path, &file), 0);
    const char *copy = format(p->w->arena, "%s.sound", p->path).ptr;
    rename(p->path, copy);
    for (off_t page = 0; page < file.st_size; page += 4096) {
        unlink(p->path);
        p->w->error = (Error){0};
        assert_int_equal(system(format(p->w->arena, "cp %s %s", copy, p->path).ptr), 0);
        write_file(p->path, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12, page);
        bool sound = open_with(p, &OLD, 0) && store_check(p->w);
        assert_false(sound);
        assert_int_equal(p->w->error.code, ERR_CORRUPT);
    }
}

static void a_cut_file_is_told(void **state)
{
    Place *p = *state;
    fill(p);
    assert_int_equal(truncate(p->path, 4096 * 5), 0);
    bool sound = open_with(p, &OLD, 0) && store_check(p->w);
    assert_false(sound);
    assert_int_equal(p->w->error.code, ERR_CORRUPT);
}

static void backup_is_a_store(void **state)
{
    Place *p = *state;
    const char *copy = format(p->w->arena, "%s.copy", p->path).ptr;
    assert_true(open_with(p, &OLD, STORE_CREATE));
    town_add(p, &OLD, "A");
    assert_true(store_backup(p->w, copy));
    assert_false(store_backup(p->w, copy));
    assert_int_equal(p->w->error.code, ERR_FILE);
    town_add(p, &OLD, "B");
    p->path = copy;
    assert_true(open_with(p, &OLD, 0));
    assert_int_equal(town_count(p, &OLD), 1);
}

/* A guard that is taken down, altered or slipped in is told; what registry adds is not. */
static void guards_are_missed(void **state)
{
    static const char *const attacks[] = {
        "DROP TRIGGER town_kept",
        ("DROP TRIGGER town_kept; CREATE TRIGGER town_kept BEFORE DELETE ON town"
         " BEGIN SELECT RAISE(ABORT, 'kept') WHERE OLD.id = 0; END"),
        "CREATE TRIGGER town_ours AFTER INSERT ON town BEGIN DELETE FROM town WHERE id = 1; END",
        "CREATE VIEW towns AS SELECT 1",
        "DROP INDEX town_by_name",
    };
    static const SqlMigration guarded[] = {
        {1, "a table",
         ("CREATE TABLE town (id INTEGER PRIMARY KEY, name TEXT);"
          "CREATE INDEX town_by_name ON town (name);"
          "CREATE TRIGGER town_kept BEFORE DELETE ON town BEGIN SELECT RAISE(ABORT, 'kept'); END"),
         false}};
    static const SqlModule module = MODULE(guarded);
    Place *p = *state;
    assert_true(open_with(p, &module, STORE_CREATE));
    assert_true(db_define(p->w, STR("CREATE TABLE fact_person_identity (subject INTEGER)")));
    assert_true(store_check(p->w));
    for (size_t i = 0; i < COUNT_OF(attacks); i++) {
        assert_true(db_begin(p->w));
        assert_true(db_define(p->w, str_of(attacks[i])));
        assert_false(store_check(p->w));
        assert_int_equal(p->w->error.code, ERR_CORRUPT);
        db_rollback(p->w);
        assert_true(store_check(p->w));
    }
}

static void only_the_owner_reads(void **state)
{
    Place *p = *state;
    struct stat file;
    const char *copy = format(p->w->arena, "%s.copy", p->path).ptr;
    assert_true(open_with(p, &OLD, STORE_CREATE));
    town_add(p, &OLD, "A");
    assert_true(store_backup(p->w, copy));
    const char *paths[] = {p->path, copy, format(p->w->arena, "%s-wal", p->path).ptr};
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        assert_int_equal(stat(paths[i], &file), 0);
        assert_int_equal(file.st_mode & 0777, 0600);
    }
}

/* Others may still have it open, for reading. */
static void settled_the_file_is_whole_alone(void **state)
{
    Place *p = *state;
    struct stat log;
    const SqlModule *module = &OLD;
    Work *reader = work_new();
    assert_true(open_with(p, &OLD, STORE_CREATE));
    town_add(p, &OLD, "A");
    assert_true(store_open(reader, p->path, STORE_READ_ONLY, &module, 1));
    store_cache(reader->store, 1);
    assert_int_equal(stat(format(p->w->arena, "%s-wal", p->path).ptr, &log), 0);
    assert_true(log.st_size > 0);
    store_settle(reader->store); /* nothing: it only reads */
    store_settle(p->w->store);
    assert_int_equal(stat(format(p->w->arena, "%s-wal", p->path).ptr, &log), 0);
    assert_int_equal(log.st_size, 0);
    store_close(reader->store);
    work_free(reader);
}

static void some_values_are_said_once(void **state)
{
    Place *p = *state;
    assert_true(open_with(p, &OLD, STORE_CREATE));
    assert_true(store_set(p->w, STR("demo"), STR("1")));
    assert_true(store_set(p->w, STR("demo"), STR("1")));
    assert_false(store_set(p->w, STR("demo"), STR("0")));
    assert_int_equal(p->w->error.code, ERR_CONFLICT);
    assert_false(db_define(p->w, STR("DELETE FROM store_value")));
}

static void rooms_keep_things(void **state)
{
    Place *p = *state;
    static const int mine = 1, other = 2;
    assert_true(open_with(p, &OLD, STORE_CREATE));
    assert_null(store_kept(p->w->store, &mine));
    store_keep(p->w->store, &mine, p);
    assert_ptr_equal(store_kept(p->w->store, &mine), p);
    assert_null(store_kept(p->w->store, &other));
}

#define POINT(function) cmocka_unit_test_setup_teardown(function, place_make, place_free)

int main(void)
{
    const struct CMUnitTest tests[] = {
        POINT(made_and_opened_again),
        POINT(absent_is_not_found),
        POINT(values_are_kept),
        POINT(migration_keeps_a_copy),
        POINT(half_a_migration_is_none),
        POINT(newer_and_edited_stores_are_refused),
        POINT(other_files_are_refused),
        POINT(damage_is_told),
        POINT(a_cut_file_is_told),
        POINT(backup_is_a_store),
        POINT(guards_are_missed),
        POINT(only_the_owner_reads),
        POINT(some_values_are_said_once),
        POINT(rooms_keep_things),
        POINT(settled_the_file_is_whole_alone),
    };
    return cmocka_run_group_tests_name("db/store", tests, NULL, NULL);
}
