/* A batch from draft to settlement, each step by its hand. What a batch pays is the ledger's to say
 * (ledger_payouts); this file keeps who signed and in which state it is. The three hands are
 * checked here for a plain sentence and once more by the store's own constraints. */
#include "payment/batch.h"

#include <stdlib.h>

#include "access/access.h"
#include "payment/bank.h"
#include "payment/holds.h"
#include "payment/words.def"

Str batch_state_name(BatchState state)
{
    static const char *const names[BATCH_STATE_COUNT] = {
        SAY_STATE_DRAFT, SAY_STATE_CHECKED, SAY_STATE_APPROVED,
        SAY_STATE_SENT,  SAY_STATE_SETTLED, SAY_STATE_CANCELLED,
    };
    return str_of(names[state]);
}

/* ---- rows --------------------------------------------------------------------------------- */

static Str text_or_empty(Work *w, Stmt *s, int column)
{
    return db_is_null(s, column) ? STR("") : str_copy(w->arena, db_str(s, column));
}

static Batch batch_read(Work *w, Stmt *s)
{
    return (Batch){.id = db_int(s, 0),
                   .month = {(int32_t)db_int(s, 1)},
                   .state = (BatchState)db_int(s, 2),
                   .lines = db_int(s, 3),
                   .people = db_int(s, 4),
                   .withheld = db_int(s, 5),
                   .total = {db_int(s, 6)},
                   .maker = text_or_empty(w, s, 7),
                   .checker = text_or_empty(w, s, 8),
                   .approver = text_or_empty(w, s, 9),
                   .sender = text_or_empty(w, s, 10),
                   .file = text_or_empty(w, s, 11),
                   .file_digest = text_or_empty(w, s, 12),
                   .rows = db_int(s, 13)};
}

bool batch_row(Work *w, int64_t batch, Batch *out)
{
    Stmt *s = db_stmt(w, &payment_sql, "batch_by_id");
    db_bind_int(s, 1, batch);
    bool found = db_next(s);
    if (found) *out = batch_read(w, s);
    if (!found && db_failed(s)) return false;
    db_reset(s);
    return found || refuse(w, ERR_NOT_FOUND, SAY_NO_BATCH, (long long)batch);
}

bool batch_list(Work *w, Batch **out, size_t *count)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    Stmt *s = db_stmt(w, &payment_sql, "batch_all");
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = batch_read(w, s);
    }
    return !db_failed(s);
}

bool batch_in_state(Work *w, int64_t batch, BatchState state, const char *what, Batch *out)
{
    TRY(batch_row(w, batch, out));
    if (out->state == state) return true;
    return refuse(w, ERR_STATE, SAY_BATCH_STATE, (long long)batch,
                  STR_ARG(batch_state_name(out->state)), what);
}

bool batch_act(Work *w, const BatchAct *act, Commit *commit)
{
    Str subject = format(w->arena, "batch:%lld", (long long)act->batch);
    return audit_act(w,
                     &(Act){.kind = str_of(act->kind),
                            .subject = subject,
                            .detail = act->detail,
                            .rows = act->rows},
                     commit);
}

/* ---- what it pays ------------------------------------------------------------------------- */

static int by_payee(const void *a, const void *b)
{
    const Payout *x = a, *y = b;
    int order = str_compare(x->affair, y->affair);
    if (order) return order;
    return (x->person > y->person) - (x->person < y->person);
}

/* Returns taken up join the rows of the same affair and person. */
static bool payouts_join(Work *w, int64_t batch, Payout **rows, size_t *count)
{
    size_t capacity = *count;
    Stmt *s = db_stmt(w, &payment_sql, "return_taken");
    db_bind_int(s, 1, batch);
    while (db_next(s)) {
        Payout row = {str_copy(w->arena, db_str(s, 0)), db_int(s, 1), {db_int(s, 2)}, 0};
        if (*count == capacity) *rows = arena_grow(w->arena, *rows, &capacity, sizeof **rows);
        (*rows)[(*count)++] = row;
    }
    if (db_failed(s)) return false;
    if (*count) qsort(*rows, *count, sizeof **rows, by_payee);
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) {
        if (kept && by_payee(&(*rows)[kept - 1], &(*rows)[i]) == 0)
            (*rows)[kept - 1].amount.fen += (*rows)[i].amount.fen;
        else
            (*rows)[kept++] = (*rows)[i];
    }
    *count = kept;
    return true;
}

