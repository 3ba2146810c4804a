/* Recovery: plans, repayments, waivers, and what goes off the next payments. The debt itself is the
 * ledger's receivable; a plan only says by when how much of it should be in. So a plan never has to
 * be kept in step: what it asks for is the sum of its instalments so far, what was done is what
 * lowered the debt since.
 *
 * Reading order: recovery_plan, recovery_offset, recovery_list. */
#include "payment/recover.h"

#include "access/access.h"
#include "payment/batch.h"
#include "payment/rate.h"
#include "payment/words.def"

#define OFFSET_STANDARD "offset_most"

Str recover_way_name(RecoverWay way)
{
    return way == RECOVER_CASH ? STR(SAY_WAY_CASH) : STR(SAY_WAY_OFFSET);
}

void instalments_make(Arena *arena, Money total, Money each, Month from, RecoveryPlan *out)
{
    ensure(total.fen > 0 && each.fen > 0);
    out->total = total;
    out->count = (size_t)((total.fen + each.fen - 1) / each.fen);
    out->instalments = NEW_ARRAY(arena, Instalment, out->count);
    for (size_t i = 0; i < out->count; i++) {
        int64_t left = total.fen - (int64_t)i * each.fen;
        out->instalments[i].month = (Month){from.n + (int32_t)i};
        out->instalments[i].amount.fen = left < each.fen ? left : each.fen;
    }
}

/* ---- reading plans -------------------------------------------------------------------------- */

static bool instalments_read(Work *w, RecoveryPlan *plan)
{
    size_t capacity = 0;
    Stmt *s = db_stmt(w, &payment_sql, "instalments_of");
    db_bind_int(s, 1, plan->id);
    while (db_next(s)) {
        if (plan->count == capacity)
            plan->instalments =
                arena_grow(w->arena, plan->instalments, &capacity, sizeof *plan->instalments);
        plan->instalments[plan->count++] = (Instalment){{(int32_t)db_int(s, 0)}, {db_int(s, 1)}};
    }
    return !db_failed(s);
}

/* The plan in force; id 0 when there is none. */
static bool plan_open(Work *w, Str affair, int64_t person, RecoveryPlan *out)
{
    Stmt *s = db_stmt(w, &payment_sql, "plan_open");
    db_bind_str(s, 1, affair);
    db_bind_int(s, 2, person);
    *out = (RecoveryPlan){.affair = affair, .person = person};
    bool found = db_next(s);
    if (!found) return !db_failed(s);
    out->id = db_int(s, 0);
    out->way = (RecoverWay)db_int(s, 1);
    out->total.fen = db_int(s, 2);
    out->reason = str_copy(w->arena, db_str(s, 3));
    out->decided_by = str_copy(w->arena, db_str(s, 4));
    out->commit.n = db_int(s, 5);
    db_reset(s);
    return instalments_read(w, out);
}

static int64_t planned_by(const RecoveryPlan *plan, Month month)
{
    int64_t fen = 0;
    for (size_t i = 0; i < plan->count; i++)
        if (plan->instalments[i].month.n <= month.n) fen += plan->instalments[i].amount.fen;
    return fen;
}

/* What is wanted by a month and has not come in. */
static int64_t wanted_by(const RecoveryPlan *plan, const LedgerRecovered *since, Month month)
{
    int64_t done = since->repaid.fen + since->offset.fen + since->waived.fen;
    int64_t wanted = planned_by(plan, month) - done;
    return wanted > 0 ? wanted : 0;
}

/* ---- deciding ------------------------------------------------------------------------------- */

/* The share of a payment that may be taken off it; 0 when the law texts give none. */
static bool offset_share(Work *w, const Bureau *bureau, Str affair, Month month, Decimal *out)
{
    RateAreas areas;
    const Standard *s =
        rate_standard(w->arena, bureau, bureau_affair(bureau, affair), STR(OFFSET_STANDARD));
    *out = (Decimal){0};
    if (!s) return true;
    TRY(rate_areas(w, 0, &areas));
    RateAsked asked = {&areas, 0, month_first(month), work_today(w)};
    if (!rate_on(s, &asked, out)) *out = (Decimal){0};
    return true;
}

static bool plan_sound(Work *w, const Bureau *bureau, const RecoveryPlan *plan)
{
    Money owed;
    Decimal share;
    Month today = date_month(work_today(w));
    if (!plan->reason.len) return refuse(w, ERR_INPUT, "%s", SAY_PLAN_REASON);
    TRY(ledger_balance(w, ACCOUNT_RECEIVABLE, plan->affair, plan->person, &owed));
    if (owed.fen == 0) return refuse(w, ERR_NOT_FOUND, "%s", SAY_OWES_NOTHING);
    if (plan->total.fen > owed.fen)
        return refuse(w, ERR_CONFLICT, SAY_PLAN_TOO_MUCH,
                      STR_ARG(money_text(w->arena, plan->total)),
                      STR_ARG(money_text(w->arena, owed)));
    if (plan->count == 0 || plan->instalments[0].month.n < today.n)
        return refuse(w, ERR_INPUT, "%s", SAY_PLAN_PAST);
    TRY(offset_share(w, bureau, plan->affair, plan->instalments[0].month, &share));
    bool limited = plan->way == RECOVER_CASH || share.mantissa > 0;
    return limited || refuse(w, ERR_LAW, "%s", SAY_NO_OFFSET_LIMIT);
}

