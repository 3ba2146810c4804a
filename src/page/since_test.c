/* Which acts leave what is dear to compute: a login all of it, money the four sets, the rest
 * nothing. What is missing from a list is computed once too often; what is in one wrongly shows old
 * figures. */
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

#include "casework/casework.h"
#include "page/since.h"

#include <cmocka.h>

static void act(Work *w, const char *kind, Str detail)
{
    Commit commit;
    Act one = {.kind = str_of(kind), .subject = STR("test"), .detail = detail};
    assert_true(db_begin(w));
    assert_true(audit_act(w, &one, &commit));
    assert_true(db_commit(w));
}

static Commit latest(Work *w)
{
    Commit commit;
    assert_true(audit_latest(w, &commit));
    return commit;
}

static Work *store_new(void)
{
    static const SqlModule *const modules[] = {&audit_sql};
    Work *w = work_new();
    assert_true(store_open(w, ":memory:", STORE_CREATE, modules, 1));
    act(w, "store", STR(""));
    return w;
}

static void the_least_that_an_act_leaves_is_left(void **state)
{
    (void)state;
    Work *w = store_new();
    Commit begin = latest(w);
    assert_int_equal(left_since(w, begin, latest(w)), LEFT_ALL);
    act(w, "login", STR(""));
    act(w, "case_open", STR(""));
    act(w, "case_move", case_event_name(CASE_ACCEPT));
    assert_int_equal(left_since(w, begin, latest(w)), LEFT_ALL);
    act(w, "close", STR(""));
    act(w, "search", STR(""));
    assert_int_equal(left_since(w, begin, latest(w)), LEFT_SETS);
    Commit paid = latest(w);
    act(w, "case_move", case_event_name(CASE_APPROVE));
    assert_int_equal(left_since(w, begin, latest(w)), LEFT_NOTHING);
    act(w, "logout", STR(""));
    assert_int_equal(left_since(w, paid, latest(w)), LEFT_NOTHING);
    store_close(w->store);
    work_free(w);
}

static void what_concerns_people_or_law_leaves_nothing(void **state)
{
    (void)state;
    static const char *const kinds[] = {"decide", "division_merge", "enrol",  "grant",  "import",
                                        "law",    "import_undo",    "merge",  "person", "register",
                                        "unit",   "opening",        "unmerge"};
    Work *w = store_new();
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        Commit before = latest(w);
        act(w, kinds[i], STR(""));
        assert_int_equal(left_since(w, before, latest(w)), LEFT_NOTHING);
    }
    store_close(w->store);
    work_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_least_that_an_act_leaves_is_left),
        cmocka_unit_test(what_concerns_people_or_law_leaves_nothing),
    };
    return cmocka_run_group_tests_name("page/since", tests, NULL, NULL);
}
