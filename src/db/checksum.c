/* A checksum in every page of a store. SQLite leaves eight bytes at the end of each page to us; a
 * layer between SQLite and the file (what it calls a VFS) fills them when a page is written and
 * compares them when it is read. A flipped byte, a page of another place or of half a write is then
 * an error (SQLITE_IOERR_DATA) when it is read: nothing is computed, decided or paid from it.
 *
 * Only the main file goes through the layer. The write-ahead log has SQLite's own checksums, which
 * are proved when a store is opened after a crash. A file without room for checksums (made before
 * they came) is read and written as it is.
 *
 * Read page_checksum, then file_read and file_write; the rest hands calls through. */
#include "db/checksum.h"

#include <endian.h>
#include <string.h>

enum {
    PAGE_BYTES = 4096,
    SUM_BYTES = CHECKSUM_BYTES,
    LANES = 4,
    PAGE_SIZE_AT = 16,
    RESERVE_AT = 20
};

/* A file of ours: what SQLite sees, then what stands behind it. */
typedef struct {
    sqlite3_file base;
    bool summed; /* its pages carry checksums */
    sqlite3_file *real;
} SummedFile;

/* ---- the sum -------------------------------------------------------------------------------- */

static uint64_t word_at(const uint8_t *page, size_t word)
{
    uint64_t n;
    memcpy(&n, page + word * sizeof n, sizeof n);
    return le64toh(n);
}

/* Each step is reversible, so that a change within one word can never cancel out. The page's number
 * goes in: a page that landed in another's place is damage too. */
static uint64_t page_checksum(const uint8_t *page, uint64_t number)
{
    static const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
    uint64_t lane[LANES] = {number, ~number, number * odd, 1};
    size_t words = (PAGE_BYTES - SUM_BYTES) / sizeof(uint64_t), word = 0;
    for (; word + LANES <= words; word += LANES)
        for (size_t i = 0; i < LANES; i++) {
            lane[i] = (lane[i] ^ word_at(page, word + i)) * odd;
            lane[i] ^= lane[i] >> 29;
        }
    for (size_t i = 0; word < words; word++, i++)
        lane[i] = (lane[i] ^ word_at(page, word)) * odd;
    uint64_t sum = 0;
    for (size_t i = 0; i < LANES; i++) {
        sum = (sum ^ lane[i]) * odd;
        sum ^= sum >> 32;
    }
    return sum;
}

static bool is_page(const void *bytes, int amount, sqlite3_int64 offset)
{
    return bytes && amount == PAGE_BYTES && offset % PAGE_BYTES == 0;
}

static uint64_t page_number(sqlite3_int64 offset)
{
    return (uint64_t)offset / PAGE_BYTES + 1;
}

static bool page_is_whole(const uint8_t *page, sqlite3_int64 offset)
{
    uint64_t stored;
    memcpy(&stored, page + PAGE_BYTES - SUM_BYTES, sizeof stored);
    return le64toh(stored) == page_checksum(page, page_number(offset));
}

/* The head of the file says whether its pages have room for a sum. */
static void learn(SummedFile *f, const uint8_t *bytes, int amount, sqlite3_int64 offset)
{
    static const char magic[] = "SQLite format 3";
    if (offset != 0 || amount <= RESERVE_AT || memcmp(bytes, magic, sizeof magic) != 0) return;
    int size = bytes[PAGE_SIZE_AT] << 8 | bytes[PAGE_SIZE_AT + 1];
    f->summed = size == PAGE_BYTES && bytes[RESERVE_AT] == SUM_BYTES;
}

/* ---- reading and writing -------------------------------------------------------------------- */

static SummedFile *of(sqlite3_file *file)
{
    return (SummedFile *)(void *)file;
}

static int file_read(sqlite3_file *file, void *bytes, int amount, sqlite3_int64 offset)
{
    SummedFile *f = of(file);
    int code = f->real->pMethods->xRead(f->real, bytes, amount, offset);
    if (code != SQLITE_OK) return code;
    learn(f, bytes, amount, offset);
    if (!f->summed || !is_page(bytes, amount, offset)) return SQLITE_OK;
    return page_is_whole(bytes, offset) ? SQLITE_OK : SQLITE_IOERR_DATA;
}

