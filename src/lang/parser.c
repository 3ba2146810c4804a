/* The expressions of the language, by recursive descent: one function for each strength of binding,
 * weakest first. Names stay names here; check_*.c finds out what they mean. A line that cannot be
 * read is reported once and given up. */
#include "lang/syntax.h"

#include "lang/names.def"

enum { DEEPEST_EXPRESSION = 100 };

static Syntax *parse_arithmetic(Parser *p);
static Syntax *parse_primary(Parser *p);

static Syntax *node(Parser *p, SyntaxKind kind, size_t from)
{
    Syntax *s = NEW(p->arena, Syntax);
    s->kind = kind;
    s->place = tokens_place(&p->tokens, from, p->at);
    s->source = tokens_text(&p->tokens, from, p->at);
    return s;
}

static Syntax *node_of(Parser *p, SyntaxKind kind, size_t from, Syntax *const *parts, size_t count)
{
    Syntax *s = node(p, kind, from);
    s->parts = NEW_ARRAY(p->arena, Syntax *, count);
    s->part_count = count;
    for (size_t i = 0; i < count; i++)
        s->parts[i] = parts[i];
    return s;
}
#define PARTS(...) (Syntax *const[]){__VA_ARGS__}, COUNT_OF(((Syntax *const[]){__VA_ARGS__}))

static bool add_part(Parser *p, Syntax *s, size_t *capacity, Syntax *part)
{
    if (!part) return false;
    if (s->part_count == *capacity) {
        s->parts = arena_grow(p->arena, s->parts, capacity, sizeof(Syntax *));
    }
    s->parts[s->part_count++] = part;
    return true;
}

/* ---- lists -------------------------------------------------------------------------------- */

/* ( a, b, … ); the opening bracket stands next. */
static Syntax *parse_arguments(Parser *p, Syntax *call, size_t from)
{
    size_t capacity = 0;
    p->at++;
    if (!parser_take_sign(p, ')')) {
        do {
            if (!add_part(p, call, &capacity, parse_expression(p))) return NULL;
        } while (parser_take_sign(p, ','));
        if (!parser_want_sign(p, ')')) return NULL;
    }
    call->place = tokens_place(&p->tokens, from, p->at);
    call->source = tokens_text(&p->tokens, from, p->at);
    return call;
}

/* { a, b, … } of names and numbers */
static Syntax *parse_set(Parser *p)
{
    size_t from = p->at, capacity = 0;
    if (!parser_take_sign(p, '{')) return parser_expected(p, WANT_SET), NULL;
    Syntax *set = node(p, SYNTAX_SET, from);
    do {
        if (!add_part(p, set, &capacity, parse_primary(p))) return NULL;
    } while (parser_take_sign(p, ','));
    if (!parser_want_sign(p, '}')) return NULL;
    set->place = tokens_place(&p->tokens, from, p->at);
    set->source = tokens_text(&p->tokens, from, p->at);
    return set;
}

/* ---- the smallest things ------------------------------------------------------------------ */

static Syntax *parse_number_literal(Parser *p)
{
    size_t from = p->at;
    Decimal number;
    WrittenUnit unit;
    if (!parse_number(p, &number) || !parse_unit(p, &unit)) return NULL;
    Syntax *s = node(p, SYNTAX_NUMBER, from);
    s->number = number;
    s->unit = unit;
    return s;
}

static Syntax *parse_day(Parser *p)
{
    size_t from = p->at;
    const Token *t = parser_peek(p);
    int64_t value;
    if (!parse_day_literal(p, t, &value)) return NULL;
    p->at++;
    Syntax *s = node(p, t->kind == TOKEN_DATE ? SYNTAX_DATE : SYNTAX_MONTH, from);
    s->value = value;
    return s;
}

/* 若 A 则 B 否则 C */
static Syntax *parse_if(Parser *p, size_t from)
{
    Syntax *condition = parse_expression(p);
    if (!condition || !parser_want_word(p, WORD_THEN)) return NULL;
    Syntax *then = parse_expression(p);
    if (!then || !parser_want_word(p, WORD_ELSE)) return NULL;
    Syntax *other = parse_expression(p);
    return other ? node_of(p, SYNTAX_IF, from, PARTS(condition, then, other)) : NULL;
}

