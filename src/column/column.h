/* column: typed columns of facts, the shape in which the law is computed.
 *
 * A Column is an array of one type with an optional mask of unknown rows. A Groups says which rows
 * of a member table belong to which row of its owner table (compressed row starts).
 *
 *     Column c = column_new(arena, COLUMN_INT32, rows);
 *     column_int32(&c)[i] = birth.days;
 *     column_set_unknown(&c, arena, j);
 *
 * Memory belongs to the arena that made the column; views made by column_slice borrow. */
#ifndef COLUMN_H
#define COLUMN_H

#include "base/base.h"

typedef enum {
    COLUMN_TRUTH,  /* uint8_t: NO, UNKNOWN, YES */
    COLUMN_CHOICE, /* uint8_t: 0 = none, 1.. */
    COLUMN_INT32,  /* dates (days), months, divisions (order number) */
    COLUMN_INT64   /* numbers with a static scale */
} ColumnType;

/* Kleene's three values; AND is min, OR is max, NOT is 2 - x. */
typedef enum { NO = 0, UNKNOWN = 1, YES = 2 } Truth;

typedef struct {
    ColumnType type;
    size_t rows;
    void *values;
    uint8_t *unknown; /* 1 = unknown; NULL: all known. TRUTH columns carry it in the value */
} Column;

size_t column_width(ColumnType type);
Column column_new(Arena *arena, ColumnType type, size_t rows); /* zeroed, all known */
Column column_slice(const Column *c, size_t start, size_t rows);
void column_set_unknown(Column *c, Arena *arena, size_t row);
void column_all_unknown(Column *c, Arena *arena);
bool column_is_unknown(const Column *c, size_t row);
uint8_t *column_bytes(Column *c);
int32_t *column_int32(Column *c);
int64_t *column_int64(Column *c);
int64_t column_get(const Column *c, size_t row); /* widened */
/* Row i of `to` becomes row[i] of `from`, a column of the same type. */
void column_gather(Column *to, const Column *from, const uint32_t *row, Arena *arena);

/* Rows start[i] .. start[i+1]-1 of the member table belong to owner i. */
typedef struct {
    size_t owners;
    const uint32_t *start; /* owners + 1 entries */
} Groups;
size_t groups_members(const Groups *g);
size_t groups_largest(const Groups *g);

/* ---- column files -------------------------------------------------------------------------- */

/* Arrays kept in a file. A file says of what it is (digests that its maker compares) and carries a
 * checksum of every part; it replaces the one before it as a whole, so that a crash leaves the old
 * one or none. Files are a convenience, never the truth: what does not fit is made anew. */
typedef struct {
    uint8_t of[64];    /* of what: two digests */
    int64_t number[6]; /* what the maker wants to remember */
} FileStamp;
typedef struct {
    void *bytes;
    size_t size; /* kept in the file */
    size_t room; /* at least size: mapped, zero beyond it, for what is appended in memory */
} FilePart;
typedef struct {
    FileStamp stamp;
    FilePart *parts;
    size_t count;
    uint64_t *checksums; /* of a mapped file */
} ColumnFile;
/* Writes a new file and puts it in the place of `path` when it is safe on disk. Another process
 * that is writing the same file is let go first: then nothing is written, which is no failure. */
bool column_file_write(Work *w, const char *path, const ColumnFile *file);
/* Maps a file until the arena is freed; writing to the parts changes nothing on disk. False when
 * there is none, or it is none of ours, or too short: there is nothing to be said about that. */
bool column_file_map(Arena *arena, const char *path, ColumnFile *out);
/* Whether every part is as it was written (reads all of it, about a tenth of a second a GB). */
bool column_file_whole(const ColumnFile *file);

#endif
