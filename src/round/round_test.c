/* A month in the browser over a small world: two old people, closed, drafted, signed by three
 * hands, sent, answered with one row back, mended, and paid again. Each page is asked by who may,
 * by who may not, and by somebody who sees a part of the district. */
#include "round/words.def"
#include "web/test.h"

#include "payment/world.def"
#include "round/round_test.def"

#define CARD_3 "6222000000000000038"
#define BOUNDARY "----month"

static Browser month_open(void)
{
    Browser browser;
    World world = world_open(LAW_OLD_AGE, "");
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home,bank_account\n"
                 "Yi,1932-11-20," PERSON_YI ",360203001001," CARD_1 "\n"
                 "Bing,1934-01-08," PERSON_BING ",360203100001," CARD_2 "\n");
    world_clock(&world, "2023-12-20");
    world_import(&world, "enrolment",
                 "affair,citizen_id,applied,decided,reason\n"
                 "old_age_allowance," PERSON_YI ",2023-01-05,2023-01-10,registered\n"
                 "old_age_allowance," PERSON_BING ",2023-01-05,2023-01-10,registered\n");
    assert_true(
        account_create(world.w, STR("town"), STR("town"), DUTY_CLERK, (Division){360203100000}));
    assert_true(account_create(world.w, STR("auditor"), STR("auditor"), DUTY_AUDITOR,
                               (Division){360203000000}));
    world_clock(&world, "2024-01-28");
    browser_open(&browser, world, "clerk");
    return browser;
}

static void month_end(Browser *browser)
{
    world_close(&browser->world);
}

static WebAnswer get(Browser *b, const char *address)
{
    return browser_get(b, str_of(address));
}

static WebAnswer post(Browser *b, const char *address, const char *form)
{
    return browser_post(b, str_of(address), form);
}

static void shows(Browser *b, const char *address, const char *text)
{
    WebAnswer answer = get(b, address);
    if (answer.status != 200) fail_msg("%s: %d", address, answer.status);
    if (!answer_shows(answer, text)) fail_msg("%s does not show: %s", address, text);
}

static void becomes(Browser *b, const char *address, const char *form, int status)
{
    WebAnswer answer = post(b, address, form);
    if (answer.status != status)
        fail_msg("%s %s: %d, not %d\n%.*s", address, form, answer.status, status,
                 STR_ARG(answer.html));
}

static BatchState state_of(Browser *b, int64_t id)
{
    Batch batch;
    assert_true(batch_row(b->world.w, id, &batch));
    return batch.state;
}

static Month closed(Browser *b)
{
    Month month;
    assert_true(payment_last_closed(b->world.w, &month));
    return month;
}

/* A month's way to the bank: 1 is the batch's number. */
static void pay_month(Browser *b, const char *month, int64_t id)
{
    Arena *arena = b->world.w->arena;
    const char *draft = str_z(arena, format(arena, "/batches/draft?month=%s", month));
    const char *act = str_z(arena, format(arena, "/batch/%lld/act", (long long)id));
    browser_login(b, "clerk");
    becomes(b, draft, "", 303);
    assert_int_equal(state_of(b, id), BATCH_DRAFT);
    browser_login(b, "checker");
    becomes(b, act, "act=check", 303);
    browser_login(b, "approver");
    becomes(b, act, "act=approve", 303);
    browser_login(b, "payer");
    becomes(b, act, "act=send", 303);
    assert_int_equal(state_of(b, id), BATCH_SENT);
}

static WebAnswer answer_send(Browser *b, const char *address, const char *file)
{
    Arena *arena = b->world.w->arena;
    Str body = format(arena,
                      "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"file\"; "
                      "filename=\"answer.csv\"\r\nContent-Type: text/csv\r\n\r\n%s\r\n--" BOUNDARY
                      "--\r\n",
                      file);
    return browser_send(b, str_of(address), STR("multipart/form-data; boundary=" BOUNDARY), body);
}

/* ---- close -------------------------------------------------------------------------------- */

static void a_month_is_tried_and_closed(void **state)
{
    (void)state;
    Browser b = month_open();
    shows(&b, "/month/2024-01", SAY_NO_CLOSE_NOTE);
    shows(&b, "/month/2024-01/close", SAY_DO_TRY);
    becomes(&b, "/month/2024-01/try", "", 303);
    assert_int_equal(closed(&b).n, MONTH_NONE.n);
    becomes(&b, "/month/2024-01/close", "", 303);
    assert_int_equal(closed(&b).n, month_of(2024, 1).n);
    assert_int_equal(world_posted(&b.world).fen, 20000);
    becomes(&b, "/month/2024-01/close", "", 303);
    assert_int_equal(world_posted(&b.world).fen, 20000); /* twice posts nothing */
    shows(&b, "/month/2024-01/close?posted=0", SAY_CLOSED_NOTHING);
    shows(&b, "/month/2024-01", "200.00");
    becomes(&b, "/month/2024-02/close", "", 409); /* it has not begun */
    becomes(&b, "/month/2019-01/close", "", 404);
    month_end(&b);
}

