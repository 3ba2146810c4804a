/* Column files: what is written is read; hostile bytes are not believed and do no harm. */
#include "base/test.h"
#include "column/column.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROWS = 1000, PARTS = 3 };

typedef struct {
    Work *w;
    char folder[32];
    const char *path;
    int32_t days[ROWS];
    uint8_t masks[ROWS];
    ColumnFile file;
} World;

static void world_open(World *t)
{
    static const char folder[] = "/tmp/doudi-column-XXXXXX";
    *t = (World){.w = work_new()};
    memcpy(t->folder, folder, sizeof folder);
    assert_non_null(mkdtemp(t->folder));
    t->path = format(t->w->arena, "%s/facts", t->folder).ptr;
    for (int i = 0; i < ROWS; i++) {
        t->days[i] = i * i;
        t->masks[i] = i % 3 == 0;
    }
    t->file.stamp.of[0] = 7;
    t->file.stamp.number[5] = -1;
    t->file.parts = NEW_ARRAY(t->w->arena, FilePart, PARTS);
    t->file.parts[0] = (FilePart){t->days, sizeof t->days, 3 * sizeof t->days};
    t->file.parts[1] = (FilePart){t->masks, sizeof t->masks, sizeof t->masks};
    t->file.parts[2] = (FilePart){NULL, 0, 100};
    t->file.count = PARTS;
}

static void world_close(World *t)
{
    remove(t->path);
    assert_int_equal(rmdir(t->folder), 0); /* nothing else was left there */
    work_free(t->w);
}

static size_t file_size(const World *t)
{
    struct stat info;
    assert_int_equal(stat(t->path, &info), 0);
    return (size_t)info.st_size;
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    World t;
    ColumnFile read;
    world_open(&t);
    assert_false(column_file_map(t.w->arena, t.path, &read));
    assert_true(column_file_write(t.w, t.path, &t.file));
    assert_true(column_file_map(t.w->arena, t.path, &read));
    assert_true(column_file_whole(&read));
    assert_int_equal(read.count, PARTS);
    assert_memory_equal(&read.stamp, &t.file.stamp, sizeof read.stamp);
    assert_memory_equal(read.parts[0].bytes, t.days, sizeof t.days);
    assert_memory_equal(read.parts[1].bytes, t.masks, sizeof t.masks);
    assert_int_equal(read.parts[2].size, 0);
    world_close(&t);
}

/* Rows are appended in memory: the file stays as it was, and the next reader sees none of them. */
static void what_is_appended_stays_in_memory(void **state)
{
    (void)state;
    World t;
    ColumnFile one, two;
    world_open(&t);
    assert_true(column_file_write(t.w, t.path, &t.file));
    assert_true(column_file_map(t.w->arena, t.path, &one));
    char *behind = (char *)one.parts[0].bytes + one.parts[0].size;
    for (size_t i = one.parts[0].size; i < one.parts[0].room; i++)
        assert_int_equal(behind[i - one.parts[0].size], 0);
    memset(behind, 1, one.parts[0].room - one.parts[0].size);
    assert_true(column_file_whole(&one));
    ((int32_t *)one.parts[0].bytes)[3] = -9;
    assert_false(column_file_whole(&one));
    assert_true(column_file_map(t.w->arena, t.path, &two));
    assert_true(column_file_whole(&two));
    world_close(&t);
}

static void a_file_is_replaced_as_a_whole(void **state)
{
    (void)state;
    World t;
    ColumnFile before, after;
    world_open(&t);
    assert_true(column_file_write(t.w, t.path, &t.file));
    assert_true(column_file_map(t.w->arena, t.path, &before));
    t.days[0] = 77;
    assert_true(column_file_write(t.w, t.path, &t.file));
    assert_true(column_file_map(t.w->arena, t.path, &after));
    assert_true(column_file_whole(&before) && column_file_whole(&after));
    assert_int_equal(*(int32_t *)before.parts[0].bytes, 0);
    assert_int_equal(*(int32_t *)after.parts[0].bytes, 77);
    world_close(&t);
}

