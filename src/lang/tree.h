/* The typed tree: what the front half of the room (reader, parser, checker) hands to the back half
 * (compiler, machine, explanation, cases). Everything is resolved, typed and lowered: a plain
 * recursive walk compiles it and has nothing left to check.
 *
 * What is already lowered, so that the walk needs no case for it:
 *   - dated 给付 blocks, 增发, 渐退, 差额 and 取高 are ordinary expressions of the components;
 *   - 保障成员 is ANDed into the condition of every member function and top-up;
 *   - a component is never negative (MAX with 0 is written where it could be);
 *   - 满 N 周岁, 次月, 介于, 有, 折月 are nodes of smaller kinds.
 *
 * Shapes. CONSTANT: one value for the run (literals, standards without 按, 本月). SUBJECT: a value
 * a row. MEMBER: a value a row of the member table; only in household affairs. A CONSTANT child may
 * stand where SUBJECT or MEMBER is meant; SUBJECT becomes MEMBER only through NODE_SPREAD.
 *
 * Numbers. A plain number is mantissa / 10^scale. A ratio is numerator / denominator / 10^scale,
 * the denominator never 0 (dividing by 0 gives unknown). Children of + - compare, IF, MAX, MIN and
 * of aggregates have one scale (NODE_RESCALE stands where it had to be raised); a ratio and a plain
 * number may meet there, the plain one being over 1. × adds scales, ÷ subtracts them (never below
 * 0: the dividend is rescaled first). All results fit 128 bits or are an overflow of their row.
 *
 * None. DATE_NONE and MONTH_NONE are values (an event that never happened), later than everything;
 * month and day arithmetic keeps them. Ages, years, months and days counted from or to none are
 * unknown. */
#ifndef LANG_TREE_H
#define LANG_TREE_H

#include "lang/lang.h"

