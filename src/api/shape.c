/* The tables of shapes.def, and the two walks over them: a struct becomes JSON, JSON becomes a
 * struct. Nothing here knows what any of it means. */
#include "api/room.h"
#include "api/words.def"

#include <string.h>

/* ---- the tables --------------------------------------------------------------------------- */

#define SHAPE(Name, about) static const ShapeMember Name##_members[] = {
#define ALWAYS(Owner, KIND, name, about)                                                           \
    {#name, about, KIND_##KIND, true, offsetof(Owner, name), 0, NULL},
#define MAYBE(Owner, KIND, name, about)                                                            \
    {#name, about, KIND_##KIND, false, offsetof(Owner, name), 0, NULL},
#define PART(Owner, Other, name, about)                                                            \
    {#name, about, KIND_PART, true, offsetof(Owner, name), 0, &shape_##Other},
#define LIST(Owner, Other, name, about)                                                            \
    {#name,         about, KIND_LIST, false, offsetof(Owner, name), offsetof(Owner, name##_count), \
     &shape_##Other},
#define END(Name)                                                                                  \
    {                                                                                              \
        NULL, NULL, KIND_ANY, false, 0, 0, NULL                                                    \
    }                                                                                              \
    }                                                                                              \
    ;
#include "api/shapes.def"
#undef SHAPE
#undef ALWAYS
#undef MAYBE
#undef PART
#undef LIST
#undef END

#define SHAPE(Name, about)                                                                         \
    const Shape shape_##Name = {#Name, about, sizeof(Name), COUNT_OF(Name##_members) - 1,          \
                                Name##_members};
#define ALWAYS(Owner, KIND, name, about)
#define MAYBE(Owner, KIND, name, about)
#define PART(Owner, Other, name, about)
#define LIST(Owner, Other, name, about)
#define END(Name)
#include "api/shapes.def"
#undef SHAPE
#define SHAPE(Name, about) &shape_##Name,
const Shape *const shapes[] = {
#include "api/shapes.def"
};
#undef SHAPE
#undef ALWAYS
#undef MAYBE
#undef PART
#undef LIST
#undef END
const size_t shape_count = COUNT_OF(shapes);

/* ---- writing ------------------------------------------------------------------------------ */

static void text_or_null(Json *j, Str key, bool there, Str text)
{
    if (there)
        json_text(j, key, text);
    else
        json_null(j, key);
}

static Str instant_text(Arena *arena, int64_t instant)
{
    int64_t local = instant + 8 * 3600, second = local % 86400;
    Str day = date_text(arena, (Date){(int32_t)(local / 86400)});
    return format(arena, "%.*sT%02lld:%02lld:%02lld+08:00", STR_ARG(day),
                  (long long)(second / 3600), (long long)(second / 60 % 60),
                  (long long)(second % 60));
}

static void date_write(Json *j, Str key, Date d)
{
    bool there = d.days != DATE_NONE.days && d.days != DATE_ALWAYS.days;
    text_or_null(j, key, there, there ? date_text(j->out->arena, d) : STR(""));
}

static void month_write(Json *j, Str key, Month m)
{
    bool there = m.n != MONTH_NONE.n && m.n != 0;
    text_or_null(j, key, there, there ? month_text(j->out->arena, m) : STR(""));
}

static void money_write(Json *j, Str key, Money m)
{
    json_money(j, key, m);
    json_int(j, format(j->out->arena, "%.*s_fen", STR_ARG(key)), m.fen);
}

static void texts_write(Json *j, Str key, const Texts *texts)
{
    json_array(j, key);
    for (size_t i = 0; i < texts->count; i++)
        json_text(j, STR(""), texts->items[i]);
    json_end(j);
}

static void list_write(Page *p, Json *j, const ShapeMember *m, const char *object)
{
    const char *items = *(const char *const *)(const void *)(object + m->at);
    size_t count = *(const size_t *)(const void *)(object + m->count_at);
    json_array(j, str_of(m->key));
    for (size_t i = 0; i < count; i++)
        shape_write(p, j, STR(""), m->of, items + i * m->of->size);
    json_end(j);
}

static void member_write(Page *p, Json *j, const ShapeMember *m, const char *object)
{
    const void *at = object + m->at;
    Str key = str_of(m->key);
    switch (m->kind) {
    case KIND_TEXT:
        json_text(j, key, *(const Str *)at);
        break;
    case KIND_INTEGER:
        json_int(j, key, *(const int64_t *)at);
        break;
    case KIND_ID:
        if (*(const int64_t *)at)
            json_int(j, key, *(const int64_t *)at);
        else
            json_null(j, key);
        break;
    case KIND_TRUTH:
        json_bool(j, key, *(const bool *)at);
        break;
    case KIND_DATE:
        date_write(j, key, *(const Date *)at);
        break;
    case KIND_MONTH:
        month_write(j, key, *(const Month *)at);
        break;
    case KIND_INSTANT:
        json_text(j, key, instant_text(j->out->arena, *(const int64_t *)at));
        break;
    case KIND_MONEY:
        money_write(j, key, *(const Money *)at);
        break;
    case KIND_VALUES:
        values_write(p, j, key, at);
        break;
    case KIND_TEXTS:
        texts_write(j, key, at);
        break;
    case KIND_PART:
        shape_write(p, j, key, m->of, at);
        break;
    case KIND_LIST:
        list_write(p, j, m, object);
        break;
    case KIND_ANY:
    case KIND_FILE:
        json_null(j, key);
        break;
    }
}

void shape_write(Page *p, Json *j, Str key, const Shape *shape, const void *object)
{
    json_object(j, key);
    for (size_t i = 0; i < shape->count; i++)
        member_write(p, j, &shape->members[i], object);
    json_end(j);
}

/* ---- reading ------------------------------------------------------------------------------ */

typedef struct {
    Faults *faults;
    Arena *arena;
} Reading;

static void fault(Reading *r, Str way, const JsonValue *value, const char *sentence)
{
    Str shown = value && value->kind <= JSON_TEXT ? value->text : STR("");
    if (shown.len > 100) shown = STR("");
    faults_add(
        r->faults,
        (Fault){.level = FAULT_ERROR, .field = way, .value = shown, .sentence = str_of(sentence)});
}

static void object_read(Reading *r, Str way, const Shape *shape, const JsonValue *value,
                        void *object);

static void number_take(Reading *r, Str way, const JsonValue *v, int64_t *out)
{
    if (v->kind != JSON_NUMBER || !str_int(v->text, out)) fault(r, way, v, SAY_WANTS_INTEGER);
}

static void date_take(Reading *r, Str way, const JsonValue *v, Date *out)
{
    if (v->kind != JSON_TEXT || !date_parse(v->text, out)) fault(r, way, v, SAY_WANTS_DATE);
}

static void month_take(Reading *r, Str way, const JsonValue *v, Month *out)
{
    if (v->kind != JSON_TEXT || !month_parse(v->text, out)) fault(r, way, v, SAY_WANTS_MONTH);
}

/* Money comes as a text: a number of JSON is no exact amount to most programs. */
static void money_take(Reading *r, Str way, const JsonValue *v, Money *out)
{
    if (v->kind != JSON_TEXT || !money_parse(v->text, out)) fault(r, way, v, SAY_WANTS_MONEY);
}

static void list_take(Reading *r, Str way, const ShapeMember *m, const JsonValue *v, char *object)
{
    if (v->kind != JSON_LIST) {
        fault(r, way, v, SAY_WANTS_LIST);
        return;
    }
    char *items = arena_alloc_array(r->arena, v->count + 1, m->of->size);
    size_t n = 0;
    for (const JsonValue *item = v->first; item; item = item->next, n++)
        object_read(r, format(r->arena, "%.*s[%zu]", STR_ARG(way), n), m->of, item,
                    items + n * m->of->size);
    *(void **)(void *)(object + m->at) = items;
    *(size_t *)(void *)(object + m->count_at) = n;
}

static void member_take(Reading *r, Str way, const ShapeMember *m, const JsonValue *v, char *object)
{
    void *at = object + m->at;
    switch (m->kind) {
    case KIND_TEXT:
        *(Str *)at = str_trim(v->text);
        if (v->kind != JSON_TEXT) fault(r, way, v, SAY_WANTS_TEXT);
        if (v->kind == JSON_TEXT && m->needed && !((Str *)at)->len) fault(r, way, v, SAY_IS_EMPTY);
        break;
    case KIND_INTEGER:
    case KIND_ID:
        number_take(r, way, v, at);
        break;
    case KIND_TRUTH:
        *(bool *)at = v->truth;
        if (v->kind != JSON_TRUTH) fault(r, way, v, SAY_WANTS_TRUTH);
        break;
    case KIND_DATE:
        date_take(r, way, v, at);
        break;
    case KIND_MONTH:
        month_take(r, way, v, at);
        break;
    case KIND_MONEY:
        money_take(r, way, v, at);
        break;
    case KIND_PART:
        object_read(r, way, m->of, v, at);
        break;
    case KIND_LIST:
        list_take(r, way, m, v, object);
        break;
    case KIND_ANY:
        *(const JsonValue **)at = v;
        break;
    case KIND_FILE:
        fault(r, way, v, SAY_WANTS_FILE);
        break;
    case KIND_INSTANT:
    case KIND_VALUES:
    case KIND_TEXTS:
        ensure(false && "no body has such a member");
    }
}

static const ShapeMember *member_of(const Shape *shape, Str key)
{
    for (size_t i = 0; i < shape->count; i++)
        if (str_equal(str_of(shape->members[i].key), key)) return &shape->members[i];
    return NULL;
}

static Str way_to(Arena *arena, Str way, Str key)
{
    return way.len ? format(arena, "%.*s.%.*s", STR_ARG(way), STR_ARG(key)) : key;
}

/* What is absent: no day is DATE_NONE, everything else is zero. */
static void absent_fill(const Shape *shape, char *object)
{
    memset(object, 0, shape->size);
    for (size_t i = 0; i < shape->count; i++)
        if (shape->members[i].kind == KIND_DATE)
            *(Date *)(void *)(object + shape->members[i].at) = DATE_NONE;
}

static void object_read(Reading *r, Str way, const Shape *shape, const JsonValue *value,
                        void *object)
{
    absent_fill(shape, object);
    if (value->kind != JSON_OBJECT) {
        fault(r, way, value, SAY_WANTS_OBJECT);
        return;
    }
    for (const JsonValue *v = value->first; v; v = v->next)
        if (!member_of(shape, v->key))
            fault(r, way_to(r->arena, way, v->key), NULL, SAY_NO_SUCH_MEMBER);
    for (size_t i = 0; i < shape->count; i++) {
        const ShapeMember *m = &shape->members[i];
        const JsonValue *v = json_member(value, str_of(m->key));
        Str here = way_to(r->arena, way, str_of(m->key));
        if (v && (v->kind != JSON_NULL || m->kind == KIND_ANY))
            member_take(r, here, m, v, object);
        else if (m->needed)
            fault(r, here, NULL, SAY_MEMBER_MISSING);
    }
}

void shape_read(Faults *faults, Arena *arena, const Shape *shape, const JsonValue *value,
                void *object)
{
    Reading r = {faults, arena};
    object_read(&r, STR(""), shape, value, object);
}

/* ---- forms -------------------------------------------------------------------------------- */

bool shape_is_form(const Shape *shape)
{
    for (size_t i = 0; i < shape->count; i++)
        if (shape->members[i].kind == KIND_FILE) return true;
    return false;
}

/* A field of a form as JSON would say it. */
static JsonValue form_value(const ShapeMember *m, Str text)
{
    JsonValue v = {.kind = JSON_TEXT, .text = text};
    bool truth = str_equal(text, STR("true"));
    if (m->kind == KIND_INTEGER || m->kind == KIND_ID) v.kind = JSON_NUMBER;
    if (m->kind == KIND_TRUTH && (truth || str_equal(text, STR("false"))))
        v = (JsonValue){.kind = JSON_TRUTH, .truth = truth};
    return v;
}

static void file_take(Reading *r, const ShapeMember *m, const HttpForm *form, char *object)
{
    Str key = str_of(m->key);
    const HttpFile *file = http_form_file(form, key, 0);
    if (!file || !file->bytes.len)
        fault(r, key, NULL, SAY_WANTS_FILE);
    else if (http_form_file(form, key, 1))
        fault(r, key, NULL, SAY_ONE_FILE);
    *(const HttpFile **)(void *)(object + m->at) = file;
}

static void field_take(Reading *r, const ShapeMember *m, const HttpForm *form, char *object)
{
    Str key = str_of(m->key), *said;
    size_t count = http_form_values(r->arena, form, key, &said);
    if (count > 1) fault(r, key, NULL, SAY_FIELD_TWICE);
    if (count == 1 && (said[0].len || m->needed)) {
        JsonValue *value = NEW(r->arena, JsonValue);
        *value = form_value(m, said[0]);
        member_take(r, key, m, value, object);
    } else if (!count && m->needed) {
        fault(r, key, NULL, SAY_MEMBER_MISSING);
    }
}

static void strangers_find(Reading *r, const Shape *shape, const HttpForm *form)
{
    for (size_t i = 0; i < form->count; i++)
        if (!member_of(shape, form->fields[i].name))
            fault(r, form->fields[i].name, NULL, SAY_NO_SUCH_MEMBER);
    for (size_t i = 0; i < form->file_count; i++) {
        const ShapeMember *m = member_of(shape, form->files[i].field);
        if (!m || m->kind != KIND_FILE) fault(r, form->files[i].field, NULL, SAY_NO_SUCH_MEMBER);
    }
}

void shape_read_form(Faults *faults, Arena *arena, const Shape *shape, const HttpForm *form,
                     void *object)
{
    Reading r = {faults, arena};
    absent_fill(shape, object);
    strangers_find(&r, shape, form);
    for (size_t i = 0; i < shape->count; i++) {
        const ShapeMember *m = &shape->members[i];
        if (m->kind == KIND_FILE)
            file_take(&r, m, form, object);
        else
            field_take(&r, m, form, object);
    }
}
