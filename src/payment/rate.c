/* Standards that payment itself reads; see rate.h. */
#include "payment/rate.h"

bool rate_areas(Work *w, int64_t division, RateAreas *out)
{
    Division home;
    DivisionRow row;
    if (division == 0) {
        TRY(facts_home(w, &home));
        TRY(division_by_code(w, home, &row));
        division = row.id;
    }
    return division_chain(w, division, out->chain, &out->count);
}

const Standard *rate_standard(Arena *arena, const Bureau *bureau, const Affair *affair, Str key)
{
    if (!affair) return bureau_standard(bureau, key);
    const Standard *own =
        bureau_standard(bureau, format(arena, "%.*s_%.*s", STR_ARG(affair->key), STR_ARG(key)));
    return own ? own : bureau_standard(bureau, key);
}

bool rate_on(const Standard *s, const RateAsked *asked, Decimal *out)
{
    Areas areas = {asked->areas->chain, asked->areas->count};
    const StandardValue *value =
        s ? standard_on(s, areas, asked->choice, asked->day, asked->known) : NULL;
    if (!value) return false;
    *out = (Decimal){value->mantissa, s->type.scale};
    return true;
}

bool payment_number(Work *w, const Bureau *bureau, Str key, int64_t *out)
{
    RateAreas areas;
    Decimal value;
    Date today = work_today(w);
    const Standard *s = rate_standard(w->arena, bureau, NULL, key);
    *out = 0;
    if (!s) return true;
    TRY(rate_areas(w, 0, &areas));
    if (rate_on(s, &(RateAsked){&areas, 0, today, today}, &value))
        *out = value.mantissa / power_of_ten(value.scale);
    return true;
}
