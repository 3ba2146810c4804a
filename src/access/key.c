/* The key file. It is made once, whole or not at all (written aside, synced, then linked into
 * place, so that of two processes one wins and the other reads), and a store that has sealed
 * anything refuses to go on without it: a new key would make every sealed number unreadable and
 * every person a stranger. */
#include "access/key.h"
#include "access/words.def"
#include "db/db.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_ID STR("key_id")

static bool key_random(Work *w, uint8_t key[KEY_BYTES])
{
    if (getrandom(key, KEY_BYTES, 0) == KEY_BYTES) return true;
    return fail(w, ERR_STORE, "getrandom: %s", strerror(errno));
}

static const char *key_path(Work *w)
{
    return format(w->arena, "%s.key", store_path(w->store)).ptr;
}

static bool store_is_a_file(Work *w)
{
    const char *path = store_path(w->store);
    return path[0] != '\0' && path[0] != ':';
}

/* ---- reading -------------------------------------------------------------------------------- */

static bool key_read_open(Work *w, int fd, const char *path, uint8_t key[KEY_BYTES])
{
    struct stat file;
    uint8_t more;
    if (fstat(fd, &file) != 0) return refuse_file(w, path, errno);
    if (file.st_mode & 077) return refuse(w, ERR_DENIED, SAY_KEY_OPEN, path);
    if (read(fd, key, KEY_BYTES) == KEY_BYTES && read(fd, &more, 1) == 0) return true;
    return fail(w, ERR_CORRUPT, "%s: a key is %d bytes", path, KEY_BYTES);
}

/* *found is false when there is no such file. */
static bool key_read(Work *w, const char *path, uint8_t key[KEY_BYTES], bool *found)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    *found = fd >= 0;
    if (fd < 0) return errno == ENOENT ? true : refuse_file(w, path, errno);
    bool done = key_read_open(w, fd, path, key);
    close(fd);
    return done;
}

/* ---- making --------------------------------------------------------------------------------- */

static bool key_write_aside(Work *w, const char *aside, const uint8_t key[KEY_BYTES])
{
    int fd = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return refuse_file(w, aside, errno);
    bool done = write(fd, key, KEY_BYTES) == KEY_BYTES && fsync(fd) == 0;
    int why = errno;
    close(fd);
    return done ? true : refuse_file(w, aside, why);
}

static bool key_make(Work *w, const char *path, uint8_t key[KEY_BYTES])
{
    bool found;
    const char *aside = format(w->arena, "%s.%ld", path, (long)getpid()).ptr;
    TRY(key_random(w, key));
    unlink(aside);
    TRY(key_write_aside(w, aside, key));
    bool linked = link(aside, path) == 0;
    int why = errno;
    unlink(aside);
    if (linked) return folder_sync(w->arena, path) ? true : refuse_file(w, path, errno);
    if (why == EEXIST) return key_read(w, path, key, &found); /* another process was quicker */
    return refuse_file(w, path, why);
}

/* ---- both ----------------------------------------------------------------------------------- */

bool key_load(Work *w, uint8_t key[KEY_BYTES])
{
    bool found;
    Str sealed_with;
    if (!store_is_a_file(w)) return key_random(w, key);
    const char *path = key_path(w);
    TRY(key_read(w, path, key, &found));
    if (found) return true;
    if (store_get(w, KEY_ID, &sealed_with)) return refuse(w, ERR_FILE, SAY_KEY_LOST, path);
    TRY(w->error.code == ERR_NONE);
    return key_make(w, path, key);
}

bool key_confirm(Work *w, Str id)
{
    Str sealed_with;
    if (store_get(w, KEY_ID, &sealed_with))
        return str_equal(sealed_with, id) ? true
                                          : refuse(w, ERR_CORRUPT, SAY_KEY_OTHER, key_path(w));
    TRY(w->error.code == ERR_NONE);
    return store_set(w, KEY_ID, id);
}
