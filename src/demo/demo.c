/* A synthetic district, worked out in this order: the units of minimum living, the children, the
 * destitute, then families enough to reach the population; the elders among all of them; the
 * disabled; what befalls everybody else; last the incomes, so that the mean comes out. Reading
 * order: plan.h, people.c, units.c, calibrate.c, children.c, benefits.c, elders.c, then sheet.c and
 * year.c, which tell the bureau month by month. */
#include "demo/demo.h"

#include "demo/plan.h"
#include "demo/words.def"

bool demo_work_out(Work *w, Demo *d)
{
    work_progress(w, STR(SAY_PLANNING), 0, 4);
    d->elders_left = d->target.old_age + elders_silent(d);
    units_plan(d);
    TRY(children_plan(w, d));
    destitute_plan(d);
    disabled_members_plan(d);
    TRY(units_calibrate(w, d));
    work_progress(w, STR(SAY_PLANNING), 1, 4);
    families_fill(d);
    work_progress(w, STR(SAY_PLANNING), 2, 4);
    elders_plan(d);
    disabled_plan(d);
    work_progress(w, STR(SAY_PLANNING), 3, 4);
    events_plan(d);
    programmes_plan(d);
    work_progress(w, STR(SAY_PLANNING), 4, 4);
    return true;
}

bool demo_plan(Work *w, const Bureau *bureau, const DemoPlan *plan, Demo **out)
{
    Demo *d = *out = NEW(w->arena, Demo);
    d->arena = w->arena;
    d->random = random_new(plan->seed);
    d->year = bureau->report_count ? bureau->reports[0].year : DEMO_YEAR;
    d->district = plan->district;
    d->folder = plan->folder;
    TRY(targets_read(w, plan->figures, d));
    if (plan->population) d->target.population = plan->population;
    TRY(rates_read(w, bureau, d));
    TRY(places_read(w, d));
    return demo_work_out(w, d);
}
