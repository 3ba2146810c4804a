/* Days and months as offices spell them. The text becomes a few marks (numbers, 年 月 日, separators,
 * names of months); the shape of the marks says which spelling it is. What can mean two days is
 * never guessed, it is told.
 *
 * Read marks_of, then shape_of and the two public functions at the end. */
#include "doc/doc.h"
#include "doc/words.def"

#include <string.h>
#include <strings.h>

enum { MARKS = 8, DIGITS = 8, SERIAL_1970 = 25569, SERIAL_FIRST = 10000, SERIAL_LAST = 109574 };
typedef enum { MARK_NUMBER, MARK_YEAR, MARK_MONTH, MARK_DAY, MARK_SEPARATOR, MARK_NAME } MarkKind;
typedef struct {
    MarkKind kind;
    int value;  /* NUMBER, NAME (1..12); of a separator its character */
    int digits; /* NUMBER: as written; 0 in Chinese digits */
} Mark;
typedef struct {
    Mark items[MARKS];
    size_t count;
} Marks;
typedef struct {
    int year, month, day; /* day 0: only a month */
} Parts;

/* ---- marks -------------------------------------------------------------------------------- */

static bool mark_add(Marks *m, Mark mark)
{
    if (m->count == MARKS) return false;
    m->items[m->count++] = mark;
    return true;
}

/* The next character as half width; invisible ones are left out. */
static bool half_next(Str s, size_t *at, uint32_t *c)
{
    do {
        if (!utf8_next(s, at, c)) return false;
    } while ((*c >= 0x200B && *c <= 0x200F) || *c == 0xFEFF || *c == 0x2060);
    if (*c >= 0xFF01 && *c <= 0xFF5E) *c -= 0xFEE0;
    if (*c == 0x3000 || *c == 0xA0) *c = ' ';
    if (*c >= 0x2010 && *c <= 0x2015) *c = '-';
    if (*c == 0x3002) *c = '.';
    return true;
}

static int han_digit(uint32_t c)
{
#define DIGIT(character, value) {{STR_INIT(character)}, value},
    static const struct {
        Str character;
        int value;
    } digits[] = {HAN_DIGITS(DIGIT)};
    for (size_t i = 0; i < COUNT_OF(digits); i++) {
        size_t at = 0;
        uint32_t d;
        if (utf8_next(digits[i].character, &at, &d) && d == c) return digits[i].value;
    }
    return -1;
}

static bool digits_mark(Str s, size_t *at, Marks *m)
{
    Mark mark = {.kind = MARK_NUMBER};
    uint32_t c;
    for (size_t next = *at; half_next(s, &next, &c) && c >= '0' && c <= '9'; *at = next) {
        if (++mark.digits > DIGITS) return false;
        mark.value = mark.value * 10 + (int)(c - '0');
    }
    return mark_add(m, mark);
}

/* 二〇二四 digit by digit, 三十一 and 廿五 as numbers. */
static bool han_mark(Str s, size_t *at, Marks *m)
{
    int value = 0, last = -1, count = 0, tens = -1;
    uint32_t c;
    for (size_t next = *at; half_next(s, &next, &c) && han_digit(c) >= 0; *at = next) {
        int digit = han_digit(c);
        if (++count > 4) return false;
        if (digit >= 10) {
            if (tens >= 0 || count > 2) return false;
            tens = digit == 10 ? (last < 0 ? 10 : last * 10) : digit;
            if (digit > 10 && last >= 0) return false;
            value = 0;
        } else {
            value = value * 10 + digit;
        }
        last = digit;
    }
    if (tens >= 0 && value > 9) return false;
    return mark_add(m, (Mark){.kind = MARK_NUMBER, .value = tens >= 0 ? tens + value : value});
}

/* Names of months in English: their first three letters, whatever follows. */
static bool name_mark(Str s, size_t *at, Marks *m)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    char word[16];
    size_t len = 0;
    uint32_t c;
    for (size_t next = *at; half_next(s, &next, &c) && c < 0x80; *at = next) {
        c |= 32;
        if (c < 'a' || c > 'z' || len == sizeof word) break;
        word[len++] = (char)c;
    }
    for (int i = 0; i < 12 && len >= 3; i++)
        if (strncmp(word, names + 3 * i, 3) == 0)
            return mark_add(m, (Mark){.kind = MARK_NAME, .value = i + 1});
    return false;
}

