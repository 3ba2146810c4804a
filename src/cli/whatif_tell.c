/* `doudi whatif` for people: cost by month, town and affair, who would newly be entitled, winners
 * and losers with what changes for them, cliffs, arrears, the budget. Reading order: whatif_text at
 * the bottom. */
#include <stdlib.h>

#include "cli/whatif.h"
#include "cli/whatif_words.def"
#include "cli/words.def"

static void cell_money(Columns *table, int64_t fen)
{
    columns_cell(table, money_text(table->out->arena, (Money){fen}));
}

static void table_head(Columns *table, const char *const *heads, size_t count)
{
    for (size_t i = 0; i < count; i++)
        columns_cell(table, str_of(heads[i]));
    columns_end(table);
}

static void cells_money(Columns *table, Str name, int64_t before, int64_t after)
{
    columns_cell(table, name);
    cell_money(table, before);
    cell_money(table, after);
    cell_money(table, after - before);
}

static void row_money(Columns *table, Str name, int64_t before, int64_t after)
{
    cells_money(table, name, before, after);
    columns_end(table);
}

static void tell_months(Cli *cli, const Asked *x)
{
    const WhatIf *f = &x->found;
    size_t closed = whatif_closed(x);
    static const char *const heads[] = {SAY_WHATIF_MONTH, SAY_WHATIF_NOW, SAY_WHATIF_TRIED,
                                        SAY_WHATIF_MORE};
    Columns table = {&cli->out, {12, -16, -16, -14, 0}, 0};
    table_head(&table, heads, COUNT_OF(heads));
    for (size_t m = 0; m < f->before.month_count; m++) {
        Month month = {f->before.months.first.n + (int32_t)m};
        cells_money(&table, month_text(cli->w->arena, month),
                    whatif_cost(&f->before, STR(""), m, WHATIF_ALL),
                    whatif_cost(&f->after, STR(""), m, WHATIF_ALL));
        if (m < closed) columns_cell(&table, STR(SAY_WHATIF_CLOSED));
        columns_end(&table);
    }
    row_money(&table, STR(SAY_WHATIF_ALL), whatif_cost(&f->before, STR(""), WHATIF_ALL, WHATIF_ALL),
              whatif_cost(&f->after, STR(""), WHATIF_ALL, WHATIF_ALL));
}

static void tell_towns(Cli *cli, const WhatIf *f)
{
    static const char *const heads[] = {SAY_WHATIF_TOWN, SAY_WHATIF_NOW, SAY_WHATIF_TRIED,
                                        SAY_WHATIF_MORE};
    Columns table = {&cli->out, {24, -16, -16, -14}, 0};
    if (!whatif_cost(&f->before, STR(""), WHATIF_ALL, WHATIF_ALL) &&
        !whatif_cost(&f->after, STR(""), WHATIF_ALL, WHATIF_ALL))
        return;
    buf_byte(&cli->out, '\n');
    table_head(&table, heads, COUNT_OF(heads));
    for (size_t t = 0; t < f->before.town_count; t++) {
        int64_t before = whatif_cost(&f->before, STR(""), WHATIF_ALL, t);
        int64_t after = whatif_cost(&f->after, STR(""), WHATIF_ALL, t);
        if (before || after) row_money(&table, f->before.towns[t].name, before, after);
    }
}

static void affair_row(Columns *table, const WhatIf *f, const Affair *affair)
{
    static const SetKind kinds[] = {SET_MISSED, SET_WRONGLY, SET_UNDECIDED};
    const FourSets *sets = whatif_sets(f, 1, affair->key);
    cells_money(table, affair->name, whatif_cost(&f->before, affair->key, WHATIF_ALL, WHATIF_ALL),
                whatif_cost(&f->after, affair->key, WHATIF_ALL, WHATIF_ALL));
    for (size_t k = 0; k < COUNT_OF(kinds); k++)
        columns_cell(table, format(table->out->arena, "%lld → %lld",
                                   (long long)whatif_count(f, 0, affair->key, kinds[k]),
                                   (long long)whatif_count(f, 1, affair->key, kinds[k])));
    cell_money(table, sets->missed_fen);
    columns_end(table);
}

static size_t show_most(Cli *cli)
{
    int64_t most = 5;
    str_int(cli_value(cli, OPT_SHOW), &most);
    return most < 0 ? 0 : (size_t)most;
}

