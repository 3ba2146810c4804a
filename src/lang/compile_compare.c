/* Comparing. Three things make it more than one instruction.
 *
 * Ages: a comparison of an age with a constant becomes one of the birth date with the last day on
 * which one must be born (BORN_BY); it is as exact, and days are narrow. Months: a comparison of
 * the month of a day with a constant month becomes one of the day. Neither in the full code.
 *
 * Bounds: a sum of non-negative values that already exceeds a limit decides the comparison although
 * a part is unknown. In a program that needs it unknown non-negative facts hold 0 in their values
 * (ZERO_UNKNOWN), and every operation computes on values whether they are known or not. So the
 * values of a sum *are* its lower bound, for nothing; bound_of only finds the registers whose
 * unknowns would spoil that: those that are subtracted, or can be negative. LOWER_BOUND makes the
 * view "values of the sum, unknown only where those are", and DECIDE compares again, in the rows
 * that the plain comparison left unknown. */
#include "lang/compile.h"

Reg compile_compare_registers(Compiler *c, Comparison compare, Reg a, Reg b)
{
    if (register_class(c, a) == CLASS_RATIO || register_class(c, b) == CLASS_RATIO)
        a = compile_ratio(c, a), b = compile_ratio(c, b);
    bool swap = register_shape(c, a) == SHAPE_CONSTANT && register_shape(c, b) != SHAPE_CONSTANT;
    Opcode op = (Opcode)(OP_EQUAL + (int)(swap ? comparison_mirrored(compare) : compare));
    return swap ? emit_two(c, op, b, a, CLASS_TRUTH) : emit_two(c, op, a, b, CLASS_TRUTH);
}

const Node *node_unnamed(const Node *node)
{
    while (node->kind == NODE_DEFINITION)
        node = node->definition->value;
    return node;
}

/* ---- ages --------------------------------------------------------------------------------- */

static bool is_whole_constant(const Node *node)
{
    return node->shape == SHAPE_CONSTANT && node->type.kind == TYPE_NUMBER && !node->type.ratio &&
           node->type.scale == 0;
}

bool is_age_on_constant_day(const Node *node)
{
    node = node_unnamed(node);
    return node->kind == NODE_AGE && node->parts[1]->shape == SHAPE_CONSTANT &&
           node->shape != SHAPE_CONSTANT;
}

/* The birth date of an age, a birth of nobody being unknown. */
Reg compile_birth(Compiler *c, const Node *age)
{
    return emit_one(c, OP_KNOWN_DAY, compile_node(c, node_unnamed(age)->parts[0]));
}

/* The last birth date that is `years` old on the day of `age`. */
Reg compile_born_by(Compiler *c, const Node *age, Reg years)
{
    Reg on = compile_node(c, node_unnamed(age)->parts[1]);
    return emit_two(c, OP_BORN_BY, on, years, CLASS_DAY);
}

/* age >= n: born by B(n); age > n: born by B(n + 1); the others are their opposites. */
static Reg compile_age(Compiler *c, const Node *age, Comparison compare, const Node *limit)
{
    Reg years = compile_node(c, limit);
    if (compare == COMPARE_MORE || compare == COMPARE_AT_MOST)
        years = emit_two(c, OP_ADD, years, emit_constant(c, CLASS_NUMBER, 1), CLASS_NUMBER);
    bool reached = compare == COMPARE_MORE || compare == COMPARE_AT_LEAST;
    return emit_two(c, reached ? OP_AT_MOST : OP_MORE, compile_birth(c, age),
                    compile_born_by(c, age, years), CLASS_TRUTH);
}

/* ---- months ------------------------------------------------------------------------------- */

/* A month that is the month of a day, moved by a constant: then `day` and `moved` say so. */
static bool is_month_of_day(const Node *node, const Node **day, const Node **moved)
{
    node = node_unnamed(node);
    *moved = NULL;
    if (node->kind == NODE_MONTH_ADD && node->parts[1]->shape == SHAPE_CONSTANT) {
        *moved = node->parts[1];
        node = node_unnamed(node->parts[0]);
    }
    if (node->kind != NODE_MONTH_OF || node->value != 0 || node->shape == SHAPE_CONSTANT)
        return false;
    *day = node->parts[0];
    return true;
}

