/* The threads beside the loops. Workers take one job at a time. The writer takes all that wait, as
 * far as they may run together, and answers none before the whole group is durable: ten clerks who
 * press a button at once wait for one sync of the disk, not for ten. Read writer_main first. */
#include "http/serve.h"
#include "http/words.def"

enum { GROUP_MOST = 64 };

/* ---- queues ------------------------------------------------------------------------------- */

void queue_init(Queue *queue, unsigned limit)
{
    *queue = (Queue){.limit = limit};
    queue->last = &queue->first;
    ensure(pthread_mutex_init(&queue->lock, NULL) == 0);
    ensure(pthread_cond_init(&queue->filled, NULL) == 0);
}

void queue_end(Queue *queue)
{
    ensure(!queue->first);
    (void)pthread_cond_destroy(&queue->filled);
    (void)pthread_mutex_destroy(&queue->lock);
}

bool queue_put(Queue *queue, Job *job)
{
    pthread_mutex_lock(&queue->lock);
    bool taken = queue->count < queue->limit && !queue->closed;
    if (taken) {
        job->next = NULL;
        *queue->last = job;
        queue->last = &job->next;
        queue->count++;
        pthread_cond_signal(&queue->filled);
    }
    pthread_mutex_unlock(&queue->lock);
    return taken;
}

/* Under the lock. */
static Job *first_take(Queue *queue)
{
    Job *job = queue->first;
    queue->first = job->next;
    if (!queue->first) queue->last = &queue->first;
    queue->count--;
    job->next = NULL;
    return job;
}

static bool is_slow(const Job *job)
{
    return job->call.route->flags & HTTP_SLOW;
}

Job *queue_take_group(Queue *queue, unsigned most)
{
    Job *group = NULL, **last = &group;
    pthread_mutex_lock(&queue->lock);
    while (!queue->first && !queue->closed)
        pthread_cond_wait(&queue->filled, &queue->lock);
    bool alone = queue->first && is_slow(queue->first);
    for (unsigned n = 0; queue->first && n < most; n++) {
        if (n > 0 && (alone || is_slow(queue->first))) break;
        *last = first_take(queue);
        last = &(*last)->next;
    }
    pthread_mutex_unlock(&queue->lock);
    return group;
}

Job *queue_take(Queue *queue)
{
    return queue_take_group(queue, 1);
}

void queue_close(Queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->closed = true;
    pthread_cond_broadcast(&queue->filled);
    pthread_mutex_unlock(&queue->lock);
}

unsigned queue_count(Queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    unsigned count = queue->count;
    pthread_mutex_unlock(&queue->lock);
    return count;
}

/* ---- threads ------------------------------------------------------------------------------ */

static void job_return(const Helper *helper, Job *job)
{
    job->answer = http_answer_prepare(&job->call, helper->packer);
    loop_give_job(job->loop, job);
}

void *worker_main(void *argument)
{
    Helper *helper = argument;
    for (Job *job; (job = queue_take(&helper->server->work_queue));) {
        job->call.thread = helper->own;
        http_handle(&helper->server->options, &job->call);
        job_return(helper, job);
    }
    return NULL;
}

static void job_lose(const Helper *helper, Job *job)
{
    job->call.response = (HttpResponse){.status = 503, .retry = STR("5")};
    job->call.reason = STR(SAY_NOT_KEPT);
    http_refusal(&helper->server->options, &job->call);
}

static bool group_run(const Helper *helper, Job *group)
{
    const HttpOptions *options = &helper->server->options;
    if (options->group_begin && !options->group_begin(options->context, helper->own)) return false;
    for (Job *job = group; job; job = job->next)
        http_handle(options, &job->call);
    return !options->group_end || options->group_end(options->context, helper->own);
}

void *writer_main(void *argument)
{
    Helper *helper = argument;
    HttpServer *server = helper->server;
    for (Job *group; (group = queue_take_group(&server->write_queue, GROUP_MOST));) {
        for (Job *job = group; job; job = job->next)
            job->call.thread = helper->own;
        bool kept = group_run(helper, group);
        count_up(&server->groups, 1);
        if (!kept) count_up(&server->lost_groups, 1);
        for (Job *job = group, *next; job; job = next) {
            next = job->next; /* it is the loop's once it is returned */
            if (!kept) job_lose(helper, job);
            count_up(&server->group_posts, 1);
            job_return(helper, job);
        }
    }
    return NULL;
}
