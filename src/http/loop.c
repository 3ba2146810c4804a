/* A loop thread: its uv loop, what others hand in (sockets, jobs that were run), the clock that
 * closes late connections. Loop 0 also accepts: it takes every new socket and gives it to the loop
 * that has fewest. Read loop_run, then woken.
 *
 * A loop ends when the server is stopping and its last connection has gone; then all its handles
 * are closed and uv_run returns. */
#include "http/serve.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ACCEPT_MOST = 64, STOP_MILLISECONDS = 5000 };

static void handle_close(void *handle)
{
    if (!uv_is_closing(handle)) uv_close(handle, NULL);
}

/* ---- ending ------------------------------------------------------------------------------- */

void loop_leave(Loop *loop)
{
    if (!loop->stopping || loop->leaving || loop->connections) return;
    pthread_mutex_lock(&loop->lock);
    loop->leaving = true; /* from now on nobody wakes it */
    pthread_mutex_unlock(&loop->lock);
    handle_close(&loop->wake);
    handle_close(&loop->tick);
}

static void loop_stop(Loop *loop)
{
    if (loop->stopping) return;
    loop->stopping = true;
    loop->stop_by = uv_now(&loop->uv) + STOP_MILLISECONDS;
    if (loop->listening) handle_close(&loop->listener);
    if (loop->signals) {
        handle_close(&loop->interrupt);
        handle_close(&loop->terminate);
    }
    connections_stop(loop);
    loop_leave(loop);
}

/* ---- the clock ---------------------------------------------------------------------------- */

static void listener_start(Loop *loop);

static void ticked(uv_timer_t *timer)
{
    Loop *loop = timer->data;
    connections_sweep(loop);
    if (loop->stopping && uv_now(&loop->uv) >= loop->stop_by) connections_end(loop);
    if (loop->paused && !loop->stopping) listener_start(loop);
}

/* Made once a second. */
Str loop_date(Loop *loop)
{
    int64_t now = (int64_t)time(NULL);
    if (now != loop->date_second) {
        Arena *arena = arena_new();
        Buf b = buf_new(arena);
        http_date_write(&b, now);
        ensure(b.len <= sizeof loop->date);
        memcpy(loop->date, b.ptr, b.len);
        loop->date_length = b.len;
        loop->date_second = now;
        arena_free(arena);
    }
    return (Str){loop->date, loop->date_length};
}

/* ---- what others hand in ------------------------------------------------------------------ */

/* Under the lock. */
static void wake_send(Loop *loop)
{
    if (!loop->leaving) uv_async_send(&loop->wake);
}

void loop_wake(Loop *loop)
{
    pthread_mutex_lock(&loop->lock);
    wake_send(loop);
    pthread_mutex_unlock(&loop->lock);
}

void loop_give_socket(Loop *loop, int fd)
{
    pthread_mutex_lock(&loop->lock);
    if (loop->socket_count == loop->socket_room)
        loop->sockets =
            arena_grow(loop->arena, loop->sockets, &loop->socket_room, sizeof *loop->sockets);
    loop->sockets[loop->socket_count++] = fd;
    wake_send(loop);
    pthread_mutex_unlock(&loop->lock);
}

void loop_give_job(Loop *loop, Job *job)
{
    pthread_mutex_lock(&loop->lock);
    job->next = NULL;
    *loop->done_last = job;
    loop->done_last = &job->next;
    wake_send(loop);
    pthread_mutex_unlock(&loop->lock);
}

static int socket_take(Loop *loop)
{
    pthread_mutex_lock(&loop->lock);
    int fd = loop->socket_count > 0 ? loop->sockets[--loop->socket_count] : -1;
    pthread_mutex_unlock(&loop->lock);
    return fd;
}

static Job *jobs_take(Loop *loop)
{
    pthread_mutex_lock(&loop->lock);
    Job *jobs = loop->done;
    loop->done = NULL;
    loop->done_last = &loop->done;
    pthread_mutex_unlock(&loop->lock);
    return jobs;
}

static void woken(uv_async_t *async)
{
    Loop *loop = async->data;
    for (int fd; (fd = socket_take(loop)) >= 0;) {
        if (!loop->stopping) {
            connection_open(loop, fd);
            continue;
        }
        (void)close(fd);
        atomic_fetch_sub(&loop->connection_count, 1);
    }
    for (Job *job = jobs_take(loop), *next; job; job = next) {
        next = job->next; /* its memory goes with its connection */
        connection_job_done(job);
    }
    connections_resume(loop);
    if (atomic_load(&loop->server->stopping)) loop_stop(loop);
}