static void only_a_clerk_of_the_county_closes(void **state)
{
    static const char *const others[] = {"checker", "approver", "payer", "auditor"};
    (void)state;
    Browser b = month_open();
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        browser_login(&b, others[i]);
        becomes(&b, "/month/2024-01/try", "", 403);
        becomes(&b, "/month/2024-01/close", "", 403);
        shows(&b, "/month/2024-01/close", SAY_CLOSE_BY_CLERK);
    }
    browser_login(&b, "town");
    becomes(&b, "/month/2024-01/close", "", 403);
    becomes(&b, "/month/2024-01/try", "", 403);
    assert_int_equal(get(&b, "/month/2024-01/close").status, 200);
    assert_int_equal(closed(&b).n, MONTH_NONE.n);
    month_end(&b);
}

/* ---- to the bank and back ----------------------------------------------------------------- */

static void three_hands_sign(void **state)
{
    (void)state;
    Browser b = month_open();
    world_close_month(&b.world, "2024-01");
    browser_login(&b, "clerk"); /* hours have passed */
    shows(&b, "/batches?month=2024-01", SAY_DO_DRAFT);
    becomes(&b, "/batches/draft?month=2024-01", "", 303);
    shows(&b, "/batch/1", SAY_BY_CHECKER);
    shows(&b, "/batch/1", SAY_NEXT_CHECK);
    becomes(&b, "/batch/1/act", "act=check", 422); /* not his duty */
    becomes(&b, "/batch/1/act", "act=fly", 400);
    becomes(&b, "/batch/9/act", "act=check", 404);
    browser_login(&b, "approver");
    becomes(&b, "/batch/1/act", "act=approve", 422); /* not yet */
    browser_login(&b, "checker");
    becomes(&b, "/batch/1/act", "act=check", 303);
    shows(&b, "/batch/1", SAY_NEXT_APPROVE);
    becomes(&b, "/batch/1/act", "act=check", 422);
    becomes(&b, "/batch/1/act", "act=cancel&reason=", 422);
    becomes(&b, "/batches/draft?month=2024-01", "", 403);
    assert_int_equal(state_of(&b, 1), BATCH_CHECKED);
    becomes(&b, "/batch/1/act", "act=cancel&reason=wrong", 303);
    assert_int_equal(state_of(&b, 1), BATCH_CANCELLED);
    shows(&b, "/batch/1", SAY_NEXT_CANCELLED);
    month_end(&b);
}

static void what_came_back_is_mended_and_paid(void **state)
{
    (void)state;
    Browser b = month_open();
    World *world = &b.world;
    world_close_month(world, "2024-01");
    pay_month(&b, "2024-01", 1);
    WebAnswer file = post(&b, "/batch/1/file", "format=csv");
    assert_int_equal(file.status, 200);
    assert_true(answer_shows(file, CARD_1)); /* for the bank, in the clear */
    becomes(&b, "/batch/1/file", "format=doc", 400);
    WebAnswer bad = answer_send(&b, "/batch/1/answer", ANSWER_BAD);
    assert_int_equal(bad.status, 422);
    assert_int_equal(state_of(&b, 1), BATCH_SENT);
    becomes(&b, "/batch/1/answer", "", 422); /* no file */
    WebAnswer good = answer_send(&b, "/batch/1/answer", ANSWER_ONE_BACK);
    if (good.status != 303) fail_msg("%d %.*s", good.status, STR_ARG(good.html));
    assert_int_equal(state_of(&b, 1), BATCH_SETTLED);
    shows(&b, "/batch/1", SAY_MEND_THE_ACCOUNT);
    shows(&b, "/batches", SAY_MEND_THE_ACCOUNT);
    shows(&b, "/batch/1/rows?state=returned", "0012");
    assert_false(answer_shows(get(&b, "/batch/1/rows"), CARD_1)); /* on a page, masked */
    world_enter(world, "clerk");
    world_clock(world, "2024-02-02");
    world_import(world, "person.account", "citizen_id,bank_account\n" PERSON_YI "," CARD_3 "\n");
    world_close_month(world, "2024-02");
    browser_login(&b, "payer");
    shows(&b, "/batches", SAY_NEXT_DRAFT);
    pay_month(&b, "2024-02", 2);
    Batch batch;
    assert_true(batch_row(world->w, 2, &batch));
    assert_int_equal(batch.total.fen, 10000 + 20000); /* January's once more, and February's */
    month_end(&b);
}

