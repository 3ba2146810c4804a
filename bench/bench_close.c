/* The month's close: of one month, released to a bank file; of the same month again; then, with 24
 * months closed, of the next one and again after standards were raised for all of them.
 *
 *     bench_close ROOT STORE
 *
 * STORE is one that bench_facts has made and closed for January 2024; it is copied, the copy is
 * removed. Every step runs in a process of its own, so that its peak of memory is its own. Reading
 * order: main, step. */
#include "access/access.h"
#include "payment/payment.h"

#include "bench/words_close.def"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { FIRST_YEAR = 2024, MONTHS = 24 };

static const SqlModule *const MODULES[] = {&audit_sql, &access_sql, &registry_sql, &ledger_sql,
                                           &payment_sql};

typedef struct {
    const char *root, *store;
    char folder[64];
} Bench;

/* One measured step, within its process. */
typedef struct {
    const Bench *bench;
    Work *w;
    Bureau *bureau;
    int64_t lines, reached;
    struct timespec wall;
} CloseStep;
typedef void (*CloseRun)(CloseStep *step);

/* A failure here is a bug or a full disk: it is told and ends the process. */
static void must(Work *w, bool done)
{
    if (done) return;
    fprintf(stderr, "bench_close: %.*s %.*s\n", STR_ARG(w->error.sentence),
            STR_ARG(w->error.detail));
    exit(1);
}

static void clock_set(Work *w, Month month)
{
    Date day = month_first(month);
    w->now = (int64_t)(day.days + 27) * 86400 + 9 * 3600; /* the 28th, 17:00 in China */
}

static Month month_at(int number) /* 0: the first of account */
{
    return (Month){month_of(FIRST_YEAR, 1).n + number};
}

static Bureau *bureau_open(Work *w, const Bench *b)
{
    Bureau *bureau;
    Diagnostics found = diagnostics_new(w->arena);
    AffairPaths paths = {.affairs = str_z(w->arena, format(w->arena, "%s/affairs", b->root)),
                         .area =
                             str_z(w->arena, format(w->arena, "%s/areas/360203-zhushan", b->root))};
    must(w, affair_load(w, &paths, &bureau, &found));
    return bureau;
}

/* ---- standards raised --------------------------------------------------------------------- */

/* The text of the last close's law: raises add up. */
static Str law_last(CloseStep *step)
{
    Close *closes;
    size_t count;
    Str hash, text;
    must(step->w, payment_closes(step->w, &closes, &count));
    must(step->w, registry_law_text(step->w, closes[count - 1].law, &hash, &text));
    return text;
}

static void law_is(CloseStep *step, Str text)
{
    must(step->w, affair_law_read(step->w, text, &step->bureau));
}

static void standard_raise(CloseStep *step, const char *head, int yuan)
{
    Buf out = buf_new(step->w->arena);
    Str rest = law_last(step), line;
    bool own = false, raised = false; /* in the district's files; nearer than the nation's */
    while (str_split(&rest, '\n', &line)) {
        buf_add(&out, line);
        buf_byte(&out, '\n');
        if (str_starts(line, STR("== "))) own = str_find(line, STR("areas/")) >= 0;
        if (raised || !own || !str_starts(line, str_of(head))) continue;
        buf_format(&out, STANDARD_RAISED, yuan);
        raised = true;
    }
    ensure(raised);
    law_is(step, buf_str(&out));
}

static void town_sets(CloseStep *step)
{
    Buf out = buf_new(step->w->arena);
    Division home;
    DivisionRow row, *towns;
    size_t count;
    ensure(division_parse(STR("360203"), &home));
    must(step->w, division_by_code(step->w, home, &row));
    must(step->w, division_children(step->w, row.id, &towns, &count) && count > 0);
    buf_add(&out, law_last(step));
    buf_format(&out, STANDARD_TOWN, (long long)towns[0].code.n);
    law_is(step, buf_str(&out));
}

/* ---- steps -------------------------------------------------------------------------------- */

static void close_of(CloseStep *step, Month month, bool full)
{
    CloseResult result;
    clock_set(step->w, month);
    must(step->w, access_enter(step->w, STR("clerk")));
    clock_gettime(CLOCK_MONOTONIC, &step->wall);
    must(step->w,
         (full ? payment_close_full : payment_close)(step->w, step->bureau, month, &result));
    step->lines += result.lines;
    step->reached += result.reached;
}

static void release_of(CloseStep *step, Month month)
{
    Work *w = step->w;
    Batch batch;
    Str path;
    clock_set(w, month);
    must(w, access_enter(w, STR("clerk")) && batch_draft(w, month, &batch));
    must(w, access_enter(w, STR("checker")) && batch_check(w, batch.id));
    must(w, access_enter(w, STR("approver")) && batch_approve(w, batch.id));
    must(w, access_enter(w, STR("payer")));
    must(w, batch_send(w, step->bureau, batch.id, step->bench->folder, &path));
    step->lines += batch.lines;
}

