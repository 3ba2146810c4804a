/* A crash: the deed is done by a child process that ends without a word at its n-th write, sync or
 * truncation of the store. The parent opens what is left; either the act is there as a whole, or
 * nothing of it is, and then it is done again. */
#include <sqlite3.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/sim/sim.h"

enum { CRASHED = 9, REFUSED = 3 };

/* The one thing that a system call cannot be handed: how many are left. */
static int64_t *calls_left(void)
{
    static int64_t left;
    return &left;
}

static void count_call(void)
{
    if (*calls_left() > 0 && --*calls_left() == 0) _exit(CRASHED);
}

static ssize_t dying_write(int file, const void *bytes, size_t size, off_t at)
{
    /* the last write before the end stands in part: half of it is torn off */
    if (*calls_left() == 1) (void)!pwrite(file, bytes, size / 2, at);
    count_call();
    return pwrite(file, bytes, size, at);
}

static int dying_sync(int file)
{
    count_call();
    return fsync(file);
}

static int dying_truncate(int file, off_t size)
{
    count_call();
    return ftruncate(file, size);
}

void crash_at(int64_t calls)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    *calls_left() = calls;
    ensure(vfs->xSetSystemCall(vfs, "pwrite", (sqlite3_syscall_ptr)dying_write) == SQLITE_OK);
    ensure(vfs->xSetSystemCall(vfs, "pwrite64", (sqlite3_syscall_ptr)dying_write) == SQLITE_OK);
    (void)vfs->xSetSystemCall(vfs, "fsync", (sqlite3_syscall_ptr)dying_sync);
    ensure(vfs->xSetSystemCall(vfs, "ftruncate", (sqlite3_syscall_ptr)dying_truncate) == SQLITE_OK);
}

static _Noreturn void child(Sim *sim, Deed *deed, int64_t calls)
{
    sim_open(sim);
    crash_at(calls);
    bool done = deed_do(sim, deed);
    (void)fflush(NULL);
    _exit(done ? 0 : REFUSED);
}

bool crash_deed(Sim *sim, Deed *deed)
{
    int status;
    int64_t calls = 1 + random_below(&sim->random, 60);
    if (deed->kind == DEED_LAW || deed->kind == DEED_REOPEN) return deed_do(sim, deed);
    deed->rows = str_copy(sim->arena, deed->rows); /* the Work that holds it ends here */
    sim_shut(sim);
    (void)fflush(NULL);
    pid_t pid = fork();
    ensure(pid >= 0);
    if (pid == 0) child(sim, deed, calls);
    ensure(waitpid(pid, &status, 0) == pid);
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    if (code != 0 && code != CRASHED && code != REFUSED) _exit(1); /* the child has told */
    sim_open(sim);
    if (code == REFUSED) return false;
    Commit head;
    sim_must(sim, audit_latest(sim->w, &head), "head");
    if (code == CRASHED) sim->crashes++;
    bool there = head.n > sim->head.n;
    if (code == 0 && deed->kind == DEED_IMPORT && !there) return true; /* nothing new in it */
    if (code == 0 || there) return true;
    return deed_do(sim, deed);
}
