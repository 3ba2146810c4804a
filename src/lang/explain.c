/* Why: the derivation of one row in Chinese. The machine runs the row by the full code, in which
 * every node of the law has a register; the derivation is a walk over the tree that reads them.
 * A definition is opened where it is first named, afterwards only its value is told. Read from
 * machine_explain at the end. */
#include "lang/explain.h"
#include "lang/words_machine.def"

/* ---- one row ------------------------------------------------------------------------------ */

Explain explain_begin(Arena *arena, const Machine *m, const Env *env, const Facts *facts,
                      size_t row)
{
    ensure(row < facts->rows && env->program == m->program);
    Explain e = {arena, m->program, env, facts, {.rows = 1, .first_row = row}, NULL};
    e.opened = NEW_ARRAY(arena, bool, m->program->tree->definition_count + 1);
    if (facts->members.start) {
        e.run.start = facts->members.start + row;
        e.run.first_member = e.run.start[0];
        e.run.members = e.run.start[1] - e.run.start[0];
    }
    e.run.overflowed = true;
    Scratch scratch = scratch_new(arena, &m->program->full, 1, e.run.members);
    scratch_begin(&scratch, &env->full);
    scratch_run(&scratch, env, facts, UINT8_MAX, &e.run);
    return e;
}

size_t explain_members(const Explain *e)
{
    return e->run.members;
}

static Seen see_register(const Explain *e, Reg r, size_t member)
{
    const Vector *v = &e->run.vectors[r];
    const RegisterKind *kind = &e->run.code->registers[r];
    size_t at = kind->shape == SHAPE_MEMBER ? member : 0;
    switch (kind->class) {
    case CLASS_TRUTH:
        return (Seen){vector_byte(v, at) != UNKNOWN, vector_byte(v, at), 1};
    case CLASS_CHOICE:
        return (Seen){!vector_unknown(v, at), vector_byte(v, at), 1};
    case CLASS_DAY:
        return (Seen){!vector_unknown(v, at), vector_day(v, at), 1};
    case CLASS_NUMBER:
        return (Seen){!vector_unknown(v, at), vector_number(v, at), 1};
    case CLASS_RATIO:
        return (Seen){!vector_unknown(v, at), vector_number(v, at), v->below[vector_at(v, at)]};
    case CLASS_COUNT:
        break;
    }
    ensure(kind->class < CLASS_COUNT);
    return (Seen){0};
}

Seen explain_see(const Explain *e, const Node *node, size_t member)
{
    Reg r = program_node(e->program, node);
    ensure(r != 0);
    return see_register(e, r, member);
}

Truth explain_truth(const Explain *e, const Node *node, size_t member)
{
    return (Truth)explain_see(e, node, member).number;
}

bool explain_span(const Explain *e, const Node *node, size_t member, Span *out)
{
    Seen seen = explain_see(e, node, member);
    *out = (Span){seen.number, seen.number};
    if (seen.known) return true;
    while (node->kind == NODE_DEFINITION)
        node = node->definition->value;
    if (node->kind != NODE_HOW_MANY) return false;
    *out = (Span){0};
    for (size_t i = 0; i < node->part_count; i++) {
        Truth t = explain_truth(e, node->parts[i], member);
        out->low += t == YES;
        out->high += t != NO;
    }
    return true;
}

/* ---- a list of steps ---------------------------------------------------------------------- */

Why *step_add(Explain *e, Steps *steps, Why step)
{
    if (steps->count == steps->room)
        steps->items = arena_grow(e->arena, steps->items, &steps->room, sizeof(Why));
    steps->items[steps->count] = step;
    return &steps->items[steps->count++];
}

void step_close(Why *why, const Steps *steps)
{
    why->parts = steps->items;
    why->part_count = steps->count;
}

Why step_of(const Explain *e, const Node *node, size_t member)
{
    Seen seen = explain_see(e, node, member);
    Why why = {.text = node_words(e, node),
               .place = node->place,
               .value = node_value_text(e, node, member),
               .truth = seen.known ? YES : UNKNOWN};
    if (node->line) why.citation = node->line->citation;
    return why;
}

static void tell_parts(Explain *e, const Node *node, size_t first, size_t member, Steps *steps)
{
    for (size_t i = first; i < node->part_count; i++)
        tell(e, node->parts[i], member, steps);
}

/* ---- leaves ------------------------------------------------------------------------------- */

