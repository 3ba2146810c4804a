/* What is dear to compute, kept until the next commit: the facts of the whole district (a second or
 * two for a county), the four sets of each affair and month, the report. All of one commit is a
 * Generation, a Work of its own; a page holds the one it asked until its own arena goes, so a newer
 * one may be made meanwhile. One thread computes at a time, on the cache's own store. */
#include <pthread.h>
#include <stdatomic.h>

#include "page/page.h"

typedef struct SetsEntry {
    struct SetsEntry *next;
    const Affair *affair;
    Month month;
    FourSets sets;
} SetsEntry;

typedef struct ReportEntry {
    struct ReportEntry *next;
    const Report *report;
    ReportResult result;
} ReportEntry;

typedef struct TextEntry {
    struct TextEntry *next;
    Month month;
    Str text;
} TextEntry;

typedef struct Generation {
    Work *work;
    Commit commit;
    atomic_size_t holders; /* pages, and the cache while it is the newest */
    FactBase *facts;
    SetsEntry *sets;
    ReportEntry *reports;
    TextEntry *months;
} Generation;

struct Cache {
    pthread_mutex_t lock;
    const Site *site;
    Work *work; /* whose store all generations use */
    Generation *newest;
};

static void generation_drop(void *argument)
{
    Generation *g = argument;
    if (atomic_fetch_sub(&g->holders, 1) == 1) work_free(g->work);
}

static void cache_free(void *argument)
{
    Cache *cache = argument;
    if (cache->newest) generation_drop(cache->newest);
    Store *store = cache->work->store;
    work_free(cache->work);
    store_close(store);
    pthread_mutex_destroy(&cache->lock);
}

bool cache_new(Work *w, const Site *site, Cache **out)
{
    Cache *cache = NEW(w->arena, Cache);
    *cache = (Cache){.site = site, .work = work_new()};
    ensure(pthread_mutex_init(&cache->lock, NULL) == 0);
    arena_on_free(w->arena, cache_free, cache);
    if (!site->open(site->opener, cache->work, STORE_READ_ONLY)) {
        w->error = (Error){cache->work->error.code, str_copy(w->arena, cache->work->error.sentence),
                           str_copy(w->arena, cache->work->error.detail)};
        return false;
    }
    *out = cache;
    return true;
}

/* The failure happened in the cache's Work; the page must be able to say it after that is gone. */
static bool fail_across(Page *p, Error *error)
{
    Arena *arena = p->w->arena;
    p->w->error =
        (Error){error->code, str_copy(arena, error->sentence), str_copy(arena, error->detail)};
    *error = (Error){.code = ERR_NONE};
    return false;
}

/* The newest commit's, held until the page's arena goes. The lock is held by the caller. */
static bool generation_of(Page *p, Generation **out)
{
    Cache *cache = p->site->cache;
    Commit commit;
    if (!audit_latest(cache->work, &commit)) return fail_across(p, &cache->work->error);
    if (!cache->newest || cache->newest->commit.n != commit.n) {
        if (cache->newest) generation_drop(cache->newest);
        Work *work = work_new();
        Generation *g = NEW(work->arena, Generation);
        g->work = work;
        g->commit = commit;
        atomic_init(&g->holders, 1);
        work->store = cache->work->store;
        cache->newest = g;
    }
    *out = cache->newest;
    atomic_fetch_add(&(*out)->holders, 1);
    (*out)->work->now = p->w->now;
    arena_on_free(p->w->arena, generation_drop, *out);
    return true;
}

static bool sets_find(Page *p, Generation *g, const Affair *affair, Month month,
                      const FourSets **out)
{
    for (SetsEntry *e = g->sets; e; e = e->next) {
        *out = &e->sets;
        if (e->affair == affair && e->month.n == month.n) return true;
    }
    if (!g->facts && !facts_load(g->work, p->bureau, KNOWN_NOW, p->site->home, &g->facts))
        return fail_across(p, &g->work->error);
    SetsEntry *entry = NEW(g->work->arena, SetsEntry);
    if (!entitle_sets(g->work, g->facts, affair, month, &entry->sets))
        return fail_across(p, &g->work->error);
    entry->affair = affair;
    entry->month = month;
    entry->next = g->sets;
    g->sets = entry;
    *out = &entry->sets;
    return true;
}

bool cache_sets(Page *p, const Affair *affair, Month month, const FourSets **out)
{
    Cache *cache = p->site->cache;
    Generation *g;
    pthread_mutex_lock(&cache->lock);
    bool good = generation_of(p, &g) && sets_find(p, g, affair, month, out);
    pthread_mutex_unlock(&cache->lock);
    return good;
}

static bool report_find(Page *p, Generation *g, const Report *report, const ReportResult **out)
{
    for (ReportEntry *e = g->reports; e; e = e->next) {
        *out = &e->result;
        if (e->report == report) return true;
    }
    ReportEntry *entry = NEW(g->work->arena, ReportEntry);
    if (!report_run(g->work, p->bureau, report->key, p->site->figures, &entry->result))
        return fail_across(p, &g->work->error);
    entry->report = report;
    entry->next = g->reports;
    g->reports = entry;
    *out = &entry->result;
    return true;
}

bool cache_report(Page *p, const Report *report, const ReportResult **out)
{
    Cache *cache = p->site->cache;
    Generation *g;
    pthread_mutex_lock(&cache->lock);
    bool good = generation_of(p, &g) && report_find(p, g, report, out);
    pthread_mutex_unlock(&cache->lock);
    return good;
}

bool cache_month(Page *p, Month month, Str *text)
{
    Cache *cache = p->site->cache;
    Generation *g;
    bool found = false;
    pthread_mutex_lock(&cache->lock);
    if (generation_of(p, &g))
        for (TextEntry *e = g->months; e && !found; e = e->next) {
            *text = e->text;
            found = e->month.n == month.n;
        }
    pthread_mutex_unlock(&cache->lock);
    p->w->error = (Error){.code = ERR_NONE};
    return found;
}

void cache_month_keep(Page *p, Month month, Str text)
{
    Cache *cache = p->site->cache;
    Generation *g;
    pthread_mutex_lock(&cache->lock);
    if (generation_of(p, &g)) {
        TextEntry *entry = NEW(g->work->arena, TextEntry);
        *entry = (TextEntry){g->months, month, str_copy(g->work->arena, text)};
        g->months = entry;
    }
    pthread_mutex_unlock(&cache->lock);
    p->w->error = (Error){.code = ERR_NONE};
}
