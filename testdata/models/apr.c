/* apr.c -- APR's mutexes, of which the flag tells whether they nest, its read-write locks, threads and sleep. */
// RUN-FLAGS: -Itestdata/include/apr
#include <apr_thread.h>
#include <stddef.h>

struct server {
    apr_thread_mutex_t *plain;
    apr_thread_mutex_t *nested;
    apr_thread_mutex_t *chosen;
    apr_thread_mutex_t *borrowed;
    apr_thread_rwlock_t *rw;
    apr_thread_cond_t *changed;
    apr_global_mutex_t *global;
    apr_proc_mutex_t *process;
    int count;
};

apr_status_t make(struct server *s, apr_thread_mutex_t *given, apr_pool_t *pool) {
    apr_status_t status = apr_thread_mutex_create(&s->plain, APR_THREAD_MUTEX_UNNESTED, pool);

    if (status == APR_SUCCESS)
        status = apr_thread_mutex_create(&s->nested, APR_THREAD_MUTEX_NESTED, pool);
    if (status == APR_SUCCESS)
        status = apr_thread_mutex_create(&s->chosen, APR_THREAD_MUTEX_DEFAULT, pool);
    if (status == APR_SUCCESS && !given)
        status = apr_thread_mutex_create(&s->borrowed, APR_THREAD_MUTEX_UNNESTED, pool);
    if (given)
        s->borrowed = given;
    return status;
}

/* ---- nested or not ---- */

void unnested_bad(struct server *s) {
    apr_thread_mutex_lock(s->plain);
    s->count++;
    apr_thread_mutex_lock(s->plain); // expected-warning {{'s->plain' is locked again while this thread already holds it}}
    apr_thread_mutex_unlock(s->plain);
    apr_thread_mutex_unlock(s->plain);
}

void nested_ok(struct server *s) {
    apr_thread_mutex_lock(s->nested);
    apr_thread_mutex_lock(s->nested);
    s->count++;
    apr_thread_mutex_unlock(s->nested);
    apr_thread_mutex_unlock(s->nested);
}

/* The platform decides. */
void default_ok(struct server *s) {
    apr_thread_mutex_lock(s->chosen);
    apr_thread_mutex_lock(s->chosen);
    s->count++;
    apr_thread_mutex_unlock(s->chosen);
    apr_thread_mutex_unlock(s->chosen);
}

/* It may be any mutex that somebody made. */
void assigned_ok(struct server *s) {
    apr_thread_mutex_lock(s->borrowed);
    apr_thread_mutex_lock(s->borrowed);
    s->count++;
    apr_thread_mutex_unlock(s->borrowed);
    apr_thread_mutex_unlock(s->borrowed);
}

void local_bad(apr_pool_t *pool) {
    apr_thread_mutex_t *mutex;

    if (apr_thread_mutex_create(&mutex, APR_THREAD_MUTEX_UNNESTED, pool) != APR_SUCCESS)
        return;
    apr_thread_mutex_lock(mutex);
    apr_thread_mutex_lock(mutex); // expected-warning {{'mutex' is locked again while this thread already holds it}}
    apr_thread_mutex_unlock(mutex);
    apr_thread_mutex_unlock(mutex);
    apr_thread_mutex_destroy(mutex);
}

void local_with_a_value_bad(apr_pool_t *pool) {
    apr_thread_mutex_t *mutex = NULL;

    if (apr_thread_mutex_create(&mutex, APR_THREAD_MUTEX_UNNESTED, pool) != APR_SUCCESS)
        return;
    apr_thread_mutex_lock(mutex);
    apr_thread_mutex_lock(mutex); // expected-warning {{'mutex' is locked again while this thread already holds it}}
    apr_thread_mutex_unlock(mutex);
    apr_thread_mutex_unlock(mutex);
    apr_thread_mutex_destroy(mutex);
}

/* ---- APR_SUCCESS means that it was taken ---- */

void tried_bad(struct server *s) {
    if (apr_thread_mutex_trylock(s->plain) == APR_SUCCESS) {
        apr_sleep(1000); // expected-warning {{'s->plain' is held across 'apr_sleep', which sleeps}}
        apr_thread_mutex_unlock(s->plain);
    }
    if (apr_thread_mutex_timedlock(s->plain, 10) == APR_SUCCESS) {
        apr_sleep(1000); // expected-warning {{'s->plain' is held across 'apr_sleep', which sleeps}}
        apr_thread_mutex_unlock(s->plain);
    }
}

