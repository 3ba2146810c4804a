/* Private to lang's back half: what a program is made of. compile.c writes it, machine.c runs it,
 * explain.c, needs.c and cases.c read it.
 *
 * A program is straight-line code in single-assignment form: each instruction writes one register,
 * registers are written once. A register is a column: one value (SHAPE_CONSTANT), a value a row
 * (SHAPE_SUBJECT) or a value a member (SHAPE_MEMBER). Constants are computed once, when the program
 * is bound; the rest block by block. There are two codes of the same tree: `fast` for columns, with
 * rewriting, and `full`, in which every node of the tree has a register of its own, for
 * explanations. A property test holds them equal. */
#ifndef LANG_PROGRAM_H
#define LANG_PROGRAM_H

#include "lang/lang.h"
#include "lang/tree.h"

typedef enum {
#define OPCODE(name, mnemonic, handler) OP_##name,
#include "lang/opcodes.def"
#undef OPCODE
    OPCODE_COUNT
} Opcode;

/* How a register's values lie in memory. */
typedef enum {
    CLASS_TRUTH,  /* uint8_t, unknown is the value UNKNOWN */
    CLASS_CHOICE, /* uint8_t + mask */
    CLASS_DAY,    /* int32_t + mask: dates, months, divisions */
    CLASS_NUMBER, /* int64_t + mask */
    CLASS_RATIO,  /* int64_t numerators and denominators + mask */
    CLASS_COUNT
} Class;
size_t class_width(Class c);

typedef uint16_t Reg; /* 0 is no register */
typedef struct {
    uint8_t op, shape; /* shape of the destination */
    uint8_t parts;     /* which results need it: PART_ bits */
    uint8_t rests;     /* on what its value rests: RESTS_ bits */
    Reg d, a, b, c;
    Reg guard; /* not run in a block where every row of this truth is NO */
    int64_t i;
} Instruction;
enum {
    PART_ENTITLED = 1,
    PART_CANDIDATE = 2,
    PART_MONTHS = 4,
    PART_AMOUNTS = 8,
    PART_COUNTED = 16,
    PART_REASON = 32
};
/* What differs between two runs over the same rows. All rests on the facts (and on the places of a
 * binding); what rests on the month or on standards as well is computed again when those change. */
enum { RESTS_FACTS = 1, RESTS_MONTH = 2, RESTS_STANDARDS = 4, RESTS_ALL = 7 };

typedef struct {
    Class class;
    Shape shape;
    uint16_t slot;  /* of scratch memory; SLOT_NONE: the values lie elsewhere */
    uint16_t apart; /* where it lies instead, alone, when runs share what they have in common */
} RegisterKind;
enum { SLOT_NONE = UINT16_MAX };

/* Slots of scratch memory: `width` bytes a row and a byte for the mask. */
typedef struct {
    uint8_t width;
    Shape shape;
} Slot;

typedef struct {
    const int64_t *values;
    size_t count;
} ValueSet; /* IN_SET */
/* Thresholds on a day or number: d = sum of step[k] over reached k. For days (births) a threshold
 * is reached when key <= limit, for numbers when key >= limit. */
typedef struct {
    Reg *limits; /* constants */
    Reg *values; /* constants: the value of the band that begins there */
    size_t count;
    bool births;
} BandTable;

typedef enum {
    BOUND_MONTH,
    BOUND_FACT_DAY,
    BOUND_MONTH_START,
    BOUND_MONTH_END,
    BOUND_HOME_FIRST,
    BOUND_HOME_LAST,
    BOUND_SPAN_FIRST,
    BOUND_SPAN_LAST,
    BOUND_STANDARD
} BoundKind;
typedef struct {
    BoundKind kind;
    Division division;        /* SPAN */
    const Standard *standard; /* STANDARD */
} BoundValue;

typedef struct {
    Instruction *items; /* the first `constants` of them are run when binding */
    size_t count, constants;
    size_t amounts_from; /* from it on: what only the amounts need */
    Reg *crossing;       /* written before amounts_from, read from there on */
    size_t crossing_count;
    RegisterKind *registers; /* [0] unused */
    size_t register_count;
    Slot *slots;
    size_t slot_count;
    BoundValue *bounds;
    size_t bound_count;
    const Standard **tables; /* STANDARD_BY */
    size_t table_count;
    ValueSet *sets;
    size_t set_count;
    BandTable *bands;
    size_t band_count;
    Reg eligible, candidate, reason, start, stop, floor, counted;
    Reg *amounts; /* by component */
} Code;

/* Where the full code keeps a node's value. */
typedef struct {
    const Node *node;
    Reg reg;
} NodeReg;

struct Program {
    const AffairTree *tree;
    Input *inputs;
    size_t input_count;
    const Standard **standards;
    size_t standard_count;
    Division *divisions;
    size_t division_count;
    Code fast, full;
    NodeReg *nodes; /* of the full code, hashed by address; node_mask + 1 places */
    size_t node_mask, node_count;
    Arena *arena;
};
Reg program_node(const Program *p, const Node *node); /* in the full code; 0 if it has none */

const char *opcode_mnemonic(Opcode op);

/* Immediates that hold more than one number. */
typedef struct {
    Rounding mode;
    int64_t multiple; /* of the result's mantissas */
    int lift;         /* the result's scale less the operand's */
} RoundHow;
int64_t round_pack(RoundHow how);
RoundHow round_unpack(int64_t i);
typedef struct {
    Comparison compare; /* of the bound with the other side */
    Truth outcome;      /* when it holds */
} DecideHow;
int64_t decide_pack(DecideHow how);
DecideHow decide_unpack(int64_t i);

/* A register while a program runs. In a row whose mask is set the value of a truth is UNKNOWN and
 * that of a number is whatever arithmetic on its operands' values gave: compile_bounds.c says when
 * that is a lower bound. */
typedef struct {
    void *values;     /* uint8_t, int32_t or int64_t, by class */
    int64_t *below;   /* a ratio's denominators, > 0 */
    uint8_t *unknown; /* the mask; read only when has_unknown */
    uint64_t largest; /* numbers: no |value| exceeds this; 0 = not looked at yet */
    bool has_unknown; /* some row may be unknown */
    bool one;         /* a constant: one value for all rows */
    uint8_t uniform;  /* of a guard: the truth of all rows of block `looked`, or MIXED */
    uint32_t looked;
} Vector;
enum { MIXED = 3 };

typedef struct {
    union {
        int64_t number;
        int32_t day;
        uint8_t byte;
    } value;
    int64_t below;
    uint8_t unknown;
} Constant;
typedef struct {
    int64_t *values; /* by choice code, all 256 */
    uint8_t *unknown;
    size_t choices;
    uint64_t largest;
} StandardTable;
/* The constants of one code for one binding. */
typedef struct {
    Constant *constants; /* by register */
    Vector *vectors;     /* by register: views of the constants */
    StandardTable *tables;
} BoundCode;
struct Env {
    const Program *program;
    Binding binding;
    Date fact_day;
    BoundCode fast, full;
};
/* On what an instruction rests, besides what it reads. */
uint8_t instruction_rests(const Code *code, const Instruction *i);
/* What of the fast code differs between two bindings of a program, as RESTS_ bits; 0: nothing. */
uint8_t env_changes(const Env *from, const Env *to);
/* The value of a standard in a binding, for explanations: NULL when an override or unset. */
const StandardValue *env_standard(const Env *env, const Standard *s, uint8_t choice,
                                  int64_t *mantissa, bool *known);

#endif