/* 满 80 周岁: the day on which that age is reached */
static Syntax *parse_reached(Parser *p, size_t from)
{
    size_t age_from = p->at;
    Syntax *age = NULL;
    if (parser_peek(p)->kind == TOKEN_NUMBER) {
        Decimal number;
        if (!parse_number(p, &number)) return NULL;
        age = node(p, SYNTAX_NUMBER, age_from);
        age->number = number;
    } else {
        age = parse_primary(p);
    }
    if (!age) return NULL;
    const Token *t = parser_peek(p);
    Str word = t->text; /* also 周岁当月, written together */
    Str whole = word_text(WORD_AGE);
    if (t->kind != TOKEN_NAME || !str_starts(word, whole))
        return parser_want_word(p, WORD_AGE), NULL;
    if (word.len == whole.len) {
        p->at++;
        return node_of(p, SYNTAX_REACHED, from, PARTS(age));
    }
    Word rest = word_of(str_from(word, whole.len));
    if (rest != WORD_SAME_MONTH && rest != WORD_NEXT_MONTH)
        return parser_want_word(p, WORD_AGE), NULL;
    p->at++;
    Syntax *reached = node_of(p, SYNTAX_REACHED, from, PARTS(age));
    Syntax *month = node_of(p, SYNTAX_MONTH_OF, from, PARTS(reached));
    month->value = rest == WORD_NEXT_MONTH;
    return month;
}

static Syntax *parse_prefix(Parser *p, Word word, size_t from)
{
    Syntax *part = parse_primary(p);
    if (!part) return NULL;
    Syntax *s = node_of(p, SYNTAX_PREFIX, from, PARTS(part));
    s->word = word;
    return s;
}

static bool opens_operand(const Token *t)
{
    bool bracket = token_is_sign(t, '(');
    return t->kind == TOKEN_NAME || bracket;
}

static Syntax *parse_word(Parser *p)
{
    size_t from = p->at;
    const Token *t = parser_peek(p);
    p->at++;
    switch (t->word) {
    case WORD_IF:
        return parse_if(p, from);
    case WORD_REACHED:
        return parse_reached(p, from);
    case WORD_HAS:
    case WORD_APPLICANT:
    case WORD_OUR_HOUSEHOLD:
        return parse_prefix(p, t->word, from);
    case WORD_NONE:
        if (opens_operand(parser_peek(p)) && !parser_peek(p)->word) {
            return parse_prefix(p, t->word, from);
        }
        break;
    case WORD_YES:
    case WORD_NO: {
        Syntax *truth = node(p, SYNTAX_TRUTH, from);
        truth->value = t->word == WORD_YES ? YES : NO;
        return truth;
    }
    default:
        break;
    }
    Syntax *s = node(p, SYNTAX_NAME, from);
    s->text = t->text;
    s->word = t->word;
    if (!token_is_sign(parser_peek(p), '(')) return s;
    s->kind = SYNTAX_CALL;
    return parse_arguments(p, s, from);
}

/* Words that join expressions cannot begin one. */
static bool begins_expression(const Token *t)
{
    if (t->kind != TOKEN_NAME) return false;
    return t->word < WORD_OR || t->word > WORD_HALF_UP;
}

static bool too_deep(Parser *p)
{
    if (p->depth < DEEPEST_EXPRESSION) return false;
    report(p->found, token_place(&p->tokens, p->at), E_DEEP, NULL);
    return true;
}

static Syntax *parse_smallest(Parser *p)
{
    const Token *t = parser_peek(p);
    if (t->kind == TOKEN_NUMBER) return parse_number_literal(p);
    if (t->kind == TOKEN_DATE || t->kind == TOKEN_MONTH) return parse_day(p);
    if (begins_expression(t)) return parse_word(p);
    if (!parser_take_sign(p, '(')) return parser_expected(p, WANT_EXPRESSION), NULL;
    Syntax *inner = parse_expression(p);
    return inner && parser_want_sign(p, ')') ? inner : NULL;
}

static Syntax *parse_primary(Parser *p)
{
    if (too_deep(p)) return NULL;
    p->depth++;
    Syntax *s = parse_smallest(p);
    p->depth--;
    return s;
}

/* ---- what follows an operand: 当月 次月 前 后 ------------------------------------------------- */

static Syntax *parse_month_of(Parser *p, Syntax *base, size_t from, bool next)
{
    int day = 0;
    if (parser_take_word(p, WORD_CUT_OFF)) {
        WrittenUnit unit;
        if (!parse_whole(p, 1, 31, &day) || !parse_unit(p, &unit)) return NULL;
    }
    Syntax *s = node_of(p, SYNTAX_MONTH_OF, from, PARTS(base));
    s->value = next;
    s->day = day;
    return s;
}

