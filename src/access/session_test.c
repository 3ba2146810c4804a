/* Logging in and staying in: what opens a session, what ends it, what is counted, and that all
 * threads of a process agree. */
#include "access/fixture.h"
#include "access/room.h"
#include "base/test.h"
#include "db/db.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void refused(Work *w, bool done, ErrorCode code)
{
    assert_false(done);
    assert_int_equal(w->error.code, code);
    assert_true(w->error.sentence.len > 0);
    w->error = (Error){0};
}

static int64_t count_of(Work *w, const char *sql)
{
    int64_t count;
    assert_true(db_scalar(db_prepare_text(w, str_of(sql)), 0, &count));
    return count;
}

/* ---- opening -------------------------------------------------------------------------------- */

static void a_login_is_an_act(void **state)
{
    Work *w = *state;
    Str token;
    Session s;
    Commit head;
    Digest unused;
    ActRow act;
    world_password(w, "clerk");
    assert_true(world_login(w, "clerk", &token));
    assert_int_equal(token.len, 43);
    assert_null(w->actor);
    assert_true(audit_head(w, &head, &unused) && audit_row(w, head, &act));
    assert_str(act.act.kind, "login");
    assert_str(act.actor, "clerk");
    assert_true(session_find(w, token, &s));
    assert_str(s.account, "clerk");
    assert_str(s.from, "10.0.0.1");
    assert_int_equal(s.expires, NOON + SESSION_MOST_SECONDS);
    assert_true(session_enter(w, &s));
    assert_true(access_need(w, DUTY_CLERK));
    assert_string_equal(world_seen(w), "12 13 ");
}

static void the_store_knows_no_token(void **state)
{
    Work *w = *state;
    Str token, stored;
    world_password(w, "clerk");
    assert_true(world_login(w, "clerk", &token));
    Stmt *s = db_prepare_text(w, STR("SELECT token FROM session"));
    assert_true(db_next(s));
    stored = str_copy(w->arena, db_str(s, 0));
    db_reset(s);
    assert_int_equal(stored.len, 32);
    assert_int_equal(str_find(stored, (Str){token.ptr, 8}), -1);
    Session session;
    refused(w, session_find(w, (Str){token.ptr, 42}, &session), ERR_DENIED);
    refused(w, session_find(w, STR(""), &session), ERR_DENIED);
}

static void who_sees_what(void **state)
{
    static const struct {
        const char *account, *sees;
    } rows[] = {{"village", "13 "},
                {"clerk", "12 13 "},
                {"partner", "12 13 "},
                {"checker", "11 12 13 14 15 16 "},
                {"auditor", "11 12 13 14 15 16 "},
                {"system", ""},
                {"security", ""}};
    Work *w = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Str token;
        Session s;
        world_password(w, rows[i].account);
        assert_true(world_login(w, rows[i].account, &token));
        assert_true(session_find(w, token, &s) && session_enter(w, &s));
        assert_string_equal(world_seen(w), rows[i].sees);
        w->scope = NULL;
    }
}

/* ---- failures ------------------------------------------------------------------------------- */

static void wrong(Work *w, const char *account)
{
    Str token;
    Login login = {.account = str_of(account), .password = STR("wrong wrong wrong")};
    refused(w, session_open(w, &login, &token), ERR_DENIED);
}

static void five_wrong_lock(void **state)
{
    static const char *const names[] = {"clerk", "nobody"}; /* told the same */
    Work *w = *state;
    Str token;
    world_password(w, "clerk");
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        Login login = {.account = str_of(names[i]), .password = STR("wrong")};
        assert_false(session_open(w, &login, &token));
        assert_true(str_find(w->error.sentence, STR(" 4 ")) > 0);
        for (int k = 0; k < 3; k++)
            wrong(w, names[i]);
        assert_false(session_open(w, &login, &token));
        assert_true(str_find(w->error.sentence, STR(" 15 ")) > 0);
    }
    refused(w, world_login(w, "clerk", &token), ERR_DENIED); /* even with the right one */
    w->now += LOGIN_WINDOW_SECONDS - 1;
    refused(w, world_login(w, "clerk", &token), ERR_DENIED);
    w->now += 1;
    assert_true(world_login(w, "clerk", &token));
    assert_int_equal(count_of(w, "SELECT count(*) FROM act WHERE kind = 'account_lock'"), 2);
}

