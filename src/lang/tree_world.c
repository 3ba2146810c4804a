/* Random affairs, facts and bindings for tests: see tree_random.c for the trees in them. */
#include "lang/compile.h"
#include "lang/tree_random.h"

/* ---- affairs ------------------------------------------------------------------------------ */

static Node *grow_amount(Growth *g, Shape shape)
{
    Node *zero = grow_node(g, NODE_LITERAL, type_of_number(2, false, true), SHAPE_CONSTANT, 0);
    Node *of = grow_number(g, shape, 2, false, 4);
    Node *node = grow_node(g, NODE_MAX, type_of_number(2, false, true), of->shape, 2);
    node->parts[0] = of;
    node->parts[1] = zero;
    return node;
}

static void grow_definitions(Growth *g, size_t count)
{
    g->definitions = NEW_ARRAY(g->arena, Definition, count);
    for (size_t i = 0; i < count; i++) {
        Node *value = grow_number(g, SHAPE_SUBJECT, 2, false, 3);
        g->definitions[i] = (Definition){.index = i, .value = value};
    }
    g->definition_count = count;
}

static Node *name_definition(Growth *g, const Definition *d)
{
    Node *node = grow_node(g, NODE_DEFINITION, d->value->type, d->value->shape, 0);
    node->definition = d;
    return node;
}

static Node *grow_condition(Growth *g)
{
    if (!random_chance(&g->random, 40)) return grow_truth(g, SHAPE_SUBJECT, 4);
    Node *limit = grow_number(g, SHAPE_SUBJECT, 2, false, 1);
    Node *node = grow_node(g, NODE_COMPARE, type_of_truth(), SHAPE_SUBJECT, 2);
    node->parts[0] = name_definition(g, &g->definitions[random_below(&g->random, 2)]);
    node->parts[1] = limit;
    node->compare = (Comparison)random_below(&g->random, 6);
    return node;
}

Affair *grow_affair(Growth *g)
{
    enum { CONDITIONS = 3, COMPONENTS = 2 };
    Arena *arena = g->arena;
    Affair *affair = NEW(arena, Affair);
    AffairTree *tree = NEW(arena, AffairTree);
    grow_definitions(g, 2);
    Condition *conditions = NEW_ARRAY(arena, Condition, CONDITIONS);
    for (size_t i = 0; i < CONDITIONS; i++)
        conditions[i].holds = grow_condition(g);
    ConditionGroup *groups = NEW_ARRAY(arena, ConditionGroup, 2);
    groups[0] = (ConditionGroup){NULL, 0, CONDITIONS};
    size_t group_count = 1;
    if (random_chance(&g->random, 30)) {
        Node *applies = grow_truth(g, SHAPE_SUBJECT, 1);
        Node *not = grow_node(g, NODE_NOT, type_of_truth(), SHAPE_SUBJECT, 1);
        not ->parts[0] = applies;
        groups[0] = (ConditionGroup){applies, 0, 2};
        groups[1] = (ConditionGroup){not, 2, CONDITIONS - 2};
        group_count = 2;
    }
    Component *components = NEW_ARRAY(arena, Component, COMPONENTS);
    ComponentTree *amounts = NEW_ARRAY(arena, ComponentTree, COMPONENTS);
    for (size_t i = 0; i < COMPONENTS; i++) {
        components[i].by_member = g->household && i == 1;
        Shape shape = components[i].by_member ? SHAPE_MEMBER : SHAPE_SUBJECT;
        amounts[i] = (ComponentTree){&components[i], grow_amount(g, shape)};
    }
    *affair = (Affair){.subject = g->household ? SUBJECT_HOUSEHOLD : SUBJECT_PERSON,
                       .components = components,
                       .component_count = COMPONENTS};
    *tree = (AffairTree){.affair = affair,
                         .definitions = g->definitions,
                         .definition_count = g->definition_count,
                         .groups = groups,
                         .group_count = group_count,
                         .conditions = conditions,
                         .condition_count = CONDITIONS,
                         .components = amounts,
                         .component_count = COMPONENTS,
                         .candidate = grow_truth(g, SHAPE_SUBJECT, 1)};
    affair->program = program_compile(arena, tree);
    return affair;
}