static Syntax *parse_shift(Parser *p, Syntax *base, size_t from, int sign)
{
    size_t count_from = p->at;
    Syntax *count = NULL;
    if (parser_peek(p)->kind == TOKEN_NUMBER) {
        Decimal number;
        if (!parse_number(p, &number)) return NULL;
        count = node(p, SYNTAX_NUMBER, count_from);
        count->number = number;
    } else {
        count = parse_primary(p);
    }
    WrittenUnit unit;
    if (!count || !parse_unit(p, &unit)) return NULL;
    if (!unit.said) return parser_expected(p, WANT_SHIFT_UNIT), NULL;
    Syntax *s = node_of(p, SYNTAX_SHIFT, from, PARTS(base, count));
    s->value = sign;
    s->unit = unit;
    return s;
}

/* 确认前 12 个月: a name that ends in 前 or 后 before a number is two words. */
static int joined_shift(Parser *p, Syntax *base)
{
    if (base->kind != SYNTAX_NAME || base->word || parser_peek(p)->kind != TOKEN_NUMBER) return 0;
    int sign = str_ends(base->text, word_text(WORD_BEFORE))  ? -1
               : str_ends(base->text, word_text(WORD_AFTER)) ? 1
                                                             : 0;
    if (sign) base->text.len -= word_text(WORD_BEFORE).len;
    return sign && base->text.len ? sign : 0;
}

static Syntax *parse_operand(Parser *p)
{
    size_t from = p->at;
    Syntax *s = parse_primary(p);
    while (s) {
        int joined = joined_shift(p, s);
        if (joined)
            s = parse_shift(p, s, from, joined);
        else if (parser_take_word(p, WORD_SAME_MONTH))
            s = parse_month_of(p, s, from, false);
        else if (parser_take_word(p, WORD_NEXT_MONTH))
            s = parse_month_of(p, s, from, true);
        else if (parser_take_word(p, WORD_BEFORE))
            s = parse_shift(p, s, from, -1);
        else if (parser_take_word(p, WORD_AFTER))
            s = parse_shift(p, s, from, 1);
        else
            break;
    }
    return s;
}

/* ---- arithmetic --------------------------------------------------------------------------- */

static Syntax *parse_signed(Parser *p)
{
    size_t from = p->at;
    if (!parser_take_sign(p, '-')) return parse_operand(p);
    Syntax *part = parse_operand(p);
    return part ? node_of(p, SYNTAX_PREFIX, from, PARTS(part)) : NULL;
}

static Syntax *parse_product(Parser *p)
{
    size_t from = p->at;
    Syntax *s = parse_signed(p);
    while (s) {
        SyntaxKind kind = parser_take_sign(p, SIGN_TIMES) ? SYNTAX_MULTIPLY
                          : parser_take_sign(p, SIGN_DIVIDED) || parser_take_sign(p, '/')
                              ? SYNTAX_DIVIDE
                              : SYNTAX_NAME;
        if (kind == SYNTAX_NAME) break;
        Syntax *right = parse_signed(p);
        s = right ? node_of(p, kind, from, PARTS(s, right)) : NULL;
    }
    return s;
}

static Syntax *parse_sum(Parser *p)
{
    size_t from = p->at;
    Syntax *s = parse_product(p);
    while (s) {
        SyntaxKind kind = parser_take_sign(p, '+')   ? SYNTAX_ADD
                          : parser_take_sign(p, '-') ? SYNTAX_SUBTRACT
                                                     : SYNTAX_NAME;
        if (kind == SYNTAX_NAME) break;
        Syntax *right = parse_product(p);
        s = right ? node_of(p, kind, from, PARTS(s, right)) : NULL;
    }
    return s;
}

static Syntax *parse_arithmetic(Parser *p)
{
    size_t from = p->at;
    Syntax *s = parse_sum(p);
    while (s && parser_take_word(p, WORD_ROUNDED)) {
        WrittenRounding rounding;
        if (!parse_rounding(p, &rounding)) return NULL;
        s = node_of(p, SYNTAX_ROUND, from, PARTS(s));
        s->rounding = rounding;
    }
    return s;
}

/* ---- conditions --------------------------------------------------------------------------- */

static bool take_comparison(Parser *p, Comparison *out)
{
    static const struct {
        uint32_t sign;
        Word word;
        Comparison comparison;
    } SIGNS[] = {
        {'=', WORD_NO_WORD, COMPARE_EQUAL},
        {SIGN_UNEQUAL, WORD_NO_WORD, COMPARE_UNEQUAL},
        {'<', WORD_LESS, COMPARE_LESS},
        {SIGN_AT_MOST, WORD_NOT_MORE, COMPARE_AT_MOST},
        {SIGN_AT_MOST, WORD_NOT_MORE_LONG, COMPARE_AT_MOST},
        {'>', WORD_MORE, COMPARE_MORE},
        {SIGN_AT_LEAST, WORD_NOT_LESS, COMPARE_AT_LEAST},
    };
    for (size_t i = 0; i < COUNT_OF(SIGNS); i++) {
        bool sign = parser_take_sign(p, SIGNS[i].sign);
        if (!sign && !(SIGNS[i].word && parser_take_word(p, SIGNS[i].word))) continue;
        *out = SIGNS[i].comparison;
        return true;
    }
    return false;
}

