/* Tests of acts on divisions: merged with all that lies in them, founded, renamed, moved,
 * abolished; one act each, with day and document; who may, and what is refused. */
#include "registry/fixture.h"

#include <stdio.h>
#include <string.h>

static const Date MAY = {19844}; /* 2024-05-01 */

static DivisionRow by_code(Work *w, int64_t code)
{
    DivisionRow row;
    assert_true(division_by_code(w, (Division){code}, &row));
    return row;
}

static Work *opened(Fixture *f)
{
    int64_t count;
    Work *w = fixture_open(f);
    w->now = (int64_t)date_of(2024, 6, 20).days * 86400;
    assert_true(division_load(w, fixture_divisions(w), &count));
    assert_true(db_begin(w));
    assert_true(store_set(w, STR("home"), STR("360203")));
    assert_true(db_commit(w));
    return w;
}

static DivisionAct act_of(DivisionActKind kind, const int64_t *ids, size_t count, int64_t target)
{
    return (DivisionAct){.kind = kind,
                         .ids = ids,
                         .count = count,
                         .target = target,
                         .day = MAY,
                         .document = STR("2024-12")};
}

static void refused(Work *w, const DivisionAct *act, ErrorCode code)
{
    int64_t id;
    Commit before = fixture_latest(w);
    assert_false(division_act(w, act, &id));
    assert_int_equal(w->error.code, code);
    assert_int_equal(fixture_latest(w).n, before.n);
    w->error = (Error){.code = ERR_NONE};
}

static void test_a_merged_town_lies_in_its_successor(void **state)
{
    (void)state;
    Fixture f;
    int64_t id;
    Work *w = opened(&f);
    DivisionRow first = by_code(w, 360203001000), second = by_code(w, 360203002000);
    Commit before = fixture_latest(w);
    DivisionAct act = act_of(DIVISION_MERGE, &first.id, 1, second.id);
    assert_true(division_act(w, &act, &id));
    assert_int_equal(id, second.id);
    assert_int_equal(fixture_latest(w).n, before.n + 1);
    first = by_code(w, 360203001000);
    second = by_code(w, 360203002000);
    DivisionRow village = by_code(w, 360203001001);
    assert_int_equal(first.successor, second.id);
    assert_int_equal(first.to.days, MAY.days);
    assert_int_equal(village.parent, second.id);
    assert_true(second.first <= village.first && village.last <= second.last);
    assert_true(second.first <= first.first && first.last <= second.last);
    bool lies;
    assert_true(scope_lies_in(w, village.id, second.code, &lies) && lies);
    ActRow row;
    assert_true(audit_row(w, fixture_latest(w), &row));
    assert_str(row.act.kind, "division_merge");
    assert_str(row.act.purpose, "2024-12");
    refused(w, &act, ERR_STATE); /* it has ended */
    fixture_close(w);
}

static void test_founded_renamed_moved(void **state)
{
    (void)state;
    Fixture f;
    int64_t id;
    Work *w = opened(&f);
    DivisionRow town = by_code(w, 360203002000);
    DivisionAct act = act_of(DIVISION_FOUND, NULL, 0, town.id);
    act.code = (Division){360203002009};
    act.name = STR("New");
    assert_true(division_act(w, &act, &id));
    DivisionRow fresh = by_code(w, 360203002009);
    town = by_code(w, 360203002000);
    assert_int_equal(fresh.id, id);
    assert_true(town.first < fresh.first && fresh.last <= town.last);
    refused(w, &act, ERR_CONFLICT);
    act.code = (Division){360203001009};
    refused(w, &act, ERR_INPUT); /* of another town */
    DivisionAct rename = act_of(DIVISION_RENAME, &fresh.id, 1, 0);
    rename.name = STR("Newer");
    refused(w, &rename, ERR_INPUT); /* not before the day on which it was founded */
    rename.day = date_of(2024, 5, 2);
    assert_true(division_act(w, &rename, &id));
    assert_str(by_code(w, 360203002009).name, "Newer");
    DivisionRow other = by_code(w, 360203001000);
    DivisionAct move = act_of(DIVISION_MOVE, &fresh.id, 1, other.id);
    move.day = date_of(2024, 5, 3);
    assert_true(division_act(w, &move, &id));
    assert_int_equal(by_code(w, 360203002009).parent, other.id);
    fixture_close(w);
}

