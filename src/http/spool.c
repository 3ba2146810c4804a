/* Bodies as they come in: small ones stay in memory, larger ones go to a file that has no name, so
 * that nothing is left of it when the request ends or the process dies. At the end the file is
 * mapped: a handler sees one text either way, and an upload takes no memory of its own. */
#include "http/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static void spool_release(void *argument)
{
    Spool *spool = argument;
    if (spool->map) (void)munmap(spool->map, (size_t)spool->size);
    if (spool->fd >= 0) (void)close(spool->fd);
    spool->map = NULL;
    spool->fd = -1;
}

void spool_begin(Spool *spool, Arena *arena, const char *folder)
{
    *spool = (Spool){.arena = arena, .folder = folder, .memory = buf_new(arena), .fd = -1};
}

static const char *spool_folder(const Spool *spool)
{
    const char *folder = spool->folder ? spool->folder : getenv("TMPDIR");
    return folder && *folder ? folder : "/var/tmp";
}

/* Some file systems know no O_TMPFILE; there the name lives for a moment. */
static bool file_open(Spool *spool)
{
    const char *folder = spool_folder(spool);
    spool->fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (spool->fd < 0) {
        Str path = format(spool->arena, "%s/doudi-XXXXXX", folder);
        char *name = (char *)(uintptr_t)str_z(spool->arena, path);
        spool->fd = mkostemp(name, O_CLOEXEC);
        if (spool->fd < 0) return false;
        (void)unlink(name);
    }
    arena_on_free(spool->arena, spool_release, spool);
    return true;
}

static bool file_add(Spool *spool, Str data)
{
    while (data.len > 0) {
        ssize_t n = write(spool->fd, data.ptr, data.len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        data = str_from(data, (size_t)n);
    }
    return true;
}

bool spool_add(Spool *spool, Str data)
{
    spool->size += (int64_t)data.len;
    if (spool->fd < 0 && spool->size <= SPOOL_BYTES) {
        buf_add(&spool->memory, data);
        return true;
    }
    if (spool->fd < 0 && (!file_open(spool) || !file_add(spool, buf_str(&spool->memory))))
        return false;
    return file_add(spool, data);
}

bool spool_end(Spool *spool, Str *whole)
{
    *whole = buf_str(&spool->memory);
    if (spool->fd < 0) return true;
    void *map = mmap(NULL, (size_t)spool->size, PROT_READ, MAP_PRIVATE, spool->fd, 0);
    if (map == MAP_FAILED) return false;
    spool->map = map;
    *whole = (Str){map, (size_t)spool->size};
    return true;
}
