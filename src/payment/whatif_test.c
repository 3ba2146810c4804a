/* What-if tells the truth: what it announces for a back-dated raise, before anybody has signed it,
 * is to the fen what the close posts when the raise stands in the law; in all, by town and month,
 * by household, and row by row. Random districts, incomes and raises. */
#include "payment/test.h"

#include "payment/whatif_test.def"
#include "payment/world.def"

enum { HOUSES = 12, PEOPLE = 3 * HOUSES, RAISES = 4, LINES = 2000 };

typedef struct {
    World world;
    uint32_t seed;
    const char *number[PEOPLE];
    int64_t person[PEOPLE];
    Buf standard;
    Line lines[LINES]; /* of the close at hand */
    size_t line_count;
} District;

static uint32_t next(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % below;
}

static const char *text_of(District *d, Str text)
{
    return str_z(d->world.w->arena, text);
}

/* ---- a district --------------------------------------------------------------------------- */

static Date birth_of(District *d, int i)
{
    static const int youngest[] = {1945, 1970, 2008};
    return date_of(youngest[i % 3] + (int)next(&d->seed, 14), 1 + (int)next(&d->seed, 12), 5);
}

static void people_come(District *d)
{
    Arena *arena = d->world.w->arena;
    Buf rows = buf_new(arena), units = buf_new(arena), grades = buf_new(arena);
    static const char *const roles[] = {ROLE_APPLICANT, ROLE_SPOUSE, ROLE_CHILD};
    buf_add(&rows, STR("name,birth_date,citizen_id,home,monthly_income\n"));
    buf_add(&units, STR("household,citizen_id,role,home,urban_rural\n"));
    buf_add(&grades, STR("citizen_id,disability_grade\n"));
    for (int i = 0; i < PEOPLE; i++) {
        const char *home = i / 3 % 2 ? "360203100001" : "360203001001";
        Date birth = birth_of(d, i);
        d->number[i] = str_z(arena, citizen_id_make(arena, 360203, birth, i + 1));
        buf_format(&rows, "P%d,%.*s,%s,%s,%u.%02u\n", i, STR_ARG(date_text(arena, birth)),
                   d->number[i], home, i % 3 == 2 ? 0 : next(&d->seed, 1400), next(&d->seed, 100));
        buf_format(&units, "H%d,%s,%s,%s,%s\n", i / 3, d->number[i], roles[i % 3],
                   i % 3 ? "" : home, i % 3 ? "" : CITY);
        if (i % 2) buf_format(&grades, "%s,%s\n", d->number[i], GRADE_3);
    }
    world_import(&d->world, "person", text_of(d, buf_str(&rows)));
    world_import(&d->world, "household", text_of(d, buf_str(&units)));
    world_import(&d->world, "person.disability", text_of(d, buf_str(&grades)));
}

static void people_enrol(District *d)
{
    Arena *arena = d->world.w->arena;
    Buf units = buf_new(arena), people = buf_new(arena);
    buf_add(&units, STR("affair,household,applied,decided,reason\n"));
    buf_add(&people, STR("affair,citizen_id,applied,decided,reason\n"));
    for (int i = 0; i < PEOPLE; i++) {
        if (i % 3 == 0)
            buf_format(&units, "minimum_living,H%d,2023-11-20,2023-12-15,confirmed\n", i / 3);
        if (i % 3 == 2)
            buf_format(&people, "child_allowance,%s,2023-12-05,2023-12-10,confirmed\n",
                       d->number[i]);
        if (i % 2)
            buf_format(&people, "disability_living,%s,2023-12-05,2023-12-10,confirmed\n",
                       d->number[i]);
    }
    world_import(&d->world, "enrolment", text_of(d, buf_str(&units)));
    world_import(&d->world, "enrolment", text_of(d, buf_str(&people)));
}

static void law_now(District *d)
{
    Buf law = buf_new(d->world.w->arena);
    buf_add(&law, buf_str(&d->standard));
    buf_add(&law, STR(LAW_LIVING LAW_OVERLAP));
    world_law(&d->world, text_of(d, buf_str(&law)));
}

static void district_open(District *d, uint32_t seed)
{
    d->world = world_open(LAW_LIVING_STANDARD_2023 LAW_LIVING LAW_OVERLAP, NULL);
    d->seed = seed;
    d->standard = buf_new(d->world.w->arena);
    buf_add(&d->standard, STR(LAW_LIVING_STANDARD_2023));
    people_come(d);
    world_clock(&d->world, "2023-12-20");
    people_enrol(d);
    for (int i = 0; i < PEOPLE; i++)
        d->person[i] = world_person(&d->world, d->number[i]).n;
}

static void close_month(District *d, Month month)
{
    world_close_month(&d->world, text_of(d, month_text(d->world.w->arena, month)));
}

/* ---- what is posted ----------------------------------------------------------------------- */

