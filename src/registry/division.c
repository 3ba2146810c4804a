/* Divisions: looking them up, walking the tree, ending one. Rows everywhere keep the division's id;
 * order numbers (a preorder of the tree) make "lies in" one comparison of numbers. */
#include "registry/orders.h"
#include "registry/store.h"
#include "registry/tree.h"
#include "registry/words.def"

#include <string.h>

/* ---- rows --------------------------------------------------------------------------------- */

void division_read(Work *w, Stmt *s, DivisionRow *out)
{
    *out = (DivisionRow){.id = db_int(s, 0),
                         .code = {db_int(s, 1)},
                         .name = str_copy(w->arena, db_str(s, 2)),
                         .parent = db_int(s, 3),
                         .first = (int32_t)db_int(s, 4),
                         .last = (int32_t)db_int(s, 5),
                         .from = {(int32_t)db_int(s, 6)},
                         .to = {(int32_t)db_int(s, 7)},
                         .successor = db_int(s, 8)};
}

static bool read_one(Work *w, Stmt *s, DivisionRow *out, bool *found)
{
    *found = db_next(s);
    if (*found) division_read(w, s, out);
    db_reset(s);
    return !db_failed(s);
}

static bool read_list(Work *w, Stmt *s, int level, DivisionRow **out, size_t *count)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    while (db_next(s)) {
        if (level >= 0 && division_level((Division){db_int(s, 1)}) != level) continue;
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        division_read(w, s, &(*out)[(*count)++]);
    }
    return !db_failed(s);
}

bool division_by_code(Work *w, Division code, DivisionRow *out)
{
    bool found;
    Stmt *s = db_stmt(w, &registry_sql, "division_by_code");
    db_bind_int(s, 1, code.n);
    TRY(read_one(w, s, out, &found));
    Str text = division_text(w->arena, code);
    return found ? true : refuse(w, ERR_NOT_FOUND, SAY_NO_DIVISION, STR_ARG(text));
}

bool division_by_id(Work *w, int64_t id, DivisionRow *out)
{
    bool found;
    Stmt *s = db_stmt(w, &registry_sql, "division_by_id");
    db_bind_int(s, 1, id);
    TRY(read_one(w, s, out, &found));
    return found ? true : fail(w, ERR_NOT_FOUND, "no division with id %lld", (long long)id);
}

bool division_children(Work *w, int64_t parent, DivisionRow **out, size_t *count)
{
    Stmt *s = db_stmt(w, &registry_sql, "division_children");
    db_bind_int(s, 1, parent);
    return read_list(w, s, -1, out, count);
}

bool division_descendants(Work *w, int64_t id, int level, DivisionRow **out, size_t *count)
{
    DivisionRow top;
    TRY(division_by_id(w, id, &top));
    Stmt *s = db_stmt(w, &registry_sql, "division_range");
    db_bind_int(s, 1, top.first);
    db_bind_int(s, 2, top.last);
    return read_list(w, s, level, out, count);
}

/* Upward by parent; an ended division stands under its successor, so the successor governs too. */
bool division_chain(Work *w, int64_t id, Division *chain, size_t *count)
{
    *count = 0;
    for (int64_t at = id; at && *count < 6;) {
        DivisionRow row;
        TRY(division_by_id(w, at, &row));
        if (row.code.n) chain[(*count)++] = row.code;
        at = row.parent;
    }
    return true;
}

bool division_path(Work *w, int32_t order, Str *out)
{
    DivisionRow *rows;
    size_t count;
    *out = STR("");
    Stmt *s = db_stmt(w, &registry_sql, "division_range");
    db_bind_int(s, 1, order);
    db_bind_int(s, 2, order);
    TRY(read_list(w, s, -1, &rows, &count));
    int64_t at = count ? rows[0].id : 0;
    while (at) {
        DivisionRow row;
        TRY(division_by_id(w, at, &row));
        *out = format(w->arena, "%.*s%.*s", STR_ARG(row.name), STR_ARG(*out));
        at = row.parent;
    }
    return true;
}

/* ---- ending one --------------------------------------------------------------------------- */

static bool end_checked(Work *w, int64_t id, int64_t successor, DivisionRow *row)
{
    DivisionRow next;
    TRY(division_by_id(w, id, row));
    if (row->to.days != DATE_NONE.days)
        return refuse(w, ERR_STATE, SAY_DIVISION_ENDED, STR_ARG(row->name));
    if (!successor) return true;
    TRY(division_by_id(w, successor, &next));
    bool inside = next.first >= row->first && next.first <= row->last;
    if (next.to.days != DATE_NONE.days || inside)
        return refuse(w, ERR_STATE, SAY_DIVISION_ENDED, STR_ARG(next.name));
    return true;
}

/* The ended one and what lay in it move under the successor, and the tree is numbered anew. */
static bool end_in_tree(Work *w, int64_t id, Date to, int64_t successor)
{
    Tree tree;
    TRY(tree_read(w, &tree));
    for (size_t i = 0; i < tree.count; i++) {
        Node *node = &tree.nodes[i];
        bool inside = node->row.parent == id && successor;
        if (node->row.id == id) {
            node->row.to = to;
            node->row.successor = successor;
        }
        if (successor && (inside || node->row.id == id)) node->row.parent = successor;
        node->changed = inside || node->row.id == id;
    }
    tree_number(w->arena, &tree);
    return tree_write(w, &tree);
}

bool division_end(Work *w, int64_t id, Date to, int64_t successor)
{
    DivisionRow row;
    TRY(end_checked(w, id, successor, &row));
    Act act = {.kind = STR("division"),
               .subject = format(w->arena, "division:%lld", (long long)id),
               .detail = format(w->arena, SAY_DETAIL_DIVISION_END, STR_ARG(date_text(w->arena, to)),
                                (long long)successor)};
    Batch b;
    TRY(db_begin(w));
    return db_end(w, batch_begin(w, &act, STR(""), DATE_NONE, &b) &&
                         end_in_tree(w, id, to, successor));
}

/* ---- order numbers ------------------------------------------------------------------------ */

Orders orders_new(Work *w)
{
    return (Orders){.w = w};
}

static bool orders_room(Orders *orders, int64_t id)
{
    if ((size_t)id < orders->capacity) return true;
    int64_t greatest;
    TRY(db_scalar(db_stmt(orders->w, &registry_sql, "division_greatest"), 0, &greatest));
    size_t capacity = (size_t)(greatest > id ? greatest : id) + 1;
    int32_t *order = NEW_ARRAY(orders->w->arena, int32_t, capacity);
    if (orders->capacity) memcpy(order, orders->order, orders->capacity * sizeof *order);
    orders->order = order;
    orders->capacity = capacity;
    return true;
}

bool orders_get(Orders *orders, int64_t id, int32_t *out)
{
    *out = -1;
    if (id <= 0 || id > INT32_MAX) return true;
    TRY(orders_room(orders, id));
    if (!orders->order[id]) {
        bool found;
        DivisionRow row;
        Stmt *s = db_stmt(orders->w, &registry_sql, "division_by_id");
        db_bind_int(s, 1, id);
        TRY(read_one(orders->w, s, &row, &found));
        orders->order[id] = found ? row.first : -1;
    }
    *out = orders->order[id];
    return true;
}
