/* Reconciliation: the same money at each place it passes, to the fen. Each step compares two sides
 * key by key and names the first that differs; nothing is repaired here.
 *
 *     law → granted → posted lines → entries → batch → bank rows → settled, returned
 */
#include "payment/bank.h"
#include "payment/words.def"

#include <stdlib.h>

static void unequal(Reconciled *out, Str what)
{
    if (out->whole) out->unequal = what;
    out->whole = false;
}

/* ---- law → posted --------------------------------------------------------------------------- */

static bool last_close_of(Work *w, Month month, Close *out)
{
    Close *closes;
    size_t count;
    TRY(payment_closes(w, &closes, &count));
    for (size_t i = count; i > 0; i--) {
        if (closes[i - 1].month.n != month.n) continue;
        *out = closes[i - 1];
        return true;
    }
    return refuse(w, ERR_NOT_FOUND, SAY_NOT_CLOSED, month_year(month), month_number(month));
}

/* The law of that close, which may not be today's. */
static bool bureau_of(Work *w, const Close *close, Bureau **out)
{
    Str hash, text;
    return registry_law_text(w, close->law, &hash, &text) && affair_law_read(w, text, out);
}

static bool granted_prove(Work *w, const Close *close, Reconciled *out)
{
    Replay replay;
    Bureau *bureau;
    TRY(bureau_of(w, close, &bureau));
    TRY(payment_replay(w, bureau, close, &replay));
    out->keys = replay.keys;
    out->differences = replay.differences;
    out->difference_count = replay.difference_count;
    if (replay.difference_count == 0) return true;
    const Line *line = &replay.differences[0];
    unequal(out, format(w->arena, SAY_UNEQUAL_GRANTED, (long long)line->person,
                        STR_ARG(line->affair), STR_ARG(month_text(w->arena, line->month)),
                        STR_ARG(money_text(w->arena, line->amount))));
    return true;
}

/* ---- posted → entries ----------------------------------------------------------------------- */

static int by_affair_and_rank(const void *a, const void *b)
{
    const LedgerFlow *x = a, *y = b;
    int order = str_compare(x->affair, y->affair);
    return order ? order : fund_rank(x->fund) - fund_rank(y->fund);
}

static bool entries_prove(Work *w, Reconciled *out)
{
    int64_t line;
    TRY(ledger_flow(w, out->month, &out->flows, &out->flow_count, &line));
    if (out->flow_count) qsort(out->flows, out->flow_count, sizeof *out->flows, by_affair_and_rank);
    for (size_t i = 0; i < out->flow_count; i++)
        out->unbatched.fen += out->flows[i].posted.fen - out->flows[i].batched.fen;
    if (line) unequal(out, format(w->arena, SAY_UNEQUAL_LINE, (long long)line));
    return true;
}

/* ---- history --------------------------------------------------------------------------------- */

/* Opening lines are posted once and computed by no close: nothing may take them back. */
static bool history_line(Work *w, const Line *line, void *context)
{
    Reconciled *out = context;
    if (line->reason == REASON_REVERSAL)
        unequal(out, format(w->arena, SAY_UNEQUAL_HISTORY, (long long)line->person,
                            STR_ARG(line->affair), STR_ARG(month_text(w->arena, line->month)),
                            STR_ARG(money_text(w->arena, line->amount))));
    return true;
}

static bool history_prove(Work *w, Reconciled *out)
{
    Month first;
    TRY(payment_first_month(w, &first));
    return ledger_scan(w, &(LineFilter){.to = {first.n - 1}}, history_line, out);
}

/* ---- batch → bank rows → answers ------------------------------------------------------------ */

static int by_payee(const void *a, const void *b)
{
    const BankRow *x = a, *y = b;
    int order = str_compare(x->affair, y->affair);
    if (order) return order;
    return (x->person > y->person) - (x->person < y->person);
}

