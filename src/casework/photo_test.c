/* Photos lose what they tell besides the picture; what is cut short is refused, and no prefix of a
 * file makes the reader go astray. */
#include "base/test.h"

#include <string.h>

#include "casework/photo.h"

#define EXIF_PLACE "GPS 29.30N 117.20E"

/* A JPEG of segments: EXIF with an orientation and a place, a comment, tables, a scan. */
static Str jpeg(Arena *arena, char turned)
{
    Buf b = buf_new(arena), exif = buf_new(arena);
    buf_add(&exif, (Str){"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", 24});
    buf_byte(&exif, turned);
    buf_add(&exif, (Str){"\0\0\0\0\0\0\0", 7});
    buf_add(&exif, STR(EXIF_PLACE));
    buf_add(&b, (Str){"\xFF\xD8\xFF\xE0\0\x06JFIF", 10});
    buf_add(&b, (Str){"\xFF\xE1\0", 3});
    buf_byte(&b, (char)(exif.len + 2));
    buf_add(&b, buf_str(&exif));
    buf_add(&b, (Str){"\xFF\xFE\0\x08phone!\xFF\xDB\0\x04\x01\x02\xFF\xDA\0\x04\x01\x02", 22});
    buf_add(&b, (Str){"picture\xFF\xD9", 9});
    return buf_str(&b);
}

static void chunk(Buf *b, const char *name, Str body)
{
    char length[4] = {0, 0, 0, (char)body.len};
    buf_add(b, (Str){length, 4});
    buf_add(b, (Str){name, 4});
    buf_add(b, body);
    buf_add(b, STR("crc!"));
}

static Str png(Arena *arena)
{
    Buf b = buf_new(arena);
    buf_add(&b, (Str){"\x89PNG\r\n\x1A\n", 8});
    chunk(&b, "IHDR", STR("13 bytes here"));
    chunk(&b, "tEXt", STR(EXIF_PLACE));
    chunk(&b, "IDAT", STR("picture"));
    chunk(&b, "IEND", STR(""));
    return buf_str(&b);
}

static void types_are_told_by_content(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    PaperType type;
    assert_true(photo_type(jpeg(arena, 1), &type) && type == PAPER_JPEG);
    assert_true(photo_type(png(arena), &type) && type == PAPER_PNG);
    assert_true(photo_type(STR("%PDF-1.7 …"), &type) && type == PAPER_PDF);
    assert_false(photo_type(STR("<html>"), &type));
    assert_false(photo_type(STR(""), &type));
    arena_free(arena);
}

static void a_photo_keeps_the_picture_alone(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Str plain, turned, drawn;
    assert_true(photo_strip_jpeg(arena, jpeg(arena, 1), &plain));
    assert_true(str_find(plain, STR("GPS")) < 0 && str_find(plain, STR("phone")) < 0);
    assert_true(str_find(plain, STR("picture")) > 0 && str_find(plain, STR("Exif")) < 0);
    assert_true(photo_strip_jpeg(arena, jpeg(arena, 6), &turned));
    assert_true(str_find(turned, STR("GPS")) < 0 && str_find(turned, STR("Exif")) > 0);
    Str again; /* what was kept of it says the same, and stays as it is */
    assert_true(photo_strip_jpeg(arena, turned, &again) && str_equal(again, turned));
    assert_true(photo_strip_png(arena, png(arena), &drawn));
    assert_true(str_find(drawn, STR("GPS")) < 0 && str_find(drawn, STR("picture")) > 0);
    arena_free(arena);
}

static void what_is_cut_short_is_refused(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Str whole = jpeg(arena, 6), drawn = png(arena), out;
    for (size_t n = 2; n < whole.len; n++)
        assert_false(photo_strip_jpeg(arena, str_copy(arena, (Str){whole.ptr, n}), &out));
    for (size_t n = 8; n < drawn.len; n++)
        assert_false(photo_strip_png(arena, str_copy(arena, (Str){drawn.ptr, n}), &out));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_are_told_by_content),
        cmocka_unit_test(a_photo_keeps_the_picture_alone),
        cmocka_unit_test(what_is_cut_short_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
