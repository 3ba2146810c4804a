/* `doudi whatif`: the law before it is signed. Runs the months twice on the same facts, as the law
 * stands and as it is tried (other numbers, or another text of an affair), and tells the cost by
 * month and town, who wins and who loses and by what, who would newly be entitled, and which
 * households would have less in all if they earned a little more (陡坡). Nothing is written. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/words.def"
#include "payment/payment.h"

typedef struct {
    WhatIfAsk ask;
    StandardOverride *numbers;
    Bureau *bureau; /* of the trial: the store's, or one with another text */
    Month closed;   /* months up to it would be arrears */
    WhatIf found;
} Asked;

/* ---- what is tried ------------------------------------------------------------------------ */

/* 低保标准=1000, 低保标准(城市)=1000: one number, for every choice unless it names one. */
static bool number_parse(Cli *cli, Str word, StandardOverride *out)
{
    Str rest = word, name, choice = STR("");
    if (!str_split(&rest, '=', &name) || rest.len == 0)
        return refuse(cli->w, ERR_USAGE, SAY_WHATIF_WORD, STR_ARG(word));
    Str full = name;
    if (str_ends(name, STR(")")) && str_split(&full, '(', &name))
        choice = (Str){full.ptr, full.len - 1};
    const Standard *standard = bureau_standard(cli->bureau, str_trim(name));
    if (!standard) return refuse(cli->w, ERR_NOT_FOUND, SAY_WHATIF_STANDARD, STR_ARG(name));
    Input input = {.type = standard->type};
    Cell cell;
    if (!input_parse(&input, str_trim(rest), &cell) || !cell.known)
        return refuse(cli->w, ERR_INPUT, SAY_WHATIF_NUMBER, STR_ARG(rest), STR_ARG(name));
    *out = (StandardOverride){.standard = standard, .mantissa = cell.value};
    for (size_t i = 0; standard->by && i < standard->by->count && choice.len; i++)
        if (str_equal(standard->by->words[i], str_trim(choice))) out->choice = (uint8_t)(i + 1);
    if (choice.len && !out->choice)
        return refuse(cli->w, ERR_NOT_FOUND, SAY_WHATIF_CHOICE, STR_ARG(name), STR_ARG(choice));
    return true;
}

static bool numbers_parse(Cli *cli, Asked *x)
{
    x->numbers = NEW_ARRAY(cli->w->arena, StandardOverride, cli->word_count + 1);
    for (size_t i = 0; i < cli->word_count; i++)
        TRY(number_parse(cli, cli->words[i], &x->numbers[x->ask.number_count++]));
    return true;
}

static bool law_tried(Cli *cli, Asked *x)
{
    x->bureau = cli->bureau;
    if (!cli_has(cli, OPT_AFFAIR)) return true;
    Diagnostics found = diagnostics_new(cli->w->arena);
    if (affair_replaced(cli->w, cli->bureau, cli_value(cli, OPT_AFFAIR), &x->bureau, &found))
        return true;
    Buf told = buf_new(cli->w->arena);
    diagnostics_print(&found, &told);
    fprintf(stderr, "%.*s", STR_ARG(buf_str(&told)));
    return false;
}

/* From --from (or the month after the last close) to --until (or the end of that year). */
static bool months_asked(Cli *cli, Asked *x)
{
    TRY(payment_last_closed(cli->w, &x->closed));
    Month first = {x->closed.n == MONTH_NONE.n ? date_month(work_today(cli->w)).n
                                               : x->closed.n + 1};
    if (cli_has(cli, OPT_FROM)) TRY(cli_month(cli, cli_value(cli, OPT_FROM), &first));
    Month last = month_of(month_year(first), 12);
    if (cli_has(cli, OPT_UNTIL)) TRY(cli_month(cli, cli_value(cli, OPT_UNTIL), &last));
    x->ask.months = (Months){first, last};
    if (first.n <= last.n && last.n - first.n < 120) return true;
    return refuse(cli->w, ERR_USAGE, "%s", SAY_WHATIF_MONTHS);
}

/* ---- telling ------------------------------------------------------------------------------ */

static int64_t cost_sum(const Outcome *o, size_t affair, size_t month, size_t town)
{
    return o->cost[(affair * o->month_count + month) * o->town_count + town];
}

/* Sums over what is SIZE_MAX. The affairs of two outcomes may stand in another order. */
static int64_t cost_of(const Outcome *o, Str affair, size_t month, size_t town)
{
    int64_t sum = 0;
    for (size_t a = 0; a < o->affair_count; a++) {
        if (affair.len && !str_equal(o->affairs[a]->key, affair)) continue;
        for (size_t m = 0; m < o->month_count; m++)
            for (size_t t = 0; t < o->town_count; t++)
                if ((month == SIZE_MAX || m == month) && (town == SIZE_MAX || t == town))
                    sum += cost_sum(o, a, m, t);
    }
    return sum;
}

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

