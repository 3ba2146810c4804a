/* The narrowest area with standards of its own wins; order numbers become ids of the subtree of the
 * home division. */
#include "entitle/facts.h"

#include "base/test.h"

/* Home is 10..99, a town in it 20..39, a village of that town 25..27. */
static Regions regions(void)
{
    static Region inner[] = {{.id = 2, .first = 20, .last = 39},
                             {.id = 3, .first = 25, .last = 27}};
    static struct RegionRow rows[] = {{10, 1}, {20, 2}, {25, 3}, {60, 4}};
    return (Regions){.home = {.id = 1, .first = 10, .last = 99},
                     .inner = inner,
                     .inner_count = COUNT_OF(inner),
                     .rows = rows,
                     .row_count = COUNT_OF(rows)};
}

static void test_the_narrowest_area_wins(void **state)
{
    (void)state;
    Regions r = regions();
    assert_int_equal(regions_get(&r, regions_group(&r, 26))->id, 3);
    assert_int_equal(regions_get(&r, regions_group(&r, 30))->id, 2);
    assert_int_equal(regions_get(&r, regions_group(&r, 60))->id, 1);
    assert_int_equal(regions_get(&r, regions_group(&r, 5))->id, 1);
    assert_int_equal(regions_get(&r, regions_group(&r, -1))->id, 1); /* nobody knows where */
}

static void test_order_numbers_become_ids(void **state)
{
    (void)state;
    Regions r = regions();
    assert_int_equal(regions_id(&r, 25), 3);
    assert_int_equal(regions_id(&r, 60), 4);
    assert_int_equal(regions_id(&r, 61), 1); /* elsewhere: the home division answers */
    assert_int_equal(regions_id(&r, -1), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_narrowest_area_wins),
        cmocka_unit_test(test_order_numbers_become_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
