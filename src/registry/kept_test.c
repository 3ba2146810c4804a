/* Column files beside a store: the same facts as the tables, whatever was written and done to
 * them. */
#include "registry/fixture.h"
#include "registry/kept.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const SqlModule *const modules[] = {&audit_sql, &access_sql, &registry_sql};

typedef struct {
    Work *w;
    Fixture f;
    char folder[32];
    const char *store, *columns;
    uint32_t seed;
    int64_t people, units;
} World;

static void world_enter(World *t, int flags)
{
    t->w = work_new();
    t->w->now = 1718841600;
    t->f = (Fixture){.law = 0};
    t->store = format(t->w->arena, "%s/store.db", t->folder).ptr;
    t->columns = format(t->w->arena, "%s.columns", t->store).ptr;
    assert_true(store_open(t->w, t->store, flags, modules, COUNT_OF(modules)));
    changes_keep_from(t->w, 1);
    assert_true(registry_open(t->w, fixture_bureau(t->w->arena, &t->f), &t->f.law));
}

static void world_leave(World *t)
{
    store_close(t->w->store);
    work_free(t->w);
}

static void world_open(World *t)
{
    static const char folder[] = "/tmp/doudi-kept-XXXXXX";
    int64_t count;
    *t = (World){.seed = 1};
    memcpy(t->folder, folder, sizeof folder);
    assert_non_null(mkdtemp(t->folder));
    world_enter(t, STORE_CREATE);
    assert_true(division_load(t->w, fixture_divisions(t->w), &count));
}

static void folder_empty(const char *path)
{
    char file[512];
    DIR *folder = opendir(path);
    for (struct dirent *e; folder && (e = readdir(folder));) {
        snprintf(file, sizeof file, "%s/%s", path, e->d_name);
        if (e->d_name[0] != '.') remove(file);
    }
    if (folder) closedir(folder);
    rmdir(path);
}

static void world_close(World *t)
{
    char columns[64];
    snprintf(columns, sizeof columns, "%s/store.db.columns", t->folder);
    world_leave(t);
    folder_empty(columns);
    folder_empty(t->folder);
}

static uint32_t dice(World *t, uint32_t sides)
{
    t->seed = t->seed * 1664525u + 1013904223u;
    return (t->seed >> 8) % sides;
}

static Date random_day(World *t)
{
    return (Date){date_of(2020, 1, 1).days + (int32_t)dice(t, 1500)};
}

/* ---- one act of any kind -------------------------------------------------------------------- */

static void new_person(World *t)
{
    t->people = fixture_person(t->w, &t->f, "a", random_day(t), (int)t->people + 1).n;
}

static void random_income(World *t)
{
    Value values[INCOME_FIELDS] = {NUMBER_VALUE(dice(t, 5)), NO_VALUE, TEXT_VALUE(STR("said"))};
    bool given[INCOME_FIELDS] = {dice(t, 4) != 0, dice(t, 3) == 0, true};
    if (dice(t, 3) == 0) values[INCOME_MONTHLY] = NO_VALUE;
    if (dice(t, 3) == 0) values[INCOME_WORKS] = NUMBER_VALUE(dice(t, 2));
    Date from = random_day(t);
    FactWrite write = {.aspect = t->f.income,
                       .subject = 1 + dice(t, (uint32_t)t->people),
                       .from = from,
                       .to = dice(t, 2) ? DATE_NONE : (Date){from.days + 1 + (int32_t)dice(t, 99)},
                       .kind = dice(t, 2) ? WRITE_CHANGE : WRITE_CORRECTION,
                       .values = dice(t, 6) ? values : NULL,
                       .given = dice(t, 2) ? given : NULL};
    if (!write.values) write.given = NULL;
    assert_true(fixture_write(t->w, &write));
}

static void random_home(World *t)
{
    DivisionRow place;
    assert_true(
        division_by_code(t->w, (Division){dice(t, 2) ? 360203001001 : 360203001002}, &place));
    Value values[HOME_FIELDS] = {NUMBER_VALUE(place.id), NO_VALUE};
    FactWrite write = {.aspect = t->f.residence,
                       .subject = 1 + dice(t, (uint32_t)t->people),
                       .from = random_day(t),
                       .to = DATE_NONE,
                       .values = values};
    assert_true(fixture_write(t->w, &write));
}

static void random_family(World *t)
{
    PersonId people[3] = {{1 + dice(t, (uint32_t)t->people)}, {1 + dice(t, (uint32_t)t->people)}};
    char number[24];
    snprintf(number, sizeof number, "H%lld", (long long)++t->units);
    size_t count = people[0].n == people[1].n ? 1 : 2;
    t->units = fixture_family(t->w, number, random_day(t), people, count).n;
}

