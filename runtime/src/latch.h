/* latch.h -- the library's own lock for a few lines of its own; never held over a wait. */
#ifndef AM_LATCH_H
#define AM_LATCH_H

#include "arcmutex/waiting.h"
#include "futex.h"

/* A word of three states, after Drepper, "Futexes Are Tricky", mutex 2. */
enum { LATCH_OPEN, LATCH_SHUT, LATCH_CONTENDED };

static inline void latch_shut_slow(am_latch *latch) {
    while (atomic_exchange_explicit(&latch->word, LATCH_CONTENDED, memory_order_acquire) != LATCH_OPEN)
        futex_wait(&latch->word, LATCH_CONTENDED);
}

static inline void latch_shut(am_latch *latch) {
    uint32_t expected = LATCH_OPEN;
    if (!atomic_compare_exchange_strong_explicit(&latch->word, &expected, LATCH_SHUT, memory_order_acquire,
                                                 memory_order_relaxed))
        latch_shut_slow(latch);
}

static inline void latch_open(am_latch *latch) {
    if (atomic_exchange_explicit(&latch->word, LATCH_OPEN, memory_order_release) == LATCH_CONTENDED)
        futex_wake_one(&latch->word);
}

#endif
