/* lang, second part: compiled programs and the columnar machine that runs them; see lang.h. */
#ifndef LANG_MACHINE_H
#define LANG_MACHINE_H

/* Days and months of an enrolment that rules may name. None (DATE_NONE, MONTH_NONE) is a value:
 * an event that has not happened. */
typedef enum {
    EVENT_APPLIED,   /* 申请日期 */
    EVENT_ACCEPTED,  /* 受理日期 */
    EVENT_DECIDED,   /* 确认日期 */
    EVENT_REVIEWED,  /* 复核日期: of the last grant or revision */
    EVENT_FADE_FROM, /* 渐退起月: first month of the fade-out, or none */
    EVENT_COUNT
} EventKind;
Str event_name(EventKind kind);

typedef enum {
    INPUT_FIELD,         /* a register's field */
    INPUT_EVENT,         /* int32 */
    INPUT_ENJOYS,        /* 享受(X): TRUTH, granted more than zero this month */
    INPUT_ENJOYED_AMOUNT /* 享受额(X): int64 fen, this person's share this month */
} InputKind;
typedef struct {
    InputKind kind;
    bool of_member; /* a column of the member table, else of the subject */
    const Field *field;
    EventKind event;
    const Affair *affair;
    Type type;
    ColumnType column;
    Str name; /* as in a facts file: 月收入, 享受(最低生活保障) */
} Input;

typedef struct Program Program;
const Input *program_inputs(const Program *p, size_t *count);
/* The standards it names, so that callers can say which numbers a result rests on. */
const Standard *const *program_standards(const Program *p, size_t *count);
/* The divisions whose codes stand in the text; a Binding says where they lie in the order. */
const Division *program_divisions(const Program *p, size_t *count);
/* 取数日: the day of the month on which facts are read. */
Date program_fact_day(const Program *p, Month month);
void program_dump(const Program *p, Buf *out); /* one instruction a line, for people */

/* What explanations call a division, by its order number; empty text: it has no name. */
typedef struct {
    Str (*name)(const void *context, Arena *arena, int32_t order);
    const void *context;
} PlaceNames;
/* The month and the place for which a program runs. */
typedef struct {
    Month month;
    Date known;                               /* standards published by this day count */
    Areas areas;                              /* nearest first; the nation is implied */
    int32_t home_first, home_last;            /* 本辖区 as order numbers of divisions */
    const struct StandardOverride *overrides; /* what-if and cases; choice 0: every choice */
    size_t override_count;
    const struct DivisionSpan *spans; /* of program_divisions(); one not given is unknown */
    size_t span_count;
    PlaceNames places; /* name NULL: divisions stay unnamed */
} Binding;
/* Where a division and what it contains lie in the order of divisions. */
typedef struct DivisionSpan {
    Division division;
    int32_t first, last;
} DivisionSpan;
typedef struct StandardOverride {
    const Standard *standard;
    uint8_t choice;
    int64_t mantissa;
} StandardOverride;
typedef struct Env Env; /* a program's constants for one Binding; unset standards are unknown */
Env *env_bind(Arena *arena, const Program *p, const Binding *binding);

/* A block of rows: inputs[i] belongs to program_inputs()[i]; member columns are grouped. */
typedef struct {
    size_t rows;
    Groups members; /* owners == rows for households; all zero for persons */
    const Column *inputs;
} Facts;

/* What one component pays: the rows (or members) for which that is not plainly nothing, in order.
 * Most programmes concern few people; the others are neither written nor read. */
typedef struct {
    size_t count;
    uint32_t *at; /* row or member */
    int64_t *fen; /* as the columns of amounts have it */
    uint8_t *unknown;
} PaidRows;

/* Columns that the caller provides (from results_new), one entry a row. */
typedef struct {
    size_t rows, members;
    uint8_t *eligible;      /* Truth: 准入, without the month window */
    uint8_t *candidate;     /* Truth: 排查范围; YES where the affair has none */
    uint8_t *reason;        /* 0, or 1 + index of the first 准入 line that is not YES */
    int32_t *first_month;   /* 起; MONTH_NONE.n = never; */
    int32_t *stop_month;    /* 止: the first month not paid; MONTH_NONE.n = open */
    int32_t *arrears_floor; /* 补发 不早于; INT32_MIN = no limit */
    uint8_t *month_unknown; /* one of the three months is unknown */
    int64_t **amount;       /* [component][row or member], whole fen; 0 where not eligible */
    uint8_t **amount_unknown;
    PaidRows *paid;    /* [component]: the same amounts listed, instead of the columns */
    uint8_t *counted;  /* Truth, by member: 保障成员; YES where the affair has none */
    uint8_t *overflow; /* the row's exact result does not fit: its amounts are unknown */
} Results;
Results results_new(Arena *arena, const Affair *affair, size_t rows, size_t members);
/* The same with amounts in lists: for everybody, of whom few are paid. */
Results results_new_listed(Arena *arena, const Affair *affair, size_t rows, size_t members);
/* A column of Results that is NULL is not computed: reason; candidate; counted; overflow; the
 * months (first_month NULL); the amounts (amount and paid NULL). */

