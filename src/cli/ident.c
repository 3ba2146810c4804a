/* doudi ident TEXT…: what kind of code a text is, whether it holds, and why not. */
#include "cli/command.h"
#include "cli/words.def"

static Str verdict_word(Verdict verdict)
{
    switch (verdict) {
    case CODE_VALID:
        return STR(SAY_VALID);
    case CODE_WARNING:
        return STR(SAY_WARNING);
    case CODE_INVALID:
        return STR(SAY_INVALID);
    }
    return STR("");
}

static void print_text(Cli *cli, Str text, const CodeVerdict *found, size_t count)
{
    Columns table = {&cli->out, {22, 20, 6, 22, 0}, 0};
    if (count == 0) {
        columns_cell(&table, text);
        columns_cell(&table, STR(SAY_UNKNOWN_CODE));
        columns_end(&table);
    }
    for (size_t i = 0; i < count; i++) {
        columns_cell(&table, i ? STR("") : text);
        columns_cell(&table, code_kind_name(found[i].kind));
        columns_cell(&table, verdict_word(found[i].verdict));
        columns_cell(&table, code_mask(cli->w->arena, found[i].kind, found[i].normal));
        columns_cell(&table, found[i].reason);
        columns_end(&table);
    }
}

static void print_json(Cli *cli, Json *json, Str text, const CodeVerdict *found, size_t count)
{
    json_object(json, STR(""));
    json_text(json, STR("text"), text);
    json_array(json, STR("verdicts"));
    for (size_t i = 0; i < count; i++) {
        json_object(json, STR(""));
        json_text(json, STR("kind"), code_kind_name(found[i].kind));
        json_text(json, STR("verdict"), verdict_word(found[i].verdict));
        json_text(json, STR("normal"), found[i].normal);
        json_text(json, STR("masked"), code_mask(cli->w->arena, found[i].kind, found[i].normal));
        json_text(json, STR("reason"), found[i].reason);
        if (found[i].birth.days != DATE_NONE.days)
            json_text(json, STR("birth"), date_text(cli->w->arena, found[i].birth));
        json_end(json);
    }
    json_end(json);
    json_end(json);
}

int command_ident(Cli *cli)
{
    if (cli->word_count == 0) return cli_usage(cli);
    int status = 0;
    Json json = json_new(&cli->out);
    if (cli_has(cli, OPT_JSON)) json_array(&json, STR(""));
    for (size_t i = 0; i < cli->word_count; i++) {
        size_t count;
        CodeVerdict *found = code_guess(cli->w->arena, cli->words[i], work_today(cli->w), &count);
        if (cli_has(cli, OPT_JSON)) {
            print_json(cli, &json, cli->words[i], found, count);
        } else {
            print_text(cli, cli->words[i], found, count);
        }
        if (count == 0 || found[0].verdict == CODE_INVALID) status = 1;
    }
    if (cli_has(cli, OPT_JSON)) json_end(&json);
    if (cli_has(cli, OPT_JSON)) buf_byte(&cli->out, '\n');
    return status;
}
