/* What if: the months run on the same facts as the law stands and as it is tried; the four sets of
 * the last month both ways; and who would fall off a cliff, found by running the last month once
 * more with a little more income.
 *
 * As the law stands is computed once (whatif_open). A try runs only what it can change: the affairs
 * that name one of its numbers, and those that read what such an affair grants. What the others
 * granted stands ready for them (Kept). During a try the base allocates in the asker's arena, so
 * that a thousand tries leave nothing behind. Reading order: whatif_try, try_run. */
#include <string.h>

#include "entitle/forecast.h"

/* What was granted in one run, by affair: the months of AffairFacts. */
typedef struct {
    EnjoyedMonth **months;
    size_t *count;
} Kept;

struct WhatIfBase {
    FactBase *base;
    WhatIfAsk ask;
    const Field *income;
    Forecast *forecast, *last; /* of the months asked; of the last one alone */
    Outcome before, higher;    /* as the law stands; the last month with a step more of income */
    FourSets *sets;
    Cliffs cliffs;
    Kept kept[2]; /* of before, of higher */
};

/* ---- what was granted --------------------------------------------------------------------- */

static Kept granted_keep(FactBase *base)
{
    size_t count = base->bureau->affair_count;
    Kept kept = {NEW_ARRAY(base->arena, EnjoyedMonth *, count + 1),
                 NEW_ARRAY(base->arena, size_t, count + 1)};
    for (size_t i = 0; i < count; i++) {
        AffairFacts *facts = &base->affairs[i];
        kept.months[i] = facts->months;
        kept.count[i] = facts->month_count;
        facts->months = NULL;
        facts->month_count = facts->month_capacity = 0;
    }
    return kept;
}

/* What `kept` holds is as granted in the run that begins, but for the affairs touched. */
static void granted_begin(FactBase *base, const Kept *kept, const bool *touched)
{
    for (size_t i = 0; i < base->bureau->affair_count; i++) {
        AffairFacts *facts = &base->affairs[i];
        facts->months = touched[i] ? NULL : kept->months[i];
        facts->month_count = facts->month_capacity = touched[i] ? 0 : kept->count[i];
    }
}

/* ---- what a try touches ------------------------------------------------------------------- */

static bool names_number(const Program *program, const StandardOverride *numbers, size_t count)
{
    size_t standards;
    const Standard *const *named = program_standards(program, &standards);
    for (size_t i = 0; i < standards; i++)
        for (size_t k = 0; k < count; k++)
            if (named[i] == numbers[k].standard) return true;
    return false;
}

static size_t affair_at(const Bureau *bureau, const Affair *affair)
{
    size_t i = 0;
    while (bureau->affairs[i] != affair)
        i++;
    return i;
}

static bool reads_touched(const Bureau *bureau, const Program *program, const bool *touched)
{
    size_t count;
    const Input *inputs = program_inputs(program, &count);
    for (size_t i = 0; i < count; i++)
        if (inputs[i].affair && touched[affair_at(bureau, inputs[i].affair)]) return true;
    return false;
}

/* Affairs run after those that they read, so one walk finds all that follows. */
static bool *touched_by(Arena *arena, const Bureau *bureau, const StandardOverride *numbers,
                        size_t count)
{
    bool *touched = NEW_ARRAY(arena, bool, bureau->affair_count + 1);
    for (size_t i = 0; i < bureau->affair_count; i++) {
        const Program *program = bureau->affairs[i]->program;
        touched[i] =
            names_number(program, numbers, count) || reads_touched(bureau, program, touched);
    }
    return touched;
}

/* ---- cliffs ------------------------------------------------------------------------------- */

/* Households whom a step more of income leaves with less in all. */
static bool cliffs_find(Work *w, const Outcome *now, const Outcome *higher, Money step, Cliffs *out)
{
    ForecastChange *changes;
    size_t count;
    TRY(forecast_compare(w, now, higher, &changes, &count));
    *out = (Cliffs){.items = changes};
    for (size_t i = 0; i < count; i++)
        if (changes[i].before - changes[i].after > step.fen) changes[out->count++] = changes[i];
    return true;
}

/* ---- as the law stands -------------------------------------------------------------------- */

static bool open_higher(Work *w, WhatIfBase *x)
{
    Month last = x->ask.months.last;
    if (!x->income) return true;
    facts_shift(x->base, x->income, x->ask.step.fen);
    TRY(forecast_open(w, x->base, (Months){last, last}, &x->last));
    TRY(forecast_run(w, x->last, &x->higher));
    x->kept[1] = granted_keep(x->base);
    facts_shift(x->base, NULL, 0);
    return cliffs_find(w, &x->before, &x->higher, x->ask.step, &x->cliffs);
}

