/* Working days: weekends, the State Council's holidays, and the weekend days worked in exchange.
 * The table of exceptions is generated from the locked calendar package (tools/workdays2c.py):
 * sorted days, each a holiday or a make-up day; a day that is not in it goes by its weekday.
 *
 * Civil Code art. 201: the first day is not counted. Art. 203: a period whose last day is a day off
 * ends on the day after the days off. */
#include "base/workday.h"

static int exception_at(Date d)
{
    size_t low = 0, high = workday_exception_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (workday_exceptions[middle].days < d.days)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == workday_exception_count || workday_exceptions[low].days != d.days) return -1;
    return workday_exceptions[low].works;
}

bool workday_is(Date d)
{
    int exception = exception_at(d);
    return exception >= 0 ? exception == 1 : date_weekday(d) <= 5;
}

Date workday_add(Date from, int n)
{
    ensure(n >= 1);
    Date d = from;
    while (n > 0) {
        d.days++;
        n -= workday_is(d);
    }
    return d;
}

Date calendar_deadline(Date from, int n)
{
    ensure(n >= 1);
    Date d = {from.days + n};
    while (!workday_is(d))
        d.days++;
    return d;
}

bool workday_known(Date d)
{
    int year, month, day;
    date_parts(d, &year, &month, &day);
    return year >= workday_first_year && year <= workday_last_year;
}
