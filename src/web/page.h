/* One request for a page: what handlers share. Private to web. */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "report/report.h"
#include "web/pages.h"
#include "web/web.h"

typedef struct Web {
    Work *w;
    const Bureau *bureau;
    const WebOptions *options;
    struct Cache *cache; /* cache.c */
    Str home;            /* folder of affairs/ and areas/: what paths of the law are told from */
} Web;

typedef struct Page {
    Web *web;
    Work *w; /* of this request: its arena, the store of the server */
    HttpCall *call;
    Str title;
    Buf body;
    const char *here; /* the address in the head of the page that is marked */
} Page;

/* Handlers: fill p->body and p->title, or fail in p->w. */
#define PAGE(pattern, name) bool name##_page(Page *p);
#include "web/pages.def"
#undef PAGE

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
Str presence(Str text); /* a dash for nothing */

/* ---- why.c --------------------------------------------------------------------------------- */

/* The explanation of one subject and month, ready for a template. */
bool why_fill(Page *p, const Affair *affair, int64_t subject, Month month, Reasons *out);

/* ---- life.c, facts.c ----------------------------------------------------------------------- */

bool facts_fill(Page *p, Str reg, int64_t subject, LifePage *out);

#endif
