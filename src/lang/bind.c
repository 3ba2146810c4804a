/* Binding a program to a month and a place: its constants (literals, standards in force, the days
 * of the month, spans of divisions) are computed once, by the same instructions as rows are. An
 * unset standard is unknown. */
#include "lang/run.h"

#include <string.h>

enum { CHOICE_CODES = 256 };

Date program_fact_day(const Program *p, Month month)
{
    const AffairTree *tree = p->tree;
    switch (tree->fact_day) {
    case FACT_DAY_LAST:
        break;
    case FACT_DAY_FIRST:
        return month_first(month);
    case FACT_DAY_NTH:
        return (Date){month_first(month).days + tree->fact_day_number - 1};
    }
    return month_last(month);
}

const StandardValue *env_standard(const Env *env, const Standard *s, uint8_t choice,
                                  int64_t *mantissa, bool *known)
{
    const Binding *binding = &env->binding;
    *known = true;
    for (size_t i = 0; i < binding->override_count; i++) {
        const StandardOverride *o = &binding->overrides[i];
        if (o->standard != s || (o->choice != 0 && o->choice != choice)) continue;
        *mantissa = o->mantissa;
        return NULL;
    }
    const StandardValue *value =
        standard_on(s, binding->areas, choice, env->fact_day, binding->known);
    *known = value != NULL;
    *mantissa = value ? value->mantissa : 0;
    return value;
}

static void bind_tables(Arena *arena, const Env *env, const Code *code, BoundCode *bound)
{
    bound->tables = NEW_ARRAY(arena, StandardTable, code->table_count);
    for (size_t t = 0; t < code->table_count; t++) {
        StandardTable *table = &bound->tables[t];
        table->values = NEW_ARRAY(arena, int64_t, CHOICE_CODES);
        table->unknown = NEW_ARRAY(arena, uint8_t, CHOICE_CODES);
        const Standard *s = code->tables[t];
        table->choices = s->by ? s->by->count : 0;
        for (size_t choice = 0; choice < CHOICE_CODES; choice++) {
            bool known = false;
            if (s->by && choice >= 1 && choice <= s->by->count)
                env_standard(env, s, (uint8_t)choice, &table->values[choice], &known);
            table->unknown[choice] = !known;
        }
        table->largest = (uint64_t)kernel_largest(CHOICE_CODES, table->values);
    }
}

static bool bind_span(const Env *env, const BoundValue *value, int32_t *out)
{
    for (size_t i = 0; i < env->binding.span_count; i++) {
        const DivisionSpan *span = &env->binding.spans[i];
        if (span->division.n != value->division.n) continue;
        *out = value->kind == BOUND_SPAN_FIRST ? span->first : span->last;
        return true;
    }
    return false;
}

static void bind_value(const Env *env, const BoundValue *value, Constant *c)
{
    bool known = true;
    switch (value->kind) {
    case BOUND_MONTH:
        c->value.day = env->binding.month.n;
        break;
    case BOUND_FACT_DAY:
        c->value.day = env->fact_day.days;
        break;
    case BOUND_MONTH_START:
        c->value.day = month_first(env->binding.month).days;
        break;
    case BOUND_MONTH_END:
        c->value.day = month_last(env->binding.month).days;
        break;
    case BOUND_HOME_FIRST:
        c->value.day = env->binding.home_first;
        break;
    case BOUND_HOME_LAST:
        c->value.day = env->binding.home_last;
        break;
    case BOUND_SPAN_FIRST:
    case BOUND_SPAN_LAST:
        known = bind_span(env, value, &c->value.day);
        break;
    case BOUND_STANDARD:
        env_standard(env, value->standard, 0, &c->value.number, &known);
        break;
    }
    c->unknown = !known;
}

static void bind_literal(Class class, int64_t value, Constant *c)
{
    switch (class) {
    case CLASS_TRUTH:
    case CLASS_CHOICE:
        c->value.byte = (uint8_t)value;
        return;
    case CLASS_DAY:
        c->value.day = (int32_t)value;
        return;
    case CLASS_NUMBER:
    case CLASS_RATIO:
    case CLASS_COUNT:
        break;
    }
    c->value.number = value;
}

