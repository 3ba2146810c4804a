/* doudi template REGISTER: the import template of a register, made from its declaration. */
#include "cli/command.h"
#include "cli/words.def"

int command_template(Cli *cli)
{
    if (cli->word_count != 1) return cli_usage(cli);
    if (!cli_has(cli, OPT_OUT)) {
        refuse(cli->w, ERR_USAGE, "%s", SAY_NO_OUT);
        return cli_failure(cli);
    }
    if (!cli_open(cli, STORE_READ_ONLY) ||
        !import_template(cli->w, cli->bureau, cli->words[0], cli->option[OPT_OUT]))
        return cli_failure(cli);
    buf_format(&cli->out, SAY_TEMPLATE_DONE, STR_ARG(cli_value(cli, OPT_OUT)));
    return 0;
}
