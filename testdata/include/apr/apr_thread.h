/* apr_thread.h -- what fixtures need of APR's threads and locks, in words of our own. */
#ifndef STAND_IN_APR_THREAD_H
#define STAND_IN_APR_THREAD_H

#define APR_SUCCESS 0
#define APR_THREAD_MUTEX_DEFAULT 0x0
#define APR_THREAD_MUTEX_NESTED 0x1
#define APR_THREAD_MUTEX_UNNESTED 0x2

typedef int apr_status_t;
typedef long apr_interval_time_t;
typedef struct apr_pool_t apr_pool_t;
typedef struct apr_thread_mutex_t apr_thread_mutex_t;
typedef struct apr_thread_rwlock_t apr_thread_rwlock_t;
typedef struct apr_thread_cond_t apr_thread_cond_t;
typedef struct apr_global_mutex_t apr_global_mutex_t;
typedef struct apr_proc_mutex_t apr_proc_mutex_t;
typedef struct apr_thread_t apr_thread_t;
typedef struct apr_threadattr_t apr_threadattr_t;
typedef void *(*apr_thread_start_t)(apr_thread_t *thread, void *data);

apr_status_t apr_thread_mutex_create(apr_thread_mutex_t **mutex, unsigned int flags, apr_pool_t *pool);
apr_status_t apr_thread_mutex_destroy(apr_thread_mutex_t *mutex);
apr_status_t apr_thread_mutex_lock(apr_thread_mutex_t *mutex);
apr_status_t apr_thread_mutex_trylock(apr_thread_mutex_t *mutex);
apr_status_t apr_thread_mutex_timedlock(apr_thread_mutex_t *mutex, apr_interval_time_t timeout);
apr_status_t apr_thread_mutex_unlock(apr_thread_mutex_t *mutex);

apr_status_t apr_thread_rwlock_rdlock(apr_thread_rwlock_t *lock);
apr_status_t apr_thread_rwlock_tryrdlock(apr_thread_rwlock_t *lock);
apr_status_t apr_thread_rwlock_wrlock(apr_thread_rwlock_t *lock);
apr_status_t apr_thread_rwlock_trywrlock(apr_thread_rwlock_t *lock);
apr_status_t apr_thread_rwlock_unlock(apr_thread_rwlock_t *lock);

apr_status_t apr_thread_cond_wait(apr_thread_cond_t *cond, apr_thread_mutex_t *mutex);
apr_status_t apr_thread_cond_timedwait(apr_thread_cond_t *cond, apr_thread_mutex_t *mutex, apr_interval_time_t timeout);
apr_status_t apr_thread_cond_signal(apr_thread_cond_t *cond);

apr_status_t apr_global_mutex_lock(apr_global_mutex_t *mutex);
apr_status_t apr_global_mutex_trylock(apr_global_mutex_t *mutex);
apr_status_t apr_global_mutex_unlock(apr_global_mutex_t *mutex);
apr_status_t apr_proc_mutex_lock(apr_proc_mutex_t *mutex);
apr_status_t apr_proc_mutex_unlock(apr_proc_mutex_t *mutex);

apr_status_t apr_thread_create(apr_thread_t **thread, apr_threadattr_t *attr, apr_thread_start_t entry, void *data,
                               apr_pool_t *pool);
apr_status_t apr_thread_join(apr_status_t *status, apr_thread_t *thread);
void apr_sleep(apr_interval_time_t duration);

#endif
