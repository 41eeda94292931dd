/* task_worker.h -- a thread that runs tasks, one after the other. */
#ifndef AM_TASK_WORKER_H
#define AM_TASK_WORKER_H

#include "task_internal.h"

typedef struct am_worker {
    am_task_state *task; /* runs now */
    am_context context;  /* its own */
    am_self self;        /* its own, while a task runs */
} am_worker;

/* Makes this thread a worker. */
void am_worker_begin_(am_worker *worker);
void am_worker_end_(void);

/* The worker of this thread; NULL: a plain thread. */
am_worker *am_worker_here_(void);

/* Runs the task until it waits, yields or ends, and sees to what it wants then. */
void am_worker_run_(am_worker *worker, am_task_state *task);

#endif
