/* Takes a request's body out of its frame: so many bytes, or chunks. A size line is one to eight
 * hex digits with an optional extension; data is followed by CRLF; trailers are refused. Data is
 * handed on in runs, frames are read byte by byte. Read http_body_feed from the end. */
#include "http/word.h"

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

HttpBody http_body_new(const HttpRequest *request, int64_t limit)
{
    if (request->chunked) return (HttpBody){.state = CHUNK_SIZE, .limit = limit};
    return (HttpBody){.state = request->content_length > 0 ? BODY_PLAIN : BODY_DONE,
                      .remaining = request->content_length,
                      .limit = limit};
}

bool http_body_done(const HttpBody *body)
{
    return body->state == BODY_DONE;
}

static HttpFault size_character(HttpBody *b, char c)
{
    int digit = hex_value(c);
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
    if (b->total > b->limit) return HTTP_BODY_TOO_LARGE;
    b->state = b->remaining > 0 ? CHUNK_DATA : LAST_CR;
    b->digits = 0;
    return HTTP_GOOD;
}

/* Nobody here reads extensions, so only their characters are looked at; they count as data, so that
 * they end. */
static HttpFault extension_character(HttpBody *b, char c)
{
    if (c == '\r') {
        b->state = CHUNK_SIZE_LF;
        return HTTP_GOOD;
    }
    if (!is_among(c, "!#$%&'*+-.^_`|~;=\" \t")) return HTTP_BAD_CHUNK_EXTENSION;
    return ++b->total > b->limit ? HTTP_BODY_TOO_LARGE : HTTP_GOOD;
}

static HttpFault frame_character(HttpBody *b, char c)
{
    switch ((enum State)b->state) {
    case CHUNK_SIZE:
        return size_character(b, c);
    case CHUNK_EXTENSION:
        return extension_character(b, c);
    case CHUNK_SIZE_LF:
        return size_line_end(b, c);
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
    case BODY_PLAIN:
    case CHUNK_DATA:
    case BODY_DONE:
        break;
    }
    return HTTP_GOOD;
}

static Str data_take(HttpBody *b, Str bytes)
{
    Str data = bytes;
    if ((int64_t)data.len > b->remaining) data.len = (size_t)b->remaining;
    b->remaining -= (int64_t)data.len;
    if (b->remaining > 0) return data;
    b->state = b->state == BODY_PLAIN ? BODY_DONE : CHUNK_DATA_CR;
    return data;
}

HttpFault http_body_feed(HttpBody *body, Str bytes, size_t *used, Str *data)
{
    HttpFault fault = HTTP_GOOD;
    size_t i = 0;
    *data = STR("");
    while (i < bytes.len && fault == HTTP_GOOD && body->state != BODY_DONE) {
        if (body->state == BODY_PLAIN || body->state == CHUNK_DATA) {
            *data = data_take(body, str_from(bytes, i));
            i += data->len;
            break;
        }
        fault = frame_character(body, bytes.ptr[i++]);
    }
    *used = i;
    return fault;
}
