/* Answers: which set somebody is in, why this amount, what was posted for which reason. */
#include "cli/assessed.h"
#include "cli/command.h"
#include "cli/words.def"
#include "entitle/entitle.h"
#include "ledger/ledger.h"
#include "payment/payment.h"

static bool load_facts(Cli *cli, FactBase **base)
{
    return facts_load(cli->w, cli->bureau, KNOWN_NOW, cli->home, base);
}

Str subject_name(Cli *cli, const Affair *affair, int64_t id)
{
    PersonRow person;
    BenefitUnit unit;
    Arena *arena = cli->w->arena;
    if (affair->subject == SUBJECT_PERSON && person_row(cli->w, (PersonId){id}, &person))
        return format(arena, "person:%lld %.*s", (long long)id,
                      STR_ARG(name_mask(arena, person.name)));
    if (affair->subject == SUBJECT_HOUSEHOLD &&
        unit_row(cli->w, (UnitId){id}, work_today(cli->w), &unit))
        return format(arena, "unit:%lld %.*s", (long long)id, STR_ARG(unit.number));
    return format(arena, "%lld", (long long)id);
}

static void sets_text(Cli *cli, const Affair *affair, const FourSets *sets)
{
    int64_t most = 5;
    str_int(cli_value(cli, OPT_SHOW), &most);
    Columns table = {&cli->out, {20, -9, 0}, 0};
    for (int i = 0; i < SET_COUNT; i++) {
        columns_cell(&table, set_name((SetKind)i));
        columns_cell(&table, format(cli->w->arena, "%lld", (long long)sets->count[i]));
        columns_end(&table);
        bool listed = i == SET_MISSED || i == SET_WRONGLY || i == SET_UNDECIDED;
        for (int64_t k = 0; listed && k < sets->count[i] && k < most; k++)
            buf_format(&cli->out, "    %.*s\n",
                       STR_ARG(subject_name(cli, affair, sets->subjects[i][k])));
    }
}

static void sets_json(Cli *cli, const FourSets *sets)
{
    static const char *const keys[SET_COUNT] = {"pay",       "missed",    "wrongly",
                                                "undecided", "unchecked", "out"};
    Json json = json_new(&cli->out);
    json_object(&json, STR(""));
    for (int i = 0; i < SET_COUNT; i++)
        json_int(&json, str_of(keys[i]), sets->count[i]);
    json_end(&json);
    buf_byte(&cli->out, '\n');
}

int command_sets(Cli *cli)
{
    const Affair *affair;
    Month month;
    FactBase *base;
    FourSets sets;
    if (cli->word_count != 2) return cli_usage(cli);
    if (!cli_open(cli, STORE_READ_ONLY) || !cli_affair(cli, cli->words[0], &affair) ||
        !cli_month(cli, cli->words[1], &month) || !load_facts(cli, &base) ||
        !entitle_sets(cli->w, base, affair, month, &sets))
        return cli_failure(cli);
    if (cli_has(cli, OPT_JSON)) {
        sets_json(cli, &sets);
        return 0;
    }
    buf_format(&cli->out, SAY_SETS_HEAD, STR_ARG(affair->name),
               STR_ARG(month_text(cli->w->arena, month)));
    sets_text(cli, affair, &sets);
    return 0;
}

/* The component's Chinese name; its key when the law no longer knows it. */
static Str component_name(const Affair *affair, Str key)
{
    for (size_t i = 0; affair && i < affair->component_count; i++)
        if (str_equal(affair->components[i].key, key)) return affair->components[i].name;
    return key;
}

static void posted_head(Columns *table)
{
    static const char *const heads[] = {"",
                                        SAY_LINES_MONTH,
                                        SAY_LINES_AFFAIR,
                                        SAY_LINES_COMPONENT,
                                        SAY_LINES_PERSON,
                                        SAY_LINES_AMOUNT,
                                        SAY_LINES_FUND,
                                        SAY_LINES_REASON,
                                        SAY_LINES_CLOSED};
    for (size_t i = 0; i < COUNT_OF(heads); i++)
        columns_cell(table, str_of(heads[i]));
    columns_end(table);
}

static void posted_line(Cli *cli, Columns *table, const Line *line)
{
    Arena *arena = cli->w->arena;
    const Affair *affair = bureau_affair(cli->bureau, line->affair);
    columns_cell(table, STR(""));
    columns_cell(table, month_text(arena, line->month));
    columns_cell(table, affair ? affair->name : line->affair);
    columns_cell(table, component_name(affair, line->component));
    columns_cell(table, format(arena, "person:%lld", (long long)line->person));
    columns_cell(table, money_text(arena, line->amount));
    columns_cell(table, fund_name(line->fund));
    columns_cell(table, reason_name(line->reason));
    columns_cell(table, month_text(arena, line->closed_in));
    columns_end(table);
}

