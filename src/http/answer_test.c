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
        cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(query_values_are_decoded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
