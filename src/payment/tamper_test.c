/* Somebody has the file and writes into it, past the triggers and with good page checksums. One
 * field of any line of an approved batch, flipped at random, and nothing is paid: no file, no
 * entry, the batch as it was. And the hands: whoever changed an account may not check, approve or
 * send the batch that pays it. */
#include "payment/bank.h"
#include "payment/test.h"

#include <unistd.h>

#include "payment/bank_test.def"
#include "payment/world.def"

#define CARD_3 "6222000000000000038"
enum { FLIPS = 120 };

/* ---- a line that was changed ---------------------------------------------------------------- */

static const char *const NUMBERS[] = {"enrolment", "unit",      "person", "affair",   "month",
                                      "closed_in", "component", "fund",   "division", "urban",
                                      "amount",    "reason",    "law",    "commit_id"};

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

static Str flip_sql(Arena *arena, uint64_t *seed)
{
    size_t field = (size_t)next_random(seed) % COUNT_OF(NUMBERS);
    int line = (int)(next_random(seed) % 2) + 1;
    int64_t bit = INT64_C(1) << (next_random(seed) % 40);
    const char *n = NUMBERS[field];
    return format(arena, ("UPDATE ledger_line SET %s = (%s | %lld) - (%s & %lld) WHERE id = %d"), n,
                  n, (long long)bit, n, (long long)bit, line);
}

static void guards_down(Work *w)
{
    assert_true(db_define(w, STR("PRAGMA foreign_keys = OFF")));
    assert_true(db_define(w, STR("PRAGMA ignore_check_constraints = ON")));
    assert_true(db_define(w, STR("DROP TRIGGER ledger_line_not_updated")));
}

static void test_a_changed_line_is_never_paid(void **state)
{
    (void)state;
    World world = world_elders(LAW_OLD_AGE);
    Work *w = world.w;
    Batch batch;
    Str path;
    uint64_t seed = 20240131;
    assert_true(batch_draft(w, month_of(2024, 1), &batch));
    world_sign(&world, batch.id);
    guards_down(w);
    for (int i = 0; i < FLIPS; i++) {
        Str flip = flip_sql(w->arena, &seed);
        assert_true(db_define(w, STR("CREATE TABLE kept AS SELECT * FROM ledger_line")));
        if (!db_define(w, flip)) fail_msg("%.*s", STR_ARG(w->error.detail));
        w->error = (Error){0};
        if (batch_send(w, world.bureau, batch.id, world.folder, &path))
            fail_msg("paid after %.*s", STR_ARG(flip));
        assert_int_equal(w->error.code, ERR_CORRUPT);
        w->error = (Error){0};
        assert_true(db_define(w, STR(""
                                     "UPDATE ledger_line SET (enrolment, unit, person, affair, "
                                     "month, closed_in, component, fund, division, urban, amount, "
                                     "reason, law, commit_id) = (SELECT k.enrolment, k.unit, "
                                     "k.person, k.affair, k.month, k.closed_in, k.component, "
                                     "k.fund, k.division, k.urban, k.amount, k.reason, k.law, "
                                     "k.commit_id FROM kept k WHERE k.id = ledger_line.id); "
                                     "DROP TABLE kept")));
    }
    assert_true(batch_row(w, batch.id, &batch));
    assert_int_equal(batch.state, BATCH_APPROVED);
    if (!batch_send(w, world.bureau, batch.id, world.folder, &path)) /* as it was: it is paid */
        fail_msg("%.*s", STR_ARG(w->error.detail));
    world_close(&world);
}

/* What was sent and is exported again is what the ledger sent. */
static void test_a_changed_bank_row_is_not_exported(void **state)
{
    (void)state;
    World world = world_elders(LAW_OLD_AGE);
    Work *w = world.w;
    Batch batch;
    Str path;
    BankWish wish = {world.folder, BANK_CSV};
    assert_true(batch_draft(w, month_of(2024, 1), &batch));
    world_sign(&world, batch.id);
    assert_true(batch_send(w, world.bureau, batch.id, world.folder, &path));
    assert_true(batch_export(w, world.bureau, batch.id, &wish, &path));
    assert_true(db_define(w, STR("DROP TRIGGER bank_row_answered")));
    assert_true(db_define(w, STR("UPDATE bank_row SET amount = amount + 1 WHERE number = 2")));
    assert_false(batch_export(w, world.bureau, batch.id, &wish, &path));
    assert_int_equal(w->error.code, ERR_CORRUPT);
    world_close(&world);
}

/* ---- the hands ------------------------------------------------------------------------------ */

/* The last change of an account that was paid before, by the hand itself. */
static void test_no_hand_pays_an_account_it_changed(void **state)
{
    (void)state;
    static const char *const hands[] = {"checker", "approver", "payer"};
    for (size_t i = 0; i < COUNT_OF(hands); i++) {
        World world = world_elders(LAW_OLD_AGE LAW_COOLING);
        Work *w = world.w;
        Batch batch;
        BankRow *rows;
        size_t count;
        Str path;
        assert_true(batch_draft(w, month_of(2024, 1), &batch));
        world_sign(&world, batch.id);
        assert_true(batch_send(w, world.bureau, batch.id, world.folder, &path));
        assert_true(batch_settle(w, batch.id));
        world_enter(&world, hands[i]); /* lent the clerk's duty for a moment */
        DutySet duties = w->actor->duties;
        Actor lent = *w->actor;
        lent.duties = DUTY_BIT(DUTY_CLERK);
        w->actor = &lent;
        world_import(&world, "person.account",
                     "citizen_id,bank_account\n" PERSON_YI "," CARD_3 "\n");
        lent.duties = duties;
        world_enter(&world, "clerk");
        world_close_month(&world, "2024-02");
        world_clock(&world, "2024-03-20"); /* long cooled off */
        world_enter(&world, "clerk");
        assert_true(batch_draft(w, month_of(2024, 2), &batch));
        world_sign(&world, batch.id);
        assert_true(batch_send(w, world.bureau, batch.id, world.folder, &path));
        assert_true(bank_rows(w, batch.id, &rows, &count));
        assert_int_equal(count, 1);
        assert_int_equal(rows[0].person, world_person(&world, PERSON_BING).n);
        world_close(&world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_changed_line_is_never_paid),
        cmocka_unit_test(test_a_changed_bank_row_is_not_exported),
        cmocka_unit_test(test_no_hand_pays_an_account_it_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