static void file_put(Work *w, const char *folder, const char *name, const char *text)
{
    FILE *file = fopen(format(w->arena, "%s/%s", folder, name).ptr, "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

#define STREETS(second)                                                                            \
    "code,name\n360202001,\"S360202001\"\n360203001,\"S360203001\"\n360203002,\"" second "\"\n"    \
    "441900003,\"S441900003\"\n460400100,\"S460400100\"\n"

/* A newer tree: what was decided by hand stands, and is told, until the files say the same. */
static void test_newer_files_do_not_undo_what_was_decided(void **state)
{
    (void)state;
    Fixture f;
    int64_t id, count;
    Work *w = opened(&f);
    const char *folder = fixture_divisions(w);
    DivisionRow first = by_code(w, 360203001000), second = by_code(w, 360203002000);
    DivisionRow village = by_code(w, 360203001001);
    DivisionAct rename = act_of(DIVISION_RENAME, &second.id, 1, 0);
    rename.name = STR("Ours");
    assert_true(division_act(w, &rename, &id));
    DivisionAct move = act_of(DIVISION_MOVE, &village.id, 1, second.id);
    assert_true(division_act(w, &move, &id));
    DivisionAct found = act_of(DIVISION_FOUND, NULL, 0, first.id);
    found.code = (Division){360203001009};
    found.name = STR("Fresh");
    assert_true(division_act(w, &found, &id));
    Faults told = faults_new(w->arena, 100);
    file_put(w, folder, "streets.csv", STREETS("S360203002"));
    assert_true(division_refresh(w, folder, &told, &count));
    assert_int_equal(told.warnings, 3);
    assert_str(told.items[0].file, "villages.csv"); /* what was founded, and is in no file */
    assert_int_equal(told.items[0].row, 0);
    assert_str(told.items[1].file, "streets.csv");
    assert_int_equal(told.items[1].row, 4);
    assert_str(told.items[2].file, "villages.csv");
    assert_str(by_code(w, 360203002000).name, "Ours");
    assert_int_equal(by_code(w, 360203001001).parent, second.id);
    assert_int_equal(by_code(w, 360203001009).to.days, DATE_NONE.days);
    file_put(w, folder, "streets.csv", STREETS("Ours")); /* the files have come to say the same */
    told = faults_new(w->arena, 100);
    assert_true(division_refresh(w, folder, &told, &count));
    assert_int_equal(told.warnings, 2);
    file_put(w, folder, "streets.csv", STREETS("Theirs")); /* and are followed again */
    told = faults_new(w->arena, 100);
    assert_true(division_refresh(w, folder, &told, &count));
    assert_int_equal(told.warnings, 2);
    assert_str(by_code(w, 360203002000).name, "Theirs");
    fixture_close(w);
}

static void test_only_what_is_empty_is_abolished(void **state)
{
    (void)state;
    Fixture f;
    int64_t id;
    DivisionCount inside;
    Work *w = opened(&f);
    DivisionRow full = by_code(w, 360203001000), empty = by_code(w, 360203002000);
    DivisionAct act = act_of(DIVISION_ABOLISH, &full.id, 1, 0);
    refused(w, &act, ERR_STATE);
    act.ids = &empty.id;
    assert_true(division_count(w, empty.id, &inside));
    assert_int_equal(inside.people + inside.units, 0);
    assert_true(division_act(w, &act, &id));
    assert_int_equal(by_code(w, 360203002000).to.days, MAY.days);
    fixture_close(w);
}

static void test_what_is_refused(void **state)
{
    (void)state;
    Fixture f;
    Work *w = opened(&f);
    DivisionRow town = by_code(w, 360203001000), village = by_code(w, 360203001001);
    DivisionRow abroad = by_code(w, 360202001000), home = by_code(w, 360203000000);
    DivisionAct act = act_of(DIVISION_MERGE, &town.id, 1, abroad.id);
    refused(w, &act, ERR_DENIED);
    act.target = village.id; /* inside itself */
    refused(w, &act, ERR_INPUT);
    act = act_of(DIVISION_RENAME, &home.id, 1, 0);
    act.name = STR("Mine");
    refused(w, &act, ERR_STATE);
    act = act_of(DIVISION_RENAME, &town.id, 1, 0);
    act.name = STR("Town");
    act.day = date_of(2024, 7, 1); /* not yet */
    refused(w, &act, ERR_INPUT);
    act.day = MAY;
    act.document = STR(" ");
    refused(w, &act, ERR_INPUT);
    Actor clerk = {.account = STR("clerk"), .duties = DUTY_BIT(DUTY_CLERK)};
    act.document = STR("2024-12");
    w->actor = &clerk;
    refused(w, &act, ERR_DENIED);
    w->actor = NULL;
    fixture_close(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_merged_town_lies_in_its_successor),
        cmocka_unit_test(test_founded_renamed_moved),
        cmocka_unit_test(test_newer_files_do_not_undo_what_was_decided),
        cmocka_unit_test(test_only_what_is_empty_is_abolished),
        cmocka_unit_test(test_what_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
