/* Runs seeds, each in a process of its own, and makes a failing one smaller.
 *
 *     sim --seed 7 --days 400          one county for four hundred days
 *     sim --seed 7 --days 400 --tell   the same, each act told
 *     sim --seeds 8 --random --days 120 --seconds 30       what ./test runs; TAP
 *     sim --seed 7 --days 400 --only 1,2,17,33             only these acts
 *
 * Reading order: main, then seed_run (the parent), then live (the child). */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/sim/sim.h"

enum { ACT_LIMIT = 100000, SHRINK_TRIES = 120 };

/* ---- random numbers ------------------------------------------------------------------------- */

/* SplitMix64. */
uint64_t random_next(Random *r)
{
    uint64_t z = r->state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

int64_t random_below(Random *r, int64_t limit)
{
    return limit > 0 ? (int64_t)(random_next(r) % (uint64_t)limit) : 0;
}

bool random_chance(Random *r, int percent)
{
    return random_below(r, 100) < percent;
}

static Random random_of(int64_t seed, int64_t number)
{
    Random r = {(uint64_t)seed * 0xD1342543DE82EF95u + (uint64_t)number};
    (void)random_next(&r);
    return r;
}

/* ---- failing -------------------------------------------------------------------------------- */

void sim_fail(Sim *sim, const char *what, ...)
{
    va_list arguments;
    Arena *arena = arena_new();
    Str day = date_text(arena, (Date){sim->today});
    (void)printf("# seed %lld, %.*s, act %lld (%s): ", (long long)sim->options.seed, STR_ARG(day),
                 (long long)sim->act, sim->doing);
    va_start(arguments, what);
    (void)vprintf(what, arguments);
    va_end(arguments);
    (void)printf("\n# again: sim --seed %lld --days %lld --people %lld\n",
                 (long long)sim->options.seed, (long long)sim->options.days,
                 (long long)sim->options.people);
    FILE *note = sim->options.note ? fopen(sim->options.note, "w") : NULL;
    if (note) (void)fprintf(note, "%lld\n", (long long)sim->act);
    if (note) (void)fclose(note);
    (void)fflush(NULL);
    _exit(1);
}

void sim_must(Sim *sim, bool done, const char *what)
{
    const Error *e = &sim->w->error;
    if (!done) sim_fail(sim, "%s: %.*s (%.*s)", what, STR_ARG(e->sentence), STR_ARG(e->detail));
}

/* ---- one act -------------------------------------------------------------------------------- */

static void tell(Sim *sim, const Deed *deed)
{
    if (!sim->options.verbose) return;
    Str day = date_text(sim->w->arena, (Date){sim->today});
    (void)printf("%.*s %4lld %s%s", STR_ARG(day), (long long)sim->act, deed->name,
                 deed->refused ? " (refused)" : "");
    if (deed->kind == DEED_IMPORT)
        (void)printf(": %.*s", STR_ARG(deed->rows));
    else
        (void)printf(" %lld %lld\n", (long long)deed->batch, (long long)deed->lines);
}

static void act_finish(Sim *sim, Deed *deed, bool done, bool crashes)
{
    sim->acts_done += done;
    sim->refusals += deed->refused;
    tell(sim, deed);
    if (done && deed->learn) deed->learn(sim, deed);
    check_light(sim);
    if (crashes || random_chance(&sim->random, 8)) check_deep(sim);
}

static bool left_out(Sim *sim)
{
    return sim->options.skip && sim->act < sim->options.skip_count && sim->options.skip[sim->act];
}

static void act(Sim *sim, const ActKind *kind)
{
    Deed deed = {.name = kind->name};
    sim->act++;
    sim->random = random_of(sim->options.seed, sim->act);
    if (left_out(sim)) return;
    sim_work(sim);
    sim->doing = kind->name;
    kind->draw(sim, &deed);
    if (deed.kind == DEED_NONE) return;
    bool crashes = random_chance(&sim->random, 4);
    bool done = crashes ? crash_deed(sim, &deed) : deed_do(sim, &deed);
    act_finish(sim, &deed, done, crashes);
}

static const ActKind *draw_kind(Random *r)
{
    const ActKind *tables[] = {life_acts, casework_acts, money_acts};
    int64_t total = 0, at;
    for (size_t t = 0; t < COUNT_OF(tables); t++)
        for (const ActKind *k = tables[t]; k->name; k++)
            total += k->weight;
    at = random_below(r, total);
    for (size_t t = 0; t < COUNT_OF(tables); t++)
        for (const ActKind *k = tables[t]; k->name; k++)
            if ((at -= k->weight) < 0) return k;
    return &life_acts[0];
}

/* ---- a life --------------------------------------------------------------------------------- */

static void draw_resident(Sim *sim, Deed *deed)
{
    int64_t age_days = random_below(&sim->random, 3) ? random_below(&sim->random, 25000)
                                                     : 26000 + random_below(&sim->random, 9000);
    draw_person(sim, deed, sim->today - (int32_t)age_days - 400);
}

static void settle_down(Sim *sim)
{
    static const ActKind resident = {"resident", 0, draw_resident},
                         family = {"family", 0, draw_family};
    for (int64_t i = 0; i < sim->options.people; i++) {
        act(sim, &resident);
        if (i % 4 == 3) act(sim, &family);
    }
}

static void live_day(Sim *sim, int64_t day)
{
    static const ActKind month_end = {"month end", 0, draw_close};
    Random r = random_of(sim->options.seed, -1 - day);
    int year, month, number;
    sim->today = date_of(2023, 11, 20).days + (int32_t)day;
    sim->now = (int64_t)sim->today * 86400 + 4 * 3600;
    for (int64_t n = random_below(&r, 6); n > 0; n--)
        act(sim, draw_kind(&r));
    date_parts((Date){sim->today}, &year, &month, &number);
    if (number == 27 && sim->today >= date_of(2024, 1, 1).days) act(sim, &month_end);
}

static _Noreturn void live(const Options *options, const char *folder)
{
    Arena *arena = arena_new();
    Sim *sim = NEW(arena, Sim);
    sim->options = *options;
    sim->model = NEW(arena, Model);
    sim->model->first = month_of(2024, 1).n;
    sim->model->closed = sim->model->first - 1;
    sim->arena = arena;
    sim->doing = "opening";
    (void)snprintf(sim->folder, sizeof sim->folder, "%s", folder);
    (void)snprintf(sim->path, sizeof sim->path, "%s/county.db", folder);
    sim->today = date_of(2023, 11, 20).days;
    sim->now = (int64_t)sim->today * 86400 + 4 * 3600;
    sim_create(sim);
    settle_down(sim);
    for (int64_t day = 1; day <= options->days; day++)
        live_day(sim, day);
    sim->random = random_of(options->seed, 0);
    sim_work(sim);
    check_deep(sim);
    (void)printf("# seed %lld: %lld days, %lld acts, %lld refused, %lld crashes, %zu enrolments\n",
                 (long long)options->seed, (long long)options->days, (long long)sim->acts_done,
                 (long long)sim->refusals, (long long)sim->crashes, sim->model->enrolment_count);
    exit(0); /* not _exit: coverage is written on the way out */
}

/* ---- seeds ---------------------------------------------------------------------------------- */

typedef struct {
    Options options;
    int64_t seeds, seconds;
    bool random;
    uint8_t *skip;
    char note[64];
    int64_t count, failed; /* of TAP */
} Run;

static void silence(void)
{
    ensure(freopen("/dev/null", "w", stdout) != NULL);
}

/* Whether the seed lives through its days. */
static bool survives(const Options *options, bool quiet)
{
    int status;
    char folder[64], command[128];
    const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    (void)snprintf(folder, sizeof folder, "%s/doudi-sim-XXXXXX", base);
    ensure(mkdtemp(folder) != NULL);
    (void)fflush(NULL);
    pid_t pid = fork();
    ensure(pid >= 0);
    if (pid == 0) {
        if (quiet) silence();
        live(options, folder);
    }
    ensure(waitpid(pid, &status, 0) == pid);
    (void)snprintf(command, sizeof command, "rm -rf %s", folder);
    ensure(system(command) == 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* The number of the act at which the last failing run stopped. */
static int64_t noted_act(const Run *run)
{
    char line[32] = "";
    FILE *note = fopen(run->note, "r");
    if (note && !fgets(line, sizeof line, note)) line[0] = 0;
    if (note) (void)fclose(note);
    return strtoll(line, NULL, 10);
}

static bool fails_without(Run *run, int64_t from, int64_t to)
{
    uint8_t before[4096];
    size_t size = (size_t)(to - from);
    if (size > sizeof before) return false;
    memcpy(before, run->skip + from, size);
    memset(run->skip + from, 1, size);
    Options options = run->options;
    options.skip = run->skip;
    options.skip_count = ACT_LIMIT;
    if (!survives(&options, true)) return true;
    memcpy(run->skip + from, before, size);
    return false;
}

/* Leaves out ever smaller stretches of acts while the seed goes on failing. */
static void make_smaller(Run *run)
{
    int tries = 0;
    int64_t last = noted_act(run);
    if (last <= 0 || last >= ACT_LIMIT) return;
    memset(run->skip + last + 1, 1, (size_t)(ACT_LIMIT - last - 1));
    for (int64_t size = last / 2; size > 0; size /= 2)
        for (int64_t at = 1; at + size <= last + 1 && tries < SHRINK_TRIES; at += size)
            tries += !run->skip[at] && (fails_without(run, at, at + size), true);
    (void)printf("# smaller: sim --seed %lld --days %lld --people %lld --tell --only ",
                 (long long)run->options.seed, (long long)run->options.days,
                 (long long)run->options.people);
    for (int64_t at = 1; at <= last; at++)
        if (!run->skip[at]) (void)printf("%lld,", (long long)at);
    (void)printf("\n");
    Options options = run->options;
    options.skip = run->skip;
    options.skip_count = ACT_LIMIT;
    options.verbose = true;
    (void)survives(&options, false);
    memset(run->skip, 0, ACT_LIMIT);
}

static void seed_run(Run *run, int64_t seed)
{
    run->options.seed = seed;
    bool well = survives(&run->options, false);
    run->count++;
    run->failed += !well;
    (void)printf("%sok %lld - seed %lld\n", well ? "" : "not ", (long long)run->count,
                 (long long)seed);
    if (!well && !run->options.skip) make_smaller(run);
    (void)fflush(stdout);
}

/* ---- options -------------------------------------------------------------------------------- */

static void only(Run *run, const char *list)
{
    memset(run->skip, 1, ACT_LIMIT);
    for (char *end; *list; list = *end ? end + 1 : end) {
        long long at = strtoll(list, &end, 10);
        if (end == list) break;
        if (at > 0 && at < ACT_LIMIT) run->skip[at] = 0;
    }
    run->options.skip = run->skip;
    run->options.skip_count = ACT_LIMIT;
}

static bool option(Run *run, const char *name, const char *value)
{
    int64_t number = value ? strtoll(value, NULL, 10) : 0;
    if (strcmp(name, "--seed") == 0)
        run->options.seed = number;
    else if (strcmp(name, "--seeds") == 0)
        run->seeds = number;
    else if (strcmp(name, "--days") == 0)
        run->options.days = number;
    else if (strcmp(name, "--people") == 0)
        run->options.people = number;
    else if (strcmp(name, "--seconds") == 0)
        run->seconds = number;
    else if (strcmp(name, "--only") == 0 && value)
        only(run, value);
    else
        return false;
    return value != NULL;
}

static bool read_options(Run *run, int count, char **arguments)
{
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "--random") == 0)
            run->random = true;
        else if (strcmp(arguments[i], "--tell") == 0)
            run->options.verbose = true;
        else if (option(run, arguments[i], i + 1 < count ? arguments[i + 1] : NULL))
            i++;
        else
            return false;
    }
    return true;
}

static int64_t fresh_seed(void)
{
    return (int64_t)time(NULL) % 1000000000;
}

int main(int count, char **arguments)
{
    Arena *arena = arena_new();
    Run run = {.options = {.seed = 1, .days = 200, .people = 40}, .seeds = 1};
    run.skip = NEW_ARRAY(arena, uint8_t, ACT_LIMIT);
    (void)snprintf(run.note, sizeof run.note, "/tmp/doudi-sim-note-%d", (int)getpid());
    run.options.note = run.note;
    if (!read_options(&run, count, arguments)) {
        (void)fprintf(stderr, "sim [--seed N] [--seeds N] [--random] [--days N] [--people N] "
                              "[--seconds N] [--tell] [--only N,N]\n");
        return 64;
    }
    time_t end = time(NULL) + run.seconds;
    int64_t first = run.options.seed;
    for (int64_t i = 0; i < run.seeds; i++)
        seed_run(&run, first + i);
    if (run.random) seed_run(&run, fresh_seed());
    for (int64_t seed = fresh_seed() + 1; time(NULL) < end; seed++)
        seed_run(&run, seed);
    (void)printf("1..%lld\n", (long long)run.count);
    (void)unlink(run.note);
    arena_free(arena);
    return run.failed != 0;
}
