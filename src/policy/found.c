/* Tells what a trial found: what it costs by month, town and affair; what must be paid in arrears;
 * who would newly be entitled or no longer; which households gain, lose or fall off a cliff, and by
 * which affair. Reading order: found_fill at the bottom. */
#include "policy/found.h"

#include <stdlib.h>
#include <string.h>

#include "policy/words.def"

enum { HOUSEHOLDS_SHOWN = 8, NEWLY_SHOWN = 6 };

static int64_t cost(const Outcome *o, Str affair, size_t month, size_t town)
{
    return whatif_cost(o, affair, month, town);
}

static int64_t cost_all(const Outcome *o)
{
    return cost(o, STR(""), WHATIF_ALL, WHATIF_ALL);
}

/* Name, now, tried, difference: the first four cells of each of these tables. */
static void cells_cost(Arena *arena, ListCell *cells, int64_t before, int64_t after)
{
    cells[1] = list_money(arena, before);
    cells[2] = list_money(arena, after);
    cells[3] = list_money(arena, after - before);
}

/* ---- by month, town, affair ---------------------------------------------------------------- */

static void months_fill(Page *p, const Asked *asked, const WhatIf *f, TryFound *out)
{
    static const ListHeading heads[] = {{SAY_MONTH_HEAD, false},
                                        {SAY_NOW_HEAD, true},
                                        {SAY_TRIED_HEAD, true},
                                        {SAY_MORE_HEAD, true},
                                        {SAY_CLOSED_HEAD, false}};
    Arena *arena = p->w->arena;
    out->months = list_new(arena, heads, COUNT_OF(heads), f->before.month_count);
    for (size_t m = 0; m < f->before.month_count; m++) {
        Month month = {f->before.months.first.n + (int32_t)m};
        ListCell *cells = list_row(arena, &out->months);
        int64_t before = cost(&f->before, STR(""), m, WHATIF_ALL);
        int64_t after = cost(&f->after, STR(""), m, WHATIF_ALL);
        bool closed = asked->closed.n != MONTH_NONE.n && month.n <= asked->closed.n;
        cells[0] = list_text(month_text(arena, month));
        cells_cost(arena, cells, before, after);
        cells[4] = list_text(closed ? STR(SAY_MONTH_CLOSED) : STR(""));
        if (closed) out->arrears.fen += after - before;
        out->closed += closed;
    }
    ListCell *foot = list_foot(arena, &out->months);
    foot[0] = list_text(STR(SAY_SUM));
    cells_cost(arena, foot, cost_all(&f->before), cost_all(&f->after));
}

static void towns_fill(Page *p, const WhatIf *f, TryFound *out)
{
    static const ListHeading heads[] = {{SAY_TOWN_HEAD, false},
                                        {SAY_NOW_HEAD, true},
                                        {SAY_TRIED_HEAD, true},
                                        {SAY_MORE_HEAD, true}};
    Arena *arena = p->w->arena;
    out->towns = list_new(arena, heads, COUNT_OF(heads), f->before.town_count);
    for (size_t t = 0; t < f->before.town_count; t++) {
        int64_t before = cost(&f->before, STR(""), WHATIF_ALL, t);
        int64_t after = cost(&f->after, STR(""), WHATIF_ALL, t);
        if (!before && !after) continue;
        ListCell *cells = list_row(arena, &out->towns);
        cells[0] = list_text(f->before.towns[t].name);
        cells_cost(arena, cells, before, after);
    }
}

static ListCell cell_moved(Arena *arena, int64_t before, int64_t after)
{
    ListCell cell = {.number = true};
    cell.text = before == after ? list_count(arena, after).text
                                : format(arena, SAY_FROM_TO, (long long)before, (long long)after);
    return cell;
}

static void affair_row(Arena *arena, const WhatIf *f, const Affair *affair, ListCell *cells)
{
    static const SetKind kinds[] = {SET_MISSED, SET_WRONGLY, SET_UNDECIDED};
    const FourSets *sets = whatif_sets(f, 1, affair->key);
    cells[0] = list_text(affair->name);
    cells_cost(arena, cells, cost(&f->before, affair->key, WHATIF_ALL, WHATIF_ALL),
               cost(&f->after, affair->key, WHATIF_ALL, WHATIF_ALL));
    for (size_t k = 0; k < COUNT_OF(kinds); k++)
        cells[4 + k] = cell_moved(arena, whatif_count(f, 0, affair->key, kinds[k]),
                                  whatif_count(f, 1, affair->key, kinds[k]));
    cells[7] = list_money(arena, sets ? sets->missed_fen : 0);
}

