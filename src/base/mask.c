/* What others may see of a name or a number. A text that does not have its kind's shape shows
 * nothing at all: a mistyped number must not leak by being mistyped. */
#include "base/base.h"
#include "base/words.def"

static Str stars(Arena *arena, size_t count)
{
    Buf b = buf_new(arena);
    for (size_t i = 0; i < count; i++)
        buf_byte(&b, '*');
    return buf_str(&b);
}

static bool only_digits(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
    return s.len > 0;
}

/* The first `head` and the last `tail` bytes with `middle` between them. */
static Str keep_ends(Arena *arena, Str s, size_t head, const char *middle, size_t tail)
{
    return format(arena, "%.*s%s%.*s", (int)head, s.ptr, middle, (int)tail, s.ptr + s.len - tail);
}

Str code_mask(Arena *arena, CodeKind kind, Str text)
{
    Str s = str_trim(text);
    switch (kind) {
    case CODE_CITIZEN_ID:
        if (s.len == 18 && only_digits((Str){s.ptr, 17}))
            return keep_ends(arena, s, 6, "********", 4);
        if (s.len == 15 && only_digits(s)) return keep_ends(arena, s, 6, "*****", 4);
        break;
    case CODE_BANK_CARD:
        if (s.len >= 13 && s.len <= 19 && only_digits(s))
            return keep_ends(arena, s, 4, " **** **** ", 4);
        break;
    case CODE_PHONE:
        if (s.len == 11 && only_digits(s)) return keep_ends(arena, s, 3, "****", 4);
        break;
    case CODE_CREDIT:
    case CODE_ORGANISATION:
    case CODE_DIVISION:
    case CODE_KIND_COUNT:
        return str_copy(arena, s); /* public by law */
    }
    return stars(arena, utf8_count(s));
}

static size_t surname_bytes(Str name)
{
#define SURNAME(text) {STR_INIT(text)},
    static const Str compound[] = {COMPOUND_SURNAMES(SURNAME)};
    for (size_t i = 0; i < COUNT_OF(compound); i++)
        if (name.len > compound[i].len && str_starts(name, compound[i])) return compound[i].len;
    size_t bytes = 0;
    uint32_t c;
    return utf8_next(name, &bytes, &c) ? bytes : 0;
}

/* The middle is hidden; the last character of a longer given name stays: two people called
 * Zhang on one list can be told apart by their own family, not by others. */
Str name_mask(Arena *arena, Str name)
{
    Str s = str_trim(name);
    if (!utf8_valid(s)) return stars(arena, utf8_count(s));
    size_t surname = surname_bytes(s);
    Str given = str_from(s, surname);
    size_t given_count = utf8_count(given);
    if (given_count == 0) return stars(arena, utf8_count(s));
    size_t hidden = given_count > 1 ? given_count - 1 : 1, at = 0;
    uint32_t c;
    for (size_t i = 0; i < hidden; i++)
        ensure(utf8_next(given, &at, &c));
    Str masked = stars(arena, hidden), tail = str_from(given, at);
    return format(arena, "%.*s%.*s%.*s", (int)surname, s.ptr, STR_ARG(masked), STR_ARG(tail));
}
