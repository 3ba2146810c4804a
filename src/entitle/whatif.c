/* What if: the months run twice on the same facts, as the law stands and as it is tried; the four
 * sets of the last month both ways; and who would fall off a cliff, found by running everything
 * once more with a little more income. */
#include "entitle/facts.h"

typedef struct {
    FactBase *base;
    const Outcome *now;
    FourSets *sets;
    Cliffs *cliffs;
} Side;

static bool side_sets(Work *w, const Side *side, Month month)
{
    const Bureau *b = side->base->bureau;
    for (size_t i = 0; i < b->affair_count; i++)
        TRY(entitle_sets(w, side->base, b->affairs[i], month, &side->sets[i]));
    return true;
}

/* Households that a step more of income would leave with less in all. */
static bool side_cliffs(Work *w, const Side *side, Month month, Money step)
{
    const Field *income = register_field(side->base->person, STR("monthly_income"));
    Forecast *forecast;
    Outcome higher;
    ForecastChange *changes;
    size_t count;
    if (!income || step.fen <= 0) return true;
    facts_shift(side->base, income, step.fen);
    TRY(forecast_open(w, side->base, (Months){month, month}, &forecast));
    TRY(forecast_run(w, forecast, &higher));
    facts_shift(side->base, NULL, 0);
    TRY(forecast_compare(w, side->now, &higher, &changes, &count));
    side->cliffs->items = NEW_ARRAY(w->arena, ForecastChange, count + 1);
    for (size_t i = 0; i < count; i++)
        if (changes[i].before - changes[i].after > step.fen)
            side->cliffs->items[side->cliffs->count++] = changes[i];
    return true;
}

static bool side_run(Work *w, FactBase *base, const WhatIfAsk *ask, WhatIf *out, int which)
{
    Outcome *now = which ? &out->after : &out->before;
    Forecast *forecast;
    out->sets[which] = NEW_ARRAY(w->arena, FourSets, base->bureau->affair_count + 1);
    const Side side = {base, now, out->sets[which], &out->cliffs[which]};
    facts_publish(base, month_last(ask->months.last));
    TRY(forecast_open(w, base, ask->months, &forecast));
    TRY(forecast_run(w, forecast, now));
    TRY(side_sets(w, &side, ask->months.last));
    return side_cliffs(w, &side, ask->months.last, ask->step);
}

bool whatif_run(Work *w, FactBase *base, const WhatIfAsk *ask, WhatIf *out)
{
    FactBase *tried = base;
    *out = (WhatIf){0};
    TRY(side_run(w, base, ask, out, 0));
    if (ask->bureau && ask->bureau != base->bureau)
        TRY(facts_load(w, ask->bureau, base->known, base->regions.home.chain[0], &tried));
    facts_override(tried, ask->numbers, ask->number_count);
    TRY(side_run(w, tried, ask, out, 1));
    facts_override(tried, NULL, 0);
    return forecast_compare(w, &out->before, &out->after, &out->changes, &out->change_count);
}
