/* `doudi opening FILE`: what was paid, not paid or owed before the first month of account. */
#include "cli/command.h"
#include "cli/money_words.def"
#include "payment/payment.h"

static bool opening_run(Cli *cli)
{
    Work *w = cli->w;
    OpeningResult result;
    TRY(payment_opening(w, cli->bureau, str_z(w->arena, cli->words[0]), &result));
    if (result.faults.errors) {
        cli_faults(cli, &result.faults);
        return refuse(w, ERR_INPUT, "%s", SAY_OPENING_NOTHING);
    }
    if (result.before)
        buf_add(&cli->out, STR(SAY_OPENING_BEFORE));
    else
        buf_format(&cli->out, SAY_OPENING_DONE, (long long)result.rows, (long long)result.posted,
                   STR_ARG(money_text(w->arena, result.total)));
    return true;
}

int command_opening(Cli *cli)
{
    if (cli->word_count != 1) return cli_usage(cli);
    return cli_open(cli, 0) && opening_run(cli) ? 0 : cli_failure(cli);
}
