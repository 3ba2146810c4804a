/* doudi demo DIVISION: a synthetic district that lives through its year. The demo room writes what
 * the bureau learns and decides; here the months are closed, released by three hands and settled.
 * The store is made under another name and renamed when the year is whole, so that a store under
 * its own name is always complete. */
#include "demo/demo.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/demo_cases.h"
#include "cli/words.def"
#include "payment/payment.h"
#include "report/report.h"

#define DEMO_YEAR 2024

typedef enum { AT_COUNTY, AT_TOWN, AT_VILLAGE } DemoPlace; /* the first town, its first village */
static const struct {
    const char *account, *name;
    Duty duty;
    DemoPlace place;
} demo_accounts[] = {
    {"admin", SAY_DEMO_ADMIN, DUTY_SYSTEM, AT_COUNTY},
    {"clerk", SAY_DEMO_CLERK, DUTY_CLERK, AT_COUNTY},
    {"checker", SAY_DEMO_CHECKER, DUTY_CHECKER, AT_COUNTY},
    {"approver", SAY_DEMO_APPROVER, DUTY_APPROVER, AT_COUNTY},
    {"director", SAY_DEMO_DIRECTOR, DUTY_APPROVER, AT_COUNTY}, /* who looks at a decision again */
    {"payer", SAY_DEMO_PAYER, DUTY_PAYER, AT_COUNTY},
    {"auditor", SAY_DEMO_AUDITOR, DUTY_AUDITOR, AT_COUNTY},
    {"security", SAY_DEMO_SECURITY, DUTY_SECURITY, AT_COUNTY},
    {"partner", SAY_DEMO_PARTNER, DUTY_PARTNER, AT_COUNTY},
    {"town", SAY_DEMO_TOWN, DUTY_CLERK, AT_TOWN},
    {"towncheck", SAY_DEMO_TOWN_CHECKER, DUTY_CHECKER, AT_TOWN},
    {"townhead", SAY_DEMO_TOWN_HEAD, DUTY_APPROVER, AT_TOWN},
    {"village", SAY_DEMO_VILLAGE, DUTY_VILLAGE, AT_VILLAGE},
};

static bool first_child(Work *w, int64_t *id, Division *code)
{
    DivisionRow *rows;
    size_t count;
    TRY(division_children(w, *id, &rows, &count));
    if (count == 0) return fail(w, ERR_STATE, "the division has no parts");
    *id = rows[0].id;
    *code = rows[0].code;
    return true;
}

static bool accounts_make(Work *w, Division district)
{
    DivisionRow home;
    TRY(division_by_code(w, district, &home));
    int64_t id = home.id;
    Division places[] = {district, district, district};
    TRY(first_child(w, &id, &places[AT_TOWN]));
    TRY(first_child(w, &id, &places[AT_VILLAGE]));
    for (size_t i = 0; i < COUNT_OF(demo_accounts); i++)
        TRY(account_create(w, str_of(demo_accounts[i].account), str_of(demo_accounts[i].name),
                           demo_accounts[i].duty, places[demo_accounts[i].place]));
    return true;
}

static void set_clock(Work *w, int year, int month, int day, int hour)
{
    w->now = (int64_t)date_of(year, month, day).days * 86400 + (hour - 8) * 3600;
}

/* Draft, check, approve, send and settle, each by its own account. */
static bool release(Cli *cli, Month month, const char *folder)
{
    Work *w = cli->w;
    Batch batch;
    Str path;
    TRY(access_enter(w, STR("clerk")));
    TRY(batch_draft(w, month, &batch));
    TRY(access_enter(w, STR("checker")));
    TRY(batch_check(w, batch.id));
    TRY(access_enter(w, STR("approver")));
    TRY(batch_approve(w, batch.id));
    TRY(access_enter(w, STR("payer")));
    TRY(batch_send(w, cli->bureau, batch.id, folder, &path));
    TRY(batch_settle(w, batch.id));
    return access_enter(w, STR("clerk"));
}

