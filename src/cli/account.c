/* doudi account: who may do what. Without words it lists the accounts; with a verb it does one
 * thing to one account. What each may be done by whom is asked in access; here are only words. */
#include "cli/account_words.def"
#include "cli/command.h"
#include "cli/words.def"

/* The division that is meant; the store's home when nobody says. */
static bool place_asked(Cli *cli, Division *out)
{
    Str code = cli_value(cli, OPT_HOME);
    DivisionRow row;
    *out = cli->home;
    if (!cli_has(cli, OPT_HOME)) return true;
    if (!division_parse(code, out) || !division_contains(cli->home, *out))
        return refuse(cli->w, ERR_USAGE, SAY_BAD_SCOPE, STR_ARG(code));
    return division_by_code(cli->w, *out, &row);
}

static bool grant_asked(Cli *cli, Str duty, DutyGrant *out)
{
    Buf names = buf_new(cli->w->arena);
    if (duty_parse(duty, &out->duty)) return place_asked(cli, &out->division);
    for (int i = 0; i < DUTY_COUNT; i++)
        buf_format(&names, "%s%.*s", i ? SAY_DUTY_AND : "", STR_ARG(duty_name((Duty)i)));
    return refuse(cli->w, ERR_USAGE, SAY_NO_DUTY, STR_ARG(duty), STR_ARG(buf_str(&names)));
}

static Str grant_words(Cli *cli, const DutyGrant *g)
{
    return format(cli->w->arena, "%.*s %.*s", STR_ARG(duty_name(g->duty)),
                  STR_ARG(division_text(cli->w->arena, g->division)));
}

/* ---- the list ------------------------------------------------------------------------------- */

static Str state_words(const Account *a)
{
    if (a->closed) return STR(SAY_STATE_CLOSED);
    if (a->locked_until) return STR(SAY_STATE_LOCKED);
    if (a->must_change) return STR(SAY_STATE_FIRST);
    return STR("");
}

static void account_json(Json *json, Arena *arena, const Account *a)
{
    json_object(json, STR(""));
    json_text(json, STR("account"), a->account);
    json_text(json, STR("name"), a->name);
    json_text(json, STR("duty"), a->duties ? duty_name(a->duty) : STR(""));
    json_text(json, STR("scope"), division_text(arena, a->scope));
    json_array(json, STR("duties"));
    for (size_t i = 0; i < a->grant_count; i++) {
        json_object(json, STR(""));
        json_text(json, STR("duty"), duty_name(a->grants[i].duty));
        json_text(json, STR("division"), division_text(arena, a->grants[i].division));
        json_end(json);
    }
    json_end(json);
    json_bool(json, STR("closed"), a->closed);
    json_bool(json, STR("code"), a->has_code);
    json_end(json);
}

static void list_json(Cli *cli, const Account *accounts, size_t count)
{
    Json json = json_new(&cli->out);
    json_array(&json, STR(""));
    for (size_t i = 0; i < count; i++)
        account_json(&json, cli->w->arena, &accounts[i]);
    json_end(&json);
    buf_byte(&cli->out, '\n');
}

/* A line for each duty; the account's name stands before the first. */
static void list_text(Cli *cli, const Account *a)
{
    Columns table = {&cli->out, {16, 16, 8, 0}, 0};
    for (size_t i = 0; i == 0 || i < a->grant_count; i++) {
        bool held = i < a->grant_count;
        columns_cell(&table, i ? STR("") : a->account);
        columns_cell(&table, i ? STR("") : a->name);
        columns_cell(&table, held ? duty_name(a->grants[i].duty) : state_words(a));
        columns_cell(&table, held ? division_text(cli->w->arena, a->grants[i].division) : STR(""));
        columns_end(&table);
    }
}

static bool list(Cli *cli)
{
    Account *accounts;
    size_t count;
    TRY(account_list(cli->w, &accounts, &count));
    if (cli_has(cli, OPT_JSON)) {
        list_json(cli, accounts, count);
        return true;
    }
    for (size_t i = 0; i < count; i++)
        list_text(cli, &accounts[i]);
    return true;
}

