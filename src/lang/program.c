/* A program at rest: finding a node's register, packing immediates, and printing the instructions
 * for people. */
#include "lang/program.h"
#include "lang/compile.h"

/* ---- registers of nodes ------------------------------------------------------------------- */

static size_t node_hash(const Node *node)
{
    return (size_t)(((uintptr_t)node >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 32);
}

void program_nodes_prepare(Arena *arena, Program *program)
{
    program->arena = arena;
    program->node_mask = 255;
    program->nodes = NEW_ARRAY(arena, NodeReg, program->node_mask + 1);
}

static NodeReg *node_place(const Program *p, const Node *node)
{
    size_t at = node_hash(node) & p->node_mask;
    while (p->nodes[at].node && p->nodes[at].node != node)
        at = (at + 1) & p->node_mask;
    return &p->nodes[at];
}

static void nodes_grow(Program *p)
{
    NodeReg *old = p->nodes;
    size_t count = p->node_mask + 1;
    p->node_mask = 2 * count - 1;
    p->nodes = NEW_ARRAY(p->arena, NodeReg, 2 * count);
    for (size_t i = 0; i < count; i++)
        if (old[i].node) *node_place(p, old[i].node) = old[i];
}

void program_node_set(Program *p, const Node *node, Reg r)
{
    NodeReg *place = node_place(p, node);
    if (!place->node) p->node_count++;
    *place = (NodeReg){node, r};
    if (2 * p->node_count > p->node_mask) nodes_grow(p);
}

Reg program_node(const Program *p, const Node *node)
{
    return node_place(p, node)->reg;
}

/* ---- immediates --------------------------------------------------------------------------- */

enum { LIFT_BIAS = 64 };

int64_t round_pack(RoundHow how)
{
    ensure(how.multiple > 0 && how.multiple < INT64_C(1) << 40);
    ensure(how.lift > -LIFT_BIAS && how.lift < LIFT_BIAS);
    return how.multiple << 16 | (int64_t)(how.lift + LIFT_BIAS) << 8 | (int64_t)how.mode;
}

RoundHow round_unpack(int64_t i)
{
    return (RoundHow){(Rounding)(i & 255), i >> 16, (int)(i >> 8 & 255) - LIFT_BIAS};
}

int64_t decide_pack(DecideHow how)
{
    return (int64_t)how.compare << 8 | (int64_t)how.outcome;
}

DecideHow decide_unpack(int64_t i)
{
    return (DecideHow){(Comparison)(i >> 8), (Truth)(i & 255)};
}

/* ---- printing ----------------------------------------------------------------------------- */

const char *opcode_mnemonic(Opcode op)
{
    static const char *const names[OPCODE_COUNT] = {
#define OPCODE(name, mnemonic, handler) [OP_##name] = mnemonic,
#include "lang/opcodes.def"
#undef OPCODE
    };
    return names[op];
}

static void dump_instruction(const Program *p, const Code *code, const Instruction *i, Buf *out)
{
    static const char classes[CLASS_COUNT] = {'t', 'c', 'd', 'n', 'q'};
    const RegisterKind *r = &code->registers[i->d];
    buf_format(out, "%c%c%-4d", "krm"[r->shape], classes[r->class], i -> d);
    if (r->slot == SLOT_NONE)
        buf_add(out, STR("      "));
    else
        buf_format(out, " @%-4d", r->slot);
    buf_format(out, "%-12s", opcode_mnemonic((Opcode)i->op));
    const Reg reads[3] = {i->a, i->b, i->c};
    for (size_t k = 0; k < 3; k++)
        if (reads[k]) buf_format(out, " %d", reads[k]);
    if (i->op == OP_INPUT)
        buf_format(out, " %.*s", STR_ARG(p->inputs[i->i].name));
    else if (i->i)
        buf_format(out, " #%lld", (long long)i->i);
    buf_byte(out, '\n');
}

void program_dump(const Program *p, Buf *out)
{
    const Code *code = &p->fast;
    for (size_t i = 0; i < code->count; i++)
        if (code->items[i].parts) dump_instruction(p, code, &code->items[i], out);
    buf_format(out, "eligible %d reason %d candidate %d start %d stop %d floor %d amounts",
               code->eligible, code->reason, code->candidate, code->start, code->stop, code->floor);
    for (size_t k = 0; k < p->tree->component_count; k++)
        buf_format(out, " %d", code->amounts[k]);
    buf_format(out, "; %zu slots\n", code->slot_count);
}
