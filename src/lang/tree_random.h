/* Only for tests: random typed trees, random facts, and a naive evaluation of one row by recursion,
 * against which the machine is held. */
#ifndef LANG_TREE_RANDOM_H
#define LANG_TREE_RANDOM_H

#include "lang/program.h"

typedef struct {
    uint64_t state;
} Random;
uint64_t random_next(Random *r);
int64_t random_below(Random *r, int64_t n); /* 0..n-1 */
bool random_chance(Random *r, int percent);

/* A register with fields of every type, a standard, and trees over them. */
typedef struct {
    Arena *arena;
    Random random;
    bool household;
    int large;             /* percent of numbers near the end of 64 bits */
    bool wide_days;        /* days of many centuries */
    const uint32_t *sizes; /* of households; NULL: none to four members */
    Field *of_subject, *of_member;
    size_t field_count;
    Standard *standard, *by_choice;
    Definition *definitions;
    size_t definition_count;
} Growth;
void growth_begin(Growth *g, Arena *arena, uint64_t seed, bool household);
Node *grow_truth(Growth *g, Shape shape, int depth);
Node *grow_number(Growth *g, Shape shape, int scale, bool ratio, int depth);
Node *grow_day(Growth *g, Shape shape, int depth);
Node *grow_node(Growth *g, NodeKind kind, Type type, Shape shape, size_t parts);
Type type_of_truth(void);
Type type_of_number(int scale, bool ratio, bool nonnegative);
Type type_of_kind(TypeKind kind);

/* An affair of random conditions and amounts; its program is compiled. */
Affair *grow_affair(Growth *g);
/* Random facts of `rows` rows for the inputs of a program; `missing` percent are unknown. */
Facts grow_facts(Growth *g, const Program *p, size_t rows, int missing);
Facts facts_of_row(Arena *arena, const Program *p, const Facts *facts, size_t row);
Binding grow_binding(Growth *g);

/* The naive value of a node in a row (or member). */
typedef struct {
    bool known, overflow;
    Wide above, below; /* of truths, choices and days: above */
} Naive;
typedef struct {
    const Program *program;
    const Facts *facts;
    const Binding *binding;
    size_t row, member;
} NaiveRow;
Naive naive_value(const NaiveRow *at, const Node *node);

#endif