/* A writer that was killed leaves a piece beside the file; the next one writes over it. */
static void a_piece_left_behind_does_no_harm(void **state)
{
    (void)state;
    World t;
    ColumnFile read;
    world_open(&t);
    FILE *piece = fopen(format(t.w->arena, "%s.new", t.path).ptr, "wb");
    assert_non_null(piece);
    assert_int_equal(fputs("half of a file", piece) < 0, 0);
    assert_int_equal(fclose(piece), 0);
    assert_false(column_file_map(t.w->arena, t.path, &read));
    assert_true(column_file_write(t.w, t.path, &t.file));
    assert_true(column_file_map(t.w->arena, t.path, &read));
    assert_true(column_file_whole(&read));
    world_close(&t);
}

static void a_folder_that_is_not_there_is_a_failure(void **state)
{
    (void)state;
    World t;
    world_open(&t);
    assert_false(column_file_write(t.w, "/tmp/doudi-column-no/such/folder", &t.file));
    assert_int_equal(t.w->error.code, ERR_FILE);
    world_close(&t);
}

static void put_byte(const World *t, size_t at, int change)
{
    FILE *file = fopen(t->path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, (long)at, SEEK_SET), 0);
    int byte = fgetc(file);
    assert_int_equal(fseek(file, (long)at, SEEK_SET), 0);
    assert_int_equal(fputc(byte ^ change, file), byte ^ change);
    assert_int_equal(fclose(file), 0);
}

static bool believed(const World *t)
{
    Arena *arena = arena_new();
    ColumnFile read;
    bool yes = column_file_map(arena, t->path, &read) && column_file_whole(&read);
    arena_free(arena);
    return yes;
}

/* Every byte of the head and of the parts; bytes between them are nobody's. */
static void a_flipped_bit_is_found(void **state)
{
    (void)state;
    World t;
    world_open(&t);
    assert_true(column_file_write(t.w, t.path, &t.file));
    const size_t head = 64 + 48 + 32 + PARTS * 32, page = 4096;
    for (size_t at = 0; at < head; at++) {
        put_byte(&t, at, 1 << at % 8);
        assert_false(believed(&t));
        put_byte(&t, at, 1 << at % 8);
    }
    for (size_t at = 0; at < sizeof t.days; at += 13) {
        put_byte(&t, page + at, 1 << at % 8);
        assert_false(believed(&t));
        put_byte(&t, page + at, 1 << at % 8);
    }
    assert_true(believed(&t));
    world_close(&t);
}

static void a_file_of_another_length_is_not_believed(void **state)
{
    (void)state;
    World t;
    world_open(&t);
    assert_true(column_file_write(t.w, t.path, &t.file));
    size_t size = file_size(&t);
    for (size_t cut = size; cut-- > 0; cut -= cut % 997) {
        assert_int_equal(truncate(t.path, (off_t)cut), 0);
        assert_false(believed(&t));
        if (cut == 0) break;
    }
    assert_true(column_file_write(t.w, t.path, &t.file));
    assert_int_equal(truncate(t.path, (off_t)size + 1), 0);
    assert_false(believed(&t));
    world_close(&t);
}

static void a_folder_or_noise_is_no_file(void **state)
{
    (void)state;
    World t;
    ColumnFile read;
    uint32_t seed = 1;
    world_open(&t);
    assert_false(column_file_map(t.w->arena, t.folder, &read));
    for (int round = 0; round < 50; round++) {
        FILE *file = fopen(t.path, "wb");
        assert_non_null(file);
        for (int i = 0; i < 5000; i++) {
            seed = seed * 1664525u + 1013904223u;
            assert_int_not_equal(fputc((int)(seed >> 24), file), EOF);
        }
        assert_int_equal(fclose(file), 0);
        assert_false(believed(&t));
    }
    world_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(what_is_appended_stays_in_memory),
        cmocka_unit_test(a_file_is_replaced_as_a_whole),
        cmocka_unit_test(a_piece_left_behind_does_no_harm),
        cmocka_unit_test(a_folder_that_is_not_there_is_a_failure),
        cmocka_unit_test(a_flipped_bit_is_found),
        cmocka_unit_test(a_file_of_another_length_is_not_believed),
        cmocka_unit_test(a_folder_or_noise_is_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
