/* Which handler answers: patterns against paths, methods against routes; and one request answered
 * whole (http_answer), as the server's threads do it and tests without a server. */
#include "http/serve.h"

/* {name} matches one segment that is not empty, {name*} all that is left. */
static bool pattern_matches(Str pattern, Str path, HttpCall *call)
{
    size_t params = 0;
    while (pattern.len > 0) {
        if (pattern.ptr[0] != '{') {
            if (path.len == 0 || path.ptr[0] != pattern.ptr[0]) return false;
            pattern = str_from(pattern, 1);
            path = str_from(path, 1);
            continue;
        }
        ptrdiff_t close = str_find(pattern, STR("}"));
        ensure(close > 1 && params < HTTP_PARAMS);
        bool rest = pattern.ptr[close - 1] == '*';
        ptrdiff_t slash = rest ? -1 : str_find(path, STR("/"));
        Str value = slash < 0 ? path : (Str){path.ptr, (size_t)slash};
        if (value.len == 0) return false;
        call->params[params++] = value;
        pattern = str_from(pattern, (size_t)close + 1);
        path = str_from(path, value.len);
    }
    return path.len == 0;
}

const HttpRoute *http_route(const HttpRoute *routes, size_t count, Str path, HttpCall *call)
{
    HttpMethod method = call->request ? call->request->method : HTTP_GET;
    call->response.status = 404;
    for (size_t i = 0; i < count; i++) {
        if (!pattern_matches(str_of(routes[i].pattern), path, call)) continue;
        if (routes[i].method == method) {
            call->response.status = 0;
            call->response.allow = STR("");
            return call->route = &routes[i];
        }
        call->response.status = 405;
        call->response.allow = routes[i].method == HTTP_POST ? STR("POST") : STR("GET, HEAD");
    }
    return NULL;
}

void http_refusal(const HttpOptions *options, HttpCall *call)
{
    call->response.body = buf_new(call->arena);
    call->response.asset = NULL;
    if (options->refused) {
        options->refused(call);
        return;
    }
    call->response.type = STR("text/plain; charset=utf-8");
    buf_format(&call->response.body, "%d %s\n", call->response.status,
               http_status_phrase(call->response.status));
    if (call->reason.len) buf_format(&call->response.body, "%.*s\n", STR_ARG(call->reason));
}

void http_handle(const HttpOptions *options, HttpCall *call)
{
    call->response.body = buf_new(call->arena);
    if (call->route) call->route->handler(call);
    const HttpResponse *r = &call->response;
    if (r->status >= 400 && r->body.len == 0 && !r->asset) http_refusal(options, call);
}

void http_answer(const HttpOptions *options, HttpCall *call)
{
    call->context = options->context;
    http_route(options->routes, options->route_count, call->request->path, call);
    http_handle(options, call);
}
