/* Division ids to order numbers, looked up once each. Private to registry. */
#ifndef REGISTRY_ORDERS_H
#define REGISTRY_ORDERS_H

#include "registry/registry.h"

typedef struct {
    Work *w;
    int32_t *order; /* by id; 0: not looked up yet */
    size_t capacity;
} Orders;
Orders orders_new(Work *w);
/* The order number of a division; -1 for an id that is not in the tree. */
bool orders_get(Orders *orders, int64_t id, int32_t *out);

#endif