static void only_a_payer_meets_the_bank(void **state)
{
    static const char *const others[] = {"clerk", "checker", "approver", "auditor", "town"};
    (void)state;
    Browser b = month_open();
    world_close_month(&b.world, "2024-01");
    pay_month(&b, "2024-01", 1);
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        browser_login(&b, others[i]);
        becomes(&b, "/batch/1/file", "format=csv", 403);
        assert_int_equal(answer_send(&b, "/batch/1/answer", ANSWER_ONE_BACK).status, 403);
        assert_int_equal(get(&b, "/batch/1").status, 200);
    }
    assert_int_equal(state_of(&b, 1), BATCH_SENT);
    month_end(&b);
}

/* ---- debts -------------------------------------------------------------------------------- */

static void a_debt_is_planned_repaid_and_waived(void **state)
{
    (void)state;
    Browser b = month_open();
    World *world = &b.world;
    Money owed;
    PersonId yi = world_person(world, PERSON_YI);
    Str address = format(world->w->arena, "/recovery/old_age_allowance/%lld", (long long)yi.n);
    const char *debt = str_z(world->w->arena, address);
    world_close_month(world, "2024-01");
    pay_month(&b, "2024-01", 1);
    world_enter(world, "payer");
    assert_true(batch_settle(world->w, 1));
    world_enter(world, "clerk");
    world_import(world, "person.death", "citizen_id,death_date\n" PERSON_YI ",2023-12-15\n");
    world_close_month(world, "2024-02");
    browser_login(&b, "clerk");
    shows(&b, "/recovery", debt);
    shows(&b, debt, SAY_DEBT_BY);
    becomes(&b, debt, "act=plan&parts=2&from=2024-03&way=cash&reason=x", 403);
    browser_login(&b, "approver");
    becomes(&b, debt, "act=plan&parts=0&from=2024-03&way=cash&reason=x", 422);
    becomes(&b, debt, "act=plan&parts=2&from=2024-03&way=cash&reason=", 422);
    becomes(&b, debt, "act=plan&parts=2&from=2024-03&way=cash&reason=agreed", 303);
    becomes(&b, debt, "act=repay&amount=10&note=R1", 422); /* a payer's */
    browser_login(&b, "payer");
    becomes(&b, debt, "act=repay&amount=60&note=R1", 303);
    becomes(&b, debt, "act=repay&amount=1000&note=R2", 422);
    browser_login(&b, "approver");
    becomes(&b, debt, "act=waive&amount=40&note=gone", 303);
    assert_true(
        ledger_balance(world->w, ACCOUNT_RECEIVABLE, STR("old_age_allowance"), yi.n, &owed));
    assert_int_equal(owed.fen, 0);
    shows(&b, debt, SAY_OWES_NO_MORE);
    shows(&b, "/month/2024-02/changes", SAY_CAUSE_OF_DEATH);
    shows(&b, "/month/2024-02", SAY_CAUSE_OF_DEATH);
    month_end(&b);
}

/* ---- person by person --------------------------------------------------------------------- */

static void each_fen_is_followed_to_the_bank(void **state)
{
    (void)state;
    Browser b = month_open();
    World *world = &b.world;
    PersonId yi = world_person(world, PERSON_YI);
    const char *own =
        str_z(world->w->arena, format(world->w->arena, "\"/person/%lld\"", (long long)yi.n));
    world_close_month(world, "2024-01");
    browser_login(&b, "clerk");
    shows(&b, "/month/2024-01/reconcile", "/month/2024-01/traced");
    shows(&b, "/month/2024-01/traced", SAY_NOT_BATCHED);
    shows(&b, "/month/2024-01/traced?only=unbatched", own);
    pay_month(&b, "2024-01", 1);
    shows(&b, "/month/2024-01/traced", own);
    shows(&b, "/month/2024-01/traced", "/why");
    shows(&b, "/month/2024-01/traced?text=Yi", own);
    shows(&b, "/month/2024-01/traced?only=differs", SAY_NO_TRACED);
    shows(&b, "/month/2024-01/traced?only=unbatched", SAY_NO_TRACED);
    assert_false(answer_shows(get(&b, "/month/2024-01/traced?text=Bing"), own));
    browser_login(&b, "auditor");
    shows(&b, "/month/2024-01/traced", own);
    browser_login(&b, "town");
    assert_int_equal(get(&b, "/month/2024-01/traced").status, 403);
    month_end(&b);
}

