/* What rows come to: declared items of the law of the house become a person's income and a
 * household's deduction, and only of whom the import names. */
#include "registry/assess_test.def"
#include "affair/affair.h"
#include "base/test.h"
#include "registry/registry.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    Work *w;
    Bureau *bureau;
    PersonId one, two;
    UnitId unit;
    Commit latest;
} Bed;

static Date day(const char *text)
{
    Date d;
    assert_true(date_parse(str_of(text), &d));
    return d;
}

static void import_text(Bed *t, const char *as, const char *text, const char *from, WriteKind kind)
{
    ImportResult result;
    char path[] = "/tmp/doudi-assess-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
    assert_int_equal(close(file), 0);
    ImportJob job = {.path = path,
                     .as = str_of(as),
                     .sender = STR("bureau"),
                     .effective = day(from),
                     .kind = kind};
    bool done = registry_import(t->w, t->bureau, &job, &result);
    assert_int_equal(unlink(path), 0);
    if (!done) fail_msg("%.*s", STR_ARG(t->w->error.sentence));
    if (result.faults.errors) fail_msg("%.*s", STR_ARG(result.faults.items[0].sentence));
    t->latest = result.commit;
}

static void load_law(Bed *t, const char *root)
{
    Arena *arena = t->w->arena;
    Diagnostics found = diagnostics_new(arena);
    AffairPaths paths = {.affairs = format(arena, "%s/affairs", root).ptr,
                         .area = format(arena, "%s/areas/360203-zhushan", root).ptr};
    assert_true(affair_load(t->w, &paths, &t->bureau, &found));
}

static int open_bed(void **state)
{
    static const SqlModule *const modules[] = {&audit_sql, &access_sql, &registry_sql};
    const char *root = getenv("DOUDI_ROOT");
    Work *w = work_new();
    Bed *t = NEW(w->arena, Bed);
    int64_t law, count;
    *t = (Bed){.w = w};
    w->now = 1718841600; /* 2024-06-20 08:00 in China */
    load_law(t, root ? root : ".");
    assert_true(store_open(w, ":memory:", STORE_CREATE, modules, COUNT_OF(modules)));
    assert_true(registry_open(w, t->bureau, &law));
    Str divisions = format(w->arena, "%s/tests/stories/divisions", root ? root : ".");
    assert_true(division_load(w, divisions.ptr, &count));
    assert_true(store_set(w, STR("home"), STR("360203")));
    import_text(t, "person", PEOPLE, "2023-01-01", WRITE_CHANGE);
    import_text(t, "household", FAMILY, "2023-01-01", WRITE_CHANGE);
    assert_true(person_by_number(w, STR(ID_ONE), &t->one));
    assert_true(person_by_number(w, STR(ID_TWO), &t->two));
    assert_true(unit_by_number(w, STR("H1"), &t->unit));
    *state = t;
    return 0;
}

static int close_bed(void **state)
{
    Work *w = ((Bed *)*state)->w;
    store_close(w->store);
    work_free(w);
    return 0;
}

static Assessed assessed(Bed *t, const char *affair, int64_t subject, const char *on)
{
    Assessed out;
    for (size_t i = 0; i < t->bureau->assessment_count; i++) {
        const Affair *a = t->bureau->assessments[i];
        if (!str_equal(a->name, str_of(affair))) continue;
        assert_true(rows_assessed(t->w, a, subject, day(on), &out));
        return out;
    }
    fail_msg("no %s", affair);
    return (Assessed){0};
}

static void assert_says(const Assessed *a, int64_t fen, size_t rows)
{
    assert_true(a->value.known);
    assert_int_equal(a->value.number, fen);
    assert_true(a->stands);
    assert_int_equal(a->count, rows);
}

/* ---- tests -------------------------------------------------------------------------------- */

