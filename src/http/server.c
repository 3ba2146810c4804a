/* The server: one thread, one loop, one handler at a time. A Connection is a small machine of four
 * states; read connection_advance first.
 *
 *     HEAD ──head complete──> BODY ──its end──> WRITING ──written, keep alive──> HEAD
 *       └────────── a broken rule ───────────────┘ └──written, close──> DRAINING ──> closed
 *
 * DRAINING reads on for a moment, so that the answer is not lost to a reset. Each connection has
 * its arena, and within it each request; both timers and sockets are closed before the arena goes.
 */
#include "http/serve.h"
#include "http/words.def"

#include <signal.h>
#include <string.h>
#include <time.h>
#include <uv.h>

enum {
    CONNECTIONS = 200,
    INPUT_BYTES = HTTP_HEAD_BYTES + 1024,
    HEAD_MILLISECONDS = 10000,
    IDLE_MILLISECONDS = 30000,
    WRITE_MILLISECONDS = 30000,
    DRAIN_MILLISECONDS = 1000,
    STOP_MILLISECONDS = 5000
};

typedef enum { STATE_HEAD, STATE_BODY, STATE_WRITING, STATE_DRAINING, STATE_CLOSED } State;

typedef struct Connection {
    struct Connection *next, **link; /* in the server's list */
    HttpServer *server;
    Arena *arena, *request_arena;
    uv_tcp_t socket;
    uv_timer_t timer;
    uv_write_t write;
    uv_shutdown_t shutdown;
    State state;
    bool keep_alive;
    int open_handles;
    HttpRequest request;
    HttpBody body;
    Buf taken;
    size_t input_length, scanned;
    char input[INPUT_BYTES];
} Connection;

struct HttpServer {
    Work *work;
    HttpOptions options;
    uv_loop_t loop;
    uv_tcp_t listener;
    uv_async_t stopper;
    uv_timer_t deadline;
    uv_signal_t interrupt, terminate;
    Connection *connections;
    size_t connection_count;
    int port;
    bool loopback, loop_open, stopping;
};

static void connection_advance(Connection *c);
static void connection_read(Connection *c);

/* ---- closing ------------------------------------------------------------------------------ */

static void handle_close(uv_handle_t *handle, uv_close_cb then)
{
    if (!uv_is_closing(handle)) uv_close(handle, then);
}

static void connection_closed(uv_handle_t *handle)
{
    Connection *c = handle->data;
    if (--c->open_handles > 0) return;
    HttpServer *server = c->server;
    *c->link = c->next;
    if (c->next) c->next->link = c->link;
    server->connection_count--;
    if (server->stopping && server->connection_count == 0)
        handle_close((uv_handle_t *)&server->deadline, NULL);
    Arena *request_arena = c->request_arena, *arena = c->arena;
    arena_free(request_arena);
    arena_free(arena);
}

static void connection_close(Connection *c)
{
    if (c->state == STATE_CLOSED) return;
    c->state = STATE_CLOSED;
    uv_close((uv_handle_t *)&c->socket, connection_closed);
    uv_close((uv_handle_t *)&c->timer, connection_closed);
}

static void timer_fired(uv_timer_t *timer)
{
    connection_close(timer->data);
}

static void timer_set(Connection *c, unsigned milliseconds)
{
    uv_timer_start(&c->timer, timer_fired, milliseconds, 0);
}

static void shutdown_done(uv_shutdown_t *request, int status)
{
    if (status < 0 && status != UV_ECANCELED) connection_close(request->data);
}

static void connection_drain(Connection *c)
{
    c->state = STATE_DRAINING;
    timer_set(c, DRAIN_MILLISECONDS);
    c->shutdown.data = c;
    connection_read(c);
    if (uv_shutdown(&c->shutdown, (uv_stream_t *)&c->socket, shutdown_done) < 0)
        connection_close(c);
}

/* ---- answering ---------------------------------------------------------------------------- */

