/* A month looked at before and after its close: a trial posts nothing and tells what the close then
 * posts, and what changed against last month is told with its reason, the same before as after. */
#include "payment/test.h"

#include "payment/world.def"

#define PERSON_NEW "360203193602030043"

static World february(void)
{
    World world = world_elders(LAW_OLD_AGE);
    world_clock(&world, "2024-02-05");
    world_import(&world, "person.death", "citizen_id,death_date\n" PERSON_YI ",2024-01-15\n");
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home\nDing,1936-02-03," PERSON_NEW ",360203001001\n");
    world_import(&world, "enrolment",
                 "affair,citizen_id,applied,decided,reason\n"
                 "old_age_allowance," PERSON_NEW ",2024-02-04,2024-02-05,registered\n");
    world_clock(&world, "2024-02-28");
    return world;
}

static const MonthChange *change_of(const MonthChanges *changes, ChangeKind kind)
{
    for (size_t i = 0; i < changes->count; i++)
        if (changes->items[i].kind == kind) return &changes->items[i];
    return NULL;
}

static void assert_changes(const MonthChanges *changes)
{
    const MonthChange *started = change_of(changes, CHANGE_NEW);
    const MonthChange *stopped = change_of(changes, CHANGE_STOPPED);
    assert_int_equal(changes->count, 2);
    assert_non_null(started);
    assert_non_null(stopped);
    assert_int_equal(started->before.fen, 0);
    assert_int_equal(started->after.fen, 5000);
    assert_int_equal(stopped->before.fen, 10000);
    assert_int_equal(stopped->after.fen, 0);
    assert_true(started->cause.len > 0 && stopped->cause.len > 0);
    assert_false(str_equal(started->cause, stopped->cause));
}

static void test_a_trial_tells_what_the_close_posts(void **state)
{
    (void)state;
    World world = february();
    CloseTrial trial;
    CloseResult closed;
    MonthChanges changes;
    Month month = month_of(2024, 2);
    int64_t before = world_posted(&world).fen;
    assert_true(payment_try(world.w, world.bureau, month, &trial));
    assert_int_equal(world_posted(&world).fen, before);
    assert_true(trial.result.lines > 0 && !trial.again);
    assert_changes(&trial.changes);
    assert_true(payment_close(world.w, world.bureau, month, &closed));
    assert_int_equal(closed.lines, trial.result.lines);
    assert_int_equal(closed.total.fen, trial.result.total.fen);
    for (int r = 0; r < REASON_SENT; r++)
        assert_int_equal(closed.affairs[0].reason_lines[r],
                         trial.result.affairs[0].reason_lines[r]);
    assert_true(payment_changes(world.w, world.bureau, month, &changes));
    assert_changes(&changes);
    assert_true(payment_try(world.w, world.bureau, month, &trial));
    assert_true(trial.again && trial.result.lines == 0); /* nothing has changed since */
    world_close(&world);
}

static void test_sums_by_month_are_those_of_the_lines(void **state)
{
    (void)state;
    World world = february();
    LedgerMonthSum *sums;
    size_t count;
    int64_t fen = 0, lines = 0;
    LedgerSum all;
    world_close_month(&world, "2024-02");
    assert_true(ledger_month_sums(world.w, month_of(2024, 1), month_of(2024, 2), &sums, &count));
    for (size_t i = 0; i < count; i++) {
        fen += sums[i].amount.fen;
        lines += sums[i].lines;
    }
    assert_true(ledger_sum(world.w, &(LineFilter){0}, &all));
    assert_int_equal(fen, all.amount.fen);
    assert_int_equal(lines, all.lines);
    assert_int_equal(fen, world_posted(&world).fen);
    world_close(&world);
}

static void test_why_a_month_cannot_be_closed(void **state)
{
    (void)state;
    World world = february();
    Month next;
    CloseTrial trial;
    assert_true(payment_next_month(world.w, &next));
    assert_int_equal(next.n, month_of(2024, 2).n);
    assert_true(payment_may_close(world.w, next));
    assert_false(payment_may_close(world.w, month_of(2024, 4)));
    assert_int_equal(world.w->error.code, ERR_STATE);
    assert_false(payment_try(world.w, world.bureau, month_of(2023, 12), &trial));
    world_enter(&world, "checker");
    assert_false(payment_may_close(world.w, next));
    assert_int_equal(world.w->error.code, ERR_DENIED);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_trial_tells_what_the_close_posts),
        cmocka_unit_test(test_sums_by_month_are_those_of_the_lines),
        cmocka_unit_test(test_why_a_month_cannot_be_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
