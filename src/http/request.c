/* The strict parser of request heads (RFC 9110, 9112). Two steps: http_head_end finds where the
 * head ends and refuses line ends and control characters at sight; http_head_parse then reads the
 * whole head at once: request line, fields, and what the fields mean together. Whatever two servers
 * might read differently is refused, because a difference is how requests are smuggled. */
#include "http/word.h"

#include <string.h>

typedef struct {
    const char *name;
    int status;
} FaultEntry;
#define FAULT_ENTRY(name, status) {#name, status},
static const FaultEntry fault_entries[HTTP_FAULT_COUNT] = {HTTP_FAULTS(FAULT_ENTRY)};

int http_fault_status(HttpFault fault)
{
    ensure((unsigned)fault < HTTP_FAULT_COUNT);
    return fault_entries[fault].status;
}

const char *http_fault_name(HttpFault fault)
{
    ensure((unsigned)fault < HTTP_FAULT_COUNT);
    return fault_entries[fault].name;
}

/* Passes a broken rule on. */
#define RULE(call)                                                                                 \
    do {                                                                                           \
        HttpFault rule_fault = (call);                                                             \
        if (rule_fault != HTTP_GOOD) return rule_fault;                                            \
    } while (0)

size_t http_head_end(Str bytes, size_t *scanned, HttpFault *fault)
{
    *fault = HTTP_GOOD;
    for (size_t i = *scanned; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];
        bool after_cr = i > 0 && bytes.ptr[i - 1] == '\r';
        if ((c == '\n') != after_cr)
            *fault = HTTP_BAD_LINE_END;
        else if ((c < 0x20 && c != '\t' && c != '\r' && c != '\n') || c == 0x7F)
            *fault = HTTP_BAD_CONTROL;
        else if (i >= HTTP_HEAD_BYTES)
            *fault = HTTP_HEAD_TOO_LARGE;
        if (*fault != HTTP_GOOD) return 0;
        bool empty_line = c == '\n' && (i == 1 || (i >= 3 && bytes.ptr[i - 2] == '\n'));
        if (empty_line) return i + 1;
    }
    *scanned = bytes.len;
    return 0;
}

/* ---- the request line --------------------------------------------------------------------- */

static HttpFault method_read(Str method, HttpRequest *out)
{
    static const Str others[] = {{STR_INIT("PUT")},   {STR_INIT("DELETE")},
                                 {STR_INIT("PATCH")}, {STR_INIT("OPTIONS")},
                                 {STR_INIT("TRACE")}, {STR_INIT("CONNECT")}};
    if (!is_token(method)) return HTTP_BAD_METHOD;
    out->head_only = str_equal(method, STR("HEAD"));
    if (out->head_only || str_equal(method, STR("GET"))) return HTTP_GOOD;
    out->method = HTTP_POST;
    if (str_equal(method, STR("POST"))) return HTTP_GOOD;
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (str_equal(method, others[i])) return HTTP_NOT_ALLOWED;
    return HTTP_UNKNOWN_METHOD;
}

static HttpFault version_read(Str version, bool *is_1_1)
{
    if (version.len != 8 || !str_starts(version, STR("HTTP/")) || version.ptr[6] != '.')
        return HTTP_BAD_VERSION;
    char major = version.ptr[5], minor = version.ptr[7];
    if (major < '0' || major > '9' || minor < '0' || minor > '9') return HTTP_BAD_VERSION;
    if (major != '1' || minor > '1') return HTTP_OTHER_VERSION;
    *is_1_1 = minor == '1';
    return HTTP_GOOD;
}

/* RFC 3986: what may stand in a path or a query without being encoded; % is looked at apart. */
static bool is_target_character(char c)
{
    return is_among(c, "/?-._~!$&'()*+,;=:@%");
}

static HttpFault path_decode(Arena *arena, Str raw, Str *out)
{
    Buf b = buf_new(arena);
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.ptr[i];
        if (c == '%') {
            int value = percent_value(raw, i);
            if (value < 0 || is_control((char)value)) return HTTP_BAD_PERCENT;
            c = (char)value;
            i += 2;
        }
        buf_byte(&b, c);
    }
    *out = buf_str(&b);
    return utf8_valid(*out) ? HTTP_GOOD : HTTP_BAD_PATH_TEXT;
}

