/* What stands above the list of a register: filters for the fields that are shown, what is chosen
 * with the address without it, the choice of columns, where it goes as a file. */
#include "record/pages.h"
#include "record/words.def"

enum { FIRST_FIELDS = 5, PLACES_MOST = 400 };

/* ---- places --------------------------------------------------------------------------------- */

static bool places_at(Page *p, int64_t root, int level, FieldChoice *out, size_t *count)
{
    DivisionRow *rows;
    size_t row_count;
    TRY(division_descendants(p->w, root, level, &rows, &row_count));
    for (size_t i = 0; i < row_count && *count < PLACES_MOST; i++) {
        bool holds = true;
        TRY(scope_holds(p->w, rows[i].id, &holds));
        if (holds && rows[i].to.days == DATE_NONE.days)
            out[(*count)++] =
                (FieldChoice){.value = format(p->w->arena, "%012lld", (long long)rows[i].code.n),
                              .text = level > 4 ? place_words(p, rows[i].id) : rows[i].name};
    }
    return true;
}

bool place_choices(Page *p, bool villages, FieldChoice **out, size_t *count)
{
    DivisionRow home;
    Error before = p->w->error;
    *out = NEW_ARRAY(p->w->arena, FieldChoice, PLACES_MOST);
    *count = 0;
    if (!division_by_code(p->w, p->site->home, &home)) {
        p->w->error = before;
        return true;
    }
    if (!villages) TRY(places_at(p, home.id, 4, *out, count));
    return *count > 1 || places_at(p, home.id, 5, *out, (*count = 0, count));
}

/* ---- fields --------------------------------------------------------------------------------- */

typedef struct {
    Page *p;
    const Wanted *a;
    FormField *fields;
    size_t count;
} Filters;

static void add_field(Filters *f, FormField field)
{
    field_choose(&field, wanted_value(f->a, field.name));
    f->fields[f->count++] = field;
}

static Str name_of(Filters *f, const Field *field, const char *end)
{
    return format(f->p->w->arena, "f.%.*s%s", STR_ARG(field->key), end);
}

static FieldChoice *choices_of(Page *p, const Field *field, size_t *count)
{
    const Choices *words = field->type.choices;
    size_t n = 0, words_count = words ? words->count : 0;
    FieldChoice *choices = NEW_ARRAY(p->w->arena, FieldChoice, words_count + 4);
    if (field->type.kind == TYPE_TRUTH) {
        choices[n++] = (FieldChoice){.value = STR("yes"), .text = STR(SAY_YES)};
        choices[n++] = (FieldChoice){.value = STR("no"), .text = STR(SAY_NO)};
    }
    for (size_t i = 0; i < words_count; i++)
        choices[n++] =
            (FieldChoice){.value = format(p->w->arena, "%zu", i + 1), .text = words->words[i]};
    if (words_count) choices[n++] = (FieldChoice){.value = STR("0"), .text = STR(SAY_NONE)};
    choices[n++] = (FieldChoice){.value = STR("unknown"), .text = STR(SAY_UNKNOWN)};
    *count = n;
    return choices;
}

static void add_range(Filters *f, const Field *field)
{
    Arena *arena = f->p->w->arena;
    FieldKind kind = field->type.kind == TYPE_DATE    ? FIELD_DATE
                     : field->type.kind == TYPE_MONTH ? FIELD_MONTH
                                                      : FIELD_NUMBER;
    add_field(f, (FormField){.kind = kind,
                             .name = name_of(f, field, ".from"),
                             .label = format(arena, SAY_FROM, STR_ARG(field->name))});
    add_field(f, (FormField){.kind = kind,
                             .name = name_of(f, field, ".to"),
                             .label = format(arena, SAY_TO, STR_ARG(field->name))});
}

static bool add_for(Filters *f, const Field *field)
{
    FormField one = {.kind = FIELD_SELECT,
                     .name = name_of(f, field, ""),
                     .label = field->name,
                     .none = STR(SAY_ANY)};
    TypeKind kind = field->type.kind;
    if (kind == TYPE_DIVISION)
        TRY(place_choices(f->p, false, &one.choices, &one.choice_count));
    else if (kind == TYPE_TRUTH || kind == TYPE_CHOICE)
        one.choices = choices_of(f->p, field, &one.choice_count);
    else {
        add_range(f, field);
        return true;
    }
    add_field(f, one);
    return true;
}

static bool is_asked(const Wanted *a, const Field *field)
{
    for (size_t i = 0; i < a->condition_count; i++)
        if (a->conditions[i].field == field) return true;
    return false;
}

