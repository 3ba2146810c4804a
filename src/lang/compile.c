/* From the typed tree of an affair to straight-line code. Here are the frame (which results are
 * compiled, in what order) and the making of instructions; compile_node.c has one case for each
 * kind of node. An instruction equal to an earlier one is not made again, so a definition or a fact
 * named twice is computed once. Instructions on constants alone go to the part that runs when the
 * program is bound to a month. Start reading at program_compile. */
#include "lang/compile.h"

#include <string.h>

size_t class_width(Class c)
{
    static const size_t widths[CLASS_COUNT] = {1, 1, 4, 8, 16};
    return widths[c];
}

Class class_of(Type type)
{
    switch (type.kind) {
    case TYPE_TRUTH:
        return CLASS_TRUTH;
    case TYPE_CHOICE:
        return CLASS_CHOICE;
    case TYPE_NUMBER:
        return type.ratio ? CLASS_RATIO : CLASS_NUMBER;
    case TYPE_DATE:
    case TYPE_MONTH:
    case TYPE_DIVISION:
        return CLASS_DAY;
    case TYPE_TEXT:
        break;
    }
    ensure(type.kind != TYPE_TEXT); /* a text is not computed */
    return CLASS_DAY;
}

Class register_class(const Compiler *c, Reg r)
{
    return c->code->registers[r].class;
}

Shape register_shape(const Compiler *c, Reg r)
{
    return r == 0 ? SHAPE_CONSTANT : c->code->registers[r].shape;
}

static Reg register_new(Compiler *c, Class class, Shape shape)
{
    Code *code = c->code;
    ensure(code->register_count < UINT16_MAX);
    if (code->register_count == c->register_room)
        code->registers =
            arena_grow(c->arena, code->registers, &c->register_room, sizeof(RegisterKind));
    code->registers[code->register_count] = (RegisterKind){class, shape, SLOT_NONE, SLOT_NONE};
    return (Reg)code->register_count++;
}

static Reg find_equal(const Instruction *items, size_t count, const Instruction *i)
{
    for (size_t k = 0; k < count; k++) {
        const Instruction *at = &items[k];
        if (at->op == i->op && at->shape == i->shape && at->a == i->a && at->b == i->b &&
            at->c == i->c && at->i == i->i)
            return at->d;
    }
    return 0;
}

/* The household's register that `r` spreads to the members; `r` itself if it is a constant; else
 * 0. */
static Reg before_spread(const Compiler *c, Reg r)
{
    if (r == 0 || register_shape(c, r) == SHAPE_CONSTANT) return r;
    for (size_t k = c->body_count; k-- > 0;)
        if (c->body[k].d == r) return c->body[k].op == OP_SPREAD ? c->body[k].a : 0;
    return 0;
}

/* What members compute from the household's values alone is computed once, by the household. */
static bool lift_over_spread(const Compiler *c, Instruction *i)
{
    Reg *reads[3] = {&i->a, &i->b, &i->c}, before[3];
    for (size_t k = 0; k < 3; k++) {
        before[k] = before_spread(c, *reads[k]);
        if (*reads[k] && !before[k]) return false;
    }
    for (size_t k = 0; k < 3; k++)
        *reads[k] = before[k];
    return true;
}

/* Appends `i`, or finds the register that already holds the same. */
Reg emit(Compiler *c, Instruction i, Class class, Shape shape)
{
    bool of_members = shape == SHAPE_MEMBER && i.op != OP_SPREAD && i.a;
    if (!c->full && of_members && lift_over_spread(c, &i)) {
        Reg lifted = emit(c, i, class, SHAPE_SUBJECT);
        return emit(c, (Instruction){.op = OP_SPREAD, .a = lifted}, class, SHAPE_MEMBER);
    }
    bool constant = shape == SHAPE_CONSTANT;
    Instruction **items = constant ? &c->constants : &c->body;
    size_t *count = constant ? &c->constant_count : &c->body_count;
    size_t *room = constant ? &c->constant_room : &c->body_room;
    i.shape = (uint8_t)shape;
    Reg same = find_equal(*items, *count, &i);
    if (same && register_class(c, same) == class) return same;
    if (*count == *room) *items = arena_grow(c->arena, *items, room, sizeof(Instruction));
    i.d = register_new(c, class, shape);
    (*items)[(*count)++] = i;
    return i.d;
}

Reg emit_one(Compiler *c, Opcode op, Reg a)
{
    return emit(c, (Instruction){.op = (uint8_t)op, .a = a}, register_class(c, a),
                register_shape(c, a));
}

static Shape wider(Shape a, Shape b)
{
    return a > b ? a : b;
}

Reg emit_two(Compiler *c, Opcode op, Reg a, Reg b, Class class)
{
    return emit(c, (Instruction){.op = (uint8_t)op, .a = a, .b = b}, class,
                wider(register_shape(c, a), register_shape(c, b)));
}

Reg emit_constant(Compiler *c, Class class, int64_t value)
{
    return emit(c, (Instruction){.op = OP_CONSTANT, .i = value}, class, SHAPE_CONSTANT);
}

