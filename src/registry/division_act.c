/* Divisions founded, renamed, moved, merged and abolished: each is one act with its day and
 * document. Checks come first, then the tree is changed in memory, numbered anew and written.
 * Reading order: division_act at the bottom, then checked, changed. */
#include "registry/store.h"
#include "registry/tree.h"
#include "registry/words.def"

static const struct {
    const char *act, *detail; /* what was done, to whom, day, document */
} KINDS[] = {
    [DIVISION_FOUND] = {"division_found", SAY_DETAIL_FOUND},
    [DIVISION_RENAME] = {"division_rename", SAY_DETAIL_RENAME},
    [DIVISION_MOVE] = {"division_move", SAY_DETAIL_MOVE},
    [DIVISION_MERGE] = {"division_merge", SAY_DETAIL_MERGE},
    [DIVISION_ABOLISH] = {"division_abolish", SAY_DETAIL_ABOLISH},
};

typedef struct {
    const DivisionAct *act;
    DivisionRow home, target, *rows; /* rows: of act->ids */
} Plan;

/* ---- checks ------------------------------------------------------------------------------- */

static bool lies_in(const DivisionRow *outer, const DivisionRow *inner)
{
    return inner->first >= outer->first && inner->first <= outer->last;
}

static bool standing(Work *w, const DivisionRow *row)
{
    return row->to.days == DATE_NONE.days ||
           refuse(w, ERR_STATE, SAY_DIVISION_ENDED, STR_ARG(row->name));
}

static bool row_read(Work *w, const Plan *plan, int64_t id, DivisionRow *out)
{
    TRY(division_by_id(w, id, out));
    if (!lies_in(&plan->home, out)) return refuse(w, ERR_DENIED, "%s", SAY_DIVISION_ABROAD);
    return standing(w, out);
}

static bool rows_read(Work *w, Plan *plan)
{
    Str text;
    Division code;
    const DivisionAct *act = plan->act;
    if (!store_get(w, STR("home"), &text) || !division_parse(text, &code))
        return w->error.code == ERR_NONE ? refuse(w, ERR_STATE, "%s", SAY_DIVISION_ABROAD) : false;
    TRY(division_by_code(w, code, &plan->home));
    plan->rows = NEW_ARRAY(w->arena, DivisionRow, act->count);
    for (size_t i = 0; i < act->count; i++) {
        TRY(row_read(w, plan, act->ids[i], &plan->rows[i]));
        if (plan->rows[i].id == plan->home.id) return refuse(w, ERR_STATE, "%s", SAY_DIVISION_HOME);
    }
    return !act->target || row_read(w, plan, act->target, &plan->target);
}

static bool founding_checked(Work *w, const Plan *plan)
{
    DivisionRow other;
    const DivisionAct *act = plan->act;
    Str code = division_text(w->arena, act->code);
    bool below = division_contains(plan->target.code, act->code) &&
                 division_level(act->code) == division_level(plan->target.code) + 1;
    if (!act->target || !below) return refuse(w, ERR_INPUT, SAY_DIVISION_CODE, STR_ARG(code));
    if (!division_by_code(w, act->code, &other)) {
        w->error = (Error){.code = ERR_NONE};
        return true;
    }
    return refuse(w, ERR_CONFLICT, SAY_DIVISION_TAKEN, STR_ARG(code), STR_ARG(other.name));
}

static bool merging_checked(Work *w, const Plan *plan)
{
    int level = division_level(plan->target.code);
    for (size_t i = 0; i < plan->act->count; i++) {
        const DivisionRow *row = &plan->rows[i];
        for (size_t k = 0; k < i; k++)
            if (plan->rows[k].id == row->id) return refuse(w, ERR_INPUT, "%s", SAY_DIVISION_TWICE);
        if (!plan->act->target || row->id == plan->target.id || lies_in(row, &plan->target) ||
            division_level(row->code) != level)
            return refuse(w, ERR_INPUT, SAY_DIVISION_UNLIKE, STR_ARG(row->name));
    }
    return true;
}