/* ---- verbs ---------------------------------------------------------------------------------- */

/* ACCOUNT NAME DUTY: an account with its first duty. */
static bool add(Cli *cli, const Str *words)
{
    DutyGrant grant;
    TRY(grant_asked(cli, words[2], &grant));
    TRY(account_may_create(cli->w, grant.duty));
    TRY(account_create(cli->w, words[0], words[1], grant.duty, grant.division));
    buf_format(&cli->out, SAY_ACCOUNT_DONE, STR_ARG(words[0]), STR_ARG(words[1]),
               STR_ARG(duty_name(grant.duty)));
    return true;
}

static bool open_account(Cli *cli, const Str *words)
{
    TRY(account_open(cli->w, words[0], words[1]));
    buf_format(&cli->out, SAY_OPENED, STR_ARG(words[0]), STR_ARG(words[1]));
    return true;
}

static bool grant(Cli *cli, const Str *words)
{
    DutyGrant g;
    TRY(grant_asked(cli, words[1], &g) && duty_grant(cli->w, words[0], &g));
    buf_format(&cli->out, SAY_GRANTED, STR_ARG(words[0]), STR_ARG(grant_words(cli, &g)));
    return true;
}

static bool revoke(Cli *cli, const Str *words)
{
    DutyGrant g;
    TRY(grant_asked(cli, words[1], &g) && duty_revoke(cli->w, words[0], &g));
    buf_format(&cli->out, SAY_REVOKED, STR_ARG(words[0]), STR_ARG(grant_words(cli, &g)));
    return true;
}

static bool close_account(Cli *cli, const Str *words)
{
    TRY(account_shut(cli->w, words[0]));
    buf_format(&cli->out, SAY_ACCOUNT_CLOSED, STR_ARG(words[0]));
    return true;
}

static bool password(Cli *cli, const Str *words)
{
    Str first;
    TRY(password_reset(cli->w, words[0], &first));
    buf_format(&cli->out, SAY_FIRST_PASSWORD, STR_ARG(words[0]), STR_ARG(first));
    return true;
}

static bool unlock(Cli *cli, const Str *words)
{
    Account a;
    TRY(account_row(cli->w, words[0], &a) && account_unlock(cli->w, words[0]));
    buf_format(&cli->out, SAY_UNLOCKED, STR_ARG(words[0]));
    return true;
}

static bool someone(Cli *cli, Str text, int64_t *person)
{
    Someone who;
    TRY(cli_someone(cli, text, &who));
    *person = who.person.n;
    return *person || refuse(cli->w, ERR_USAGE, SAY_NOT_A_PERSON, STR_ARG(text));
}

static bool bind(Cli *cli, const Str *words)
{
    int64_t person;
    TRY(someone(cli, words[1], &person) && account_bind(cli->w, words[0], person));
    buf_format(&cli->out, SAY_BOUND, STR_ARG(words[0]), (long long)person);
    return true;
}

static bool number_asked(Cli *cli, Str text, int64_t *out)
{
    return str_int(text, out) || refuse(cli->w, ERR_USAGE, SAY_NOT_A_NUMBER, STR_ARG(text));
}

static Str instant_text(Cli *cli, int64_t instant)
{
    int64_t local = instant + 8 * 3600, minutes = local % 86400 / 60;
    return format(cli->w->arena, "%.*s %02d:%02d",
                  STR_ARG(date_text(cli->w->arena, (Date){(int32_t)(local / 86400)})),
                  (int)(minutes / 60), (int)(minutes % 60));
}