void tried_in_vain_ok(struct server *s) {
    if (apr_thread_mutex_trylock(s->plain)) {
        apr_sleep(1000);
        apr_thread_mutex_lock(s->plain);
    }
    s->count++;
    apr_thread_mutex_unlock(s->plain);
}

/* ---- read-write locks: one function lets go of either mode ---- */

void write_write_bad(struct server *s) {
    apr_thread_rwlock_wrlock(s->rw);
    s->count++;
    // expected-warning@+1 {{'s->rw' is write-locked while this thread already holds it for writing}}
    apr_thread_rwlock_wrlock(s->rw);
    apr_thread_rwlock_unlock(s->rw);
    apr_thread_rwlock_unlock(s->rw);
}

int write_read_bad(struct server *s) {
    int count;

    if (apr_thread_rwlock_trywrlock(s->rw) != APR_SUCCESS)
        return -1;
    // expected-warning@+1 {{'s->rw' is read-locked while this thread already holds it for writing}}
    apr_thread_rwlock_rdlock(s->rw);
    count = s->count;
    apr_thread_rwlock_unlock(s->rw);
    apr_thread_rwlock_unlock(s->rw);
    return count;
}

int read_ok(struct server *s) {
    int count;

    apr_thread_rwlock_rdlock(s->rw);
    count = s->count;
    apr_thread_rwlock_unlock(s->rw);
    apr_thread_rwlock_wrlock(s->rw);
    s->count = 0;
    apr_thread_rwlock_unlock(s->rw);
    return count;
}

void tried_read_bad(struct server *s) {
    if (apr_thread_rwlock_tryrdlock(s->rw) != APR_SUCCESS)
        return;
    apr_sleep(1); // expected-warning {{'s->rw' is held across 'apr_sleep', which sleeps}}
    apr_thread_rwlock_unlock(s->rw);
}

/* ---- conditions, other processes, threads ---- */

void wait_ok(struct server *s) {
    apr_thread_mutex_lock(s->plain);
    while (s->count == 0)
        apr_thread_cond_wait(s->changed, s->plain);
    s->count--;
    apr_thread_mutex_unlock(s->plain);
}

apr_status_t timed_wait_bad(struct server *s) {
    apr_status_t status = APR_SUCCESS;

    apr_thread_mutex_lock(s->plain);
    while (s->count == 0 && status == APR_SUCCESS)
        status = apr_thread_cond_timedwait(s->changed, s->plain, 1000);
    apr_sleep(1); // expected-warning {{'s->plain' is held across 'apr_sleep', which sleeps}}
    apr_thread_mutex_unlock(s->plain);
    return status;
}

void global_bad(struct server *s) {
    apr_global_mutex_lock(s->global);
    apr_sleep(1); // expected-warning {{'s->global' is held across 'apr_sleep', which sleeps}}
    apr_global_mutex_unlock(s->global);
    if (apr_global_mutex_trylock(s->global) == APR_SUCCESS) {
        apr_sleep(2); // expected-warning {{'s->global' is held across 'apr_sleep', which sleeps}}
        apr_global_mutex_unlock(s->global);
    }
}

void process_twice_ok(struct server *s) {
    apr_proc_mutex_lock(s->process);
    apr_proc_mutex_lock(s->process);
    s->count++;
    apr_proc_mutex_unlock(s->process);
    apr_proc_mutex_unlock(s->process);
}

static void *run(apr_thread_t *thread, void *data) {
    struct server *s = data;

    (void)thread;
    apr_thread_mutex_lock(s->plain);
    s->count++;
    apr_thread_mutex_unlock(s->plain);
    return NULL;
}

void spawn_ok(struct server *s, apr_pool_t *pool) {
    apr_thread_t *thread = NULL;

    apr_thread_mutex_lock(s->plain);
    apr_thread_create(&thread, NULL, run, s, pool);
    apr_thread_mutex_unlock(s->plain);
}

void join_bad(struct server *s, apr_thread_t *thread) {
    apr_status_t status;

    apr_thread_mutex_lock(s->plain);
    apr_thread_join(&status, thread); // expected-warning {{'s->plain' is held across 'apr_thread_join'}}
    apr_thread_mutex_unlock(s->plain);
}
