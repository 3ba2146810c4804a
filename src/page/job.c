/* What takes longer than a second: a job runs on a thread and a store of its own, as the account
 * that began it, and is looked at from any request. Jobs are few (JOBS_MOST at a time, the ended
 * ones are kept for an hour); one lock covers all that two threads see of one. */
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "page/page.h"
#include "page/words.def"

enum { JOBS_MOST = 8, KEPT_SECONDS = 3600, WHAT_BYTES = 200 };

typedef struct Job {
    struct Job *next;
    Jobs *jobs;
    Arena *arena;
    Work *work;
    JobFunction run;
    void *argument;
    const Session *session;
    pthread_t thread;
    bool joined;
    JobState state; /* but `what`, which changes */
    char what[WHAT_BYTES];
    size_t what_length;
    int64_t ended_at;
} Job;

struct Jobs {
    pthread_mutex_t lock;
    const Site *site;
    Job *first;
    int64_t last_id;
};

/* ---- their life --------------------------------------------------------------------------- */

static void job_free(Job *job)
{
    if (!job->joined) pthread_join(job->thread, NULL);
    Arena *arena = job->arena;
    Store *store = job->work->store;
    work_free(job->work);
    if (store) store_close(store);
    arena_free(arena);
}

Jobs *jobs_new(Work *w)
{
    Jobs *jobs = NEW(w->arena, Jobs);
    ensure(pthread_mutex_init(&jobs->lock, NULL) == 0);
    return jobs;
}

void jobs_end(Jobs *jobs)
{
    while (jobs->first) {
        Job *job = jobs->first;
        jobs->first = job->next;
        job_free(job);
    }
    pthread_mutex_destroy(&jobs->lock);
}

/* Those that ended long ago go; how many still run. Under the lock. */
static size_t jobs_tidy(Jobs *jobs, int64_t now)
{
    size_t running = 0;
    for (Job **link = &jobs->first; *link;) {
        Job *job = *link;
        if (job->state.ended && job->ended_at + KEPT_SECONDS < now) {
            *link = job->next;
            job_free(job);
            continue;
        }
        running += !job->state.ended;
        link = &job->next;
    }
    return running;
}

/* ---- on the job's own thread -------------------------------------------------------------- */

static _Thread_local Job *running; /* work_progress is told no more than the Work */

static void job_progress(Work *w, Str what, int64_t done, int64_t total)
{
    (void)w;
    Job *job = running;
    pthread_mutex_lock(&job->jobs->lock);
    job->what_length = what.len < WHAT_BYTES ? what.len : 0;
    for (size_t i = 0; i < job->what_length; i++)
        job->what[i] = what.ptr[i];
    job->state.done = done;
    job->state.total = total;
    pthread_mutex_unlock(&job->jobs->lock);
}

static void *job_run(void *argument)
{
    Job *job = running = argument;
    const Site *site = job->jobs->site;
    Work *w = job->work;
    JobResult result = {.faults = faults_new(job->arena, 1000)};
    bool good = site->open(site->opener, w, 0) && session_enter(w, job->session);
    good = good && job->run(w, site, job->argument, &result);
    if (w->store) store_cache(w->store, 1); /* the job is kept for an hour, its pages are not */
    memory_give_back();
    pthread_mutex_lock(&job->jobs->lock);
    job->state.result = result;
    job->state.failed = !good;
    job->state.error = w->error;
    job->state.seconds = (int64_t)time(NULL) - job->state.begun;
    job->ended_at = (int64_t)time(NULL);
    job->state.ended = true;
    pthread_mutex_unlock(&job->jobs->lock);
    return NULL;
}

/* ---- from requests ------------------------------------------------------------------------ */

Arena *page_job_arena(Page *p)
{
    (void)p;
    return arena_new();
}

/* The session outlives its request: a copy in the job's arena. */
static const Session *session_copy(Arena *arena, const Session *session)
{
    Session *copy = NEW(arena, Session);
    *copy = *session;
    copy->account = str_copy(arena, session->account);
    copy->name = str_copy(arena, session->name);
    copy->from = str_copy(arena, session->from);
    DutyGrant *grants = NEW_ARRAY(arena, DutyGrant, session->grant_count);
    for (size_t i = 0; i < session->grant_count; i++)
        grants[i] = session->grants[i];
    copy->grants = grants;
    if (!session->scope) return copy;
    Scope *scope = NEW(arena, Scope);
    Interval *intervals = NEW_ARRAY(arena, Interval, session->scope->count);
    for (size_t i = 0; i < session->scope->count; i++)
        intervals[i] = session->scope->intervals[i];
    *scope = *session->scope;
    scope->intervals = intervals;
    copy->scope = scope;
    return copy;
}

