/* The division tree as a whole. Numbering walks the tree without recursion: children of each node
 * are laid side by side once (compressed row starts), then a stack of positions is followed. */
#include "registry/tree.h"
#include "registry/store.h"
#include "registry/words.def"

#include <stdlib.h>

bool tree_read(Work *w, Tree *out)
{
    size_t capacity = 0;
    *out = (Tree){.count = 0};
    Stmt *s = db_stmt(w, &registry_sql, "division_all");
    while (db_next(s)) {
        if (out->count == capacity)
            out->nodes = arena_grow(w->arena, out->nodes, &capacity, sizeof(Node));
        Node *node = &out->nodes[out->count++];
        *node = (Node){.fresh = false};
        division_read(w, s, &node->row);
    }
    return !db_failed(s);
}

/* ---- numbering ---------------------------------------------------------------------------- */

typedef struct {
    uint32_t *start; /* children of position p: child[start[p]] .. child[start[p + 1] - 1] */
    uint32_t *child;
    uint32_t *next;  /* by position: how many of its children are numbered */
    uint32_t *roots; /* positions without a parent */
    size_t root_count;
} Children;

/* Positions of nodes by id; ids are dense enough for an array. */
static uint32_t *positions_by_id(Arena *arena, const Tree *tree)
{
    int64_t greatest = 0;
    for (size_t i = 0; i < tree->count; i++)
        if (tree->nodes[i].row.id > greatest) greatest = tree->nodes[i].row.id;
    uint32_t *position = NEW_ARRAY(arena, uint32_t, greatest + 1);
    for (size_t i = 0; i < tree->count; i++)
        position[tree->nodes[i].row.id] = (uint32_t)i;
    return position;
}

static Children children_of(Arena *arena, const Tree *tree)
{
    uint32_t *position = positions_by_id(arena, tree);
    Children c = {.start = NEW_ARRAY(arena, uint32_t, tree->count + 2),
                  .child = NEW_ARRAY(arena, uint32_t, tree->count),
                  .next = NEW_ARRAY(arena, uint32_t, tree->count),
                  .roots = NEW_ARRAY(arena, uint32_t, tree->count)};
    for (size_t i = 0; i < tree->count; i++) {
        int64_t parent = tree->nodes[i].row.parent;
        if (parent) c.start[position[parent] + 2]++;
    }
    for (size_t i = 2; i < tree->count + 2; i++)
        c.start[i] += c.start[i - 1];
    for (size_t i = 0; i < tree->count; i++) {
        int64_t parent = tree->nodes[i].row.parent;
        if (parent)
            c.child[c.start[position[parent] + 1]++] = (uint32_t)i;
        else
            c.roots[c.root_count++] = (uint32_t)i;
    }
    return c;
}

static void number_set(int32_t *number, int32_t value, bool *changed)
{
    if (*number != value) *changed = true;
    *number = value;
}

/* One root and all below it: down to the first child, across to the next, up when there is none. */
static int32_t number_below(Tree *tree, Children *c, uint32_t *stack, uint32_t root, int32_t next)
{
    size_t depth = 0;
    stack[depth++] = root;
    number_set(&tree->nodes[root].row.first, next++, &tree->nodes[root].changed);
    while (depth) {
        uint32_t at = stack[depth - 1];
        if (c->start[at] + c->next[at] < c->start[at + 1]) {
            uint32_t child = c->child[c->start[at] + c->next[at]++];
            number_set(&tree->nodes[child].row.first, next++, &tree->nodes[child].changed);
            stack[depth++] = child;
            continue;
        }
        number_set(&tree->nodes[at].row.last, next - 1, &tree->nodes[at].changed);
        depth--;
    }
    return next;
}

void tree_number(Arena *arena, Tree *tree)
{
    Children c = children_of(arena, tree);
    uint32_t *stack = NEW_ARRAY(arena, uint32_t, tree->count);
    int32_t next = 1;
    for (size_t i = 0; i < c.root_count; i++)
        next = number_below(tree, &c, stack, c.roots[i], next);
}

/* ---- writing ------------------------------------------------------------------------------ */

static void bind_fresh(Stmt *s, const DivisionRow *r)
{
    db_bind_int(s, 1, r->id);
    db_bind_int(s, 2, r->code.n);
    db_bind_str(s, 3, r->name);
    db_bind_int(s, 4, r->parent);
    db_bind_int(s, 5, r->first);
    db_bind_int(s, 6, r->last);
    db_bind_int(s, 7, r->from.days);
    db_bind_int(s, 8, r->to.days);
    db_bind_int(s, 9, r->successor);
}

static void bind_changed(Stmt *s, const DivisionRow *r)
{
    db_bind_int(s, 1, r->id);
    db_bind_str(s, 2, r->name);
    db_bind_int(s, 3, r->parent);
    db_bind_int(s, 4, r->first);
    db_bind_int(s, 5, r->last);
    db_bind_int(s, 6, r->to.days);
    db_bind_int(s, 7, r->successor);
}

bool tree_write(Work *w, const Tree *tree)
{
    Stmt *insert = db_stmt(w, &registry_sql, "division_insert");
    Stmt *update = db_stmt(w, &registry_sql, "division_update");
    for (size_t i = 0; i < tree->count; i++) {
        const Node *node = &tree->nodes[i];
        if (node->fresh)
            bind_fresh(insert, &node->row);
        else if (node->changed)
            bind_changed(update, &node->row);
        else
            continue;
        TRY(db_run(node->fresh ? insert : update));
        if (i % 65536 == 0)
            work_progress(w, STR(SAY_LOADING_DIVISIONS), (int64_t)i, (int64_t)tree->count);
    }
    return change_note_order(w);
}
