/* task_blocking.c -- threads for work that blocks: made when needed, up to a number, kept for a while. */
#include "deadline.h"
#include "task_internal.h"

#include <pthread.h>

typedef struct idle_thread {
    struct idle_thread *next;
    am_task_state *job;
    _Atomic uint32_t called;
} idle_thread;

static struct {
    am_latch latch;
    am_task_list jobs;
    idle_thread *idle;
    unsigned threads;
    bool stopping;
    _Atomic uint32_t gone; /* counts ends of threads */
} pool;

/* ---- threads ---- */

static void forget(idle_thread *self) {
    idle_thread **link = &pool.idle;
    while (*link != self)
        link = &(*link)->next;
    *link = self->next;
}

/* The next job, or NULL: nothing came for a while. The latch is locked, before and after. */
static am_task_state *next_job(void) {
    am_task_state *job = task_list_take(&pool.jobs);
    if (job != NULL || pool.stopping)
        return job;
    idle_thread self = {.next = pool.idle};
    pool.idle = &self;
    latch_unlock(&pool.latch);
    struct timespec until = deadline_at(am_clock_in_(am_runtime_options_()->keep_alive));
    while (atomic_load(&self.called) == 0 && futex_wait_until(&self.called, 0, UINT32_MAX, &until))
        ;
    latch_lock(&pool.latch);
    if (atomic_load(&self.called) == 0)
        forget(&self);
    return self.job;
}

static void thread_ends(void) {
    pool.threads--;
    latch_unlock(&pool.latch);
    atomic_fetch_add(&pool.gone, 1);
    futex_wake(&pool.gone, FUTEX_ALL, UINT32_MAX);
}

static void finish(am_task_state *job, am_status outcome) {
    job->outcome = (uint8_t)outcome;
    am_task_complete_(job);
}

/* The job ended its thread. */
static void left_early(void *job) {
    am_self_abandon_();
    checked_run(NULL);
    finish(job, AM_ENDED_EARLY);
    latch_lock(&pool.latch);
    thread_ends();
}

static void run(am_task_state *job) {
    atomic_store(&job->phase, TASK_RUNNING);
    checked_run(job->holder);
    pthread_cleanup_push(left_early, job);
    job->entry(job->argument, job->result);
    pthread_cleanup_pop(0);
    /* As at the end of a thread of its own: what it left locked is poisoned. */
    am_self_abandon_();
    am_self_.ending = false;
    checked_run(NULL);
    finish(job, AM_OK);
}

static void *work(void *first) {
    am_task_state *job = first;
    while (job != NULL) {
        run(job);
        latch_lock(&pool.latch);
        job = next_job();
        if (job == NULL)
            thread_ends();
        else
            latch_unlock(&pool.latch);
    }
    return NULL;
}

static bool start_thread(am_task_state *job) {
    pthread_attr_t detached;
    pthread_t thread;
    if (pthread_attr_init(&detached) != 0)
        return false;
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    bool started = pthread_create(&thread, &detached, work, job) == 0;
    pthread_attr_destroy(&detached);
    return started;
}

/* ---- jobs ---- */

static void call(am_task_state *job) {
    idle_thread *thread = pool.idle;
    pool.idle = thread->next;
    thread->job = job;
    _Atomic uint32_t *called = &thread->called;
    atomic_store(called, 1);
    futex_wake_one(called);
}

bool am_pool_submit_(am_task_state *job) {
    bool accepted = true;
    latch_lock(&pool.latch);
    pool.stopping = false;
    if (pool.idle != NULL) {
        call(job);
    } else if (pool.threads < am_runtime_options_()->blocking_threads && start_thread(job)) {
        pool.threads++;
    } else if (pool.threads > 0) {
        task_list_append(&pool.jobs, job);
    } else {
        accepted = false;
    }
    latch_unlock(&pool.latch);
    return accepted;
}

bool am_pool_withdraw_(am_task_state *job) {
    bool found = false;
    am_task_list kept = {0};
    latch_lock(&pool.latch);
    for (am_task_state *each; (each = task_list_take(&pool.jobs)) != NULL;) {
        if (each == job)
            found = true;
        else
            task_list_append(&kept, each);
    }
    pool.jobs = kept;
    latch_unlock(&pool.latch);
    return found;
}

void am_pool_stop_(void) {
    latch_lock(&pool.latch);
    pool.stopping = true;
    while (pool.idle != NULL)
        call(NULL);
    while (pool.threads > 0) {
        uint32_t gone = atomic_load(&pool.gone);
        latch_unlock(&pool.latch);
        futex_wait(&pool.gone, gone);
        latch_lock(&pool.latch);
    }
    latch_unlock(&pool.latch);
}