static Vector constant_vector(Constant *c, Class class)
{
    return (Vector){.values = &c->value,
                    .below = class == CLASS_RATIO ? &c->below : NULL,
                    .unknown = &c->unknown,
                    .one = true};
}

static void bind_code(Arena *arena, const Env *env, const Code *code, BoundCode *bound)
{
    bound->constants = NEW_ARRAY(arena, Constant, code->register_count);
    bound->vectors = NEW_ARRAY(arena, Vector, code->register_count);
    bind_tables(arena, env, code, bound);
    Run run = {.program = env->program,
               .code = code,
               .bound = bound,
               .vectors = bound->vectors,
               .own = bound->vectors};
    for (size_t k = 0; k < code->constants; k++) {
        const Instruction *i = &code->items[k];
        Constant *c = &bound->constants[i->d];
        Class class = code->registers[i->d].class;
        bound->vectors[i->d] = constant_vector(c, class);
        if (i->op == OP_CONSTANT)
            bind_literal(class, i->i, c);
        else if (i->op == OP_BOUND)
            bind_value(env, &code->bounds[i->i], c);
        else
            handlers[i->op](&run, i);
        Vector *v = &bound->vectors[i->d];
        if (i->op == OP_CONSTANT || i->op == OP_BOUND)
            v->has_unknown = class == CLASS_TRUTH ? c->value.byte == UNKNOWN : c->unknown != 0;
    }
}

Env *env_bind(Arena *arena, const Program *p, const Binding *binding)
{
    Env *env = NEW(arena, Env);
    env->program = p;
    env->binding = *binding;
    env->fact_day = program_fact_day(p, binding->month);
    bind_code(arena, env, &p->fast, &env->fast);
    bind_code(arena, env, &p->full, &env->full);
    return env;
}

/* ---- two bindings ------------------------------------------------------------------------- */

static uint8_t rests_of(BoundKind kind)
{
    switch (kind) {
    case BOUND_MONTH:
    case BOUND_FACT_DAY:
    case BOUND_MONTH_START:
    case BOUND_MONTH_END:
        return RESTS_MONTH;
    case BOUND_STANDARD:
        return RESTS_STANDARDS;
    case BOUND_HOME_FIRST:
    case BOUND_HOME_LAST:
    case BOUND_SPAN_FIRST:
    case BOUND_SPAN_LAST:
        break;
    }
    return RESTS_FACTS;
}

uint8_t instruction_rests(const Code *code, const Instruction *i)
{
    if (i->op == OP_BOUND) return rests_of(code->bounds[i->i].kind);
    return i->op == OP_STANDARD_BY ? RESTS_FACTS | RESTS_STANDARDS : RESTS_FACTS;
}

static bool constants_equal(const Constant *a, const Constant *b)
{
    return a->value.number == b->value.number && a->unknown == b->unknown;
}

static bool tables_equal(const StandardTable *a, const StandardTable *b)
{
    return memcmp(a->values, b->values, CHOICE_CODES * sizeof *a->values) == 0 &&
           memcmp(a->unknown, b->unknown, CHOICE_CODES) == 0;
}

uint8_t env_changes(const Env *from, const Env *to)
{
    const Code *code = &from->program->fast;
    uint8_t changes = 0;
    for (size_t k = 0; k < code->constants; k++) {
        const Instruction *i = &code->items[k];
        if (i->op == OP_BOUND &&
            !constants_equal(&from->fast.constants[i->d], &to->fast.constants[i->d]))
            changes |= rests_of(code->bounds[i->i].kind);
    }
    for (size_t t = 0; t < code->table_count; t++)
        if (!tables_equal(&from->fast.tables[t], &to->fast.tables[t])) changes |= RESTS_STANDARDS;
    return changes & RESTS_FACTS ? RESTS_ALL : changes;
}
