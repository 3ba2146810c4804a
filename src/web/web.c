/* Serving: joins the routes of all rooms of pages, gives each thread its Work and store, and hands
 * each request to page. Read web_serve first. */
#include "web/web.h"

#include <stdlib.h>
#include <time.h>

#include "api/api.h"
#include "cockpit/cockpit.h"
#include "desk/desk.h"
#include "office/office.h"
#include "page/page.h"
#include "policy/policy.h"
#include "record/record.h"
#include "round/round.h"
#include "web/log.h"
#include "web/rooms.h"
#include "web/words.def"

static const PageRoutes *const rooms[] = {&page_routes,  &api_pages,    &cockpit_pages,
                                          &desk_pages,   &office_pages, &policy_pages,
                                          &record_pages, &round_pages};

const PageRoutes *const *web_rooms(size_t *count)
{
    *count = COUNT_OF(rooms);
    return rooms;
}

typedef struct {
    Work *w;
    const WebOptions *options;
    Site site;
    Sessions *sessions;
    Log *log; /* NULL without a server */
    HttpAsset style, script, htmx;
} Web;

/* ---- what is no page ---------------------------------------------------------------------- */

static void asset_answer(HttpCall *call, const HttpAsset *asset)
{
    call->response.cache = STR("public, max-age=31536000, immutable");
    call->response.asset = asset;
}

static void serve_style(HttpCall *call)
{
    asset_answer(call, &((const Web *)call->context)->style);
}

static void serve_script(HttpCall *call)
{
    asset_answer(call, &((const Web *)call->context)->script);
}

static void serve_htmx(HttpCall *call)
{
    asset_answer(call, &((const Web *)call->context)->htmx);
}

static void serve_health(HttpCall *call)
{
    call->response.type = STR("text/plain; charset=utf-8");
    buf_add(&call->response.body, STR("ok\n"));
}

/* Ready: the store answers. */
static void serve_ready(HttpCall *call)
{
    Work work = *(const Work *)call->thread;
    Commit commit;
    work.arena = call->arena;
    bool good = audit_latest(&work, &commit);
    call->response.status = good ? 200 : 503;
    call->response.type = STR("text/plain; charset=utf-8");
    buf_add(&call->response.body, good ? STR("ready\n") : STR("the store does not answer\n"));
}

static void serve_metrics(HttpCall *call)
{
    const Web *web = call->context;
    call->response.type = STR("text/plain; version=0.0.4; charset=utf-8");
    if (call->server) http_metrics(call->server, &call->response.body);
    if (web->log)
        buf_format(&call->response.body,
                   "# TYPE doudi_access_log_lost_total counter\n"
                   "doudi_access_log_lost_total %lld\n",
                   (long long)log_lost(web->log));
}

/* ---- routes ------------------------------------------------------------------------------- */

static void serve_page(HttpCall *call)
{
    const Web *web = call->context;
    page_serve(&web->site, call->thread, call->route->about, call);
}

static void refused(HttpCall *call)
{
    const Web *web = call->context;
    page_refused(&web->site, call->thread, call);
}

static int route_order(const void *a, const void *b)
{
    const HttpRoute *x = a, *y = b;
    int order = str_compare(str_of(x->pattern), str_of(y->pattern));
    return order ? order : (int)x->method - (int)y->method;
}

static HttpRoute route_of(const PageRoute *page)
{
    unsigned flags = 0;
    if (page->flags & PAGE_SLOW) flags |= HTTP_SLOW;
    if (page->flags & PAGE_UPLOAD) flags |= HTTP_UPLOAD;
    if (page->flags & PAGE_READS) flags |= HTTP_READS;
    return (HttpRoute){.pattern = page->pattern,
                       .handler = serve_page,
                       .about = page,
                       .method = page->method,
                       .flags = flags,
                       .name = page->name};
}

