/* The chain under attack: every column of every row altered, rows taken out, put in, cut off. The
 * attacker is given what a database administrator has: the triggers are dropped first. */
#include "audit/audit.h"
#include "db/db.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static int store_make(void **state)
{
    static const SqlModule *const modules[] = {&audit_sql};
    Work *w = work_new();
    w->now = 1700000000;
    *state = w;
    return store_open(w, ":memory:", STORE_CREATE, modules, 1) ? 0 : -1;
}

static int store_drop(void **state)
{
    Work *w = *state;
    store_close(w->store);
    work_free(w);
    return 0;
}

static Commit act(Work *w, const char *subject)
{
    Commit commit;
    assert_true(db_begin(w));
    assert_true(audit_act(w,
                          &(Act){.kind = STR("import"),
                                 .subject = str_of(subject),
                                 .purpose = STR("test"),
                                 .detail = STR("one.csv"),
                                 .rows = digest_of(str_of(subject))},
                          &commit));
    assert_true(db_commit(w));
    return commit;
}

static void acts(Work *w, int count)
{
    for (int i = 0; i < count; i++)
        act(w, format(w->arena, "person:%d", i).ptr);
}

static bool verify(Work *w, int64_t *rows)
{
    w->error = (Error){0};
    bool whole = audit_verify(w, rows);
    assert_int_equal(w->error.code, whole ? ERR_NONE : ERR_CORRUPT);
    return whole;
}

static void triggers_drop(Work *w)
{
    assert_true(db_define(w, STR("DROP TRIGGER act_not_updated; DROP TRIGGER act_not_deleted;"
                                 "DROP TRIGGER act_follows")));
}

static void numbers_rise(void **state)
{
    Work *w = *state;
    int64_t rows;
    Commit last;
    assert_true(audit_latest(w, &last));
    assert_int_equal(last.n, 0);
    assert_true(verify(w, &rows));
    acts(w, 20);
    assert_int_equal(act(w, "last").n, 21);
    assert_true(verify(w, &rows));
    assert_int_equal(rows, 21);
}

static void what_is_rolled_back_leaves_no_gap(void **state)
{
    Work *w = *state;
    Commit commit;
    int64_t rows;
    acts(w, 2);
    assert_true(db_begin(w));
    assert_true(audit_act(w, &(Act){.kind = STR("import")}, &commit));
    db_rollback(w);
    assert_int_equal(act(w, "again").n, commit.n);
    assert_true(verify(w, &rows));
}

static void the_store_refuses_change(void **state)
{
    static const char *const attacks[] = {
        "UPDATE act SET detail = 'x' WHERE id = 1", "DELETE FROM act WHERE id = 3",
        ("INSERT INTO act SELECT id + 1, instant, actor, kind, subject, purpose, detail, "
         "rows_digest,"
         " before_digest, digest FROM act WHERE id = 2"),
        ("INSERT INTO act SELECT 9, instant, actor, kind, subject, purpose, detail, rows_digest,"
         " before_digest, zeroblob(32) FROM act WHERE id = 2"),
        ("INSERT INTO act SELECT 4, instant, actor, kind, subject, purpose, detail, 'short',"
         " before_digest, zeroblob(32) FROM act WHERE id = 2")};
    Work *w = *state;
    acts(w, 3);
    for (size_t i = 0; i < COUNT_OF(attacks); i++) {
        assert_false(db_define(w, str_of(attacks[i])));
        assert_int_equal(w->error.code, ERR_CONFLICT);
    }
}

