/* The fen's way from the law to the bank: rules that split by source or are refused, and a
 * reconciliation that must name whatever was changed behind the program's back. */
#include "payment/test.h"

#include <stdlib.h>

#include "payment/reconcile_test.def"
#include "payment/world.def"

static World elders(const char *law)
{
    World world = world_open(law, NULL);
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home,bank_account\n"
                 "Bing,1934-01-08," PERSON_BING ",360203100001," CARD_2 "\n"
                 "Yi,1932-11-20," PERSON_YI ",360203001001," CARD_1 "\n");
    world_import(&world, "person.disability",
                 "citizen_id,disability_grade\n" PERSON_YI "," GRADE_3 "\n");
    world_clock(&world, "2023-12-20");
    world_import(&world, "enrolment",
                 "affair,citizen_id,applied,decided,reason\n"
                 "old_age_allowance," PERSON_BING ",2023-01-05,2023-01-10,registered\n"
                 "old_age_allowance," PERSON_YI ",2023-01-05,2023-01-10,registered\n");
    return world;
}

/* ---- funds ---------------------------------------------------------------------------------- */

typedef struct {
    const char *law;
    bool closes;
    const char *funds;
} SplitCase;
#define SPLIT(law, closes, funds) {LAW_OLD_AGE law, closes, funds},
static const SplitCase SPLITS[] = {
#include "payment/reconcile_test.def"
};
#undef SPLIT

static Str funds_text(World *world)
{
    LedgerFund *funds;
    size_t count;
    Buf out = buf_new(world->w->arena);
    assert_true(ledger_funds(world->w, &(LineFilter){0}, &funds, &count));
    for (size_t i = 0; i < count; i++)
        buf_format(&out, "%.*s %lld ", STR_ARG(funds[i].fund), (long long)funds[i].amount.fen);
    return buf_str(&out);
}

static void test_rules_by_source(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(SPLITS); i++) {
        CloseResult result;
        World world = elders(SPLITS[i].law);
        world_clock(&world, "2024-01-28");
        bool closed = payment_close(world.w, world.bureau, month_of(2024, 1), &result);
        assert_int_equal(closed, SPLITS[i].closes);
        if (!closed) assert_int_equal(world.w->error.code, ERR_LAW);
        assert_str(funds_text(&world), SPLITS[i].funds);
        world_posted(&world);
        world_close(&world);
    }
}

/* ---- what does not agree -------------------------------------------------------------------- */

static World sent_world(void)
{
    Batch batch;
    Str path;
    World world = elders(LAW_OLD_AGE LAW_FIRST_DAY);
    world_import(&world, "enrolment",
                 "affair,citizen_id,applied,decided,reason\n"
                 "care," PERSON_YI ",2023-01-05,2023-01-10,registered\n");
    world_close_month(&world, "2024-01");
    assert_true(batch_draft(world.w, month_of(2024, 1), &batch));
    assert_int_equal(batch.total.fen, 28000);
    assert_int_equal(batch.people, 2);
    world_enter(&world, "checker");
    assert_true(batch_check(world.w, batch.id));
    world_enter(&world, "approver");
    assert_true(batch_approve(world.w, batch.id));
    world_enter(&world, "payer");
    assert_true(batch_send(world.w, world.bureau, batch.id, world.folder, &path));
    return world;
}

typedef struct {
    const char *sql, *told;
} Change;
#define CHANGE(sql, told) {sql, told},
static const Change CHANGES[] = {
#include "payment/reconcile_test.def"
};
#undef CHANGE

static void guards_drop(Work *w)
{
    static const char *const guards[] = {
        "bank_row_answered", "bank_row_not_deleted",    "batch_sums",
        "batch_moves",       "ledger_line_not_updated", "ledger_entry_not_updated"};
    for (size_t i = 0; i < COUNT_OF(guards); i++)
        assert_true(db_define(w, format(w->arena, "DROP TRIGGER %s", guards[i])));
}

static void test_a_change_behind_our_back_is_named(void **state)
{
    (void)state;
    World world = sent_world();
    Work *w = world.w;
    Reconciled r;
    assert_true(payment_reconcile(w, world.bureau, month_of(2024, 1), &r));
    assert_true(r.whole);
    assert_int_equal(r.batch_count, 1);
    assert_int_equal(r.batches[0].sent.fen, 28000);
    assert_int_equal(r.batches[0].pending.fen, 28000);
    guards_drop(w);
    for (size_t i = 0; i < COUNT_OF(CHANGES); i++) {
        assert_true(db_begin(w));
        if (!db_define(w, str_of(CHANGES[i].sql))) fail_msg("%s", CHANGES[i].sql);
        assert_true(payment_reconcile(w, world.bureau, month_of(2024, 1), &r));
        if (r.whole) fail_msg("not found: %s", CHANGES[i].sql);
        if (str_find(r.unequal, str_of(CHANGES[i].told)) < 0)
            fail_msg("%s: %.*s", CHANGES[i].sql, STR_ARG(r.unequal));
        db_rollback(w);
    }
    assert_true(payment_reconcile(w, world.bureau, month_of(2024, 1), &r));
    assert_true(r.whole);
    world_close(&world);
}