/* What the rows of one payee say, in the ledger's terms. */
static BatchMoves rows_of_payee(const BankRow *rows, size_t count, size_t *at)
{
    size_t first = *at;
    BatchMoves sum = {.affair = rows[first].affair, .person = rows[first].person};
    for (; *at < count && by_payee(&rows[first], &rows[*at]) == 0; (*at)++) {
        int64_t fen = rows[*at].amount.fen;
        sum.sent.fen += fen;
        if (rows[*at].state == BANK_ROW_SETTLED) sum.settled.fen += fen;
        if (rows[*at].state == BANK_ROW_RETURNED) sum.returned.fen += fen;
    }
    return sum;
}

static void batch_add(ReconciledBatch *b, const BatchMoves *moves)
{
    b->sent.fen += moves->sent.fen;
    b->settled.fen += moves->settled.fen;
    b->returned.fen += moves->returned.fen;
    b->offset.fen += moves->offset.fen;
    b->pending.fen += moves->sent.fen - moves->settled.fen - moves->returned.fen;
}

static bool moves_agree(const BatchMoves *entries, const BatchMoves *rows)
{
    return str_equal(entries->affair, rows->affair) && entries->person == rows->person &&
           entries->sent.fen == rows->sent.fen && entries->settled.fen == rows->settled.fen &&
           entries->returned.fen == rows->returned.fen;
}

static bool batch_prove(Work *w, const Batch *batch, Reconciled *out)
{
    BatchMoves *moves;
    BankRow *sent, *rows;
    size_t move_count, sent_count, row_count, at = 0;
    ReconciledBatch *b = &out->batches[out->batch_count++];
    *b = (ReconciledBatch){.batch = batch->id, .state = batch->state};
    TRY(ledger_batch_moves(w, batch->id, &moves, &move_count));
    TRY(bank_rows(w, batch->id, &sent, &sent_count));
    b->row_count = (int64_t)sent_count;
    rows_flatten(w->arena, sent, sent_count, &rows, &row_count);
    for (size_t i = 0; i < move_count; i++) {
        BatchMoves told = {.affair = moves[i].affair, .person = moves[i].person};
        bool mine = at < row_count && rows[at].person == moves[i].person &&
                    str_equal(rows[at].affair, moves[i].affair);
        if (mine) told = rows_of_payee(rows, row_count, &at);
        batch_add(b, &moves[i]);
        b->rows.fen += told.sent.fen;
        if (!moves_agree(&moves[i], &told))
            unequal(out, format(w->arena, SAY_UNEQUAL_ROW, (long long)batch->id,
                                (long long)moves[i].person, STR_ARG(moves[i].affair)));
    }
    out->pending.fen += b->pending.fen;
    out->sent = out->sent || batch->state == BATCH_SENT || batch->state == BATCH_SETTLED;
    if (at < row_count)
        unequal(out, format(w->arena, SAY_UNEQUAL_ROW, (long long)batch->id,
                            (long long)rows[at].person, STR_ARG(rows[at].affair)));
    if (batch->state >= BATCH_SENT && batch->state != BATCH_CANCELLED &&
        b->sent.fen != batch->total.fen)
        unequal(out, format(w->arena, SAY_UNEQUAL_TOTAL, (long long)batch->id));
    return true;
}

static bool batches_prove(Work *w, Reconciled *out)
{
    Batch *batches;
    size_t count;
    TRY(batch_list(w, &batches, &count));
    out->batches = NEW_ARRAY(w->arena, ReconciledBatch, count + 1);
    for (size_t i = 0; i < count; i++)
        if (batches[i].month.n == out->month.n) TRY(batch_prove(w, &batches[i], out));
    return true;
}

/* ---- all ------------------------------------------------------------------------------------ */

bool payment_reconcile(Work *w, const Bureau *bureau, Month month, Reconciled *out)
{
    Close close;
    (void)bureau;
    *out = (Reconciled){.month = month, .whole = true};
    TRY(last_close_of(w, month, &close));
    TRY(granted_prove(w, &close, out));
    TRY(entries_prove(w, out));
    TRY(history_prove(w, out));
    TRY(batches_prove(w, out));
    if (ledger_check(w, &out->proof)) return true;
    if (w->error.code != ERR_CORRUPT) return false;
    unequal(out,
            format(w->arena, "%.*s %.*s", STR_ARG(w->error.sentence), STR_ARG(w->error.detail)));
    w->error = (Error){0};
    return true;
}
