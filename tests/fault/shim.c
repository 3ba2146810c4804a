/* Makes the system fail under a program, and writes down what it asked of the disk. Loaded with
 * LD_PRELOAD; three switches in the environment:
 *
 *   FAULT=write:17:once   the 17th call of that kind fails; `on`: it and all that follow
 *   FAULT=space:4096:on   4096 bytes may be written, then the disk is full
 *   FAULT_COUNT=file      at the end: how many calls of each kind there were
 *   FAULT_RECORD=file     every change asked of the file system, for power.py (see struct Record)
 *
 * Kinds: memory, map, read, write, sync, open, rename, cut. Calls go on to the
 * kernel, those for memory to the C library by their inner names. The thread that counts is the
 * only one there is. Read fails() first. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef enum { MEMORY, MAP, READ, WRITE, SYNC, OPEN, RENAME, CUT, SPACE, KINDS } Kind;
static const char *const NAMES[KINDS] = {"memory", "map",    "read", "write", "sync",
                                         "open",   "rename", "cut",  "space"};
static const int ERRORS[KINDS] = {ENOMEM, ENOMEM, EIO, ENOSPC, EIO, EMFILE, EACCES, EIO, ENOSPC};

static struct {
    bool ready, onwards;
    Kind kind;
    long at, count[KINDS];
    int record; /* a file, or -1 */
} shim = {.kind = KINDS, .record = -1};

/* ---- switches ------------------------------------------------------------------------------- */

static void fault_read(const char *text)
{
    for (Kind k = 0; k < KINDS; k++) {
        size_t len = strlen(NAMES[k]);
        if (strncmp(text, NAMES[k], len) != 0 || text[len] != ':') continue;
        char *mode;
        shim.kind = k;
        shim.at = strtol(text + len + 1, &mode, 10);
        shim.onwards = strcmp(mode, ":on") == 0;
    }
}

__attribute__((constructor)) static void begin(void)
{
    const char *fault = getenv("FAULT"), *record = getenv("FAULT_RECORD");
    if (fault) fault_read(fault);
    if (record)
        shim.record = (int)syscall(SYS_openat, AT_FDCWD, record,
                                   O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    shim.ready = true;
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("FAULT_COUNT");
    shim.ready = false;
    FILE *file = path ? fopen(path, "w") : NULL;
    if (!file) return;
    for (Kind k = 0; k < KINDS; k++)
        fprintf(file, "%s %ld\n", NAMES[k], shim.count[k]);
    fclose(file);
}

static bool fails(Kind kind)
{
    if (!shim.ready) return false;
    long n = ++shim.count[kind];
    if (shim.kind != kind || n < shim.at || (n > shim.at && !shim.onwards)) return false;
    errno = ERRORS[kind];
    return true;
}

/* Whether the disk has no room for as many bytes more. */
static bool full(size_t bytes)
{
    if (shim.kind != SPACE) return false;
    shim.count[SPACE] += (long)bytes;
    if (shim.count[SPACE] <= shim.at) return false;
    errno = ENOSPC;
    return true;
}

/* ---- the record ----------------------------------------------------------------------------- */

typedef struct {
    int32_t op, fd; /* op: a letter, see below */
    int64_t offset;
    int64_t len, second; /* of the bytes that follow: a path or data, and a second path */
} Record;

static void put(const void *bytes, size_t len)
{
    while (len > 0) {
        long n = syscall(SYS_write, shim.record, bytes, len);
        if (n <= 0) _exit(99);
        bytes = (const char *)bytes + n;
        len -= (size_t)n;
    }
}

static void record(char op, int fd, int64_t offset, const void *bytes, size_t len)
{
    if (shim.record < 0 || !shim.ready) return;
    int kept = errno;
    Record r = {op, fd, offset, (int64_t)len, 0};
    put(&r, sizeof r);
    put(bytes, len);
    errno = kept;
}

static void record_paths(char op, const char *from, const char *to)
{
    if (shim.record < 0 || !shim.ready) return;
    int kept = errno;
    Record r = {op, -1, 0, (int64_t)strlen(from), (int64_t)strlen(to)};
    put(&r, sizeof r);
    put(from, strlen(from));
    put(to, strlen(to));
    errno = kept;
}

/* ---- memory --------------------------------------------------------------------------------- */

#ifndef SHIM_WITHOUT_MEMORY
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);

