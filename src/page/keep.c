/* What a room keeps for all threads as long as the site stands: made by whoever asks first, found
 * by the address of something that the room owns. Few rooms keep anything, so a list will do. */
#include <pthread.h>

#include "page/page.h"

typedef struct KeptThing {
    struct KeptThing *next;
    const void *owner;
    void *thing;
} KeptThing;

struct Kept {
    pthread_mutex_t lock;
    Arena *arena;
    const Site *site;
    KeptThing *first;
};

static void kept_free(void *argument)
{
    Kept *kept = argument;
    arena_free(kept->arena);
    pthread_mutex_destroy(&kept->lock);
}

Kept *kept_new(Work *w, const Site *site)
{
    Kept *kept = NEW(w->arena, Kept);
    *kept = (Kept){.arena = arena_new(), .site = site};
    ensure(pthread_mutex_init(&kept->lock, NULL) == 0);
    arena_on_free(w->arena, kept_free, kept);
    return kept;
}

static void *thing_find(const Kept *kept, const void *owner)
{
    for (const KeptThing *k = kept->first; k; k = k->next)
        if (k->owner == owner) return k->thing;
    return NULL;
}

void *page_kept(Page *p, const void *owner, KeptMake make)
{
    Kept *kept = p->site->kept;
    pthread_mutex_lock(&kept->lock);
    void *thing = thing_find(kept, owner);
    if (!thing) {
        thing = make(kept->arena, p->site);
        KeptThing *one = NEW(kept->arena, KeptThing);
        *one = (KeptThing){kept->first, owner, thing};
        kept->first = one;
    }
    pthread_mutex_unlock(&kept->lock);
    return thing;
}
