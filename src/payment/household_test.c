/* A household's money: the ledger keeps it person by person, the bank pays it to the applicant's
 * account in one row. Who is left out and why, what comes back and is paid again, another
 * applicant, a dead one; the control totals of the file by source, and answers that contradict
 * them. */
#include "doc/doc.h"
#include "payment/bank.h"
#include "payment/test.h"

#include <stdio.h>
#include <string.h>

#include "payment/household_test.def"
#include "payment/words.def"
#include "payment/world.def"

static World family_under(const char *law, const char *people)
{
    World world = world_open(law, NULL);
    world_import(&world, "person", people);
    world_import(&world, "household", FAMILY_UNIT);
    world_clock(&world, "2023-12-20");
    world_import(&world, "enrolment", FAMILY_ENROLMENT);
    world_close_month(&world, "2024-01");
    return world;
}

static World family(const char *people)
{
    return family_under(LAW_LIVING_STANDARD_2023 LAW_LIVING LAW_LIVING_FUNDS, people);
}

static void done(World *world, bool ok)
{
    const Error *e = &world->w->error;
    if (!ok) fail_msg("%.*s (%.*s)", STR_ARG(e->sentence), STR_ARG(e->detail));
}

static Batch drafted(World *world, int month)
{
    Batch batch;
    world_enter(world, "clerk");
    done(world, batch_draft_ready(world->w, world->bureau, month_of(2024, month), &batch));
    world_sign(world, batch.id);
    return batch;
}

static Str sent(World *world, int64_t batch, BankFormat as)
{
    Str path;
    BankWish wish = {world->folder, as};
    world_enter(world, "payer");
    done(world, batch_send_as(world->w, world->bureau, batch, &wish, &path));
    return path;
}

static BankRow *rows_of(World *world, int64_t batch, size_t expected)
{
    BankRow *rows;
    size_t count;
    done(world, bank_rows(world->w, batch, &rows, &count));
    assert_int_equal(count, expected);
    return rows;
}

static int64_t payable(World *world, const char *number)
{
    Money amount;
    done(world, ledger_balance(world->w, ACCOUNT_PAYABLE, STR("minimum_living"),
                               world_person(world, number).n, &amount));
    return amount.fen;
}

static void whole(World *world, int month)
{
    Reconciled r;
    done(world, payment_reconcile(world->w, world->bureau, month_of(2024, month), &r));
    if (!r.whole) fail_msg("%.*s", STR_ARG(r.unequal));
    world_posted(world);
}

static BatchOutlook outlook(World *world, int64_t batch)
{
    BatchOutlook look;
    done(world, batch_outlook(world->w, world->bureau, batch, &look));
    return look;
}

static void left_for(const BatchOutlook *look, const char *words, int64_t rows)
{
    for (size_t i = 0; i < LEFT_CAUSES; i++) {
        if (!look->causes[i].words || strcmp(look->causes[i].words, words) != 0) continue;
        assert_int_equal(look->causes[i].rows, rows);
        assert_true(strlen(look->causes[i].mend) > 0);
        return;
    }
    fail_msg("nobody is left out for %s", words);
}

/* ---- one row to the applicant --------------------------------------------------------------- */

static void test_a_household_is_one_row(void **state)
{
    (void)state;
    World world = family(FAMILY_APPLICANT);
    Batch batch = drafted(&world, 1);
    BatchOutlook look = outlook(&world, batch.id);
    assert_int_equal(look.ready, 3); /* nobody but the applicant has an account */
    assert_int_equal(look.left, 0);
    sent(&world, batch.id, BANK_CSV);
    const BankRow *row = rows_of(&world, batch.id, 1);
    assert_int_equal(row->person, world_person(&world, PERSON_DING).n);
    assert_int_equal(row->amount.fen, 170000);
    assert_int_equal(row->share_count, 3);
    assert_true(batch_row(world.w, batch.id, &batch));
    assert_int_equal(batch.people, 3);
    assert_int_equal(batch.rows, 1);
    whole(&world, 1);
    PersonPayment *paid;
    size_t count;
    assert_true(person_payments(world.w, world_person(&world, PERSON_WU).n, &paid, &count));
    assert_int_equal(count, 1);
    assert_int_equal(paid[0].row.amount.fen, 56666);
    assert_int_equal(paid[0].row.person, row->person);
    assert_true(batch_settle(world.w, batch.id));
    assert_true(person_payments(world.w, row->person, &paid, &count));
    assert_int_equal(count, 1);
    assert_int_equal(paid[0].row.amount.fen, 56668); /* his share, not the household's */
    assert_int_equal(paid[0].row.state, BANK_ROW_SETTLED);
    whole(&world, 1);
    world_close(&world);
}

