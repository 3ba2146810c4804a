/* A batch in three hands: who may sign, what is paid, what is left out and comes again, what the
 * bank file says, what a cancelled draft leaves behind. */
#include "payment/test.h"

#include "doc/doc.h"
#include "payment/world.def"

#define PERSON_JIA "360203194403050011" /* no account at first */
#define CARD_3 "6222000000000000038"

static World elders(void)
{
    World world = world_open(LAW_OLD_AGE, NULL);
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home,bank_account\n"
                 "Jia,1943-03-05," PERSON_JIA ",360203001001,\n"
                 "Yi,1932-11-20," PERSON_YI ",360203001001," CARD_1 "\n"
                 "Bing,1934-01-08," PERSON_BING ",360203100001," CARD_2 "\n");
    world_clock(&world, "2023-12-20");
    world_import(&world, "enrolment",
                 "affair,citizen_id,applied,decided,reason\n"
                 "old_age_allowance," PERSON_JIA ",2023-01-05,2023-01-10,registered\n"
                 "old_age_allowance," PERSON_YI ",2023-01-05,2023-01-10,registered\n"
                 "old_age_allowance," PERSON_BING ",2023-01-05,2023-01-10,registered\n");
    world_close_month(&world, "2024-01");
    return world;
}

static Batch draft(World *world, int month)
{
    Batch batch;
    world_enter(world, "clerk");
    if (!batch_draft(world->w, month_of(2024, month), &batch))
        fail_msg("%.*s", STR_ARG(world->w->error.sentence));
    return batch;
}

static Str send(World *world, int64_t batch)
{
    Str path;
    world_enter(world, "checker");
    assert_true(batch_check(world->w, batch));
    world_enter(world, "approver");
    assert_true(batch_approve(world->w, batch));
    world_enter(world, "payer");
    if (!batch_send(world->w, world->bureau, batch, world->folder, &path))
        fail_msg("%.*s", STR_ARG(world->w->error.sentence));
    return path;
}

static Batch row(World *world, int64_t batch)
{
    Batch out;
    assert_true(batch_row(world->w, batch, &out));
    return out;
}

static int64_t balance(World *world, AccountKind account, const char *number)
{
    Money money;
    assert_true(ledger_balance(world->w, account, STR("old_age_allowance"),
                               world_person(world, number).n, &money));
    return money.fen;
}

static void test_three_hands(void **state)
{
    (void)state;
    World world = elders();
    Batch batch = draft(&world, 1);
    assert_int_equal(batch.lines, 3);
    assert_int_equal(batch.people, 3);
    assert_int_equal(batch.total.fen, 25000);
    assert_false(batch_check(world.w, batch.id)); /* a clerk does not check */
    assert_int_equal(world.w->error.code, ERR_DENIED);
    world_enter(&world, "approver");
    assert_false(batch_approve(world.w, batch.id)); /* not yet checked */
    assert_int_equal(world.w->error.code, ERR_STATE);
    send(&world, batch.id);
    assert_int_equal(row(&world, batch.id).state, BATCH_SENT);
    assert_true(batch_settle(world.w, batch.id));
    assert_int_equal(row(&world, batch.id).state, BATCH_SETTLED);
    assert_false(batch_settle(world.w, batch.id));
    world_posted(&world);
    world_close(&world);
}

/* The same hand twice is refused by the store itself, whatever the code above it says. */
static void test_the_store_refuses_the_same_hand(void **state)
{
    (void)state;
    World world = elders();
    Batch batch = draft(&world, 1);
    static const char *const statements[] = {"batch_checked", "batch_approved"};
    static const char *const hands[] = {"clerk", "checker"};
    for (size_t i = 0; i < COUNT_OF(statements); i++) {
        assert_true(db_begin(world.w));
        Stmt *s = db_stmt(world.w, &payment_sql, statements[i]);
        db_bind_int(s, 1, batch.id);
        db_bind_str(s, 2, str_of(hands[i]));
        assert_false(db_run(s));
        db_rollback(world.w);
        if (i > 0) break;
        world_enter(&world, "checker");
        assert_true(batch_check(world.w, batch.id));
    }
    world_close(&world);
}

static void test_the_bank_file(void **state)
{
    (void)state;
    World world = elders();
    Batch batch = draft(&world, 1);
    Str path = send(&world, batch.id);
    Table *t;
    TableRow cells;
    assert_true(table_open(world.w, str_z(world.w->arena, path), &t));
    assert_int_equal(table_coding(t), TEXT_GB18030);
    assert_true(table_next(t, &cells));
    assert_true(table_next(t, &cells));
    assert_str(cells.cells[1], CARD_1);
    assert_str(cells.cells[2], "Yi");
    assert_str(cells.cells[3], "100.00");
    assert_true(table_next(t, &cells));
    assert_str(cells.cells[1], CARD_2);
    assert_true(table_next(t, &cells)); /* control totals; one has no account */
    assert_str(cells.cells[3], "200.00");
    assert_false(table_next(t, &cells));
    assert_false(table_failed(t));
    Batch sent = row(&world, batch.id);
    assert_int_equal(sent.total.fen, 20000);
    assert_int_equal(sent.withheld, 1);
    assert_int_equal(sent.file_digest.len, 64);
    world_close(&world);
}

