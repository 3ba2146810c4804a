/* One swap of arenas; see chunk.h. The transaction around it belongs to the arena outside, so that
 * a Work freed in between still rolls back. */
#include "payment/chunk.h"

static void error_keep(Arena *arena, Error *error)
{
    error->sentence = str_copy(arena, error->sentence);
    error->detail = str_copy(arena, error->detail);
}

bool chunk_run(Work *w, bool (*act)(void *context), void *context)
{
    Arena *outer = w->arena;
    w->arena = arena_new();
    bool ok = act(context);
    if (!ok) error_keep(outer, &w->error);
    arena_free(w->arena);
    w->arena = outer;
    return ok;
}
