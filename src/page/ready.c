/* Pages that would take longer than a second: what they need is made by a job, whose page shows how
 * it goes and leads back to them. A small district is quick enough, and so is what is known. */
#include "page/page.h"
#include "page/words.def"

enum { LARGE = 400000 }; /* people, of whom the four sets take about a second */

typedef struct {
    const char *title;
    const Report *report; /* NULL: what `make` makes of the month */
    MonthMake make;
    Month month;
    Str back;
} Wanted;

/* Made in an arena of its own: what is held of the cache goes with it, not with the job. */
static bool ready_job(Work *w, const Site *site, void *argument, JobResult *result)
{
    const Wanted *wanted = argument;
    const ReportResult *made;
    Work inner = *w;
    inner.arena = arena_new();
    Page page = {.site = site, .bureau = site->bureau, .w = &inner};
    bool good = wanted->report ? cache_report(&page, wanted->report, &made)
                               : wanted->make(&page, wanted->month);
    w->error = (Error){inner.error.code, str_copy(w->arena, inner.error.sentence),
                       str_copy(w->arena, inner.error.detail)};
    arena_free(inner.arena);
    result->href = wanted->back;
    return good;
}

/* Back to the same address, which then waits for nothing more: acts may come faster than it is
 * made. */
static Str address_back(Page *p, Arena *arena)
{
    const HttpRequest *r = p->call->request;
    return format(arena, "%.*s?%.*s%snow=1", STR_ARG(r->path), STR_ARG(r->query),
                  r->query.len ? "&" : "");
}

static bool begin(Page *p, const Wanted *wanted, bool *ready)
{
    Arena *arena = page_job_arena(p);
    Wanted *kept = NEW(arena, Wanted);
    *kept = *wanted;
    kept->back = address_back(p, arena);
    *ready =
        !page_job(p, arena, wanted->report ? SAY_MAKING_REPORT : SAY_MAKING_SETS, ready_job, kept);
    p->w->error = (Error){.code = ERR_NONE}; /* too many jobs: made at once */
    return true;
}

static bool waits(Page *p)
{
    bool asked = p->session && p->call->request->method == HTTP_GET;
    return asked && page_query(p, "now").len == 0 && person_count(p->w) >= LARGE;
}

bool month_ready(Page *p, const char *title, MonthMake make, Month month, bool *ready)
{
    const Wanted wanted = {.title = title, .make = make, .month = month};
    *ready = !waits(p);
    return *ready || begin(p, &wanted, ready);
}

bool sets_ready(Page *p, Month month, bool *ready)
{
    *ready = cache_month_known(p, month);
    return *ready || month_ready(p, SAY_MAKING_SETS, cache_month, month, ready);
}

bool report_ready(Page *p, const Report *report, bool *ready)
{
    const ReportResult *known;
    *ready = cache_report_known(p, report, &known) || !waits(p);
    return *ready || begin(p, &(Wanted){.title = SAY_MAKING_REPORT, .report = report}, ready);
}
