/* Minimum living by hand: one pass over the households, an inner one over their members. The sums
 * hold 0 for what is missing, so that they are lower bounds, as semantics 19 wants. */
#include "bench/lines.h"

typedef struct {
    In decided, home, urban, way, property, vehicle, house, employment, rigid, original;
    In death, custody, income, grade, kind, illness, birth;
} Columns;

/* What the members of one household add up to. */
typedef struct {
    int64_t income, heads;
    uint8_t income_unknown, heads_unknown, solo;
} Sums;

static Columns columns_of(const World *w)
{
    return (Columns){
        column_in(w, "decided", false),         column_in(w, "home", false),
        column_in(w, "urban_rural", false),     column_in(w, "application_way", false),
        column_in(w, "family_property", false), column_in(w, "excess_vehicle", false),
        column_in(w, "excess_home", false),     column_in(w, "employment_deduction", false),
        column_in(w, "rigid_deduction", false), column_in(w, "original_income", false),
        column_in(w, "death_date", true),       column_in(w, "in_custody", true),
        column_in(w, "monthly_income", true),   column_in(w, "disability_grade", true),
        column_in(w, "disability_kind", true),  column_in(w, "serious_illness", true),
        column_in(w, "birth_date", true)};
}

static inline uint8_t truth(const In *in, size_t i, bool holds)
{
    return in->unknown[i] ? 1 : (uint8_t)(holds * 2);
}

static inline uint8_t both(uint8_t a, uint8_t b)
{
    return a < b ? a : b;
}

static inline uint8_t either(uint8_t a, uint8_t b)
{
    return a > b ? a : b;
}

static inline uint8_t covered(const Columns *c, const LoopLaw *law, size_t j)
{
    uint8_t alive = truth(&c->death, j, c->death.day[j] >= law->month_first);
    return both(alive, (uint8_t)(2 - c->custody.byte[j]));
}

static inline uint8_t severe(const Columns *c, size_t j)
{
    uint8_t grade = c->grade.byte[j];
    return truth(&c->grade, j, grade == 1 || grade == 2);
}

static inline uint8_t may_apply_alone(const Columns *c, size_t j)
{
    uint8_t kind = c->kind.byte[j];
    uint8_t third = truth(&c->grade, j, c->grade.byte[j] == 3);
    uint8_t mind = truth(&c->kind, j, kind == 5 || kind == 6);
    return either(either(severe(c, j), c->illness.byte[j]), both(third, mind));
}

static Sums sum_members(const Columns *c, const LoopLaw *law, size_t from, size_t to)
{
    Sums s = {0};
    for (size_t j = from; j < to; j++) {
        uint8_t in = covered(c, law, j);
        int64_t income = c->income.unknown[j] ? 0 : c->income.number[j];
        s.income += in == 2 ? income : 0;
        s.income_unknown |=
            (in == 2 && c->income.unknown[j]) || (in == 1 && (c->income.unknown[j] || income != 0));
        s.heads += in == 2;
        s.heads_unknown |= in == 1;
        s.solo = either(s.solo, both(in, may_apply_alone(c, j)));
    }
    return s;
}

/* ---- one household ------------------------------------------------------------------------ */

typedef struct {
    int64_t standard, income, limit;
    bool standard_unknown, deduction_unknown, income_unknown, limit_unknown;
} Household;

static Household household_of(const Columns *c, const LoopLaw *law, const Sums *s, size_t i)
{
    Household h = {0};
    h.standard = law->standard[c->urban.byte[i]];
    h.standard_unknown = c->urban.unknown[i] || h.standard < 0;
    int64_t deducted = (c->employment.unknown[i] ? 0 : c->employment.number[i]) +
                       (c->rigid.unknown[i] ? 0 : c->rigid.number[i]);
    h.deduction_unknown = c->employment.unknown[i] || c->rigid.unknown[i];
    h.income = s->income > deducted ? s->income - deducted : 0;
    h.income_unknown = s->income_unknown || h.deduction_unknown;
    h.limit = h.standard * s->heads;
    h.limit_unknown = h.standard_unknown || s->heads_unknown;
    return h;
}

static uint8_t income_below(const Household *h)
{
    if (!h->income_unknown && !h->limit_unknown) return h->income < h->limit ? 2 : 0;
    if (!h->deduction_unknown && !h->limit_unknown && h->income >= h->limit) return 0;
    if (!h->standard_unknown && !h->income_unknown && h->limit > h->income) return 2;
    return 1;
}

static uint8_t property_within(const Columns *c, const LoopLaw *law, const Household *h, size_t i)
{
    int64_t limit = h->limit * law->property_months;
    if (c->property.unknown[i]) return 1;
    if (!h->limit_unknown) return c->property.number[i] <= limit ? 2 : 0;
    return !h->standard_unknown && limit >= c->property.number[i] ? 2 : 1;
}

static uint8_t way_open(const Columns *c, const LoopLaw *law, const Household *h, const Sums *s,
                        size_t i)
{
    uint8_t whole = truth(&c->way, i, c->way.byte[i] == 1);
    bool low = c->original.number[i] * 10 < h->standard * law->factor_tenths;
    uint8_t poor = c->original.unknown[i] || h->standard_unknown ? 1 : (uint8_t)(low * 2);
    return either(whole, both(s->solo, poor));
}

