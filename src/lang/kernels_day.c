/* The inner loops of days and months; see kernels.c for how they are written. */
#include "lang/kernels_vector.h"

/* ---- days --------------------------------------------------------------------------------- */

VECTOR int kernel_any_none(size_t n, const int32_t *a)
{
    int any = 0;
    for (size_t i = 0; i < n; i++)
        any |= a[i] == INT32_MAX;
    return any;
}

/* Shifted so that none, the largest, becomes the least. */
VECTOR void kernel_range(size_t n, const int32_t *restrict a, int32_t *low, int32_t *high)
{
    const uint32_t shift = 0x80000001u;
    int32_t least = INT32_MAX;
    uint32_t most = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t shifted = (uint32_t)a[i] + shift;
        most = shifted > most ? shifted : most;
        least = a[i] < least ? a[i] : least;
    }
    *low = least;
    *high = most == 0 ? INT32_MIN : (int32_t)(most - shift);
}

/* `result` unless `day` is none, without a branch. */
static inline __attribute__((always_inline)) int32_t keep_none(int32_t day, uint32_t result)
{
    const uint32_t none = -(uint32_t)(day == INT32_MAX);
    return (int32_t)((result & ~none) | (none & INT32_MAX));
}

/* Civil date from a day number by multiplications only (Neri and Schneider, 2021). Days before
 * year 0 and beyond 2^28 do not occur; INT32_MAX, "none", is kept by the caller's last line. */
typedef struct {
    uint32_t year, month, day; /* year shifted by 400 * 30; month 3..14, day from 0 */
} Civil;
static inline __attribute__((always_inline)) Civil civil_of(int32_t days)
{
    uint32_t shifted = (uint32_t)days + 719468u + 146097u * 30u;
    uint32_t n1 = 4 * shifted + 3;
    uint32_t century = n1 / 146097, of_century = n1 % 146097 / 4;
    uint64_t p2 = (uint64_t)2939745 * (4 * of_century + 3);
    uint32_t of_year = (uint32_t)(p2 & 0xffffffff) / 2939745 / 4;
    uint32_t n3 = 2141 * of_year + 197913;
    return (Civil){100 * century + (uint32_t)(p2 >> 32), n3 >> 16, (n3 & 0xffff) / 2141};
}

VECTOR void kernel_month_of(size_t n, int32_t *restrict d, const int32_t *restrict a)
{
    for (size_t i = 0; i < n; i++) {
        const Civil c = civil_of(a[i]);
        d[i] = keep_none(a[i], c.year * 12 + c.month - 1 - 400u * 30 * 12);
    }
}

/* Days since 1900-03-01 as years that begin in March and a day of the year. The quotient by 1461
 * quarter days is exact in single precision: a remainder is at least 1/1461, the error below a
 * twentieth of that, and 0.0002 lies between. A day that is none gives something, without harm. */
typedef struct {
    uint32_t year, of_year;
} March;
static inline __attribute__((always_inline)) March march_of(int32_t day)
{
    const uint32_t since = (uint32_t)day - (uint32_t)KERNEL_JULIAN_FIRST;
    const float quarters = (float)(int32_t)(4 * since + 3);
    const uint32_t year = (uint32_t)(int32_t)(quarters * (1.0F / 1461.0F) + 0.0002F);
    return (March){year, since - (1461 * year >> 2)};
}

VECTOR void kernel_month_of_julian(size_t n, int32_t *restrict d, const int32_t *restrict a)
{
    for (size_t i = 0; i < n; i++) {
        const March m = march_of(a[i]);
        const uint32_t of_year = (2141 * m.of_year + 197913) >> 16;
        d[i] = keep_none(a[i], (1900 + m.year) * 12 + of_year - 1);
    }
}

/* Only for one born on 29 February, the last day of a March year, does the month change: to March
 * when the birthday's year is a common one. */
VECTOR void kernel_birthday_month_julian(size_t n, int32_t *restrict d, const int32_t *restrict a,
                                         int32_t years)
{
    const uint32_t fourth = years % 4 != 0, more = (uint32_t)years;
    for (size_t i = 0; i < n; i++) {
        const March m = march_of(a[i]);
        const uint32_t year = 1901 + m.year + more; /* of a birthday in January or February */
        const uint32_t common = fourth | (year == 1900) | (year == 2100) | (year == 2200);
        const uint32_t of_year = (2141 * m.of_year + 197913) >> 16;
        const uint32_t month = (1900 + m.year + more) * 12 + of_year - 1;
        d[i] = keep_none(a[i], month + ((m.of_year == 365) & common));
    }
}

/* 29 February of a common year becomes 1 March because March is month 0 of the shifted year. */
VECTOR void kernel_birthday(size_t n, int32_t *restrict d, const int32_t *restrict a, int32_t years)
{
    for (size_t i = 0; i < n; i++) {
        Civil c = civil_of(a[i]);
        uint32_t year = c.year + (uint32_t)years, century = year / 100;
        uint32_t before = 1461 * year / 4 - century + century / 4;
        uint32_t of_year = (979 * c.month - 2919) / 32 + c.day;
        uint32_t day = before + of_year - 719468u - 146097u * 30u;
        d[i] = keep_none(a[i], day);
    }
}

VECTOR void kernel_add_day(size_t n, int32_t *restrict d, const int32_t *restrict a, int32_t count)
{
    for (size_t i = 0; i < n; i++)
        d[i] = keep_none(a[i], (uint32_t)a[i] + (uint32_t)count);
}
