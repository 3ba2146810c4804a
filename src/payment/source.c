/* From which sources the rows of a batch come, for the control totals of its file. Lines carry
 * their source; a row is what its lines add up to, less what is taken off it, so each share is
 * parted as the lines are that it pays: exactly so as a rule, in proportion where it pays less, to
 * the fen always. What comes again without lines in this batch is parted as the person's earlier
 * lines of the affair were. The totals are found when the batch is sent and kept with it: the file
 * written anew says the same. */
#include "payment/bank.h"
#include "payment/fund.h"
#include "payment/words.def"

#include <stdlib.h>

typedef struct {
    Str affair;
    int64_t person;
    size_t fund;
    int64_t fen;
} Piece;
typedef struct {
    Work *w;
    int64_t batch;
    Piece *pieces; /* by affair and person */
    size_t count, capacity;
    Str funds[CLOSE_FUNDS_MOST];
    int64_t sums[CLOSE_FUNDS_MOST];
    size_t fund_count;
    Str affair; /* of the last line, kept */
} Parting;

/* ---- pieces --------------------------------------------------------------------------------- */

/* Sources beyond the most there can be count with the last one. */
static size_t fund_at(Parting *p, Str fund)
{
    for (size_t i = 0; i < p->fund_count; i++)
        if (str_equal(p->funds[i], fund)) return i;
    if (p->fund_count == CLOSE_FUNDS_MOST) return CLOSE_FUNDS_MOST - 1;
    p->funds[p->fund_count] = str_copy(p->w->arena, fund);
    return p->fund_count++;
}

static bool piece_add(Work *w, const Line *line, void *context)
{
    Parting *p = context;
    if (!str_equal(p->affair, line->affair)) p->affair = str_copy(w->arena, line->affair);
    if (p->count == p->capacity)
        p->pieces = arena_grow(w->arena, p->pieces, &p->capacity, sizeof *p->pieces);
    p->pieces[p->count++] =
        (Piece){p->affair, line->person, fund_at(p, line->fund), line->amount.fen};
    return true;
}

static int piece_order(Str affair, int64_t person, const Piece *piece)
{
    int order = str_compare(affair, piece->affair);
    if (order) return order;
    return (person > piece->person) - (person < piece->person);
}

static int by_payee(const void *a, const void *b)
{
    const Piece *x = a;
    return piece_order(x->affair, x->person, b);
}

/* ---- parting -------------------------------------------------------------------------------- */

static bool earlier_read(Parting *p, const BankRow *share, int64_t *weights)
{
    Line *lines;
    size_t count;
    TRY(ledger_lines(p->w, share->person, 0, &lines, &count));
    for (size_t i = 0; i < count; i++)
        if (lines[i].batch && lines[i].batch <= p->batch &&
            str_equal(lines[i].affair, share->affair))
            weights[fund_at(p, lines[i].fund)] += lines[i].amount.fen;
    return true;
}

static int64_t above_zero(const int64_t *weights)
{
    int64_t whole = 0;
    for (size_t i = 0; i < CLOSE_FUNDS_MOST; i++)
        whole += weights[i] > 0 ? weights[i] : 0;
    return whole;
}

/* Cumulative proportions: the parts add up to the amount. */
static void share_part(Parting *p, int64_t amount, const int64_t *weights, int64_t whole)
{
    int64_t before = 0, given = 0;
    if (whole == 0) {
        p->sums[fund_at(p, STR(FUND_UNSPLIT))] += amount;
        return;
    }
    for (size_t i = 0; i < CLOSE_FUNDS_MOST; i++) {
        int64_t upto;
        if (weights[i] <= 0) continue;
        before += weights[i];
        ensure(ratio_round((Wide)amount * before, whole, ROUND_DOWN, 1, &upto));
        p->sums[i] += upto - given;
        given = upto;
    }
}

/* Shares and pieces both come by affair and person. */
static bool shares_part(Parting *p, const BankRow *shares, size_t count)
{
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t weights[CLOSE_FUNDS_MOST] = {0};
        const BankRow *share = &shares[i];
        while (at < p->count && piece_order(share->affair, share->person, &p->pieces[at]) > 0)
            at++;
        for (; at < p->count && piece_order(share->affair, share->person, &p->pieces[at]) == 0;
             at++)
            weights[p->pieces[at].fund] += p->pieces[at].fen;
        if (above_zero(weights) == 0) TRY(earlier_read(p, share, weights));
        share_part(p, share->amount.fen, weights, above_zero(weights));
    }
    return true;
}

