/* Which missing facts still matter. An unknown condition is unknown because of some of its parts
 * only: under an AND that is not decided no part is NO, and those that are YES need nothing more.
 * So the walk goes down from what is undecided into what is unknown, and meets exactly the facts
 * that could decide it. It reads the registers of the full code, like an explanation. */
#include "lang/explain.h"

typedef struct {
    const Explain *e;
    Need *items;
    size_t count, room;
} Search;

static void need_add(Search *search, const Input *input, size_t member)
{
    for (size_t i = 0; i < search->count; i++)
        if (search->items[i].input == input && search->items[i].member == member) return;
    if (search->count == search->room)
        search->items = arena_grow(search->e->arena, search->items, &search->room, sizeof(Need));
    search->items[search->count++] = (Need){input, member};
}

static bool input_is(const Input *input, const Node *node)
{
    switch (node->kind) {
    case NODE_FIELD:
    case NODE_APPLICANT:
        return input->kind == INPUT_FIELD && input->field == node->field;
    case NODE_EVENT:
        return input->kind == INPUT_EVENT && input->event == node->event;
    case NODE_ENJOYS:
        return input->kind == INPUT_ENJOYS && input->affair == node->affair;
    case NODE_ENJOYED_AMOUNT:
        return input->kind == INPUT_ENJOYED_AMOUNT && input->affair == node->affair;
    default:
        return false;
    }
}

static void need_fact(Search *search, const Node *node, size_t member)
{
    const Program *p = search->e->program;
    bool of_member = node->shape == SHAPE_MEMBER || node->kind == NODE_APPLICANT;
    size_t who = node->kind == NODE_APPLICANT ? 1 : of_member ? member + 1 : 0;
    for (size_t i = 0; i < p->input_count; i++)
        if (p->inputs[i].of_member == of_member && input_is(&p->inputs[i], node))
            need_add(search, &p->inputs[i], who);
}

static void need(Search *search, const Node *node, size_t member);

/* Members whose part is unknown; those outside the condition do not matter. */
static void need_members(Search *search, const Node *node)
{
    for (size_t j = 0; j < explain_members(search->e); j++) {
        if (explain_truth(search->e, node->parts[0], j) == NO) continue;
        for (size_t i = 0; i < node->part_count; i++)
            need(search, node->parts[i], j);
    }
}

static void need_if(Search *search, const Node *node, size_t member)
{
    Truth t = explain_truth(search->e, node->parts[0], member);
    need(search, node->parts[0], member);
    if (t == YES) need(search, node->parts[1], member);
    if (t == NO) need(search, node->parts[2], member);
}

/* With a known key only the row that it chose can be unknown. */
static void need_table(Search *search, const Node *node, size_t member)
{
    Seen key = explain_see(search->e, node->parts[0], member);
    need(search, node->parts[0], member);
    for (size_t i = 0; key.known && i < node->row_count; i++) {
        const TableRow *row = &node->rows[i];
        bool holds = !row->codes && key.number >= row->low && key.number <= row->high;
        for (size_t k = 0; k < row->code_count; k++)
            holds = holds || row->codes[k] == key.number;
        if (holds) need(search, node->parts[1 + i], member);
    }
}

static void need(Search *search, const Node *node, size_t member)
{
    if (node->kind == NODE_SPREAD) {
        need(search, node->parts[0], 0);
        return;
    }
    if (explain_see(search->e, node, member).known) return;
    switch (node->kind) {
    case NODE_FIELD:
    case NODE_APPLICANT:
    case NODE_EVENT:
    case NODE_ENJOYS:
    case NODE_ENJOYED_AMOUNT:
        need_fact(search, node, member);
        return;
    case NODE_DEFINITION:
        need(search, node->definition->value, member);
        return;
    case NODE_COUNT:
    case NODE_SUM:
    case NODE_HIGHEST:
    case NODE_LOWEST:
    case NODE_ANY:
    case NODE_ALL:
        need_members(search, node);
        return;
    case NODE_IF:
        need_if(search, node, member);
        return;
    case NODE_TABLE:
        need_table(search, node, member);
        return;
    default:
        for (size_t i = 0; i < node->part_count; i++)
            need(search, node->parts[i], member);
    }
}

static void need_eligibility(Search *search, const AffairTree *tree)
{
    for (size_t g = 0; g < tree->group_count; g++) {
        const ConditionGroup *group = &tree->groups[g];
        Truth applies = group->applies ? explain_truth(search->e, group->applies, 0) : YES;
        if (applies == NO) continue;
        bool fails = false;
        for (size_t k = group->first; k < group->first + group->count; k++)
            fails = fails || explain_truth(search->e, tree->conditions[k].holds, 0) == NO;
        if (fails) continue;
        if (group->applies) need(search, group->applies, 0);
        for (size_t k = group->first; k < group->first + group->count; k++)
            need(search, tree->conditions[k].holds, 0);
    }
}

static void need_amounts(Search *search, const AffairTree *tree)
{
    for (size_t k = 0; k < tree->component_count; k++) {
        const ComponentTree *c = &tree->components[k];
        size_t n = c->component->by_member ? explain_members(search->e) : 1;
        for (size_t j = 0; j < n; j++)
            need(search, c->amount, j);
    }
    const Node *months[] = {tree->start, tree->stop};
    for (size_t k = 0; k < COUNT_OF(months); k++)
        if (months[k]) need(search, months[k], 0);
}

Need *machine_needs(Machine *m, const Env *env, const Facts *facts, size_t row, size_t *count)
{
    Explain e = explain_begin(m->arena, m, env, facts, row);
    Search search = {.e = &e};
    const AffairTree *tree = m->program->tree;
    Truth eligible = (Truth)vector_byte(&e.run.vectors[m->program->full.eligible], 0);
    if (eligible == UNKNOWN) need_eligibility(&search, tree);
    if (eligible != NO) need_amounts(&search, tree);
    *count = search.count;
    return search.items;
}
