/* A connection: a small machine. Read connection_advance first.
 *
 *     HEAD ──head──> BODY ──its end──> [AWAY: with a worker or the writer] ──> WRITING ──┐
 *      ^ └────────── a broken rule, a limit ──────────────────────────────────>          │
 *      └──────────────────── written, keep alive ────────────────────────────────────────┤
 *                                      DRAINING ──> CLOSED  <── written, close ──────────┘
 *
 * DRAINING reads on for a moment, so that the answer is not lost to a reset. A connection is a few
 * pages of memory in an arena of its own; each request has another, which is AWAY with its job: a
 * connection that ends meanwhile is freed only when the job has come back. */
#include "http/serve.h"
#include "http/words.def"

#include <arpa/inet.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    INPUT_BYTES = HTTP_HEAD_BYTES + 1024,
    WRITE_MILLISECONDS = 30000, /* without any progress */
    DRAIN_MILLISECONDS = 1000,
    BODY_BYTES_A_MILLISECOND = 4,
    ADDRESS_BYTES = 46,
    PIPELINE_TURN = 8, /* requests of one connection before others have their turn */
    MEGABYTE = 1024 * 1024
};
#define NO_DEADLINE UINT64_MAX

typedef enum { HEAD, BODY, AWAY, WRITING, DRAINING, CLOSED } State;

typedef struct Connection {
    struct Connection *next, **link; /* in the loop's list */
    Loop *loop;
    Arena *arena, *request_arena;
    uv_tcp_t socket;
    uv_write_t write;
    uv_shutdown_t shutdown;
    State state;
    bool keep_alive, reading, away, waits, socket_gone;
    uint64_t deadline; /* on the loop's clock, milliseconds */
    uint64_t body_began;
    size_t write_left; /* when it was last looked at */
    HttpRequest request;
    HttpBody body;
    Spool spool;
    Job job;
    Str peer;
    unsigned peer_slot;
    size_t input_length, scanned;
    char input[INPUT_BYTES];
} Connection;

static void connection_advance(Connection *c);
static void reading_start(Connection *c);

static uint64_t now_of(const Connection *c)
{
    return uv_now(&c->loop->uv);
}

static void deadline_set(Connection *c, unsigned milliseconds)
{
    c->deadline = now_of(c) + milliseconds;
}

static int64_t microseconds_now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* ---- closing ------------------------------------------------------------------------------ */

static void connection_free(Connection *c)
{
    Loop *loop = c->loop;
    *c->link = c->next;
    if (c->next) c->next->link = c->link;
    atomic_fetch_sub(&loop->connection_count, 1);
    atomic_fetch_sub(&loop->server->peers[c->peer_slot], 1);
    Arena *request_arena = c->request_arena, *arena = c->arena;
    arena_free(request_arena);
    arena_free(arena);
    loop_leave(loop);
}

static void socket_closed(uv_handle_t *handle)
{
    Connection *c = handle->data;
    c->socket_gone = true;
    if (!c->away) connection_free(c);
}

static void connection_close(Connection *c)
{
    if (c->state == CLOSED) return;
    c->state = CLOSED;
    uv_close((uv_handle_t *)&c->socket, socket_closed);
}

static void shutdown_done(uv_shutdown_t *request, int status)
{
    if (status < 0 && status != UV_ECANCELED) connection_close(request->data);
}

static void connection_drain(Connection *c)
{
    c->state = DRAINING;
    deadline_set(c, DRAIN_MILLISECONDS);
    c->shutdown.data = c;
    reading_start(c);
    if (c->state == DRAINING &&
        uv_shutdown(&c->shutdown, (uv_stream_t *)&c->socket, shutdown_done) < 0)
        connection_close(c);
}

/* ---- answering ---------------------------------------------------------------------------- */

static void next_request(Connection *c)
{
    arena_reset(c->request_arena);
    c->state = HEAD;
    const HttpOptions *o = &c->loop->server->options;
    deadline_set(c, c->input_length > 0 ? o->head_milliseconds : o->idle_milliseconds);
}

static void answer_written(Connection *c)
{
    if (!c->keep_alive || c->loop->stopping) {
        connection_drain(c);
        return;
    }
    next_request(c);
    reading_start(c);
}

static void write_done(uv_write_t *write, int status)
{
    Connection *c = write->data;
    if (c->state == CLOSED) return;
    if (status < 0) {
        connection_close(c);
        return;
    }
    answer_written(c);
    connection_advance(c);
}