static void random_member(World *t)
{
    Batch b;
    FactEffect effect;
    MemberWrite member = {.unit = {1 + dice(t, (uint32_t)t->units)},
                          .person = {1 + dice(t, (uint32_t)t->people)},
                          .role = STR("child"),
                          .from = random_day(t),
                          .to = DATE_NONE,
                          .none = dice(t, 3) == 0};
    assert_true(db_begin(t->w));
    assert_true(batch_begin(t->w, &(Act){.kind = STR("unit")}, STR(""), DATE_NONE, &b));
    assert_true(member_put(t->w, &member, b.commit, &effect));
    assert_true(db_commit(t->w));
}

static void random_act(World *t)
{
    static void (*const acts[])(World *) = {new_person,  random_income, random_income,
                                            random_home, random_family, random_member};
    acts[dice(t, COUNT_OF(acts))](t);
}

/* ---- the same as the tables ----------------------------------------------------------------- */

static void load(World *t, const Aspect *aspect, SubjectRows *out)
{
    assert_true(aspect ? registry_now(t->w, aspect, out) : registry_members_now(t->w, out));
}

/* What pages and closes read is what the tables say; *files = believed files. */
static int64_t agree(World *t)
{
    const Aspect *const aspects[] = {t->f.identity, t->f.residence, t->f.income, t->f.wealth, NULL};
    int64_t files, differs;
    for (size_t i = 0; i < COUNT_OF(aspects); i++) {
        SubjectRows now, table;
        assert_true(db_begin_read(t->w));
        load(t, aspects[i], &now);
        if (aspects[i]) {
            AspectRows rows;
            assert_true(registry_read(t->w, aspects[i], KNOWN_NOW, false, &rows));
            assert_true(subject_rows(t->w, &rows, &table));
            assert_true(subject_rows_equal(&now, &table, aspects[i]->field_count, &differs));
        }
        db_rollback(t->w);
    }
    assert_true(registry_kept_verify(t->w, t->f.bureau, &files));
    return files;
}

static void start(World *t)
{
    for (int i = 0; i < 20; i++)
        new_person(t);
    for (int i = 0; i < 10; i++)
        random_family(t);
    for (int i = 0; i < 20; i++)
        random_income(t);
    for (int i = 0; i < 10; i++)
        random_home(t);
}

static void files_say_what_the_tables_say(void **state)
{
    (void)state;
    World t;
    world_open(&t);
    start(&t);
    assert_int_equal(agree(&t), 4); /* nobody has wealth */
    for (int round = 0; round < 60; round++) {
        for (uint32_t i = 1 + dice(&t, 12); i > 0; i--)
            random_act(&t);
        changes_keep_from(t.w, dice(&t, 3) ? 1 : 100000); /* sometimes nothing is written anew */
        agree(&t);
    }
    world_leave(&t);
    world_enter(&t, 0);
    agree(&t);
    assert_int_equal(agree(&t), 4);
    world_close(&t);
}

static void divisions_numbered_anew(void **state)
{
    (void)state;
    World t;
    DivisionRow place, next;
    world_open(&t);
    start(&t);
    agree(&t);
    assert_true(division_by_code(t.w, (Division){360202001000}, &place));
    assert_true(division_by_code(t.w, (Division){360203001000}, &next));
    assert_true(division_end(t.w, place.id, date_of(2024, 6, 1), next.id));
    assert_int_equal(agree(&t), 4);
    world_close(&t);
}

/* ---- what is not believed ------------------------------------------------------------------- */

static int64_t believed(World *t)
{
    int64_t files;
    assert_true(registry_kept_verify(t->w, t->f.bureau, &files));
    return files;
}

static void each_file(World *t, void (*harm)(const char *path))
{
    char file[512];
    DIR *folder = opendir(t->columns);
    assert_non_null(folder);
    for (struct dirent *e; (e = readdir(folder));) {
        snprintf(file, sizeof file, "%s/%s", t->columns, e->d_name);
        if (e->d_name[0] != '.') harm(file);
    }
    closedir(folder);
}

static void harm_byte(const char *path)
{
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, 4096, SEEK_SET), 0);
    int byte = fgetc(file);
    assert_int_equal(fseek(file, 4096, SEEK_SET), 0);
    assert_int_not_equal(fputc(byte ^ 4, file), EOF);
    assert_int_equal(fclose(file), 0);
}

static void harm_length(const char *path)
{
    assert_int_equal(truncate(path, 5000), 0);
}

static void harmed_files_are_made_anew(void **state)
{
    (void)state;
    World t;
    world_open(&t);
    start(&t);
    assert_int_equal(agree(&t), 4);
    each_file(&t, harm_byte);
    assert_int_equal(believed(&t), 0);
    assert_int_equal(agree(&t), 4);
    each_file(&t, harm_length);
    assert_int_equal(believed(&t), 0);
    assert_int_equal(agree(&t), 4);
    world_close(&t);
}

