/* What the bank answers, row by row: settled rows leave clearing for good, returned rows are
 * payable again and wait for what was wrong to be put right. One file is one act; a single row
 * that cannot be matched, and nothing is done. The same answer twice changes nothing.
 *
 * Reading order: bank_answer and batch_return at the end, then answers_post, row_match. */
#include "payment/bank.h"

#include <stdio.h>
#include <stdlib.h>

#include "access/access.h"
#include "payment/batch.h"
#include "payment/chunk.h"
#include "payment/words.def"

enum { FAULTS_KEPT = 1000 };

BankAnswerRow *answer_add(Work *w, BankAnswers *answers, int64_t line)
{
    if (answers->count == answers->capacity)
        answers->items =
            arena_grow(w->arena, answers->items, &answers->capacity, sizeof *answers->items);
    BankAnswerRow *row = &answers->items[answers->count++];
    *row = (BankAnswerRow){.line = line};
    return row;
}

typedef struct {
    Work *w;
    int64_t batch;
    BankRow *rows; /* of the batch; number i + 1 at i */
    size_t count;
    size_t *by_account;             /* positions, by account and amount; NULL until asked for */
    const BankAnswerRow **answered; /* by position: the answer taken, or NULL */
    BankAnswer *out;
} Answering;

static void answer_fault(Answering *a, int64_t line, Str sentence)
{
    faults_add(&a->out->faults, (Fault){.level = FAULT_ERROR, .row = line, .sentence = sentence});
}

/* ---- which row ------------------------------------------------------------------------------ */

static int account_compare(const BankRow *x, const BankRow *y)
{
    int order = str_compare(x->account, y->account);
    if (order) return order;
    return (x->amount.fen > y->amount.fen) - (x->amount.fen < y->amount.fen);
}

static int by_account(const void *a, const void *b, void *rows)
{
    const BankRow *all = rows;
    return account_compare(&all[*(const size_t *)a], &all[*(const size_t *)b]);
}

static void accounts_sort(Answering *a)
{
    if (a->by_account) return;
    a->by_account = NEW_ARRAY(a->w->arena, size_t, a->count + 1);
    for (size_t i = 0; i < a->count; i++)
        a->by_account[i] = i;
    if (a->count) qsort_r(a->by_account, a->count, sizeof *a->by_account, by_account, a->rows);
}

