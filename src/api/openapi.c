/* The OpenAPI 3.1 document, made from what answers: routes.def and shapes.def, and the registers of
 * the bureau. A route of {register} stands once for each register, with its own fields; so do the
 * schemas that hold values of one. Read openapi_api last: it joins the parts. */
#include "api/room.h"
#include "api/words.def"

#include <string.h>

/* ---- schemas ------------------------------------------------------------------------------ */

static const char *const kind_patterns[KIND_LIST + 1] = {
    [KIND_DATE] = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    [KIND_MONTH] = "^[0-9]{4}-[0-9]{2}$",
    [KIND_INSTANT] = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\+08:00$",
    [KIND_MONEY] = "^-?[0-9]+\\.[0-9]{2}$",
};

/* Whether a shape is another one for each register. */
static bool of_register(const Shape *shape)
{
    if (shape == &shape_FactsSaid) return true;
    for (size_t i = 0; i < shape->count; i++) {
        const ShapeMember *m = &shape->members[i];
        if (m->kind == KIND_VALUES || (m->of && of_register(m->of))) return true;
    }
    return false;
}

static void type_write(Json *j, const char *type, bool nullable)
{
    if (!nullable) {
        json_text(j, STR("type"), str_of(type));
        return;
    }
    json_array(j, STR("type"));
    json_text(j, STR(""), str_of(type));
    json_text(j, STR(""), STR("null"));
    json_end(j);
}

static void reference_write(Json *j, const Shape *shape, const Register *reg)
{
    Arena *arena = j->out->arena;
    Str name = of_register(shape) && reg ? format(arena, "%s.%.*s", shape->name, STR_ARG(reg->key))
                                         : str_of(shape->name);
    json_text(j, STR("$ref"), format(arena, "#/components/schemas/%.*s", STR_ARG(name)));
}

/* What comes in or goes out of any type. */
static void any_write(Json *j)
{
    static const char *const types[] = {"string", "number", "boolean", "null"};
    json_array(j, STR("type"));
    for (size_t i = 0; i < COUNT_OF(types); i++)
        json_text(j, STR(""), str_of(types[i]));
    json_end(j);
}

static void field_type(Json *j, const Field *field)
{
    Type type = field->type;
    if (type.kind == TYPE_TRUTH) {
        type_write(j, "boolean", true);
    } else if (type.kind == TYPE_NUMBER && type.scale <= 0) {
        type_write(j, "integer", true);
    } else {
        type_write(j, "string", true);
    }
    if (type.kind == TYPE_NUMBER && type.scale > 0)
        json_text(j, STR("pattern"),
                  format(j->out->arena, "^-?[0-9]+\\.[0-9]{%d}$", (int)type.scale));
    if (type.kind == TYPE_DATE || type.kind == TYPE_MONTH)
        json_text(
            j, STR("pattern"),
            format(j->out->arena, "^(%s|%s)$",
                   type.kind == TYPE_DATE ? "[0-9]{4}-[0-9]{2}-[0-9]{2}" : "[0-9]{4}-[0-9]{2}",
                   SAY_NONE));
}

static void choices_write(Json *j, const Choices *choices)
{
    json_array(j, STR("enum"));
    for (size_t i = 0; i < choices->count; i++)
        json_text(j, STR(""), choices->words[i]);
    json_text(j, STR(""), STR(SAY_NONE));
    json_null(j, STR(""));
    json_end(j);
}

static Str field_about(Arena *arena, const Field *field)
{
    Str type = type_text(arena, field->type);
    return format(arena, SAY_FIELD_ABOUT, STR_ARG(field->aspect->name), STR_ARG(field->name),
                  STR_ARG(type));
}

static void field_write(Json *j, const Field *field, bool said)
{
    Arena *arena = j->out->arena;
    Type type = field->type;
    json_object(j, field->key);
    json_text(j, STR("description"), field_about(arena, field));
    if (said)
        any_write(j);
    else
        field_type(j, field);
    if (!said && type.kind == TYPE_CHOICE && type.choices) choices_write(j, type.choices);
    json_end(j);
    bool money = type.kind == TYPE_NUMBER && type.scale == 2 && type.unit.power[UNIT_YUAN] == 1;
    if (said || !money) return;
    json_object(j, format(arena, "%.*s_fen", STR_ARG(field->key)));
    type_write(j, "integer", true);
    json_end(j);
}

