/* Shares add up to the amount, whoever counts. */
#include "entitle/apportion.h"

#include "base/test.h"

static void test_equal_shares_with_remainder_to_the_applicant(void **state)
{
    (void)state;
    int64_t shares[3];
    apportion(SPLIT_EQUAL, 100000, NULL, 3, shares);
    assert_int_equal(shares[0], 33334);
    assert_int_equal(shares[1], 33333);
    assert_int_equal(shares[2], 33333);
}

static void test_who_does_not_count_gets_nothing(void **state)
{
    (void)state;
    int64_t shares[3];
    uint8_t counts[3] = {0, 1, 1};
    apportion(SPLIT_EQUAL, 100001, counts, 3, shares);
    assert_int_equal(shares[0], 0);
    assert_int_equal(shares[1], 50001);
    assert_int_equal(shares[2], 50000);
    uint8_t none[3] = {0, 0, 0};
    apportion(SPLIT_EQUAL, 500, none, 3, shares);
    assert_int_equal(shares[0], 500);
    assert_int_equal(shares[1] + shares[2], 0);
}

static void test_own_goes_to_the_applicant(void **state)
{
    (void)state;
    int64_t shares[2];
    apportion(SPLIT_OWN, 12345, NULL, 2, shares);
    assert_int_equal(shares[0], 12345);
    assert_int_equal(shares[1], 0);
}

static void test_shares_always_add_up(void **state)
{
    (void)state;
    uint32_t seed = 7;
    for (int round = 0; round < 2000; round++) {
        int64_t shares[9], sum = 0;
        uint8_t counts[9];
        seed = seed * 1664525u + 1013904223u;
        size_t count = 1 + seed % 9;
        int64_t fen = (int64_t)(seed >> 7);
        for (size_t i = 0; i < count; i++)
            counts[i] = (uint8_t)((seed >> i) & 1);
        apportion(SPLIT_EQUAL, fen, counts, count, shares);
        for (size_t i = 0; i < count; i++) {
            assert_true(shares[i] >= 0);
            sum += shares[i];
        }
        assert_int_equal(sum, fen);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_shares_with_remainder_to_the_applicant),
        cmocka_unit_test(test_who_does_not_count_gets_nothing),
        cmocka_unit_test(test_own_goes_to_the_applicant),
        cmocka_unit_test(test_shares_always_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
