/* Accounts: who may act, and what the store itself refuses. */
#include "access/access.h"
#include "base/test.h"
#include "db/db.h"

static int store_make(void **state)
{
    static const SqlModule *const modules[] = {&audit_sql, &access_sql};
    Work *w = work_new();
    *state = w;
    return store_open(w, ":memory:", STORE_CREATE, modules, COUNT_OF(modules)) ? 0 : -1;
}

static int store_drop(void **state)
{
    Work *w = *state;
    store_close(w->store);
    work_free(w);
    return 0;
}

static const Division AREA = {360203000000};

static void duties_have_two_names(void **state)
{
    (void)state;
    for (int i = 0; i < DUTY_COUNT; i++) {
        Duty d;
        assert_true(duty_parse(duty_name((Duty)i), &d));
        assert_int_equal(d, i);
        assert_true(duty_parse(duty_key((Duty)i), &d));
        assert_int_equal(d, i);
    }
    Duty d;
    assert_false(duty_parse(STR("boss"), &d));
}

static void who_acts_is_known(void **state)
{
    Work *w = *state;
    Account a;
    assert_false(access_need(w, DUTY_CLERK));
    assert_int_equal(w->error.code, ERR_DENIED);
    assert_true(account_create(w, STR("wang"), STR("Wang Min"), DUTY_CHECKER, AREA));
    assert_true(access_enter(w, STR("wang")));
    assert_str(w->actor->name, "Wang Min");
    assert_true(access_need(w, DUTY_CHECKER));
    assert_false(access_need(w, DUTY_APPROVER));
    assert_int_equal(w->error.code, ERR_DENIED);
    assert_false(access_enter(w, STR("zhao")));
    assert_int_equal(w->error.code, ERR_DENIED);
    assert_str(w->actor->account, "wang");
    assert_true(account_row(w, STR("wang"), &a));
    assert_int_equal(a.scope.n, AREA.n);
    assert_false(a.closed);
}

static void opening_is_an_act_of_somebody(void **state)
{
    Work *w = *state;
    ActRow row;
    assert_true(account_create(w, STR("root"), STR("Root"), DUTY_SYSTEM, AREA));
    assert_true(access_enter(w, STR("root")));
    assert_true(account_create(w, STR("li.na"), STR("Li Na"), DUTY_CLERK, AREA));
    assert_true(audit_row(w, (Commit){2}, &row));
    assert_str(row.actor, "root");
    assert_str(row.act.subject, "account:li.na");
    assert_str(row.act.detail, "clerk, 360203");
}

static void names_are_never_used_again(void **state)
{
    Work *w = *state;
    assert_true(account_create(w, STR("wang"), STR("Wang Min"), DUTY_CHECKER, AREA));
    assert_true(account_close(w, STR("wang")));
    assert_false(access_enter(w, STR("wang")));
    assert_int_equal(w->error.code, ERR_DENIED);
    assert_false(account_close(w, STR("wang")));
    assert_int_equal(w->error.code, ERR_STATE);
    assert_false(account_create(w, STR("wang"), STR("Wang Ming"), DUTY_PAYER, AREA));
    assert_int_equal(w->error.code, ERR_CONFLICT);
}

static void bad_names_are_refused(void **state)
{
    static const char *const names[] = {
        "", "Wang", "a b", "a'b", "a\xe7\x8e\x8b", "abcdefghijklmnopqrstuvwxyz0123456"};
    Work *w = *state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        assert_false(account_create(w, str_of(names[i]), STR("X"), DUTY_CLERK, AREA));
        assert_int_equal(w->error.code, ERR_INPUT);
    }
    assert_false(account_create(w, STR("x"), STR("  "), DUTY_CLERK, AREA));
}

static void the_store_keeps_accounts(void **state)
{
    static const char *const attacks[] = {
        "UPDATE duty_held SET duty = 'approver'",
        "UPDATE duty_held SET division = 0",
        "DELETE FROM duty_held",
        "UPDATE account SET account = 'x'",
        "DELETE FROM account",
        "INSERT INTO duty_held VALUES (9, 1, 'boss', 1, 1, NULL)",
        "INSERT INTO duty_held VALUES (9, 1, 'auditor', 1, 1, NULL)",
        "INSERT INTO duty_held VALUES (9, 7, 'clerk', 1, 1, NULL)",
        "INSERT INTO account VALUES (9, 'x', 'X', 999, NULL)"};
    Work *w = *state;
    assert_true(account_create(w, STR("wang"), STR("Wang Min"), DUTY_CHECKER, AREA));
    for (size_t i = 0; i < COUNT_OF(attacks); i++) {
        assert_false(db_define(w, str_of(attacks[i])));
        assert_int_equal(w->error.code, ERR_CONFLICT);
    }
    assert_true(account_close(w, STR("wang")));
    assert_false(db_define(w, STR("UPDATE account SET closed_by = NULL")));
}

static void part_of_a_larger_act(void **state)
{
    Work *w = *state;
    Account *accounts;
    size_t count;
    assert_true(db_begin(w));
    assert_true(account_create(w, STR("b"), STR("B"), DUTY_CLERK, AREA));
    assert_true(account_create(w, STR("a"), STR("A"), DUTY_PAYER, AREA));
    assert_true(db_commit(w));
    assert_true(account_list(w, &accounts, &count));
    assert_int_equal(count, 2);
    assert_str(accounts[0].account, "a");
}

#define POINT(function) cmocka_unit_test_setup_teardown(function, store_make, store_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(duties_have_two_names),
        POINT(who_acts_is_known),
        POINT(opening_is_an_act_of_somebody),
        POINT(names_are_never_used_again),
        POINT(bad_names_are_refused),
        POINT(the_store_keeps_accounts),
        POINT(part_of_a_larger_act),
    };
    return cmocka_run_group_tests_name("access/account", tests, NULL, NULL);
}