/* A copy of the store goes another way: its acts have the same numbers and other digests. */
static void files_of_another_history_are_not_believed(void **state)
{
    (void)state;
    World t;
    world_open(&t);
    start(&t);
    char copy[64], store[64];
    snprintf(copy, sizeof copy, "%s/copy.db", t.folder);
    snprintf(store, sizeof store, "%s/store.db", t.folder);
    assert_true(store_backup(t.w, copy));
    for (int i = 0; i < 5; i++)
        random_income(&t);
    assert_int_equal(agree(&t), 4); /* files of a history that will be lost */
    world_leave(&t);
    assert_int_equal(rename(copy, store), 0);
    char beside[80];
    snprintf(beside, sizeof beside, "%s-wal", store);
    remove(beside);
    snprintf(beside, sizeof beside, "%s-shm", store);
    remove(beside);
    world_enter(&t, 0);
    assert_int_equal(believed(&t), 0);
    t.w->now += 60;
    for (int i = 0; i < 9; i++)
        random_income(&t);
    assert_int_equal(believed(&t), 0);
    assert_int_equal(agree(&t), 4);
    world_close(&t);
}

static void another_declaration_is_not_believed(void **state)
{
    (void)state;
    World t;
    world_open(&t);
    start(&t);
    assert_int_equal(agree(&t), 4);
    t.f.income->fields[INCOME_MONTHLY].type.scale++;
    assert_int_equal(believed(&t), 3);
    world_close(&t);
}

/* ---- when nothing is written ---------------------------------------------------------------- */

static bool folder_there(const World *t)
{
    struct stat info;
    return stat(t->columns, &info) == 0;
}

static void what_may_be_undone_is_not_written(void **state)
{
    (void)state;
    World t;
    SubjectRows rows;
    world_open(&t);
    start(&t);
    Batch b;
    assert_true(db_begin(t.w));
    assert_true(batch_begin(t.w, &(Act){.kind = STR("unit")}, STR(""), DATE_NONE, &b));
    assert_true(registry_now(t.w, t.f.income, &rows));
    assert_false(folder_there(&t));
    db_rollback(t.w);
    assert_true(db_begin(t.w));
    assert_true(registry_now(t.w, t.f.income, &rows));
    db_rollback(t.w);
    assert_true(folder_there(&t));
    world_close(&t);
}

/* What an open act has written is read with the file, though it is in no file yet. */
static void what_the_act_wrote_is_read(void **state)
{
    (void)state;
    World t;
    SubjectRows before, after;
    int64_t differs;
    world_open(&t);
    start(&t);
    agree(&t);
    Batch b;
    assert_true(db_begin(t.w));
    assert_true(registry_now(t.w, t.f.income, &before));
    assert_true(batch_begin(t.w, &(Act){.kind = STR("register")}, STR(""), DATE_NONE, &b));
    Value values[INCOME_FIELDS] = {NUMBER_VALUE(123456), NO_VALUE, NO_VALUE};
    FactWrite write = {.aspect = t.f.income,
                       .subject = 3,
                       .from = date_of(2026, 1, 1),
                       .to = DATE_NONE,
                       .values = values};
    assert_true(fact_write(t.w, &write, b.commit));
    assert_true(registry_now(t.w, t.f.income, &after));
    assert_false(subject_rows_equal(&before, &after, INCOME_FIELDS, &differs));
    assert_int_equal(differs, 3);
    db_rollback(t.w);
    assert_int_equal(agree(&t), 4);
    world_close(&t);
}

static void a_reader_reads_and_writes_nothing(void **state)
{
    (void)state;
    World t;
    world_open(&t);
    start(&t);
    world_leave(&t);
    world_enter(&t, STORE_READ_ONLY);
    assert_int_equal(agree(&t), 0);
    assert_false(folder_there(&t));
    world_leave(&t);
    world_enter(&t, 0);
    assert_int_equal(agree(&t), 4);
    world_leave(&t);
    world_enter(&t, STORE_READ_ONLY);
    assert_int_equal(agree(&t), 4);
    world_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_say_what_the_tables_say),
        cmocka_unit_test(divisions_numbered_anew),
        cmocka_unit_test(harmed_files_are_made_anew),
        cmocka_unit_test(files_of_another_history_are_not_believed),
        cmocka_unit_test(another_declaration_is_not_believed),
        cmocka_unit_test(what_may_be_undone_is_not_written),
        cmocka_unit_test(what_the_act_wrote_is_read),
        cmocka_unit_test(a_reader_reads_and_writes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
