/* The frame of a derivation: an affair in a month, its 准入 lines, its components and its months;
 * and the two ways to write one down. */
#include "lang/explain.h"
#include "lang/words_machine.def"

static void tell_line(Explain *e, const Condition *condition, Steps *steps)
{
    Steps own = {0};
    tell(e, condition->holds, 0, &own);
    Why why;
    if (own.count == 1 && own.items[0].condition) {
        why = own.items[0];
    } else {
        why = step_of(e, condition->holds, 0);
        step_close(&why, &own);
    }
    why.condition = true;
    why.truth = explain_truth(e, condition->holds, 0);
    why.value = truth_text(why.truth);
    if (condition->line) {
        why.citation = condition->line->citation;
        why.place = condition->line->place;
        if (!why.text.len) why.text = squeezed(e->arena, condition->line->text);
    }
    step_add(e, steps, why);
}

static Truth truth_of_results(const Explain *e, Reg eligible)
{
    const Vector *v = &e->run.vectors[eligible];
    return (Truth)vector_byte(v, 0);
}

/* The lines whose truth is in `truths`. */
static void tell_lines(Explain *e, unsigned truths, Steps *lines)
{
    const AffairTree *tree = e->program->tree;
    for (size_t g = 0; g < tree->group_count; g++) {
        const ConditionGroup *group = &tree->groups[g];
        if (group->applies && explain_truth(e, group->applies, 0) == NO) continue;
        for (size_t k = group->first; k < group->first + group->count; k++)
            if (truths >> explain_truth(e, tree->conditions[k].holds, 0) & 1)
                tell_line(e, &tree->conditions[k], lines);
    }
}

/* Of a refusal: what fails first, then what nobody knows; what holds has no part in it. */
static void tell_admission(Explain *e, Truth eligible, Steps *steps)
{
    const AffairTree *tree = e->program->tree;
    if (tree->condition_count == 0) return;
    Steps lines = {0};
    if (eligible == NO) {
        tell_lines(e, 1 << NO, &lines);
        tell_lines(e, 1 << UNKNOWN, &lines);
    }
    if (lines.count == 0) tell_lines(e, 1 << NO | 1 << UNKNOWN | 1 << YES, &lines);
    Why why = {.text = STR(SAY_ADMISSION),
               .condition = true,
               .truth = eligible,
               .value = truth_text(eligible)};
    step_close(&why, &lines);
    step_add(e, steps, why);
}

/* ---- amounts ------------------------------------------------------------------------------ */

typedef struct {
    int64_t fen;
    bool known;
} Total;

static void total_add(Total *total, Seen seen)
{
    total->known =
        total->known && seen.known && !__builtin_add_overflow(total->fen, seen.number, &total->fen);
}

static Str fen_text(Explain *e, Total total)
{
    if (!total.known) return STR(SAY_UNDECIDED);
    return format(e->arena, SAY_FEN, STR_ARG(money_text(e->arena, (Money){total.fen})));
}

static Total tell_member_amounts(Explain *e, const ComponentTree *c, Steps *parts)
{
    Total total = {0, true};
    for (size_t j = 0; j < explain_members(e); j++) {
        Seen seen = explain_see(e, c->amount, j);
        if (seen.known && seen.number == 0) continue;
        Total own = {0, true};
        total_add(&own, seen);
        total_add(&total, seen);
        Why one = {.text = format(e->arena, SAY_MEMBER, j + 1),
                   .value = fen_text(e, own),
                   .truth = seen.known ? YES : UNKNOWN};
        Steps steps = {0};
        tell(e, c->amount, j, &steps);
        step_close(&one, &steps);
        step_add(e, parts, one);
    }
    return total;
}

static Total tell_component(Explain *e, const ComponentTree *c, Steps *steps)
{
    Steps parts = {0};
    Total total = {0, true};
    if (c->component->by_member) {
        total = tell_member_amounts(e, c, &parts);
    } else {
        total_add(&total, explain_see(e, c->amount, 0));
        tell(e, c->amount, 0, &parts);
    }
    Why why = {.text = c->component->name,
               .value = fen_text(e, total),
               .truth = total.known ? YES : UNKNOWN,
               .place = c->amount->place};
    if (c->amount->line && parts.count == 0) why.citation = c->amount->line->citation;
    step_close(&why, &parts);
    step_add(e, steps, why);
    return total;
}

static Total tell_amounts(Explain *e, Steps *steps)
{
    const AffairTree *tree = e->program->tree;
    Total all = {0, true};
    for (size_t k = 0; k < tree->component_count; k++) {
        Total one = tell_component(e, &tree->components[k], steps);
        total_add(&all, (Seen){one.known, one.fen, 1});
    }
    return all;
}

