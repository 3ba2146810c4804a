/* A whole import taken back: what was known before stands again, who was new is found by nothing,
 * yesterday reads as it did, and whatever builds on the import is named and keeps it. Mappings of a
 * sender's columns as well, and large files, whose indexes are made at the end. */
#include "registry/fixture.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char one_id[] = "360203194403050011", two_id[] = "36020319321120005X";

typedef struct {
    Fixture f;
    Work *w;
    ImportResult result;
    ImportUndo undo;
} Bed;

static Bed start(void)
{
    Bed t = {.w = NULL};
    int64_t count;
    t.w = fixture_open(&t.f);
    assert_true(division_load(t.w, fixture_divisions(t.w), &count));
    return t;
}

static bool import_text(Bed *t, const char *as, Str text, ImportJob job)
{
    char path[] = "/tmp/doudi-undo-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text.ptr, text.len), (ssize_t)text.len);
    assert_int_equal(close(file), 0);
    job.path = path;
    job.as = str_of(as);
    job.effective = DATE_NONE;
    if (!job.sender.len) job.sender = STR("bureau");
    bool done = registry_import(t->w, t->f.bureau, &job, &t->result);
    assert_int_equal(unlink(path), 0);
    return done;
}

static Commit import_ok(Bed *t, const char *as, const char *text)
{
    assert_true(import_text(t, as, str_of(text), (ImportJob){0}));
    for (size_t i = 0; i < t->result.faults.count; i++)
        if (t->result.faults.items[i].level == FAULT_ERROR)
            fail_msg("%.*s", STR_ARG(t->result.faults.items[i].sentence));
    assert_true(t->result.commit.n > 0);
    return t->result.commit;
}

static bool undo(Bed *t, Commit import)
{
    t->w->error = (Error){0};
    return import_undo(t->w, t->f.bureau, import, STR("wrong file"), &t->undo);
}

static bool is_known(Bed *t, const char *number)
{
    PersonId id;
    bool known = person_by_number(t->w, str_of(number), &id);
    t->w->error = (Error){0};
    return known;
}

static size_t versions(Bed *t, const Aspect *aspect, Commit known)
{
    AspectRows rows;
    assert_true(registry_read(t->w, aspect, known, false, &rows));
    return rows.count;
}

static int64_t income(Bed *t, const char *number, Commit known)
{
    AspectRows rows;
    PersonId id;
    assert_true(person_by_number(t->w, str_of(number), &id));
    assert_true(registry_read(t->w, t->f.income, known, false, &rows));
    for (size_t i = rows.count; i > 0; i--)
        if (rows.subject[i - 1] == id.n) return ((int64_t *)rows.columns[0].values)[i - 1];
    return -1;
}

static const char people[] = "name,citizen_id,home,monthly_income,person_key\n"
                             "Ana,360203194403050011,360203001001,100,a\n"
                             "Ben,36020319321120005X,360203002,200,b\n";
static const char foreign[] = "xingming,citizen_id,home\nAna,360203194403050011,360203001001\n";
static const char plain[] = "name,citizen_id,home\nAna,360203194403050011,360203001001\n";
static const char raised[] = "citizen_id,monthly_income,valid_from\n"
                             "360203194403050011,300,2030-03-01\n";

static void who_was_new_is_withdrawn(void **state)
{
    (void)state;
    Bed t = start();
    PersonRow *hits;
    size_t count;
    Commit import = import_ok(&t, "person", people);
    assert_true(person_search(t.w, STR("Ana"), 9, &hits, &count));
    assert_int_equal(count, 1);
    assert_true(undo(&t, import));
    assert_int_equal(t.undo.people, 2);
    assert_int_equal(person_count(t.w), 0);
    assert_false(is_known(&t, one_id));
    assert_true(person_search(t.w, STR("Ana"), 9, &hits, &count));
    assert_int_equal(count, 0);
    assert_int_equal(versions(&t, t.f.identity, KNOWN_NOW), 0);
    assert_int_equal(versions(&t, t.f.identity, import), 2); /* as it was known */
    assert_false(undo(&t, import));
    assert_int_equal(t.w->error.code, ERR_STATE);
    t.w->error = (Error){0};
    import_ok(&t, "person", people); /* the undo of an undo */
    assert_int_equal(t.result.added, 2);
    PersonId again;
    assert_true(person_by_number(t.w, str_of(two_id), &again));
    assert_int_equal(again.n, 4); /* no id is given twice */
    fixture_close(t.w);
}

