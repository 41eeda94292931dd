/* mutex.h -- stand-in: jemalloc's mutexes, functions of its header over the system's. */
#ifndef FIXTURE_JEMALLOC_MUTEX_H
#define FIXTURE_JEMALLOC_MUTEX_H

#include <pthread.h>
#define bool _Bool
#define true 1
#define false 0

typedef struct tsdn_s tsdn_t;
typedef struct malloc_mutex_s malloc_mutex_t;

struct malloc_mutex_s {
    pthread_mutex_t lock;
    bool locked;
};

extern bool isthreaded;
void malloc_mutex_lock_slow(malloc_mutex_t *mutex);

static inline bool malloc_mutex_trylock(tsdn_t *tsdn, malloc_mutex_t *mutex) {
    (void)tsdn;
    if (isthreaded && pthread_mutex_trylock(&mutex->lock) != 0)
        return true;
    return false;
}

static inline void malloc_mutex_lock(tsdn_t *tsdn, malloc_mutex_t *mutex) {
    if (isthreaded && malloc_mutex_trylock(tsdn, mutex))
        malloc_mutex_lock_slow(mutex);
}

static inline void malloc_mutex_unlock(tsdn_t *tsdn, malloc_mutex_t *mutex) {
    (void)tsdn;
    if (isthreaded)
        pthread_mutex_unlock(&mutex->lock);
}

#endif