static bool line_keep(Work *w, const Line *line, void *context)
{
    District *d = context;
    assert_in_range(d->line_count, 0, LINES - 1);
    Line kept = *line;
    kept.affair = str_copy(w->arena, line->affair);
    kept.component = str_copy(w->arena, line->component);
    d->lines[d->line_count++] = kept;
    return true;
}

static void lines_read(District *d, Month month)
{
    const LineFilter filter = {.closed_from = month, .closed_to = month};
    d->line_count = 0;
    assert_true(ledger_scan(d->world.w, &filter, line_keep, d));
}

static int64_t posted_in_town(const District *d, const Town *town, Month month)
{
    int64_t fen = 0;
    for (size_t i = 0; i < d->line_count; i++) {
        DivisionRow row;
        if (d->lines[i].month.n != month.n) continue;
        assert_true(division_by_id(d->world.w, d->lines[i].division, &row));
        if (row.first >= town->first && row.last <= town->last) fen += d->lines[i].amount.fen;
    }
    return fen;
}

static int64_t posted_to_household(const District *d, int64_t household, Month month)
{
    BenefitUnit unit;
    int64_t fen = 0, house;
    assert_true(unit_row(d->world.w, (UnitId){household}, work_today(d->world.w), &unit));
    assert_true(str_int((Str){unit.number.ptr + 1, unit.number.len - 1}, &house));
    for (size_t i = 0; i < d->line_count; i++)
        for (int64_t k = 3 * house; k < 3 * house + 3; k++)
            if (d->lines[i].month.n == month.n && d->lines[i].person == d->person[k])
                fen += d->lines[i].amount.fen;
    return fen;
}

static int64_t posted_to_row(const District *d, const ForecastRow *row)
{
    int64_t fen = 0;
    for (size_t i = 0; i < d->line_count; i++) {
        const Line *line = &d->lines[i];
        if (line->person == row->person && line->month.n == row->month.n &&
            line->enrolment == row->enrolment && str_equal(line->component, row->component->key))
            fen += line->amount.fen;
    }
    return fen;
}

/* ---- announced and posted ----------------------------------------------------------------- */

static int64_t cost_in_town(const Outcome *o, size_t month, size_t town)
{
    int64_t fen = 0;
    for (size_t a = 0; a < o->affair_count; a++)
        fen += o->cost[(a * o->month_count + month) * o->town_count + town];
    return fen;
}

/* Closed months are posted as differences, the month at hand whole. */
static void assert_towns(const District *d, const WhatIf *f)
{
    for (size_t m = 0; m < f->after.month_count; m++) {
        Month month = {f->after.months.first.n + (int32_t)m};
        bool last = m + 1 == f->after.month_count;
        for (size_t t = 0; t + 1 < f->after.town_count; t++) {
            int64_t posted_before = last ? 0 : cost_in_town(&f->before, m, t);
            assert_int_equal(posted_in_town(d, &f->after.towns[t], month),
                             cost_in_town(&f->after, m, t) - posted_before);
        }
        assert_int_equal(cost_in_town(&f->after, m, f->after.town_count - 1), 0);
    }
}

static void assert_rows(District *d, const WhatIf *f)
{
    ForecastRow *rows;
    size_t count;
    Month last = f->after.months.last;
    int64_t announced = 0, posted = 0;
    assert_true(forecast_rows(d->world.w, &f->before, &f->after, &rows, &count));
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        bool now = rows[i].month.n == last.n;
        assert_int_equal(posted_to_row(d, &rows[i]),
                         rows[i].after.fen - (now ? 0 : rows[i].before.fen));
        announced += now ? 0 : rows[i].after.fen - rows[i].before.fen;
    }
    for (size_t i = 0; i < d->line_count; i++)
        posted += d->lines[i].month.n == last.n ? 0 : d->lines[i].amount.fen;
    assert_int_equal(posted, announced); /* and nothing besides */
}

static void assert_households(const District *d, const WhatIf *f)
{
    for (size_t i = 0; i < f->change_count; i++)
        assert_int_equal(posted_to_household(d, f->changes[i].household, f->after.months.last),
                         f->changes[i].after);
}

static WhatIf announce(District *d, Months months, int64_t yuan)
{
    Work *w = d->world.w;
    FactBase *base;
    WhatIf found;
    Division home;
    const StandardOverride number = {
        .standard = bureau_standard(d->world.bureau, STR("minimum_living_standard")),
        .mantissa = yuan * 100};
    const WhatIfAsk ask = {
        .numbers = &number, .number_count = 1, .months = months, .step = {10000}};
    assert_true(facts_home(w, &home));
    assert_true(facts_load(w, d->world.bureau, KNOWN_NOW, home, &base));
    assert_true(whatif_run(w, base, &ask, &found));
    return found;
}

