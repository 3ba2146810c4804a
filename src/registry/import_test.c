/* Importing: what becomes of rows, what is told of faults, and that nothing is half done. Columns
 * here go by their English keys; files as offices write them stand in tests/corpus/import/. */
#include "doc/doc.h"
#include "registry/fixture.h"
#include "registry/import.h"
#include "registry/import_words.def"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char first_id[] = "360203194403050011", second_id[] = "36020319321120005X";

typedef struct {
    Fixture f;
    Work *w;
    ImportResult result;
} Import1;

/* The last import's file and kind; a file may be imported again as it stands. */
static bool import_text(Import1 *t, const char *as, const char *text, ImportJob job)
{
    char path[] = "/tmp/doudi-import-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
    assert_int_equal(close(file), 0);
    job.path = path;
    job.as = str_of(as);
    if (!job.sender.len) job.sender = STR("bureau");
    bool done = registry_import(t->w, t->f.bureau, &job, &t->result);
    assert_int_equal(unlink(path), 0);
    return done;
}

static void expect_counts(const Import1 *t, int64_t added, int64_t changed, int64_t unchanged)
{
    const ImportResult *r = &t->result;
    for (size_t i = 0; i < r->faults.count; i++)
        if (r->faults.items[i].level == FAULT_ERROR)
            fail_msg("row %lld: %.*s", (long long)r->faults.items[i].row,
                     STR_ARG(r->faults.items[i].sentence));
    assert_int_equal(r->added, added);
    assert_int_equal(r->changed, changed);
    assert_int_equal(r->unchanged, unchanged);
}

static void import_ok(Import1 *t, const char *as, const char *text, int64_t added)
{
    assert_true(import_text(t, as, text, (ImportJob){.effective = DATE_NONE}));
    expect_counts(t, added, 0, 0);
}

/* The i-th error is on this row and column and says this. */
static void expect_fault(const Import1 *t, size_t i, int64_t row, int column, const char *says)
{
    assert_true(i < t->result.faults.count);
    const Fault *f = &t->result.faults.items[i];
    assert_int_equal(f->row, row);
    assert_int_equal(f->column, column);
    if (str_find(f->sentence, str_of(says)) < 0)
        fail_msg("'%.*s' does not say '%s'", STR_ARG(f->sentence), says);
}

static Import1 start(void)
{
    Import1 t = {.w = NULL};
    int64_t count;
    t.w = fixture_open(&t.f);
    assert_true(division_load(t.w, fixture_divisions(t.w), &count));
    return t;
}

static const char people[] = "name,citizen_id,home,monthly_income\n"
                             "Ana,360203194403050011,360203001001,100\n"
                             "Ben,36020319321120005x,360203002,\"1,234.50\"\n";

static void adds_people_once(void **state)
{
    (void)state;
    Import1 t = start();
    import_ok(&t, "person", people, 2);
    assert_true(t.result.commit.n > 0);
    assert_int_equal(person_count(t.w), 2);
    Commit before = fixture_latest(t.w);
    assert_true(import_text(&t, "person", people, (ImportJob){.effective = DATE_NONE}));
    expect_counts(&t, 0, 0, 2);
    assert_int_equal(t.result.commit.n, 0);
    assert_int_equal(fixture_latest(t.w).n, before.n);
    PersonId id;
    PersonRow row;
    assert_true(person_by_number(t.w, str_of(second_id), &id));
    assert_true(person_row(t.w, id, &row));
    assert_str(row.name, "Ben");
    assert_int_equal(row.birth.days, date_of(1932, 11, 20).days);
    fixture_close(t.w);
}