typedef enum {
    /* leaves */
    NODE_LITERAL,        /* value: Truth (0, 2), mantissa, days, month n, division or choice code */
    NODE_FIELD,          /* field; SUBJECT or MEMBER */
    NODE_APPLICANT,      /* field of the household's first member; SUBJECT */
    NODE_EVENT,          /* event; DATE, or MONTH for EVENT_FADE_FROM; SUBJECT */
    NODE_ENJOYS,         /* affair; TRUTH; MEMBER inside member context: that person's own */
    NODE_ENJOYED_AMOUNT, /* affair; scale 2, non-negative; shape as NODE_ENJOYS */
    NODE_STANDARD,       /* standard; parts[0] is the CHOICE when it has 按 (else no part) */
    NODE_DEFINITION,     /* definition: an earlier one */
    NODE_THIS_MONTH,     /* 本月; MONTH, CONSTANT */
    NODE_FACT_DAY,       /* 取数日; DATE, CONSTANT */
    NODE_MONTH_START,    /* 月初; DATE, CONSTANT */
    NODE_MONTH_END,      /* 月末; DATE, CONSTANT */
    /* truth */
    NODE_NOT,     /* one part */
    NODE_AND,     /* two or more parts, Kleene */
    NODE_OR,      /* two or more parts, Kleene */
    NODE_COMPARE, /* two parts of one kind; compare. Only = and ≠ for TRUTH, CHOICE, DIVISION */
    NODE_IN_SET,  /* parts[0] plain NUMBER or CHOICE; values, ascending */
    NODE_AT_HOME, /* parts[0] DIVISION lies within 本辖区 (Binding.home_first..home_last) */
    NODE_KNOWN,   /* parts[0]; YES where its value is known, else NO; never unknown */
    NODE_WITHIN,  /* parts[0] DIVISION lies within the division whose 12-digit code is `value` */
    /* numbers */
    NODE_ADD,      /* two parts */
    NODE_SUBTRACT, /* two parts */
    NODE_MULTIPLY, /* two parts */
    NODE_DIVIDE,   /* two parts; always a ratio */
    NODE_NEGATE,   /* one part */
    NODE_RESCALE,  /* one part; mantissa (numerator) × 10^value; value >= 1 */
    NODE_ROUND,    /* one part (plain or ratio); to a multiple of `value` mantissas of this node's
                    * scale, by `rounding`; the result is plain */
    NODE_MAX,      /* two or more parts; NUMBER, DATE or MONTH */
    NODE_MIN,      /* two or more parts; NUMBER, DATE or MONTH */
    NODE_HOW_MANY, /* one or more TRUTH parts; how many hold; scale 0, non-negative. Unknown parts
                    * leave a range, which may decide a comparison or a table */
    /* choosing */
    NODE_IF,    /* parts: condition, then, else; any kind. An unknown condition with equal known
                 * branches is that value, else unknown */
    NODE_TABLE, /* parts[0] the key (plain NUMBER or CHOICE), parts[1 + i] the value of rows[i];
                 * where no row holds: 0. At most one row holds */
    /* days and months */
    NODE_AGE,            /* parts: birth DATE, on DATE; whole years */
    NODE_BIRTHDAY,       /* parts: birth DATE, age (plain, scale 0); DATE on which it is reached */
    NODE_MONTH_OF,       /* parts[0] DATE; its month; with value = N > 0 the next month when the day
                          * of the month is after the N-th */
    NODE_MONTH_ADD,      /* parts: MONTH, count of months (plain, scale 0, may be negative) */
    NODE_DAY_ADD,        /* parts: DATE, count of days (plain, scale 0, may be negative) */
    NODE_YEARS_BETWEEN,  /* parts: DATE from, DATE to; whole years as for an age */
    NODE_MONTHS_BETWEEN, /* parts: MONTH from, MONTH to: the difference, may be negative; or
                          * DATE from, DATE to: whole months, a month being over on the same day
                          * of a later month, or on its last day where it has no such day */
    NODE_DAYS_BETWEEN,   /* parts: DATE from, DATE to; to - from */
    /* members → household: parts[0] the condition (MEMBER or CONSTANT TRUTH), parts[1] the value */
    NODE_COUNT,   /* how many members satisfy parts[0]; 人, scale 0 */
    NODE_SUM,     /* of parts[1] where parts[0]; 0 of nobody */
    NODE_HIGHEST, /* of parts[1] where parts[0]; unknown of nobody */
    NODE_LOWEST,  /* of parts[1] where parts[0]; unknown of nobody */
    NODE_ANY,     /* some member with parts[0] has parts[1] (TRUTH) */
    NODE_ALL,     /* every member with parts[0] has parts[1] (TRUTH); YES of nobody */
    NODE_SPREAD,  /* parts[0] SUBJECT → MEMBER: each member gets the household's value */
    NODE_KIND_COUNT
} NodeKind;

typedef enum { SHAPE_CONSTANT, SHAPE_SUBJECT, SHAPE_MEMBER } Shape;
typedef enum {
    COMPARE_EQUAL, COMPARE_UNEQUAL, COMPARE_LESS, COMPARE_AT_MOST, COMPARE_MORE, COMPARE_AT_LEAST
} Comparison;
Comparison comparison_mirrored(Comparison compare); /* a < b says the same as b > a */
/* A row of a table: the key's mantissa (or choice code) is in low..high, both inclusive and open
 * as INT64_MIN and INT64_MAX, or, when `codes` is set, is one of them. */
typedef struct {
    int64_t low, high;
    const int64_t *codes;
    size_t code_count;
    LawLine line;
} TableRow;

typedef struct Node Node;
typedef struct Definition Definition;
struct Node {
    NodeKind kind;
    Type type;
    Shape shape;
    Node **parts;
    size_t part_count;
    Str text;            /* as written in the file; empty where the checker made the node */
    Place place;         /* where that stands */
    const LawLine *line; /* set where a line of law begins: its text and citation; else NULL */
    int64_t value;       /* see the kinds */
    Comparison compare;
    Rounding rounding;
    EventKind event;
    const Field *field;
    const Standard *standard;
    const Affair *affair;
    const Definition *definition;
    const int64_t *values; /* NODE_IN_SET */
    size_t value_count;
    const TableRow *rows; /* NODE_TABLE */
    size_t row_count;
};

/* 算: a named value. `index` is its place in AffairTree.definitions; it names only earlier ones.
 * The checker adds some of its own (hidden): 保障成员, and a component's amount before 渐退. */
