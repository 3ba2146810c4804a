/* What goes back: the route that answers a path, and the head of a response. The security headers
 * stand in every response, errors too; the policy allows no script and no foreign host at all. */
#include "http/http.h"

#include <string.h>

typedef struct {
    int status;
    const char *phrase;
} Phrase;
static const Phrase phrases[] = {
    {200, "OK"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
};

const char *http_status_phrase(int status)
{
    for (size_t i = 0; i < COUNT_OF(phrases); i++)
        if (phrases[i].status == status) return phrases[i].phrase;
    return "";
}

/* ---- routes ------------------------------------------------------------------------------- */

/* {name} matches one segment that is not empty, {name*} all that is left. */
static bool pattern_matches(Str pattern, Str path, HttpCall *call)
{
    size_t params = 0;
    while (pattern.len > 0) {
        if (pattern.ptr[0] != '{') {
            if (path.len == 0 || path.ptr[0] != pattern.ptr[0]) return false;
            pattern = str_from(pattern, 1);
            path = str_from(path, 1);
            continue;
        }
        ptrdiff_t close = str_find(pattern, STR("}"));
        ensure(close > 1 && params < HTTP_PARAMS);
        bool rest = pattern.ptr[close - 1] == '*';
        ptrdiff_t slash = rest ? -1 : str_find(path, STR("/"));
        Str value = slash < 0 ? path : (Str){path.ptr, (size_t)slash};
        if (value.len == 0) return false;
        call->params[params++] = value;
        pattern = str_from(pattern, (size_t)close + 1);
        path = str_from(path, value.len);
    }
    return path.len == 0;
}

const HttpRoute *http_route(const HttpRoute *routes, size_t count, Str path, HttpCall *call)
{
    for (size_t i = 0; i < count; i++)
        if (pattern_matches(str_of(routes[i].pattern), path, call))
            return call->route = &routes[i];
    return NULL;
}

/* ---- heads -------------------------------------------------------------------------------- */

static const char security_fields[] =
    "Content-Security-Policy: default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), geolocation=(), microphone=()\r\n";

static void date_field(Buf *out, int64_t now)
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
    buf_format(out, "%s: %.*s\r\n", name, STR_ARG(value));
}

void http_head_write(Buf *out, const HttpResponse *response, size_t length, bool keep_alive,
                     int64_t now)
{
    int status = response->status ? response->status : 200;
    buf_format(out, "HTTP/1.1 %d %s\r\n", status, http_status_phrase(status));
    date_field(out, now);
    field_write(out, "Content-Type",
                response->type.len ? response->type : STR("text/html; charset=utf-8"));
    buf_format(out, "Content-Length: %zu\r\n", length);
    field_write(out, "Cache-Control", response->cache.len ? response->cache : STR("no-store"));
    if (response->location.len) field_write(out, "Location", response->location);
    if (status == 405) buf_add(out, STR("Allow: GET, HEAD\r\n"));
    if (!keep_alive) buf_add(out, STR("Connection: close\r\n"));
    buf_add(out, str_of(security_fields));
    buf_add(out, STR("\r\n"));
}
