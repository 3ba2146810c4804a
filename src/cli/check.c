/* doudi check [PATH…]: every error and warning of the law, and its cases. Without a path the whole
 * bureau is checked, once with each area; folders given take the place of affairs/ and the area;
 * files alone are checked with the registers of affairs/ as their vocabulary. */
#include <stdio.h>
#include <sys/stat.h>

#include "cli/command.h"
#include "cli/words.def"

typedef struct {
    Diagnostics found;
    size_t files, affairs, cases;
} Checked;

static bool is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static bool home_affairs(Cli *cli, AffairPaths *paths)
{
    Str home;
    TRY(affair_home(cli->w, &home));
    paths->affairs = str_z(cli->w->arena, format(cli->w->arena, "%.*s/affairs", STR_ARG(home)));
    return true;
}

/* What the words of the command name: folders of law, one folder of an area, files. */
static bool named_paths(Cli *cli, AffairPaths *paths)
{
    Division area;
    const char **files = NEW_ARRAY(cli->w->arena, const char *, cli->word_count + 1);
    paths->files = files;
    paths->vocabulary_only = cli->word_count > 0;
    TRY(home_affairs(cli, paths));
    for (size_t i = 0; i < cli->word_count; i++) {
        const char *path = str_z(cli->w->arena, cli->words[i]);
        if (!is_folder(path)) {
            files[paths->file_count++] = path;
            continue;
        }
        paths->vocabulary_only = false;
        if (affair_area(path, &area)) {
            paths->area = path;
        } else {
            paths->affairs = path;
        }
    }
    if (cli_has(cli, OPT_AREA)) paths->area = cli->option[OPT_AREA];
    return true;
}

static void dump_programs(Cli *cli)
{
    for (size_t i = 0; i < cli->bureau->affair_count; i++) {
        buf_format(&cli->out, "%.*s\n", STR_ARG(cli->bureau->affairs[i]->name));
        program_dump(cli->bureau->affairs[i]->program, &cli->out);
    }
}

/* Errors of the law are findings, not a failure of the command. */
static bool check_one(Cli *cli, const AffairPaths *paths, Checked *checked)
{
    cli->w->error = (Error){0};
    if (!affair_load(cli->w, paths, &cli->bureau, &checked->found))
        return cli->w->error.code == ERR_LAW;
    checked->cases += bureau_run_cases(cli->w->arena, cli->bureau, &checked->found);
    checked->files += paths->vocabulary_only ? paths->file_count : cli->bureau->file_count;
    checked->affairs += cli->bureau->affair_count;
    if (cli_has(cli, OPT_DUMP)) dump_programs(cli);
    return true;
}

static bool check_areas(Cli *cli, Checked *checked)
{
    AffairPaths paths = {0};
    Str *areas;
    size_t count;
    TRY(home_affairs(cli, &paths));
    TRY(affair_area_folders(cli->w, &areas, &count));
    if (count == 0) return check_one(cli, &paths, checked);
    for (size_t i = 0; i < count; i++) {
        paths.area = str_z(cli->w->arena, areas[i]);
        TRY(check_one(cli, &paths, checked));
    }
    return true;
}

int command_check(Cli *cli)
{
    AffairPaths paths = {0};
    Checked checked = {.found = diagnostics_new(cli->w->arena)};
    bool whole = cli->word_count == 0 && !cli_has(cli, OPT_AREA);
    if (whole ? !check_areas(cli, &checked)
              : !named_paths(cli, &paths) || !check_one(cli, &paths, &checked))
        return cli_failure(cli);
    if (cli_has(cli, OPT_JSON)) {
        diagnostics_json(&checked.found, &cli->out);
        buf_byte(&cli->out, '\n');
    } else {
        diagnostics_print(&checked.found, &cli->out);
        buf_format(&cli->out, SAY_CHECK_DONE, checked.files, checked.affairs, checked.cases,
                   checked.found.errors, checked.found.warnings);
    }
    return checked.found.errors ? error_exit_code(ERR_LAW) : 0;
}
