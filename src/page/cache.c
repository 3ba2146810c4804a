/* What is dear to compute, kept until the next commit: the four sets of a month, the report, the
 * page of a month. All of one commit is a Generation, a Work of its own; a page holds the one it
 * asked until its own arena goes, so a newer one may be made meanwhile. One thread computes at a
 * time, on the cache's own store.
 *
 * The facts of the whole district are many times as large as what follows from them. So they are
 * loaded for one month, all affairs are asked at once, the answers are copied and the facts go. */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "page/page.h"
#include "page/since.h"

typedef struct SetsEntry {
    struct SetsEntry *next;
    const Affair *affair;
    FourSets sets;
    SetPlaces places;
} SetsEntry;

/* All affairs in one month: some ten megabytes of a large district, so only the months that were
 * looked at last are kept, and each has an arena of its own. */
enum { MONTHS_KEPT = 3, STORE_MEGABYTES = 16 };
typedef struct MonthSets {
    struct MonthSets *next;
    Arena *arena;
    Month month;
    atomic_size_t holders; /* pages, and the generation while it keeps them */
    SetsEntry *sets;
} MonthSets;

typedef struct ReviewsEntry {
    struct ReviewsEntry *next;
    const Affair *affair;
    Month month;
    ReviewList list;
    int64_t *divisions;
} ReviewsEntry;

typedef struct ChangesEntry {
    struct ChangesEntry *next;
    MonthChanges changes;
} ChangesEntry;

typedef struct ReportEntry {
    struct ReportEntry *next;
    const Report *report;
    ReportResult result;
} ReportEntry;

typedef struct TextEntry {
    struct TextEntry *next;
    Str key, text;
} TextEntry;

typedef struct Generation {
    Work *work;
    Commit commit;
    Date day;              /* what is published counts from its day on */
    atomic_size_t holders; /* pages, and the cache while it is the newest */
    MonthSets *months;     /* the one looked at last is first */
    ReportEntry *reports;
    ChangesEntry *changes;
    ReviewsEntry *reviews;
    TextEntry *texts;
} Generation;

struct Cache {
    pthread_mutex_t lock;
    const Site *site;
    Work *work; /* whose store all generations use; it may write column files */
    Generation *newest;
    atomic_bool busy; /* somebody computes, and holds the lock meanwhile */
};

static void month_drop(void *argument)
{
    MonthSets *m = argument;
    if (atomic_fetch_sub(&m->holders, 1) != 1) return;
    arena_free(m->arena);
    memory_give_back();
}

/* All months from the link on. */
static void months_drop(MonthSets **from)
{
    MonthSets *m = *from;
    *from = NULL;
    while (m) {
        MonthSets *next = m->next;
        month_drop(m);
        m = next;
    }
}