static void items_become_income_and_deduction(void **state)
{
    Bed *t = *state;
    import_text(t, AS_ITEMS, ITEMS_OF_ONE, "2024-01-01", WRITE_CHANGE);
    Assessed income = assessed(t, NAME_INCOME_ASSESSMENT, t->one.n, "2024-05-31");
    assert_says(&income, 100000, 3);
    assert_int_equal(income.from.days, day("2024-01-01").days);
    assert_str(income.rows[0].name, "a");
    assert_int_equal(income.rows[0].amount.fen, 100000);
    assert_int_equal(income.rows[1].amount.fen, 0);
    assert_int_equal(income.rows[2].eligible, NO);
    assert_non_null(income.rows[0].why);
    Assessed work = assessed(t, NAME_WORK_ASSESSMENT, t->unit.n, "2024-05-31");
    assert_true(work.stands && work.value.known && work.value.number > 0);
    assert_int_equal(assessed(t, NAME_INCOME_ASSESSMENT, t->one.n, "2023-12-31").count, 0);
}

static void only_whom_the_rows_name_is_assessed(void **state)
{
    Bed *t = *state;
    import_text(t, AS_ITEMS, ITEMS_OF_ONE, "2024-01-01", WRITE_CHANGE);
    import_text(t, "person.income", INCOME_OF_ONE, "2024-02-01", WRITE_CHANGE);
    import_text(t, AS_ITEMS, ITEM_OF_TWO, "2024-03-01", WRITE_CHANGE);
    Assessed one = assessed(t, NAME_INCOME_ASSESSMENT, t->one.n, "2024-03-31");
    assert_false(one.stands);
    assert_int_equal(one.value.number, 70000);
    Assessed two = assessed(t, NAME_INCOME_ASSESSMENT, t->two.n, "2024-03-31");
    assert_says(&two, 16667, 1); /* ten of the twelve months from 2023-03 */
}

static void a_sum_that_was_said_before_still_shows_its_rows(void **state)
{
    Bed *t = *state;
    import_text(t, "person.income", SAME_INCOME_OF_ONE, "2023-06-01", WRITE_CHANGE);
    import_text(t, AS_ITEMS, ITEMS_OF_ONE, "2024-01-01", WRITE_CHANGE);
    Assessed one = assessed(t, NAME_INCOME_ASSESSMENT, t->one.n, "2024-01-31");
    assert_says(&one, 100000, 3);
    assert_int_equal(one.from.days, day("2024-01-01").days);
}

static void with_the_last_row_the_sum_is_unknown(void **state)
{
    Bed *t = *state;
    import_text(t, AS_ITEMS, ITEM_OF_TWO, "2024-01-01", WRITE_CHANGE);
    Assessed before = assessed(t, NAME_INCOME_ASSESSMENT, t->two.n, "2024-01-31");
    assert_says(&before, 20000, 1);
    import_text(t, AS_ITEMS, ITEM_FOR_ONE, "2024-01-01", WRITE_CORRECTION);
    Assessed two = assessed(t, NAME_INCOME_ASSESSMENT, t->two.n, "2024-01-31");
    assert_int_equal(two.count, 0);
    assert_false(two.value.known);
    Assessed one = assessed(t, NAME_INCOME_ASSESSMENT, t->one.n, "2024-01-31");
    assert_says(&one, 20000, 1);
}

static void an_import_undone_takes_its_sums_with_it(void **state)
{
    Bed *t = *state;
    ImportUndo undo;
    import_text(t, "person.income", INCOME_OF_ONE, "2023-06-01", WRITE_CHANGE);
    import_text(t, AS_ITEMS, ITEMS_OF_ONE, "2024-01-01", WRITE_CHANGE);
    assert_true(import_undo(t->w, t->bureau, t->latest, STR("wrong file"), &undo));
    Assessed one = assessed(t, NAME_INCOME_ASSESSMENT, t->one.n, "2024-01-31");
    assert_int_equal(one.count, 0);
    assert_true(one.value.known);
    assert_int_equal(one.value.number, 70000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(items_become_income_and_deduction, open_bed, close_bed),
        cmocka_unit_test_setup_teardown(only_whom_the_rows_name_is_assessed, open_bed, close_bed),
        cmocka_unit_test_setup_teardown(a_sum_that_was_said_before_still_shows_its_rows, open_bed,
                                        close_bed),
        cmocka_unit_test_setup_teardown(with_the_last_row_the_sum_is_unknown, open_bed, close_bed),
        cmocka_unit_test_setup_teardown(an_import_undone_takes_its_sums_with_it, open_bed,
                                        close_bed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
