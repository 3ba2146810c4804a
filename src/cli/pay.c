/* `doudi pay`: a batch from draft to settlement, each verb by its hand, and the bank's files both
 * ways. The table VERBS is the command: what each verb is called with and what it does. */
#include "cli/command.h"
#include "cli/money_words.def"
#include "payment/payment.h"

/* ---- printing ------------------------------------------------------------------------------- */

static void batch_json(Cli *cli, Json *json, const Batch *b)
{
    json_object(json, STR(""));
    json_int(json, STR("batch"), b->id);
    json_text(json, STR("month"), month_text(cli->w->arena, b->month));
    json_text(json, STR("state"), batch_state_name(b->state));
    json_int(json, STR("lines"), b->lines);
    json_int(json, STR("rows"), b->rows);
    json_int(json, STR("people"), b->people);
    json_int(json, STR("withheld"), b->withheld);
    json_money(json, STR("total"), b->total);
    json_text(json, STR("maker"), b->maker);
    json_text(json, STR("checker"), b->checker);
    json_text(json, STR("approver"), b->approver);
    json_text(json, STR("sender"), b->sender);
    json_text(json, STR("file"), b->file);
    json_text(json, STR("file_digest"), b->file_digest);
    json_end(json);
}

static void batch_text(Cli *cli, const Batch *b)
{
    Arena *arena = cli->w->arena;
    Str rows = b->rows ? format(arena, SAY_PAY_ROWS, (long long)b->rows) : STR("");
    buf_format(&cli->out, SAY_PAY_LINE, (long long)b->id, STR_ARG(month_text(arena, b->month)),
               STR_ARG(batch_state_name(b->state)), (long long)b->lines, STR_ARG(rows),
               (long long)b->people, STR_ARG(money_text(arena, b->total)), STR_ARG(b->maker),
               STR_ARG(b->checker), STR_ARG(b->approver));
}

static bool batch_print(Cli *cli, int64_t id)
{
    Batch b;
    TRY(batch_row(cli->w, id, &b));
    if (!cli_has(cli, OPT_JSON)) {
        batch_text(cli, &b);
        return true;
    }
    Json json = json_new(&cli->out);
    batch_json(cli, &json, &b);
    buf_byte(&cli->out, '\n');
    return true;
}

/* Who would be left out if it were sent now. */
static bool outlook_print(Cli *cli, int64_t id)
{
    Batch b;
    BatchOutlook look;
    Buf *out = &cli->out;
    Arena *arena = cli->w->arena;
    const char *before = SAY_PAY_CAUSES_OPEN;
    if (cli_has(cli, OPT_JSON)) return true;
    TRY(batch_row(cli->w, id, &b));
    TRY(batch_outlook(cli->w, cli->bureau, id, &look));
    if (b.withheld) buf_format(out, SAY_PAY_HELD, (long long)b.withheld);
    buf_format(out, SAY_PAY_READY, (long long)look.ready,
               STR_ARG(money_text(arena, look.ready_sum)));
    if (look.left)
        buf_format(out, SAY_PAY_NOT_READY, (long long)look.left,
                   STR_ARG(money_text(arena, look.left_sum)));
    for (size_t i = 0; i < LEFT_CAUSES; i++) {
        if (!look.causes[i].rows) continue;
        buf_format(out, SAY_PAY_CAUSE, before, look.causes[i].words, (long long)look.causes[i].rows,
                   STR_ARG(money_text(arena, look.causes[i].sum)));
        before = SAY_PAY_CAUSES_NEXT;
    }
    if (look.left) buf_add(out, STR(SAY_PAY_CAUSES_CLOSE));
    buf_add(out, STR(SAY_PAY_OUTLOOK_END));
    for (size_t i = 0; i < LEFT_CAUSES; i++)
        if (look.causes[i].rows)
            buf_format(out, SAY_PAY_MEND, look.causes[i].words, look.causes[i].mend);
    return true;
}

/* ---- verbs ---------------------------------------------------------------------------------- */

static bool pay_list(Cli *cli, int64_t id)
{
    Batch *batches;
    size_t count;
    (void)id;
    TRY(batch_list(cli->w, &batches, &count));
    if (!cli_has(cli, OPT_JSON)) {
        for (size_t i = 0; i < count; i++)
            batch_text(cli, &batches[i]);
        return true;
    }
    Json json = json_new(&cli->out);
    json_array(&json, STR(""));
    for (size_t i = 0; i < count; i++)
        batch_json(cli, &json, &batches[i]);
    json_end(&json);
    buf_byte(&cli->out, '\n');
    return true;
}

static bool pay_draft(Cli *cli, int64_t id)
{
    Month month;
    Batch batch;
    (void)id;
    TRY(cli_month(cli, cli->words[1], &month));
    TRY(batch_draft_ready(cli->w, cli->bureau, month, &batch));
    return batch_print(cli, batch.id) && outlook_print(cli, batch.id);
}

static bool pay_check(Cli *cli, int64_t id)
{
    return batch_check(cli->w, id) && batch_print(cli, id) && outlook_print(cli, id);
}

static bool pay_approve(Cli *cli, int64_t id)
{
    return batch_approve(cli->w, id) && batch_print(cli, id) && outlook_print(cli, id);
}

