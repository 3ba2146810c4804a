/* Borrowed text (Str) and UTF-8. Nothing here allocates but the two copies; all offsets are bytes.
 * utf8_next is the one decoder: strict (no overlong forms, no surrogates, nothing above U+10FFFF).
 */
#include "base/base.h"

#include <string.h>

Str str_of(const char *zero_terminated)
{
    return zero_terminated ? (Str){zero_terminated, strlen(zero_terminated)} : (Str){"", 0};
}

bool str_equal(Str a, Str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

int str_compare(Str a, Str b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common ? memcmp(a.ptr, b.ptr, common) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool str_starts(Str s, Str prefix)
{
    return s.len >= prefix.len && str_equal((Str){s.ptr, prefix.len}, prefix);
}

bool str_ends(Str s, Str suffix)
{
    return s.len >= suffix.len && str_equal(str_from(s, s.len - suffix.len), suffix);
}

/* Bytes of white space at the start of s: 0, 1, or 3 for the ideographic space U+3000. */
static size_t space_at_start(Str s)
{
    if (s.len == 0) return 0;
    if (s.ptr[0] == ' ' || (s.ptr[0] >= '\t' && s.ptr[0] <= '\r')) return 1;
    return str_starts(s, STR("\xE3\x80\x80")) ? 3 : 0;
}

static size_t space_at_end(Str s)
{
    if (s.len == 0) return 0;
    char last = s.ptr[s.len - 1];
    if (last == ' ' || (last >= '\t' && last <= '\r')) return 1;
    return str_ends(s, STR("\xE3\x80\x80")) ? 3 : 0;
}

Str str_trim(Str s)
{
    for (size_t n; (n = space_at_start(s)) > 0;)
        s = str_from(s, n);
    for (size_t n; (n = space_at_end(s)) > 0;)
        s.len -= n;
    return s;
}

Str str_from(Str s, size_t offset)
{
    if (offset >= s.len) return (Str){s.ptr ? s.ptr + s.len : "", 0};
    return (Str){s.ptr + offset, s.len - offset};
}

bool str_split(Str *rest, char separator, Str *part)
{
    if (rest->len == 0) return false;
    const char *at = memchr(rest->ptr, separator, rest->len);
    size_t len = at ? (size_t)(at - rest->ptr) : rest->len;
    *part = (Str){rest->ptr, len};
    *rest = str_from(*rest, len + 1);
    return true;
}

ptrdiff_t str_find(Str s, Str needle)
{
    if (needle.len == 0) return 0;
    if (s.len == 0) return -1;
    const char *at = memmem(s.ptr, s.len, needle.ptr, needle.len);
    return at ? at - s.ptr : -1;
}

Str str_copy(Arena *arena, Str s)
{
    char *copy = arena_alloc(arena, s.len + 1);
    if (s.len) memcpy(copy, s.ptr, s.len);
    return (Str){copy, s.len};
}

const char *str_z(Arena *arena, Str s)
{
    return str_copy(arena, s).ptr;
}

/* FNV-1a over bytes, then mixed so that the low bits may index a table. */
uint64_t str_hash(Str s)
{
    uint64_t h = 0xCBF29CE484222325u;
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (uint8_t)s.ptr[i]) * 0x100000001B3u;
    h ^= h >> 32;
    h *= 0x9E3779B97F4A7C15u;
    return h ^ (h >> 29);
}

bool str_int(Str s, int64_t *out)
{
    bool negative = s.len > 0 && s.ptr[0] == '-';
    size_t i = negative || (s.len > 0 && s.ptr[0] == '+');
    if (i == s.len) return false;
    int64_t n = 0;
    for (; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
        int digit = s.ptr[i] - '0';
        if (__builtin_mul_overflow(n, (int64_t)10, &n)) return false;
        if (__builtin_add_overflow(n, (int64_t)(negative ? -digit : digit), &n)) return false;
    }
    *out = n;
    return true;
}

/* ---- UTF-8 -------------------------------------------------------------------------------- */

bool utf8_next(Str s, size_t *offset, uint32_t *code_point)
{
    if (*offset >= s.len) return false;
    const uint8_t *p = (const uint8_t *)s.ptr + *offset;
    if (p[0] < 0x80) {
        *code_point = p[0];
        *offset += 1;
        return true;
    }
    size_t more = p[0] >= 0xF0 ? 3 : p[0] >= 0xE0 ? 2 : 1;
    if (p[0] < 0xC2 || p[0] > 0xF4 || s.len - *offset <= more) return false;
    uint32_t c = p[0] & (0x3Fu >> more);
    for (size_t i = 1; i <= more; i++) {
        if ((p[i] & 0xC0) != 0x80) return false;
        c = c << 6 | (p[i] & 0x3Fu);
    }
    bool overlong = (more == 2 && c < 0x800) || (more == 3 && c < 0x10000);
    if (overlong || (c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF) return false;
    *code_point = c;
    *offset += more + 1;
    return true;
}

bool utf8_valid(Str s)
{
    size_t at = 0;
    uint32_t c;
    while (utf8_next(s, &at, &c))
        continue;
    return at >= s.len;
}

size_t utf8_count(Str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += ((uint8_t)s.ptr[i] & 0xC0) != 0x80;
    return n;
}

typedef struct {
    uint32_t first, last;
} Range;

/* East Asian Wide and Fullwidth (UAX 11), joined where only unassigned points lie between. */
static const Range wide_ranges[] = {
    {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xA960, 0xA97C}, {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6B},   {0xFF01, 0xFF60}, {0xFFE0, 0xFFE6},
    {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
};

static size_t code_point_columns(uint32_t c)
{
    if (c < 0x300) return 1;
    if (c <= 0x36F || c == 0x200B || (c >= 0xFE00 && c <= 0xFE0F)) return 0; /* combining */
    for (size_t i = 0; i < COUNT_OF(wide_ranges); i++)
        if (c >= wide_ranges[i].first && c <= wide_ranges[i].last) return 2;
    return 1;
}

size_t utf8_columns(Str s)
{
    size_t columns = 0, at = 0;
    uint32_t c;
    while (utf8_next(s, &at, &c))
        columns += code_point_columns(c);
    return columns;
}
