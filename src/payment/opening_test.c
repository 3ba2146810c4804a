/* History before our time, and what becomes of debts: rows that must be refused and say why, rows
 * that are posted once whatever is tried again; plans, repayments and waivers at their limits; a
 * reconciliation that names the first thing that does not agree. */
#include "payment/test.h"

#include <stdio.h>
#include <string.h>

#include "payment/opening_test.def"
#include "payment/world.def"

#define OLD_AGE STR("old_age_allowance")

typedef struct {
    const char *row, *told;
} Refused;
#define ROW(row, told) {row, told},
static const Refused REFUSED[] = {
#include "payment/opening_test.def"
};
#undef ROW

static World elders(void)
{
    World world = world_open(LAW_OLD_AGE LAW_FIRST_DAY, NULL);
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home,bank_account\n"
                 "Yi,1932-11-20," PERSON_YI ",360203001001," CARD_1 "\n"
                 "Bing,1933-01-08," PERSON_BING ",360203100001," CARD_2 "\n");
    world_clock(&world, "2023-12-20");
    world_import(&world, "enrolment",
                 "affair,citizen_id,applied,decided,reason\n"
                 "old_age_allowance," PERSON_YI ",2023-01-05,2023-01-10,registered\n");
    return world;
}

static bool opening(World *world, const char *text, OpeningResult *out)
{
    const char *path = str_z(world->w->arena, format(world->w->arena, "%s/o.csv", world->folder));
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
    world->w->error = (Error){0};
    return payment_opening(world->w, world->bureau, path, out);
}

static int64_t balance(World *world, AccountKind account, const char *number)
{
    Money money;
    assert_true(ledger_balance(world->w, account, OLD_AGE, world_person(world, number).n, &money));
    return money.fen;
}

static void test_rows_that_are_refused(void **state)
{
    (void)state;
    World world = elders();
    for (size_t i = 0; i < COUNT_OF(REFUSED); i++) {
        OpeningResult out;
        Str text = format(world.w->arena, "%s%s", OPENING_HEADS, REFUSED[i].row);
        assert_true(opening(&world, str_z(world.w->arena, text), &out));
        assert_int_equal(out.faults.errors, 1);
        assert_str(out.faults.items[0].sentence, REFUSED[i].told);
        assert_int_equal(out.faults.items[0].row, 2);
        assert_int_equal(out.posted, 0);
    }
    assert_int_equal(world_posted(&world).fen, 0);
    world_close(&world);
}

static void test_files_that_are_refused(void **state)
{
    (void)state;
    World world = elders();
    OpeningResult out;
    assert_false(opening(&world, OPENING_NO_AMOUNT, &out));
    assert_int_equal(world.w->error.code, ERR_INPUT);
    assert_false(opening(&world, "\n", &out));
    assert_int_equal(world.w->error.code, ERR_INPUT);
    assert_false(payment_opening(world.w, world.bureau, "/nowhere/o.csv", &out));
    assert_int_equal(world.w->error.code, ERR_FILE);
    world_enter(&world, "payer");
    assert_false(opening(&world, OPENING_GOOD, &out));
    assert_int_equal(world.w->error.code, ERR_DENIED);
    world_enter(&world, "clerk");
    world_close_month(&world, "2024-01");
    assert_false(opening(&world, OPENING_GOOD, &out)); /* too late */
    assert_int_equal(world.w->error.code, ERR_STATE);
    assert_int_equal(balance(&world, ACCOUNT_RECEIVABLE, PERSON_YI), 0);
    world_close(&world);
}

static void test_history_is_posted_once(void **state)
{
    (void)state;
    World world = elders();
    OpeningResult out;
    assert_true(opening(&world, OPENING_GOOD, &out));
    assert_int_equal(out.faults.errors, 0);
    assert_int_equal(out.posted, 3);
    assert_int_equal(out.total.fen, 17000);
    /* what is owed comes off what is not paid yet */
    assert_int_equal(balance(&world, ACCOUNT_PAYABLE, PERSON_YI), 7000);
    assert_int_equal(balance(&world, ACCOUNT_CLEARING, PERSON_YI), 0);
    assert_int_equal(balance(&world, ACCOUNT_RECEIVABLE, PERSON_YI), 0);
    assert_true(opening(&world, OPENING_GOOD, &out));
    assert_true(out.before);
    assert_int_equal(out.posted, 0);
    assert_true(opening(&world, OPENING_SAME_MONTH, &out));
    assert_false(out.before);
    assert_int_equal(out.faults.errors, 1);
    assert_str(out.faults.items[0].sentence, TOLD_BEFORE);
    assert_true(opening(&world, OPENING_ONLY_OWED, &out)); /* a second file of other months */
    assert_int_equal(out.posted, 1);
    assert_int_equal(balance(&world, ACCOUNT_PAYABLE, PERSON_YI), 3000);
    world_close_month(&world, "2024-01");
    Batch batch;
    assert_true(batch_draft(world.w, month_of(2024, 1), &batch));
    assert_int_equal(batch.total.fen, 13000); /* what history left unpaid, and January */
    world_posted(&world);
    world_close(&world);
}