/* Of one aspect only, or said: not all fields are there. */
static void values_schema(Json *j, const Register *reg, bool partial, bool said)
{
    json_text(j, STR("type"), STR("object"));
    json_object(j, STR("properties"));
    for (size_t i = 0, n = register_field_count(reg); i < n; i++)
        field_write(j, register_field_at(reg, i), said);
    json_end(j);
    json_bool(j, STR("additionalProperties"), false);
    if (partial) return;
    json_array(j, STR("required"));
    for (size_t i = 0, n = register_field_count(reg); i < n; i++)
        json_text(j, STR(""), register_field_at(reg, i)->key);
    json_end(j);
}

static void kind_write(Json *j, MemberKind kind, bool nullable)
{
    static const char *const types[] = {
        [KIND_TEXT] = "string",    [KIND_INTEGER] = "integer", [KIND_ID] = "integer",
        [KIND_TRUTH] = "boolean",  [KIND_DATE] = "string",     [KIND_MONTH] = "string",
        [KIND_INSTANT] = "string", [KIND_MONEY] = "string",    [KIND_FILE] = "string"};
    type_write(j, types[kind], nullable);
    if (kind == KIND_INTEGER || kind == KIND_ID) json_text(j, STR("format"), STR("int64"));
    if (kind_patterns[kind]) json_text(j, STR("pattern"), str_of(kind_patterns[kind]));
    if (kind == KIND_FILE) json_text(j, STR("contentMediaType"), STR("application/octet-stream"));
}

typedef struct {
    const Shape *shape;
    const Register *reg;
    bool body; /* comes in */
} SchemaOf;

static void list_schema(Json *j, const ShapeMember *m, const Register *reg)
{
    json_text(j, STR("type"), STR("array"));
    json_object(j, STR("items"));
    if (m->of)
        reference_write(j, m->of, reg);
    else
        json_text(j, STR("type"), STR("string"));
    json_end(j);
}

static void member_schema(Json *j, const SchemaOf *of, const ShapeMember *m)
{
    bool empties = m->kind == KIND_ID || m->kind == KIND_DATE || m->kind == KIND_MONTH;
    bool nullable = of->body ? !m->needed : empties;
    json_object(j, str_of(m->key));
    json_text(j, STR("description"), str_of(m->about));
    if (m->kind == KIND_LIST || m->kind == KIND_TEXTS)
        list_schema(j, m, of->reg);
    else if (m->kind == KIND_PART)
        reference_write(j, m->of, of->reg);
    else if (m->kind == KIND_VALUES)
        values_schema(j, of->reg, of->shape == &shape_Version, false);
    else if (m->kind == KIND_ANY && of->reg)
        values_schema(j, of->reg, true, true);
    else if (m->kind == KIND_ANY)
        any_write(j);
    else
        kind_write(j, m->kind, nullable);
    json_end(j);
    if (m->kind != KIND_MONEY || of->body) return;
    json_object(j, format(j->out->arena, "%s_fen", m->key));
    type_write(j, "integer", false);
    json_end(j);
}

static bool shape_holds(const Shape *shape, const Shape *inner)
{
    if (shape == inner) return true;
    for (size_t i = 0; i < shape->count; i++)
        if (shape->members[i].of && shape_holds(shape->members[i].of, inner)) return true;
    return false;
}

/* Whether a shape comes in, by itself or inside another. */
static bool is_body(const Shape *shape)
{
    for (size_t i = 0; i < operation_count; i++)
        if (operations[i].body != &shape_Nothing && shape_holds(operations[i].body, shape))
            return true;
    return false;
}

static void required_write(Json *j, const SchemaOf *of)
{
    json_array(j, STR("required"));
    for (size_t i = 0; i < of->shape->count; i++) {
        const ShapeMember *m = &of->shape->members[i];
        if (of->body && !m->needed) continue;
        json_text(j, STR(""), str_of(m->key));
        if (m->kind == KIND_MONEY && !of->body)
            json_text(j, STR(""), format(j->out->arena, "%s_fen", m->key));
    }
    json_end(j);
}