static void writes_only_what_is_said(void **state)
{
    (void)state;
    Import1 t = start();
    FactVersion *versions;
    size_t count;
    import_ok(&t, "person", people, 2);
    assert_true(import_text(&t, "person.income",
                            "citizen_id,monthly_income,valid_from\n"
                            "360203194403050011,250,2024-03-01\n36020319321120005X,,2024-03-01\n",
                            (ImportJob){.effective = DATE_NONE}));
    assert_int_equal(t.result.faults.errors, 1);
    expect_fault(&t, 0, 3, 0, SAY_NOTHING_SAID);
    assert_true(import_text(&t, "person.income",
                            "citizen_id,works,valid_from\n360203194403050011,1,2024-07-01\n",
                            (ImportJob){.effective = DATE_NONE}));
    expect_counts(&t, 0, 1, 0);
    PersonId id;
    assert_true(person_by_number(t.w, str_of(first_id), &id));
    assert_true(registry_history(t.w, t.f.income, id.n, &versions, &count));
    assert_int_equal(versions[0].from.days, date_of(2024, 7, 1).days);
    assert_int_equal(versions[0].values[INCOME_MONTHLY].number, 10000);
    assert_int_equal(versions[0].values[INCOME_WORKS].number, 1);
    fixture_close(t.w);
}

static void tells_all_faults_and_writes_nothing(void **state)
{
    (void)state;
    Import1 t = start();
    assert_true(import_text(&t, "person",
                            "name,citizen_id,birth_date,home,monthly_income\n"
                            "Ana,360203194403050012,1944-02-30,999999,1e5\n"
                            ",,,,\n"
                            "Ben,36020319321120005X,1932/11/20,360203001009,12.345\n"
                            "Cem,,1950-01-01,,\n"
                            "Dan,36020319321120005X,1932-11-21,12,5,more\n",
                            (ImportJob){.effective = DATE_NONE}));
    expect_fault(&t, 0, 2, 2, "");
    expect_fault(&t, 1, 2, 3, "1944-02-30");
    expect_fault(&t, 2, 2, 4, "999999");
    expect_fault(&t, 3, 2, 5, "1e5");
    expect_fault(&t, 4, 4, 4, "360203001002"); /* the nearest */
    expect_fault(&t, 5, 4, 5, "12.345");
    expect_fault(&t, 6, 5, 2, SAY_NO_WHO);
    expect_fault(&t, 7, 6, 0, "");
    assert_int_equal(t.result.rows, 4);
    assert_int_equal(t.result.refused, 4);
    assert_int_equal(t.result.added, 0);
    assert_int_equal(person_count(t.w), 0);
    fixture_close(t.w);
}

static void dry_run_counts_and_writes_nothing(void **state)
{
    (void)state;
    Import1 t = start();
    assert_true(
        import_text(&t, "person", people, (ImportJob){.effective = DATE_NONE, .dry_run = true}));
    expect_counts(&t, 2, 0, 0);
    assert_int_equal(person_count(t.w), 0);
    fixture_close(t.w);
}

static void knows_people_by_the_senders_key(void **state)
{
    (void)state;
    Import1 t = start();
    import_ok(&t, "person", "person_key,name,birth_date\nA1,Ana,1944-03-05\nA2,Ben,1950-01-01\n",
              2);
    assert_true(import_text(&t, "person", "person_key,name,citizen_id\nA1,Ana,360203194403050011\n",
                            (ImportJob){.effective = DATE_NONE}));
    expect_counts(&t, 0, 1, 0);
    assert_int_equal(person_count(t.w), 2);
    assert_true(import_text(&t, "person", "person_key,name,citizen_id\nA2,Ben,360203194403050011\n",
                            (ImportJob){.effective = DATE_NONE}));
    expect_fault(&t, 0, 2, 1, "A2");
    fixture_close(t.w);
}