static Str who_is(Cli *cli, int64_t household)
{
    Arena *arena = cli->w->arena;
    PersonRow person;
    BenefitUnit unit;
    if (household < 0 && person_row(cli->w, (PersonId){-household}, &person))
        return format(arena, "person:%lld %.*s", (long long)-household,
                      STR_ARG(name_mask(arena, person.name)));
    if (household > 0 && unit_row(cli->w, (UnitId){household}, work_today(cli->w), &unit))
        return format(arena, "unit:%lld %.*s", (long long)household, STR_ARG(unit.number));
    return format(arena, "%lld", (long long)household);
}

/* Who falls into a set only as it is tried. */
static void tell_newly(Cli *cli, const WhatIf *f, const Affair *affair, SetKind kind)
{
    size_t count;
    int64_t *newly = whatif_newly(cli->w->arena, f, affair->key, kind, &count);
    bool household = affair->subject == SUBJECT_HOUSEHOLD;
    if (!count) return;
    buf_format(&cli->out, SAY_WHATIF_NEWLY,
               kind == SET_MISSED ? SAY_WHATIF_NEWLY_MISSED : SAY_WHATIF_NEWLY_WRONGLY, count,
               household ? SAY_WHATIF_HOUSEHOLDS : SAY_WHATIF_PEOPLE);
    for (size_t i = 0; i < count && i < show_most(cli); i++)
        buf_format(&cli->out, "  %.*s", STR_ARG(who_is(cli, household ? newly[i] : -newly[i])));
    buf_byte(&cli->out, '\n');
}

static void tell_affairs(Cli *cli, const WhatIf *f)
{
    static const char *const heads[] = {
        SAY_WHATIF_AFFAIR, SAY_WHATIF_NOW,     SAY_WHATIF_TRIED,     SAY_WHATIF_MORE,
        SAY_WHATIF_MISSED, SAY_WHATIF_WRONGLY, SAY_WHATIF_UNDECIDED, SAY_WHATIF_POTENTIAL};
    Columns table = {&cli->out, {28, -16, -16, -14, -14, -14, -14, -16}, 0};
    size_t touched = 0;
    for (size_t i = 0; i < f->after.affair_count; i++)
        touched += whatif_touches(f, f->after.affairs[i]);
    if (!touched) return;
    buf_byte(&cli->out, '\n');
    table_head(&table, heads, COUNT_OF(heads));
    for (size_t i = 0; i < f->after.affair_count; i++)
        if (whatif_touches(f, f->after.affairs[i])) {
            affair_row(&table, f, f->after.affairs[i]);
            tell_newly(cli, f, f->after.affairs[i], SET_MISSED);
            tell_newly(cli, f, f->after.affairs[i], SET_WRONGLY);
        }
}

/* ---- households --------------------------------------------------------------------------- */

/* 最低生活保障 850.00 → 1,000.00: only what differs. */
static void tell_reasons(Cli *cli, const Outcome *was, const Outcome *is, const ForecastChange *c)
{
    Arena *arena = cli->w->arena;
    for (size_t i = 0; i < is->affair_count; i++) {
        const Affair *affair = is->affairs[i];
        int64_t before = whatif_share(was, c->was, c->was_count, affair->key);
        int64_t after = whatif_share(is, c->is, c->is_count, affair->key);
        if (before != after)
            buf_format(&cli->out, SAY_WHATIF_REASON, STR_ARG(affair->name),
                       STR_ARG(money_text(arena, (Money){before})),
                       STR_ARG(money_text(arena, (Money){after})), after ? "" : SAY_WHATIF_ENDS);
    }
    buf_byte(&cli->out, '\n');
}

static void tell_household(Cli *cli, const Outcome *was, const Outcome *is, const ForecastChange *c)
{
    Arena *arena = cli->w->arena;
    buf_format(&cli->out, SAY_WHATIF_HOUSEHOLD, STR_ARG(who_is(cli, c->household)),
               STR_ARG(is->towns[c->town].name), STR_ARG(money_text(arena, (Money){c->before})),
               STR_ARG(money_text(arena, (Money){c->after})));
    tell_reasons(cli, was, is, c);
}

static int by_loss(const void *a, const void *b)
{
    const ForecastChange *x = a, *y = b;
    int64_t p = x->after - x->before, q = y->after - y->before;
    if (p != q) return p < q ? -1 : 1;
    return (x->household > y->household) - (x->household < y->household);
}

