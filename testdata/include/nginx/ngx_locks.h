/* ngx_locks.h -- stand-in: nginx's locks between processes and between threads. */
#ifndef FIXTURE_NGX_LOCKS_H
#define FIXTURE_NGX_LOCKS_H

#include <pthread.h>

typedef long ngx_int_t;
typedef unsigned long ngx_uint_t;
typedef volatile unsigned long ngx_atomic_t;
typedef struct ngx_log_s ngx_log_t;
#define NGX_OK 0

typedef struct {
    ngx_atomic_t *lock;
    ngx_uint_t spin;
} ngx_shmtx_t;

void ngx_shmtx_lock(ngx_shmtx_t *mtx);
ngx_uint_t ngx_shmtx_trylock(ngx_shmtx_t *mtx);
void ngx_shmtx_unlock(ngx_shmtx_t *mtx);

void ngx_rwlock_wlock(ngx_atomic_t *lock);
void ngx_rwlock_rlock(ngx_atomic_t *lock);
void ngx_rwlock_unlock(ngx_atomic_t *lock);
void ngx_rwlock_downgrade(ngx_atomic_t *lock);

typedef pthread_mutex_t ngx_thread_mutex_t;
typedef pthread_cond_t ngx_thread_cond_t;

ngx_int_t ngx_thread_mutex_lock(ngx_thread_mutex_t *mtx, ngx_log_t *log);
ngx_int_t ngx_thread_mutex_unlock(ngx_thread_mutex_t *mtx, ngx_log_t *log);
ngx_int_t ngx_thread_cond_wait(ngx_thread_cond_t *cond, ngx_thread_mutex_t *mtx, ngx_log_t *log);

void ngx_spinlock(ngx_atomic_t *lock, long value, ngx_uint_t spin);
#define ngx_unlock(lock) *(lock) = 0

#endif