static bool live_month(Cli *cli, Demo *demo, int number, const char *folder)
{
    Work *w = cli->w;
    Arena *arena = w->arena;
    CloseResult result;
    Month month = month_of(DEMO_YEAR, number);
    TRY(demo_month(w, cli->bureau, demo, number, cli->law));
    set_clock(w, DEMO_YEAR, number, 28, 17);
    TRY(payment_close(w, cli->bureau, month, &result));
    TRY(release(cli, month, folder));
    fprintf(stderr, SAY_DEMO_CLOSED, STR_ARG(month_text(arena, month)), (long long)result.lines,
            STR_ARG(money_text(arena, result.total)));
    return true;
}

static bool live_year(Cli *cli, const DemoPlan *plan, int months)
{
    Demo *demo;
    int64_t divisions;
    set_clock(cli->w, DEMO_YEAR - 1, 12, 1, 9);
    TRY(cli_init(cli, plan->district, &divisions));
    TRY(accounts_make(cli->w, plan->district));
    TRY(access_enter(cli->w, STR("clerk")));
    TRY(demo_plan(cli->w, cli->bureau, plan, &demo));
    TRY(demo_begin(cli->w, cli->bureau, demo, cli->law));
    for (int month = 1; month <= months; month++)
        TRY(live_month(cli, demo, month, plan->folder));
    set_clock(cli->w, DEMO_YEAR, months, 29, 10);
    TRY(demo_cases(cli, month_of(DEMO_YEAR, months)));
    return store_set(cli->w, STR("demo_seed"),
                     format(cli->w->arena, "%llu", (unsigned long long)plan->seed));
}

/* The computed figures, two on a line, so that the year fits one screen. */
static void summary_figures(Cli *cli, const ReportResult *r)
{
    Arena *arena = cli->w->arena;
    Columns table = {&cli->out, {2, 28, -10, 10, 28, -10, 0}, 0};
    int64_t shown = 0;
    for (size_t i = 0; i < r->part_count; i++) {
        for (size_t k = 0; k < r->parts[i].count; k++) {
            const Figure *f = &r->parts[i].figures[k];
            if (!f->computed) continue;
            if (shown % 2 == 0) columns_cell(&table, STR(""));
            columns_cell(&table, f->name);
            columns_cell(&table, f->value);
            columns_cell(&table, format(arena, "%.*s %s", STR_ARG(f->unit),
                                        f->equal ? SAY_FIGURE_EQUAL : SAY_FIGURE_OTHER));
            if (++shown % 2 == 0) columns_end(&table);
        }
    }
    if (shown % 2) columns_end(&table);
    buf_format(&cli->out, SAY_DEMO_FIGURES, (long long)r->computed, (long long)r->equal,
               (long long)(r->published - r->computed));
}

static void summary_months(Cli *cli, const Batch *batches, size_t count)
{
    Arena *arena = cli->w->arena;
    Columns table = {&cli->out, {2, 10, -8, 4, -9, 4, -16, 4, 0}, 0};
    for (size_t i = 0; i < count; i++) {
        columns_cell(&table, STR(""));
        columns_cell(&table, month_text(arena, batches[i].month));
        columns_cell(&table, format(arena, "%lld", (long long)batches[i].people));
        columns_cell(&table, STR(SAY_DEMO_PEOPLE));
        columns_cell(&table, format(arena, "%lld", (long long)batches[i].lines));
        columns_cell(&table, STR(SAY_DEMO_LINES));
        columns_cell(&table, money_text(arena, batches[i].total));
        columns_cell(&table, STR(SAY_DEMO_YUAN));
        columns_cell(&table, batch_state_name(batches[i].state));
        columns_end(&table);
    }
}

static void summary(Cli *cli)
{
    ReportResult result;
    Batch *batches;
    size_t count;
    if (batch_list(cli->w, &batches, &count)) summary_months(cli, batches, count);
    if (cli->bureau->report_count &&
        report_run(cli->w, cli->bureau, cli->bureau->reports[0].key, cli_figures(cli), &result))
        summary_figures(cli, &result);
}

