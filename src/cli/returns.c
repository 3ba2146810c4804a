/* What the bank answered: reading its files (`doudi pay return`) and how the rows of a batch stand
 * (`doudi pay status`). A file with a fault is not registered at all; its faults are listed. */
#include "cli/command.h"
#include "cli/money_words.def"
#include "payment/payment.h"

bool cli_answer(Cli *cli, int64_t batch, Str path, int64_t *answered)
{
    Work *w = cli->w;
    BankAnswer answer;
    TRY(bank_answer(w, cli->bureau, batch, str_z(w->arena, path), &answer));
    *answered = answer.batch;
    if (answer.faults.errors) {
        cli_faults(cli, &answer.faults);
        return refuse(w, ERR_INPUT, "%s", SAY_ANSWER_NOTHING);
    }
    if (cli_has(cli, OPT_JSON)) return true;
    buf_format(&cli->out, SAY_ANSWER_DONE, (long long)answer.settled,
               STR_ARG(money_text(w->arena, answer.settled_sum)), (long long)answer.returned,
               STR_ARG(money_text(w->arena, answer.returned_sum)), (long long)answer.pending);
    if (answer.settled + answer.returned + answer.pending == 0)
        buf_add(&cli->out, STR(SAY_ANSWER_KNOWN));
    if (answer.returned) buf_add(&cli->out, STR(SAY_ANSWER_RETURNED));
    return true;
}

static Str affair_name(const Cli *cli, Str key)
{
    const Affair *affair = bureau_affair(cli->bureau, key);
    return affair ? affair->name : key;
}

static void rows_sum(Cli *cli, const BankRow *rows, size_t count, BankRowState state)
{
    Money sum = {0};
    int64_t found = 0;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].state != state) continue;
        found++;
        sum.fen += rows[i].amount.fen;
    }
    if (found)
        buf_format(&cli->out, SAY_STATUS_LINE, STR_ARG(bank_row_state_name(state)),
                   (long long)found, STR_ARG(money_text(cli->w->arena, sum)));
}

static void row_print(Cli *cli, const BankRow *row)
{
    buf_format(&cli->out, SAY_STATUS_ROW, (long long)row->number, (long long)row->person,
               STR_ARG(affair_name(cli, row->affair)), STR_ARG(row->account),
               STR_ARG(money_text(cli->w->arena, row->amount)), STR_ARG(row->said));
}

static void rows_json(Cli *cli, const BankRow *rows, size_t count)
{
    Json json = json_new(&cli->out);
    json_array(&json, STR(""));
    for (size_t i = 0; i < count; i++) {
        json_object(&json, STR(""));
        json_int(&json, STR("row"), rows[i].number);
        json_int(&json, STR("person"), rows[i].person);
        json_text(&json, STR("affair"), rows[i].affair);
        json_text(&json, STR("account"), rows[i].account);
        json_money(&json, STR("amount"), rows[i].amount);
        json_text(&json, STR("state"), bank_row_state_name(rows[i].state));
        json_text(&json, STR("said"), rows[i].said);
        json_end(&json);
    }
    json_end(&json);
    buf_byte(&cli->out, '\n');
}

/* Sums by state, then the rows that are not simply paid: returned ones, and what the bank said of
 * those on their way. */
bool cli_bank_rows(Cli *cli, int64_t batch)
{
    BankRow *rows;
    size_t count, shown = 0;
    int64_t most = 20;
    TRY(bank_rows(cli->w, batch, &rows, &count));
    if (cli_has(cli, OPT_JSON)) {
        rows_json(cli, rows, count);
        return true;
    }
    str_int(cli_value(cli, OPT_SHOW), &most);
    for (BankRowState s = BANK_ROW_SENT; s <= BANK_ROW_RETURNED; s++)
        rows_sum(cli, rows, count, s);
    for (size_t i = 0; i < count && shown < (size_t)most; i++) {
        bool plain = rows[i].state == BANK_ROW_SETTLED ||
                     (rows[i].state == BANK_ROW_SENT && rows[i].said.len == 0);
        if (plain) continue;
        row_print(cli, &rows[i]);
        shown++;
    }
    return true;
}
