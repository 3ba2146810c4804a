/* From syntax to typed tree: conditions and choices. `check` is the switch; numbers are checked in
 * check_number.c, days and months in check_calendar.c, names in check_name.c, member functions in
 * check_member.c. A function that returns NULL has reported why; its caller stays silent. */
#include "lang/front.h"

#include "lang/names.def"

static Node *check_date_literal(Scope *scope, const Syntax *s)
{
    Node *node = node_new(scope, NODE_LITERAL, s);
    node->type = s->kind == SYNTAX_DATE    ? type_date()
                 : s->kind == SYNTAX_MONTH ? type_month()
                                           : type_truth();
    node->value = s->value;
    return node;
}

/* ---- logic -------------------------------------------------------------------------------- */

Node *check_truth(Scope *scope, const Syntax *s)
{
    Type truth = type_truth();
    Node *node = check(scope, s, &truth);
    return node && want_type(scope, s, node, TYPE_TRUTH) ? node : NULL;
}

static Node *check_logic(Scope *scope, const Syntax *s)
{
    Node **parts = NEW_ARRAY(scope->front->arena, Node *, s->part_count);
    bool good = true;
    for (size_t i = 0; i < s->part_count; i++) {
        parts[i] = check_truth(scope, s->parts[i]);
        good = good && parts[i];
    }
    if (!good) return NULL;
    NodeKind kind = s->word == WORD_AND ? NODE_AND : NODE_OR;
    Node *node = node_with(scope, kind, s, parts, s->part_count);
    node->type = type_truth();
    return node;
}

static Node *check_not(Scope *scope, const Syntax *s)
{
    Node *part = check_truth(scope, s->parts[0]);
    return part ? node_not(scope, part, s) : NULL;
}

/* ---- comparing ---------------------------------------------------------------------------- */

static bool ordered(TypeKind kind)
{
    return kind == TYPE_NUMBER || kind == TYPE_DATE || kind == TYPE_MONTH;
}

static Node *compare(Scope *scope, const Syntax *s, Comparison how, Node *left, Node *right)
{
    if (!want_type(scope, s, right, left->type.kind)) return NULL;
    Node *parts[2] = {left, right};
    if (left->type.kind == TYPE_NUMBER) {
        if (!same_unit(scope, s, left, right)) return NULL;
        nodes_align(scope, parts, 0, 2);
    }
    bool equality = how == COMPARE_EQUAL || how == COMPARE_UNEQUAL;
    bool same_choice = left->type.kind != TYPE_CHOICE || left->type.choices == right->type.choices;
    if ((!equality && !ordered(left->type.kind)) || !same_choice) {
        Arena *arena = scope->front->arena;
        report(scope->front->found, s->place, E_COMPARE,
               SAY(type_text(arena, left->type), type_text(arena, right->type)));
        return NULL;
    }
    Node *node = node_with(scope, NODE_COMPARE, s, parts, 2);
    node->type = type_truth();
    node->compare = how;
    return node;
}

/* A word of a choice takes its meaning from the other side, whichever side it stands on. */
static Node *check_compare(Scope *scope, const Syntax *s)
{
    const Syntax *left = s->parts[0], *right = s->parts[1];
    bool swap = is_choice_word(scope, left) && !is_choice_word(scope, right);
    Node *first = check(scope, swap ? right : left, NULL);
    Node *second = check(scope, swap ? left : right, first ? &first->type : NULL);
    if (!first || !second) return NULL;
    return swap ? compare(scope, s, s->comparison, second, first)
                : compare(scope, s, s->comparison, first, second);
}

/* A 介于 B 至 C is A ≥ B 且 A ≤ C. */
static Node *check_between(Scope *scope, const Syntax *s)
{
    Node *value = check(scope, s->parts[0], NULL);
    Node *low = check(scope, s->parts[1], value ? &value->type : NULL);
    Node *high = check(scope, s->parts[2], value ? &value->type : NULL);
    if (!value || !low || !high) return NULL;
    Node *above = compare(scope, s, COMPARE_AT_LEAST, value, low);
    Node *below = above ? compare(scope, s, COMPARE_AT_MOST, value, high) : NULL;
    return below ? node_and(scope, above, below) : NULL;
}

/* ---- sets --------------------------------------------------------------------------------- */