/* All tables as one, sorted as the server wants it. */
static const HttpRoute *routes_merge(Arena *arena, size_t *count)
{
    static const HttpRoute plain[] = {
        {.pattern = "/doudi.js", .handler = serve_script},
        {.pattern = "/healthz", .handler = serve_health},
        {.pattern = "/htmx.js", .handler = serve_htmx},
        {.pattern = "/metrics", .handler = serve_metrics},
        {.pattern = "/readyz", .handler = serve_ready},
        {.pattern = "/style.css", .handler = serve_style},
    };
    size_t total = COUNT_OF(plain), n = 0;
    for (size_t i = 0; i < COUNT_OF(rooms); i++)
        total += rooms[i]->count;
    HttpRoute *routes = NEW_ARRAY(arena, HttpRoute, total);
    while (n < COUNT_OF(plain)) {
        routes[n] = plain[n];
        n++;
    }
    for (size_t i = 0; i < COUNT_OF(rooms); i++)
        for (size_t k = 0; k < rooms[i]->count; k++)
            routes[n++] = route_of(&rooms[i]->routes[k]);
    qsort(routes, total, sizeof *routes, route_order);
    *count = total;
    return routes;
}

/* A store each keeps as many pages as its thread needs; the system keeps the file. */
enum { READER_MEGABYTES = 16, WRITER_MEGABYTES = 32 };

/* ---- threads ------------------------------------------------------------------------------ */

static bool thread_start(void *context, HttpThreadKind kind, unsigned index, void **thread)
{
    (void)index;
    Web *web = context;
    Work *w = work_new();
    if (!web->options->open(web->options->opener, w, kind == HTTP_WRITER ? 0 : STORE_READ_ONLY)) {
        web->w->error = (Error){w->error.code, str_copy(web->w->arena, w->error.sentence),
                                str_copy(web->w->arena, w->error.detail)};
        work_free(w);
        return false;
    }
    sessions_share(w->store, web->sessions);
    store_cache(w->store, kind == HTTP_WRITER ? WRITER_MEGABYTES : READER_MEGABYTES);
    *thread = w;
    return true;
}

static void thread_end(void *context, HttpThreadKind kind, void *thread)
{
    (void)context, (void)kind;
    Work *w = thread;
    Store *store = w->store;
    work_free(w);
    store_close(store);
}

static bool group_begin(void *context, void *thread)
{
    (void)context;
    return db_group_begin(thread);
}

static bool group_end(void *context, void *thread)
{
    (void)context;
    return db_group_end(thread);
}

/* A body worth spooling is taken from nobody without a session: its head alone says so. */
static bool admitted(HttpCall *call)
{
    const Web *web = call->context;
    if (!(call->route->flags & HTTP_UPLOAD)) return true;
    Work work = *(const Work *)call->thread;
    Session session;
    work.arena = call->arena;
    work.now = (int64_t)time(NULL) + web->site.clock_shift;
    work.error = (Error){.code = ERR_NONE};
    Str token = http_cookie(call->request, STR("doudi"));
    Str bearer = http_field(call->request, STR("Authorization"));
    if (str_starts(bearer, STR("Bearer "))) token = str_trim(str_from(bearer, 7));
    if (token.len > 0 && session_find(&work, token, &session)) return true;
    call->response.status = 403;
    page_refused(&web->site, &work, call);
    return false;
}

static void logged(const HttpCall *call, int status, int64_t microseconds)
{
    (void)microseconds;
    const Web *web = call->context;
    const PageNote *note = call->note;
    if (!web->log || !note || note->account == 0) return;
    log_row(web->log, (AccessRow){.instant = (int64_t)time(NULL) + web->site.clock_shift,
                                  .account = note->account,
                                  .route = str_of(note->route),
                                  .subject = note->subject,
                                  .status = status});
}

/* ---- the whole ----------------------------------------------------------------------------- */

/* A demo store lives in its own time: its clock goes on from its last act. */
static bool clock_shift(Work *w, Site *site)
{
    Str demo;
    Commit commit;
    ActRow row;
    site->demo = store_get(w, STR("demo"), &demo);
    if (!site->demo) return w->error.code == ERR_NONE;
    TRY(audit_latest(w, &commit));
    if (commit.n == 0) return true;
    TRY(audit_row(w, commit, &row));
    site->clock_shift = row.instant + 1 - (int64_t)time(NULL);
    return true;
}