static void failures_grow_old(void **state)
{
    Work *w = *state;
    Str token;
    world_password(w, "clerk");
    for (int i = 0; i < 12; i++) {
        wrong(w, "clerk");
        w->now += LOGIN_WINDOW_SECONDS / 3;
    }
    assert_true(world_login(w, "clerk", &token));
    for (int i = 0; i < 4; i++)
        wrong(w, "clerk");
    assert_true(world_login(w, "clerk", &token)); /* and are forgotten */
    for (int i = 0; i < 4; i++)
        wrong(w, "clerk");
    assert_true(world_login(w, "clerk", &token));
}

static void an_administrator_unlocks(void **state)
{
    Work *w = *state;
    Str token;
    Account a;
    world_password(w, "clerk");
    for (int i = 0; i < LOGIN_FAILURES; i++)
        wrong(w, "clerk");
    assert_true(account_row(w, STR("clerk"), &a));
    assert_int_equal(a.locked_until, w->now + LOGIN_WINDOW_SECONDS);
    world_enter(w, "clerk");
    refused(w, account_unlock(w, STR("clerk")), ERR_DENIED);
    world_enter(w, "system");
    assert_true(account_unlock(w, STR("clerk")));
    assert_true(world_login(w, "clerk", &token));
}

static void nobody_else_gets_in(void **state)
{
    Work *w = *state;
    Str token;
    wrong(w, "clerk"); /* without a password */
    world_password(w, "clerk");
    assert_true(account_close(w, STR("clerk")));
    refused(w, world_login(w, "clerk", &token), ERR_DENIED);
    world_enter(w, "system");
    assert_true(account_open(w, STR("new"), STR("New")));
    world_password(w, "new");
    refused(w, world_login(w, "new", &token), ERR_DENIED); /* no duties yet */
}

/* ---- ending --------------------------------------------------------------------------------- */

static void sessions_expire(void **state)
{
    Work *w = *state;
    Str token;
    Session s;
    Sessions *shared = sessions_new();
    world_password(w, "clerk");
    for (int with = 0; with < 2; with++) {
        assert_true(world_login(w, "clerk", &token));
        w->now += SESSION_IDLE_SECONDS - 1;
        assert_true(session_find(w, token, &s));
        w->now += with ? SESSION_IDLE_SECONDS - 1 : 0;
        assert_true(session_find(w, token, &s));
        w->now += SESSION_IDLE_SECONDS;
        refused(w, session_find(w, token, &s), ERR_DENIED);
        if (!with) sessions_share(w->store, shared);
    }
    assert_true(world_login(w, "clerk", &token));
    int64_t end = w->now + SESSION_MOST_SECONDS;
    while (w->now + 600 < end) {
        w->now += 600;
        assert_true(session_find(w, token, &s));
    }
    w->now = end;
    refused(w, session_find(w, token, &s), ERR_DENIED);
    sessions_free(shared);
}

static void closed_is_closed_at_once(void **state)
{
    Work *w = *state;
    Str token;
    Session s;
    SessionRow *rows;
    size_t count;
    Sessions *shared = sessions_new();
    sessions_share(w->store, shared);
    world_password(w, "clerk");
    assert_true(world_login(w, "clerk", &token));
    assert_true(session_find(w, token, &s) && session_enter(w, &s));
    assert_true(db_group_begin(w)); /* not durable yet, and over all the same */
    assert_true(session_close(w, s.token));
    refused(w, session_find(w, token, &s), ERR_DENIED);
    assert_true(db_group_end(w));
    refused(w, session_find(w, token, &s), ERR_DENIED);
    assert_true(world_login(w, "clerk", &token));
    assert_true(session_find(w, token, &s));
    assert_true(session_list(w, STR("clerk"), &rows, &count));
    assert_int_equal(count, 1);
    world_enter(w, "payer");
    refused(w, session_revoke(w, rows[0].id), ERR_DENIED);
    world_enter(w, "security");
    assert_true(session_revoke(w, rows[0].id));
    refused(w, session_revoke(w, rows[0].id), ERR_NOT_FOUND);
    refused(w, session_find(w, token, &s), ERR_DENIED);
    sessions_free(shared);
}