/* What can be asked by a single choice comes first; ranges follow it. */
static bool add_fields(Filters *f)
{
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < register_field_count(f->a->reg); i++) {
            const Field *field = register_field_at(f->a->reg, i);
            TypeKind kind = field->type.kind;
            bool range = kind == TYPE_DATE || kind == TYPE_MONTH || kind == TYPE_NUMBER;
            if (!field_asks(field) || range != (round == 1)) continue;
            if (f->a->shown[i] || is_asked(f->a, field)) TRY(add_for(f, field));
        }
    return true;
}

/* ---- what is chosen ------------------------------------------------------------------------- */

static Str shown_value(Page *p, const FormField *field)
{
    for (size_t i = 0; i < field->choice_count; i++)
        if (field->choices[i].chosen) return field->choices[i].text;
    (void)p;
    return field->value;
}

static void chips_fill(Filters *f, FilterBar *bar)
{
    Page *p = f->p;
    bar->chips = NEW_ARRAY(p->w->arena, FilterChip, f->count + 1);
    for (size_t i = 0; i < f->count; i++) {
        const FormField *field = &f->fields[i];
        if (!field->value.len) continue;
        Str value = shown_value(p, field);
        bar->chips[bar->chip_count++] = (FilterChip){
            .text = format(p->w->arena, SAY_CHIP, STR_ARG(field->label), STR_ARG(value)),
            .href = wanted_href(p, f->a, str_z(p->w->arena, field->name), STR(""))};
    }
}

static HiddenValue *kept_of(Page *p, const Wanted *a, bool columns, size_t *count)
{
    HiddenValue *kept = NEW_ARRAY(p->w->arena, HiddenValue, a->count + 1);
    *count = 0;
    for (size_t i = 0; i < a->count; i++) {
        Str name = a->values[i].name;
        bool column = str_equal(name, STR("column"));
        bool look = str_equal(name, STR("dense")) || str_equal(name, STR("sort")) || column;
        if (str_equal(name, STR("page")) || (columns ? column : !look)) continue;
        kept[(*count)++] = (HiddenValue){name, a->values[i].value};
    }
    return kept;
}

static void tools_fill(Page *p, const Wanted *a, ListTools *out)
{
    size_t fields = register_field_count(a->reg);
    out->dense = a->dense;
    out->dense_href = wanted_href(p, a, "dense", a->dense ? STR("") : STR("1"));
    out->columns_action = a->path;
    out->kept = kept_of(p, a, true, &out->kept_count);
    out->columns = NEW_ARRAY(p->w->arena, ColumnChoice, fields);
    for (size_t i = 0; i < fields; i++) {
        const Field *field = register_field_at(a->reg, i);
        if (field->unique || str_equal(field->key, STR("name"))) continue;
        out->columns[out->column_count++] =
            (ColumnChoice){.text = field->name, .value = field->key, .shown = a->shown[i]};
    }
    out->links = NEW_ARRAY(p->w->arena, Link, 3);
    out->links[0] =
        (Link){wanted_at(p, a, "/export?format=xlsx", STR("")), STR(SAY_EXPORT_EXCEL), false};
    out->links[1] =
        (Link){wanted_at(p, a, "/export?format=gb", STR("")), STR(SAY_EXPORT_CSV), false};
    out->links[2] = (Link){wanted_href(p, a, "rows", STR("500")), STR(SAY_PRINT), false};
    out->link_count = a->rows == 500 ? 2 : 3;
}

bool filters_fill(Page *p, const Wanted *a, RegisterPage *out)
{
    Filters f = {.p = p, .a = a};
    f.fields = NEW_ARRAY(p->w->arena, FormField, 2 * register_field_count(a->reg) + 2);
    add_field(&f, (FormField){.kind = FIELD_SEARCH,
                              .name = STR("text"),
                              .label = STR(SAY_TEXT_FILTER),
                              .limit = 40});
    TRY(add_fields(&f));
    FilterBar *bar = &out->filter;
    *bar = (FilterBar){.action = a->path, .fields = f.fields, .clear_href = a->path};
    bar->field_count = f.count < FIRST_FIELDS ? f.count : FIRST_FIELDS;
    bar->more = f.fields + bar->field_count;
    bar->more_count = f.count - bar->field_count;
    for (size_t i = 0; i < bar->more_count; i++)
        bar->more_open = bar->more_open || bar->more[i].value.len > 0;
    bar->kept = kept_of(p, a, false, &bar->kept_count);
    chips_fill(&f, bar);
    tools_fill(p, a, &out->tools);
    out->clear_kept = kept_of(p, a, true, &out->clear_kept_count);
    return true;
}
