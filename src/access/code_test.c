/* One-time codes, recovery codes, and the log of what was looked at. */
#include "access/fixture.h"
#include "base/test.h"
#include "db/db.h"

#include <string.h>

static void refused(Work *w, bool done, ErrorCode code)
{
    assert_false(done);
    assert_int_equal(w->error.code, code);
    w->error = (Error){0};
}

/* The secret of RFC 6238, appendix B, in the store as if it had been enrolled. */
static void known_secret(Work *w)
{
    Str sealed;
    assert_true(secret_seal(w, STR("12345678901234567890"), &sealed));
    assert_true(
        db_define(w, format(w->arena, "UPDATE login_code SET sealed = '%.*s'", STR_ARG(sealed))));
}

static bool login_with(Work *w, const char *code)
{
    Str token;
    Login login = {.account = STR("clerk"), .password = PASSWORD, .code = str_of(code)};
    w->error = (Error){0};
    return session_open(w, &login, &token);
}

static void enrol(Work *w, int64_t instant, const char *code, Str recovery[RECOVERY_CODES])
{
    CodeSecret secret;
    world_password(w, "clerk");
    world_enter(w, "clerk");
    assert_true(code_enrol(w, &secret));
    known_secret(w);
    assert_true(code_enrol(w, &secret)); /* shown again, not made anew */
    assert_str(secret.secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_true(str_starts(secret.uri, STR("otpauth://totp/%E5%85%9C%E5%BA%95:clerk?secret=GEZD")));
    w->now = instant;
    refused(w, code_confirm(w, STR("000000"), recovery), ERR_INPUT);
    assert_true(code_confirm(w, str_of(code), recovery));
}

/* RFC 6238, appendix B (SHA-1), the last six of eight digits. */
static void codes_of_the_standard(void **state)
{
    static const struct {
        int64_t instant;
        const char *code;
    } rows[] = {{1111111111, "050471"},
                {1234567890, "005924"},
                {2000000000, "279037"},
                {20000000000, "353130"}};
    Work *w = *state;
    Str recovery[RECOVERY_CODES];
    enrol(w, 1111111109, "081804", recovery);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        w->now = rows[i].instant;
        assert_true(login_with(w, rows[i].code));
    }
}

static void a_code_is_taken_once(void **state)
{
    Work *w = *state;
    Str recovery[RECOVERY_CODES];
    enrol(w, 1111111109, "081804", recovery);
    refused(w, login_with(w, "081804"), ERR_DENIED); /* confirmed with it */
    refused(w, login_with(w, ""), ERR_STATE);
    refused(w, login_with(w, "123456"), ERR_DENIED);
    w->now = 1234567890;
    assert_true(login_with(w, "005 924"));
    refused(w, login_with(w, "005924"), ERR_DENIED);
    w->now += 3600;
    refused(w, login_with(w, "005924"), ERR_DENIED);
}

static void recovery_codes_are_taken_once(void **state)
{
    Work *w = *state;
    Str recovery[RECOVERY_CODES];
    enrol(w, 1111111109, "081804", recovery);
    for (int i = 0; i < RECOVERY_CODES; i++) {
        assert_int_equal(recovery[i].len, 11);
        assert_true(login_with(w, recovery[i].ptr));
        refused(w, login_with(w, recovery[i].ptr), ERR_DENIED);
    }
    world_enter(w, "payer");
    refused(w, code_remove(w, STR("clerk")), ERR_DENIED);
    world_enter(w, "security");
    assert_true(code_remove(w, STR("clerk")));
    assert_true(login_with(w, ""));
}

static void wrong_codes_lock_too(void **state)
{
    Work *w = *state;
    Str recovery[RECOVERY_CODES];
    enrol(w, 1111111109, "081804", recovery);
    for (int i = 0; i < LOGIN_FAILURES; i++)
        refused(w, login_with(w, "999999"), ERR_DENIED);
    w->now += 60;
    refused(w, login_with(w, recovery[0].ptr), ERR_DENIED);
}

/* ---- the log -------------------------------------------------------------------------------- */

static void the_log_grows_and_is_read(void **state)
{
    Work *w = *state;
    AccessRow rows[100];
    AccessSeen *seen;
    size_t count;
    int64_t all;
    for (int i = 0; i < 100; i++)
        rows[i] = (AccessRow){.instant = NOON + i,
                              .account = 1 + i % 3,
                              .route = STR("person"),
                              .subject = i % 2 ? STR("person:1") : STR("person:2"),
                              .status = 200};
    assert_true(access_log_append(w, rows, 100));
    assert_true(access_log_append(w, rows, 0));
    assert_true(access_log_count(w, &all));
    assert_int_equal(all, 100);
    assert_true(access_log_list(w, &(AccessQuery){.limit = 10}, &seen, &count));
    assert_int_equal(count, 10);
    assert_int_equal(seen[0].row.instant, NOON + 99);
    assert_str(seen[0].account, "village");
    AccessQuery query = {.subject = STR("person:1"), .account = STR("clerk"), .limit = 1000};
    assert_true(access_log_list(w, &query, &seen, &count));
    assert_int_equal(count, 17);
    query = (AccessQuery){.subject = STR("person:1"), .limit = 7};
    assert_true(access_log_list(w, &query, &seen, &count));
    assert_int_equal(count, 7);
    query.before = seen[6].id;
    query.limit = 1000;
    assert_true(access_log_list(w, &query, &seen, &count));
    assert_int_equal(count, 43); /* the next page begins where the first ended */
    query = (AccessQuery){.account = STR("nobody"), .limit = 10};
    assert_true(access_log_list(w, &query, &seen, &count));
    assert_int_equal(count, 0);
    refused(w, db_define(w, STR("UPDATE access_log SET account = 1")), ERR_CONFLICT);
    refused(w, db_define(w, STR("DELETE FROM access_log")), ERR_CONFLICT);
}

static void the_log_goes_with_age(void **state)
{
    Work *w = *state;
    AccessRow rows[] = {{.instant = NOON, .route = STR("a"), .subject = STR("")},
                        {.instant = NOON + 86400, .route = STR("b"), .subject = STR("")}};
    int64_t gone, left;
    assert_true(access_log_append(w, rows, 2));
    assert_true(access_log_purge(w, &gone));
    assert_int_equal(gone, 0);
    world_enter(w, "clerk");
    refused(w, access_log_keep_days(w, 365), ERR_DENIED);
    world_enter(w, "system");
    refused(w, access_log_keep_days(w, 30), ERR_INPUT);
    assert_true(access_log_keep_days(w, 365));
    w->now = NOON + 200 * 86400LL;
    assert_true(access_log_purge(w, &gone));
    assert_int_equal(gone, 0);
    w->now = NOON + 365 * 86400LL + 1;
    assert_true(access_log_purge(w, &gone));
    assert_int_equal(gone, 1);
    assert_true(access_log_count(w, &left));
    assert_int_equal(left, 1);
    refused(w, db_define(w, STR("DELETE FROM access_log_purge")), ERR_CONFLICT);
    refused(w, db_define(w, STR("UPDATE access_log_purge SET before = 9999999999")), ERR_CONFLICT);
}

#define POINT(function) cmocka_unit_test_setup_teardown(function, world_make, world_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        POINT(codes_of_the_standard),         POINT(a_code_is_taken_once),
        POINT(recovery_codes_are_taken_once), POINT(wrong_codes_lock_too),
        POINT(the_log_grows_and_is_read),     POINT(the_log_goes_with_age),
    };
    return cmocka_run_group_tests_name("access/code", tests, NULL, NULL);
}
