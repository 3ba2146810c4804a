/* lang: the small Chinese language in which law is written, compiled and run. Pure: no files, no
 * store, no clock. Texts go in; declarations, diagnostics, and columnar programs come out.
 *
 *     Diagnostics found = diagnostics_new(arena);
 *     Bureau *bureau = bureau_compile(arena, files, count, &found);   // NULL when there are errors
 *     const Affair *affair = bureau_affair(bureau, STR("old_age_allowance"));
 *     Env env = env_bind(arena, affair->program, &(Binding){ .month = m, ... });
 *     Machine *machine = machine_new(arena, affair->program);
 *     machine_run(machine, &env, &facts, &results);                   // one block of rows
 *
 * Invariants: money is whole fen in 64 bits; comparison is exact; what needs rounding does not
 * compile until the text says how; a missing fact is unknown, never false; a page, a batch, a
 * case and a test run the same machine. The language is told in docs/language.md. */
#ifndef LANG_H
#define LANG_H

#include "base/base.h"
#include "column/column.h"

/* ---- types -------------------------------------------------------------------------------- */

typedef enum {
    UNIT_YUAN, UNIT_MONTH, UNIT_YEAR, UNIT_PERSON, UNIT_HOUSEHOLD, UNIT_DAY, UNIT_AGE,
    UNIT_TIMES, UNIT_METRE, UNIT_HOUR, UNIT_COUNT
} UnitBase;
typedef struct {
    int8_t power[UNIT_COUNT]; /* 元/人月 is {YUAN 1, PERSON -1, MONTH -1} */
} Unit;
typedef enum {
    TYPE_TRUTH, TYPE_NUMBER, TYPE_DATE, TYPE_MONTH, TYPE_DIVISION, TYPE_TEXT, TYPE_CHOICE
} TypeKind;
typedef struct {
    Str name;
    Str *words; /* words[0] is the choice with code 1; code 0 is 无 (none) */
    size_t count;
} Choices;
typedef struct {
    TypeKind kind;
    Unit unit;              /* numbers */
    int8_t scale;           /* numbers: the value is mantissa / 10^scale; money fields have 2 */
    bool ratio;             /* numbers: numerator/denominator, must be rounded before storing */
    bool nonnegative;       /* numbers: never below zero, so a partial sum is a lower bound */
    bool percent;           /* numbers: written and printed in %; 10% is mantissa 10, scale 2 */
    const Choices *choices; /* choices */
} Type;
Str type_text(Arena *arena, Type type); /* "元/人月" */

/* ---- declarations ------------------------------------------------------------------------- */

typedef struct {
    Str path; /* as printed in diagnostics */
    Str text;
    Division area; /* 0: the nation; else the area whose own file this is */
    bool trial;    /* its standards take the place of those that other files give */
} SourceFile;

typedef struct {
    const SourceFile *file;
    int line, column, length; /* 1-based; columns in code points */
} Place;

/* FIELD_REFERENCE: a text that names a row of another register; kept as its id. */
typedef enum {
    FIELD_PLAIN, FIELD_CITIZEN_ID, FIELD_PHONE, FIELD_BANK_CARD, FIELD_REFERENCE
} FieldFormat;
/* An account kept by a register: 分账, 记账日, 计收, 计支. Its balance is never below zero. */
typedef enum { ACCOUNT_NONE, ACCOUNT_OF, ACCOUNT_DAY, ACCOUNT_IN, ACCOUNT_OUT } FieldAccount;
typedef struct Field {
    Str name, key; /* 出生日期, birth_date */
    Str was;       /* 曾名: the key it had before, or empty */
    Type type;
    FieldFormat format;
    bool required, searched, sealed;
    bool unique;     /* 唯一: names a row of a register that is neither people nor households */
    Str refers_name; /* FIELD_REFERENCE: the register as written */
    const struct Register *refers;
    FieldAccount account;
    const struct Aspect *aspect;
    Place place;
} Field;
/* Fields that change together; one versioned row. */
typedef struct Aspect {
    Str name, key;
    bool absent_is_none; /* 无记录即无; else 无记录即未知 */
    Field *fields;
    size_t field_count;
    const struct Register *reg;
} Aspect;
typedef enum { SUBJECT_PERSON, SUBJECT_HOUSEHOLD, SUBJECT_OTHER } Subject;
typedef struct Register {
    Str name, key; /* 人员, person */
    Subject subject;
    Aspect *aspects;
    size_t aspect_count;
    const Field *unique; /* of SUBJECT_OTHER: the field that names a row, or NULL */
} Register;