static void tell_month(Explain *e, const char *name, const Node *node, Steps *steps)
{
    if (!node) return;
    Why why = step_of(e, node, 0);
    Str words = why.text;
    why.text = str_of(name);
    if (words.len) why.text = format(e->arena, SAY_AFFAIR_MONTH, STR_ARG(why.text), STR_ARG(words));
    Steps parts = {0};
    tell(e, node, 0, &parts);
    step_close(&why, &parts);
    step_add(e, steps, why);
}

/* Why nothing is due in this month, whatever the amount would be: it lies before 起, from 止 on, or
 * is not the one month of a one-off. Empty where that is not so. 起 that is none is nobody's
 * month: the row has no day to count from, as when a case leaves the window aside. */
static Str outside_text(const Explain *e)
{
    const AffairTree *tree = e->program->tree;
    Month month = e->env->binding.month;
    Seen start = tree->start ? explain_see(e, tree->start, 0) : (Seen){0};
    Seen stop = tree->stop ? explain_see(e, tree->stop, 0) : (Seen){0};
    Str first = month_text(e->arena, (Month){(int32_t)start.number});
    if (start.known && start.number != MONTH_NONE.n) {
        if (month.n < start.number) return format(e->arena, SAY_BEFORE_START, STR_ARG(first));
        if (tree->affair->once && month.n > start.number)
            return format(e->arena, SAY_ONLY_ONCE, STR_ARG(first));
    }
    if (stop.known && month.n >= stop.number)
        return format(e->arena, SAY_FROM_STOP,
                      STR_ARG(month_text(e->arena, (Month){(int32_t)stop.number})));
    return (Str){0};
}

Why *machine_explain(Arena *arena, Machine *m, const Env *env, const Facts *facts, size_t row)
{
    Explain e = explain_begin(arena, m, env, facts, row);
    const AffairTree *tree = m->program->tree;
    Truth eligible = truth_of_results(&e, m->program->full.eligible);
    Steps steps = {0};
    tell_admission(&e, eligible, &steps);
    Why *why = NEW(arena, Why);
    why->text = format(arena, SAY_AFFAIR_MONTH, STR_ARG(m->affair->name),
                       STR_ARG(month_text(arena, env->binding.month)));
    why->place = m->affair->place;
    why->condition = true;
    why->truth = eligible;
    if (eligible == NO) {
        why->value = STR(SAY_INELIGIBLE);
    } else {
        Str outside = outside_text(&e);
        Total total = {0, true};
        if (!outside.len) total = tell_amounts(&e, &steps);
        why->value = outside.len       ? outside
                     : eligible == YES ? fen_text(&e, total)
                                       : STR(SAY_UNDECIDED);
        tell_month(&e, SAY_START, tree->start, &steps);
        tell_month(&e, SAY_STOP, tree->stop, &steps);
        tell_month(&e, SAY_FLOOR, tree->arrears_floor, &steps);
    }
    step_close(why, &steps);
    return why;
}

/* ---- writing ------------------------------------------------------------------------------ */

void why_print(const Why *why, int indent, Buf *out)
{
    for (int i = 0; i < indent; i++)
        buf_add(out, STR("  "));
    buf_add(out, why->text);
    if (why->value.len)
        buf_format(out, why->condition ? SAY_WHY_TRUTH : SAY_WHY_VALUE, STR_ARG(why->value));
    if (why->citation.len) buf_format(out, SAY_CITED, STR_ARG(why->citation));
    buf_byte(out, '\n');
    for (size_t i = 0; i < why->part_count; i++)
        why_print(&why->parts[i], indent + 1, out);
}

static void why_object(const Why *why, Json *json)
{
    static const char *const truths[] = {"no", "unknown", "yes"};
    json_text(json, STR("text"), why->text);
    json_text(json, STR("value"), why->value);
    if (why->condition) json_text(json, STR("truth"), str_of(truths[why->truth]));
    if (why->citation.len) json_text(json, STR("citation"), why->citation);
    if (why->place.file) {
        json_text(json, STR("file"), why->place.file->path);
        json_int(json, STR("line"), why->place.line);
    }
    if (why->part_count == 0) return;
    json_array(json, STR("parts"));
    for (size_t i = 0; i < why->part_count; i++) {
        json_object(json, STR(""));
        why_object(&why->parts[i], json);
        json_end(json);
    }
    json_end(json);
}

void why_json(const Why *why, Json *json)
{
    json_object(json, STR(""));
    why_object(why, json);
    json_end(json);
}
