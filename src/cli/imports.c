/* What `doudi import` does besides importing: the history of imports, taking one back as a whole,
 * and what senders call our columns (--map, --mappings, --forget). */
#include "cli/command.h"
#include "cli/words.def"

bool cli_imports_asked(const Cli *cli)
{
    return cli_has(cli, OPT_HISTORY) || cli_has(cli, OPT_UNDO) || cli_has(cli, OPT_MAPPINGS) ||
           cli_has(cli, OPT_FORGET);
}

/* ---- mappings ----------------------------------------------------------------------------- */

static bool split_mapping(Cli *cli, Str text, ColumnMapping *out)
{
    Str rest = text;
    bool split = str_split(&rest, '=', &out->meant) && str_trim(rest).len;
    out->meant = str_trim(out->meant);
    out->header = str_trim(rest);
    if (split && out->meant.len) return true;
    return refuse(cli->w, ERR_USAGE, SAY_MAP_FORM, STR_ARG(text));
}

static Str half_width_commas(Cli *cli, Str text)
{
    Buf out = buf_new(cli->w->arena);
    uint32_t c;
    for (size_t at = 0; utf8_next(text, &at, &c);)
        buf_code_point(&out, c == 0xFF0C || c == 0x3001 ? ',' : c == 0xFF1D ? '=' : c);
    return buf_str(&out);
}

bool cli_mappings(Cli *cli, ImportJob *job)
{
    Str rest = half_width_commas(cli, cli_value(cli, OPT_MAP)), part;
    size_t capacity = 0;
    ColumnMapping *mappings = NULL;
    while (rest.len && str_split(&rest, ',', &part)) {
        if (job->mapping_count == capacity)
            mappings = arena_grow(cli->w->arena, mappings, &capacity, sizeof *mappings);
        TRY(split_mapping(cli, part, &mappings[job->mapping_count++]));
    }
    job->mappings = mappings;
    return true;
}

void cli_mapped(Cli *cli, const ImportResult *r)
{
    for (size_t i = 0; i < r->mapped_count; i++)
        buf_format(&cli->out, SAY_MAP_USED, STR_ARG(r->mapped[i].header),
                   STR_ARG(r->mapped[i].meant), r->mapped[i].kept ? WORD_MAP_KEPT : "");
}

static int list_mappings(Cli *cli)
{
    ColumnMapping *all;
    size_t count;
    if (!cli_open(cli, STORE_READ_ONLY) || !mapping_list(cli->w, &all, &count))
        return cli_failure(cli);
    for (size_t i = 0; i < count; i++)
        buf_format(&cli->out, SAY_MAPPING_LINE, STR_ARG(all[i].sender), STR_ARG(all[i].as),
                   STR_ARG(all[i].header), STR_ARG(all[i].meant));
    if (!count) buf_add(&cli->out, STR(SAY_NO_MAPPINGS));
    return 0;
}

static int forget_mapping(Cli *cli)
{
    Str sender = cli_value(cli, OPT_SENDER), header = cli_value(cli, OPT_FORGET);
    if (!sender.len || !cli_has(cli, OPT_AS)) {
        refuse(cli->w, ERR_USAGE, "%s", SAY_FORGET_WHOSE);
        return cli_failure(cli);
    }
    if (!cli_open(cli, 0)) return cli_failure(cli);
    Str as = cli_import_name(cli, cli_value(cli, OPT_AS));
    if (!mapping_forget(cli->w, sender, as, header)) return cli_failure(cli);
    buf_format(&cli->out, SAY_MAPPING_FORGOTTEN, STR_ARG(sender), STR_ARG(header));
    return 0;
}

/* ---- history ------------------------------------------------------------------------------ */

