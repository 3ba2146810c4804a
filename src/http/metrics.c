/* Figures of the server in the text format of Prometheus. Each loop counts for itself without a
 * lock; http_metrics adds up. */
#include "http/serve.h"

static const int64_t bucket_limits[METRIC_BUCKETS - 1] = {
    100, 250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 5000000};

void counters_init(Counters *counters, Arena *arena, size_t routes)
{
    counters->requests = NEW_ARRAY(arena, Counter, (routes + 1) * METRIC_CLASSES);
}

void counters_note(Counters *counters, size_t route, int status, int64_t microseconds)
{
    int class = status / 100 - 2;
    if (class < 0 || class >= METRIC_CLASSES) class = METRIC_CLASSES - 1;
    count_up(&counters->requests[route * METRIC_CLASSES + (size_t) class], 1);
    size_t bucket = 0;
    while (bucket < METRIC_BUCKETS - 1 && microseconds > bucket_limits[bucket])
        bucket++;
    count_up(&counters->buckets[bucket], 1);
    count_up(&counters->microseconds, (uint64_t)microseconds);
}

static unsigned long long value(const Counter *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

static void head(Buf *out, const char *name, const char *kind, const char *help)
{
    buf_format(out, "# HELP doudi_http_%s %s\n# TYPE doudi_http_%s %s\n", name, help, name, kind);
}

static void requests_write(const HttpServer *server, Buf *out)
{
    const HttpOptions *options = &server->options;
    head(out, "requests_total", "counter", "Requests by route and class of status.");
    for (size_t r = 0; r <= options->route_count; r++) {
        const HttpRoute *route = r < options->route_count ? &options->routes[r] : NULL;
        const char *name = !route ? "none" : route->name ? route->name : route->pattern;
        for (size_t k = 0; k < METRIC_CLASSES; k++) {
            unsigned long long sum = 0;
            for (unsigned i = 0; i < options->loops; i++)
                sum += value(&server->loops[i]->counters.requests[r * METRIC_CLASSES + k]);
            if (sum > 0)
                buf_format(out,
                           "doudi_http_requests_total{route=\"%s\",method=\"%s\",status=\"%zuxx\"} "
                           "%llu\n",
                           name, route && route->method == HTTP_POST ? "POST" : "GET", k + 2, sum);
        }
    }
}

static void times_write(const HttpServer *server, Buf *out)
{
    unsigned long long count = 0, microseconds = 0;
    head(out, "request_seconds", "histogram", "From the head of a request to its answer.");
    for (size_t b = 0; b < METRIC_BUCKETS; b++) {
        for (unsigned i = 0; i < server->options.loops; i++)
            count += value(&server->loops[i]->counters.buckets[b]);
        if (b < METRIC_BUCKETS - 1)
            buf_format(out, "doudi_http_request_seconds_bucket{le=\"%g\"} %llu\n",
                       (double)bucket_limits[b] / 1e6, count);
    }
    for (unsigned i = 0; i < server->options.loops; i++)
        microseconds += value(&server->loops[i]->counters.microseconds);
    buf_format(out,
               "doudi_http_request_seconds_bucket{le=\"+Inf\"} %llu\n"
               "doudi_http_request_seconds_sum %.6f\ndoudi_http_request_seconds_count %llu\n",
               count, (double)microseconds / 1e6, count);
}

static void number_write(Buf *out, const char *name, const char *help, unsigned long long number)
{
    size_t length = str_of(name).len;
    bool total = length > 6 && str_ends(str_of(name), STR("_total"));
    head(out, name, total ? "counter" : "gauge", help);
    buf_format(out, "doudi_http_%s %llu\n", name, number);
}

void http_metrics(HttpServer *server, Buf *out)
{
    unsigned long long open = 0, accepted = 0, turned_away = 0;
    requests_write(server, out);
    times_write(server, out);
    for (unsigned i = 0; i < server->options.loops; i++) {
        const Loop *loop = server->loops[i];
        open += atomic_load(&loop->connection_count);
        accepted += value(&loop->counters.accepted);
        turned_away += value(&loop->counters.turned_away);
    }
    number_write(out, "connections", "Open connections.", open);
    number_write(out, "connections_total", "Connections accepted.", accepted);
    number_write(out, "connections_refused_total", "Connections beyond a limit.", turned_away);
    number_write(out, "worker_queue", "Requests that wait for a worker.",
                 queue_count(&server->work_queue));
    number_write(out, "writer_queue", "Requests that wait for the writer.",
                 queue_count(&server->write_queue));
    number_write(out, "groups_total", "Groups of POSTs run together.", value(&server->groups));
    number_write(out, "group_posts_total", "POSTs in them.", value(&server->group_posts));
    number_write(out, "groups_lost_total", "Groups that did not become durable.",
                 value(&server->lost_groups));
}
