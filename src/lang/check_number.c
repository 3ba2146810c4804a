/* Arithmetic: units are exponents that × and ÷ add and subtract, scales are part of the type, and
 * what rounds says how, to what and at which stage. */
#include "lang/front.h"

#include "lang/names.def"

enum { FINEST_SCALE = 9 };

static Node *check_number(Scope *scope, const Syntax *s)
{
    Node *node = node_new(scope, NODE_LITERAL, s);
    int scale = s->number.scale + (s->unit.percent ? 2 : 0);
    int64_t value = s->number.mantissa;
    int raise = s->unit.exponent;
    if (raise > 0 && scale > 0) {
        int used = raise < scale ? raise : scale;
        scale -= used;
        raise -= used;
    }
    if (scale > FINEST_SCALE || __builtin_mul_overflow(value, power_of_ten(raise), &value)) {
        report(scope->front->found, s->place, E_NUMBER, SAY(s->source));
        return NULL;
    }
    node->value = value;
    node->type = type_number(s->unit.unit, scale);
    node->type.percent = s->unit.percent;
    node->type.nonnegative = value >= 0;
    return node;
}

static Node *check_operand(Scope *scope, const Syntax *s)
{
    Node *node = check(scope, s, NULL);
    return node && want_type(scope, s, node, TYPE_NUMBER) ? node : NULL;
}

static Node *check_minus(Scope *scope, const Syntax *s)
{
    Node *part = check_operand(scope, s->parts[0]);
    if (!part) return NULL;
    if (part->kind == NODE_LITERAL) {
        part->value = -part->value;
        part->text = s->source;
        part->place = s->place;
        part->type.nonnegative = part->value >= 0;
        return part;
    }
    Node *node = node_with(scope, NODE_NEGATE, s, NODES(part));
    node->type = part->type;
    node->type.nonnegative = false;
    return node;
}

static Node *check_sum(Scope *scope, const Syntax *s, Node *left, Node *right)
{
    if (!same_unit(scope, s, left, right)) return NULL;
    Node *parts[2] = {left, right};
    nodes_align(scope, parts, 0, 2);
    bool add = s->kind == SYNTAX_ADD;
    Node *node = node_with(scope, add ? NODE_ADD : NODE_SUBTRACT, s, parts, 2);
    node->type = parts[0]->type;
    node->type.ratio = left->type.ratio || right->type.ratio;
    node->type.percent = left->type.percent && right->type.percent;
    node->type.nonnegative = add && left->type.nonnegative && right->type.nonnegative;
    return node;
}

static Node *check_product(Scope *scope, const Syntax *s, Node *left, Node *right)
{
    int scale = left->type.scale + right->type.scale;
    if (scale > FINEST_SCALE) {
        report(scope->front->found, s->place, E_SCALE,
               SAY(format(scope->front->arena, "%d", scale)));
        return NULL;
    }
    Node *node = node_with(scope, NODE_MULTIPLY, s, NODES(left, right));
    node->type = type_number(unit_combine(left->type.unit, right->type.unit, 1), scale);
    node->type.ratio = left->type.ratio || right->type.ratio;
    node->type.nonnegative = left->type.nonnegative && right->type.nonnegative;
    return node;
}

static Node *check_quotient(Scope *scope, const Syntax *s, Node *left, Node *right)
{
    if (right->kind == NODE_LITERAL && right->value == 0) {
        report(scope->front->found, s->place, E_ZERO, NULL);
        return NULL;
    }
    left = node_rescale(scope, left, right->type.scale);
    Node *node = node_with(scope, NODE_DIVIDE, s, NODES(left, right));
    node->type = type_number(unit_combine(left->type.unit, right->type.unit, -1),
                             left->type.scale - right->type.scale);
    node->type.ratio = true;
    node->type.nonnegative = left->type.nonnegative && right->type.nonnegative;
    return node;
}

Node *check_arithmetic(Scope *scope, const Syntax *s)
{
    if (s->kind == SYNTAX_NUMBER) return check_number(scope, s);
    if (s->kind == SYNTAX_PREFIX) return check_minus(scope, s);
    Node *left = check_operand(scope, s->parts[0]);
    Node *right = check_operand(scope, s->parts[1]);
    if (!left || !right) return NULL;
    if (s->kind == SYNTAX_MULTIPLY) return check_product(scope, s, left, right);
    if (s->kind == SYNTAX_DIVIDE) return check_quotient(scope, s, left, right);
    return check_sum(scope, s, left, right);
}

/* ---- rounding ----------------------------------------------------------------------------- */

/* 按人: one person's amount stands there; 按户, 合计: the household's, with 人 divided out. */
static bool stage_holds(Scope *scope, const Syntax *s, const Node *part)
{
    if (scope->draft->affair->subject != SUBJECT_HOUSEHOLD) return true;
    bool of_person =
        part->shape == SHAPE_MEMBER || scope->member || part->type.unit.power[UNIT_PERSON] < 0;
    DiagnosticCode code = DIAGNOSTIC_COUNT;
    switch (s->rounding.stage) {
    case STAGE_UNSAID:
        code = E_STAGE_UNSAID;
        break;
    case STAGE_PERSON:
        code = of_person || part->shape == SHAPE_CONSTANT ? code : E_STAGE;
        break;
    case STAGE_HOUSEHOLD:
    case STAGE_TOTAL:
        code = of_person ? E_STAGE : code;
        break;
    }
    if (code == DIAGNOSTIC_COUNT) return true;
    report(scope->front->found, s->place, code,
           SAY(word_text(s->rounding.stage == STAGE_PERSON  ? WORD_PER_PERSON
                         : s->rounding.stage == STAGE_TOTAL ? WORD_SUM
                                                            : WORD_PER_HOUSEHOLD)));
    return false;
}

Node *check_round(Scope *scope, const Syntax *s)
{
    Node *part = check_operand(scope, s->parts[0]);
    if (!part) return NULL;
    if (s->rounding.money != (part->type.unit.power[UNIT_YUAN] == 1)) {
        report(scope->front->found, s->place, E_ROUND_UNIT,
               SAY(type_text(scope->front->arena, part->type)));
        return NULL;
    }
    if (!stage_holds(scope, s, part)) return NULL;
    Node *node = node_with(scope, NODE_ROUND, s, NODES(part));
    node->type = type_number(part->type.unit, s->rounding.money ? 2 : 0);
    node->type.nonnegative = part->type.nonnegative;
    node->rounding = s->rounding.mode;
    node->value = s->rounding.money ? s->rounding.fen : 1;
    return node;
}