static void what_stood_before_stands_again(void **state)
{
    (void)state;
    Bed t = start();
    import_ok(&t, "person", people);
    Commit raise = import_ok(&t, "person.income", raised);
    assert_int_equal(income(&t, one_id, KNOWN_NOW), 30000);
    assert_true(undo(&t, raise));
    assert_int_equal(t.undo.people, 0);
    assert_true(t.undo.closed > 0 && t.undo.restored > 0);
    assert_int_equal(income(&t, one_id, KNOWN_NOW), 10000);
    assert_int_equal(income(&t, one_id, raise), 30000);
    assert_int_equal(income(&t, two_id, KNOWN_NOW), 20000);
    int64_t acts;
    assert_true(audit_verify(t.w, &acts));
    fixture_close(t.w);
}

static void a_later_change_keeps_it(void **state)
{
    (void)state;
    Bed t = start();
    Commit first = import_ok(&t, "person", people);
    Commit raise = import_ok(&t, "person.income", raised);
    assert_false(undo(&t, first));
    assert_int_equal(t.w->error.code, ERR_CONFLICT);
    assert_true(t.undo.built.errors > 0 && t.undo.built.items[0].sentence.len > 0);
    assert_int_equal(person_count(t.w), 2);
    assert_true(undo(&t, raise)); /* in the opposite order both go */
    assert_true(undo(&t, first));
    assert_int_equal(versions(&t, t.f.income, KNOWN_NOW), 0);
    assert_int_equal(person_count(t.w), 0);
    fixture_close(t.w);
}

static void a_household_and_a_decision_keep_it(void **state)
{
    (void)state;
    Bed t = start();
    Commit first = import_ok(&t, "person", people);
    Commit family =
        import_ok(&t, "household",
                  "household,citizen_id,role,unit_kind,valid_from\n"
                  "H1,360203194403050011,\xE7\x94\xB3\xE8\xAF\xB7\xE4\xBA\xBA,,2024-01-01\n");
    assert_false(undo(&t, first));
    assert_int_equal(t.undo.built.errors, 1);
    UnitId unit;
    assert_true(unit_by_number(t.w, STR("H1"), &unit));
    EnrolmentId enrolment;
    Grant grant = {.affair = t.f.aid,
                   .unit = unit,
                   .applied = date_of(2024, 2, 1),
                   .accepted = date_of(2024, 2, 1),
                   .decided = date_of(2024, 2, 20)};
    assert_true(enrolment_grant(t.w, t.f.bureau, &grant, t.f.law, &enrolment));
    assert_false(undo(&t, family));
    assert_int_equal(t.w->error.code, ERR_CONFLICT);
    assert_false(undo(&t, first));
    assert_true(t.undo.built.errors >= 2);
    fixture_close(t.w);
}

/* Also a fact of which the import itself said nothing. */
static void what_is_said_of_new_people_keeps_it(void **state)
{
    (void)state;
    Bed t = start();
    Commit first = import_ok(&t, "person", plain);
    import_ok(&t, "person.income", raised);
    assert_false(undo(&t, first));
    assert_int_equal(t.w->error.code, ERR_CONFLICT);
    assert_int_equal(t.undo.built.errors, 1);
    fixture_close(t.w);
}

static void a_household_is_taken_back(void **state)
{
    (void)state;
    Bed t = start();
    Commit first = import_ok(&t, "person", people);
    Commit family =
        import_ok(&t, "household",
                  "household,citizen_id,role,valid_from\n"
                  "H1,360203194403050011,\xE7\x94\xB3\xE8\xAF\xB7\xE4\xBA\xBA,2024-01-01\n");
    UnitId unit;
    assert_true(undo(&t, family));
    assert_int_equal(t.undo.units, 1);
    assert_false(unit_by_number(t.w, STR("H1"), &unit));
    MemberRows members;
    assert_true(registry_members(t.w, KNOWN_NOW, &members));
    assert_int_equal(members.count, 0);
    assert_true(registry_members(t.w, family, &members));
    assert_int_equal(members.count, 1);
    t.w->error = (Error){0};
    assert_true(undo(&t, first));
    fixture_close(t.w);
}

static void history_lists_all(void **state)
{
    (void)state;
    Bed t = start();
    ImportRun *runs;
    size_t count;
    Commit first = import_ok(&t, "person", people), raise = import_ok(&t, "person.income", raised);
    assert_true(undo(&t, raise));
    assert_true(import_history(t.w, &runs, &count));
    assert_int_equal(count, 2);
    assert_int_equal(runs[0].commit.n, raise.n);
    assert_int_equal(runs[0].undone.n, t.undo.commit.n);
    assert_int_equal(runs[1].commit.n, first.n);
    assert_int_equal(runs[1].added, 2);
    assert_str(runs[1].sender, "bureau");
    assert_int_equal(runs[1].digest.len, 64);
    assert_false(undo(&t, (Commit){99}));
    assert_int_equal(t.w->error.code, ERR_NOT_FOUND);
    fixture_close(t.w);
}

