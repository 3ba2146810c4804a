/* The server as a whole: its options, its listening socket, its threads. http_server_new listens;
 * http_server_run starts the threads, is itself loop 0, and returns when all have ended. They end
 * in the order of the work's way: the loops, when nothing is left to answer, then those who run
 * their jobs. Read http_server_run first, then loop.c and connection.c. */
#include "http/serve.h"
#include "http/words.def"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum {
    CONNECTIONS = 1000,
    CONNECTIONS_EACH = 100,
    HEAD_MILLISECONDS = 10000,
    BODY_MILLISECONDS = 30000,
    IDLE_MILLISECONDS = 30000,
    WORKERS = 2,
    WORK_LIMIT = 200,
    WRITE_LIMIT = 1000,
    BACKLOG = 1024
};

/* ---- listening ---------------------------------------------------------------------------- */

static bool address_read(Work *w, const HttpOptions *options, struct sockaddr_storage *out,
                         socklen_t *length)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)out;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;
    bool is_v6 = strchr(options->address, ':') != NULL;
    int error = is_v6 ? uv_ip6_addr(options->address, options->port, v6)
                      : uv_ip4_addr(options->address, options->port, v4);
    if (error) return fail(w, ERR_USAGE, "bad address %s", options->address);
    *length = is_v6 ? sizeof *v6 : sizeof *v4;
    return true;
}

static bool socket_listen(HttpServer *server, const struct sockaddr *where, socklen_t length)
{
    int one = 1, fd = socket(where->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return false;
    server->listener = fd;
    return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0 &&
           bind(fd, where, length) == 0 && listen(fd, BACKLOG) == 0;
}

static bool server_listen(HttpServer *server)
{
    const HttpOptions *options = &server->options;
    struct sockaddr_storage where;
    socklen_t length;
    TRY(address_read(server->work, options, &where, &length));
    if (!socket_listen(server, (struct sockaddr *)&where, length)) {
        if (errno == EADDRINUSE)
            return refuse(server->work, ERR_CONFLICT, SAY_PORT_TAKEN, options->port);
        return fail(server->work, ERR_CONFLICT, "cannot listen on %s port %d: %s", options->address,
                    options->port, uv_strerror(uv_translate_sys_error(errno)));
    }
    length = sizeof where;
    ensure(getsockname(server->listener, (struct sockaddr *)&where, &length) == 0);
    server->port = ntohs(where.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&where)->sin6_port
                                                     : ((struct sockaddr_in *)&where)->sin_port);
    server->loopback =
        strncmp(options->address, "127.", 4) == 0 || strcmp(options->address, "::1") == 0;
    return true;
}

/* ---- making ------------------------------------------------------------------------------- */

static void options_complete(HttpOptions *o)
{
    if (!o->address) o->address = "127.0.0.1";
    if (!o->head_milliseconds) o->head_milliseconds = HEAD_MILLISECONDS;
    if (!o->body_milliseconds) o->body_milliseconds = BODY_MILLISECONDS;
    if (!o->idle_milliseconds) o->idle_milliseconds = IDLE_MILLISECONDS;
    if (!o->connections) o->connections = CONNECTIONS;
    if (!o->connections_each) o->connections_each = CONNECTIONS_EACH;
    if (!o->loops) o->loops = 1;
    if (!o->workers) o->workers = WORKERS;
    for (size_t i = 1; i < o->route_count; i++) {
        const HttpRoute *before = &o->routes[i - 1], *route = &o->routes[i];
        int order = strcmp(before->pattern, route->pattern);
        ensure(order < 0 || (order == 0 && before->method < route->method));
    }
}

static void listener_close(HttpServer *server)
{
    if (server->listener >= 0) (void)close(server->listener);
    server->listener = -1;
}

static void server_release(void *argument)
{
    HttpServer *server = argument;
    for (unsigned i = 0; i < server->options.loops; i++)
        if (server->loops[i]) {
            loop_close(server->loops[i]);
            (void)pthread_mutex_destroy(&server->loops[i]->lock);
        }
    listener_close(server);
    queue_end(&server->work_queue);
    queue_end(&server->write_queue);
}

static bool loops_open(HttpServer *server)
{
    Arena *arena = server->work->arena;
    for (unsigned i = 0; i < server->options.loops; i++) {
        Loop *loop = NEW(arena, Loop);
        *loop = (Loop){.server = server, .index = i, .arena = arena_new()};
        server->loops[i] = loop;
        arena_on_free(arena, (void (*)(void *))arena_free, loop->arena);
        loop->packer = packer_new(loop->arena);
        counters_init(&loop->counters, arena, server->options.route_count);
        if (!loop_open(loop)) return fail(server->work, ERR_STORE, "no event loop");
    }
    return true;
}