/* The only row of this account and amount; says why there is none. */
static bool match_account(Answering *a, const BankAnswerRow *answer, size_t *out)
{
    BankRow key = {.account = answer->account, .amount = answer->amount};
    size_t low = 0, high = a->count;
    accounts_sort(a);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (account_compare(&a->rows[a->by_account[middle]], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    size_t found = 0;
    for (size_t i = low; i < a->count; i++, found++)
        if (account_compare(&a->rows[a->by_account[i]], &key) != 0) break;
    if (found == 1) *out = a->by_account[low];
    if (found == 0) answer_fault(a, answer->line, STR(SAY_ANSWER_NO_ACCOUNT));
    if (found > 1) answer_fault(a, answer->line, format(a->w->arena, SAY_ANSWER_AMBIGUOUS, found));
    return found == 1;
}

/* Whose account it is, or whose share is in it. */
static bool row_is_for(const BankRow *row, int64_t person)
{
    bool found = row->person == person;
    for (size_t i = 0; i < row->share_count; i++)
        found = found || row->shares[i].person == person;
    return found;
}

static bool match_person(Answering *a, const BankAnswerRow *answer, size_t *out)
{
    for (size_t i = 0; i < a->count; i++) {
        if (!row_is_for(&a->rows[i], answer->person)) continue;
        if (!str_equal(a->rows[i].affair, answer->affair)) continue;
        *out = i;
        return true;
    }
    answer_fault(
        a, answer->line,
        format(a->w->arena, SAY_NOT_IN_BATCH, (long long)a->batch, (long long)answer->person));
    return false;
}

static bool row_match(Answering *a, const BankAnswerRow *answer, size_t *out)
{
    if (answer->number > 0) {
        *out = (size_t)answer->number - 1;
        if (answer->number <= (int64_t)a->count) return true;
        answer_fault(
            a, answer->line,
            format(a->w->arena, SAY_ANSWER_NO_ROW, (long long)a->batch, (long long)answer->number));
        return false;
    }
    return answer->account.len ? match_account(a, answer, out) : match_person(a, answer, out);
}

/* ---- one answer ----------------------------------------------------------------------------- */

static bool amount_agrees(Answering *a, const BankAnswerRow *answer, const BankRow *row)
{
    Arena *arena = a->w->arena;
    if (!answer->has_amount || answer->amount.fen == row->amount.fen) return true;
    answer_fault(a, answer->line,
                 format(arena, SAY_ANSWER_AMOUNT, (long long)row->number,
                        STR_ARG(money_plain(arena, answer->amount)),
                        STR_ARG(money_plain(arena, row->amount))));
    return false;
}

static bool account_agrees(Answering *a, const BankAnswerRow *answer, const BankRow *row)
{
    if (!answer->account.len || str_equal(answer->account, row->account)) return true;
    answer_fault(a, answer->line, format(a->w->arena, SAY_ANSWER_ACCOUNT, (long long)row->number));
    return false;
}

/* 退汇: what the bank had paid comes back later. */
static bool comes_back(const BankRow *row, const BankAnswerRow *answer)
{
    return row->state == BANK_ROW_SETTLED && answer->outcome == OUTCOME_RETURNED;
}

static void state_fault(Answering *a, const BankAnswerRow *answer, const BankRow *row)
{
    answer_fault(a, answer->line,
                 format(a->w->arena, SAY_ANSWER_STATE, (long long)row->number,
                        STR_ARG(bank_row_state_name(row->state))));
}

/* An answer that was given before in the same words is no fault, another one is. */
static bool state_allows(Answering *a, const BankAnswerRow *answer, const BankRow *row)
{
    bool same = (row->state == BANK_ROW_SETTLED && answer->outcome == OUTCOME_SETTLED) ||
                (row->state == BANK_ROW_RETURNED && answer->outcome == OUTCOME_RETURNED);
    if (row->state == BANK_ROW_SENT || same || answer->outcome == OUTCOME_PENDING) return true;
    if (comes_back(row, answer)) return true;
    state_fault(a, answer, row);
    return false;
}

/* A list by persons may name several of one household: they came back together. */
static bool shares_row(const BankAnswerRow *first, const BankAnswerRow *answer)
{
    return first->person && answer->person && first->person != answer->person &&
           first->outcome == answer->outcome;
}

static void answer_take(Answering *a, const BankAnswerRow *answer)
{
    size_t at = 0;
    if (answer->batch && answer->batch != a->batch) {
        answer_fault(
            a, answer->line,
            format(a->w->arena, SAY_ANSWER_BATCH, (long long)answer->batch, (long long)a->batch));
        return;
    }
    if (!row_match(a, answer, &at)) return;
    const BankRow *row = &a->rows[at];
    if (a->answered[at] && shares_row(a->answered[at], answer)) {
        a->out->shared++;
        return;
    }
    if (a->answered[at]) {
        answer_fault(a, answer->line,
                     format(a->w->arena, SAY_ANSWER_TWICE, (long long)row->number,
                            (long long)a->answered[at]->line));
        return;
    }
    if (!account_agrees(a, answer, row) || !amount_agrees(a, answer, row) ||
        !state_allows(a, answer, row))
        return;
    a->answered[at] = answer;
}

/* One answer for everybody is meant for the rows still on their way. It takes back nothing that has
 * arrived: what comes back later is told row by row. With nothing on its way it must agree with
 * what is known of every row. */
static void all_take(Answering *a, const BankAnswerRow *answer)
{
    bool on_its_way = false;
    for (size_t i = 0; i < a->count; i++) {
        if (a->rows[i].state != BANK_ROW_SENT) continue;
        on_its_way = true;
        a->answered[i] = answer;
    }
    for (size_t i = 0; i < a->count; i++)
        if (comes_back(&a->rows[i], answer))
            state_fault(a, answer, &a->rows[i]);
        else if (!on_its_way)
            (void)state_allows(a, answer, &a->rows[i]);
}

/* ---- posting -------------------------------------------------------------------------------- */

static bool row_record(Answering *a, const BankRow *row, const BankAnswerRow *answer)
{
    Stmt *s = db_stmt(a->w, &payment_sql, "bank_row_answer");
    bool returned = answer->outcome == OUTCOME_RETURNED;
    BankRowState state = answer->outcome == OUTCOME_SETTLED ? BANK_ROW_SETTLED
                         : returned                         ? BANK_ROW_RETURNED
                                                            : BANK_ROW_SENT;
    db_bind_int(s, 1, a->batch);
    db_bind_int(s, 2, row->number);
    db_bind_int(s, 3, (int64_t)state);
    db_bind_int(s, 4, answer->account_wrong);
    db_bind_str(s, 5, answer->said);
    TRY(db_run(s));
    for (size_t i = 0; returned && i < row->share_count; i++) {
        Payout back = {row->affair, row->shares[i].person, row->shares[i].amount, 0};
        TRY(return_add(a->w, a->batch, &back, answer->said));
    }
    return true;
}

static Move share_move(const Answering *a, const BankRow *row, const BankShare *share, bool settled)
{
    return (Move){.batch = a->batch,
                  .affair = row->affair,
                  .person = share->person,
                  .debit = row->state == BANK_ROW_SENT ? ACCOUNT_CLEARING : ACCOUNT_BANK,
                  .credit = settled ? ACCOUNT_BANK : ACCOUNT_PAYABLE,
                  .amount = share->amount,
                  .reason = settled ? REASON_SETTLED : REASON_RETURNED};
}

/* The rows that are answered now for the first time, and those that come back. */
static bool rows_post(Answering *a)
{
    Work *w = a->w;
    size_t count = 0, shares = 0;
    bool noted = false;
    for (size_t i = 0; i < a->count; i++)
        shares += a->rows[i].share_count;
    Move *moves = NEW_ARRAY(w->arena, Move, shares + 1);
    for (size_t i = 0; i < a->count; i++) {
        const BankAnswerRow *answer = a->answered[i];
        const BankRow *row = &a->rows[i];
        if (!answer || (row->state != BANK_ROW_SENT && !comes_back(row, answer))) continue;
        noted = true;
        TRY(row_record(a, row, answer));
        bool settled = answer->outcome == OUTCOME_SETTLED;
        if (answer->outcome == OUTCOME_PENDING) {
            a->out->pending++;
            continue;
        }
        for (size_t k = 0; k < row->share_count; k++)
            moves[count++] = share_move(a, row, &row->shares[k], settled);
        *(settled ? &a->out->settled : &a->out->returned) += 1;
        (settled ? &a->out->settled_sum : &a->out->returned_sum)->fen += row->amount.fen;
    }
    if (!noted) return true;
    Str detail = format(w->arena, SAY_DETAIL_ANSWER, (long long)a->out->settled,
                        (long long)a->out->returned, (long long)a->out->pending);
    const char *kind = a->out->returned == 0 && a->out->pending == 0  ? "settle"
                       : a->out->settled == 0 && a->out->pending == 0 ? "return"
                                                                      : "receipt";
    return moves_post(w, (BatchAct){kind, a->batch, detail, {{0}}}, moves, count);
}

/* With nothing left in clearing the batch is settled. */
static bool batch_finish(Work *w, int64_t batch)
{
    Payout *left;
    size_t count;
    TRY(ledger_in_clearing(w, batch, &left, &count));
    if (count) return true;
    Stmt *s = db_stmt(w, &payment_sql, "batch_settled");
    db_bind_int(s, 1, batch);
    return db_run(s);
}

static bool batch_answerable(Work *w, int64_t batch, Batch *b)
{
    TRY(batch_row(w, batch, b));
    return b->state == BATCH_SETTLED || batch_in_state(w, batch, BATCH_SENT, SAY_DO_RETURN, b);
}

/* The bank names the message it answers: as many rows and as much money as were sent. */
static void control_take(Answering *a, const BankControl *control)
{
    Arena *arena = a->w->arena;
    Money sum = {0};
    for (size_t i = 0; i < a->count; i++)
        sum.fen += a->rows[i].amount.fen;
    if (control->has_count && control->count != (int64_t)a->count)
        answer_fault(a, control->line,
                     format(arena, SAY_PAIN_COUNT, (long long)control->count, a->count));
    if (control->has_sum && control->sum.fen != sum.fen)
        answer_fault(a, control->line,
                     format(arena, SAY_PAIN_SUM, STR_ARG(money_text(arena, control->sum)),
                            STR_ARG(money_text(arena, sum))));
}

bool answers_post(Work *w, int64_t batch, const BankAnswers *answers, BankAnswer *out)
{
    Batch b;
    Answering a = {.w = w, .batch = batch, .out = out};
    TRY(batch_answerable(w, batch, &b));
    TRY(bank_rows_open(w, batch, &a.rows, &a.count));
    a.answered = NEW_ARRAY(w->arena, const BankAnswerRow *, a.count + 1);
    for (size_t i = 0; i < answers->count && !answers->all; i++)
        answer_take(&a, &answers->items[i]);
    if (answers->all) all_take(&a, &answers->items[0]);
    control_take(&a, &answers->control);
    TRY(funds_check(w, batch, &answers->control, &out->faults));
    if (out->faults.errors) return true;
    TRY(rows_post(&a));
    return b.state == BATCH_SETTLED || batch_finish(w, batch);
}

bool return_add(Work *w, int64_t batch, const Payout *row, Str cause)
{
    Stmt *s = db_stmt(w, &payment_sql, "return_insert");
    db_bind_int(s, 1, batch);
    db_bind_str(s, 2, row->affair);
    db_bind_int(s, 3, row->person);
    db_bind_int(s, 4, row->amount.fen);
    db_bind_str(s, 5, cause);
    return db_run(s);
}

bool moves_post(Work *w, BatchAct act, const Move *moves, size_t count)
{
    Commit commit;
    if (count) act.rows = ledger_move_digest(moves, count);
    TRY(batch_act(w, &act, &commit));
    return count == 0 || ledger_move(w, moves, count, commit);
}

/* ---- all of it has arrived ------------------------------------------------------------------ */

static bool settle_work(Work *w, int64_t batch)
{
    Batch b;
    BankAnswers all = {.all = true};
    BankAnswer out = {.batch = batch, .faults = faults_new(w->arena, FAULTS_KEPT)};
    TRY(batch_in_state(w, batch, BATCH_SENT, SAY_DO_SETTLE, &b));
    *answer_add(w, &all, 0) =
        (BankAnswerRow){.outcome = OUTCOME_SETTLED, .said = STR(SAY_SAID_SETTLED)};
    return answers_post(w, batch, &all, &out);
}

bool batch_settle(Work *w, int64_t batch)
{
    TRY(access_need(w, DUTY_PAYER) && access_need_all(w));
    TRY(db_begin(w));
    return db_end(w, settle_work(w, batch));
}

/* ---- a list of returns ---------------------------------------------------------------------- */

/* Repeated ones are refused here: the list is a program's, not a file's. */
static bool return_work(Work *w, int64_t batch, const BankReturn *returns, size_t count)
{
    Batch b;
    BankAnswers answers = {.batch = batch};
    BankAnswer out = {.batch = batch, .faults = faults_new(w->arena, FAULTS_KEPT)};
    TRY(batch_answerable(w, batch, &b));
    for (size_t i = 0; i < count; i++) {
        BankAnswerRow *row = answer_add(w, &answers, (int64_t)i + 1);
        row->person = returns[i].person;
        row->affair = returns[i].affair;
        row->outcome = OUTCOME_RETURNED;
        row->account_wrong = true;
        row->said = returns[i].cause;
    }
    TRY(answers_post(w, batch, &answers, &out));
    if (out.faults.errors)
        return refuse(w, ERR_NOT_FOUND, "%.*s", STR_ARG(out.faults.items[0].sentence));
    return out.returned + out.shared == (int64_t)count ||
           refuse(w, ERR_CONFLICT, SAY_RETURNED_BEFORE, (long long)batch);
}

bool batch_return(Work *w, int64_t batch, const BankReturn *returns, size_t count)
{
    TRY(access_need(w, DUTY_PAYER) && access_need_all(w));
    TRY(db_begin(w));
    return db_end(w, return_work(w, batch, returns, count));
}

/* ---- a file --------------------------------------------------------------------------------- */

bool file_is_xml(Work *w, const char *path, bool *out)
{
    char bytes[64];
    FILE *file = fopen(path, "rb");
    if (!file) return refuse(w, ERR_FILE, SAY_NO_FILE, path);
    Str head = {bytes, fread(bytes, 1, sizeof bytes, file)};
    (void)fclose(file);
    if (str_starts(head, STR("\xEF\xBB\xBF"))) head = str_from(head, 3);
    *out = str_starts(str_trim(head), STR("<"));
    return true;
}

typedef struct {
    Work *w;
    const Bureau *bureau;
    const char *path;
    BankAnswer *out;
} AnswerFile;

/* In the order of the file, whatever was noticed first. */
static void faults_sort(Faults *faults)
{
    for (size_t i = 1; i < faults->count; i++) {
        Fault fault = faults->items[i];
        size_t at = i;
        for (; at > 0 && faults->items[at - 1].row > fault.row; at--)
            faults->items[at] = faults->items[at - 1];
        faults->items[at] = fault;
    }
}

static void faults_name(Faults *faults, Str file)
{
    for (size_t i = 0; i < faults->count; i++)
        if (!faults->items[i].file.len) faults->items[i].file = file;
}

static bool answer_work(void *context)
{
    AnswerFile *f = context;
    BankAnswers answers = {0};
    BankAnswer *out = f->out;
    bool xml;
    TRY(file_is_xml(f->w, f->path, &xml));
    TRY(xml ? pain_read(f->w, f->path, &answers, &out->faults)
            : returns_read(f->w, f->bureau, f->path, &answers, &out->faults));
    if (out->faults.errors) return true;
    if (!out->batch) out->batch = answers.batch;
    if (!out->batch) return refuse(f->w, ERR_USAGE, "%s", SAY_ANSWER_WHICH);
    if (answers.batch && answers.batch != out->batch)
        return refuse(f->w, ERR_CONFLICT, SAY_ANSWER_OTHER, f->path, (long long)answers.batch,
                      (long long)out->batch);
    return answers_post(f->w, out->batch, &answers, out);
}

bool bank_answer(Work *w, const Bureau *bureau, int64_t batch, const char *path, BankAnswer *out)
{
    AnswerFile f = {w, bureau, path, out};
    *out = (BankAnswer){.batch = batch, .faults = faults_new(w->arena, FAULTS_KEPT)};
    TRY(access_need(w, DUTY_PAYER) && access_need_all(w));
    TRY(db_begin(w));
    bool ok = chunk_run(w, answer_work, &f);
    if (ok && out->faults.errors) {
        db_rollback(w);
    } else {
        ok = db_end(w, ok);
    }
    faults_sort(&out->faults);
    faults_name(&out->faults, str_of(path));
    return ok;
}
