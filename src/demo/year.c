/* A month as the bureau lives it: on the 3rd the registers of people come in, on the 6th the
 * notices of deaths and departures, on the 10th the applications with what was verified, on the
 * 21st everything is decided that is due. The close follows on the 28th and is not demo's. */
#include "demo/year.h"

static bool month_tell(Telling *t)
{
    int day = t->month ? 3 : 31;
    telling_clock(t, day, 9);
    TRY(people_tell(t));
    telling_clock(t, t->month ? 6 : day, 10);
    TRY(people_facts_tell(t));
    telling_clock(t, t->month ? 10 : day, 11);
    TRY(units_tell(t));
    TRY(wards_tell(t));
    TRY(programmes_tell(t));
    telling_clock(t, t->month ? 21 : day, 15);
    return decisions_tell(t) && records_tell(t);
}

static bool tell(Work *w, const Bureau *bureau, Demo *d, int month)
{
    Telling t = {.w = w, .bureau = bureau, .demo = d, .month = month, .scratch = arena_new()};
    bool told = month_tell(&t);
    arena_free(t.scratch);
    return told;
}

bool demo_begin(Work *w, const Bureau *bureau, Demo *demo, int64_t law)
{
    (void)law; /* the import stamps decisions with the law in force itself */
    return tell(w, bureau, demo, 0);
}

bool demo_month(Work *w, const Bureau *bureau, Demo *demo, int month, int64_t law)
{
    (void)law;
    ensure(month >= 1 && month <= 12);
    return tell(w, bureau, demo, month);
}
