/* Tests of the room affair: which files are read, in which order, and where they are looked for. */
#include "affair/affair.h"
#include "affair/folder.h"
#include "affair/test_law.def"
#include "base/test.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fwrite(text, 1, strlen(text), file);
    fclose(file);
}

static void make_folder(const char *folder, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(mkdir(path, 0700), 0);
}

static int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
    (void)info, (void)kind, (void)walk;
    return remove(path);
}

static void remove_home(void *home)
{
    nftw(home, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

/* A home with two files of law and one area, in a fresh folder. */
static const char *home_make(Work *w)
{
    char *home = arena_alloc(w->arena, 64);
    snprintf(home, 64, "/tmp/doudi-affair-XXXXXX");
    assert_non_null(mkdtemp(home));
    arena_on_free(w->arena, remove_home, home);
    make_folder(home, "affairs");
    make_folder(home, "affairs/b");
    make_folder(home, "affairs/a");
    make_folder(home, "areas");
    make_folder(home, "areas/360203-zhushan");
    write_file(home, "affairs/b/person.affair", LAW_REGISTER);
    write_file(home, "affairs/a/standard.affair", LAW_STANDARD);
    write_file(home, "affairs/a/notes.txt", "not law");
    write_file(home, "affairs/.hidden.affair", "not read");
    write_file(home, "areas/360203-zhushan/own.affair", LAW_STANDARD_OF_AREA);
    return home;
}

static const char *below(Work *w, const char *home, const char *name)
{
    return format(w->arena, "%s/%s", home, name).ptr;
}

static void test_files_come_sorted(void **state)
{
    (void)state;
    Work *w = work_new();
    const char *home = home_make(w);
    Paths paths;
    assert_true(folder_files(w, below(w, home, "affairs"), STR(".affair"), &paths));
    assert_int_equal(paths.count, 2);
    assert_true(str_ends(paths.items[0], STR("affairs/a/standard.affair")));
    assert_true(str_ends(paths.items[1], STR("affairs/b/person.affair")));
    assert_false(folder_files(w, below(w, home, "nowhere"), STR(".affair"), &paths));
    assert_int_equal(w->error.code, ERR_FILE);
    work_free(w);
}

static void test_text_must_be_utf8(void **state)
{
    (void)state;
    Work *w = work_new();
    const char *home = home_make(w);
    write_file(home, "gbk.affair", "\xB5\xCD\xB1\xA3");
    write_file(home, "mark.affair", "\xEF\xBB\xBFok");
    Str text;
    assert_false(file_text(w, str_of(below(w, home, "gbk.affair")), &text));
    assert_int_equal(w->error.code, ERR_FILE);
    assert_true(file_text(w, str_of(below(w, home, "mark.affair")), &text));
    assert_true(str_equal(text, STR("ok")));
    assert_false(file_text(w, str_of(below(w, home, "absent.affair")), &text));
    work_free(w);
}

static void test_area_of_a_folder(void **state)
{
    (void)state;
    Division area;
    assert_true(affair_area("areas/360203-zhushan", &area));
    assert_true(area.n == 360203000000);
    assert_true(affair_area("/x/areas/360203-zhushan/", &area));
    assert_false(affair_area("areas/zhushan", &area));
    assert_false(affair_area("areas/360203", &area));
    assert_false(affair_area("areas/36x203-zhushan", &area));
}

static void test_load_joins_law_and_area(void **state)
{
    (void)state;
    Work *w = work_new();
    const char *home = home_make(w);
    AffairPaths paths = {.affairs = below(w, home, "affairs"),
                         .area = below(w, home, "areas/360203-zhushan")};
    Bureau *bureau;
    Diagnostics found = diagnostics_new(w->arena);
    assert_true(affair_load(w, &paths, &bureau, &found));
    assert_int_equal(bureau->file_count, 3);
    const Standard *s = bureau_standard(bureau, STR("subsidy"));
    assert_non_null(s);
    assert_int_equal(s->value_count, 2);
    Str law = affair_law_text(w->arena, bureau);
    assert_true(str_starts(law, STR("== affairs/a/standard.affair 0\n")));
    assert_true(str_find(law, STR("== areas/360203-zhushan/own.affair 360203000000\n")) > 0);
    Bureau *again;
    assert_true(affair_law_read(w, law, &again));
    assert_true(str_equal(affair_law_text(w->arena, again), law));
    assert_false(affair_law_read(w, STR("no law\n"), &again));
    assert_int_equal(w->error.code, ERR_CORRUPT);
    work_free(w);
}

static void test_vocabulary_leaves_the_law_out(void **state)
{
    (void)state;
    Work *w = work_new();
    const char *home = home_make(w);
    AffairPaths paths = {.affairs = below(w, home, "affairs"), .vocabulary_only = true};
    Bureau *bureau;
    Diagnostics found = diagnostics_new(w->arena);
    assert_true(affair_load(w, &paths, &bureau, &found));
    assert_int_equal(bureau->file_count, 1);
    assert_non_null(bureau_register(bureau, STR("person")));
    work_free(w);
}

static void test_faulty_law_is_refused(void **state)
{
    (void)state;
    Work *w = work_new();
    const char *home = home_make(w);
    write_file(home, "affairs/c.affair", LAW_FAULTY);
    AffairPaths paths = {.affairs = below(w, home, "affairs")};
    Bureau *bureau;
    Diagnostics found = diagnostics_new(w->arena);
    assert_false(affair_load(w, &paths, &bureau, &found));
    assert_int_equal(w->error.code, ERR_LAW);
    assert_true(found.errors > 0);
    paths.area = below(w, home, "affairs");
    assert_false(affair_load(w, &paths, &bureau, &found));
    assert_int_equal(w->error.code, ERR_FILE);
    work_free(w);
}

static void test_home_and_area_folder(void **state)
{
    (void)state;
    Work *w = work_new();
    const char *home = home_make(w);
    Str found;
    assert_int_equal(setenv("DOUDI_HOME", home, 1), 0);
    assert_true(affair_home(w, &found));
    assert_true(str_equal(found, str_of(home)));
    unsetenv("DOUDI_HOME");
    assert_true(affair_area_folder(w, str_of(home), (Division){360203000000}, &found));
    assert_true(str_ends(found, STR("/areas/360203-zhushan")));
    assert_false(affair_area_folder(w, str_of(home), (Division){360202000000}, &found));
    assert_int_equal(chdir(below(w, home, "affairs/a")), 0);
    assert_true(affair_home(w, &found));
    work_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files_come_sorted),
        cmocka_unit_test(test_text_must_be_utf8),
        cmocka_unit_test(test_area_of_a_folder),
        cmocka_unit_test(test_load_joins_law_and_area),
        cmocka_unit_test(test_vocabulary_leaves_the_law_out),
        cmocka_unit_test(test_faulty_law_is_refused),
        cmocka_unit_test(test_home_and_area_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
