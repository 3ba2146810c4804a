/* The server's threads on real sockets: POSTs through the writer in groups, slow routes beside
 * quick ones, uploads that take no memory, slow senders, a hundred connections at once, packed and
 * known answers, limits, figures. */
#include "http/test.h"
#include "http/words.def"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <zlib.h>

#define ONE "Host: localhost\r\n\r\n"
#define LAST "Host: localhost\r\nConnection: close\r\n\r\n"

enum { MEGABYTE = 1024 * 1024 };

/* What the handlers and hooks of one test have done. */
static struct {
    _Atomic int posted, durable, groups, largest, logged, threads, ended, others;
    _Atomic bool lose, hold;
    int in_group;
} seen;

static void pause_milliseconds(long milliseconds)
{
    (void)nanosleep(&(struct timespec){milliseconds / 1000, milliseconds % 1000 * 1000000}, NULL);
}

/* ---- handlers and hooks --------------------------------------------------------------------- */

static void hello(HttpCall *call)
{
    assert_true(call->thread != NULL);
    buf_add(&call->response.body, STR("hello"));
}

static void peer(HttpCall *call)
{
    buf_add(&call->response.body, call->peer);
}

static void slow(HttpCall *call)
{
    while (seen.hold)
        pause_milliseconds(5);
    buf_add(&call->response.body, STR("slow"));
}

static void add(HttpCall *call)
{
    assert_string_equal(call->thread, "writer");
    seen.in_group++;
    buf_format(&call->response.body, "%d", ++seen.posted);
}

static void upload(HttpCall *call)
{
    Str body = call->request->body;
    uint64_t sum = 0;
    for (size_t i = 0; i < body.len; i++)
        sum += (unsigned char)body.ptr[i];
    buf_format(&call->response.body, "%zu bytes, sum %llu", body.len, (unsigned long long)sum);
}

static void long_text(HttpCall *call)
{
    call->response.etag = STR("v1");
    for (int i = 0; i < 1000; i++)
        buf_add(&call->response.body, STR("the same again; "));
}

static HttpAsset style;

static void style_serve(HttpCall *call)
{
    call->response.asset = &style;
    call->response.cache = STR("public, max-age=60");
}

static void metrics(HttpCall *call)
{
    http_metrics(call->server, &call->response.body);
}

static const HttpRoute routes[] = {
    {.pattern = "/", .handler = hello},
    {.pattern = "/add", .handler = add, .method = HTTP_POST, .name = "add"},
    {.pattern = "/closed", .handler = add, .method = HTTP_POST},
    {.pattern = "/long", .handler = long_text},
    {.pattern = "/metrics", .handler = metrics},
    {.pattern = "/peer", .handler = peer},
    {.pattern = "/slow", .handler = slow, .flags = HTTP_SLOW},
    {.pattern = "/style", .handler = style_serve},
    {.pattern = "/try", .handler = upload, .method = HTTP_POST, .flags = HTTP_READS},
    {.pattern = "/upload", .handler = upload, .method = HTTP_POST, .flags = HTTP_UPLOAD},
};

static bool thread_begin(void *context, HttpThreadKind kind, unsigned index, void **thread)
{
    static char names[][8] = {"loop", "worker", "writer"};
    (void)context, (void)index;
    seen.threads++;
    *thread = names[kind];
    return true;
}

static void thread_end(void *context, HttpThreadKind kind, void *thread)
{
    (void)context, (void)kind;
    assert_non_null(thread);
    seen.ended++;
}

static bool group_begin(void *context, void *thread)
{
    (void)context, (void)thread;
    seen.in_group = 0;
    while (seen.hold)
        pause_milliseconds(5);
    return true;
}

static bool group_end(void *context, void *thread)
{
    (void)context, (void)thread;
    pause_milliseconds(10); /* the disk */
    seen.groups++;
    if (seen.in_group > seen.largest) seen.largest = seen.in_group;
    seen.durable = seen.posted;
    return !seen.lose;
}

static bool admit(HttpCall *call)
{
    if (!str_equal(call->request->path, STR("/closed"))) return true;
    call->response.status = 403;
    call->response.body = buf_new(call->arena);
    buf_add(&call->response.body, STR("not you"));
    return false;
}

static void logged(const HttpCall *call, int status, int64_t microseconds)
{
    assert_string_equal(call->thread, "loop");
    assert_true(status >= 200 && microseconds >= 0);
    seen.logged++;
}

