/* GB18030 ↔ UTF-8. glibc's iconv knows the standard (edition of 2022) and is the only authority
 * here; but it takes a function call a character, so a file reader asks it once for all 23,940
 * two-byte codes and keeps their UTF-8 in a table. Four-byte codes (rare names) go to iconv.
 *
 * The edition of 2022 brought 24 characters from the private use area to their own place, earlier
 * ones did so with 83 others; old files and old programs still carry them. They are moved on the
 * way in and on the way out (moved.def), because glibc has no code at all for the 24.
 *
 * Read gb18030_decode first, then coding_score at the end, which tells UTF-8 from GB18030. */
#include "doc/gb18030.h"
#include "doc/doc.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

enum { LEADS = 126, TRAILS = 190, CODES = LEADS * TRAILS };

struct Gb18030 {
    iconv_t iconv;
    char utf8[CODES][4]; /* zero padded; the first byte tells the length, 0 = no character */
};

typedef struct {
    uint32_t from, to;
    uint16_t code;
} Moved;
static const Moved moved[] = {
#define MOVED(from, to, code) {from, to, code},
#include "doc/moved.def"
#undef MOVED
};

uint32_t private_use_moved(uint32_t code_point)
{
    size_t low = 0, high = COUNT_OF(moved);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (moved[middle].from < code_point)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < COUNT_OF(moved) && moved[low].from == code_point;
    return found ? moved[low].to : code_point;
}

Str text_moved(Arena *arena, Str utf8)
{
    if (!memchr(utf8.ptr, 0xEE, utf8.len)) return utf8; /* U+E000..EFFF all start with EE */
    Buf out = buf_new(arena);
    uint32_t c;
    for (size_t at = 0; utf8_next(utf8, &at, &c);)
        buf_code_point(&out, private_use_moved(c));
    return buf_str(&out);
}

/* ---- the table ---------------------------------------------------------------------------- */

static size_t utf8_length(unsigned char lead)
{
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

size_t utf8_put(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 63));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 63));
        out[2] = (char)(0x80 | (c & 63));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 63));
    out[2] = (char)(0x80 | (c >> 6 & 63));
    out[3] = (char)(0x80 | (c & 63));
    return 4;
}

static size_t code_index(unsigned char lead, unsigned char trail)
{
    return (size_t)(lead - 0x81) * TRAILS + (size_t)(trail - (trail < 0x7F ? 0x40 : 0x41));
}

static bool is_trail(unsigned char c)
{
    return c >= 0x40 && c != 0x7F && c != 0xFF;
}

/* One character by iconv; 0 when it is malformed. */
static uint32_t iconv_character(iconv_t iconv_handle, const unsigned char *p, size_t len)
{
    char in[4];
    uint32_t out = 0;
    memcpy(in, p, len);
    char *from = in, *to = (char *)&out;
    size_t left = len, room = sizeof out;
    (void)iconv(iconv_handle, NULL, NULL, NULL, NULL);
    if (iconv(iconv_handle, &from, &left, &to, &room) == (size_t)-1 || left || room) return 0;
    return private_use_moved(out);
}

static void close_iconv(void *handle)
{
    (void)iconv_close((iconv_t)handle);
}

static iconv_t open_iconv(Arena *arena, const char *to, const char *from)
{
    iconv_t handle = iconv_open(to, from);
    ensure(handle != (iconv_t)-1); /* glibc's gconv modules are part of the installation */
    arena_on_free(arena, close_iconv, handle);
    return handle;
}

/* All two-byte codes, in the order of code_index. */
static void all_codes(char *out)
{
    for (int lead = 0x81; lead <= 0xFE; lead++) {
        for (int trail = 0x40; trail <= 0xFE; trail++) {
            if (trail == 0x7F) continue;
            *out++ = (char)lead;
            *out++ = (char)trail;
        }
    }
}

Gb18030 *gb18030_new(Arena *arena)
{
    Gb18030 *gb = NEW(arena, Gb18030);
    gb->iconv = open_iconv(arena, "UTF-32LE", "GB18030");
    Arena *scratch = arena_new();
    char *codes = NEW_ARRAY(scratch, char, CODES * 2), *from = codes;
    uint32_t *points = NEW_ARRAY(scratch, uint32_t, CODES);
    char *to = (char *)points;
    size_t left = CODES * 2, room = CODES * sizeof *points;
    all_codes(codes);
    ensure(iconv(gb->iconv, &from, &left, &to, &room) != (size_t)-1 && room == 0);
    for (size_t i = 0; i < CODES; i++)
        utf8_put(gb->utf8[i], private_use_moved(points[i]));
    arena_free(scratch);
    return gb;
}