static void shape_schema(Json *j, const SchemaOf *of)
{
    Str name = str_of(of->shape->name);
    if (of->reg) name = format(j->out->arena, "%s.%.*s", of->shape->name, STR_ARG(of->reg->key));
    json_object(j, name);
    json_text(j, STR("description"), str_of(of->shape->about));
    json_text(j, STR("type"), STR("object"));
    json_object(j, STR("properties"));
    for (size_t i = 0; i < of->shape->count; i++)
        member_schema(j, of, &of->shape->members[i]);
    json_end(j);
    required_write(j, of);
    json_bool(j, STR("additionalProperties"), false);
    json_end(j);
}

static void text_property(Json *j, const char *name, const char *about)
{
    json_object(j, str_of(name));
    json_text(j, STR("description"), str_of(about));
    json_text(j, STR("type"), STR("string"));
    json_end(j);
}

static void faults_property(Json *j)
{
    json_object(j, STR("faults"));
    json_text(j, STR("description"), STR(SAY_PROBLEM_FAULTS));
    json_text(j, STR("type"), STR("array"));
    json_object(j, STR("items"));
    json_text(j, STR("type"), STR("object"));
    json_object(j, STR("properties"));
    text_property(j, "field", SAY_PROBLEM_FIELD);
    json_object(j, STR("row"));
    json_text(j, STR("description"), STR(SAY_PROBLEM_ROW));
    type_write(j, "integer", true);
    json_end(j);
    text_property(j, "value", SAY_PROBLEM_VALUE);
    text_property(j, "sentence", SAY_PROBLEM_SENTENCE);
    json_end(j);
    json_end(j);
    json_end(j);
}

/* As page answers what goes wrong (page/problem.c). */
static void problem_schema(Json *j)
{
    static const char *const needed[] = {"type", "title", "status", "code", "faults"};
    json_object(j, STR("Problem"));
    json_text(j, STR("description"), STR(SAY_PROBLEM_ABOUT));
    json_text(j, STR("type"), STR("object"));
    json_object(j, STR("properties"));
    text_property(j, "type", SAY_PROBLEM_TYPE);
    text_property(j, "title", SAY_PROBLEM_TITLE);
    json_object(j, STR("status"));
    json_text(j, STR("type"), STR("integer"));
    json_end(j);
    text_property(j, "code", SAY_PROBLEM_CODE);
    faults_property(j);
    json_end(j);
    json_array(j, STR("required"));
    for (size_t i = 0; i < COUNT_OF(needed); i++)
        json_text(j, STR(""), str_of(needed[i]));
    json_end(j);
    json_end(j);
}

static void schemas_write(Page *p, Json *j)
{
    json_object(j, STR("schemas"));
    problem_schema(j);
    for (size_t i = 0; i < shape_count; i++) {
        SchemaOf of = {.shape = shapes[i], .body = is_body(shapes[i])};
        if (shapes[i] == &shape_Bytes) continue;
        size_t times = of_register(shapes[i]) ? p->bureau->register_count : 1;
        for (size_t k = 0; k < times; k++) {
            if (of_register(shapes[i])) of.reg = &p->bureau->registers[k];
            shape_schema(j, &of);
        }
    }
    json_end(j);
}

/* ---- paths -------------------------------------------------------------------------------- */

static void parameter_write(Json *j, const Parameter *about, const char *in)
{
    json_object(j, STR(""));
    json_text(j, STR("name"), str_of(about->name));
    json_text(j, STR("in"), str_of(in));
    json_text(j, STR("description"), str_of(about->about));
    json_bool(j, STR("required"), strcmp(in, "path") == 0);
    json_object(j, STR("schema"));
    kind_write(j, about->kind, false);
    json_end(j);
    json_end(j);
}

/* Of a list of a register every field is a filter, unless its key means something else there. */
static void filters_write(Json *j, const Register *reg)
{
    for (size_t i = 0, n = register_field_count(reg); i < n; i++) {
        const Field *field = register_field_at(reg, i);
        if (field->type.kind == TYPE_TEXT || parameter_find(field->key)) continue;
        json_object(j, STR(""));
        json_text(j, STR("name"), field->key);
        json_text(j, STR("in"), STR("query"));
        json_text(
            j, STR("description"),
            format(j->out->arena, SAY_FILTER_ABOUT, STR_ARG(field_about(j->out->arena, field))));
        json_object(j, STR("schema"));
        json_text(j, STR("type"), STR("string"));
        json_end(j);
        json_end(j);
    }
}