static int start_with(void **state, unsigned body_milliseconds)
{
    static Running running;
    memset(&seen, 0, sizeof seen);
    *state = &running;
    return !server_begin(&running, (HttpOptions){.routes = routes,
                                                 .route_count = COUNT_OF(routes),
                                                 .loops = 2,
                                                 .behind_proxy = true,
                                                 .thread_start = thread_begin,
                                                 .thread_end = thread_end,
                                                 .group_begin = group_begin,
                                                 .group_end = group_end,
                                                 .admit = admit,
                                                 .logged = logged,
                                                 .body_milliseconds = body_milliseconds,
                                                 .connections = 150});
}

static int start(void **state)
{
    return start_with(state, 30000);
}

static int start_impatient(void **state)
{
    return start_with(state, 400);
}

static int stop(void **state)
{
    server_end(*state);
    assert_int_equal(seen.threads, 2 + 2 + 1);
    assert_int_equal(seen.ended, seen.threads);
    return 0;
}

/* ---- the writer ----------------------------------------------------------------------------- */

static void *post_one(void *argument)
{
    const Running *running = argument;
    Arena *arena = arena_new();
    Str got = ask(arena, running, STR("POST /add HTTP/1.1\r\nContent-Length: 0\r\n" LAST));
    Str body = str_from(got, (size_t)str_find(got, STR("\r\n\r\n")) + 4);
    int64_t number = 0;
    bool good = str_starts(got, STR("HTTP/1.1 200 ")) && str_int(body, &number);
    if (!good || seen.durable < number) seen.others++; /* told before it was durable */
    arena_free(arena);
    return NULL;
}

static void posts_wait_for_their_group(void **state)
{
    pthread_t clients[40];
    seen.hold = true;
    for (size_t i = 0; i < COUNT_OF(clients); i++)
        assert_int_equal(pthread_create(&clients[i], NULL, post_one, *state), 0);
    pause_milliseconds(300);
    seen.hold = false;
    for (size_t i = 0; i < COUNT_OF(clients); i++)
        assert_int_equal(pthread_join(clients[i], NULL), 0);
    assert_int_equal(seen.posted, 40);
    assert_int_equal(seen.others, 0);
    assert_true(seen.groups < 40 && seen.largest > 1);
    assert_int_equal(seen.logged, 40);
}

static void a_lost_group_is_said_to_all(void **state)
{
    Arena *arena = arena_new();
    seen.lose = true;
    Str got = ask(arena, *state, STR("POST /add HTTP/1.1\r\nContent-Length: 0\r\n" LAST));
    assert_true(str_starts(got, STR("HTTP/1.1 503 ")));
    assert_true(has(got, SAY_NOT_KEPT) && has(got, "Retry-After: 5\r\n"));
    arena_free(arena);
}

static void slow_routes_hold_nobody_up(void **state)
{
    Arena *arena = arena_new();
    int slow_one = dial(*state);
    seen.hold = true;
    say(slow_one, STR("GET /slow HTTP/1.1\r\n" ONE "GET / HTTP/1.1\r\n" LAST));
    for (int i = 0; i < 20; i++)
        assert_true(str_ends(ask(arena, *state, STR("GET / HTTP/1.1\r\n" LAST)), STR("hello")));
    assert_int_equal(recv(slow_one, (char[1]){0}, 1, MSG_DONTWAIT), -1); /* not yet */
    seen.hold = false;
    Str got = hear(arena, slow_one);
    assert_true(has(got, "\r\n\r\nslow") && str_ends(got, STR("hello")));
    arena_free(arena);
}

/* ---- bodies --------------------------------------------------------------------------------- */

static long anonymous_kilobytes(void)
{
    char line[200];
    long kilobytes = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "RssAnon:", 8) == 0) kilobytes = strtol(line + 8, NULL, 10);
    if (file) (void)fclose(file);
    return kilobytes;
}

static void an_upload_takes_no_memory(void **state)
{
    enum { SIZE = 100 * MEGABYTE };
    static char piece[MEGABYTE];
    Arena *arena = arena_new();
    memset(piece, 1, sizeof piece);
    int fd = dial(*state);
    long before = anonymous_kilobytes();
    say(fd, format(arena, "POST /upload HTTP/1.1\r\nContent-Length: %d\r\n" LAST, SIZE));
    for (int i = 0; i < SIZE / MEGABYTE; i++)
        say(fd, (Str){piece, sizeof piece});
    Str got = hear(arena, fd);
    long grown = anonymous_kilobytes() - before;
    assert_true(str_ends(got, format(arena, "%d bytes, sum %d", SIZE, SIZE)));
#if !defined(__SANITIZE_THREAD__) /* which keeps four bytes for each that it sees */
    if (grown > 16 * 1024) fail_msg("%ld KB more", grown);
#endif
    (void)grown;
    arena_free(arena);
}

