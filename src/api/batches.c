/* The month's money: closing a month, a batch through its hands, the bank's answers. What computes
 * over everybody is a job; the hands of a batch are people, and each step asks for its duty in
 * payment itself. Whoever sees a part of the district is told that part. */
#include "api/room.h"
#include "api/words.def"

/* ---- closes ------------------------------------------------------------------------------- */

bool closes_api(Page *p, const Nothing *body, ClosesTold *out)
{
    (void)body;
    Close *closes;
    bool all = sees_all(p);
    TRY(payment_closes(p->w, &closes, &out->items_count));
    out->items = NEW_ARRAY(p->w->arena, CloseTold, out->items_count + 1);
    for (size_t i = 0; i < out->items_count; i++)
        out->items[i] = (CloseTold){.month = closes[i].month,
                                    .commit = closes[i].commit.n,
                                    .at = closes[i].instant,
                                    .lines = all ? closes[i].lines : 0,
                                    .total = all ? closes[i].total : (Money){0},
                                    .law = closes[i].law};
    return true;
}

typedef struct {
    Month month;
} CloseTask;

static void close_counts(const CloseResult *closed, JobResult *result)
{
    job_count(result, "lines", closed->lines);
    job_count(result, "total_fen", closed->total.fen);
    job_count(result, "commit", closed->commit.n);
}

static bool close_job(Work *w, const Site *site, void *argument, JobResult *result)
{
    const CloseTask *task = argument;
    CloseResult closed;
    TRY(payment_close(w, site->bureau, task->month, &closed));
    close_counts(&closed, result);
    if (!closed.lines) result->said = STR(SAY_NOTHING_POSTED);
    result->href = STR("/api/v1/closes");
    return true;
}

static bool trial_job(Work *w, const Site *site, void *argument, JobResult *result)
{
    const CloseTask *task = argument;
    CloseTrial trial;
    TRY(payment_try(w, site->bureau, task->month, &trial));
    close_counts(&trial.result, result);
    job_count(result, "changes", (int64_t)trial.changes.count);
    result->said = STR(SAY_TRIED_MONTH);
    return true;
}

static bool month_job(Page *p, Month month, JobBegin begin, JobTold *out)
{
    TRY(payment_may_close(p->w, month));
    Arena *arena = page_job_arena(p);
    CloseTask *task = NEW(arena, CloseTask);
    task->month = month;
    begin.argument = task;
    return job_begin(p, arena, &begin, out);
}

bool close_api(Page *p, const MonthSaid *body, JobTold *out)
{
    return month_job(p, body->month, (JobBegin){.title = SAY_JOB_CLOSE, .run = close_job}, out);
}

bool close_trial_api(Page *p, const MonthSaid *body, JobTold *out)
{
    return month_job(p, body->month, (JobBegin){.title = SAY_JOB_TRIAL, .run = trial_job}, out);
}

/* ---- batches ------------------------------------------------------------------------------ */

bool batch_told(Page *p, const Batch *b, BatchTold *out)
{
    LedgerSum seen = {.lines = b->lines, .persons = b->people, .amount = b->total};
    bool all = sees_all(p);
    if (!all) TRY(ledger_batch_seen(p->w, b->id, &seen));
    *out = (BatchTold){.id = b->id,
                       .month = b->month,
                       .state = batch_state_name(b->state),
                       .lines = seen.lines,
                       .people = seen.persons,
                       .withheld = all ? b->withheld : 0,
                       .total = seen.amount,
                       .maker = b->maker,
                       .checker = b->checker,
                       .approver = b->approver,
                       .sender = b->sender,
                       .file_digest = b->file_digest,
                       .rows = all ? b->rows : 0};
    return true;
}

bool batches_api(Page *p, const Nothing *body, BatchesTold *out)
{
    (void)body;
    Batch *batches;
    TRY(batch_list(p->w, &batches, &out->items_count));
    out->items = NEW_ARRAY(p->w->arena, BatchTold, out->items_count + 1);
    for (size_t i = 0; i < out->items_count; i++)
        TRY(batch_told(p, &batches[i], &out->items[i]));
    return true;
}

static bool batch_asked(Page *p, int64_t *id)
{
    TRY(page_id(p, p->call->params[0], id));
    p->subject = format(p->w->arena, "batch:%lld", (long long)*id);
    return true;
}

static bool batch_tell(Page *p, int64_t id, BatchTold *out)
{
    Batch batch;
    return batch_row(p->w, id, &batch) && batch_told(p, &batch, out);
}

bool batch_api(Page *p, const Nothing *body, BatchTold *out)
{
    (void)body;
    int64_t id;
    return batch_asked(p, &id) && batch_tell(p, id, out);
}