static void every_alteration_is_found(void **state)
{
    static const char *const attacks[] = {
        "UPDATE act SET instant = instant + 1 WHERE id = ",
        "UPDATE act SET actor = actor || 'x' WHERE id = ",
        "UPDATE act SET kind = 'close' WHERE id = ",
        "UPDATE act SET subject = 'person:99' WHERE id = ",
        "UPDATE act SET purpose = '' WHERE id = ",
        "UPDATE act SET purpose = 'tes', detail = 't' || detail WHERE id = ",
        "UPDATE act SET detail = 'two.csv' WHERE id = ",
        "UPDATE act SET rows_digest = zeroblob(32) WHERE id = ",
        "UPDATE act SET before_digest = randomblob(32) WHERE id = ",
        "UPDATE act SET digest = randomblob(32) WHERE id = ",
    };
    Work *w = *state;
    int64_t rows;
    acts(w, 5);
    triggers_drop(w);
    for (size_t i = 0; i < COUNT_OF(attacks); i++)
        for (int id = 1; id <= 5; id++) {
            assert_true(db_define(w, STR("SAVEPOINT attack")));
            assert_true(db_define(w, format(w->arena, "%s%d", attacks[i], id)));
            assert_false(verify(w, &rows));
            assert_true(db_define(w, STR("ROLLBACK TO attack; RELEASE attack")));
            assert_true(verify(w, &rows));
        }
}

static void a_missing_row_is_found(void **state)
{
    Work *w = *state;
    int64_t rows;
    acts(w, 5);
    triggers_drop(w);
    assert_true(db_define(w, STR("DELETE FROM act WHERE id = 3")));
    assert_false(verify(w, &rows));
    assert_int_equal(rows, 2);
}

static void a_cut_end_misses_its_anchor(void **state)
{
    Work *w = *state;
    int64_t rows;
    Commit head;
    Digest digest;
    acts(w, 5);
    assert_true(audit_head(w, &head, &digest));
    acts(w, 2);
    assert_true(audit_verify_anchor(w, head, digest));
    triggers_drop(w);
    assert_true(db_define(w, STR("DELETE FROM act WHERE id > 4")));
    assert_true(verify(w, &rows));
    assert_false(audit_verify_anchor(w, head, digest));
    assert_int_equal(w->error.code, ERR_CORRUPT);
    act(w, "another history");
    assert_false(audit_verify_anchor(w, head, digest));
}

static void time_does_not_run_back(void **state)
{
    Work *w = *state;
    ActRow row;
    Commit at;
    act(w, "first");
    w->now -= 1000;
    assert_true(audit_row(w, act(w, "second"), &row));
    assert_int_equal(row.instant, w->now + 1000);
    assert_true(audit_commit_at(w, w->now, &at));
    assert_int_equal(at.n, 0);
    assert_true(audit_commit_at(w, w->now + 1000, &at));
    assert_int_equal(at.n, 2);
}

static void only_a_demo_plays_with_time(void **state)
{
    Work *w = *state;
    ActRow row;
    assert_true(store_set(w, STR("demo"), STR("1")));
    act(w, "first");
    w->now -= 1000;
    assert_true(audit_row(w, act(w, "second"), &row));
    assert_int_equal(row.instant, w->now);
    assert_true(store_set(w, STR("demo"), STR("1")));
    assert_false(store_set(w, STR("demo"), STR("0")));
    assert_int_equal(w->error.code, ERR_CONFLICT);
}

static void a_real_store_never_becomes_a_demo(void **state)
{
    Work *w = *state;
    act(w, "first");
    assert_false(store_set(w, STR("demo"), STR("1")));
    assert_int_equal(w->error.code, ERR_CONFLICT);
    assert_true(store_set(w, STR("home"), STR("360203")));
}

static void rows_are_read(void **state)
{
    Work *w = *state;
    Actor wang = {.id = 7, .account = STR("wang")};
    ActRow row, *rows;
    size_t count;
    acts(w, 4);
    w->actor = &wang;
    Commit commit = act(w, "person:1");
    assert_true(audit_row(w, commit, &row));
    assert_true(str_equal(row.actor, STR("wang")));
    assert_true(str_equal(row.act.detail, STR("one.csv")));
    assert_false(audit_row(w, (Commit){99}, &row));
    assert_int_equal(w->error.code, ERR_NOT_FOUND);
    assert_true(audit_list(w, &(ActQuery){.subject = STR("person:1"), .limit = 10}, &rows, &count));
    assert_int_equal(count, 2);
    assert_int_equal(rows[0].commit.n, 5);
    assert_true(audit_list(w, &(ActQuery){.before = {4}, .limit = 2}, &rows, &count));
    assert_int_equal(count, 2);
    assert_int_equal(rows[0].commit.n, 3);
}

