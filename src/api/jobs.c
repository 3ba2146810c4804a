/* What takes longer than a second is begun by a POST, answered 202 with its state, and looked at
 * until it has ended. The jobs are those of the pages: a clerk sees at /job/ID what his program has
 * begun. */
#include "api/room.h"

static void counts_fill(Page *p, const JobResult *result, JobTold *out)
{
    out->counts = NEW_ARRAY(p->w->arena, CountTold, result->count_count + 1);
    for (size_t i = 0; i < result->count_count; i++)
        out->counts[out->counts_count++] =
            (CountTold){.key = str_of(result->counts[i].key), .number = result->counts[i].number};
}

static void faults_fill(Page *p, const Faults *faults, JobTold *out)
{
    out->faults = NEW_ARRAY(p->w->arena, FaultTold, faults->count + 1);
    for (size_t i = 0; i < faults->count; i++) {
        const Fault *f = &faults->items[i];
        out->faults[out->faults_count++] = (FaultTold){.warning = f->level == FAULT_WARNING,
                                                       .row = f->row,
                                                       .field = f->field,
                                                       .value = f->value,
                                                       .sentence = f->sentence};
    }
}

static JobTold job_told(Page *p, const JobState *job)
{
    JobTold told = {.id = job->id,
                    .title = job->title,
                    .state = job->failed  ? STR("failed")
                             : job->ended ? STR("done")
                                          : STR("running"),
                    .now = job->ended ? STR("") : job->what,
                    .done = job->done,
                    .total = job->total,
                    .seconds = job->seconds};
    if (!job->ended) return told;
    if (job->failed) {
        told.code = str_of(error_name(job->error.code));
        told.sentence = job->error.sentence;
    } else {
        told.sentence = job->result.said.len ? job->result.said : job->result.advice;
        told.href = job->result.href;
        counts_fill(p, &job->result, &told);
    }
    faults_fill(p, &job->result.faults, &told);
    return told;
}

bool job_begin(Page *p, Arena *arena, const JobBegin *begin, JobTold *out)
{
    int64_t id;
    JobState job;
    TRY(page_job_begin(p, arena, begin, &id) && page_job_state(p, id, &job));
    *out = job_told(p, &job);
    return true;
}

bool job_api(Page *p, const Nothing *body, JobTold *out)
{
    (void)body;
    int64_t id;
    JobState job;
    TRY(page_id(p, p->call->params[0], &id) && page_job_state(p, id, &job));
    *out = job_told(p, &job);
    return true;
}

bool jobs_api(Page *p, const Nothing *body, JobTolds *out)
{
    (void)body;
    JobState *jobs;
    size_t count;
    page_job_list(p, &jobs, &count);
    out->items = NEW_ARRAY(p->w->arena, JobTold, count + 1);
    for (size_t i = 0; i < count; i++)
        if (str_equal(jobs[i].account, p->session->account))
            out->items[out->items_count++] = job_told(p, &jobs[i]);
    return true;
}
