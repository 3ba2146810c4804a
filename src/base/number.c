/* Money in whole fen, exact decimals, and the one place where a quotient is rounded. Nothing here
 * uses floating point. ratio_round is what the law's 取整 comes down to: read its comment first. */
#include "base/base.h"

int64_t power_of_ten(int exponent)
{
    ensure(exponent >= 0 && exponent <= 18);
    int64_t n = 1;
    while (exponent-- > 0)
        n *= 10;
    return n;
}

/* Writes |fen| from the back into room[], with commas if `grouped`; the text is NUL-terminated. */
static Str money_write(Arena *arena, Money m, bool grouped)
{
    char room[40];
    char *at = room + sizeof room;
    uint64_t fen = m.fen < 0 ? -(uint64_t)m.fen : (uint64_t)m.fen;
    *--at = '\0';
    *--at = (char)('0' + fen % 10);
    *--at = (char)('0' + fen / 10 % 10);
    *--at = '.';
    uint64_t yuan = fen / 100;
    for (int digits = 0; digits == 0 || yuan > 0; digits++, yuan /= 10) {
        if (grouped && digits > 0 && digits % 3 == 0) *--at = ',';
        *--at = (char)('0' + yuan % 10);
    }
    if (m.fen < 0) *--at = '-';
    return str_copy(arena, (Str){at, (size_t)(room + sizeof room - 1 - at)});
}

Str money_text(Arena *arena, Money m)
{
    return money_write(arena, m, true);
}

Str money_plain(Arena *arena, Money m)
{
    return money_write(arena, m, false);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Appends one decimal digit to *n, below zero if `negative`, so that the least number fits. */
static bool digit_append(int64_t *n, char digit, bool negative)
{
    int64_t d = digit - '0';
    if (__builtin_mul_overflow(*n, (int64_t)10, n)) return false;
    return !__builtin_add_overflow(*n, negative ? -d : d, n);
}

/* Thousands commas are all there or none: "1,234,567", never "12,34". */
static bool commas_are_thousands(Str whole)
{
    size_t group = 0, commas = 0;
    for (size_t i = 0; i < whole.len; i++) {
        if (whole.ptr[i] != ',') {
            group++;
            continue;
        }
        if (group == 0 || group > 3 || (commas > 0 && group != 3)) return false;
        commas++;
        group = 0;
    }
    return commas == 0 || group == 3;
}

/* Digits with an optional sign and one point: "-1,234.50". The scale is the number of decimals. */
static bool number_parse(Str s, int most_decimals, bool commas, Decimal *out)
{
    bool negative = s.len > 0 && s.ptr[0] == '-';
    if (negative || (s.len > 0 && s.ptr[0] == '+')) s = str_from(s, 1);
    ptrdiff_t point = str_find(s, STR("."));
    Str whole = point < 0 ? s : (Str){s.ptr, (size_t)point};
    Str decimals = point < 0 ? (Str){"", 0} : str_from(s, (size_t)point + 1);
    if (whole.len == 0 || (point >= 0 && decimals.len == 0)) return false;
    if (decimals.len > (size_t)most_decimals) return false;
    if (commas && !commas_are_thousands(whole)) return false;
    Decimal d = {0, (int)decimals.len};
    for (size_t i = 0; i < whole.len; i++) {
        if (commas && whole.ptr[i] == ',') continue;
        if (!is_digit(whole.ptr[i]) || !digit_append(&d.mantissa, whole.ptr[i], negative))
            return false;
    }
    for (size_t i = 0; i < decimals.len; i++)
        if (!is_digit(decimals.ptr[i]) || !digit_append(&d.mantissa, decimals.ptr[i], negative))
            return false;
    *out = d;
    return true;
}

bool decimal_parse(Str s, Decimal *out)
{
    return number_parse(s, 9, false, out);
}

bool money_parse(Str s, Money *out)
{
    Decimal d;
    TRY(number_parse(s, 2, true, &d));
    return !__builtin_mul_overflow(d.mantissa, power_of_ten(2 - d.scale), &out->fen);
}

bool ratio_round(Wide numerator, Wide denominator, Rounding mode, int64_t unit, int64_t *out)
{
    ensure(denominator > 0 && unit > 0);
    Wide divisor;
    if (__builtin_mul_overflow(denominator, (Wide)unit, &divisor)) return false;
    Wide quotient = numerator / divisor, rest = numerator % divisor;
    if (rest < 0) { /* C truncates toward zero; we want the floor */
        quotient--;
        rest += divisor;
    }
    bool up = false;
    switch (mode) {
    case ROUND_NONE:
        if (rest != 0) return false;
        break;
    case ROUND_UP:
        up = rest > 0;
        break;
    case ROUND_DOWN:
        break;
    case ROUND_HALF_UP: /* a tie goes away from zero: for a negative number, down to the floor */
        up = numerator >= 0 ? rest >= divisor - rest : rest > divisor - rest;
        break;
    }
    Wide whole;
    if (__builtin_add_overflow(quotient, (Wide)up, &whole)) return false;
    if (__builtin_mul_overflow(whole, (Wide)unit, &whole)) return false;
    if (whole > INT64_MAX || whole < INT64_MIN) return false;
    *out = (int64_t)whole;
    return true;
}
