/* http, second part: requests as they come in, every rule that one can break, and the framing of
 * bodies; included by http.h. */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include "base/base.h"

enum {
    HTTP_LINE_BYTES = 8000,
    HTTP_HEAD_BYTES = 16 * 1024,
    HTTP_BODY_BYTES = 1024 * 1024,         /* of a body, unless its route takes uploads */
    HTTP_UPLOAD_BYTES = 512 * 1024 * 1024, /* of an upload */
    HTTP_FIELDS = 64,
    HTTP_PARAMS = 3
};

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
    X(HTTP_UNWANTED_BODY, 400) /* a GET or HEAD with one */                                        \
    X(HTTP_TWO_TYPES, 400)     /* Content-Type twice */                                            \
    X(HTTP_BAD_CHUNK_SIZE, 400)                                                                    \
    X(HTTP_BAD_CHUNK_EXTENSION, 400)                                                               \
    X(HTTP_BAD_CHUNK_END, 400) /* the data is not followed by CRLF */                              \
    X(HTTP_TRAILER, 400)       /* fields after the last chunk */                                   \
    X(HTTP_NOT_ALLOWED, 405)   /* a method that is none of ours, or not on this route */           \
    X(HTTP_TOO_SLOW, 408)                                                                          \
    X(HTTP_NO_LENGTH, 411) /* a POST that says nothing of its body */                              \
    X(HTTP_BODY_TOO_LARGE, 413)                                                                    \
    X(HTTP_LINE_TOO_LONG, 414)                                                                     \
    X(HTTP_EXPECTATION, 417)                                                                       \
    X(HTTP_WRONG_HOST, 421) /* not a name this server answers to */                                \
    X(HTTP_HEAD_TOO_LARGE, 431)                                                                    \
    X(HTTP_UNKNOWN_METHOD, 501)                                                                    \
    X(HTTP_UNKNOWN_CODING, 501) /* a transfer coding other than chunked */                         \
    X(HTTP_OTHER_VERSION, 505)                                                                     \
    X(HTTP_NO_ROOM, 507) /* the disk took no more of the body */
#define HTTP_FAULT_ENUM(name, status) name,
typedef enum { HTTP_FAULTS(HTTP_FAULT_ENUM) HTTP_FAULT_COUNT } HttpFault;
int http_fault_status(HttpFault fault);
const char *http_fault_name(HttpFault fault); /* for the log */

typedef enum { HTTP_GET, HTTP_POST } HttpMethod;
typedef struct {
    Str name, value; /* as written; the value without white space around it */
} HttpField;
typedef struct {
    HttpMethod method;
    bool head_only; /* HEAD, which is a GET without its body */
    bool keep_alive;
    bool chunked;
    bool expects_continue;  /* waits for 100 before it sends its body */
    int64_t content_length; /* 0 when there is none */
    Str path;               /* decoded; begins with a slash */
    Str query;              /* as written, without the question mark */
    Str host;
    Str body; /* of a POST, whole; a large one is a mapped file that vanishes with the request */
    HttpField fields[HTTP_FIELDS];
    size_t field_count;
} HttpRequest;

/* Looks for the end of a head. 0: not there yet; else its length with the empty line. *fault is set
 * as soon as the bytes so far cannot become a good head. Starts at *scanned and moves it on. */
size_t http_head_end(Str bytes, size_t *scanned, HttpFault *fault);
/* Reads a whole head. The request's texts are borrowed from it, but for the path. */
HttpFault http_head_parse(Arena *arena, Str head, HttpRequest *out);
Str http_field(const HttpRequest *request, Str name); /* empty when absent; any case */
/* Whether a list of words (Connection, Accept-Encoding …) has this one; q=0 takes it out. */
bool http_field_lists(const HttpRequest *request, Str name, Str word);
/* The value of a cookie; empty when absent, and when it stands there twice: then somebody else
 * planted one of them. */
Str http_cookie(const HttpRequest *request, Str name);
/* Whether a page of this very site sent it: by Sec-Fetch-Site, else by Origin against Host. False
 * when neither says so. What keeps other sites from posting in a clerk's name. */
bool http_same_origin(const HttpRequest *request);

/* A body while it comes in, framed by its length or by chunks. */
typedef struct {
    int state;
    int digits;        /* of the chunk size */
    int64_t remaining; /* of the chunk, or of the whole body */
    int64_t total;     /* of its data, and of its chunk extensions */
    int64_t limit;
} HttpBody;
HttpBody http_body_new(const HttpRequest *request, int64_t limit);
bool http_body_done(const HttpBody *body);
/* Takes as many of the bytes as it can at once; *used says how many, *data which of them are the
 * body's own. To be called again until all are used or it is done. */
HttpFault http_body_feed(HttpBody *body, Str bytes, size_t *used, Str *data);

#endif