static bool recovery_act(Work *w, Act act, Str affair, int64_t person, Commit *commit)
{
    TRY(person_need_seen(w, (PersonId){person}) && access_no_kin(w, &person, 1));
    act.subject = format(w->arena, "person:%lld/%.*s", (long long)person, STR_ARG(affair));
    return audit_act(w, &act, commit);
}

static bool plan_end(Work *w, const RecoveryPlan *plan, Commit commit)
{
    if (plan->id == 0) return true;
    Stmt *s = db_stmt(w, &payment_sql, "plan_end");
    db_bind_int(s, 1, plan->id);
    db_bind_int(s, 2, commit.n);
    return db_run(s);
}

static bool plan_insert(Work *w, const RecoveryPlan *plan, int64_t id, Commit commit)
{
    Stmt *s = db_stmt(w, &payment_sql, "plan_insert");
    db_bind_int(s, 1, id);
    db_bind_str(s, 2, plan->affair);
    db_bind_int(s, 3, plan->person);
    db_bind_int(s, 4, (int64_t)plan->way);
    db_bind_int(s, 5, plan->total.fen);
    db_bind_str(s, 6, plan->reason);
    db_bind_str(s, 7, w->actor->account);
    db_bind_int(s, 8, commit.n);
    TRY(db_run(s));
    for (size_t i = 0; i < plan->count; i++) {
        s = db_stmt(w, &payment_sql, "instalment_insert");
        db_bind_int(s, 1, id);
        db_bind_int(s, 2, plan->instalments[i].month.n);
        db_bind_int(s, 3, plan->instalments[i].amount.fen);
        TRY(db_run(s));
    }
    return true;
}

static bool plan_work(Work *w, const Bureau *bureau, const RecoveryPlan *plan)
{
    RecoveryPlan before;
    Commit commit;
    int64_t id;
    TRY(plan_sound(w, bureau, plan));
    TRY(plan_open(w, plan->affair, plan->person, &before));
    Str detail = format(w->arena, SAY_DETAIL_PLAN, STR_ARG(recover_way_name(plan->way)),
                        plan->count, STR_ARG(money_plain(w->arena, plan->total)));
    Act act = {.kind = STR("recover"), .purpose = plan->reason, .detail = detail};
    TRY(recovery_act(w, act, plan->affair, plan->person, &commit));
    TRY(plan_end(w, &before, commit));
    TRY(db_scalar(db_stmt(w, &payment_sql, "plan_next"), 1, &id));
    return plan_insert(w, plan, id, commit);
}

bool recovery_plan(Work *w, const Bureau *bureau, const RecoveryPlan *plan)
{
    TRY(access_need(w, DUTY_APPROVER));
    TRY(db_begin(w));
    return db_end(w, plan_work(w, bureau, plan));
}

/* ---- off the next payment ------------------------------------------------------------------- */