static void tell_standard(Explain *e, const Node *node, size_t member, Steps *steps)
{
    Seen choice = node->part_count ? explain_see(e, node->parts[0], member) : (Seen){true, 0, 1};
    Why why = step_of(e, node, member);
    int64_t mantissa;
    bool known;
    const StandardValue *value =
        env_standard(e->env, node->standard, (uint8_t)choice.number, &mantissa, &known);
    if (!choice.known || !known) {
        why.text = format(e->arena, SAY_STANDARD_UNSET, STR_ARG(why.text));
    } else if (!value) {
        why.text = format(e->arena, SAY_STANDARD_SET, STR_ARG(why.text));
    } else {
        Buf text = buf_new(e->arena);
        buf_format(&text, SAY_STANDARD_FROM, STR_ARG(why.text),
                   STR_ARG(date_text(e->arena, value->from)));
        if (value->document.len) buf_format(&text, SAY_STANDARD_DOCUMENT, STR_ARG(value->document));
        if (value->presumed) buf_add(&text, STR(SAY_STANDARD_PRESUMED));
        if (value->unverified) buf_add(&text, STR(SAY_STANDARD_UNVERIFIED));
        buf_add(&text, STR(SAY_STANDARD_END));
        why.text = buf_str(&text);
        why.place = value->place;
    }
    if (!why.citation.len) why.citation = node->standard->citation;
    if (!choice.known) why.text = node->standard->name;
    Steps parts = {0};
    if (node->part_count && !choice.known) tell(e, node->parts[0], member, &parts);
    step_close(&why, &parts);
    step_add(e, steps, why);
}

/* A node that adds no step of its own may begin a line of law: the value it passes on is told last,
 * and cites that line. */
static void cite_last(const LawLine *line, size_t before, Steps *steps)
{
    if (!line || steps->count == before) return;
    Why *last = &steps->items[steps->count - 1];
    if (!last->citation.len) last->citation = line->citation;
}

static void tell_definition(Explain *e, const Node *node, size_t member, Steps *steps)
{
    const Definition *d = node->definition;
    if (d->hidden) {
        size_t before = steps->count;
        tell(e, d->value, member, steps);
        cite_last(node->line ? node->line : &d->line, before, steps);
        return;
    }
    Why why = step_of(e, node, member);
    why.text = d->name;
    why.citation = d->line.citation;
    if (node->type.kind == TYPE_TRUTH) {
        why.condition = true;
        why.truth = explain_truth(e, node, member);
        why.value = truth_text(why.truth);
    }
    bool first = !e->opened[d->index] || d->value->shape == SHAPE_MEMBER;
    e->opened[d->index] = true;
    if (first) {
        Steps parts = {0};
        tell(e, d->value, member, &parts);
        step_close(&why, &parts);
    }
    step_add(e, steps, why);
}

/* ---- formulas and choices ----------------------------------------------------------------- */

static bool is_formula(const Node *node)
{
    return node->kind == NODE_ADD || node->kind == NODE_SUBTRACT || node->kind == NODE_MULTIPLY ||
           node->kind == NODE_DIVIDE;
}

/* What the numbers of a formula rest on, without the formula's own parts as steps. */
static void tell_operands(Explain *e, const Node *node, size_t member, Steps *steps)
{
    for (size_t i = 0; i < node->part_count; i++) {
        const Node *part = node->parts[i];
        if (is_formula(part) || part->kind == NODE_RESCALE || part->kind == NODE_SPREAD)
            tell_operands(e, part, member, steps);
        else
            tell(e, part, member, steps);
    }
}

/* 取整 is told on the formula that it rounds: one step, "A × B - C = 950.00 × 3 - 1,000.00". */
static void tell_formula(Explain *e, const Node *node, size_t member, Steps *steps)
{
    const Node *formula = node;
    while (formula->kind == NODE_ROUND || formula->kind == NODE_RESCALE)
        formula = formula->parts[0];
    Why why = step_of(e, node, member);
    if (is_formula(formula)) {
        Str numbers = formula_text(e, formula, member);
        why.text = why.text.len
                       ? format(e->arena, SAY_COMPUTED, STR_ARG(why.text), STR_ARG(numbers))
                       : numbers;
    }
    Steps parts = {0};
    if (is_formula(formula))
        tell_operands(e, formula, member, &parts);
    else
        tell(e, formula, member, &parts);
    step_close(&why, &parts);
    step_add(e, steps, why);
}

