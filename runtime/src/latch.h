/* latch.h -- the lock within the library's own objects, for a few instructions: no owner, no poison. */
#ifndef AM_LATCH_H
#define AM_LATCH_H

#include "arcmutex/waiting.h"
#include "blocks.h"
#include "futex.h"
#include "relax.h"

#include <stdatomic.h>
#include <stdint.h>

/* 0: free, 1: locked, 2: locked, and somebody may sleep; all zero is free. */
typedef am_latch latch;

static inline void latch_lock(latch *self) {
    for (int i = 0; i < SPINS; i++) {
        uint32_t expected = 0;
        if (atomic_compare_exchange_weak_explicit(&self->state, &expected, 1, memory_order_acquire,
                                                  memory_order_relaxed))
            return;
        if (expected == 2)
            break;
        relax();
    }
    while (atomic_exchange_explicit(&self->state, 2, memory_order_acquire) != 0)
        futex_wait(&self->state, 2);
}

static inline void latch_unlock(latch *self) {
    if (atomic_exchange_explicit(&self->state, 0, memory_order_release) == 2)
        futex_wake_one(&self->state);
}

/* Who waits under a latch until something changes; all zero is nobody. */
typedef struct latch_queue {
    _Atomic uint32_t sequence;
    uint32_t waiters;
    uint32_t signalled; /* of these, and not awake yet: nobody calls them twice */
} latch_queue;

/* Gives the latch up while it waits for a signal; false when the deadline passed (NULL: never). May end early. */
static inline bool latch_wait(latch *self, latch_queue *queue, const struct timespec *deadline) {
    enum { ANY = 1 };
    queue->waiters++;
    uint32_t sequence = atomic_load_explicit(&queue->sequence, memory_order_relaxed);
    latch_unlock(self);
    am_schedule_blocks_();
    bool in_time = futex_wait_until(&queue->sequence, sequence, ANY, deadline);
    latch_lock(self);
    queue->waiters--;
    queue->signalled -= queue->signalled > 0;
    return in_time;
}

/* Under the latch: whether one more of them, or all, is to be woken, by latch_wake when the latch is free. */
static inline bool latch_signal(latch_queue *queue, int count) {
    if (queue->signalled == queue->waiters)
        return false;
    queue->signalled = count == FUTEX_ALL ? queue->waiters : queue->signalled + 1;
    atomic_fetch_add_explicit(&queue->sequence, 1, memory_order_relaxed);
    return true;
}

static inline void latch_wake(latch_queue *queue, int count) {
    futex_wake(&queue->sequence, count, UINT32_MAX);
}

#endif
