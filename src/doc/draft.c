/* Drafts: write beside, sync the bytes, rename, sync the folder's entry. A crash at any point
 * leaves the old file whole; a draft that is given up is removed by its arena. */
#include "doc/draft.h"
#include "doc/words.def"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool draft_fail(Draft *d)
{
    return refuse(d->w, ERR_FILE, SAY_FILE_WRITE, STR_ARG(str_of(d->path)),
                  system_reason(d->w->arena, errno));
}

static void draft_drop(void *argument)
{
    Draft *d = argument;
    if (d->fd >= 0) (void)close(d->fd);
    if (!d->placed) (void)unlink(d->beside);
}

bool draft_open(Work *w, Arena *arena, const char *path, Draft **out)
{
    Draft *d = NEW(arena, Draft);
    *d = (Draft){.w = w, .path = str_z(arena, str_of(path)), .fd = -1};
    d->beside = str_z(arena, format(arena, "%s.%ld.part", path, (long)getpid()));
    d->fd = open(d->beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (d->fd < 0) return draft_fail(d);
    arena_on_free(arena, draft_drop, d);
    *out = d;
    return true;
}

bool draft_write(Draft *d, Str bytes)
{
    while (bytes.len > 0) {
        ssize_t n = write(d->fd, bytes.ptr, bytes.len);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return draft_fail(d);
        bytes = str_from(bytes, (size_t)n);
    }
    return true;
}

bool draft_place(Draft *d)
{
    if (fsync(d->fd) != 0) return draft_fail(d);
    int fd = d->fd;
    d->fd = -1;
    if (close(fd) != 0 || rename(d->beside, d->path) != 0) return draft_fail(d);
    d->placed = true;
    return folder_sync(d->w->arena, d->path) ? true : draft_fail(d);
}
