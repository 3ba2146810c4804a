/* What is dear to compute, kept until the next commit: the facts of the whole district (a second or
 * two for a county), the four sets of each affair and month, the report. All of it lives in one
 * Work that is thrown away as a whole when the store has a newer commit. */
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

struct Cache {
    Work *work; /* NULL before the first use */
    Commit commit;
    FactBase *facts;
    SetsEntry *sets;
    ReportEntry *reports;
    TextEntry *months;
};

static void cache_drop(void *argument)
{
    Cache *cache = argument;
    work_free(cache->work);
    *cache = (Cache){.work = NULL};
}

Cache *cache_new(Work *w)
{
    Cache *cache = NEW(w->arena, Cache);
    arena_on_free(w->arena, cache_drop, cache);
    return cache;
}

/* The failure happened in the cache's Work; the page must be able to say it after that is gone. */
static bool fail_across(Page *p, const Error *error)
{
    Arena *arena = p->w->arena;
    p->w->error =
        (Error){error->code, str_copy(arena, error->sentence), str_copy(arena, error->detail)};
    return false;
}

/* A Work of the newest commit. */
static bool cache_fresh(Page *p, Cache **out)
{
    Cache *cache = p->site->cache;
    Commit commit;
    TRY(audit_latest(p->w, &commit));
    if (!cache->work || cache->commit.n != commit.n) {
        cache_drop(cache);
        cache->work = work_new();
        cache->commit = commit;
    }
    cache->work->store = p->w->store;
    cache->work->now = p->w->now;
    cache->work->actor = p->w->actor;
    cache->work->scope = p->w->scope;
    *out = cache;
    return true;
}

static bool cache_facts(Page *p, Cache *cache)
{
    if (cache->facts) return true;
    return facts_load(cache->work, p->bureau, KNOWN_NOW, p->site->home, &cache->facts) ||
           fail_across(p, &cache->work->error);
}

bool cache_sets(Page *p, const Affair *affair, Month month, const FourSets **out)
{
    Cache *cache;
    TRY(cache_fresh(p, &cache));
    for (SetsEntry *e = cache->sets; e; e = e->next) {
        *out = &e->sets;
        if (e->affair == affair && e->month.n == month.n) return true;
    }
    TRY(cache_facts(p, cache));
    SetsEntry *entry = NEW(cache->work->arena, SetsEntry);
    if (!entitle_sets(cache->work, cache->facts, affair, month, &entry->sets))
        return fail_across(p, &cache->work->error);
    entry->affair = affair;
    entry->month = month;
    entry->next = cache->sets;
    cache->sets = entry;
    *out = &entry->sets;
    return true;
}

bool cache_report(Page *p, const Report *report, const ReportResult **out)
{
    Cache *cache;
    TRY(cache_fresh(p, &cache));
    for (ReportEntry *e = cache->reports; e; e = e->next) {
        *out = &e->result;
        if (e->report == report) return true;
    }
    ReportEntry *entry = NEW(cache->work->arena, ReportEntry);
    if (!report_run(cache->work, p->bureau, report->key, p->site->figures, &entry->result))
        return fail_across(p, &cache->work->error);
    entry->report = report;
    entry->next = cache->reports;
    cache->reports = entry;
    *out = &entry->result;
    return true;
}

bool cache_month(Page *p, Month month, Str *text)
{
    Cache *cache;
    if (!cache_fresh(p, &cache)) return false;
    for (TextEntry *e = cache->months; e; e = e->next) {
        *text = e->text;
        if (e->month.n == month.n) return true;
    }
    return false;
}

void cache_month_keep(Page *p, Month month, Str text)
{
    Cache *cache;
    if (!cache_fresh(p, &cache)) return;
    TextEntry *entry = NEW(cache->work->arena, TextEntry);
    *entry = (TextEntry){cache->months, month, str_copy(cache->work->arena, text)};
    cache->months = entry;
}
