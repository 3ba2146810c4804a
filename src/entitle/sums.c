/* Sums over what a reform would do; see sums.h. */
#include "entitle/entitle.h"

static int64_t cost_sum(const Outcome *o, size_t affair, size_t month, size_t town)
{
    return o->cost[(affair * o->month_count + month) * o->town_count + town];
}

int64_t whatif_cost(const Outcome *o, Str affair, size_t month, size_t town)
{
    int64_t sum = 0;
    for (size_t a = 0; a < o->affair_count; a++) {
        if (affair.len && !str_equal(o->affairs[a]->key, affair)) continue;
        for (size_t m = 0; m < o->month_count; m++)
            for (size_t t = 0; t < o->town_count; t++)
                if ((month == WHATIF_ALL || m == month) && (town == WHATIF_ALL || t == town))
                    sum += cost_sum(o, a, m, t);
    }
    return sum;
}

const FourSets *whatif_sets(const WhatIf *f, int which, Str key)
{
    const Outcome *o = which ? &f->after : &f->before;
    for (size_t i = 0; i < o->affair_count; i++)
        if (str_equal(o->affairs[i]->key, key)) return &f->sets[which][i];
    return NULL;
}

int64_t whatif_count(const WhatIf *f, int which, Str key, SetKind kind)
{
    const FourSets *sets = whatif_sets(f, which, key);
    return sets ? sets->count[kind] : 0;
}

bool whatif_touches(const WhatIf *f, const Affair *affair)
{
    if (whatif_cost(&f->before, affair->key, WHATIF_ALL, WHATIF_ALL) !=
        whatif_cost(&f->after, affair->key, WHATIF_ALL, WHATIF_ALL))
        return true;
    for (SetKind k = SET_PAY; k < SET_COUNT; k++)
        if (whatif_count(f, 0, affair->key, k) != whatif_count(f, 1, affair->key, k)) return true;
    return false;
}

int64_t whatif_share(const Outcome *o, const ForecastShare *shares, size_t count, Str key)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(o->affairs[shares[i].affair]->key, key)) return shares[i].fen;
    return 0;
}

int64_t *whatif_newly(Arena *arena, const WhatIf *f, Str key, SetKind kind, size_t *count)
{
    const FourSets *was = whatif_sets(f, 0, key), *is = whatif_sets(f, 1, key);
    size_t before = was ? (size_t)was->count[kind] : 0, after = is ? (size_t)is->count[kind] : 0;
    int64_t *newly = NEW_ARRAY(arena, int64_t, after + 1);
    *count = 0;
    for (size_t i = 0, j = 0; i < after; i++) {
        int64_t id = is->subjects[kind][i];
        while (j < before && was->subjects[kind][j] < id)
            j++;
        if (j == before || was->subjects[kind][j] != id) newly[(*count)++] = id;
    }
    return newly;
}

WhatIfMoved whatif_moved(const WhatIf *f, int sign)
{
    WhatIfMoved m = {0};
    for (size_t i = 0; i < f->change_count; i++) {
        int64_t by = (f->changes[i].after - f->changes[i].before) * sign;
        if (by <= 0) continue;
        m.households++;
        m.people += f->changes[i].people;
        m.fen += by;
    }
    return m;
}