/* ---- new connections ---------------------------------------------------------------------- */

static Loop *loop_of_fewest(HttpServer *server)
{
    Loop *best = server->loops[0];
    for (unsigned i = 1; i < server->options.loops; i++)
        if (atomic_load(&server->loops[i]->connection_count) < atomic_load(&best->connection_count))
            best = server->loops[i];
    return best;
}

/* The count goes up here, so that the next socket goes elsewhere. */
static void socket_place(Loop *loop, int fd)
{
    Loop *target = loop_of_fewest(loop->server);
    atomic_fetch_add(&target->connection_count, 1);
    if (target == loop)
        connection_open(loop, fd);
    else
        loop_give_socket(target, fd);
}

static bool server_is_full(const HttpServer *server)
{
    unsigned count = 0;
    for (unsigned i = 0; i < server->options.loops; i++)
        count += atomic_load(&server->loops[i]->connection_count);
    return count >= server->options.connections;
}

static void connections_came(uv_poll_t *poll, int status, int events)
{
    Loop *loop = poll->data;
    (void)events;
    for (int n = 0; status == 0 && n < ACCEPT_MOST; n++) {
        int fd = accept4(loop->server->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            /* out of descriptors: asked again at the next tick, not at once and for ever */
            bool exhausted = errno == EMFILE || errno == ENFILE || errno == ENOMEM;
            if (exhausted && uv_poll_stop(poll) == 0) loop->paused = true;
            return;
        }
        count_up(&loop->counters.accepted, 1);
        if (server_is_full(loop->server)) {
            count_up(&loop->counters.turned_away, 1);
            (void)close(fd);
        } else {
            socket_place(loop, fd);
        }
    }
}

static void listener_start(Loop *loop)
{
    loop->paused = uv_poll_start(&loop->listener, UV_READABLE, connections_came) != 0;
}

bool loop_listen(Loop *loop)
{
    if (uv_poll_init(&loop->uv, &loop->listener, loop->server->listener) != 0) return false;
    loop->listener.data = loop;
    loop->listening = true;
    return true;
}

/* ---- a loop's life ------------------------------------------------------------------------ */

static void signal_came(uv_signal_t *signal, int number)
{
    const Loop *loop = signal->data;
    (void)number;
    http_server_stop(loop->server);
}

static void signals_start(Loop *loop)
{
    loop->signals = true;
    uv_signal_init(&loop->uv, &loop->interrupt);
    uv_signal_init(&loop->uv, &loop->terminate);
    loop->interrupt.data = loop->terminate.data = loop;
    uv_signal_start(&loop->interrupt, signal_came, SIGINT);
    uv_signal_start(&loop->terminate, signal_came, SIGTERM);
}

bool loop_open(Loop *loop)
{
    loop->done_last = &loop->done;
    ensure(pthread_mutex_init(&loop->lock, NULL) == 0);
    if (uv_loop_init(&loop->uv) != 0) return false;
    loop->open = true;
    loop->wake.data = loop->tick.data = loop;
    if (uv_async_init(&loop->uv, &loop->wake, woken) != 0) return false;
    return uv_timer_init(&loop->uv, &loop->tick) == 0;
}

void loop_run(Loop *loop)
{
    if (loop->index == 0 && !loop->server->options.ignore_signals) signals_start(loop);
    if (loop->listening) listener_start(loop);
    uv_timer_start(&loop->tick, ticked, TICK_MILLISECONDS, TICK_MILLISECONDS);
    loop_wake(loop); /* it may have been stopped before it ran */
    uv_run(&loop->uv, UV_RUN_DEFAULT);
}

void loop_close(Loop *loop)
{
    if (!loop->open) return;
    if (!loop->leaving) { /* it never ran */
        loop->stopping = loop->leaving = true;
        if (loop->listening) handle_close(&loop->listener);
        handle_close(&loop->wake);
        handle_close(&loop->tick);
        uv_run(&loop->uv, UV_RUN_DEFAULT);
    }
    ensure(uv_loop_close(&loop->uv) == 0);
    for (int fd; (fd = socket_take(loop)) >= 0;)
        (void)close(fd);
    loop->open = false;
}
