/* The inside of a Forecast, for forecast.c and compare.c. */
#ifndef ENTITLE_FORECAST_H
#define ENTITLE_FORECAST_H

#include "entitle/facts.h"

struct Forecast {
    FactBase *base;
    Months months;
    size_t month_count;
    Town *towns; /* by order; the last one is outside */
    size_t town_count;
    size_t subjects[2]; /* persons, units */
    uint16_t *town[2];  /* [month][person or unit]: see town_of */
    int32_t *household; /* by person: 1 + unit, or 0 */
    int32_t *people;    /* by unit: members on the last day */
};
/* How many people a household of a ForecastShare has on the last day. */
int32_t forecast_people(const Forecast *forecast, int64_t household);

#endif
