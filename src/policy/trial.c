/* One base of facts, with what the law grants as it stands, is kept for everybody who tries
 * something: loading a district takes a second, a try on it some tens of milliseconds. It is of one
 * commit and one span of months; when either changes it is dropped and made anew, so that there is
 * never more than one, and those who still show what they found on the old one. One try runs at a
 * time: the base is used by nobody else meanwhile. It is large, so a watcher puts it away when
 * nobody has tried anything for some minutes. */
#include "policy/trial.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum { IDLE_SECONDS = 180, WATCH_SECONDS = 20, STORE_MEGABYTES = 16 };

typedef struct {
    Work *work;
    Commit commit;
    Months months;
    Money step;
    atomic_size_t holders; /* pages, and Trials while it is the newest */
    FactBase *facts;
    WhatIfBase *open;
} TrialBase;

typedef struct {
    pthread_mutex_t lock;
    const Site *site;
    Work *work; /* whose store every base reads; it may write column files */
    TrialBase *newest;
    time_t asked; /* when the base was last wanted */
    pthread_t watcher;
    pthread_cond_t ending;
    bool ends;
} Trials;

static void base_drop(void *argument)
{
    TrialBase *base = argument;
    if (atomic_fetch_sub(&base->holders, 1) != 1) return;
    work_free(base->work);
    memory_give_back();
}

static void *base_watch(void *argument)
{
    Trials *trials = argument;
    pthread_mutex_lock(&trials->lock);
    while (!trials->ends) {
        struct timespec until = {.tv_sec = time(NULL) + WATCH_SECONDS};
        pthread_cond_timedwait(&trials->ending, &trials->lock, &until);
        TrialBase *idle = trials->newest;
        if (!idle || time(NULL) - trials->asked < IDLE_SECONDS) continue;
        trials->newest = NULL;
        base_drop(idle);
    }
    pthread_mutex_unlock(&trials->lock);
    return NULL;
}

static void trials_free(void *argument)
{
    Trials *trials = argument;
    pthread_mutex_lock(&trials->lock);
    trials->ends = true;
    pthread_cond_signal(&trials->ending);
    pthread_mutex_unlock(&trials->lock);
    pthread_join(trials->watcher, NULL);
    if (trials->newest) base_drop(trials->newest);
    Store *store = trials->work->store;
    work_free(trials->work);
    if (store) store_close(store);
    pthread_cond_destroy(&trials->ending);
    pthread_mutex_destroy(&trials->lock);
}

static void *trials_make(Arena *arena, const Site *site)
{
    Trials *trials = NEW(arena, Trials);
    *trials = (Trials){.site = site, .work = work_new()};
    ensure(pthread_mutex_init(&trials->lock, NULL) == 0);
    ensure(pthread_cond_init(&trials->ending, NULL) == 0);
    ensure(pthread_create(&trials->watcher, NULL, base_watch, trials) == 0);
    arena_on_free(arena, trials_free, trials);
    return trials;
}

/* The failure happened in another Work; the page must be able to say it after that is gone. */
static bool fail_across(Page *p, const Work *from)
{
    Arena *arena = p->w->arena;
    p->w->error = (Error){from->error.code, str_copy(arena, from->error.sentence),
                          str_copy(arena, from->error.detail)};
    return false;
}

/* ---- the base ----------------------------------------------------------------------------- */

static bool base_fill(Page *p, TrialBase *base)
{
    const WhatIfAsk ask = {.months = base->months, .step = base->step};
    return (facts_load(base->work, p->bureau, KNOWN_NOW, p->site->home, &base->facts) &&
            whatif_open(base->work, base->facts, &ask, &base->open)) ||
           fail_across(p, base->work);
}

static bool base_make(Page *p, Trials *trials, const Trial *trial, Commit commit)
{
    TrialBase *old = trials->newest;
    trials->newest = NULL;
    if (old) base_drop(old);
    Work *work = work_new();
    TrialBase *base = NEW(work->arena, TrialBase);
    *base =
        (TrialBase){.work = work, .commit = commit, .months = trial->months, .step = trial->step};
    atomic_init(&base->holders, 1);
    work->store = trials->work->store;
    work->now = p->w->now;
    if (!base_fill(p, base)) {
        base_drop(base);
        return false;
    }
    trials->newest = base;
    return true;
}

static bool base_fits(const TrialBase *base, const Trial *trial, Commit commit)
{
    return base && base->commit.n == commit.n && base->months.first.n == trial->months.first.n &&
           base->months.last.n == trial->months.last.n && base->step.fen == trial->step.fen;
}

/* Held until the page's arena goes. */
static bool base_take(Page *p, Trials *trials, const Trial *trial, TrialBase **out)
{
    Commit commit;
    Work *work = trials->work;
    if (!work->store) {
        if (!p->site->open(p->site->opener, work, 0)) return fail_across(p, work);
        store_cache(work->store, STORE_MEGABYTES);
    }
    if (!audit_latest(work, &commit)) return fail_across(p, work);
    if (!base_fits(trials->newest, trial, commit)) TRY(base_make(p, trials, trial, commit));
    trials->asked = time(NULL);
    *out = trials->newest;
    atomic_fetch_add(&(*out)->holders, 1);
    arena_on_free(p->w->arena, base_drop, *out);
    return true;
}

/* ---- a try -------------------------------------------------------------------------------- */

/* Everything that it reads is of the base's store, so that it is of one moment. */
static bool base_try(Page *p, TrialBase *base, const Trial *trial, WhatIf *out)
{
    Work w = *p->w;
    w.store = base->work->store;
    w.scope = NULL;
    const WhatIfAsk ask = {.bureau = trial->text,
                           .numbers = trial->numbers,
                           .number_count = trial->count,
                           .months = trial->months,
                           .step = trial->step};
    bool good = trial->text ? whatif_try_law(&w, base->open, &ask, out)
                            : whatif_try(&w, base->open, trial->numbers, trial->count, out);
    return good || fail_across(p, &w);
}

bool reform_try(Page *p, const Trial *trial, WhatIf *out)
{
    static const char owner = 0;
    Trials *trials = page_kept(p, &owner, trials_make);
    TrialBase *base;
    pthread_mutex_lock(&trials->lock);
    bool good = base_take(p, trials, trial, &base) && base_try(p, base, trial, out);
    pthread_mutex_unlock(&trials->lock);
    return good;
}
