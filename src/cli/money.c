/* The month's money: close, batches by three hands, posted lines, the ledger's proof. */
#include "cli/command.h"
#include "cli/words.def"
#include "payment/payment.h"

static void close_row(Columns *table, const CloseAffair *a)
{
    Arena *arena = table->out->arena;
    columns_cell(table, a->affair->name);
    columns_cell(table, format(arena, "%lld", (long long)a->enrolments));
    columns_cell(table, format(arena, "%lld", (long long)a->lines));
    columns_cell(table, money_text(arena, a->regular));
    columns_cell(table, money_text(arena, a->arrears));
    columns_cell(table, money_text(arena, a->recovery));
    columns_cell(table, format(arena, "%lld", (long long)a->undecided));
    columns_cell(table, format(arena, "%lld", (long long)a->held));
    columns_end(table);
}

static void close_text(Cli *cli, const CloseResult *r)
{
    Arena *arena = cli->w->arena;
    static const char *const heads[] = {SAY_CLOSE_HEAD_AFFAIR,    SAY_CLOSE_HEAD_ENROLLED,
                                        SAY_CLOSE_HEAD_LINES,     SAY_CLOSE_HEAD_REGULAR,
                                        SAY_CLOSE_HEAD_ARREARS,   SAY_CLOSE_HEAD_RECOVERY,
                                        SAY_CLOSE_HEAD_UNDECIDED, SAY_CLOSE_HEAD_HELD};
    if (r->lines == 0) {
        buf_format(&cli->out, SAY_CLOSE_NOTHING, STR_ARG(month_text(arena, r->month)));
        return;
    }
    Columns table = {&cli->out, {34, -7, -7, -14, -13, -12, -5, -5}, 0};
    for (size_t i = 0; i < COUNT_OF(heads); i++)
        columns_cell(&table, str_of(heads[i]));
    columns_end(&table);
    for (size_t i = 0; i < r->affair_count; i++)
        if (r->affairs[i].enrolments || r->affairs[i].lines) close_row(&table, &r->affairs[i]);
    buf_format(&cli->out, SAY_CLOSE_TITLE, STR_ARG(month_text(arena, r->month)),
               (long long)r->lines, STR_ARG(money_text(arena, r->total)));
}

static void close_json(Cli *cli, const CloseResult *r)
{
    Json json = json_new(&cli->out);
    json_object(&json, STR(""));
    json_text(&json, STR("month"), month_text(cli->w->arena, r->month));
    json_int(&json, STR("lines"), r->lines);
    json_money(&json, STR("total"), r->total);
    json_int(&json, STR("commit"), r->commit.n);
    json_array(&json, STR("affairs"));
    for (size_t i = 0; i < r->affair_count; i++) {
        const CloseAffair *a = &r->affairs[i];
        json_object(&json, STR(""));
        json_text(&json, STR("affair"), a->affair->key);
        json_int(&json, STR("enrolments"), a->enrolments);
        json_int(&json, STR("lines"), a->lines);
        json_money(&json, STR("regular"), a->regular);
        json_money(&json, STR("arrears"), a->arrears);
        json_money(&json, STR("recovery"), a->recovery);
        json_int(&json, STR("undecided"), a->undecided);
        json_int(&json, STR("held"), a->held);
        json_end(&json);
    }
    json_end(&json);
    json_end(&json);
    buf_byte(&cli->out, '\n');
}

int command_close(Cli *cli)
{
    Month month;
    CloseResult result;
    if (cli->word_count != 1) return cli_usage(cli);
    if (!cli_month(cli, cli->words[0], &month) || !cli_open(cli, 0) ||
        !payment_close(cli->w, cli->bureau, month, &result))
        return cli_failure(cli);
    if (cli_has(cli, OPT_JSON)) {
        close_json(cli, &result);
    } else {
        close_text(cli, &result);
    }
    return 0;
}

