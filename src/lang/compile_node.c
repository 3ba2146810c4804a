/* One case for each kind of node: what instructions it becomes and in which register it ends.
 * Comparisons and tables, which are rewritten for speed, have files of their own. The full code
 * remembers the register of each node, for explanations. */
#include "lang/compile.h"

static Reg compile_part(Compiler *c, const Node *node, size_t i)
{
    ensure(i < node->part_count);
    return compile_node(c, node->parts[i]);
}

/* ---- leaves ------------------------------------------------------------------------------- */

static Reg compile_literal(Compiler *c, const Node *node)
{
    if (node->type.kind != TYPE_DIVISION)
        return emit_constant(c, class_of(node->type), node->value);
    program_add_division(c, (Division){node->value});
    return emit_bound(c, BOUND_SPAN_FIRST, (Division){node->value}, NULL);
}

/* A number that may be summed: where it is unknown, 0 is its lower bound. */
static Reg compile_bounded(Compiler *c, Reg r, Type type)
{
    bool useful = c->bounds && type.kind == TYPE_NUMBER && type.nonnegative;
    return useful ? emit_one(c, OP_ZERO_UNKNOWN, r) : r;
}

static Reg compile_field(Compiler *c, const Node *node)
{
    Input input = {.kind = INPUT_FIELD,
                   .of_member = node->shape == SHAPE_MEMBER,
                   .field = node->field,
                   .type = node->field->type};
    return compile_bounded(c, compile_input(c, input, node->shape), node->type);
}

static Reg compile_applicant(Compiler *c, const Node *node)
{
    Input input = {
        .kind = INPUT_FIELD, .of_member = true, .field = node->field, .type = node->field->type};
    Reg member = compile_bounded(c, compile_input(c, input, SHAPE_MEMBER), node->type);
    return emit(c, (Instruction){.op = OP_APPLICANT, .a = member}, class_of(node->type),
                SHAPE_SUBJECT);
}

static Reg compile_enjoyed(Compiler *c, const Node *node)
{
    bool amount = node->kind == NODE_ENJOYED_AMOUNT;
    Input input = {.kind = amount ? INPUT_ENJOYED_AMOUNT : INPUT_ENJOYS,
                   .of_member = node->shape == SHAPE_MEMBER,
                   .affair = node->affair,
                   .type = node->type};
    return compile_bounded(c, compile_input(c, input, node->shape), node->type);
}

static Reg compile_event(Compiler *c, const Node *node)
{
    Input input = {.kind = INPUT_EVENT, .event = node->event, .type = node->type};
    return compile_input(c, input, SHAPE_SUBJECT);
}

static Reg compile_standard(Compiler *c, const Node *node)
{
    program_add_standard(c, node->standard);
    if (node->part_count == 0) return emit_bound(c, BOUND_STANDARD, (Division){0}, node->standard);
    Code *code = c->code;
    size_t table = 0;
    while (table < code->table_count && code->tables[table] != node->standard)
        table++;
    if (table == code->table_count) {
        if (table == c->table_room)
            code->tables = arena_grow(c->arena, code->tables, &c->table_room, sizeof *code->tables);
        code->tables[code->table_count++] = node->standard;
    }
    Reg choice = compile_part(c, node, 0);
    return emit(c, (Instruction){.op = OP_STANDARD_BY, .a = choice, .i = (int64_t)table},
                CLASS_NUMBER, register_shape(c, choice));
}

static Reg compile_definition(Compiler *c, const Node *node)
{
    Reg *known = &c->definitions[node->definition->index];
    if (!*known) *known = compile_node(c, node->definition->value);
    return *known;
}

static Reg compile_bound(Compiler *c, BoundKind kind)
{
    return emit_bound(c, kind, (Division){0}, NULL);
}

/* ---- truth -------------------------------------------------------------------------------- */

static Reg compile_folded(Compiler *c, const Node *node, Opcode op)
{
    Reg all = compile_part(c, node, 0);
    for (size_t i = 1; i < node->part_count; i++)
        all = emit_two(c, op, all, compile_part(c, node, i), CLASS_TRUTH);
    return all;
}