/* One month from two sources is two rows; what has no source stays undivided. */
static void test_history_says_its_sources(void **state)
{
    (void)state;
    static const struct {
        const char *fund;
        int64_t fen;
    } sums[] = {{"assistance", 5000}, {"central", 6000}, {"county", 7000}};
    World world = elders();
    OpeningResult out;
    LedgerFund *funds;
    size_t count;
    assert_true(opening(&world, OPENING_FUND_TWICE, &out));
    assert_int_equal(out.faults.errors, 1);
    assert_str(out.faults.items[0].sentence, TOLD_TWICE);
    assert_true(opening(&world, OPENING_NO_FUND, &out));
    assert_int_equal(out.faults.errors, 1);
    assert_str(out.faults.items[0].sentence, TOLD_NO_FUND);
    assert_true(opening(&world, OPENING_FUNDS, &out));
    assert_int_equal(out.faults.errors, 0);
    assert_int_equal(out.posted, 4);
    assert_true(ledger_funds(world.w, &(LineFilter){0}, &funds, &count));
    assert_int_equal(count, COUNT_OF(sums));
    for (size_t i = 0; i < count; i++) {
        assert_str(funds[i].fund, sums[i].fund);
        assert_int_equal(funds[i].amount.fen, sums[i].fen);
    }
    assert_int_equal(balance(&world, ACCOUNT_PAYABLE, PERSON_YI), 8000);
    world_posted(&world);
    world_close(&world);
}

static void test_a_month_is_told_once(void **state)
{
    (void)state;
    World world = elders();
    OpeningResult out;
    const char *const files[] = {OPENING_TWICE, OPENING_BOTH};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        assert_true(opening(&world, files[i], &out));
        assert_int_equal(out.faults.errors, 1);
        assert_int_equal(out.faults.items[0].row, 3);
        assert_str(out.faults.items[0].sentence, TOLD_TWICE);
        assert_int_equal(out.posted, 0);
    }
    assert_true(opening(&world, OPENING_PAID_AND_OWED, &out)); /* and a line of totals */
    assert_int_equal(out.faults.errors, 0);
    assert_int_equal(out.rows, 2);
    assert_int_equal(out.posted, 2);
    assert_int_equal(balance(&world, ACCOUNT_RECEIVABLE, PERSON_YI), 2000);
    world_posted(&world);
    world_close(&world);
}

/* Nothing may take back an opening line: no close would post it again. */
static void test_a_lost_opening_is_told(void **state)
{
    (void)state;
    World world = elders();
    Work *w = world.w;
    OpeningResult out;
    Reconciled r;
    Line *lines;
    size_t count;
    Commit commit;
    assert_true(opening(&world, OPENING_ARREARS, &out));
    assert_true(ledger_lines(w, world_person(&world, PERSON_YI).n, 0, &lines, &count));
    assert_int_equal(count, 1);
    world_close_month(&world, "2024-01");
    assert_true(payment_reconcile(w, world.bureau, month_of(2024, 1), &r));
    assert_true(r.whole);
    assert_false(r.sent);
    assert_int_equal(r.unbatched.fen, 10000);
    lines[0].amount.fen = -lines[0].amount.fen;
    lines[0].reason = REASON_REVERSAL;
    assert_true(db_begin(w));
    Act act = {.kind = STR("cancel"), .subject = STR("batch:1"), .rows = ledger_digest(lines, 1)};
    assert_true(audit_act(w, &act, &commit));
    assert_true(db_end(w, ledger_post(w, lines, 1, commit)));
    assert_true(payment_reconcile(w, world.bureau, month_of(2024, 1), &r));
    assert_false(r.whole);
    world_close(&world);
}

/* Months before the first one are computed by no close: cancelling a draft leaves them payable. */
static void test_arrears_outlive_a_cancelled_draft(void **state)
{
    (void)state;
    World world = elders();
    OpeningResult out;
    Batch batch;
    assert_true(opening(&world, OPENING_ARREARS, &out));
    world_close_month(&world, "2024-01");
    for (int i = 0; i < 3; i++) {
        assert_true(batch_draft_ready(world.w, world.bureau, month_of(2024, 1), &batch));
        assert_int_equal(batch.total.fen, 20000);
        assert_true(batch_cancel(world.w, batch.id, STR("drawn by mistake")));
        assert_int_equal(balance(&world, ACCOUNT_PAYABLE, PERSON_YI), 10000);
        assert_int_equal(world_close_month(&world, "2024-01"), 1);
    }
    assert_true(batch_draft(world.w, month_of(2024, 1), &batch));
    assert_int_equal(batch.total.fen, 20000);
    world_posted(&world);
    world_close(&world);
}

/* ---- debts ---------------------------------------------------------------------------------- */