static void reads_headers_of_templates(void **state)
{
    (void)state;
    Import1 t = start();
    assert_true(import_text(&t, "person", " name *,citizen_id,nmae,\nAna,360203194403050011,x,y\n",
                            (ImportJob){.effective = DATE_NONE}));
    expect_counts(&t, 1, 0, 0);
    assert_int_equal(t.result.faults.warnings, 1);
    assert_int_equal(t.result.faults.items[0].column, 3);
    assert_true(
        import_text(&t, "person", "name,name,citizen_id\n", (ImportJob){.effective = DATE_NONE}));
    expect_fault(&t, 0, 1, 2, "name");
    assert_true(import_text(&t, "person", "name\n", (ImportJob){.effective = DATE_NONE}));
    expect_fault(&t, 0, 1, 0, SAY_COLUMN_WHO);
    assert_true(import_text(&t, "household", "citizen_id\n", (ImportJob){.effective = DATE_NONE}));
    assert_int_equal(t.result.faults.errors, 2);
    assert_false(import_text(&t, "person.nothing", "a\n", (ImportJob){.effective = DATE_NONE}));
    assert_int_equal(t.w->error.code, ERR_USAGE);
    fixture_close(t.w);
}

static void the_same_twice_is_told(void **state)
{
    (void)state;
    Import1 t = start();
    assert_true(import_text(&t, "person",
                            "name,citizen_id\nAna,360203194403050011\nAna,360203194403050011\n",
                            (ImportJob){.effective = DATE_NONE}));
    expect_counts(&t, 1, 0, 1);
    assert_true(import_text(&t, "person",
                            "name,citizen_id\nBea,360203194403050011\nBen,360203194403050011\n",
                            (ImportJob){.effective = DATE_NONE}));
    expect_fault(&t, 0, 3, 0, "2");
    fixture_close(t.w);
}

/* ---- households, enrolments, decisions ---------------------------------------------------- */

static Import1 start_with_people(void)
{
    Import1 t = start();
    import_ok(&t, "person", people, 2);
    return t;
}

static const char family[] = "household,citizen_id,role,unit_kind,total,car,valid_from\n"
                             "H1,36020319321120005X,child,,,,2023-01-01\n"
                             "H1,360203194403050011," WORD_APPLICANT_ROLE ",,5000,0,2023-01-01\n";

static void makes_households_in_any_order(void **state)
{
    (void)state;
    Import1 t = start_with_people();
    UnitId id;
    BenefitUnit unit;
    import_ok(&t, "household", family, 2);
    assert_true(unit_by_number(t.w, STR("H1"), &id));
    assert_true(unit_row(t.w, id, date_of(2024, 1, 1), &unit));
    assert_int_equal(unit.member_count, 2);
    assert_int_equal(unit.applicant.n, unit.members[0].person.n);
    assert_true(import_text(&t, "household", family, (ImportJob){.effective = DATE_NONE}));
    expect_counts(&t, 0, 0, 2);
    assert_true(import_text(&t, "household.wealth", "household,total\nH1,1\nH9,2\n",
                            (ImportJob){.effective = DATE_NONE}));
    expect_fault(&t, 0, 3, 1, "H9");
    fixture_close(t.w);
}

static void tells_faults_of_households(void **state)
{
    (void)state;
    Import1 t = start_with_people();
    assert_true(import_text(&t, "household",
                            "household,citizen_id,role,unit_kind,total\n"
                            "H1,360203194403050011,child,,\n"
                            "H2,360203194403050011," WORD_APPLICANT_ROLE ",,\n"
                            "H2,36020319321120005X," WORD_APPLICANT_ROLE ",,\n"
                            "H3,360203195001010011," WORD_APPLICANT_ROLE ",,\n"
                            "H3,36020319321120005X,child,,7\n"
                            "H4,360203194403050011,child," WORD_SINGLE ",\n"
                            ",360203194403050011,,odd,\n",
                            (ImportJob){.effective = DATE_NONE}));
    expect_fault(&t, 0, 4, 3, "3");     /* two applicants */
    expect_fault(&t, 1, 5, 2, "");      /* nobody known */
    expect_fault(&t, 2, 6, 5, "total"); /* fields of a member */
    expect_fault(&t, 3, 7, 3, "child"); /* single with a child */
    expect_fault(&t, 4, 8, 4, "odd");
    expect_fault(&t, 5, 8, 1, "household");
    expect_fault(&t, 6, 8, 3, "role");
    expect_fault(&t, 7, 2, 1, "H1"); /* no applicant */
    assert_int_equal(t.result.faults.errors, 8);
    fixture_close(t.w);
}