static HttpFault dot_segments_find(Str path)
{
    for (Str rest = str_from(path, 1), part; str_split(&rest, '/', &part);)
        if (str_equal(part, STR(".")) || str_equal(part, STR(".."))) return HTTP_DOT_SEGMENT;
    return HTTP_GOOD;
}

/* A path with an optional query; or http://host/path, whose host must be the Host (RFC 9112 3.2.2):
 * *authority is then that host. */
static HttpFault target_read(Arena *arena, Str target, HttpRequest *out, Str *authority)
{
    for (size_t i = 0; i < target.len; i++) {
        if (!is_target_character(target.ptr[i])) return HTTP_BAD_TARGET;
        if (target.ptr[i] == '%' && percent_value(target, i) < 0) return HTTP_BAD_PERCENT;
    }
    if (str_starts(target, STR("http://"))) {
        Str rest = str_from(target, 7);
        ptrdiff_t slash = str_find(rest, STR("/"));
        *authority = slash < 0 ? rest : (Str){rest.ptr, (size_t)slash};
        target = slash < 0 ? STR("/") : str_from(rest, (size_t)slash);
        if (authority->len == 0) return HTTP_BAD_TARGET;
    }
    if (!str_starts(target, STR("/"))) return HTTP_BAD_TARGET;
    ptrdiff_t mark = str_find(target, STR("?"));
    Str path = mark < 0 ? target : (Str){target.ptr, (size_t)mark};
    out->query = mark < 0 ? STR("") : str_from(target, (size_t)mark + 1);
    RULE(path_decode(arena, path, &out->path));
    return dot_segments_find(out->path);
}

static HttpFault request_line_read(Arena *arena, Str line, HttpRequest *out, Str *authority)
{
    Str rest = line, method, target;
    if (line.len > HTTP_LINE_BYTES) return HTTP_LINE_TOO_LONG;
    if (!str_split(&rest, ' ', &method) || !str_split(&rest, ' ', &target))
        return HTTP_BAD_REQUEST_LINE;
    if (target.len == 0 || rest.len == 0 || str_find(rest, STR(" ")) >= 0)
        return HTTP_BAD_REQUEST_LINE;
    bool is_1_1 = false;
    RULE(version_read(rest, &is_1_1));
    out->keep_alive = is_1_1; /* until a field says otherwise; false also means 1.0 */
    RULE(method_read(method, out));
    return target_read(arena, target, out, authority);
}

/* ---- fields ------------------------------------------------------------------------------- */

static HttpFault field_read(Str line, HttpField *out)
{
    if (line.ptr[0] == ' ' || line.ptr[0] == '\t') return HTTP_FOLDED_FIELD;
    ptrdiff_t colon = str_find(line, STR(":"));
    if (colon < 0) return HTTP_NO_COLON;
    Str name = {line.ptr, (size_t)colon}, value = str_from(line, (size_t)colon + 1);
    if (colon > 0 && (name.ptr[colon - 1] == ' ' || name.ptr[colon - 1] == '\t'))
        return HTTP_SPACE_BEFORE_COLON;
    if (!is_token(name)) return HTTP_BAD_FIELD_NAME;
    while (value.len && (value.ptr[0] == ' ' || value.ptr[0] == '\t'))
        value = str_from(value, 1);
    while (value.len && (value.ptr[value.len - 1] == ' ' || value.ptr[value.len - 1] == '\t'))
        value.len--;
    *out = (HttpField){name, value};
    return HTTP_GOOD;
}

static HttpFault fields_read(Str rest, HttpRequest *out)
{
    Str line;
    while (str_split(&rest, '\n', &line)) {
        line.len--; /* the CR that http_head_end has seen */
        if (line.len == 0) break;
        if (out->field_count == HTTP_FIELDS) return HTTP_HEAD_TOO_LARGE;
        RULE(field_read(line, &out->fields[out->field_count]));
        out->field_count++;
    }
    return HTTP_GOOD;
}

/* ---- what the fields mean ----------------------------------------------------------------- */

