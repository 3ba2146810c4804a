/* A plain text file, written with the same care as a table: beside its place, in blocks, put there
 * when whole and synced. What fails is kept until text_finish tells it. */
#include "doc/doc.h"
#include "doc/draft.h"

enum { BLOCK_BYTES = 256 * 1024 };

struct TextFile {
    Draft *draft;
    Buf block;
    bool good;
};

bool text_create(Work *w, const char *path, TextFile **out)
{
    TextFile *t = NEW(w->arena, TextFile);
    TRY(draft_open(w, w->arena, path, &t->draft));
    t->block = buf_new(w->arena);
    t->good = true;
    *out = t;
    return true;
}

static void block_write(TextFile *t)
{
    t->good = t->good && draft_write(t->draft, buf_str(&t->block));
    t->block.len = 0;
}

Buf *text_block(TextFile *t)
{
    if (t->block.len >= BLOCK_BYTES) block_write(t);
    return &t->block;
}

bool text_finish(TextFile *t)
{
    block_write(t);
    return t->good && draft_place(t->draft);
}