static void row_money(Columns *table, Str name, int64_t before, int64_t after)
{
    columns_cell(table, name);
    cell_money(table, before);
    cell_money(table, after);
    cell_money(table, after - before);
    columns_end(table);
}

static void tell_months(Cli *cli, const WhatIf *f)
{
    static const char *const heads[] = {SAY_WHATIF_MONTH, SAY_WHATIF_NOW, SAY_WHATIF_TRIED,
                                        SAY_WHATIF_MORE};
    Columns table = {&cli->out, {12, -16, -16, -14}, 0};
    table_head(&table, heads, COUNT_OF(heads));
    for (size_t m = 0; m < f->before.month_count; m++)
        row_money(&table, month_text(cli->w->arena, (Month){f->before.months.first.n + (int32_t)m}),
                  cost_of(&f->before, STR(""), m, SIZE_MAX),
                  cost_of(&f->after, STR(""), m, SIZE_MAX));
    row_money(&table, STR(SAY_WHATIF_ALL), cost_of(&f->before, STR(""), SIZE_MAX, SIZE_MAX),
              cost_of(&f->after, STR(""), SIZE_MAX, SIZE_MAX));
}

static void tell_towns(Cli *cli, const WhatIf *f)
{
    static const char *const heads[] = {SAY_WHATIF_TOWN, SAY_WHATIF_NOW, SAY_WHATIF_TRIED,
                                        SAY_WHATIF_MORE};
    Columns table = {&cli->out, {24, -16, -16, -14}, 0};
    buf_byte(&cli->out, '\n');
    table_head(&table, heads, COUNT_OF(heads));
    for (size_t t = 0; t < f->before.town_count; t++) {
        int64_t before = cost_of(&f->before, STR(""), SIZE_MAX, t);
        int64_t after = cost_of(&f->after, STR(""), SIZE_MAX, t);
        if (before || after) row_money(&table, f->before.towns[t].name, before, after);
    }
}

static const FourSets *sets_of(const WhatIf *f, int which, Str key)
{
    const Outcome *o = which ? &f->after : &f->before;
    for (size_t i = 0; i < o->affair_count; i++)
        if (str_equal(o->affairs[i]->key, key)) return &f->sets[which][i];
    return NULL;
}

static int64_t set_count(const WhatIf *f, int which, Str key, SetKind kind)
{
    const FourSets *sets = sets_of(f, which, key);
    return sets ? sets->count[kind] : 0;
}

static void affair_row(Columns *table, const WhatIf *f, const Affair *affair)
{
    static const SetKind kinds[] = {SET_MISSED, SET_WRONGLY, SET_UNDECIDED};
    int64_t before = cost_of(&f->before, affair->key, SIZE_MAX, SIZE_MAX);
    int64_t after = cost_of(&f->after, affair->key, SIZE_MAX, SIZE_MAX);
    columns_cell(table, affair->name);
    cell_money(table, before);
    cell_money(table, after);
    cell_money(table, after - before);
    for (size_t k = 0; k < COUNT_OF(kinds); k++)
        columns_cell(table, format(table->out->arena, "%lld → %lld",
                                   (long long)set_count(f, 0, affair->key, kinds[k]),
                                   (long long)set_count(f, 1, affair->key, kinds[k])));
    columns_end(table);
}

/* Only the affairs that the trial touches. */
static bool affair_touched(const WhatIf *f, const Affair *affair)
{
    if (cost_of(&f->before, affair->key, SIZE_MAX, SIZE_MAX) !=
        cost_of(&f->after, affair->key, SIZE_MAX, SIZE_MAX))
        return true;
    for (SetKind k = SET_PAY; k < SET_COUNT; k++)
        if (set_count(f, 0, affair->key, k) != set_count(f, 1, affair->key, k)) return true;
    return false;
}

static void tell_affairs(Cli *cli, const WhatIf *f)
{
    static const char *const heads[] = {SAY_WHATIF_AFFAIR,   SAY_WHATIF_NOW,    SAY_WHATIF_TRIED,
                                        SAY_WHATIF_MORE,     SAY_WHATIF_MISSED, SAY_WHATIF_WRONGLY,
                                        SAY_WHATIF_UNDECIDED};
    Columns table = {&cli->out, {28, -16, -16, -14, -16, -14, -14}, 0};
    size_t touched = 0;
    for (size_t i = 0; i < f->after.affair_count; i++)
        touched += affair_touched(f, f->after.affairs[i]);
    if (!touched) return;
    buf_byte(&cli->out, '\n');
    table_head(&table, heads, COUNT_OF(heads));
    for (size_t i = 0; i < f->after.affair_count; i++)
        if (affair_touched(f, f->after.affairs[i])) affair_row(&table, f, f->after.affairs[i]);
}