/* ---- facts -------------------------------------------------------------------------------- */

static int64_t random_fact(Growth *g, const Input *input)
{
    Random *r = &g->random;
    switch (input->type.kind) {
    case TYPE_TRUTH:
        return 2 * random_below(r, 2);
    case TYPE_CHOICE:
        return random_below(r, 4);
    case TYPE_DATE:
        return random_chance(r, 10) ? DATE_NONE.days : random_below(r, 30000) - 10000;
    case TYPE_DIVISION:
        return random_below(r, 10);
    default:
        break;
    }
    int64_t most = random_chance(r, g->large) ? INT64_MAX / 2 : input->type.scale ? 300000 : 8;
    int64_t sign = !input->type.nonnegative && random_chance(r, 40) ? -1 : 1;
    return sign * random_below(r, most);
}

static void set_fact(Column *c, size_t row, int64_t value)
{
    switch (c->type) {
    case COLUMN_TRUTH:
    case COLUMN_CHOICE:
        column_bytes(c)[row] = (uint8_t)value;
        return;
    case COLUMN_INT32:
        column_int32(c)[row] = (int32_t)value;
        return;
    case COLUMN_INT64:
        column_int64(c)[row] = value;
        return;
    }
}

Facts grow_facts(Growth *g, const Program *p, size_t rows, int missing)
{
    Facts facts = {.rows = rows};
    uint32_t *start = NEW_ARRAY(g->arena, uint32_t, rows + 1);
    for (size_t i = 0; i < rows; i++)
        start[i + 1] = start[i] + (g->sizes ? g->sizes[i] : (uint32_t)random_below(&g->random, 5));
    if (g->household) facts.members = (Groups){rows, start};
    size_t count;
    const Input *inputs = program_inputs(p, &count);
    Column *columns = NEW_ARRAY(g->arena, Column, count);
    for (size_t k = 0; k < count; k++) {
        g->wide_days = random_chance(&g->random, 20);
        size_t n = inputs[k].of_member ? start[rows] : rows;
        columns[k] = column_new(g->arena, inputs[k].column, n);
        for (size_t i = 0; i < n; i++) {
            set_fact(&columns[k], i, random_fact(g, &inputs[k]));
            if (random_chance(&g->random, missing)) column_set_unknown(&columns[k], g->arena, i);
        }
    }
    facts.inputs = columns;
    return facts;
}

Facts facts_of_row(Arena *arena, const Program *p, const Facts *facts, size_t row)
{
    size_t count;
    const Input *inputs = program_inputs(p, &count);
    const uint32_t *start = facts->members.start;
    Column *columns = NEW_ARRAY(arena, Column, count);
    for (size_t k = 0; k < count; k++)
        columns[k] = inputs[k].of_member
                         ? column_slice(&facts->inputs[k], start[row], start[row + 1] - start[row])
                         : column_slice(&facts->inputs[k], row, 1);
    Facts one = {.rows = 1, .inputs = columns};
    if (!start) return one;
    uint32_t *own = NEW_ARRAY(arena, uint32_t, 2);
    own[1] = start[row + 1] - start[row];
    one.members = (Groups){1, own};
    return one;
}

Binding grow_binding(Growth *g)
{
    StandardOverride *overrides = NEW_ARRAY(g->arena, StandardOverride, 4);
    overrides[0] = (StandardOverride){g->standard, 0, random_below(&g->random, 100000)};
    for (uint8_t choice = 1; choice < 4; choice++)
        overrides[choice] =
            (StandardOverride){g->by_choice, choice, random_below(&g->random, 100000)};
    return (Binding){.month = month_of(2024, 1 + (int)random_below(&g->random, 12)),
                     .known = date_of(2025, 1, 1),
                     .home_first = 2,
                     .home_last = 6,
                     .overrides = overrides,
                     .override_count = 4};
}
