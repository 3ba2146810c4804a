/* Duties: who gives them, who never may have two, where they hold; relatives; set-up. */
#include "access/fixture.h"
#include "base/test.h"
#include "db/db.h"

static void refused(Work *w, bool done, ErrorCode code)
{
    assert_false(done);
    assert_int_equal(w->error.code, code);
    assert_true(w->error.sentence.len > 0);
    w->error = (Error){0};
}

static void several_duties_each_in_its_place(void **state)
{
    Work *w = *state;
    Account a;
    world_enter(w, "security");
    assert_true(duty_grant(w, STR("clerk"), &(DutyGrant){DUTY_CHECKER, HOME}));
    assert_true(account_row(w, STR("clerk"), &a));
    assert_int_equal(a.duties, DUTY_BIT(DUTY_CLERK) | DUTY_BIT(DUTY_CHECKER));
    assert_int_equal(a.grant_count, 2);
    assert_int_equal(a.duty, DUTY_CLERK);
    world_enter(w, "clerk");
    assert_true(access_need(w, DUTY_CHECKER));
    assert_true(access_need_at(w, DUTY_BIT(DUTY_CLERK), 3));
    refused(w, access_need_at(w, DUTY_BIT(DUTY_CLERK), 5), ERR_DENIED);
    assert_true(access_need_at(w, DUTY_BIT(DUTY_CHECKER), 5));
    refused(w, access_need_at(w, DUTIES_ALL, 99), ERR_DENIED);
    refused(w, access_need(w, DUTY_PAYER), ERR_DENIED);
    refused(w, duty_grant(w, STR("payer"), &(DutyGrant){DUTY_CLERK, TOWN}), ERR_DENIED);
    world_enter(w, "security");
    assert_true(duty_revoke(w, STR("clerk"), &(DutyGrant){DUTY_CLERK, TOWN}));
    refused(w, duty_revoke(w, STR("clerk"), &(DutyGrant){DUTY_CLERK, TOWN}), ERR_NOT_FOUND);
    refused(w, duty_grant(w, STR("clerk"), &(DutyGrant){DUTY_CHECKER, HOME}), ERR_CONFLICT);
    world_enter(w, "clerk");
    refused(w, access_need(w, DUTY_CLERK), ERR_DENIED);
}

/* Every pair of duties, given by 安全: the three administrators have nothing else. */
static void administrators_exclude_each_other(void **state)
{
    Work *w = *state;
    DutySet alone = DUTY_BIT(DUTY_SYSTEM) | DUTY_BIT(DUTY_SECURITY) | DUTY_BIT(DUTY_AUDITOR);
    assert_true(account_create(w, STR("security2"), STR("S"), DUTY_SECURITY, HOME));
    world_enter(w, "security2");
    for (int held = 0; held < DUTY_COUNT; held++) {
        for (int more = 0; more < DUTY_COUNT; more++) {
            if (more == held) continue;
            DutyGrant grant = {(Duty)more, HOME};
            bool together = !((DUTY_BIT(held) | DUTY_BIT(more)) & alone);
            bool done = duty_grant(w, duty_key((Duty)held), &grant);
            assert_int_equal(done, together);
            if (done) assert_true(duty_revoke(w, duty_key((Duty)held), &grant));
            if (done) continue;
            refused(w, done, ERR_CONFLICT);
            const char *attack =
                format(w->arena,
                       "INSERT INTO duty_held (account, duty, division, commit_id)"
                       " SELECT id, '%.*s', 0, 1 FROM account WHERE account = '%.*s'",
                       STR_ARG(duty_key((Duty)more)), STR_ARG(duty_key((Duty)held)))
                    .ptr;
            refused(w, db_define(w, str_of(attack)), ERR_CONFLICT);
        }
    }
}