static Job *job_make(Page *p, Arena *arena, const char *title)
{
    Job *job = NEW(arena, Job);
    *job = (Job){.jobs = p->site->jobs, .arena = arena, .work = work_new()};
    job->session = session_copy(arena, p->session);
    job->work->now = p->w->now;
    job->work->progress = job_progress;
    job->state = (JobState){
        .title = str_of(title), .account = job->session->account, .begun = (int64_t)time(NULL)};
    return job;
}

bool page_job_begin(Page *p, Arena *arena, const JobBegin *begin, int64_t *id)
{
    Jobs *jobs = p->site->jobs;
    ensure(p->session != NULL);
    jobs->site = p->site;
    pthread_mutex_lock(&jobs->lock);
    if (jobs_tidy(jobs, (int64_t)time(NULL)) >= JOBS_MOST) {
        pthread_mutex_unlock(&jobs->lock);
        arena_free(arena);
        return refuse(p->w, ERR_STATE, "%s", SAY_JOBS_FULL);
    }
    Job *job = job_make(p, arena, begin->title);
    job->run = begin->run;
    job->argument = begin->argument;
    job->state.id = ++jobs->last_id;
    job->next = jobs->first;
    jobs->first = job;
    ensure(pthread_create(&job->thread, NULL, job_run, job) == 0);
    *id = job->state.id;
    pthread_mutex_unlock(&jobs->lock);
    return true;
}

bool page_job(Page *p, Arena *arena, const char *title, JobFunction run, void *argument)
{
    int64_t id;
    TRY(page_job_begin(p, arena, &(JobBegin){title, run, argument}, &id));
    return page_redirect(p, format(p->w->arena, "/job/%lld", (long long)id));
}

void job_count(JobResult *result, const char *key, int64_t number)
{
    ensure(result->count_count < JOB_COUNTS);
    result->counts[result->count_count].key = key;
    result->counts[result->count_count++].number = number;
}

static JobState state_copy(Arena *arena, const Job *job)
{
    JobState state = job->state;
    state.account = str_copy(arena, state.account);
    state.what = str_copy(arena, (Str){job->what, job->what_length});
    if (!state.ended) return state;
    state.error.sentence = str_copy(arena, state.error.sentence);
    state.error.detail = str_copy(arena, state.error.detail);
    state.result.href = str_copy(arena, state.result.href);
    state.result.said = str_copy(arena, state.result.said);
    state.result.advice = str_copy(arena, state.result.advice);
    Faults faults = faults_new(arena, job->state.result.faults.limit);
    for (size_t i = 0; i < job->state.result.faults.count; i++)
        faults_add(&faults, job->state.result.faults.items[i]);
    faults.errors = job->state.result.faults.errors;
    faults.warnings = job->state.result.faults.warnings;
    state.result.faults = faults;
    return state;
}

bool page_job_state(Page *p, int64_t id, JobState *out)
{
    Jobs *jobs = p->site->jobs;
    bool found = false;
    pthread_mutex_lock(&jobs->lock);
    for (Job *job = jobs->first; job && !found; job = job->next) {
        if (job->state.id != id || !str_equal(job->state.account, p->session->account)) continue;
        *out = state_copy(p->w->arena, job);
        if (!out->ended) out->seconds = (int64_t)time(NULL) - out->begun;
        found = true;
    }
    pthread_mutex_unlock(&jobs->lock);
    return found || refuse(p->w, ERR_NOT_FOUND, "%s", SAY_NO_JOB);
}

void page_job_list(Page *p, JobState **out, size_t *count)
{
    Jobs *jobs = p->site->jobs;
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    pthread_mutex_lock(&jobs->lock);
    for (Job *job = jobs->first; job; job = job->next) {
        if (*count == capacity) *out = arena_grow(p->w->arena, *out, &capacity, sizeof **out);
        JobState *state = &(*out)[(*count)++];
        *state = state_copy(p->w->arena, job);
        if (!state->ended) state->seconds = (int64_t)time(NULL) - state->begun;
    }
    pthread_mutex_unlock(&jobs->lock);
}
