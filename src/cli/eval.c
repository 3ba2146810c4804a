/* doudi eval FILE: the law alone. A table of facts goes in; yes, no or unknown, amounts and reasons
 * come out. No store is opened; registers come from affairs/, standards from the file, --standards
 * and the area. */
#include <stdio.h>

#include "cli/facts_file.h"
#include "cli/words.def"

typedef struct {
    const Affair *affair;
    Env *env;
    FactsFile file;
    Results results;
    Machine *machine;
    Month month;
} Trial;

/* A file within affairs/ is read with the whole bureau, so that 享受(X) is known; any other with
 * the registers alone. */
static bool load_trial_law(Cli *cli, Division home)
{
    Work *w = cli->w;
    Str base, area;
    const char *files[1] = {str_z(w->arena, cli->words[0])};
    TRY(affair_home(w, &base));
    AffairPaths paths = {.affairs =
                             str_z(w->arena, format(w->arena, "%.*s/affairs", STR_ARG(base))),
                         .files = files,
                         .file_count = 1,
                         .standards = cli->option[OPT_STANDARDS],
                         .vocabulary_only = true};
    if (str_find(cli->words[0], STR("affairs/")) >= 0) {
        paths.vocabulary_only = false;
        paths.file_count = 0;
        if (affair_area_folder(w, base, home, &area)) paths.area = str_z(w->arena, area);
        w->error = (Error){0};
    }
    if (cli_has(cli, OPT_AREA)) paths.area = cli->option[OPT_AREA];
    Diagnostics found = diagnostics_new(w->arena);
    if (affair_load(w, &paths, &cli->bureau, &found)) return true;
    Buf text = buf_new(w->arena);
    diagnostics_print(&found, &text);
    fprintf(stderr, "%.*s", STR_ARG(buf_str(&text)));
    return false;
}

/* The affair of the file given, or the one named by --affair. */
static bool pick_affair(Cli *cli, const Affair **out)
{
    const Affair *only = NULL;
    Buf names = buf_new(cli->w->arena);
    size_t count = 0;
    if (cli_has(cli, OPT_AFFAIR)) return cli_affair(cli, cli_value(cli, OPT_AFFAIR), out);
    for (size_t i = 0; i < cli->bureau->affair_count; i++) {
        const Affair *affair = cli->bureau->affairs[i];
        Str path = affair->place.file->path;
        if (!str_ends(path, cli->words[0]) && !str_ends(cli->words[0], path)) continue;
        buf_format(&names, "%s%.*s", count++ ? " " : "", STR_ARG(affair->name));
        only = affair;
    }
    *out = only;
    if (count == 1) return true;
    return refuse(cli->w, ERR_USAGE, SAY_PICK_AFFAIR, STR_ARG(buf_str(&names)));
}

/* Standards announced for a month to come are known in that month. */
static Date known_by(const Cli *cli, Month month)
{
    Date today = work_today(cli->w), last = month_last(month);
    return today.days > last.days ? today : last;
}

enum { LEVELS = 6 }; /* of divisions, from a village up */

static void bind_trial(Cli *cli, Trial *t, Division home)
{
    Arena *arena = cli->w->arena;
    Division *chain = NEW_ARRAY(arena, Division, LEVELS); /* the env keeps it */
    size_t count, areas = 0;
    for (Division d = home; d.n != 0 && areas < LEVELS; d = division_parent(d))
        chain[areas++] = d;
    const Division *named = program_divisions(t->affair->program, &count);
    DivisionSpan *spans = NEW_ARRAY(arena, DivisionSpan, count + 1);
    for (size_t i = 0; i < count; i++)
        spans[i] = division_order_span(&t->file.divisions, named[i]);
    DivisionSpan here = division_order_span(&t->file.divisions, home);
    Binding binding = {.month = t->month,
                       .known = known_by(cli, t->month),
                       .areas = {chain, areas},
                       .home_first = here.first,
                       .home_last = here.last,
                       .spans = spans,
                       .span_count = count,
                       .places = division_order_places(arena, &t->file.divisions)};
    t->env = env_bind(arena, t->affair->program, &binding);
    t->machine = machine_new(arena, t->affair);
    t->results = results_new(arena, t->affair, t->file.facts.rows, t->file.members);
    machine_run(t->machine, t->env, &t->file.facts, &t->results);
}