/* Through settlement, a return and a second payment in a later batch; each month by itself. */
static void test_every_step_agrees(void **state)
{
    (void)state;
    World world = sent_world();
    Work *w = world.w;
    Reconciled r;
    BankReturn back = {world_person(&world, PERSON_YI).n, STR("care"), STR("closed")};
    assert_true(batch_return(w, 1, &back, 1));
    assert_true(payment_reconcile(w, world.bureau, month_of(2024, 1), &r));
    assert_true(r.whole);
    assert_int_equal(r.batches[0].returned.fen, 8000);
    assert_true(batch_settle(w, 1));
    world_enter(&world, "clerk");
    world_close_month(&world, "2024-02");
    world_close_month(&world, "2024-02");
    for (int month = 1; month <= 2; month++) {
        assert_true(payment_reconcile(w, world.bureau, month_of(2024, month), &r));
        if (!r.whole) fail_msg("%.*s", STR_ARG(r.unequal));
        assert_int_equal(r.batch_count, month == 1);
    }
    assert_int_equal(r.flow_count, 2);
    assert_false(payment_reconcile(w, world.bureau, month_of(2024, 3), &r));
    assert_int_equal(w->error.code, ERR_NOT_FOUND);
    world_close(&world);
}

/* ---- files again ---------------------------------------------------------------------------- */

static void test_exports(void **state)
{
    (void)state;
    World world = sent_world();
    Work *w = world.w;
    Str path;
    BankFormat format_read;
    BankWish wish = {world.folder, BANK_PAIN001};
    assert_false(batch_export(w, world.bureau, 1, &wish, &path)); /* nobody said who pays */
    assert_int_equal(w->error.code, ERR_STATE);
    w->error = (Error){0};
    wish.format = BANK_XLSX;
    assert_true(batch_export(w, world.bureau, 1, &wish, &path));
    assert_true(batch_settle(w, 1));
    assert_false(batch_export(w, world.bureau, 1, &wish, &path)); /* another file of what is paid */
    assert_int_equal(w->error.code, ERR_STATE);
    w->error = (Error){0};
    wish.format = BANK_CSV;
    assert_true(batch_export(w, world.bureau, 1, &wish, &path));
    wish.folder = "/dev/null/x";
    assert_false(batch_export(w, world.bureau, 1, &wish, &path));
    assert_int_equal(w->error.code, ERR_FILE);
    w->error = (Error){0};
    wish.folder = world.folder;
    assert_false(batch_export(w, world.bureau, 7, &wish, &path));
    assert_int_equal(w->error.code, ERR_NOT_FOUND);
    w->error = (Error){0};
    world_enter(&world, "clerk");
    assert_false(batch_export(w, world.bureau, 1, &wish, &path));
    assert_int_equal(w->error.code, ERR_DENIED);
    w->error = (Error){0};
    world_close_month(&world, "2024-02");
    Batch draft;
    assert_true(batch_draft(w, month_of(2024, 2), &draft));
    world_enter(&world, "payer");
    assert_false(batch_export(w, world.bureau, draft.id, &wish, &path)); /* not sent yet */
    assert_int_equal(w->error.code, ERR_STATE);
    assert_false(bank_format_parse(STR("docx"), &format_read));
    assert_true(bank_format_parse(STR("xlsx"), &format_read));
    assert_int_equal(format_read, BANK_XLSX);
    world_close(&world);
}

/* A cancelled batch of two affairs, after it was checked, and after it was approved. */
static void test_cancelling_after_a_signature(void **state)
{
    (void)state;
    World world = elders(LAW_OLD_AGE);
    Work *w = world.w;
    for (int signatures = 1; signatures <= 2; signatures++) {
        Batch batch;
        world_enter(&world, "clerk");
        world_close_month(&world, "2024-01");
        assert_true(batch_draft(w, month_of(2024, 1), &batch));
        world_enter(&world, "checker");
        assert_true(batch_check(w, batch.id));
        world_enter(&world, "approver");
        if (signatures == 2) assert_true(batch_approve(w, batch.id));
        assert_false(batch_cancel(w, batch.id, STR("not mine to cancel")));
        assert_int_equal(w->error.code, ERR_DENIED);
        w->error = (Error){0};
        world_enter(&world, signatures == 1 ? "checker" : "clerk");
        assert_true(batch_cancel(w, batch.id, STR("wrong")));
        assert_int_equal(world_posted(&world).fen, 0);
        w->actor = NULL;
        assert_false(batch_cancel(w, batch.id, STR("nobody")));
        assert_int_equal(w->error.code, ERR_DENIED);
        w->error = (Error){0};
    }
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_by_source),
        cmocka_unit_test(test_a_change_behind_our_back_is_named),
        cmocka_unit_test(test_every_step_agrees),
        cmocka_unit_test(test_exports),
        cmocka_unit_test(test_cancelling_after_a_signature),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
