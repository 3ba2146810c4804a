/* 系统 through the browser: accounts opened, given duties, locked out, closed; the three
 * administrators kept apart; sessions ended by force; relatives filed; a division merged; settings;
 * a tampered row found; a backup made, proved and taken. */
#include "payment/world.def"
#include "web/test.h"

#define LAW LAW_OLD_AGE

static void account(World *world, const char *name, Duty duty)
{
    assert_true(
        account_create(world->w, str_of(name), str_of(name), duty, (Division){360203000000}));
}

static Browser bureau_open(void)
{
    Browser browser;
    World world = world_open(LAW, "");
    world_clock(&world, "2024-03-04");
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home\nA B,1932-11-20," PERSON_YI ",360203001001\n");
    world.w->actor = NULL;
    account(&world, "admin", DUTY_SYSTEM);
    account(&world, "safe", DUTY_SECURITY);
    account(&world, "auditor", DUTY_AUDITOR);
    browser_open(&browser, world, "admin");
    return browser;
}

static void done(Browser *b, const char *who, const char *address, const char *form)
{
    browser_login(b, who);
    WebAnswer answer = browser_post(b, str_of(address), form);
    if (answer.status != 303)
        fail_msg("%s as %s: %d %.*s", address, who, answer.status, STR_ARG(answer.html));
}

static void refused(Browser *b, const char *who, const char *address, const char *form, int status)
{
    browser_login(b, who);
    WebAnswer answer = browser_post(b, str_of(address), form);
    if (answer.status != status) fail_msg("%s as %s: %d", address, who, answer.status);
}

static WebAnswer seen(Browser *b, const char *who, const char *address)
{
    browser_login(b, who);
    WebAnswer answer = browser_get(b, str_of(address));
    if (answer.status != 200) fail_msg("%s as %s: %d", address, who, answer.status);
    return answer;
}

static void an_account_from_opening_to_closing(void **state)
{
    (void)state;
    Account a;
    Browser b = bureau_open();
    Work *w = b.world.w;
    WebAnswer answer = browser_post(&b, STR("/office/accounts"), "account=zhao&name=Zhao");
    assert_int_equal(answer.status, 200);
    assert_true(answer_shows(answer, "zhao"));
    assert_true(account_row(w, STR("zhao"), &a));
    assert_true(a.must_change && a.grant_count == 0);
    refused(&b, "admin", "/office/accounts", "account=zhao&name=Zhao", 422); /* taken */
    refused(&b, "admin", "/office/account/zhao/grant", "duty=clerk&division=360203", 403);
    done(&b, "safe", "/office/account/zhao/grant", "duty=clerk&division=360203");
    refused(&b, "safe", "/office/account/zhao/grant", "duty=auditor&division=360203", 422);
    refused(&b, "safe", "/office/account/zhao/grant", "duty=checker&division=110000", 422);
    refused(&b, "safe", "/office/account/safe/grant", "duty=security&division=360203001", 422);
    refused(&b, "safe", "/office/accounts", "account=qian&name=Qian", 403);
    assert_true(answer_shows(seen(&b, "auditor", "/office/account/zhao"), "360203"));
    done(&b, "safe", "/office/account/zhao/revoke", "grant=clerk%3A360203000000");
    done(&b, "admin", "/office/account/zhao/close", "");
    assert_true(account_row(w, STR("zhao"), &a));
    assert_true(a.closed);
    refused(&b, "admin", "/office/account/nobody/close", "", 404);
    world_close(&b.world);
}

static void sessions_are_ended_by_force(void **state)
{
    (void)state;
    SessionRow *rows;
    size_t count;
    Browser b = bureau_open();
    Work *w = b.world.w;
    Str held = b.token; /* admin's */
    browser_login(&b, "safe");
    assert_true(session_list(w, STR("admin"), &rows, &count));
    assert_int_equal(count, 1);
    assert_true(answer_shows(browser_get(&b, STR("/office/sessions")), "admin"));
    Str form = format(w->arena, "choice=%lld", (long long)rows[0].id);
    WebAnswer answer = browser_post(&b, STR("/office/sessions"), form.ptr);
    assert_int_equal(answer.status, 303);
    b.token = held;
    answer = browser_get(&b, STR("/office"));
    assert_int_equal(answer.status, 303);
    refused(&b, "safe", "/office/sessions", "", 422);
    refused(&b, "admin", "/office/sessions", form.ptr, 403);
    world_close(&b.world);
}

