/* What the system says and does for files.
 *
 * What the system's errors mean, said in Chinese with what to do; the words stand in system.def. A
 * number that is not in the table is given as a number: it helps whoever looks into it, and the
 * sentence around it (whose file, what was being done) helps the clerk. */
#include "base/base.h"
#include "base/words.def"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    int error;
    const char *sentence;
} Reason;

#define REASON(error, sentence) {error, sentence},
static const Reason REASONS[] = {
#include "base/system.def"
};
#undef REASON

const char *system_reason(Arena *arena, int error)
{
    for (size_t i = 0; i < COUNT_OF(REASONS); i++)
        if (REASONS[i].error == error) return REASONS[i].sentence;
    return format(arena, SAY_SYSTEM_ERROR, error).ptr;
}

bool refuse_file(Work *w, const char *path, int error)
{
    return refuse(w, ERR_FILE, SAY_FILE_FAILED, path, system_reason(w->arena, error));
}

bool folder_sync(Arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    Str folder = slash ? (Str){path, (size_t)(slash - path) + 1} : STR(".");
    int fd = open(str_z(arena, folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return false;
    bool synced = fsync(fd) == 0 || errno == EINVAL; /* some file systems cannot sync folders */
    int why = errno;
    (void)close(fd);
    errno = why;
    return synced;
}