/* ---- facts from text: eval, cases, import -------------------------------------------------- */

/* One value of an input. A division is its 12-digit code here, its order number in a column. */
typedef struct {
    bool known;
    int64_t value;
} Cell;
/* Reads a cell as its input's type: 1,850.50 2024-03-05 二级 是 10%; 无 is none (no such day, no
 * such choice, nothing), empty and 未知 are unknown. False when it is none of these. */
bool input_parse(const Input *input, Str text, Cell *out);
/* What holds of an input that nobody mentions: none where 无记录即无, else unknown; an event has
 * not happened; 享受(X) is no, 享受额(X) nothing. */
Cell input_absent(const Input *input);
void input_store(const Input *input, Column *column, Arena *arena, size_t row, Cell cell);

/* Divisions without a register of divisions: distinct codes in ascending order; a code's order
 * number is its place. What a division contains then lies in one span, as in the register. */
typedef struct {
    const Division *codes;
    size_t count;
} DivisionOrder;
DivisionOrder division_order(Arena *arena, const Division *codes, size_t count);
int32_t division_order_of(const DivisionOrder *order, Division code); /* -1 when it is not there */
DivisionSpan division_order_span(const DivisionOrder *order, Division outer); /* may be empty */
/* Their codes as names, for a Binding. */
PlaceNames division_order_places(Arena *arena, const DivisionOrder *order);

/* ---- running ------------------------------------------------------------------------------ */

typedef struct Machine Machine; /* scratch registers; one thread at a time */
Machine *machine_new(Arena *arena, const Affair *affair);
/* Runs any number of rows in cache-sized blocks that hold whole households. */
void machine_run(Machine *m, const Env *env, const Facts *facts, Results *results);

/* One program for one binding over some facts. */
typedef struct {
    Machine *machine;
    const Env *env;
    const Facts *facts;
    Results *results;
} MachineRun;
/* Runs many block by block: several programmes over the same people, or one programme for several
 * months and standards (a what-if: the same facts under two bindings). A column that several read
 * is fetched once. Runs of one machine over the same facts are made neighbours, and of each only
 * what rests on what its binding changes is computed. All have the same rows and households. */
void machine_run_many(const MachineRun *runs, size_t count);

/* The same when only sums are wanted: results hold one block, in the cache, and after each block of
 * each run, in whatever order, `take` looks at them and leaves them as they are; row first_row + i
 * stands at i. Make them with
 * results_new(arena, affair, MACHINE_BLOCK, machine_block_members(facts)); runs may share them. */
enum { MACHINE_BLOCK = 4096 };
size_t machine_block_members(const Facts *facts);
typedef struct {
    size_t run; /* which of the runs */
    size_t first_row, rows, first_member, members;
} MachineBlock;
typedef struct {
    void (*take)(void *context, const MachineBlock *block);
    void *context;
} MachineSink;
void machine_run_sink(const MachineRun *runs, size_t count, const MachineSink *sink);

/* ---- why ---------------------------------------------------------------------------------- */

/* A derivation: each step is a line of law with its values, and the steps it rests on. */
typedef struct Why {
    Str text;    /* 周岁(月末) = 80 ≥ 80 */
    Str value;   /* 成立, 不成立, 未定, 350.00 元 */
    Truth truth; /* of a condition; UNKNOWN also for an unknown amount */
    bool condition;
    Str citation;
    Place place;
    struct Why *parts;
    size_t part_count;
} Why;
/* Explains one row of `facts` with the same machine; standards show document and 推定. */
Why *machine_explain(Arena *arena, Machine *m, const Env *env, const Facts *facts, size_t row);
void why_print(const Why *why, int indent, Buf *out);
void why_json(const Why *why, Json *json);
/* The facts that would decide an undecided row: only those that still matter. The list lies in the
 * machine's arena. */
typedef struct {
    const Input *input;
    size_t member; /* 1-based member of the household, 0 for the subject itself */
} Need;
Need *machine_needs(Machine *m, const Env *env, const Facts *facts, size_t row, size_t *count);

#endif
