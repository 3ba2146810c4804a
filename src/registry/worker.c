/* See worker.h: a ring of jobs under one lock. A job stays in the ring until it is done. */
#include "registry/worker.h"

#include <pthread.h>

typedef struct {
    void (*run)(void *);
    void *argument;
} Job;

struct Worker {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    Job jobs[WORKER_JOBS];
    size_t first, count; /* of the jobs not done yet */
    bool ends;
};

static void *work_off(void *argument)
{
    Worker *w = argument;
    pthread_mutex_lock(&w->lock);
    while (w->count || !w->ends) {
        if (!w->count) {
            pthread_cond_wait(&w->changed, &w->lock);
            continue;
        }
        Job job = w->jobs[w->first];
        pthread_mutex_unlock(&w->lock);
        job.run(job.argument);
        pthread_mutex_lock(&w->lock);
        w->first = (w->first + 1) % WORKER_JOBS;
        w->count--;
        pthread_cond_broadcast(&w->changed);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

static void worker_end(void *worker)
{
    Worker *w = worker;
    pthread_mutex_lock(&w->lock);
    w->ends = true;
    pthread_cond_broadcast(&w->changed);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    pthread_cond_destroy(&w->changed);
    pthread_mutex_destroy(&w->lock);
}

Worker *worker_new(Arena *arena)
{
    Worker *w = NEW(arena, Worker);
    ensure_memory(pthread_mutex_init(&w->lock, NULL) == 0);
    ensure_memory(pthread_cond_init(&w->changed, NULL) == 0);
    ensure_memory(pthread_create(&w->thread, NULL, work_off, w) == 0);
    arena_on_free(arena, worker_end, w);
    return w;
}

void worker_give(Worker *w, void (*job)(void *), void *argument)
{
    pthread_mutex_lock(&w->lock);
    while (w->count == WORKER_JOBS)
        pthread_cond_wait(&w->changed, &w->lock);
    w->jobs[(w->first + w->count++) % WORKER_JOBS] = (Job){job, argument};
    pthread_cond_broadcast(&w->changed);
    pthread_mutex_unlock(&w->lock);
}

void worker_wait(Worker *w)
{
    worker_wait_for(w, 0);
}

void worker_wait_for(Worker *w, size_t left)
{
    pthread_mutex_lock(&w->lock);
    while (w->count > left)
        pthread_cond_wait(&w->changed, &w->lock);
    pthread_mutex_unlock(&w->lock);
}