static void tell_winners(Cli *cli, const WhatIf *f)
{
    WhatIfMoved won = whatif_moved(f, 1), lost = whatif_moved(f, -1);
    size_t most = show_most(cli);
    Arena *arena = cli->w->arena;
    buf_format(&cli->out, SAY_WHATIF_WINNERS, STR_ARG(month_text(arena, f->after.months.last)),
               (long long)won.households, (long long)won.people,
               STR_ARG(money_text(arena, (Money){won.fen})), (long long)lost.households,
               (long long)lost.people, STR_ARG(money_text(arena, (Money){lost.fen})),
               (long long)f->change_count - won.households - lost.households);
    if (f->change_count) qsort(f->changes, f->change_count, sizeof *f->changes, by_loss);
    for (size_t i = 0; i < most && i < (size_t)lost.households; i++)
        tell_household(cli, &f->before, &f->after, &f->changes[i]);
    for (size_t i = 0; i < most && i < (size_t)won.households; i++)
        tell_household(cli, &f->before, &f->after, &f->changes[f->change_count - 1 - i]);
}

static void tell_cliffs(Cli *cli, const Asked *x)
{
    const WhatIf *f = &x->found;
    Str step = money_text(cli->w->arena, x->ask.step);
    if (x->ask.step.fen <= 0) return;
    buf_format(&cli->out, SAY_WHATIF_CLIFFS, STR_ARG(step), (long long)f->cliffs[0].count,
               (long long)f->cliffs[1].count);
    const Cliffs *now = &f->cliffs[1];
    if (now->count) qsort(now->items, now->count, sizeof *now->items, by_loss);
    for (size_t i = 0; i < show_most(cli) && i < now->count; i++)
        tell_household(cli, &f->after, &f->after, &now->items[i]);
}

static void tell_budget(Cli *cli, const Asked *x)
{
    Arena *arena = cli->w->arena;
    Money budget;
    int64_t cost = whatif_cost(&x->found.after, STR(""), WHATIF_ALL, WHATIF_ALL);
    if (!money_parse(cli_value(cli, OPT_BUDGET), &budget)) return;
    buf_format(&cli->out, cost > budget.fen ? SAY_WHATIF_OVER : SAY_WHATIF_WITHIN,
               STR_ARG(money_text(arena, budget)), STR_ARG(money_text(arena, (Money){cost})),
               STR_ARG(money_text(arena, (Money){llabs(cost - budget.fen)})));
}

/* Months that are closed already would be paid in arrears at the next close. */
static void tell_arrears(Cli *cli, const Asked *x)
{
    const WhatIf *f = &x->found;
    Arena *arena = cli->w->arena;
    int64_t fen = 0;
    size_t closed = whatif_closed(x);
    Buf months = buf_new(arena);
    for (size_t m = 0; m < closed; m++) {
        int64_t more = whatif_cost(&f->after, STR(""), m, WHATIF_ALL) -
                       whatif_cost(&f->before, STR(""), m, WHATIF_ALL);
        Month month = {f->before.months.first.n + (int32_t)m};
        fen += more;
        if (more)
            buf_format(&months, SAY_WHATIF_ARREAR, STR_ARG(month_text(arena, month)),
                       STR_ARG(money_text(arena, (Money){more})));
    }
    if (!months.len) return;
    buf_format(&cli->out, SAY_WHATIF_ARREARS, closed, STR_ARG(money_text(arena, (Money){fen})));
    buf_add(&cli->out, buf_str(&months));
    buf_byte(&cli->out, '\n');
}

/* Nobody is granted anything else, and nobody falls into another set. */
static bool nothing_changes(const Asked *x)
{
    const WhatIf *f = &x->found;
    if (x->row_count) return false;
    for (size_t i = 0; i < f->after.affair_count; i++)
        if (whatif_touches(f, f->after.affairs[i])) return false;
    return true;
}

void whatif_text(Cli *cli, const Asked *x)
{
    tell_months(cli, x);
    tell_towns(cli, &x->found);
    if (nothing_changes(x)) {
        buf_add(&cli->out, STR(SAY_WHATIF_NOTHING));
    } else {
        tell_affairs(cli, &x->found);
        tell_winners(cli, &x->found);
    }
    tell_cliffs(cli, x);
    tell_arrears(cli, x);
    tell_budget(cli, x);
    if (x->found.after.undecided)
        buf_format(&cli->out, SAY_WHATIF_OPEN, (long long)x->found.after.undecided);
}