static void a_mapping_is_said_once(void **state)
{
    (void)state;
    Bed t = start();
    ColumnMapping said = {.header = STR("xingming"), .meant = STR("name")}, *kept;
    size_t count;
    ImportJob job = {.mappings = &said, .mapping_count = 1};
    assert_true(import_text(&t, "person", str_of(foreign), job));
    assert_int_equal(t.result.added, 1);
    assert_true(t.result.mapped_count == 1 && !t.result.mapped[0].kept);
    assert_true(import_text(&t, "person", str_of(foreign), (ImportJob){0}));
    assert_int_equal(t.result.unchanged, 1);
    assert_true(t.result.mapped_count == 1 && t.result.mapped[0].kept);
    assert_true(import_text(&t, "person", str_of(foreign), (ImportJob){.sender = STR("other")}));
    assert_int_equal(t.result.mapped_count, 0); /* each sender for himself */
    assert_true(mapping_list(t.w, &kept, &count));
    assert_int_equal(count, 1);
    assert_str(kept[0].meant, "name");
    assert_true(mapping_forget(t.w, STR("bureau"), STR("person"), STR("xingming")));
    assert_false(mapping_forget(t.w, STR("bureau"), STR("person"), STR("xingming")));
    fixture_close(t.w);
}

static void a_mapping_of_nothing_is_a_fault(void **state)
{
    (void)state;
    Bed t = start();
    ColumnMapping absent = {.header = STR("nowhere"), .meant = STR("name")};
    ColumnMapping unknown = {.header = STR("xingming"), .meant = STR("nothing")};
    ImportJob job = {.mappings = &absent, .mapping_count = 1};
    assert_true(import_text(&t, "person", str_of(foreign), job));
    assert_true(t.result.faults.errors > 0);
    job.mappings = &unknown;
    assert_true(import_text(&t, "person", str_of(foreign), job));
    assert_true(t.result.faults.errors > 0);
    fixture_close(t.w);
}

/* Large enough for the way of large files: found by number, key and name, and taken back. */
static void a_large_file_is_like_a_small_one(void **state)
{
    (void)state;
    enum { PEOPLE = 12000 };
    Bed t = start();
    Buf text = buf_new(t.w->arena);
    buf_add(&text, STR("name,citizen_id,home,monthly_income,note,person_key\n"));
    for (int i = 0; i < PEOPLE; i++) {
        Date birth = {date_of(1950, 1, 1).days + i};
        Str number = citizen_id_make(t.w->arena, 360203, birth, 7);
        buf_format(&text, "\xE7\x94\xB2%c%c%c,%.*s,360203001001,1,%060d,k%d\n", 'a' + i % 26,
                   'a' + i / 26 % 26, 'a' + i / 676, STR_ARG(number), i, i);
    }
    ensure(text.len > 1024 * 1024);
    assert_true(import_text(&t, "person", buf_str(&text), (ImportJob){0}));
    assert_int_equal(t.result.added, PEOPLE);
    Commit import = t.result.commit;
    assert_true(store_check(t.w)); /* every index is there again */
    PersonRow *hits;
    size_t count;
    assert_true(person_search(t.w, STR("\xE7\x94\xB2ntr"), 9, &hits, &count));
    assert_int_equal(count, 1);
    assert_true(import_text(&t, "person", buf_str(&text), (ImportJob){0}));
    assert_int_equal(t.result.unchanged, PEOPLE);
    assert_true(undo(&t, import));
    assert_int_equal(person_count(t.w), 0);
    fixture_close(t.w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_was_new_is_withdrawn),
        cmocka_unit_test(what_stood_before_stands_again),
        cmocka_unit_test(a_later_change_keeps_it),
        cmocka_unit_test(a_household_and_a_decision_keep_it),
        cmocka_unit_test(what_is_said_of_new_people_keeps_it),
        cmocka_unit_test(a_household_is_taken_back),
        cmocka_unit_test(history_lists_all),
        cmocka_unit_test(a_mapping_is_said_once),
        cmocka_unit_test(a_mapping_of_nothing_is_a_fault),
        cmocka_unit_test(a_large_file_is_like_a_small_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