static bool moving_checked(Work *w, const Plan *plan)
{
    DivisionRow parent;
    const DivisionRow *row = &plan->rows[0];
    TRY(division_by_id(w, row->parent, &parent));
    bool alike = plan->act->target && plan->target.id != parent.id &&
                 !lies_in(row, &plan->target) &&
                 division_level(plan->target.code) == division_level(parent.code);
    return alike || refuse(w, ERR_INPUT, SAY_DIVISION_NOT_THERE, STR_ARG(row->name));
}

static bool abolishing_checked(Work *w, const Plan *plan)
{
    DivisionCount inside;
    DivisionRow *children;
    size_t count;
    const DivisionRow *row = &plan->rows[0];
    TRY(division_count(w, row->id, &inside));
    TRY(division_children(w, row->id, &children, &count));
    for (size_t i = 0; i < count; i++)
        if (children[i].to.days == DATE_NONE.days) inside.units++;
    return inside.people + inside.units == 0 ||
           refuse(w, ERR_STATE, SAY_DIVISION_FULL, STR_ARG(row->name));
}

static bool day_checked(Work *w, const Plan *plan)
{
    const DivisionAct *act = plan->act;
    if (act->day.days == DATE_NONE.days || act->day.days > work_today(w).days)
        return refuse(w, ERR_INPUT, "%s", SAY_DIVISION_DAY);
    for (size_t i = 0; i < act->count; i++)
        if (act->day.days <= plan->rows[i].from.days)
            return refuse(w, ERR_INPUT, "%s", SAY_DIVISION_DAY);
    return str_trim(act->document).len > 0 || refuse(w, ERR_INPUT, "%s", SAY_DIVISION_DOCUMENT);
}

static bool checked(Work *w, Plan *plan)
{
    const DivisionAct *act = plan->act;
    bool names = act->kind == DIVISION_FOUND || act->kind == DIVISION_RENAME;
    if (w->actor) TRY(access_need(w, DUTY_SYSTEM));
    if (act->kind != DIVISION_FOUND && !act->count)
        return refuse(w, ERR_INPUT, "%s", SAY_DIVISION_NONE);
    ensure(act->kind == DIVISION_MERGE || act->count <= 1);
    TRY(rows_read(w, plan) && day_checked(w, plan));
    if (names && !str_trim(act->name).len) return refuse(w, ERR_INPUT, "%s", SAY_DIVISION_NAME);
    switch (act->kind) {
    case DIVISION_FOUND:
        return founding_checked(w, plan);
    case DIVISION_MERGE:
        return merging_checked(w, plan);
    case DIVISION_MOVE:
        return moving_checked(w, plan);
    case DIVISION_ABOLISH:
        return abolishing_checked(w, plan);
    case DIVISION_RENAME:
        return true;
    }
    return true;
}

/* ---- the tree ----------------------------------------------------------------------------- */

static void node_change(const Plan *plan, const DivisionRow *about, Node *node)
{
    const DivisionAct *act = plan->act;
    bool itself = node->row.id == about->id;
    bool inside = act->kind == DIVISION_MERGE && node->row.parent == about->id;
    if (!itself && !inside) return;
    node->changed = true;
    if (act->kind == DIVISION_RENAME) node->row.name = str_trim(act->name);
    if (act->kind == DIVISION_MOVE || act->kind == DIVISION_MERGE) node->row.parent = act->target;
    bool ends = itself && (act->kind == DIVISION_MERGE || act->kind == DIVISION_ABOLISH);
    if (ends) node->row.to = act->day;
    if (ends) node->row.successor = act->target;
}

/* Nodes stand by code: that is the order of children. */
static void node_found(Work *w, Tree *tree, const Plan *plan, int64_t *id)
{
    const DivisionAct *act = plan->act;
    Node *nodes = NEW_ARRAY(w->arena, Node, tree->count + 1);
    size_t n = 0;
    *id = 1;
    for (size_t i = 0; i < tree->count; i++)
        if (tree->nodes[i].row.id >= *id) *id = tree->nodes[i].row.id + 1;
    Node fresh = {.fresh = true,
                  .row = {.id = *id,
                          .code = act->code,
                          .name = str_trim(act->name),
                          .parent = act->target,
                          .from = act->day,
                          .to = DATE_NONE}};
    bool put = false;
    for (size_t i = 0; i < tree->count; i++) {
        if (!put && tree->nodes[i].row.code.n > act->code.n) {
            nodes[n++] = fresh;
            put = true;
        }
        nodes[n++] = tree->nodes[i];
    }
    if (!put) nodes[n++] = fresh;
    *tree = (Tree){nodes, n};
}