static void batch_json(Cli *cli, Json *json, const Batch *b)
{
    json_object(json, STR(""));
    json_int(json, STR("batch"), b->id);
    json_text(json, STR("month"), month_text(cli->w->arena, b->month));
    json_text(json, STR("state"), batch_state_name(b->state));
    json_int(json, STR("lines"), b->lines);
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

static void batch_print(Cli *cli, const Batch *b)
{
    Arena *arena = cli->w->arena;
    if (cli_has(cli, OPT_JSON)) {
        Json json = json_new(&cli->out);
        batch_json(cli, &json, b);
        buf_byte(&cli->out, '\n');
        return;
    }
    buf_format(&cli->out, SAY_PAY_LINE, (long long)b->id, STR_ARG(month_text(arena, b->month)),
               STR_ARG(batch_state_name(b->state)), (long long)b->lines, (long long)b->people,
               STR_ARG(money_text(arena, b->total)), STR_ARG(b->maker), STR_ARG(b->checker),
               STR_ARG(b->approver));
}

static bool pay_list(Cli *cli)
{
    Batch *batches;
    size_t count;
    TRY(batch_list(cli->w, &batches, &count));
    if (!cli_has(cli, OPT_JSON)) {
        for (size_t i = 0; i < count; i++)
            batch_print(cli, &batches[i]);
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

static bool pay_draft(Cli *cli, Str word)
{
    Month month;
    Batch batch;
    TRY(cli_month(cli, word, &month));
    TRY(batch_draft(cli->w, month, &batch));
    batch_print(cli, &batch);
    return true;
}

static bool pay_send(Cli *cli, int64_t id)
{
    Str path, folder = cli_has(cli, OPT_OUT) ? cli_value(cli, OPT_OUT) : STR(".");
    TRY(batch_send(cli->w, cli->bureau, id, str_z(cli->w->arena, folder), &path));
    if (!cli_has(cli, OPT_JSON)) buf_format(&cli->out, SAY_PAY_SENT, STR_ARG(path));
    return true;
}

static bool pay_return(Cli *cli, int64_t id, Str path)
{
    size_t count;
    TRY(cli_returns(cli, id, path, &count));
    if (!cli_has(cli, OPT_JSON)) buf_format(&cli->out, SAY_RETURN_DONE, count);
    return true;
}

static bool pay_move(Cli *cli, Str verb, Str word)
{
    int64_t id;
    Batch batch;
    if (!str_int(word, &id)) return refuse(cli->w, ERR_USAGE, "%s", SAY_PAY_USAGE);
    if (str_equal(verb, STR("check"))) {
        TRY(batch_check(cli->w, id));
    } else if (str_equal(verb, STR("approve"))) {
        TRY(batch_approve(cli->w, id));
    } else if (str_equal(verb, STR("send"))) {
        TRY(pay_send(cli, id));
    } else if (str_equal(verb, STR("settle"))) {
        TRY(batch_settle(cli->w, id));
    } else if (str_equal(verb, STR("return"))) {
        TRY(pay_return(cli, id, cli->words[2]));
    } else if (str_equal(verb, STR("cancel"))) {
        TRY(batch_cancel(cli->w, id, cli->words[2]));
    } else {
        return refuse(cli->w, ERR_USAGE, "%s", SAY_PAY_USAGE);
    }
    TRY(batch_row(cli->w, id, &batch));
    batch_print(cli, &batch);
    return true;
}

int command_pay(Cli *cli)
{
    bool done;
    if (cli->word_count == 0 || cli->word_count > 3) return cli_usage(cli);
    Str verb = cli->words[0];
    bool reads = str_equal(verb, STR("list"));
    if (!cli_open(cli, reads ? STORE_READ_ONLY : 0)) return cli_failure(cli);
    bool wants_third = str_equal(verb, STR("cancel")) || str_equal(verb, STR("return"));
    if ((cli->word_count == 3) != wants_third) return cli_usage(cli);
    if (cli->word_count == 1) {
        done = str_equal(verb, STR("list")) ? pay_list(cli)
                                            : refuse(cli->w, ERR_USAGE, "%s", SAY_PAY_USAGE);
    } else if (str_equal(verb, STR("draft"))) {
        done = pay_draft(cli, cli->words[1]);
    } else {
        done = pay_move(cli, verb, cli->words[1]);
    }
    return done ? 0 : cli_failure(cli);
}

int command_ledger(Cli *cli)
{
    LedgerCheck check;
    if (cli->word_count != 1 || !str_equal(cli->words[0], STR("check"))) return cli_usage(cli);
    if (!cli_open(cli, STORE_READ_ONLY) || !ledger_check(cli->w, &check)) return cli_failure(cli);
    Arena *arena = cli->w->arena;
    if (!cli_has(cli, OPT_JSON)) {
        buf_format(&cli->out, SAY_LEDGER_OK, (long long)check.lines, (long long)check.entries,
                   STR_ARG(money_text(arena, check.debit)),
                   STR_ARG(money_text(arena, check.credit)), (long long)check.seals);
        return 0;
    }
    Json json = json_new(&cli->out);
    json_object(&json, STR(""));
    json_int(&json, STR("lines"), check.lines);
    json_int(&json, STR("entries"), check.entries);
    json_money(&json, STR("debit"), check.debit);
    json_money(&json, STR("credit"), check.credit);
    json_int(&json, STR("seals"), check.seals);
    json_end(&json);
    buf_byte(&cli->out, '\n');
    return 0;
}

int command_audit(Cli *cli)
{
    int64_t acts;
    if (cli->word_count != 1 || !str_equal(cli->words[0], STR("verify"))) return cli_usage(cli);
    if (!cli_open(cli, STORE_READ_ONLY) || !audit_verify(cli->w, &acts)) return cli_failure(cli);
    if (cli_has(cli, OPT_JSON)) {
        buf_format(&cli->out, "{\"acts\":%lld}\n", (long long)acts);
    } else {
        buf_format(&cli->out, SAY_AUDIT_OK, (long long)acts);
    }
    return 0;
}