static void nobody_grants_himself(void **state)
{
    Work *w = *state;
    world_enter(w, "security");
    refused(w, duty_grant(w, STR("security"), &(DutyGrant){DUTY_SECURITY, TOWN}), ERR_DENIED);
    refused(w, duty_revoke(w, STR("security"), &(DutyGrant){DUTY_SECURITY, HOME}), ERR_DENIED);
    refused(w, account_shut(w, STR("security")), ERR_DENIED);
    refused(w, account_bind(w, STR("security"), 7), ERR_DENIED);
    refused(w, account_open(w, STR("new"), STR("New")), ERR_DENIED);
    world_enter(w, "system");
    refused(w, duty_grant(w, STR("clerk"), &(DutyGrant){DUTY_PAYER, TOWN}), ERR_DENIED);
    refused(w, account_may_create(w, DUTY_CLERK), ERR_DENIED);
    assert_true(account_open(w, STR("new"), STR("New")));
    refused(w, account_open(w, STR("new"), STR("New")), ERR_CONFLICT);
    world_enter(w, "security");
    assert_true(duty_grant(w, STR("new"), &(DutyGrant){DUTY_CLERK, TOWN}));
    assert_true(account_shut(w, STR("new")));
    refused(w, duty_grant(w, STR("new"), &(DutyGrant){DUTY_PAYER, TOWN}), ERR_STATE);
}

static void who_may_open_the_first(void **state)
{
    Work *w = *state;
    Work *fresh = work_new();
    static const SqlModule *const modules[] = {&audit_sql, &access_sql};
    assert_true(store_open(fresh, ":memory:", STORE_CREATE, modules, COUNT_OF(modules)));
    refused(fresh, account_may_create(fresh, DUTY_CLERK), ERR_DENIED);
    assert_true(account_may_create(fresh, DUTY_SYSTEM));
    assert_true(account_create(fresh, STR("root"), STR("R"), DUTY_SYSTEM, HOME));
    refused(fresh, account_may_create(fresh, DUTY_SYSTEM), ERR_DENIED);
    assert_true(access_enter(fresh, STR("root")));
    assert_true(account_may_create(fresh, DUTY_SECURITY));
    store_close(fresh->store);
    work_free(fresh);
    w->actor = NULL;
    refused(w, access_need_any(w, DUTIES_ALL), ERR_DENIED);
}

static void relatives_are_kept_apart(void **state)
{
    Work *w = *state;
    int64_t id, mother = 41, himself = 40, stranger = 42;
    Kin *list;
    size_t count;
    assert_true(access_no_kin(w, &mother, 1));
    world_enter(w, "security");
    assert_true(account_bind(w, STR("clerk"), himself));
    world_enter(w, "clerk");
    assert_true(
        kin_file(w, &(Kin){.account = STR("clerk"), .person = mother, .relation = STR("m")}, &id));
    refused(w, kin_file(w, &(Kin){.account = STR("clerk"), .person = 9}, &id), ERR_INPUT);
    refused(w, kin_file(w, &(Kin){.account = STR("clerk"), .relation = STR("m")}, &id), ERR_INPUT);
    refused(
        w,
        kin_file(w, &(Kin){.account = STR("payer"), .person = mother, .relation = STR("m")}, &id),
        ERR_DENIED);
    refused(w, access_no_kin(w, &mother, 1), ERR_DENIED);
    refused(w, access_no_kin(w, &himself, 1), ERR_DENIED);
    refused(w, access_no_kin(w, (int64_t[]){stranger, 0, mother}, 3), ERR_DENIED);
    assert_true(access_no_kin(w, &stranger, 1));
    assert_true(kin_list(w, STR("clerk"), &list, &count));
    assert_int_equal(count, 1);
    assert_int_equal(list[0].person, mother);
    assert_int_equal(list[0].ended.days, DATE_NONE.days);
    refused(w, kin_end(w, list[0].id), ERR_DENIED);
    world_enter(w, "payer");
    assert_true(access_no_kin(w, &mother, 1));
    world_enter(w, "security");
    assert_true(kin_end(w, list[0].id));
    refused(w, kin_end(w, list[0].id), ERR_NOT_FOUND);
    assert_true(account_bind(w, STR("clerk"), 0));
    world_enter(w, "clerk");
    assert_true(access_no_kin(w, (int64_t[]){mother, himself}, 2));
}

