/* What a program asks of its callers: the columns it reads, the standards and divisions it names.
 * The fast and the full code share them, so they are gathered once, in the order of the text. */
#include "lang/compile.h"
#include "lang/words_machine.def"

#include <string.h>

static bool input_equal(const Input *a, const Input *b)
{
    return a->kind == b->kind && a->of_member == b->of_member && a->field == b->field &&
           a->event == b->event && a->affair == b->affair;
}

static Str input_name(Arena *arena, const Input *input)
{
    switch (input->kind) {
    case INPUT_FIELD:
        return input->field->name;
    case INPUT_EVENT:
        return event_name(input->event);
    case INPUT_ENJOYS:
        return format(arena, SAY_ENJOYS, STR_ARG(input->affair->name));
    case INPUT_ENJOYED_AMOUNT:
        return format(arena, SAY_ENJOYED_AMOUNT, STR_ARG(input->affair->name));
    }
    return STR("");
}

static ColumnType column_of(Class class)
{
    switch (class) {
    case CLASS_TRUTH:
        return COLUMN_TRUTH;
    case CLASS_CHOICE:
        return COLUMN_CHOICE;
    case CLASS_DAY:
        return COLUMN_INT32;
    case CLASS_NUMBER:
        return COLUMN_INT64;
    case CLASS_RATIO:
    case CLASS_COUNT:
        break;
    }
    ensure(class != CLASS_RATIO); /* no column holds one */
    return COLUMN_INT64;
}

/* Room is doubled at every power of two, so no capacity needs to be kept. */
static void *list_append(Arena *arena, void *items, size_t count, size_t size)
{
    if (count & (count - 1) || count == 1) return items;
    void *grown = arena_alloc_array(arena, count ? 2 * count : 2, size);
    if (count) memcpy(grown, items, count * size);
    return grown;
}

static size_t input_index(Compiler *c, Input input, Class class)
{
    Program *p = c->program;
    for (size_t i = 0; i < p->input_count; i++)
        if (input_equal(&p->inputs[i], &input)) return i;
    input.column = column_of(class);
    input.name = input_name(c->arena, &input);
    p->inputs = list_append(c->arena, p->inputs, p->input_count, sizeof(Input));
    p->inputs[p->input_count] = input;
    return p->input_count++;
}

Reg compile_input(Compiler *c, Input input, Shape shape)
{
    Class class = class_of(input.type);
    size_t index = input_index(c, input, class);
    return emit(c, (Instruction){.op = OP_INPUT, .i = (int64_t)index}, class, shape);
}

void program_add_standard(Compiler *c, const Standard *standard)
{
    Program *p = c->program;
    for (size_t i = 0; i < p->standard_count; i++)
        if (p->standards[i] == standard) return;
    p->standards = list_append(c->arena, p->standards, p->standard_count, sizeof *p->standards);
    p->standards[p->standard_count++] = standard;
}

void program_add_division(Compiler *c, Division division)
{
    Program *p = c->program;
    for (size_t i = 0; i < p->division_count; i++)
        if (p->divisions[i].n == division.n) return;
    p->divisions = list_append(c->arena, p->divisions, p->division_count, sizeof *p->divisions);
    p->divisions[p->division_count++] = division;
}

/* ---- what callers may ask ----------------------------------------------------------------- */

Str event_name(EventKind kind)
{
    static const Str names[EVENT_COUNT] = {
        [EVENT_APPLIED] = {STR_INIT(SAY_EVENT_APPLIED)},
        [EVENT_ACCEPTED] = {STR_INIT(SAY_EVENT_ACCEPTED)},
        [EVENT_DECIDED] = {STR_INIT(SAY_EVENT_DECIDED)},
        [EVENT_REVIEWED] = {STR_INIT(SAY_EVENT_REVIEWED)},
        [EVENT_FADE_FROM] = {STR_INIT(SAY_EVENT_FADE_FROM)},
    };
    ensure(kind < EVENT_COUNT);
    return names[kind];
}

const Input *program_inputs(const Program *p, size_t *count)
{
    *count = p->input_count;
    return p->inputs;
}

const Standard *const *program_standards(const Program *p, size_t *count)
{
    *count = p->standard_count;
    return p->standards;
}

const Division *program_divisions(const Program *p, size_t *count)
{
    *count = p->division_count;
    return p->divisions;
}
