/* The whole division tree in memory: read, numbered, written back. Private to registry. */
#ifndef REGISTRY_TREE_H
#define REGISTRY_TREE_H

#include "registry/registry.h"

typedef struct {
    DivisionRow row;
    bool fresh;   /* not in the store yet */
    bool changed; /* to be written; tree_number marks those whose numbers move */
} Node;
/* What an act decided of a division. It stands over the national files until they say the same. */
typedef enum { HAND_STANDS = 1, HAND_NAME, HAND_PLACE } HandWhat;
bool hand_write(Work *w, int64_t division, HandWhat what, Commit act);
bool hand_end(Work *w, int64_t division, HandWhat what, Commit by);
typedef struct {
    Node *nodes; /* by code, then the day it ended; ids are given */
    size_t count;
} Tree;
bool tree_read(Work *w, Tree *out);
/* Gives each node its preorder numbers: children in the order of the nodes. */
void tree_number(Arena *arena, Tree *tree);
bool tree_write(Work *w, const Tree *tree);
void division_read(Work *w, Stmt *s, DivisionRow *out);

#endif