bool whatif_open(Work *w, FactBase *base, const WhatIfAsk *ask, WhatIfBase **out)
{
    const Bureau *b = base->bureau;
    WhatIfBase *x = NEW(base->arena, WhatIfBase);
    *x = (WhatIfBase){.base = base, .ask = *ask};
    if (ask->step.fen > 0) x->income = register_field(base->person, STR("monthly_income"));
    facts_keep_columns(base);
    facts_publish(base, month_last(ask->months.last));
    facts_override(base, NULL, 0);
    TRY(forecast_open(w, base, ask->months, &x->forecast));
    TRY(forecast_run(w, x->forecast, &x->before));
    x->sets = NEW_ARRAY(base->arena, FourSets, b->affair_count + 1);
    for (size_t i = 0; i < b->affair_count; i++)
        TRY(entitle_sets(w, base, b->affairs[i], ask->months.last, &x->sets[i]));
    x->kept[0] = granted_keep(base);
    *out = x;
    return open_higher(w, x);
}

/* ---- as it is tried ----------------------------------------------------------------------- */

static bool sets_again(Work *w, WhatIfBase *x, const bool *touched, WhatIf *out)
{
    const Bureau *b = x->base->bureau;
    FourSets *sets = NEW_ARRAY(w->arena, FourSets, b->affair_count + 1);
    memcpy(sets, x->sets, b->affair_count * sizeof *sets);
    for (size_t i = 0; i < b->affair_count; i++)
        if (touched[i]) TRY(entitle_sets(w, x->base, b->affairs[i], x->ask.months.last, &sets[i]));
    out->sets[1] = sets;
    return true;
}

static bool cliffs_again(Work *w, WhatIfBase *x, const bool *touched, WhatIf *out)
{
    Outcome higher;
    if (!x->income) return true;
    granted_begin(x->base, &x->kept[1], touched);
    x->base->shifted = x->income;
    x->base->shift = x->ask.step.fen;
    TRY(forecast_again(w, x->last, &x->higher, touched, &higher));
    return cliffs_find(w, &out->after, &higher, x->ask.step, &out->cliffs[1]);
}

static bool try_run(Work *w, WhatIfBase *x, const bool *touched, WhatIf *out)
{
    granted_begin(x->base, &x->kept[0], touched);
    TRY(forecast_again(w, x->forecast, &x->before, touched, &out->after));
    TRY(sets_again(w, x, touched, out));
    TRY(cliffs_again(w, x, touched, out));
    return forecast_compare(w, &out->before, &out->after, &out->changes, &out->change_count);
}

bool whatif_try(Work *w, WhatIfBase *x, const StandardOverride *numbers, size_t count, WhatIf *out)
{
    FactBase *base = x->base;
    Arena *own = base->arena;
    *out = (WhatIf){.before = x->before, .sets = {x->sets, NULL}, .cliffs = {x->cliffs, {0}}};
    base->arena = w->arena;
    base->overrides = numbers;
    base->override_count = count;
    bool ok = try_run(w, x, touched_by(w->arena, base->bureau, numbers, count), out);
    base->arena = own;
    base->shifted = NULL;
    facts_override(base, NULL, 0);
    for (size_t i = 0; i < base->bureau->affair_count; i++) {
        base->affairs[i].months = NULL;
        base->affairs[i].month_capacity = 0;
    }
    return ok;
}

/* Another text is another base: both are opened, and what they say is compared. */
bool whatif_try_law(Work *w, WhatIfBase *was, const WhatIfAsk *ask, WhatIf *out)
{
    FactBase *base = was->base, *tried;
    WhatIfBase *is;
    WhatIf found;
    TRY(facts_load(w, ask->bureau, base->known, base->regions.home.chain[0], &tried));
    TRY(whatif_open(w, tried, ask, &is));
    TRY(whatif_try(w, is, ask->numbers, ask->number_count, &found));
    *out = found;
    out->before = was->before;
    out->sets[0] = was->sets;
    out->cliffs[0] = was->cliffs;
    return forecast_compare(w, &out->before, &out->after, &out->changes, &out->change_count);
}

bool whatif_run(Work *w, FactBase *base, const WhatIfAsk *ask, WhatIf *out)
{
    WhatIfBase *open;
    TRY(whatif_open(w, base, ask, &open));
    if (ask->bureau && ask->bureau != base->bureau) return whatif_try_law(w, open, ask, out);
    return whatif_try(w, open, ask->numbers, ask->number_count, out);
}
