/* Money at speed: 500,000 lines of a close posted with their entries, one act over the digest of
 * all of them; the proof of the same; a bank file of 100,000 rows, as csv in GB18030 and as
 * pain.001, synced. Prints what each step costs and how many a second; everything is invented.
 *
 *     bench_money ROOT [FOLDER] [LINES]
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "db/db.h"
#include "ledger/ledger.h"
#include "payment/payment.h"

enum { LINES = 500000, ROWS = 100000 };

static double clock_seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

typedef struct {
    double wall, cpu;
} Watch;

static Watch watch_start(void)
{
    return (Watch){clock_seconds(CLOCK_MONOTONIC), clock_seconds(CLOCK_PROCESS_CPUTIME_ID)};
}

static void watch_say(Watch from, const char *what, size_t count)
{
    Watch now = watch_start();
    double cpu = now.cpu - from.cpu, wall = now.wall - from.wall;
    printf("%-34s %8zu  %7.3f s cpu  %7.3f s wall  %9.0f a second of cpu\n", what, count, cpu, wall,
           (double)count / cpu);
}

static void must(Work *w, bool done)
{
    if (done) return;
    fprintf(stderr, "%.*s (%.*s)\n", STR_ARG(w->error.sentence), STR_ARG(w->error.detail));
    exit(1);
}

/* ---- the ledger ----------------------------------------------------------------------------- */

static Line *lines_make(Arena *arena, size_t count)
{
    Line *lines = NEW_ARRAY(arena, Line, count);
    for (size_t i = 0; i < count; i++)
        lines[i] = (Line){.enrolment = (int64_t)(i / 5) + 1,
                          .unit = (int64_t)(i / 5) + 1,
                          .person = (int64_t)(i / 5) + 1,
                          .affair = STR("minimum_living"),
                          .month = {2024 * 12 + (int32_t)(i % 5)},
                          .closed_in = month_of(2024, 5),
                          .component = STR("base"),
                          .fund = STR("county"),
                          .division = (int64_t)(i % 300) + 1,
                          .urban = (int)(i % 2) + 1,
                          .amount = {50000 + (int64_t)(i % 1000)},
                          .reason = REASON_REGULAR,
                          .law = 1};
    return lines;
}

static void post_bench(Work *w, const Line *lines, size_t count)
{
    Commit commit;
    Watch watch = watch_start();
    Digest digest = ledger_digest(lines, count);
    watch_say(watch, "digest of the lines", count);
    watch = watch_start();
    must(w, db_begin(w));
    must(w, audit_act(w, &(Act){.kind = STR("close"), .subject = STR("bench"), .rows = digest},
                      &commit));
    must(w, ledger_post(w, lines, count, commit));
    must(w, db_commit(w));
    watch_say(watch, "posted: lines, entries, indexes", 2 * count);
}

static void check_bench(Work *w, size_t count)
{
    LedgerCheck check;
    Watch watch = watch_start();
    must(w, ledger_check(w, &check));
    ensure(check.lines == (int64_t)count && check.debit.fen == check.credit.fen);
    watch_say(watch, "proved: entries, balances, seals", count);
}

/* ---- the bank file -------------------------------------------------------------------------- */

static BankRow *rows_make(Arena *arena, size_t count)
{
    static const char *const names[] = {"\xE7\x8E\x8B\xE5\xB0\x8F\xE6\x98\x8E",
                                        "\xE6\xAC\xA7\xE9\x98\xB3\xE5\xA8\x9C",
                                        "\xE6\x9D\x8E\xE4\xBA\x8C"};
    BankRow *rows = NEW_ARRAY(arena, BankRow, count);
    for (size_t i = 0; i < count; i++)
        rows[i] = (BankRow){.number = (int64_t)i + 1,
                            .affair = i < count / 2 ? STR("minimum_living") : STR("old_age"),
                            .person = (int64_t)i + 1,
                            .amount = {50000 + (int64_t)(i % 1000)},
                            .account = format(arena, "6222%015zu", i),
                            .name = str_of(names[i % COUNT_OF(names)])};
    return rows;
}

static void file_bench(Work *w, const char *folder, BankFormat format_of, const char *what)
{
    static const Bureau nothing;
    const char *path = str_z(w->arena, format(w->arena, "%s/bank-%d", folder, (int)format_of));
    BankSheet sheet = {.w = w,
                       .bureau = &nothing,
                       .batch = {.id = 1, .month = month_of(2024, 5)},
                       .instant = 1717200000,
                       .rows = rows_make(w->arena, ROWS),
                       .count = ROWS,
                       .people = ROWS,
                       .debtor = {STR("bureau"), STR("1000"), STR("2000")},
                       .home = {360203000000}};
    for (size_t i = 0; i < sheet.count; i++)
        sheet.total.fen += sheet.rows[i].amount.fen;
    Watch watch = watch_start();
    must(w, sheet_write(&sheet, format_of, path));
    watch_say(watch, what, ROWS);
    (void)unlink(path);
}

int main(int argc, char **argv)
{
    static const SqlModule *const modules[] = {&audit_sql, &ledger_sql};
    const char *folder = argc > 2 ? argv[2] : "/tmp";
    size_t count = argc > 3 ? (size_t)strtoul(argv[3], NULL, 10) : LINES;
    Work *w = work_new();
    Str path = format(w->arena, "%s/bench_money-%ld.db", folder, (long)getpid());
    must(w, store_open(w, str_z(w->arena, path), STORE_CREATE, modules, COUNT_OF(modules)));
    post_bench(w, lines_make(w->arena, count), count);
    check_bench(w, count);
    file_bench(w, folder, BANK_CSV, "bank file, csv in GB18030, synced");
    file_bench(w, folder, BANK_PAIN001, "bank file, pain.001, synced");
    store_close(w->store);
    (void)unlink(str_z(w->arena, path));
    work_free(w);
    return 0;
}