static void relatives_are_filed_by_oneself(void **state)
{
    (void)state;
    Kin *rows;
    size_t count;
    Browser b = bureau_open();
    done(&b, "clerk", "/account/kin", "number=" PERSON_YI "&relation=parent");
    refused(&b, "clerk", "/account/kin", "number=360203198005010119&relation=parent", 422);
    assert_true(kin_list(b.world.w, STR("clerk"), &rows, &count));
    assert_int_equal(count, 1);
    WebAnswer answer = seen(&b, "safe", "/office/kin");
    assert_true(answer_shows(answer, "clerk"));
    assert_false(answer_shows(answer, PERSON_YI));
    done(&b, "safe", "/office/kin", "choice=1");
    done(&b, "safe", "/office/account/clerk/person", "number=" PERSON_YI);
    world_close(&b.world);
}

static void a_division_is_merged(void **state)
{
    (void)state;
    DivisionRow home, *towns;
    size_t count;
    Browser b = bureau_open();
    Work *w = b.world.w;
    assert_true(division_by_code(w, (Division){360203000000}, &home));
    assert_true(division_children(w, home.id, &towns, &count));
    assert_true(count >= 2);
    Str address = format(w->arena, "/office/division/%lld/merge", (long long)home.id);
    Str form = format(w->arena, "which=%lld&target=%lld&day=2024-03-01&document=12",
                      (long long)towns[0].id, (long long)towns[1].id);
    assert_int_equal(seen(&b, "admin", address.ptr).status, 200);
    refused(&b, "safe", address.ptr, form.ptr, 403);
    refused(&b, "admin", address.ptr, "which=1&day=2024-03-01", 422);
    done(&b, "admin", address.ptr, form.ptr);
    DivisionRow ended;
    assert_true(division_by_id(w, towns[0].id, &ended));
    assert_int_equal(ended.successor, towns[1].id);
    Str shown = format(w->arena, "/office/division/%lld", (long long)towns[0].id);
    assert_true(answer_shows(seen(&b, "auditor", shown.ptr), "2024-03-01"));
    world_close(&b.world);
}

static void settings_are_kept(void **state)
{
    (void)state;
    BankDebtor debtor;
    int64_t days;
    Browser b = bureau_open();
    done(&b, "admin", "/office/settings/debtor", "name=Bureau&account=622200001&bank=102421000001");
    assert_true(bank_debtor(b.world.w, &debtor));
    assert_str(debtor.name, "Bureau");
    done(&b, "admin", "/office/settings/log", "days=365");
    assert_true(access_log_days(b.world.w, &days));
    assert_int_equal(days, 365);
    refused(&b, "admin", "/office/settings/log", "days=30", 422); /* less than the law wants */
    refused(&b, "admin", "/office/settings/first-month", "month=soon", 422);
    refused(&b, "auditor", "/office/settings/log", "days=365", 403);
    world_close(&b.world);
}

/* The secret of a one-time code: a picture and groups of four, also after a wrong code. */
static void a_code_is_shown_as_a_picture(void **state)
{
    (void)state;
    Browser b = bureau_open();
    browser_login(&b, "auditor");
    const char *const posts[][2] = {{"/account/code", ""}, {"/account/code/confirm", "code=1"}};
    Str secret = STR("");
    for (size_t i = 0; i < COUNT_OF(posts); i++) {
        WebAnswer answer = browser_post(&b, str_of(posts[i][0]), posts[i][1]);
        assert_int_equal(answer.status, i ? 422 : 200);
        ptrdiff_t at = str_find(answer.html, STR("<b class=\"code\">"));
        assert_true(at > 0 && answer_shows(answer, "<svg class=\"qr\""));
        Str shown = str_from(answer.html, (size_t)at + sizeof "<b class=\"code\">" - 1);
        shown.len = 8 * 5 - 1; /* 32 letters in groups of four */
        for (size_t k = 4; k < shown.len; k += 5)
            assert_int_equal(shown.ptr[k], ' ');
        assert_true(!i || str_equal(secret, shown));
        secret = shown;
        assert_false(answer_shows(answer, "otpauth:"));
    }
    world_close(&b.world);
}

