/* A disk that is full: the file an act is written to (the WAL) may grow to a limit and no further,
 * a little more each round, so that each write of an act is the one that fails at some time. An
 * act then fails as a whole, the store says so, and what was there before is there afterwards. */
#include "ledger/test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

typedef struct {
    char folder[64];
    const char *path;
    Work *w;
} Place;

static int place_make(void **state)
{
    Place *p = test_calloc(1, sizeof *p);
    *state = p;
    snprintf(p->folder, sizeof p->folder, "/tmp/doudi-disk-XXXXXX");
    if (!mkdtemp(p->folder)) return -1;
    signal(SIGXFSZ, SIG_IGN); /* a write beyond the limit is an error, not the end */
    p->w = work_new();
    p->path = format(p->w->arena, "%s/s.db", p->folder).ptr;
    return 0;
}

static int place_free(void **state)
{
    Place *p = *state;
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        unlink(format(p->w->arena, "%s%s", p->path, ends[i]).ptr);
    rmdir(p->folder);
    work_free(p->w);
    test_free(p);
    return 0;
}

static void limit_set(rlim_t bytes)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static Work *reopened(const Place *p)
{
    Work *w = work_new();
    if (!store_open(w, p->path, STORE_CREATE, FIXTURE_MODULES, 2))
        fail_msg("%.*s", STR_ARG(w->error.detail));
    return w;
}

static bool post_many(Work *w, int64_t round)
{
    Line lines[60];
    for (int i = 0; i < 60; i++)
        lines[i] = line_of(round * 7 + i, i % 12 + 1, 1000 + i);
    return post(w, lines, 60);
}

static int64_t acts_of(Work *w)
{
    Commit commit;
    assert_true(audit_latest(w, &commit));
    return commit.n;
}

/* One act with `room` bytes to write to; true when it was done. */
static bool act_with_room(Work *w, rlim_t room, int64_t round)
{
    limit_set(room);
    w->error = (Error){0};
    bool done = post_many(w, round);
    limit_set(RLIM_INFINITY);
    if (!done && w->error.code != ERR_STORE) fail_msg("%.*s", STR_ARG(w->error.detail));
    assert_false(db_in_transaction(w));
    return done;
}

static void a_full_disk_loses_nothing(void **state)
{
    Place *p = *state;
    int64_t acts = 0, failed = 0;
    for (rlim_t room = 0; room < 250000; room += 4099) {
        Work *w = reopened(p);
        bool done = act_with_room(w, room, (int64_t)room);
        acts += done;
        failed += !done;
        assert_int_equal(acts_of(w), acts);
        if (room % 5 == 0) assert_sound(w);
        store_close(w->store);
        work_free(w);
    }
    if (acts < 5 || failed < 5) fail_msg("%d done, %d failed", (int)acts, (int)failed);
    Work *w = reopened(p);
    assert_true(store_check(w));
    assert_sound(w);
    store_close(w->store);
    work_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_full_disk_loses_nothing, place_make, place_free),
    };
    return cmocka_run_group_tests_name("ledger/disk", tests, NULL, NULL);
}
