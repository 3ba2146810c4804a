/* Examples of bodies in the document: read by the reader that reads bodies, and written again. */
#include "api/room.h"

static const struct {
    const Shape *shape;
    const char *json;
} examples[] = {
#define EXAMPLE(Name, json) {&shape_##Name, json},
#include "api/examples.def"
#undef EXAMPLE
};

static void value_write(Json *j, Str key, const JsonValue *v)
{
    int64_t number = 0;
    switch (v->kind) {
    case JSON_NULL:
        json_null(j, key);
        break;
    case JSON_TRUTH:
        json_bool(j, key, v->truth);
        break;
    case JSON_NUMBER:
        ensure(str_int(v->text, &number));
        json_int(j, key, number);
        break;
    case JSON_TEXT:
        json_text(j, key, v->text);
        break;
    case JSON_LIST:
        json_array(j, key);
        for (const JsonValue *item = v->first; item; item = item->next)
            value_write(j, STR(""), item);
        json_end(j);
        break;
    case JSON_OBJECT:
        json_object(j, key);
        for (const JsonValue *item = v->first; item; item = item->next)
            value_write(j, item->key, item);
        json_end(j);
    }
}

void example_write(Json *j, const Shape *shape)
{
    JsonValue value;
    size_t at;
    for (size_t i = 0; i < COUNT_OF(examples); i++) {
        if (examples[i].shape != shape) continue;
        ensure(json_read(j->out->arena, str_of(examples[i].json), &value, &at) == JSON_GOOD);
        if (value.first) value_write(j, STR("example"), &value);
        return;
    }
}
