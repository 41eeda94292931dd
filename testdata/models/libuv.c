/* libuv.c -- libuv's mutexes, read-write locks, semaphores, threads and calls that wait. */
// RUN-FLAGS: -Itestdata/include/uv
#include <stddef.h>
#include <uv.h>

struct pool {
    uv_mutex_t mu;
    uv_mutex_t nested;
    uv_rwlock_t rw;
    uv_cond_t changed;
    uv_sem_t slots;
    uv_barrier_t start;
    uv_thread_t thread;
    uv_work_t request;
    int count;
};

static uv_once_t once;
static uv_mutex_t table_mu;

int make(struct pool *p) {
    if (uv_mutex_init(&p->mu) != 0)
        return -1;
    return uv_mutex_init_recursive(&p->nested);
}

/* ---- mutexes ---- */

void mutex_bad(struct pool *p) {
    uv_mutex_lock(&p->mu);
    p->count++;
    uv_mutex_lock(&p->mu); // expected-warning {{'p->mu' is locked again while this thread already holds it}}
    uv_mutex_unlock(&p->mu);
    uv_mutex_unlock(&p->mu);
}

void recursive_ok(struct pool *p) {
    uv_mutex_lock(&p->nested);
    uv_mutex_lock(&p->nested);
    p->count++;
    uv_mutex_unlock(&p->nested);
    uv_mutex_unlock(&p->nested);
}

void local_ok(void) {
    uv_mutex_t mine;

    if (uv_mutex_init_recursive(&mine) != 0)
        return;
    uv_mutex_lock(&mine);
    uv_mutex_lock(&mine);
    uv_mutex_unlock(&mine);
    uv_mutex_unlock(&mine);
    uv_mutex_destroy(&mine);
}

/* 0 means that it was taken. */
void tried_bad(struct pool *p) {
    if (uv_mutex_trylock(&p->mu) == 0) {
        uv_sleep(10); // expected-warning {{'p->mu' is held across 'uv_sleep', which sleeps}}
        uv_mutex_unlock(&p->mu);
    }
}

void tried_in_vain_ok(struct pool *p) {
    if (uv_mutex_trylock(&p->mu)) {
        uv_sleep(10);
        uv_mutex_lock(&p->mu);
    }
    p->count++;
    uv_mutex_unlock(&p->mu);
}

/* ---- read-write locks ---- */

void write_write_bad(struct pool *p) {
    uv_rwlock_wrlock(&p->rw);
    // expected-warning@+1 {{'p->rw' is write-locked while this thread already holds it for writing}}
    uv_rwlock_wrlock(&p->rw);
    p->count++;
    uv_rwlock_wrunlock(&p->rw);
    uv_rwlock_wrunlock(&p->rw);
}

int tried_write_read_bad(struct pool *p) {
    int count;

    if (uv_rwlock_trywrlock(&p->rw) != 0)
        return -1;
    // expected-warning@+1 {{'p->rw' is read-locked while this thread already holds it for writing}}
    uv_rwlock_rdlock(&p->rw);
    count = p->count;
    uv_rwlock_rdunlock(&p->rw);
    uv_rwlock_wrunlock(&p->rw);
    return count;
}

int read_ok(struct pool *p) {
    int count = 0;

    uv_rwlock_rdlock(&p->rw);
    count = p->count;
    uv_rwlock_rdunlock(&p->rw);
    uv_rwlock_wrlock(&p->rw);
    p->count = 0;
    uv_rwlock_wrunlock(&p->rw);
    return count;
}

void tried_read_bad(struct pool *p) {
    if (uv_rwlock_tryrdlock(&p->rw) == 0) {
        uv_sleep(10); // expected-warning {{'p->rw' is held across 'uv_sleep', which sleeps}}
        uv_rwlock_rdunlock(&p->rw);
    }
}

/* ---- conditions, semaphores, barriers ---- */

