/* http: a strict HTTP/1.1 server. Knows nothing of the pages: a table of routes says which handler
 * answers which method and path.
 *
 *     static const HttpRoute routes[] = {            // sorted by pattern
 *         {.pattern = "/", .handler = home},
 *         {.pattern = "/case/{id}", .handler = show},     // call->params[0] is what {id} matched
 *         {.pattern = "/case/{id}", .handler = move, .method = HTTP_POST},
 *         {.pattern = "/import", .handler = load, .method = HTTP_POST, .flags = HTTP_UPLOAD},
 *         {.pattern = "/law/{path*}", .handler = law},    // takes the rest of the path
 *     };
 *     HttpServer *server;
 *     TRY(http_server_new(w, &(HttpOptions){.port = 8080, .routes = routes, .route_count = 5},
 *                         &server));
 *     TRY(http_server_run(server));                  // until SIGINT, SIGTERM or http_server_stop
 *
 * Threads: each loop thread reads requests and runs GET handlers at once, so they must be quick; a
 * route flagged HTTP_SLOW runs on a worker; a POST runs on the one writer, in the order of arrival.
 * POSTs that wait together are one group: none of them is answered before group_end says that all
 * are durable. A handler sees one thread's things in call->thread and nobody else uses them.
 *
 * Invariants: a request that breaks a rule of RFC 9110 or 9112 is answered with its status and the
 * connection is closed; nothing is guessed. Heads, bodies, time and connections are limited. Every
 * response carries the security headers. The server listens on loopback unless told otherwise and
 * then answers only to a loopback Host, or to options.hosts. */
#ifndef HTTP_H
#define HTTP_H

#include "http/form.h"
#include "http/request.h"

/* ---- answers ------------------------------------------------------------------------------ */

/* Always HttpOnly, SameSite=Strict, for the whole site. */
typedef struct {
    Str name, value; /* value: letters, digits and - . _ ~ only */
    int64_t seconds; /* 0: until the browser closes; negative: forget it */
    bool secure;     /* only over TLS */
} HttpCookie;
enum { HTTP_COOKIES = 4 };

/* Bytes served again and again; compressed once. */
typedef struct {
    Str type, bytes, packed; /* packed: gzip, empty when that is no shorter */
    Str etag;
} HttpAsset;

typedef struct {
    int status;   /* 0 becomes 200 */
    Str type;     /* empty becomes text/html; charset=utf-8 */
    Str location; /* of a redirect */
    Str cache;    /* Cache-Control; empty becomes no-store */
    Str etag;     /* without quotes; a GET that has it already gets 304 and no body */
    Str download; /* the file name under which the browser saves it, any text */
    bool shown;   /* the file of that name is shown, not saved */
    Str retry;    /* Retry-After, in seconds */
    Str allow;    /* of a 405: the methods that the path has */
    Str refresh;  /* Refresh: seconds until the browser asks again */
    HttpCookie cookies[HTTP_COOKIES];
    size_t cookie_count;
    const HttpAsset *asset; /* goes instead of the body; lives as long as the server */
    Buf body;
} HttpResponse;

typedef struct HttpCall {
    Arena *arena; /* of this request */
    const HttpRequest *request;
    Str params[HTTP_PARAMS];
    void *context;                 /* of the options */
    void *thread;                  /* of the thread that runs the handler */
    const struct HttpRoute *route; /* that matched; NULL when none did */
    struct HttpServer *server;     /* NULL without one */
    Str peer;                      /* the client's address; from the proxy's word behind one */
    Str reason;                    /* why the server itself refused: a sentence for the clerk */
    void *note;                    /* whatever the handler wants `logged` to see */
    HttpResponse response;
} HttpCall;
typedef void (*HttpHandler)(HttpCall *call);

