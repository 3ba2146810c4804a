/* The routes, the heads of answers, the escaping of text, the values of a query. */
#include "base/test.h"
#include "http/http.h"

static void nothing(HttpCall *call)
{
    (void)call;
}

#define ROUTE(text)                                                                                \
    {                                                                                              \
        .pattern = (text), .handler = nothing                                                      \
    }
static const HttpRoute routes[] = {
    ROUTE("/"),          ROUTE("/law"),           ROUTE("/law/{path*}"),
    ROUTE("/month/now"), ROUTE("/month/{month}"), ROUTE("/set/{affair}/{month}"),
};

static const char *matched(const char *path, HttpCall *call)
{
    const HttpRoute *route = http_route(routes, COUNT_OF(routes), str_of(path), call);
    return route ? route->pattern : "";
}

static void plain_words_win_over_parameters(void **state)
{
    (void)state;
    HttpCall call = {.arena = NULL};
    assert_string_equal(matched("/", &call), "/");
    assert_string_equal(matched("/law", &call), "/law");
    assert_string_equal(matched("/law/a/b", &call), "/law/{path*}");
    assert_str(call.params[0], "a/b");
    assert_string_equal(matched("/month/now", &call), "/month/now");
    assert_string_equal(matched("/month/2024-06", &call), "/month/{month}");
    assert_str(call.params[0], "2024-06");
    assert_string_equal(matched("/set/a/b", &call), "/set/{affair}/{month}");
    assert_str(call.params[1], "b");
    static const char *const none[] = {"",       "/x",      "/law/", "/month/", "/month/a/b",
                                       "/set/a", "/set//b", "/laws", "//"};
    for (size_t i = 0; i < COUNT_OF(none); i++)
        assert_string_equal(matched(none[i], &call), "");
}

static void heads_carry_the_security_fields(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Buf b = buf_new(arena);
    HttpResponse r = {.status = 303, .location = STR("/month/2024-06")};
    http_head_write(&b, &r, 5, false, 784111777);
    Str head = buf_str(&b);
    assert_true(str_starts(head, STR("HTTP/1.1 303 See Other\r\n")));
    assert_true(str_ends(head, STR("\r\n\r\n")));
    static const char *const fields[] = {"Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
                                         "Location: /month/2024-06\r\n",
                                         "Content-Length: 5\r\n",
                                         "Connection: close\r\n",
                                         "default-src 'none'",
                                         "X-Content-Type-Options: nosniff\r\n",
                                         "Cache-Control: no-store\r\n"};
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        assert_true(str_find(head, str_of(fields[i])) > 0);
    assert_int_equal(str_find(head, STR("unsafe")), -1);
    arena_free(arena);
}

static Str head_of(Arena *arena, const HttpResponse *response)
{
    Buf b = buf_new(arena);
    http_head_write(&b, response, 0, true, 0);
    return buf_str(&b);
}

static void methods_choose_among_routes(void **state)
{
    (void)state;
    static const HttpRoute both[] = {{.pattern = "/a", .handler = nothing},
                                     {.pattern = "/a", .handler = nothing, .method = HTTP_POST},
                                     {.pattern = "/b", .handler = nothing, .method = HTTP_POST}};
    HttpRequest get = {.method = HTTP_GET}, post = {.method = HTTP_POST};
    HttpCall call = {.request = &post};
    assert_ptr_equal(http_route(both, COUNT_OF(both), STR("/a"), &call), &both[1]);
    call = (HttpCall){.request = &get};
    assert_ptr_equal(http_route(both, COUNT_OF(both), STR("/a"), &call), &both[0]);
    assert_null(http_route(both, COUNT_OF(both), STR("/b"), &call));
    assert_int_equal(call.response.status, 405);
    assert_null(http_route(both, COUNT_OF(both), STR("/c"), &call));
    assert_int_equal(call.response.status, 404);
}

static void cookies_are_kept_from_scripts_and_other_sites(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    HttpCall call = {.arena = arena};
    http_set_cookie(&call, (HttpCookie){.name = STR("sid"), .value = STR("a-b_1"), .seconds = 60});
    http_set_cookie(&call, (HttpCookie){.name = STR("old"), .seconds = -1, .secure = true});
    Str head = head_of(arena, &call.response);
    assert_true(str_find(head, STR("Set-Cookie: sid=a-b_1; Path=/; HttpOnly; SameSite=Strict; "
                                   "Max-Age=60\r\n")) > 0);
    assert_true(str_find(head, STR("Set-Cookie: old=; Path=/; HttpOnly; SameSite=Strict; Secure; "
                                   "Max-Age=0\r\n")) > 0);
    arena_free(arena);
}

