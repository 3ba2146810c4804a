/* Private to lang's back half: the compiler's state, shared by the compile*.c files. */
#ifndef LANG_COMPILE_H
#define LANG_COMPILE_H

#include "lang/program.h"

typedef struct {
    Arena *arena;
    Program *program;
    Code *code;
    bool full;   /* no rewriting: every node keeps a register */
    bool bounds; /* unknown numbers hold 0, so that partial sums are lower bounds */
    Instruction *constants, *body;
    size_t constant_count, constant_room, body_count, body_room, register_room;
    size_t bound_room, table_room, set_room, band_room;
    Reg *definitions; /* by index; 0: not compiled yet */
} Compiler;

/* compile.c */
Class class_of(Type type);
Reg emit(Compiler *c, Instruction i, Class class, Shape shape);
Reg emit_one(Compiler *c, Opcode op, Reg a);
Reg emit_two(Compiler *c, Opcode op, Reg a, Reg b, Class class);
Reg emit_constant(Compiler *c, Class class, int64_t value);
Reg emit_bound(Compiler *c, BoundKind kind, Division division, const Standard *standard);
Class register_class(const Compiler *c, Reg r);
Shape register_shape(const Compiler *c, Reg r);

/* compile_node.c */
Reg compile_node(Compiler *c, const Node *node);
Reg compile_ratio(Compiler *c, Reg r); /* over 1 unless it is a ratio already */

/* compile_input.c: inputs, standards and divisions, shared by both codes */
Reg compile_input(Compiler *c, Input input, Shape shape);
void program_add_standard(Compiler *c, const Standard *standard);
void program_add_division(Compiler *c, Division division);

/* compile_compare.c: comparing, with ages and bounds */
Reg compile_compare(Compiler *c, const Node *node);
Reg compile_compare_registers(Compiler *c, Comparison compare, Reg a, Reg b);
bool tree_wants_bounds(const AffairTree *tree);
const Node *node_unnamed(const Node *node); /* behind names of definitions */
bool is_age_on_constant_day(const Node *node);
Reg compile_birth(Compiler *c, const Node *age);
Reg compile_born_by(Compiler *c, const Node *age, Reg years);

/* compile_how_many.c: 个数(…); `truth` of comparing it with a limit, decided by its ends too */
Reg compile_how_many(Compiler *c, const Node *node);
Reg compile_how_many_decided(Compiler *c, const Node *node, Comparison compare, Reg truth,
                             Reg limit);

/* program.c */
void program_nodes_prepare(Arena *arena, Program *program);
void program_node_set(Program *program, const Node *node, Reg r);

/* compile_table.c */
Reg compile_table(Compiler *c, const Node *node);

/* compile_order.c: what each instruction rests on, and what the amounts alone need */
void code_rests(Arena *arena, Code *code);
void code_order(Arena *arena, Code *code);
void code_cross(Arena *arena, Code *code, size_t components);

/* compile_guard.c: what need not run in a block */
void code_guard(Arena *arena, Code *code, size_t components);

/* Calls `visit` with each register that an instruction reads. */
typedef void Visit(void *context, Reg r);
void visit_reads(const Code *code, const Instruction *i, Visit *visit, void *context);

/* compile_slots.c: which results need an instruction, and where its register lies */
void code_assign(Arena *arena, Code *code, size_t components, bool keep);

#endif
