/* 个数(A, B, …) and what it decides although some of its conditions are unknown. The number lies
 * between the conditions that hold and those that do not fail. Both ends are sums of which every
 * part is known: a choice whose condition is unknown takes its second branch, 0, into its values
 * (the machine computes on values whether they are known or not), so the values of "one for each
 * that holds" are the lower end, and n less "one for each that fails" is the upper one. What the
 * plain comparison leaves undecided is then decided by either end. */
#include "lang/compile.h"

static Reg compile_ones(Compiler *c, const Node *node, bool failing)
{
    Reg one = emit_constant(c, CLASS_NUMBER, 1), none = emit_constant(c, CLASS_NUMBER, 0);
    Reg sum = 0;
    for (size_t i = 0; i < node->part_count; i++) {
        Reg holds = compile_node(c, node->parts[i]);
        if (failing) holds = emit_one(c, OP_NOT, holds);
        Reg counted = emit(c, (Instruction){.op = OP_IF, .a = holds, .b = one, .c = none},
                           CLASS_NUMBER, register_shape(c, holds));
        sum = sum ? emit_two(c, OP_ADD, sum, counted, CLASS_NUMBER) : counted;
    }
    return sum;
}

Reg compile_how_many(Compiler *c, const Node *node)
{
    return compile_ones(c, node, false);
}

static Reg compile_end(Compiler *c, Reg of)
{
    return emit(c, (Instruction){.op = OP_LOWER_BOUND, .a = of}, CLASS_NUMBER,
                register_shape(c, of));
}

static Reg decide(Compiler *c, DecideHow how, Reg truth, Reg end, Reg limit)
{
    return emit(
        c, (Instruction){.op = OP_DECIDE, .a = end, .b = limit, .c = truth, .i = decide_pack(how)},
        CLASS_TRUTH, register_shape(c, truth));
}

/* What follows when the lower end lies above the limit, and when the upper end lies below it. */
static DecideHow by_lower(Comparison compare)
{
    switch (compare) {
    case COMPARE_MORE:
        return (DecideHow){COMPARE_MORE, YES};
    case COMPARE_AT_LEAST:
        return (DecideHow){COMPARE_AT_LEAST, YES};
    case COMPARE_LESS:
        return (DecideHow){COMPARE_AT_LEAST, NO};
    case COMPARE_UNEQUAL:
        return (DecideHow){COMPARE_MORE, YES};
    default:
        return (DecideHow){COMPARE_MORE, NO};
    }
}

static DecideHow by_upper(Comparison compare)
{
    DecideHow how = by_lower(comparison_mirrored(compare));
    how.compare = comparison_mirrored(how.compare);
    return how;
}

Reg compile_how_many_decided(Compiler *c, const Node *node, Comparison compare, Reg truth,
                             Reg limit)
{
    node = node_unnamed(node);
    if (node->kind != NODE_HOW_MANY || register_shape(c, truth) == SHAPE_CONSTANT) return truth;
    Reg holding = compile_ones(c, node, false), failing = compile_ones(c, node, true);
    Reg all = emit_constant(c, CLASS_NUMBER, (int64_t)node->part_count);
    Reg others = emit_two(c, OP_SUBTRACT, all, failing, CLASS_NUMBER);
    truth = decide(c, by_lower(compare), truth, compile_end(c, holding), limit);
    return decide(c, by_upper(compare), truth, compile_end(c, others), limit);
}