static void parts_skip(uv_buf_t parts[2], size_t bytes)
{
    for (int i = 0; i < 2; i++) {
        size_t n = bytes < parts[i].len ? bytes : parts[i].len;
        parts[i].base += n;
        parts[i].len -= n;
        bytes -= n;
    }
}

/* Most answers go at once; what the socket does not take waits, and nothing is read meanwhile: a
 * pipeline waits in the kernel. */
static void parts_send(Connection *c, uv_buf_t parts[2])
{
    uv_stream_t *stream = (uv_stream_t *)&c->socket;
    size_t whole = parts[0].len + parts[1].len;
    int sent = uv_try_write(stream, parts, parts[1].len ? 2 : 1);
    if (sent < 0 && sent != UV_EAGAIN) {
        connection_close(c);
        return;
    }
    if (sent > 0 && (size_t)sent == whole) {
        answer_written(c);
        return;
    }
    if (sent > 0) parts_skip(parts, (size_t)sent);
    c->state = WRITING;
    uv_read_stop(stream);
    c->reading = false;
    c->write.data = c;
    c->write_left = whole;
    deadline_set(c, WRITE_MILLISECONDS);
    if (uv_write(&c->write, stream, parts, 2, write_done) < 0) connection_close(c);
}

static void answer_note(Connection *c)
{
    const HttpOptions *o = &c->loop->server->options;
    HttpCall *call = &c->job.call;
    size_t route = call->route ? (size_t)(call->route - o->routes) : o->route_count;
    int status = call->response.status ? call->response.status : 200;
    int64_t microseconds = microseconds_now() - c->job.began;
    counters_note(&c->loop->counters, route, status, microseconds);
    call->thread = c->loop->own;
    if (o->logged) o->logged(call, status, microseconds);
}

static void answer_send(Connection *c)
{
    const Answer *answer = &c->job.answer;
    Buf head = buf_new(c->request_arena);
    answer_note(c);
    c->keep_alive = c->keep_alive && !c->loop->stopping;
    http_answer_head(&head, &c->job.call.response, answer,
                     &(HeadAround){loop_date(c->loop), c->keep_alive});
    bool bare = c->request.head_only;
    uv_buf_t parts[2];
    parts[0] = uv_buf_init(head.ptr, (unsigned)head.len);
    parts[1] = uv_buf_init((char *)(uintptr_t)answer->content.ptr,
                           bare ? 0 : (unsigned)answer->content.len);
    parts_send(c, parts);
}

/* The job's call for the request that is being read. */
static void job_begin(Connection *c)
{
    HttpServer *server = c->loop->server;
    c->job = (Job){.connection = c,
                   .loop = c->loop,
                   .began = microseconds_now(),
                   .call = {.arena = c->request_arena,
                            .request = &c->request,
                            .context = server->options.context,
                            .thread = c->loop->own,
                            .server = server,
                            .peer = c->peer}};
}

/* Answers with a status of >= 400 that the server itself gives. */
static void answer_refusal(Connection *c, int status, Str reason)
{
    HttpCall *call = &c->job.call;
    call->response = (HttpResponse){.status = status};
    if (status == 503) call->response.retry = STR("5");
    call->reason = reason;
    http_refusal(&c->loop->server->options, call);
    c->job.answer = http_answer_prepare(call, c->loop->packer);
    answer_send(c);
}

/* Before a route is known the largest of all limits holds. */
static int64_t body_limit(const HttpRoute *route)
{
    return !route || (route->flags & HTTP_UPLOAD) ? HTTP_UPLOAD_BYTES : HTTP_BODY_BYTES;
}

/* What the rest of the bytes means is not known any more: the connection ends. */
static void refuse_fault(Connection *c, HttpFault fault)
{
    int64_t limit = body_limit(c->job.call.route);
    Str reason = STR("");
    if (fault == HTTP_BODY_TOO_LARGE)
        reason = format(c->request_arena, SAY_BODY_LARGE, (int)(limit / MEGABYTE));
    if (fault == HTTP_NO_ROOM) reason = STR(SAY_NO_ROOM);
    c->keep_alive = false;
    answer_refusal(c, http_fault_status(fault), reason);
}

/* ---- running ------------------------------------------------------------------------------ */

