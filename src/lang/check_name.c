/* What a name means. In order: a word of the wanted choice; a definition; a field of the person or
 * of the household, by context; a standard; and last the joined forms 死亡次月 (a name and 次月) and
 * 死亡 (short for 死亡日期). What is known elsewhere is said to be out of place, what is not known
 * at all gets the nearest known name. */
#include "lang/front.h"

#include "lang/names.def"

/* ---- choices ------------------------------------------------------------------------------ */

static Node *choice_literal(Scope *scope, const Syntax *s, const Choices *choices, uint8_t code)
{
    Node *node = node_new(scope, NODE_LITERAL, s);
    node->type = (Type){.kind = TYPE_CHOICE, .choices = choices};
    node->value = code;
    return node;
}

/* 无 as a value: no choice, or a day that never comes. */
static Node *none_literal(Scope *scope, const Syntax *s, const Type *hint)
{
    bool calendar = hint && (hint->kind == TYPE_DATE || hint->kind == TYPE_MONTH);
    if (!hint || (!calendar && hint->kind != TYPE_CHOICE)) {
        report(scope->front->found, s->place, E_NONE, NULL);
        return NULL;
    }
    Node *node = node_new(scope, NODE_LITERAL, s);
    node->type = *hint;
    node->value = calendar ? INT32_MAX : 0;
    return node;
}

/* The only 选项 that has the word, or NULL; *many when there are several. */
static const Choices *choices_with(const Bureau *bureau, Str word, bool *many)
{
    const Choices *only = NULL;
    for (size_t i = 0; i < bureau->choices_count; i++) {
        if (!choices_code(bureau->choices[i], word)) continue;
        *many = only != NULL;
        if (*many) return NULL;
        only = bureau->choices[i];
    }
    return only;
}

/* ---- fields ------------------------------------------------------------------------------- */

static Node *field_node(Scope *scope, const Syntax *s, const Field *field, bool of_person)
{
    if (field->type.kind == TYPE_TEXT) {
        report(scope->front->found, s->place, E_TEXT_FIELD, SAY(field->name));
        return NULL;
    }
    bool of_member = of_person && scope->draft->affair->subject == SUBJECT_HOUSEHOLD;
    bool applicant = of_member && scope->applicant;
    Node *node = node_new(scope, applicant ? NODE_APPLICANT : NODE_FIELD, s);
    node->field = field;
    node->type = field->type;
    node->shape = of_member && !applicant ? SHAPE_MEMBER : SHAPE_SUBJECT;
    return node;
}

static const Field *field_of(const Register *reg, Str name)
{
    return reg ? register_field(reg, name) : NULL;
}

/* The field that a name means here; *of_person says whose it is. NULL: none in this context. */
static const Field *find_field(const Scope *scope, Str name, bool *of_person)
{
    bool household_affair = scope->draft->affair->subject == SUBJECT_HOUSEHOLD;
    const Field *own = field_of(scope->person, name);
    const Field *ours = household_affair ? field_of(scope->household, name) : NULL;
    if (household_affair && !scope->member) own = NULL;
    *of_person = own && !(ours && scope->household_first && !scope->applicant);
    return *of_person ? own : ours;
}

static const Definition *find_definition(const Scope *scope, Str name)
{
    for (size_t i = scope->definition_count; i-- > 0;) {
        const Definition *d = &scope->definitions[i];
        if (!d->hidden && str_equal(d->name, name)) return d;
    }
    return NULL;
}

/* ---- standards ---------------------------------------------------------------------------- */

/* The field of the subject that chooses among a standard's values: the only one of its 选项. */
static Node *implied_choice(Scope *scope, const Syntax *s, const Standard *standard)
{
    Scope inner = *scope;
    inner.household_first = true;
    bool household = scope->draft->affair->subject == SUBJECT_HOUSEHOLD;
    const Register *registers[2] = {household ? scope->household : scope->person,
                                    household && scope->member ? scope->person : NULL};
    const Field *only = NULL;
    for (size_t r = 0; r < 2 && !only; r++) {
        size_t found = 0;
        for (size_t a = 0; registers[r] && a < registers[r]->aspect_count; a++) {
            const Aspect *aspect = &registers[r]->aspects[a];
            for (size_t f = 0; f < aspect->field_count; f++) {
                if (aspect->fields[f].type.choices != standard->by) continue;
                only = &aspect->fields[f];
                found++;
            }
        }
        if (found > 1) only = NULL;
    }
    if (!only) {
        report(scope->front->found, s->place, E_STANDARD_CHOICE,
               SAY(standard->name, standard->by->name, standard->by->words[0]));
        return NULL;
    }
    Syntax name = {.kind = SYNTAX_NAME, .text = only->name, .source = s->source, .place = s->place};
    return check_name(&inner, &name, NULL);
}

