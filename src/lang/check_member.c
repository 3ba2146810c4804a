/* Functions: those over the members of a household, those of other affairs, and the small ones.
 * Inside a member function names mean the member; 保障成员 is part of every condition. */
#include "lang/front.h"

#include "lang/names.def"

static Node *wrong_arguments(Scope *scope, const Syntax *s, const char *count)
{
    report(scope->front->found, s->place, E_ARGUMENTS, SAY(s->text, str_of(count)));
    return NULL;
}

/* ---- members ------------------------------------------------------------------------------ */

/* 计数(成员) … : the condition is 保障成员 and what the call adds. */
static Node *member_condition(Scope *scope, const Syntax *condition)
{
    Node *covered = scope->covered ? node_definition(scope, scope->covered) : NULL;
    if (covered) covered = node_spread(scope, covered);
    Node *said = condition ? check_truth(scope, condition) : NULL;
    if (condition && !said) return NULL;
    if (said) said = node_spread(scope, said);
    if (covered && said) return node_and(scope, covered, said);
    if (covered || said) return covered ? covered : said;
    return node_literal(scope, type_truth(), YES);
}

static Node *aggregate(Scope *scope, NodeKind kind, const Syntax *s, Node *const *parts,
                       size_t count)
{
    Node *node = node_with(scope, kind, s, parts, count);
    node->shape = SHAPE_SUBJECT;
    return node;
}

/* A sum of quotients by one number is the quotient of the sum: exact, and without ratios inside. */
static Node *sum_of_quotients(Scope *scope, const Syntax *s, Node *condition, Node *value)
{
    Node *summand = node_spread(scope, value->parts[0]);
    Node *sum = aggregate(scope, NODE_SUM, s, NODES(condition, summand));
    sum->type = value->parts[0]->type;
    Node *node = node_with(scope, NODE_DIVIDE, s, NODES(sum, value->parts[1]));
    node->type = value->type;
    return node;
}

static bool divides_by_one_number(const Node *value)
{
    return value->kind == NODE_DIVIDE && value->parts[1]->shape == SHAPE_CONSTANT &&
           !value->parts[0]->type.ratio && !value->parts[1]->type.ratio;
}

static Node *member_value(Scope *scope, const Syntax *s, NodeKind kind, Node *condition)
{
    Node *value = check(scope, s, NULL);
    bool truth = kind == NODE_ANY || kind == NODE_ALL;
    bool calendar = value && kind != NODE_SUM && !truth &&
                    (value->type.kind == TYPE_DATE || value->type.kind == TYPE_MONTH);
    if (!value || (!calendar && !want_type(scope, s, value, truth ? TYPE_TRUTH : TYPE_NUMBER))) {
        return NULL;
    }
    if (kind == NODE_SUM && divides_by_one_number(value)) {
        return sum_of_quotients(scope, s, condition, value);
    }
    return want_plain(scope, s, value) ? value : NULL;
}

static NodeKind member_kind(Word word)
{
    switch (word) {
    case WORD_SUM:
        return NODE_SUM;
    case WORD_HIGHEST:
        return NODE_HIGHEST;
    case WORD_LOWEST:
        return NODE_LOWEST;
    case WORD_ANY:
        return NODE_ANY;
    case WORD_ALL:
        return NODE_ALL;
    default:
        return NODE_COUNT;
    }
}

static bool names_members(const Syntax *s)
{
    return s->part_count > 0 && s->parts[0]->kind == SYNTAX_NAME &&
           s->parts[0]->word == WORD_MEMBER;
}

/* 计数(成员[, 条件])  合计(成员, 数[, 条件])  任一(成员, 条件) … */
static Node *check_members(Scope *scope, const Syntax *s)
{
    NodeKind kind = member_kind(s->word);
    size_t values = kind == NODE_COUNT ? 0 : 1;
    if (scope->draft->affair->subject != SUBJECT_HOUSEHOLD || scope->member) {
        report(scope->front->found, s->place, E_MEMBERS_HERE, SAY(s->text));
        return NULL;
    }
    if (!names_members(s)) {
        report(scope->front->found, s->place, E_MEMBERS_FIRST, SAY(s->text));
        return NULL;
    }
    if (s->part_count < 1 + values || s->part_count > 2 + values) {
        return wrong_arguments(scope, s, values ? "2, 3" : "1, 2");
    }
    Scope inner = *scope;
    inner.member = true;
    const Syntax *said = s->part_count == 2 + values ? s->parts[1 + values] : NULL;
    Node *condition = member_condition(&inner, said);
    if (!condition) return NULL;
    if (kind == NODE_COUNT) {
        Node *count = aggregate(scope, kind, s, NODES(condition));
        count->type = type_number(unit_power(UNIT_PERSON, 1), 0);
        count->type.nonnegative = true;
        return count;
    }
    Node *value = member_value(&inner, s->parts[1], kind, condition);
    if (!value || value->kind == NODE_DIVIDE) return value; /* already summed */
    Node *node = aggregate(scope, kind, s, NODES(condition, node_spread(scope, value)));
    node->type = value->type;
    return node;
}

/* ---- other affairs ------------------------------------------------------------------------ */

