/* Days and months of the proleptic Gregorian calendar. A Date counts days since 1970-01-01, a Month
 * counts months since year 0; both compare as integers. The conversion counts in eras of 400 years
 * that begin on 1 March, so that the leap day stands last in its year. */
#include "base/base.h"
#include "base/words.def"

enum { DAYS_PER_ERA = 146097, EPOCH = 719468 /* 0000-03-01 to 1970-01-01 */ };

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool date_is_real(int year, int month, int day)
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= month_days(year, month);
}

Date date_of(int year, int month, int day)
{
    ensure(date_is_real(year, month, day));
    int y = month <= 2 ? year - 1 : year; /* the year that began in March */
    int era = y / 400, year_of_era = y % 400;
    int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (Date){era * DAYS_PER_ERA + day_of_era - EPOCH};
}

void date_parts(Date d, int *year, int *month, int *day)
{
    int z = d.days + EPOCH;
    ensure(z >= 0 && d.days < 2932897); /* years 0 to 9999 */
    int era = z / DAYS_PER_ERA, day_of_era = z % DAYS_PER_ERA;
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int from_march = (5 * day_of_year + 2) / 153;
    *day = day_of_year - (153 * from_march + 2) / 5 + 1;
    *month = from_march < 10 ? from_march + 3 : from_march - 9;
    *year = year_of_era + era * 400 + (*month <= 2);
}

/* `count` digits at s[from]; -1 when one is none. */
static int digits(Str s, size_t from, size_t count)
{
    int n = 0;
    for (size_t i = from; i < from + count; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return -1;
        n = n * 10 + (s.ptr[i] - '0');
    }
    return n;
}

bool date_parse(Str s, Date *out)
{
    if (s.len != 10 || s.ptr[4] != '-' || s.ptr[7] != '-') return false;
    int year = digits(s, 0, 4), month = digits(s, 5, 2), day = digits(s, 8, 2);
    if (year < 1800 || year > 2999 || !date_is_real(year, month, day)) return false;
    *out = date_of(year, month, day);
    return true;
}

Str date_text(Arena *arena, Date d)
{
    int year, month, day;
    date_parts(d, &year, &month, &day);
    return format(arena, "%04d-%02d-%02d", year, month, day);
}

Str date_chinese(Arena *arena, Date d)
{
    int year, month, day;
    date_parts(d, &year, &month, &day);
    return format(arena, SAY_DATE, year, month, day);
}

Month date_month(Date d)
{
    if (d.days == DATE_NONE.days) return MONTH_NONE;
    int year, month, day;
    date_parts(d, &year, &month, &day);
    return month_of(year, month);
}

int date_weekday(Date d)
{
    int from_monday = (d.days + 3) % 7; /* 1970-01-01 was a Thursday */
    return (from_monday < 0 ? from_monday + 7 : from_monday) + 1;
}

/* Civil Code art. 1259 counts ages in full; on 1 March for those born on a leap day. */
Date date_birthday(Date birth, int age)
{
    int year, month, day;
    date_parts(birth, &year, &month, &day);
    if (month == 2 && day == 29 && !is_leap(year + age)) return date_of(year + age, 3, 1);
    return date_of(year + age, month, day);
}

int date_age(Date birth, Date on)
{
    int born, year, month, day;
    date_parts(birth, &born, &month, &day);
    date_parts(on, &year, &month, &day);
    int age = year - born;
    return on.days < date_birthday(birth, age).days ? age - 1 : age;
}

Month month_of(int year, int month)
{
    ensure(month >= 1 && month <= 12);
    return (Month){year * 12 + month - 1};
}

bool month_parse(Str s, Month *out)
{
    if (s.len != 7 || s.ptr[4] != '-') return false;
    int year = digits(s, 0, 4), month = digits(s, 5, 2);
    if (year < 1800 || year > 2999 || month < 1 || month > 12) return false;
    *out = month_of(year, month);
    return true;
}

Str month_text(Arena *arena, Month m)
{
    return format(arena, "%04d-%02d", month_year(m), month_number(m));
}

int month_year(Month m)
{
    return m.n / 12;
}

int month_number(Month m)
{
    return m.n % 12 + 1;
}

Date month_first(Month m)
{
    return date_of(month_year(m), month_number(m), 1);
}

Date month_last(Month m)
{
    return date_of(month_year(m), month_number(m), month_days(month_year(m), month_number(m)));
}