static void runs_json(Cli *cli, const ImportRun *runs, size_t count)
{
    Json json = json_new(&cli->out);
    json_array(&json, STR(""));
    for (size_t i = 0; i < count; i++) {
        const ImportRun *r = &runs[i];
        json_object(&json, STR(""));
        json_int(&json, STR("import"), r->commit.n);
        json_int(&json, STR("instant"), r->instant);
        json_text(&json, STR("as"), r->as);
        json_text(&json, STR("file"), r->file);
        json_text(&json, STR("sm3"), r->digest);
        json_text(&json, STR("sender"), r->sender);
        json_text(&json, STR("actor"), r->actor);
        json_int(&json, STR("rows"), r->rows);
        json_int(&json, STR("added"), r->added);
        json_int(&json, STR("changed"), r->changed);
        json_int(&json, STR("unchanged"), r->unchanged);
        json_int(&json, STR("undone"), r->undone.n);
        json_end(&json);
    }
    json_end(&json);
    buf_byte(&cli->out, '\n');
}

static Str number_text(Cli *cli, int64_t n)
{
    return format(cli->w->arena, "%lld", (long long)n);
}

static void run_line(Cli *cli, Columns *table, const ImportRun *r)
{
    Date day = {(int32_t)((r->instant + 8 * 3600) / 86400)};
    columns_cell(table, number_text(cli, r->commit.n));
    columns_cell(table, date_text(cli->w->arena, day));
    columns_cell(table, r->file);
    columns_cell(table, r->sender);
    columns_cell(table, r->as);
    columns_cell(table, number_text(cli, r->rows));
    columns_cell(table, number_text(cli, r->added));
    columns_cell(table, number_text(cli, r->changed));
    columns_cell(table, r->actor);
    columns_cell(table, r->undone.n ? format(cli->w->arena, SAY_RUN_UNDONE, (long long)r->undone.n)
                                    : STR(""));
    columns_end(table);
}

static int list_runs(Cli *cli)
{
    static const char *const heads[] = {SAY_IMPORT_RUN_HEAD};
    ImportRun *runs;
    size_t count;
    if (!cli_open(cli, STORE_READ_ONLY) || !import_history(cli->w, &runs, &count))
        return cli_failure(cli);
    if (cli_has(cli, OPT_JSON)) {
        runs_json(cli, runs, count);
        return 0;
    }
    Columns table = {&cli->out, {-6, 12, 20, 16, 20, -8, -8, -8, 10, 0}, 0};
    for (size_t i = 0; i < COUNT_OF(heads) && count; i++)
        columns_cell(&table, str_of(heads[i]));
    if (count) columns_end(&table);
    for (size_t i = 0; i < count; i++)
        run_line(cli, &table, &runs[i]);
    if (!count) buf_add(&cli->out, STR(SAY_NO_RUNS));
    return 0;
}

/* ---- taking back -------------------------------------------------------------------------- */

static void undo_json(Cli *cli, const ImportUndo *undo)
{
    Json json = json_new(&cli->out);
    json_object(&json, STR(""));
    json_int(&json, STR("commit"), undo->commit.n);
    json_int(&json, STR("people"), undo->people);
    json_int(&json, STR("units"), undo->units);
    json_int(&json, STR("closed"), undo->closed);
    json_int(&json, STR("restored"), undo->restored);
    json_end(&json);
    buf_byte(&cli->out, '\n');
}

static int undo_run(Cli *cli)
{
    Commit import;
    ImportUndo undo;
    if (!str_int(cli_value(cli, OPT_UNDO), &import.n) || import.n < 1) {
        refuse(cli->w, ERR_USAGE, "%s", SAY_UNDO_NUMBER);
        return cli_failure(cli);
    }
    if (!cli_open(cli, 0)) return cli_failure(cli);
    if (!import_undo(cli->w, cli->bureau, import, cli_value(cli, OPT_PURPOSE), &undo)) {
        cli_faults(cli, &undo.built);
        return cli_failure(cli);
    }
    if (cli_has(cli, OPT_JSON))
        undo_json(cli, &undo);
    else
        buf_format(&cli->out, SAY_UNDO_DONE, (long long)import.n, (long long)undo.commit.n,
                   (long long)undo.people, (long long)undo.units, (long long)undo.closed,
                   (long long)undo.restored);
    return 0;
}

int cli_imports(Cli *cli)
{
    if (cli->word_count) return cli_usage(cli);
    if (cli_has(cli, OPT_UNDO)) return undo_run(cli);
    if (cli_has(cli, OPT_FORGET)) return forget_mapping(cli);
    return cli_has(cli, OPT_MAPPINGS) ? list_mappings(cli) : list_runs(cli);
}
