/* page: what every page shares. A room of pages declares its routes and handlers; a handler reads
 * parameters, calls the domain, fills a struct and lets a template show it:
 *
 *     // desk/pages.def:  PAGE(GET, "/case/{id}", case_show, WHO_ANY, 0)
 *     bool case_show_page(Page *p)
 *     {
 *         CasePage page;
 *         TRY(case_fill(p, &page));
 *         p->title = page.title;
 *         case_html(&p->body, &page);
 *         return true;
 *     }
 *
 * What a handler fails with becomes a page with the sentence for the clerk. A POST that did
 * something ends in page_redirect; one with faults fills p->status and shows its form again.
 *
 * Invariants: names, numbers and phones are masked before they reach a template; templates escape
 * by type (html.h) and a wrong field does not compile; every page works without a script and no
 * script or style stands in a page. Addresses carry our ids, never a citizen's number. A handler
 * runs with the actor and scope of its session, on its thread's own store. */
#ifndef PAGE_PAGE_H
#define PAGE_PAGE_H

#include "http/http.h"
#include "page/parts.h"
#include "report/report.h"

/* ---- routes ------------------------------------------------------------------------------- */

struct Page;
typedef bool (*PageFunction)(struct Page *p);

/* Who may open a route: WHO_PUBLIC, WHO_ANY, or the duties of which one must be held,
 * WHO(CLERK) | WHO(CHECKER). */
#define WHO(duty) DUTY_BIT(DUTY_##duty)
#define WHO_PUBLIC 0u      /* also without login */
#define WHO_ANY DUTIES_ALL /* everybody with a login and a duty */
/* Everybody who sees people: 系统 and 安全 have pages of their own, and nobody's life on them. */
#define WHO_SEES (WHO_ANY & ~(WHO(SYSTEM) | WHO(SECURITY)))

typedef enum {
    PAGE_SLOW = 1,   /* takes more than some milliseconds: runs beside the others */
    PAGE_UPLOAD = 2, /* takes files */
    PAGE_READS = 4,  /* a POST that changes nothing */
    PAGE_BARE = 8,   /* fills the response itself: no form is read, no layout put around */
    PAGE_FIRST = 16, /* also open to somebody who must change his password first */
    PAGE_DATA = 32   /* for programs: what goes wrong is told as application/problem+json */
} PageFlags;
typedef struct {
    HttpMethod method;
    const char *pattern; /* "/case/{id}" */
    const char *name;    /* "case_show": for log and figures */
    PageFunction make;
    DutySet who;
    unsigned flags;
} PageRoute;
typedef struct {
    const PageRoute *routes;
    size_t count;
} PageRoutes;

/* ---- the place and a request -------------------------------------------------------------- */

/* What the process serves; made by web, the same for all threads. */
typedef struct Site {
    const Bureau *bureau;
    int64_t law;         /* id of its text */
    Division home;       /* 本辖区 */
    Str place;           /* its name */
    const char *figures; /* figures.csv of the area; NULL: no published column */
    Str folder;          /* of affairs/ and areas/: what paths of the law are told from */
    struct Cache *cache; /* cache.c */
    struct Jobs *jobs;   /* job.c */
    struct Kept *kept;   /* keep.c */
    int64_t clock_shift; /* seconds from the machine's clock to the store's: a demo has its own */
    bool demo;           /* its people are invented */
    bool secure;         /* reached over TLS: cookies are kept to it */
    bool (*open)(void *opener, Work *w, int flags); /* one more Store for w */
    void *opener;
} Site;

typedef struct Page {
    const Site *site;
    const Bureau *bureau;
    Work *w; /* of this request: its arena, its thread's store, actor and scope of the session */
    HttpCall *call;
    const Session *session; /* NULL: nobody is logged in */
    HttpForm form;          /* of a POST */
    const PageRoute *route;
    Str title;
    Buf body;
    const char *here;     /* the address in the head of the page that is marked */
    Str subject;          /* whom it shows, for the log: "person:17" */
    int status;           /* 0 becomes 200 */
    const Faults *faults; /* what is wrong with what was sent: told with the failure */
    bool fragment;        /* a part of a page, asked for by the script: no layout */
} Page;