static void generation_drop(void *argument)
{
    Generation *g = argument;
    if (atomic_fetch_sub(&g->holders, 1) == 1) {
        months_drop(&g->months);
        work_free(g->work);
        memory_give_back();
    }
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
    if (!site->open(site->opener, cache->work, 0)) {
        w->error = (Error){cache->work->error.code, str_copy(w->arena, cache->work->error.sentence),
                           str_copy(w->arena, cache->work->error.detail)};
        return false;
    }
    store_cache(cache->work->store, STORE_MEGABYTES);
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

static Generation *generation_new(const Cache *cache, Commit commit, Date day)
{
    Work *work = work_new();
    Generation *g = NEW(work->arena, Generation);
    g->work = work;
    g->commit = commit;
    g->day = day;
    atomic_init(&g->holders, 1);
    work->store = cache->work->store;
    return g;
}

/* The newest becomes that of the commit: the same one when nothing kept has changed. */
static void generation_renew(Cache *cache, Commit commit, Date day)
{
    Generation *old = cache->newest;
    Left left = LEFT_NOTHING;
    if (old && old->day.days == day.days) left = left_since(cache->work, old->commit, commit);
    if (left == LEFT_ALL) {
        old->commit = commit;
        return;
    }
    cache->newest = generation_new(cache, commit, day);
    if (left == LEFT_SETS) {
        cache->newest->months = old->months;
        old->months = NULL;
    }
    if (old) generation_drop(old);
}

/* The newest commit's, held until the page's arena goes. The lock is held by the caller. */
static bool generation_of(Page *p, Generation **out)
{
    Cache *cache = p->site->cache;
    Commit commit;
    Date day = work_today(p->w);
    if (!audit_latest(cache->work, &commit)) return fail_across(p, &cache->work->error);
    const Generation *newest = cache->newest;
    if (!newest || newest->commit.n != commit.n || newest->day.days != day.days)
        generation_renew(cache, commit, day);
    *out = cache->newest;
    atomic_fetch_add(&(*out)->holders, 1);
    (*out)->work->now = p->w->now;
    arena_on_free(p->w->arena, generation_drop, *out);
    return true;
}

/* ---- the four sets ------------------------------------------------------------------------ */

static int64_t *list_copy(Arena *arena, const int64_t *list, int64_t count)
{
    if (!list) return NULL;
    int64_t *copy = NEW_ARRAY(arena, int64_t, count + 1);
    if (count) memcpy(copy, list, (size_t)count * sizeof *copy);
    return copy;
}

static FourSets sets_copy(Arena *arena, const FourSets *sets)
{
    FourSets copy = *sets;
    for (int k = 0; k < SET_COUNT; k++)
        copy.subjects[k] = list_copy(arena, sets->subjects[k], sets->count[k]);
    copy.missed_each = list_copy(arena, sets->missed_each, sets->count[SET_MISSED]);
    return copy;
}

/* Where they are whom the sets list: the sets are of the whole district, who looks is not. */
static void places_find(Arena *arena, FactBase *base, Month month, SetsEntry *e)
{
    bool household = e->affair->subject == SUBJECT_HOUSEHOLD;
    for (size_t kind = 0; kind < SET_COUNT; kind++) {
        const int64_t *ids = e->sets.subjects[kind];
        if (!ids) continue;
        size_t count = (size_t)e->sets.count[kind];
        int64_t *places = NEW_ARRAY(arena, int64_t, count + 1);
        for (size_t i = 0; i < count; i++)
            places[i] =
                facts_whereabouts(base, household ? ids[i] : 0, household ? 0 : ids[i], month)
                    .division;
        e->places.division[kind] = places;
    }
}

static bool sets_fill(Page *p, Work *facts, MonthSets *m)
{
    FactBase *base;
    TRY(facts_load(facts, p->bureau, KNOWN_NOW, p->site->home, &base));
    for (size_t i = 0; i < p->bureau->affair_count; i++) {
        FourSets sets;
        work_progress(p->w, p->bureau->affairs[i]->name, (int64_t)i,
                      (int64_t)p->bureau->affair_count);
        TRY(entitle_sets(facts, base, p->bureau->affairs[i], m->month, &sets));
        SetsEntry *entry = NEW(m->arena, SetsEntry);
        *entry = (SetsEntry){
            .next = m->sets, .affair = p->bureau->affairs[i], .sets = sets_copy(m->arena, &sets)};
        places_find(m->arena, base, m->month, entry);
        m->sets = entry;
    }
    return true;
}

/* All affairs of the month, whichever was asked for. */
static bool month_load(Page *p, const Generation *g, Month month, MonthSets **out)
{
    Work *facts = work_new();
    Arena *arena = arena_new();
    MonthSets *m = NEW(arena, MonthSets);
    m->arena = arena;
    m->month = month;
    atomic_init(&m->holders, 1);
    facts->store = g->work->store;
    facts->now = g->work->now;
    atomic_store(&p->site->cache->busy, true);
    bool good = sets_fill(p, facts, m) || fail_across(p, &facts->error);
    atomic_store(&p->site->cache->busy, false);
    work_free(facts);
    if (good)
        *out = m;
    else
        arena_free(arena);
    memory_give_back();
    return good;
}

/* The month as the first of those kept, held until the page's arena goes. */
static bool month_take(Page *p, Generation *g, Month month, MonthSets **out)
{
    MonthSets **link = &g->months;
    while (*link && (*link)->month.n != month.n)
        link = &(*link)->next;
    MonthSets *m = *link;
    if (m)
        *link = m->next;
    else
        TRY(month_load(p, g, month, &m));
    m->next = g->months;
    g->months = m;
    link = &g->months;
    for (int i = 0; *link && i < MONTHS_KEPT; i++)
        link = &(*link)->next;
    months_drop(link);
    atomic_fetch_add(&m->holders, 1);
    arena_on_free(p->w->arena, month_drop, m);
    *out = m;
    return true;
}

static bool sets_find(Page *p, Generation *g, const Affair *affair, Month month,
                      const SetsEntry **out)
{
    MonthSets *m;
    TRY(month_take(p, g, month, &m));
    for (const SetsEntry *e = m->sets; e; e = e->next) {
        *out = e;
        if (e->affair == affair) return true;
    }
    return fail(p->w, ERR_NOT_FOUND, "no sets of %.*s", STR_ARG(affair->key));
}

bool cache_set_places(Page *p, const Affair *affair, Month month, const FourSets **out,
                      const SetPlaces **places)
{
    Cache *cache = p->site->cache;
    Generation *g;
    const SetsEntry *entry = NULL;
    pthread_mutex_lock(&cache->lock);
    bool good = generation_of(p, &g) && sets_find(p, g, affair, month, &entry);
    pthread_mutex_unlock(&cache->lock);
    TRY(good);
    *out = &entry->sets;
    *places = &entry->places;
    return true;
}

bool cache_sets(Page *p, const Affair *affair, Month month, const FourSets **out)
{
    const SetPlaces *places;
    return cache_set_places(p, affair, month, out, &places);
}

bool cache_month(Page *p, Month month)
{
    Cache *cache = p->site->cache;
    Generation *g;
    MonthSets *m;
    pthread_mutex_lock(&cache->lock);
    bool good = generation_of(p, &g) && month_take(p, g, month, &m);
    pthread_mutex_unlock(&cache->lock);
    return good;
}

bool cache_month_known(Page *p, Month month)
{
    Cache *cache = p->site->cache;
    Generation *g;
    bool found = false;
    if (atomic_load(&cache->busy)) return false;
    pthread_mutex_lock(&cache->lock);
    if (generation_of(p, &g))
        for (const MonthSets *m = g->months; m && !found; m = m->next)
            found = m->month.n == month.n;
    pthread_mutex_unlock(&cache->lock);
    p->w->error = (Error){.code = ERR_NONE};
    return found;
}

/* ---- reviews ------------------------------------------------------------------------------ */

static const ReviewsEntry *reviews_known(const Generation *g, const Affair *affair, Month month)
{
    for (const ReviewsEntry *e = g->reviews; e; e = e->next)
        if (e->affair == affair && e->month.n == month.n) return e;
    return NULL;
}

static bool reviews_add(Work *facts, FactBase *base, Generation *g, ReviewsEntry *entry)
{
    ReviewList list;
    Arena *arena = g->work->arena;
    bool household = entry->affair->subject == SUBJECT_HOUSEHOLD;
    TRY(entitle_reviews(facts, base, entry->affair, entry->month, &list));
    entry->list = list;
    entry->list.items = NEW_ARRAY(arena, ReviewDue, list.count + 1);
    entry->divisions = NEW_ARRAY(arena, int64_t, list.count + 1);
    for (size_t i = 0; i < list.count; i++) {
        int64_t id = list.items[i].subject;
        entry->list.items[i] = list.items[i];
        entry->divisions[i] =
            facts_whereabouts(base, household ? id : 0, household ? 0 : id, entry->month).division;
    }
    entry->next = g->reviews;
    g->reviews = entry;
    return true;
}

static bool reviews_fill(Page *p, Work *facts, Generation *g, Month month)
{
    FactBase *base;
    TRY(facts_load(facts, p->bureau, KNOWN_NOW, p->site->home, &base));
    for (size_t i = 0; i < p->bureau->affair_count; i++) {
        const Affair *affair = p->bureau->affairs[i];
        if (!affair->review || reviews_known(g, affair, month)) continue;
        ReviewsEntry *entry = NEW(g->work->arena, ReviewsEntry);
        *entry = (ReviewsEntry){.affair = affair, .month = month};
        TRY(reviews_add(facts, base, g, entry));
    }
    return true;
}

static bool reviews_find(Page *p, Generation *g, const Affair *affair, Month month,
                         const ReviewsEntry **out)
{
    *out = reviews_known(g, affair, month);
    if (*out) return true;
    Work *facts = work_new();
    facts->store = g->work->store;
    facts->now = g->work->now;
    bool good = reviews_fill(p, facts, g, month) || fail_across(p, &facts->error);
    work_free(facts);
    memory_give_back();
    TRY(good);
    *out = reviews_known(g, affair, month);
    return *out || fail(p->w, ERR_NOT_FOUND, "no reviews of %.*s", STR_ARG(affair->key));
}

bool cache_reviews(Page *p, const Affair *affair, Month month, const ReviewList **out,
                   const int64_t **divisions)
{
    Cache *cache = p->site->cache;
    Generation *g;
    const ReviewsEntry *entry = NULL;
    pthread_mutex_lock(&cache->lock);
    bool good = generation_of(p, &g) && reviews_find(p, g, affair, month, &entry);
    pthread_mutex_unlock(&cache->lock);
    TRY(good);
    *out = &entry->list;
    *divisions = entry->divisions;
    return true;
}

static Str words_copy(Arena *arena, Str words)
{
    return words.len ? str_copy(arena, words) : words;
}

/* A Work for what takes many times more to compute than is kept of it; ended by inner_end. */
static Work *inner_begin(Page *p, const Generation *g)
{
    Work *work = work_new();
    work->store = g->work->store;
    work->now = g->work->now;
    work->progress = p->w->progress;
    atomic_store(&p->site->cache->busy, true);
    return work;
}

static bool inner_end(Page *p, Work *work, bool good)
{
    atomic_store(&p->site->cache->busy, false);
    if (!good) fail_across(p, &work->error);
    work_free(work);
    memory_give_back();
    return good;
}

/* Causes repeat: one that was just copied is used again. */
static void changes_copy(Arena *arena, const MonthChanges *from, MonthChanges *out)
{
    Str last = {0}, copied = {0};
    *out = *from;
    out->items = NEW_ARRAY(arena, MonthChange, from->count + 1);
    for (size_t i = 0; i < from->count; i++) {
        out->items[i] = from->items[i];
        if (!last.ptr || !str_equal(last, from->items[i].cause))
            copied = words_copy(arena, from->items[i].cause);
        last = from->items[i].cause;
        out->items[i].cause = copied;
    }
}

static bool changes_find(Page *p, Generation *g, Month month, const MonthChanges **out)
{
    MonthChanges changes;
    for (ChangesEntry *e = g->changes; e; e = e->next) {
        *out = &e->changes;
        if (e->changes.month.n == month.n) return true;
    }
    ChangesEntry *entry = NEW(g->work->arena, ChangesEntry);
    Work *work = inner_begin(p, g);
    bool good = payment_changes(work, p->bureau, month, &changes);
    if (good) changes_copy(g->work->arena, &changes, &entry->changes);
    TRY(inner_end(p, work, good));
    entry->next = g->changes;
    g->changes = entry;
    *out = &entry->changes;
    return true;
}

bool cache_changes(Page *p, Month month, const MonthChanges **out)
{
    Cache *cache = p->site->cache;
    Generation *g;
    pthread_mutex_lock(&cache->lock);
    bool good = generation_of(p, &g) && changes_find(p, g, month, out);
    pthread_mutex_unlock(&cache->lock);
    return good;
}

static FigurePart part_copy(Arena *arena, const FigurePart *part)
{
    FigurePart copy = *part;
    copy.title = words_copy(arena, part->title);
    copy.figures = NEW_ARRAY(arena, Figure, part->count + 1);
    for (size_t i = 0; i < part->count; i++) {
        Figure f = part->figures[i];
        Str *texts[] = {&f.name, &f.key, &f.unit, &f.value, &f.published, &f.definition, &f.source};
        for (size_t k = 0; k < COUNT_OF(texts); k++)
            *texts[k] = words_copy(arena, *texts[k]);
        copy.figures[i] = f;
    }
    return copy;
}

static ReportResult report_copy(Arena *arena, const ReportResult *result)
{
    ReportResult copy = *result;
    copy.parts = NEW_ARRAY(arena, FigurePart, result->part_count + 1);
    for (size_t i = 0; i < result->part_count; i++)
        copy.parts[i] = part_copy(arena, &result->parts[i]);
    return copy;
}

static bool report_compute(Page *p, const Generation *g, const Report *report, ReportResult *out)
{
    ReportResult result;
    Work *work = inner_begin(p, g);
    bool good = report_run(work, p->bureau, report->key, p->site->figures, &result);
    if (good) *out = report_copy(g->work->arena, &result);
    return inner_end(p, work, good);
}

static bool report_find(Page *p, Generation *g, const Report *report, const ReportResult **out)
{
    for (ReportEntry *e = g->reports; e; e = e->next) {
        *out = &e->result;
        if (e->report == report) return true;
    }
    ReportEntry *entry = NEW(g->work->arena, ReportEntry);
    TRY(report_compute(p, g, report, &entry->result));
    entry->report = report;
    entry->next = g->reports;
    g->reports = entry;
    *out = &entry->result;
    return true;
}

bool cache_report_known(Page *p, const Report *report, const ReportResult **out)
{
    Cache *cache = p->site->cache;
    Generation *g;
    bool found = false;
    if (atomic_load(&cache->busy)) return false;
    pthread_mutex_lock(&cache->lock);
    if (generation_of(p, &g))
        for (ReportEntry *e = g->reports; e && !found; e = e->next) {
            *out = &e->result;
            found = e->report == report;
        }
    pthread_mutex_unlock(&cache->lock);
    p->w->error = (Error){.code = ERR_NONE};
    return found;
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

bool cache_text(Page *p, Str key, Str *text)
{
    Cache *cache = p->site->cache;
    Generation *g;
    bool found = false;
    pthread_mutex_lock(&cache->lock);
    if (generation_of(p, &g))
        for (TextEntry *e = g->texts; e && !found; e = e->next) {
            *text = e->text;
            found = str_equal(e->key, key);
        }
    pthread_mutex_unlock(&cache->lock);
    p->w->error = (Error){.code = ERR_NONE};
    return found;
}

void cache_text_keep(const Site *site, Work *w, Str key, Str text)
{
    Cache *cache = site->cache;
    Generation *g;
    Page page = {.site = site, .w = w};
    pthread_mutex_lock(&cache->lock);
    if (generation_of(&page, &g)) {
        TextEntry *entry = NEW(g->work->arena, TextEntry);
        *entry =
            (TextEntry){g->texts, str_copy(g->work->arena, key), str_copy(g->work->arena, text)};
        g->texts = entry;
    }
    pthread_mutex_unlock(&cache->lock);
    w->error = (Error){.code = ERR_NONE};
}
