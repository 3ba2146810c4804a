/* The server without pages, for bench/serve.py: one word, and what the parts of a request cost. It
 * serves until it is told to stop.
 *
 *     hello PORT
 *
 * /hello is a GET answered on the loop, /slow one on a worker, POST /post goes through the writer,
 * whose group takes as long as a sync of a good disk. */
#include "http/http.h"

#include <time.h>

enum { SYNC_NANOSECONDS = 500 * 1000 };

static void hello(HttpCall *call)
{
    call->response.type = STR("text/plain; charset=utf-8");
    buf_add(&call->response.body, STR("hello\n"));
}

static void post(HttpCall *call)
{
    call->response.status = 303;
    call->response.location = STR("/hello");
}

static bool group_end(void *context, void *thread)
{
    (void)context, (void)thread;
    (void)nanosleep(&(struct timespec){.tv_nsec = SYNC_NANOSECONDS}, NULL);
    return true;
}

int main(int count, char **arguments)
{
    static const HttpRoute routes[] = {
        {.pattern = "/hello", .handler = hello},
        {.pattern = "/post", .handler = post, .method = HTTP_POST},
        {.pattern = "/slow", .handler = hello, .flags = HTTP_SLOW},
    };
    Work *w = work_new();
    HttpServer *server;
    int64_t port = 0;
    if (count == 2 && !str_int(str_of(arguments[1]), &port)) return 64;
    HttpOptions options = {.port = (int)port,
                           .routes = routes,
                           .route_count = COUNT_OF(routes),
                           .group_end = group_end};
    bool good = http_server_new(w, &options, &server) && http_server_run(server);
    work_free(w);
    return good ? 0 : 1;
}
