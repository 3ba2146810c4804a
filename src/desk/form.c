/* Forms about a case: the fields of a table with what was typed before, the way back to the case,
 * and the choices that several forms offer. */
#include "desk/pages.h"
#include "desk/words.def"

FormField *fields_asked(Page *p, const AskedField *asked, size_t count)
{
    FormField *fields = NEW_ARRAY(p->w->arena, FormField, count);
    for (size_t i = 0; i < count; i++) {
        fields[i] = (FormField){.kind = asked[i].kind,
                                .name = str_of(asked[i].name),
                                .label = str_of(asked[i].label),
                                .hint = str_of(asked[i].hint),
                                .required = asked[i].required,
                                .wide = asked[i].wide};
        if (asked[i].kind != FIELD_FILE) field_choose(&fields[i], page_field(p, asked[i].name));
    }
    return fields;
}

Str case_title(Page *p, const Case *c)
{
    Str name = name_mask(p->w->arena, c->name);
    return format(p->w->arena, "%.*s %.*s", STR_ARG(name),
                  STR_ARG(c->affair ? c->affair->name : STR("")));
}

Head case_head(Page *p, const Case *c, const char *title)
{
    Arena *arena = p->w->arena;
    Link *crumbs = NEW_ARRAY(arena, Link, 2);
    crumbs[0] = (Link){STR("/cases"), STR(SAY_CASES), false};
    crumbs[1] = (Link){case_href(p, c->id), case_title(p, c), false};
    p->here = "/cases";
    p->title = format(arena, "%s %.*s", title, STR_ARG(case_title(p, c)));
    return (Head){
        .crumbs = {.links = crumbs, .count = 2},
        .title = str_of(title),
        .note = format(arena, "%.*s · %.*s", STR_ARG(case_kind_name(c->kind)), STR_ARG(c->number))};
}

FormGroup *groups_of(Page *p, FormGroup one)
{
    FormGroup *groups = NEW(p->w->arena, FormGroup);
    *groups = one;
    return groups;
}

void choices_set(Page *p, FormField *field, const Str *texts, size_t count)
{
    field->choices = NEW_ARRAY(p->w->arena, FieldChoice, count);
    field->choice_count = count;
    for (size_t i = 0; i < count; i++)
        field->choices[i] = (FieldChoice){.value = texts[i], .text = texts[i]};
    field_choose(field, field->value);
}

/* ---- places ---------------------------------------------------------------------------------- */

enum { PLACES_MOST = 1200 };

static bool places_add(Page *p, FormField *field, const DivisionRow *row, size_t *count)
{
    DivisionRow *villages;
    size_t n;
    TRY(division_descendants(p->w, row->id, 5, &villages, &n));
    if (n == 0) { /* a village itself */
        villages = NEW(p->w->arena, DivisionRow);
        *villages = *row;
        n = 1;
    }
    for (size_t i = 0; i < n && *count < PLACES_MOST; i++)
        field->choices[(*count)++] =
            (FieldChoice){.value = format(p->w->arena, "%lld", (long long)villages[i].id),
                          .text = place_words(p, villages[i].id)};
    return true;
}

bool places_choose(Page *p, FormField *field)
{
    DivisionRow row;
    size_t count = 0;
    Str value = field->value;
    field->kind = FIELD_SELECT;
    field->choices = NEW_ARRAY(p->w->arena, FieldChoice, PLACES_MOST + 1);
    for (size_t i = 0; p->session && i < p->session->grant_count; i++) {
        TRY(division_by_code(p->w, p->session->grants[i].division, &row));
        TRY(places_add(p, field, &row, &count));
    }
    bool there = value.len == 0;
    for (size_t i = 0; i < count; i++)
        there = there || str_equal(field->choices[i].value, value);
    int64_t id;
    if (!there && str_int(value, &id)) /* said by somebody of another place: it stays */
        field->choices[count++] = (FieldChoice){.value = value, .text = place_words(p, id)};
    field->choice_count = count;
    field_choose(field, value);
    return true;
}
