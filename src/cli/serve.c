/* doudi serve: read-only pages of a demo store, on loopback. */
#include <stdio.h>

#include "cli/command.h"
#include "cli/words.def"
#include "web/web.h"

static void say_address(void *context, int port)
{
    (void)context;
    printf(SAY_SERVE_ADDRESS, port);
    fflush(stdout);
}

int command_serve(Cli *cli)
{
    Str demo;
    int64_t port = 8080;
    if (cli->word_count) return cli_usage(cli);
    if (cli_has(cli, OPT_PORT) &&
        (!str_int(cli_value(cli, OPT_PORT), &port) || port < 0 || port > 65535)) {
        refuse(cli->w, ERR_USAGE, SAY_BAD_PORT, STR_ARG(cli_value(cli, OPT_PORT)));
        return cli_failure(cli);
    }
    if (!cli_open(cli, STORE_READ_ONLY)) return cli_failure(cli);
    if (!store_get(cli->w, STR("demo"), &demo)) {
        refuse(cli->w, ERR_DENIED, "%s", SAY_SERVE_NOT_DEMO);
        return cli_failure(cli);
    }
    WebOptions options = {
        .port = (int)port, .home = cli->home, .figures = cli_figures(cli), .ready = say_address};
    return web_serve(cli->w, cli->bureau, &options) ? 0 : cli_failure(cli);
}
