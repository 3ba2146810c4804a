/* The template of an import: the columns of its kind of file, required ones first, each with a
 * note, its choices and a sample. The sample row starts with a word that makes an import skip it.
 *
 * Read template_rank and import_template. */
#include "registry/import.h"
#include "registry/import_words.def"

typedef struct {
    const Bureau *bureau;
    Arena *arena;
    ImportAs as;
    TemplateColumn *items;
    size_t count, capacity;
} Template;

static void template_add(Template *t, TemplateColumn column)
{
    if (t->count == t->capacity)
        t->items = arena_grow(t->arena, t->items, &t->capacity, sizeof *t->items);
    t->items[t->count++] = column;
}

/* ---- declared fields ---------------------------------------------------------------------- */

static const Str truths[] = {{WORD_YES, sizeof WORD_YES - 1}, {WORD_NO, sizeof WORD_NO - 1}};

static TemplateColumn field_column(Arena *arena, const Field *f)
{
    TemplateColumn c = {.name = f->name, .required = f->required};
    Str unit;
    switch (f->type.kind) {
    case TYPE_DATE:
        c.note = STR(SAY_TEMPLATE_DATE);
        break;
    case TYPE_MONTH:
        c.note = STR(SAY_TEMPLATE_MONTH);
        break;
    case TYPE_CHOICE:
        c.note = STR(SAY_TEMPLATE_CHOICES);
        c.choices = f->type.choices->words;
        c.choice_count = f->type.choices->count;
        break;
    case TYPE_TRUTH:
        c.note = STR(SAY_TEMPLATE_TRUTH);
        c.choices = truths;
        c.choice_count = COUNT_OF(truths);
        break;
    case TYPE_DIVISION:
        c.note = STR(SAY_TEMPLATE_DIVISION);
        break;
    case TYPE_NUMBER:
        unit = type_text(arena, f->type);
        c.note = format(arena, SAY_TEMPLATE_NUMBER, STR_ARG(unit));
        break;
    case TYPE_TEXT:
        break;
    }
    return c;
}

/* The number has a column of its own by role; an aspect does not repeat it. */
static bool has_own_column(const Template *t, const Field *f)
{
    return f->format == FIELD_CITIZEN_ID && t->as.reg->subject == SUBJECT_PERSON;
}

static void add_fields(Template *t, const Aspect *aspect, bool required)
{
    for (size_t i = 0; i < aspect->field_count; i++) {
        const Field *f = &aspect->fields[i];
        if (f->required == required && !has_own_column(t, f))
            template_add(t, field_column(t->arena, f));
    }
}

/* ---- columns by role ---------------------------------------------------------------------- */

static void affair_choices(const Template *t, TemplateColumn *c)
{
    Str *names = NEW_ARRAY(t->arena, Str, t->bureau->affair_count);
    for (size_t i = 0; i < t->bureau->affair_count; i++)
        names[i] = t->bureau->affairs[i]->name;
    c->choices = names;
    c->choice_count = t->bureau->affair_count;
}

static void role_choices(const Template *t, ColumnRole role, TemplateColumn *c)
{
#define KIND(word, kind) {word, sizeof(word) - 1},
    static const Str kinds[] = {DECISION_WORDS};
#undef KIND
    static const Str units[] = {{WORD_FAMILY, sizeof WORD_FAMILY - 1},
                                {WORD_SINGLE, sizeof WORD_SINGLE - 1}};
    static const struct {
        ColumnRole role;
        const Str *words;
        size_t count;
    } choices[] = {{ROLE_KIND, kinds, COUNT_OF(kinds)},
                   {ROLE_UNIT_KIND, units, COUNT_OF(units)},
                   {ROLE_CORRECTION, truths, COUNT_OF(truths)}};
    if (role == ROLE_AFFAIR) affair_choices(t, c);
    for (size_t i = 0; i < COUNT_OF(choices); i++) {
        if (choices[i].role != role) continue;
        c->choices = choices[i].words;
        c->choice_count = choices[i].count;
    }
}

static void add_roles(Template *t, bool required)
{
    unsigned kind = (unsigned)t->as.kind;
    for (size_t i = 0; i < import_role_column_count; i++) {
        const RoleColumn *role = &import_role_columns[i];
        bool needed = (role->needed & kind) != 0;
        if (!role->key.len || !(role->kinds & kind) || needed != required) continue;
        TemplateColumn c = {
            .name = role->name, .note = role->note, .sample = role->sample, .required = needed};
        role_choices(t, role->role, &c);
        template_add(t, c);
    }
}

/* ---- the whole ---------------------------------------------------------------------------- */

static void template_rank(Template *t, bool required)
{
    add_roles(t, required);
    for (size_t i = 0; t->as.reg && i < t->as.reg->aspect_count; i++) {
        const Aspect *aspect = &t->as.reg->aspects[i];
        if (!t->as.aspect || t->as.aspect == aspect) add_fields(t, aspect, required);
    }
}

static bool template_columns(Work *w, const Bureau *b, Str as, Template *out)
{
    *out = (Template){.bureau = b, .arena = w->arena};
    TRY(import_as(w, b, as, &out->as));
    template_rank(out, true);
    template_rank(out, false);
    return true;
}

bool import_columns(Work *w, const Bureau *b, Str as, Str **names, size_t *count)
{
    Template t;
    TRY(template_columns(w, b, as, &t));
    *names = NEW_ARRAY(w->arena, Str, t.count);
    *count = t.count;
    for (size_t i = 0; i < t.count; i++)
        (*names)[i] = t.items[i].name;
    return true;
}

bool import_template(Work *w, const Bureau *b, Str as, const char *path)
{
    Template t;
    TRY(template_columns(w, b, as, &t));
    Str sample = t.items[0].sample;
    t.items[0].sample = format(w->arena, "%s %.*s", WORD_SAMPLE, STR_ARG(sample));
    return table_template(w, path, t.items, t.count);
}
