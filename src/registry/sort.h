/* Texts in the order of their bytes, many at once; see sort.c. Private to registry. */
#ifndef REGISTRY_SORT_H
#define REGISTRY_SORT_H

#include "base/base.h"

typedef struct {
    uint64_t head; /* eight bytes of the text, so that most comparisons stay in the array */
    const char *ptr;
    uint32_t len, index; /* index: the caller's own */
} SortText;
SortText sort_text(Str text, size_t index);
/* Texts without a zero byte; equal ones stay in no order. */
void sort_texts(SortText *items, size_t count);
/* < 0, 0, > 0 as str_compare. */
int sort_compare(const SortText *a, const SortText *b);

#endif