/* ---- totals --------------------------------------------------------------------------------- */

static int by_rank(const void *a, const void *b)
{
    const BankFund *x = a, *y = b;
    int order = fund_rank(x->fund) - fund_rank(y->fund);
    return order ? order : str_compare(x->fund, y->fund);
}

bool sheet_funds(BankSheet *sheet)
{
    Parting p = {.w = sheet->w, .batch = sheet->batch.id};
    BankRow *shares;
    size_t count;
    TRY(ledger_scan(p.w, &(LineFilter){.batch = p.batch}, piece_add, &p));
    if (p.count) qsort(p.pieces, p.count, sizeof *p.pieces, by_payee);
    rows_flatten(p.w->arena, sheet->rows, sheet->count, &shares, &count);
    TRY(shares_part(&p, shares, count));
    sheet->funds = NEW_ARRAY(p.w->arena, BankFund, p.fund_count + 1);
    for (size_t i = 0; i < p.fund_count; i++)
        if (p.sums[i]) sheet->funds[sheet->fund_count++] = (BankFund){p.funds[i], {p.sums[i]}};
    if (sheet->fund_count) qsort(sheet->funds, sheet->fund_count, sizeof *sheet->funds, by_rank);
    bool split = sheet->fund_count > 1 ||
                 (sheet->fund_count && !str_equal(sheet->funds[0].fund, STR(FUND_UNSPLIT)));
    if (!split) sheet->fund_count = 0;
    return true;
}

bool funds_keep(const BankSheet *sheet)
{
    for (size_t i = 0; i < sheet->fund_count; i++) {
        Stmt *s = db_stmt(sheet->w, &payment_sql, "batch_fund_insert");
        db_bind_int(s, 1, sheet->batch.id);
        db_bind_str(s, 2, sheet->funds[i].fund);
        db_bind_int(s, 3, sheet->funds[i].amount.fen);
        TRY(db_run(s));
    }
    return true;
}

bool batch_funds(Work *w, int64_t batch, BankFund **out, size_t *count)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    Stmt *s = db_stmt(w, &payment_sql, "batch_funds_of");
    db_bind_int(s, 1, batch);
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (BankFund){str_copy(w->arena, db_str(s, 0)), {db_int(s, 1)}};
    }
    if (db_failed(s)) return false;
    if (*count) qsort(*out, *count, sizeof **out, by_rank);
    return true;
}

/* ---- what the bank says of them ------------------------------------------------------------- */

static const BankFund *fund_sent(const BankFund *funds, size_t count, Str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(fund_name(funds[i].fund), name)) return &funds[i];
    return NULL;
}

/* A list of some rows says sums of its own: only what speaks of the whole batch is compared. */
bool funds_check(Work *w, int64_t batch, const BankControl *control, Faults *faults)
{
    BankFund *funds;
    size_t count;
    Money sent = {0}, said = {0};
    if (control->fund_count == 0) return true;
    TRY(batch_funds(w, batch, &funds, &count));
    for (size_t i = 0; i < count; i++)
        sent.fen += funds[i].amount.fen;
    for (size_t i = 0; i < control->fund_count; i++)
        said.fen += control->funds[i].amount.fen;
    for (size_t i = 0; sent.fen == said.fen && i < control->fund_count; i++) {
        const BankFund *fund = fund_sent(funds, count, control->funds[i].name);
        Money was = fund ? fund->amount : (Money){0};
        if (was.fen == control->funds[i].amount.fen) continue;
        faults_add(faults, (Fault){.level = FAULT_ERROR,
                                   .row = control->funds[i].line,
                                   .sentence = format(
                                       w->arena, SAY_ANSWER_FUND, STR_ARG(control->funds[i].name),
                                       STR_ARG(money_text(w->arena, control->funds[i].amount)),
                                       STR_ARG(money_text(w->arena, was)))});
    }
    return true;
}
