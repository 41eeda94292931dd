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
 *     static am_barrier start = AM_BARRIER(4);
 *
 *     if (am_barrier_wait(&start))
 *         puts("all four are here");
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
