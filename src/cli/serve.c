/* doudi serve: the workbench in the browser. A store that nobody can log in to yet gets a one-time
 * link; a demo store gets a login for each of its accounts, new with every start. */
#include <stdio.h>
#include <sys/random.h>

#include "cli/command.h"
#include "cli/modules.h"
#include "cli/words.def"
#include "web/web.h"

typedef struct {
    Cli *cli;
    Str password;    /* of a demo's accounts; empty: no demo */
    Str setup_token; /* empty: somebody can log in */
} Serving;

static bool serve_open(void *opener, Work *w, int flags)
{
    Cli *cli = opener;
    return store_open(w, str_z(w->arena, cli_store_path(cli)), flags, cli_modules,
                      cli_module_count);
}

/* ---- who can log in ------------------------------------------------------------------------ */

static Str password_make(Arena *arena)
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    unsigned char dice[12];
    ensure(getrandom(dice, sizeof dice, 0) == (ssize_t)sizeof dice);
    Buf b = buf_new(arena);
    for (size_t i = 0; i < sizeof dice; i++) {
        if (i > 0 && i % 4 == 0) buf_byte(&b, '-');
        buf_byte(&b, letters[dice[i] % (sizeof letters - 1)]);
    }
    return buf_str(&b);
}

/* A demo lives in its own time, which goes on from its last act, or from the day that --clock
 * names: the logins made here are an act of that instant. */
static bool demo_clock(Cli *cli)
{
    Commit commit;
    ActRow last;
    Work *w = cli->w;
    if (cli_has(cli, OPT_CLOCK)) return true;
    TRY(audit_latest(w, &commit));
    if (commit.n == 0) return true;
    TRY(audit_row(w, commit, &last));
    w->now = last.instant + 1;
    return true;
}

static bool demo_logins(Cli *cli, Serving *serving)
{
    Account *accounts;
    size_t count;
    TRY(demo_clock(cli));
    serving->password = password_make(cli->w->arena);
    TRY(account_list(cli->w, &accounts, &count));
    for (size_t i = 0; i < count; i++)
        if (!accounts[i].closed)
            TRY(password_set(cli->w, accounts[i].account, serving->password, false));
    return true;
}

static bool logins_prepare(Cli *cli, Serving *serving)
{
    Str demo;
    bool needed;
    if (store_get(cli->w, STR("demo"), &demo)) return demo_logins(cli, serving);
    TRY(cli->w->error.code == ERR_NONE);
    TRY(setup_is_needed(cli->w, &needed));
    return !needed || setup_begin(cli->w, &serving->setup_token);
}

static void say_logins(const Serving *serving)
{
    Work *w = serving->cli->w;
    Account *accounts;
    size_t count;
    printf(SAY_SERVE_LOGINS, STR_ARG(serving->password));
    if (!account_list(w, &accounts, &count)) return;
    for (size_t i = 0; i < count; i++) {
        const char *before = i == 0 ? "  " : i % 4 ? "  " : "\n  ";
        Str duties = duties_name(w->arena, accounts[i].duties);
        printf(SAY_SERVE_LOGIN, before, STR_ARG(accounts[i].account), STR_ARG(duties));
    }
    printf("\n");
}

static void say_address(void *context, int port)
{
    const Serving *serving = context;
    printf(SAY_SERVE_ADDRESS, port);
    if (serving->password.len) say_logins(serving);
    if (serving->setup_token.len) printf(SAY_SERVE_SETUP, port, STR_ARG(serving->setup_token));
    fflush(stdout);
}

/* ---- the command --------------------------------------------------------------------------- */

static bool number_option(Cli *cli, OptionId id, int64_t least, int64_t most, int64_t *out)
{
    if (!cli_has(cli, id)) return true;
    return str_int(cli_value(cli, id), out) && *out >= least && *out <= most;
}

static bool options_read(Cli *cli, WebOptions *out, Str *host)
{
    int64_t port = 8080, threads = 1;
    if (!number_option(cli, OPT_PORT, 0, 65535, &port))
        return refuse(cli->w, ERR_USAGE, SAY_BAD_PORT, STR_ARG(cli_value(cli, OPT_PORT)));
    if (!number_option(cli, OPT_THREADS, 1, 64, &threads))
        return refuse(cli->w, ERR_USAGE, SAY_BAD_COUNT, STR_ARG(cli_value(cli, OPT_THREADS)));
    out->port = (int)port;
    out->loops = (unsigned)threads;
    out->behind_proxy = cli_has(cli, OPT_PROXY);
    if (cli_has(cli, OPT_ADDRESS)) out->address = cli->option[OPT_ADDRESS];
    if (cli_has(cli, OPT_HOST)) {
        *host = cli_value(cli, OPT_HOST);
        out->hosts = host;
        out->host_count = 1;
    }
    return true;
}

int command_serve(Cli *cli)
{
    Str host;
    Serving serving = {.cli = cli};
    WebOptions options = {.open = serve_open, .opener = cli, .ready = say_address};
    options.context = &serving;
    if (cli->word_count) return cli_usage(cli);
    if (!options_read(cli, &options, &host)) return cli_failure(cli);
    if (!cli_open_unasked(cli, 0) || !logins_prepare(cli, &serving)) return cli_failure(cli);
    options.home = cli->home;
    options.law = cli->law;
    options.figures = cli_figures(cli);
    return web_serve(cli->w, cli->bureau, &options) ? 0 : cli_failure(cli);
}
