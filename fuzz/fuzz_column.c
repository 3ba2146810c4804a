/* Column files: whatever happens to the bytes of a file, reading it does no harm, and what is
 * believed is what was written. The input is a list of wounds: place (two bytes), change (one); or,
 * when it begins with '=', the whole file. */
#include "column/column.h"
#include "fuzz/fuzz.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char *const fuzz_words[] = {"=DUDICOL1", "\x01\x10\x01", "=", NULL};

enum { ROWS = 300 };

static void wound(const char *path, const uint8_t *data, size_t size)
{
    FILE *file = fopen(path, data[0] == '=' ? "wb" : "r+b");
    ensure(file);
    if (data[0] == '=') ensure(fwrite(data + 1, 1, size - 1, file) == size - 1);
    for (size_t i = 0; data[0] != '=' && i + 3 <= size; i += 3) {
        long at = (data[i] << 8 | data[i + 1]) % (3 * 4096);
        ensure(fseek(file, at, SEEK_SET) == 0);
        int byte = fgetc(file);
        ensure(fseek(file, at, SEEK_SET) == 0);
        ensure(fputc((byte == EOF ? 0 : byte) ^ data[i + 2], file) != EOF);
    }
    ensure(fclose(file) == 0);
}

static void look(Arena *arena, const char *path, const int32_t *days)
{
    ColumnFile read;
    if (!column_file_map(arena, path, &read) || !column_file_whole(&read)) return;
    ensure(read.count == 1 && read.parts[0].size == ROWS * sizeof *days);
    ensure(memcmp(read.parts[0].bytes, days, read.parts[0].size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    int32_t days[ROWS];
    Work *w = work_new();
    snprintf(path, sizeof path, "/tmp/fuzz-column-%d", (int)getpid());
    for (int i = 0; i < ROWS; i++)
        days[i] = i * 31;
    FilePart part = {days, sizeof days, 2 * sizeof days};
    ColumnFile file = {.parts = &part, .count = 1};
    ensure(column_file_write(w, path, &file));
    if (size) wound(path, data, size);
    look(w->arena, path, days);
    unlink(path);
    work_free(w);
    return 0;
}
