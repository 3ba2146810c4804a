/* One table for everything: each line of routes.def becomes a route of page, with a function that
 * reads the body by its shape, calls the handler, and writes the answer by its shape. */
#include "api/api.h"
#include "api/room.h"
#include "api/words.def"

#include <string.h>

/* ---- the query ---------------------------------------------------------------------------- */

static bool query_knows(const Operation *o, Page *p, Str name)
{
    for (Str rest = str_of(o->query), word; str_split(&rest, ' ', &word);)
        if (str_equal(word, name)) return true;
    if (strstr(o->pattern, "{register}") == NULL || o->method != HTTP_GET) return false;
    const Register *reg = bureau_register(p->bureau, p->call->params[0]);
    bool list = strstr(o->pattern, "{id}") == NULL;
    return list && reg && register_field_by_key(reg, name);
}

/* A name that means nothing here is a mistake of who asks, not something to pass over. */
static bool query_check(Page *p, const Operation *o)
{
    Str names[64];
    size_t count = 0;
    for (Str rest = p->call->request->query, part; str_split(&rest, '&', &part);) {
        ptrdiff_t end = str_find(part, STR("="));
        Str name = end < 0 ? part : (Str){part.ptr, (size_t)end};
        if (!query_knows(o, p, name) || count == COUNT_OF(names))
            return refuse(p->w, ERR_INPUT, SAY_BAD_QUERY, STR_ARG(name));
        for (size_t i = 0; i < count; i++)
            if (str_equal(names[i], name))
                return refuse(p->w, ERR_INPUT, SAY_QUERY_TWICE, STR_ARG(name));
        names[count++] = name;
    }
    return true;
}

/* ---- the body ----------------------------------------------------------------------------- */

bool refuse_faults(Page *p, const Faults *faults)
{
    p->faults = faults;
    return refuse(p->w, ERR_INPUT, SAY_BAD_BODY, faults->errors);
}

static bool is_json(const HttpRequest *request)
{
    Str type = http_field(request, STR("Content-Type"));
    Str name = type;
    ptrdiff_t end = str_find(type, STR(";"));
    if (end >= 0) name = str_trim((Str){type.ptr, (size_t)end});
    return str_equal(name, STR("application/json"));
}

static bool form_take(Page *p, const Operation *o, void *body)
{
    Str type = http_field(p->call->request, STR("Content-Type"));
    Faults *faults = NEW(p->w->arena, Faults);
    if (!str_starts(type, STR("multipart/form-data")))
        return refuse(p->w, ERR_INPUT, "%s", SAY_NOT_FORM);
    TRY(http_form(p->w, p->call->request, &p->form));
    *faults = faults_new(p->w->arena, 100);
    shape_read_form(faults, p->w->arena, o->body, &p->form, body);
    return faults->errors == 0 || refuse_faults(p, faults);
}

static bool body_take(Page *p, const Operation *o, void *body)
{
    JsonValue value;
    size_t at;
    if (o->method != HTTP_POST || o->body == &shape_Nothing) return true;
    if (shape_is_form(o->body)) return form_take(p, o, body);
    if (!is_json(p->call->request)) return refuse(p->w, ERR_INPUT, "%s", SAY_NOT_JSON);
    JsonFault fault = json_read(p->w->arena, p->call->request->body, &value, &at);
    if (fault) return refuse(p->w, ERR_INPUT, SAY_BAD_JSON, at + 1, json_fault_name(fault));
    Faults *faults = NEW(p->w->arena, Faults);
    *faults = faults_new(p->w->arena, 100);
    shape_read(faults, p->w->arena, o->body, &value, body);
    return faults->errors == 0 || refuse_faults(p, faults);
}

size_t api_body_faults(Arena *arena, const JsonValue *value)
{
    size_t errors = 0;
    for (size_t i = 0; i < operation_count; i++) {
        const Shape *shape = operations[i].body;
        Faults faults = faults_new(arena, 20);
        if (shape == &shape_Nothing || shape_is_form(shape)) continue;
        shape_read(&faults, arena, shape, value, arena_alloc(arena, shape->size));
        errors += faults.errors;
    }
    return errors;
}

size_t api_form_faults(Arena *arena, const HttpForm *form)
{
    size_t errors = 0;
    for (size_t i = 0; i < operation_count; i++) {
        const Shape *shape = operations[i].body;
        Faults faults = faults_new(arena, 20);
        if (!shape_is_form(shape)) continue;
        shape_read_form(&faults, arena, shape, form, arena_alloc(arena, shape->size));
        errors += faults.errors;
    }
    return errors;
}

bool operation_is_job(const Operation *o)
{
    return o->method == HTTP_POST && o->answer == &shape_JobTold;
}

static bool answer_give(Page *p, const Operation *o, const void *answer)
{
    HttpResponse *response = &p->call->response;
    if (operation_is_job(o)) p->status = 202;
    if (response->type.len) return true;
    response->type = STR("application/json; charset=utf-8");
    response->body = buf_new(p->w->arena);
    Json j = json_new(&response->body);
    shape_write(p, &j, STR(""), o->answer, answer);
    return true;
}

/* What was done before under the same key is not even read again. */
static bool before(Page *p, const Operation *o, void *body, Once *once)
{
    TRY(query_check(p, o) && once_look(p, o, once));
    return once->again || body_take(p, o, body);
}

static bool after(Page *p, const Operation *o, const void *answer, const Once *once)
{
    return answer_give(p, o, answer) && once_keep(p, once);
}

/* ---- the tables --------------------------------------------------------------------------- */

enum {
#define ROUTE(method, pattern, name, who, flags, query, Body, Answer, about) OPERATION_##name,
#include "api/routes.def"
#undef ROUTE
    OPERATION_COUNT
};

const Operation operations[] = {
#define ROUTE(method, pattern, name, who, flags, query, Body, Answer, about)                       \
    {HTTP_##method, pattern,       "api_" #name,    who,  flags,                                   \
     query,         &shape_##Body, &shape_##Answer, about},
#include "api/routes.def"
#undef ROUTE
};
const size_t operation_count = COUNT_OF(operations);

#define ROUTE(method, pattern, name, who, flags, query, Body, Answer, about)                       \
    static bool name##_route(Page *p)                                                              \
    {                                                                                              \
        const Operation *o = &operations[OPERATION_##name];                                        \
        Body body = {0};                                                                           \
        Answer answer = {0};                                                                       \
        Once once = {.again = false};                                                              \
        return before(p, o, &body, &once) &&                                                       \
               (once.again || (name##_api(p, &body, &answer) && after(p, o, &answer, &once)));     \
    }
#include "api/routes.def"
#undef ROUTE

#define ROUTE(method, pattern, name, who, flags, query, Body, Answer, about)                       \
    {HTTP_##method, pattern, "api_" #name,                                                         \
     name##_route,  who,     ((flags) & ~(unsigned)API_ONCE) | PAGE_BARE | PAGE_DATA},
static const PageRoute routes[] = {
#include "api/routes.def"
};
#undef ROUTE
const PageRoutes api_pages = {routes, COUNT_OF(routes)};

const Parameter parameters[] = {
#define PARAMETER(name, kind, about) {#name, KIND_##kind, about},
#include "api/parameters.def"
#undef PARAMETER
};
const size_t parameter_count = COUNT_OF(parameters);

const Parameter *parameter_find(Str name)
{
    for (size_t i = 0; i < parameter_count; i++)
        if (str_equal(str_of(parameters[i].name), name)) return &parameters[i];
    return NULL;
}
