/* barrier.c -- a place where threads wait for each other: their number and the round's number in one word. */
#include "arcmutex/barrier.h"

#include "blocks.h"
#include "fatal.h"
#include "futex.h"

#include <stdatomic.h>

enum { ROUND = 1 << 16, COUNT_MASK = ROUND - 1 };

enum { ANY = 1 }; /* all sleepers are of one group */

bool am_barrier_wait_(am_barrier *barrier, const char *here) {
    (void)here;
    if (barrier->size_ == 0 || barrier->size_ > COUNT_MASK)
        am_fatal_("am_barrier_wait: a barrier is for 1 to 65535 threads");
    uint32_t state = atomic_load_explicit(&barrier->state_, memory_order_relaxed);
    bool is_last;
    uint32_t next;
    do {
        is_last = (state & COUNT_MASK) + 1 == barrier->size_;
        next = is_last ? (state & ~(uint32_t)COUNT_MASK) + ROUND : state + 1;
    } while (!atomic_compare_exchange_weak_explicit(&barrier->state_, &state, next, memory_order_acq_rel,
                                                    memory_order_relaxed));
    if (is_last) {
        futex_wake(&barrier->state_, FUTEX_ALL, ANY);
        return true;
    }
    uint32_t round = next & ~(uint32_t)COUNT_MASK;
    for (state = next; (state & ~(uint32_t)COUNT_MASK) == round;) {
        am_schedule_blocks_();
        futex_wait_until(&barrier->state_, state, ANY, NULL);
        state = atomic_load_explicit(&barrier->state_, memory_order_acquire);
    }
    return false;
}
