/* http: a strict HTTP/1.1 server for pages that are only read. GET and HEAD; everything else is
 * refused. Knows nothing of the pages: a table of routes says which handler answers which path.
 *
 *     static const HttpRoute routes[] = {            // sorted by pattern
 *         {"/", home},
 *         {"/person/{id}", person},                  // call->params[0] is what {id} matched
 *         {"/law/{path*}", law},                     // takes the rest of the path, slashes too
 *     };
 *     HttpServer *server;
 *     TRY(http_server_new(w, &(HttpOptions){.port = 8080, .routes = routes, .route_count = 3},
 *                         &server));
 *     TRY(http_server_run(server));                  // until SIGINT, SIGTERM or http_server_stop
 *
 * Invariants: a request that breaks a rule of RFC 9110 or 9112 is answered with its status and the
 * connection is closed; nothing is guessed. A head is at most HTTP_HEAD_BYTES long, a body (which
 * is read and thrown away) HTTP_BODY_BYTES. Every response carries the security headers. The server
 * listens on loopback unless told otherwise and then answers only to a loopback Host. */
#ifndef HTTP_H
#define HTTP_H

#include "base/base.h"

enum {
    HTTP_LINE_BYTES = 8000,
    HTTP_HEAD_BYTES = 16 * 1024,
    HTTP_BODY_BYTES = 64 * 1024,
    HTTP_FIELDS = 64,
    HTTP_PARAMS = 3
};

/* ---- requests ----------------------------------------------------------------------------- */

/* Each rule a request can break, and the status it is answered with. */
#define HTTP_FAULTS(X)                                                                             \
    X(HTTP_GOOD, 200)                                                                              \
    X(HTTP_BAD_LINE_END, 400)     /* a bare LF, or a CR without LF */                              \
    X(HTTP_BAD_CONTROL, 400)      /* a control character */                                        \
    X(HTTP_BAD_METHOD, 400)       /* not a token */                                                \
    X(HTTP_BAD_REQUEST_LINE, 400) /* not three parts with one space between */                     \
    X(HTTP_BAD_VERSION, 400)      /* not HTTP/d.d */                                               \
    X(HTTP_BAD_TARGET, 400)       /* not a path; a character that must be encoded */               \
    X(HTTP_BAD_PERCENT, 400)      /* % without two hex digits, or an encoded control */            \
    X(HTTP_BAD_PATH_TEXT, 400)    /* decodes to malformed UTF-8 */                                 \
    X(HTTP_DOT_SEGMENT, 400)      /* . or .. as a segment, also encoded */                         \
    X(HTTP_BAD_FIELD_NAME, 400)   /* no name, or not a token */                                    \
    X(HTTP_SPACE_BEFORE_COLON, 400)                                                                \
    X(HTTP_NO_COLON, 400)                                                                          \
    X(HTTP_FOLDED_FIELD, 400)                                                                      \
    X(HTTP_NO_HOST, 400)                                                                           \
    X(HTTP_TWO_HOSTS, 400)                                                                         \
    X(HTTP_BAD_HOST, 400) /* also a target's host that differs */                                  \
    X(HTTP_TWO_LENGTHS, 400)                                                                       \
    X(HTTP_BAD_LENGTH, 400)        /* not digits only */                                           \
    X(HTTP_LENGTH_AND_CODING, 400) /* Content-Length beside Transfer-Encoding */                   \
    X(HTTP_TWO_CODINGS, 400)                                                                       \
    X(HTTP_CODING_IN_1_0, 400)                                                                     \
    X(HTTP_BAD_CHUNK_SIZE, 400)                                                                    \
    X(HTTP_BAD_CHUNK_END, 400) /* the data is not followed by CRLF */                              \
    X(HTTP_TRAILER, 400)       /* fields after the last chunk */                                   \
    X(HTTP_NOT_ALLOWED, 405)   /* a method that changes things */                                  \
    X(HTTP_BODY_TOO_LARGE, 413)                                                                    \
    X(HTTP_LINE_TOO_LONG, 414)                                                                     \
    X(HTTP_EXPECTATION, 417)                                                                       \
    X(HTTP_WRONG_HOST, 421) /* not a name this server answers to */                                \
    X(HTTP_HEAD_TOO_LARGE, 431)                                                                    \
    X(HTTP_UNKNOWN_METHOD, 501)                                                                    \
    X(HTTP_UNKNOWN_CODING, 501) /* a transfer coding other than chunked */                         \
    X(HTTP_OTHER_VERSION, 505)
