/* mutex.c -- the lock: a word of three states, after Drepper, "Futexes Are Tricky", mutex 3; and a mark of poison. */
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

enum {
    UNLOCKED = 0,
    LOCKED = 1,
    CONTENDED = 2, /* locked, and somebody may sleep */
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
    for (int i = 0; i < SPINS && state == LOCKED; i++) {
        relax();
        state = atomic_load_explicit(&mutex->state_, memory_order_relaxed);
    }
    return state;
}

static bool is_mine(const am_mutex *mutex) {
    return self_holds(&mutex->held_, HELD_MUTEX) || self_holds(&mutex->held_, HELD_PLAIN_MUTEX);
}

/* Written by holders alone. */
static inline bool is_poisoned(const am_mutex *mutex) {
    return atomic_load_explicit(&mutex->poison_, memory_order_relaxed) != 0;
}

static void set_poison(am_mutex *mutex, bool is_set) {
    atomic_store_explicit(&mutex->poison_, is_set, memory_order_relaxed);
}

static inline bool lock_quick(am_mutex *mutex) {
    uint32_t expected = UNLOCKED;
    return atomic_compare_exchange_strong_explicit(&mutex->state_, &expected, LOCKED, memory_order_acquire,
                                                   memory_order_relaxed);
}

/* Before a wait without a deadline. */
static void refuse_waiting_for_self(const am_mutex *mutex, const char *here) {
    checked_waits(mutex, &kind, CHECKED_EXCLUSIVE, here);
    if (is_mine(mutex))
        am_fatal_("this thread already holds the mutex that it locks: it would wait for itself for ever");
}

/* Takes the lock after the quick try failed; false when the deadline passed first. */
static bool lock_slow(am_mutex *mutex, const struct timespec *deadline, const char *here) {
    if (deadline == NULL)
        refuse_waiting_for_self(mutex, here);
    uint32_t state = spin(mutex);
    if (state == UNLOCKED && lock_quick(mutex))
        return true;
    am_schedule_blocks_();
    /* Others may sleep: from now on whoever gets the lock here keeps it marked as contended. */
    while (state == CONTENDED ||
           atomic_exchange_explicit(&mutex->state_, CONTENDED, memory_order_acquire) != UNLOCKED) {
        if (!futex_wait_until(&mutex->state_, CONTENDED, ANY, deadline))
            return false;
        state = spin(mutex);
    }
    return true;
}

/* The way of a known thread to a free lock; false, and nothing is done, where it does not lead. */
static inline bool lock_at_once(am_mutex *mutex, held_kind held) {
    if (checked_is_on() || __builtin_expect(am_self_.token == 0 || !lock_quick(mutex), 0))
        return false;
    self_hold(&mutex->held_, held);
    return true;
}

static void lock_by_the_way(am_mutex *mutex, held_kind held, const char *here) {
    checked_use(mutex, here);
    if (am_self_.token == 0)
        am_self_register_();
    if (!lock_quick(mutex))
        lock_slow(mutex, NULL, here);
    self_hold(&mutex->held_, held);
    checked_acquired(mutex, &kind, CHECKED_EXCLUSIVE, here);
}

static void lock(am_mutex *mutex, held_kind held, const char *here) {
    if (!lock_at_once(mutex, held))
        lock_by_the_way(mutex, held, here);
}

/* Gives as what the mutex was held. */
static inline held_kind disown(am_mutex *mutex) {
    if (self_release(&mutex->held_, HELD_MUTEX))
        return HELD_MUTEX;
    if (!self_release(&mutex->held_, HELD_PLAIN_MUTEX))
        am_fatal_("a guard is released twice, or by a thread that does not hold the mutex");
    return HELD_PLAIN_MUTEX;
}

static inline void let_go(am_mutex *mutex) {
    if (__builtin_expect(atomic_exchange_explicit(&mutex->state_, UNLOCKED, memory_order_release) == CONTENDED, 0))
        futex_wake_one(&mutex->state_);
}

static held_kind unlock(am_mutex *mutex, const char *here) {
    checked_released(mutex, here);
    held_kind held = disown(mutex);
    let_go(mutex);
    return held;
}

static void *guard_of_whole(am_mutex *mutex) {
    if (is_poisoned(mutex))
        am_fatal_("the mutex is poisoned: a thread ended while it held it; am_lock_status locks it nevertheless");
    return guard_of(mutex);
}