void wait_ok(struct pool *p) {
    uv_mutex_lock(&p->mu);
    while (p->count == 0)
        uv_cond_wait(&p->changed, &p->mu);
    p->count--;
    uv_mutex_unlock(&p->mu);
    uv_sem_wait(&p->slots);
}

int timed_wait_bad(struct pool *p) {
    uv_mutex_lock(&p->mu);
    while (p->count == 0)
        if (uv_cond_timedwait(&p->changed, &p->mu, 1000) != 0) {
            uv_mutex_lock(&p->mu); // expected-warning {{'p->mu' is locked again while this thread already holds it}}
            uv_mutex_unlock(&p->mu);
            uv_mutex_unlock(&p->mu);
            return -1;
        }
    uv_mutex_unlock(&p->mu);
    return 0;
}

void semaphore_bad(struct pool *p) {
    uv_mutex_lock(&p->mu);
    if (uv_sem_trywait(&p->slots) != 0)
        uv_sem_wait(&p->slots); // expected-warning {{'p->mu' is held across 'uv_sem_wait', which waits for a signal}}
    uv_mutex_unlock(&p->mu);
    uv_sem_post(&p->slots);
}

void semaphore_twice_ok(struct pool *p) {
    uv_sem_wait(&p->slots);
    uv_sem_wait(&p->slots);
    uv_sem_post(&p->slots);
}

void barrier_bad(struct pool *p) {
    uv_mutex_lock(&p->mu);
    uv_barrier_wait(&p->start); // expected-warning {{'p->mu' is held across 'uv_barrier_wait'}}
    uv_mutex_unlock(&p->mu);
}

/* ---- threads and work ---- */

static void fill(void) {
    uv_mutex_lock(&table_mu);
    uv_mutex_unlock(&table_mu);
}

void once_bad(void) {
    uv_mutex_lock(&table_mu);
    uv_once(&once, fill); // expected-warning {{'table_mu' is locked again while this thread already holds it}}
    uv_mutex_unlock(&table_mu);
}

static void run(void *argument) {
    struct pool *p = argument;

    uv_mutex_lock(&p->mu);
    p->count++;
    uv_mutex_unlock(&p->mu);
}

static void work(uv_work_t *request) {
    run(request->data);
}

static void after(uv_work_t *request, int status) {
    if (status == 0)
        run(request->data);
}

void spawn_ok(struct pool *p, uv_loop_t *loop) {
    uv_mutex_lock(&p->mu);
    uv_thread_create(&p->thread, run, p);
    uv_queue_work(loop, &p->request, work, after);
    uv_mutex_unlock(&p->mu);
    uv_thread_join(&p->thread);
}

void join_bad(struct pool *p) {
    uv_mutex_lock(&p->mu);
    uv_thread_join(&p->thread); // expected-warning {{'p->mu' is held across 'uv_thread_join', which waits for a thread}}
    uv_mutex_unlock(&p->mu);
}

void run_bad(struct pool *p, uv_loop_t *loop) {
    uv_mutex_lock(&p->mu);
    uv_run(loop, UV_RUN_NOWAIT);
    uv_run(loop, UV_RUN_ONCE); // expected-warning {{'p->mu' is held across 'uv_run', which may wait for input}}
    uv_mutex_unlock(&p->mu);
}

static void resolved(uv_getaddrinfo_t *request, int status, void *result) {
    (void)request;
    (void)status;
    (void)result;
}

void resolve_bad(struct pool *p, uv_loop_t *loop, uv_getaddrinfo_t *request) {
    uv_mutex_lock(&p->mu);
    uv_getaddrinfo(loop, request, resolved, "host", NULL, NULL);
    // expected-warning@+1 {{'p->mu' is held across 'uv_getaddrinfo', which may wait for a name server}}
    uv_getaddrinfo(loop, request, NULL, "host", NULL, NULL);
    uv_mutex_unlock(&p->mu);
}