static Reg compile_in_set(Compiler *c, const Node *node)
{
    Reg a = compile_part(c, node, 0);
    if (register_class(c, a) == CLASS_NUMBER) {
        Reg any = 0;
        for (size_t i = 0; i < node->value_count; i++) {
            Reg one = emit_two(c, OP_EQUAL, a, emit_constant(c, CLASS_NUMBER, node->values[i]),
                               CLASS_TRUTH);
            any = any ? emit_two(c, OP_OR, any, one, CLASS_TRUTH) : one;
        }
        return any ? any : emit_constant(c, CLASS_TRUTH, NO);
    }
    Code *code = c->code;
    if (code->set_count == c->set_room)
        code->sets = arena_grow(c->arena, code->sets, &c->set_room, sizeof(ValueSet));
    code->sets[code->set_count] = (ValueSet){node->values, node->value_count};
    return emit(c, (Instruction){.op = OP_IN_SET, .a = a, .i = (int64_t)code->set_count++},
                CLASS_TRUTH, register_shape(c, a));
}

static Reg compile_span(Compiler *c, const Node *node, BoundKind first, BoundKind last)
{
    Division division = {node->kind == NODE_WITHIN ? node->value : 0};
    if (node->kind == NODE_WITHIN) program_add_division(c, division);
    Reg a = compile_part(c, node, 0);
    return emit(c,
                (Instruction){.op = OP_IN_SPAN,
                              .a = a,
                              .b = emit_bound(c, first, division, NULL),
                              .c = emit_bound(c, last, division, NULL)},
                CLASS_TRUTH, register_shape(c, a));
}

/* ---- numbers ------------------------------------------------------------------------------ */

Reg compile_ratio(Compiler *c, Reg r)
{
    if (register_class(c, r) == CLASS_RATIO) return r;
    return emit(c, (Instruction){.op = OP_RATIO, .a = r}, CLASS_RATIO, register_shape(c, r));
}

/* Two operands; when either is a ratio both become one. */
static Reg compile_pair(Compiler *c, Opcode op, Reg a, Reg b)
{
    if (register_class(c, a) == CLASS_RATIO || register_class(c, b) == CLASS_RATIO)
        a = compile_ratio(c, a), b = compile_ratio(c, b);
    return emit_two(c, op, a, b, register_class(c, a));
}

static Reg compile_arithmetic(Compiler *c, const Node *node, Opcode op)
{
    Reg a = compile_part(c, node, 0);
    return compile_pair(c, op, a, compile_part(c, node, 1));
}

static Reg compile_divide(Compiler *c, const Node *node)
{
    Reg a = compile_part(c, node, 0), b = compile_part(c, node, 1);
    bool plain = register_class(c, a) == CLASS_NUMBER && register_class(c, b) == CLASS_NUMBER;
    if (!plain) a = compile_ratio(c, a), b = compile_ratio(c, b);
    return emit_two(c, OP_DIVIDE, a, b, CLASS_RATIO);
}

static Reg compile_round(Compiler *c, const Node *node)
{
    Reg a = compile_part(c, node, 0);
    RoundHow how = {.mode = node->rounding,
                    .multiple = node->value,
                    .lift = node->type.scale - node->parts[0]->type.scale};
    return emit(c, (Instruction){.op = OP_ROUND, .a = a, .i = round_pack(how)}, CLASS_NUMBER,
                register_shape(c, a));
}

static Reg compile_extreme(Compiler *c, const Node *node, Opcode op)
{
    Reg all = compile_part(c, node, 0);
    for (size_t i = 1; i < node->part_count; i++)
        all = compile_pair(c, op, all, compile_part(c, node, i));
    return all;
}

/* ---- choosing, days ----------------------------------------------------------------------- */

static Reg choose(Compiler *c, Reg condition, Reg a, Reg b)
{
    if (register_class(c, a) == CLASS_RATIO || register_class(c, b) == CLASS_RATIO)
        a = compile_ratio(c, a), b = compile_ratio(c, b);
    if (a == b) return a; /* whatever the condition */
    Shape shape = register_shape(c, condition);
    if (register_shape(c, a) > shape) shape = register_shape(c, a);
    if (register_shape(c, b) > shape) shape = register_shape(c, b);
    return emit(c, (Instruction){.op = OP_IF, .a = condition, .b = a, .c = b}, register_class(c, a),
                shape);
}

