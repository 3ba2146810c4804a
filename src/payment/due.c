/* A list that grows while months are computed and is put in order once. Texts of components are
 * those of the law, which lasts; only components that the law no longer has are copied. */
#include "payment/due.h"

#include <string.h>

enum { BLOCK_DUES = 16384 };

static const Due *due_at(const Dues *dues, size_t i)
{
    return &dues->blocks[i / BLOCK_DUES][i % BLOCK_DUES];
}

/* ---- adding --------------------------------------------------------------------------------- */

static Str component_kept(Arena *arena, const Affair *affair, Str key)
{
    for (size_t i = 0; i < affair->component_count; i++)
        if (str_equal(affair->components[i].key, key)) return affair->components[i].key;
    return str_copy(arena, key);
}

/* The last one is nearly always it. */
static uint16_t component_number(Arena *arena, Dues *dues, const Affair *of, Str key)
{
    for (size_t i = dues->component_count; i > 0; i--)
        if (str_equal(dues->components[i - 1], key)) return (uint16_t)(i - 1);
    if (dues->component_count == dues->component_capacity)
        dues->components =
            arena_grow(arena, dues->components, &dues->component_capacity, sizeof(Str));
    dues->components[dues->component_count++] = component_kept(arena, of, key);
    ensure(dues->component_count <= UINT16_MAX);
    return (uint16_t)(dues->component_count - 1);
}

static Due *due_new(Arena *arena, Dues *dues)
{
    if (dues->count == dues->block_count * BLOCK_DUES) {
        if (dues->block_count == dues->block_capacity)
            dues->blocks =
                arena_grow(arena, dues->blocks, &dues->block_capacity, sizeof *dues->blocks);
        dues->blocks[dues->block_count++] = NEW_ARRAY(arena, Due, BLOCK_DUES);
    }
    ensure(dues->count < UINT32_MAX);
    dues->count++;
    return &dues->blocks[dues->block_count - 1][(dues->count - 1) % BLOCK_DUES];
}

void dues_add(Arena *arena, Dues *dues, size_t affair, const Affair *of, const Lines *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        const Line *line = &lines->lines[i];
        uint16_t component = component_number(arena, dues, of, line->component);
        *due_new(arena, dues) = (Due){.enrolment = line->enrolment,
                                      .unit = line->unit,
                                      .person = line->person,
                                      .fen = line->amount.fen,
                                      .month = line->month.n,
                                      .sequence = (uint32_t)dues->count,
                                      .affair = (uint16_t)affair,
                                      .component = component,
                                      .reason = (uint8_t)line->reason};
    }
}

/* ---- order ---------------------------------------------------------------------------------- */

/* Lines of one key come from one difference, in its order. */
static bool due_before(const Due *x, const Due *y)
{
    if (x->affair != y->affair) return x->affair < y->affair;
    if (x->enrolment != y->enrolment) return x->enrolment < y->enrolment;
    if (x->person != y->person) return x->person < y->person;
    if (x->month != y->month) return x->month < y->month;
    return x->sequence < y->sequence;
}

/* Merges two neighbouring runs into `out`. */
static void runs_merge(const Dues *dues, const uint32_t *a, size_t middle, size_t end,
                       uint32_t *out)
{
    size_t i = 0, j = middle;
    while (i < middle && j < end) {
        bool second = due_before(due_at(dues, a[j]), due_at(dues, a[i]));
        *out++ = a[second ? j++ : i++];
    }
    memcpy(out, a + i, (middle - i) * sizeof *a);
    memcpy(out + (middle - i), a + j, (end - j) * sizeof *a);
}

/* The end of the run that begins at `from`: each difference gave one in order. */
static size_t run_end(const Dues *dues, const uint32_t *order, size_t from)
{
    size_t end = from + 1;
    while (end < dues->count && due_before(due_at(dues, order[end - 1]), due_at(dues, order[end])))
        end++;
    return end;
}

/* One pass over all runs, two at a time; how many pairs there were. */
static size_t pass(const Dues *dues, const uint32_t *from, uint32_t *into)
{
    size_t pairs = 0;
    for (size_t first = 0; first < dues->count; pairs++) {
        size_t middle = run_end(dues, from, first), end = middle;
        if (middle < dues->count) end = run_end(dues, from, middle);
        runs_merge(dues, from + first, middle - first, end - first, into + first);
        first = end;
    }
    return pairs;
}

void dues_sort(Arena *arena, Dues *dues)
{
    uint32_t *order = NEW_ARRAY(arena, uint32_t, dues->count + 1);
    for (size_t i = 0; i < dues->count; i++)
        order[i] = (uint32_t)i;
    dues->order = order;
    if (dues->count == 0 || run_end(dues, order, 0) == dues->count) return;
    uint32_t *other = NEW_ARRAY(arena, uint32_t, dues->count + 1);
    while (pass(dues, dues->order, other) > 1) {
        uint32_t *merged = other;
        other = dues->order;
        dues->order = merged;
    }
    dues->order = other;
}

/* ---- lines ---------------------------------------------------------------------------------- */

bool dues_of(const Dues *dues, size_t next, size_t affair)
{
    return next < dues->count && due_at(dues, dues->order[next])->affair == affair;
}

static Line due_line(const Dues *dues, const Due *d, const Affair *affair)
{
    return (Line){.enrolment = d->enrolment,
                  .unit = d->unit,
                  .person = d->person,
                  .affair = affair->key,
                  .month = {d->month},
                  .component = dues->components[d->component],
                  .amount = {d->fen},
                  .reason = (Reason)d->reason};
}

size_t dues_lines(Arena *arena, const Dues *dues, const DueRange *range, const Affair *affair,
                  Lines *out)
{
    size_t next = range->next, end = next + range->most;
    if (next >= dues->count) return next;
    size_t index = due_at(dues, dues->order[next])->affair;
    for (; next < end && dues_of(dues, next, index); next++) {
        if (out->count == out->capacity)
            out->lines = arena_grow(arena, out->lines, &out->capacity, sizeof(Line));
        out->lines[out->count++] = due_line(dues, due_at(dues, dues->order[next]), affair);
    }
    return next;
}
