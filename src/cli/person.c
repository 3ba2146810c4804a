/* doudi person [find] TEXT: finding people by name, pinyin, initials or number. Names and numbers
 * come out masked. Where the store has accounts a search needs a purpose, and who looked for whom
 * and why is in the audit chain. */
#include "cli/command.h"
#include "cli/words.def"

static bool has_accounts(Cli *cli, bool *out)
{
    Account *accounts;
    size_t count;
    TRY(account_list(cli->w, &accounts, &count));
    *out = count > 0;
    return true;
}

static bool find(Cli *cli, Str text, PersonRow **rows, size_t *count)
{
    int64_t most = 20;
    bool accounts, logged = cli_has(cli, OPT_PURPOSE);
    str_int(cli_value(cli, OPT_SHOW), &most);
    if (most < 1) return refuse(cli->w, ERR_USAGE, "%s", SAY_PERSON_SHOW);
    TRY(cli_open(cli, logged ? 0 : STORE_READ_ONLY) && has_accounts(cli, &accounts));
    if (accounts && !logged) return refuse(cli->w, ERR_DENIED, "%s", SAY_PERSON_PURPOSE);
    size_t limit = most < 1000 ? (size_t)most : 1000;
    if (!logged) return person_search(cli->w, text, limit, rows, count);
    PersonLookup lookup = {.text = text, .purpose = cli_value(cli, OPT_PURPOSE), .limit = limit};
    return person_lookup(cli->w, &lookup, rows, count);
}

static void people_json(Cli *cli, const PersonRow *rows, size_t count)
{
    Json json = json_new(&cli->out);
    json_array(&json, STR(""));
    for (size_t i = 0; i < count; i++) {
        json_object(&json, STR(""));
        json_int(&json, STR("id"), rows[i].id.n);
        json_text(&json, STR("name"), name_mask(cli->w->arena, rows[i].name));
        json_text(&json, STR("number"), rows[i].masked_id);
        if (rows[i].birth.days != DATE_NONE.days)
            json_text(&json, STR("birth"), date_text(cli->w->arena, rows[i].birth));
        json_end(&json);
    }
    json_end(&json);
    buf_byte(&cli->out, '\n');
}

static void people_text(Cli *cli, const PersonRow *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool born = rows[i].birth.days != DATE_NONE.days;
        Str birth = born ? date_text(cli->w->arena, rows[i].birth) : STR("");
        buf_format(&cli->out, SAY_PERSON_LINE, (long long)rows[i].id.n,
                   STR_ARG(name_mask(cli->w->arena, rows[i].name)), STR_ARG(rows[i].masked_id),
                   STR_ARG(birth));
    }
    if (count == 0) buf_add(&cli->out, STR(SAY_NO_PERSON));
}

/* Four digits alone would find thousands, and tell the seeker nothing about any of them. */
static bool is_tail_alone(Str text)
{
    int64_t number;
    return text.len == 4 && str_int((Str){text.ptr, 3}, &number);
}

int command_person(Cli *cli)
{
    PersonRow *rows;
    size_t count, first = cli->word_count > 1 && str_equal(cli->words[0], STR("find"));
    Buf text = buf_new(cli->w->arena);
    for (size_t i = first; i < cli->word_count; i++)
        buf_format(&text, "%s%.*s", i > first ? " " : "", STR_ARG(cli->words[i]));
    if (!text.len) return cli_usage(cli);
    if (is_tail_alone(buf_str(&text))) {
        refuse(cli->w, ERR_USAGE, "%s", SAY_PERSON_TAIL);
        return cli_failure(cli);
    }
    if (!find(cli, buf_str(&text), &rows, &count)) return cli_failure(cli);
    if (cli_has(cli, OPT_JSON))
        people_json(cli, rows, count);
    else
        people_text(cli, rows, count);
    return count ? 0 : 1;
}