static void affairs_fill(Page *p, const WhatIf *f, TryFound *out)
{
    static const ListHeading heads[] = {{SAY_AFFAIR_HEAD, false},   {SAY_NOW_HEAD, true},
                                        {SAY_TRIED_HEAD, true},     {SAY_MORE_HEAD, true},
                                        {SAY_MISSED_HEAD, true},    {SAY_WRONGLY_HEAD, true},
                                        {SAY_UNDECIDED_HEAD, true}, {SAY_POTENTIAL_HEAD, true}};
    Arena *arena = p->w->arena;
    out->affairs = list_new(arena, heads, COUNT_OF(heads), f->after.affair_count);
    for (size_t i = 0; i < f->after.affair_count; i++)
        if (whatif_touches(f, f->after.affairs[i]))
            affair_row(arena, f, f->after.affairs[i], list_row(arena, &out->affairs));
}

/* ---- households --------------------------------------------------------------------------- */

static Str household_href(Page *p, int64_t household)
{
    return subject_href(p, household < 0 ? SUBJECT_PERSON : SUBJECT_HOUSEHOLD, llabs(household));
}

static ListCell household_cell(Page *p, int64_t household)
{
    BenefitUnit unit;
    Error before = p->w->error;
    ListCell cell = {.href = household_href(p, household)};
    if (household < 0) {
        cell.text = person_words(p, -household);
    } else if (unit_row(p->w, (UnitId){household}, work_today(p->w), &unit)) {
        cell.text = person_words(p, unit.applicant.n);
        cell.note = unit.number;
    } else {
        p->w->error = before;
        cell.text = unit_name(p, household);
    }
    return cell;
}

/* Only the affairs that differ, by name: what somebody will ask about first. */
static Str household_reasons(Arena *arena, const Outcome *was, const Outcome *is,
                             const ForecastChange *c)
{
    Buf b = buf_new(arena);
    for (size_t i = 0; i < is->affair_count; i++) {
        const Affair *affair = is->affairs[i];
        int64_t before = whatif_share(was, c->was, c->was_count, affair->key);
        int64_t after = whatif_share(is, c->is, c->is_count, affair->key);
        if (before == after) continue;
        if (b.len) buf_add(&b, STR(SAY_SEPARATOR));
        buf_format(&b, SAY_REASON, STR_ARG(affair->name),
                   STR_ARG(money_text(arena, (Money){before})),
                   STR_ARG(money_text(arena, (Money){after})), after ? "" : SAY_ENDS);
    }
    return buf_str(&b);
}

static int by_loss(const void *a, const void *b)
{
    const ForecastChange *x = a, *y = b;
    int64_t p = x->after - x->before, q = y->after - y->before;
    if (p != q) return p < q ? -1 : 1;
    return (x->household > y->household) - (x->household < y->household);
}

static int by_gain(const void *a, const void *b)
{
    const ForecastChange *x = a, *y = b;
    int64_t p = x->after - x->before, q = y->after - y->before;
    if (p != q) return p > q ? -1 : 1;
    return (x->household > y->household) - (x->household < y->household);
}

/* Those of a kind, most first; a copy, for what was found as the law stands is everybody's. */
static ForecastChange *households_of(Arena *arena, const WhatIf *f, HouseholdKind kind,
                                     size_t *count)
{
    bool cliff = kind == HOUSEHOLDS_CLIFF;
    const ForecastChange *all = cliff ? f->cliffs[1].items : f->changes;
    size_t total = cliff ? f->cliffs[1].count : f->change_count;
    ForecastChange *kept = NEW_ARRAY(arena, ForecastChange, total + 1);
    *count = 0;
    for (size_t i = 0; i < total; i++) {
        int64_t more = all[i].after - all[i].before;
        if (kind == HOUSEHOLDS_WON ? more > 0 : more < 0) kept[(*count)++] = all[i];
    }
    if (*count) qsort(kept, *count, sizeof *kept, kind == HOUSEHOLDS_WON ? by_gain : by_loss);
    return kept;
}