/* ---- households --------------------------------------------------------------------------- */

static int64_t share_of(const Outcome *o, const ForecastShare *shares, size_t count, Str key)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(o->affairs[shares[i].affair]->key, key)) return shares[i].fen;
    return 0;
}

/* 最低生活保障 850.00 → 1,000.00: only what differs. */
static void tell_reasons(Cli *cli, const Outcome *was, const Outcome *is, const ForecastChange *c)
{
    Arena *arena = cli->w->arena;
    for (size_t i = 0; i < is->affair_count; i++) {
        const Affair *affair = is->affairs[i];
        int64_t before = share_of(was, c->was, c->was_count, affair->key);
        int64_t after = share_of(is, c->is, c->is_count, affair->key);
        if (before != after)
            buf_format(&cli->out, SAY_WHATIF_REASON, STR_ARG(affair->name),
                       STR_ARG(money_text(arena, (Money){before})),
                       STR_ARG(money_text(arena, (Money){after})));
    }
    buf_byte(&cli->out, '\n');
}

static void tell_household(Cli *cli, const Outcome *was, const Outcome *is, const ForecastChange *c)
{
    Arena *arena = cli->w->arena;
    Str who = c->household < 0 ? format(arena, "person:%lld", (long long)-c->household)
                               : format(arena, "unit:%lld", (long long)c->household);
    buf_format(&cli->out, SAY_WHATIF_HOUSEHOLD, STR_ARG(who), STR_ARG(is->towns[c->town].name),
               STR_ARG(money_text(arena, (Money){c->before})),
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

static size_t show_most(Cli *cli)
{
    int64_t most = 5;
    str_int(cli_value(cli, OPT_SHOW), &most);
    return most < 0 ? 0 : (size_t)most;
}

static void tell_winners(Cli *cli, const WhatIf *f)
{
    int64_t won = 0, lost = 0, more = 0, less = 0;
    size_t most = show_most(cli);
    for (size_t i = 0; i < f->change_count; i++) {
        int64_t by = f->changes[i].after - f->changes[i].before;
        won += by > 0;
        lost += by < 0;
        *(by > 0 ? &more : &less) += by;
    }
    Arena *arena = cli->w->arena;
    buf_format(&cli->out, SAY_WHATIF_WINNERS, STR_ARG(month_text(arena, f->after.months.last)),
               (long long)won, STR_ARG(money_text(arena, (Money){more})), (long long)lost,
               STR_ARG(money_text(arena, (Money){-less})), (long long)f->change_count - won - lost);
    if (f->change_count) qsort(f->changes, f->change_count, sizeof *f->changes, by_loss);
    for (size_t i = 0; i < most && i < (size_t)lost; i++)
        tell_household(cli, &f->before, &f->after, &f->changes[i]);
    for (size_t i = 0; i < most && i < (size_t)won; i++)
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
    int64_t cost = cost_of(&x->found.after, STR(""), SIZE_MAX, SIZE_MAX);
    if (!money_parse(cli_value(cli, OPT_BUDGET), &budget)) return;
    buf_format(&cli->out, cost > budget.fen ? SAY_WHATIF_OVER : SAY_WHATIF_WITHIN,
               STR_ARG(money_text(arena, budget)), STR_ARG(money_text(arena, (Money){cost})),
               STR_ARG(money_text(arena, (Money){llabs(cost - budget.fen)})));
}

/* Months that are closed already would be paid in arrears at the next close. */
static void tell_arrears(Cli *cli, const Asked *x)
{
    const WhatIf *f = &x->found;
    int64_t fen = 0;
    size_t months = 0;
    if (x->closed.n == MONTH_NONE.n) return;
    for (size_t m = 0; m < f->before.month_count; m++) {
        if (f->before.months.first.n + (int32_t)m > x->closed.n) break;
        fen += cost_of(&f->after, STR(""), m, SIZE_MAX) - cost_of(&f->before, STR(""), m, SIZE_MAX);
        months++;
    }
    if (months)
        buf_format(&cli->out, SAY_WHATIF_ARREARS, months,
                   STR_ARG(money_text(cli->w->arena, (Money){fen})));
}

static void whatif_text(Cli *cli, const Asked *x)
{
    tell_months(cli, &x->found);
    tell_towns(cli, &x->found);
    tell_affairs(cli, &x->found);
    tell_winners(cli, &x->found);
    tell_cliffs(cli, x);
    tell_arrears(cli, x);
    tell_budget(cli, x);
    if (x->found.after.undecided)
        buf_format(&cli->out, SAY_WHATIF_OPEN, (long long)x->found.after.undecided);
}

static void json_pair(Json *json, const char *name, int64_t before, int64_t after)
{
    json_object(json, str_of(name));
    json_money(json, STR("before"), (Money){before});
    json_money(json, STR("after"), (Money){after});
    json_end(json);
}

static void json_changes(Json *json, const char *name, const ForecastChange *items, size_t count)
{
    json_array(json, str_of(name));
    for (size_t i = 0; i < count; i++) {
        if (items[i].before == items[i].after) continue;
        json_object(json, STR(""));
        json_int(json, STR("household"), items[i].household);
        json_money(json, STR("before"), (Money){items[i].before});
        json_money(json, STR("after"), (Money){items[i].after});
        json_end(json);
    }
    json_end(json);
}

static void json_affairs(Json *json, const WhatIf *f)
{
    json_array(json, STR("affairs"));
    for (size_t i = 0; i < f->after.affair_count; i++) {
        const Affair *affair = f->after.affairs[i];
        if (!affair_touched(f, affair)) continue;
        json_object(json, STR(""));
        json_text(json, STR("affair"), affair->key);
        json_pair(json, "cost", cost_of(&f->before, affair->key, SIZE_MAX, SIZE_MAX),
                  cost_of(&f->after, affair->key, SIZE_MAX, SIZE_MAX));
        json_int(json, STR("missed_before"), set_count(f, 0, affair->key, SET_MISSED));
        json_int(json, STR("missed_after"), set_count(f, 1, affair->key, SET_MISSED));
        json_end(json);
    }
    json_end(json);
}

static void whatif_json(Cli *cli, const Asked *x)
{
    const WhatIf *f = &x->found;
    Json json = json_new(&cli->out);
    json_object(&json, STR(""));
    json_text(&json, STR("first"), month_text(cli->w->arena, f->before.months.first));
    json_text(&json, STR("last"), month_text(cli->w->arena, f->before.months.last));
    json_pair(&json, "cost", cost_of(&f->before, STR(""), SIZE_MAX, SIZE_MAX),
              cost_of(&f->after, STR(""), SIZE_MAX, SIZE_MAX));
    json_array(&json, STR("towns"));
    for (size_t t = 0; t < f->before.town_count; t++) {
        json_object(&json, STR(""));
        json_text(&json, STR("name"), f->before.towns[t].name);
        json_pair(&json, "cost", cost_of(&f->before, STR(""), SIZE_MAX, t),
                  cost_of(&f->after, STR(""), SIZE_MAX, t));
        json_end(&json);
    }
    json_end(&json);
    json_affairs(&json, f);
    json_changes(&json, "changes", f->changes, f->change_count);
    json_changes(&json, "cliffs", f->cliffs[1].items, f->cliffs[1].count);
    json_end(&json);
    buf_byte(&cli->out, '\n');
}

/* ---- the command -------------------------------------------------------------------------- */

static bool step_asked(Cli *cli, Asked *x)
{
    x->ask.step = (Money){10000};
    if (!cli_has(cli, OPT_STEP) || money_parse(cli_value(cli, OPT_STEP), &x->ask.step)) return true;
    return refuse(cli->w, ERR_USAGE, SAY_BAD_NUMBER, STR_ARG(cli_value(cli, OPT_STEP)));
}

static bool budget_asked(Cli *cli)
{
    Money unused;
    if (!cli_has(cli, OPT_BUDGET) || money_parse(cli_value(cli, OPT_BUDGET), &unused)) return true;
    return refuse(cli->w, ERR_USAGE, SAY_BAD_NUMBER, STR_ARG(cli_value(cli, OPT_BUDGET)));
}

int command_whatif(Cli *cli)
{
    Asked x = {0};
    FactBase *base;
    if (!cli->word_count && !cli_has(cli, OPT_AFFAIR)) return cli_usage(cli);
    if (!cli_open(cli, STORE_READ_ONLY) || !law_tried(cli, &x) || !numbers_parse(cli, &x) ||
        !months_asked(cli, &x) || !step_asked(cli, &x) || !budget_asked(cli))
        return cli_failure(cli);
    x.ask.bureau = x.bureau;
    x.ask.numbers = x.numbers;
    if (!facts_load(cli->w, cli->bureau, KNOWN_NOW, cli->home, &base) ||
        !whatif_run(cli->w, base, &x.ask, &x.found))
        return cli_failure(cli);
    if (cli_has(cli, OPT_JSON))
        whatif_json(cli, &x);
    else
        whatif_text(cli, &x);
    return 0;
}