static bool web_open(Work *w, const Bureau *bureau, const WebOptions *options, Web *web)
{
    DivisionRow home;
    *web = (Web){.w = w, .options = options};
    web->site = (Site){.bureau = bureau,
                       .law = options->law,
                       .home = options->home,
                       .place = STR(SAY_DISTRICT),
                       .figures = options->figures,
                       .jobs = jobs_new(w),
                       .kept = kept_new(w, &web->site),
                       .secure = options->behind_proxy,
                       .open = options->open,
                       .opener = options->opener};
    TRY(clock_shift(w, &web->site));
    if (division_by_code(w, options->home, &home)) web->site.place = home.name;
    if (!affair_home(w, &web->site.folder)) web->site.folder = STR("");
    w->error = (Error){.code = ERR_NONE};
    web->style = http_asset(w->arena, STR("text/css; charset=utf-8"),
                            (Str){style_css_text, style_css_length});
    web->script = http_asset(w->arena, STR("text/javascript; charset=utf-8"),
                             (Str){doudi_js_text, doudi_js_length});
    web->htmx = http_asset(w->arena, STR("text/javascript; charset=utf-8"),
                           (Str){htmx_min_js_text, htmx_min_js_length});
    return cache_new(w, &web->site, &web->site.cache);
}

bool web_serve(Work *w, const Bureau *bureau, const WebOptions *options)
{
    Web web;
    HttpServer *server;
    Work *writes = work_new();
    TRY(web_open(w, bureau, options, &web));
    TRY(options->open(options->opener, writes, 0));
    store_cache(writes->store, READER_MEGABYTES);
    web.sessions = sessions_new();
    HttpOptions http = {.address = options->address,
                        .port = options->port,
                        .hosts = options->hosts,
                        .host_count = options->host_count,
                        .behind_proxy = options->behind_proxy,
                        .loops = options->loops,
                        .workers = options->workers,
                        .context = &web,
                        .thread_start = thread_start,
                        .thread_end = thread_end,
                        .group_begin = group_begin,
                        .group_end = group_end,
                        .admit = admitted,
                        .refused = refused,
                        .logged = logged};
    http.routes = routes_merge(w->arena, &http.route_count);
    TRY(http_server_new(w, &http, &server));
    sessions_share(writes->store, web.sessions);
    TRY(log_begin(w, writes->store, &web.log));
    memory_give_back(); /* what starting took */
    if (options->ready) options->ready(options->context, http_server_port(server));
    bool good = http_server_run(server);
    jobs_end(web.site.jobs);
    log_end(web.log);
    store_settle(writes->store); /* the file alone is whole when nobody serves it */
    store_close(writes->store);
    work_free(writes);
    sessions_free(web.sessions);
    return good;
}

static Str request_head(Arena *arena, const WebRequest *request)
{
    Buf b = buf_new(arena);
    buf_format(&b, "%s %.*s HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n",
               request->method ? request->method : "GET", STR_ARG(request->address));
    if (request->token.len) buf_format(&b, "Cookie: doudi=%.*s\r\n", STR_ARG(request->token));
    if (request->method)
        buf_format(
            &b, "Content-Type: %.*s\r\nContent-Length: %zu\r\n",
            STR_ARG(request->type.len ? request->type : STR("application/x-www-form-urlencoded")),
            request->body.len);
    buf_add(&b, STR("\r\n"));
    return buf_str(&b);
}

bool web_page(Work *w, const Bureau *bureau, const WebOptions *options, const WebRequest *request,
              WebAnswer *out)
{
    Web web;
    HttpRequest parsed;
    TRY(web_open(w, bureau, options, &web));
    if (http_head_parse(w->arena, request_head(w->arena, request), &parsed) != HTTP_GOOD)
        return refuse(w, ERR_INPUT, SAY_BAD_ADDRESS, STR_ARG(request->address));
    parsed.body = request->body;
    HttpOptions http = {.context = &web, .refused = refused};
    http.routes = routes_merge(w->arena, &http.route_count);
    HttpCall call = {.arena = w->arena, .request = &parsed, .thread = w};
    http_answer(&http, &call);
    jobs_end(web.site.jobs); /* what it has begun is done when it is answered */
    *out = (WebAnswer){.status = call.response.status ? call.response.status : 200,
                       .html = buf_str(&call.response.body),
                       .location = call.response.location};
    return true;
}
