/* Where standards come from. Most rows of a district share one chain of areas (county, city,
 * province); only where a town or village has set a standard of its own do its people form a group
 * with a longer chain. A group is found by the order number of a division: the narrowest interval
 * around it wins. The subtree of the home division is kept to turn order numbers into ids. */
#include <stdlib.h>

#include "entitle/facts.h"
#include "entitle/words.def"

static bool region_read(Work *w, const DivisionRow *row, Region *out)
{
    *out = (Region){.id = row->id, .first = row->first, .last = row->last};
    return division_chain(w, row->id, out->chain, &out->chain_count);
}

static bool area_known(const Division *areas, size_t count, Division area)
{
    for (size_t i = 0; i < count; i++)
        if (areas[i].n == area.n) return true;
    return false;
}

/* The distinct areas inside `home` for which the bureau holds values. */
static size_t areas_inside(Work *w, const Bureau *bureau, Division home, Division **out)
{
    size_t capacity = 0, count = 0;
    Division *areas = NULL;
    for (size_t i = 0; i < bureau->standard_count; i++) {
        const Standard *s = &bureau->standards[i];
        for (size_t j = 0; j < s->value_count; j++) {
            Division area = s->values[j].area;
            if (area.n == home.n || !division_contains(home, area)) continue;
            if (area_known(areas, count, area)) continue;
            if (count == capacity) areas = arena_grow(w->arena, areas, &capacity, sizeof *areas);
            areas[count++] = area;
        }
    }
    *out = areas;
    return count;
}

static int by_width(const void *a, const void *b)
{
    const Region *x = a, *y = b;
    return (y->last - y->first > x->last - x->first) - (y->last - y->first < x->last - x->first);
}

static int by_order(const void *a, const void *b)
{
    const struct RegionRow *x = a, *y = b;
    return (x->order > y->order) - (x->order < y->order);
}

static bool subtree_read(Work *w, const DivisionRow *home, Regions *out)
{
    size_t capacity = 0;
    int level = division_level(home->code);
    for (; level <= 5; level++) {
        DivisionRow *rows = NULL;
        size_t count = 0;
        if (level == division_level(home->code)) {
            rows = (DivisionRow *)(uintptr_t)home;
            count = 1;
        } else {
            TRY(division_descendants(w, home->id, level, &rows, &count));
        }
        for (size_t i = 0; i < count; i++) {
            if (out->row_count == capacity)
                out->rows = arena_grow(w->arena, out->rows, &capacity, sizeof *out->rows);
            out->rows[out->row_count++] = (struct RegionRow){rows[i].first, rows[i].id};
        }
    }
    if (out->row_count) qsort(out->rows, out->row_count, sizeof *out->rows, by_order);
    return true;
}

bool regions_load(Work *w, const Bureau *bureau, Division home, Regions *out)
{
    DivisionRow row;
    Division *areas;
    *out = (Regions){0};
    if (!division_by_code(w, home, &row)) {
        if (w->error.code != ERR_NOT_FOUND) return false;
        return refuse(w, ERR_NOT_FOUND, SAY_HOME_UNKNOWN, (long long)home.n);
    }
    TRY(region_read(w, &row, &out->home));
    TRY(subtree_read(w, &row, out));
    size_t count = areas_inside(w, bureau, home, &areas);
    out->inner = NEW_ARRAY(w->arena, Region, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (division_by_code(w, areas[i], &row)) {
            TRY(region_read(w, &row, &out->inner[out->inner_count++]));
            continue;
        }
        if (w->error.code != ERR_NOT_FOUND) return false;
        w->error =
            (Error){0}; /* a place of the text that the store has not loaded: nobody lives there */
    }
    if (out->inner_count) qsort(out->inner, out->inner_count, sizeof *out->inner, by_width);
    return true;
}

size_t regions_group(const Regions *p, int32_t order)
{
    for (size_t i = p->inner_count; i-- > 0;)
        if (order >= p->inner[i].first && order <= p->inner[i].last) return i + 1;
    return 0;
}

const Region *regions_get(const Regions *p, size_t group)
{
    return group ? &p->inner[group - 1] : &p->home;
}

int64_t regions_id(const Regions *p, int32_t order)
{
    struct RegionRow key = {.order = order};
    if (!p->row_count) return p->home.id;
    const struct RegionRow *found = bsearch(&key, p->rows, p->row_count, sizeof *p->rows, by_order);
    return found ? found->id : p->home.id;
}