static void what_is_held_becomes_cases(void **state)
{
    (void)state;
    Browser b = month_open();
    World *world = &b.world;
    world_close_month(world, "2024-01");
    world_import(world, "decision",
                 "affair,citizen_id,kind,decided,effective_month,reason\n"
                 "old_age_allowance," PERSON_YI "," KIND_SUSPEND ",2024-01-20,2024-01,unseen\n");
    browser_login(&b, "clerk");
    shows(&b, "/holds", SAY_HELD_CHOOSE);
    shows(&b, "/holds?affair=old_age_allowance", SAY_HELD_EFFECT);
    becomes(&b, "/holds/propose", "affair=nothing", 404);
    becomes(&b, "/holds/propose", "affair=old_age_allowance", 500); /* its law has no procedure */
    browser_login(&b, "payer");
    becomes(&b, "/holds/propose", "affair=old_age_allowance", 403);
    month_end(&b);
}

/* ---- who sees what ------------------------------------------------------------------------ */

static void a_town_sees_its_own(void **state)
{
    (void)state;
    Browser b = month_open();
    World *world = &b.world;
    PersonId yi = world_person(world, PERSON_YI), bing = world_person(world, PERSON_BING);
    const char *other =
        str_z(world->w->arena, format(world->w->arena, "\"/person/%lld\"", (long long)yi.n));
    const char *own =
        str_z(world->w->arena, format(world->w->arena, "\"/person/%lld\"", (long long)bing.n));
    static const char *const pages[] = {"/month/2024-01",
                                        "/month/2024-01/changes",
                                        "/month/2024-01/funds",
                                        "/month/2024-01/reviews",
                                        "/month/2024-01/reconcile",
                                        "/batches",
                                        "/batch/1",
                                        "/batch/1/rows",
                                        "/recovery",
                                        "/holds",
                                        "/affair/old_age_allowance/2024-01"};
    world_close_month(world, "2024-01");
    pay_month(&b, "2024-01", 1);
    browser_login(&b, "town");
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        WebAnswer answer = get(&b, pages[i]);
        if (answer.status != 200) fail_msg("%s: %d", pages[i], answer.status);
        if (answer_shows(answer, other)) fail_msg("%s shows somebody else's", pages[i]);
        if (answer_shows(answer, "200.00")) fail_msg("%s shows everybody's sum", pages[i]);
    }
    shows(&b, "/affair/old_age_allowance/2024-01", own);
    shows(&b, "/batch/1/rows", own);
    shows(&b, "/month/2024-01", "100.00");
    WebAnswer file = get(&b, "/affair/old_age_allowance/2024-01/export?format=csv");
    assert_int_equal(file.status, 200);
    assert_false(answer_shows(file, "Y*"));
    becomes(&b, "/month/2024-01/reconcile", "", 403);
    const char *debt =
        str_z(world->w->arena,
              format(world->w->arena, "/recovery/old_age_allowance/%lld", (long long)yi.n));
    assert_int_equal(get(&b, debt).status, 404);
    month_end(&b);
}

static void lists_are_narrowed(void **state)
{
    (void)state;
    Browser b = month_open();
    World *world = &b.world;
    world_close_month(world, "2024-01");
    browser_login(&b, "clerk"); /* hours have passed */
    PersonId yi = world_person(world, PERSON_YI);
    const char *own =
        str_z(world->w->arena, format(world->w->arena, "\"/person/%lld\"", (long long)yi.n));
    shows(&b, "/affair/old_age_allowance/2024-01?town=360203001000", own);
    assert_false(answer_shows(get(&b, "/affair/old_age_allowance/2024-01?town=360203100000"), own));
    shows(&b, "/affair/old_age_allowance/2024-01?text=Nobody", SAY_WIDEN);
    shows(&b, "/affair/old_age_allowance/2024-01?set=missed", SAY_NOBODY_HERE);
    shows(&b, "/month/2024-01/funds", "200.00");
    shows(&b, "/month/2024-02/changes", SAY_NO_CHANGES);
    becomes(&b, "/month/2024-01/reconcile", "", 303);
    assert_int_equal(get(&b, "/affair/nothing/2024-01").status, 404);
    assert_int_equal(get(&b, "/batch/77").status, 404);
    assert_int_equal(get(&b, "/batch/77/rows").status, 404);
    assert_int_equal(get(&b, "/month/2030-01/funds").status, 404);
    assert_true(get(&b, "/affair/old_age_allowance/2024-01/export?format=xlsx").html.len > 500);
    month_end(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_month_is_tried_and_closed),
        cmocka_unit_test(only_a_clerk_of_the_county_closes),
        cmocka_unit_test(three_hands_sign),
        cmocka_unit_test(what_came_back_is_mended_and_paid),
        cmocka_unit_test(only_a_payer_meets_the_bank),
        cmocka_unit_test(a_debt_is_planned_repaid_and_waived),
        cmocka_unit_test(each_fen_is_followed_to_the_bank),
        cmocka_unit_test(what_is_held_becomes_cases),
        cmocka_unit_test(a_town_sees_its_own),
        cmocka_unit_test(lists_are_narrowed),
    };
    return cmocka_run_group_tests_name("round", tests, NULL, NULL);
}