bool households_fill(Page *p, const WhatIf *f, HouseholdList *list)
{
    static const ListHeading heads[] = {{SAY_HOUSEHOLD_HEAD, false}, {SAY_TOWN_HEAD, false},
                                        {SAY_PEOPLE_HEAD, true},     {SAY_NOW_HEAD, true},
                                        {SAY_TRIED_HEAD, true},      {SAY_MORE_HEAD, true},
                                        {SAY_REASON_HEAD, false}};
    Arena *arena = p->w->arena;
    const Outcome *was = list->kind == HOUSEHOLDS_CLIFF ? &f->after : &f->before;
    ForecastChange *changes = households_of(arena, f, list->kind, &list->total);
    size_t left = list->skip < list->total ? list->total - list->skip : 0;
    size_t shown = left < list->most ? left : list->most;
    list->table = list_new(arena, heads, COUNT_OF(heads), shown);
    for (size_t i = list->skip; i < list->skip + shown; i++) {
        const ForecastChange *c = &changes[i];
        ListCell *cells = list_row(arena, &list->table);
        cells[0] = household_cell(p, c->household);
        cells[1] = list_text(f->after.towns[c->town].name);
        cells[2] = list_count(arena, c->people);
        cells[3] = list_money(arena, c->before);
        cells[4] = list_money(arena, c->after);
        cells[5] = list_money(arena, c->after - c->before);
        cells[6] = list_text(household_reasons(arena, was, &f->after, c));
    }
    return true;
}

const char *household_kind_key(HouseholdKind kind)
{
    static const char *const keys[] = {"lost", "won", "cliff"};
    return keys[kind];
}

Str household_kind_name(HouseholdKind kind)
{
    static const Str names[] = {{STR_INIT(SAY_LOST)}, {STR_INIT(SAY_WON)}, {STR_INIT(SAY_CLIFF)}};
    return names[kind];
}

static bool parts_fill(Page *p, const Asked *asked, const WhatIf *f, TryFound *out)
{
    bool text = p->call->request->method == HTTP_POST;
    out->households = NEW_ARRAY(p->w->arena, TryHouseholds, HOUSEHOLDS_COUNT);
    for (HouseholdKind kind = 0; kind < HOUSEHOLDS_COUNT; kind++) {
        TryHouseholds *part = &out->households[out->household_count++];
        HouseholdList list = {.kind = kind, .most = HOUSEHOLDS_SHOWN};
        TRY(households_fill(p, f, &list));
        *part = (TryHouseholds){
            .title = household_kind_name(kind), .count = (int64_t)list.total, .table = list.table};
        if (!text && list.total > HOUSEHOLDS_SHOWN)
            part->href = format(p->w->arena, "%.*s&kind=%s",
                                STR_ARG(asked_href(p, asked, "/law/try/households", NULL)),
                                household_kind_key(kind));
    }
    return true;
}

/* ---- who falls into a set only as it is tried ---------------------------------------------- */

static void newly_row(Page *p, const WhatIf *f, const Affair *affair, SetKind kind, TryFound *out)
{
    size_t count;
    Arena *arena = p->w->arena;
    int64_t *newly = whatif_newly(arena, f, affair->key, kind, &count);
    if (count == 0) return;
    TryNewly *row = &out->newly[out->newly_count++];
    bool household = affair->subject == SUBJECT_HOUSEHOLD;
    *row = (TryNewly){.affair = affair->name,
                      .what = kind == SET_MISSED ? STR(SAY_NEWLY_MISSED) : STR(SAY_NEWLY_WRONGLY),
                      .unit = household ? STR(SAY_HOUSEHOLDS) : STR(SAY_PEOPLE),
                      .count = (int64_t)count,
                      .who = NEW_ARRAY(arena, Link, NEWLY_SHOWN)};
    for (size_t i = 0; i < count && i < NEWLY_SHOWN; i++) {
        ListCell cell = household_cell(p, household ? newly[i] : -newly[i]);
        row->who[row->who_count++] = (Link){.href = cell.href, .text = cell.text};
    }
}

static void newly_fill(Page *p, const WhatIf *f, TryFound *out)
{
    out->newly = NEW_ARRAY(p->w->arena, TryNewly, 2 * f->after.affair_count + 1);
    for (size_t i = 0; i < f->after.affair_count; i++) {
        newly_row(p, f, f->after.affairs[i], SET_MISSED, out);
        newly_row(p, f, f->after.affairs[i], SET_WRONGLY, out);
    }
}

