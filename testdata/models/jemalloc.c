/* jemalloc.c -- jemalloc's mutexes: the lock is the second argument, and a try that answers true has failed. */
// RUN-FLAGS: -Itestdata/include/jemalloc
#include <mutex.h>
#include <unistd.h>

struct arena {
    malloc_mutex_t mtx;
    int count;
};

void lock_bad(tsdn_t *tsdn, struct arena *a) {
    malloc_mutex_lock(tsdn, &a->mtx);
    a->count++;
    malloc_mutex_lock(tsdn, &a->mtx); // expected-warning {{'a->mtx' is locked again while this thread already holds it}}
    malloc_mutex_unlock(tsdn, &a->mtx);
    malloc_mutex_unlock(tsdn, &a->mtx);
}

void two_arenas_ok(tsdn_t *tsdn, struct arena *a, struct arena *b) {
    malloc_mutex_lock(tsdn, &a->mtx);
    malloc_mutex_lock(tsdn, &b->mtx);
    malloc_mutex_unlock(tsdn, &b->mtx);
    malloc_mutex_unlock(tsdn, &a->mtx);
}

void try_has_it_bad(tsdn_t *tsdn, struct arena *a) {
    if (!malloc_mutex_trylock(tsdn, &a->mtx)) {
        // expected-warning@+1 {{'a->mtx' is locked again while this thread already holds it}}
        malloc_mutex_lock(tsdn, &a->mtx);
        malloc_mutex_unlock(tsdn, &a->mtx);
        malloc_mutex_unlock(tsdn, &a->mtx);
    }
}

void try_failed_ok(tsdn_t *tsdn, struct arena *a) {
    if (malloc_mutex_trylock(tsdn, &a->mtx))
        malloc_mutex_lock(tsdn, &a->mtx);
    a->count++;
    malloc_mutex_unlock(tsdn, &a->mtx);
}

void sleep_bad(tsdn_t *tsdn, struct arena *a) {
    malloc_mutex_lock(tsdn, &a->mtx);
    sleep(1); // expected-warning {{'a->mtx' is held across 'sleep', which sleeps}}
    malloc_mutex_unlock(tsdn, &a->mtx);
}