static void raise_and_close(District *d, Month from, Month now, int64_t yuan)
{
    Arena *arena = d->world.w->arena;
    WhatIf found = announce(d, (Months){from, now}, yuan);
    buf_format(&d->standard, STANDARD_RAISED, STR_ARG(date_text(arena, month_first(from))),
               (long long)yuan, STR_ARG(date_text(arena, month_first(now))));
    law_now(d);
    close_month(d, now);
    lines_read(d, now);
    assert_true(d->line_count > 0);
    assert_towns(d, &found);
    assert_rows(d, &found);
    assert_households(d, &found);
}

/* Raises, and now and then a cut, each from an earlier month than the one at hand. */
static void test_what_is_announced_is_posted(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 5; seed++) {
        static District d;
        int from = 1, now = 2;
        district_open(&d, seed);
        close_month(&d, month_of(2024, 1));
        for (int i = 0; i < RAISES; i++) {
            int64_t yuan = 860 + (int64_t)next(&d.seed, 400);
            for (int last = now + (int)next(&d.seed, 2); now < last; now++)
                close_month(&d, month_of(2024, now));
            raise_and_close(&d, month_of(2024, from), month_of(2024, now), yuan);
            from += 1 + (int)next(&d.seed, (uint32_t)(now - from));
            now++;
        }
        world_close(&d.world);
    }
}

/* ---- asked again and again ---------------------------------------------------------------- */

static void assert_same(const WhatIf *a, const WhatIf *b)
{
    size_t cells = a->after.affair_count * a->after.month_count * a->after.town_count;
    assert_int_equal(a->change_count, b->change_count);
    for (size_t i = 0; i < cells; i++)
        assert_int_equal(a->after.cost[i], b->after.cost[i]);
    for (size_t i = 0; i < a->change_count; i++) {
        assert_int_equal(a->changes[i].household, b->changes[i].household);
        assert_int_equal(a->changes[i].before, b->changes[i].before);
        assert_int_equal(a->changes[i].after, b->changes[i].after);
    }
    for (size_t i = 0; i < a->after.affair_count; i++)
        for (SetKind k = SET_PAY; k < SET_COUNT; k++)
            assert_int_equal(a->sets[1][i].count[k], b->sets[1][i].count[k]);
    assert_int_equal(a->cliffs[1].count, b->cliffs[1].count);
}

/* A base that is asked often says each time what a fresh one says, and does not grow. */
static void test_a_try_leaves_nothing_behind(void **state)
{
    (void)state;
    static District d;
    district_open(&d, 7);
    Work *w = d.world.w;
    Division home;
    FactBase *base;
    WhatIfBase *open;
    const Months months = {month_of(2024, 1), month_of(2024, 4)};
    const WhatIfAsk ask = {.months = months, .step = {20000}};
    assert_true(facts_home(w, &home));
    assert_true(facts_load(w, d.world.bureau, KNOWN_NOW, home, &base));
    assert_true(whatif_open(w, base, &ask, &open));
    for (int i = 0; i < 8; i++) {
        StandardOverride number = {.standard = d.world.bureau->standards,
                                   .mantissa = 80000 + (int64_t)next(&d.seed, 60000)};
        FactBase *fresh_base;
        WhatIf again, fresh;
        WhatIfAsk one = ask;
        one.numbers = &number;
        one.number_count = 1;
        Work *asker = work_new();
        asker->now = w->now;
        asker->store = w->store;
        size_t held = arena_bytes(w->arena);
        assert_true(whatif_try(asker, open, &number, 1, &again));
        assert_int_equal(arena_bytes(w->arena), held);
        assert_true(facts_load(w, d.world.bureau, KNOWN_NOW, home, &fresh_base));
        assert_true(whatif_run(w, fresh_base, &one, &fresh));
        assert_same(&again, &fresh);
        work_free(asker);
    }
    world_close(&d.world);
}

/* Who earns a little more and loses more than that is found, over all programmes together. */
static void test_cliffs_are_those_of_the_law(void **state)
{
    (void)state;
    static District d;
    district_open(&d, 3);
    const Month month = month_of(2024, 3);
    WhatIf found = announce(&d, (Months){month, month}, 1000);
    for (size_t i = 0; i < found.cliffs[1].count; i++) {
        const ForecastChange *c = &found.cliffs[1].items[i];
        assert_true(c->before > c->after + 10000);
        assert_int_equal(c->people, 3);
    }
    WhatIf same = announce(&d, (Months){month, month}, 900);
    ForecastRow *rows;
    size_t count;
    assert_true(forecast_rows(d.world.w, &same.before, &same.after, &rows, &count));
    assert_int_equal(count, 0);
    world_close(&d.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_announced_is_posted),
        cmocka_unit_test(test_a_try_leaves_nothing_behind),
        cmocka_unit_test(test_cliffs_are_those_of_the_law),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
