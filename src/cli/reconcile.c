/* `doudi reconcile`: a month from the law to the bank, to the fen; exit code 1 when something does
 * not agree. */
#include "cli/command.h"
#include "cli/money_words.def"
#include "payment/payment.h"

static void flows_text(Cli *cli, const Reconciled *r)
{
    static const char *const heads[] = {SAY_RECONCILE_HEAD_AFFAIR,  SAY_RECONCILE_HEAD_FUND,
                                        SAY_RECONCILE_HEAD_LINES,   SAY_RECONCILE_HEAD_POSTED,
                                        SAY_RECONCILE_HEAD_ENTERED, SAY_RECONCILE_HEAD_BATCHED};
    Arena *arena = cli->w->arena;
    Columns table = {&cli->out, {30, 10, -7, -14, -14, -14}, 0};
    for (size_t i = 0; i < COUNT_OF(heads); i++)
        columns_cell(&table, str_of(heads[i]));
    columns_end(&table);
    for (size_t i = 0; i < r->flow_count; i++) {
        const LedgerFlow *f = &r->flows[i];
        const Affair *affair = bureau_affair(cli->bureau, f->affair);
        columns_cell(&table, affair ? affair->name : f->affair);
        columns_cell(&table, fund_name(f->fund));
        columns_cell(&table, format(arena, "%lld", (long long)f->lines));
        columns_cell(&table, money_text(arena, f->posted));
        columns_cell(&table, money_text(arena, f->entered));
        columns_cell(&table, money_text(arena, f->batched));
        columns_end(&table);
    }
}

static void reconciled_text(Cli *cli, const Reconciled *r)
{
    Arena *arena = cli->w->arena;
    Str month = month_text(arena, r->month);
    flows_text(cli, r);
    for (size_t i = 0; i < r->batch_count; i++) {
        const ReconciledBatch *b = &r->batches[i];
        buf_format(&cli->out, SAY_RECONCILE_BATCH, (long long)b->batch,
                   STR_ARG(batch_state_name(b->state)), STR_ARG(money_text(arena, b->sent)),
                   (long long)b->row_count, STR_ARG(money_text(arena, b->rows)),
                   STR_ARG(money_text(arena, b->settled)), STR_ARG(money_text(arena, b->returned)),
                   STR_ARG(money_text(arena, b->pending)), STR_ARG(money_text(arena, b->offset)));
    }
    if (!r->whole) {
        buf_format(&cli->out, SAY_RECONCILE_UNEQUAL, STR_ARG(month), STR_ARG(r->unequal));
        return;
    }
    buf_format(&cli->out, SAY_RECONCILE_GRANTED, (long long)r->keys);
    buf_format(&cli->out, SAY_RECONCILE_OPEN, STR_ARG(money_text(arena, r->unbatched)),
               STR_ARG(money_text(arena, r->pending)));
    if (r->sent)
        buf_format(&cli->out, SAY_RECONCILE_WHOLE, STR_ARG(month));
    else
        buf_format(&cli->out, SAY_RECONCILE_UNSENT, STR_ARG(month));
}

static void flows_json(Json *json, const Reconciled *r)
{
    json_array(json, STR("lines"));
    for (size_t i = 0; i < r->flow_count; i++) {
        json_object(json, STR(""));
        json_text(json, STR("affair"), r->flows[i].affair);
        json_text(json, STR("fund"), r->flows[i].fund);
        json_int(json, STR("lines"), r->flows[i].lines);
        json_money(json, STR("posted"), r->flows[i].posted);
        json_money(json, STR("entered"), r->flows[i].entered);
        json_money(json, STR("batched"), r->flows[i].batched);
        json_end(json);
    }
    json_end(json);
}

static void reconciled_json(Cli *cli, const Reconciled *r)
{
    Json json = json_new(&cli->out);
    json_object(&json, STR(""));
    json_text(&json, STR("month"), month_text(cli->w->arena, r->month));
    json_bool(&json, STR("whole"), r->whole);
    json_text(&json, STR("unequal"), r->unequal);
    json_int(&json, STR("computed"), r->keys);
    json_money(&json, STR("unbatched"), r->unbatched);
    json_money(&json, STR("pending"), r->pending);
    flows_json(&json, r);
    json_array(&json, STR("batches"));
    for (size_t i = 0; i < r->batch_count; i++) {
        const ReconciledBatch *b = &r->batches[i];
        json_object(&json, STR(""));
        json_int(&json, STR("batch"), b->batch);
        json_money(&json, STR("sent"), b->sent);
        json_int(&json, STR("rows"), b->row_count);
        json_money(&json, STR("row_sum"), b->rows);
        json_money(&json, STR("settled"), b->settled);
        json_money(&json, STR("returned"), b->returned);
        json_money(&json, STR("pending"), b->pending);
        json_money(&json, STR("offset"), b->offset);
        json_end(&json);
    }
    json_end(&json);
    json_end(&json);
    buf_byte(&cli->out, '\n');
}

int command_reconcile(Cli *cli)
{
    Month month;
    Reconciled r;
    if (cli->word_count != 1) return cli_usage(cli);
    if (!cli_month(cli, cli->words[0], &month) || !cli_open(cli, STORE_READ_ONLY) ||
        !payment_reconcile(cli->w, cli->bureau, month, &r))
        return cli_failure(cli);
    if (cli_has(cli, OPT_JSON)) {
        reconciled_json(cli, &r);
    } else {
        reconciled_text(cli, &r);
    }
    return r.whole ? 0 : 1;
}