static Reg compile_if(Compiler *c, const Node *node)
{
    Reg condition = compile_part(c, node, 0), yes = compile_part(c, node, 1);
    return choose(c, condition, yes, compile_part(c, node, 2));
}

static Reg compile_days(Compiler *c, const Node *node, Opcode op, Class class)
{
    Reg a = compile_part(c, node, 0);
    return emit_two(c, op, a, compile_part(c, node, 1), class);
}

static Reg compile_month_of(Compiler *c, const Node *node)
{
    const Node *day = node_unnamed(node->parts[0]);
    bool birthday = day->kind == NODE_BIRTHDAY && day->parts[1]->shape == SHAPE_CONSTANT &&
                    day->shape != SHAPE_CONSTANT;
    if (!c->full && birthday && node->value == 0)
        return compile_days(c, day, OP_BIRTHDAY_MONTH, CLASS_DAY);
    Reg a = compile_part(c, node, 0);
    return emit(c, (Instruction){.op = OP_MONTH_OF, .a = a, .i = node->value}, CLASS_DAY,
                register_shape(c, a));
}

/* ---- members ------------------------------------------------------------------------------ */

static bool is_always(const Node *node)
{
    return node->kind == NODE_LITERAL && node->value == YES;
}

static Reg fold_members(Compiler *c, Opcode op, Reg a, Reg b, Class class)
{
    return emit(c, (Instruction){.op = (uint8_t)op, .a = a, .b = b}, class, SHAPE_SUBJECT);
}

static Reg compile_sum(Compiler *c, const Node *node)
{
    Reg condition = compile_part(c, node, 0), value = compile_part(c, node, 1);
    if (!is_always(node->parts[0]))
        value = choose(c, condition, value, emit_constant(c, CLASS_NUMBER, 0));
    return fold_members(c, OP_SUM, value, 0, register_class(c, value));
}

static Reg compile_member_extreme(Compiler *c, const Node *node, Opcode op)
{
    Reg condition = compile_part(c, node, 0), value = compile_part(c, node, 1);
    return fold_members(c, op, condition, value, register_class(c, value));
}

/* Members outside the condition must not matter: they count as NO for 任一, as YES for 全部. */
static Reg compile_quantified(Compiler *c, const Node *node, Opcode op)
{
    Reg condition = compile_part(c, node, 0), truth = compile_part(c, node, 1);
    if (!is_always(node->parts[0]))
        truth = op == OP_ANY
                    ? emit_two(c, OP_AND, condition, truth, CLASS_TRUTH)
                    : emit_two(c, OP_OR, emit_one(c, OP_NOT, condition), truth, CLASS_TRUTH);
    return fold_members(c, op, truth, 0, CLASS_TRUTH);
}

static Reg compile_spread(Compiler *c, const Node *node)
{
    Reg a = compile_part(c, node, 0);
    if (register_shape(c, a) == SHAPE_CONSTANT) return a;
    return emit(c, (Instruction){.op = OP_SPREAD, .a = a}, register_class(c, a), SHAPE_MEMBER);
}

/* ---- all of them -------------------------------------------------------------------------- */

static Reg compile_leaf(Compiler *c, const Node *node)
{
    switch (node->kind) {
    case NODE_LITERAL:
        return compile_literal(c, node);
    case NODE_FIELD:
        return compile_field(c, node);
    case NODE_APPLICANT:
        return compile_applicant(c, node);
    case NODE_EVENT:
        return compile_event(c, node);
    case NODE_ENJOYS:
    case NODE_ENJOYED_AMOUNT:
        return compile_enjoyed(c, node);
    case NODE_STANDARD:
        return compile_standard(c, node);
    case NODE_DEFINITION:
        return compile_definition(c, node);
    case NODE_THIS_MONTH:
        return compile_bound(c, BOUND_MONTH);
    case NODE_FACT_DAY:
        return compile_bound(c, BOUND_FACT_DAY);
    case NODE_MONTH_START:
        return compile_bound(c, BOUND_MONTH_START);
    case NODE_MONTH_END:
        return compile_bound(c, BOUND_MONTH_END);
    default:
        return 0;
    }
}