void *(malloc)(size_t bytes)
{
    return fails(MEMORY) ? NULL : __libc_malloc(bytes);
}

void *(calloc)(size_t count, size_t size)
{
    return fails(MEMORY) ? NULL : __libc_calloc(count, size);
}

void *(realloc)(void *old, size_t bytes)
{
    return fails(MEMORY) ? NULL : __libc_realloc(old, bytes);
}
#endif

static void *map(void *at, size_t bytes, const int how[3], off64_t offset)
{
    if (fails(MAP)) return MAP_FAILED;
    return (void *)syscall(SYS_mmap, at, bytes, how[0], how[1], how[2], offset);
}

void *mmap(void *at, size_t bytes, int protection, int flags, int fd, off_t offset)
{
    return map(at, bytes, (const int[]){protection, flags, fd}, offset);
}

void *mmap64(void *at, size_t bytes, int protection, int flags, int fd, off64_t offset)
{
    return map(at, bytes, (const int[]){protection, flags, fd}, offset);
}

/* ---- files ---------------------------------------------------------------------------------- */

ssize_t read(int fd, void *bytes, size_t len)
{
    return fails(READ) ? -1 : syscall(SYS_read, fd, bytes, len);
}

ssize_t pread64(int fd, void *bytes, size_t len, off64_t offset)
{
    return fails(READ) ? -1 : syscall(SYS_pread64, fd, bytes, len, offset);
}

ssize_t write(int fd, const void *bytes, size_t len)
{
    if (fd > 2 && (fails(WRITE) || full(len))) return -1;
    if (fd > 2) record('w', fd, lseek64(fd, 0, SEEK_CUR), bytes, len);
    return syscall(SYS_write, fd, bytes, len);
}

ssize_t pwrite64(int fd, const void *bytes, size_t len, off64_t offset)
{
    if (fails(WRITE) || full(len)) return -1;
    record('w', fd, offset, bytes, len);
    return syscall(SYS_pwrite64, fd, bytes, len, offset);
}

int fsync(int fd)
{
    if (fails(SYNC)) return -1;
    int result = (int)syscall(SYS_fsync, fd);
    if (result == 0) record('s', fd, 0, "", 0);
    return result;
}

int fdatasync(int fd)
{
    if (fails(SYNC)) return -1;
    int result = (int)syscall(SYS_fdatasync, fd);
    if (result == 0) record('s', fd, 0, "", 0);
    return result;
}

int ftruncate64(int fd, off64_t len)
{
    if (fails(CUT)) return -1;
    record('t', fd, len, "", 0);
    return (int)syscall(SYS_ftruncate, fd, len);
}

static int open_for(const char *path, int flags, va_list list)
{
    int mode = flags & O_CREAT ? va_arg(list, int) : 0;
    if (fails(OPEN)) return -1;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    if (fd >= 0) record('o', fd, flags, path, strlen(path));
    return fd;
}

int open64(const char *path, int flags, ...)
{
    va_list list;
    va_start(list, flags);
    int fd = open_for(path, flags, list);
    va_end(list);
    return fd;
}

int open(const char *path, int flags, ...)
{
    va_list list;
    va_start(list, flags);
    int fd = open_for(path, flags, list);
    va_end(list);
    return fd;
}

int close(int fd)
{
    record('c', fd, 0, "", 0);
    return (int)syscall(SYS_close, fd);
}

int rename(const char *from, const char *to)
{
    if (fails(RENAME)) return -1;
    int result = (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
    if (result == 0) record_paths('r', from, to);
    return result;
}

int unlink(const char *path)
{
    int result = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    if (result == 0) record('u', -1, 0, path, strlen(path));
    return result;
}
