/* A store in which one table is gone, for each of them: whatever is asked is done without it or
 * told as a failure, no act stays open, and once the table is back the ledger holds. Then what else
 * is not as it should be: names that no bank file carries, a payer's account that is none, a
 * folder in which the file cannot get its name. */
#include "payment/bank.h"
#include "payment/test.h"

#include <stdio.h>
#include <sys/stat.h>

#include "payment/world.def"

/* Batch 1 sent, batch 2 approved, February closed. */
static World busy(void)
{
    World world = world_elders(LAW_OLD_AGE);
    Batch batch;
    Str path;
    assert_true(batch_draft(world.w, month_of(2024, 1), &batch));
    world_sign(&world, batch.id);
    assert_true(batch_send(world.w, world.bureau, batch.id, world.folder, &path));
    world_enter(&world, "clerk");
    world_close_month(&world, "2024-02");
    assert_true(batch_draft(world.w, month_of(2024, 2), &batch));
    world_sign(&world, batch.id);
    world_enter(&world, "clerk");
    return world;
}

/* ---- one table is gone ---------------------------------------------------------------------- */

/* What happened, on failure, must be told. */
static int64_t told(World *world, bool done)
{
    Work *w = world->w;
    if (!done) assert_int_not_equal(w->error.code, ERR_NONE);
    assert_false(db_in_transaction(w));
    w->error = (Error){0};
    return !done;
}

static int64_t reading(World *world)
{
    Work *w = world->w;
    Batch batch, *batches;
    BankRow *rows;
    Close *closes;
    Recovery *recoveries, recovery;
    Reconciled reconciled;
    BatchOutlook outlook;
    BankDebtor debtor;
    LedgerCheck check;
    Division home;
    Month month;
    size_t count;
    int64_t failed = told(world, batch_row(w, 1, &batch));
    failed += told(world, batch_row(w, 9, &batch)); /* fails in any case */
    failed += told(world, batch_list(w, &batches, &count));
    failed += told(world, bank_rows(w, 1, &rows, &count));
    failed += told(world, payment_closes(w, &closes, &count));
    failed += told(world, payment_first_month(w, &month));
    failed += told(world, payment_last_closed(w, &month));
    failed += told(world, recovery_list(w, &recoveries, &count));
    failed += told(world, recovery_of(w, STR("old_age_allowance"), 1, &recovery));
    failed += told(world, payment_reconcile(w, world->bureau, month_of(2024, 1), &reconciled));
    failed += told(world, batch_outlook(w, world->bureau, 2, &outlook));
    failed += told(world, bank_debtor(w, &debtor));
    failed += told(world, facts_home(w, &home));
    failed += told(world, ledger_check_batch(w, 2, &check));
    return failed;
}

static int64_t asking(World *world)
{
    FactBase *base;
    Explanation explained;
    Division home = {360203000000};
    FourSets sets;
    ReviewList reviews;
    const Affair *affair = bureau_affair(world->bureau, STR("old_age_allowance"));
    Question question = {affair, 1, month_of(2024, 2)};
    int64_t failed =
        told(world, facts_load_subject(world->w, world->bureau, SUBJECT_PERSON, 1, &base));
    if (!facts_load(world->w, world->bureau, KNOWN_NOW, home, &base))
        return failed + told(world, false);
    failed += told(world, entitle_sets(world->w, base, affair, month_of(2024, 2), &sets));
    failed += told(world, entitle_explain(world->w, base, &question, &explained));
    return failed +
           told(world, entitle_reviews(world->w, base, affair, month_of(2024, 2), &reviews));
}

static int64_t acting(World *world)
{
    Work *w = world->w;
    Batch batch;
    Str path;
    CloseResult closed;
    BankReturn back = {1, STR("old_age_allowance"), STR("AC04")};
    int64_t failed = told(world, payment_close(w, world->bureau, month_of(2024, 3), &closed));
    failed += told(world, payment_close_full(w, world->bureau, month_of(2024, 3), &closed));
    failed += told(world, batch_draft(w, month_of(2024, 3), &batch));
    failed += told(world, batch_draft_ready(w, world->bureau, month_of(2024, 3), &batch));
    failed += told(world, batch_cancel(w, 3, STR("mistaken")));
    world_enter(world, "payer");
    failed += told(world, batch_return(w, 1, &back, 1));
    failed += told(world, batch_settle(w, 1));
    failed += told(world, batch_send(w, world->bureau, 2, world->folder, &path));
    BankWish wish = {world->folder, BANK_XLSX};
    failed += told(world, batch_export(w, world->bureau, 2, &wish, &path));
    world_enter(world, "clerk");
    return failed;
}

static void test_a_table_that_is_gone(void **state)
{
    (void)state;
    static const char *const tables[] = {
        "month_close",  "batch",         "bank_return",         "held_enrolment", "bank_row",
        "bank_file",    "recovery_plan", "recovery_instalment", "close_mark",     "ledger_line",
        "ledger_entry", "ledger_member", "ledger_seal",         "ledger_balance", "act",
        "store_value",  "division"};
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        World world = busy();
        Arena *arena = world.w->arena;
        assert_true(db_define(world.w, STR("PRAGMA legacy_alter_table = ON")));
        assert_true(db_define(world.w, format(arena, "ALTER TABLE %s RENAME TO gone", tables[i])));
        int64_t failed = reading(&world) + asking(&world) + acting(&world);
        if (failed < 2) fail_msg("%s is not missed", tables[i]);
        assert_true(db_define(world.w, format(arena, "ALTER TABLE gone RENAME TO %s", tables[i])));
        assert_int_equal(told(&world, batch_settle(world.w, 99)), 1);
        world_posted(&world);
        world_close(&world);
    }
}

