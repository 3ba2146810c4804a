/* Files brought in by a program: which kinds there are, one sent (tried, or written), the history,
 * and one taken back. A file takes as long as it is long, so sending one begins a job; it lies in a
 * folder of its own beside the store until the job has ended. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "api/room.h"
#include "api/words.def"

enum { FAULTS_TOLD = 1000, FOLDER_DIGITS = 16 };

/* ---- kinds -------------------------------------------------------------------------------- */

static bool kind_add(Page *p, Str as, ImportKinds *out)
{
    ImportKindTold *kind = &out->items[out->items_count++];
    Str *columns;
    kind->as = as;
    TRY(import_columns(p->w, p->bureau, as, &columns, &kind->columns.count));
    kind->columns.items = columns;
    return true;
}

/* As import_as knows them: what everybody has, then the registers by aspect, or as a whole. */
bool import_kinds_api(Page *p, const Nothing *body, ImportKinds *out)
{
    (void)body;
    static const char *const names[] = {"person", "household", "enrolment", "decision"};
    const Bureau *b = p->bureau;
    size_t most = COUNT_OF(names);
    for (size_t i = 0; i < b->register_count; i++)
        most += 1 + b->registers[i].aspect_count;
    out->items = NEW_ARRAY(p->w->arena, ImportKindTold, most);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        TRY(kind_add(p, str_of(names[i]), out));
    for (size_t i = 0; i < b->register_count; i++) {
        const Register *r = &b->registers[i];
        bool other = r->subject == SUBJECT_OTHER;
        if (other && r->unique) TRY(kind_add(p, r->key, out));
        for (size_t k = 0; !other && k < r->aspect_count; k++)
            TRY(kind_add(
                p, format(p->w->arena, "%.*s.%.*s", STR_ARG(r->key), STR_ARG(r->aspects[k].key)),
                out));
    }
    return true;
}

bool import_template_api(Page *p, const Nothing *body, Bytes *out)
{
    (void)body, (void)out;
    Str as = p->call->params[0], *columns;
    size_t count;
    Buf csv = buf_new(p->w->arena);
    TRY(import_columns(p->w, p->bureau, as, &columns, &count));
    buf_add(&csv, STR("\xEF\xBB\xBF"));
    for (size_t i = 0; i < count; i++)
        buf_format(&csv, "%s%.*s", i ? "," : "", STR_ARG(columns[i]));
    buf_add(&csv, STR("\r\n"));
    bytes_answer(p, STR("text/csv; charset=utf-8"), format(p->w->arena, "%.*s.csv", STR_ARG(as)),
                 buf_str(&csv));
    return true;
}

/* ---- a file that was sent ----------------------------------------------------------------- */

typedef struct {
    ImportJob job;
    Str folder, path;
    bool good_only;
} ImportTask;

/* A folder that nobody else has: called like those of the pages, which are tidied away if a crash
 * leaves one behind. */
static bool file_keep(Page *p, Arena *arena, const HttpFile *file, ImportTask *task)
{
    struct timespec now;
    Digester *d = digester_new(arena);
    Str all = format(arena, "%s.imports", store_path(p->w->store));
    (void)clock_gettime(CLOCK_REALTIME, &now);
    digester_add_text(d, p->session->account);
    digester_add_text(d, file->bytes);
    digester_add_int(d, now.tv_sec);
    digester_add_int(d, now.tv_nsec);
    Str id = digest_text(arena, digester_end(d));
    task->folder = format(arena, "%.*s/%.*s", STR_ARG(all), (int)FOLDER_DIGITS, id.ptr);
    task->path = format(arena, "%.*s/%.*s", STR_ARG(task->folder),
                        STR_ARG(upload_name(arena, file->file_name)));
    task->job.path = str_z(arena, task->path);
    return upload_folder(p->w, all) && upload_folder(p->w, task->folder) &&
           upload_write(p->w, task->path, file->bytes);
}

static void file_drop(Work *w, const ImportTask *task)
{
    (void)unlink(task->job.path);
    (void)rmdir(str_z(w->arena, task->folder));
}

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Rows that had an error, rising. */
static int64_t *faulty_rows(Work *w, const Faults *faults, size_t *count)
{
    size_t all = 0;
    int64_t *rows = NEW_ARRAY(w->arena, int64_t, faults->count + 1);
    for (size_t i = 0; i < faults->count; i++)
        if (faults->items[i].level == FAULT_ERROR && faults->items[i].row > 0)
            rows[all++] = faults->items[i].row;
    if (all) qsort(rows, all, sizeof *rows, by_number);
    *count = 0;
    for (size_t i = 0; i < all; i++)
        if (!*count || rows[*count - 1] != rows[i]) rows[(*count)++] = rows[i];
    return rows;
}

static void found_tell(Work *w, const ImportResult *r, const Faults *faults, JobResult *out)
{
    job_count(out, "rows", r->rows);
    job_count(out, "added", r->added);
    job_count(out, "changed", r->changed);
    job_count(out, "unchanged", r->unchanged);
    job_count(out, "refused", r->refused);
    job_count(out, "errors", (int64_t)faults->errors);
    job_count(out, "warnings", (int64_t)faults->warnings);
    job_count(out, "commit", r->commit.n);
    for (size_t i = 0; i < faults->count && i < FAULTS_TOLD; i++)
        faults_add(&out->faults, faults->items[i]);
    if (r->commit.n) out->href = format(w->arena, "/api/v1/imports/%lld", (long long)r->commit.n);
}