static bool sort_values(Scope *scope, const Syntax *set, int64_t *values, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        int64_t value = values[i];
        size_t j = i;
        for (; j > 0 && values[j - 1] > value; j--)
            values[j] = values[j - 1];
        values[j] = value;
        if (j > 0 && values[j - 1] == value) {
            report(scope->front->found, set->place, E_SET_TWICE, NULL);
            return false;
        }
    }
    return true;
}

static Node *set_item(Scope *scope, const Syntax *item, Node *value)
{
    Node *node = check(scope, item, &value->type);
    if (!node || !want_type(scope, item, node, value->type.kind)) return NULL;
    if (node->kind != NODE_LITERAL) {
        report(scope->front->found, item->place, E_SET_ITEM, SAY(item->source));
        return NULL;
    }
    if (value->type.kind == TYPE_NUMBER && !same_unit(scope, item, value, node)) return NULL;
    return node;
}

static Node *check_in(Scope *scope, const Syntax *s)
{
    const Syntax *set = s->parts[1];
    Node *value = check(scope, s->parts[0], NULL);
    if (!value || !want_plain(scope, s->parts[0], value)) return NULL;
    if (value->type.kind != TYPE_CHOICE && value->type.kind != TYPE_NUMBER) {
        return want_type(scope, s->parts[0], value, TYPE_CHOICE), NULL;
    }
    size_t count = set->part_count;
    Node **parts = NEW_ARRAY(scope->front->arena, Node *, count + 1);
    parts[0] = value;
    for (size_t i = 0; i < count; i++) {
        parts[i + 1] = set_item(scope, set->parts[i], value);
        if (!parts[i + 1]) return NULL;
    }
    nodes_align(scope, parts, 0, count + 1);
    int64_t *values = NEW_ARRAY(scope->front->arena, int64_t, count);
    for (size_t i = 0; i < count; i++)
        values[i] = parts[i + 1]->value;
    if (!sort_values(scope, set, values, count)) return NULL;
    Node *node = node_with(scope, NODE_IN_SET, s, NODES(parts[0]));
    node->type = type_truth();
    node->values = values;
    node->value_count = count;
    return s->negated ? node_not(scope, node, s) : node;
}

static Node *check_belongs(Scope *scope, const Syntax *s)
{
    Node *place = check(scope, s->parts[0], NULL);
    if (!place || !want_type(scope, s->parts[0], place, TYPE_DIVISION)) return NULL;
    bool home = s->part_count == 1;
    Node *node = node_with(scope, home ? NODE_AT_HOME : NODE_WITHIN, s, NODES(place));
    node->type = type_truth();
    if (home) return node;
    Division division;
    if (!division_parse(s->parts[1]->text, &division)) {
        report(scope->front->found, s->parts[1]->place, E_DIVISION, SAY(s->parts[1]->text));
        return NULL;
    }
    node->value = division.n;
    return node;
}

/* ---- 有 无 -------------------------------------------------------------------------------- */

/* Whether a field says anything: a choice or a day that is not none; of a number, truth or place,
 * that it is recorded, or, where no record means none, that it is not zero. */
static Node *check_has(Scope *scope, const Syntax *s)
{
    Node *part = check(scope, s->parts[0], NULL);
    if (!part) return NULL;
    TypeKind kind = part->type.kind;
    bool none_known = part->field && part->field->aspect->absent_is_none;
    if (kind == TYPE_TRUTH && none_known) return part;
    if (kind == TYPE_CHOICE || kind == TYPE_DATE || kind == TYPE_MONTH ||
        (kind == TYPE_NUMBER && none_known)) {
        int64_t none = kind == TYPE_DATE || kind == TYPE_MONTH ? INT32_MAX : 0;
        return compare(scope, s, COMPARE_UNEQUAL, part, node_literal(scope, part->type, none));
    }
    Node *node = node_with(scope, NODE_KNOWN, s, NODES(part));
    node->type = type_truth();
    return node;
}

static Node *check_applicant(Scope *scope, const Syntax *s)
{
    if (scope->draft->affair->subject != SUBJECT_HOUSEHOLD) {
        report(scope->front->found, s->place, E_APPLICANT, SAY(s->source));
        return NULL;
    }
    Scope inner = *scope;
    inner.applicant = inner.member = true;
    return check(&inner, s->parts[0], NULL);
}