static void changes_of_duties_are_seen(void **state)
{
    Work *w = *state;
    Str token;
    Session s;
    Sessions *shared = sessions_new();
    sessions_share(w->store, shared);
    world_password(w, "clerk");
    assert_true(world_login(w, "clerk", &token));
    assert_true(session_find(w, token, &s));
    world_enter(w, "security");
    assert_true(duty_grant(w, STR("clerk"), &(DutyGrant){DUTY_CLERK, OTHER_TOWN}));
    assert_true(session_find(w, token, &s) && session_enter(w, &s));
    assert_string_equal(world_seen(w), "12 13 14 15 ");
    w->scope = NULL;
    assert_true(account_close(w, STR("clerk")));
    refused(w, session_find(w, token, &s), ERR_DENIED);
    sessions_free(shared);
}

static void a_tree_numbered_anew(void **state)
{
    Work *w = *state;
    Str token;
    Session s;
    Sessions *shared = sessions_new();
    sessions_share(w->store, shared);
    world_password(w, "clerk");
    assert_true(world_login(w, "clerk", &token));
    assert_true(session_find(w, token, &s));
    assert_true(db_define(w, STR("UPDATE numbering SET n = 2;"
                                 "UPDATE division SET first_order = first_order + 2,"
                                 " last_order = last_order + 2 WHERE id IN (2, 3);"
                                 "UPDATE division SET first_order = first_order - 2,"
                                 " last_order = last_order - 2 WHERE id IN (4, 5)")));
    sleep(2); /* the store is asked once a second */
    assert_true(session_find(w, token, &s) && session_enter(w, &s));
    assert_string_equal(world_seen(w), "12 13 ");
    sessions_free(shared);
}

/* ---- passwords ------------------------------------------------------------------------------ */

static void first_passwords_are_changed(void **state)
{
    Work *w = *state;
    Str first, token, other;
    Session s;
    world_enter(w, "clerk");
    refused(w, password_reset(w, STR("payer"), &first), ERR_DENIED);
    world_enter(w, "system");
    assert_true(password_reset(w, STR("clerk"), &first));
    Login login = {.account = STR("clerk"), .password = first};
    assert_true(session_open(w, &login, &other));
    assert_true(session_open(w, &login, &token));
    assert_true(session_find(w, token, &s) && session_enter(w, &s));
    assert_true(s.must_change);
    refused(w, access_need(w, DUTY_CLERK), ERR_DENIED);
    PasswordChange change = {STR("clerk"), STR("not this"), PASSWORD, s.token};
    refused(w, password_change(w, &change), ERR_DENIED);
    change.old = first;
    change.fresh = first;
    refused(w, password_change(w, &change), ERR_INPUT);
    change.fresh = PASSWORD;
    assert_true(password_change(w, &change));
    assert_true(session_find(w, token, &s) && session_enter(w, &s));
    assert_false(s.must_change);
    assert_true(access_need(w, DUTY_CLERK));
    refused(w, session_find(w, other, &s), ERR_DENIED);
    change.account = STR("payer");
    refused(w, password_change(w, &change), ERR_DENIED);
    assert_true(world_login(w, "clerk", &token));
}

static void weak_passwords_are_refused(void **state)
{
    static const char *const weak[] = {
        "", "short", "aaaaaaaaaaaa", "1234567890", "Password2024", "my-clerk-2024", "abcdefghijk"};
    static const char *const good[] = {"correct horse 42", "\xe6\x88\x91\xe5\xae\xb6\xe9\x97\xa8"
                                                           "\xe5\x89\x8d\xe6\x9c\x89\xe4\xb8\x80"
                                                           "\xe6\xa3\xb5\xe6\xa0\x91\xe5\x8f\xb6"
                                                           "\xe9\xbb\x84"};
    Work *w = *state;
    for (size_t i = 0; i < COUNT_OF(weak); i++)
        refused(w, password_check(w, STR("clerk"), str_of(weak[i])), ERR_INPUT);
    for (size_t i = 0; i < COUNT_OF(good); i++)
        assert_true(password_check(w, STR("clerk"), str_of(good[i])));
}

