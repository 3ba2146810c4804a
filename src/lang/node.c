/* Building typed nodes: shapes joined, scales made equal, units of bare numbers filled in. All
 * implicit conversions of the language are made here and stand in the tree as nodes. */
#include "lang/front.h"

#include "lang/names.def"

Type type_number(Unit unit, int scale)
{
    return (Type){.kind = TYPE_NUMBER, .unit = unit, .scale = (int8_t)scale};
}

Type type_truth(void)
{
    return (Type){.kind = TYPE_TRUTH};
}

Type type_date(void)
{
    return (Type){.kind = TYPE_DATE};
}

Type type_month(void)
{
    return (Type){.kind = TYPE_MONTH};
}

Node *node_new(Scope *scope, NodeKind kind, const Syntax *s)
{
    Node *node = NEW(scope->front->arena, Node);
    scope->draft->node_count++;
    node->kind = kind;
    if (s) {
        node->text = s->source;
        node->place = s->place;
    }
    return node;
}

Node *node_spread(Scope *scope, Node *node)
{
    if (node->shape != SHAPE_SUBJECT) return node;
    Node *spread = node_new(scope, NODE_SPREAD, NULL);
    spread->parts = NEW_ARRAY(scope->front->arena, Node *, 1);
    spread->parts[0] = node;
    spread->part_count = 1;
    spread->type = node->type;
    spread->text = node->text;
    spread->place = node->place;
    spread->shape = SHAPE_MEMBER;
    return spread;
}

/* The widest shape of the parts; the household's is spread where a member's stands beside it. */
Node *node_with(Scope *scope, NodeKind kind, const Syntax *s, Node *const *parts, size_t count)
{
    Node *node = node_new(scope, kind, s);
    node->parts = NEW_ARRAY(scope->front->arena, Node *, count);
    node->part_count = count;
    for (size_t i = 0; i < count; i++)
        if (parts[i]->shape > node->shape) node->shape = parts[i]->shape;
    for (size_t i = 0; i < count; i++)
        node->parts[i] = node->shape == SHAPE_MEMBER ? node_spread(scope, parts[i]) : parts[i];
    return node;
}

Node *node_literal(Scope *scope, Type type, int64_t value)
{
    Node *node = node_new(scope, NODE_LITERAL, NULL);
    node->type = type;
    node->value = value;
    if (type.kind == TYPE_NUMBER) node->type.nonnegative = value >= 0;
    return node;
}

Node *node_definition(Scope *scope, const Definition *definition)
{
    Node *node = node_new(scope, NODE_DEFINITION, NULL);
    node->definition = definition;
    node->type = definition->value->type;
    node->shape = definition->value->shape;
    node->text = definition->name;
    node->place = definition->value->place;
    return node;
}

Node *node_rescale(Scope *scope, Node *node, int scale)
{
    int steps = scale - node->type.scale;
    if (steps <= 0) return node;
    int64_t value;
    if (node->kind == NODE_LITERAL &&
        !__builtin_mul_overflow(node->value, power_of_ten(steps), &value)) {
        Node *literal = node_new(scope, NODE_LITERAL, NULL);
        *literal = *node;
        literal->value = value;
        literal->type.scale = (int8_t)scale;
        return literal;
    }
    Node *raised = node_with(scope, NODE_RESCALE, NULL, NODES(node));
    raised->type = node->type;
    raised->type.scale = (int8_t)scale;
    raised->value = steps;
    raised->text = node->text;
    raised->place = node->place;
    return raised;
}

void nodes_align(Scope *scope, Node **parts, size_t from, size_t count)
{
    int scale = 0;
    for (size_t i = from; i < count; i++)
        if (parts[i]->type.scale > scale) scale = parts[i]->type.scale;
    for (size_t i = from; i < count; i++)
        parts[i] = node_rescale(scope, parts[i], scale);
}

Node *node_not_negative(Scope *scope, Node *node)
{
    if (node->type.nonnegative) return node;
    Node *zero = node_literal(scope, node->type, 0);
    zero->type.ratio = false;
    Node *max = node_with(scope, NODE_MAX, NULL, NODES(node, zero));
    max->type = node->type;
    max->type.nonnegative = true;
    max->text = node->text;
    max->place = node->place;
    return max;
}

Node *node_not(Scope *scope, Node *node, const Syntax *s)
{
    Node *not = node_with(scope, NODE_NOT, s, NODES(node));
    not ->type = type_truth();
    return not ;
}

Node *node_and(Scope *scope, Node *left, Node *right)
{
    Node *both = node_with(scope, NODE_AND, NULL, NODES(left, right));
    both->type = type_truth();
    both->text = right->text;
    both->place = right->place;
    return both;
}

Definition *definition_add(Scope *scope, Str name, Node *value, LawLine line)
{
    Definition *definition = &scope->definitions[scope->definition_count];
    *definition = (Definition){.index = scope->definition_count++, .name = name, .value = value};
    definition->line = line;
    return definition;
}

