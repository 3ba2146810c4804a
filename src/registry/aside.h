/* Secondary indexes set aside during a large import; see aside.c. Private to registry. */
#ifndef REGISTRY_ASIDE_H
#define REGISTRY_ASIDE_H

#include "registry/registry.h"

typedef struct {
    Str name, sql;
} AsideIndex;
typedef struct {
    AsideIndex *indexes;
    size_t count, capacity;
} Aside;
/* Inside a transaction. */
bool aside_begin(Work *w, const char *table, Aside *out);
bool aside_end(Work *w, Aside *aside);

#endif