size_t gb18030_length(const unsigned char *p, size_t left)
{
    if (left == 0) return 0;
    if (p[0] < 0x80) return 1;
    if (p[0] == 0x80 || p[0] == 0xFF || left < 2) return 0;
    if (is_trail(p[1])) return 2;
    bool four = left >= 4 && p[1] >= '0' && p[1] <= '9' && p[2] >= 0x81 && p[2] != 0xFF &&
                p[3] >= '0' && p[3] <= '9';
    return four ? 4 : 0;
}

size_t gb18030_decode(Gb18030 *gb, Str bytes, char *out, size_t *malformed)
{
    const unsigned char *p = (const unsigned char *)bytes.ptr, *end = p + bytes.len;
    char *start = out;
    while (p < end) {
        if (*p < 0x80) {
            *out++ = (char)*p++;
            continue;
        }
        size_t len = gb18030_length(p, (size_t)(end - p));
        const char *utf8 = len == 2 ? gb->utf8[code_index(p[0], p[1])] : "";
        if (*utf8) {
            size_t n = utf8_length((unsigned char)*utf8);
            memcpy(out, utf8, n);
            out += n;
            p += 2;
            continue;
        }
        uint32_t c = len == 4 ? iconv_character(gb->iconv, p, 4) : 0;
        if (!c) ++*malformed;
        out += utf8_put(out, c ? c : 0xFFFD);
        p += c ? len : 1;
    }
    return (size_t)(out - start);
}

/* ---- whole texts -------------------------------------------------------------------------- */

/* Runs a conversion over all of `text`; false at malformed input, whose offset is *at. */
static bool convert(Arena *arena, iconv_t handle, Str text, Str *out, size_t *at)
{
    size_t room = text.len * 3 + 16; /* two bytes become three, three become four at most */
    char *start = NEW_ARRAY(arena, char, room), *to = start;
    char *from = (char *)(uintptr_t)text.ptr; /* iconv's prototype is not const; it only reads */
    size_t left = text.len;
    bool whole = text.len == 0 || iconv(handle, &from, &left, &to, &room) != (size_t)-1;
    *at = text.len - left;
    *out = (Str){start, (size_t)(to - start)};
    return whole;
}

bool text_from_gb18030(Arena *arena, Str bytes, Str *out, size_t *offset)
{
    Arena *scratch = arena_new();
    Str text;
    bool ok = convert(scratch, open_iconv(scratch, "UTF-8", "GB18030"), bytes, &text, offset);
    if (ok) *out = str_copy(arena, text_moved(scratch, text));
    arena_free(scratch);
    return ok;
}

bool text_to_gb18030(Arena *arena, Str utf8, Str *out)
{
    Arena *scratch = arena_new();
    size_t offset;
    Str bytes;
    bool ok = convert(scratch, open_iconv(scratch, "GB18030", "UTF-8"), text_moved(scratch, utf8),
                      &bytes, &offset);
    if (ok) *out = str_copy(arena, bytes);
    arena_free(scratch);
    return ok;
}

/* ---- which coding ------------------------------------------------------------------------- */

/* What a sample looks like under one coding. */
typedef struct {
    size_t malformed;
    size_t wide;     /* characters of three bytes and more in UTF-8 */
    size_t adjacent; /* two-byte characters of UTF-8 that stand side by side */
} CodingScore;

/* A character cut by the end of the sample is not counted against it. */
static CodingScore utf8_score(Str sample)
{
    CodingScore score = {0};
    size_t previous = 0;
    for (size_t at = 0; at < sample.len;) {
        size_t before = at;
        uint32_t c;
        if (!utf8_next(sample, &at, &c)) {
            if (sample.len - before < 4 && (unsigned char)sample.ptr[before] >= 0xC2) break;
            score.malformed++;
            at = before + 1;
        }
        size_t len = at - before;
        if (len >= 3) score.wide++;
        if (len == 2 && previous == 2) score.adjacent++;
        previous = len;
    }
    return score;
}

static size_t gb18030_malformed(Str sample)
{
    const unsigned char *p = (const unsigned char *)sample.ptr;
    size_t malformed = 0;
    for (size_t at = 0; at < sample.len;) {
        size_t len = gb18030_length(p + at, sample.len - at);
        if (!len && sample.len - at < 4) break;
        if (!len) malformed++;
        at += len ? len : 1;
    }
    return malformed;
}

/* UTF-8 wins where it is well formed, with one exception: short GB18030 words whose bytes happen
 * to be pairs of two-byte UTF-8 (Greek, Cyrillic, Arabic), which no Chinese office writes alone. */
TextCoding text_detect(Str bytes)
{
    if (str_starts(bytes, STR("\xEF\xBB\xBF"))) return TEXT_UTF8_BOM;
    CodingScore utf8 = utf8_score(bytes);
    size_t gb = gb18030_malformed(bytes);
    bool pairs_only = utf8.wide == 0 && utf8.adjacent > 0 && gb == 0;
    if (utf8.malformed == 0) return pairs_only ? TEXT_GB18030 : TEXT_UTF8;
    return gb < utf8.malformed ? TEXT_GB18030 : TEXT_UTF8;
}