/* A condition that the checker made (of dates, of 渐退) is told only while it is undecided. */
static void tell_if(Explain *e, const Node *node, size_t member, Steps *steps)
{
    const Node *condition = node->parts[0];
    size_t before = steps->count;
    Truth t = explain_truth(e, condition, member);
    if (condition->text.len || t == UNKNOWN) tell(e, condition, member, steps);
    if (t != NO) tell(e, node->parts[1], member, steps);
    if (t != YES) tell(e, node->parts[2], member, steps);
    cite_last(node->line, before, steps);
}

static bool is_fact(const Node *node)
{
    return node->kind == NODE_FIELD || node->kind == NODE_APPLICANT || node->kind == NODE_EVENT ||
           node->kind == NODE_ENJOYED_AMOUNT;
}

static bool row_holds(const TableRow *row, Span key)
{
    for (size_t i = 0; i < row->code_count; i++)
        if (row->codes[i] == key.low) return true;
    return !row->codes && key.low >= row->low && key.high <= row->high;
}

static void tell_table(Explain *e, const Node *node, size_t member, Steps *steps)
{
    const Node *by = node->parts[0];
    Span key;
    bool known = explain_span(e, by, member, &key);
    if (is_fact(by) || by->kind == NODE_DEFINITION) {
        tell(e, by, member, steps);
    } else {
        Why why = step_of(e, by, member);
        Steps parts = {0};
        tell(e, by, member, &parts);
        step_close(&why, &parts);
        step_add(e, steps, why);
    }
    for (size_t i = 0; known && i < node->row_count; i++) {
        if (!row_holds(&node->rows[i], key)) continue;
        Why why = step_of(e, node->parts[1 + i], member);
        why.text =
            format(e->arena, SAY_ROW_CHOSEN, STR_ARG(squeezed(e->arena, node->rows[i].line.text)));
        why.citation = node->rows[i].line.citation;
        why.place = node->rows[i].line.place;
        Steps parts = {0};
        tell(e, node->parts[1 + i], member, &parts);
        step_close(&why, &parts);
        step_add(e, steps, why);
        return;
    }
    if (known && key.low == key.high)
        step_add(e, steps, (Why){.text = STR(SAY_NO_ROW), .truth = YES});
}

/* ---- members ------------------------------------------------------------------------------ */

/* Whether a member has nothing to do with the answer: one who is not counted; where one decides
 * (任一 holds, 全部 fails), one who does not decide it. */
static bool member_beside(const Explain *e, const Node *node, Truth answer, size_t member)
{
    if (node->kind == NODE_COUNT) return false;
    if (explain_truth(e, node->parts[0], member) == NO) return true;
    bool one_decides =
        (node->kind == NODE_ANY && answer == YES) || (node->kind == NODE_ALL && answer == NO);
    return one_decides && explain_truth(e, node->parts[1], member) != answer;
}

static void tell_members(Explain *e, const Node *node, size_t unused, Steps *steps)
{
    (void)unused;
    Why why = step_of(e, node, 0);
    if (node->type.kind == TYPE_TRUTH) {
        why.condition = true;
        why.truth = explain_truth(e, node, 0);
        why.value = truth_text(why.truth);
    }
    Steps members = {0};
    for (size_t j = 0; j < explain_members(e); j++) {
        Truth counted = explain_truth(e, node->parts[0], j);
        if (member_beside(e, node, why.truth, j)) continue;
        Why one = {.text = format(e->arena, SAY_MEMBER, j + 1),
                   .truth = counted,
                   .condition = true,
                   .value = truth_text(counted)};
        Steps parts = {0};
        if (counted != YES || node->part_count == 1) tell(e, node->parts[0], j, &parts);
        if (node->part_count > 1) {
            Seen seen = explain_see(e, node->parts[1], j);
            one.condition = node->type.kind == TYPE_TRUTH;
            one.truth = one.condition ? (Truth)seen.number : seen.known ? YES : UNKNOWN;
            one.value = one.condition ? truth_text(one.truth)
                                      : value_text_of(e->arena, node->parts[1]->type, seen);
            bool nothing = node->kind == NODE_SUM && seen.known && seen.number == 0;
            if (!nothing) tell(e, node->parts[1], j, &parts);
        }
        step_close(&one, &parts);
        step_add(e, &members, one);
    }
    step_close(&why, &members);
    step_add(e, steps, why);
}