/* The auditor proves the store; then somebody changes a row behind its back. */
static void a_tampered_row_is_found(void **state)
{
    (void)state;
    Browser b = bureau_open();
    Work *w = b.world.w;
    browser_login(&b, "auditor");
    WebAnswer answer = browser_post(&b, STR("/office/proof"), "");
    assert_int_equal(answer.status, 303);
    assert_true(str_starts(answer.location, STR("/job/")));
    assert_true(db_define(w, STR("DROP TRIGGER act_not_updated")));
    assert_true(db_run(db_prepare_text(w, STR("UPDATE act SET detail = 'x' WHERE id = 2"))));
    int64_t acts;
    assert_false(audit_verify(w, &acts));
    assert_true(str_find(w->error.sentence, STR("2")) >= 0);
    w->error = (Error){.code = ERR_NONE};
    assert_true(answer_shows(seen(&b, "auditor", "/office/act/2"), "x"));
    answer = browser_get(&b, STR("/office/log"));
    assert_int_equal(answer.status, 200);
    assert_true(str_starts(answer.html, STR("doudi audit log 1\n")));
    world_close(&b.world);
}

static void administrators_have_their_own_pages(void **state)
{
    (void)state;
    static const char *const closed[] = {"/cases",           "/search?q=a", "/registers",
                                         "/register/person", "/cockpit",    "/person/1",
                                         "/month/2024-01"};
    Browser b = bureau_open();
    for (int i = 0; i < 2; i++) {
        WebAnswer desk = seen(&b, i ? "safe" : "admin", "/desk");
        assert_false(answer_shows(desk, "href=\"/cases") || answer_shows(desk, "href=\"/search"));
        assert_false(answer_shows(desk, "action=\"/search") || answer_shows(desk, "href=\"/month"));
        assert_true(answer_shows(desk, "href=\"/office\""));
        WebAnswer first = browser_get(&b, STR("/"));
        assert_int_equal(first.status, 303);
        assert_str(first.location, "/desk");
        for (size_t k = 0; k < COUNT_OF(closed); k++)
            assert_int_equal(browser_get(&b, str_of(closed[k])).status, 403);
    }
    WebAnswer acts = seen(&b, "safe", "/office/acts");
    assert_false(answer_shows(acts, "href=\"/person/") || answer_shows(acts, "href=\"/case/"));
    world_close(&b.world);
}

static void every_page_is_shown(void **state)
{
    (void)state;
    static const char *const addresses[] = {
        "/office",
        "/office/accounts",
        "/office/sessions",
        "/office/kin",
        "/office/standards",
        "/office/laws",
        "/office/acts",
        "/office/act/1",
        "/office/lookups",
        "/office/looks",
        "/office/proof",
        "/office/imports",
        "/office/jobs",
        "/office/backups",
        "/office/settings",
        "/office/divisions",
        "/account/kin",
        "/office/acts?actor=clerk&kind=import&from=2024-01-01&to=2024-12-31",
        "/office/lookups?kind=search",
        "/office/looks?subject=person%3A1"};
    Browser b = bureau_open();
    for (size_t i = 0; i < COUNT_OF(addresses); i++)
        assert_false(answer_shows(seen(&b, "auditor", addresses[i]), PERSON_YI));
    assert_false(answer_shows(seen(&b, "auditor", "/office/looks"), "settings<")); /* in words */
    browser_login(&b, "auditor");
    assert_int_equal(browser_get(&b, STR("/office/acts?from=x")).status, 400);
    assert_int_equal(browser_get(&b, STR("/office/backup/passwd")).status, 404);
    assert_int_equal(browser_get(&b, STR("/office/law/99")).status, 404);
    world_close(&b.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_account_from_opening_to_closing),
        cmocka_unit_test(sessions_are_ended_by_force),
        cmocka_unit_test(relatives_are_filed_by_oneself),
        cmocka_unit_test(a_division_is_merged),
        cmocka_unit_test(settings_are_kept),
        cmocka_unit_test(a_code_is_shown_as_a_picture),
        cmocka_unit_test(a_tampered_row_is_found),
        cmocka_unit_test(administrators_have_their_own_pages),
        cmocka_unit_test(every_page_is_shown),
    };
    return cmocka_run_group_tests_name("office", tests, NULL, NULL);
}