static void chunks_become_one_body(void **state)
{
    Arena *arena = arena_new();
    Buf b = buf_new(arena);
    buf_add(&b, STR("POST /try HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" LAST));
    for (int i = 1; i <= 600; i++) { /* 180,300 bytes: beyond what stays in memory */
        buf_format(&b, "%x;n=%d\r\n", (unsigned)i, i);
        for (int k = 0; k < i; k++)
            buf_byte(&b, 'a');
        buf_add(&b, STR("\r\n"));
    }
    buf_add(&b, STR("0\r\n\r\n"));
    Str got = ask(arena, *state, buf_str(&b));
    assert_true(str_ends(got, STR("180300 bytes, sum 17489100")));
    arena_free(arena);
}

static void torn_bytes_are_put_together(void **state)
{
    Arena *arena = arena_new();
    Str whole = STR("POST /try HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" ONE
                    "3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n"
                    "POST /try HTTP/1.1\r\nContent-Length: 2\r\n" LAST "xy");
    int fd = dial(*state), one = 1;
    setsockopt(fd, IPPROTO_TCP, 1 /* no delay */, &one, sizeof one);
    for (size_t i = 0; i < whole.len; i++) {
        say(fd, (Str){whole.ptr + i, 1});
        if (i % 10 == 0) pause_milliseconds(1);
    }
    Str got = hear(arena, fd);
    assert_true(has(got, "4 bytes, sum 394") && has(got, "2 bytes, sum 241"));
    arena_free(arena);
}

static void a_body_is_asked_for_or_refused(void **state)
{
    Arena *arena = arena_new();
    int fd = dial(*state);
    char line[26] = "";
    say(fd, STR("POST /try HTTP/1.1\r\nContent-Length: 3\r\nExpect: 100-continue\r\n" LAST));
    assert_int_equal(recv(fd, line, 25, MSG_WAITALL), 25);
    assert_string_equal(line, "HTTP/1.1 100 Continue\r\n\r\n");
    say(fd, STR("abc"));
    assert_true(str_ends(hear(arena, fd), STR("3 bytes, sum 294")));
    static const struct {
        const char *request, *status, *part;
    } cases[] = {
        {"POST /try HTTP/1.1\r\nContent-Length: 1048577\r\nExpect: 100-continue\r\n" ONE, "413",
         " 1 MB"},
        {"POST /try HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" ONE "100001\r\n", "413", " 1 MB"},
        {"POST /upload HTTP/1.1\r\nContent-Length: 536870913\r\n" ONE, "413", " 512 MB"},
        {"POST /closed HTTP/1.1\r\nContent-Length: 9\r\nExpect: 100-continue\r\n" ONE, "403",
         "not you"},
        {"POST /nowhere HTTP/1.1\r\nContent-Length: 9\r\n" ONE, "404", ""},
        {"POST /long HTTP/1.1\r\nContent-Length: 9\r\n" ONE, "405", "Allow: GET, HEAD\r\n"},
        {"GET /add HTTP/1.1\r\n" LAST, "405", "Allow: POST\r\n"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Str got = ask(arena, *state, str_of(cases[i].request));
        Str status = format(arena, "HTTP/1.1 %s ", cases[i].status);
        if (!str_starts(got, status) || !has(got, cases[i].part) ||
            !has(got, "Connection: close\r\n"))
            fail_msg("%s answered %.*s", cases[i].request, STR_ARG(got));
    }
    arena_free(arena);
}

static void slow_bodies_are_late(void **state)
{
    Arena *arena = arena_new();
    Str got = ask(arena, *state, STR("POST /try HTTP/1.1\r\nContent-Length: 9\r\n" ONE "abc"));
    assert_true(str_starts(got, STR("HTTP/1.1 408 ")));
    int fd = dial(*state);
    say(fd, STR("POST /try HTTP/1.1\r\nContent-Length: 5000\r\n" ONE));
    for (int i = 0; i < 40 && send(fd, "x", 1, MSG_NOSIGNAL) == 1; i++)
        pause_milliseconds(50); /* never still, but far too slow over all */
    assert_true(str_starts(hear(arena, fd), STR("HTTP/1.1 408 ")));
    arena_free(arena);
}

/* ---- many ----------------------------------------------------------------------------------- */

static void a_hundred_connections_are_served(void **state)
{
    enum { MANY = 100, ROUNDS = 10 };
    Arena *arena = arena_new();
    int fds[MANY];
    for (int i = 0; i < MANY; i++)
        fds[i] = dial(*state);
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < MANY; i++)
            say(fds[i], i % 2 ? STR("GET / HTTP/1.1\r\n" ONE)
                              : STR("POST /try HTTP/1.1\r\nContent-Length: 1\r\n" ONE "a"));
        for (int i = 0; i < MANY; i++)
            assert_true(has(hear_one(arena, fds[i]), i % 2 ? "\r\n\r\nhello" : "1 bytes, sum 97"));
    }
    for (int i = 0; i < MANY; i++)
        close(fds[i]);
    assert_int_equal(seen.logged, MANY * ROUNDS);
    Str figures = ask(arena, *state, STR("GET /metrics HTTP/1.1\r\n" LAST));
    assert_true(
        has(figures, "requests_total{route=\"/try\",method=\"POST\",status=\"2xx\"} 500\n"));
    assert_true(has(figures, "doudi_http_request_seconds_count 1000\n"));
    assert_true(has(figures, "doudi_http_writer_queue 0\n"));
    assert_true(has(figures, "doudi_http_connections_total 101\n"));
    arena_free(arena);
}

