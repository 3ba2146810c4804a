/* Which decision counts for a month: the later word wins, a grant reaches every month, a fixed
 * amount only its own. */
#include "entitle/decision.h"

#include "base/test.h"

static Decision decision(int64_t commit, DecisionKind kind, Month effective)
{
    return (Decision){.id = {commit},
                      .kind = kind,
                      .effective = effective,
                      .until = MONTH_NONE,
                      .commit = {commit}};
}

static Enrolment enrolment(Decision *decisions, size_t count)
{
    return (Enrolment){.suspended_from = MONTH_NONE,
                       .suspended_to = MONTH_NONE,
                       .stop = MONTH_NONE,
                       .fade_from = MONTH_NONE,
                       .decisions = decisions,
                       .decision_count = count};
}

static int64_t basis(const Enrolment *e, int month)
{
    MonthState state = enrolment_state(e, month_of(2024, month));
    return state.basis ? state.basis->id.n : 0;
}

static void test_a_grant_reaches_every_month(void **state)
{
    (void)state;
    Decision d[] = {decision(1, DECISION_GRANT, month_of(2024, 5))};
    Enrolment e = enrolment(d, 1);
    assert_int_equal(basis(&e, 3), 1);
    assert_int_equal(basis(&e, 12), 1);
}

static void test_a_revision_counts_from_its_month(void **state)
{
    (void)state;
    Decision d[] = {decision(1, DECISION_GRANT, month_of(2024, 1)),
                    decision(2, DECISION_REVISE, month_of(2024, 6))};
    Enrolment e = enrolment(d, 2);
    assert_int_equal(basis(&e, 5), 1);
    assert_int_equal(basis(&e, 6), 2);
}

static void test_the_later_word_wins(void **state)
{
    (void)state;
    Decision d[] = {decision(1, DECISION_GRANT, month_of(2024, 1)),
                    decision(3, DECISION_REVISE, month_of(2024, 3)),
                    decision(2, DECISION_REVISE, month_of(2024, 5))};
    Enrolment e = enrolment(d, 3);
    assert_int_equal(basis(&e, 2), 1);
    assert_int_equal(basis(&e, 4), 3);
    assert_int_equal(basis(&e, 9), 3);
}

static void test_a_fixed_amount_counts_for_its_months(void **state)
{
    (void)state;
    Decision d[] = {decision(1, DECISION_GRANT, month_of(2024, 1)),
                    decision(2, DECISION_FIX, month_of(2024, 3))};
    d[1].until = month_of(2024, 4);
    d[1].amount.fen = 777;
    Enrolment e = enrolment(d, 2);
    assert_false(enrolment_state(&e, month_of(2024, 2)).fixed);
    assert_true(enrolment_state(&e, month_of(2024, 4)).fixed);
    assert_int_equal(enrolment_state(&e, month_of(2024, 4)).amount.fen, 777);
    assert_false(enrolment_state(&e, month_of(2024, 5)).fixed);
}

static void test_suspension_and_stop(void **state)
{
    (void)state;
    Decision d[] = {decision(1, DECISION_GRANT, month_of(2024, 1))};
    Enrolment e = enrolment(d, 1);
    e.suspended_from = month_of(2024, 4);
    e.suspended_to = month_of(2024, 6);
    e.stop = month_of(2024, 9);
    assert_false(enrolment_state(&e, month_of(2024, 3)).held);
    assert_true(enrolment_state(&e, month_of(2024, 5)).held);
    assert_false(enrolment_state(&e, month_of(2024, 6)).held);
    assert_false(enrolment_state(&e, month_of(2024, 8)).stopped);
    assert_true(enrolment_state(&e, month_of(2024, 9)).stopped);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_grant_reaches_every_month),
        cmocka_unit_test(test_a_revision_counts_from_its_month),
        cmocka_unit_test(test_the_later_word_wins),
        cmocka_unit_test(test_a_fixed_amount_counts_for_its_months),
        cmocka_unit_test(test_suspension_and_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
