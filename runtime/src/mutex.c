/* mutex.c -- the lock: a word of three states and a poison bit, after Drepper, "Futexes Are Tricky", mutex 2. */
#include "arcmutex/mutex.h"

#include "fatal.h"
#include "futex.h"
#include "mutex_internal.h"
#include "relax.h"
#include "self.h"
#include "task_schedule.h"

#include <stdatomic.h>
#include <string.h>

/* The poison bit stands in the same word: the quick paths know UNLOCKED and LOCKED alone and need no test of it. */
enum {
    UNLOCKED = 0,
    LOCKED = 1,
    CONTENDED = 2, /* locked, and somebody may sleep */
    LOCK_MASK = 3,
    POISON = 4,
};

static void *guard_of(am_mutex *mutex) {
    return mutex + 1;
}

static am_mutex *mutex_of(void *guard) {
    return (am_mutex *)guard - 1;
}

static uint32_t spin(const am_mutex *mutex) {
    uint32_t state = atomic_load_explicit(&mutex->state_, memory_order_relaxed);
    for (int i = 0; i < SPINS && (state & LOCK_MASK) == LOCKED; i++) {
        relax();
        state = atomic_load_explicit(&mutex->state_, memory_order_relaxed);
    }
    return state;
}

/* Takes the lock after the quick try failed; gives the poison bit. */
static uint32_t lock_slow(am_mutex *mutex) {
    /* Only this thread writes its token there, and it takes it away when it unlocks. */
    if (atomic_load_explicit(&mutex->owner_, memory_order_relaxed) == am_self_.token)
        am_fatal_("this thread already holds the mutex that it locks: it would wait for itself for ever");
    uint32_t wanted = LOCKED;
    uint32_t state = spin(mutex);
    if ((state & LOCK_MASK) != UNLOCKED)
        am_schedule_blocks_();
    for (;;) {
        if ((state & LOCK_MASK) == UNLOCKED) {
            if (atomic_compare_exchange_weak_explicit(&mutex->state_, &state, state | wanted, memory_order_acquire,
                                                      memory_order_relaxed))
                return state & POISON;
            continue;
        }
        uint32_t asleep = (state & POISON) | CONTENDED;
        if (state != asleep && !atomic_compare_exchange_weak_explicit(&mutex->state_, &state, asleep,
                                                                      memory_order_relaxed, memory_order_relaxed))
            continue;
        futex_wait(&mutex->state_, asleep);
        /* Others may still sleep: whoever was woken keeps the lock marked as contended. */
        wanted = CONTENDED;
        state = atomic_load_explicit(&mutex->state_, memory_order_relaxed);
    }
}

static inline bool lock_quick(am_mutex *mutex) {
    uint32_t expected = UNLOCKED;
    return atomic_compare_exchange_strong_explicit(&mutex->state_, &expected, LOCKED, memory_order_acquire,
                                                   memory_order_relaxed);
}

static inline void own(am_mutex *mutex) {
    atomic_store_explicit(&mutex->owner_, am_self_.token, memory_order_relaxed);
    self_hold(&mutex->held_, HELD_MUTEX);
}

static inline uint32_t lock(am_mutex *mutex) {
    if (__builtin_expect(am_self_.token == 0, 0))
        am_self_register_();
    uint32_t poison = lock_quick(mutex) ? 0 : lock_slow(mutex);
    own(mutex);
    return poison;
}

static void disown(am_mutex *mutex) {
    if (!self_release(&mutex->held_, HELD_MUTEX))
        am_fatal_("a guard is released twice, or by a thread that does not hold the mutex");
    atomic_store_explicit(&mutex->owner_, 0, memory_order_relaxed);
}

static void unlock_slow(am_mutex *mutex) {
    uint32_t before = atomic_fetch_and_explicit(&mutex->state_, ~(uint32_t)LOCK_MASK, memory_order_release);
    if ((before & LOCK_MASK) == CONTENDED)
        futex_wake_one(&mutex->state_);
}

static inline void unlock(am_mutex *mutex) {
    disown(mutex);
    uint32_t expected = LOCKED;
    if (!atomic_compare_exchange_strong_explicit(&mutex->state_, &expected, UNLOCKED, memory_order_release,
                                                 memory_order_relaxed))
        unlock_slow(mutex);
}

static bool is_mine(const am_mutex *mutex) {
    return am_self_.token != 0 && atomic_load_explicit(&mutex->owner_, memory_order_relaxed) == am_self_.token;
}

void *am_mutex_lock_(am_mutex *mutex) {
    if (lock(mutex) != 0)
        am_fatal_("the mutex is poisoned: a thread ended while it held it; am_lock_status locks it nevertheless");
    return guard_of(mutex);
}

void *am_mutex_lock_status_(am_mutex *mutex, am_status *status) {
    *status = lock(mutex) != 0 ? AM_POISONED : AM_OK;
    return guard_of(mutex);
}

void *am_mutex_try_lock_(am_mutex *mutex, am_status *status) {
    if (am_self_.token == 0)
        am_self_register_();
    uint32_t state = atomic_load_explicit(&mutex->state_, memory_order_relaxed);
    do {
        if ((state & LOCK_MASK) != UNLOCKED) {
            *status = AM_WOULD_BLOCK;
            return NULL;
        }
    } while (!atomic_compare_exchange_weak_explicit(&mutex->state_, &state, state | LOCKED, memory_order_acquire,
                                                    memory_order_relaxed));
    own(mutex);
    *status = (state & POISON) != 0 ? AM_POISONED : AM_OK;
    return guard_of(mutex);
}

void am_guard_release_(void *slot) {
    void *guard;
    memcpy(&guard, slot, sizeof guard);
    if (guard == NULL)
        return;
    memset(slot, 0, sizeof guard);
    am_mutex *mutex = mutex_of(guard);
    if (__builtin_expect(am_self_.ending, 0) && !is_mine(mutex))
        return;
    unlock(mutex);
}

void am_guard_poison_(void *guard) {
    am_mutex *mutex = mutex_of(guard);
    if (!is_mine(mutex))
        am_fatal_("am_poison: this thread does not hold the mutex");
    atomic_fetch_or_explicit(&mutex->state_, POISON, memory_order_relaxed);
}

bool am_mutex_is_poisoned_(const am_mutex *mutex) {
    return (atomic_load_explicit(&mutex->state_, memory_order_relaxed) & POISON) != 0;
}

void am_mutex_clear_poison_(am_mutex *mutex) {
    atomic_fetch_and_explicit(&mutex->state_, ~(uint32_t)POISON, memory_order_relaxed);
}

void am_mutex_abandon_(am_mutex *mutex) {
    atomic_fetch_or_explicit(&mutex->state_, POISON, memory_order_relaxed);
    unlock(mutex);
}

held_kind am_mutex_pause_(am_mutex *mutex, const char *here) {
    (void)here;
    if (!is_mine(mutex))
        am_fatal_("a condition variable is waited for with a mutex that this thread does not hold");
    unlock(mutex);
    return HELD_MUTEX;
}

bool am_mutex_resume_(am_mutex *mutex, held_kind held, const char *here) {
    (void)held;
    (void)here;
    return lock(mutex) != 0;
}