static void write_done(uv_write_t *write, int status)
{
    Connection *c = write->data;
    if (c->state == STATE_CLOSED) return;
    if (status < 0) {
        connection_close(c);
    } else if (c->keep_alive && !c->server->stopping) {
        arena_reset(c->request_arena);
        c->request = (HttpRequest){.keep_alive = false};
        c->state = STATE_HEAD;
        timer_set(c, c->server->options.idle_milliseconds);
        connection_read(c);
        connection_advance(c);
    } else {
        connection_drain(c);
    }
}

static void answer_send(Connection *c, HttpCall *call, bool head_only)
{
    Str body = call->response.asset ? call->response.asset->bytes : buf_str(&call->response.body);
    Buf head = buf_new(c->request_arena);
    http_head_write(&head, &call->response, body.len, c->keep_alive, (int64_t)time(NULL));
    uv_buf_t parts[2];
    parts[0] = uv_buf_init(head.ptr, (unsigned)head.len);
    parts[1] = uv_buf_init((char *)(uintptr_t)body.ptr, (unsigned)body.len);
    c->state = STATE_WRITING;
    uv_read_stop((uv_stream_t *)&c->socket); /* a pipeline waits in the kernel */
    c->write.data = c;
    timer_set(c, WRITE_MILLISECONDS);
    unsigned count = head_only || body.len == 0 ? 1 : 2;
    if (uv_write(&c->write, (uv_stream_t *)&c->socket, parts, count, write_done) < 0)
        connection_close(c);
}

static void refuse_fault(Connection *c, HttpFault fault)
{
    HttpCall call = {.arena = c->request_arena,
                     .request = &c->request,
                     .context = c->server->options.context,
                     .response = {.status = http_fault_status(fault)}};
    bool head_only = c->request.head_only;
    c->request = (HttpRequest){.keep_alive = false};
    c->keep_alive = false;
    http_refusal(&c->server->options, &call);
    answer_send(c, &call, head_only);
}

/* A browser tricked into asking us under a foreign name (DNS rebinding) is sent away. */
static bool host_is_ours(const HttpServer *server, Str host)
{
    if (!server->loopback || host.len == 0) return true;
    static const Str names[] = {
        {STR_INIT("localhost")}, {STR_INIT("127.0.0.1")}, {STR_INIT("[::1]")}};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (!str_starts(host, names[i])) continue;
        if (host.len == names[i].len || host.ptr[names[i].len] == ':') return true;
    }
    return false;
}

static void request_answer(Connection *c)
{
    HttpServer *server = c->server;
    c->keep_alive = c->request.keep_alive && !server->stopping;
    if (!host_is_ours(server, c->request.host)) {
        refuse_fault(c, HTTP_WRONG_HOST);
        return;
    }
    HttpCall call = {.arena = c->request_arena,
                     .request = &c->request,
                     .context = server->options.context,
                     .server = server};
    c->request.body = buf_str(&c->taken);
    http_answer(&server->options, &call);
    if (http_is_known(&call)) {
        call.response.status = 304;
        call.response.body = buf_new(c->request_arena);
    }
    answer_send(c, &call, c->request.head_only);
}

/* ---- reading ------------------------------------------------------------------------------ */

static void input_drop(Connection *c, size_t bytes)
{
    c->input_length -= bytes;
    memmove(c->input, c->input + bytes, c->input_length);
    c->scanned = 0;
}

/* True when a head was read and the body follows. The head's texts point into the connection's
 * request arena, because the input buffer moves on. */
static bool head_take(Connection *c)
{
    HttpFault fault;
    Str input = {c->input, c->input_length};
    size_t length = http_head_end(input, &c->scanned, &fault);
    if (fault == HTTP_GOOD && length == 0) {
        if (c->input_length == INPUT_BYTES) refuse_fault(c, HTTP_HEAD_TOO_LARGE);
        return false;
    }
    if (fault == HTTP_GOOD) {
        Str head = str_copy(c->request_arena, (Str){c->input, length});
        fault = http_head_parse(c->request_arena, head, &c->request);
    }
    if (fault != HTTP_GOOD) {
        refuse_fault(c, fault);
        return false;
    }
    input_drop(c, length);
    c->body = http_body_new(&c->request, HTTP_BODY_BYTES);
    c->taken = buf_new(c->request_arena);
    if (c->request.content_length > HTTP_BODY_BYTES) {
        refuse_fault(c, HTTP_BODY_TOO_LARGE);
        return false;
    }
    c->state = STATE_BODY;
    return true;
}

