/* barrier.h -- a place where threads wait for each other. */
#ifndef AM_BARRIER_H
#define AM_BARRIER_H

#include "arcmutex/attributes.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A barrier for a fixed number of threads, 1 to 65535, as often as they come. Its fields are the library's. Not to be
 * copied or moved; it may be freed as soon as all have returned from their last wait.
 *
 * Example:
 *
 *     typedef AM_MUTEX(int) counter;
 *     static am_barrier start = AM_BARRIER(2);
 *
 *     static void wait_and_count(counter *last) {
 *         if (am_barrier_wait(&start)) {
 *             AM_GUARD(int, n, last);
 *             *n += 1;
 *         }
 *     }
 *
 *     AM_THREAD_ENTRY(begin, counter, handle) {
 *         am_arc_auto counter *last = am_move(handle);
 *         wait_and_count(last);
 *     }
 *
 *     am_arc_auto counter *last = am_arc_new(counter, .value = 0);
 *     am_thread thread;
 *     if (am_thread_spawn(&thread, begin, am_arc_clone(last)) != AM_OK)
 *         return 1;
 *     wait_and_count(last); // until the other thread is there, too
 *     am_thread_join(&thread);
 *     AM_GUARD(int, n, last);
 *     assert(*n == 1); // true in one of them
 */
typedef struct am_barrier {
    _Atomic uint32_t state_;
    uint32_t size_;
} am_barrier;

/* The initialiser of a barrier for so many threads. */
#define AM_BARRIER(size) {.size_ = (size)}

/*
 * Waits until as many threads are here as the barrier is for, and gives true in one of them. What any of them did
 * before is visible to all afterwards. Ends the process when the size is none of 1 to 65535.
 */
#define am_barrier_wait(barrier) am_barrier_wait_((barrier), AM_HERE_)

/* What am_barrier_wait calls. */
AM_EFFECT("block: wait")
AM_API AM_NONNULL bool am_barrier_wait_(am_barrier *barrier, const char *here);

#endif
