/* A file in the making: written beside its place and put there when it is whole and synced, so that
 * a reader sees the old file or the new one and never half of one. */
#ifndef DOC_DRAFT_H
#define DOC_DRAFT_H

#include "base/base.h"

typedef struct {
    Work *w;
    const char *path;   /* where it shall stand */
    const char *beside; /* where it is written */
    int fd;             /* -1: closed */
    bool placed;
} Draft;
/* The arena takes the draft away again unless draft_place has put it in place. */
bool draft_open(Work *w, Arena *arena, const char *path, Draft **out);
bool draft_write(Draft *d, Str bytes);
bool draft_place(Draft *d); /* sync, rename, sync the folder */

#endif
