/* Numbers of cells. A spreadsheet keeps every number as a binary double and every day as a count of
 * days; only the style tells them apart. It shows at most fifteen digits: a citizen ID typed as a
 * number has lost its last three, and no reader can bring them back, so it is reported.
 *
 * Read cell_number; ECMA-376 part 1, 18.8.30 lists the built-in formats. */
#include "doc/cellstyle.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LAST_SERIAL = 2958465 }; /* 9999-12-31 */

CellStyle cell_style_builtin(int64_t id)
{
    if (id == 9 || id == 10) return (CellStyle){.show = SHOW_PERCENT};
    bool day = (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
               (id >= 50 && id <= 54) || id == 57 || id == 58;
    if (day) return (CellStyle){.show = SHOW_DATE};
    bool time = (id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) ||
                id == 55 || id == 56;
    return (CellStyle){.show = time ? SHOW_TIME : SHOW_NUMBER};
}

/* Steps over what is shown literally: "text", [condition], \c, _c and *c. */
static size_t skip_literal(Str code, size_t at)
{
    char c = code.ptr[at];
    if (c == '\\' || c == '_' || c == '*') return at + 2;
    if (c != '"' && c != '[') return at;
    char end = c == '"' ? '"' : ']';
    const char *found = memchr(code.ptr + at + 1, end, code.len - at - 1);
    return found ? (size_t)(found - code.ptr) + 1 : code.len;
}

static CellStyle style_of_zeros(Str code)
{
    for (size_t i = 0; i < code.len; i++)
        if (code.ptr[i] != '0') return (CellStyle){.show = SHOW_NUMBER};
    bool pads = code.len > 1 && code.len <= 32;
    return (CellStyle){.show = pads ? SHOW_ZEROS : SHOW_NUMBER, .width = (int)code.len};
}

CellStyle cell_style_custom(Str code)
{
    bool day = false, time = false, month = false;
    for (size_t at = 0; at < code.len;) {
        size_t after = skip_literal(code, at);
        if (after != at) {
            at = after;
            continue;
        }
        char c = code.ptr[at++];
        if (c == ';') break; /* what follows is for negative numbers and texts */
        if (c == '%') return (CellStyle){.show = SHOW_PERCENT};
        day = day || strchr("yYdD", c);
        time = time || strchr("hHsS", c);
        month = month || strchr("mM", c);
    }
    if (day || (month && !time)) return (CellStyle){.show = SHOW_DATE};
    if (time) return (CellStyle){.show = SHOW_TIME};
    return style_of_zeros(code);
}

/* ---- days --------------------------------------------------------------------------------- */

static void add_time(Buf *out, int seconds)
{
    buf_format(out, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

/* Day 60 of the 1900 system is 29 February 1900, which never was; days before it are one off. */
static bool add_serial(Buf *out, double serial, CellShow show, bool epoch_1904)
{
    if (serial < 0 || serial >= LAST_SERIAL + 1) return false;
    int days = (int)floor(serial);
    int seconds = (int)floor((serial - days) * 86400 + 0.5);
    if (seconds == 86400) {
        days++;
        seconds = 0;
    }
    if (show == SHOW_TIME && days == 0) {
        add_time(out, seconds);
        return true;
    }
    if (!epoch_1904 && days == 60) {
        buf_add(out, STR("1900-02-29"));
    } else {
        Date epoch = epoch_1904 ? date_of(1904, 1, 1) : date_of(1899, 12, days < 60 ? 31 : 30);
        int year, month, day;
        date_parts((Date){epoch.days + days}, &year, &month, &day);
        buf_format(out, "%04d-%02d-%02d", year, month, day);
    }
    if (seconds) {
        buf_byte(out, ' ');
        add_time(out, seconds);
    }
    return true;
}

/* ---- numbers ------------------------------------------------------------------------------ */

/* 15 significant digits without an exponent. */
static void add_decimal(Buf *out, double value)
{
    char text[40];
    (void)snprintf(text, sizeof text, "%.14e", fabs(value)); /* d.dddddddddddddde±xx */
    char digits[16];
    digits[0] = text[0];
    memcpy(digits + 1, text + 2, 14);
    int count = 15, point = (int)strtol(strchr(text, 'e') + 1, NULL, 10) + 1;
    while (count > 1 && digits[count - 1] == '0')
        count--;
    if (value < 0) buf_byte(out, '-');
    if (point <= 0) buf_add(out, STR("0."));
    for (int i = point; i < 0; i++)
        buf_byte(out, '0');
    for (int i = 0; i < count || i < point; i++) {
        if (i == point && i > 0) buf_byte(out, '.');
        buf_byte(out, i < count ? digits[i] : '0');
    }
}

static void add_padded(Buf *out, double value, int width)
{
    Arena *scratch = arena_new();
    Buf digits = buf_new(scratch);
    add_decimal(&digits, value);
    for (size_t n = digits.len; n < (size_t)width; n++)
        buf_byte(out, '0');
    buf_add(out, buf_str(&digits));
    arena_free(scratch);
}

/* A plain whole number of few digits needs no arithmetic; most cells are one. */
static bool is_short_integer(Str raw)
{
    if (raw.len == 0 || raw.len > 15 || (raw.len > 1 && raw.ptr[0] == '0')) return false;
    for (size_t i = 0; i < raw.len; i++)
        if (raw.ptr[i] < '0' || raw.ptr[i] > '9') return false;
    return true;
}

static bool parse_double(Str raw, double *out)
{
    char text[64];
    if (raw.len == 0 || raw.len >= sizeof text) return false;
    for (size_t i = 0; i < raw.len; i++)
        if (!strchr("0123456789+-.eE", raw.ptr[i])) return false; /* no inf, nan, hexadecimal */
    memcpy(text, raw.ptr, raw.len);
    text[raw.len] = 0;
    char *end;
    *out = strtod(text, &end);
    return *end == 0 && isfinite(*out) && fabs(*out) < 1e60;
}

bool cell_number(Str raw, CellStyle style, bool epoch_1904, Buf *out, bool *damaged)
{
    *damaged = false;
    if (style.show == SHOW_NUMBER && is_short_integer(raw)) {
        buf_add(out, raw);
        return true;
    }
    double value;
    TRY(parse_double(raw, &value));
    bool serial = style.show == SHOW_DATE || style.show == SHOW_TIME;
    if (serial && add_serial(out, value, style.show, epoch_1904)) return true;
    *damaged = fabs(value) >= 1e15;
    if (style.show == SHOW_PERCENT) {
        add_decimal(out, value * 100);
        buf_byte(out, '%');
    } else if (style.show == SHOW_ZEROS && value >= 0 && value == floor(value)) {
        add_padded(out, value, style.width);
    } else {
        add_decimal(out, value == 0 ? 0 : value);
    }
    return true;
}