Node *check_standard(Scope *scope, const Syntax *s, const Standard *standard, const Syntax *choice)
{
    if (!standard->by && choice) {
        report(scope->front->found, s->place, E_STANDARD_PLAIN, SAY(standard->name));
        return NULL;
    }
    Node *node = node_new(scope, NODE_STANDARD, s);
    if (standard->by) {
        Scope inner = *scope;
        inner.household_first = true;
        Type type = {.kind = TYPE_CHOICE, .choices = standard->by};
        Node *key = choice ? check(&inner, choice, &type) : implied_choice(scope, s, standard);
        if (!key) return NULL;
        if (key->type.kind != TYPE_CHOICE || key->type.choices != standard->by) {
            report(scope->front->found, s->place, E_STANDARD_CHOICE,
                   SAY(standard->name, standard->by->name, standard->by->words[0]));
            return NULL;
        }
        node = node_with(scope, NODE_STANDARD, s, NODES(key));
    }
    node->standard = standard;
    node->type = standard->type;
    return node;
}

/* ---- words -------------------------------------------------------------------------------- */

static Node *event_node(Scope *scope, const Syntax *s, EventKind event)
{
    Node *node = node_new(scope, NODE_EVENT, s);
    node->event = event;
    node->type = event == EVENT_FADE_FROM ? type_month() : type_date();
    node->shape = SHAPE_SUBJECT;
    return node;
}

static Node *leaf(Scope *scope, const Syntax *s, NodeKind kind, Type type)
{
    Node *node = node_new(scope, kind, s);
    node->type = type;
    return node;
}

static Node *check_word(Scope *scope, const Syntax *s, const Type *hint)
{
    switch (s->word) {
    case WORD_APPLIED:
        return event_node(scope, s, EVENT_APPLIED);
    case WORD_ACCEPTED:
        return event_node(scope, s, EVENT_ACCEPTED);
    case WORD_DECIDED_ON:
        return event_node(scope, s, EVENT_DECIDED);
    case WORD_REVIEWED_ON:
        return event_node(scope, s, EVENT_REVIEWED);
    case WORD_FADE_FROM:
        return event_node(scope, s, EVENT_FADE_FROM);
    case WORD_THIS_MONTH:
        return leaf(scope, s, NODE_THIS_MONTH, type_month());
    case WORD_FACT_DAY:
        return leaf(scope, s, NODE_FACT_DAY, type_date());
    case WORD_MONTH_START:
        return leaf(scope, s, NODE_MONTH_START, type_date());
    case WORD_MONTH_END:
        return leaf(scope, s, NODE_MONTH_END, type_date());
    case WORD_AGE:
        return check_calendar(scope, s);
    case WORD_NONE:
        return none_literal(scope, s, hint);
    default:
        break;
    }
    report(scope->front->found, s->place, E_WORD, SAY(s->text));
    return NULL;
}

/* ---- joined and short forms --------------------------------------------------------------- */

/* 死亡 for 死亡日期, 确认 for 确认日期. */
static Node *short_date(Scope *scope, const Syntax *s)
{
    Str full = format(scope->front->arena, "%.*s%s", STR_ARG(s->text), NAME_DATE_SUFFIX);
    Syntax name = {.kind = SYNTAX_NAME,
                   .text = full,
                   .word = word_of(full),
                   .source = s->source,
                   .place = s->place};
    bool of_person;
    const Field *field = find_field(scope, full, &of_person);
    bool event = name.word >= WORD_APPLIED && name.word <= WORD_REVIEWED_ON;
    if (!event && !(field && field->type.kind == TYPE_DATE)) return NULL;
    return check_name(scope, &name, NULL);
}

/* 死亡次月: a name and 次月 or 当月. NULL without a report when it is not of that form. */
static Node *joined_month(Scope *scope, const Syntax *s)
{
    Str next = word_text(WORD_NEXT_MONTH), same = word_text(WORD_SAME_MONTH);
    bool is_next = str_ends(s->text, next);
    if ((!is_next && !str_ends(s->text, same)) || s->text.len == next.len) return NULL;
    Syntax *base = NEW(scope->front->arena, Syntax);
    *base = *s;
    base->text.len -= next.len;
    base->word = word_of(base->text);
    Syntax whole = {.kind = SYNTAX_MONTH_OF,
                    .source = s->source,
                    .place = s->place,
                    .parts = &base,
                    .part_count = 1,
                    .value = is_next};
    return check_calendar(scope, &whole);
}

/* ---- not known ---------------------------------------------------------------------------- */

typedef struct {
    Str *items;
    size_t count, capacity;
} Candidates;