static void too_many_are_turned_away(void **state)
{
    Arena *arena = arena_new();
    int fds[150];
    for (size_t i = 0; i < COUNT_OF(fds); i++) {
        fds[i] = dial(*state);
        say(fds[i], STR("GET / HTTP/1.1\r\n" ONE));
        assert_true(has(hear_one(arena, fds[i]), "hello"));
    }
    int fd = dial(*state);
    assert_int_equal(hear(arena, fd).len, 0);
    for (size_t i = 0; i < COUNT_OF(fds); i++)
        close(fds[i]);
    for (int i = 0; i < 100; i++) { /* soon there is room again */
        fd = dial(*state);
        if (send(fd, "GET / HTTP/1.1\r\n" LAST, 54, MSG_NOSIGNAL) == 54 && hear(arena, fd).len > 0)
            break;
        pause_milliseconds(20);
        assert_true(i < 99);
    }
    arena_free(arena);
}

/* ---- what goes back ---------------------------------------------------------------------- */

static Str unpacked(Arena *arena, Str answer)
{
    Str packed = str_from(answer, (size_t)str_find(answer, STR("\r\n\r\n")) + 4);
    char *room = arena_alloc(arena, MEGABYTE);
    z_stream stream = {.next_in = (Bytef *)(uintptr_t)packed.ptr,
                       .avail_in = (uInt)packed.len,
                       .next_out = (Bytef *)room,
                       .avail_out = MEGABYTE};
    assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(inflateEnd(&stream), Z_OK);
    return (Str){room, stream.total_out};
}

static void answers_are_packed_and_known(void **state)
{
    Arena *arena = arena_new();
    Str text = format(arena, "%064d%064d%064d body { color: black }", 1, 1, 1);
    Buf b = buf_new(arena);
    for (int i = 0; i < 30; i++)
        buf_add(&b, text);
    style = http_asset(arena, STR("text/css"), buf_str(&b));
    assert_true(style.packed.len > 0 && style.packed.len < 1000);

    static const char *const paths[] = {"/long", "/style"};
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        Str line = format(arena, "GET %s HTTP/1.1\r\n", paths[i]);
        Str plain = ask(arena, *state, format(arena, "%.*s" LAST, STR_ARG(line)));
        assert_false(has(plain, "Content-Encoding"));
        Str body = str_from(plain, (size_t)str_find(plain, STR("\r\n\r\n")) + 4);
        Str packed =
            ask(arena, *state, format(arena, "%.*sAccept-Encoding: gzip\r\n" LAST, STR_ARG(line)));
        assert_true(has(packed, "Content-Encoding: gzip\r\n"));
        assert_true(has(packed, "Vary: Accept-Encoding\r\n"));
        assert_true(has(plain, "Vary: Accept-Encoding\r\n") && packed.len < plain.len / 3);
        assert_true(str_equal(unpacked(arena, packed), body));
        Str rest = str_from(plain, (size_t)str_find(plain, STR("ETag: ")) + 6), etag;
        assert_true(str_split(&rest, '\r', &etag));
        Str known = ask(
            arena, *state,
            format(arena, "%.*sIf-None-Match: \"x\", %.*s\r\n" LAST, STR_ARG(line), STR_ARG(etag)));
        assert_true(str_starts(known, STR("HTTP/1.1 304 ")) && str_ends(known, STR("\r\n\r\n")));
        assert_false(has(known, "Content-Length"));
    }
    arena_free(arena);
}