/* month(day) + k < M: the day lies before the first day of M - k; the other orders likewise. */
static Reg compile_month_order(Compiler *c, const Node *left, Comparison compare, const Node *limit)
{
    const Node *day, *moved;
    is_month_of_day(left, &day, &moved);
    Reg month = compile_node(c, limit), zero = emit_constant(c, CLASS_NUMBER, 0);
    if (moved)
        month = emit_two(c, OP_MONTH_ADD, month,
                         emit_two(c, OP_SUBTRACT, zero, compile_node(c, moved), CLASS_NUMBER),
                         CLASS_DAY);
    if (compare == COMPARE_MORE || compare == COMPARE_AT_MOST)
        month = emit_two(c, OP_MONTH_ADD, month, emit_constant(c, CLASS_NUMBER, 1), CLASS_DAY);
    bool before = compare == COMPARE_LESS || compare == COMPARE_AT_MOST;
    return emit_two(c, before ? OP_LESS : OP_AT_LEAST, compile_node(c, day),
                    emit_one(c, OP_MONTH_FIRST, month), CLASS_TRUTH);
}

static bool is_order(Comparison compare)
{
    return compare != COMPARE_EQUAL && compare != COMPARE_UNEQUAL;
}

/* ---- bounds ------------------------------------------------------------------------------- */

/* Is there a sum below, reached only through operations that keep a lower bound? */
static bool has_sum(const Node *node)
{
    node = node_unnamed(node);
    switch (node->kind) {
    case NODE_SUM:
    case NODE_COUNT:
        return true;
    case NODE_ADD:
        return (node->parts[0]->shape != SHAPE_CONSTANT &&
                node->parts[1]->shape != SHAPE_CONSTANT) ||
               has_sum(node->parts[0]) || has_sum(node->parts[1]);
    case NODE_MULTIPLY:
    case NODE_MAX:
    case NODE_MIN:
        for (size_t i = 0; i < node->part_count; i++)
            if (has_sum(node->parts[i])) return true;
        return false;
    case NODE_SUBTRACT:
    case NODE_DIVIDE:
    case NODE_ROUND:
    case NODE_RESCALE:
        return has_sum(node->parts[0]);
    default:
        return false;
    }
}

static bool compares_sum(const Node *node)
{
    if (node->kind == NODE_COMPARE && node->parts[0]->type.kind == TYPE_NUMBER &&
        (has_sum(node->parts[0]) || has_sum(node->parts[1])))
        return true;
    for (size_t i = 0; i < node->part_count; i++)
        if (compares_sum(node->parts[i])) return true;
    return false;
}

bool tree_wants_bounds(const AffairTree *tree)
{
    for (size_t i = 0; i < tree->definition_count; i++)
        if (compares_sum(tree->definitions[i].value)) return true;
    for (size_t i = 0; i < tree->condition_count; i++)
        if (compares_sum(tree->conditions[i].holds)) return true;
    for (size_t i = 0; i < tree->component_count; i++)
        if (compares_sum(tree->components[i].amount)) return true;
    return tree->candidate && compares_sum(tree->candidate);
}

typedef struct {
    Compiler *c;
    Reg spoils[16];
    size_t count;
    bool fails; /* too many, or a shape that the registers of the comparison do not have */
} Bound;

static void bound_spoil(Bound *b, const Node *node)
{
    if (b->count == COUNT_OF(b->spoils)) {
        b->fails = true;
        return;
    }
    b->spoils[b->count++] = compile_node(b->c, node);
}

static void bound_of(Bound *b, const Node *node);

static void bound_of_parts(Bound *b, const Node *node)
{
    for (size_t i = 0; i < node->part_count; i++)
        bound_of(b, node->parts[i]);
}

/* An unknown condition counts as not met, and the value is not negative: a bound from below, if
 * every member's value is one without more ado. */
static void bound_of_sum(Bound *b, const Node *node)
{
    Bound member = {.c = b->c};
    bound_of(&member, node->parts[1]);
    bool bounded = node->parts[1]->type.nonnegative && !member.fails && member.count == 0;
    if (!bounded) bound_spoil(b, node);
}

