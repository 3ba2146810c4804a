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

/* Who may open a route: one of these, or several duties, WHO(DUTY_CLERK) | WHO(DUTY_CHECKER). */
#define WHO(duty) (1u << (duty))
#define WHO_PUBLIC 0u /* also without login */
#define WHO_ANY (~0u) /* everybody with a login */

typedef enum {
    PAGE_SLOW = 1,   /* takes longer than some milliseconds: runs beside the others */
    PAGE_UPLOAD = 2, /* takes files */
    PAGE_BARE = 4    /* fills the response itself: no layout around it */
} PageFlags;
typedef enum { PAGE_GET, PAGE_POST } PageMethod;
typedef struct {
    PageMethod method;
    const char *pattern; /* "/case/{id}" */
    const char *name;    /* "case_show": for log and figures */
    PageFunction make;
    unsigned who, flags;
} PageRoute;
typedef struct {
    const PageRoute *routes;
    size_t count;
} PageRoutes;

/* ---- the place and a request -------------------------------------------------------------- */

/* What the process serves; made by web. */
typedef struct Site {
    const Bureau *bureau;
    Division home;       /* 本辖区 */
    const char *figures; /* figures.csv of the area; NULL: no published column */
    Str folder;          /* of affairs/ and areas/: what paths of the law are told from */
    struct Cache *cache; /* cache.c */
    bool demo;           /* its people are invented; its clock stands at its last close */
} Site;

typedef struct Page {
    const Site *site;
    const Bureau *bureau;
    Work *w; /* of this request: its arena, its thread's store, actor and scope of the session */
    HttpCall *call;
    Str title;
    Buf body;
    const char *here; /* the address in the head of the page that is marked */
    int status;       /* 0 becomes 200 */
} Page;

/* Answers a request: enters the session, asks whether the route is open to it, makes the page. */
void page_serve(const Site *site, Work *w, const PageRoute *route, HttpCall *call);
/* The page of a status >= 400 that no handler has made. */
void page_refused(const Site *site, Work *w, HttpCall *call);
/* 303: shows this address next. */
bool page_redirect(Page *p, Str href);
/* The clock of a demo store stands at its last close. */
void page_clock(const Site *site, Work *w);

/* ---- cache.c: what is dear to compute, kept until the next commit -------------------------- */

typedef struct Cache Cache;
Cache *cache_new(Work *w);
/* The four sets of an affair in a month, read from the facts of the whole district. */
bool cache_sets(Page *p, const Affair *affair, Month month, const FourSets **out);
/* The page of a month, rendered before: sums over a year of lines take a second. */
bool cache_month(Page *p, Month month, Str *text);
void cache_month_keep(Page *p, Month month, Str text);
bool cache_report(Page *p, const Report *report, const ReportResult **out);

/* ---- share.c: texts and rows that several pages show --------------------------------------- */

Str page_query(Page *p, const char *name);      /* empty when absent */
bool page_month(Page *p, Str text, Month *out); /* ERR_NOT_FOUND */
bool month_in_account(Page *p, Month month);
bool page_affair(Page *p, Str key, const Affair **out);
bool page_id(Page *p, Str text, int64_t *out);
bool last_month(Page *p, Month *out); /* last closed, else the month of the clock */
Str month_words(Arena *arena, Month m);
Str instant_words(Arena *arena, int64_t instant);
Str place_words(Page *p, int64_t division); /* township · village */
Str age_words(Page *p, Date birth);
Str affair_href(Page *p, const Affair *affair, Month month);
Str subject_href(Page *p, Subject subject, int64_t id);
Str why_href(Page *p, const Affair *affair, int64_t subject, Month month);
Str law_path(Page *p, Str path); /* as shown: from the home folder */
Str law_href(Page *p, const Place *place);
Str unit_words(Page *p, const BenefitUnit *unit);
Str unit_name(Page *p, int64_t unit);
Str person_words(Page *p, int64_t person); /* masked name */
Str component_words(const Affair *affair, Str key);
Str presence(Str text);                  /* a dash for nothing */
Str presence_none(void);                 /* the dash */
bool page_missing(Page *p, Str address); /* ERR_NOT_FOUND: the address leads nowhere */

/* ---- why.c --------------------------------------------------------------------------------- */

/* The explanation of one subject and month, ready for a template. */
bool why_fill(Page *p, const Affair *affair, int64_t subject, Month month, Reasons *out);

#endif
