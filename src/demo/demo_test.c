/* A small district from plan to December, told through the real import into a real store: one whose
 * streets hang under a district, and one whose towns hang directly under a city. */
#include "base/test.h"
#include "demo/demo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char FIGURES[] = "key,value,unit,sentence\n"
                              "minimum_living_households,66,,\n"
                              "minimum_living_persons,90,,\n"
                              "minimum_living_mean,605,,\n"
                              "destitute_persons,4,,\n"
                              "disability_living_persons,19,,\n"
                              "disability_care_persons,17,,\n"
                              "old_age_persons,95,,\n"
                              "orphans,1,,\n"
                              "unsupported_children,3,,\n"
                              "children_entered,1,,\n"
                              "orphan_paid,20400,,\n"
                              "unsupported_paid,45000,,\n"
                              "disabled_child_paid,18000,,\n"
                              "population,1500,,\n";

typedef struct {
    const char *district; /* code */
    const char *cities, *areas, *streets, *villages;
} Layout;
static const Layout streets_under_district = {
    "360203",
    "3602,city,36\n",
    "360203,district,3602,36\n360222,county,3602,36\n",
    "360203001,street,360203,36,3602\n360203011,edge,360203,36,3602\n",
    "360203001002,a,360203001,36,3602,360203\n360203001003,b,360203001,36,3602,360203\n"
    "360203011201,village,360203011,36,3602,360203\n360203011400,prison,360203011,36,3602,360203\n",
};
static const Layout towns_under_city = {
    "441900",
    "4419,city,44\n",
    "441900,city,4419,44\n",
    "441900003,east,441900,44,4419\n441900101,west,441900,44,4419\n",
    "441900003001,a,441900003,44,4419,441900\n441900101001,b,441900101,44,4419,441900\n",
};

/* ---- a home in a fresh folder --------------------------------------------------------------- */

typedef struct {
    Work *w;
    const char *folder;
    Bureau *bureau;
    Demo *demo;
    int64_t law;
} Town;

static const char *under(const Town *t, const char *name)
{
    return str_z(t->w->arena, format(t->w->arena, "%s/%s", t->folder, name));
}

static void file_write(const Town *t, const char *name, const char *head, const char *body)
{
    FILE *file = fopen(under(t, name), "wb");
    assert_non_null(file);
    fprintf(file, "%s%s", head, body);
    fclose(file);
}

static Str file_read(const Town *t, const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *text = arena_alloc(t->w->arena, 65536);
    size_t size = fread(text, 1, 65535, file);
    fclose(file);
    return (Str){text, size};
}

static const char *root_path(const Town *t, const char *name)
{
    return str_z(t->w->arena, format(t->w->arena, "%s/%s", getenv("DOUDI_ROOT"), name));
}

/* The area's standards are Zhushan's own, under the code of the layout. */
static void home_make(Town *t, const Layout *layout)
{
    char *folder = arena_alloc(t->w->arena, 64);
    snprintf(folder, 64, "/tmp/doudi-demo-XXXXXX");
    t->folder = mkdtemp(folder);
    assert_non_null(t->folder);
    file_write(t, "provinces.csv", "code,name\n", "36,province\n44,other\n");
    file_write(t, "cities.csv", "code,name,provinceCode\n", layout->cities);
    file_write(t, "areas.csv", "code,name,cityCode,provinceCode\n", layout->areas);
    file_write(t, "streets.csv", "code,name,areaCode,provinceCode,cityCode\n", layout->streets);
    file_write(t, "villages.csv", "code,name,streetCode,provinceCode,cityCode,areaCode\n",
               layout->villages);
    file_write(t, "figures.csv", FIGURES, "");
    Str area = format(t->w->arena, "%s-town", layout->district);
    assert_int_equal(mkdir(under(t, str_z(t->w->arena, area)), 0700), 0);
    Str standards = file_read(t, root_path(t, "areas/360203-zhushan/standards.affair"));
    Str name = format(t->w->arena, "%.*s/standards.affair", STR_ARG(area));
    file_write(t, str_z(t->w->arena, name), str_z(t->w->arena, standards), "");
}