static int file_write(sqlite3_file *file, const void *bytes, int amount, sqlite3_int64 offset)
{
    SummedFile *f = of(file);
    uint8_t page[PAGE_BYTES];
    learn(f, bytes, amount, offset);
    if (f->summed && is_page(bytes, amount, offset)) {
        memcpy(page, bytes, PAGE_BYTES);
        uint64_t sum = htole64(page_checksum(page, page_number(offset)));
        memcpy(page + PAGE_BYTES - SUM_BYTES, &sum, sizeof sum);
        bytes = page;
    }
    return f->real->pMethods->xWrite(f->real, bytes, amount, offset);
}

static int file_control(sqlite3_file *file, int op, void *argument)
{
    SummedFile *f = of(file);
    if (op == CHECKSUM_ALWAYS) f->summed = true;
    if (op == CHECKSUM_ALWAYS) return SQLITE_OK;
    return f->real->pMethods->xFileControl(f->real, op, argument);
}

/* ---- handed through ------------------------------------------------------------------------- */

static int file_close(sqlite3_file *file)
{
    return of(file)->real->pMethods->xClose(of(file)->real);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return of(file)->real->pMethods->xTruncate(of(file)->real, size);
}

static int file_sync(sqlite3_file *file, int flags)
{
    return of(file)->real->pMethods->xSync(of(file)->real, flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return of(file)->real->pMethods->xFileSize(of(file)->real, size);
}

static int file_lock(sqlite3_file *file, int level)
{
    return of(file)->real->pMethods->xLock(of(file)->real, level);
}

static int file_unlock(sqlite3_file *file, int level)
{
    return of(file)->real->pMethods->xUnlock(of(file)->real, level);
}

static int file_reserved(sqlite3_file *file, int *out)
{
    return of(file)->real->pMethods->xCheckReservedLock(of(file)->real, out);
}

static int file_sector(sqlite3_file *file)
{
    return of(file)->real->pMethods->xSectorSize(of(file)->real);
}

static int file_traits(sqlite3_file *file)
{
    return of(file)->real->pMethods->xDeviceCharacteristics(of(file)->real);
}

static int shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
    return of(file)->real->pMethods->xShmMap(of(file)->real, page, size, extend, out);
}

static int shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    return of(file)->real->pMethods->xShmLock(of(file)->real, offset, n, flags);
}

static void shm_barrier(sqlite3_file *file)
{
    of(file)->real->pMethods->xShmBarrier(of(file)->real);
}

static int shm_unmap(sqlite3_file *file, int remove)
{
    return of(file)->real->pMethods->xShmUnmap(of(file)->real, remove);
}

/* Version 2: without memory maps, which would go around the layer. */
static const sqlite3_io_methods METHODS = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_traits,
    .xShmMap = shm_map,
    .xShmLock = shm_lock,
    .xShmBarrier = shm_barrier,
    .xShmUnmap = shm_unmap,
};

/* ---- the layer ------------------------------------------------------------------------------ */

static int layer_open(sqlite3_vfs *layer, sqlite3_filename name, sqlite3_file *file, int flags,
                      int *out)
{
    sqlite3_vfs *below = layer->pAppData;
    if (!(flags & SQLITE_OPEN_MAIN_DB)) return below->xOpen(below, name, file, flags, out);
    SummedFile *f = of(file);
    *f = (SummedFile){.real = (sqlite3_file *)(void *)(f + 1)};
    int code = below->xOpen(below, name, f->real, flags, out);
    if (code == SQLITE_OK) f->base.pMethods = &METHODS;
    return code;
}

/* Registered once for the process; SQLite keeps it in its list. */
const char *checksum_layer(void)
{
    static const char name[] = "doudi";
    if (sqlite3_vfs_find(name)) return name;
    sqlite3_vfs *below = sqlite3_vfs_find(NULL);
    sqlite3_vfs *layer = sqlite3_malloc(sizeof *layer);
    if (!layer) memory_exhausted();
    *layer = *below;
    layer->pNext = NULL;
    layer->szOsFile = (int)sizeof(SummedFile) + below->szOsFile;
    layer->zName = name;
    layer->pAppData = below;
    layer->xOpen = layer_open;
    sqlite3_vfs_register(layer, 0);
    return name;
}

/* ---- a store's pages ------------------------------------------------------------------------ */

bool checksum_reserve(sqlite3 *handle)
{
    int reserve = SUM_BYTES;
    return sqlite3_file_control(handle, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve) == SQLITE_OK;
}

bool checksum_is_kept(sqlite3 *handle)
{
    int reserve = -1;
    sqlite3_file_control(handle, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve);
    return reserve == SUM_BYTES;
}
