/* A phone writes into a photo where and when and with what it was taken. None of that is kept: a
 * JPEG's APP1 to APP13 and APP15 segments and its comments are left out (APP0 is the format's own,
 * APP14 the colours'), and a PNG keeps only the chunks that make the picture. The one thing needed
 * to show a photo upright, the orientation, goes into a fresh EXIF of 36 bytes. */
#include "casework/photo.h"

#include <string.h>

enum { MARK_START = 0xD8, MARK_END = 0xD9, MARK_SCAN = 0xDA, MARK_APP0 = 0xE0, MARK_APP1 = 0xE1 };
enum { MARK_APP14 = 0xEE, MARK_APP15 = 0xEF, MARK_COMMENT = 0xFE, TAG_ORIENTATION = 0x0112 };

static unsigned byte_at(Str s, size_t at)
{
    return at < s.len ? (unsigned char)s.ptr[at] : 0;
}

static size_t big16(Str s, size_t at)
{
    return (size_t)(byte_at(s, at) << 8 | byte_at(s, at + 1));
}

static size_t big32(Str s, size_t at)
{
    return big16(s, at) << 16 | big16(s, at + 2);
}

bool photo_type(Str bytes, PaperType *out)
{
    static const struct {
        const char *magic;
        size_t len;
        PaperType type;
    } MAGIC[] = {{"\xFF\xD8\xFF", 3, PAPER_JPEG},
                 {"\x89PNG\r\n\x1A\n", 8, PAPER_PNG},
                 {"%PDF-", 5, PAPER_PDF}};
    for (size_t i = 0; i < COUNT_OF(MAGIC); i++) {
        *out = MAGIC[i].type;
        if (str_starts(bytes, (Str){MAGIC[i].magic, MAGIC[i].len})) return true;
    }
    return false;
}

/* ---- orientation -------------------------------------------------------------------------- */

static size_t tiff16(Str t, size_t at, bool big)
{
    return big ? big16(t, at) : (size_t)(byte_at(t, at + 1) << 8 | byte_at(t, at));
}

static size_t tiff32(Str t, size_t at, bool big)
{
    return big ? big32(t, at) : tiff16(t, at + 2, false) << 16 | tiff16(t, at, false);
}

/* 1..8, or 1 when nothing is said. `segment` is the APP1's content. */
static unsigned orientation(Str segment)
{
    if (!str_starts(segment, (Str){"Exif\0\0", 6})) return 1;
    Str t = str_from(segment, 6);
    bool big = str_starts(t, STR("MM"));
    size_t at = tiff32(t, 4, big), count = tiff16(t, at, big);
    for (size_t i = 0; i < count && at + 2 + 12 * (i + 1) <= t.len; i++) {
        size_t entry = at + 2 + 12 * i;
        if (tiff16(t, entry, big) != TAG_ORIENTATION) continue;
        size_t value = tiff16(t, entry + 8, big);
        return value >= 1 && value <= 8 ? (unsigned)value : 1;
    }
    return 1;
}

static void add_orientation(Buf *out, unsigned value)
{
    static const char HEAD[] = "\xFF\xE1\x00\x22"
                               "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0";
    buf_add(out, (Str){HEAD, sizeof HEAD - 1});
    buf_byte(out, (char)value);
    buf_add(out, (Str){"\0\0\0\0\0\0", 6});
}

/* ---- jpeg --------------------------------------------------------------------------------- */

static bool is_kept(unsigned mark)
{
    bool app = mark > MARK_APP0 && mark <= MARK_APP15 && mark != MARK_APP14;
    return !app && mark != MARK_COMMENT;
}

static bool ends_well(Str bytes)
{
    size_t tail = bytes.len > 65536 ? bytes.len - 65536 : 0;
    return str_find(str_from(bytes, tail), (Str){"\xFF\xD9", 2}) >= 0;
}

bool photo_strip_jpeg(Arena *arena, Str bytes, Str *out)
{
    Buf kept = buf_new(arena);
    unsigned turned = 1;
    size_t at = 2;
    bool scan = false;
    buf_add(&kept, (Str){bytes.ptr, 2});
    while (!scan) {
        if (at + 4 > bytes.len || byte_at(bytes, at) != 0xFF) return false;
        unsigned mark = byte_at(bytes, at + 1);
        size_t length = big16(bytes, at + 2);
        if (length < 2 || at + 2 + length > bytes.len) return false;
        if (mark == MARK_APP1 && turned == 1)
            turned = orientation((Str){bytes.ptr + at + 4, length - 2});
        scan = mark == MARK_SCAN;
        if (scan && turned != 1) add_orientation(&kept, turned);
        if (is_kept(mark)) buf_add(&kept, (Str){bytes.ptr + at, 2 + length});
        at += 2 + length;
    }
    if (!ends_well(bytes)) return false;
    buf_add(&kept, str_from(bytes, at));
    *out = buf_str(&kept);
    return true;
}

/* ---- png ---------------------------------------------------------------------------------- */

static bool is_picture(Str chunk)
{
    static const char *const KEPT[] = {"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA",
                                       "cHRM", "sRGB", "iCCP", "sBIT", "pHYs", "bKGD"};
    for (size_t i = 0; i < COUNT_OF(KEPT); i++)
        if (str_equal(chunk, str_of(KEPT[i]))) return true;
    return false;
}

bool photo_strip_png(Arena *arena, Str bytes, Str *out)
{
    Buf kept = buf_new(arena);
    size_t at = 8;
    buf_add(&kept, (Str){bytes.ptr, 8});
    for (;;) {
        if (at + 12 > bytes.len) return false;
        size_t length = big32(bytes, at);
        if (length > bytes.len - at - 12) return false;
        Str name = {bytes.ptr + at + 4, 4};
        if (is_picture(name)) buf_add(&kept, (Str){bytes.ptr + at, length + 12});
        at += length + 12;
        if (str_equal(name, STR("IEND"))) break;
    }
    *out = buf_str(&kept);
    return true;
}