/* 本户 FIELD: the household's, where a member's stands nearer. */
static Node *check_our_household(Scope *scope, const Syntax *s)
{
    if (scope->draft->affair->subject != SUBJECT_HOUSEHOLD) {
        report(scope->front->found, s->place, E_APPLICANT, SAY(s->source));
        return NULL;
    }
    Scope inner = *scope;
    inner.member = false;
    return check(&inner, s->parts[0], NULL);
}

static Node *check_prefix(Scope *scope, const Syntax *s)
{
    switch (s->word) {
    case WORD_NOT:
        return check_not(scope, s);
    case WORD_HAS:
        return check_has(scope, s);
    case WORD_NONE: {
        Node *has = check_has(scope, s);
        return has ? node_not(scope, has, s) : NULL;
    }
    case WORD_APPLICANT:
        return check_applicant(scope, s);
    case WORD_OUR_HOUSEHOLD:
        return check_our_household(scope, s);
    default:
        return check_arithmetic(scope, s); /* minus */
    }
}

/* ---- choosing ----------------------------------------------------------------------------- */

/* Parts from `from` on get one type: bare numbers take the others' unit, scales are made equal. */
Node *check_choice_between(Scope *scope, const Syntax *s, NodeKind kind, size_t from,
                           const Type *hint)
{
    Node **parts = NEW_ARRAY(scope->front->arena, Node *, s->part_count);
    for (size_t i = 0; i < s->part_count; i++) {
        parts[i] = i < from
                       ? check_truth(scope, s->parts[i])
                       : check(scope, s->parts[i], i > from && !hint ? &parts[from]->type : hint);
        if (!parts[i]) return NULL;
        if (i > from && !want_type(scope, s->parts[i], parts[i], parts[from]->type.kind))
            return NULL;
    }
    Type type = parts[from]->type;
    if (type.kind == TYPE_NUMBER) {
        size_t told = from; /* the first that is not bare tells the unit */
        while (told + 1 < s->part_count && is_bare(parts[told]))
            told++;
        for (size_t i = from; i < s->part_count; i++)
            if (!same_unit(scope, s->parts[i], parts[i], parts[told])) return NULL;
        nodes_align(scope, parts, from, s->part_count);
        type = parts[told]->type;
    }
    bool any = false, all = true;
    for (size_t i = from; i < s->part_count; i++) {
        type.ratio = type.ratio || parts[i]->type.ratio;
        any = any || parts[i]->type.nonnegative;
        all = all && parts[i]->type.nonnegative;
    }
    type.nonnegative = kind == NODE_MAX ? any : all;
    Node *node = node_with(scope, kind, s, parts, s->part_count);
    node->type = type;
    return node;
}

Node *check(Scope *scope, const Syntax *s, const Type *hint)
{
    switch (s->kind) {
    case SYNTAX_DATE:
    case SYNTAX_MONTH:
    case SYNTAX_TRUTH:
        return check_date_literal(scope, s);
    case SYNTAX_NAME:
        return check_name(scope, s, hint);
    case SYNTAX_CALL:
        return check_call(scope, s, hint);
    case SYNTAX_PREFIX:
        return check_prefix(scope, s);
    case SYNTAX_LOGIC:
        return check_logic(scope, s);
    case SYNTAX_COMPARE:
        return check_compare(scope, s);
    case SYNTAX_BELONGS:
        return check_belongs(scope, s);
    case SYNTAX_IN:
        return check_in(scope, s);
    case SYNTAX_BETWEEN:
        return check_between(scope, s);
    case SYNTAX_NUMBER:
    case SYNTAX_ADD:
    case SYNTAX_SUBTRACT:
    case SYNTAX_MULTIPLY:
    case SYNTAX_DIVIDE:
        return check_arithmetic(scope, s);
    case SYNTAX_ROUND:
        return check_round(scope, s);
    case SYNTAX_IF:
        return check_choice_between(scope, s, NODE_IF, 1, hint);
    case SYNTAX_REACHED:
    case SYNTAX_MONTH_OF:
    case SYNTAX_SHIFT:
        return check_calendar(scope, s);
    case SYNTAX_SET:
        break;
    }
    ensure(false && "a set stands only on the right of IN");
    return NULL;
}