/* Goes as far as the bytes at hand allow. */
static void connection_advance(Connection *c)
{
    if (c->state == STATE_HEAD && c->input_length > 0 && !head_take(c)) return;
    if (c->state != STATE_BODY) return;
    HttpFault fault = HTTP_GOOD;
    for (size_t used = 1; used > 0 && fault == HTTP_GOOD;) {
        Str data;
        fault = http_body_feed(&c->body, (Str){c->input, c->input_length}, &used, &data);
        buf_add(&c->taken, data);
        input_drop(c, used);
    }
    if (fault != HTTP_GOOD)
        refuse_fault(c, fault);
    else if (http_body_done(&c->body))
        request_answer(c);
}

static void room_give(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
    (void)suggested;
    Connection *c = handle->data;
    if (c->state == STATE_DRAINING) c->input_length = 0;
    *out = uv_buf_init(c->input + c->input_length, (unsigned)(INPUT_BYTES - c->input_length));
}

static void bytes_came(uv_stream_t *stream, ssize_t count, const uv_buf_t *room)
{
    (void)room;
    Connection *c = stream->data;
    if (count == 0 || c->state == STATE_CLOSED) return;
    if (count < 0) {
        connection_close(c);
        return;
    }
    if (c->state == STATE_DRAINING) return;
    if (c->state == STATE_HEAD && c->input_length == 0)
        timer_set(c, c->server->options.head_milliseconds);
    c->input_length += (size_t)count;
    connection_advance(c);
}

static void connection_read(Connection *c)
{
    if (uv_read_start((uv_stream_t *)&c->socket, room_give, bytes_came) < 0) connection_close(c);
}

static void connection_came(uv_stream_t *listener, int status)
{
    HttpServer *server = listener->data;
    if (status < 0) return;
    Arena *arena = arena_new();
    Connection *c = NEW(arena, Connection);
    *c = (Connection){.server = server, .arena = arena, .request_arena = arena_new()};
    c->socket.data = c->timer.data = c;
    uv_tcp_init(&server->loop, &c->socket);
    uv_timer_init(&server->loop, &c->timer);
    c->open_handles = 2;
    c->next = server->connections;
    c->link = &server->connections;
    if (c->next) c->next->link = &c->next;
    server->connections = c;
    server->connection_count++;
    bool full = server->connection_count > CONNECTIONS;
    if (uv_accept(listener, (uv_stream_t *)&c->socket) < 0 || full) {
        connection_close(c);
        return;
    }
    uv_tcp_nodelay(&c->socket, 1);
    timer_set(c, server->options.head_milliseconds);
    connection_read(c);
}

/* ---- the server's own life ---------------------------------------------------------------- */

static void deadline_passed(uv_timer_t *timer)
{
    HttpServer *server = timer->data;
    for (Connection *c = server->connections; c; c = c->next)
        connection_close(c);
    handle_close((uv_handle_t *)timer, NULL);
}

static void server_stop_now(HttpServer *server)
{
    if (server->stopping) return;
    server->stopping = true;
    handle_close((uv_handle_t *)&server->listener, NULL);
    handle_close((uv_handle_t *)&server->stopper, NULL);
    if (!server->options.ignore_signals) {
        handle_close((uv_handle_t *)&server->interrupt, NULL);
        handle_close((uv_handle_t *)&server->terminate, NULL);
    }
    for (Connection *c = server->connections; c; c = c->next)
        if (c->state == STATE_HEAD && c->input_length == 0) connection_close(c);
    if (server->connections)
        uv_timer_start(&server->deadline, deadline_passed, STOP_MILLISECONDS, 0);
    else
        handle_close((uv_handle_t *)&server->deadline, NULL);
}

static void stop_asked(uv_async_t *async)
{
    server_stop_now(async->data);
}