bool http_server_new(Work *w, const HttpOptions *options, HttpServer **out)
{
    HttpServer *server = NEW(w->arena, HttpServer);
    *server = (HttpServer){.work = w, .options = *options, .listener = -1};
    options_complete(&server->options);
    server->loops = NEW_ARRAY(w->arena, Loop *, server->options.loops);
    server->helper_count = server->options.workers + 1;
    server->helpers = NEW_ARRAY(w->arena, Helper, server->helper_count);
    queue_init(&server->work_queue, WORK_LIMIT);
    queue_init(&server->write_queue, WRITE_LIMIT);
    TRY(loops_open(server));
    arena_on_free(w->arena, server_release, server);
    *out = server;
    TRY(server_listen(server));
    return loop_listen(server->loops[0]) || fail(w, ERR_STORE, "cannot watch the listener");
}

int http_server_port(const HttpServer *server)
{
    return server->port;
}

/* ---- threads ------------------------------------------------------------------------------ */

static bool own_start(const HttpServer *server, HttpThreadKind kind, unsigned index, void **own)
{
    const HttpOptions *o = &server->options;
    return !o->thread_start || o->thread_start(o->context, kind, index, own);
}

/* What the threads have of their own is made here, one after another, so that a failure can be
 * said in the server's work. */
static bool owns_start(HttpServer *server, unsigned *started)
{
    const HttpOptions *o = &server->options;
    for (*started = 0; *started < o->loops; ++*started)
        TRY(own_start(server, HTTP_LOOP, *started, &server->loops[*started]->own));
    for (unsigned i = 0; i < server->helper_count; i++, ++*started) {
        Helper *helper = &server->helpers[i];
        bool is_writer = i == o->workers;
        *helper = (Helper){.server = server,
                           .kind = is_writer ? HTTP_WRITER : HTTP_WORKER,
                           .packer = packer_new(server->work->arena)};
        TRY(own_start(server, helper->kind, is_writer ? 0 : i, &helper->own));
    }
    return true;
}

static void owns_end(HttpServer *server, unsigned started)
{
    const HttpOptions *o = &server->options;
    for (unsigned i = 0; o->thread_end && i < started; i++) {
        if (i < o->loops)
            o->thread_end(o->context, HTTP_LOOP, server->loops[i]->own);
        else
            o->thread_end(o->context, server->helpers[i - o->loops].kind,
                          server->helpers[i - o->loops].own);
    }
}

static void *loop_main(void *loop)
{
    loop_run(loop);
    return NULL;
}

/* Signals are for loop 0 alone. */
static void threads_start(HttpServer *server)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (unsigned i = 1; i < server->options.loops; i++)
        ensure(pthread_create(&server->loops[i]->id, NULL, loop_main, server->loops[i]) == 0);
    for (unsigned i = 0; i < server->helper_count; i++) {
        Helper *helper = &server->helpers[i];
        void *(*run)(void *) = helper->kind == HTTP_WRITER ? writer_main : worker_main;
        ensure(pthread_create(&helper->id, NULL, run, helper) == 0);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void threads_join(HttpServer *server)
{
    for (unsigned i = 1; i < server->options.loops; i++)
        ensure(pthread_join(server->loops[i]->id, NULL) == 0);
    queue_close(&server->work_queue);
    queue_close(&server->write_queue);
    for (unsigned i = 0; i < server->helper_count; i++)
        ensure(pthread_join(server->helpers[i].id, NULL) == 0);
}

bool http_server_run(HttpServer *server)
{
    unsigned started = 0;
    (void)signal(SIGPIPE, SIG_IGN); /* a reader that went away is an error of its write */
    bool good = owns_start(server, &started);
    if (good) {
        threads_start(server);
        loop_run(server->loops[0]);
        threads_join(server);
        for (unsigned i = 0; i < server->options.loops; i++)
            loop_close(server->loops[i]);
    }
    listener_close(server);
    owns_end(server, started);
    return good;
}

void http_server_stop(HttpServer *server)
{
    if (atomic_exchange(&server->stopping, true)) return;
    for (unsigned i = 0; i < server->options.loops; i++)
        loop_wake(server->loops[i]);
}

bool http_server_stopping(const HttpServer *server)
{
    return atomic_load(&server->stopping);
}