/* Without the rows that had an error in the first try; they must stand alone. */
static bool good_run(Work *w, const Site *site, ImportTask *task, const Faults *faults,
                     ImportResult *r)
{
    int64_t refused = r->refused, rows = r->rows;
    task->job.left_out = faulty_rows(w, faults, &task->job.left_out_count);
    bool some = task->job.left_out_count && (int64_t)task->job.left_out_count < rows;
    if (!some) return refuse(w, ERR_INPUT, SAY_FILE_FAULTS, faults->errors);
    TRY(registry_import(w, site->bureau, &task->job, r));
    if (r->faults.errors) return refuse(w, ERR_CONFLICT, "%s", SAY_NOT_ALONE);
    r->refused = refused;
    r->rows = rows;
    return true;
}

static bool import_work(Work *w, const Site *site, ImportTask *task, JobResult *result)
{
    ImportResult r = {0};
    bool dry = task->job.dry_run;
    TRY(registry_import(w, site->bureau, &task->job, &r));
    Faults faults = r.faults;
    bool again = faults.errors && task->good_only;
    bool good = !again || good_run(w, site, task, &faults, &r);
    found_tell(w, &r, &faults, result);
    if (!good) return false;
    if (dry)
        result->said =
            faults.errors ? format(w->arena, SAY_TRIED_FAULTS, faults.errors) : STR(SAY_TRIED_GOOD);
    if (faults.errors && !again && !dry)
        return refuse(w, ERR_INPUT, SAY_FILE_FAULTS, faults.errors);
    return true;
}

static bool import_job(Work *w, const Site *site, void *argument, JobResult *result)
{
    ImportTask *task = argument;
    bool done = import_work(w, site, task, result);
    file_drop(w, task);
    for (size_t i = 0; i < result->faults.count; i++)
        result->faults.items[i].file = STR("");
    return done;
}

bool import_send_api(Page *p, const ImportSent *body, JobTold *out)
{
    bool correction = str_equal(body->kind, STR("correction"));
    Str *columns;
    size_t count;
    if (body->kind.len && !correction && !str_equal(body->kind, STR("change")))
        return refuse_member(p, "kind", STR(SAY_BAD_KIND));
    TRY(access_need_clerk(p->w) && access_need_all(p->w));
    TRY(import_columns(p->w, p->bureau, body->as, &columns, &count));
    Arena *arena = page_job_arena(p);
    ImportTask *task = NEW(arena, ImportTask);
    *task = (ImportTask){.good_only = body->good_only};
    task->job = (ImportJob){.as = str_copy(arena, body->as),
                            .sender = str_copy(arena, body->sender),
                            .dry_run = body->dry_run,
                            .kind = correction ? WRITE_CORRECTION : WRITE_CHANGE,
                            .effective = body->effective,
                            .sheet = str_copy(arena, body->sheet),
                            .fixed = str_copy(arena, body->fixed),
                            .fault_limit = 100000};
    if (!file_keep(p, arena, body->file, task)) {
        arena_free(arena);
        return false;
    }
    const JobBegin begin = {body->dry_run ? SAY_JOB_TRY : SAY_JOB_IMPORT, import_job, task};
    return job_begin(p, arena, &begin, out);
}

/* ---- history ------------------------------------------------------------------------------ */

static ImportTold import_told(const ImportRun *run)
{
    return (ImportTold){.commit = run->commit.n,
                        .undone = run->undone.n,
                        .as = run->as,
                        .file = run->file,
                        .digest = run->digest,
                        .sender = run->sender,
                        .actor = run->actor,
                        .at = run->instant,
                        .rows = run->rows,
                        .added = run->added,
                        .changed = run->changed,
                        .unchanged = run->unchanged};
}

bool imports_api(Page *p, const Nothing *body, ImportTolds *out)
{
    (void)body;
    ImportRun *runs;
    size_t count;
    Paging paging;
    TRY(paging_read(p, &paging) && import_history(p->w, &runs, &count));
    *out = (ImportTolds){.total = (int64_t)count, .page = paging.page, .size = paging.size};
    out->items = NEW_ARRAY(p->w->arena, ImportTold, paging.size);
    for (size_t i = paging.offset; i < count && out->items_count < (size_t)paging.size; i++)
        out->items[out->items_count++] = import_told(&runs[i]);
    return true;
}

static bool run_asked(Page *p, ImportRun *out)
{
    ImportRun *runs;
    size_t count;
    int64_t commit;
    TRY(page_id(p, p->call->params[0], &commit) && import_history(p->w, &runs, &count));
    for (size_t i = 0; i < count; i++)
        if (runs[i].commit.n == commit) {
            *out = runs[i];
            return true;
        }
    return page_missing(p, p->call->params[0]);
}

bool import_api(Page *p, const Nothing *body, ImportTold *out)
{
    (void)body;
    ImportRun run;
    TRY(run_asked(p, &run));
    *out = import_told(&run);
    return true;
}

/* What was built on it since is told row by row. */
bool import_undo_api(Page *p, const ReasonSaid *body, ImportUndone *out)
{
    ImportRun run;
    ImportUndo undo = {.people = 0};
    TRY(run_asked(p, &run));
    if (!import_undo(p->w, p->bureau, run.commit, body->reason, &undo)) {
        Faults *faults = NEW(p->w->arena, Faults);
        *faults = undo.built;
        if (faults->errors) p->faults = faults;
        return false;
    }
    *out = (ImportUndone){.commit = undo.commit.n,
                          .people = undo.people,
                          .units = undo.units,
                          .rows = undo.rows,
                          .closed = undo.closed,
                          .restored = undo.restored};
    return true;
}
