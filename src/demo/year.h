/* The parts in which a month is told; year.c puts them in order. */
#ifndef DEMO_YEAR_H
#define DEMO_YEAR_H

#include "demo/sheet.h"

#define STR_OF(literal)                                                                            \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

Date telling_since(const Telling *t);
Str relation_name(FamilyRelation relation);

bool people_tell(Telling *t);       /* who is new */
bool people_facts_tell(Telling *t); /* deaths, departures, disabilities, corrections */
bool units_tell(Telling *t);        /* benefit units, incomes, accounts */
bool wards_tell(Telling *t);        /* the destitute, and children without parents */
bool programmes_tell(Telling *t);   /* small programmes: only before the year */
bool records_tell(Telling *t);      /* registers of other things: records.def */
bool decisions_tell(Telling *t);    /* stops, revisions, fade-outs, grants */

#endif
