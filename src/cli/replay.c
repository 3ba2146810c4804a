/* `doudi replay`: every close of a month computed again by the law, the facts and the standards
 * known then, and compared with what was posted. Nothing is changed. Exit code 1 when some
 * line differs: history that cannot be told again has to be looked into. */
#include "cli/command.h"
#include "cli/words.def"
#include "payment/payment.h"

/* The law of the close: today's, or the text that was stored with it. */
static bool law_of(Cli *cli, const Close *close, Bureau **out)
{
    Str hash, text;
    *out = cli->bureau;
    if (close->law == cli->law) return true;
    TRY(registry_law_text(cli->w, close->law, &hash, &text));
    return affair_law_read(cli->w, text, out);
}

static void replay_text(Cli *cli, const Close *close, const Replay *r)
{
    Arena *arena = cli->w->arena;
    buf_format(&cli->out, SAY_REPLAY_LINE, STR_ARG(month_text(arena, close->month)),
               STR_ARG(date_text(arena, close->day)), (long long)close->lines, (long long)r->keys,
               r->difference_count);
    for (size_t i = 0; i < r->difference_count; i++) {
        const Line *line = &r->differences[i];
        buf_format(&cli->out, SAY_REPLAY_DIFFERENCE, (long long)line->person, STR_ARG(line->affair),
                   STR_ARG(month_text(arena, line->month)),
                   STR_ARG(money_text(arena, line->amount)));
    }
}

static void replay_json(Cli *cli, const Close *close, const Replay *r)
{
    Json json = json_new(&cli->out);
    json_object(&json, STR(""));
    json_text(&json, STR("month"), month_text(cli->w->arena, close->month));
    json_int(&json, STR("commit"), close->commit.n);
    json_int(&json, STR("keys"), r->keys);
    json_int(&json, STR("differences"), (int64_t)r->difference_count);
    json_end(&json);
    buf_byte(&cli->out, '\n');
}

static bool replay_month(Cli *cli, Month month, size_t *differences)
{
    Close *closes;
    size_t count, told = 0;
    TRY(payment_closes(cli->w, &closes, &count));
    for (size_t i = 0; i < count; i++) {
        Bureau *bureau;
        Replay replay;
        if (closes[i].month.n != month.n) continue;
        TRY(law_of(cli, &closes[i], &bureau));
        TRY(payment_replay(cli->w, bureau, &closes[i], &replay));
        if (cli_has(cli, OPT_JSON))
            replay_json(cli, &closes[i], &replay);
        else
            replay_text(cli, &closes[i], &replay);
        *differences += replay.difference_count;
        told++;
    }
    if (told) return true;
    return refuse(cli->w, ERR_NOT_FOUND, SAY_REPLAY_NO_CLOSE,
                  STR_ARG(month_text(cli->w->arena, month)));
}

int command_replay(Cli *cli)
{
    Month month;
    size_t differences = 0;
    if (cli->word_count != 1) return cli_usage(cli);
    if (!cli_month(cli, cli->words[0], &month) || !cli_open(cli, STORE_READ_ONLY) ||
        !replay_month(cli, month, &differences))
        return cli_failure(cli);
    return differences ? 1 : 0;
}