static void law_load(Town *t, const Layout *layout)
{
    Diagnostics found = diagnostics_new(t->w->arena);
    Str area = format(t->w->arena, "%s-town", layout->district);
    AffairPaths paths = {.affairs = root_path(t, "affairs"),
                         .area = under(t, str_z(t->w->arena, area))};
    if (!affair_load(t->w, &paths, &t->bureau, &found)) {
        Buf out = buf_new(t->w->arena);
        diagnostics_print(&found, &out);
        fail_msg("%.*s", STR_ARG(buf_str(&out)));
    }
}

static void must(Town *t, bool done)
{
    if (!done) fail_msg("%.*s / %.*s", STR_ARG(t->w->error.sentence), STR_ARG(t->w->error.detail));
}

static Town town_open(const Layout *layout, uint64_t seed)
{
    static const SqlModule *const modules[] = {&audit_sql, &access_sql, &registry_sql};
    Town t = {.w = work_new()};
    int64_t count;
    DemoPlan plan = {.seed = seed};
    home_make(&t, layout);
    law_load(&t, layout);
    t.w->now = (int64_t)date_of(2023, 12, 1).days * 86400;
    must(&t, store_open(t.w, under(&t, "demo.store"), STORE_CREATE, modules, COUNT_OF(modules)));
    must(&t, store_set(t.w, STR("demo"), STR("1")));
    must(&t, division_load(t.w, t.folder, &count));
    must(&t, registry_open(t.w, t.bureau, &t.law));
    assert_true(division_parse(str_of(layout->district), &plan.district));
    plan.figures = under(&t, "figures.csv");
    plan.folder = under(&t, "files");
    assert_int_equal(mkdir(plan.folder, 0700), 0);
    must(&t, demo_plan(t.w, t.bureau, &plan, &t.demo));
    return t;
}

static void town_close(Town *t)
{
    store_close(t->w->store);
    work_free(t->w);
}

static size_t enrolled(Town *t, const char *affair, bool running)
{
    Enrolment *rows;
    size_t count, found = 0;
    must(t,
         enrolment_list(t->w, bureau_affair(t->bureau, str_of(affair)), KNOWN_NOW, &rows, &count));
    Month january = month_of(2025, 1);
    for (size_t i = 0; i < count; i++)
        found += !running || (rows[i].stop.n >= january.n && rows[i].fade_from.n > january.n);
    return found;
}

/* ---- the tests ------------------------------------------------------------------------------ */

static void live(const Layout *layout, uint64_t seed)
{
    Town t = town_open(layout, seed);
    must(&t, demo_begin(t.w, t.bureau, t.demo, t.law));
    assert_true(person_count(t.w) >= 1500);
    size_t opening = enrolled(&t, "minimum_living", false);
    assert_true(opening > 60);
    for (int month = 1; month <= 12; month++)
        must(&t, demo_month(t.w, t.bureau, t.demo, month, t.law));
    assert_true(enrolled(&t, "minimum_living", false) > opening);
    assert_int_equal(enrolled(&t, "destitute_support", true), 4);
    assert_int_equal(enrolled(&t, "orphan_allowance", true), 1);
    assert_int_equal(enrolled(&t, "unsupported_child_allowance", true), 3);
    assert_int_equal(enrolled(&t, "disability_care", true), 17);
    town_close(&t);
}

static void test_streets_under_a_district(void **state)
{
    (void)state;
    live(&streets_under_district, 1);
}

static void test_towns_under_a_city(void **state)
{
    (void)state;
    live(&towns_under_city, 2);
}

static void test_a_figure_that_is_missing_is_named(void **state)
{
    (void)state;
    Town t = town_open(&streets_under_district, 1);
    Division district = {360203000000};
    file_write(&t, "figures.csv", "key,value,unit,sentence\n", "minimum_living_persons,9,,\n");
    DemoPlan plan = {.district = district, .figures = under(&t, "figures.csv"), .folder = t.folder};
    assert_false(demo_plan(t.w, t.bureau, &plan, &t.demo));
    assert_true(str_find(t.w->error.sentence, STR("minimum_living_households")) > 0);
    town_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_streets_under_a_district),
        cmocka_unit_test(test_towns_under_a_city),
        cmocka_unit_test(test_a_figure_that_is_missing_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
