/* Private to lang: expressions as written, before names and types are known. */
#ifndef LANG_SYNTAX_H
#define LANG_SYNTAX_H

#include "lang/token.h"
#include "lang/tree.h"

typedef enum {
    SYNTAX_NUMBER,  /* number with unit */
    SYNTAX_DATE,    /* value: days */
    SYNTAX_MONTH,   /* value: month n */
    SYNTAX_TRUTH,   /* value: Truth */
    SYNTAX_NAME,    /* text; word when it is a keyword such as 本月 */
    SYNTAX_CALL,    /* text and word of the function or standard; parts: arguments */
    SYNTAX_SET,     /* parts: names or numbers */
    SYNTAX_PREFIX,  /* word: 非 有 无 申请人 本户, or WORD_NO_WORD for minus; one part */
    SYNTAX_LOGIC,   /* word: 且 或; two or more parts */
    SYNTAX_COMPARE, /* comparison; two parts */
    SYNTAX_BELONGS, /* parts[0]; parts[1] the division's code, or none for 本辖区 */
    SYNTAX_IN,      /* parts: value, set; negated */
    SYNTAX_BETWEEN, /* parts: value, low, high */
    SYNTAX_ADD,
    SYNTAX_SUBTRACT,
    SYNTAX_MULTIPLY,
    SYNTAX_DIVIDE,
    SYNTAX_ROUND,    /* parts[0]; rounding */
    SYNTAX_IF,       /* parts: condition, then, else */
    SYNTAX_REACHED,  /* 满 N 周岁; parts[0]: the age */
    SYNTAX_MONTH_OF, /* 当月, 次月; parts[0]; value: months later; day: cut-off or 0 */
    SYNTAX_SHIFT     /* 前 后; parts: base, count; value: -1 or 1; unit: 日 月 年 */
} SyntaxKind;

/* A unit as written: 万元/月 is 元/月 with exponent 4. */
typedef struct {
    bool said;
    bool percent;
    int exponent;
    Unit unit;
} WrittenUnit;
typedef enum { STAGE_UNSAID, STAGE_PERSON, STAGE_HOUSEHOLD, STAGE_TOTAL } Stage;
typedef struct {
    Rounding mode;
    bool money; /* 元 角 分 十元: a multiple of `fen`; else to whole units */
    int64_t fen;
    Stage stage;
} WrittenRounding;

typedef struct Syntax Syntax;
struct Syntax {
    SyntaxKind kind;
    Word word;
    Comparison comparison;
    Str text;   /* the name */
    Str source; /* the whole expression as written */
    Place place;
    Syntax **parts;
    size_t part_count;
    int64_t value;
    int day;
    bool negated;
    Decimal number;
    WrittenUnit unit;
    WrittenRounding rounding;
};

typedef struct {
    Arena *arena;
    Diagnostics *found;
    Tokens tokens;
    size_t at;
    int depth;
} Parser;

/* All parse_* functions return NULL or false after reporting; the caller gives up the line. */
bool parser_open(Parser *p, Arena *arena, Diagnostics *found, const Line *line);
const Token *parser_peek(const Parser *p);
const Token *parser_peek_after(const Parser *p, size_t ahead);
bool parser_take_word(Parser *p, Word word); /* true and past it when it stands there */
bool parser_take_sign(Parser *p, uint32_t sign);
bool parser_want_word(Parser *p, Word word); /* reports when it does not */
bool parser_want_sign(Parser *p, uint32_t sign);
bool parser_want_end(Parser *p);
bool parser_at_end(const Parser *p);
bool parser_expected(Parser *p, const char *what); /* reports; always false */
Syntax *parse_expression(Parser *p);
bool parse_name(Parser *p, Str *name, Place *place);
bool parse_number(Parser *p, Decimal *number); /* with an optional minus */
bool parse_whole(Parser *p, int least, int most, int *out);
bool parse_date(Parser *p, Date *out);
bool parse_month(Parser *p, Month *out);
bool parse_unit(Parser *p, WrittenUnit *out); /* optional: said is false when none stands there */
bool parse_rounding(Parser *p, WrittenRounding *out);            /* what follows 取整 */
bool parse_day_literal(Parser *p, const Token *t, int64_t *out); /* of a date or month token */

/* units.c */
bool unit_of_words(Str words, int sign, WrittenUnit *unit); /* adds 人月 to unit, sign 1 or -1 */
bool unit_equal(Unit a, Unit b);
bool unit_none(Unit unit);
Unit unit_power(UnitBase base, int power);
Unit unit_combine(Unit a, Unit b, int sign);
Str unit_text(Arena *arena, Unit unit); /* empty for none */

#endif