static void test_an_account_that_comes_later_is_paid_later(void **state)
{
    (void)state;
    World world = elders();
    Batch first = draft(&world, 1);
    send(&world, first.id);
    assert_int_equal(balance(&world, ACCOUNT_PAYABLE, PERSON_JIA), 5000);
    world_enter(&world, "clerk");
    world_import(&world, "person.account", "citizen_id,bank_account\n" PERSON_JIA "," CARD_3 "\n");
    Batch second = draft(&world, 1);
    assert_int_equal(second.total.fen, 5000);
    send(&world, second.id);
    assert_int_equal(balance(&world, ACCOUNT_PAYABLE, PERSON_JIA), 0);
    assert_int_equal(balance(&world, ACCOUNT_CLEARING, PERSON_JIA), 5000);
    world_posted(&world);
    world_close(&world);
}

static void test_what_the_bank_returns_is_paid_again(void **state)
{
    (void)state;
    World world = elders();
    Batch first = draft(&world, 1);
    send(&world, first.id);
    BankReturn back[] = {
        {world_person(&world, PERSON_YI).n, STR("old_age_allowance"), STR("account closed")}, {0}};
    back[1] = back[0];
    assert_false(batch_return(world.w, first.id, back, 2)); /* not the same row twice */
    assert_true(batch_return(world.w, first.id, back, 1));
    assert_true(batch_settle(world.w, first.id));
    assert_int_equal(balance(&world, ACCOUNT_PAYABLE, PERSON_YI), 10000);
    world_enter(&world, "clerk");
    world_close_month(&world, "2024-01"); /* the subtraction does not see it */
    Batch second;
    assert_false(batch_draft_ready(world.w, world.bureau, month_of(2024, 1), &second));
    assert_int_equal(world.w->error.code, ERR_NOT_FOUND); /* nobody's account is in order */
    world_clock(&world, "2024-02-01");
    world_import(&world, "person.account", "citizen_id,bank_account\n" PERSON_YI "," CARD_3 "\n");
    assert_true(batch_draft_ready(world.w, world.bureau, month_of(2024, 1), &second));
    assert_int_equal(second.total.fen, 10000);
    send(&world, second.id);
    assert_int_equal(balance(&world, ACCOUNT_CLEARING, PERSON_YI), 10000);
    world_posted(&world);
    world_close(&world);
}

static void suspend(World *world, const char *kind, const char *month)
{
    Str rows = format(world->w->arena,
                      "affair,citizen_id,kind,decided,effective_month,reason\n"
                      "old_age_allowance," PERSON_YI ",%s,2024-02-20,%s,no sign of life\n",
                      kind, month);
    world_enter(world, "clerk");
    world_import(world, "decision", str_z(world->w->arena, rows));
}

static void test_suspended_accrues_and_is_held(void **state)
{
    (void)state;
    World world = elders();
    world_clock(&world, "2024-02-20");
    suspend(&world, KIND_SUSPEND, "2024-02");
    assert_int_equal(world_close_month(&world, "2024-02"), 3); /* accrues */
    Batch batch = draft(&world, 2);
    assert_int_equal(batch.withheld, 2);
    assert_int_equal(batch.lines, 4);
    send(&world, batch.id);
    assert_int_equal(balance(&world, ACCOUNT_PAYABLE, PERSON_YI), 20000);
    world_clock(&world, "2024-03-05");
    suspend(&world, KIND_RESUME, "2024-03");
    world_close_month(&world, "2024-03");
    batch = draft(&world, 3);
    send(&world, batch.id);
    assert_int_equal(balance(&world, ACCOUNT_CLEARING, PERSON_YI), 30000);
    world_posted(&world);
    world_close(&world);
}

/* Suspended after the draft: the row stays out of the file and comes again when resumed. */
static void test_a_hold_after_the_draft(void **state)
{
    (void)state;
    World world = elders();
    Batch batch = draft(&world, 1);
    world_clock(&world, "2024-02-20");
    suspend(&world, KIND_SUSPEND, "2024-01");
    send(&world, batch.id);
    assert_int_equal(balance(&world, ACCOUNT_PAYABLE, PERSON_YI), 10000);
    suspend(&world, KIND_RESUME, "2024-02");
    world_close_month(&world, "2024-02");
    batch = draft(&world, 2);
    send(&world, batch.id);
    assert_int_equal(balance(&world, ACCOUNT_CLEARING, PERSON_YI), 20000);
    world_close(&world);
}

