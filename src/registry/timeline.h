/* How a write changes the versions that hold: pure interval arithmetic, no store. Private to
 * registry.
 *
 *     before   ├── A ──┤├───── B ─────┤          versions known now, apart from each other
 *     write         ├──── X ────┤                 for the days [from, to)
 *     after    ├ A ┤├──── X ────┤├ B ┤          A and B are closed, their rests are kept
 *
 * What the write says anew of a version that says the same already is no change at all: a write
 * that is repeated edits nothing. */
#ifndef REGISTRY_TIMELINE_H
#define REGISTRY_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    int32_t from, to; /* days [from, to) */
    bool same;        /* the write says nothing new of these days */
} Span;
typedef struct {
    int32_t from, to;
    bool until_next; /* 变更 without an end: holds until the next version that is known */
    bool erase;      /* nothing holds on these days: a record is taken back */
    bool whole;      /* says every field, so that what it replaces does not matter */
} SpanWrite;
typedef enum {
    EDIT_CLOSE, /* version `version` is no longer known as it was */
    EDIT_KEEP,  /* a rest of version `version` holds on [from, to) */
    EDIT_WRITE  /* the write holds on [from, to), over version `version` (or NO_VERSION) */
} EditKind;
typedef struct {
    EditKind kind;
    size_t version;
    int32_t from, to;
} Edit;
#define NO_VERSION SIZE_MAX
/* Room that `edits` must have for so many versions. */
#define TIMELINE_EDITS(versions) (5 * (versions) + 1)

/* `spans` are sorted and apart; those outside [from, to) are left alone. Returns how many edits. */
size_t timeline_edit(const Span *spans, size_t count, SpanWrite write, Edit *edits);
/* The day on which the write ends: `to`, or with until_next the next version's first day. */
int32_t timeline_end(const Span *spans, size_t count, SpanWrite write);

#endif