static void judge(const Columns *c, const LoopLaw *law, const uint8_t *line, size_t i,
                  LoopResults *out)
{
    int32_t day = c->decided.day[i] == INT32_MAX ? law->fact_day : c->decided.day[i];
    uint8_t old = truth(&c->decided, i, day < law->law_2026), new = (uint8_t)(2 - old);
    uint8_t all = 2, reason = 0;
    for (size_t k = 0; k < 6; k++)
        all = both(all, line[k]);
    for (size_t k = 6; k-- > 0;)
        if (either((uint8_t)(2 - new), line[k]) != 2) reason = (uint8_t)(k + 7);
    for (size_t k = 6; k-- > 0;)
        if (either((uint8_t)(2 - old), line[k]) != 2) reason = (uint8_t)(k + 1);
    out->eligible[i] = either(both(old, all), both(new, all));
    out->reason[i] = reason;
}

static int64_t up_to_yuan(int64_t mantissa, int64_t unit)
{
    return mantissa <= 0 ? 0 : (mantissa + unit - 1) / unit * 100;
}

/* ---- top-ups ------------------------------------------------------------------------------ */

typedef struct {
    int64_t elder, minor, disabled, illness;
} TopUps;

static inline void top_up(uint8_t t, int64_t fen, int64_t *best, bool *unknown)
{
    if (t == 2 && fen > *best) *best = fen;
    if (t == 1 && fen != 0) *unknown = true;
}

static void top_up_members(const Columns *c, const LoopLaw *law, const Household *h, size_t i,
                           LoopResults *out)
{
    out->top_up[i] = 0;
    out->top_up_unknown[i] = 0;
    uint8_t in = covered(c, law, i);
    uint8_t old = truth(&c->birth, i, c->birth.day[i] <= law->born_by_70);
    uint8_t young = truth(&c->birth, i, c->birth.day[i] > law->born_by_18);
    const uint8_t holds[4] = {both(in, old), both(in, young), both(in, severe(c, i)),
                              both(in, c->illness.byte[i])};
    const int64_t percent[4] = {law->elder_percent, law->minor_percent, law->disabled_percent,
                                law->illness_percent};
    bool unknown = false;
    for (size_t k = 0; k < 4; k++) {
        top_up(holds[k], up_to_yuan(h->standard * percent[k], 10000), &out->top_up[i], &unknown);
        if (holds[k] != 0 && h->standard_unknown) unknown = true;
    }
    out->top_up_unknown[i] = unknown;
}

static void pay(const Columns *c, const LoopLaw *law, const Household *h, LoopResults *out,
                const size_t row[3])
{
    size_t i = row[0];
    uint8_t eligible = out->eligible[i];
    bool unknown = h->income_unknown || h->limit_unknown;
    out->amount[i] = eligible == 2 ? up_to_yuan(h->limit - h->income, 100) : 0;
    out->unknown[i] = eligible == 1 || (eligible == 2 && unknown);
    for (size_t j = row[1]; j < row[2]; j++) {
        out->top_up[j] = 0;
        out->top_up_unknown[j] = eligible == 1;
        if (eligible == 2) top_up_members(c, law, h, j, out);
    }
}

void loop_minimum_living(const World *w, const LoopLaw *law, LoopResults *out)
{
    Columns c = columns_of(w);
    const uint32_t *start = w->facts.members.start;
    for (size_t i = 0; i < w->facts.rows; i++) {
        Sums s = sum_members(&c, law, start[i], start[i + 1]);
        Household h = household_of(&c, law, &s, i);
        bool home = c.home.day[i] >= HOME_FIRST && c.home.day[i] <= HOME_LAST;
        const uint8_t line[6] = {truth(&c.home, i, home),          income_below(&h),
                                 way_open(&c, law, &h, &s, i),     property_within(&c, law, &h, i),
                                 (uint8_t)(2 - c.vehicle.byte[i]), (uint8_t)(2 - c.house.byte[i])};
        judge(&c, law, line, i, out);
        pay(&c, law, &h, out, (const size_t[]){i, start[i], start[i + 1]});
    }
}

/* ---- plain minimum living ----------------------------------------------------------------- */

typedef struct {
    In home, urban, property, income;
} PlainColumns;

static void plain_household(const PlainColumns *c, const LoopLaw *law, LoopResults *out,
                            const size_t row[3])
{
    size_t i = row[0];
    Household h = {.standard = law->standard[c->urban.byte[i]]};
    h.standard_unknown = c->urban.unknown[i] || h.standard < 0;
    for (size_t j = row[1]; j < row[2]; j++) {
        h.income += c->income.unknown[j] ? 0 : c->income.number[j];
        h.income_unknown |= c->income.unknown[j];
    }
    h.limit = h.standard * (int64_t)(row[2] - row[1]);
    h.limit_unknown = h.standard_unknown;
    bool within = c->property.number[i] <= h.limit * law->property_months;
    bool home = c->home.day[i] >= HOME_FIRST && c->home.day[i] <= HOME_LAST;
    const uint8_t line[3] = {truth(&c->home, i, home), income_below(&h),
                             c->property.unknown[i] || h.limit_unknown ? 1 : (uint8_t)(within * 2)};
    out->eligible[i] = both(line[0], both(line[1], line[2]));
    out->reason[i] = line[0] != 2 ? 1 : line[1] != 2 ? 2 : line[2] != 2 ? 3 : 0;
    bool unknown = h.income_unknown || h.limit_unknown;
    out->amount[i] = out->eligible[i] == 2 ? up_to_yuan(h.limit - h.income, 100) : 0;
    out->unknown[i] = out->eligible[i] == 1 || (out->eligible[i] == 2 && unknown);
}

void loop_plain_minimum(const World *w, const LoopLaw *law, LoopResults *out)
{
    PlainColumns c = {column_in(w, "home", false), column_in(w, "urban_rural", false),
                      column_in(w, "family_property", false), column_in(w, "monthly_income", true)};
    const uint32_t *start = w->facts.members.start;
    for (size_t i = 0; i < w->facts.rows; i++)
        plain_household(&c, law, out, (const size_t[]){i, start[i], start[i + 1]});
}