static void job_send_away(Connection *c, Queue *queue)
{
    c->state = AWAY;
    c->away = true;
    c->deadline = NO_DEADLINE;
    uv_read_stop((uv_stream_t *)&c->socket);
    c->reading = false;
    if (queue_put(queue, &c->job)) return;
    c->away = false;
    answer_refusal(c, 503, STR(SAY_BUSY));
}

void connection_job_done(Job *job)
{
    Connection *c = job->connection;
    c->away = false;
    if (c->state != CLOSED) {
        answer_send(c);
        if (c->state != CLOSED) connection_advance(c);
    } else if (c->socket_gone) {
        connection_free(c);
    }
}

static void request_run(Connection *c)
{
    HttpServer *server = c->loop->server;
    const HttpRoute *route = c->job.call.route;
    if (!spool_end(&c->spool, &c->request.body)) {
        refuse_fault(c, HTTP_NO_ROOM);
        return;
    }
    bool posts = c->request.method == HTTP_POST && route && !(route->flags & HTTP_READS);
    bool slow = route && (route->flags & (HTTP_SLOW | HTTP_READS));
    if (posts || slow) {
        job_send_away(c, posts ? &server->write_queue : &server->work_queue);
        return;
    }
    http_handle(&server->options, &c->job.call);
    c->job.answer = http_answer_prepare(&c->job.call, c->loop->packer);
    answer_send(c);
}

/* ---- heads -------------------------------------------------------------------------------- */

static bool host_names(Str host, Str name)
{
    if (!str_starts(host, name)) return false;
    return host.len == name.len || host.ptr[name.len] == ':';
}

/* A browser tricked into asking us under a foreign name (DNS rebinding) is sent away. */
static bool host_is_ours(const HttpServer *server, Str host)
{
    const HttpOptions *o = &server->options;
    static const Str loopback[] = {
        {STR_INIT("localhost")}, {STR_INIT("127.0.0.1")}, {STR_INIT("[::1]")}};
    if (host.len == 0 || (!server->loopback && o->host_count == 0)) return true;
    for (size_t i = 0; i < COUNT_OF(loopback); i++)
        if (host_names(host, loopback[i])) return true;
    for (size_t i = 0; i < o->host_count; i++)
        if (host_names(host, o->hosts[i])) return true;
    return false;
}

/* The last address of the list is the one that our own proxy has seen. */
static Str peer_of(const Connection *c)
{
    Str list, last = STR("");
    if (!c->loop->server->options.behind_proxy) return c->peer;
    list = http_field(&c->request, STR("X-Forwarded-For"));
    while (str_split(&list, ',', &last))
        continue;
    last = str_trim(last);
    if (last.len == 0 || last.len >= ADDRESS_BYTES) return c->peer;
    for (size_t i = 0; i < last.len; i++)
        if (!strchr("0123456789abcdefABCDEF.:", last.ptr[i])) return c->peer;
    return last;
}

static bool has_body(const HttpRequest *request)
{
    return request->chunked || request->content_length > 0;
}

/* What can be said before the body is there; false when it has been said. */
static bool request_admit(Connection *c)
{
    static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
    const HttpServer *server = c->loop->server;
    HttpCall *call = &c->job.call;
    int64_t limit = body_limit(call->route);
    c->body = http_body_new(&c->request, limit);
    spool_begin(&c->spool, c->request_arena, server->options.spool);
    if (!has_body(&c->request)) return true;
    if (call->route && c->request.content_length > limit) {
        refuse_fault(c, HTTP_BODY_TOO_LARGE);
        return false;
    }
    if (!call->route || (server->options.admit && !server->options.admit(call))) {
        c->keep_alive = false; /* its body is not read */
        if (!call->route) http_handle(&server->options, call);
        c->job.answer = http_answer_prepare(call, c->loop->packer);
        answer_send(c);
        return false;
    }
    if (!c->request.expects_continue || c->input_length > 0) return true;
    uv_buf_t line = uv_buf_init((char *)(uintptr_t)go_on, sizeof go_on - 1);
    if (uv_try_write((uv_stream_t *)&c->socket, &line, 1) == (int)line.len) return true;
    connection_close(c);
    return false;
}

static void input_drop(Connection *c, size_t bytes)
{
    c->input_length -= bytes;
    if (c->input_length) memmove(c->input, c->input + bytes, c->input_length);
    c->scanned = 0;
}