Move recovery_move(const Batch *batch, const Payout *payout, Money amount)
{
    return (Move){.batch = batch->id,
                  .affair = payout->affair,
                  .person = payout->person,
                  .debit = ACCOUNT_PAYABLE,
                  .credit = ACCOUNT_RECEIVABLE,
                  .amount = amount,
                  .reason = REASON_OFFSET};
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

bool offsetting_begin(Work *w, const Bureau *bureau, Offsetting *out)
{
    size_t capacity = 0;
    Stmt *s = db_stmt(w, &payment_sql, "plans_offset");
    *out = (Offsetting){.w = w, .bureau = bureau};
    while (db_next(s)) {
        if (out->count == capacity)
            out->payers = arena_grow(w->arena, out->payers, &capacity, sizeof *out->payers);
        out->payers[out->count++] =
            (Balance){.affair = str_copy(w->arena, db_str(s, 0)), .person = db_int(s, 1)};
    }
    return !db_failed(s);
}

/* Payers stand by affair and person, as payouts come: each is passed once. */
static bool pays_off(Offsetting *o, const Payout *payout)
{
    for (; o->at < o->count; o->at++) {
        const Balance *payer = &o->payers[o->at];
        int order = str_compare(payer->affair, payout->affair);
        if (order > 0 || (order == 0 && payer->person > payout->person)) return false;
        if (order == 0 && payer->person == payout->person) return true;
    }
    return false;
}

bool recovery_offset(Offsetting *offsetting, const Batch *batch, const Payout *payout, Money *out)
{
    Work *w = offsetting->w;
    const Bureau *bureau = offsetting->bureau;
    RecoveryPlan plan;
    LedgerRecovered since;
    Decimal share;
    Money owed;
    int64_t most;
    *out = (Money){0};
    if (!pays_off(offsetting, payout)) return true;
    TRY(plan_open(w, payout->affair, payout->person, &plan));
    if (plan.id == 0 || plan.way != RECOVER_OFFSET) return true;
    TRY(offset_share(w, bureau, payout->affair, batch->month, &share));
    TRY(ledger_recovered(w, payout->affair, payout->person, plan.commit, &since));
    TRY(ledger_balance(w, ACCOUNT_RECEIVABLE, payout->affair, payout->person, &owed));
    ensure(ratio_round((Wide)payout->amount.fen * share.mantissa, power_of_ten(share.scale),
                       ROUND_DOWN, 1, &most));
    int64_t wanted = wanted_by(&plan, &since, batch->month);
    out->fen = smaller(smaller(wanted, owed.fen), smaller(most, payout->amount.fen));
    return true;
}

/* ---- money in, money given up --------------------------------------------------------------- */

static bool lower_debt(Work *w, const RecoveryMove *m, Reason reason)
{
    Commit commit;
    Move move = {.affair = m->affair,
                 .person = m->person,
                 .debit = reason == REASON_REPAID ? ACCOUNT_BANK : ACCOUNT_LOSS,
                 .credit = ACCOUNT_RECEIVABLE,
                 .amount = m->amount,
                 .reason = reason};
    Money owed;
    if (!m->note.len) return refuse(w, ERR_INPUT, "%s", SAY_PLAN_REASON);
    if (m->amount.fen <= 0) return refuse(w, ERR_INPUT, "%s", SAY_AMOUNT_POSITIVE);
    TRY(ledger_balance(w, ACCOUNT_RECEIVABLE, m->affair, m->person, &owed));
    if (m->amount.fen > owed.fen)
        return refuse(w, ERR_CONFLICT, SAY_PLAN_TOO_MUCH, STR_ARG(money_text(w->arena, m->amount)),
                      STR_ARG(money_text(w->arena, owed)));
    Act act = {.kind = reason == REASON_REPAID ? STR("repay") : STR("waive"),
               .purpose = m->note,
               .detail = money_plain(w->arena, m->amount),
               .rows = ledger_move_digest(&move, 1)};
    TRY(recovery_act(w, act, m->affair, m->person, &commit));
    return ledger_move(w, &move, 1, commit);
}

bool recovery_repay(Work *w, const RecoveryMove *move)
{
    TRY(access_need(w, DUTY_PAYER));
    TRY(db_begin(w));
    return db_end(w, lower_debt(w, move, REASON_REPAID));
}

bool recovery_waive(Work *w, const RecoveryMove *move)
{
    TRY(access_need(w, DUTY_APPROVER));
    TRY(db_begin(w));
    return db_end(w, lower_debt(w, move, REASON_WAIVED));
}

/* ---- how it stands -------------------------------------------------------------------------- */

static bool recovery_read(Work *w, Str affair, int64_t person, Recovery *out)
{
    LedgerRecovered all, since;
    *out = (Recovery){.affair = affair, .person = person};
    TRY(ledger_balance(w, ACCOUNT_RECEIVABLE, affair, person, &out->owed));
    TRY(ledger_recovered(w, affair, person, (Commit){0}, &all));
    TRY(plan_open(w, affair, person, &out->plan));
    TRY(ledger_recovered(w, affair, person, out->plan.commit, &since));
    out->repaid = all.repaid;
    out->offset = all.offset;
    out->waived = all.waived;
    if (out->plan.id == 0) return true;
    out->waived_since = since.waived;
    out->done.fen = since.repaid.fen + since.offset.fen + since.waived.fen;
    Month now = date_month(work_today(w));
    out->planned_by_now.fen = planned_by(&out->plan, now);
    int64_t passed = planned_by(&out->plan, (Month){now.n - 1}) - out->done.fen;
    out->overdue.fen = passed > 0 ? smaller(passed, out->owed.fen) : 0;
    return true;
}

bool recovery_of(Work *w, Str affair, int64_t person, Recovery *out)
{
    return person_need_seen(w, (PersonId){person}) && recovery_read(w, affair, person, out);
}

/* Of those whom w sees. */
bool recovery_list(Work *w, Recovery **out, size_t *count)
{
    Balance *people;
    size_t all;
    *out = NULL;
    *count = 0;
    TRY(ledger_debtors(w, &people, &all));
    *out = NEW_ARRAY(w->arena, Recovery, all + 1);
    for (size_t i = 0; i < all; i++) {
        bool seen = true;
        if (w->scope) TRY(person_seen(w, (PersonId){people[i].person}, &seen));
        if (!seen) continue;
        TRY(recovery_read(w, people[i].affair, people[i].person, &(*out)[(*count)++]));
    }
    return true;
}
