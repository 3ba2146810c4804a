/* Typed columns with a mask of unknown rows, and groups of members. The mask is made on the first
 * unknown row, so that a column everybody knows costs nothing; a TRUTH column carries unknown in
 * its value and never has one. */
#include "column/column.h"

#include <string.h>

static const size_t widths[] = {
    [COLUMN_TRUTH] = sizeof(uint8_t),
    [COLUMN_CHOICE] = sizeof(uint8_t),
    [COLUMN_INT32] = sizeof(int32_t),
    [COLUMN_INT64] = sizeof(int64_t),
};

size_t column_width(ColumnType type)
{
    ensure((size_t)type < COUNT_OF(widths));
    return widths[type];
}

Column column_new(Arena *arena, ColumnType type, size_t rows)
{
    return (Column){
        .type = type, .rows = rows, .values = arena_alloc_array(arena, rows, column_width(type))};
}

Column column_slice(const Column *c, size_t start, size_t rows)
{
    ensure(start <= c->rows && rows <= c->rows - start);
    Column slice = *c;
    slice.rows = rows;
    slice.values = (uint8_t *)c->values + start * column_width(c->type);
    if (c->unknown) slice.unknown = c->unknown + start;
    return slice;
}

void column_set_unknown(Column *c, Arena *arena, size_t row)
{
    ensure(row < c->rows);
    if (c->type == COLUMN_TRUTH) {
        column_bytes(c)[row] = UNKNOWN;
        return;
    }
    if (!c->unknown) c->unknown = NEW_ARRAY(arena, uint8_t, c->rows);
    c->unknown[row] = 1;
    memset((uint8_t *)c->values + row * column_width(c->type), 0, column_width(c->type));
}

void column_all_unknown(Column *c, Arena *arena)
{
    if (c->rows == 0) return;
    if (c->type == COLUMN_TRUTH) {
        memset(c->values, UNKNOWN, c->rows);
        return;
    }
    if (!c->unknown) c->unknown = NEW_ARRAY(arena, uint8_t, c->rows);
    memset(c->unknown, 1, c->rows);
}

bool column_is_unknown(const Column *c, size_t row)
{
    ensure(row < c->rows);
    if (c->type == COLUMN_TRUTH) return ((const uint8_t *)c->values)[row] == UNKNOWN;
    return c->unknown && c->unknown[row];
}

uint8_t *column_bytes(Column *c)
{
    ensure(column_width(c->type) == sizeof(uint8_t));
    return c->values;
}

int32_t *column_int32(Column *c)
{
    ensure(c->type == COLUMN_INT32);
    return c->values;
}

int64_t *column_int64(Column *c)
{
    ensure(c->type == COLUMN_INT64);
    return c->values;
}

int64_t column_get(const Column *c, size_t row)
{
    ensure(row < c->rows);
    switch (column_width(c->type)) {
    case sizeof(uint8_t):
        return ((const uint8_t *)c->values)[row];
    case sizeof(int32_t):
        return ((const int32_t *)c->values)[row];
    default:
        return ((const int64_t *)c->values)[row];
    }
}

void column_gather(Column *to, const Column *from, const uint32_t *row, Arena *arena)
{
    ensure(to->type == from->type);
    const uint8_t *source1 = from->values;
    const uint32_t *source4 = from->values;
    const uint64_t *source8 = from->values;
    switch (column_width(to->type)) {
    case sizeof(uint8_t):
        for (size_t i = 0; i < to->rows; i++)
            ((uint8_t *)to->values)[i] = source1[row[i]];
        break;
    case sizeof(uint32_t):
        for (size_t i = 0; i < to->rows; i++)
            ((uint32_t *)to->values)[i] = source4[row[i]];
        break;
    default:
        for (size_t i = 0; i < to->rows; i++)
            ((uint64_t *)to->values)[i] = source8[row[i]];
    }
    if (!from->unknown) return;
    if (!to->unknown) to->unknown = NEW_ARRAY(arena, uint8_t, to->rows);
    for (size_t i = 0; i < to->rows; i++)
        to->unknown[i] = from->unknown[row[i]];
}

size_t groups_members(const Groups *g)
{
    return g->start ? g->start[g->owners] - g->start[0] : 0;
}

size_t groups_largest(const Groups *g)
{
    size_t largest = 0;
    for (size_t i = 0; g->start && i < g->owners; i++) {
        size_t members = g->start[i + 1] - g->start[i];
        if (members > largest) largest = members;
    }
    return largest;
}
