/* Private to lang's back half: the memory in which a code runs a block. */
#ifndef LANG_SCRATCH_H
#define LANG_SCRATCH_H

#include "lang/run.h"

/* The rows of a block that may be paid, moved together; see narrow.c. */
typedef struct {
    uint32_t *row_at, *member_at; /* where each stands in the block */
    uint32_t *start;
    Vector *own, *wide; /* by crossing register: the few rows' memory; all rows', put aside */
    uint8_t *overflow;
    int64_t *amount; /* of one component, before it is scattered or listed */
    uint8_t *unknown;
} Narrow;

typedef struct {
    Arena *arena;
    const Code *code;
    size_t rows, members; /* of the largest block that fits */
    uintptr_t desk;       /* its own memory, */
    size_t bytes;         /* so large; */
    uintptr_t laid_at;    /* the desk on which its registers lie now, */
    bool laid_apart;      /* those apart that runs share */
    Vector *own;          /* by register: where each lies */
    Vector *slots;
    Vector *vectors;   /* the same while running */
    uint8_t *overflow; /* by row; all 0 between blocks */
    uint8_t *spread;   /* by row or member: eligible */
    uint8_t *spare;    /* by row or member */
    int64_t *outgoing; /* by row or member: amounts before they are streamed out */
    uint64_t *total;   /* for folds over members */
    uint32_t *owner;
    Narrow narrow;
    bool shareable;  /* the rules of the block stand in the registers, without overflow */
    uint32_t blocks; /* run so far */
} Scratch;

struct Machine {
    Arena *arena;
    size_t stream_from; /* results of more rows and members go past the caches */
    const Affair *affair;
    const Program *program;
    Scratch fast, full;
};

Scratch scratch_new(Arena *arena, const Code *code, size_t rows, size_t members);
/* Makes room for a block of so many rows and members. */
void scratch_fit(Scratch *s, size_t rows, size_t members);
/* Its registers lie on the desk of `on`, which is as large, until they are laid elsewhere; `apart`:
 * what its next run shares stays there. */
void scratch_lie(Scratch *s, const Scratch *on, bool apart);
/* Before the first block of a binding; between two bindings of one block. */
void scratch_begin(Scratch *s, const BoundCode *bound);
void scratch_bind(Scratch *s, const BoundCode *bound);
/* Runs the instructions that `wanted` parts of the results need on one block; the values stay in
 * run->vectors until the next block. `run` says rows, members, first_row and first_member. */
void scratch_run(Scratch *s, const Env *env, const Facts *facts, uint8_t wanted, Run *run);
/* The same in pieces: a block begins; the instructions from..to - 1 are run. */
void scratch_block(Scratch *s, const Env *env, const Facts *facts, Run *run);
void scratch_stretch(Run *run, uint8_t wanted, size_t from, size_t to);

/* steps.c: a run, and how it differs from the one before it, as RESTS_ bits. */
typedef struct {
    size_t run;
    uint8_t changed;
} RunStep;
const RunStep *steps_plan(Arena *arena, const MachineRun *runs, size_t count);
uint8_t wanted_parts(const Results *results); /* machine.c */

/* narrow.c: `few` becomes the rows of `run` that are not NO; false when that is not worth it. */
bool narrow_begin(Scratch *s, const Run *run, bool listed, Run *few);
void narrow_end(Scratch *s, const Run *few, Run *run);

/* results.c: storing a block */
void store_rules(const Run *run, Results *results);
void store_amounts(Scratch *s, Run *run, Results *results);
void store_no_amounts(const Scratch *s, const Run *run, Results *results);
void store_narrow_amounts(Scratch *s, Run *few, const Run *run, Results *results);
/* The same in lists; `run` is the few rows, or as `wide` all of the block. */
void store_lists(Scratch *s, Run *run, const Run *wide, Results *results);
void store_no_lists(const Program *program, Results *results);
void store_overflow(const Run *run, Results *results); /* after the amounts */
/* The same results as those of the run before, which had no less. */
void store_again(const Run *run, const Results *from, Results *to);

#endif
