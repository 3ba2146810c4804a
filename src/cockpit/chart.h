/* Charts of twelve months as SVG, with the table of the same numbers; see chart.c. Private to
 * cockpit. */
#ifndef COCKPIT_CHART_H
#define COCKPIT_CHART_H

#include "cockpit/pages.h"

enum { CHART_MONTHS = 12, CHART_SERIES = 6 };
/* One row of the table and one colour of the bars. */
typedef struct {
    Str name, href;
    int64_t values[CHART_MONTHS];
} ChartSeries;
typedef struct {
    const char *title, *note;
    Month first;
    int months; /* of the year that are known */
    ChartSeries *series;
    size_t count;
    bool money;
    Str month_href; /* what a month leads to, the month is added; empty: nothing */
} ChartAsked;
/* Stacked bars. Of more than CHART_SERIES series the smallest are drawn as one; the table has
 * all. */
void chart_make(Arena *arena, const ChartAsked *asked, Chart *out);

#endif
