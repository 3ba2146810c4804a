/* For the tests of http: a server in a thread of its own, and a client that sends what it likes. */
#ifndef HTTP_TEST_H
#define HTTP_TEST_H

#include "base/test.h"
#include "http/http.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
    Work *work;
    HttpServer *server;
    pthread_t thread;
    bool stopped;
} Running;

static inline void *server_serve(void *argument)
{
    http_server_run(((Running *)argument)->server);
    return NULL;
}

static inline bool server_begin(Running *running, HttpOptions options)
{
    *running = (Running){.work = work_new()};
    options.ignore_signals = true;
    if (!http_server_new(running->work, &options, &running->server)) return false;
    return pthread_create(&running->thread, NULL, server_serve, running) == 0;
}

static inline void server_end(Running *running)
{
    if (!running->stopped) http_server_stop(running->server);
    pthread_join(running->thread, NULL);
    work_free(running->work);
}

static inline int dial(const Running *running)
{
    struct sockaddr_in where = {.sin_family = AF_INET,
                                .sin_port = htons((uint16_t)http_server_port(running->server)),
                                .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&where, sizeof where), 0);
    struct timeval patience = {20, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return fd;
}

static inline void say(int fd, Str bytes)
{
    while (bytes.len > 0) {
        ssize_t n = send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);
        assert_true(n > 0);
        bytes = str_from(bytes, (size_t)n);
    }
}

/* Everything until the server closes. */
static inline Str hear(Arena *arena, int fd)
{
    Buf b = buf_new(arena);
    char room[4096];
    for (ssize_t n; (n = recv(fd, room, sizeof room, 0)) > 0;)
        buf_add(&b, (Str){room, (size_t)n});
    close(fd);
    return buf_str(&b);
}

static inline Str ask(Arena *arena, const Running *running, Str bytes)
{
    int fd = dial(running);
    say(fd, bytes);
    return hear(arena, fd);
}

/* One answer with a Content-Length; the connection stays. */
static inline Str hear_one(Arena *arena, int fd)
{
    Buf b = buf_new(arena);
    char c;
    while (!str_ends(buf_str(&b), STR("\r\n\r\n")) && recv(fd, &c, 1, 0) == 1)
        buf_byte(&b, c);
    Str head = buf_str(&b), number = STR("");
    ptrdiff_t at = str_find(head, STR("Content-Length: "));
    int64_t length = 0;
    if (at >= 0) {
        Str rest = str_from(head, (size_t)at + 16);
        assert_true(str_split(&rest, '\r', &number) && str_int(number, &length));
    }
    while (length-- > 0 && recv(fd, &c, 1, 0) == 1)
        buf_byte(&b, c);
    return buf_str(&b);
}

static inline bool has(Str text, const char *part)
{
    return str_find(text, str_of(part)) >= 0;
}

#endif
