/* The county of world.def, made through the rooms' headers. Reading order: fuzz_world. */
#include "fuzz/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz/world.def"

static const SqlModule *const modules[] = {&audit_sql, &access_sql, &registry_sql, &ledger_sql,
                                           &payment_sql};

void fuzz_must(FuzzWorld *world, bool done)
{
    const Error *e = &world->w->error;
    if (done) return;
    (void)fprintf(stderr, "world: %.*s (%.*s)\n", STR_ARG(e->sentence), STR_ARG(e->detail));
    abort();
}

const char *fuzz_world_file(FuzzWorld *world, const char *name, Str bytes)
{
    const char *path =
        str_z(world->w->arena, format(world->w->arena, "%s/%s", world->folder, name));
    FILE *file = fopen(path, "wb");
    ensure(file != NULL);
    ensure(fwrite(bytes.ptr, 1, bytes.len, file) == bytes.len);
    ensure(fclose(file) == 0);
    return path;
}

void fuzz_world_enter(FuzzWorld *world, const char *account)
{
    fuzz_must(world, access_enter(world->w, str_of(account)));
}

static void set_clock(FuzzWorld *world)
{
    world->w->now = (int64_t)date_of(2024, 3, 1).days * 86400 + 4 * 3600;
}

void fuzz_world_turn(FuzzWorld *world)
{
    work_free(world->w);
    world->w = work_new();
    world->w->store = world->store;
    set_clock(world);
    fuzz_world_enter(world, "clerk");
}

static void make_law(FuzzWorld *world)
{
    int64_t law;
    SourceFile *file = NEW(world->arena, SourceFile);
    *file = (SourceFile){.path = STR("world.affair"), .text = STR(WORLD_LAW)};
    file->area = (Division){360203000000};
    Diagnostics found = diagnostics_new(world->arena);
    world->bureau = bureau_compile(world->arena, file, 1, &found);
    ensure(world->bureau != NULL);
    fuzz_must(world, registry_open(world->w, world->bureau, &law));
}

static void make_divisions(FuzzWorld *world)
{
    int64_t count;
    (void)fuzz_world_file(world, "provinces.csv", STR(WORLD_PROVINCES));
    (void)fuzz_world_file(world, "cities.csv", STR(WORLD_CITIES));
    (void)fuzz_world_file(world, "areas.csv", STR(WORLD_AREAS));
    (void)fuzz_world_file(world, "streets.csv", STR(WORLD_STREETS));
    (void)fuzz_world_file(world, "villages.csv", STR(WORLD_VILLAGES));
    fuzz_must(world, division_load(world->w, world->folder, &count));
}

static void make_accounts(FuzzWorld *world)
{
    static const struct {
        const char *account;
        Duty duty;
    } accounts[] = {{"system", DUTY_SYSTEM},
                    {"clerk", DUTY_CLERK},
                    {"checker", DUTY_CHECKER},
                    {"approver", DUTY_APPROVER},
                    {"payer", DUTY_PAYER}};
    for (size_t i = 0; i < COUNT_OF(accounts); i++) {
        Str name = str_of(accounts[i].account);
        fuzz_must(world,
                  account_create(world->w, name, name, accounts[i].duty, (Division){360203000000}));
        if (i == 0) fuzz_world_enter(world, "system");
    }
}

static void import(FuzzWorld *world, const char *as, Str rows)
{
    ImportResult result;
    ImportJob job = {.path = fuzz_world_file(world, "world.csv", rows),
                     .as = str_of(as),
                     .sender = STR("world"),
                     .effective = date_of(2023, 1, 1)};
    fuzz_must(world, registry_import(world->w, world->bureau, &job, &result));
    ensure(result.faults.errors == 0);
}

/* One folder for the whole run, taken away at its end. */
static char *files_folder(void)
{
    static char folder[] = "/tmp/doudi-fuzz-XXXXXX";
    return folder;
}

static void files_remove(void)
{
    char command[64];
    (void)snprintf(command, sizeof command, "rm -rf %s", files_folder());
    if (system(command) != 0) perror("rm");
}

FuzzWorld *fuzz_world(void)
{
    Arena *arena = arena_new();
    FuzzWorld *world = NEW(arena, FuzzWorld);
    *world = (FuzzWorld){.w = work_new(), .arena = arena, .folder = files_folder()};
    if (world->folder[strlen(world->folder) - 1] == 'X') {
        ensure(mkdtemp(world->folder) != NULL);
        ensure(atexit(files_remove) == 0);
    }
    set_clock(world);
    fuzz_must(world, store_open(world->w, ":memory:", STORE_CREATE, modules, COUNT_OF(modules)));
    world->store = world->w->store;
    fuzz_must(world, store_set(world->w, STR("demo"), STR("1")));
    fuzz_must(world, store_set(world->w, STR("home"), STR("360203")));
    make_divisions(world);
    make_law(world);
    fuzz_must(world, payment_set_first_month(world->w, month_of(2024, 1)));
    make_accounts(world);
    fuzz_world_enter(world, "clerk");
    import(world, "person", STR(WORLD_PEOPLE));
    import(world, "enrolment", STR(WORLD_ENROLMENTS));
    return world;
}

void fuzz_world_free(FuzzWorld *world)
{
    work_free(world->w);
    store_close(world->store);
    arena_free(world->arena);
}
