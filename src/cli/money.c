/* The month's close, and the proofs: of the ledger, of the chain of acts. */
#include "cli/command.h"
#include "cli/money_words.def"
#include "cli/words.def"
#include "payment/payment.h"

#include <stdlib.h>

static void close_row(Columns *table, const CloseAffair *a)
{
    Arena *arena = table->out->arena;
    columns_cell(table, a->affair->name);
    columns_cell(table, format(arena, "%lld", (long long)a->enrolments));
    columns_cell(table, format(arena, "%lld", (long long)a->lines));
    columns_cell(table, money_text(arena, a->regular));
    columns_cell(table, money_text(arena, a->arrears));
    columns_cell(table, money_text(arena, a->recovery));
    columns_cell(table, format(arena, "%lld", (long long)a->undecided));
    columns_cell(table, format(arena, "%lld", (long long)a->held));
    columns_end(table);
}

static int by_rank(const void *a, const void *b)
{
    const CloseFund *x = a, *y = b;
    return fund_rank(x->fund) - fund_rank(y->fund);
}

static void funds_text(Cli *cli, const CloseResult *r)
{
    if (r->fund_count < 2) return;
    buf_add(&cli->out, STR(SAY_CLOSE_FUNDS));
    for (size_t i = 0; i < r->fund_count; i++)
        buf_format(&cli->out, SAY_CLOSE_FUND, STR_ARG(fund_name(r->funds[i].fund)),
                   (long long)r->funds[i].lines,
                   STR_ARG(money_text(cli->w->arena, r->funds[i].amount)));
}

static void close_text(Cli *cli, const CloseResult *r)
{
    Arena *arena = cli->w->arena;
    static const char *const heads[] = {SAY_CLOSE_HEAD_AFFAIR,    SAY_CLOSE_HEAD_ENROLLED,
                                        SAY_CLOSE_HEAD_LINES,     SAY_CLOSE_HEAD_REGULAR,
                                        SAY_CLOSE_HEAD_ARREARS,   SAY_CLOSE_HEAD_RECOVERY,
                                        SAY_CLOSE_HEAD_UNDECIDED, SAY_CLOSE_HEAD_HELD};
    if (r->lines == 0) {
        buf_format(&cli->out, SAY_CLOSE_NOTHING, STR_ARG(month_text(arena, r->month)));
        return;
    }
    Columns table = {&cli->out, {34, -7, -7, -14, -13, -12, -5, -5}, 0};
    for (size_t i = 0; i < COUNT_OF(heads); i++)
        columns_cell(&table, str_of(heads[i]));
    columns_end(&table);
    for (size_t i = 0; i < r->affair_count; i++)
        if (r->affairs[i].enrolments || r->affairs[i].lines) close_row(&table, &r->affairs[i]);
    funds_text(cli, r);
    buf_format(&cli->out, SAY_CLOSE_TITLE, STR_ARG(month_text(arena, r->month)),
               (long long)r->lines, STR_ARG(money_text(arena, r->total)));
}

static void close_json(Cli *cli, const CloseResult *r)
{
    Json json = json_new(&cli->out);
    json_object(&json, STR(""));
    json_text(&json, STR("month"), month_text(cli->w->arena, r->month));
    json_int(&json, STR("lines"), r->lines);
    json_money(&json, STR("total"), r->total);
    json_int(&json, STR("commit"), r->commit.n);
    json_array(&json, STR("affairs"));
    for (size_t i = 0; i < r->affair_count; i++) {
        const CloseAffair *a = &r->affairs[i];
        json_object(&json, STR(""));
        json_text(&json, STR("affair"), a->affair->key);
        json_int(&json, STR("enrolments"), a->enrolments);
        json_int(&json, STR("lines"), a->lines);
        json_money(&json, STR("regular"), a->regular);
        json_money(&json, STR("arrears"), a->arrears);
        json_money(&json, STR("recovery"), a->recovery);
        json_int(&json, STR("undecided"), a->undecided);
        json_int(&json, STR("held"), a->held);
        json_end(&json);
    }
    json_end(&json);
    json_array(&json, STR("funds"));
    for (size_t i = 0; i < r->fund_count; i++) {
        json_object(&json, STR(""));
        json_text(&json, STR("fund"), r->funds[i].fund);
        json_int(&json, STR("lines"), r->funds[i].lines);
        json_money(&json, STR("amount"), r->funds[i].amount);
        json_end(&json);
    }
    json_end(&json);
    json_end(&json);
    buf_byte(&cli->out, '\n');
}

int command_close(Cli *cli)
{
    Month month;
    CloseResult result;
    if (cli->word_count != 1) return cli_usage(cli);
    if (!cli_month(cli, cli->words[0], &month) || !cli_open(cli, 0)) return cli_failure(cli);
    bool full = cli_has(cli, OPT_FULL);
    if (!(full ? payment_close_full : payment_close)(cli->w, cli->bureau, month, &result))
        return cli_failure(cli);
    qsort(result.funds, result.fund_count, sizeof *result.funds, by_rank);
    if (cli_has(cli, OPT_JSON)) {
        close_json(cli, &result);
    } else {
        close_text(cli, &result);
    }
    return 0;
}

int command_ledger(Cli *cli)
{
    LedgerCheck check;
    if (cli->word_count != 1 || !str_equal(cli->words[0], STR("check"))) return cli_usage(cli);
    if (!cli_open(cli, STORE_READ_ONLY) || !ledger_check(cli->w, &check)) return cli_failure(cli);
    Arena *arena = cli->w->arena;
    if (!cli_has(cli, OPT_JSON)) {
        buf_format(&cli->out, SAY_LEDGER_OK, (long long)check.lines, (long long)check.entries,
                   STR_ARG(money_text(arena, check.debit)),
                   STR_ARG(money_text(arena, check.credit)), (long long)check.seals);
        return 0;
    }
    Json json = json_new(&cli->out);
    json_object(&json, STR(""));
    json_int(&json, STR("lines"), check.lines);
    json_int(&json, STR("entries"), check.entries);
    json_money(&json, STR("debit"), check.debit);
    json_money(&json, STR("credit"), check.credit);
    json_int(&json, STR("seals"), check.seals);
    json_end(&json);
    buf_byte(&cli->out, '\n');
    return 0;
}
