/* A division's 12-digit code: province 2, city 2, county 2, township 3, village 3 digits. Its level
 * is that of its last segment that is not zero, so a town right under a city (whose county digits
 * are 00) is still a township. */
#include "base/base.h"

static const int segment_digits[] = {0, 2, 4, 6, 9, 12}; /* by level */

/* Ten to the number of digits below a level. */
static int64_t below(int level)
{
    return power_of_ten(12 - segment_digits[level]);
}

bool division_parse(Str text, Division *out)
{
    bool length_fits = false;
    for (size_t i = 1; i < COUNT_OF(segment_digits); i++)
        length_fits |= text.len == (size_t)segment_digits[i];
    int64_t n;
    if (!length_fits || text.ptr[0] < '1' || text.ptr[0] > '9' || !str_int(text, &n)) return false;
    out->n = n * power_of_ten(12 - (int)text.len);
    return true;
}

int division_level(Division d)
{
    for (int level = 5; level > 0; level--)
        if (d.n % below(level - 1) / below(level) != 0) return level;
    return 0;
}

Str division_text(Arena *arena, Division d)
{
    int level = division_level(d);
    int digits = level ? segment_digits[level] : 2;
    return format(arena, "%0*lld", digits, (long long)(d.n / below(level ? level : 1)));
}

Division division_parent(Division d)
{
    int level = division_level(d);
    return (Division){level <= 1 ? 0 : d.n - d.n % below(level - 1)};
}

bool division_contains(Division outer, Division inner)
{
    int64_t unit = below(division_level(outer));
    return outer.n / unit == inner.n / unit;
}