static __attribute__((noinline)) void *lock_rest(am_mutex *mutex, held_kind held, const char *here) {
    lock_by_the_way(mutex, held, here);
    return guard_of_whole(mutex);
}

static inline void *lock_unpoisoned(am_mutex *mutex, held_kind held, const char *here) {
    if (!lock_at_once(mutex, held))
        return lock_rest(mutex, held, here);
    return __builtin_expect(is_poisoned(mutex), 0) ? guard_of_whole(mutex) : guard_of(mutex);
}

static am_status status_of(const am_mutex *mutex) {
    return is_poisoned(mutex) ? AM_POISONED : AM_OK;
}

static void *lock_status(am_mutex *mutex, held_kind held, am_status *status, const char *here) {
    lock(mutex, held, here);
    *status = status_of(mutex);
    return guard_of(mutex);
}

static void *try_lock(am_mutex *mutex, held_kind held, am_status *status, const char *here) {
    checked_use(mutex, here);
    if (am_self_.token == 0)
        am_self_register_();
    if (!lock_quick(mutex)) {
        *status = AM_WOULD_BLOCK;
        return NULL;
    }
    self_hold(&mutex->held_, held);
    checked_tried(mutex, &kind, CHECKED_EXCLUSIVE, here);
    *status = status_of(mutex);
    return guard_of(mutex);
}

static void *lock_for(am_mutex *mutex, held_kind held, uint32_t milliseconds, am_status *status, const char *here) {
    checked_use(mutex, here);
    if (am_self_.token == 0)
        am_self_register_();
    struct timespec deadline = deadline_after(milliseconds);
    if (!lock_quick(mutex) && !lock_slow(mutex, &deadline, here)) {
        *status = AM_TIMED_OUT;
        return NULL;
    }
    self_hold(&mutex->held_, held);
    checked_tried(mutex, &kind, CHECKED_EXCLUSIVE, here);
    *status = status_of(mutex);
    return guard_of(mutex);
}

AM_QUICK void *am_mutex_lock_(am_mutex *mutex, const char *here) {
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

static inline void release(void *guard, const char *here) {
    am_mutex *mutex = mutex_of(guard);
    /* Mostly the newest is the first to go. The mask leaves both kinds of mutex, and no other. */
    _Static_assert(HELD_MUTEX == 0 && HELD_PLAIN_MUTEX == 1, "the kinds of mutex differ in the lowest bit alone");
    if (checked_is_on() || (am_self_.held & ~(uintptr_t)HELD_PLAIN_MUTEX) != (uintptr_t)&mutex->held_) {
        release_rest(mutex, here);
        return;
    }
    am_self_.held = mutex->held_.next_;
    let_go(mutex);
}

void am_guard_release_at_(void *slot, const char *here) {
    void *guard;
    memcpy(&guard, slot, sizeof guard);
    if (guard == NULL)
        return;
    memset(slot, 0, sizeof guard);
    release(guard, here);
}

/* The header's inline definition, once as a function. */
extern void am_guard_release_(void *slot);

AM_QUICK void am_guard_end_(void *guard) {
    release(guard, NULL);
}

void am_guard_poison_(void *guard) {
    am_mutex *mutex = mutex_of(guard);
    if (!is_mine(mutex))
        am_fatal_("am_poison: this thread does not hold the mutex");
    set_poison(mutex, true);
}

bool am_mutex_is_poisoned_(const am_mutex *mutex) {
    return is_poisoned(mutex);
}

void am_mutex_clear_poison_(am_mutex *mutex) {
    set_poison(mutex, false);
}

void am_mutex_abandon_(am_mutex *mutex) {
    checked_released(mutex, NULL);
    if (disown(mutex) == HELD_MUTEX)
        set_poison(mutex, true);
    let_go(mutex);
}

held_kind am_mutex_pause_(am_mutex *mutex, const char *here) {
    if (!is_mine(mutex))
        am_fatal_("a condition variable is waited for with a mutex that this thread does not hold");
    return unlock(mutex, here);
}

bool am_mutex_resume_(am_mutex *mutex, held_kind held, const char *here) {
    lock(mutex, held, here);
    return is_poisoned(mutex);
}
