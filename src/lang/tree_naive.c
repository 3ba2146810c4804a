/* The naive evaluation for tests: one row, one node, one recursion, nothing clever. It knows no
 * bounds: where it says unknown, the machine may know more. What does not fit 64 bits is unknown
 * with `overflow`. */
#include "lang/tree_random.h"

#include "lang/compile.h"

static const Naive UNKNOWN_VALUE = {.below = 1};

static Naive whole(Wide n)
{
    return (Naive){.known = true, .above = n, .below = 1};
}

static Naive truth(Truth t)
{
    return (Naive){.known = t != UNKNOWN, .above = t, .below = 1};
}

static Truth truth_of(Naive v)
{
    return v.known ? (Truth)v.above : UNKNOWN;
}

static Naive reduced(Wide above, Wide below)
{
    if (below < 0) above = -above, below = -below;
    Wide a = above < 0 ? -above : above, b = below;
    while (b) {
        Wide rest = a % b;
        a = b;
        b = rest;
    }
    if (a > 1) above /= a, below /= a;
    if (above > INT64_MAX || above < INT64_MIN || below > INT64_MAX)
        return (Naive){.overflow = true, .below = 1};
    return (Naive){true, false, above, below};
}

static Naive spoiled(Naive a, Naive b)
{
    return (Naive){.overflow = a.overflow || b.overflow, .below = 1};
}

/* ---- leaves ------------------------------------------------------------------------------- */

static Naive naive_input(const NaiveRow *at, const Node *node)
{
    const Program *p = at->program;
    for (size_t k = 0; k < p->input_count; k++) {
        if (p->inputs[k].field != node->field) continue;
        const Column *c = &at->facts->inputs[k];
        size_t row = p->inputs[k].of_member ? at->member : at->row;
        if (column_is_unknown(c, row)) return UNKNOWN_VALUE;
        return whole(column_get(c, row));
    }
    ensure(p->input_count == 0); /* a program reads every field of its tree */
    return UNKNOWN_VALUE;
}

static Naive naive_standard(const NaiveRow *at, const Node *node)
{
    Naive choice = whole(0);
    if (node->part_count) {
        choice = naive_value(at, node->parts[0]);
        if (!choice.known) return choice;
    }
    for (size_t i = 0; i < at->binding->override_count; i++) {
        const StandardOverride *o = &at->binding->overrides[i];
        if (o->standard == node->standard && o->choice == choice.above) return whole(o->mantissa);
    }
    return UNKNOWN_VALUE;
}

/* ---- truth -------------------------------------------------------------------------------- */

static Naive naive_join(const NaiveRow *at, const Node *node)
{
    Truth all = node->kind == NODE_AND ? YES : NO;
    for (size_t i = 0; i < node->part_count; i++) {
        Truth t = truth_of(naive_value(at, node->parts[i]));
        if (node->kind == NODE_AND ? t < all : t > all) all = t;
    }
    return truth(all);
}

static int order_of(Naive a, Naive b)
{
    Wide left = a.above * b.below, right = b.above * a.below;
    return (left > right) - (left < right);
}

static Naive naive_compare(const NaiveRow *at, const Node *node)
{
    Naive a = naive_value(at, node->parts[0]), b = naive_value(at, node->parts[1]);
    if (!a.known || !b.known) return spoiled(a, b);
    int order = order_of(a, b);
    const bool holds[] = {order == 0, order != 0, order<0, order <= 0, order> 0, order >= 0};
    return truth(holds[node->compare] ? YES : NO);
}

static Naive naive_in_set(const NaiveRow *at, const Node *node)
{
    Naive a = naive_value(at, node->parts[0]);
    if (!a.known) return a;
    for (size_t i = 0; i < node->value_count; i++)
        if (a.above == node->values[i]) return truth(YES);
    return truth(NO);
}

static Naive naive_home(const NaiveRow *at, const Node *node)
{
    Naive a = naive_value(at, node->parts[0]);
    if (!a.known) return a;
    return truth(a.above >= at->binding->home_first && a.above <= at->binding->home_last ? YES
                                                                                         : NO);
}

/* ---- numbers ------------------------------------------------------------------------------ */