static void test_a_death_notice_holds_at_once(void **state)
{
    (void)state;
    World world = elders();
    Batch batch = draft(&world, 1);
    world_clock(&world, "2024-02-02");
    world_import(&world, "person.death", "citizen_id,death_date\n" PERSON_YI ",2023-12-15\n");
    send(&world, batch.id);
    assert_int_equal(balance(&world, ACCOUNT_CLEARING, PERSON_YI), 0);
    world_enter(&world, "clerk");
    world_close_month(&world, "2024-02"); /* takes January back */
    assert_int_equal(balance(&world, ACCOUNT_PAYABLE, PERSON_YI), 0);
    assert_int_equal(balance(&world, ACCOUNT_RECEIVABLE, PERSON_YI), 0);
    world_posted(&world);
    world_close(&world);
}

static void test_a_cancelled_draft_is_posted_again(void **state)
{
    (void)state;
    World world = elders();
    int64_t before = world_posted(&world).fen;
    Batch batch = draft(&world, 1);
    assert_true(batch_cancel(world.w, batch.id, STR("wrong month")));
    assert_int_equal(world_posted(&world).fen, 0);
    assert_int_equal(row(&world, batch.id).state, BATCH_CANCELLED);
    assert_false(batch_cancel(world.w, batch.id, STR("again")));
    assert_int_equal(world_close_month(&world, "2024-01"), 3);
    assert_int_equal(world_posted(&world).fen, before);
    Batch again = draft(&world, 1);
    assert_int_equal(again.total.fen, batch.total.fen);
    world_close(&world);
}

/* Jia has no account: whoever signs is told before the file is written. */
static void test_who_will_be_left_out(void **state)
{
    (void)state;
    World world = elders();
    Batch batch = draft(&world, 1);
    BatchOutlook look;
    assert_true(batch_outlook(world.w, world.bureau, batch.id, &look));
    assert_int_equal(look.left, batch.people - 2);
    assert_int_equal(look.ready, 2);
    assert_int_equal(look.causes[1].rows, look.left); /* no account */
    assert_int_equal(look.ready_sum.fen + look.left_sum.fen, batch.total.fen);
    world_close(&world);
}

static void test_only_closed_months_are_drafted(void **state)
{
    (void)state;
    World world = elders();
    Batch batch;
    assert_false(batch_draft(world.w, month_of(2024, 2), &batch));
    assert_int_equal(world.w->error.code, ERR_STATE);
    assert_false(batch_draft(world.w, month_of(2030, 12), &batch));
    batch = draft(&world, 1);
    assert_false(batch_cancel(world.w, batch.id, STR("  ")));
    assert_int_equal(world.w->error.code, ERR_INPUT);
    world_posted(&world);
    world_close(&world);
}

static void test_a_draft_with_a_later_close_stands(void **state)
{
    (void)state;
    World world = elders();
    Batch batch = draft(&world, 1);
    world_close_month(&world, "2024-02");
    assert_false(batch_cancel(world.w, batch.id, STR("too late")));
    assert_int_equal(world.w->error.code, ERR_STATE);
    send(&world, batch.id);
    world_posted(&world);
    world_close(&world);
}

static void test_what_was_paid_and_is_not_due_is_owed(void **state)
{
    (void)state;
    World world = elders();
    Batch batch = draft(&world, 1);
    send(&world, batch.id);
    assert_true(batch_settle(world.w, batch.id));
    world_enter(&world, "clerk");
    world_clock(&world, "2024-02-02");
    world_import(&world, "person.death", "citizen_id,death_date\n" PERSON_YI ",2023-12-15\n");
    world_close_month(&world, "2024-02");
    assert_int_equal(balance(&world, ACCOUNT_RECEIVABLE, PERSON_YI), 10000);
    batch = draft(&world, 2);
    assert_int_equal(batch.total.fen,
                     20000); /* two in February, one for January; none for the dead */
    world_posted(&world);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_hands),
        cmocka_unit_test(test_the_store_refuses_the_same_hand),
        cmocka_unit_test(test_the_bank_file),
        cmocka_unit_test(test_an_account_that_comes_later_is_paid_later),
        cmocka_unit_test(test_what_the_bank_returns_is_paid_again),
        cmocka_unit_test(test_suspended_accrues_and_is_held),
        cmocka_unit_test(test_a_hold_after_the_draft),
        cmocka_unit_test(test_a_death_notice_holds_at_once),
        cmocka_unit_test(test_a_cancelled_draft_is_posted_again),
        cmocka_unit_test(test_who_will_be_left_out),
        cmocka_unit_test(test_only_closed_months_are_drafted),
        cmocka_unit_test(test_a_draft_with_a_later_close_stands),
        cmocka_unit_test(test_what_was_paid_and_is_not_due_is_owed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