static Import1 start_with_family(void)
{
    Import1 t = start_with_people();
    import_ok(&t, "household", family, 2);
    return t;
}

static const char grants[] = "affair,household,citizen_id,applied,accepted,decided,reason\n"
                             "aid,H1,,2023-11-20,2023-11-21,2023-12-15,checked\n"
                             "allowance,,360203194403050011,2024-01-05,,2024-01-10,checked\n";

static void grants_once(void **state)
{
    (void)state;
    Import1 t = start_with_family();
    Enrolment *all;
    size_t count;
    import_ok(&t, "enrolment", grants, 2);
    assert_true(enrolment_list(t.w, t.f.aid, KNOWN_NOW, &all, &count));
    assert_int_equal(count, 1);
    assert_int_equal(all[0].accepted.days, date_of(2023, 11, 21).days);
    assert_true(import_text(&t, "enrolment", grants, (ImportJob){.effective = DATE_NONE}));
    expect_counts(&t, 0, 0, 2);
    fixture_close(t.w);
}

static void tells_faults_of_grants(void **state)
{
    (void)state;
    Import1 t = start_with_family();
    import_ok(&t, "enrolment", grants, 2);
    assert_true(import_text(&t, "enrolment",
                            "affair,household,citizen_id,applied,decided\n"
                            "nothing,,360203194403050011,2024-01-05,2024-01-10\n"
                            "aid,,360203194403050011,2024-01-05,2024-01-10\n"
                            "allowance,H1,,2024-01-05,2024-01-10\n"
                            "allowance,,36020319321120005X,2024-02-05,2024-01-10\n"
                            "allowance,,36020319321120005X,2024-02-05,2025-01-10\n"
                            "aid,H1,,2022-01-05,2022-01-10\n"
                            "allowance,,36020319321120005X,2024-01-05,2024-01-10\n"
                            "allowance,,36020319321120005X,2024-01-06,2024-01-10\n",
                            (ImportJob){.effective = DATE_NONE}));
    expect_fault(&t, 0, 2, 1, "nothing");
    expect_fault(&t, 1, 3, 2, "aid");
    expect_fault(&t, 2, 4, 3, "allowance");
    expect_fault(&t, 3, 5, 5, SAY_DAYS_ORDER);
    expect_fault(&t, 4, 6, 5, "2025-01-10");
    expect_fault(&t, 5, 7, 2, SAY_MEMBERS_LATER);
    expect_fault(&t, 6, 9, 0, "8");
    assert_int_equal(t.result.faults.errors, 7);
    fixture_close(t.w);
}

static void conflicts_are_told_by_row(void **state)
{
    (void)state;
    Import1 t = start_with_family();
    import_ok(&t, "enrolment", grants, 2);
    assert_true(import_text(&t, "enrolment",
                            "affair,citizen_id,applied,decided\n"
                            "allowance,36020319321120005X,2024-02-05,2024-02-10\n"
                            "care,360203194403050011,2024-02-05,2024-02-10\n"
                            "care,36020319321120005X,2024-02-05,2024-02-10\n"
                            "allowance,360203194403050011,2024-02-05,2024-02-10\n",
                            (ImportJob){.effective = DATE_NONE}));
    int64_t rows[8];
    assert_int_equal(t.result.faults.errors, 3);
    for (size_t i = 0; i < 3; i++)
        rows[i] = t.result.faults.items[i].row;
    assert_int_equal(rows[0] + rows[1] + rows[2], 3 + 4 + 5);
    assert_int_equal(t.result.refused, 3);
    fixture_close(t.w);
}