/* No row pays more than is payable now, and rows of nothing are dropped. */
static bool payouts_limit(Work *w, Payout *rows, size_t *count)
{
    Balance *payable;
    size_t payable_count, at = 0, kept = 0;
    TRY(ledger_balances(w, ACCOUNT_PAYABLE, &payable, &payable_count));
    for (size_t i = 0; i < *count; i++) {
        Payout key, row = rows[i];
        for (; at < payable_count; at++) {
            key = (Payout){.affair = payable[at].affair, .person = payable[at].person};
            if (by_payee(&key, &row) >= 0) break;
        }
        bool found = at < payable_count && by_payee(&key, &row) == 0;
        int64_t most = found ? payable[at].amount.fen : 0;
        if (row.amount.fen > most) row.amount.fen = most;
        if (row.amount.fen > 0) rows[kept++] = row;
    }
    *count = kept;
    return true;
}

bool batch_payouts(Work *w, int64_t batch, Payout **out, size_t *count)
{
    TRY(ledger_payouts(w, batch, out, count));
    TRY(payouts_join(w, batch, out, count));
    return payouts_limit(w, *out, count);
}

static int by_person(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

int64_t payouts_people(Work *w, const Payout *payouts, size_t count)
{
    int64_t *ids = NEW_ARRAY(w->arena, int64_t, count + 1), people = 0;
    for (size_t i = 0; i < count; i++)
        ids[i] = payouts[i].person;
    if (count) qsort(ids, count, sizeof *ids, by_person);
    for (size_t i = 0; i < count; i++)
        people += i == 0 || ids[i] != ids[i - 1];
    return people;
}

/* ---- draft -------------------------------------------------------------------------------- */

typedef struct {
    HeldEnrolments held;
    int64_t *ids;
    size_t count, capacity;
    int64_t withheld;
} DraftLines;

static bool draft_line(Work *w, const Line *line, void *context)
{
    DraftLines *d = context;
    if (held_has(&d->held, line->enrolment)) {
        d->withheld++;
        return true;
    }
    if (d->count == d->capacity)
        d->ids = arena_grow(w->arena, d->ids, &d->capacity, sizeof *d->ids);
    d->ids[d->count++] = line->id;
    return true;
}

static bool draft_insert(Work *w, const Batch *b, Commit commit)
{
    Stmt *s = db_stmt(w, &payment_sql, "batch_insert");
    db_bind_int(s, 1, b->id);
    db_bind_int(s, 2, b->month.n);
    db_bind_int(s, 3, b->lines);
    db_bind_int(s, 4, b->people);
    db_bind_int(s, 5, b->withheld);
    db_bind_int(s, 6, b->total.fen);
    db_bind_str(s, 7, b->maker);
    db_bind_int(s, 8, commit.n);
    return db_run(s);
}

/* The returns that can be paid now: their account is in order again. */
static bool returns_take_ready(Work *w, const Bureau *bureau, int64_t batch)
{
    AccountRule rule;
    Payout *waiting = NULL;
    size_t count = 0, capacity = 0;
    TRY(account_rule(w, bureau, &rule));
    Stmt *s = db_stmt(w, &payment_sql, "return_waiting");
    while (db_next(s)) {
        if (count == capacity) waiting = arena_grow(w->arena, waiting, &capacity, sizeof *waiting);
        waiting[count++] = (Payout){str_copy(w->arena, db_str(s, 1)), db_int(s, 2), {0}, 0};
    }
    if (db_failed(s)) return false;
    Payees payees;
    TRY(payees_read(&rule, waiting, count, &payees));
    for (size_t i = 0; i < count; i++) {
        if (payees.of[i].verdict != ACCOUNT_READY) continue;
        s = db_stmt(w, &payment_sql, "return_take_one");
        db_bind_int(s, 1, batch);
        db_bind_str(s, 2, waiting[i].affair);
        db_bind_int(s, 3, waiting[i].person);
        TRY(db_run(s));
    }
    return true;
}

static bool returns_take(Work *w, const Bureau *bureau, int64_t batch)
{
    if (bureau) return returns_take_ready(w, bureau, batch);
    Stmt *s = db_stmt(w, &payment_sql, "return_take");
    db_bind_int(s, 1, batch);
    return db_run(s);
}

static bool draft_join(Work *w, Batch *b, const DraftLines *lines, Commit *commit)
{
    Digest rows = {0};
    Str detail = format(w->arena, SAY_DETAIL_DRAFT, lines->count);
    if (lines->count) rows = ledger_join_digest(b->id, lines->ids, lines->count);
    TRY(batch_act(w, &(BatchAct){"draft", b->id, detail, rows}, commit));
    return lines->count == 0 || ledger_join(w, b->id, lines->ids, lines->count, *commit);
}

/* A month is paid once it has been closed; before the first close there is history alone. */
static bool draft_allowed(Work *w, Month month)
{
    Month first, closed;
    TRY(payment_first_month(w, &first));
    TRY(payment_last_closed(w, &closed));
    bool reached = closed.n == MONTH_NONE.n ? month.n < first.n : month.n <= closed.n;
    return reached ||
           refuse(w, ERR_STATE, SAY_DRAFT_NOT_CLOSED, month_year(month), month_number(month));
}

static bool draft_work(Work *w, const Bureau *bureau, Month month, Batch *out)
{
    DraftLines lines = {0};
    Commit commit;
    Payout *payouts;
    size_t count;
    TRY(draft_allowed(w, month));
    *out = (Batch){.month = month, .maker = w->actor->account};
    TRY(holds_stored(w, &lines.held));
    TRY(ledger_scan(w, &(LineFilter){.closed_to = month, .unbatched = true}, draft_line, &lines));
    TRY(db_scalar(db_stmt(w, &payment_sql, "batch_next"), 1, &out->id));
    TRY(draft_join(w, out, &lines, &commit));
    TRY(returns_take(w, bureau, out->id));
    TRY(batch_payouts(w, out->id, &payouts, &count));
    if (count == 0) return refuse(w, ERR_NOT_FOUND, "%s", SAY_NOTHING_TO_PAY);
    for (size_t i = 0; i < count; i++)
        out->total.fen += payouts[i].amount.fen;
    out->lines = (int64_t)lines.count;
    out->people = payouts_people(w, payouts, count);
    out->withheld = lines.withheld;
    return draft_insert(w, out, commit);
}

bool batch_draft_ready(Work *w, const Bureau *bureau, Month month, Batch *out)
{
    TRY(access_need(w, DUTY_CLERK) && access_need_all(w));
    TRY(db_begin(w));
    return db_end(w, draft_work(w, bureau, month, out));
}

bool batch_draft(Work *w, Month month, Batch *out)
{
    return batch_draft_ready(w, NULL, month, out);
}

/* ---- check, approve ----------------------------------------------------------------------- */

typedef struct {
    Duty duty;
    BatchState from;
    const char *act, *statement, *what;
} Signing;

static bool sign_work(Work *w, int64_t batch, const Signing *sign)
{
    Batch b;
    Commit commit;
    Str account = w->actor->account;
    TRY(batch_in_state(w, batch, sign->from, sign->what, &b));
    if (str_equal(b.maker, account) || str_equal(b.checker, account))
        return refuse(w, ERR_DENIED, SAY_SAME_HAND, (long long)batch, STR_ARG(account));
    TRY(batch_act(w, &(BatchAct){.kind = sign->act, .batch = batch}, &commit));
    Stmt *s = db_stmt(w, &payment_sql, sign->statement);
    db_bind_int(s, 1, batch);
    db_bind_str(s, 2, account);
    return db_run(s);
}

static bool batch_sign(Work *w, int64_t batch, const Signing *sign)
{
    TRY(access_need(w, sign->duty) && access_need_all(w));
    TRY(db_begin(w));
    return db_end(w, sign_work(w, batch, sign));
}

bool batch_check(Work *w, int64_t batch)
{
    static const Signing check = {DUTY_CHECKER, BATCH_DRAFT, "check", "batch_checked",
                                  SAY_DO_CHECK};
    return batch_sign(w, batch, &check);
}

bool batch_approve(Work *w, int64_t batch)
{
    static const Signing approve = {DUTY_APPROVER, BATCH_CHECKED, "approve", "batch_approved",
                                    SAY_DO_APPROVE};
    return batch_sign(w, batch, &approve);
}

/* ---- cancel ------------------------------------------------------------------------------- */

/* Lines are reversed, and the next close posts what is still due. No close computes the months
 * before the first month of account: those lines stand, and wait for the next draft as rows that
 * the bank returned do. */
typedef struct {
    Line *lines;
    size_t count, capacity;
    Month month, first;
    Payout *history;
    size_t history_count, history_capacity;
} Reversal;

static void history_keep(Work *w, Reversal *r, const Line *line)
{
    if (r->history_count == r->history_capacity)
        r->history = arena_grow(w->arena, r->history, &r->history_capacity, sizeof *r->history);
    r->history[r->history_count++] =
        (Payout){str_copy(w->arena, line->affair), line->person, line->amount, 1};
}

static bool reverse_line(Work *w, const Line *line, void *context)
{
    Reversal *r = context;
    if (line->month.n < r->first.n) {
        history_keep(w, r, line);
        return true;
    }
    if (r->count == r->capacity)
        r->lines = arena_grow(w->arena, r->lines, &r->capacity, sizeof *r->lines);
    Line *back = &r->lines[r->count++];
    *back = *line;
    back->affair = str_copy(w->arena, line->affair);
    back->component = str_copy(w->arena, line->component);
    back->fund = str_copy(w->arena, line->fund);
    back->amount.fen = -line->amount.fen;
    back->reason = REASON_REVERSAL;
    back->closed_in = r->month;
    return true;
}

static bool history_return(Work *w, int64_t batch, Reversal *r)
{
    if (r->history_count) qsort(r->history, r->history_count, sizeof *r->history, by_payee);
    for (size_t i = 0; i < r->history_count;) {
        Payout row = r->history[i];
        for (i++; i < r->history_count && by_payee(&row, &r->history[i]) == 0; i++)
            row.amount.fen += r->history[i].amount.fen;
        if (row.amount.fen > 0) TRY(return_add(w, batch, &row, STR(SAY_STATE_CANCELLED)));
    }
    return true;
}

/* A later close has built on these lines: reversing them now would owe people what it took back. */
static bool cancel_allowed(Work *w, int64_t batch)
{
    int64_t closes;
    Stmt *s = db_stmt(w, &payment_sql, "closes_since_draft");
    db_bind_int(s, 1, batch);
    TRY(db_scalar(s, 0, &closes));
    return closes == 0 || refuse(w, ERR_STATE, SAY_CLOSED_SINCE, (long long)batch);
}

static bool cancel_work(Work *w, int64_t batch, Str reason)
{
    Batch b;
    Commit commit;
    Digest rows = {0};
    if (!str_trim(reason).len) return refuse(w, ERR_INPUT, SAY_CANCEL_REASON, (long long)batch);
    TRY(batch_row(w, batch, &b));
    if (b.state != BATCH_CHECKED && b.state != BATCH_APPROVED)
        TRY(batch_in_state(w, batch, BATCH_DRAFT, SAY_DO_CANCEL, &b));
    TRY(cancel_allowed(w, batch));
    Reversal r = {.month = b.month};
    TRY(payment_first_month(w, &r.first));
    TRY(ledger_scan(w, &(LineFilter){.batch = batch}, reverse_line, &r));
    if (r.count) rows = ledger_digest(r.lines, r.count);
    TRY(batch_act(w, &(BatchAct){"cancel", batch, reason, rows}, &commit));
    TRY(ledger_post(w, r.lines, r.count, commit));
    Stmt *s = db_stmt(w, &payment_sql, "return_release");
    db_bind_int(s, 1, batch);
    TRY(db_run(s));
    TRY(history_return(w, batch, &r));
    s = db_stmt(w, &payment_sql, "batch_cancelled");
    db_bind_int(s, 1, batch);
    return db_run(s);
}

bool batch_cancel(Work *w, int64_t batch, Str reason)
{
    if (!w->actor) return refuse(w, ERR_DENIED, "%s", SAY_NOBODY);
    if (!access_has(w, DUTY_BIT(DUTY_CHECKER))) TRY(access_need(w, DUTY_CLERK));
    TRY(access_need_all(w));
    TRY(db_begin(w));
    return db_end(w, cancel_work(w, batch, reason));
}