/* Finds the registers that must be known for the values of `node` to be a lower bound of it. */
static void bound_of(Bound *b, const Node *node)
{
    node = node_unnamed(node);
    bool nonnegative = node->type.kind == TYPE_NUMBER && node->type.nonnegative;
    switch (node->kind) {
    case NODE_FIELD:
    case NODE_APPLICANT:
    case NODE_ENJOYED_AMOUNT:
        if (!nonnegative) bound_spoil(b, node);
        return;
    case NODE_LITERAL:
    case NODE_COUNT:
        return;
    case NODE_SUM:
        bound_of_sum(b, node);
        return;
    case NODE_ADD:
    case NODE_MAX:
    case NODE_MIN:
    case NODE_RESCALE:
    case NODE_ROUND:
        bound_of_parts(b, node);
        return;
    case NODE_SUBTRACT:
    case NODE_DIVIDE:
        if (node->kind == NODE_DIVIDE && !node->parts[1]->type.nonnegative) break;
        bound_of(b, node->parts[0]);
        bound_spoil(b, node->parts[1]);
        return;
    case NODE_MULTIPLY:
        if (!node->parts[0]->type.nonnegative || !node->parts[1]->type.nonnegative) break;
        bound_of_parts(b, node);
        return;
    default:
        break;
    }
    bound_spoil(b, node);
}

/* The view of `of` as a lower bound; 0 when there is none worth having. */
static Reg compile_lower_bound(Compiler *c, const Node *node, Reg of)
{
    if (!has_sum(node) || register_shape(c, of) == SHAPE_CONSTANT) return 0;
    Bound b = {.c = c};
    bound_of(&b, node);
    if (b.fails) return 0;
    for (size_t i = 0; i < b.count; i++)
        if (b.spoils[i] == of) return 0;
    Class class = register_class(c, of);
    Shape shape = register_shape(c, of);
    Reg view = emit(c, (Instruction){.op = OP_LOWER_BOUND, .a = of}, class, shape);
    for (size_t i = 0; i < b.count; i++)
        view =
            emit(c, (Instruction){.op = OP_LOWER_BOUND, .a = view, .b = b.spoils[i]}, class, shape);
    return view;
}

/* With `low` a lower bound of the left side: low > b decides that a > b, low >= b that a >= b. */
static Reg compile_decide(Compiler *c, Comparison compare, Reg truth, Reg low, Reg b)
{
    DecideHow how = {.compare = COMPARE_AT_LEAST, .outcome = NO};
    if (compare == COMPARE_AT_MOST || !is_order(compare)) how.compare = COMPARE_MORE;
    if (compare == COMPARE_MORE) how = (DecideHow){COMPARE_MORE, YES};
    if (compare == COMPARE_AT_LEAST) how = (DecideHow){COMPARE_AT_LEAST, YES};
    if (compare == COMPARE_UNEQUAL) how.outcome = YES;
    return emit(c,
                (Instruction){.op = OP_DECIDE, .a = low, .b = b, .c = truth, .i = decide_pack(how)},
                CLASS_TRUTH, register_shape(c, truth));
}

static Reg compile_with_bounds(Compiler *c, const Node *node, Reg a, Reg b)
{
    Reg truth = compile_compare_registers(c, node->compare, a, b);
    Reg low_a = compile_lower_bound(c, node->parts[0], a);
    Reg low_b = compile_lower_bound(c, node->parts[1], b);
    if (low_a) truth = compile_decide(c, node->compare, truth, low_a, b);
    if (low_b) truth = compile_decide(c, comparison_mirrored(node->compare), truth, low_b, a);
    truth = compile_how_many_decided(c, node->parts[0], node->compare, truth, b);
    return compile_how_many_decided(c, node->parts[1], comparison_mirrored(node->compare), truth,
                                    a);
}

Reg compile_compare(Compiler *c, const Node *node)
{
    const Node *left = node->parts[0], *right = node->parts[1];
    if (!c->full && is_order(node->compare)) {
        const Node *day, *moved;
        if (right->shape == SHAPE_CONSTANT && is_month_of_day(left, &day, &moved))
            return compile_month_order(c, left, node->compare, right);
        if (left->shape == SHAPE_CONSTANT && is_month_of_day(right, &day, &moved))
            return compile_month_order(c, right, comparison_mirrored(node->compare), left);
        if (is_age_on_constant_day(left) && is_whole_constant(right))
            return compile_age(c, left, node->compare, right);
        if (is_age_on_constant_day(right) && is_whole_constant(left))
            return compile_age(c, right, comparison_mirrored(node->compare), left);
    }
    Reg a = compile_node(c, left), b = compile_node(c, right);
    if (left->type.kind != TYPE_NUMBER) return compile_compare_registers(c, node->compare, a, b);
    return compile_with_bounds(c, node, a, b);
}