/* What a hash was made with is stored beside it and honoured. */
static void costs_are_part_of_the_hash(void **state)
{
    Work *w = *state;
    PasswordHash a = {.salt = "0123456789abcde", .passes = 2, .memory_kib = 64, .lanes = 1}, b = a;
    b.passes = 3;
    assert_true(password_hash(w, PASSWORD, &a));
    assert_true(password_hash(w, PASSWORD, &b));
    assert_memory_not_equal(a.hash, b.hash, HASH_BYTES);
    bool matches;
    world_password(w, "clerk");
    assert_true(password_matches(w, 2, PASSWORD, &matches) && matches);
    assert_true(db_define(w, STR("UPDATE password SET passes = 3")));
    assert_true(password_matches(w, 2, PASSWORD, &matches) && !matches);
    assert_true(password_matches(w, 99, PASSWORD, &matches) && !matches);
}

/* ---- threads -------------------------------------------------------------------------------- */

typedef struct {
    const char *path;
    Sessions *shared;
    Str token;
    int found;
} Reader;

static const SqlModule *const MODULES[] = {&audit_sql, &access_sql};

static void *reader_run(void *context)
{
    Reader *r = context;
    Work *w = work_new();
    if (store_open(w, r->path, STORE_READ_ONLY, MODULES, COUNT_OF(MODULES))) {
        sessions_share(w->store, r->shared);
        for (int i = 0; i < 2000; i++) {
            Session s;
            r->found += session_find(w, r->token, &s) && s.duties == DUTY_BIT(DUTY_CLERK);
        }
    }
    store_close(w->store);
    work_free(w);
    return NULL;
}

static void threads_agree(void **state)
{
    (void)state;
    char folder[] = "/tmp/doudi-session-XXXXXX";
    assert_non_null(mkdtemp(folder));
    Work *w = work_new();
    const char *path = format(w->arena, "%s/s.db", folder).ptr;
    assert_true(store_open(w, path, STORE_CREATE, MODULES, COUNT_OF(MODULES)));
    assert_true(account_create(w, STR("clerk"), STR("C"), DUTY_CLERK, (Division){0}));
    world_password(w, "clerk");
    Reader readers[4] = {{.path = path, .shared = sessions_new()}};
    assert_true(world_login(w, "clerk", &readers[0].token));
    pthread_t threads[COUNT_OF(readers)];
    const Reader first = readers[0]; /* the first one counts as soon as it runs */
    for (size_t i = 0; i < COUNT_OF(readers); i++) {
        readers[i] = first;
        assert_int_equal(pthread_create(&threads[i], NULL, reader_run, &readers[i]), 0);
    }
    for (size_t i = 0; i < COUNT_OF(readers); i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(readers[i].found, 2000);
    }
    sessions_share(w->store, readers[0].shared);
    w->now += 120;
    Session s;
    assert_true(session_find(w, readers[0].token, &s));
    assert_true(sessions_note(w));
    assert_int_equal(count_of(w, "SELECT seen FROM session"), w->now);
    store_close(w->store);
    sessions_free(readers[0].shared);
    static const char *const ends[] = {"", "-wal", "-shm", ".key"};
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        unlink(format(w->arena, "%s%s", path, ends[i]).ptr);
    rmdir(folder);
    work_free(w);
}

/* More sessions than the table has room for: old ones make place, live ones stay. */
static void many_sessions(void **state)
{
    Work *w = *state;
    Str token;
    Session s;
    Sessions *shared = sessions_new();
    sessions_share(w->store, shared);
    world_password(w, "clerk");
    assert_true(world_login(w, "clerk", &token));
    assert_true(session_find(w, token, &s));
    for (int i = 0; i < 3000; i++)
        sessions_forget(w, digest_of(format(w->arena, "%d", i)));
    assert_true(session_find(w, token, &s));
    sessions_free(shared);
}

#define POINT(function) cmocka_unit_test_setup_teardown(function, world_make, world_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        POINT(a_login_is_an_act),
        POINT(the_store_knows_no_token),
        POINT(who_sees_what),
        POINT(five_wrong_lock),
        POINT(failures_grow_old),
        POINT(an_administrator_unlocks),
        POINT(nobody_else_gets_in),
        POINT(sessions_expire),
        POINT(closed_is_closed_at_once),
        POINT(changes_of_duties_are_seen),
        POINT(a_tree_numbered_anew),
        POINT(first_passwords_are_changed),
        POINT(weak_passwords_are_refused),
        POINT(costs_are_part_of_the_hash),
        cmocka_unit_test(threads_agree),
        POINT(many_sessions),
    };
    return cmocka_run_group_tests_name("access/session", tests, NULL, NULL);
}
