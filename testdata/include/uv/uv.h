/* uv.h -- what fixtures need of libuv's threads, in words of our own. */
#ifndef STAND_IN_UV_H
#define STAND_IN_UV_H

#include <pthread.h>
#include <semaphore.h>

typedef pthread_mutex_t uv_mutex_t;
typedef pthread_rwlock_t uv_rwlock_t;
typedef pthread_cond_t uv_cond_t;
typedef sem_t uv_sem_t;
typedef pthread_barrier_t uv_barrier_t;
typedef pthread_once_t uv_once_t;
typedef pthread_t uv_thread_t;
typedef struct uv_loop_s uv_loop_t;
typedef struct uv_work_s {
    void *data;
} uv_work_t;
typedef struct uv_getaddrinfo_s uv_getaddrinfo_t;
typedef void (*uv_work_cb)(uv_work_t *request);
typedef void (*uv_after_work_cb)(uv_work_t *request, int status);
typedef void (*uv_getaddrinfo_cb)(uv_getaddrinfo_t *request, int status, void *result);
typedef void (*uv_thread_cb)(void *argument);
typedef enum { UV_RUN_DEFAULT, UV_RUN_ONCE, UV_RUN_NOWAIT } uv_run_mode;

int uv_mutex_init(uv_mutex_t *mutex);
int uv_mutex_init_recursive(uv_mutex_t *mutex);
void uv_mutex_destroy(uv_mutex_t *mutex);
void uv_mutex_lock(uv_mutex_t *mutex);
int uv_mutex_trylock(uv_mutex_t *mutex);
void uv_mutex_unlock(uv_mutex_t *mutex);

int uv_rwlock_init(uv_rwlock_t *lock);
void uv_rwlock_rdlock(uv_rwlock_t *lock);
int uv_rwlock_tryrdlock(uv_rwlock_t *lock);
void uv_rwlock_rdunlock(uv_rwlock_t *lock);
void uv_rwlock_wrlock(uv_rwlock_t *lock);
int uv_rwlock_trywrlock(uv_rwlock_t *lock);
void uv_rwlock_wrunlock(uv_rwlock_t *lock);

void uv_cond_wait(uv_cond_t *cond, uv_mutex_t *mutex);
int uv_cond_timedwait(uv_cond_t *cond, uv_mutex_t *mutex, unsigned long timeout);
void uv_cond_signal(uv_cond_t *cond);
void uv_sem_wait(uv_sem_t *semaphore);
int uv_sem_trywait(uv_sem_t *semaphore);
void uv_sem_post(uv_sem_t *semaphore);
int uv_barrier_wait(uv_barrier_t *barrier);

void uv_once(uv_once_t *guard, void (*function)(void));
int uv_thread_create(uv_thread_t *thread, uv_thread_cb entry, void *argument);
int uv_thread_join(uv_thread_t *thread);
int uv_queue_work(uv_loop_t *loop, uv_work_t *request, uv_work_cb work, uv_after_work_cb after);
int uv_run(uv_loop_t *loop, uv_run_mode mode);
void uv_sleep(unsigned int milliseconds);
int uv_getaddrinfo(uv_loop_t *loop, uv_getaddrinfo_t *request, uv_getaddrinfo_cb callback, const char *node,
                   const char *service, const void *hints);

#endif