/* ---- the figures -------------------------------------------------------------------------- */

static KeyFigure figure_money(Arena *arena, const char *name, int64_t fen)
{
    bool large = fen >= 10000000 || fen <= -10000000; /* 12.35 万元 */
    int64_t shown = large ? (fen + (fen < 0 ? -5000 : 5000)) / 10000 : fen;
    return (KeyFigure){.name = str_of(name),
                       .value = money_text(arena, (Money){shown}),
                       .unit = large ? STR(SAY_WAN_YUAN) : STR(SAY_YUAN)};
}

static KeyFigure figure_moved(Arena *arena, const char *name, const WhatIf *f, int sign)
{
    WhatIfMoved moved = whatif_moved(f, sign);
    return (KeyFigure){.name = str_of(name),
                       .value = list_count(arena, moved.households).text,
                       .unit = STR(SAY_HOUSEHOLDS),
                       .note = format(arena, SAY_MOVED_NOTE, (long long)moved.people,
                                      STR_ARG(money_text(arena, (Money){moved.fen})))};
}

static KeyFigure figure_budget(Arena *arena, const Asked *asked, int64_t fen)
{
    int64_t left = asked->budget.fen - fen;
    KeyFigure figure = figure_money(arena, left < 0 ? SAY_OVER : SAY_LEFT, llabs(left));
    figure.kind = left < 0 ? STR("bad") : STR("good");
    figure.note = format(arena, SAY_BUDGET_NOTE, STR_ARG(money_text(arena, asked->budget)));
    return figure;
}

static void figures_fill(Page *p, const Asked *asked, const WhatIf *f, TryFound *out)
{
    Arena *arena = p->w->arena;
    int64_t before = cost_all(&f->before), after = cost_all(&f->after);
    KeyFigure *figures = NEW_ARRAY(arena, KeyFigure, 8);
    size_t count = 0;
    figures[count] = figure_money(arena, SAY_TRIED_ALL, after);
    figures[count++].note =
        format(arena, SAY_NOW_NOTE, STR_ARG(money_text(arena, (Money){before})));
    figures[count] = figure_money(arena, SAY_MORE_ALL, after - before);
    figures[count].kind = after > before ? STR("care") : STR("");
    figures[count++].note = format(arena, SAY_MORE_NOTE, (unsigned long long)f->before.month_count);
    if (out->closed) {
        figures[count] = figure_money(arena, SAY_ARREARS_ALL, out->arrears.fen);
        figures[count++].note = format(arena, SAY_ARREARS_NOTE, (long long)out->closed);
    }
    if (asked->has_budget) figures[count++] = figure_budget(arena, asked, after);
    figures[count++] = figure_moved(arena, SAY_WON, f, 1);
    figures[count++] = figure_moved(arena, SAY_LOST, f, -1);
    if (asked->step.fen > 0)
        figures[count++] = (KeyFigure){
            .name = STR(SAY_CLIFF),
            .value = list_count(arena, (int64_t)f->cliffs[1].count).text,
            .unit = STR(SAY_HOUSEHOLDS),
            .note = format(arena, SAY_CLIFF_NOTE, (unsigned long long)f->cliffs[0].count),
            .kind = f->cliffs[1].count > f->cliffs[0].count ? STR("bad") : STR("")};
    out->figures = (KeyFigures){figures, count};
}

static bool nothing_changes(const WhatIf *f)
{
    for (size_t i = 0; i < f->after.affair_count; i++)
        if (whatif_touches(f, f->after.affairs[i])) return false;
    return whatif_moved(f, 1).households == 0 && whatif_moved(f, -1).households == 0;
}

bool found_fill(Page *p, const Asked *asked, const WhatIf *f, TryFound *out)
{
    Str last = month_text(p->w->arena, asked->months.last);
    out->shown = true;
    out->same = nothing_changes(f);
    out->undecided = f->after.undecided;
    out->last = last;
    months_fill(p, asked, f, out);
    figures_fill(p, asked, f, out);
    towns_fill(p, f, out);
    affairs_fill(p, f, out);
    newly_fill(p, f, out);
    return parts_fill(p, asked, f, out);
}
