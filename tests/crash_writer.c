/* Crash safety: a child posts lines and sends batches as fast as it can and says each commit over
 * a pipe once it is durable; the parent kills it with -9 at a random moment, opens the store
 * and asks for three things: the chain and the ledger prove, nothing that was said is lost, nothing
 * is there twice. Speaks TAP, one point a round.
 *
 *     crash_writer STORE ROUNDS
 *
 * Every act carries a number in its subject, which rises by one: "twice" and "lost" are seen there.
 * kill -9 leaves the kernel alive, so this proves the program, not the disk; that the disk is asked
 * (full sync) is said in store.c. */
#include "audit/audit.h"
#include "db/db.h"
#include "ledger/ledger.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LINES = 40, PERSONS = 500 };
static const SqlModule *const MODULES[] = {&audit_sql, &ledger_sql};

static bool store_ready(Work *w, const char *path)
{
    return store_open(w, path, STORE_CREATE, MODULES, COUNT_OF(MODULES));
}

/* ---- the child: writes until it dies ------------------------------------------------------ */

static Line line_of(int64_t number, int i)
{
    int64_t person = (number * LINES + i) % PERSONS + 1;
    return (Line){.enrolment = person,
                  .unit = person,
                  .person = person,
                  .affair = STR("old_age"),
                  .month = {2024 * 12 + (int32_t)(number % 12)},
                  .closed_in = {2024 * 12 + (int32_t)(number % 12)},
                  .component = STR("basic"),
                  .fund = STR("county"),
                  .amount = {number % 7 == 6 ? -3000 : 5000},
                  .reason = number % 7 == 6 ? REASON_RECOVERY : REASON_REGULAR};
}

static bool post_inside(Work *w, int64_t number, Commit *commit)
{
    Line lines[LINES];
    for (int i = 0; i < LINES; i++)
        lines[i] = line_of(number, i);
    TRY(audit_act(w,
                  &(Act){.kind = STR("close"),
                         .subject = format(w->arena, "number:%lld", (long long)number),
                         .rows = ledger_digest(lines, LINES)},
                  commit));
    return ledger_post(w, lines, LINES, *commit);
}

/* Sends what is payable to everybody, as one batch. */
static bool send_inside(Work *w, int64_t number, Commit *commit)
{
    Balance *due;
    size_t count;
    TRY(ledger_balances(w, ACCOUNT_PAYABLE, &due, &count));
    Move *moves = NEW_ARRAY(w->arena, Move, count);
    for (size_t i = 0; i < count; i++)
        moves[i] = (Move){.batch = number,
                          .affair = due[i].affair,
                          .person = due[i].person,
                          .debit = ACCOUNT_PAYABLE,
                          .credit = ACCOUNT_CLEARING,
                          .amount = due[i].amount,
                          .reason = REASON_SENT};
    TRY(audit_act(w,
                  &(Act){.kind = STR("send"),
                         .subject = format(w->arena, "number:%lld", (long long)number),
                         .rows = ledger_move_digest(moves, count)},
                  commit));
    return ledger_move(w, moves, count, *commit);
}

static bool write_one(Work *w, int64_t number, Commit *commit)
{
    TRY(db_begin(w));
    return db_end(w, number % 10 == 9 ? send_inside(w, number, commit)
                                      : post_inside(w, number, commit));
}

static _Noreturn void child(const char *path, int said)
{
    Work *w = work_new();
    Commit last;
    bool good = store_ready(w, path) && audit_latest(w, &last);
    Store *store = w->store;
    while (good) {
        Work *one = work_new();
        one->store = store;
        good = write_one(one, last.n + 1, &last) &&
               write(said, &last.n, sizeof last.n) == sizeof last.n;
        if (!good) fprintf(stderr, "# writer: %.*s\n", STR_ARG(one->error.detail));
        work_free(one);
    }
    _exit(1);
}

/* ---- the parent: kills, opens, proves ------------------------------------------------------- */

static bool numbers_rise(Work *w, const ActRow *row, void *context)
{
    int64_t *acts = context;
    Str expected = format(w->arena, "number:%lld", (long long)++*acts);
    return str_equal(row->act.subject, expected)
               ? true
               : fail(w, ERR_CORRUPT, "act %lld is twice or out of order", (long long)*acts);
}

static bool store_is_sound(Work *w, const char *path, int64_t said, int64_t *acts)
{
    LedgerCheck check;
    *acts = 0;
    TRY(store_ready(w, path));
    TRY(store_check(w));
    TRY(ledger_check(w, &check));
    TRY(audit_walk(w, numbers_rise, acts));
    return *acts >= said
               ? true
               : fail(w, ERR_CORRUPT, "commit %lld was said and is lost", (long long)said);
}

/* One commit the child said; false when it says no more. */
static bool hear(int from, int64_t *n)
{
    ssize_t got;
    do {
        got = read(from, n, sizeof *n);
    } while (got < 0 && errno == EINTR);
    return got == sizeof *n;
}

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static pid_t writer_start(const char *path, int *from)
{
    int ends[2];
    ensure(pipe(ends) == 0);
    fflush(NULL);
    pid_t pid = fork();
    ensure(pid >= 0);
    if (pid == 0) {
        close(ends[0]);
        child(path, ends[1]);
    }
    close(ends[1]);
    *from = ends[0];
    return pid;
}

/* Lets a writer run for a random while, kills it, hears the last it said. Two of three are killed
 * at work, within a sixth of a second; the third may still be opening the store. */
static int64_t writer_killed(const char *path, uint64_t *seed, int64_t before)
{
    int from, status;
    int64_t said = before;
    pid_t pid = writer_start(path, &from);
    if (next_random(seed) % 3 > 0) ensure(hear(from, &said));
    struct timespec pause = {0, (long)(next_random(seed) % 160000000)};
    nanosleep(&pause, NULL);
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    ensure(WIFSIGNALED(status)); /* it never ends by itself */
    while (hear(from, &said))
        ;
    close(from);
    return said;
}

int main(int argc, char **argv)
{
    int64_t rounds = 0, said = 0, acts = 0, failures = 0;
    uint64_t seed = (uint64_t)time(NULL) * 2654435761u + 1;
    if (argc != 3 || !str_int(str_of(argv[2]), &rounds)) return 64;
    printf("1..%lld\n# seed %llu\n", (long long)rounds, (unsigned long long)seed);
    for (int64_t i = 1; i <= rounds; i++) {
        said = writer_killed(argv[1], &seed, said);
        Work *w = work_new();
        bool sound = store_is_sound(w, argv[1], said, &acts);
        failures += !sound;
        printf("%sok %lld - killed after commit %lld, %lld in the store\n", sound ? "" : "not ",
               (long long)i, (long long)said, (long long)acts);
        if (!sound) printf("# %.*s\n", STR_ARG(w->error.detail));
        store_close(w->store);
        work_free(w);
    }
    return failures > 0 || acts < rounds;
}
