/* doudi check [PATH…]: every error and warning of the law, and its cases. Without a path the whole
 * bureau (affairs/ and the area) is checked; a file or folder given is checked with the registers
 * of affairs/ as its vocabulary. */
#include <stdio.h>

#include "cli/command.h"
#include "cli/words.def"

static bool whole_bureau(Cli *cli, AffairPaths *paths)
{
    Str home;
    TRY(affair_home(cli->w, &home));
    paths->affairs = str_z(cli->w->arena, format(cli->w->arena, "%.*s/affairs", STR_ARG(home)));
    if (cli_has(cli, OPT_AREA)) paths->area = cli->option[OPT_AREA];
    if (cli->word_count == 0) return true;
    const char **files = NEW_ARRAY(cli->w->arena, const char *, cli->word_count);
    for (size_t i = 0; i < cli->word_count; i++)
        files[i] = str_z(cli->w->arena, cli->words[i]);
    paths->files = files;
    paths->file_count = cli->word_count;
    paths->vocabulary_only = true;
    return true;
}

static void dump_programs(Cli *cli)
{
    for (size_t i = 0; i < cli->bureau->affair_count; i++) {
        buf_format(&cli->out, "%.*s\n", STR_ARG(cli->bureau->affairs[i]->name));
        program_dump(cli->bureau->affairs[i]->program, &cli->out);
    }
}

int command_check(Cli *cli)
{
    AffairPaths paths = {0};
    Diagnostics found = diagnostics_new(cli->w->arena);
    size_t cases = 0;
    if (!whole_bureau(cli, &paths)) return cli_failure(cli);
    bool loaded = affair_load(cli->w, &paths, &cli->bureau, &found);
    if (!loaded && cli->w->error.code != ERR_LAW) return cli_failure(cli);
    if (loaded) cases = bureau_run_cases(cli->w->arena, cli->bureau, &found);
    if (cli_has(cli, OPT_JSON)) {
        diagnostics_json(&found, &cli->out);
    } else {
        diagnostics_print(&found, &cli->out);
        buf_format(&cli->out, SAY_CHECK_DONE, loaded ? cli->bureau->file_count : (size_t)0,
                   loaded ? cli->bureau->affair_count : (size_t)0, cases, found.errors,
                   found.warnings);
    }
    if (loaded && cli_has(cli, OPT_DUMP)) dump_programs(cli);
    return found.errors ? error_exit_code(ERR_LAW) : 0;
}
