/* Values and formulas as a clerk reads them. Nothing is computed here: the numbers come out of the
 * registers that the machine has filled. */
#include "lang/explain.h"
#include "lang/words_machine.def"

Str truth_text(Truth t)
{
    return t == YES ? STR(SAY_HOLDS) : t == NO ? STR(SAY_FAILS) : STR(SAY_UNDECIDED);
}

/* ---- values ------------------------------------------------------------------------------- */

static bool is_money(Type type)
{
    return type.unit.power[UNIT_YUAN] == 1;
}

/* mantissa / 10^scale, whole numbers without a point, money with two decimals and commas. */
static Str decimal_text(Arena *arena, Type type, int64_t mantissa)
{
    if (is_money(type) && type.scale <= 2) {
        int64_t fen;
        int64_t lift = power_of_ten(2 - type.scale);
        if (!__builtin_mul_overflow(mantissa, lift, &fen)) return money_text(arena, (Money){fen});
    }
    int scale = type.scale;
    while (scale > 0 && mantissa % 10 == 0)
        mantissa /= 10, scale--;
    if (scale == 0) return format(arena, "%lld", (long long)mantissa);
    uint64_t size = mantissa < 0 ? -(uint64_t)mantissa : (uint64_t)mantissa;
    uint64_t unit = (uint64_t)power_of_ten(scale);
    return format(arena, "%s%llu.%0*llu", mantissa < 0 ? "-" : "",
                  (unsigned long long)(size / unit), scale, (unsigned long long)(size % unit));
}

static Str percent_text(Arena *arena, Type type, int64_t mantissa)
{
    Type of_hundred = {.kind = TYPE_NUMBER, .scale = (int8_t)(type.scale - 2)};
    if (type.scale >= 2)
        return format(arena, "%.*s%%", STR_ARG(decimal_text(arena, of_hundred, mantissa)));
    return format(arena, "%lld%%", (long long)mantissa * 100 / power_of_ten(type.scale));
}

/* A quotient that has no end is printed to four decimals and said to be about that. */
static Str ratio_text(Arena *arena, Type type, Seen seen)
{
    enum { DECIMALS = 4 };
    Wide above = (Wide)seen.number * power_of_ten(DECIMALS);
    Wide below = (Wide)seen.below * power_of_ten(type.scale);
    int64_t rounded;
    if (!ratio_round(above, below, ROUND_HALF_UP, 1, &rounded)) return STR(SAY_OVERFLOW);
    Type shown = {.kind = TYPE_NUMBER, .unit = type.unit, .scale = DECIMALS};
    if (is_money(type) && rounded % 100 == 0) rounded /= 100, shown.scale = 2;
    Str text = decimal_text(arena, shown, rounded);
    return above % below == 0 ? text : format(arena, SAY_ABOUT, STR_ARG(text));
}

static bool unit_is_none(Unit unit)
{
    for (size_t i = 0; i < UNIT_COUNT; i++)
        if (unit.power[i] != 0) return false;
    return true;
}

static Str number_text(Arena *arena, Type type, Seen seen)
{
    if (type.percent && !type.ratio) return percent_text(arena, type, seen.number);
    Str number =
        type.ratio ? ratio_text(arena, type, seen) : decimal_text(arena, type, seen.number);
    bool bare = unit_is_none(type.unit) || str_equal(number, STR(SAY_OVERFLOW));
    if (bare) return number;
    return format(arena, "%.*s %.*s", STR_ARG(number), STR_ARG(type_text(arena, type)));
}

static Str choice_text(Type type, int64_t code)
{
    if (code <= 0 || !type.choices || (size_t)code > type.choices->count) return STR(SAY_NONE);
    return type.choices->words[code - 1];
}

Str value_text_of(Arena *arena, Type type, Seen seen)
{
    if (!seen.known) return STR(SAY_UNKNOWN);
    switch (type.kind) {
    case TYPE_TRUTH:
        return seen.number == YES ? STR(SAY_YES) : STR(SAY_NO);
    case TYPE_NUMBER:
        return number_text(arena, type, seen);
    case TYPE_DATE:
        if (seen.number == DATE_NONE.days) return STR(SAY_NEVER);
        return date_text(arena, (Date){(int32_t)seen.number});
    case TYPE_MONTH:
        if (seen.number == MONTH_NONE.n) return STR(SAY_NEVER);
        return month_text(arena, (Month){(int32_t)seen.number});
    case TYPE_CHOICE:
        return choice_text(type, seen.number);
    case TYPE_DIVISION:
    case TYPE_TEXT:
        break;
    }
    return STR(SAY_DIVISION_HIDDEN);
}

/* ---- words of nodes ----------------------------------------------------------------------- */

Str node_words(const Explain *e, const Node *node)
{
    switch (node->kind) { /* facts by their own names: 周岁 is written for 出生日期 */
    case NODE_FIELD:
    case NODE_APPLICANT:
        return node->field->name;
    case NODE_EVENT:
        return event_name(node->event);
    case NODE_ENJOYS:
        return format(e->arena, SAY_ENJOYS, STR_ARG(node->affair->name));
    case NODE_ENJOYED_AMOUNT:
        return format(e->arena, SAY_ENJOYED_AMOUNT, STR_ARG(node->affair->name));
    default:
        break;
    }
    if (node->text.len) return squeezed(e->arena, str_trim(node->text));
    switch (node->kind) {
    case NODE_STANDARD:
        return node->standard->name;
    case NODE_DEFINITION:
        return node->definition->name;
    case NODE_SPREAD:
    case NODE_RESCALE:
    case NODE_ROUND:
        return node_words(e, node->parts[0]);
    case NODE_SUM:
        return format(e->arena, SAY_SUM, STR_ARG(node_words(e, node->parts[1])));
    default:
        return STR("");
    }
}