static bool pay_wish(Cli *cli, BankWish *wish)
{
    Str folder = cli_has(cli, OPT_OUT) ? cli_value(cli, OPT_OUT) : STR(".");
    *wish = (BankWish){.folder = str_z(cli->w->arena, folder)};
    if (!cli_has(cli, OPT_FORMAT) || bank_format_parse(cli_value(cli, OPT_FORMAT), &wish->format))
        return true;
    return refuse(cli->w, ERR_USAGE, SAY_BAD_FORMAT, STR_ARG(cli_value(cli, OPT_FORMAT)));
}

static void say_file(Cli *cli, Str path)
{
    if (!cli_has(cli, OPT_JSON)) buf_format(&cli->out, SAY_PAY_SENT, STR_ARG(path));
}

static bool pay_send(Cli *cli, int64_t id)
{
    Str path;
    BankWish wish;
    Batch before, after;
    TRY(pay_wish(cli, &wish));
    TRY(batch_row(cli->w, id, &before));
    TRY(batch_send_as(cli->w, cli->bureau, id, &wish, &path));
    TRY(batch_row(cli->w, id, &after));
    say_file(cli, path);
    if (after.withheld > before.withheld && !cli_has(cli, OPT_JSON))
        buf_format(&cli->out, SAY_PAY_LEFT, (long long)(after.withheld - before.withheld));
    return batch_print(cli, id);
}

static bool pay_export(Cli *cli, int64_t id)
{
    Str path;
    BankWish wish;
    Batch b;
    TRY(pay_wish(cli, &wish));
    TRY(batch_row(cli->w, id, &b));
    TRY(batch_export(cli->w, cli->bureau, id, &wish, &path));
    say_file(cli, path);
    if (!bank_file_is(&b, wish.format) && !cli_has(cli, OPT_JSON))
        buf_format(&cli->out, SAY_PAY_OTHER_FILE, (long long)id, STR_ARG(b.file));
    return batch_print(cli, id);
}

static bool pay_settle(Cli *cli, int64_t id)
{
    return batch_settle(cli->w, id) && batch_print(cli, id);
}

static bool pay_cancel(Cli *cli, int64_t id)
{
    if (cli->word_count == 2)
        return refuse(cli->w, ERR_USAGE, SAY_CANCEL_NEEDS_REASON, STR_ARG(cli->words[1]));
    return batch_cancel(cli->w, id, cli->words[2]) && batch_print(cli, id);
}

static bool pay_debtor(Cli *cli, int64_t id)
{
    BankDebtor debtor = {cli->words[1], cli->words[2], cli->words[3]};
    (void)id;
    TRY(bank_set_debtor(cli->w, &debtor));
    buf_format(&cli->out, SAY_DEBTOR_DONE, STR_ARG(debtor.name), STR_ARG(debtor.account),
               STR_ARG(debtor.bank));
    return true;
}

/* `return FILE` when the file says its batch, else `return BATCH FILE`. */
static bool pay_return(Cli *cli, int64_t id)
{
    (void)id;
    int64_t batch = 0;
    if (cli->word_count == 3 && !str_int(cli->words[1], &batch))
        return refuse(cli->w, ERR_USAGE, "%s", SAY_PAY_USAGE);
    return cli_answer(cli, batch, cli->words[cli->word_count - 1], &batch) &&
           batch_print(cli, batch);
}

static bool pay_status(Cli *cli, int64_t id)
{
    return batch_print(cli, id) && cli_bank_rows(cli, id);
}

/* ---- the command ---------------------------------------------------------------------------- */

typedef struct {
    const char *name;
    size_t least, most; /* words, with the verb */
    bool reads, names_batch;
    bool (*run)(Cli *cli, int64_t id);
} Verb;

static const Verb VERBS[] = {
    {"approve", 2, 2, false, true, pay_approve}, {"cancel", 2, 3, false, true, pay_cancel},
    {"check", 2, 2, false, true, pay_check},     {"debtor", 4, 4, false, false, pay_debtor},
    {"draft", 2, 2, false, false, pay_draft},    {"export", 2, 2, false, true, pay_export},
    {"list", 1, 1, true, false, pay_list},       {"return", 2, 3, false, false, pay_return},
    {"send", 2, 2, false, true, pay_send},       {"settle", 2, 2, false, true, pay_settle},
    {"status", 2, 2, true, true, pay_status},
};

static const Verb *verb_named(Str name)
{
    for (size_t i = 0; i < COUNT_OF(VERBS); i++)
        if (str_equal(name, str_of(VERBS[i].name))) return &VERBS[i];
    return NULL;
}

int command_pay(Cli *cli)
{
    int64_t id = 0;
    const Verb *verb = cli->word_count ? verb_named(cli->words[0]) : NULL;
    if (!verb || cli->word_count < verb->least || cli->word_count > verb->most ||
        (verb->names_batch && !str_int(cli->words[1], &id))) {
        refuse(cli->w, ERR_USAGE, "%s", SAY_PAY_USAGE);
        return cli_failure(cli);
    }
    if (!cli_open(cli, verb->reads ? STORE_READ_ONLY : 0) || !verb->run(cli, id))
        return cli_failure(cli);
    return 0;
}
