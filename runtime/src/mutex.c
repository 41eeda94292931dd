/* mutex.c -- the lock: a word of three states and a poison bit, after Drepper, "Futexes Are Tricky", mutex 2. */
#include "arcmutex/mutex.h"

#include "blocks.h"
#include "checked.h"
#include "deadline.h"
#include "fatal.h"
#include "futex.h"
#include "mutex_internal.h"
#include "relax.h"
#include "self.h"

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

enum { ANY = 1 }; /* all sleepers are of one group */

static const am_lock_kind kind = {.name = "mutex"};

static inline void *guard_of(am_mutex *mutex) {
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

/* Before a wait without a deadline. */
static void refuse_waiting_for_self(const am_mutex *mutex, const char *here) {
    checked_waits(mutex, &kind, CHECKED_EXCLUSIVE, here);
    /* Only this thread writes its token there, and it takes it away when it unlocks. */
    if (atomic_load_explicit(&mutex->owner_, memory_order_relaxed) == am_self_.token)
        am_fatal_("this thread already holds the mutex that it locks: it would wait for itself for ever");
}

/* Takes the lock after the quick try failed, and gives the poison bit; false when the deadline passed first. */
static bool lock_slow(am_mutex *mutex, const struct timespec *deadline, uint32_t *poison, const char *here) {
    if (deadline == NULL)
        refuse_waiting_for_self(mutex, here);
    uint32_t wanted = LOCKED;
    uint32_t state = spin(mutex);
    if ((state & LOCK_MASK) != UNLOCKED)
        am_schedule_blocks_();
    for (;;) {
        if ((state & LOCK_MASK) == UNLOCKED) {
            if (atomic_compare_exchange_weak_explicit(&mutex->state_, &state, state | wanted, memory_order_acquire,
                                                      memory_order_relaxed)) {
                *poison = state & POISON;
                return true;
            }
            continue;
        }
        uint32_t asleep = (state & POISON) | CONTENDED;
        if (state != asleep && !atomic_compare_exchange_weak_explicit(&mutex->state_, &state, asleep,
                                                                      memory_order_relaxed, memory_order_relaxed))
            continue;
        if (!futex_wait_until(&mutex->state_, asleep, ANY, deadline))
            return false;
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

static inline void own(am_mutex *mutex, held_kind held) {
    atomic_store_explicit(&mutex->owner_, am_self_.token, memory_order_relaxed);
    self_hold(&mutex->held_, held);
}

/* The rest of the way, where the quick path does not lead; gives the poison bit, as those below. */
static __attribute__((noinline)) uint32_t lock_rest(am_mutex *mutex, held_kind held, const char *here) {
    if (am_self_.token == 0)
        am_self_register_();
    uint32_t poison = 0;
    if (!lock_quick(mutex))
        lock_slow(mutex, NULL, &poison, here);
    own(mutex, held);
    return poison;
}

AM_COLD static uint32_t lock_checked(am_mutex *mutex, held_kind held, const char *here) {
    checked_use(mutex, here);
    uint32_t poison = lock_rest(mutex, held, here);
    checked_acquired(mutex, &kind, CHECKED_EXCLUSIVE, here);
    return poison;
}

static inline uint32_t lock(am_mutex *mutex, held_kind held, const char *here) {
    if (checked_is_on())
        return lock_checked(mutex, held, here);
    if (__builtin_expect(am_self_.token == 0 || !lock_quick(mutex), 0))
        return lock_rest(mutex, held, here);
    own(mutex, held);
    return 0;
}

/* Gives as what the mutex was held. */
static inline held_kind disown(am_mutex *mutex) {
    held_kind held = HELD_MUTEX;
    if (!self_release(&mutex->held_, held)) {
        held = HELD_PLAIN_MUTEX;
        if (!self_release(&mutex->held_, held))
            am_fatal_("a guard is released twice, or by a thread that does not hold the mutex");
    }
    atomic_store_explicit(&mutex->owner_, 0, memory_order_relaxed);
    return held;
}

static __attribute__((noinline)) void unlock_slow(am_mutex *mutex) {
    uint32_t before = atomic_fetch_and_explicit(&mutex->state_, ~(uint32_t)LOCK_MASK, memory_order_release);
    if ((before & LOCK_MASK) == CONTENDED)
        futex_wake_one(&mutex->state_);
}

static inline void let_go(am_mutex *mutex) {
    uint32_t expected = LOCKED;
    if (!atomic_compare_exchange_strong_explicit(&mutex->state_, &expected, UNLOCKED, memory_order_release,
                                                 memory_order_relaxed))
        unlock_slow(mutex);
}

static held_kind unlock(am_mutex *mutex, const char *here) {
    checked_released(mutex, here);
    held_kind held = disown(mutex);
    let_go(mutex);
    return held;
}

static bool is_mine(const am_mutex *mutex) {
    return am_self_.token != 0 && atomic_load_explicit(&mutex->owner_, memory_order_relaxed) == am_self_.token;
}

static inline void *lock_unpoisoned(am_mutex *mutex, held_kind held, const char *here) {
    if (lock(mutex, held, here) != 0)
        am_fatal_("the mutex is poisoned: a thread ended while it held it; am_lock_status locks it nevertheless");
    return guard_of(mutex);
}

static void *lock_status(am_mutex *mutex, held_kind held, am_status *status, const char *here) {
    *status = lock(mutex, held, here) != 0 ? AM_POISONED : AM_OK;
    return guard_of(mutex);
}

static void *try_lock(am_mutex *mutex, held_kind held, am_status *status, const char *here) {
    checked_use(mutex, here);
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
    own(mutex, held);
    checked_tried(mutex, &kind, CHECKED_EXCLUSIVE, here);
    *status = (state & POISON) != 0 ? AM_POISONED : AM_OK;
    return guard_of(mutex);
}

static void *lock_for(am_mutex *mutex, held_kind held, uint32_t milliseconds, am_status *status, const char *here) {
    checked_use(mutex, here);
    if (am_self_.token == 0)
        am_self_register_();
    struct timespec deadline = deadline_after(milliseconds);
    uint32_t poison = 0;
    if (!lock_quick(mutex) && !lock_slow(mutex, &deadline, &poison, here)) {
        *status = AM_TIMED_OUT;
        return NULL;
    }
    own(mutex, held);
    checked_tried(mutex, &kind, CHECKED_EXCLUSIVE, here);
    *status = poison != 0 ? AM_POISONED : AM_OK;
    return guard_of(mutex);
}

void *am_mutex_lock_(am_mutex *mutex, const char *here) {
    return lock_unpoisoned(mutex, HELD_MUTEX, here);
}

void *am_mutex_lock_status_(am_mutex *mutex, am_status *status, const char *here) {
    return lock_status(mutex, HELD_MUTEX, status, here);
}

void *am_mutex_try_lock_(am_mutex *mutex, am_status *status, const char *here) {
    return try_lock(mutex, HELD_MUTEX, status, here);
}

void *am_mutex_lock_for_(am_mutex *mutex, uint32_t milliseconds, am_status *status, const char *here) {
    return lock_for(mutex, HELD_MUTEX, milliseconds, status, here);
}

void *am_plain_lock_(am_plain_mutex *mutex, const char *here) {
    return lock_unpoisoned(&mutex->mutex_, HELD_PLAIN_MUTEX, here);
}

void *am_plain_lock_status_(am_plain_mutex *mutex, am_status *status, const char *here) {
    return lock_status(&mutex->mutex_, HELD_PLAIN_MUTEX, status, here);
}

void *am_plain_try_lock_(am_plain_mutex *mutex, am_status *status, const char *here) {
    return try_lock(&mutex->mutex_, HELD_PLAIN_MUTEX, status, here);
}

void *am_plain_lock_for_(am_plain_mutex *mutex, uint32_t milliseconds, am_status *status, const char *here) {
    return lock_for(&mutex->mutex_, HELD_PLAIN_MUTEX, milliseconds, status, here);
}

/* In an order of its own, in checked mode, of nobody. */
static __attribute__((noinline)) void release_rest(am_mutex *mutex, const char *here) {
    if (!am_self_.ending || is_mine(mutex))
        unlock(mutex, here);
}

static inline void guard_release(void *slot, const char *here) {
    void *guard;
    memcpy(&guard, slot, sizeof guard);
    if (guard == NULL)
        return;
    memset(slot, 0, sizeof guard);
    am_mutex *mutex = mutex_of(guard);
    /* Mostly the newest is the first to go. The mask leaves both kinds of mutex, and no other. */
    _Static_assert(HELD_MUTEX == 0 && HELD_PLAIN_MUTEX == 1, "the kinds of mutex differ in the lowest bit alone");
    if (checked_is_on() || (am_self_.held & ~(uintptr_t)HELD_PLAIN_MUTEX) != (uintptr_t)&mutex->held_) {
        release_rest(mutex, here);
        return;
    }
    am_self_.held = mutex->held_.next_;
    atomic_store_explicit(&mutex->owner_, 0, memory_order_relaxed);
    let_go(mutex);
}

void am_guard_release_at_(void *slot, const char *here) {
    guard_release(slot, here);
}

void am_guard_release_(void *slot) {
    guard_release(slot, NULL);
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
    checked_released(mutex, NULL);
    if (disown(mutex) == HELD_MUTEX)
        atomic_fetch_or_explicit(&mutex->state_, POISON, memory_order_relaxed);
    unlock_slow(mutex);
}

held_kind am_mutex_pause_(am_mutex *mutex, const char *here) {
    if (!is_mine(mutex))
        am_fatal_("a condition variable is waited for with a mutex that this thread does not hold");
    return unlock(mutex, here);
}

bool am_mutex_resume_(am_mutex *mutex, held_kind held, const char *here) {
    return lock(mutex, held, here) != 0;
}