/* A whole head in the request's arena, because the input moves on. */
static void head_read(Connection *c, size_t length)
{
    HttpServer *server = c->loop->server;
    Str head = str_copy(c->request_arena, (Str){c->input, length});
    HttpFault fault = http_head_parse(c->request_arena, head, &c->request);
    input_drop(c, length);
    job_begin(c);
    if (fault == HTTP_GOOD && !host_is_ours(server, c->request.host)) fault = HTTP_WRONG_HOST;
    if (fault != HTTP_GOOD) {
        refuse_fault(c, fault);
        return;
    }
    c->job.call.peer = peer_of(c);
    c->keep_alive = c->request.keep_alive;
    http_route(server->options.routes, server->options.route_count, c->request.path, &c->job.call);
    if (!request_admit(c)) return;
    c->state = BODY;
    c->body_began = now_of(c);
    deadline_set(c, server->options.body_milliseconds);
}

static bool head_take(Connection *c)
{
    HttpFault fault;
    if (c->input_length == 0) return false;
    size_t length = http_head_end((Str){c->input, c->input_length}, &c->scanned, &fault);
    if (fault == HTTP_GOOD && length == 0) {
        if (c->input_length < INPUT_BYTES) return false;
        fault = HTTP_HEAD_TOO_LARGE;
    }
    if (fault == HTTP_GOOD) {
        head_read(c, length);
        return true;
    }
    c->request = (HttpRequest){.keep_alive = false};
    job_begin(c);
    refuse_fault(c, fault);
    return true;
}

/* ---- bodies ------------------------------------------------------------------------------- */

/* Slow is allowed, standing still is not: so many milliseconds without a byte, and a pace over all.
 */
static void body_deadline(Connection *c)
{
    unsigned patience = c->loop->server->options.body_milliseconds;
    uint64_t pace = c->body_began + patience + (uint64_t)(c->spool.size / BODY_BYTES_A_MILLISECOND);
    deadline_set(c, patience);
    if (pace < c->deadline) c->deadline = pace;
}

static HttpFault body_feed(Connection *c, Str bytes, size_t *used)
{
    HttpFault fault = HTTP_GOOD;
    Str data;
    for (size_t n = 1; n > 0 && fault == HTTP_GOOD && !http_body_done(&c->body);) {
        fault = http_body_feed(&c->body, str_from(bytes, *used), &n, &data);
        *used += n;
        if (fault == HTTP_GOOD && data.len > 0 && !spool_add(&c->spool, data)) fault = HTTP_NO_ROOM;
    }
    body_deadline(c);
    return fault;
}

/* False when more must come. */
static bool body_move(Connection *c, HttpFault fault)
{
    if (fault != HTTP_GOOD)
        refuse_fault(c, fault);
    else if (http_body_done(&c->body))
        request_run(c);
    else
        return false;
    return true;
}

/* The bytes are dropped before the request runs: the next one may be read then. */
static bool body_take(Connection *c)
{
    size_t used = 0;
    HttpFault fault = body_feed(c, (Str){c->input, c->input_length}, &used);
    input_drop(c, used);
    return body_move(c, fault);
}

/* Goes as far as the bytes at hand allow, but not for ever. */
static void connection_advance(Connection *c)
{
    unsigned turns = 0;
    for (bool moved = true; moved;) {
        if (c->state == HEAD && c->input_length > 0 && ++turns > PIPELINE_TURN) {
            c->waits = true;
            uv_read_stop((uv_stream_t *)&c->socket);
            c->reading = false;
            loop_wake(c->loop);
            return;
        }
        if (c->state == HEAD)
            moved = head_take(c);
        else if (c->state == BODY)
            moved = body_take(c);
        else
            moved = false;
    }
}

void connections_resume(Loop *loop)
{
    for (Connection *c = loop->connections, *next; c; c = next) {
        next = c->next;
        if (!c->waits || c->state == CLOSED) continue;
        c->waits = false;
        reading_start(c);
        connection_advance(c);
    }
}

/* ---- the socket --------------------------------------------------------------------------- */

/* A body of known length is read in large pieces that never reach into the next request. */
static void room_give(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
    (void)suggested;
    Connection *c = handle->data;
    Loop *loop = c->loop;
    if (c->state == DRAINING) {
        *out = uv_buf_init(loop->room, ROOM_BYTES);
    } else if (c->state == BODY && !c->request.chunked && c->input_length == 0) {
        int64_t left = c->body.remaining;
        *out = uv_buf_init(loop->room, left < ROOM_BYTES ? (unsigned)left : ROOM_BYTES);
    } else {
        *out = uv_buf_init(c->input + c->input_length, (unsigned)(INPUT_BYTES - c->input_length));
    }
}