static bool put_in_place(Cli *cli, Str making, Str path)
{
    Arena *arena = cli->w->arena;
    store_close(cli->w->store);
    cli->w->store = NULL;
    Str key = format(arena, "%.*s.key", STR_ARG(making));
    Str key_there = format(arena, "%.*s.key", STR_ARG(path));
    if (access(str_z(arena, key), F_OK) == 0 &&
        rename(str_z(arena, key), str_z(arena, key_there)) != 0)
        return fail(cli->w, ERR_FILE, "cannot rename the key file");
    if (rename(str_z(arena, making), str_z(arena, path)) != 0)
        return fail(cli->w, ERR_FILE, "cannot rename the store");
    Str columns = format(arena, "%.*s.columns", STR_ARG(making));
    Str columns_there = format(arena, "%.*s.columns", STR_ARG(path));
    (void)rename(str_z(arena, columns), str_z(arena, columns_there)); /* made anew otherwise */
    return true;
}

static bool plan_read(Cli *cli, DemoPlan *plan)
{
    Arena *arena = cli->w->arena;
    int64_t seed = 1;
    if (!division_parse(cli->words[0], &plan->district))
        return refuse(cli->w, ERR_USAGE, SAY_BAD_HOME, STR_ARG(cli->words[0]));
    if (cli_has(cli, OPT_SEED) && !str_int(cli_value(cli, OPT_SEED), &seed))
        return refuse(cli->w, ERR_USAGE, SAY_BAD_NUMBER, STR_ARG(cli_value(cli, OPT_SEED)));
    plan->seed = (uint64_t)seed;
    cli->home = plan->district;
    plan->figures = cli_figures(cli);
    plan->folder = str_z(arena, format(arena, "%.*s.imports", STR_ARG(cli_store_path(cli))));
    mkdir(plan->folder, 0700);
    return true;
}

static bool make_district(Cli *cli, Str path)
{
    Arena *arena = cli->w->arena;
    DemoPlan plan = {0};
    Month last = month_of(DEMO_YEAR, 12);
    TRY(plan_read(cli, &plan));
    if (cli_has(cli, OPT_MONTH)) TRY(cli_month(cli, cli_value(cli, OPT_MONTH), &last));
    Str making = format(arena, "%.*s.making", STR_ARG(path));
    cli_discard(cli, making);
    cli->option[OPT_STORE] = str_z(arena, making);
    cli->option[OPT_DEMO] = "";
    cli->option[OPT_MONTH] = "2024-01";
    if (!live_year(cli, &plan, month_number(last))) {
        cli_discard(cli, making);
        return false;
    }
    TRY(put_in_place(cli, making, path));
    cli->option[OPT_STORE] = str_z(arena, path);
    cli->option[OPT_MONTH] = NULL;
    return true;
}

/* A district that stands already is not made again with another seed. */
static bool seed_agrees(Cli *cli)
{
    Str made;
    if (!cli_has(cli, OPT_SEED) || !store_get(cli->w, STR("demo_seed"), &made)) return true;
    return str_equal(made, cli_value(cli, OPT_SEED)) ||
           refuse(cli->w, ERR_STATE, SAY_OTHER_SEED, STR_ARG(made));
}

int command_demo(Cli *cli)
{
    if (cli->word_count != 1) return cli_usage(cli);
    Str path = cli_store_path(cli);
    bool there = access(str_z(cli->w->arena, path), F_OK) == 0;
    if (!there && !make_district(cli, path)) return cli_failure(cli);
    if (!cli_open(cli, STORE_READ_ONLY) || !seed_agrees(cli)) return cli_failure(cli);
    buf_format(&cli->out, SAY_DEMO_READY, STR_ARG(division_text(cli->w->arena, cli->home)),
               STR_ARG(path));
    summary(cli);
    return 0;
}