static void the_store_keeps_relatives(void **state)
{
    static const char *const attacks[] = {
        "DELETE FROM kin", "UPDATE kin SET person = 1", "UPDATE kin SET relation = 'x'",
        "DELETE FROM account_person", "UPDATE account_person SET person = 1"};
    Work *w = *state;
    int64_t id;
    world_enter(w, "security");
    assert_true(account_bind(w, STR("clerk"), 40));
    assert_true(
        kin_file(w, &(Kin){.account = STR("clerk"), .person = 41, .relation = STR("m")}, &id));
    for (size_t i = 0; i < COUNT_OF(attacks); i++)
        refused(w, db_define(w, str_of(attacks[i])), ERR_CONFLICT);
}

/* ---- the first account ---------------------------------------------------------------------- */

static void the_link_works_once(void **state)
{
    Work *w = *state;
    Str first, token, session;
    bool needed;
    Account a;
    assert_true(setup_is_needed(w, &needed) && needed);
    assert_true(setup_begin(w, &first));
    assert_true(setup_begin(w, &token));
    refused(w, setup_holds(w, first), ERR_DENIED); /* the last one printed counts */
    assert_true(setup_holds(w, token));
    Setup setup = {.token = token, .account = STR("system"), .password = PASSWORD};
    refused(w, setup_finish(w, &(Setup){token, STR("system"), STR("S"), STR("short")}), ERR_INPUT);
    refused(w, setup_finish(w, &(Setup){token, STR("clerk"), STR("S"), PASSWORD}), ERR_CONFLICT);
    refused(w, setup_finish(w, &(Setup){token, STR("nobody"), STR("S"), PASSWORD}), ERR_DENIED);
    assert_true(setup_finish(w, &setup));
    refused(w, setup_holds(w, token), ERR_DENIED);
    refused(w, setup_finish(w, &setup), ERR_DENIED);
    refused(w, setup_begin(w, &token), ERR_STATE);
    assert_true(world_login(w, "system", &session));
    assert_true(account_row(w, STR("system"), &a));
    assert_true(a.has_password && !a.must_change);
}

static void the_link_expires(void **state)
{
    Work *w = *state;
    Str token;
    assert_true(setup_begin(w, &token));
    w->now += SETUP_SECONDS - 1;
    assert_true(setup_holds(w, token));
    w->now += 1;
    refused(w, setup_holds(w, token), ERR_DENIED);
}

static void the_link_makes_the_first(void **state)
{
    (void)state;
    Work *w = work_new();
    Str token;
    Account a;
    static const SqlModule *const modules[] = {&audit_sql, &access_sql};
    assert_true(store_open(w, ":memory:", STORE_CREATE, modules, COUNT_OF(modules)));
    assert_true(store_set(w, STR("home"), STR("360203")));
    assert_true(setup_begin(w, &token));
    assert_true(setup_finish(w, &(Setup){token, STR("root"), STR("Root"), PASSWORD}));
    assert_true(account_row(w, STR("root"), &a));
    assert_int_equal(a.duties, DUTY_BIT(DUTY_SYSTEM));
    assert_int_equal(a.scope.n, HOME.n);
    store_close(w->store);
    work_free(w);
}

#define POINT(function) cmocka_unit_test_setup_teardown(function, world_make, world_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        POINT(several_duties_each_in_its_place),
        POINT(administrators_exclude_each_other),
        POINT(nobody_grants_himself),
        POINT(who_may_open_the_first),
        POINT(relatives_are_kept_apart),
        POINT(the_store_keeps_relatives),
        POINT(the_link_works_once),
        POINT(the_link_expires),
        cmocka_unit_test(the_link_makes_the_first),
    };
    return cmocka_run_group_tests_name("access/duty", tests, NULL, NULL);
}