static bool plan(World *world, RecoverWay way, int64_t fen, Month from, const char *reason)
{
    RecoveryPlan p = {.affair = OLD_AGE,
                      .person = world_person(world, PERSON_YI).n,
                      .way = way,
                      .reason = str_of(reason)};
    if (fen) instalments_make(world->w->arena, (Money){fen}, (Money){3000}, from, &p);
    world->w->error = (Error){0};
    return recovery_plan(world->w, world->bureau, &p);
}

static void assert_refused(const World *world, bool done, ErrorCode code)
{
    assert_false(done);
    assert_int_equal(world->w->error.code, code);
}

static void test_plans_at_their_limits(void **state)
{
    (void)state;
    World world = elders();
    OpeningResult out;
    Recovery how;
    int64_t yi = world_person(&world, PERSON_YI).n;
    Month january = month_of(2024, 1);
    assert_true(opening(&world, OPENING_ONLY_OWED, &out)); /* 40 yuan */
    assert_refused(&world, plan(&world, RECOVER_CASH, 4000, january, "agreed"), ERR_DENIED);
    world_enter(&world, "approver");
    assert_refused(&world, plan(&world, RECOVER_CASH, 4000, january, ""), ERR_INPUT);
    assert_refused(&world, plan(&world, RECOVER_CASH, 4001, january, "agreed"), ERR_CONFLICT);
    assert_refused(&world, plan(&world, RECOVER_CASH, 4000, month_of(2023, 11), "agreed"),
                   ERR_INPUT);
    assert_refused(&world, plan(&world, RECOVER_CASH, 0, january, "agreed"), ERR_INPUT);
    assert_refused(&world, plan(&world, RECOVER_OFFSET, 4000, january, "agreed"), ERR_LAW);
    assert_true(recovery_of(world.w, OLD_AGE, yi, &how));
    assert_int_equal(how.plan.id, 0);
    assert_int_equal(how.owed.fen, 4000);
    assert_true(plan(&world, RECOVER_CASH, 4000, january, "agreed"));
    assert_true(plan(&world, RECOVER_CASH, 3500, january, "agreed again")); /* takes its place */
    assert_true(recovery_of(world.w, OLD_AGE, yi, &how));
    assert_int_equal(how.plan.count, 2);
    assert_int_equal(how.plan.instalments[1].amount.fen, 500);
    assert_int_equal(how.planned_by_now.fen, 0); /* it is December */
    world_clock(&world, "2024-01-15");
    assert_true(recovery_of(world.w, OLD_AGE, yi, &how));
    assert_int_equal(how.planned_by_now.fen, 3000);
    world_close(&world);
}

static void test_money_in_and_given_up(void **state)
{
    (void)state;
    World world = elders();
    OpeningResult out;
    int64_t yi = world_person(&world, PERSON_YI).n;
    assert_true(opening(&world, OPENING_ONLY_OWED, &out));
    RecoveryMove move = {OLD_AGE, yi, {4000}, STR("receipt 1")};
    assert_refused(&world, recovery_repay(world.w, &move), ERR_DENIED);
    assert_refused(&world, recovery_waive(world.w, &move), ERR_DENIED);
    world_enter(&world, "payer");
    move.amount.fen = 0;
    assert_refused(&world, recovery_repay(world.w, &move), ERR_INPUT);
    move.amount.fen = 4001;
    assert_refused(&world, recovery_repay(world.w, &move), ERR_CONFLICT);
    move.amount.fen = 1500;
    move.note = STR("");
    assert_refused(&world, recovery_repay(world.w, &move), ERR_INPUT);
    move.note = STR("receipt 2");
    assert_true(recovery_repay(world.w, &move));
    world_enter(&world, "approver");
    move.amount.fen = 2500;
    assert_true(recovery_waive(world.w, &move));
    move.amount.fen = 1;
    assert_refused(&world, recovery_waive(world.w, &move), ERR_CONFLICT);
    Recovery *list;
    size_t count;
    assert_true(recovery_list(world.w, &list, &count));
    assert_int_equal(count, 1);
    assert_int_equal(list[0].owed.fen, 0);
    assert_int_equal(list[0].repaid.fen, 1500);
    assert_int_equal(list[0].waived.fen, 2500);
    assert_refused(&world, plan(&world, RECOVER_CASH, 1, month_of(2024, 1), "late"), ERR_NOT_FOUND);
    world_posted(&world);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_that_are_refused),
        cmocka_unit_test(test_files_that_are_refused),
        cmocka_unit_test(test_history_is_posted_once),
        cmocka_unit_test(test_history_says_its_sources),
        cmocka_unit_test(test_a_month_is_told_once),
        cmocka_unit_test(test_a_lost_opening_is_told),
        cmocka_unit_test(test_arrears_outlive_a_cancelled_draft),
        cmocka_unit_test(test_plans_at_their_limits),
        cmocka_unit_test(test_money_in_and_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
