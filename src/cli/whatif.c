/* `doudi whatif`: the law before it is signed. Runs the months on the same facts as the law stands
 * and as it is tried (other numbers, or another text of an affair). What comes out is told by
 * whatif_tell.c and whatif_json.c. Nothing is written, but for the file of --rows. */
#include <stdio.h>

#include "audit/audit.h"
#include "cli/whatif.h"
#include "cli/whatif_words.def"
#include "cli/words.def"
#include "doc/doc.h"
#include "payment/payment.h"

/* ---- what is tried ------------------------------------------------------------------------ */

/* 低保标准=1000, 低保标准(城市)=1000: one number, for every choice unless it names one. */
static bool number_parse(Cli *cli, const Asked *x, Str word, StandardOverride *out)
{
    Str rest = word, name, choice = STR("");
    if (!str_split(&rest, '=', &name) || rest.len == 0)
        return refuse(cli->w, ERR_USAGE, SAY_WHATIF_WORD, STR_ARG(word));
    Str full = name;
    if (str_ends(name, STR(")")) && str_split(&full, '(', &name))
        choice = (Str){full.ptr, full.len - 1};
    const Standard *standard = bureau_standard(x->bureau, str_trim(name));
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
        TRY(number_parse(cli, x, cli->words[i], &x->numbers[x->ask.number_count++]));
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

/* What was known at an act, or at the end of a day. */
static bool known_asked(Cli *cli, Commit *known)
{
    Str text = cli_value(cli, OPT_KNOWN);
    Date day;
    *known = KNOWN_NOW;
    if (!cli_has(cli, OPT_KNOWN) || (str_int(text, &known->n) && known->n > 0)) return true;
    if (date_parse(text, &day)) {
        int64_t midnight = ((int64_t)day.days + 1) * 86400 - 8 * 3600; /* China */
        return audit_commit_at(cli->w, midnight - 1, known);
    }
    return refuse(cli->w, ERR_USAGE, SAY_WHATIF_KNOWN, STR_ARG(text));
}

size_t whatif_closed(const Asked *x)
{
    int32_t first = x->ask.months.first.n;
    if (x->closed.n == MONTH_NONE.n || x->closed.n < first) return 0;
    size_t closed = (size_t)(x->closed.n - first) + 1;
    return closed < x->found.before.month_count ? closed : x->found.before.month_count;
}

/* ---- row by row --------------------------------------------------------------------------- */

static void rows_head(TableWriter *t)
{
    static const char *const heads[] = {SAY_WHATIF_AFFAIR, SAY_WHATIF_MONTH, SAY_WHATIF_PERSON,
                                        SAY_WHATIF_NAME,   SAY_WHATIF_UNIT,  SAY_WHATIF_COMPONENT,
                                        SAY_WHATIF_NOW,    SAY_WHATIF_TRIED, SAY_WHATIF_MORE};
    for (size_t i = 0; i < COUNT_OF(heads); i++)
        table_cell(t, str_of(heads[i]));
    table_end_row(t);
}

static Str person_masked(Cli *cli, int64_t id)
{
    PersonRow person;
    if (id <= 0 || !person_row(cli->w, (PersonId){id}, &person)) return STR("");
    return name_mask(cli->w->arena, person.name);
}

static void cell_amount(TableWriter *t, Money amount, bool unknown)
{
    if (unknown)
        table_cell(t, STR(SAY_WHATIF_UNDECIDED));
    else
        table_cell_money(t, amount);
}

static void rows_row(TableWriter *t, Cli *cli, const ForecastRow *row, Str name)
{
    table_cell(t, row->affair->name);
    table_cell(t, month_text(cli->w->arena, row->month));
    table_cell_int(t, row->person);
    table_cell(t, name);
    table_cell_int(t, row->unit);
    table_cell(t, row->component ? row->component->name : STR(SAY_WHATIF_ALL));
    cell_amount(t, row->before, row->was_unknown);
    cell_amount(t, row->after, row->is_unknown);
    table_cell_money(t, (Money){row->after.fen - row->before.fen});
    table_end_row(t);
}

/* Every person, month and component that differs. */
static bool rows_write(Cli *cli, const Asked *x)
{
    TableWriter *t;
    Str path = cli_value(cli, OPT_ROWS), name = STR("");
    bool csv = str_ends(path, STR(".csv"));
    TRY(table_create(cli->w, cli->option[OPT_ROWS], csv ? TABLE_CSV_UTF8_BOM : TABLE_XLSX, &t));
    rows_head(t);
    for (size_t i = 0; i < x->row_count; i++) {
        if (!i || x->rows[i].person != x->rows[i - 1].person)
            name = person_masked(cli, x->rows[i].person);
        rows_row(t, cli, &x->rows[i], name);
    }
    TRY(table_finish(t));
    if (!cli_has(cli, OPT_JSON))
        buf_format(&cli->out, SAY_WHATIF_ROWS, x->row_count, STR_ARG(path));
    return true;
}

/* ---- the command -------------------------------------------------------------------------- */

static bool asked_read(Cli *cli, Asked *x)
{
    TRY(law_tried(cli, x) && numbers_parse(cli, x) && months_asked(cli, x) && step_asked(cli, x));
    TRY(budget_asked(cli) && known_asked(cli, &x->known));
    x->ask.bureau = x->bureau;
    x->ask.numbers = x->numbers;
    return true;
}

static bool asked_run(Cli *cli, Asked *x)
{
    FactBase *base;
    TRY(facts_load(cli->w, cli->bureau, x->known, cli->home, &base));
    TRY(whatif_run(cli->w, base, &x->ask, &x->found));
    return forecast_rows(cli->w, &x->found.before, &x->found.after, &x->rows, &x->row_count);
}

int command_whatif(Cli *cli)
{
    Asked x = {0};
    if (!cli->word_count && !cli_has(cli, OPT_AFFAIR)) return cli_usage(cli);
    if (!cli_open(cli, STORE_READ_ONLY) || !asked_read(cli, &x) || !asked_run(cli, &x))
        return cli_failure(cli);
    if (cli_has(cli, OPT_JSON))
        whatif_json(cli, &x);
    else
        whatif_text(cli, &x);
    if (cli_has(cli, OPT_ROWS) && !rows_write(cli, &x)) return cli_failure(cli);
    return 0;
}
