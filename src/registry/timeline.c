/* Interval arithmetic of facts. `timeline_edit` walks the versions from left to right with a cursor
 * on the first day not yet settled: a gap before a version is written, a version that says
 * something else is closed, its rests are kept and the days in between are written. */
#include "registry/timeline.h"

typedef struct {
    SpanWrite write;
    int32_t end;
    Edit *edits;
    size_t count;
} Plan;

static void plan_add(Plan *p, EditKind kind, size_t version, int32_t from, int32_t to)
{
    p->edits[p->count++] = (Edit){.kind = kind, .version = version, .from = from, .to = to};
}

/* Days that follow the last written ones and say the same are one row, not two. */
static void plan_write(Plan *p, size_t version, int32_t from, int32_t to)
{
    if (p->write.erase) return;
    for (size_t i = p->count; p->write.whole && i-- > 0;) {
        Edit *last = &p->edits[i];
        if (last->kind != EDIT_WRITE) continue;
        if (last->to != from) break;
        last->to = to;
        return;
    }
    plan_add(p, EDIT_WRITE, version, from, to);
}

static void plan_cut(Plan *p, size_t version, Span span, int32_t from, int32_t to)
{
    plan_add(p, EDIT_CLOSE, version, span.from, span.to);
    if (span.from < from) plan_add(p, EDIT_KEEP, version, span.from, from);
    if (to < span.to) plan_add(p, EDIT_KEEP, version, to, span.to);
    plan_write(p, version, from, to);
}

int32_t timeline_end(const Span *spans, size_t count, SpanWrite write)
{
    if (!write.until_next) return write.to;
    for (size_t i = 0; i < count; i++)
        if (spans[i].from > write.from) return spans[i].from < write.to ? spans[i].from : write.to;
    return write.to;
}

size_t timeline_edit(const Span *spans, size_t count, SpanWrite write, Edit *edits)
{
    Plan p = {.write = write, .end = timeline_end(spans, count, write), .edits = edits};
    int32_t cursor = write.from;
    for (size_t i = 0; i < count && cursor < p.end; i++) {
        if (spans[i].to <= cursor || spans[i].from >= p.end) continue;
        if (spans[i].from > cursor) plan_write(&p, NO_VERSION, cursor, spans[i].from);
        int32_t from = spans[i].from > cursor ? spans[i].from : cursor;
        int32_t to = spans[i].to < p.end ? spans[i].to : p.end;
        if (!spans[i].same) plan_cut(&p, i, spans[i], from, to);
        cursor = to;
    }
    if (cursor < p.end) plan_write(&p, NO_VERSION, cursor, p.end);
    return p.count;
}