static bool is_word(uint32_t c, const char *word)
{
    size_t at = 0;
    uint32_t d;
    return utf8_next(str_of(word), &at, &d) && c == d;
}

static bool character_mark(uint32_t c, Marks *m)
{
    if (is_word(c, WORD_YEAR)) return mark_add(m, (Mark){.kind = MARK_YEAR});
    if (is_word(c, WORD_MONTH)) return mark_add(m, (Mark){.kind = MARK_MONTH});
    if (is_word(c, WORD_DAY) || is_word(c, WORD_DAY_SPOKEN))
        return mark_add(m, (Mark){.kind = MARK_DAY});
    if (c == ' ' || c == ',') return true; /* between words */
    bool separator = c == '-' || c == '/' || c == '.';
    return separator && mark_add(m, (Mark){.kind = MARK_SEPARATOR, .value = (int)c});
}

static bool marks_of(Str s, Marks *m)
{
    uint32_t c;
    *m = (Marks){.count = 0};
    for (size_t at = 0, next = 0; half_next(s, &next, &c);) {
        bool letter = c < 0x80 && (c | 32) >= 'a' && (c | 32) <= 'z';
        bool taken = c >= '0' && c <= '9' ? digits_mark(s, &at, m)
                     : letter             ? name_mark(s, &at, m)
                     : han_digit(c) >= 0  ? han_mark(s, &at, m)
                                          : character_mark(c, m);
        if (!taken) return false;
        if (at < next) at = next;
        next = at;
    }
    return m->count > 0;
}

/* ---- shapes ------------------------------------------------------------------------------- */

static bool is_kind(const Marks *m, size_t i, MarkKind kind)
{
    return i < m->count && m->items[i].kind == kind;
}

static bool is_year(const Mark *m)
{
    return m->kind == MARK_NUMBER && (m->digits == 4 || (m->digits == 0 && m->value >= 1000));
}

/* 8 or 6 digits, or the count of days of a spreadsheet. */
static Spelling one_number(const Mark *m, Parts *out)
{
    if (m->digits == 8) {
        *out = (Parts){m->value / 10000, m->value / 100 % 100, m->value % 100};
        return out->day ? SPELLED : SPELLED_NO_DAY;
    }
    if (m->digits == 6) {
        *out = (Parts){m->value / 100, m->value % 100, 0};
        return SPELLED;
    }
    if (m->digits != 5 || m->value < SERIAL_FIRST || m->value > SERIAL_LAST) return SPELLED_NOT;
    date_parts((Date){m->value - SERIAL_1970}, &out->year, &out->month, &out->day);
    return SPELLED;
}

/* Numbers a, b and a year behind them: only when it can be read in one way. */
static Spelling year_last(int a, int b, int year, Parts *out)
{
    if (a > 12 && b > 12) return SPELLED_NO_DAY;
    if (a <= 12 && b <= 12 && a != b) return SPELLED_AMBIGUOUS;
    *out = a > 12 ? (Parts){year, b, a} : (Parts){year, a, b};
    return out->day ? SPELLED : SPELLED_NO_DAY;
}

/* Numbers with the same separator between them. */
static Spelling separated(const Marks *m, Parts *out)
{
    const Mark *i = m->items;
    if (m->count == 3 && is_kind(m, 2, MARK_NUMBER)) {
        if (!is_year(&i[0])) return i[0].digits == 2 ? SPELLED_SHORT : SPELLED_NOT;
        *out = (Parts){i[0].value, i[2].value, 0};
        return SPELLED;
    }
    bool three = m->count == 5 && is_kind(m, 2, MARK_NUMBER) && is_kind(m, 4, MARK_NUMBER) &&
                 is_kind(m, 3, MARK_SEPARATOR) && i[1].value == i[3].value;
    if (!three) return SPELLED_NOT;
    if (is_year(&i[0])) {
        *out = (Parts){i[0].value, i[2].value, i[4].value};
        return i[4].value ? SPELLED : SPELLED_NO_DAY;
    }
    if (is_year(&i[4])) return year_last(i[0].value, i[2].value, i[4].value, out);
    return SPELLED_SHORT;
}