/* 个数: the conditions that it counts, each with its answer. */
static void tell_how_many(Explain *e, const Node *node, size_t member, Steps *steps)
{
    Why why = step_of(e, node, member);
    Steps parts = {0};
    tell_parts(e, node, 0, member, &parts);
    step_close(&why, &parts);
    step_add(e, steps, why);
}

/* ---- conditions --------------------------------------------------------------------------- */

/* A fact that is compared stands with its value in the comparison itself. */
static void tell_sides(Explain *e, const Node *node, size_t member, Steps *steps)
{
    for (size_t i = 0; i < node->part_count; i++) {
        const Node *part = node->parts[i];
        if (is_formula(part) || part->kind == NODE_RESCALE)
            tell_operands(e, part, member, steps);
        else if (!is_fact(part))
            tell(e, part, member, steps);
    }
}

/* 任一 that holds rests on its first branch that does; 全部 that fails on what fails, and then on
 * what nobody knows. Otherwise all parts matter. */
static void tell_branches(Explain *e, const Node *node, size_t member, Steps *steps)
{
    Truth answer = explain_truth(e, node, member);
    bool holds = node->kind == NODE_OR && answer == YES;
    bool fails = node->kind == NODE_AND && answer == NO;
    if (!holds && !fails) {
        tell_parts(e, node, 0, member, steps);
        return;
    }
    for (size_t i = 0; i < node->part_count; i++) {
        if (explain_truth(e, node->parts[i], member) != answer) continue;
        tell(e, node->parts[i], member, steps);
        if (holds) return;
    }
    for (size_t i = 0; i < node->part_count; i++)
        if (explain_truth(e, node->parts[i], member) == UNKNOWN)
            tell(e, node->parts[i], member, steps);
}

static void tell_condition(Explain *e, const Node *node, size_t member, Steps *steps)
{
    Why why = step_of(e, node, member);
    why.condition = true;
    why.truth = explain_truth(e, node, member);
    why.value = truth_text(why.truth);
    Steps parts = {0};
    if (node->kind == NODE_COMPARE) {
        why.text = compare_text(e, node, member);
        tell_sides(e, node, member, &parts);
    } else if (node->kind != NODE_AT_HOME || why.truth != YES) {
        tell_branches(e, node, member, &parts);
    }
    step_close(&why, &parts);
    step_add(e, steps, why);
}

static void tell_fact(Explain *e, const Node *node, size_t member, Steps *steps)
{
    step_add(e, steps, step_of(e, node, member));
}

/* ---- all kinds ---------------------------------------------------------------------------- */

void tell(Explain *e, const Node *node, size_t member, Steps *steps)
{
    size_t before = steps->count;
    switch (node->kind) {
    case NODE_LITERAL:
    case NODE_THIS_MONTH:
    case NODE_FACT_DAY:
    case NODE_MONTH_START:
    case NODE_MONTH_END:
        return;
    case NODE_FIELD:
    case NODE_APPLICANT:
    case NODE_EVENT:
    case NODE_ENJOYS:
    case NODE_ENJOYED_AMOUNT:
        tell_fact(e, node, member, steps);
        return;
    case NODE_STANDARD:
        tell_standard(e, node, member, steps);
        return;
    case NODE_DEFINITION:
        tell_definition(e, node, member, steps);
        return;
    case NODE_NOT:
    case NODE_AND:
    case NODE_OR:
    case NODE_COMPARE:
    case NODE_IN_SET:
    case NODE_KNOWN:
    case NODE_AT_HOME:
    case NODE_WITHIN:
        tell_condition(e, node, member, steps);
        return;
    case NODE_ADD:
    case NODE_SUBTRACT:
    case NODE_MULTIPLY:
    case NODE_DIVIDE:
    case NODE_ROUND:
        tell_formula(e, node, member, steps);
        return;
    case NODE_HOW_MANY:
        tell_how_many(e, node, member, steps);
        return;
    case NODE_IF:
        tell_if(e, node, member, steps);
        return;
    case NODE_TABLE:
        tell_table(e, node, member, steps);
        return;
    case NODE_COUNT:
    case NODE_SUM:
    case NODE_HIGHEST:
    case NODE_LOWEST:
    case NODE_ANY:
    case NODE_ALL:
        tell_members(e, node, member, steps);
        return;
    case NODE_SPREAD:
        tell(e, node->parts[0], 0, steps);
        cite_last(node->line, before, steps);
        return;
    default:
        tell_parts(e, node, 0, member, steps);
        if (node->type.kind == TYPE_NUMBER) cite_last(node->line, before, steps);
        return;
    }
}