#define HTTP_FAULT_ENUM(name, status) name,
typedef enum { HTTP_FAULTS(HTTP_FAULT_ENUM) HTTP_FAULT_COUNT } HttpFault;
int http_fault_status(HttpFault fault);
const char *http_fault_name(HttpFault fault); /* for the log */

typedef struct {
    Str name, value; /* as written; the value without white space around it */
} HttpField;
typedef struct {
    bool head_only; /* HEAD */
    bool keep_alive;
    bool chunked;
    int64_t content_length; /* 0 when there is none */
    Str path;               /* decoded; begins with a slash */
    Str query;              /* as written, without the question mark */
    Str host;
    HttpField fields[HTTP_FIELDS];
    size_t field_count;
} HttpRequest;

/* Looks for the end of a head. 0: not there yet; else its length with the empty line. *fault is set
 * as soon as the bytes so far cannot become a good head. Starts at *scanned and moves it on. */
size_t http_head_end(Str bytes, size_t *scanned, HttpFault *fault);
/* Reads a whole head. The request's texts are borrowed from it, but for the path. */
HttpFault http_head_parse(Arena *arena, Str head, HttpRequest *out);
Str http_field(const HttpRequest *request, Str name); /* empty when absent; any case */

/* A body's end, found byte by byte; its bytes are not kept. */
typedef struct {
    int state;
    int digits;        /* of the chunk size */
    int64_t remaining; /* of the chunk, or of the whole body */
    int64_t total;
} HttpBody;
HttpBody http_body_new(const HttpRequest *request);
bool http_body_done(const HttpBody *body);
/* Takes as many of the bytes as belong to the body; *used says how many. */
HttpFault http_body_feed(HttpBody *body, Str bytes, size_t *used);

/* ---- texts -------------------------------------------------------------------------------- */

void html_text(Buf *out, Str text); /* escaped for element content and quoted attributes */
void url_text(Buf *out, Str text);  /* percent-encoded for one segment or one query value */
/* The value of a query's field, decoded (+ is a space); false when absent or malformed. */
bool http_query(Arena *arena, Str query, Str name, Str *out);

/* ---- answers ------------------------------------------------------------------------------ */

typedef struct {
    int status;   /* 0 becomes 200 */
    Str type;     /* empty becomes text/html; charset=utf-8 */
    Str location; /* of a redirect */
    Str cache;    /* Cache-Control; empty becomes no-store */
    Buf body;
} HttpResponse;
typedef struct HttpCall {
    Arena *arena; /* of this request */
    const HttpRequest *request;
    Str params[HTTP_PARAMS];
    void *context;                 /* of the options */
    const struct HttpRoute *route; /* that matched */
    HttpResponse response;
} HttpCall;
typedef void (*HttpHandler)(HttpCall *call);
typedef struct HttpRoute {
    const char *pattern;
    HttpHandler handler;
    const void *about; /* whatever the handler wants to know of its route */
} HttpRoute;
/* The first route whose pattern matches; sets the params. Plain words sort before {}. */
const HttpRoute *http_route(const HttpRoute *routes, size_t count, Str path, HttpCall *call);
/* The status line and all header fields, for a body of `length` bytes. */
void http_head_write(Buf *out, const HttpResponse *response, size_t length, bool keep_alive,
                     int64_t now);
const char *http_status_phrase(int status);

/* ---- the server --------------------------------------------------------------------------- */

typedef struct {
    const char *address; /* NULL: 127.0.0.1 */
    int port;            /* 0: any free one; ask http_server_port */
    const HttpRoute *routes;
    size_t route_count;
    HttpHandler refused; /* fills the page of a status >= 400; NULL: plain text */
    void *context;
    unsigned head_milliseconds, idle_milliseconds; /* 0: 10 s, 30 s */
    bool ignore_signals;                           /* tests stop it by hand */
} HttpOptions;
typedef struct HttpServer HttpServer;
/* Listens. The server lives in w's arena; the routes must be sorted. ERR_CONFLICT: port taken. */
bool http_server_new(Work *w, const HttpOptions *options, HttpServer **out);
int http_server_port(const HttpServer *server);
/* Serves until stopped: no new connections, what is being answered is finished, five seconds at the
 * most. */
bool http_server_run(HttpServer *server);
void http_server_stop(HttpServer *server); /* from any thread */

#endif