static size_t listed(Work *w, ActQuery query)
{
    ActRow *rows;
    size_t count;
    query.limit = query.limit ? query.limit : 100;
    assert_true(audit_list(w, &query, &rows, &count));
    for (size_t i = 1; i < count; i++)
        assert_true(rows[i].commit.n < rows[i - 1].commit.n);
    return count;
}

static Commit done(Work *w, int64_t now, Actor *actor, const char *kind)
{
    Commit commit;
    w->now = now;
    w->actor = actor;
    assert_true(db_begin(w));
    assert_true(audit_act(w, &(Act){.kind = str_of(kind), .subject = STR("person")}, &commit));
    assert_true(db_commit(w));
    return commit;
}

static void rows_are_picked(void **state)
{
    Work *w = *state;
    Actor wang = {.id = 7, .account = STR("wang")}, li = {.id = 8, .account = STR("li")};
    int64_t first = w->now + 1000;
    ActTally *tally;
    size_t count;
    for (int i = 0; i < 10; i++) {
        done(w, first + i * 10, &wang, "import");
        done(w, first + i * 10 + 5, &li, "login");
    }
    assert_int_equal(listed(w, (ActQuery){.actor = STR("wang")}), 10);
    assert_int_equal(listed(w, (ActQuery){.kind = STR("login")}), 10);
    assert_int_equal(listed(w, (ActQuery){.kind = STR("login"), .actor = STR("wang")}), 0);
    assert_int_equal(listed(w, (ActQuery){.from = first + 20, .until = first + 40}), 4);
    assert_int_equal(listed(w, (ActQuery){.from = first + 20, .until = first + 41}), 5);
    assert_int_equal(listed(w, (ActQuery){.from = first + 1000}), 0);
    ActQuery changes = {.from = first, .until = first + 40, .changes_only = true};
    assert_int_equal(listed(w, changes), 4);
    assert_true(audit_tally(w, first + 20, first + 45, &tally, &count));
    assert_int_equal(count, 2);
    assert_true(str_equal(tally[0].kind, STR("import")));
    assert_true(str_equal(tally[0].subject, STR("person")));
    assert_int_equal(tally[0].count, 3);
    assert_int_equal(tally[1].count, 2);
    w->actor = NULL;
}

static void kinds_are_sorted(void **state)
{
    (void)state;
    const char *const *keys;
    size_t count = act_kinds(&keys);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) assert_true(str_compare(str_of(keys[i - 1]), str_of(keys[i])) < 0);
        assert_true(act_kind_name(str_of(keys[i])).len > 0);
    }
    assert_int_equal(act_kind_name(STR("nothing")).len, 0);
    assert_int_equal(act_kind_seals(STR("close")), SEALS_LEDGER);
    assert_int_equal(act_kind_seals(STR("import")), SEALS_NOTHING);
}

#define POINT(function) cmocka_unit_test_setup_teardown(function, store_make, store_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        POINT(numbers_rise),
        POINT(what_is_rolled_back_leaves_no_gap),
        POINT(the_store_refuses_change),
        POINT(every_alteration_is_found),
        POINT(a_missing_row_is_found),
        POINT(a_cut_end_misses_its_anchor),
        POINT(time_does_not_run_back),
        POINT(only_a_demo_plays_with_time),
        POINT(a_real_store_never_becomes_a_demo),
        POINT(rows_are_read),
        POINT(rows_are_picked),
        cmocka_unit_test(kinds_are_sorted),
    };
    return cmocka_run_group_tests_name("audit/chain", tests, NULL, NULL);
}
