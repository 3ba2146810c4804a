/* Private to lang's back half: one block of rows being computed. The handlers of opcodes.def take a
 * Run and an instruction; they read and write its vectors. */
#ifndef LANG_RUN_H
#define LANG_RUN_H

#include "lang/kernels.h"
#include "lang/program.h"

typedef struct {
    const Program *program;
    const Code *code;
    const BoundCode *bound; /* constants of this code */
    const Facts *facts;
    Vector *vectors;       /* by register */
    const Vector *own;     /* the same as first laid out: views go back to their own memory */
    size_t rows, members;  /* of this block */
    const uint32_t *start; /* rows + 1 entries of the facts' groups, or NULL */
    size_t first_row, first_member;
    size_t to_row, to_member; /* where the block's results go */
    bool streams;             /* amounts go past the caches: there are many, and kept whole */
    uint32_t block;           /* counts from 1 */
    uint8_t changed;          /* RESTS_ bits: only what rests on these is computed again */
    uint64_t *total;          /* members + 1: running totals of the fold at hand */
    uint32_t *owner;          /* members + 1: row of each member, once it was asked for */
    bool owners_known;
    bool small;        /* no household of the block has more than FEW members */
    uint8_t *spare;    /* for a handler, a byte a row or member */
    uint8_t *overflow; /* by row of this block */
    bool overflowed;   /* some row's overflow is set */
} Run;

typedef void Handler(Run *run, const Instruction *i);
extern Handler *const handlers[OPCODE_COUNT];

static inline size_t run_rows(const Run *run, Shape shape)
{
    return shape == SHAPE_CONSTANT ? 1 : shape == SHAPE_SUBJECT ? run->rows : run->members;
}
static inline size_t vector_at(const Vector *v, size_t i)
{
    return v->one ? 0 : i;
}
static inline bool vector_unknown(const Vector *v, size_t i)
{
    return v->has_unknown && v->unknown[vector_at(v, i)];
}
static inline int64_t vector_number(const Vector *v, size_t i)
{
    return ((const int64_t *)v->values)[vector_at(v, i)];
}
static inline int32_t vector_day(const Vector *v, size_t i)
{
    return ((const int32_t *)v->values)[vector_at(v, i)];
}
static inline uint8_t vector_byte(const Vector *v, size_t i)
{
    return ((const uint8_t *)v->values)[vector_at(v, i)];
}
Class run_class(const Run *run, Reg r);

/* The mask of `d` begins as the union of those of a and b (either may be NULL). */
void mask_begin(Vector *d, size_t n, const Vector *a, const Vector *b);
/* A row of `d` becomes unknown; the mask has begun. */
void mask_set(Vector *d, size_t n, size_t row);
/* Row `row` of shape `shape` has no exact result: its mask is set, its overflow noted. */
void run_overflow(Run *run, const Instruction *i, size_t row);
/* Is every row of this truth register `truth`? Looked at once a block. */
bool run_uniform(Run *run, Reg r, Truth truth);
/* The row of each member of the block. */
const uint32_t *run_owners(Run *run);
bool run_row_overflowed(const Run *run, Shape shape, size_t row);
/* A bound on |values|, looked at once a block. */
uint64_t vector_largest(Vector *v, size_t n);

/* run_exact.c: row by row in 128 bits, where the vector loops cannot be trusted */
void exact_arithmetic(Run *run, const Instruction *i);
void exact_round(Run *run, const Instruction *i);
void exact_compare(Run *run, const Instruction *i);
void exact_sum(Run *run, const Instruction *i);
/* The order of a and b in a row: below, at or above 0. */
int exact_order(const Run *run, const Instruction *i, size_t row);

#define OPCODE(name, mnemonic, handler) Handler handler;
#include "lang/opcodes.def"
#undef OPCODE

#endif
