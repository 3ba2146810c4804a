/* Two lists of rows: one is filled by the loops, the other written. A row is short and its memory
 * that of its list; texts of routes are constant. */
#include "web/log.h"

#include <pthread.h>
#include <time.h>

typedef struct {
    Arena *arena;
    AccessRow *rows;
    size_t count, capacity;
} Rows;

struct Log {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t thread;
    Work *work;
    Rows lists[2];
    int filling;
    int64_t lost;
    bool ending;
};

static void rows_write(Log *log, Rows *rows)
{
    log->work->now = rows->count ? rows->rows[rows->count - 1].instant : log->work->now;
    bool good = rows->count == 0 || access_log_append(log->work, rows->rows, rows->count);
    if (rows->count > 0) sessions_note(log->work);
    pthread_mutex_lock(&log->lock);
    if (!good) log->lost += (int64_t)rows->count;
    pthread_mutex_unlock(&log->lock);
    log->work->error = (Error){.code = ERR_NONE};
    arena_reset(rows->arena);
    rows->rows = NULL;
    rows->count = rows->capacity = 0;
}

static void *log_run(void *argument)
{
    Log *log = argument;
    bool ending = false;
    while (!ending) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += 1;
        pthread_mutex_lock(&log->lock);
        if (!log->ending) pthread_cond_timedwait(&log->wake, &log->lock, &until);
        ending = log->ending;
        Rows *rows = &log->lists[log->filling];
        log->filling = !log->filling;
        pthread_mutex_unlock(&log->lock);
        rows_write(log, rows);
    }
    return NULL;
}

bool log_begin(Work *w, Store *store, Log **out)
{
    Log *log = NEW(w->arena, Log);
    log->work = work_new();
    log->work->store = store;
    for (int i = 0; i < 2; i++)
        log->lists[i].arena = arena_new();
    ensure(pthread_mutex_init(&log->lock, NULL) == 0);
    ensure(pthread_cond_init(&log->wake, NULL) == 0);
    if (pthread_create(&log->thread, NULL, log_run, log) != 0)
        return fail(w, ERR_STORE, "no thread for the access log");
    *out = log;
    return true;
}

void log_row(Log *log, AccessRow row)
{
    pthread_mutex_lock(&log->lock);
    Rows *rows = &log->lists[log->filling];
    if (rows->count == rows->capacity)
        rows->rows = arena_grow(rows->arena, rows->rows, &rows->capacity, sizeof *rows->rows);
    row.subject = str_copy(rows->arena, row.subject);
    rows->rows[rows->count++] = row;
    pthread_mutex_unlock(&log->lock);
}

int64_t log_lost(Log *log)
{
    pthread_mutex_lock(&log->lock);
    int64_t lost = log->lost;
    pthread_mutex_unlock(&log->lock);
    return lost;
}

void log_end(Log *log)
{
    pthread_mutex_lock(&log->lock);
    log->ending = true;
    pthread_cond_signal(&log->wake);
    pthread_mutex_unlock(&log->lock);
    pthread_join(log->thread, NULL);
    rows_write(log, &log->lists[log->filling]);
    for (int i = 0; i < 2; i++)
        arena_free(log->lists[i].arena);
    pthread_cond_destroy(&log->wake);
    pthread_mutex_destroy(&log->lock);
    work_free(log->work);
}