/* Answers a request: enters the session, asks whether the route is open to it, makes the page. */
void page_serve(const Site *site, Work *w, const PageRoute *route, HttpCall *call);
/* The page of a status >= 400 that no handler has made. */
void page_refused(const Site *site, Work *w, HttpCall *call);
/* A failure as programs are told it: the sentence and all faults. */
void problem_write(Buf *out, int status, const Error *error, const Faults *faults);
/* 303: shows this address next. Always true. */
bool page_redirect(Page *p, Str href);
/* A sentence that stands on the next page, once. */
void page_say(Page *p, const char *sentence, ...) __attribute__((format(printf, 2, 3)));
/* The form again, with what is wrong: 422. Always true. */
bool page_again(Page *p);
/* Whether the session has one of the duties: what a page offers. The domain asks by itself. */
bool page_may(const Page *p, DutySet any);
Str page_field(const Page *p, const char *name); /* of the form, trimmed; empty when absent */
/* ERR_INPUT when it is no whole positive number. */
bool page_field_id(Page *p, const char *name, int64_t *out);
/* What access logs of a request; call->note. */
typedef struct {
    const char *route;
    int64_t account;
    Str subject;
} PageNote;

/* ---- job.c: what takes longer than a second ----------------------------------------------- */

/* Runs on a thread and store of its own, with the actor and scope of who began it; what it says by
 * work_progress is shown at /job/ID. *href is where its result is seen; a failure is shown in its
 * place, with the faults if there are any. */
enum { JOB_COUNTS = 10 };
typedef struct JobResult {
    Str href;
    Str said;   /* a sentence that stands there, once; may be empty */
    Str advice; /* of a job that looks for faults and found some: what to do with them */
    Faults faults;
    struct {
        const char *key;
        int64_t number;
    } counts[JOB_COUNTS]; /* the same in numbers, for programs */
    size_t count_count;
} JobResult;
void job_count(JobResult *result, const char *key, int64_t number);
typedef bool (*JobFunction)(Work *w, const Site *site, void *argument, JobResult *result);
typedef struct {
    const char *title;
    JobFunction run;
    void *argument;
} JobBegin;
typedef struct Jobs Jobs;
Jobs *jobs_new(Work *w);
/* Waits until those that run are done, and ends them all; before the arena of jobs_new goes. */
void jobs_end(Jobs *jobs);
/* The arena in which the argument of a job to be begun lives; then page_job begins it, and shows
 * how it goes. */
Arena *page_job_arena(Page *p);
bool page_job(Page *p, Arena *arena, const char *title, JobFunction run, void *argument);
/* The same, and says which it is. */
bool page_job_begin(Page *p, Arena *arena, const JobBegin *begin, int64_t *id);
typedef struct {
    int64_t id;
    Str title, account, what; /* what: is being done now */
    int64_t done, total;
    bool ended, failed;
    Error error;
    JobResult result;
    int64_t begun, seconds;
} JobState;
/* Of this session's account alone. ERR_NOT_FOUND. Copied into the page's arena. */
bool page_job_state(Page *p, int64_t id, JobState *out);
/* All that run or ended within the hour, of every account, newest first. */
void page_job_list(Page *p, JobState **out, size_t *count);

/* ---- cache.c: what is dear to compute, kept until the next commit -------------------------- */

/* Shared by all threads; has a store of its own. What a page got from it stays until its arena
 * goes. A route that asks it is PAGE_SLOW. */
typedef struct Cache Cache;
bool cache_new(Work *w, const Site *site, Cache **out);
/* The four sets of an affair in a month, read from the facts of the whole district. */
bool cache_sets(Page *p, const Affair *affair, Month month, const FourSets **out);
/* The same with the division of each subject that is listed: the sets are not scoped. */
typedef struct {
    const int64_t *division[SET_COUNT];
} SetPlaces;
bool cache_set_places(Page *p, const Affair *affair, Month month, const FourSets **out,
                      const SetPlaces **places);
/* Whose review is due by a month, and where each is: not scoped either. */
bool cache_reviews(Page *p, const Affair *affair, Month month, const ReviewList **out,
                   const int64_t **divisions);
bool cache_changes(Page *p, Month month, const MonthChanges **out); /* not scoped */
/* What was rendered before, by a job or a page: false when it was of an older commit. */
bool cache_text(Page *p, Str key, Str *text);
void cache_text_keep(const Site *site, Work *w, Str key, Str text);
bool cache_report(Page *p, const Report *report, const ReportResult **out);
/* False when nobody has asked for it yet: it takes seconds. */
bool cache_report_known(Page *p, const Report *report, const ReportResult **out);
bool cache_month(Page *p, Month month); /* makes the sets of all affairs */
bool cache_month_known(Page *p, Month month);

/* ---- ready.c: a page that would take longer than a second ------------------------------------ */

/* Whether the page may be made now. In a large district the first one after a change is begun as a
 * job, which shows how it goes and leads back: then *ready is false, and the handler is done. */