/* One row's outcome: its truth, and the sum of its components when it is paid this month. */
typedef struct {
    Truth truth;
    Money amount;
    const char *word;
} Outcome;

static bool add_component(const Trial *t, size_t row, size_t component, int64_t *sum)
{
    const Results *r = &t->results;
    const uint32_t *start = t->file.facts.members.start;
    bool by_member = t->affair->components[component].by_member && start;
    size_t first = by_member ? start[row] : row, last = by_member ? start[row + 1] : row + 1;
    for (size_t i = first; i < last; i++) {
        if (r->amount_unknown[component][i]) return false;
        *sum += r->amount[component][i];
    }
    return true;
}

static Outcome row_outcome(const Trial *t, size_t row)
{
    const Results *r = &t->results;
    Truth truth = (Truth)r->eligible[row];
    int64_t sum = 0;
    if (r->overflow[row]) return (Outcome){UNKNOWN, {0}, SAY_EVAL_OVERFLOW};
    if (truth == NO) return (Outcome){NO, {0}, SAY_EVAL_NO};
    if (truth == UNKNOWN) return (Outcome){UNKNOWN, {0}, SAY_EVAL_UNKNOWN};
    if (!r->month_unknown[row] &&
        (t->month.n < r->first_month[row] || t->month.n >= r->stop_month[row]))
        return (Outcome){YES, {0}, SAY_EVAL_OUTSIDE};
    for (size_t c = 0; c < t->affair->component_count; c++)
        if (!add_component(t, row, c, &sum)) return (Outcome){UNKNOWN, {0}, SAY_EVAL_UNKNOWN};
    return (Outcome){YES, {sum}, SAY_EVAL_YES};
}

static Str need_person(const Trial *t, size_t row, size_t member)
{
    bool named = member > 0 && t->file.member_names;
    return named ? t->file.member_names[t->file.facts.members.start[row] + member - 1] : STR("");
}

static void print_needs(Cli *cli, const Trial *t, size_t row)
{
    size_t count;
    Need *needs = machine_needs(t->machine, t->env, &t->file.facts, row, &count);
    if (count == 0) return;
    buf_format(&cli->out, "    %s", SAY_EVAL_NEED);
    for (size_t i = 0; i < count; i++) {
        Str name = needs[i].input->name;
        if (i) buf_add(&cli->out, STR(SAY_EVAL_AND));
        Str person = need_person(t, row, needs[i].member);
        if (person.len) {
            buf_format(&cli->out, SAY_EVAL_NAMED, needs[i].member, STR_ARG(person), STR_ARG(name));
        } else if (needs[i].member) {
            buf_format(&cli->out, SAY_EVAL_MEMBER, needs[i].member, STR_ARG(name));
        } else {
            buf_add(&cli->out, name);
        }
    }
    buf_byte(&cli->out, '\n');
}

static void print_row(Cli *cli, const Trial *t, size_t row, Outcome outcome)
{
    Columns table = {&cli->out, {24, 14, -14}, 0};
    columns_cell(&table, t->file.names[row]);
    columns_cell(&table, str_of(outcome.word));
    columns_cell(&table, outcome.amount.fen ? money_text(cli->w->arena, outcome.amount) : STR(""));
    columns_end(&table);
    if (outcome.truth == UNKNOWN) print_needs(cli, t, row);
    if (cli_has(cli, OPT_EXPLAIN))
        why_print(machine_explain(cli->w->arena, t->machine, t->env, &t->file.facts, row), 2,
                  &cli->out);
}

static void eval_text(Cli *cli, const Trial *t)
{
    size_t counts[3] = {0};
    Money total = {0};
    for (size_t i = 0; i < t->file.facts.rows; i++) {
        Outcome outcome = row_outcome(t, i);
        counts[outcome.truth]++;
        total.fen += outcome.amount.fen;
        print_row(cli, t, i, outcome);
    }
    buf_format(&cli->out, SAY_EVAL_SUM, t->file.facts.rows, counts[YES], counts[NO],
               counts[UNKNOWN], STR_ARG(money_text(cli->w->arena, total)));
}