typedef struct {
    Division area;
    Date from;       /* in force from */
    Date until;      /* last day in force, or DATE_NONE */
    Date published;  /* known since; equals `from` when the text does not say */
    uint8_t choice;  /* code of the 按 choice, 0 when the standard has none */
    int64_t mantissa; /* in the standard's scale */
    Str document;    /* 文号 */
    bool presumed;   /* 推定 */
    bool unverified; /* 待核 */
    Place place;
} StandardValue;
typedef struct {
    Str name, key;
    Type type;
    const Choices *by; /* 按 …, or NULL */
    StandardValue *values; /* by area, choice, from, published */
    size_t value_count;
    Str citation;
    Place place;
} Standard;

/* The line of text on which a result rests. */
typedef struct {
    Str text;     /* as written, without the citation */
    Str citation; /* 「社会救助法」第十八条, or empty */
    bool unverified;
    Place place;
} LawLine;

#include "lang/procedure.h"

typedef enum { MODE_ON_APPLICATION, MODE_PROACTIVE } AffairMode; /* 依申请, 免申即享 */
typedef enum {
    RELATION_EXCLUSIVE, RELATION_HIGHER, RELATION_DIFFERENCE, RELATION_STACK
} RelationKind; /* 互斥, 取高, 差额, 叠加 */
typedef struct {
    RelationKind kind;
    const struct Affair *with;
    LawLine line;
} Relation;
typedef struct {
    Str name, key; /* 基本 base, 增发 topup, 渐退 fadeout, or the text's own */
    bool by_member; /* each member has an own amount (增发 of a household) */
} Component;
typedef enum { SPLIT_EQUAL, SPLIT_OWN } Split; /* 分摊 均分, 归本人 */
typedef struct Affair {
    Str name, key;
    Subject subject;
    AffairMode mode;
    Split split;               /* how a unit's amount is shared among its members, in fen */
    bool once;                 /* 一次性, else monthly */
    bool fixes;                /* 定额: confirming a month fixes what it comes to */
    bool recognises;           /* no 给付: who is enrolled has a standing, 享受 without an amount */
    Component *components;     /* [0] is 基本 */
    size_t component_count;
    const Field **decided;     /* 依决定: act on granted only through a decision */
    size_t decided_count;
    bool members_decided;      /* 依决定 成员: who belongs changes only through a decision */
    Relation *relations;
    size_t relation_count;
    Step *steps;               /* 办理, as written */
    size_t step_count;
    unsigned privacy;          /* 隐私: PRIVATE_… bits; never published */
    LawLine *conditions;       /* 准入 lines, in order; Results.reason is an index + 1 */
    size_t condition_count;
    int order;                 /* affairs run in this order: every 享受(X) is known before */
    struct Program *program;
    const Register *of;        /* 对象 台账: each of its rows is assessed, nobody is enrolled */
    const Field *credits;      /* the row's reference to a person or a household … */
    const Field *into;         /* … of which this field becomes the sum over its rows */
    struct Affair *review;     /* 复核: the month in which it is due is 起 of this one; NULL: none */
    Place place;
    int last_line;
} Affair;

