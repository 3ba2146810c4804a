/* Serving: joins the routes of all rooms of pages, and hands each request to page. */
#include "web/web.h"

#include <stdlib.h>

#include "cockpit/cockpit.h"
#include "page/page.h"
#include "policy/policy.h"
#include "record/record.h"
#include "round/round.h"
#include "web/words.def"

static const PageRoutes *const rooms[] = {&cockpit_pages, &policy_pages, &record_pages,
                                          &round_pages};

typedef struct {
    Work *w;
    Site site;
} Web;

static void serve_style(HttpCall *call)
{
    call->response.type = STR("text/css; charset=utf-8");
    call->response.cache = STR("public, max-age=31536000, immutable");
    buf_add(&call->response.body, (Str){style_css_text, style_css_length});
}

static void serve_health(HttpCall *call)
{
    call->response.type = STR("text/plain; charset=utf-8");
    buf_add(&call->response.body, STR("ok\n"));
}

static const PageRoute *route_at(size_t n)
{
    for (size_t i = 0; i < COUNT_OF(rooms); i++) {
        if (n < rooms[i]->count) return &rooms[i]->routes[n];
        n -= rooms[i]->count;
    }
    return NULL;
}

static void serve_page(HttpCall *call)
{
    const Web *web = call->context;
    page_serve(&web->site, web->w, call->route->about, call);
}

static void refused(HttpCall *call)
{
    const Web *web = call->context;
    page_refused(&web->site, web->w, call);
}

static int route_order(const void *a, const void *b)
{
    const HttpRoute *x = a, *y = b;
    int order = str_compare(str_of(x->pattern), str_of(y->pattern));
    return order ? order : (int)x->method - (int)y->method;
}

/* All tables as one, sorted by pattern as the server wants it. */
static const HttpRoute *routes_merge(Arena *arena, size_t *count)
{
    static const HttpRoute plain[] = {{.pattern = "/healthz", .handler = serve_health},
                                      {.pattern = "/style.css", .handler = serve_style}};
    size_t total = COUNT_OF(plain);
    for (size_t i = 0; i < COUNT_OF(rooms); i++)
        total += rooms[i]->count;
    HttpRoute *routes = NEW_ARRAY(arena, HttpRoute, total);
    for (size_t i = 0; i < COUNT_OF(plain); i++)
        routes[i] = plain[i];
    for (size_t i = COUNT_OF(plain); i < total; i++) {
        const PageRoute *route = route_at(i - COUNT_OF(plain));
        routes[i] = (HttpRoute){.pattern = route->pattern,
                                .handler = serve_page,
                                .about = route,
                                .method = (HttpMethod)route->method,
                                .flags = route->flags & (HTTP_SLOW | HTTP_UPLOAD),
                                .name = route->name};
    }
    qsort(routes, total, sizeof *routes, route_order);
    *count = total;
    return routes;
}

static bool web_open(Work *w, const Bureau *bureau, const WebOptions *options, Web *web)
{
    Str demo;
    if (!store_get(w, STR("demo"), &demo)) return refuse(w, ERR_DENIED, "%s", SAY_NOT_DEMO);
    *web = (Web){.w = w,
                 .site = {.bureau = bureau,
                          .home = options->home,
                          .figures = options->figures,
                          .cache = cache_new(w),
                          .demo = true}};
    if (!affair_home(w, &web->site.folder)) web->site.folder = STR("");
    w->error = (Error){.code = ERR_NONE};
    return true;
}

/* Before anybody waits for a page: the facts, the last month's sets, the first page. What fails
 * here is said again by the page that needs it. */
static void web_warm(Web *web)
{
    HttpRequest request = {.keep_alive = false};
    HttpCall call = {.arena = web->w->arena, .request = &request};
    Page page = {.site = &web->site,
                 .bureau = web->site.bureau,
                 .w = web->w,
                 .call = &call,
                 .body = buf_new(web->w->arena)};
    const Bureau *bureau = web->site.bureau;
    int64_t count = (int64_t)bureau->affair_count;
    Month month;
    const FourSets *sets;
    page_clock(&web->site, web->w);
    bool good = last_month(&page, &month);
    for (int64_t i = 0; good && i < count; i++) {
        work_progress(web->w, STR(SAY_WARMING), i, count);
        good = cache_sets(&page, bureau->affairs[i], month, &sets);
    }
    work_progress(web->w, STR(SAY_WARMING), count, count);
    web->w->error = (Error){.code = ERR_NONE};
}

bool web_serve(Work *w, const Bureau *bureau, const WebOptions *options)
{
    Web web;
    HttpServer *server;
    TRY(web_open(w, bureau, options, &web));
    HttpOptions http = {.port = options->port, .refused = refused, .context = &web};
    http.routes = routes_merge(w->arena, &http.route_count);
    TRY(http_server_new(w, &http, &server));
    web_warm(&web);
    if (options->ready) options->ready(options->context, http_server_port(server));
    return http_server_run(server);
}

bool web_page(Work *w, const Bureau *bureau, const WebOptions *options, Str address, WebAnswer *out)
{
    Web web;
    HttpRequest request;
    TRY(web_open(w, bureau, options, &web));
    Str head = format(w->arena, "GET %.*s HTTP/1.1\r\nHost: localhost\r\n\r\n", STR_ARG(address));
    if (http_head_parse(w->arena, head, &request) != HTTP_GOOD)
        return refuse(w, ERR_INPUT, SAY_BAD_ADDRESS, STR_ARG(address));
    HttpCall call = {.arena = w->arena, .request = &request};
    HttpOptions http = {.refused = refused, .context = &web};
    http.routes = routes_merge(w->arena, &http.route_count);
    http_answer(&http, &call);
    *out = (WebAnswer){.status = call.response.status ? call.response.status : 200,
                       .html = buf_str(&call.response.body)};
    return true;
}