static void accounts_make(CloseStep *step)
{
    static const struct {
        const char *account;
        Duty duty;
    } accounts[] = {{"system", DUTY_SYSTEM},
                    {"clerk", DUTY_CLERK},
                    {"checker", DUTY_CHECKER},
                    {"approver", DUTY_APPROVER},
                    {"payer", DUTY_PAYER}};
    Division home;
    ensure(division_parse(STR("360203"), &home));
    for (size_t i = 0; i < COUNT_OF(accounts); i++) {
        Str name = str_of(accounts[i].account);
        must(step->w, account_create(step->w, name, name, accounts[i].duty, home));
        if (i == 0) must(step->w, access_enter(step->w, name));
    }
    release_of(step, month_at(0));
}

static void step_month(CloseStep *step)
{
    close_of(step, month_at(1), false);
}

static void step_release(CloseStep *step)
{
    clock_gettime(CLOCK_MONOTONIC, &step->wall);
    release_of(step, month_at(1));
}

static void step_rest(CloseStep *step)
{
    for (int i = 2; i < MONTHS; i++)
        close_of(step, month_at(i), false);
}

static void step_next(CloseStep *step)
{
    close_of(step, month_at(MONTHS), false);
}

static void step_full(CloseStep *step)
{
    close_of(step, month_at(MONTHS), true);
}

static void step_living(CloseStep *step)
{
    standard_raise(step, STANDARD_LIVING, 1000);
    close_of(step, month_at(MONTHS), false);
}

static void step_old(CloseStep *step)
{
    standard_raise(step, STANDARD_OLD, 60);
    close_of(step, month_at(MONTHS), false);
}

static void step_few(CloseStep *step)
{
    standard_raise(step, STANDARD_FEW, 1500);
    close_of(step, month_at(MONTHS), false);
}

static void step_town(CloseStep *step)
{
    town_sets(step);
    close_of(step, month_at(MONTHS), false);
}

/* ---- processes ---------------------------------------------------------------------------- */

static void step_run(const Bench *b, CloseRun run, const char *what)
{
    struct rusage before, used;
    struct timespec end;
    CloseStep step = {.bench = b, .w = work_new()};
    int64_t law;
    clock_set(step.w, month_at(0));
    must(step.w, store_open(step.w, b->store, 0, MODULES, COUNT_OF(MODULES)));
    step.bureau = bureau_open(step.w, b);
    must(step.w, registry_open(step.w, step.bureau, &law));
    getrusage(RUSAGE_SELF, &before);
    clock_gettime(CLOCK_MONOTONIC, &step.wall);
    run(&step);
    clock_gettime(CLOCK_MONOTONIC, &end);
    getrusage(RUSAGE_SELF, &used);
    double cpu = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec - before.ru_utime.tv_sec -
                          before.ru_stime.tv_sec) *
                     1e3 +
                 (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec - before.ru_utime.tv_usec -
                          before.ru_stime.tv_usec) /
                     1e3;
    double wall = (double)(end.tv_sec - step.wall.tv_sec) * 1e3 +
                  (double)(end.tv_nsec - step.wall.tv_nsec) / 1e6;
    if (what)
        printf(CLOSE_ROW, what, (long long)step.lines, (long long)step.reached, cpu, wall,
               used.ru_maxrss / 1024);
    fflush(stdout);
    store_close(step.w->store);
    work_free(step.w);
}

static void step(const Bench *b, CloseRun run, const char *what)
{
    int status;
    fflush(stdout);
    pid_t child = fork();
    ensure(child >= 0);
    if (child == 0) {
        step_run(b, run, what);
        _exit(0);
    }
    ensure(waitpid(child, &status, 0) == child && WIFEXITED(status));
    if (WEXITSTATUS(status)) exit(1);
}

static int64_t residents(const Bench *b)
{
    Work *w = work_new();
    must(w, store_open(w, b->store, 0, MODULES, COUNT_OF(MODULES)));
    int64_t count = person_count(w);
    store_close(w->store);
    work_free(w);
    return count;
}

static void shell(const Bench *b, const char *command, const char *from)
{
    char line[1024];
    int length = snprintf(line, sizeof line, command, from, b->folder);
    ensure(length > 0 && (size_t)length < sizeof line && system(line) == 0);
}

int main(int argc, char **argv)
{
    static const char folder[] = "/tmp/bench-close-XXXXXX";
    char store[280];
    Bench b = {.root = argc > 1 ? argv[1] : ".", .store = store};
    if (argc < 3) return 2;
    const char *slash = strrchr(argv[2], '/'), *name = slash ? slash + 1 : argv[2];
    memcpy(b.folder, folder, sizeof folder);
    ensure(mkdtemp(b.folder) != NULL);
    ensure(snprintf(store, sizeof store, "%s/%.255s", b.folder, name) > 0);
    shell(&b, "cp -r %s* %s", argv[2]);
    printf(CLOSE_HEAD, (long long)residents(&b));
    step(&b, accounts_make, NULL);
    step(&b, step_month, CLOSE_MONTH);
    step(&b, step_release, CLOSE_RELEASE);
    step(&b, step_month, CLOSE_AGAIN);
    step(&b, step_rest, NULL);
    step(&b, step_next, CLOSE_NEXT);
    step(&b, step_next, CLOSE_AGAIN_24);
    step(&b, step_full, CLOSE_FULL);
    step(&b, step_town, CLOSE_TOWN);
    step(&b, step_few, CLOSE_FEW);
    step(&b, step_old, CLOSE_OLD);
    step(&b, step_living, CLOSE_LIVING);
    shell(&b, "%s -rf %s", "rm");
    return 0;
}