/* A member's own account is for what is paid to him, not for the household's money. */
static void test_members_accounts_stay_aside(void **state)
{
    (void)state;
    World world = family(FAMILY_SPOUSE);
    Batch batch = drafted(&world, 1);
    BatchOutlook look = outlook(&world, batch.id);
    assert_int_equal(look.ready, 0);
    left_for(&look, SAY_WITHHELD_APPLICANT, 3);
    world_enter(&world, "clerk");
    world_import(&world, "household", NEW_APPLICANT);
    look = outlook(&world, batch.id);
    assert_int_equal(look.ready, 3);
    sent(&world, batch.id, BANK_CSV);
    assert_int_equal(rows_of(&world, batch.id, 1)->person, world_person(&world, PERSON_WU).n);
    whole(&world, 1);
    world_close(&world);
}

static void test_a_dead_applicant_is_not_paid(void **state)
{
    (void)state;
    World world = family(FAMILY_BOTH);
    world_import(&world, "person.death", "citizen_id,death_date\n" PERSON_DING ",2024-02-03\n");
    world_close_month(&world, "2024-02");
    Batch batch = drafted(&world, 2);
    BatchOutlook look = outlook(&world, batch.id);
    assert_int_equal(look.ready, 0);
    left_for(&look, SAY_WITHHELD_DEAD, 3);
    Str path;
    BankWish wish = {world.folder, BANK_CSV};
    world_enter(&world, "payer");
    assert_false(batch_send_as(world.w, world.bureau, batch.id, &wish, &path));
    world_enter(&world, "clerk");
    world_import(&world, "household", NEW_APPLICANT);
    sent(&world, batch.id, BANK_CSV);
    /* what the dead was due comes to the household */
    assert_int_equal(rows_of(&world, batch.id, 1)->share_count, 3);
    whole(&world, 2);
    world_close(&world);
}

/* ---- back and again ------------------------------------------------------------------------- */

static void test_a_household_comes_back_and_is_paid_again(void **state)
{
    (void)state;
    World world = family(FAMILY_BOTH);
    Batch batch = drafted(&world, 1);
    sent(&world, batch.id, BANK_CSV);
    BankReturn back[] = {
        {world_person(&world, PERSON_JI).n, STR("minimum_living"), STR("AC04")},
        {world_person(&world, PERSON_WU).n, STR("minimum_living"), STR("AC04")},
    };
    assert_true(batch_return(world.w, batch.id, back, 2)); /* shares name their row */
    assert_false(batch_return(world.w, batch.id, back, 2));
    assert_int_equal(payable(&world, PERSON_DING), 56668);
    assert_int_equal(payable(&world, PERSON_JI), 56666);
    whole(&world, 1);
    ReturnWaiting *waiting;
    size_t count;
    assert_true(returns_waiting(world.w, world.bureau, &waiting, &count));
    assert_int_equal(count, 3);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(waiting[i].payee, world_person(&world, PERSON_DING).n);
        assert_str(waiting[i].waits, SAY_WITHHELD_WRONG);
    }
    world_clock(&world, "2024-02-02");
    world_enter(&world, "clerk");
    assert_false(batch_draft_ready(world.w, world.bureau, month_of(2024, 1), &batch));
    world_correct(&world, "person.account",
                  "citizen_id,bank_account\n" PERSON_DING "," CARD_3 "\n");
    batch = drafted(&world, 1);
    sent(&world, batch.id, BANK_CSV);
    assert_int_equal(rows_of(&world, batch.id, 1)->amount.fen, 170000);
    BankFund *funds;
    assert_true(batch_funds(world.w, batch.id, &funds, &count));
    assert_int_equal(count, 2); /* as January's lines were split */
    assert_int_equal(funds[0].amount.fen + funds[1].amount.fen, 170000);
    assert_int_equal(payable(&world, PERSON_JI), 0);
    whole(&world, 1);
    world_close(&world);
}