static void key_parameter(Json *j)
{
    json_object(j, STR(""));
    json_text(j, STR("name"), STR("Idempotency-Key"));
    json_text(j, STR("in"), STR("header"));
    json_text(j, STR("description"), STR(SAY_KEY_ABOUT));
    json_bool(j, STR("required"), false);
    json_object(j, STR("schema"));
    json_text(j, STR("type"), STR("string"));
    json_text(j, STR("pattern"), STR("^[!-~]{1,200}$"));
    json_end(j);
    json_end(j);
}

static void parameters_write(Json *j, const Operation *o, const Register *reg)
{
    json_array(j, STR("parameters"));
    for (Str rest = str_of(o->pattern), part; str_split(&rest, '/', &part);) {
        if (!str_starts(part, STR("{")) || str_equal(part, STR("{register}"))) continue;
        Str name = {part.ptr + 1, part.len - (str_ends(part, STR("*}")) ? 3 : 2)};
        const Parameter *parameter = parameter_find(name);
        ensure(parameter);
        parameter_write(j, parameter, "path");
    }
    for (Str rest = str_of(o->query), word; str_split(&rest, ' ', &word);) {
        const Parameter *parameter = parameter_find(word);
        ensure(parameter);
        parameter_write(j, parameter, "query");
    }
    if (reg && o->answer == &shape_EntriesTold) filters_write(j, reg);
    if (o->flags & API_ONCE) key_parameter(j);
    json_end(j);
}

typedef struct {
    const char *type;
    const Shape *shape; /* NULL: a problem */
    const Register *reg;
    bool example;
} MediaSaid;

static void content_write(Json *j, const MediaSaid *c)
{
    json_object(j, STR("content"));
    json_object(j, str_of(c->type));
    if (c->shape != &shape_Bytes) {
        json_object(j, STR("schema"));
        if (c->shape)
            reference_write(j, c->shape, c->reg);
        else
            json_text(j, STR("$ref"), STR("#/components/schemas/Problem"));
        json_end(j);
    }
    if (c->example) example_write(j, c->shape);
    json_end(j);
    json_end(j);
}

static void responses_write(Json *j, const Operation *o, const Register *reg)
{
    bool document = strstr(o->pattern, "openapi.json") != NULL;
    bool bytes = o->answer == &shape_Bytes, job = operation_is_job(o);
    json_object(j, STR("responses"));
    json_object(j, job ? STR("202") : STR("200"));
    json_text(j, STR("description"), job ? STR(SAY_BEGUN) : STR(SAY_GOOD_ANSWER));
    const MediaSaid content = {.type = bytes ? "*/*" : "application/json", o->answer, reg, false};
    if (!document) content_write(j, &content);
    json_end(j);
    json_object(j, STR("default"));
    json_text(j, STR("description"), STR(SAY_PROBLEM));
    content_write(j, &(MediaSaid){.type = "application/problem+json"});
    json_end(j);
    json_end(j);
}

static void body_write(Json *j, const Operation *o, const Register *reg)
{
    const char *type = shape_is_form(o->body) ? "multipart/form-data" : "application/json";
    json_object(j, STR("requestBody"));
    json_bool(j, STR("required"), true);
    content_write(j, &(MediaSaid){type, o->body, reg, !shape_is_form(o->body)});
    json_end(j);
}

static void duties_write(Json *j, const Operation *o)
{
    json_array(j, STR("x-duties"));
    for (int duty = 0; duty < DUTY_COUNT; duty++)
        if (o->who & DUTY_BIT(duty)) json_text(j, STR(""), duty_key((Duty)duty));
    json_end(j);
    if (o->who != WHO_PUBLIC) return;
    json_array(j, STR("security"));
    json_end(j);
}