/* ---- units -------------------------------------------------------------------------------- */

bool is_bare(const Node *node)
{
    if (node->type.kind != TYPE_NUMBER || !unit_none(node->type.unit)) return false;
    switch (node->kind) {
    case NODE_LITERAL:
        return !node->type.percent;
    case NODE_ADD:
    case NODE_SUBTRACT:
    case NODE_NEGATE:
    case NODE_MULTIPLY:
    case NODE_RESCALE:
        for (size_t i = 0; i < node->part_count; i++)
            if (!is_bare(node->parts[i])) return false;
        return true;
    default:
        return false;
    }
}

void adopt_unit(Node *node, Unit unit)
{
    node->type.unit = unit;
    if (node->kind == NODE_MULTIPLY) return;
    for (size_t i = 0; i < node->part_count; i++)
        adopt_unit(node->parts[i], unit);
}

/* What to write so that the two units agree. */
static Str unit_advice(Unit left, Unit right)
{
    Unit by_person = unit_power(UNIT_PERSON, 1), by_year = unit_power(UNIT_MONTH, 1);
    by_year.power[UNIT_YEAR] = -1;
    Unit up = unit_combine(right, left, -1), down = unit_combine(left, right, -1);
    if (unit_equal(up, by_person) || unit_equal(down, by_person)) return STR(ADVICE_PERSON);
    if (unit_equal(up, by_year) || unit_equal(down, by_year)) return STR(ADVICE_YEAR);
    if (unit_equal(up, unit_power(UNIT_MONTH, 1)) || unit_equal(down, unit_power(UNIT_MONTH, 1))) {
        return STR(ADVICE_MONTH);
    }
    for (size_t i = 0; i < UNIT_COUNT; i++)
        if (left.power[i] && left.power[i] == -right.power[i]) return STR(ADVICE_PRODUCT);
    return STR(ADVICE_UNIT);
}

bool same_unit(Scope *scope, const Syntax *s, Node *left, Node *right)
{
    if (is_bare(left))
        adopt_unit(left, right->type.unit);
    else if (is_bare(right))
        adopt_unit(right, left->type.unit);
    if (unit_equal(left->type.unit, right->type.unit)) return true;
    Arena *arena = scope->front->arena;
    report(scope->front->found, s->place, E_UNIT,
           SAY(type_text(arena, left->type), type_text(arena, right->type),
               unit_advice(left->type.unit, right->type.unit)));
    return false;
}

/* What a value is in a sentence: 条件, 数（元/月）, 日期. */
static Str kind_text(Arena *arena, Type type)
{
    Str text = type_text(arena, type);
    if (type.kind == TYPE_TRUTH) return STR(NAME_CONDITION);
    bool bare = type.kind != TYPE_NUMBER || str_equal(text, STR(NAME_NUMBER));
    return bare ? text : format(arena, NAME_NUMBER_IN, STR_ARG(text));
}

static Str kind_advice(TypeKind wanted, TypeKind got)
{
    if (wanted == TYPE_MONTH && got == TYPE_DATE) return STR(ADVICE_DAY_TO_MONTH);
    if (wanted == TYPE_TRUTH) return STR(ADVICE_CONDITION);
    return wanted == TYPE_NUMBER && got == TYPE_TRUTH ? STR(ADVICE_CHOOSE) : STR(ADVICE_TYPE);
}

bool want_type(Scope *scope, const Syntax *s, const Node *node, TypeKind kind)
{
    if (node->type.kind == kind) return true;
    Arena *arena = scope->front->arena;
    report(scope->front->found, s->place, E_TYPE,
           SAY(kind_text(arena, (Type){.kind = kind}), kind_text(arena, node->type),
               kind_advice(kind, node->type.kind)));
    return false;
}

bool want_plain(Scope *scope, const Syntax *s, const Node *node)
{
    if (!node->type.ratio) return true;
    report(scope->front->found, s->place, E_RATIO, NULL);
    return false;
}

void use_affair(Scope *scope, const Affair *affair, Place place)
{
    AffairDraft *draft = scope->draft;
    if (draft->use_count == draft->use_capacity) {
        draft->uses = arena_grow(scope->front->arena, draft->uses, &draft->use_capacity,
                                 sizeof(const Affair *));
        draft->use_places = arena_grow(scope->front->arena, draft->use_places,
                                       &draft->place_capacity, sizeof(Place));
    }
    draft->use_places[draft->use_count] = place;
    draft->uses[draft->use_count++] = affair;
}

Comparison comparison_mirrored(Comparison compare)
{
    switch (compare) {
    case COMPARE_LESS:
        return COMPARE_MORE;
    case COMPARE_AT_MOST:
        return COMPARE_AT_LEAST;
    case COMPARE_MORE:
        return COMPARE_LESS;
    case COMPARE_AT_LEAST:
        return COMPARE_AT_MOST;
    case COMPARE_EQUAL:
    case COMPARE_UNEQUAL:
        break;
    }
    return compare;
}