/* Who names another applicant does not have the money at once, and never releases it himself. */
static void test_another_applicant_cools_off(void **state)
{
    (void)state;
    World world = family_under(LAW_LIVING_STANDARD_2023 LAW_LIVING LAW_COOLING, FAMILY_BOTH);
    sent(&world, drafted(&world, 1).id, BANK_CSV);
    world_clock(&world, "2024-02-20");
    world_enter(&world, "clerk");
    world_import(&world, "household", NEW_APPLICANT);
    world_close_month(&world, "2024-02");
    Batch batch = drafted(&world, 2);
    BatchOutlook look = outlook(&world, batch.id);
    assert_int_equal(look.ready, 3); /* without days to cool off */
    world_clock(&world, "2024-02-20");
    look = outlook(&world, batch.id);
    assert_int_equal(look.ready, 0);
    left_for(&look, SAY_WITHHELD_NEW, 3);
    world_close(&world);
}

/* ---- control totals ------------------------------------------------------------------------- */

static Str file_text(World *world, Str path)
{
    static char bytes[65536];
    FILE *file = fopen(str_z(world->w->arena, path), "rb");
    assert_non_null(file);
    size_t n = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    return (Str){bytes, n};
}

static void test_totals_by_source_are_kept(void **state)
{
    (void)state;
    World world = family(FAMILY_BOTH);
    Batch batch = drafted(&world, 1);
    Table *table;
    TableRow row;
    Str path = sent(&world, batch.id, BANK_CSV);
    BankFund *funds;
    size_t count;
    assert_true(batch_funds(world.w, batch.id, &funds, &count));
    assert_int_equal(count, 2);
    assert_str(funds[0].fund, "central");
    assert_int_equal(funds[0].amount.fen, 135998); /* 80%, cut to the fen for each share */
    assert_int_equal(funds[1].amount.fen, 34002);
    assert_true(table_open(world.w, str_z(world.w->arena, path), &table));
    for (int i = 0; i < 4; i++)
        assert_true(table_next(table, &row)); /* heads, the household, all, 中央 */
    assert_str(row.cells[3], "1359.98");
    assert_true(table_next(table, &row));
    assert_str(row.cells[3], "340.02");
    assert_false(table_next(table, &row));
    done(&world, batch_export(world.w, world.bureau, batch.id, &(BankWish){world.folder, BANK_XLSX},
                              &path));
    assert_true(table_open(world.w, str_z(world.w->arena, path), &table));
    for (int i = 0; i < 5; i++)
        assert_true(table_next(table, &row));
    assert_str(row.cells[3], "340.02");
    world_close(&world);
}

static void test_pain_says_the_sources_aside(void **state)
{
    (void)state;
    World world = family(FAMILY_BOTH);
    Batch batch = drafted(&world, 1);
    assert_true(db_begin(world.w));
    assert_true(store_set(world.w, STR("debtor_name"), STR("bureau")));
    assert_true(store_set(world.w, STR("debtor_account"), STR("150300")));
    assert_true(store_set(world.w, STR("debtor_bank"), STR("104422000001")));
    assert_true(db_commit(world.w));
    Str text = file_text(&world, sent(&world, batch.id, BANK_PAIN001));
    assert_true(str_find(text, STR("<NbOfTxs>1</NbOfTxs><CtrlSum>1700.00</CtrlSum>")) > 0);
    assert_true(str_find(text, STR(FUNDS_COMMENT)) > 0);
    world_close(&world);
}

/* Each file is refused with one fault, and nothing is registered. */
static void test_answers_with_other_totals(void **state)
{
    (void)state;
    static const struct {
        const char *file, *fault;
    } files[] = {BAD_TOTALS};
    World world = family(FAMILY_BOTH);
    Batch batch = drafted(&world, 1);
    BankAnswer answer;
    sent(&world, batch.id, BANK_CSV);
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        assert_true(
            bank_answer_bytes(world.w, world.bureau, batch.id, str_of(files[i].file), &answer));
        if (answer.faults.errors != 1) fail_msg("%zu: %lld", i, (long long)answer.faults.errors);
        assert_str(answer.faults.items[0].sentence, files[i].fault);
    }
    done(&world, bank_answer_bytes(world.w, world.bureau, batch.id, STR(GOOD_TOTALS), &answer));
    assert_int_equal(answer.faults.errors, 0);
    assert_int_equal(answer.settled, 1);
    whole(&world, 1);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_household_is_one_row),
        cmocka_unit_test(test_members_accounts_stay_aside),
        cmocka_unit_test(test_a_dead_applicant_is_not_paid),
        cmocka_unit_test(test_a_household_comes_back_and_is_paid_again),
        cmocka_unit_test(test_another_applicant_cools_off),
        cmocka_unit_test(test_totals_by_source_are_kept),
        cmocka_unit_test(test_pain_says_the_sources_aside),
        cmocka_unit_test(test_answers_with_other_totals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
