/* Serving: the routes, what stands around every page, refusals, and the one function through which
 * each request goes (page_make). A handler fills p->body and returns true; whatever it fails with
 * becomes a page with the sentence for the clerk. */
#include "web/web.h"
#include "web/page.h"
#include "web/words.def"

static const Link navigation[] = {
    {{STR_INIT("/")}, {STR_INIT(SAY_NAV_MONTH)}, false},
    {{STR_INIT("/report")}, {STR_INIT(SAY_NAV_REPORT)}, false},
    {{STR_INIT("/law")}, {STR_INIT(SAY_NAV_LAW)}, false},
    {{STR_INIT("/search")}, {STR_INIT(SAY_NAV_SEARCH)}, false},
};

static Str style_href(Arena *arena)
{
    return format(arena, "/style.css?%s", style_css_digest);
}

static Str home_name(Page *p)
{
    DivisionRow row;
    Error before = p->w->error;
    if (division_by_code(p->w, p->web->options->home, &row)) return row.name;
    p->w->error = before;
    return STR(SAY_DISTRICT);
}

static void layout_wrap(Page *p)
{
    Arena *arena = p->w->arena;
    LayoutPage layout = {.title = p->title,
                         .place = home_name(p),
                         .today =
                             format(arena, SAY_TODAY, STR_ARG(date_text(arena, work_today(p->w)))),
                         .style = style_href(arena),
                         .body = {buf_str(&p->body)}};
    layout.links = NEW_ARRAY(arena, Link, COUNT_OF(navigation));
    layout.link_count = COUNT_OF(navigation);
    for (size_t i = 0; i < COUNT_OF(navigation); i++) {
        layout.links[i] = navigation[i];
        layout.links[i].here = p->here && str_equal(navigation[i].href, str_of(p->here));
    }
    p->call->response.body = buf_new(arena);
    layout_html(&p->call->response.body, &layout);
}

static int status_of(ErrorCode code)
{
    switch (code) {
    case ERR_NOT_FOUND:
        return 404;
    case ERR_INPUT:
    case ERR_USAGE:
        return 400;
    case ERR_DENIED:
        return 403;
    default:
        return 500;
    }
}

static void fault_show(Page *p, int status, Str sentence, Str detail)
{
    p->call->response.status = status;
    p->title = sentence;
    p->body = buf_new(p->w->arena);
    FaultPage fault = {.status = status, .sentence = sentence, .detail = detail};
    fault_html(&p->body, &fault);
    layout_wrap(p);
}

/* A demo store lives in its own time: its clock stands at its last close. */
static void clock_set(Work *w)
{
    Close *closes;
    size_t count;
    if (payment_closes(w, &closes, &count) && count > 0) w->now = closes[count - 1].instant;
    w->error = (Error){.code = ERR_NONE};
}

typedef bool (*PageFunction)(Page *p);

static void page_make(HttpCall *call, PageFunction fill)
{
    Web *web = call->context;
    Work work = *web->w;
    work.arena = call->arena;
    clock_set(&work);
    Page page = {.web = web, .w = &work, .call = call, .body = buf_new(call->arena)};
    if (fill(&page)) {
        layout_wrap(&page);
        return;
    }
    int status = status_of(work.error.code);
    fault_show(&page, status, work.error.sentence, status < 500 ? STR("") : work.error.detail);
}

static void refused(HttpCall *call)
{
    Web *web = call->context;
    Work work = *web->w;
    work.arena = call->arena;
    clock_set(&work);
    Page page = {.web = web, .w = &work, .call = call};
    int status = call->response.status;
    fault_show(&page, status, status == 404 ? STR(SAY_NO_PAGE) : str_of(http_status_phrase(status)),
               STR(""));
}

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

#define PAGE(pattern, name)                                                                        \
    static void serve_##name(HttpCall *call)                                                       \
    {                                                                                              \
        page_make(call, name##_page);                                                              \
    }
#include "web/pages.def"
#undef PAGE

#define PAGE(pattern, name) {pattern, serve_##name},
static const HttpRoute page_routes[] = {
#include "web/pages.def"
};
#undef PAGE
static const HttpRoute plain_routes[] = {{"/healthz", serve_health}, {"/style.css", serve_style}};

enum { ROUTES = COUNT_OF(page_routes) + COUNT_OF(plain_routes) };

/* Both tables as one, sorted by pattern as the server wants it. */
static const HttpRoute *routes_merge(Arena *arena)
{
    HttpRoute *routes = NEW_ARRAY(arena, HttpRoute, ROUTES);
    size_t a = 0, b = 0;
    for (size_t i = 0; i < ROUTES; i++) {
        bool pages_first =
            b == COUNT_OF(plain_routes) ||
            (a < COUNT_OF(page_routes) &&
             str_compare(str_of(page_routes[a].pattern), str_of(plain_routes[b].pattern)) < 0);
        routes[i] = pages_first ? page_routes[a++] : plain_routes[b++];
    }
    return routes;
}

static bool web_open(Work *w, const Bureau *bureau, const WebOptions *options, Web *web)
{
    Str demo;
    if (!store_get(w, STR("demo"), &demo)) return refuse(w, ERR_DENIED, "%s", SAY_NOT_DEMO);
    *web = (Web){.w = w, .bureau = bureau, .options = options, .cache = cache_new(w)};
    if (!affair_home(w, &web->home)) web->home = STR("");
    w->error = (Error){.code = ERR_NONE};
    return true;
}

/* Before anybody waits for a page: the facts, the last month's sets, the first page. What fails
 * here is said again by the page that needs it. */
static void web_warm(Web *web)
{
    HttpRequest request = {.keep_alive = false};
    HttpCall call = {.arena = web->w->arena, .request = &request};
    Page page = {.web = web, .w = web->w, .call = &call, .body = buf_new(web->w->arena)};
    const Bureau *bureau = web->bureau;
    int64_t count = (int64_t)bureau->affair_count;
    Month month;
    const FourSets *sets;
    clock_set(web->w);
    bool good = last_month(&page, &month);
    for (int64_t i = 0; good && i < count; i++) {
        work_progress(web->w, STR(SAY_WARMING), i, count + 1);
        good = cache_sets(&page, bureau->affairs[i], month, &sets);
    }
    if (good) home_page(&page);
    work_progress(web->w, STR(SAY_WARMING), count + 1, count + 1);
    web->w->error = (Error){.code = ERR_NONE};
}

bool web_serve(Work *w, const Bureau *bureau, const WebOptions *options)
{
    Web web;
    HttpServer *server;
    TRY(web_open(w, bureau, options, &web));
    HttpOptions http = {.port = options->port,
                        .routes = routes_merge(w->arena),
                        .route_count = ROUTES,
                        .refused = refused,
                        .context = &web};
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
    HttpCall call = {.arena = w->arena,
                     .request = &request,
                     .context = &web,
                     .response = {.body = buf_new(w->arena)}};
    const HttpRoute *route = http_route(routes_merge(w->arena), ROUTES, request.path, &call);
    if (route) {
        route->handler(&call);
    } else {
        call.response.status = 404;
        refused(&call);
    }
    *out = (WebAnswer){.status = call.response.status ? call.response.status : 200,
                       .html = buf_str(&call.response.body)};
    return true;
}