static Syntax *parse_belongs(Parser *p, Syntax *left, size_t from)
{
    if (parser_take_word(p, WORD_HOME)) return node_of(p, SYNTAX_BELONGS, from, PARTS(left));
    if (parser_peek(p)->kind != TOKEN_NUMBER) return parser_expected(p, WANT_DIVISION), NULL;
    size_t code_from = p->at++;
    Syntax *code = node(p, SYNTAX_NAME, code_from);
    code->text = p->tokens.items[code_from].text;
    return node_of(p, SYNTAX_BELONGS, from, PARTS(left, code));
}

static Syntax *parse_between(Parser *p, Syntax *left, size_t from)
{
    Syntax *low = parse_arithmetic(p);
    if (!low || !parser_want_word(p, WORD_TO)) return NULL;
    Syntax *high = parse_arithmetic(p);
    return high ? node_of(p, SYNTAX_BETWEEN, from, PARTS(left, low, high)) : NULL;
}

static Syntax *parse_in(Parser *p, Syntax *left, size_t from, bool negated)
{
    Syntax *set = parse_set(p);
    if (!set) return NULL;
    Syntax *s = node_of(p, SYNTAX_IN, from, PARTS(left, set));
    s->negated = negated;
    return s;
}

/* 残疾等级在{…}: a name that ends in 在 or 不在 before a bracket is two words. */
static bool joined_in(Parser *p, Syntax *left, bool *negated)
{
    if (left->kind != SYNTAX_NAME || left->word || !token_is_sign(parser_peek(p), '{'))
        return false;
    Str out = word_text(WORD_NOT_IN), in = word_text(WORD_IN);
    *negated = str_ends(left->text, out);
    if (!*negated && !str_ends(left->text, in)) return false;
    left->text.len -= *negated ? out.len : in.len;
    return left->text.len > 0;
}

static Syntax *parse_comparison(Parser *p)
{
    size_t from = p->at;
    Syntax *left = parse_arithmetic(p);
    if (!left) return NULL;
    Comparison comparison;
    if (take_comparison(p, &comparison)) {
        Syntax *right = parse_arithmetic(p);
        if (!right) return NULL;
        Syntax *s = node_of(p, SYNTAX_COMPARE, from, PARTS(left, right));
        s->comparison = comparison;
        return s;
    }
    if (parser_take_word(p, WORD_BELONGS)) return parse_belongs(p, left, from);
    bool negated;
    if (joined_in(p, left, &negated)) return parse_in(p, left, from, negated);
    if (parser_take_word(p, WORD_IN)) return parse_in(p, left, from, false);
    if (parser_take_word(p, WORD_NOT_IN)) return parse_in(p, left, from, true);
    if (parser_take_word(p, WORD_BETWEEN)) return parse_between(p, left, from);
    return left;
}

static Syntax *parse_not(Parser *p)
{
    size_t from = p->at;
    int negations = 0;
    while (parser_take_word(p, WORD_NOT))
        negations++;
    Syntax *s = parse_comparison(p);
    if (!s || negations % 2 == 0) return s;
    s = node_of(p, SYNTAX_PREFIX, from, PARTS(s));
    s->word = WORD_NOT;
    return s;
}

static Syntax *parse_logic(Parser *p, Word word, Syntax *(*weaker)(Parser *))
{
    size_t from = p->at, capacity = 0;
    Syntax *first = weaker(p);
    if (!first || !token_is_word(parser_peek(p), word)) return first;
    Syntax *s = node(p, SYNTAX_LOGIC, from);
    s->word = word;
    add_part(p, s, &capacity, first);
    while (parser_take_word(p, word))
        if (!add_part(p, s, &capacity, weaker(p))) return NULL;
    s->place = tokens_place(&p->tokens, from, p->at);
    s->source = tokens_text(&p->tokens, from, p->at);
    return s;
}

static Syntax *parse_and(Parser *p)
{
    return parse_logic(p, WORD_AND, parse_not);
}

Syntax *parse_expression(Parser *p)
{
    if (too_deep(p)) return NULL;
    p->depth++;
    Syntax *s = parse_logic(p, WORD_OR, parse_and);
    p->depth--;
    return s;
}