typedef enum {
    MEASURE_HOUSEHOLDS, MEASURE_PERSONS, MEASURE_AMOUNT, MEASURE_MEAN, MEASURE_STANDARD,
    MEASURE_ROWS,       /* 行数 of a register */
    MEASURE_FIELD,      /* 合计 of a field over its rows */
    MEASURE_FIELD_MEAN, /* 平均 */
    MEASURE_SUM         /* of other indicators; persons are counted once */
} Measure;
/* 其中 字段 = 词: a choice or a truth, by code. */
typedef struct {
    const Field *field;
    int64_t code;
} IndicatorWhere;
typedef struct Indicator {
    Str name, key;
    Measure measure;
    const Affair *affair;     /* or NULL for a standard */
    const Register *reg;      /* 台账 whose rows are counted */
    const Field *field;       /* that is added up */
    const Field *during;      /* 期间: rows whose date lies in the months; NULL: rows that hold */
    IndicatorWhere *where;    /* of the rows, or of the persons on the affair's roll */
    size_t where_count;
    Str *part_names;          /* of a sum */
    const struct Indicator **parts;
    size_t part_count;
    const Standard *standard;
    uint8_t choice;           /* of the standard */
    const Component *component; /* only this component, or NULL */
    bool paid;                /* 口径 发放: posted that month; else 在册: enrolled with a due amount */
    int from_month, to_month; /* of the report's year */
    Unit unit;
    Str definition;
    Place place;
} Indicator;
typedef struct {
    Str title;
    const Indicator **indicators;
    size_t count;
} ReportPart;
typedef struct {
    Str name, key;
    int year;
    ReportPart *parts;
    size_t part_count;
} Report;

#include "lang/form.h"

typedef struct Bureau {
    SourceFile *files;
    size_t file_count;
    Register *registers;
    size_t register_count;
    Standard *standards;
    size_t standard_count;
    Affair **affairs; /* in `order` */
    size_t affair_count;
    Affair **assessments; /* affairs of rows: 对象 台账; never enrolled, run by registry */
    size_t assessment_count;
    Indicator *indicators;
    size_t indicator_count;
    Report *reports;
    size_t report_count;
    Choices **choices;
    size_t choices_count;
    Form *forms; /* 文书 */
    size_t form_count;
} Bureau;
/* Lookups by Chinese name or English key; NULL when there is none. */
const Register *bureau_register(const Bureau *b, Str name);
const Field *register_field(const Register *r, Str name);
const Affair *bureau_affair(const Bureau *b, Str name);
const Standard *bureau_standard(const Bureau *b, Str name);
const Indicator *bureau_indicator(const Bureau *b, Str name);
const Form *bureau_form(const Bureau *b, Str name);
/* The value of a standard for a chain of areas (nearest first) on `day` as known on `known`;
 * NULL when nobody has set one. `choice` 0 for a standard without 按. */
typedef struct {
    const Division *chain;
    size_t count;
} Areas;
const StandardValue *standard_on(const Standard *s, Areas areas, uint8_t choice, Date day,
                                 Date known);

/* ---- diagnostics -------------------------------------------------------------------------- */

typedef struct {
    FaultLevel level;
    const char *code; /* "E_UNIT": sorted table in errors.def */
    Place place;
    Str sentence;     /* what is wrong, Chinese */
    Str advice;       /* what to write instead, Chinese; may be empty */
} Diagnostic;
typedef struct {
    Arena *arena;
    Diagnostic *items;
    size_t count, capacity, errors, warnings;
} Diagnostics;
Diagnostics diagnostics_new(Arena *arena);
void diagnostics_print(const Diagnostics *d, Buf *out); /* line, caret, advice, in file order */
void diagnostics_json(const Diagnostics *d, Buf *out);

/* Reads, types and compiles all files together; finds every error. NULL when there is one. */
Bureau *bureau_compile(Arena *arena, const SourceFile *files, size_t count, Diagnostics *found);
/* Runs the 案例 of every affair; failures are diagnostics. Returns how many ran. */
size_t bureau_run_cases(Arena *arena, const Bureau *bureau, Diagnostics *found);

/* ---- programs (see machine.h for the second half: inputs, binding, running, explaining) ---- */

#include "lang/machine.h"

#endif