/* host [ ":" port ]: a name, an address, or an IPv6 address in brackets. */
static bool host_is_sound(Str host)
{
    ptrdiff_t bracket = str_starts(host, STR("[")) ? str_find(host, STR("]")) : -1;
    Str name = host, port = STR("");
    ptrdiff_t colon = str_find(str_from(host, (size_t)(bracket + 1)), STR(":"));
    if (colon >= 0) {
        name.len = (size_t)(bracket + 1 + colon);
        port = str_from(host, name.len + 1);
        if (port.len == 0 || port.len > 5) return false;
    }
    for (size_t i = 0; i < port.len; i++)
        if (port.ptr[i] < '0' || port.ptr[i] > '9') return false;
    int64_t number;
    if (port.len > 0 && (!str_int(port, &number) || number > 65535)) return false;
    if (bracket >= 0) {
        for (size_t i = 1; i < (size_t)bracket; i++)
            if (hex_value(name.ptr[i]) < 0 && !strchr(":.", name.ptr[i])) return false;
        return bracket > 1 && name.len == (size_t)bracket + 1;
    }
    for (size_t i = 0; i < name.len; i++)
        if (!is_among(name.ptr[i], "-._~")) return false;
    return name.len > 0;
}

static HttpFault host_read(HttpRequest *out, bool is_1_1, Str authority)
{
    size_t hosts = http_field_count(out, STR("Host"), &out->host);
    if (hosts > 1) return HTTP_TWO_HOSTS;
    if (hosts == 0) return is_1_1 || authority.len ? HTTP_NO_HOST : HTTP_GOOD;
    if (!host_is_sound(out->host)) return HTTP_BAD_HOST;
    return authority.len == 0 || same_word(authority, out->host) ? HTTP_GOOD : HTTP_BAD_HOST;
}

static HttpFault length_read(HttpRequest *out, Str length)
{
    if (length.len == 0 || length.len > 18) return HTTP_BAD_LENGTH;
    for (size_t i = 0; i < length.len; i++)
        if (length.ptr[i] < '0' || length.ptr[i] > '9') return HTTP_BAD_LENGTH;
    ensure(str_int(length, &out->content_length));
    if (out->method == HTTP_GET && out->content_length > 0) return HTTP_UNWANTED_BODY;
    return out->content_length > HTTP_UPLOAD_BYTES ? HTTP_BODY_TOO_LARGE : HTTP_GOOD;
}

/* How the body is framed: by length, by chunks, or not at all; never by both. */
static HttpFault framing_read(HttpRequest *out, bool is_1_1)
{
    Str length, coding;
    size_t lengths = http_field_count(out, STR("Content-Length"), &length);
    size_t codings = http_field_count(out, STR("Transfer-Encoding"), &coding);
    if (lengths > 0 && codings > 0) return HTTP_LENGTH_AND_CODING;
    if (lengths > 1) return HTTP_TWO_LENGTHS;
    if (lengths == 1) return length_read(out, length);
    if (codings == 0) return out->method == HTTP_POST ? HTTP_NO_LENGTH : HTTP_GOOD;
    if (codings > 1 || str_find(coding, STR(",")) >= 0) return HTTP_TWO_CODINGS;
    if (!is_1_1) return HTTP_CODING_IN_1_0;
    out->chunked = same_word(coding, STR("chunked"));
    if (!out->chunked) return HTTP_UNKNOWN_CODING;
    return out->method == HTTP_GET ? HTTP_UNWANTED_BODY : HTTP_GOOD;
}

/* Only the one expectation that the standard knows, and of 1.1: older senders wait for nothing. */
static HttpFault expectation_read(HttpRequest *out, bool is_1_1)
{
    Str expectation;
    size_t count = http_field_count(out, STR("Expect"), &expectation);
    if (count == 0 || !is_1_1) return HTTP_GOOD;
    if (count > 1 || !same_word(expectation, STR("100-continue"))) return HTTP_EXPECTATION;
    out->expects_continue = out->chunked || out->content_length > 0;
    return HTTP_GOOD;
}

HttpFault http_head_parse(Arena *arena, Str head, HttpRequest *out)
{
    *out = (HttpRequest){.keep_alive = false};
    Str rest = head, line = STR(""), authority = STR(""), type;
    if (!str_split(&rest, '\n', &line) || line.len == 0) return HTTP_BAD_REQUEST_LINE;
    line.len--;
    RULE(request_line_read(arena, line, out, &authority));
    bool is_1_1 = out->keep_alive;
    RULE(fields_read(rest, out));
    RULE(host_read(out, is_1_1, authority));
    RULE(framing_read(out, is_1_1));
    RULE(expectation_read(out, is_1_1));
    if (http_field_count(out, STR("Content-Type"), &type) > 1) return HTTP_TWO_TYPES;
    if (http_field_lists(out, STR("Connection"), STR("close"))) out->keep_alive = false;
    return HTTP_GOOD;
}
