/* The tests' world. The registers are a small version of affairs/registers; divisions come from
 * files of the same form as the national tree. */
#include "payment/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "payment/world.def"

static const SqlModule *const modules[] = {&audit_sql, &access_sql, &registry_sql, &ledger_sql,
                                           &payment_sql};

static void write_file(World *world, const char *name, const char *text)
{
    Str path = format(world->w->arena, "%s/%s", world->folder, name);
    FILE *file = fopen(str_z(world->w->arena, path), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

static void assert_done(World *world, bool done)
{
    const Error *e = &world->w->error;
    if (!done) fail_msg("%.*s (%.*s)", STR_ARG(e->sentence), STR_ARG(e->detail));
}

static void load_divisions(World *world)
{
    int64_t count;
    write_file(world, "provinces.csv", DIVISIONS_PROVINCES);
    write_file(world, "cities.csv", DIVISIONS_CITIES);
    write_file(world, "areas.csv", DIVISIONS_AREAS);
    write_file(world, "streets.csv", DIVISIONS_STREETS);
    write_file(world, "villages.csv", DIVISIONS_VILLAGES);
    assert_done(world, division_load(world->w, world->folder, &count));
}

static void compile_law(World *world, const char *law, const char *town)
{
    Arena *arena = world->w->arena;
    SourceFile *files = NEW_ARRAY(arena, SourceFile, 3);
    files[0] = (SourceFile){.path = STR("registers.affair"), .text = STR(LAW_REGISTERS)};
    files[1] = (SourceFile){.path = STR("law.affair"), .text = str_copy(arena, str_of(law))};
    files[1].area = (Division){360203000000};
    files[2] = (SourceFile){.path = STR("town.affair"), .text = str_copy(arena, str_of(town))};
    files[2].area = (Division){360203100000};
    Diagnostics found = diagnostics_new(arena);
    world->bureau = bureau_compile(arena, files, town ? 3 : 2, &found);
    if (!world->bureau) {
        Buf text = buf_new(arena);
        diagnostics_print(&found, &text);
        fail_msg("%.*s", STR_ARG(buf_str(&text)));
    }
    int64_t id;
    assert_done(world, registry_open(world->w, world->bureau, &id));
}

void world_law(World *world, const char *law)
{
    compile_law(world, law, NULL);
}

void world_town_law(World *world, const char *law, const char *town)
{
    compile_law(world, law, town);
}

void world_clock(World *world, const char *day)
{
    Date date;
    assert_true(date_parse(str_of(day), &date));
    world->w->now = (int64_t)date.days * 86400 + 4 * 3600;
}

static void open_accounts(World *world)
{
    static const struct {
        const char *account;
        Duty duty;
    } accounts[] = {{"clerk", DUTY_CLERK},
                    {"checker", DUTY_CHECKER},
                    {"checker2", DUTY_CHECKER},
                    {"approver", DUTY_APPROVER},
                    {"payer", DUTY_PAYER}};
    for (size_t i = 0; i < COUNT_OF(accounts); i++)
        assert_done(world, account_create(world->w, str_of(accounts[i].account),
                                          str_of(accounts[i].account), accounts[i].duty,
                                          (Division){360203000000}));
}

World world_open(const char *law, const char *path)
{
    World world = {.w = work_new(), .folder = "/tmp/doudi-world-XXXXXX"};
    assert_non_null(mkdtemp(world.folder));
    world_clock(&world, "2023-12-01");
    if (path && !*path)
        path = str_z(world.w->arena, format(world.w->arena, "%s/store.db", world.folder));
    assert_done(&world, store_open(world.w, path ? path : ":memory:", STORE_CREATE, modules,
                                   COUNT_OF(modules)));
    assert_done(&world, store_set(world.w, STR("demo"), STR("1")));
    assert_done(&world, store_set(world.w, STR("home"), STR("360203")));
    load_divisions(&world);
    world_law(&world, law);
    assert_done(&world, payment_set_first_month(world.w, month_of(2024, 1)));
    open_accounts(&world);
    world_enter(&world, "clerk");
    return world;
}

World world_reopen(const char *law, const char *path)
{
    World world = {.w = work_new(), .folder = "/tmp/doudi-world-XXXXXX"};
    assert_non_null(mkdtemp(world.folder));
    assert_done(&world, store_open(world.w, path, 0, modules, COUNT_OF(modules)));
    world_law(&world, law);
    world_enter(&world, "clerk");
    return world;
}

void world_close(World *world)
{
    Str remove = format(world->w->arena, "rm -rf %s", world->folder);
    assert_int_equal(system(str_z(world->w->arena, remove)), 0);
    store_close(world->w->store);
    work_free(world->w);
}

void world_enter(World *world, const char *account)
{
    assert_done(world, access_enter(world->w, str_of(account)));
}

static void import(World *world, const char *as, const char *rows, WriteKind kind)
{
    Work *w = world->w;
    ImportResult result;
    write_file(world, "import.csv", rows);
    Str path = format(w->arena, "%s/import.csv", world->folder);
    ImportJob job = {.path = str_z(w->arena, path),
                     .as = str_of(as),
                     .sender = STR("test"),
                     .kind = kind,
                     .effective = kind == WRITE_CORRECTION ? DATE_ALWAYS : date_of(2023, 1, 1)};
    assert_done(world, registry_import(w, world->bureau, &job, &result));
    if (result.faults.errors)
        fail_msg("row %lld: %.*s", (long long)result.faults.items[0].row,
                 STR_ARG(result.faults.items[0].sentence));
}

void world_import(World *world, const char *as, const char *rows)
{
    import(world, as, rows, WRITE_CHANGE);
}

void world_correct(World *world, const char *as, const char *rows)
{
    import(world, as, rows, WRITE_CORRECTION);
}

int64_t world_close_month(World *world, const char *month)
{
    CloseResult result;
    Month m;
    assert_true(month_parse(str_of(month), &m));
    world->w->now = (int64_t)(month_first(m).days + 27) * 86400 + 9 * 3600;
    assert_done(world, payment_close(world->w, world->bureau, m, &result));
    return result.lines;
}

PersonId world_person(World *world, const char *number)
{
    PersonId person;
    assert_done(world, person_by_number(world->w, str_of(number), &person));
    return person;
}

static int by_month(const void *a, const void *b)
{
    const Line *x = a, *y = b;
    if (x->month.n != y->month.n) return x->month.n < y->month.n ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

Str world_lines(World *world, const char *number)
{
    static const char *const reasons[] = {"regular", "arrears", "raise", "recovery", "reversal"};
    Arena *arena = world->w->arena;
    Buf out = buf_new(arena);
    Line *lines;
    size_t count;
    PersonId person = world_person(world, number);
    assert_done(world, ledger_lines(world->w, person.n, 0, &lines, &count));
    if (count) qsort(lines, count, sizeof *lines, by_month);
    for (size_t i = 0; i < count; i++)
        buf_format(&out, "%.*s %.*s %.*s %.*s %s\n", STR_ARG(month_text(arena, lines[i].closed_in)),
                   STR_ARG(month_text(arena, lines[i].month)), STR_ARG(lines[i].component),
                   STR_ARG(money_plain(arena, lines[i].amount)), reasons[lines[i].reason]);
    return buf_str(&out);
}

Money world_posted(World *world)
{
    LedgerCheck check;
    LedgerSum sum;
    assert_done(world, ledger_check(world->w, &check));
    assert_done(world, ledger_sum(world->w, &(LineFilter){0}, &sum));
    assert_int_equal(check.debit.fen, check.credit.fen);
    return sum.amount;
}

void world_sign(World *world, int64_t batch)
{
    world_enter(world, "checker");
    assert_true(batch_check(world->w, batch));
    world_enter(world, "approver");
    assert_true(batch_approve(world->w, batch));
    world_enter(world, "payer");
}

World world_elders(const char *law)
{
    World world = world_open(law, NULL);
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home,bank_account\n"
                 "Yi,1932-11-20," PERSON_YI ",360203001001," CARD_1 "\n"
                 "Bing,1934-01-08," PERSON_BING ",360203100001," CARD_2 "\n");
    world_clock(&world, "2023-12-20");
    world_import(&world, "enrolment",
                 "affair,citizen_id,applied,decided,reason\n"
                 "old_age_allowance," PERSON_YI ",2023-01-05,2023-01-10,registered\n"
                 "old_age_allowance," PERSON_BING ",2023-01-05,2023-01-10,registered\n");
    world_close_month(&world, "2024-01");
    return world;
}