static bool sessions(Cli *cli, const Str *words)
{
    SessionRow *rows;
    size_t count;
    (void)words;
    TRY(session_list(cli->w, STR(""), &rows, &count));
    Columns table = {&cli->out, {-6, 2, 16, 18, 18, 0}, 0};
    for (size_t i = 0; i < count; i++) {
        columns_cell(&table, format(cli->w->arena, "%lld", (long long)rows[i].id));
        columns_cell(&table, STR(""));
        columns_cell(&table, rows[i].account);
        columns_cell(&table, instant_text(cli, rows[i].created));
        columns_cell(&table, instant_text(cli, rows[i].seen));
        columns_cell(&table, rows[i].from);
        columns_end(&table);
    }
    if (!count) buf_add(&cli->out, STR(SAY_NO_SESSIONS));
    return true;
}

static bool end_session(Cli *cli, const Str *words)
{
    int64_t id;
    TRY(number_asked(cli, words[0], &id) && session_revoke(cli->w, id));
    buf_format(&cli->out, SAY_SESSION_ENDED, (long long)id);
    return true;
}

static bool kin(Cli *cli, const Str *words)
{
    int64_t person, id;
    TRY(someone(cli, words[1], &person));
    Kin filed = {.account = words[0], .person = person, .relation = words[2]};
    TRY(kin_file(cli->w, &filed, &id));
    buf_format(&cli->out, SAY_KIN_FILED, (long long)id, STR_ARG(words[0]), STR_ARG(words[2]),
               (long long)person);
    return true;
}

static bool kin_all(Cli *cli, const Str *words)
{
    Kin *rows;
    size_t count;
    (void)words;
    TRY(kin_list(cli->w, STR(""), &rows, &count));
    Columns table = {&cli->out, {-6, 2, 16, 12, 16, 14, 0}, 0};
    for (size_t i = 0; i < count; i++) {
        const Kin *k = &rows[i];
        bool stands = k->ended.days == DATE_NONE.days;
        columns_cell(&table, format(cli->w->arena, "%lld", (long long)k->id));
        columns_cell(&table, STR(""));
        columns_cell(&table, k->account);
        columns_cell(&table, k->relation);
        columns_cell(&table, format(cli->w->arena, "person:%lld", (long long)k->person));
        columns_cell(&table, date_text(cli->w->arena, k->day));
        columns_cell(&table, stands ? STR("") : date_text(cli->w->arena, k->ended));
        columns_end(&table);
    }
    if (!count) buf_add(&cli->out, STR(SAY_NO_KIN_FILED));
    return true;
}

static bool kin_over(Cli *cli, const Str *words)
{
    int64_t id;
    TRY(number_asked(cli, words[0], &id) && kin_end(cli->w, id));
    buf_format(&cli->out, SAY_KIN_ENDED, (long long)id);
    return true;
}

/* ---- the command ---------------------------------------------------------------------------- */

typedef struct {
    const char *name;
    size_t words; /* behind it */
    bool (*run)(Cli *cli, const Str *words);
} Verb;
static const Verb VERBS[] = {
    {"bind", 2, bind},         {"close", 1, close_account}, {"end", 1, end_session},
    {"grant", 2, grant},       {"kin", 0, kin_all},         {"kin", 3, kin},
    {"open", 2, open_account}, {"password", 1, password},   {"revoke", 2, revoke},
    {"sessions", 0, sessions}, {"unkin", 1, kin_over},      {"unlock", 1, unlock},
};

static const Verb *verb_of(const Cli *cli)
{
    for (size_t i = 0; i < COUNT_OF(VERBS); i++)
        if (str_equal(cli->words[0], str_of(VERBS[i].name)) &&
            cli->word_count == VERBS[i].words + 1)
            return &VERBS[i];
    return NULL;
}

int command_account(Cli *cli)
{
    const Verb *verb = cli->word_count ? verb_of(cli) : NULL;
    if (cli->word_count && !verb && cli->word_count != 3) return cli_usage(cli);
    if (!cli_open(cli, cli->word_count ? 0 : STORE_READ_ONLY)) return cli_failure(cli);
    bool done = verb              ? verb->run(cli, cli->words + 1)
                : cli->word_count ? add(cli, cli->words)
                                  : list(cli);
    return done ? 0 : cli_failure(cli);
}
