/* What can be said of a condition before any fact is known: 1 > 2 never holds, a number that is
 * never negative is always at least 0. Such a line is not wrong, but nobody wrote it on purpose. */
#include "lang/affair.h"

static Truth truth_of(bool holds)
{
    return holds ? YES : NO;
}

static Truth compare_values(Comparison how, int64_t a, int64_t b)
{
    switch (how) {
    case COMPARE_EQUAL:
        return truth_of(a == b);
    case COMPARE_UNEQUAL:
        return truth_of(a != b);
    case COMPARE_LESS:
        return truth_of(a < b);
    case COMPARE_AT_MOST:
        return truth_of(a <= b);
    case COMPARE_MORE:
        return truth_of(a > b);
    case COMPARE_AT_LEAST:
        break;
    }
    return truth_of(a >= b);
}

/* A number that is at least 0 against a literal. */
static Truth against_literal(Comparison how, const Node *number, int64_t literal)
{
    if (number->type.kind != TYPE_NUMBER || !number->type.nonnegative) return UNKNOWN;
    if (literal < 0) return truth_of(how >= COMPARE_MORE || how == COMPARE_UNEQUAL);
    if (literal > 0) return UNKNOWN;
    if (how == COMPARE_LESS) return NO;
    return how == COMPARE_AT_LEAST ? YES : UNKNOWN;
}

static bool same_leaf(const Node *a, const Node *b)
{
    return a->kind == b->kind && a->part_count == 0 && a->kind != NODE_LITERAL &&
           a->field == b->field && a->standard == b->standard && a->definition == b->definition &&
           a->event == b->event && a->affair == b->affair;
}

static Truth foregone_compare(const Node *node)
{
    const Node *a = node->parts[0], *b = node->parts[1];
    if (a->kind == NODE_LITERAL && b->kind == NODE_LITERAL) {
        return compare_values(node->compare, a->value, b->value);
    }
    if (same_leaf(a, b)) return compare_values(node->compare, 0, 0);
    if (b->kind == NODE_LITERAL) return against_literal(node->compare, a, b->value);
    if (a->kind == NODE_LITERAL)
        return against_literal(comparison_mirrored(node->compare), b, a->value);
    return UNKNOWN;
}

static Truth foregone_list(const Node *node)
{
    bool and = node->kind == NODE_AND;
    Truth result = and? YES : NO;
    for (size_t i = 0; i < node->part_count; i++) {
        Truth part = node_foregone(node->parts[i]);
        if (and? part < result : part > result) result = part;
    }
    return result;
}

Truth node_foregone(const Node *node)
{
    switch (node->kind) {
    case NODE_LITERAL:
        return node->type.kind == TYPE_TRUTH ? (Truth)node->value : UNKNOWN;
    case NODE_NOT:
        return (Truth)(2 - (int)node_foregone(node->parts[0]));
    case NODE_AND:
    case NODE_OR:
        return foregone_list(node);
    case NODE_COMPARE:
        return foregone_compare(node);
    default:
        return UNKNOWN;
    }
}

/* ---- two conditions ----------------------------------------------------------------------- */

static bool payloads_equal(const Node *a, const Node *b)
{
    if (a->value != b->value || a->compare != b->compare || a->rounding != b->rounding)
        return false;
    if (a->row_count || b->row_count || a->value_count != b->value_count) return false;
    for (size_t i = 0; i < a->value_count; i++)
        if (a->values[i] != b->values[i]) return false;
    return a->event == b->event && a->field == b->field && a->standard == b->standard &&
           a->affair == b->affair && a->definition == b->definition;
}

bool nodes_equal(const Node *a, const Node *b)
{
    if (a->kind != b->kind || a->type.scale != b->type.scale) return false;
    if (a->part_count != b->part_count || !payloads_equal(a, b)) return false;
    for (size_t i = 0; i < a->part_count; i++)
        if (!nodes_equal(a->parts[i], b->parts[i])) return false;
    return true;
}

/* The mantissas low..high that a comparison of a plain number with a literal allows. */
static bool allowed_range(const Node *node, int64_t *low, int64_t *high)
{
    if (node->kind != NODE_COMPARE || node->parts[1]->kind != NODE_LITERAL) return false;
    if (node->parts[0]->type.kind != TYPE_NUMBER || node->parts[0]->type.ratio) return false;
    int64_t bound = node->parts[1]->value;
    *low = INT64_MIN;
    *high = INT64_MAX;
    switch (node->compare) {
    case COMPARE_EQUAL:
        *low = *high = bound;
        return true;
    case COMPARE_LESS:
        *high = bound - 1;
        return true;
    case COMPARE_AT_MOST:
        *high = bound;
        return true;
    case COMPARE_MORE:
        *low = bound + 1;
        return true;
    case COMPARE_AT_LEAST:
        *low = bound;
        return true;
    case COMPARE_UNEQUAL:
        break;
    }
    return false;
}

bool nodes_exclude(const Node *a, const Node *b)
{
    int64_t a_low, a_high, b_low, b_high;
    if (!allowed_range(a, &a_low, &a_high) || !allowed_range(b, &b_low, &b_high)) return false;
    return nodes_equal(a->parts[0], b->parts[0]) && (a_high < b_low || b_high < a_low);
}
