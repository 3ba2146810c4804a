/* The parser: every rule broken at least once, good requests read, limits, any cut of the bytes. */
#include "base/test.h"
#include "http/corpus.h"

#include <string.h>

/* What a server would do with these bytes, handed over in pieces of `step`. */
static HttpFault judge(Arena *arena, Str bytes, size_t step, HttpRequest *request)
{
    size_t scanned = 0, end = 0, have = 0;
    HttpFault fault = HTTP_GOOD;
    while (end == 0 && fault == HTTP_GOOD && have < bytes.len) {
        have = have + step < bytes.len ? have + step : bytes.len;
        end = http_head_end((Str){bytes.ptr, have}, &scanned, &fault);
    }
    if (fault != HTTP_GOOD || end == 0) return fault;
    fault = http_head_parse(arena, (Str){bytes.ptr, end}, request);
    if (fault != HTTP_GOOD) return fault;
    HttpBody body = http_body_new(request, HTTP_UPLOAD_BYTES);
    Str data;
    for (size_t at = end, used; at < bytes.len && !http_body_done(&body); at += used) {
        size_t piece = at + step < bytes.len ? step : bytes.len - at;
        fault = http_body_feed(&body, (Str){bytes.ptr + at, piece}, &used, &data);
        if (fault != HTTP_GOOD) return fault;
    }
    return http_body_done(&body) ? HTTP_GOOD : HTTP_FAULT_COUNT;
}

static void every_rule_is_broken_and_none_accepted(void **state)
{
    (void)state;
    bool seen[HTTP_FAULT_COUNT] = {false};
    for (size_t i = 0; i < COUNT_OF(bad_requests); i++) {
        for (size_t step = 1; step <= 1000; step *= 10) {
            Arena *arena = arena_new();
            HttpRequest request;
            HttpFault fault = judge(arena, bad_requests[i].bytes, step, &request);
            if (fault != bad_requests[i].fault)
                fail_msg("%s instead of %s: %s",
                         fault < HTTP_FAULT_COUNT ? http_fault_name(fault) : "unfinished",
                         http_fault_name(bad_requests[i].fault), bad_requests[i].bytes.ptr);
            arena_free(arena);
        }
        seen[bad_requests[i].fault] = true;
    }
    for (HttpFault fault = HTTP_GOOD; fault < HTTP_FAULT_COUNT; fault++) {
        if (!seen[fault] && !fault_is_elsewhere(fault))
            fail_msg("no request breaks %s", http_fault_name(fault));
        assert_true(strlen(http_status_phrase(http_fault_status(fault))) > 0);
    }
}

typedef struct {
    const char *bytes, *path, *query;
    bool keep_alive;
} GoodRequest;
static const GoodRequest good_requests[] = {
    {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "/", "", true},
    {"GET / HTTP/1.1\r\nHost:a:8080\r\nConnection: x, Close\r\n\r\n", "/", "", false},
    {"GET / HTTP/1.0\r\n\r\n", "/", "", false},
    {"GET /a%20b/%E4%B8%AD?q=%E4&x=a+b HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "/a b/\xE4\xB8\xAD",
     "q=%E4&x=a+b", true},
    {"HEAD http://a.b/c?d HTTP/1.1\r\nHOST: A.B\r\n\r\n", "/c", "d", true},
    {"GET http://a HTTP/1.1\r\nHost: a\r\n\r\n", "/", "", true},
    {"GET /.../..a HTTP/1.1\r\nHost: a\r\nX: \t v \t\r\n\r\n", "/.../..a", "", true},
    {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", "/", "", true},
    {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
     "3;x=\"y\"\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n",
     "/", "", true},
};

static void good_requests_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(good_requests); i++) {
        const GoodRequest *good = &good_requests[i];
        Arena *arena = arena_new();
        HttpRequest r;
        assert_int_equal(judge(arena, str_of(good->bytes), 1, &r), HTTP_GOOD);
        assert_int_equal(judge(arena, str_of(good->bytes), 5000, &r), HTTP_GOOD);
        assert_str(r.path, good->path);
        assert_str(r.query, good->query);
        assert_int_equal(r.keep_alive, good->keep_alive);
        assert_int_equal(r.head_only, good->bytes[0] == 'H');
        if (r.field_count > 1 && r.fields[1].name.len == 1)
            assert_str(http_field(&r, STR("x")), "v");
        arena_free(arena);
    }
}

static Str repeated(Arena *arena, const char *before, char c, size_t count, const char *after)
{
    Buf b = buf_new(arena);
    buf_add(&b, str_of(before));
    while (count-- > 0)
        buf_byte(&b, c);
    buf_add(&b, str_of(after));
    return buf_str(&b);
}

static void limits_are_kept(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    HttpRequest r;
    Str fits = repeated(arena, "GET /", 'a', HTTP_LINE_BYTES - 14, " HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_int_equal(judge(arena, fits, 5000, &r), HTTP_GOOD);
    Str line = repeated(arena, "GET /", 'a', HTTP_LINE_BYTES - 13, " HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_int_equal(judge(arena, line, 5000, &r), HTTP_LINE_TOO_LONG);
    Str head = repeated(arena, "GET / HTTP/1.1\r\nHost: a\r\nX: ", 'a', HTTP_HEAD_BYTES, "");
    assert_int_equal(judge(arena, head, 5000, &r), HTTP_HEAD_TOO_LARGE);
    Buf many = buf_new(arena);
    buf_add(&many, STR("GET / HTTP/1.1\r\nHost: a\r\n"));
    for (int i = 0; i < HTTP_FIELDS; i++)
        buf_add(&many, STR("X: y\r\n"));
    buf_add(&many, STR("\r\n"));
    assert_int_equal(judge(arena, buf_str(&many), 5000, &r), HTTP_HEAD_TOO_LARGE);
    arena_free(arena);
}

/* Changing any one byte of a good request never crashes and never reads out of bounds. */
static void any_byte_may_change(void **state)
{
    (void)state;
    char bytes[200];
    size_t length = strlen(good_requests[8].bytes);
    for (size_t at = 0; at < length; at++) {
        for (int c = 0; c < 256; c++) {
            Arena *arena = arena_new();
            HttpRequest r;
            memcpy(bytes, good_requests[8].bytes, length);
            bytes[at] = (char)c;
            judge(arena, (Str){bytes, length}, 7, &r);
            arena_free(arena);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_is_broken_and_none_accepted),
        cmocka_unit_test(good_requests_are_read),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(any_byte_may_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