static Columns posted_columns(Cli *cli)
{
    return (Columns){&cli->out, {2, 9, 30, 6, 15, -12, 9, 10, 0}, 0};
}

static bool lines_of(Cli *cli, Someone who, Line **lines, size_t *count)
{
    BenefitUnit unit;
    if (who.person.n) return ledger_lines(cli->w, who.person.n, 0, lines, count);
    TRY(unit_row(cli->w, who.unit, work_today(cli->w), &unit));
    Buf all = buf_new(cli->w->arena);
    for (size_t i = 0; i < unit.member_count; i++) {
        Line *some;
        size_t n;
        TRY(ledger_lines(cli->w, unit.members[i].person.n, 0, &some, &n));
        buf_add(&all, (Str){(const char *)some, n * sizeof *some});
    }
    *count = all.len / sizeof(Line);
    *lines = NEW_ARRAY(cli->w->arena, Line, *count + 1);
    for (size_t i = 0; i < *count; i++)
        (*lines)[i] = ((const Line *)(const void *)all.ptr)[i];
    return true;
}

/* Keeps the lines of one affair (NULL: all) and month (MONTH_NONE: all); how many there are. */
static size_t lines_kept(Line *lines, size_t count, const Affair *affair, Month month)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        bool here = month.n == MONTH_NONE.n || lines[i].month.n == month.n;
        if (here && (!affair || str_equal(lines[i].affair, affair->key))) lines[kept++] = lines[i];
    }
    return kept;
}

static void lines_rows(Cli *cli, Json *json, const Line *lines, size_t count)
{
    Arena *arena = cli->w->arena;
    for (size_t i = 0; i < count; i++) {
        json_object(json, STR(""));
        json_text(json, STR("affair"), lines[i].affair);
        json_int(json, STR("person"), lines[i].person);
        json_text(json, STR("month"), month_text(arena, lines[i].month));
        json_text(json, STR("closed_in"), month_text(arena, lines[i].closed_in));
        json_text(json, STR("component"), lines[i].component);
        json_money(json, STR("amount"), lines[i].amount);
        json_text(json, STR("reason"), reason_name(lines[i].reason));
        json_end(json);
    }
}

static void explanation_text(Cli *cli, const Explanation *e)
{
    Arena *arena = cli->w->arena;
    static const char *const words[] = {SAY_EVAL_NO, SAY_EVAL_UNKNOWN, SAY_EVAL_YES};
    buf_format(&cli->out, SAY_EXPLAIN_ENTITLED, words[e->entitled]);
    if (e->entitled_why) why_print(e->entitled_why, 1, &cli->out);
    if (e->need_count) buf_add(&cli->out, STR(SAY_EVAL_NEED));
    for (size_t i = 0; i < e->need_count; i++)
        buf_format(&cli->out, "%s%.*s", i ? SAY_EVAL_AND : "", STR_ARG(e->needs[i].input->name));
    if (e->need_count) buf_byte(&cli->out, '\n');
    if (!e->enrolled) buf_add(&cli->out, STR(SAY_EXPLAIN_NOT_ENROLLED));
    if (!e->granted_why) return;
    Buf lawful = buf_new(arena), granted = buf_new(arena);
    if (e->entitled_why) why_print(e->entitled_why, 1, &lawful);
    why_print(e->granted_why, 1, &granted);
    bool same = str_equal(buf_str(&lawful), buf_str(&granted));
    buf_add(&cli->out, same ? STR(SAY_EXPLAIN_SAME) : STR(SAY_EXPLAIN_GRANTED));
    if (!same) buf_add(&cli->out, buf_str(&granted));
    for (size_t i = 0; i < e->granted_count; i++) {
        const Granted *g = &e->granted[i];
        buf_format(&cli->out, SAY_EXPLAIN_LINE,
                   STR_ARG(format(arena, "person:%lld", (long long)g->person)),
                   STR_ARG(month_text(arena, g->month)), STR_ARG(money_text(arena, g->amount)),
                   g->unknown ? SAY_EXPLAIN_UNKNOWN
                   : g->held  ? SAY_EXPLAIN_HELD
                              : "");
    }
}

