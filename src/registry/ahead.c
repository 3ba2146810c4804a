/* See ahead.h: a few blocks go round between the worker, who fills them, and the import, which
 * reads them; each is one's or the other's, never both's. Rows come in the order of the file, so
 * what is told of them does not depend on who was faster. */
#include "registry/ahead.h"
#include "registry/store.h"
#include "registry/worker.h"

#include <string.h>

enum { BLOCK_ROWS = 256, BLOCKS = 3, NUMBER_NOW = 18, NUMBER_ONCE = 15 };

typedef struct {
    Ahead *ahead;
    Arena *arena;
    TableRow *rows;
    SealedNumber *numbers;
    size_t count;
    bool last;
    const Fault *faults; /* stay where they are: more are added behind, or in a copy */
    size_t fault_count;
} RowBlock;

struct Ahead {
    Worker *worker;
    Table *table;
    ptrdiff_t column;
    Sealer *sealer;
    bool ended; /* the table; the worker's */
    RowBlock blocks[BLOCKS];
    size_t block, row; /* the row at hand */
    bool started;
};

/* ---- the worker's ------------------------------------------------------------------------- */

static TableRow row_copy(Arena *arena, const TableRow *row)
{
    size_t bytes = 0;
    for (size_t i = 0; i < row->count; i++)
        bytes += row->cells[i].len;
    Str *cells = NEW_ARRAY(arena, Str, row->count + 1);
    char *at = arena_alloc(arena, bytes + 1);
    for (size_t i = 0; i < row->count; i++) {
        cells[i] = (Str){at, row->cells[i].len};
        if (cells[i].len) memcpy(at, row->cells[i].ptr, cells[i].len);
        at += cells[i].len;
    }
    return (TableRow){.number = row->number, .cells = cells, .count = row->count};
}

static SealedNumber number_of(const Ahead *a, Arena *arena, const TableRow *row)
{
    static const Field citizen_id = {.format = FIELD_CITIZEN_ID, .sealed = true};
    SealedNumber number = {.plain = STR("")};
    if (!a->sealer || a->column < 0 || (size_t)a->column >= row->count) return number;
    Str text = sealed_normal(arena, &citizen_id, row->cells[a->column]);
    if (text.len != NUMBER_NOW && text.len != NUMBER_ONCE) return number;
    number.plain = text;
    sealer_both(a->sealer, arena, text, &number.digest, &number.seal);
    return number;
}

static void read_block(void *argument)
{
    RowBlock *b = argument;
    Ahead *a = b->ahead;
    TableRow row;
    arena_reset(b->arena);
    b->rows = NEW_ARRAY(b->arena, TableRow, BLOCK_ROWS);
    b->numbers = NEW_ARRAY(b->arena, SealedNumber, BLOCK_ROWS);
    for (b->count = 0; b->count < BLOCK_ROWS && !a->ended; b->count++) {
        a->ended = !table_next(a->table, &row);
        if (a->ended) break;
        b->rows[b->count] = row_copy(b->arena, &row);
        b->numbers[b->count] = number_of(a, b->arena, &b->rows[b->count]);
    }
    const Faults *faults = table_faults(a->table);
    b->faults = faults->items;
    b->fault_count = faults->count;
    b->last = a->ended;
}

/* ---- the import's ------------------------------------------------------------------------- */

Ahead *ahead_new(Arena *arena, Table *table, ptrdiff_t column, Sealer *sealer)
{
    Ahead *a = NEW(arena, Ahead);
    *a = (Ahead){.table = table, .column = column, .sealer = sealer};
    a->worker = worker_new(arena);
    for (size_t i = 0; i < BLOCKS; i++) {
        a->blocks[i] = (RowBlock){.ahead = a, .arena = arena_new()};
        worker_give(a->worker, read_block, &a->blocks[i]);
    }
    worker_wait_for(a->worker, BLOCKS - 1);
    return a;
}

bool ahead_next(Ahead *a, TableRow *row)
{
    RowBlock *b = &a->blocks[a->block];
    a->row += a->started;
    a->started = true;
    while (a->row >= b->count) {
        if (b->last) return false;
        worker_give(a->worker, read_block, b);
        a->block = (a->block + 1) % BLOCKS;
        a->row = 0;
        b = &a->blocks[a->block];
        worker_wait_for(a->worker, BLOCKS - 1); /* all but those given after it */
    }
    *row = b->rows[a->row];
    return true;
}

SealedNumber ahead_number(const Ahead *a)
{
    return a->blocks[a->block].numbers[a->row];
}

const Fault *ahead_faults(const Ahead *a, size_t *count)
{
    *count = a->blocks[a->block].fault_count;
    return a->blocks[a->block].faults;
}

void ahead_end(Ahead *a)
{
    worker_wait(a->worker);
    for (size_t i = 0; i < BLOCKS; i++) {
        arena_free(a->blocks[i].arena);
        a->blocks[i].arena = NULL;
    }
}
