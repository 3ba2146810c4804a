/* demo: a synthetic district calibrated to a figures file. Everybody in it is invented.
 *
 * Writes only through registry's imports and decisions; it cannot see entitle, ledger or payment.
 * The same seed gives the same people; another seed gives other people and the same figures. */
#ifndef DEMO_H
#define DEMO_H

#include "affair/affair.h"
#include "registry/registry.h"

typedef struct {
    Division district;
    uint64_t seed;
    const char *figures; /* areas/<code>-<name>/figures.csv */
    const char *folder;  /* where the import files are written, kept for the curious */
    int64_t population;  /* 0: from the figures file */
} DemoPlan;
typedef struct Demo Demo;
/* Works out everybody's year. */
bool demo_plan(Work *w, const Bureau *bureau, const DemoPlan *plan, Demo **out);
/* The state of the day before the year: people, units, enrolments. Sets w's clock. */
bool demo_begin(Work *w, const Bureau *bureau, Demo *demo, int64_t law);
/* What the bureau learns and decides in month 1..12, each at its own hour. */
bool demo_month(Work *w, const Bureau *bureau, Demo *demo, int month, int64_t law);

#endif
