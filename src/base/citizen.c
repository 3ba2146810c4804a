/* The citizen ID of GB 11643-1999: six digits of region, eight of birth, three of sequence (odd
 * male, even female), one check character; and the 15-digit form before it, with a two-digit year
 * and no check. citizen_inspect finds what is wrong without writing any text, so that files of
 * millions of rows can be checked with it; citizen.h turns the finding into words elsewhere.
 *
 * A region must name a province (or Hong Kong 81, Macao 82, Taiwan 71 and 83) but its last four
 * digits may be any: numbers live longer than the counties that gave them. A leading 9 is the
 * permanent residence card of a foreigner, whose province stands one digit later. */
#include "base/citizen.h"

static const char check_map[] = "10X98765432";

static char check_character(const char *seventeen)
{
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (size_t i = 0; i < COUNT_OF(weights); i++)
        sum += (seventeen[i] - '0') * weights[i];
    return check_map[sum % 11];
}

/* GB/T 2260: 71 Taiwan, 81 Hong Kong, 82 Macao; 83 stands on residence permits of Taiwan people. */
static const bool provinces[100] = {
    [11] = true, [12] = true, [13] = true, [14] = true, [15] = true, [21] = true, [22] = true,
    [23] = true, [31] = true, [32] = true, [33] = true, [34] = true, [35] = true, [36] = true,
    [37] = true, [41] = true, [42] = true, [43] = true, [44] = true, [45] = true, [46] = true,
    [50] = true, [51] = true, [52] = true, [53] = true, [54] = true, [61] = true, [62] = true,
    [63] = true, [64] = true, [65] = true, [71] = true, [81] = true, [82] = true, [83] = true,
};

bool province_is_known(const char *two)
{
    return provinces[(two[0] - '0') * 10 + (two[1] - '0')];
}

static int number_at(const char *p, int digits)
{
    int n = 0;
    while (digits-- > 0)
        n = n * 10 + (*p++ - '0');
    return n;
}

/* Sequences 996 to 999 of a 15-digit number were kept for people over a hundred. */
static int birth_year(Str s)
{
    if (s.len == 18) return number_at(s.ptr + 6, 4);
    return number_at(s.ptr + 6, 2) + (number_at(s.ptr + 12, 3) >= 996 ? 1800 : 1900);
}

CitizenFinding citizen_inspect(Str s, Date today, Date *birth, int *sex)
{
    *birth = DATE_NONE;
    *sex = 0;
    if (s.len != 18 && s.len != 15) return (CitizenFinding){CITIZEN_LENGTH, 0, 0};
    size_t digits = s.len == 18 ? 17 : 15;
    for (size_t i = 0; i < digits; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return (CitizenFinding){CITIZEN_CHARACTER, (int)i + 1, 0};
    char last = s.ptr[s.len - 1] == 'x' ? 'X' : s.ptr[s.len - 1];
    if (last != 'X' && (last < '0' || last > '9')) return (CitizenFinding){CITIZEN_LAST, 18, 0};
    bool foreigner = s.len == 18 && s.ptr[0] == '9';
    if (!province_is_known(s.ptr + foreigner)) return (CitizenFinding){CITIZEN_REGION, 0, 0};
    size_t day_at = s.len == 18 ? 10 : 8;
    int year = birth_year(s), month = number_at(s.ptr + day_at, 2),
        day = number_at(s.ptr + day_at + 2, 2);
    if (year < 1800 || !date_is_real(year, month, day)) return (CitizenFinding){CITIZEN_DATE, 0, 0};
    *birth = date_of(year, month, day);
    *sex = (s.ptr[digits - 1] - '0') % 2 ? 1 : 2;
    if (birth->days > today.days) return (CitizenFinding){CITIZEN_FUTURE, 0, 0};
    if (s.len == 15) return (CitizenFinding){CITIZEN_OLD, 0, 0};
    char expected = check_character(s.ptr);
    return (CitizenFinding){last == expected ? CITIZEN_GOOD : CITIZEN_CHECK, 0, expected};
}

Verdict citizen_id_verdict(Str text, Date today, Date *birth, int *sex)
{
    CitizenFault fault = citizen_inspect(text, today, birth, sex).fault;
    return fault == CITIZEN_GOOD ? CODE_VALID : fault == CITIZEN_OLD ? CODE_WARNING : CODE_INVALID;
}

Str citizen_id_make(Arena *arena, int region, Date birth, int sequence)
{
    ensure(region >= 0 && region <= 999999 && sequence >= 0 && sequence <= 999);
    int year, month, day;
    date_parts(birth, &year, &month, &day);
    Str id = format(arena, "%06d%04d%02d%02d%03d?", region, year, month, day, sequence);
    char *digits = arena_alloc(arena, 19);
    for (size_t i = 0; i < 17; i++)
        digits[i] = id.ptr[i];
    digits[17] = check_character(digits);
    return (Str){digits, 18};
}
