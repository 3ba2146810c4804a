/* doudi report: figures computed from records beside the published ones. */
#include "report/report.h"

#include "cli/command.h"
#include "cli/words.def"

/* figures.csv of the store's area, or NULL. */
const char *cli_figures(Cli *cli)
{
    Str home, folder;
    if (cli_has(cli, OPT_FIGURES)) return cli->option[OPT_FIGURES];
    if (!affair_home(cli->w, &home) || !affair_area_folder(cli->w, home, cli->home, &folder)) {
        cli->w->error = (Error){0};
        return NULL;
    }
    return str_z(cli->w->arena, format(cli->w->arena, "%.*s/figures.csv", STR_ARG(folder)));
}

int command_report(Cli *cli)
{
    ReportResult result;
    if (cli->word_count > 1) return cli_usage(cli);
    if (!cli_open(cli, STORE_READ_ONLY)) return cli_failure(cli);
    Str name = cli->word_count ? cli->words[0] : STR("");
    if (name.len == 0 && cli->bureau->report_count) name = cli->bureau->reports[0].key;
    if (name.len == 0) {
        refuse(cli->w, ERR_NOT_FOUND, "%s", SAY_NO_REPORT);
        return cli_failure(cli);
    }
    if (!report_run(cli->w, cli->bureau, name, cli_figures(cli), &result)) return cli_failure(cli);
    if (cli_has(cli, OPT_JSON)) {
        report_json(&result, &cli->out);
        return 0;
    }
    return report_print(cli->w, &result, &cli->out) ? 0 : cli_failure(cli);
}
