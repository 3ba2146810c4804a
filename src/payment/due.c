/* A list that grows while months are computed and is put in order once. Texts of components are
 * those of the law, which lasts; only components that the law no longer has are copied. */
#include "payment/due.h"

#include <stdlib.h>

static Str component_kept(Arena *arena, const Affair *affair, Str key)
{
    for (size_t i = 0; i < affair->component_count; i++)
        if (str_equal(affair->components[i].key, key)) return affair->components[i].key;
    return str_copy(arena, key);
}

void dues_add(Arena *arena, Dues *dues, size_t affair, const Affair *of, const Lines *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        const Line *line = &lines->lines[i];
        if (dues->count == dues->capacity)
            dues->items = arena_grow(arena, dues->items, &dues->capacity, sizeof *dues->items);
        dues->items[dues->count] = (Due){.enrolment = line->enrolment,
                                         .unit = line->unit,
                                         .person = line->person,
                                         .fen = line->amount.fen,
                                         .component = component_kept(arena, of, line->component),
                                         .month = line->month.n,
                                         .sequence = (uint32_t)dues->count,
                                         .affair = (uint16_t)affair,
                                         .reason = (uint8_t)line->reason};
        dues->count++;
    }
}

/* Lines of one key come from one difference, in its order. */
static int by_key(const void *a, const void *b)
{
    const Due *x = a, *y = b;
    if (x->affair != y->affair) return x->affair < y->affair ? -1 : 1;
    if (x->enrolment != y->enrolment) return x->enrolment < y->enrolment ? -1 : 1;
    if (x->person != y->person) return x->person < y->person ? -1 : 1;
    if (x->month != y->month) return x->month < y->month ? -1 : 1;
    return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

void dues_sort(Dues *dues)
{
    size_t sorted = 1;
    while (sorted < dues->count && by_key(&dues->items[sorted - 1], &dues->items[sorted]) < 0)
        sorted++;
    if (sorted < dues->count) qsort(dues->items, dues->count, sizeof *dues->items, by_key);
}

size_t dues_lines(const Dues *dues, size_t next, const Affair *affair, Lines *out)
{
    uint16_t index = next < dues->count ? dues->items[next].affair : 0;
    for (; next < dues->count && dues->items[next].affair == index; next++) {
        const Due *d = &dues->items[next];
        ensure(out->count < out->capacity);
        out->lines[out->count++] = (Line){.enrolment = d->enrolment,
                                          .unit = d->unit,
                                          .person = d->person,
                                          .affair = affair->key,
                                          .month = {d->month},
                                          .component = d->component,
                                          .amount = {d->fen},
                                          .reason = (Reason)d->reason};
    }
    return next;
}