static void the_proxys_word_is_the_last(void **state)
{
    Arena *arena = arena_new();
    static const struct {
        const char *field, *peer;
    } cases[] = {
        {"", "127.0.0.1"},
        {"X-Forwarded-For: 10.0.0.1\r\n", "10.0.0.1"},
        {"X-Forwarded-For: 6.6.6.6, fe80::1\r\n", "fe80::1"},
        {"X-Forwarded-For: <b>\r\n", "127.0.0.1"},
        {"X-Forwarded-For:\r\n", "127.0.0.1"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Str got =
            ask(arena, *state, format(arena, "GET /peer HTTP/1.1\r\n%s" LAST, cases[i].field));
        assert_true(str_ends(got, format(arena, "\r\n\r\n%s", cases[i].peer)));
    }
    arena_free(arena);
}

static void a_long_pipeline_gives_way(void **state)
{
    Arena *arena = arena_new();
    Buf b = buf_new(arena);
    for (int i = 0; i < 2000; i++)
        buf_add(&b, STR("GET / HTTP/1.1\r\n" ONE));
    buf_add(&b, STR("GET /peer HTTP/1.1\r\n" LAST));
    Str got = ask(arena, *state, buf_str(&b));
    int count = 0;
    for (ptrdiff_t at; (at = str_find(got, STR("\r\n\r\nhello"))) >= 0; count++)
        got = str_from(got, (size_t)at + 9);
    assert_int_equal(count, 2000);
    assert_true(str_ends(got, STR("127.0.0.1")));
    arena_free(arena);
}

/* ---- the end ------------------------------------------------------------------------------ */

static void stopping_finishes_what_is_begun(void **state)
{
    Running *running = *state;
    Arena *arena = arena_new();
    int slow_one = dial(running), posting = dial(running), idle = dial(running);
    seen.hold = true;
    say(slow_one, STR("GET /slow HTTP/1.1\r\n" ONE));
    say(posting, STR("POST /add HTTP/1.1\r\nContent-Length: 0\r\n" ONE));
    pause_milliseconds(150);
    http_server_stop(running->server);
    running->stopped = true;
    assert_int_equal(hear(arena, idle).len, 0);
    seen.hold = false;
    assert_true(str_ends(hear(arena, slow_one), STR("slow")));
    assert_true(str_ends(hear(arena, posting), STR("1")));
    arena_free(arena);
}

static bool no_writer(void *context, HttpThreadKind kind, unsigned index, void **thread)
{
    return kind != HTTP_WRITER && thread_begin(context, kind, index, thread);
}

static void a_thread_without_its_things_ends_the_start(void **state)
{
    (void)state;
    memset(&seen, 0, sizeof seen);
    Work *w = work_new();
    HttpServer *server;
    HttpOptions options = {
        .thread_start = no_writer, .thread_end = thread_end, .workers = 3, .ignore_signals = true};
    assert_true(http_server_new(w, &options, &server));
    assert_false(http_server_run(server));
    assert_int_equal(seen.threads, 4);
    assert_int_equal(seen.ended, 4);
    work_free(w);
}

static void a_full_disk_is_said(void **state)
{
    (void)state;
    Running running;
    Arena *arena = arena_new();
    assert_true(server_begin(
        &running,
        (HttpOptions){.routes = routes, .route_count = COUNT_OF(routes), .spool = "/nowhere"}));
    Str body = format(arena, "%070000d", 1);
    Str got = ask(arena, &running,
                  format(arena, "POST /try HTTP/1.1\r\nContent-Length: %zu\r\n" ONE "%.*s",
                         body.len, STR_ARG(body)));
    assert_true(str_starts(got, STR("HTTP/1.1 507 ")) && has(got, SAY_NO_ROOM));
    server_end(&running);
    arena_free(arena);
}

#define SERVED(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVED(posts_wait_for_their_group),
        SERVED(a_lost_group_is_said_to_all),
        SERVED(slow_routes_hold_nobody_up),
        SERVED(an_upload_takes_no_memory),
        SERVED(chunks_become_one_body),
        SERVED(torn_bytes_are_put_together),
        SERVED(a_body_is_asked_for_or_refused),
        cmocka_unit_test_setup_teardown(slow_bodies_are_late, start_impatient, stop),
        SERVED(a_hundred_connections_are_served),
        SERVED(too_many_are_turned_away),
        SERVED(answers_are_packed_and_known),
        SERVED(the_proxys_word_is_the_last),
        SERVED(a_long_pipeline_gives_way),
        SERVED(stopping_finishes_what_is_begun),
        cmocka_unit_test(a_full_disk_is_said),
        cmocka_unit_test(a_thread_without_its_things_ends_the_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