static void eval_json(Cli *cli, const Trial *t)
{
    static const char *const words[] = {"no", "unknown", "yes"};
    Json json = json_new(&cli->out);
    json_array(&json, STR(""));
    for (size_t i = 0; i < t->file.facts.rows; i++) {
        Outcome outcome = row_outcome(t, i);
        size_t count;
        Need *needs = machine_needs(t->machine, t->env, &t->file.facts, i, &count);
        json_object(&json, STR(""));
        json_text(&json, STR("row"), t->file.names[i]);
        json_text(&json, STR("entitled"), str_of(words[outcome.truth]));
        if (outcome.truth == UNKNOWN)
            json_null(&json, STR("amount"));
        else
            json_money(&json, STR("amount"), outcome.amount);
        json_array(&json, STR("needs"));
        for (size_t k = 0; outcome.truth == UNKNOWN && k < count; k++)
            json_text(&json, STR(""), needs[k].input->name);
        json_end(&json);
        if (cli_has(cli, OPT_EXPLAIN)) {
            json_array(&json, STR("why"));
            why_json(machine_explain(cli->w->arena, t->machine, t->env, &t->file.facts, i), &json);
            json_end(&json);
        }
        json_end(&json);
    }
    json_end(&json);
    buf_byte(&cli->out, '\n');
}

/* Remarks stand before the rows, but never within JSON. */
static void tell_remarks(Cli *cli, const Trial *t, Division home)
{
    Buf rows = cli->out;
    cli->out = buf_new(cli->w->arena);
    bool by_place = false;
    for (size_t i = 0; i < t->file.input_count; i++)
        by_place = by_place || t->file.inputs[i].type.kind == TYPE_DIVISION;
    cli_faults(cli, &t->file.faults);
    if (by_place && home.n == 0) buf_add(&cli->out, STR(SAY_EVAL_NO_HOME));
    Str remarks = buf_str(&cli->out);
    cli->out = rows;
    if (cli_has(cli, OPT_JSON))
        fprintf(stderr, "%.*s", STR_ARG(remarks));
    else
        buf_add(&cli->out, remarks);
}

static int eval_facts(Cli *cli, Trial *t, Division home)
{
    Str facts = cli_value(cli, OPT_FACTS), members = cli_value(cli, OPT_MEMBERS);
    if (!cli_has(cli, OPT_FACTS) || !cli_has(cli, OPT_MONTH)) {
        refuse(cli->w, ERR_USAGE, "%s", cli_has(cli, OPT_FACTS) ? SAY_NO_MONTH : SAY_NO_FACTS);
        return cli_failure(cli);
    }
    if (t->affair->subject == SUBJECT_HOUSEHOLD && members.len == 0) {
        refuse(cli->w, ERR_USAGE, SAY_NO_MEMBERS, STR_ARG(t->affair->name));
        return cli_failure(cli);
    }
    if (!cli_month(cli, cli_value(cli, OPT_MONTH), &t->month) ||
        !facts_file_read(cli, t->affair, facts, members, &t->file))
        return cli_failure(cli);
    tell_remarks(cli, t, home);
    if (t->file.faults.errors) return error_exit_code(ERR_INPUT);
    bind_trial(cli, t, home);
    if (cli_has(cli, OPT_JSON)) {
        eval_json(cli, t);
    } else {
        eval_text(cli, t);
    }
    return 0;
}

int command_eval(Cli *cli)
{
    Trial trial = {0};
    Division home = {0};
    if (cli->word_count != 1) return cli_usage(cli);
    if (cli_has(cli, OPT_HOME) && !division_parse(cli_value(cli, OPT_HOME), &home)) {
        refuse(cli->w, ERR_USAGE, SAY_BAD_HOME, STR_ARG(cli_value(cli, OPT_HOME)));
        return cli_failure(cli);
    }
    if (cli_has(cli, OPT_AREA) && !affair_area(cli->option[OPT_AREA], &home)) home = (Division){0};
    if (!load_trial_law(cli, home) || !pick_affair(cli, &trial.affair)) return cli_failure(cli);
    if (cli_has(cli, OPT_TEMPLATE)) {
        facts_file_template(trial.affair, &cli->out);
        return 0;
    }
    return eval_facts(cli, &trial, home);
}