typedef enum {
    HTTP_SLOW = 1,   /* takes milliseconds: on a worker; of a POST: in a group of its own */
    HTTP_UPLOAD = 2, /* a body of up to HTTP_UPLOAD_BYTES, else HTTP_BODY_BYTES */
    HTTP_READS = 4   /* a POST that changes nothing: on a worker, beside the writer */
} HttpRouteFlags;
typedef struct HttpRoute {
    const char *pattern;
    HttpHandler handler;
    const void *about; /* whatever the handler wants to know of its route */
    HttpMethod method;
    unsigned flags;
    const char *name; /* in the figures; NULL: the pattern */
} HttpRoute;
/* The first route whose pattern and method match; sets call->route and the params. Plain words sort
 * before {}. The method is that of call->request, GET without one. NULL: call->response.status is
 * 404, or 405 when the path has another method. */
const HttpRoute *http_route(const HttpRoute *routes, size_t count, Str path, HttpCall *call);

/* At most HTTP_COOKIES; more are a bug. */
void http_set_cookie(HttpCall *call, HttpCookie cookie);
/* Whether the browser already has what response.etag names; then nothing need be rendered. */
bool http_is_known(const HttpCall *call);
/* The status line and all header fields, for a body of `length` bytes. */
void http_head_write(Buf *out, const HttpResponse *response, size_t length, bool keep_alive,
                     int64_t now);
const char *http_status_phrase(int status);
/* Compresses the bytes (borrowed) when that helps and names them by their digest. */
HttpAsset http_asset(Arena *arena, Str type, Str bytes);

/* ---- the server --------------------------------------------------------------------------- */

typedef enum { HTTP_LOOP, HTTP_WORKER, HTTP_WRITER } HttpThreadKind;
typedef struct {
    const char *address; /* NULL: 127.0.0.1 */
    int port;            /* 0: any free one; ask http_server_port */
    const HttpRoute *routes;
    size_t route_count;
    const Str *hosts; /* names that are answered besides loopback; none and not on loopback: all */
    size_t host_count;
    bool behind_proxy; /* the last address of X-Forwarded-For is the client's */
    unsigned loops;    /* loop threads; 0: one */
    unsigned workers;  /* 0: two */
    void *context;

    /* Each thread's own things, made before any thread runs and ended after all have; both may be
     * NULL. thread_start returns false with the failure in the server's work. */
    bool (*thread_start)(void *context, HttpThreadKind kind, unsigned index, void **thread);
    void (*thread_end)(void *context, HttpThreadKind kind, void *thread);
    /* Around the POSTs that are run together, on the writer; may be NULL. When either returns false
     * each of them is answered with 503. */
    bool (*group_begin)(void *context, void *thread);
    bool (*group_end)(void *context, void *thread);
    /* Asked on the loop when the head of a request is there, before its body is taken: false fills
     * the response, which is sent instead. May be NULL. */
    bool (*admit)(HttpCall *call);
    HttpHandler refused; /* fills the page of a status >= 400; NULL: plain text */
    /* Called on the loop when the answer is known, with the loop's call->thread; may be NULL. */
    void (*logged)(const HttpCall *call, int status, int64_t microseconds);

    unsigned head_milliseconds, body_milliseconds; /* 0: 10 s, 30 s and 1 s for each 4 KB */
    unsigned idle_milliseconds;                    /* 0: 30 s */
    unsigned connections;                          /* 0: 1000 */
    unsigned connections_each;                     /* of one address, not of loopback; 0: 100 */
    const char *spool;   /* folder for bodies beyond 64 KB; NULL: TMPDIR, else /var/tmp */
    bool ignore_signals; /* tests stop it by hand */
} HttpOptions;
typedef struct HttpServer HttpServer;
/* Listens. The server lives in w's arena; the routes must be sorted. ERR_CONFLICT: port taken. */
bool http_server_new(Work *w, const HttpOptions *options, HttpServer **out);
int http_server_port(const HttpServer *server);
/* Serves until stopped: no new connections, what is being answered is finished, five seconds at the
 * most; all threads are joined. */
bool http_server_run(HttpServer *server);
void http_server_stop(HttpServer *server);           /* from any thread */
bool http_server_stopping(const HttpServer *server); /* a long handler may ask and give up */
/* Counters in Prometheus' text format; from any thread. */
void http_metrics(HttpServer *server, Buf *out);

/* Answers one request without a server: route, handler, refusal. For tests and saved pages.
 * call->arena and call->request are given. */
void http_answer(const HttpOptions *options, HttpCall *call);

#endif