/* ---- what is not as it should be ------------------------------------------------------------ */

static void test_names_that_are_none(void **state)
{
    (void)state;
    static const char *const names[] = {"",        "X1-000001", "DD",       "DD1",     "DD-1",
                                        "DD1-",    "DD1-/",     "DD1-:",    "DD/-1",   "DD0-1",
                                        "DD1-000", "DD1-1-1",   "DD 1-001", "DD1-0x1", "DD-1-1"};
    int64_t batch, number;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (bank_row_parse(str_of(names[i]), &batch, &number)) fail_msg("%s", names[i]);
    assert_true(bank_row_parse(STR("DD12-000345"), &batch, &number));
    assert_int_equal(batch, 12);
    assert_int_equal(number, 345);
}

static void test_who_pays(void **state)
{
    (void)state;
    World world = world_elders(LAW_OLD_AGE);
    BankDebtor said;
    static const struct {
        const char *name, *account, *bank;
    } wrong[] = {{"", "1503000001", "104421000000"},
                 {"  ", "1503000001", "104421000000"},
                 {"bureau", "15030", "104421000000"},
                 {"bureau", "150300000x", "104421000000"},
                 {"bureau", "15030/0001", "104421000000"},
                 {"bureau", "", "104421000000"},
                 {"bureau", "150300000115030000011503000001150", "104421000000"},
                 {"bureau", "1503000001", "10442100000"},
                 {"bureau", "1503000001", "1044210000001"},
                 {"bureau", "1503000001", "10442100000:"}};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        BankDebtor debtor = {str_of(wrong[i].name), str_of(wrong[i].account),
                             str_of(wrong[i].bank)};
        assert_false(bank_set_debtor(world.w, &debtor));
        assert_int_equal(world.w->error.code, ERR_INPUT);
        world.w->error = (Error){0};
    }
    BankDebtor good = {STR("bureau"), STR("1503000001"), STR("104421000000")};
    assert_false(bank_set_debtor(world.w, &good)); /* a clerk may not */
    assert_int_equal(world.w->error.code, ERR_DENIED);
    assert_true(bank_debtor(world.w, &said));
    assert_int_equal(said.name.len + said.account.len + said.bank.len, 0);
    world_close(&world);
}

/* The batch counts as sent; the file is written anew where there is room for it. */
static void test_a_file_that_gets_no_name(void **state)
{
    (void)state;
    World world = world_elders(LAW_OLD_AGE);
    Arena *arena = world.w->arena;
    Batch batch;
    Str path, first;
    BankWish wish = {world.folder, BANK_CSV};
    assert_true(batch_draft(world.w, month_of(2024, 1), &batch));
    world_sign(&world, batch.id);
    const char *folder = str_z(arena, format(arena, "%s/aside", world.folder));
    assert_true(batch_send(world.w, world.bureau, batch.id, folder, &first));
    assert_int_equal(remove(str_z(arena, first)), 0);
    assert_int_equal(mkdir(str_z(arena, first), 0700), 0);
    wish.folder = folder;
    assert_false(batch_export(world.w, world.bureau, batch.id, &wish, &path));
    assert_int_equal(world.w->error.code, ERR_FILE);
    world.w->error = (Error){0};
    wish.folder = world.folder;
    assert_true(batch_export(world.w, world.bureau, batch.id, &wish, &path));
    assert_true(batch_row(world.w, batch.id, &batch));
    assert_int_equal(batch.state, BATCH_SENT);
    world_posted(&world);
    world_close(&world);
}

/* Rows that were changed after they were sent are not written again. */
static void test_rows_that_were_changed(void **state)
{
    (void)state;
    static const char *const changes[] = {
        "UPDATE bank_row SET amount = amount + 1 WHERE number = 1",
        "UPDATE bank_row SET person = 77 WHERE number = 2",
        "UPDATE bank_row SET affair = 'other' WHERE number = 1",
        "DELETE FROM bank_row WHERE number = 2", "DELETE FROM bank_row WHERE number = 1"};
    World world = world_elders(LAW_OLD_AGE);
    Batch batch;
    Str path;
    BankWish wish = {world.folder, BANK_CSV};
    assert_true(batch_draft(world.w, month_of(2024, 1), &batch));
    world_sign(&world, batch.id);
    assert_true(batch_send(world.w, world.bureau, batch.id, world.folder, &path));
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        assert_true(db_define(world.w, STR("CREATE TABLE kept AS SELECT * FROM bank_row")));
        /* past the triggers, as an administrator could */
        assert_true(db_define(world.w, STR("PRAGMA foreign_keys = OFF; DROP TABLE bank_row; "
                                           "CREATE TABLE bank_row AS SELECT * FROM kept")));
        assert_true(db_define(world.w, str_of(changes[i])));
        if (batch_export(world.w, world.bureau, batch.id, &wish, &path)) fail_msg("%s", changes[i]);
        assert_int_equal(world.w->error.code, ERR_CORRUPT);
        world.w->error = (Error){0};
        assert_true(db_define(world.w, STR("DELETE FROM bank_row; "
                                           "INSERT INTO bank_row SELECT * FROM kept;"
                                           "DROP TABLE kept")));
    }
    assert_true(batch_export(world.w, world.bureau, batch.id, &wish, &path));
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_table_that_is_gone),
        cmocka_unit_test(test_names_that_are_none),
        cmocka_unit_test(test_who_pays),
        cmocka_unit_test(test_a_file_that_gets_no_name),
        cmocka_unit_test(test_rows_that_were_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
