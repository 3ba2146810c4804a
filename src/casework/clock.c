/* Clocks, and nothing else: from the day a clock starts, its kind and length, and the days on which
 * the law lets it stand still, to the last day. A period begins on the day after. Days
 * inside a pause (from, to] do not count; so what has run before a pause stays run. */
#include "casework/room.h"

enum { SOON_WORKDAYS = 2 }; /* amber from here on */

static bool is_paused(Date day, const ClockPause *pauses, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (day.days > pauses[i].from.days && day.days <= pauses[i].to.days) return true;
    return false;
}

static bool stands_still(const ClockPause *pauses, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (pauses[i].to.days == DATE_NONE.days) return true;
    return false;
}

Date clock_due(StepClock kind, int days, Date start, const ClockPause *pauses, size_t count)
{
    if (kind == STEP_NO_CLOCK || stands_still(pauses, count)) return DATE_NONE;
    if (kind == STEP_AT_ONCE) return start;
    Date day = start;
    for (int run = 0; run < days;) {
        day.days++;
        bool counts = kind == STEP_DAYS || workday_is(day);
        run += counts && !is_paused(day, pauses, count);
    }
    while (kind == STEP_DAYS && !workday_is(day))
        day.days++; /* 民法典 203: the last day off moves on */
    return day;
}

ClockColour clock_colour(Date due, Date today)
{
    if (due.days == DATE_NONE.days) return CLOCK_STILL;
    if (due.days < today.days) return CLOCK_RED;
    return due.days <= workday_add(today, SOON_WORKDAYS).days ? CLOCK_AMBER : CLOCK_GREEN;
}

Str clock_colour_key(ClockColour colour)
{
    static const Str KEYS[CLOCK_COLOUR_COUNT] = {
        {STR_INIT("still")}, {STR_INIT("green")}, {STR_INIT("amber")}, {STR_INIT("red")}};
    ensure(colour < CLOCK_COLOUR_COUNT);
    return KEYS[colour];
}
