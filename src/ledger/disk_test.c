/* Bad disks. A disk that is full: the file an act is written to (the WAL) may grow to a limit
 * and no further, a little more each round, so that each write of an act is the one that fails
 * at some time. An act then fails as a whole, the store says so, and what was there before is
 * there afterwards.
 *
 * A disk that flips a bit: what stands in a line, an entry or an act is proved wrong; whatever
 * stands elsewhere is proved wrong or does no harm; and nothing ends the program. */
#include "ledger/test.h"

#include <fcntl.h>
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

/* ---- flipped bits --------------------------------------------------------------------------- */

static void fill(const Place *p)
{
    Work *w = reopened(p);
    for (int round = 0; round < 25; round++)
        assert_true(post_many(w, round));
    assert_true(join(w, 1, (int64_t[]){1, 2, 3, 4}, 4));
    assert_true(move_one(w, REASON_SENT, 1, 1, 1));
    store_close(w->store);
    work_free(w);
}

static void bit_flip(const Place *p, off_t at, int bit)
{
    uint8_t byte;
    int fd = open(p->path, O_RDWR);
    assert_int_equal(pread(fd, &byte, 1, at), 1);
    byte ^= (uint8_t)(1 << bit);
    assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    close(fd);
}

/* Opens, checks and proves a store that may be damaged anywhere. */
static bool store_holds(const Place *p)
{
    LedgerCheck check;
    Work *w = work_new();
    bool whole =
        store_open(w, p->path, 0, FIXTURE_MODULES, 2) && store_check(w) && ledger_check(w, &check);
    if (!whole && w->error.code == ERR_NONE) fail_msg("refused without a reason");
    store_close(w->store);
    work_free(w);
    return whole;
}

static void a_flipped_bit_does_no_harm(void **state)
{
    Place *p = *state;
    uint64_t seed = 7;
    int found = 0, rounds = 120;
    fill(p);
    int fd = open(p->path, O_RDONLY);
    off_t size = lseek(fd, 0, SEEK_END);
    close(fd);
    for (int i = 0; i < rounds; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        off_t at = (off_t)((seed >> 33) % (uint64_t)size);
        bit_flip(p, at, i % 8);
        found += !store_holds(p);
        bit_flip(p, at, i % 8);
    }
    assert_true(store_holds(p));
    if (found < rounds / 2) fail_msg("%d of %d", found, rounds); /* others hit empty space */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_flipped_bit_does_no_harm, place_make, place_free),
        cmocka_unit_test_setup_teardown(a_full_disk_loses_nothing, place_make, place_free),
    };
    return cmocka_run_group_tests_name("ledger/disk", tests, NULL, NULL);
}
