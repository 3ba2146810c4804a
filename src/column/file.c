/* Column files: a head of whole pages, then each part on pages of its own.
 *
 *     0     magic, version, parts, size of the file, stamp, checksum of the head
 *     144   for each part: offset, size, room, checksum
 *     …     part 0, part 1, …        holes where a part has more room than bytes
 *
 * Written beside its place under a lock, synced, then renamed. Mapped privately, so that rows can
 * be appended in memory while the file stays as it is. Numbers lie as this machine writes them: a
 * file from another kind of machine has a foreign magic and is made anew.
 *
 * Reading order: column_file_write, column_file_map, checksum. */
#include "column/column.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC 0x314c4f4349445544ull /* "DUDICOL1" on a little endian machine */
enum { VERSION = 1, PAGE = 4096, PARTS_MOST = 1000 };

typedef struct {
    uint64_t offset, size, room, checksum;
} PartHead;
typedef struct {
    uint64_t magic;
    uint32_t version, parts;
    uint64_t file_size;
    FileStamp stamp;
    uint64_t checksum; /* of the head with this as zero, and of the part heads */
} Head;

/* ---- checksum ----------------------------------------------------------------------------- */

static uint64_t turn(uint64_t x, int bits)
{
    return x << bits | x >> (64 - bits);
}

/* Every step can be undone when the word is known, so any one changed word changes the result. */
static uint64_t mix(uint64_t sum, uint64_t word)
{
    return turn(sum ^ word, 29) * 0x9e3779b97f4a7c15ull;
}

/* Four sums side by side, because a multiplication waits for the one before it. */
static uint64_t checksum(const void *bytes, size_t size)
{
    const char *at = bytes;
    uint64_t sum[4] = {size, 1, 2, 3}, word[4];
    size_t left = size;
    for (; left >= sizeof word; left -= sizeof word, at += sizeof word) {
        memcpy(word, at, sizeof word);
        for (int i = 0; i < 4; i++)
            sum[i] = mix(sum[i], word[i]);
    }
    memset(word, 0, sizeof word);
    if (left) memcpy(word, at, left);
    for (int i = 0; i < 4; i++)
        sum[0] = mix(sum[0], mix(sum[i], word[i]));
    return sum[0];
}

static uint64_t head_checksum(const Head *head, const PartHead *parts)
{
    Head plain = *head;
    plain.checksum = 0;
    return mix(checksum(&plain, sizeof plain), checksum(parts, head->parts * sizeof *parts));
}

/* ---- writing ------------------------------------------------------------------------------ */

static uint64_t whole_pages(uint64_t bytes)
{
    return (bytes + PAGE - 1) / PAGE * PAGE;
}

static Head head_of(const ColumnFile *file, PartHead *parts)
{
    Head head = {
        .magic = MAGIC, .version = VERSION, .parts = (uint32_t)file->count, .stamp = file->stamp};
    uint64_t at = whole_pages(sizeof head + file->count * sizeof *parts);
    for (size_t i = 0; i < file->count; i++) {
        const FilePart *p = &file->parts[i];
        ensure(p->room >= p->size);
        parts[i] = (PartHead){at, p->size, p->room, checksum(p->bytes, p->size)};
        at += whole_pages(p->room);
    }
    head.file_size = at;
    head.checksum = head_checksum(&head, parts);
    return head;
}

static bool write_at(int fd, const void *bytes, size_t size, uint64_t offset)
{
    const char *at = bytes;
    while (size) {
        ssize_t done = pwrite(fd, at, size, (off_t)offset);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return false;
        at += done;
        offset += (uint64_t)done;
        size -= (size_t)done;
    }
    return true;
}