/* 享受(X), 享受额(X): what X grants in the same month, to the unit, or to this person. */
static Node *check_enjoys(Scope *scope, const Syntax *s)
{
    if (s->part_count != 1 || s->parts[0]->kind != SYNTAX_NAME)
        return wrong_arguments(scope, s, "1");
    const Affair *affair = bureau_affair(scope->front->bureau, s->parts[0]->text);
    if (!affair || affair->of || scope->draft->affair->of) { /* rows are no people */
        report(scope->front->found, s->parts[0]->place, E_AFFAIR, SAY(s->parts[0]->text));
        return NULL;
    }
    bool household_line = scope->draft->affair->subject == SUBJECT_HOUSEHOLD && !scope->member;
    if (household_line && affair->subject == SUBJECT_PERSON) {
        report(scope->front->found, s->place, E_PERSONS_AFFAIR, SAY(affair->name));
        return NULL;
    }
    if (scope->applicant) {
        report(scope->front->found, s->place, E_MEMBERS_HERE, SAY(s->text));
        return NULL;
    }
    use_affair(scope, affair, s->parts[0]->place);
    bool amount = s->word == WORD_ENJOYED_AMOUNT;
    if (amount && affair->recognises) {
        report(scope->front->found, s->place, E_NO_AMOUNT, SAY(affair->name));
        return NULL;
    }
    Node *node = node_new(scope, amount ? NODE_ENJOYED_AMOUNT : NODE_ENJOYS, s);
    node->affair = affair;
    node->shape = scope->member ? SHAPE_MEMBER : SHAPE_SUBJECT;
    node->type = type_truth();
    if (!amount) return node;
    Unit unit = unit_power(UNIT_YUAN, 1);
    if (!affair->once) unit.power[UNIT_MONTH] = -1;
    node->type = type_number(unit, 2);
    node->type.nonnegative = true;
    return node;
}

/* ---- small functions ---------------------------------------------------------------------- */

/* 折月(元/年) divides by 12 月/年, 折年(元/月) multiplies. */
static Node *check_fold(Scope *scope, const Syntax *s)
{
    if (s->part_count != 1) return wrong_arguments(scope, s, "1");
    Node *value = check(scope, s->parts[0], NULL);
    if (!value || !want_type(scope, s->parts[0], value, TYPE_NUMBER)) return NULL;
    bool monthly = s->word == WORD_MONTHLY;
    if (value->type.unit.power[monthly ? UNIT_YEAR : UNIT_MONTH] != -1) {
        report(scope->front->found, s->place, E_FOLD,
               SAY(s->text, type_text(scope->front->arena, value->type)));
        return NULL;
    }
    Unit months_a_year = unit_power(UNIT_MONTH, 1);
    months_a_year.power[UNIT_YEAR] = -1;
    Node *twelve = node_literal(scope, type_number(months_a_year, 0), 12);
    Node *node = node_with(scope, monthly ? NODE_DIVIDE : NODE_MULTIPLY, s, NODES(value, twelve));
    node->type = value->type;
    node->type.unit = unit_combine(value->type.unit, months_a_year, monthly ? -1 : 1);
    node->type.ratio = monthly || value->type.ratio;
    return node;
}

/* 个数(A, B, …): how many of the conditions hold. */
static Node *check_how_many(Scope *scope, const Syntax *s)
{
    if (s->part_count == 0) return wrong_arguments(scope, s, "1");
    Node **parts = NEW_ARRAY(scope->front->arena, Node *, s->part_count);
    for (size_t i = 0; i < s->part_count; i++)
        if (!(parts[i] = check_truth(scope, s->parts[i]))) return NULL;
    Node *node = node_with(scope, NODE_HOW_MANY, s, parts, s->part_count);
    node->type = type_number((Unit){{0}}, 0);
    node->type.nonnegative = true;
    return node;
}

static Node *check_extreme(Scope *scope, const Syntax *s, const Type *hint)
{
    if (s->part_count < 2) return wrong_arguments(scope, s, "2");
    bool calendar = s->word == WORD_EARLIER_OF || s->word == WORD_LATER_OF;
    bool most = s->word == WORD_GREATER_OF || s->word == WORD_LATER_OF;
    Node *node = check_choice_between(scope, s, most ? NODE_MAX : NODE_MIN, 0, hint);
    if (!node) return NULL;
    bool day = node->type.kind == TYPE_DATE || node->type.kind == TYPE_MONTH;
    if (calendar && day) return node;
    return want_type(scope, s, node, calendar ? TYPE_MONTH : TYPE_NUMBER) ? node : NULL;
}

static Node *check_function(Scope *scope, const Syntax *s, const Type *hint)
{
    switch (s->word) {
    case WORD_COUNT:
    case WORD_SUM:
    case WORD_HIGHEST:
    case WORD_LOWEST:
    case WORD_ANY:
    case WORD_ALL:
        return check_members(scope, s);
    case WORD_ENJOYS:
    case WORD_ENJOYED_AMOUNT:
        return check_enjoys(scope, s);
    case WORD_MONTHLY:
    case WORD_YEARLY:
        return check_fold(scope, s);
    case WORD_HOW_MANY:
        return check_how_many(scope, s);
    case WORD_GREATER_OF:
    case WORD_SMALLER_OF:
    case WORD_EARLIER_OF:
    case WORD_LATER_OF:
        return check_extreme(scope, s, hint);
    case WORD_AGE:
    case WORD_YEARS_BETWEEN:
    case WORD_MONTHS_BETWEEN:
    case WORD_DAYS_BETWEEN:
        return check_calendar(scope, s);
    default:
        break;
    }
    report(scope->front->found, s->place, E_FUNCTION, SAY(s->text));
    return NULL;
}

Node *check_call(Scope *scope, const Syntax *s, const Type *hint)
{
    const Standard *standard =
        word_reserved(s->word) ? NULL : bureau_standard(scope->front->bureau, s->text);
    if (!standard) return check_function(scope, s, hint);
    if (s->part_count != 1) return wrong_arguments(scope, s, "1");
    return check_standard(scope, s, standard, s->parts[0]);
}
