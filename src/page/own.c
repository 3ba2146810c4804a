/* The two pages that are nobody's duty: how a job goes, and the size of type. */
#include "page/page.h"
#include "page/words.def"

static Str progress_words(Page *p, const JobState *job)
{
    Arena *arena = p->w->arena;
    if (job->total <= 0) return format(arena, SAY_JOB_SECONDS, (long long)job->seconds);
    return format(arena, SAY_JOB_DONE, (long long)job->done, (long long)job->total,
                  (long long)job->seconds);
}

/* The end of a job: its result is shown where it stands, a failure here. */
static bool job_end_show(Page *p, const JobState *job)
{
    if (!job->failed) {
        if (job->result.said.len) page_say(p, "%.*s", STR_ARG(job->result.said));
        return page_redirect(p, job->result.href.len ? job->result.href : STR("/"));
    }
    JobPage page = {.title = job->title, .failed = true, .sentence = job->error.sentence};
    page.advice = job->result.advice;
    page.faults = faults_of_file(p->w->arena, &job->result.faults);
    p->status = 422;
    job_html(&p->body, &page);
    return true;
}

static bool job_page(Page *p)
{
    int64_t id;
    JobState job;
    TRY(page_id(p, p->call->params[0], &id));
    TRY(page_job_state(p, id, &job));
    p->title = job.title;
    if (job.ended) return job_end_show(p, &job);
    JobPage page = {.title = job.title};
    page.progress = (Progress){.what = job.what.len ? job.what : job.title,
                               .words = progress_words(p, &job),
                               .done = job.done,
                               .total = job.total};
    p->call->response.refresh = STR("1");
    job_html(&p->body, &page);
    return true;
}

/* Back to an address of ours and nowhere else. */
static bool mode_page(Page *p)
{
    Str back = page_query(p, "back");
    bool elder = str_equal(page_query(p, "elder"), STR("1"));
    bool ours = str_starts(back, STR("/")) && !str_starts(back, STR("//"));
    http_set_cookie(p->call, (HttpCookie){.name = STR("doudi_elder"),
                                          .value = elder ? STR("1") : STR(""),
                                          .seconds = elder ? 365 * 86400 : -1,
                                          .secure = p->site->secure});
    return page_redirect(p, ours ? back : STR("/"));
}

static const PageRoute routes[] = {
    {HTTP_GET, "/job/{id}", "job", job_page, WHO_ANY, 0},
    {HTTP_GET, "/mode", "mode", mode_page, WHO_PUBLIC, 0},
};
const PageRoutes page_routes = {routes, COUNT_OF(routes)};