Reg emit_bound(Compiler *c, BoundKind kind, Division division, const Standard *standard)
{
    Code *code = c->code;
    size_t at = 0;
    while (at < code->bound_count &&
           (code->bounds[at].kind != kind || code->bounds[at].division.n != division.n ||
            code->bounds[at].standard != standard))
        at++;
    if (at == code->bound_count) {
        if (at == c->bound_room)
            code->bounds = arena_grow(c->arena, code->bounds, &c->bound_room, sizeof(BoundValue));
        code->bounds[code->bound_count++] = (BoundValue){kind, division, standard};
    }
    Class class = kind == BOUND_STANDARD ? CLASS_NUMBER : CLASS_DAY;
    return emit(c, (Instruction){.op = OP_BOUND, .i = (int64_t)at}, class, SHAPE_CONSTANT);
}

/* ---- the frame ---------------------------------------------------------------------------- */

static Reg truth_not(Compiler *c, Reg a)
{
    return emit_one(c, OP_NOT, a);
}

static Reg truth_join(Compiler *c, Opcode op, Reg a, Reg b)
{
    if (a == 0) return b;
    return emit_two(c, op, a, b, CLASS_TRUTH);
}

/* Eligible: in some group that applies, all lines hold. Of a group that does not apply each line
 * counts as held, so that it is never the reason. */
static void compile_groups(Compiler *c, const AffairTree *tree, Reg *lines)
{
    Reg eligible = 0;
    for (size_t g = 0; g < tree->group_count; g++) {
        const ConditionGroup *group = &tree->groups[g];
        Reg applies = group->applies ? compile_node(c, group->applies) : 0;
        Reg all = applies;
        for (size_t k = group->first; k < group->first + group->count; k++) {
            Reg line = compile_node(c, tree->conditions[k].holds);
            all = truth_join(c, OP_AND, all, line);
            lines[k] = applies ? truth_join(c, OP_OR, truth_not(c, applies), line) : line;
        }
        if (all) eligible = truth_join(c, OP_OR, eligible, all);
    }
    c->code->eligible = eligible ? eligible : emit_constant(c, CLASS_TRUTH, YES);
}

static void compile_conditions(Compiler *c, const AffairTree *tree)
{
    Reg *lines = NEW_ARRAY(c->arena, Reg, tree->condition_count + 1);
    compile_groups(c, tree, lines);
    Reg reason = emit_constant(c, CLASS_CHOICE, 0);
    for (size_t k = tree->condition_count; k-- > 0;) {
        if (!lines[k]) continue;
        reason =
            emit(c, (Instruction){.op = OP_REASON, .a = lines[k], .b = reason, .i = (int64_t)k + 1},
                 CLASS_CHOICE, wider(register_shape(c, lines[k]), register_shape(c, reason)));
    }
    c->code->reason = reason;
}

static Reg compile_month(Compiler *c, const Node *node, int32_t absent)
{
    return node ? compile_node(c, node) : emit_constant(c, CLASS_DAY, absent);
}

static void compile_code(Compiler *c, const AffairTree *tree)
{
    register_new(c, CLASS_TRUTH, SHAPE_CONSTANT); /* register 0 stands for none */
    Code *code = c->code;
    compile_conditions(c, tree);
    code->candidate =
        tree->candidate ? compile_node(c, tree->candidate) : emit_constant(c, CLASS_TRUTH, YES);
    code->amounts = NEW_ARRAY(c->arena, Reg, tree->component_count);
    for (size_t k = 0; k < tree->component_count; k++)
        code->amounts[k] = compile_node(c, tree->components[k].amount);
    code->start = compile_month(c, tree->start, INT32_MIN);
    code->stop = compile_month(c, tree->stop, MONTH_NONE.n);
    code->floor = compile_month(c, tree->arrears_floor, INT32_MIN);
    code->counted =
        tree->counted ? compile_node(c, tree->counted) : emit_constant(c, CLASS_TRUTH, YES);
    code->count = c->constant_count + c->body_count;
    code->constants = c->constant_count;
    code->items = NEW_ARRAY(c->arena, Instruction, code->count + 1);
    memcpy(code->items, c->constants, c->constant_count * sizeof(Instruction));
    if (c->body_count)
        memcpy(code->items + c->constant_count, c->body, c->body_count * sizeof(Instruction));
    code_assign(c->arena, code, tree->component_count, c->full);
}

static void code_begin(Compiler *c, Program *program, Code *code, bool full)
{
    const AffairTree *tree = program->tree;
    *c = (Compiler){.arena = c->arena, .program = program, .code = code, .full = full};
    c->bounds = tree_wants_bounds(tree);
    c->definitions = NEW_ARRAY(c->arena, Reg, tree->definition_count + 1);
}

/* The full code is compiled first: it meets every input of the tree, so that the order of inputs
 * is the order in which the text names them. */
Program *program_compile(Arena *arena, const AffairTree *tree)
{
    Program *program = NEW(arena, Program);
    program->tree = tree;
    program_nodes_prepare(arena, program);
    Compiler c = {.arena = arena};
    code_begin(&c, program, &program->full, true);
    compile_code(&c, tree);
    code_begin(&c, program, &program->fast, false);
    compile_code(&c, tree);
    return program;
}