Str node_value_text(const Explain *e, const Node *node, size_t member)
{
    Seen seen = explain_see(e, node, member);
    Span span;
    PlaceNames places = e->env->binding.places;
    if (seen.known && node->type.kind == TYPE_DIVISION && places.name) {
        Str name = places.name(places.context, e->arena, (int32_t)seen.number);
        if (name.len) return name;
    }
    bool ranged =
        !seen.known && node->type.kind == TYPE_NUMBER && explain_span(e, node, member, &span);
    if (!ranged) return value_text_of(e->arena, node->type, seen);
    return format(e->arena, SAY_RANGE, (long long)span.low, (long long)span.high);
}

/* ---- formulas ----------------------------------------------------------------------------- */

static const char *sign_of(NodeKind kind)
{
    switch (kind) {
    case NODE_ADD:
        return SIGN_ADD;
    case NODE_SUBTRACT:
        return SIGN_SUBTRACT;
    case NODE_MULTIPLY:
        return SIGN_MULTIPLY;
    case NODE_DIVIDE:
        return SIGN_DIVIDE;
    default:
        return NULL;
    }
}

static bool binds_weaker(const Node *part, const Node *of, size_t index)
{
    bool sum = part->kind == NODE_ADD || part->kind == NODE_SUBTRACT;
    bool product = of->kind == NODE_MULTIPLY || of->kind == NODE_DIVIDE;
    if (sum && product) return true;
    bool same_level = sum ? !product : part->kind == NODE_MULTIPLY || part->kind == NODE_DIVIDE;
    return index == 1 && same_level && (of->kind == NODE_SUBTRACT || of->kind == NODE_DIVIDE) &&
           (sum || product);
}

static void formula_add(const Explain *e, const Node *node, size_t member, Buf *out)
{
    while (node->kind == NODE_SPREAD || node->kind == NODE_RESCALE)
        node = node->parts[0];
    const char *sign = sign_of(node->kind);
    if (!sign) {
        buf_add(out, value_text_of(e->arena, node->type, explain_see(e, node, member)));
        return;
    }
    for (size_t i = 0; i < 2; i++) {
        if (i) buf_add(out, str_of(sign));
        bool brackets = binds_weaker(node->parts[i], node, i);
        if (brackets) buf_byte(out, '(');
        formula_add(e, node->parts[i], member, out);
        if (brackets) buf_byte(out, ')');
    }
}

Str formula_text(const Explain *e, const Node *node, size_t member)
{
    Buf out = buf_new(e->arena);
    formula_add(e, node, member, &out);
    return buf_str(&out);
}

/* ---- comparisons -------------------------------------------------------------------------- */

static bool is_literal(const Node *node)
{
    while (node->kind == NODE_RESCALE || node->kind == NODE_SPREAD)
        node = node->parts[0];
    return node->kind == NODE_LITERAL;
}

/* The value of a side. Where only a bound of it is known, and that decided, the bound. */
static Str side_value(const Explain *e, const Node *node, size_t member, bool decided)
{
    Seen seen = explain_see(e, node, member);
    Span span;
    if (!seen.known && node->type.kind == TYPE_NUMBER && explain_span(e, node, member, &span))
        return node_value_text(e, node, member);
    bool bounded = decided && !seen.known && node->type.kind == TYPE_NUMBER;
    if (!bounded) return value_text_of(e->arena, node->type, seen);
    seen.known = true;
    Str bound = value_text_of(e->arena, node->type, seen);
    return format(e->arena, SAY_AT_LEAST, STR_ARG(bound));
}

/* "周岁 = 84 岁"; beside = and ≠ "周岁 (84 岁)", so that no two signs of equality meet; a range
 * is "项数 (2 至 4)". */
static Str side_text(const Explain *e, const Node *compare, size_t side, size_t member)
{
    const Node *node = compare->parts[side];
    while (node->kind == NODE_SPREAD || node->kind == NODE_RESCALE)
        node = node->parts[0];
    bool decided = explain_truth(e, compare, member) != UNKNOWN;
    Str words = node_words(e, node), value = side_value(e, node, member, decided);
    if (is_literal(node) || words.len == 0) return value;
    bool equality = compare->compare == COMPARE_EQUAL || compare->compare == COMPARE_UNEQUAL;
    Span span;
    bool ranged = node->type.kind == TYPE_NUMBER && explain_span(e, node, member, &span) &&
                  span.low != span.high;
    if (equality || ranged)
        return format(e->arena, SAY_IN_BRACKETS, STR_ARG(words), STR_ARG(value));
    return format(e->arena, SAY_WITH_VALUE, STR_ARG(words), STR_ARG(value));
}

Str compare_text(const Explain *e, const Node *node, size_t member)
{
    static const char *const signs[] = {SIGN_EQUAL,   SIGN_UNEQUAL, SIGN_LESS,
                                        SIGN_AT_MOST, SIGN_MORE,    SIGN_AT_LEAST};
    Str left = side_text(e, node, 0, member), right = side_text(e, node, 1, member);
    return format(e->arena, "%.*s %s %.*s", STR_ARG(left), signs[node->compare], STR_ARG(right));
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

Str squeezed(Arena *arena, Str text)
{
    Buf out = buf_new(arena);
    for (size_t i = 0; i < text.len; i++)
        if (!is_blank(text.ptr[i]))
            buf_byte(&out, text.ptr[i]);
        else if (i > 0 && !is_blank(text.ptr[i - 1]))
            buf_byte(&out, ' ');
    return buf_str(&out);
}
