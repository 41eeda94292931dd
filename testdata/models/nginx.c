/* nginx.c -- nginx: locks in shared memory, read-write locks on a word, thread mutexes. */
// RUN-FLAGS: -Itestdata/include/nginx
#include <ngx_locks.h>
#include <unistd.h>

struct zone {
    ngx_shmtx_t mutex;
    ngx_atomic_t rw, word;
    ngx_thread_mutex_t mtx;
    ngx_thread_cond_t cond;
    int count;
};

void lock_bad(struct zone *z) {
    ngx_shmtx_lock(&z->mutex);
    z->count++;
    ngx_shmtx_lock(&z->mutex); // expected-warning {{'z->mutex' is locked again while this thread already holds it}}
    ngx_shmtx_unlock(&z->mutex);
    ngx_shmtx_unlock(&z->mutex);
}

void try_has_it_bad(struct zone *z) {
    if (ngx_shmtx_trylock(&z->mutex)) {
        ngx_shmtx_lock(&z->mutex); // expected-warning {{'z->mutex' is locked again while this thread already holds it}}
        ngx_shmtx_unlock(&z->mutex);
        ngx_shmtx_unlock(&z->mutex);
    }
}

void try_failed_ok(struct zone *z) {
    if (!ngx_shmtx_trylock(&z->mutex))
        ngx_shmtx_lock(&z->mutex);
    ngx_shmtx_unlock(&z->mutex);
}

void write_read_bad(struct zone *z) {
    ngx_rwlock_wlock(&z->rw);
    ngx_rwlock_rlock(&z->rw); // expected-warning {{'z->rw' is read-locked while this thread already holds it for writing}}
    ngx_rwlock_unlock(&z->rw);
    ngx_rwlock_unlock(&z->rw);
}

void downgrade_ok(struct zone *z) {
    ngx_rwlock_wlock(&z->rw);
    z->count++;
    ngx_rwlock_downgrade(&z->rw);
    ngx_rwlock_unlock(&z->rw);
    ngx_rwlock_wlock(&z->rw);
    ngx_rwlock_unlock(&z->rw);
}

/* It checks for errors: the second call says so, and takes nothing. */
void thread_mutex_ok(struct zone *z, ngx_log_t *log) {
    if (ngx_thread_mutex_lock(&z->mtx, log) != NGX_OK)
        return;
    if (ngx_thread_mutex_lock(&z->mtx, log) == NGX_OK)
        ngx_thread_mutex_unlock(&z->mtx, log);
    ngx_thread_mutex_unlock(&z->mtx, log);
}

void condition_ok(struct zone *z, ngx_log_t *log) {
    ngx_thread_mutex_lock(&z->mtx, log);
    while (z->count == 0)
        ngx_thread_cond_wait(&z->cond, &z->mtx, log);
    ngx_thread_mutex_unlock(&z->mtx, log);
}

void sleep_bad(struct zone *z, ngx_log_t *log) {
    ngx_shmtx_lock(&z->mutex);
    usleep(100); // expected-warning {{'z->mutex' is held across 'usleep', which sleeps}}
    ngx_shmtx_unlock(&z->mutex);
    ngx_thread_mutex_lock(&z->mtx, log);
    usleep(100); // expected-warning {{'z->mtx' is held across 'usleep', which sleeps}}
    ngx_thread_mutex_unlock(&z->mtx, log);
}

/* Its release is a store, which nothing tells from any other. */
void FN_spinlock(struct zone *z) {
    ngx_spinlock(&z->word, 1, 64);
    ngx_spinlock(&z->word, 1, 64);
    ngx_unlock(&z->word);
}