static void files_keep_their_names(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    HttpResponse r = {.download = STR("\xE4\xB8\xAD 1\"\r\n.csv")};
    Str head = head_of(arena, &r);
    assert_true(str_find(head, STR("Content-Disposition: attachment; filename=\"_ 1___.csv\"; "
                                   "filename*=UTF-8''%E4%B8%AD%201%22%0D%0A.csv\r\n")) > 0);
    r = (HttpResponse){.download = STR("a.pdf"), .shown = true};
    assert_true(str_find(head_of(arena, &r), STR("inline; filename=\"a.pdf\"")) > 0);
    r = (HttpResponse){.status = 304, .etag = STR("v1")};
    head = head_of(arena, &r);
    assert_true(str_find(head, STR("ETag: W/\"v1\"\r\n")) > 0);
    assert_int_equal(str_find(head, STR("Content-")), str_find(head, STR("Content-Security")));
    arena_free(arena);
}

static void known_pages_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *known;
        bool same;
    } cases[] = {{"\"v1\"", true}, {"W/\"v1\"", true}, {"\"v0\", W/\"v1\"", true},
                 {"*", true},      {"\"v2\"", false},  {"v1", false},
                 {"", false},      {"\"", false},      {"W/", false},
                 {"\"v1", false}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        HttpRequest request = {.fields = {{STR("If-None-Match"), str_of(cases[i].known)}},
                               .field_count = 1};
        HttpCall call = {.request = &request, .response = {.etag = STR("v1")}};
        if (http_is_known(&call) != cases[i].same) fail_msg("%s", cases[i].known);
        request.method = HTTP_POST;
        assert_false(http_is_known(&call));
    }
}

static void refuse_plainly(HttpCall *call)
{
    call->response.status = 409;
}

static void one_request_is_answered_without_a_server(void **state)
{
    (void)state;
    static const HttpRoute one[] = {{.pattern = "/no", .handler = refuse_plainly}};
    HttpOptions options = {.routes = one, .route_count = 1};
    Arena *arena = arena_new();
    HttpRequest request = {.path = STR("/no")};
    HttpCall call = {.arena = arena, .request = &request};
    http_answer(&options, &call);
    assert_str(buf_str(&call.response.body), "409 Conflict\n");
    request.path = STR("/nowhere");
    call = (HttpCall){.arena = arena, .request = &request, .reason = STR("because")};
    http_answer(&options, &call);
    assert_str(buf_str(&call.response.body), "404 Not Found\nbecause\n");
    arena_free(arena);
}

static void text_is_escaped(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Buf b = buf_new(arena);
    html_text(&b, STR("<a href=\"x\">'&'</a>\xE4\xB8\xAD"));
    assert_str(buf_str(&b), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;\xE4\xB8\xAD");
    b = buf_new(arena);
    url_text(&b, STR("a/b?c=d&\xE4\xB8\xAD ~"));
    assert_str(buf_str(&b), "a%2Fb%3Fc%3Dd%26%E4%B8%AD%20~");
    arena_free(arena);
}

static void query_values_are_decoded(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Str query = STR("q=%E4%B8%AD+x&empty=&bad=%E4&cut=%4&nul=%00&flag&q=2"), value;
    assert_true(http_query(arena, query, STR("q"), &value));
    assert_str(value, "\xE4\xB8\xAD x");
    assert_true(http_query(arena, query, STR("empty"), &value) && value.len == 0);
    assert_true(http_query(arena, query, STR("flag"), &value) && value.len == 0);
    static const char *const none[] = {"bad", "cut", "nul", "absent", "mpty"};
    for (size_t i = 0; i < COUNT_OF(none); i++)
        assert_false(http_query(arena, query, str_of(none[i]), &value));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_words_win_over_parameters),
        cmocka_unit_test(heads_carry_the_security_fields),
        cmocka_unit_test(methods_choose_among_routes),
        cmocka_unit_test(cookies_are_kept_from_scripts_and_other_sites),
        cmocka_unit_test(files_keep_their_names),
        cmocka_unit_test(known_pages_are_told),
        cmocka_unit_test(one_request_is_answered_without_a_server),
        cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(query_values_are_decoded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
