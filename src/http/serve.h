/* Private to http: what the threads of the server share.
 *
 *     loop 0 accepts and hands sockets round ──> loop 1 … each owns its connections and uv loop
 *        │ GET: handler at once
 *        ├ HTTP_SLOW, HTTP_READS ──> workers' queue ──> worker ──┐
 *        └ POST ──> writer's queue ──> writer, in groups ────────┴──> back to its loop: sent
 *
 * A request's arena belongs to one thread at a time: the loop's, or while its Job is out, that of
 * the thread which runs it. Queues and a loop's inbox are the only things under a lock. */
#ifndef HTTP_SERVE_H
#define HTTP_SERVE_H

#include "http/http.h"

#include <pthread.h>
#include <stdatomic.h>
#include <uv.h>

/* ---- answers: answer.c, route.c, pack.c ----------------------------------------------------- */

/* What goes over the wire for a call. */
typedef struct {
    Str content;
    bool packed; /* gzip */
    bool varies; /* would be packed for another */
} Answer;
/* Fills the page of a refusal (status >= 400 stands already). */
void http_refusal(const HttpOptions *options, HttpCall *call);
/* Runs the route's handler; what it refuses without a page gets one. */
void http_handle(const HttpOptions *options, HttpCall *call);
/* "Date: …" with its line end. */
void http_date_write(Buf *out, int64_t now);
typedef struct {
    Str date; /* a whole line */
    bool keep_alive;
} HeadAround;
void http_answer_head(Buf *out, const HttpResponse *response, const Answer *answer,
                      const HeadAround *around);

/* A deflate stream of one thread, used again and again. */
typedef struct Packer Packer;
Packer *packer_new(Arena *arena);
/* False when it would not be shorter. */
bool packer_pack(Packer *packer, Arena *arena, Str bytes, Str *out);
/* What is sent: nothing if the browser knows it, else packed if it may be. */
Answer http_answer_prepare(HttpCall *call, Packer *packer);

/* ---- bodies: spool.c ------------------------------------------------------------------------ */

/* A body as it comes in: in memory at first, beyond SPOOL_BYTES in a file without a name. */
enum { SPOOL_BYTES = 64 * 1024 };
typedef struct {
    Arena *arena;
    const char *folder;
    Buf memory;
    int fd; /* -1: in memory */
    int64_t size;
    void *map;
} Spool;
/* Lives in memory that outlives the arena, whose end closes it. */
void spool_begin(Spool *spool, Arena *arena, const char *folder);
bool spool_add(Spool *spool, Str data); /* false: no room on the disk */
bool spool_end(Spool *spool, Str *whole);

/* ---- threads: queue.c ----------------------------------------------------------------------- */

struct Connection;
struct Loop;
typedef struct Job {
    struct Job *next;
    struct Connection *connection;
    struct Loop *loop;
    HttpCall call;
    Answer answer;
    int64_t began; /* microseconds */
} Job;

typedef struct {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    Job *first, **last;
    unsigned count, limit;
    bool closed;
} Queue;
void queue_init(Queue *queue, unsigned limit);
void queue_end(Queue *queue);
bool queue_put(Queue *queue, Job *job); /* false: full */
/* Waits for one job; NULL when the queue is closed and empty. */
Job *queue_take(Queue *queue);
/* Those that may run together with the first: at most `most`, none of them slow. */
Job *queue_take_group(Queue *queue, unsigned most);
void queue_close(Queue *queue);
unsigned queue_count(Queue *queue);

/* A thread beside the loops. */
typedef struct {
    struct HttpServer *server;
    HttpThreadKind kind;
    void *own;
    Packer *packer;
    pthread_t id;
    bool running;
} Helper;
void *worker_main(void *helper);
void *writer_main(void *helper);

/* ---- figures: metrics.c --------------------------------------------------------------------- */

enum { METRIC_CLASSES = 4, METRIC_BUCKETS = 15 };
typedef _Atomic uint64_t Counter;
/* Of one loop; only its thread counts, anybody reads. */
typedef struct {
    Counter *requests; /* by route, the last for none, and class of status from 2xx */
    Counter buckets[METRIC_BUCKETS];
    Counter microseconds;
    Counter accepted, turned_away;
} Counters;
/* One thread writes it, so no locked addition is needed. */
static inline void count_up(Counter *counter, uint64_t by)
{
    uint64_t now = atomic_load_explicit(counter, memory_order_relaxed);
    atomic_store_explicit(counter, now + by, memory_order_relaxed);
}
void counters_init(Counters *counters, Arena *arena, size_t routes);
void counters_note(Counters *counters, size_t route, int status, int64_t microseconds);

/* ---- the server: server.c, loop.c, connection.c --------------------------------------------- */

enum { ROOM_BYTES = 64 * 1024, PEER_SLOTS = 1024, TICK_MILLISECONDS = 100 };

typedef struct Loop {
    struct HttpServer *server;
    unsigned index;
    void *own; /* of thread_start */
    Packer *packer;
    Arena *arena;
    pthread_t id;
    uv_loop_t uv;
    uv_async_t wake;
    uv_timer_t tick;
    uv_poll_t listener; /* of loop 0 */
    uv_signal_t interrupt, terminate;
    bool listening, paused, signals, open, stopping, leaving;
    uint64_t stop_by;
    struct Connection *connections;
    _Atomic unsigned connection_count;

    pthread_mutex_t lock; /* over what others hand in */
    int *sockets;
    size_t socket_count, socket_room;
    Job *done, **done_last;

    char date[64];
    size_t date_length;
    int64_t date_second;
    Counters counters;
    char room[ROOM_BYTES]; /* for bytes that nobody keeps as they are */
} Loop;

struct HttpServer {
    Work *work;
    HttpOptions options;
    Loop **loops;
    Helper *helpers; /* the workers, then the writer */
    unsigned helper_count;
    Queue work_queue, write_queue;
    Counter groups, group_posts, lost_groups;
    _Atomic unsigned peers[PEER_SLOTS]; /* open connections by hash of address */
    _Atomic bool stopping;
    int listener; /* -1: closed */
    int port;
    bool loopback;
};

bool loop_open(Loop *loop);
bool loop_listen(Loop *loop);
void loop_run(Loop *loop);
void loop_wake(Loop *loop);
void loop_close(Loop *loop); /* whatever is still open */
/* From another thread: a new socket, a job that was run. */
void loop_give_socket(Loop *loop, int fd);
void loop_give_job(Loop *loop, Job *job);
Str loop_date(Loop *loop);
/* When the last connection has gone and the server is stopping. */
void loop_leave(Loop *loop);

void connection_open(Loop *loop, int fd);
void connections_resume(Loop *loop); /* those that gave way to others */
void connections_sweep(Loop *loop);  /* closes those that are late */
void connections_stop(Loop *loop);   /* closes those that wait for a request */
void connections_end(Loop *loop);    /* closes all */
void connection_job_done(Job *job);

#endif
