/* The server on a real socket: pages, keep-alive, pipelines, every bad request refused and closed,
 * foreign hosts, slow heads, a graceful stop. The server runs in a thread of its own. */
#include "http/corpus.h"
#include "http/test.h"

static void hello(HttpCall *call)
{
    buf_add(&call->response.body, STR("hello"));
}

static void echo(HttpCall *call)
{
    html_text(&call->response.body, call->params[0]);
}

static void large(HttpCall *call)
{
    for (int i = 0; i < 3000000; i++)
        buf_byte(&call->response.body, 'x');
}

static const HttpRoute routes[] = {
    {.pattern = "/", .handler = hello},
    {.pattern = "/", .handler = hello, .method = HTTP_POST, .flags = HTTP_UPLOAD},
    {.pattern = "/echo/{text}", .handler = echo},
    {.pattern = "/echo/{text}", .handler = echo, .method = HTTP_POST},
    {.pattern = "/large", .handler = large},
};

static int start(void **state)
{
    static Running running;
    *state = &running;
    return !server_begin(&running, (HttpOptions){.routes = routes,
                                                 .route_count = COUNT_OF(routes),
                                                 .head_milliseconds = 300,
                                                 .idle_milliseconds = 5000});
}

static int stop(void **state)
{
    server_end(*state);
    return 0;
}

#define LAST "Host: localhost\r\nConnection: close\r\n\r\n"

static void pages_are_served(void **state)
{
    Arena *arena = arena_new();
    Str got = ask(arena, *state, STR("GET / HTTP/1.1\r\n" LAST));
    assert_true(str_starts(got, STR("HTTP/1.1 200 OK\r\n")) && str_ends(got, STR("hello")));
    got = ask(arena, *state, STR("HEAD / HTTP/1.1\r\n" LAST));
    assert_true(str_find(got, STR("Content-Length: 5")) > 0 && str_ends(got, STR("\r\n\r\n")));
    got = ask(arena, *state, STR("GET /echo/%3Cb%3E HTTP/1.0\r\n\r\n"));
    assert_true(str_ends(got, STR("\r\n\r\n&lt;b&gt;")));
    got = ask(arena, *state, STR("GET /nowhere HTTP/1.1\r\n" LAST));
    assert_true(str_starts(got, STR("HTTP/1.1 404 ")));
    got = ask(arena, *state, STR("GET /large HTTP/1.1\r\n" LAST));
    assert_true(got.len > 3000000);
    arena_free(arena);
}

static void a_pipeline_is_answered_in_order(void **state)
{
    Arena *arena = arena_new();
    Str got = ask(arena, *state,
                  STR("POST /echo/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nGET"
                      "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n"
                      "POST /echo/b HTTP/1.1\r\nHost: 127.0.0.1:1\r\n"
                      "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"
                      "GET /echo/c HTTP/1.1\r\n" LAST));
    ptrdiff_t a = str_find(got, STR("\r\n\r\na")), b = str_find(got, STR("\r\n\r\nb")),
              c = str_find(got, STR("\r\n\r\nc"));
    assert_true(a > 0 && b > a + 3000000 && c > b);
    arena_free(arena);
}

static void bad_requests_are_refused_and_closed(void **state)
{
    for (size_t i = 0; i < COUNT_OF(bad_requests); i++) {
        Arena *arena = arena_new();
        Str got = ask(arena, *state, bad_requests[i].bytes);
        Str expected = format(arena, "HTTP/1.1 %d ", http_fault_status(bad_requests[i].fault));
        if (!str_starts(got, expected))
            fail_msg("%s answered: %.*s", bad_requests[i].bytes.ptr, STR_ARG(got));
        assert_true(str_find(got, STR("Connection: close")) > 0);
        arena_free(arena);
    }
}

static void large_heads_are_refused(void **state)
{
    Arena *arena = arena_new();
    Buf b = buf_new(arena);
    buf_add(&b, STR("GET / HTTP/1.1\r\nHost: localhost\r\nX: "));
    for (int i = 0; i < HTTP_HEAD_BYTES; i++)
        buf_byte(&b, 'a');
    assert_true(str_starts(ask(arena, *state, buf_str(&b)), STR("HTTP/1.1 431 ")));
    arena_free(arena);
}

static void foreign_hosts_are_sent_away(void **state)
{
    Arena *arena = arena_new();
    Str got = ask(arena, *state, STR("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"));
    assert_true(str_starts(got, STR("HTTP/1.1 421 ")));
    got = ask(arena, *state, STR("GET / HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n"));
    assert_true(str_starts(got, STR("HTTP/1.1 421 ")));
    arena_free(arena);
}

static void names_of_the_site_are_answered(void **state)
{
    (void)state;
    static const Str hosts[] = {{STR_INIT("bureau.example")}};
    static const struct {
        const char *host;
        int status;
    } cases[] = {{"bureau.example", 200}, {"bureau.example:8443", 200}, {"localhost", 200},
                 {"evil.example", 421},   {"bureau.example.evil", 421}, {"xbureau.example", 421}};
    Running running;
    Arena *arena = arena_new();
    assert_true(server_begin(&running, (HttpOptions){.address = "0.0.0.0",
                                                     .routes = routes,
                                                     .route_count = COUNT_OF(routes),
                                                     .hosts = hosts,
                                                     .host_count = 1}));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Str got = ask(arena, &running,
                      format(arena, "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n",
                             cases[i].host));
        if (!str_starts(got, format(arena, "HTTP/1.1 %d ", cases[i].status)))
            fail_msg("%s: %.*s", cases[i].host, STR_ARG(got));
    }
    server_end(&running);
    arena_free(arena);
}

static void slow_heads_are_dropped(void **state)
{
    Arena *arena = arena_new();
    int fd = dial(*state);
    say(fd, STR("GET / HT"));
    assert_int_equal(hear(arena, fd).len, 0); /* closed by the server, without an answer */
    arena_free(arena);
}

static void a_taken_port_is_said(void **state)
{
    Running *running = *state;
    Work *w = work_new();
    HttpServer *second;
    HttpOptions options = {.port = http_server_port(running->server), .ignore_signals = true};
    assert_false(http_server_new(w, &options, &second));
    assert_int_equal(w->error.code, ERR_CONFLICT);
    work_free(w);
    w = work_new();
    options = (HttpOptions){.address = "nowhere", .ignore_signals = true};
    assert_false(http_server_new(w, &options, &second));
    assert_int_equal(w->error.code, ERR_USAGE);
    work_free(w);
}

static void stopping_closes_the_idle(void **state)
{
    Arena *arena = arena_new();
    int fd = dial(*state);
    say(fd, STR("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    char room[2000];
    assert_true(recv(fd, room, sizeof room, 0) > 0);
    Running *running = *state;
    http_server_stop(running->server);
    running->stopped = true;
    assert_true(hear(arena, fd).len < 10); /* the end, at once: not the idle limit */
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(pages_are_served, start, stop),
        cmocka_unit_test_setup_teardown(a_pipeline_is_answered_in_order, start, stop),
        cmocka_unit_test_setup_teardown(bad_requests_are_refused_and_closed, start, stop),
        cmocka_unit_test_setup_teardown(large_heads_are_refused, start, stop),
        cmocka_unit_test_setup_teardown(foreign_hosts_are_sent_away, start, stop),
        cmocka_unit_test(names_of_the_site_are_answered),
        cmocka_unit_test_setup_teardown(slow_heads_are_dropped, start, stop),
        cmocka_unit_test_setup_teardown(a_taken_port_is_said, start, stop),
        cmocka_unit_test_setup_teardown(stopping_closes_the_idle, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