/* What stands behind /api/v1/: people find their way by it. */
static void tag_write(Json *j, const Operation *o)
{
    Str rest = str_from(str_of(o->pattern), strlen("/api/v1/")), part;
    ensure(str_split(&rest, '/', &part));
    json_array(j, STR("tags"));
    json_text(j, STR(""), part);
    json_end(j);
}

static void operation_write(Json *j, const Operation *o, const Register *reg)
{
    Arena *arena = j->out->arena;
    json_object(j, o->method == HTTP_GET ? STR("get") : STR("post"));
    json_text(j, STR("operationId"),
              reg ? format(arena, "%s.%.*s", o->name + 4, STR_ARG(reg->key)) : str_of(o->name + 4));
    json_text(j, STR("summary"),
              reg ? format(arena, SAY_OF_REGISTER, STR_ARG(reg->name), o->about)
                  : str_of(o->about));
    duties_write(j, o);
    parameters_write(j, o, reg);
    tag_write(j, o);
    if (o->method == HTTP_POST && o->body != &shape_Nothing) body_write(j, o, reg);
    responses_write(j, o, reg);
    json_end(j);
}

static Str path_of(Arena *arena, const char *pattern, const Register *reg)
{
    Buf b = buf_new(arena);
    for (Str rest = str_from(str_of(pattern), 1), part; str_split(&rest, '/', &part);) {
        buf_byte(&b, '/');
        if (reg && str_equal(part, STR("{register}")))
            buf_add(&b, reg->key);
        else if (str_ends(part, STR("*}")))
            buf_format(&b, "%.*s}", (int)part.len - 2, part.ptr);
        else
            buf_add(&b, part);
    }
    return buf_str(&b);
}

/* All methods of the pattern that stands at `first`. */
static size_t path_write(Json *j, size_t first, const Register *reg)
{
    size_t i = first;
    const char *pattern = operations[first].pattern;
    json_object(j, path_of(j->out->arena, pattern, reg));
    for (; i < operation_count && strcmp(operations[i].pattern, pattern) == 0; i++)
        operation_write(j, &operations[i], reg);
    json_end(j);
    return i;
}

static void paths_write(Page *p, Json *j)
{
    json_object(j, STR("paths"));
    for (size_t i = 0, next; i < operation_count; i = next) {
        bool each = strstr(operations[i].pattern, "{register}") != NULL;
        size_t times = each ? p->bureau->register_count : 1;
        next = i + 1;
        for (size_t k = 0; k < times; k++)
            next = path_write(j, i, each ? &p->bureau->registers[k] : NULL);
    }
    json_end(j);
}

/* ---- the whole ---------------------------------------------------------------------------- */

static void scheme_write(Json *j, const char *name, const char *type, const char *key,
                         const char *value)
{
    json_object(j, str_of(name));
    json_text(j, STR("type"), str_of(type));
    json_text(j, str_of(key), str_of(value));
    if (strcmp(type, "apiKey") == 0) json_text(j, STR("in"), STR("cookie"));
    json_end(j);
}

static void security_write(Json *j)
{
    static const char *const names[] = {"bearer", "cookie"};
    json_array(j, STR("security"));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        json_object(j, STR(""));
        json_array(j, str_of(names[i]));
        json_end(j);
        json_end(j);
    }
    json_end(j);
}

bool openapi_api(Page *p, const Nothing *body, Nothing *out)
{
    (void)body, (void)out;
    HttpResponse *response = &p->call->response;
    response->type = STR("application/json; charset=utf-8");
    response->body = buf_new(p->w->arena);
    Json j = json_new(&response->body);
    json_object(&j, STR(""));
    json_text(&j, STR("openapi"), STR("3.1.0"));
    json_object(&j, STR("info"));
    json_text(&j, STR("title"), STR(SAY_API_TITLE));
    json_text(&j, STR("version"), STR("1"));
    json_text(&j, STR("description"), STR(SAY_API_ABOUT));
    json_end(&j);
    security_write(&j);
    paths_write(p, &j);
    json_object(&j, STR("components"));
    json_object(&j, STR("securitySchemes"));
    scheme_write(&j, "bearer", "http", "scheme", "bearer");
    scheme_write(&j, "cookie", "apiKey", "name", "doudi");
    json_end(&j);
    schemas_write(p, &j);
    json_end(&j);
    json_end(&j);
    return true;
}
