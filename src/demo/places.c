/* Where people live: the villages and communities of the division register, each with a weight; a
 * town without any stands for itself. Works for a district, and for a city whose towns hang
 * directly under it. Also the regions whose codes stand in citizen IDs here. */
#include "demo/plan.h"
#include "demo/words.def"

#define PICKS_PER_PLACE 64

/* The last three digits of a village's code: below 200 a residents' committee, below 400 a
 * villagers' committee; above, what is only written like one (parks, prisons). */
static bool place_lived_in(Division code)
{
    return code.n % 1000 < 400;
}

static void place_add(Demo *d, Division code, size_t *capacity)
{
    if (d->place_count == *capacity)
        d->places = arena_grow(d->arena, d->places, capacity, sizeof *d->places);
    Community *p = &d->places[d->place_count++];
    p->code = code;
    p->rural = code.n % 1000 >= 200;
    p->weight = (uint32_t)random_between(&d->random, 20, PICKS_PER_PLACE) / (p->rural ? 3 : 1) + 1;
}

static bool town_read(Work *w, Demo *d, const DivisionRow *town, size_t *capacity)
{
    DivisionRow *villages;
    size_t count, before = d->place_count;
    TRY(division_children(w, town->id, &villages, &count));
    for (size_t i = 0; i < count; i++)
        if (place_lived_in(villages[i].code)) place_add(d, villages[i].code, capacity);
    if (!count && d->place_count == before) place_add(d, town->code, capacity);
    return true;
}

static void picks_make(Demo *d)
{
    size_t total = 0;
    for (size_t i = 0; i < d->place_count; i++)
        total += d->places[i].weight;
    d->place_pick = NEW_ARRAY(d->arena, uint32_t, total);
    for (uint32_t i = 0; i < d->place_count; i++)
        for (uint32_t j = 0; j < d->places[i].weight; j++)
            d->place_pick[d->place_picks++] = i;
}

static bool regions_read(Work *w, Demo *d, const DivisionRow *home)
{
    DivisionRow *near;
    size_t count;
    d->regions[d->region_count++] = (int)(d->district.n / 1000000);
    TRY(division_children(w, home->parent, &near, &count));
    for (size_t i = 0; i < count && d->region_count < COUNT_OF(d->regions); i++)
        if (near[i].code.n != d->district.n && near[i].code.n / 1000000 % 100)
            d->regions[d->region_count++] = (int)(near[i].code.n / 1000000);
    return true;
}

bool places_read(Work *w, Demo *d)
{
    DivisionRow home, *towns;
    size_t count, capacity = 0;
    TRY(division_by_code(w, d->district, &home));
    TRY(division_descendants(w, home.id, 4, &towns, &count));
    for (size_t i = 0; i < count; i++)
        TRY(town_read(w, d, &towns[i], &capacity));
    if (!d->place_count)
        return refuse(w, ERR_NOT_FOUND, SAY_NO_PLACES, (long long)(d->district.n / 1000000));
    picks_make(d);
    return regions_read(w, d, &home);
}