struct Definition {
    size_t index;
    Str name;
    bool hidden;
    Node *value; /* gives the definition's type and shape */
    LawLine line;
};

/* One line of 准入; conditions[i] is Affair.conditions[i]. */
typedef struct {
    Node *holds; /* TRUTH; SUBJECT or CONSTANT */
    const LawLine *line;
} Condition;
/* The 准入 of one time: conditions first..first+count-1, all of which must hold. `applies` is NULL
 * when the affair has one undated block; else at most one group applies to a row, and where none
 * does the row is not eligible (reason 0). */
typedef struct {
    Node *applies;
    size_t first, count;
} ConditionGroup;

/* amount: plain, scale 2 (fen), never negative; MEMBER exactly when component->by_member (or
 * CONSTANT). It does not yet look at 准入 or at the month window. */
typedef struct {
    const Component *component; /* components[i] belongs to Affair.components[i] */
    Node *amount;
} ComponentTree;

/* ---- 案例 --------------------------------------------------------------------------------- */

typedef enum {
    CASE_FIELD, CASE_EVENT, CASE_ENJOYS, CASE_ENJOYED_AMOUNT, CASE_STANDARD
} CaseFactKind;
typedef struct {
    CaseFactKind kind;
    const Field *field;
    EventKind event;
    const Affair *affair;
    const Standard *standard;
    uint8_t choice; /* of the standard; 0 means every choice */
    bool unknown;   /* 未知 */
    int64_t value;  /* in the field's type and scale; fen; Truth; a division's 12-digit code */
    Place place;
} CaseFact;
typedef struct {
    CaseFact *facts;
    size_t count;
} CaseMember; /* × N is already written out as N members; the first is the applicant */
typedef enum {
    EXPECT_TRUTH,     /* truth: 符合, 不符合, 未定 */
    EXPECT_NOT_PAID,  /* 不发: every component 0 in this month, or outside the month window */
    EXPECT_COMPONENT, /* 50 元; 增发 10 元: fen of `component`, members summed. Components that the
                       * case does not name are then 0 */
    EXPECT_TOTAL,     /* 共 60 元: fen of all components together */
    EXPECT_START,     /* month: 起 */
    EXPECT_STOP,      /* month: 止 */
    EXPECT_REVIEW     /* month: 复核 */
} ExpectKind;
typedef struct {
    ExpectKind kind;
    Truth truth;
    size_t component; /* index */
    int64_t fen;
    Month month;
    Place place;
} Expect;
/* Facts not named: none where the aspect says 无记录即无, else unknown; 享受(X) no, 享受额(X) 0;
 * events never. A case that names none of the days 申请 受理 确认 does not look at the month window. */
typedef struct {
    Month month;
    Division home; /* 本辖区: said by 辖区 CODE, else the file's area, else the first division named */
    CaseFact *facts;
    size_t fact_count;
    CaseMember *members;
    size_t member_count;
    Expect *expects;
    size_t expect_count;
    LawLine line;
} Case;

/* ---- the affair --------------------------------------------------------------------------- */

typedef enum { FACT_DAY_LAST, FACT_DAY_FIRST, FACT_DAY_NTH } FactDayKind;

typedef struct AffairTree {
    const Affair *affair;
    FactDayKind fact_day;
    int fact_day_number; /* FACT_DAY_NTH: 1..28 */
    const Definition *definitions;
    size_t definition_count;
    Node *candidate; /* 排查范围; NULL: everybody */
    Node *counted;   /* 保障成员; TRUTH, MEMBER or CONSTANT. NULL: every member */
    const ConditionGroup *groups;
    size_t group_count;
    const Condition *conditions;
    size_t condition_count;
    const ComponentTree *components;
    size_t component_count;
    Node *start;         /* 起; MONTH. NULL: never too early */
    Node *stop;          /* 止; MONTH. NULL: open */
    Node *arrears_floor; /* 补发 不早于; MONTH. NULL: no limit */
    const Case *cases;
    size_t case_count;
} AffairTree;

/* Back half: turns a tree into a program; never fails (what could fail was checked). The tree, the
 * affair and the bureau outlive the program. */
Program *program_compile(Arena *arena, const AffairTree *tree);

#endif
