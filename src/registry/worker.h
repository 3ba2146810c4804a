/* A thread that does one job after the other, in the order in which they were given, while whoever
 * gives them goes on. Private to registry.
 *
 *     Worker *worker = worker_new(arena);       // ends with the arena, when all is done
 *     worker_give(worker, sort_block, block);   // waits while WORKER_JOBS others wait
 *     worker_wait(worker);                      // until nothing is left to do
 *
 * What a job touches is the thread's from worker_give to worker_wait. */
#ifndef REGISTRY_WORKER_H
#define REGISTRY_WORKER_H

#include "base/base.h"

enum { WORKER_JOBS = 4 };
typedef struct Worker Worker;
Worker *worker_new(Arena *arena);
void worker_give(Worker *worker, void (*job)(void *), void *argument);
void worker_wait(Worker *worker);
void worker_wait_for(Worker *worker, size_t left); /* until so many are left at most */

#endif