static bool write_all(int fd, const ColumnFile *file, PartHead *parts)
{
    Head head = head_of(file, parts);
    if (ftruncate(fd, 0) != 0 || ftruncate(fd, (off_t)head.file_size) != 0) return false;
    for (size_t i = 0; i < file->count; i++)
        TRY(write_at(fd, file->parts[i].bytes, parts[i].size, parts[i].offset));
    TRY(write_at(fd, parts, file->count * sizeof *parts, sizeof head));
    return write_at(fd, &head, sizeof head, 0) && fsync(fd) == 0;
}

/* Whether the file that was opened still stands at its path: another may just have renamed it. */
static bool still_at(int fd, const char *path)
{
    struct stat opened, standing;
    return fstat(fd, &opened) == 0 && stat(path, &standing) == 0 &&
           opened.st_ino == standing.st_ino && opened.st_dev == standing.st_dev;
}

bool column_file_write(Work *w, const char *path, const ColumnFile *file)
{
    const char *fresh = format(w->arena, "%s.new", path).ptr;
    int fd = open(fresh, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return refuse_file(w, fresh, errno);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0 || !still_at(fd, fresh)) {
        close(fd);
        return true;
    }
    PartHead *parts = NEW_ARRAY(w->arena, PartHead, file->count + 1);
    bool written = write_all(fd, file, parts) && rename(fresh, path) == 0;
    int problem = errno;
    if (!written) unlink(fresh);
    close(fd);
    if (!written) return refuse_file(w, fresh, problem);
    return folder_sync(w->arena, path) ? true : refuse_file(w, path, errno);
}

/* ---- mapping ------------------------------------------------------------------------------ */

typedef struct {
    void *bytes;
    size_t size;
} Mapping;

static void mapping_end(void *argument)
{
    Mapping *m = argument;
    munmap(m->bytes, m->size);
}

static Mapping *mapping_of(Arena *arena, int fd)
{
    struct stat info;
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size < (off_t)sizeof(Head))
        return NULL;
    size_t size = (size_t)info.st_size;
    void *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED) return NULL;
    Mapping *m = NEW(arena, Mapping);
    *m = (Mapping){bytes, size};
    arena_on_free(arena, mapping_end, m);
    return m;
}

static bool part_fits(const PartHead *p, uint64_t file_size)
{
    return p->offset % PAGE == 0 && p->offset <= file_size && p->room <= file_size - p->offset &&
           p->size <= p->room;
}

/* The heads of the parts, or NULL when the head does not tell the truth about this file. */
static const PartHead *head_check(const Mapping *m)
{
    const Head *head = m->bytes;
    const PartHead *parts = (const PartHead *)(head + 1);
    if (head->magic != MAGIC || head->version != VERSION || head->file_size != m->size) return NULL;
    if (head->parts > PARTS_MOST || sizeof *head + head->parts * sizeof *parts > m->size)
        return NULL;
    if (head->checksum != head_checksum(head, parts)) return NULL;
    for (uint32_t i = 0; i < head->parts; i++)
        if (!part_fits(&parts[i], head->file_size)) return NULL;
    return parts;
}

bool column_file_map(Arena *arena, const char *path, ColumnFile *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    Mapping *m = mapping_of(arena, fd);
    close(fd);
    const PartHead *parts = m ? head_check(m) : NULL;
    if (!parts) return false;
    const Head *head = m->bytes;
    *out = (ColumnFile){.stamp = head->stamp,
                        .parts = NEW_ARRAY(arena, FilePart, head->parts + 1u),
                        .count = head->parts,
                        .checksums = NEW_ARRAY(arena, uint64_t, head->parts + 1u)};
    for (uint32_t i = 0; i < head->parts; i++) {
        char *bytes = (char *)m->bytes + parts[i].offset;
        out->parts[i] = (FilePart){bytes, parts[i].size, parts[i].room};
        out->checksums[i] = parts[i].checksum;
    }
    return true;
}

bool column_file_whole(const ColumnFile *file)
{
    for (size_t i = 0; i < file->count; i++)
        if (checksum(file->parts[i].bytes, file->parts[i].size) != file->checksums[i]) return false;
    return true;
}