static Naive naive_two(NodeKind kind, Naive a, Naive b)
{
    if (!a.known || !b.known) return spoiled(a, b);
    switch (kind) {
    case NODE_ADD:
        return reduced(a.above * b.below + b.above * a.below, a.below * b.below);
    case NODE_SUBTRACT:
        return reduced(a.above * b.below - b.above * a.below, a.below * b.below);
    case NODE_MULTIPLY:
        return reduced(a.above * b.above, a.below * b.below);
    case NODE_MAX:
        return order_of(a, b) >= 0 ? a : b;
    case NODE_MIN:
        return order_of(a, b) <= 0 ? a : b;
    default:
        break;
    }
    return b.above == 0 ? UNKNOWN_VALUE : reduced(a.above * b.below, a.below * b.above);
}

static Naive naive_round(const NaiveRow *at, const Node *node)
{
    Naive a = naive_value(at, node->parts[0]);
    if (!a.known) return a;
    int lift = node->type.scale - node->parts[0]->type.scale;
    Wide above = a.above, below = a.below;
    if (lift > 0) above *= power_of_ten(lift);
    if (lift < 0) below *= power_of_ten(-lift);
    int64_t out;
    if (!ratio_round(above, below, node->rounding, node->value, &out))
        return (Naive){.overflow = true, .below = 1};
    return whole(out);
}

static Naive naive_if(const NaiveRow *at, const Node *node)
{
    Naive t = naive_value(at, node->parts[0]);
    Naive a = naive_value(at, node->parts[1]), b = naive_value(at, node->parts[2]);
    if (t.known) return t.above == YES ? a : b;
    bool equal = a.known && b.known && a.above == b.above && a.below == b.below;
    Naive either = spoiled(a, b);
    return equal ? a : (Naive){.overflow = t.overflow || either.overflow, .below = 1};
}

static Naive naive_table(const NaiveRow *at, const Node *node)
{
    Naive key = naive_value(at, node->parts[0]);
    if (!key.known) return key;
    for (size_t i = 0; i < node->row_count; i++)
        if (key.above >= node->rows[i].low && key.above <= node->rows[i].high)
            return naive_value(at, node->parts[1 + i]);
    return whole(0);
}

/* ---- days --------------------------------------------------------------------------------- */

static Naive naive_days(const NaiveRow *at, const Node *node)
{
    Naive a = naive_value(at, node->parts[0]), b = naive_value(at, node->parts[1]);
    if (!a.known || !b.known) return spoiled(a, b);
    int32_t from = (int32_t)a.above, to = (int32_t)b.above;
    bool none = from == INT32_MAX;
    switch (node->kind) {
    case NODE_AGE:
        if (none || to == INT32_MAX) return UNKNOWN_VALUE;
        return whole(date_age((Date){from}, (Date){to}));
    case NODE_BIRTHDAY:
        return none ? a : whole(date_birthday((Date){from}, to).days);
    case NODE_MONTH_ADD:
    case NODE_DAY_ADD:
        return none ? a : whole(a.above + b.above);
    default:
        break;
    }
    return none || to == INT32_MAX ? UNKNOWN_VALUE : whole(b.above - a.above);
}

static Naive naive_month(const NaiveRow *at, const Node *node)
{
    Naive a = naive_value(at, node->parts[0]);
    if (!a.known || a.above == INT32_MAX) return a;
    int year, month, day;
    date_parts((Date){(int32_t)a.above}, &year, &month, &day);
    return whole(month_of(year, month).n + (node->value > 0 && day > node->value));
}

/* ---- members ------------------------------------------------------------------------------ */

static Naive fold_step(NodeKind kind, Naive all, Naive value)
{
    switch (kind) {
    case NODE_COUNT:
    case NODE_SUM:
        return naive_two(NODE_ADD, all, value);
    case NODE_HIGHEST:
        return naive_two(NODE_MAX, all, value);
    default:
        return naive_two(NODE_MIN, all, value);
    }
}

static Naive naive_member(const NaiveRow *at, const Node *node, Truth t)
{
    if (node->kind == NODE_COUNT) return t == UNKNOWN ? UNKNOWN_VALUE : whole(1);
    Naive value = naive_value(at, node->parts[1]);
    if (t == YES) return value;
    bool zero = node->kind == NODE_SUM && value.known && value.above == 0;
    return zero ? value : (Naive){.overflow = value.overflow, .below = 1};
}

