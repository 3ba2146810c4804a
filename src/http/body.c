/* Finds where a request's body ends, byte by byte, and keeps nothing of it: no page of ours takes a
 * body, but a connection that goes on must know where the next request begins. A size line is one
 * to eight hex digits with an optional extension; data is followed by CRLF; trailers are refused.
 */
#include "http/http.h"

enum State {
    BODY_DONE,
    BODY_PLAIN,      /* content_length bytes */
    CHUNK_SIZE,      /* hex digits */
    CHUNK_EXTENSION, /* after a semicolon, to the CR */
    CHUNK_SIZE_LF,
    CHUNK_DATA,
    CHUNK_DATA_CR,
    CHUNK_DATA_LF,
    LAST_CR, /* after the last chunk */
    LAST_LF
};

HttpBody http_body_new(const HttpRequest *request)
{
    if (request->chunked) return (HttpBody){.state = CHUNK_SIZE};
    return (HttpBody){.state = request->content_length > 0 ? BODY_PLAIN : BODY_DONE,
                      .remaining = request->content_length};
}

bool http_body_done(const HttpBody *body)
{
    return body->state == BODY_DONE;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static HttpFault size_character(HttpBody *b, char c)
{
    int digit = hex_digit(c);
    if (digit >= 0) {
        b->remaining = b->remaining * 16 + digit;
        return ++b->digits > 8 ? HTTP_BAD_CHUNK_SIZE : HTTP_GOOD;
    }
    if (b->digits == 0 || (c != ';' && c != '\r')) return HTTP_BAD_CHUNK_SIZE;
    b->state = c == ';' ? CHUNK_EXTENSION : CHUNK_SIZE_LF;
    return HTTP_GOOD;
}

static HttpFault size_line_end(HttpBody *b, char c)
{
    if (c != '\n') return HTTP_BAD_LINE_END;
    b->total += b->remaining;
    if (b->total > HTTP_BODY_BYTES) return HTTP_BODY_TOO_LARGE;
    b->state = b->remaining > 0 ? CHUNK_DATA : LAST_CR;
    b->digits = 0;
    return HTTP_GOOD;
}

static HttpFault extension_character(HttpBody *b, char c)
{
    if (c == '\r')
        b->state = CHUNK_SIZE_LF;
    else if ((unsigned char)c < 0x20 && c != '\t')
        return HTTP_BAD_CONTROL;
    else if (++b->total > HTTP_BODY_BYTES) /* extensions count, so that they end */
        return HTTP_BODY_TOO_LARGE;
    return HTTP_GOOD;
}

static HttpFault body_character(HttpBody *b, char c)
{
    switch ((enum State)b->state) {
    case CHUNK_SIZE:
        return size_character(b, c);
    case CHUNK_EXTENSION:
        return extension_character(b, c);
    case CHUNK_SIZE_LF:
        return size_line_end(b, c);
    case BODY_PLAIN:
    case CHUNK_DATA:
        if (--b->remaining == 0) b->state = b->state == BODY_PLAIN ? BODY_DONE : CHUNK_DATA_CR;
        return HTTP_GOOD;
    case CHUNK_DATA_CR:
        b->state = CHUNK_DATA_LF;
        return c == '\r' ? HTTP_GOOD : HTTP_BAD_CHUNK_END;
    case CHUNK_DATA_LF:
        b->state = CHUNK_SIZE;
        return c == '\n' ? HTTP_GOOD : HTTP_BAD_CHUNK_END;
    case LAST_CR:
        b->state = LAST_LF;
        return c == '\r' ? HTTP_GOOD : HTTP_TRAILER;
    case LAST_LF:
        b->state = BODY_DONE;
        return c == '\n' ? HTTP_GOOD : HTTP_BAD_LINE_END;
    case BODY_DONE:
        break;
    }
    return HTTP_GOOD;
}

HttpFault http_body_feed(HttpBody *body, Str bytes, size_t *used)
{
    HttpFault fault = HTTP_GOOD;
    size_t i = 0;
    while (i < bytes.len && fault == HTTP_GOOD && body->state != BODY_DONE)
        fault = body_character(body, bytes.ptr[i++]);
    *used = i;
    return fault;
}