static void decides_on_rows(void **state)
{
    (void)state;
    Import1 t = start_with_family();
    import_ok(&t, "enrolment", grants, 2);
    const char decisions[] =
        "affair,household,citizen_id,kind,decided,effective_month,until_month,amount,reason\n"
        "aid,H1,,\xE5\x8F\x98\xE6\x9B\xB4,2024-02-10,2024-03,,,income\n"
        "allowance,,360203194403050011,\xE6\x9A\x82\xE5\x81\x9C,2024-03-01,2024-03,,,missing\n"
        "allowance,,360203194403050011,\xE6\x81\xA2\xE5\xA4\x8D,2024-04-01,2024-05,,,found\n"
        "aid,H1,,\xE5\xAE\x9A\xE9\xA2\x9D,2024-04-01,2024-05,2024-06,300,court\n"
        "aid,H1,,\xE5\x81\x9C\xE5\x8F\x91,2024-05-01,2024-07,,,moved\n";
    import_ok(&t, "decision", decisions, 5);
    assert_true(import_text(&t, "decision", decisions, (ImportJob){.effective = DATE_NONE}));
    expect_counts(&t, 0, 0, 5);
    assert_true(import_text(
        &t, "decision",
        "affair,household,citizen_id,kind,decided,effective_month,until_month,amount,reason\n"
        "aid,H1,,odd,2024-02-10,2024-03,,,x\n"
        "care,,360203194403050011,\xE5\x81\x9C\xE5\x8F\x91,2024-02-10,2024-03,,,x\n"
        "aid,H1,,\xE5\xAE\x9A\xE9\xA2\x9D,2024-02-10,2024-03,,,x\n"
        "aid,H1,,\xE5\x81\x9C\xE5\x8F\x91,2024-02-10,2024-13,,,\n"
        "allowance,,360203194403050011,\xE6\x81\xA2\xE5\xA4\x8D,2024-06-01,2024-06,,,again\n",
        (ImportJob){.effective = DATE_NONE}));
    expect_fault(&t, 0, 2, 4, "odd");
    expect_fault(&t, 1, 3, 0, "care");
    expect_fault(&t, 2, 4, 7, SAY_FIX_NEEDS);
    expect_fault(&t, 3, 5, 9, "reason");
    expect_fault(&t, 4, 5, 6, "2024-13");
    expect_fault(&t, 5, 6, 4, ""); /* nothing to resume */
    fixture_close(t.w);
}

/* ---- templates ---------------------------------------------------------------------------- */

static void templates_are_read_back(void **state)
{
    (void)state;
    static const char *const kinds[] = {"person",   "household",     "enrolment",
                                        "decision", "person.income", "household.wealth"};
    Import1 t = start();
    char path[] = "/tmp/doudi-template-XXXXXX.csv";
    assert_int_equal(close(mkstemps(path, 4)), 0);
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        Str *names;
        size_t count;
        assert_true(import_columns(t.w, t.f.bureau, str_of(kinds[i]), &names, &count));
        assert_true(count > 0);
        assert_true(import_template(t.w, t.f.bureau, str_of(kinds[i]), path));
        ImportJob job = {.path = path, .as = str_of(kinds[i]), .effective = DATE_NONE};
        assert_true(registry_import(t.w, t.f.bureau, &job, &t.result));
        expect_counts(&t, 0, 0, 0);
        assert_int_equal(t.result.faults.warnings, 0);
        assert_int_equal(t.result.rows, 0); /* the sample is skipped */
    }
    assert_int_equal(unlink(path), 0);
    fixture_close(t.w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adds_people_once),
        cmocka_unit_test(writes_only_what_is_said),
        cmocka_unit_test(tells_all_faults_and_writes_nothing),
        cmocka_unit_test(dry_run_counts_and_writes_nothing),
        cmocka_unit_test(knows_people_by_the_senders_key),
        cmocka_unit_test(reads_headers_of_templates),
        cmocka_unit_test(the_same_twice_is_told),
        cmocka_unit_test(makes_households_in_any_order),
        cmocka_unit_test(tells_faults_of_households),
        cmocka_unit_test(grants_once),
        cmocka_unit_test(tells_faults_of_grants),
        cmocka_unit_test(conflicts_are_told_by_row),
        cmocka_unit_test(decides_on_rows),
        cmocka_unit_test(templates_are_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