static Naive naive_fold(const NaiveRow *row, const Node *node)
{
    bool adds = node->kind == NODE_COUNT || node->kind == NODE_SUM, any = adds;
    Naive all = whole(0);
    const uint32_t *start = row->facts->members.start;
    for (size_t j = start[row->row]; j < start[row->row + 1]; j++) {
        NaiveRow at = *row;
        at.member = j;
        Truth t = truth_of(naive_value(&at, node->parts[0]));
        if (t == NO) continue;
        Naive value = naive_member(&at, node, t);
        all = any ? fold_step(node->kind, all, value) : value;
        any = true;
    }
    return any ? all : UNKNOWN_VALUE;
}

static Naive naive_how_many(const NaiveRow *at, const Node *node)
{
    Wide count = 0;
    for (size_t i = 0; i < node->part_count; i++) {
        Truth t = truth_of(naive_value(at, node->parts[i]));
        if (t == UNKNOWN) return UNKNOWN_VALUE;
        count += t == YES;
    }
    return whole(count);
}

static Naive naive_quantified(const NaiveRow *row, const Node *node)
{
    bool some = node->kind == NODE_ANY;
    Truth all = some ? NO : YES;
    const uint32_t *start = row->facts->members.start;
    for (size_t j = start[row->row]; j < start[row->row + 1]; j++) {
        NaiveRow at = *row;
        at.member = j;
        Truth t = truth_of(naive_value(&at, node->parts[0]));
        Truth of = truth_of(naive_value(&at, node->parts[1]));
        Truth one = some ? (t < of ? t : of) : (YES - t > of ? (Truth)(YES - t) : of);
        if (some ? one > all : one < all) all = one;
    }
    return truth(all);
}

/* ---- all ---------------------------------------------------------------------------------- */

static Naive naive_leaf(const NaiveRow *at, const Node *node)
{
    switch (node->kind) {
    case NODE_LITERAL:
        return whole(node->value);
    case NODE_FIELD:
        return naive_input(at, node);
    case NODE_STANDARD:
        return naive_standard(at, node);
    case NODE_DEFINITION:
        return naive_value(at, node->definition->value);
    case NODE_THIS_MONTH:
        return whole(at->binding->month.n);
    case NODE_FACT_DAY:
        return whole(month_last(at->binding->month).days);
    default:
        break;
    }
    ensure(node->kind == NODE_LITERAL); /* no random tree has another kind */
    return UNKNOWN_VALUE;
}

Naive naive_value(const NaiveRow *at, const Node *node)
{
    switch (node->kind) {
    case NODE_NOT:
        return truth((Truth)(2 - truth_of(naive_value(at, node->parts[0]))));
    case NODE_AND:
    case NODE_OR:
        return naive_join(at, node);
    case NODE_COMPARE:
        return naive_compare(at, node);
    case NODE_IN_SET:
        return naive_in_set(at, node);
    case NODE_AT_HOME:
        return naive_home(at, node);
    case NODE_ADD:
    case NODE_SUBTRACT:
    case NODE_MULTIPLY:
    case NODE_DIVIDE:
    case NODE_MAX:
    case NODE_MIN:
        return naive_two(node->kind, naive_value(at, node->parts[0]),
                         naive_value(at, node->parts[1]));
    case NODE_RESCALE:
        return naive_two(NODE_MULTIPLY, naive_value(at, node->parts[0]),
                         whole(power_of_ten((int)node->value)));
    case NODE_ROUND:
        return naive_round(at, node);
    case NODE_IF:
        return naive_if(at, node);
    case NODE_TABLE:
        return naive_table(at, node);
    case NODE_AGE:
    case NODE_BIRTHDAY:
    case NODE_MONTH_ADD:
    case NODE_DAY_ADD:
    case NODE_MONTHS_BETWEEN:
    case NODE_DAYS_BETWEEN:
        return naive_days(at, node);
    case NODE_MONTH_OF:
        return naive_month(at, node);
    case NODE_HOW_MANY:
        return naive_how_many(at, node);
    case NODE_COUNT:
    case NODE_SUM:
    case NODE_HIGHEST:
    case NODE_LOWEST:
        return naive_fold(at, node);
    case NODE_ANY:
    case NODE_ALL:
        return naive_quantified(at, node);
    case NODE_SPREAD:
        return naive_value(at, node->parts[0]);
    default:
        return naive_leaf(at, node);
    }
}