static void bytes_came(uv_stream_t *stream, ssize_t count, const uv_buf_t *room)
{
    Connection *c = stream->data;
    if (count == 0 || c->state == CLOSED) return;
    if (count < 0) {
        connection_close(c);
        return;
    }
    if (c->state == DRAINING) return;
    if (room->base == c->loop->room) {
        size_t used = 0;
        (void)body_move(c, body_feed(c, (Str){room->base, (size_t)count}, &used));
        return;
    }
    if (c->state == HEAD && c->input_length == 0)
        deadline_set(c, c->loop->server->options.head_milliseconds);
    c->input_length += (size_t)count;
    connection_advance(c);
}

static void reading_start(Connection *c)
{
    if (c->reading || c->state == CLOSED) return;
    c->reading = true;
    if (uv_read_start((uv_stream_t *)&c->socket, room_give, bytes_came) < 0) connection_close(c);
}

/* ---- its beginning ------------------------------------------------------------------------ */

/* The address as text, and whether it is this machine. */
static bool peer_read(Connection *c)
{
    struct sockaddr_storage who;
    int length = sizeof who;
    char text[ADDRESS_BYTES] = "";
    if (uv_tcp_getpeername(&c->socket, (struct sockaddr *)&who, &length) == 0) {
        if (who.ss_family == AF_INET6)
            (void)uv_ip6_name((struct sockaddr_in6 *)&who, text, sizeof text);
        else
            (void)uv_ip4_name((struct sockaddr_in *)&who, text, sizeof text);
    }
    c->peer = str_copy(c->arena, str_of(text));
    c->peer_slot = (unsigned)(str_hash(c->peer) % PEER_SLOTS);
    return str_starts(c->peer, STR("127.")) || str_equal(c->peer, STR("::1"));
}

static Connection *connection_new(Loop *loop)
{
    Arena *arena = arena_new();
    Connection *c = NEW(arena, Connection);
    c->loop = loop;
    c->arena = arena;
    c->request_arena = arena_new();
    c->socket.data = c;
    c->next = loop->connections;
    c->link = &loop->connections;
    if (c->next) c->next->link = &c->next;
    loop->connections = c;
    return c;
}

void connection_open(Loop *loop, int fd)
{
    Connection *c = connection_new(loop);
    HttpServer *server = loop->server;
    ensure(uv_tcp_init(&loop->uv, &c->socket) == 0);
    int error = uv_tcp_open(&c->socket, fd);
    if (error) (void)close(fd);
    bool near = peer_read(c);
    unsigned others = atomic_fetch_add(&server->peers[c->peer_slot], 1);
    near = near || server->options.behind_proxy; /* then all come from one */
    bool crowded = !near && others >= server->options.connections_each;
    if (crowded) count_up(&loop->counters.turned_away, 1);
    if (error || crowded) {
        connection_close(c);
        return;
    }
    (void)uv_tcp_nodelay(&c->socket, 1);
    deadline_set(c, server->options.head_milliseconds);
    reading_start(c);
}

/* ---- late, stopping ------------------------------------------------------------------------ */

/* A slow reader is no late one as long as it takes something. */
static bool write_moves(Connection *c)
{
    size_t left = uv_stream_get_write_queue_size((uv_stream_t *)&c->socket);
    if (c->state != WRITING || left >= c->write_left) return false;
    c->write_left = left;
    deadline_set(c, WRITE_MILLISECONDS);
    return true;
}

static void connection_late(Connection *c)
{
    if (c->state == BODY)
        refuse_fault(c, HTTP_TOO_SLOW);
    else if (!write_moves(c))
        connection_close(c);
}

void connections_sweep(Loop *loop)
{
    uint64_t now = uv_now(&loop->uv);
    for (Connection *c = loop->connections, *next; c; c = next) {
        next = c->next;
        if (c->deadline <= now && c->state != CLOSED) connection_late(c);
    }
}

void connections_stop(Loop *loop)
{
    for (Connection *c = loop->connections, *next; c; c = next) {
        next = c->next;
        if (c->state == HEAD && c->input_length == 0) connection_close(c);
    }
}

void connections_end(Loop *loop)
{
    for (Connection *c = loop->connections, *next; c; c = next) {
        next = c->next;
        connection_close(c);
    }
}
