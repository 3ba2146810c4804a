/* The heads of responses. The security headers stand in every one, errors too; the policy allows
 * what this site serves itself, and nothing that stands inside a page. */
#include "http/serve.h"
#include "http/word.h"

#include <string.h>

typedef struct {
    int status;
    const char *phrase;
} Phrase;
static const Phrase phrases[] = {
    {100, "Continue"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
};

const char *http_status_phrase(int status)
{
    for (size_t i = 0; i < COUNT_OF(phrases); i++)
        if (phrases[i].status == status) return phrases[i].phrase;
    return "";
}

/* ---- heads -------------------------------------------------------------------------------- */

static const char security_fields[] =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(self), geolocation=(), microphone=()\r\n";

void http_date_write(Buf *out, int64_t now)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    Date d = {(int32_t)(now / 86400)};
    int year, month, day, second = (int)(now % 86400);
    date_parts(d, &year, &month, &day);
    buf_format(out, "Date: %s, %02d %s %04d %02d:%02d:%02d GMT\r\n", days[date_weekday(d) - 1], day,
               months[month - 1], year, second / 3600, second / 60 % 60, second % 60);
}

static void field_write(Buf *out, const char *name, Str value)
{
    for (size_t i = 0; i < value.len; i++)
        ensure((unsigned char)value.ptr[i] >= 0x20); /* no line end gets into a head */
    buf_add(out, str_of(name));
    buf_add(out, STR(": "));
    buf_add(out, value);
    buf_add(out, STR("\r\n"));
}

/* RFC 6265: what a cookie's value may be made of is said narrower in http.h. */
static void cookie_write(Buf *out, const HttpCookie *cookie)
{
    for (size_t i = 0; i < cookie->value.len; i++)
        ensure(is_among(cookie->value.ptr[i], "-._~"));
    ensure(is_token(cookie->name));
    buf_format(out, "Set-Cookie: %.*s=%.*s; Path=/; HttpOnly; SameSite=Strict",
               STR_ARG(cookie->name), STR_ARG(cookie->value));
    if (cookie->secure) buf_add(out, STR("; Secure"));
    if (cookie->seconds)
        buf_format(out, "; Max-Age=%lld", cookie->seconds > 0 ? (long long)cookie->seconds : 0);
    buf_add(out, STR("\r\n"));
}

/* RFC 6266: an ASCII name for old programs, and the true one encoded (RFC 8187). */
static void disposition_write(Buf *out, Str name, bool shown)
{
    buf_format(out, "Content-Disposition: %s; filename=\"", shown ? "inline" : "attachment");
    for (size_t at = 0, end; at < name.len; at = end) {
        uint32_t point;
        end = at;
        if (!utf8_next(name, &end, &point)) end = name.len; /* not UTF-8: no more of it */
        buf_byte(out, end == at + 1 && is_among(name.ptr[at], " -._()") ? name.ptr[at] : '_');
    }
    buf_add(out, STR("\"; filename*=UTF-8''"));
    url_text(out, name);
    buf_add(out, STR("\r\n"));
}

static void number_write(Buf *out, uint64_t n)
{
    char digits[20];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + n % 10);
    while (n /= 10);
    buf_add(out, (Str){digits + at, sizeof digits - at});
}

static void status_line_write(Buf *out, int status)
{
    buf_add(out, STR("HTTP/1.1 "));
    number_write(out, (uint64_t)status);
    buf_byte(out, ' ');
    buf_add(out, str_of(http_status_phrase(status)));
    buf_add(out, STR("\r\n"));
}

static void content_fields(Buf *out, const HttpResponse *r, const Answer *answer)
{
    field_write(out, "Content-Type", r->type.len ? r->type : STR("text/html; charset=utf-8"));
    buf_add(out, STR("Content-Length: "));
    number_write(out, answer->content.len);
    buf_add(out, STR("\r\n"));
    if (answer->packed) buf_add(out, STR("Content-Encoding: gzip\r\n"));
    if (r->download.len) disposition_write(out, r->download, r->shown);
}

static void response_fields(Buf *out, const HttpResponse *r)
{
    field_write(out, "Cache-Control", r->cache.len ? r->cache : STR("no-store"));
    if (r->location.len) field_write(out, "Location", r->location);
    if (r->etag.len) buf_format(out, "ETag: W/\"%.*s\"\r\n", STR_ARG(r->etag));
    if (r->retry.len) field_write(out, "Retry-After", r->retry);
    if (r->refresh.len) field_write(out, "Refresh", r->refresh);
    if (r->status == 401) field_write(out, "WWW-Authenticate", STR("Bearer"));
    for (size_t i = 0; i < r->cookie_count; i++)
        cookie_write(out, &r->cookies[i]);
}

void http_answer_head(Buf *out, const HttpResponse *response, const Answer *answer,
                      const HeadAround *around)
{
    int status = response->status ? response->status : 200;
    status_line_write(out, status);
    buf_add(out, around->date);
    if (status != 304 && status != 204) content_fields(out, response, answer);
    response_fields(out, response);
    if (answer->varies) buf_add(out, STR("Vary: Accept-Encoding\r\n"));
    if (status == 405)
        field_write(out, "Allow", response->allow.len ? response->allow : STR("GET, HEAD, POST"));
    if (!around->keep_alive) buf_add(out, STR("Connection: close\r\n"));
    buf_add(out, (Str){STR_INIT(security_fields)});
    buf_add(out, STR("\r\n"));
}

void http_head_write(Buf *out, const HttpResponse *response, size_t length, bool keep_alive,
                     int64_t now)
{
    Buf date = buf_new(out->arena);
    http_date_write(&date, now);
    http_answer_head(out, response, &(Answer){.content = {"", length}},
                     &(HeadAround){buf_str(&date), keep_alive});
}

void http_set_cookie(HttpCall *call, HttpCookie cookie)
{
    HttpResponse *r = &call->response;
    ensure(r->cookie_count < HTTP_COOKIES);
    r->cookies[r->cookie_count++] = cookie;
}

/* If-None-Match compares weakly (RFC 9110 13.1.2), so W/ is passed over. */
bool http_is_known(const HttpCall *call)
{
    Str etag = call->response.etag, known = http_field(call->request, STR("If-None-Match"));
    if (etag.len == 0 || call->request->method != HTTP_GET) return false;
    for (Str rest = known, part; str_split(&rest, ',', &part);) {
        part = str_trim(part);
        if (str_equal(part, STR("*"))) return true;
        if (str_starts(part, STR("W/"))) part = str_from(part, 2);
        if (part.len == etag.len + 2 && part.ptr[0] == '"' && part.ptr[part.len - 1] == '"' &&
            str_equal((Str){part.ptr + 1, etag.len}, etag))
            return true;
    }
    return false;
}
