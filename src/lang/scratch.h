/* Private to lang's back half: the memory in which a code runs a block. */
#ifndef LANG_SCRATCH_H
#define LANG_SCRATCH_H

#include "lang/run.h"

typedef struct {
    Arena *arena;
    const Code *code;
    size_t rows, members; /* of the largest block that fits */
    Vector *own;          /* by register: where each lies */
    Vector *vectors;      /* the same while running */
    uint8_t *overflow;    /* by row */
    uint8_t *spread;      /* by member: eligible */
    uint8_t *spare;       /* by row or member */
    uint64_t *total;      /* for folds over members */
    uint32_t *owner;
    uint32_t blocks; /* run so far */
} Scratch;

struct Machine {
    Arena *arena;
    const Affair *affair;
    const Program *program;
    Scratch fast, full;
};

Scratch scratch_new(Arena *arena, const Code *code, size_t rows, size_t members);
/* Makes room for a block of so many rows and members. */
void scratch_fit(Scratch *s, size_t rows, size_t members);
/* Before the first block of a binding. */
void scratch_begin(Scratch *s, const BoundCode *bound);
/* Runs the instructions that `wanted` parts of the results need on one block; the values stay in
 * run->vectors until the next block. `run` says rows, members, first_row and first_member. */
void scratch_run(Scratch *s, const Env *env, const Facts *facts, uint8_t wanted, Run *run);

#endif
