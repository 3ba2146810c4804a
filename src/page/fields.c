/* What a form page does with its fields: takes over what the user gave, so that nothing typed is
 * lost, and gathers the faults for the top of the form. */
#include "http/http.h"
#include "page/parts.h"

static FieldAnswer answer_of(Str value)
{
    if (str_equal(value, STR("yes"))) return ANSWER_YES;
    if (str_equal(value, STR("no"))) return ANSWER_NO;
    return str_equal(value, STR("unknown")) ? ANSWER_UNKNOWN : ANSWER_NONE;
}

void field_choose(FormField *field, Str value)
{
    field->value = value;
    field->answer = answer_of(value);
    for (size_t i = 0; i < field->choice_count; i++)
        if (str_equal(field->choices[i].value, value)) field->choices[i].chosen = true;
}

static void field_take(Arena *arena, const HttpForm *form, FormField *field)
{
    Str *values;
    size_t count = http_form_values(arena, form, field->name, &values);
    for (size_t i = 0; i < field->choice_count; i++)
        field->choices[i].chosen = false;
    for (size_t i = 0; i < count; i++)
        field_choose(field, values[i]);
    if (count == 0) field_choose(field, STR(""));
    if (field->asks_unknown)
        field->unknown = http_form_has(form, format(arena, "%.*s.unknown", STR_ARG(field->name)));
}

void fields_take(Arena *arena, const HttpForm *form, FormField *fields, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fields[i].kind != FIELD_SECRET && fields[i].kind != FIELD_FILE)
            field_take(arena, form, &fields[i]);
}

FormField *field_named(FormField *fields, size_t count, Str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(fields[i].name, name)) return &fields[i];
    return NULL;
}

FaultList fields_faults(Arena *arena, const FormGroup *groups, size_t count)
{
    FaultList list = {.count = 0};
    size_t room = 0;
    for (size_t i = 0; i < count; i++)
        room += groups[i].count;
    list.faults = NEW_ARRAY(arena, FaultItem, room + 1);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < groups[i].count; k++) {
            const FormField *field = &groups[i].fields[k];
            if (field->fault.len == 0) continue;
            list.faults[list.count++] = (FaultItem){.field = field->name, .text = field->fault};
        }
    return list;
}

FaultList faults_of_file(Arena *arena, const Faults *faults)
{
    FaultList list = {.of_file = true};
    list.faults = NEW_ARRAY(arena, FaultItem, faults->count + 1);
    for (size_t i = 0; i < faults->count; i++) {
        const Fault *fault = &faults->items[i];
        Str row = fault->row ? format(arena, "%lld", (long long)fault->row) : STR("");
        list.faults[list.count++] = (FaultItem){
            .row = row, .column = fault->field, .given = fault->value, .text = fault->sentence};
    }
    return list;
}