bool sets_ready(Page *p, Month month, bool *ready);
bool report_ready(Page *p, const Report *report, bool *ready);
/* The same of what only the caller knows to be missing; the job calls `make`, whose Page has no
 * request. */
typedef bool (*MonthMake)(Page *p, Month month);
bool month_ready(Page *p, const char *title, MonthMake make, Month month, bool *ready);

/* ---- keep.c: what one room keeps for all threads -------------------------------------------- */

typedef struct Kept Kept;
Kept *kept_new(Work *w, const Site *site);
/* The thing of this owner, made at first use; both live until the site goes. */
typedef void *(*KeptMake)(Arena *arena, const Site *site);
void *page_kept(Page *p, const void *owner, KeptMake make);

/* ---- rolls.c: who was paid for a month, counted by place and affair -------------------------- */

typedef struct {
    int64_t division; /* id */
    size_t affair;    /* index in the bureau */
    int64_t people, fen;
} RollCount;
typedef struct {
    Month month;
    RollCount *counts;
    size_t count;
} Rolls;
/* Of a closed month, the current amounts alone; as far as the page sees. Lives in its arena. */
bool rolls_read(Page *p, Month month, Rolls *out);
bool rolls_known(Page *p, Month month); /* without reading its lines */
/* What lies in a division (its subtree); everything where `within` is NULL. ROLLS_ALL: of all
 * affairs. */
#define ROLLS_ALL SIZE_MAX
bool rolls_sum(Page *p, const Rolls *rolls, const DivisionRow *within, size_t affair,
               RollCount *out);

/* ---- share.c: texts and rows that several pages show --------------------------------------- */

Str page_query(Page *p, const char *name);      /* of the address; empty when absent */
bool page_month(Page *p, Str text, Month *out); /* ERR_NOT_FOUND */
bool month_in_account(Page *p, Month month);
bool page_affair(Page *p, Str key, const Affair **out);
bool page_id(Page *p, Str text, int64_t *out);
bool last_month(Page *p, Month *out); /* last closed, else the month of the clock */
Str month_words(Arena *arena, Month m);
Str instant_words(Arena *arena, int64_t instant);
Str place_words(Page *p, int64_t division); /* township · village */
Str age_words(Page *p, Date birth);
/* Who may open the four sets of an affair (round); empty for others. */
#define SETS_DUTIES ((DUTIES_BUSINESS & ~WHO(PARTNER)) | WHO(AUDITOR))
Str affair_href(Page *p, const Affair *affair, Month month);
Str subject_href(Page *p, Subject subject, int64_t id);
Str why_href(Page *p, const Affair *affair, int64_t subject, Month month);
Str law_path(Page *p, Str path); /* as shown: from the home folder */
Str law_href(Page *p, const Place *place);
Str unit_words(Page *p, const BenefitUnit *unit);
Str unit_name(Page *p, int64_t unit);
Str person_words(Page *p, int64_t person);   /* masked name */
Str account_words(Page *p, Str account);     /* the name of whoever has it */
Str person_masked(Page *p, int64_t person);  /* also of whom the session does not see */
Str act_subject_words(Page *p, Str subject); /* person:17 as people say it */
Str act_detail_words(Page *p, Str detail);   /* what an act says of itself, in short */
Str act_subject_href(Page *p, Str subject);  /* where that is; empty: nowhere */
Str component_words(const Affair *affair, Str key);
/* What p->w failed with, as the list above a form, and no failure any more; empty without one. */
FaultList fault_said(Page *p);
FormButtons form_button(Page *p, const char *text); /* one button */
Str presence(Str text);                             /* a dash for nothing */
Str presence_none(void);                            /* the dash */
bool page_missing(Page *p, Str address);            /* ERR_NOT_FOUND: the address leads nowhere */

/* ---- own.c: the pages that are nobody's duty ------------------------------------------------ */

extern const PageRoutes page_routes;

/* ---- why.c --------------------------------------------------------------------------------- */

/* The explanation of one subject and month, ready for a template. */
bool why_fill(Page *p, const Affair *affair, int64_t subject, Month month, Reasons *out);
/* A derivation as a tree; of NULL none. */
void why_nodes(Page *p, const Why *why, WhyNode **out, size_t *count);

/* A file that was sent: a folder that may exist, a file that may not, a name as it goes into the
 * history of imports, without what paths cannot have. */
bool upload_folder(Work *w, Str path);
bool upload_write(Work *w, Str path, Str bytes);
Str upload_name(Arena *arena, Str name);

#endif
