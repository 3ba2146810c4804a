/* Tables: 给付 按 … with rows of bands or choices. A table of constants over a number or an age is
 * one instruction (BANDS) that adds up the steps between the bands that a key has reached; every
 * other table becomes a chain of choices, and so does one by 个数, whose range may lie in a row. */
#include "lang/compile.h"

enum { BANDS_MOST = 8 };

static bool table_has_codes(const Node *node)
{
    for (size_t i = 0; i < node->row_count; i++)
        if (node->rows[i].codes) return true;
    return false;
}

static bool table_is_constant(const Node *node)
{
    for (size_t i = 0; i < node->row_count; i++)
        if (node->parts[1 + i]->shape != SHAPE_CONSTANT) return false;
    return true;
}

/* The key against one end of a row. */
static Reg compile_row_end(Compiler *c, const Node *node, Reg key, Comparison compare, int64_t end)
{
    Reg limit = emit_constant(c, register_class(c, key), end);
    Reg holds = compile_compare_registers(c, compare, key, limit);
    return compile_how_many_decided(c, node->parts[0], compare, holds, limit);
}

static Reg compile_row_condition(Compiler *c, const Node *node, Reg key, const TableRow *row)
{
    Class class = register_class(c, key);
    Reg holds = 0;
    if (row->codes) {
        for (size_t i = 0; i < row->code_count; i++) {
            Reg one =
                emit_two(c, OP_EQUAL, key, emit_constant(c, class, row->codes[i]), CLASS_TRUTH);
            holds = holds ? emit_two(c, OP_OR, holds, one, CLASS_TRUTH) : one;
        }
        return holds ? holds : emit_constant(c, CLASS_TRUTH, NO);
    }
    if (row->low != INT64_MIN) holds = compile_row_end(c, node, key, COMPARE_AT_LEAST, row->low);
    if (row->high != INT64_MAX) {
        Reg below = compile_row_end(c, node, key, COMPARE_AT_MOST, row->high);
        holds = holds ? emit_two(c, OP_AND, holds, below, CLASS_TRUTH) : below;
    }
    return holds ? holds : emit_constant(c, CLASS_TRUTH, YES);
}

static Reg compile_chain(Compiler *c, const Node *node)
{
    Reg key = compile_node(c, node->parts[0]);
    Reg result = emit_constant(c, class_of(node->type), 0);
    for (size_t i = node->row_count; i-- > 0;) {
        Reg holds = compile_row_condition(c, node, key, &node->rows[i]);
        Reg value = compile_node(c, node->parts[1 + i]);
        Shape shape = register_shape(c, holds);
        if (register_shape(c, value) > shape) shape = register_shape(c, value);
        if (register_shape(c, result) > shape) shape = register_shape(c, result);
        if (register_class(c, value) == CLASS_RATIO || register_class(c, result) == CLASS_RATIO)
            value = compile_ratio(c, value), result = compile_ratio(c, result);
        result = emit(c, (Instruction){.op = OP_IF, .a = holds, .b = value, .c = result},
                      register_class(c, value), shape);
    }
    return result;
}

/* ---- bands -------------------------------------------------------------------------------- */

/* Begins of bands in ascending order; `row` is the row that begins there, or none after a gap. */
typedef struct {
    int64_t low;
    const Node *value;
} BandStart;

static void start_insert(BandStart *starts, size_t *count, BandStart s)
{
    size_t at = *count;
    while (at > 0 && starts[at - 1].low > s.low) {
        starts[at] = starts[at - 1];
        at--;
    }
    starts[at] = s;
    (*count)++;
}

/* The bands with the gaps between them; false when there are too many for the instruction. */
static bool band_starts(const Node *node, BandStart *starts, size_t *count)
{
    *count = 0;
    if (node->row_count > BANDS_MOST) return false;
    for (size_t i = 0; i < node->row_count; i++)
        start_insert(starts, count, (BandStart){node->rows[i].low, node->parts[1 + i]});
    size_t bands = *count;
    for (size_t i = 0; i < node->row_count; i++) {
        int64_t high = node->rows[i].high;
        bool followed = high == INT64_MAX;
        for (size_t k = 0; k < bands && !followed; k++)
            followed = node->rows[k].low == high + 1;
        if (!followed) start_insert(starts, count, (BandStart){high + 1, NULL});
    }
    return *count <= BANDS_MOST;
}

static Reg compile_bands(Compiler *c, const Node *node, const BandStart *starts, size_t count)
{
    const Node *key = node->parts[0];
    bool births = !c->full && is_age_on_constant_day(key);
    BandTable table = {NEW_ARRAY(c->arena, Reg, count), NEW_ARRAY(c->arena, Reg, count), count,
                       births};
    for (size_t i = 0; i < count; i++) {
        Reg low = emit_constant(c, CLASS_NUMBER, starts[i].low);
        table.limits[i] = births ? compile_born_by(c, key, low) : low;
        table.values[i] =
            starts[i].value ? compile_node(c, starts[i].value) : emit_constant(c, CLASS_NUMBER, 0);
    }
    Reg a = births ? compile_birth(c, key) : compile_node(c, key);
    Code *code = c->code;
    if (code->band_count == c->band_room)
        code->bands = arena_grow(c->arena, code->bands, &c->band_room, sizeof(BandTable));
    code->bands[code->band_count] = table;
    return emit(c, (Instruction){.op = OP_BANDS, .a = a, .i = (int64_t)code->band_count++},
                CLASS_NUMBER, register_shape(c, a));
}

Reg compile_table(Compiler *c, const Node *node)
{
    BandStart starts[2 * BANDS_MOST + 1];
    size_t count;
    bool bands = node->parts[0]->type.kind == TYPE_NUMBER && node->shape != SHAPE_CONSTANT &&
                 node->parts[0]->shape != SHAPE_CONSTANT && !node->type.ratio &&
                 node_unnamed(node->parts[0])->kind != NODE_HOW_MANY && !table_has_codes(node) &&
                 table_is_constant(node) && node->row_count > 0;
    if (bands && band_starts(node, starts, &count)) return compile_bands(c, node, starts, count);
    return compile_chain(c, node);
}
