/* What programs were answered is kept for each account by its own keys, and goes after its days. */
#include "access/fixture.h"
#include "base/test.h"
#include "db/db.h"

#define REQUEST STR("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")

static void is_told_again(void **state)
{
    Work *w = *state;
    Answered found;
    const Answered kept = {.request = REQUEST, .body = STR("{\"id\":5}"), .status = 200};
    world_enter(w, "clerk");
    assert_true(answered_find(w, STR("key-1"), &found));
    assert_int_equal(found.status, 0);
    assert_true(answered_keep(w, STR("key-1"), &kept));
    assert_true(answered_find(w, STR("key-1"), &found));
    assert_int_equal(found.status, 200);
    assert_str(found.body, "{\"id\":5}");
    assert_true(str_equal(found.request, REQUEST));
    world_enter(w, "checker");
    assert_true(answered_find(w, STR("key-1"), &found));
    assert_int_equal(found.status, 0);
}

static void goes_after_its_days(void **state)
{
    Work *w = *state;
    Answered found;
    const Answered kept = {.request = REQUEST, .body = STR("{}"), .status = 202};
    world_enter(w, "clerk");
    assert_true(answered_keep(w, STR("old"), &kept));
    w->now += ANSWERED_DAYS * 86400 + 1;
    assert_true(answered_keep(w, STR("new"), &kept));
    assert_true(answered_find(w, STR("old"), &found));
    assert_int_equal(found.status, 0);
    assert_true(answered_find(w, STR("new"), &found));
    assert_int_equal(found.status, 202);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(is_told_again, world_make, world_drop),
        cmocka_unit_test_setup_teardown(goes_after_its_days, world_make, world_drop),
    };
    return cmocka_run_group_tests_name("answered", tests, NULL, NULL);
}
