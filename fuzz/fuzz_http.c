/* HTTP requests: the parser takes any bytes in any pieces with the same verdict; what it accepts
 * has no control character, no dot segment and no malformed text; a decoded query value is sound.
 */
#include "fuzz/fuzz.h"
#include "http/http.h"

const char *const fuzz_words[] = {
    "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "GET /person/1?month=2024-06&q=%E4%B8%AD HTTP/1.1\r\nHost: a:80\r\nConnection: close\r\n\r\n",
    "GET /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n0\r\n\r\n",
    "HEAD http://a/b%20c HTTP/1.0\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
    "\r\n",
    "\r\n\r\n",
    "Host: b\r\n",
    "Content-Length: 7\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Expect: 100-continue\r\n",
    "POST",
    "HTTP/1.0",
    "%2e%2e/",
    "%00",
    "ffffffff\r\n",
    " :",
    "\t",
    NULL};

static HttpFault head_find(Str bytes, size_t step, size_t *end)
{
    HttpFault fault = HTTP_GOOD;
    size_t scanned = 0, have = 0;
    *end = 0;
    while (*end == 0 && fault == HTTP_GOOD && have < bytes.len) {
        have = bytes.len - have > step ? have + step : bytes.len;
        *end = http_head_end((Str){bytes.ptr, have}, &scanned, &fault);
    }
    return fault;
}

static HttpFault body_find(const HttpRequest *request, Str bytes, size_t step, int64_t *total)
{
    HttpBody body = http_body_new(request, HTTP_BODY_BYTES);
    HttpFault fault = HTTP_GOOD;
    size_t at = 0;
    Str data;
    while (fault == HTTP_GOOD && at < bytes.len && !http_body_done(&body)) {
        size_t used, piece = bytes.len - at > step ? step : bytes.len - at;
        fault = http_body_feed(&body, (Str){bytes.ptr + at, piece}, &used, &data);
        ensure(data.len <= used && used <= piece && used > 0);
        at += used;
    }
    *total = body.total;
    return fault;
}

static void request_is_sound(Arena *arena, const HttpRequest *request)
{
    ensure(request->path.len > 0 && request->path.ptr[0] == '/');
    ensure(utf8_valid(request->path));
    for (size_t i = 0; i < request->path.len; i++)
        ensure((unsigned char)request->path.ptr[i] >= 0x20);
    ensure(str_find(request->path, STR("/../")) < 0);
    ensure(!request->chunked || request->content_length == 0);
    ensure(request->content_length >= 0 && request->content_length <= HTTP_UPLOAD_BYTES);
    Str value;
    if (http_query(arena, request->query, STR("q"), &value)) {
        ensure(utf8_valid(value));
        Buf b = buf_new(arena);
        html_text(&b, value);
        ensure(str_find(buf_str(&b), STR("<")) < 0);
        url_text(&b, value);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Str bytes = {(const char *)data, size};
    size_t end, again;
    HttpFault fault = head_find(bytes, 4096, &end);
    ensure(head_find(bytes, 7, &again) == fault && again == end);
    if (fault == HTTP_GOOD && end > 0) {
        HttpRequest request;
        fault = http_head_parse(arena, (Str){bytes.ptr, end}, &request);
        if (fault == HTTP_GOOD) {
            request_is_sound(arena, &request);
            int64_t total, in_pieces;
            Str rest = str_from(bytes, end);
            fault = body_find(&request, rest, 4096, &total);
            ensure(body_find(&request, rest, 1, &in_pieces) == fault && in_pieces == total);
        }
    }
    arena_free(arena);
    return 0;
}