static void signal_came(uv_signal_t *signal, int number)
{
    (void)number;
    server_stop_now(signal->data);
}

/* Whatever is still open when the work ends is closed with it. */
static void server_release(void *argument)
{
    HttpServer *server = argument;
    if (!server->loop_open) return;
    server_stop_now(server);
    for (Connection *c = server->connections; c; c = c->next)
        connection_close(c);
    uv_run(&server->loop, UV_RUN_DEFAULT);
    ensure(uv_loop_close(&server->loop) == 0);
    server->loop_open = false;
}

static void handles_init(HttpServer *server)
{
    server->loop_open = uv_loop_init(&server->loop) == 0;
    ensure(server->loop_open);
    uv_tcp_init(&server->loop, &server->listener);
    uv_async_init(&server->loop, &server->stopper, stop_asked);
    uv_timer_init(&server->loop, &server->deadline);
    server->listener.data = server->stopper.data = server->deadline.data = server;
    arena_on_free(server->work->arena, server_release, server);
    if (server->options.ignore_signals) return;
    uv_signal_init(&server->loop, &server->interrupt);
    uv_signal_init(&server->loop, &server->terminate);
    server->interrupt.data = server->terminate.data = server;
}

static bool server_listen(HttpServer *server)
{
    const char *address = server->options.address;
    struct sockaddr_storage where;
    bool is_ipv6 = strchr(address, ':') != NULL;
    int error = is_ipv6 ? uv_ip6_addr(address, server->options.port, (struct sockaddr_in6 *)&where)
                        : uv_ip4_addr(address, server->options.port, (struct sockaddr_in *)&where);
    if (error) return fail(server->work, ERR_USAGE, "bad address %s", address);
    server->loopback = strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0;
    error = uv_tcp_bind(&server->listener, (struct sockaddr *)&where, 0);
    if (!error) error = uv_listen((uv_stream_t *)&server->listener, 128, connection_came);
    if (error == UV_EADDRINUSE)
        return refuse(server->work, ERR_CONFLICT, SAY_PORT_TAKEN, server->options.port);
    if (error)
        return fail(server->work, ERR_CONFLICT, "cannot listen on %s port %d: %s", address,
                    server->options.port, uv_strerror(error));
    int length = sizeof where;
    uv_tcp_getsockname(&server->listener, (struct sockaddr *)&where, &length);
    uint16_t port = is_ipv6 ? ((struct sockaddr_in6 *)&where)->sin6_port
                            : ((struct sockaddr_in *)&where)->sin_port;
    server->port = (port & 0xFF) << 8 | port >> 8; /* from network order */
    return true;
}

bool http_server_new(Work *w, const HttpOptions *options, HttpServer **out)
{
    HttpServer *server = NEW(w->arena, HttpServer);
    server->work = w;
    server->options = *options;
    if (!options->address) server->options.address = "127.0.0.1";
    if (!options->head_milliseconds) server->options.head_milliseconds = HEAD_MILLISECONDS;
    if (!options->idle_milliseconds) server->options.idle_milliseconds = IDLE_MILLISECONDS;
    for (size_t i = 1; i < options->route_count; i++) {
        const HttpRoute *before = &options->routes[i - 1], *route = &options->routes[i];
        int order = strcmp(before->pattern, route->pattern);
        ensure(order < 0 || (order == 0 && before->method < route->method));
    }
    handles_init(server);
    *out = server;
    return server_listen(server);
}

int http_server_port(const HttpServer *server)
{
    return server->port;
}

bool http_server_run(HttpServer *server)
{
    signal(SIGPIPE, SIG_IGN); /* a reader that went away is an error of its write */
    if (!server->options.ignore_signals) {
        uv_signal_start(&server->interrupt, signal_came, SIGINT);
        uv_signal_start(&server->terminate, signal_came, SIGTERM);
    }
    uv_run(&server->loop, UV_RUN_DEFAULT);
    ensure(uv_loop_close(&server->loop) == 0);
    server->loop_open = false;
    return true;
}

void http_server_stop(HttpServer *server)
{
    uv_async_send(&server->stopper);
}