bool batch_outlook_api(Page *p, const Nothing *body, OutlookTold *out)
{
    (void)body;
    int64_t id;
    BatchOutlook look;
    TRY(access_need_all(p->w));
    TRY(batch_asked(p, &id) && batch_outlook(p->w, p->bureau, id, &look));
    *out = (OutlookTold){.ready = look.ready,
                         .ready_sum = look.ready_sum,
                         .left = look.left,
                         .left_sum = look.left_sum};
    out->causes = NEW_ARRAY(p->w->arena, LeftTold, LEFT_CAUSES);
    for (size_t i = 0; i < LEFT_CAUSES; i++)
        if (look.causes[i].rows)
            out->causes[out->causes_count++] =
                (LeftTold){.cause = str_of(look.causes[i].words),
                           .mend = look.causes[i].mend ? str_of(look.causes[i].mend) : STR(""),
                           .rows = look.causes[i].rows,
                           .sum = look.causes[i].sum};
    return true;
}

bool batch_check_api(Page *p, const Nothing *body, BatchTold *out)
{
    (void)body;
    int64_t id;
    return batch_asked(p, &id) && batch_check(p->w, id) && batch_tell(p, id, out);
}

bool batch_approve_api(Page *p, const Nothing *body, BatchTold *out)
{
    (void)body;
    int64_t id;
    return batch_asked(p, &id) && batch_approve(p->w, id) && batch_tell(p, id, out);
}

/* ---- steps that move many rows ------------------------------------------------------------ */

typedef struct {
    Month month; /* of a draft */
    int64_t batch;
    Str reason, folder;
    BankFormat format;
} BatchTask;

static Str batch_href(Work *w, int64_t id)
{
    return format(w->arena, "/api/v1/batches/%lld", (long long)id);
}

static bool draft_job(Work *w, const Site *site, void *argument, JobResult *result)
{
    const BatchTask *task = argument;
    Batch batch;
    TRY(batch_draft_ready(w, site->bureau, task->month, &batch));
    job_count(result, "batch", batch.id);
    job_count(result, "lines", batch.lines);
    job_count(result, "people", batch.people);
    job_count(result, "withheld", batch.withheld);
    job_count(result, "total_fen", batch.total.fen);
    result->href = batch_href(w, batch.id);
    return true;
}

static bool send_job(Work *w, const Site *site, void *argument, JobResult *result)
{
    const BatchTask *task = argument;
    Str path;
    BankWish wish = {.folder = str_z(w->arena, task->folder), .format = task->format};
    result->href = batch_href(w, task->batch);
    return batch_send_as(w, site->bureau, task->batch, &wish, &path);
}

static bool settle_job(Work *w, const Site *site, void *argument, JobResult *result)
{
    const BatchTask *task = argument;
    (void)site;
    result->href = batch_href(w, task->batch);
    return batch_settle(w, task->batch);
}

static bool cancel_job(Work *w, const Site *site, void *argument, JobResult *result)
{
    const BatchTask *task = argument;
    (void)site;
    result->href = batch_href(w, task->batch);
    return batch_cancel(w, task->batch, task->reason);
}

/* The texts of the task are the request's, so they are copied. */
static bool batch_job(Page *p, BatchTask task, JobBegin begin, JobTold *out)
{
    TRY(access_need_all(p->w));
    Arena *arena = page_job_arena(p);
    BatchTask *kept = NEW(arena, BatchTask);
    *kept = task;
    kept->reason = str_copy(arena, task.reason);
    kept->folder = format(arena, "%s.files", store_path(p->w->store));
    begin.argument = kept;
    return job_begin(p, arena, &begin, out);
}

/* It is told at once that there is no such batch. */
static bool batch_there(Page *p, int64_t *id)
{
    Batch batch;
    return batch_asked(p, id) && batch_row(p->w, *id, &batch);
}

bool batch_draft_api(Page *p, const MonthSaid *body, JobTold *out)
{
    return batch_job(p, (BatchTask){.month = body->month},
                     (JobBegin){.title = SAY_JOB_DRAFT, .run = draft_job}, out);
}

static bool format_asked(Page *p, Str text, BankFormat *out)
{
    return bank_format_parse(text, out) || refuse_word(p, "format", "csv xlsx pain001");
}

bool batch_send_api(Page *p, const FormatSaid *body, JobTold *out)
{
    BatchTask task = {.batch = 0};
    TRY(format_asked(p, body->format, &task.format) && batch_there(p, &task.batch));
    return batch_job(p, task, (JobBegin){.title = SAY_JOB_SEND, .run = send_job}, out);
}

bool batch_settle_api(Page *p, const Nothing *body, JobTold *out)
{
    (void)body;
    BatchTask task = {.batch = 0};
    TRY(batch_there(p, &task.batch));
    return batch_job(p, task, (JobBegin){.title = SAY_JOB_SETTLE, .run = settle_job}, out);
}

bool batch_cancel_api(Page *p, const ReasonSaid *body, JobTold *out)
{
    BatchTask task = {.reason = body->reason};
    TRY(batch_there(p, &task.batch));
    return batch_job(p, task, (JobBegin){.title = SAY_JOB_CANCEL, .run = cancel_job}, out);
}