static bool changed(Work *w, const Plan *plan, int64_t *id)
{
    Tree tree;
    const DivisionAct *act = plan->act;
    bool lives = act->kind == DIVISION_RENAME || act->kind == DIVISION_MOVE;
    TRY(tree_read(w, &tree));
    *id = lives ? act->ids[0] : act->target;
    if (act->kind == DIVISION_FOUND) node_found(w, &tree, plan, id);
    for (size_t i = 0; i < tree.count; i++)
        for (size_t k = 0; k < act->count; k++)
            node_change(plan, &plan->rows[k], &tree.nodes[i]);
    tree_number(w->arena, &tree);
    return tree_write(w, &tree);
}

/* ---- the act ------------------------------------------------------------------------------ */

static Str names_of(Work *w, const Plan *plan)
{
    Buf b = buf_new(w->arena);
    for (size_t i = 0; i < plan->act->count; i++) {
        if (i) buf_add(&b, STR(WORD_AND));
        buf_add(&b, plan->rows[i].name);
    }
    return buf_str(&b);
}

/* "A、B 并入 C；自 2024-06-20 起；赣民字〔2024〕3号" */
static Str detail_of(Work *w, const Plan *plan)
{
    const DivisionAct *act = plan->act;
    Buf b = buf_new(w->arena);
    Str whom = act->kind == DIVISION_FOUND ? plan->target.name : names_of(w, plan);
    Str where = act->kind == DIVISION_FOUND || act->kind == DIVISION_RENAME ? str_trim(act->name)
                                                                            : plan->target.name;
    buf_format(&b, "%.*s%s%.*s", STR_ARG(whom), KINDS[act->kind].detail, STR_ARG(where));
    buf_format(&b, SAY_DETAIL_DAY, STR_ARG(date_text(w->arena, act->day)),
               STR_ARG(str_trim(act->document)));
    return buf_str(&b);
}

/* A merger and an end need no mark: what has ended stays ended. */
static bool hands_write(Work *w, DivisionActKind kind, int64_t id, Commit act)
{
    switch (kind) {
    case DIVISION_FOUND:
        return hand_write(w, id, HAND_STANDS, act) && hand_write(w, id, HAND_NAME, act);
    case DIVISION_RENAME:
        return hand_write(w, id, HAND_NAME, act);
    case DIVISION_MOVE:
        return hand_write(w, id, HAND_PLACE, act);
    case DIVISION_MERGE:
    case DIVISION_ABOLISH:
        break;
    }
    return true;
}

static bool act_inside(Work *w, const Plan *plan, int64_t *id)
{
    Batch b;
    int64_t about = plan->act->count ? plan->act->ids[0] : plan->act->target;
    if (plan->act->kind == DIVISION_MERGE) about = plan->act->target;
    Act act = {.kind = str_of(KINDS[plan->act->kind].act),
               .subject = format(w->arena, "division:%lld", (long long)about),
               .purpose = str_trim(plan->act->document),
               .detail = detail_of(w, plan)};
    return batch_begin(w, &act, STR(""), DATE_NONE, &b) && changed(w, plan, id) &&
           hands_write(w, plan->act->kind, *id, b.commit);
}

bool division_act(Work *w, const DivisionAct *act, int64_t *id)
{
    Plan plan = {.act = act};
    TRY(checked(w, &plan));
    TRY(db_begin(w));
    return db_end(w, act_inside(w, &plan, id));
}

/* ---- what lies in it ---------------------------------------------------------------------- */

bool division_count(Work *w, int64_t id, DivisionCount *out)
{
    DivisionRow row;
    TRY(division_by_id(w, id, &row));
    static const char *const names[] = {"division_people", "division_units"};
    int64_t *counts[] = {&out->people, &out->units};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        Stmt *s = db_stmt(w, &registry_sql, names[i]);
        db_bind_int(s, 1, row.first);
        db_bind_int(s, 2, row.last);
        TRY(db_scalar(s, 0, counts[i]));
    }
    return true;
}
