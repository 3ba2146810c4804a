/* Values of registers as JSON: each by the key and type of its field. Exact numbers are texts, and
 * an amount of money has its fen beside it; what is not known is null; what is sealed is masked. */
#include "api/room.h"
#include "api/words.def"

const Field *register_field_by_key(const Register *reg, Str key)
{
    for (size_t i = 0, n = register_field_count(reg); i < n; i++)
        if (str_equal(register_field_at(reg, i)->key, key)) return register_field_at(reg, i);
    return NULL;
}

static bool is_money(const Field *field)
{
    return field->type.kind == TYPE_NUMBER && field->type.scale == 2 &&
           field->type.unit.power[UNIT_YUAN] == 1;
}

static void number_write(Json *j, const Field *field, Value value)
{
    if (field->type.scale == 0)
        json_int(j, field->key, value.number);
    else
        json_text(j, field->key, exact_number(j->out->arena, value.number, &field->type));
    if (is_money(field))
        json_int(j, format(j->out->arena, "%.*s_fen", STR_ARG(field->key)), value.number);
}

static void unknown_write(Json *j, const Field *field)
{
    json_null(j, field->key);
    if (is_money(field)) json_null(j, format(j->out->arena, "%.*s_fen", STR_ARG(field->key)));
}

static void value_write(Page *p, Json *j, const Field *field, Value value)
{
    if (!value.known) {
        unknown_write(j, field);
    } else if (field->type.kind == TYPE_NUMBER) {
        number_write(j, field, value);
    } else if (field->type.kind == TYPE_TRUTH) {
        json_bool(j, field->key, value.number != 0);
    } else {
        Str text = value_text(p->w, field, value);
        bool name = str_equal(field->key, STR("name"));
        json_text(j, field->key, name ? name_mask(p->w->arena, text) : text);
    }
}

void values_write(Page *p, Json *j, Str key, const FieldValues *values)
{
    json_object(j, key);
    size_t count = !values->values  ? 0
                   : values->aspect ? values->aspect->field_count
                                    : register_field_count(values->reg);
    for (size_t i = 0; i < count; i++) {
        const Field *field =
            values->aspect ? &values->aspect->fields[i] : register_field_at(values->reg, i);
        value_write(p, j, field, values->values[i]);
    }
    json_end(j);
}

bool value_said(const JsonValue *value, Str *text, bool *unknown)
{
    *unknown = value->kind == JSON_NULL;
    *text = value->kind == JSON_TRUTH ? value->truth ? STR(SAY_YES) : STR(SAY_NO) : value->text;
    return value->kind <= JSON_TEXT;
}