/* 2024年3月5日, 2024年3月. */
static Spelling with_words(const Marks *m, Parts *out)
{
    const Mark *i = m->items;
    bool month = is_kind(m, 2, MARK_NUMBER) && is_kind(m, 3, MARK_MONTH);
    if (!month) return SPELLED_NOT;
    bool day = is_kind(m, 4, MARK_NUMBER);
    bool end = m->count == 4 || (day && m->count == 5) ||
               (day && m->count == 6 && is_kind(m, 5, MARK_DAY));
    if (!end) return SPELLED_NOT;
    if (!is_year(&i[0])) return SPELLED_SHORT;
    *out = (Parts){i[0].value, i[2].value, day ? i[4].value : 0};
    return day && !i[4].value ? SPELLED_NO_DAY : SPELLED;
}

/* 5-Mar-2024, Mar 5 2024, Mar-2024. */
static Spelling with_name(const Marks *all, Parts *out)
{
    int numbers[2] = {0, 0}, month = 0, digits = 0;
    size_t count = 0;
    for (size_t i = 0; i < all->count; i++) {
        const Mark *m = &all->items[i];
        if (m->kind == MARK_NAME && !month) {
            month = m->value;
        } else if (m->kind == MARK_NUMBER && count < 2) {
            numbers[count++] = m->value;
            digits = m->digits;
        } else if (m->kind != MARK_SEPARATOR) {
            return SPELLED_NOT;
        }
    }
    if (!month || !count) return SPELLED_NOT;
    if (digits != 4) return SPELLED_SHORT; /* the year comes last */
    *out = (Parts){numbers[count - 1], month, count == 2 ? numbers[0] : 0};
    return count == 2 && !numbers[0] ? SPELLED_NO_DAY : SPELLED;
}

static Spelling shape_of(const Marks *m, Parts *out)
{
    for (size_t i = 0; i < m->count; i++)
        if (m->items[i].kind == MARK_NAME) return with_name(m, out);
    if (!is_kind(m, 0, MARK_NUMBER)) return SPELLED_NOT;
    if (m->count == 1) return one_number(&m->items[0], out);
    if (is_kind(m, 1, MARK_YEAR)) return with_words(m, out);
    return is_kind(m, 1, MARK_SEPARATOR) ? separated(m, out) : SPELLED_NOT;
}

/* ---- the public face ---------------------------------------------------------------------- */

/* A midnight that a spreadsheet adds to a day. */
static Str without_midnight(Str s)
{
    static const Str ends[] = {
        {" 00:00:00", 9}, {"T00:00:00", 9}, {" 0:00:00", 8}, {" 00:00", 6}, {" 0:00", 5}};
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (str_ends(s, ends[i])) return (Str){s.ptr, s.len - ends[i].len};
    return s;
}

static Spelling parts_spelled(Str text, Parts *out)
{
    Marks marks;
    if (!marks_of(without_midnight(str_trim(text)), &marks)) return SPELLED_NOT;
    Spelling s = shape_of(&marks, out);
    if (s != SPELLED) return s;
    if (out->year < 1800 || out->year > 2200) return SPELLED_RANGE;
    bool real = out->day ? date_is_real(out->year, out->month, out->day)
                         : out->month >= 1 && out->month <= 12;
    return real ? SPELLED : SPELLED_NO_DAY;
}

Spelling date_spelled(Str text, Date *out)
{
    Parts p;
    Spelling s = parts_spelled(text, &p);
    if (s == SPELLED && !p.day) return SPELLED_MONTH;
    if (s == SPELLED) *out = date_of(p.year, p.month, p.day);
    return s;
}

/* The number 2024.10 of a spreadsheet loses its zero: then it is not October any more. */
static bool may_have_lost_zero(Str text)
{
    Str s = str_trim(text);
    return s.len == 6 && s.ptr[4] == '.' && s.ptr[5] == '1';
}

Spelling month_spelled(Str text, Month *out)
{
    Parts p;
    Spelling s = parts_spelled(text, &p);
    if (s == SPELLED && may_have_lost_zero(text)) return SPELLED_AMBIGUOUS;
    if (s == SPELLED && p.day > 1) return SPELLED_NOT;
    if (s == SPELLED) *out = month_of(p.year, p.month);
    return s;
}