static void explanation_json(Cli *cli, const Explanation *e, const Line *lines, size_t count)
{
    static const char *const words[] = {"no", "unknown", "yes"};
    Json json = json_new(&cli->out);
    json_object(&json, STR(""));
    json_bool(&json, STR("enrolled"), e->enrolled);
    json_text(&json, STR("entitled"), str_of(words[e->entitled]));
    json_array(&json, STR("needs"));
    for (size_t i = 0; i < e->need_count; i++)
        json_text(&json, STR(""), e->needs[i].input->name);
    json_end(&json);
    json_array(&json, STR("granted"));
    for (size_t i = 0; i < e->granted_count; i++) {
        json_object(&json, STR(""));
        json_int(&json, STR("person"), e->granted[i].person);
        json_text(&json, STR("month"), month_text(cli->w->arena, e->granted[i].month));
        json_money(&json, STR("amount"), e->granted[i].amount);
        json_bool(&json, STR("held"), e->granted[i].held);
        json_bool(&json, STR("unknown"), e->granted[i].unknown);
        json_end(&json);
    }
    json_end(&json);
    json_array(&json, STR("posted"));
    lines_rows(cli, &json, lines, count);
    json_end(&json);
    json_array(&json, STR("why"));
    if (e->entitled_why) why_json(e->entitled_why, &json);
    if (e->granted_why) why_json(e->granted_why, &json);
    json_end(&json);
    json_end(&json);
    buf_byte(&cli->out, '\n');
}

/* The subject that an affair knows somebody by: the person, or the person's unit. */
static bool subject_of(Cli *cli, const Affair *affair, Someone who, int64_t *subject)
{
    UnitId *units;
    BenefitUnit unit;
    size_t count;
    if (affair->subject == SUBJECT_PERSON && !who.person.n) {
        TRY(unit_row(cli->w, who.unit, work_today(cli->w), &unit));
        who.person = unit.applicant;
    }
    *subject = affair->subject == SUBJECT_PERSON ? who.person.n : who.unit.n;
    if (*subject) return true;
    TRY(unit_of_person(cli->w, who.person, &units, &count));
    if (count == 0) return refuse(cli->w, ERR_NOT_FOUND, SAY_NO_UNIT, STR_ARG(affair->name));
    *subject = units[0].n;
    return true;
}

int command_explain(Cli *cli)
{
    const Affair *affair;
    Month month;
    Someone who;
    FactBase *base;
    Explanation explanation;
    Line *lines;
    int64_t subject;
    size_t count;
    if (cli->word_count != 3) return cli_usage(cli);
    if (!cli_open(cli, STORE_READ_ONLY) || !cli_someone(cli, cli->words[0], &who) ||
        !cli_month(cli, cli->words[2], &month))
        return cli_failure(cli);
    const Affair *rows = assessment_named(cli, cli->words[1]);
    if (rows) return explain_rows(cli, rows, who, month);
    if (!cli_affair(cli, cli->words[1], &affair) || !subject_of(cli, affair, who, &subject) ||
        !facts_load_subject(cli->w, cli->bureau, affair->subject, subject, &base) ||
        !entitle_explain(cli->w, base, &(Question){affair, subject, month}, &explanation) ||
        !lines_of(cli, who, &lines, &count))
        return cli_failure(cli);
    count = lines_kept(lines, count, affair, month);
    if (cli_has(cli, OPT_JSON)) {
        explanation_json(cli, &explanation, lines, count);
        return 0;
    }
    explanation_text(cli, &explanation);
    if (!explain_sources(cli, affair, subject, month)) return cli_failure(cli);
    Columns table = posted_columns(cli);
    if (count) buf_add(&cli->out, STR(SAY_EXPLAIN_POSTED));
    for (size_t i = 0; i < count; i++)
        posted_line(cli, &table, &lines[i]);
    return 0;
}

static void lines_json(Cli *cli, const Line *lines, size_t count)
{
    Json json = json_new(&cli->out);
    json_array(&json, STR(""));
    lines_rows(cli, &json, lines, count);
    json_end(&json);
    buf_byte(&cli->out, '\n');
}

int command_lines(Cli *cli)
{
    const Affair *affair = NULL;
    Someone who;
    Line *lines;
    size_t count;
    if (cli->word_count < 1 || cli->word_count > 2) return cli_usage(cli);
    if (!cli_open(cli, STORE_READ_ONLY) || !cli_someone(cli, cli->words[0], &who) ||
        (cli->word_count == 2 && !cli_affair(cli, cli->words[1], &affair)) ||
        !lines_of(cli, who, &lines, &count))
        return cli_failure(cli);
    size_t kept = lines_kept(lines, count, affair, MONTH_NONE);
    if (cli_has(cli, OPT_JSON)) {
        lines_json(cli, lines, kept);
        return 0;
    }
    Columns table = posted_columns(cli);
    if (kept) posted_head(&table);
    for (size_t i = 0; i < kept; i++)
        posted_line(cli, &table, &lines[i]);
    return 0;
}