static Reg compile_number(Compiler *c, const Node *node)
{
    switch (node->kind) {
    case NODE_ADD:
        return compile_arithmetic(c, node, OP_ADD);
    case NODE_SUBTRACT:
        return compile_arithmetic(c, node, OP_SUBTRACT);
    case NODE_MULTIPLY:
        return compile_arithmetic(c, node, OP_MULTIPLY);
    case NODE_DIVIDE:
        return compile_divide(c, node);
    case NODE_NEGATE:
        return compile_pair(c, OP_SUBTRACT, emit_constant(c, CLASS_NUMBER, 0),
                            compile_part(c, node, 0));
    case NODE_RESCALE:
        return compile_pair(c, OP_MULTIPLY, compile_part(c, node, 0),
                            emit_constant(c, CLASS_NUMBER, power_of_ten((int)node->value)));
    case NODE_ROUND:
        return compile_round(c, node);
    case NODE_MAX:
        return compile_extreme(c, node, OP_HIGHER);
    case NODE_MIN:
        return compile_extreme(c, node, OP_LOWER);
    case NODE_HOW_MANY:
        return compile_how_many(c, node);
    case NODE_COUNT:
        return fold_members(c, OP_COUNT, compile_part(c, node, 0), 0, CLASS_NUMBER);
    case NODE_SUM:
        return compile_sum(c, node);
    case NODE_HIGHEST:
        return compile_member_extreme(c, node, OP_HIGHEST);
    case NODE_LOWEST:
        return compile_member_extreme(c, node, OP_LOWEST);
    default:
        return 0;
    }
}

static Reg compile_known(Compiler *c, const Node *node)
{
    Reg a = compile_part(c, node, 0);
    return emit(c, (Instruction){.op = OP_KNOWN, .a = a}, CLASS_TRUTH, register_shape(c, a));
}

static Reg compile_other(Compiler *c, const Node *node)
{
    switch (node->kind) {
    case NODE_NOT:
        return emit_one(c, OP_NOT, compile_part(c, node, 0));
    case NODE_AND:
        return compile_folded(c, node, OP_AND);
    case NODE_OR:
        return compile_folded(c, node, OP_OR);
    case NODE_COMPARE:
        return compile_compare(c, node);
    case NODE_IN_SET:
        return compile_in_set(c, node);
    case NODE_KNOWN:
        return compile_known(c, node);
    case NODE_AT_HOME:
        return compile_span(c, node, BOUND_HOME_FIRST, BOUND_HOME_LAST);
    case NODE_WITHIN:
        return compile_span(c, node, BOUND_SPAN_FIRST, BOUND_SPAN_LAST);
    case NODE_IF:
        return compile_if(c, node);
    case NODE_TABLE:
        return compile_table(c, node);
    case NODE_AGE:
    case NODE_YEARS_BETWEEN:
        return compile_days(c, node, OP_AGE, CLASS_NUMBER);
    case NODE_MONTHS_BETWEEN:
        return compile_days(
            c, node, node->parts[0]->type.kind == TYPE_DATE ? OP_WHOLE_MONTHS : OP_MONTHS_BETWEEN,
            CLASS_NUMBER);
    case NODE_DAYS_BETWEEN:
        return compile_days(c, node, OP_DAYS_BETWEEN, CLASS_NUMBER);
    case NODE_BIRTHDAY:
        return compile_days(c, node, OP_BIRTHDAY, CLASS_DAY);
    case NODE_MONTH_OF:
        return compile_month_of(c, node);
    case NODE_MONTH_ADD:
        return compile_days(c, node, OP_MONTH_ADD, CLASS_DAY);
    case NODE_DAY_ADD:
        return compile_days(c, node, OP_DAY_ADD, CLASS_DAY);
    case NODE_ANY:
        return compile_quantified(c, node, OP_ANY);
    case NODE_ALL:
        return compile_quantified(c, node, OP_ALL);
    case NODE_SPREAD:
        return compile_spread(c, node);
    default:
        return 0;
    }
}

Reg compile_node(Compiler *c, const Node *node)
{
    Reg r = compile_leaf(c, node);
    if (!r) r = compile_number(c, node);
    if (!r) r = compile_other(c, node);
    ensure(r != 0);
    if (c->full) program_node_set(c->program, node, r);
    return r;
}
