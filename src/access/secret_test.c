/* Sealed values and the key file: what opens again, what never does, and what happens to a store
 * whose key is lost, exchanged or readable by others. */
#include "access/access.h"
#include "base/test.h"
#include "db/db.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    char folder[64];
    const char *path, *key;
    Work *w;
} Place;

static bool reopen(Place *p)
{
    static const SqlModule *const modules[] = {&audit_sql, &access_sql};
    store_close(p->w->store);
    p->w->store = NULL;
    p->w->error = (Error){0};
    return store_open(p->w, p->path, STORE_CREATE, modules, COUNT_OF(modules));
}

static int place_make(void **state)
{
    Place *p = test_calloc(1, sizeof *p);
    *state = p;
    snprintf(p->folder, sizeof p->folder, "/tmp/doudi-secret-XXXXXX");
    if (!mkdtemp(p->folder)) return -1;
    p->w = work_new();
    p->path = format(p->w->arena, "%s/s.db", p->folder).ptr;
    p->key = format(p->w->arena, "%s.key", p->path).ptr;
    return reopen(p) ? 0 : -1;
}

static int place_free(void **state)
{
    Place *p = *state;
    static const char *const ends[] = {"", "-wal", "-shm", ".key"};
    store_close(p->w->store);
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        unlink(format(p->w->arena, "%s%s", p->path, ends[i]).ptr);
    rmdir(p->folder);
    work_free(p->w);
    test_free(p);
    return 0;
}

static const Str NUMBER = {"110101199003070038", 18};

static void sealed_opens_again(void **state)
{
    Place *p = *state;
    Str sealed, plain, digest, again;
    assert_true(secret_seal(p->w, NUMBER, &sealed));
    assert_int_equal(str_find(sealed, NUMBER), -1);
    assert_true(secret_open(p->w, sealed, &plain));
    assert_true(str_equal(plain, NUMBER));
    assert_true(secret_digest(p->w, NUMBER, &digest));
    assert_int_equal(digest.len, 32);
    assert_int_equal(str_find(sealed, digest), -1);
    assert_true(reopen(p));
    assert_true(secret_digest(p->w, NUMBER, &again));
    assert_true(str_equal(digest, again));
    assert_true(secret_open(p->w, sealed, &plain));
    assert_true(str_equal(plain, NUMBER));
}

static void empty_stays_empty(void **state)
{
    Place *p = *state;
    Str out;
    assert_true(secret_seal(p->w, STR(""), &out));
    assert_int_equal(out.len, 0);
    assert_true(secret_open(p->w, STR(""), &out));
    assert_int_equal(out.len, 0);
    assert_true(secret_digest(p->w, STR(""), &out));
    assert_int_equal(out.len, 0);
    assert_int_not_equal(access(p->key, F_OK), 0);
}

static void altered_never_opens(void **state)
{
    Place *p = *state;
    Str sealed, plain;
    assert_true(secret_seal(p->w, NUMBER, &sealed));
    for (size_t i = 0; i < sealed.len; i++) {
        char *bad = (char *)(uintptr_t)str_z(p->w->arena, sealed);
        bad[i] = bad[i] == '5' ? '6' : '5';
        assert_false(secret_open(p->w, (Str){bad, sealed.len}, &plain));
        assert_int_equal(p->w->error.code, ERR_CORRUPT);
        assert_false(secret_open(p->w, (Str){sealed.ptr, i > 0 ? i : 1}, &plain));
    }
}

static void the_key_is_private(void **state)
{
    Place *p = *state;
    Str out;
    struct stat file;
    assert_true(secret_digest(p->w, NUMBER, &out));
    assert_int_equal(stat(p->key, &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
    assert_int_equal(file.st_size, 32);
    chmod(p->key, 0644);
    assert_true(reopen(p));
    assert_false(secret_digest(p->w, NUMBER, &out));
    assert_int_equal(p->w->error.code, ERR_DENIED);
}

static void a_lost_key_is_told(void **state)
{
    Place *p = *state;
    Str out;
    assert_true(secret_digest(p->w, NUMBER, &out));
    unlink(p->key);
    assert_true(reopen(p));
    assert_false(secret_digest(p->w, NUMBER, &out));
    assert_int_equal(p->w->error.code, ERR_FILE);
    assert_int_not_equal(access(p->key, F_OK), 0);
}

static void another_key_is_told(void **state)
{
    Place *p = *state;
    Str out;
    assert_true(secret_digest(p->w, NUMBER, &out));
    int fd = open(p->key, O_WRONLY);
    assert_int_equal(pwrite(fd, "x", 1, 7), 1);
    close(fd);
    assert_true(reopen(p));
    assert_false(secret_digest(p->w, NUMBER, &out));
    assert_int_equal(p->w->error.code, ERR_CORRUPT);
    assert_int_equal(truncate(p->key, 31), 0);
    assert_false(secret_digest(p->w, NUMBER, &out));
    assert_int_equal(p->w->error.code, ERR_CORRUPT);
}

static void stores_have_different_keys(void **state)
{
    Place *p = *state;
    Work *other = work_new();
    Str one, two;
    assert_true(store_open(other, ":memory:", STORE_CREATE, NULL, 0));
    assert_true(secret_digest(p->w, NUMBER, &one));
    assert_true(secret_digest(other, NUMBER, &two));
    assert_false(str_equal(one, two));
    assert_true(secret_seal(other, NUMBER, &two));
    assert_false(secret_open(p->w, two, &one));
    store_close(other->store);
    work_free(other);
}

#define POINT(function) cmocka_unit_test_setup_teardown(function, place_make, place_free)

int main(void)
{
    const struct CMUnitTest tests[] = {
        POINT(sealed_opens_again),         POINT(empty_stays_empty),  POINT(altered_never_opens),
        POINT(the_key_is_private),         POINT(a_lost_key_is_told), POINT(another_key_is_told),
        POINT(stores_have_different_keys),
    };
    return cmocka_run_group_tests_name("access/secret", tests, NULL, NULL);
}
