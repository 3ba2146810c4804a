/* Random typed trees for tests. A tree is grown from the wanted type downwards, so that it keeps
 * every promise of tree.h: equal scales where they must be equal, SPREAD between shapes, flags of
 * non-negative numbers that are true. */
#include "lang/tree_random.h"

uint64_t random_next(Random *r)
{
    uint64_t z = r->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

int64_t random_below(Random *r, int64_t n)
{
    return (int64_t)(random_next(r) % (uint64_t)n);
}

bool random_chance(Random *r, int percent)
{
    return random_below(r, 100) < percent;
}

Type type_of_kind(TypeKind kind)
{
    return (Type){.kind = kind};
}

Type type_of_truth(void)
{
    return type_of_kind(TYPE_TRUTH);
}

Type type_of_number(int scale, bool ratio, bool nonnegative)
{
    return (Type){
        .kind = TYPE_NUMBER, .scale = (int8_t)scale, .ratio = ratio, .nonnegative = nonnegative};
}

/* ---- the little world --------------------------------------------------------------------- */

enum {
    FIELD_TRUTH,
    FIELD_CHOICE,
    FIELD_DATE,
    FIELD_PLACE,
    FIELD_MONEY,
    FIELD_DEBT,
    FIELD_HEADS,
    FIELD_COUNT
};

static Field *grow_fields(Growth *g, const Choices *choices)
{
    static const Aspect aspect;
    Field *fields = NEW_ARRAY(g->arena, Field, FIELD_COUNT);
    Type choice = type_of_kind(TYPE_CHOICE);
    choice.choices = choices;
    const Type types[FIELD_COUNT] = {
        [FIELD_TRUTH] = type_of_truth(),
        [FIELD_CHOICE] = choice,
        [FIELD_DATE] = type_of_kind(TYPE_DATE),
        [FIELD_PLACE] = type_of_kind(TYPE_DIVISION),
        [FIELD_MONEY] = type_of_number(2, false, true),
        [FIELD_DEBT] = type_of_number(2, false, false),
        [FIELD_HEADS] = type_of_number(0, false, true),
    };
    for (size_t i = 0; i < FIELD_COUNT; i++)
        fields[i] = (Field){.name = STR("field"), .type = types[i], .aspect = &aspect};
    return fields;
}

static Standard *grow_standard(Growth *g, const Choices *by)
{
    Standard *s = NEW(g->arena, Standard);
    *s = (Standard){.name = STR("standard"), .type = type_of_number(2, false, true), .by = by};
    return s;
}

void growth_begin(Growth *g, Arena *arena, uint64_t seed, bool household)
{
    *g = (Growth){.arena = arena, .random = {seed}, .household = household, .large = 2};
    Choices *choices = NEW(arena, Choices);
    choices->words = NEW_ARRAY(arena, Str, 3); /* without names */
    choices->count = 3;
    g->of_subject = grow_fields(g, choices);
    g->of_member = grow_fields(g, choices);
    g->standard = grow_standard(g, NULL);
    g->by_choice = grow_standard(g, choices);
}

Node *grow_node(Growth *g, NodeKind kind, Type type, Shape shape, size_t parts)
{
    Node *node = NEW(g->arena, Node);
    *node = (Node){.kind = kind, .type = type, .shape = shape, .part_count = parts};
    node->parts = NEW_ARRAY(g->arena, Node *, parts + 1);
    return node;
}

static Node *grow_field(Growth *g, Shape shape, size_t field)
{
    const Field *f = shape == SHAPE_MEMBER ? &g->of_member[field] : &g->of_subject[field];
    Node *node = grow_node(g, NODE_FIELD, f->type, shape, 0);
    node->field = f;
    return node;
}

static Node *grow_literal(Growth *g, Type type, int64_t value)
{
    Node *node = grow_node(g, NODE_LITERAL, type, SHAPE_CONSTANT, 0);
    node->value = value;
    if (type.kind == TYPE_NUMBER) node->type.nonnegative = value >= 0;
    return node;
}

static Node *grow_pair(Growth *g, NodeKind kind, Type type, Node *a, Node *b)
{
    Shape shape = a->shape > b->shape ? a->shape : b->shape;
    Node *node = grow_node(g, kind, type, shape, 2);
    node->parts[0] = a;
    node->parts[1] = b;
    return node;
}

static Node *spread(Growth *g, Node *of)
{
    if (of->shape == SHAPE_CONSTANT) return of;
    Node *node = grow_node(g, NODE_SPREAD, of->type, SHAPE_MEMBER, 1);
    node->parts[0] = of;
    return node;
}

static bool may_aggregate(const Growth *g, Shape shape)
{
    return g->household && shape == SHAPE_SUBJECT;
}

static Node *grow_aggregate(Growth *g, NodeKind kind, Type type, Node *condition, Node *value)
{
    Node *node = grow_node(g, kind, type, SHAPE_SUBJECT, value ? 2 : 1);
    node->parts[0] = condition;
    if (value) node->parts[1] = value;
    return node;
}

/* ---- days and choices --------------------------------------------------------------------- */

Node *grow_day(Growth *g, Shape shape, int depth)
{
    Random *r = &g->random;
    int pick = (int)random_below(r, depth > 0 ? 8 : 3);
    Type day = type_of_kind(TYPE_DATE);
    if (pick == 0) return grow_node(g, NODE_FACT_DAY, day, SHAPE_CONSTANT, 0);
    if (pick == 1) return grow_literal(g, day, random_below(r, 30000) - 10000);
    if (pick == 3) {
        Node *years = grow_literal(g, type_of_number(0, false, true), random_below(r, 100));
        return grow_pair(g, NODE_BIRTHDAY, day, grow_day(g, shape, depth - 1), years);
    }
    if (pick == 4)
        return grow_pair(g, random_chance(r, 50) ? NODE_MAX : NODE_MIN, day,
                         grow_day(g, shape, depth - 1), grow_day(g, shape, depth - 1));
    if (pick == 5 || shape == SHAPE_CONSTANT) {
        if (depth <= 0) return grow_literal(g, day, 20000);
        Node *days = grow_literal(g, type_of_number(0, false, false), random_below(r, 800) - 400);
        return grow_pair(g, NODE_DAY_ADD, day, grow_day(g, shape, depth - 1), days);
    }
    return grow_field(g, shape, FIELD_DATE);
}

static Node *grow_month(Growth *g, Shape shape, int depth)
{
    Random *r = &g->random;
    Type month = type_of_kind(TYPE_MONTH);
    if (shape == SHAPE_CONSTANT || random_chance(r, 20))
        return grow_node(g, NODE_THIS_MONTH, month, SHAPE_CONSTANT, 0);
    if (random_chance(r, 40) && depth > 0) {
        Node *count = grow_literal(g, type_of_number(0, false, false), random_below(r, 40) - 20);
        return grow_pair(g, NODE_MONTH_ADD, month, grow_month(g, shape, depth - 1), count);
    }
    Node *day = grow_day(g, shape, depth);
    Node *node = grow_node(g, NODE_MONTH_OF, month, day->shape, 1);
    node->parts[0] = day;
    node->value = random_chance(r, 50) ? 0 : 1 + random_below(r, 28);
    return node;
}

/* ---- numbers ------------------------------------------------------------------------------ */

static bool nonnegative(const Node *a, const Node *b)
{
    return a->type.nonnegative && b->type.nonnegative;
}

static Node *grow_number_leaf(Growth *g, Shape shape, int scale)
{
    Random *r = &g->random;
    if (scale == 2 && random_chance(r, 70)) {
        if (random_chance(r, 30)) {
            Node *s = grow_node(g, NODE_STANDARD, g->standard->type, SHAPE_CONSTANT, 0);
            s->standard = g->standard;
            return s;
        }
        if (shape == SHAPE_CONSTANT) return grow_literal(g, g->standard->type, 12345);
        if (random_chance(r, 20)) {
            Node *s = grow_node(g, NODE_STANDARD, g->standard->type, shape, 1);
            s->standard = g->by_choice;
            s->parts[0] = grow_field(g, shape, FIELD_CHOICE);
            return s;
        }
        return grow_field(g, shape, random_chance(r, 70) ? FIELD_MONEY : FIELD_DEBT);
    }
    if (scale == 0 && shape != SHAPE_CONSTANT && random_chance(r, 40))
        return grow_field(g, shape, FIELD_HEADS);
    int64_t most = random_chance(r, g->large) ? INT64_MAX / 3 : 3000;
    int64_t sign = random_chance(r, 20) ? -1 : 1;
    return grow_literal(g, type_of_number(scale, false, true), sign * random_below(r, most));
}

static Node *grow_whole(Growth *g, Shape shape, int depth)
{
    Random *r = &g->random;
    Type count = type_of_number(0, false, false);
    if (random_chance(r, 50))
        return grow_pair(g, NODE_AGE, count, grow_day(g, shape, depth - 1),
                         grow_node(g, NODE_FACT_DAY, type_of_kind(TYPE_DATE), SHAPE_CONSTANT, 0));
    if (random_chance(r, 50))
        return grow_pair(g, NODE_DAYS_BETWEEN, count, grow_day(g, shape, depth - 1),
                         grow_day(g, shape, depth - 1));
    return grow_pair(g, NODE_MONTHS_BETWEEN, count, grow_month(g, shape, depth - 1),
                     grow_month(g, shape, depth - 1));
}

static Node *grow_table(Growth *g, Shape shape, int scale, int depth)
{
    Random *r = &g->random;
    size_t count = 1 + (size_t)random_below(r, 3);
    Node *node = grow_node(g, NODE_TABLE, type_of_number(scale, false, false), shape, 1 + count);
    bool choice = random_chance(r, 30);
    node->parts[0] = choice ? grow_field(g, shape, FIELD_CHOICE) : grow_whole(g, shape, depth - 1);
    TableRow *rows = NEW_ARRAY(g->arena, TableRow, count);
    int64_t low = choice ? 1 : random_below(r, 40) - 10;
    for (size_t i = 0; i < count; i++) {
        int64_t high = choice ? low : low + random_below(r, 30);
        rows[i] = (TableRow){.low = low, .high = high};
        low = high + 1 + (choice ? 0 : random_below(r, 3));
        node->parts[1 + i] = grow_number(g, SHAPE_CONSTANT, scale, false, 0);
        if (random_chance(r, 25))
            node->parts[1 + i] = grow_number(g, shape, scale, false, depth - 1);
    }
    if (!choice && random_chance(r, 30)) rows[0].low = INT64_MIN;
    if (!choice && random_chance(r, 50)) rows[count - 1].high = INT64_MAX;
    node->rows = rows;
    node->row_count = count;
    if (node->parts[0]->shape == SHAPE_CONSTANT) node->parts[0] = grow_field(g, shape, FIELD_HEADS);
    return node;
}

static Node *grow_round(Growth *g, Shape shape, int scale, int depth)
{
    Random *r = &g->random;
    int from = random_chance(r, 50) ? scale + (int)random_below(r, 3) : scale;
    Node *of = grow_number(g, shape, from, random_chance(r, 40), depth - 1);
    Node *node =
        grow_node(g, NODE_ROUND, type_of_number(scale, false, of->type.nonnegative), of->shape, 1);
    node->parts[0] = of;
    node->rounding = (Rounding)(ROUND_UP + random_below(r, 3));
    node->value = power_of_ten((int)random_below(r, 4));
    return node;
}

static Node *grow_ratio(Growth *g, Shape shape, int scale, int depth)
{
    Random *r = &g->random;
    if (depth > 0 && random_chance(r, 40)) {
        static const NodeKind kinds[] = {NODE_ADD, NODE_SUBTRACT, NODE_MAX, NODE_MIN};
        Node *a = grow_number(g, shape, scale, true, depth - 1);
        Node *b = grow_number(g, shape, scale, random_chance(r, 50), depth - 1);
        return grow_pair(g, kinds[random_below(r, 4)], type_of_number(scale, true, false), a, b);
    }
    int below = (int)random_below(r, 3);
    Node *a = grow_number(g, shape, scale + below, random_chance(r, 20), depth - 1);
    Node *b = grow_number(g, shape, below, random_chance(r, 20), depth - 1);
    return grow_pair(g, NODE_DIVIDE, type_of_number(scale, true, nonnegative(a, b)), a, b);
}

static Node *grow_branch(Growth *g, Shape shape, int scale, int depth)
{
    Node *t = grow_truth(g, shape, depth - 1);
    Node *a = grow_number(g, shape, scale, false, depth - 1);
    Node *b = grow_number(g, shape, scale, false, depth - 1);
    Shape widest = a->shape > b->shape ? a->shape : b->shape;
    if (t->shape > widest) widest = t->shape;
    Node *node = grow_node(g, NODE_IF, type_of_number(scale, false, nonnegative(a, b)), widest, 3);
    node->parts[0] = t;
    node->parts[1] = a;
    node->parts[2] = b;
    return node;
}

static Node *grow_fold(Growth *g, int scale, int depth)
{
    Random *r = &g->random;
    Node *always = grow_literal(g, type_of_truth(), YES);
    Node *t = random_chance(r, 50) ? always : grow_truth(g, SHAPE_MEMBER, depth - 1);
    if (scale == 0 && random_chance(r, 50))
        return grow_aggregate(g, NODE_COUNT, type_of_number(0, false, true), t, NULL);
    Node *value = grow_number(g, SHAPE_MEMBER, scale, false, depth - 1);
    static const NodeKind kinds[] = {NODE_SUM, NODE_SUM, NODE_HIGHEST, NODE_LOWEST};
    return grow_aggregate(g, kinds[random_below(r, 4)],
                          type_of_number(scale, false, value->type.nonnegative), t, value);
}

static Node *grow_product(Growth *g, Shape shape, int scale, int depth)
{
    int left = scale > 0 ? (int)random_below(&g->random, scale + 1) : 0;
    Node *a = grow_number(g, shape, left, false, depth - 1);
    Node *b = grow_number(g, shape, scale - left, false, depth - 1);
    return grow_pair(g, NODE_MULTIPLY, type_of_number(scale, false, nonnegative(a, b)), a, b);
}

static Node *grow_sum(Growth *g, Shape shape, int scale, int depth)
{
    Node *a = grow_number(g, shape, scale, false, depth - 1);
    Node *b = grow_number(g, shape, scale, false, depth - 1);
    switch (random_below(&g->random, 4)) {
    case 0:
        return grow_pair(g, NODE_ADD, type_of_number(scale, false, nonnegative(a, b)), a, b);
    case 1:
        return grow_pair(g, NODE_SUBTRACT, type_of_number(scale, false, false), a, b);
    case 2:
        return grow_pair(g, NODE_MAX,
                         type_of_number(scale, false, a->type.nonnegative || b->type.nonnegative),
                         a, b);
    default:
        return grow_pair(g, NODE_MIN, type_of_number(scale, false, nonnegative(a, b)), a, b);
    }
}

Node *grow_number(Growth *g, Shape shape, int scale, bool ratio, int depth)
{
    Random *r = &g->random;
    if (ratio) return grow_ratio(g, shape, scale, depth);
    if (depth <= 0) return grow_number_leaf(g, shape, scale);
    int pick = (int)random_below(r, 12);
    if (pick < 2) return grow_number_leaf(g, shape, scale);
    if (pick == 2) return grow_product(g, shape, scale, depth);
    if (pick == 3) return grow_round(g, shape, scale, depth);
    if (pick == 4) return grow_branch(g, shape, scale, depth);
    if (pick == 5 && shape != SHAPE_CONSTANT) return grow_table(g, shape, scale, depth);
    if (pick == 6 && scale == 0) return grow_whole(g, shape, depth);
    if (pick == 6) {
        Node *of = grow_number(g, shape, scale - 1, false, depth - 1);
        Node *node = grow_node(g, NODE_RESCALE, type_of_number(scale, false, of->type.nonnegative),
                               of->shape, 1);
        node->parts[0] = of;
        node->value = 1;
        return node;
    }
    if (pick <= 8 && may_aggregate(g, shape)) return grow_fold(g, scale, depth);
    if (pick == 7 && shape == SHAPE_MEMBER)
        return spread(g, grow_number(g, SHAPE_SUBJECT, scale, false, depth - 1));
    return grow_sum(g, shape, scale, depth);
}

/* ---- truth -------------------------------------------------------------------------------- */

static Node *grow_compare(Growth *g, Shape shape, int depth)
{
    Random *r = &g->random;
    Node *a, *b;
    if (random_chance(r, 15)) {
        a = grow_month(g, shape, depth);
        b = grow_month(g, random_chance(r, 60) ? SHAPE_CONSTANT : shape, depth - 1);
    } else if (random_chance(r, 25)) {
        a = grow_day(g, shape, depth - 1);
        b = grow_day(g, shape, depth - 1);
    } else if (random_chance(r, 25)) {
        a = grow_whole(g, shape, depth - 1);
        b = grow_literal(g, type_of_number(0, false, true), random_below(r, 100));
    } else {
        int scale = (int)random_below(r, 4);
        a = grow_number(g, shape, scale, random_chance(r, 20), depth - 1);
        b = grow_number(g, shape, scale, random_chance(r, 20), depth - 1);
    }
    Node *node = random_chance(r, 50) ? grow_pair(g, NODE_COMPARE, type_of_truth(), a, b)
                                      : grow_pair(g, NODE_COMPARE, type_of_truth(), b, a);
    node->compare = (Comparison)random_below(r, 6);
    return node;
}

static Node *grow_set(Growth *g, Shape shape)
{
    bool choice = random_chance(&g->random, 60);
    Node *of = grow_field(g, shape, choice ? FIELD_CHOICE : FIELD_HEADS);
    Node *node = grow_node(g, NODE_IN_SET, type_of_truth(), shape, 1);
    int64_t *values = NEW_ARRAY(g->arena, int64_t, 2);
    values[0] = random_below(&g->random, 3);
    values[1] = values[0] + 1;
    node->parts[0] = of;
    node->values = values;
    node->value_count = 2;
    return node;
}

static Node *grow_quantified(Growth *g, int depth)
{
    Random *r = &g->random;
    Node *always = grow_literal(g, type_of_truth(), YES);
    Node *t = random_chance(r, 50) ? always : grow_truth(g, SHAPE_MEMBER, depth - 1);
    Node *of = grow_truth(g, SHAPE_MEMBER, depth - 1);
    return grow_aggregate(g, random_chance(r, 50) ? NODE_ANY : NODE_ALL, type_of_truth(), t, of);
}

Node *grow_truth(Growth *g, Shape shape, int depth)
{
    Random *r = &g->random;
    if (shape == SHAPE_CONSTANT) return grow_literal(g, type_of_truth(), random_below(r, 2) * 2);
    int pick = (int)random_below(r, depth > 0 ? 12 : 3);
    if (pick == 0) return grow_field(g, shape, FIELD_TRUTH);
    if (pick == 1) return grow_set(g, shape);
    if (pick == 2) {
        Node *home = grow_node(g, NODE_AT_HOME, type_of_truth(), shape, 1);
        home->parts[0] = grow_field(g, shape, FIELD_PLACE);
        return home;
    }
    if (pick == 3) {
        Node *of = grow_truth(g, shape, depth - 1);
        Node *node = grow_node(g, NODE_NOT, type_of_truth(), of->shape, 1);
        node->parts[0] = of;
        return node;
    }
    if (pick == 4 && may_aggregate(g, shape)) return grow_quantified(g, depth);
    if (pick == 4 && shape == SHAPE_MEMBER)
        return spread(g, grow_truth(g, SHAPE_SUBJECT, depth - 1));
    if (pick <= 6)
        return grow_pair(g, pick == 5 ? NODE_AND : NODE_OR, type_of_truth(),
                         grow_truth(g, shape, depth - 1), grow_truth(g, shape, depth - 1));
    return grow_compare(g, shape, depth);
}