static void candidate(Scope *scope, Candidates *c, Str name)
{
    if (c->count == c->capacity) {
        c->items = arena_grow(scope->front->arena, c->items, &c->capacity, sizeof(Str));
    }
    c->items[c->count++] = name;
}

static void candidate_fields(Scope *scope, Candidates *c, const Register *reg)
{
    for (size_t a = 0; reg && a < reg->aspect_count; a++)
        for (size_t f = 0; f < reg->aspects[a].field_count; f++)
            candidate(scope, c, reg->aspects[a].fields[f].name);
}

static Node *unknown_name(Scope *scope, const Syntax *s, const Type *hint)
{
    const Bureau *bureau = scope->front->bureau;
    Candidates c = {0};
    for (size_t i = 0; i < scope->definition_count; i++)
        if (!scope->definitions[i].hidden) candidate(scope, &c, scope->definitions[i].name);
    candidate_fields(scope, &c, scope->person);
    candidate_fields(scope, &c, scope->household);
    for (size_t i = 0; i < bureau->standard_count; i++)
        candidate(scope, &c, bureau->standards[i].name);
    if (hint && hint->kind == TYPE_CHOICE)
        for (size_t i = 0; i < hint->choices->count; i++)
            candidate(scope, &c, hint->choices->words[i]);
    Str near = nearest_name(scope->front->arena, s->text, c.items, c.count);
    report(scope->front->found, s->place, near.len ? E_NAME_NEAR : E_NAME, SAY(s->text, near));
    return NULL;
}

/* A field that exists but not here: a member's in the household's line, or the reverse. */
static bool out_of_context(Scope *scope, const Syntax *s)
{
    bool household_affair = scope->draft->affair->subject == SUBJECT_HOUSEHOLD;
    const Field *person = field_of(scope->person, s->text);
    if (household_affair && person && !scope->member) {
        report(scope->front->found, s->place, E_MEMBER_FIELD, SAY(s->text));
        return true;
    }
    if (!household_affair && field_of(scope->household, s->text)) {
        report(scope->front->found, s->place, E_HOUSEHOLD_FIELD, SAY(s->text));
        return true;
    }
    return false;
}

/* ---- the order of meanings ---------------------------------------------------------------- */

static Node *definition_here(Scope *scope, const Syntax *s, const Definition *definition)
{
    if (!definition->value) return NULL; /* it has an error of its own */
    if (definition->value->shape == SHAPE_MEMBER && (!scope->member || scope->applicant)) {
        report(scope->front->found, s->place, E_MEMBER_FIELD, SAY(s->text));
        return NULL;
    }
    Node *node = node_definition(scope, definition);
    node->text = s->source;
    node->place = s->place;
    return node;
}

bool is_choice_word(const Scope *scope, const Syntax *s)
{
    bool of_person, many = false;
    if (s->kind != SYNTAX_NAME || word_reserved(s->word)) return s->word == WORD_NONE;
    if (find_definition(scope, s->text) || find_field(scope, s->text, &of_person)) return false;
    if (bureau_standard(scope->front->bureau, s->text)) return false;
    return choices_with(scope->front->bureau, s->text, &many) || many;
}

static Node *choice_by_word_alone(Scope *scope, const Syntax *s)
{
    bool many = false;
    const Choices *choices = choices_with(scope->front->bureau, s->text, &many);
    if (choices) return choice_literal(scope, s, choices, choices_code(choices, s->text));
    if (many) report(scope->front->found, s->place, E_CHOICE_MANY, SAY(s->text));
    return NULL;
}

Node *check_name(Scope *scope, const Syntax *s, const Type *hint)
{
    if (s->kind == SYNTAX_NAME && word_reserved(s->word)) return check_word(scope, s, hint);
    if (hint && hint->kind == TYPE_CHOICE) {
        uint8_t code = choices_code(hint->choices, s->text);
        if (code) return choice_literal(scope, s, hint->choices, code);
    }
    const Definition *definition = find_definition(scope, s->text);
    if (definition) return definition_here(scope, s, definition);
    bool of_person;
    const Field *field = find_field(scope, s->text, &of_person);
    if (field) return field_node(scope, s, field, of_person);
    const Standard *standard = bureau_standard(scope->front->bureau, s->text);
    if (standard) return check_standard(scope, s, standard, NULL);
    size_t errors = scope->front->found->errors;
    Node *node = joined_month(scope, s);
    if (!node && scope->front->found->errors == errors) node = short_date(scope, s);
    if (!node && scope->front->found->errors == errors) node = choice_by_word_alone(scope, s);
    if (node || scope->front->found->errors > errors) return node;
    return out_of_context(scope, s) ? NULL : unknown_name(scope, s, hint);
}
