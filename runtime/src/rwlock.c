/* rwlock.c -- the read-write lock: one word with the readers' number, the writer, who sleeps, and the poison bit. */
#include "arcmutex/rwlock.h"

#include "blocks.h"
#include "checked.h"
#include "deadline.h"
#include "fatal.h"
#include "futex.h"
#include "relax.h"
#include "rwlock_internal.h"
#include "self.h"

#include <stdatomic.h>
#include <string.h>

/*
 * A writer takes WRITER first, as a mutex is taken: other writers wait for it then, and new readers too. Then it waits
 * for the readers that are still inside. So no stream of readers keeps it out, and whoever gives up wakes the others.
 */
enum {
    WRITER = 1,
    READERS_SLEEP = 2, /* only with WRITER */
    WRITERS_SLEEP = 4, /* only with WRITER; who was woken leaves it set, as others may sleep still */
    POISON = 8,
    READER = 16, /* so many for each reader */
};

static const uint32_t READERS = ~(uint32_t)(READER - 1);

/* Who sleeps on the word, as groups of futex_wait_until. */
enum { READING = 1, WRITING = 2, DRAINING = 4 };

static am_rwlock *lock_of(const void *guard) {
    return (am_rwlock *)guard - 1;
}

static const am_lock_kind kind = {.name = "read-write lock"};

static void *guard_of(am_rwlock *rwlock) {
    return rwlock + 1;
}

static inline void know_self(void) {
    if (__builtin_expect(am_self_.token == 0, 0))
        am_self_register_();
}

static bool is_mine(const am_rwlock *rwlock) {
    return am_self_.token != 0 && atomic_load_explicit(&rwlock->owner_, memory_order_relaxed) == am_self_.token;
}

/* Looks for a while whether the bits go away. */
static uint32_t spin(const am_rwlock *rwlock, uint32_t bits) {
    uint32_t state = atomic_load_explicit(&rwlock->state_, memory_order_relaxed);
    for (int i = 0; i < SPINS && (state & bits) != 0; i++) {
        relax();
        state = atomic_load_explicit(&rwlock->state_, memory_order_relaxed);
    }
    return state;
}

/* Sets a sleeper's bit in a word that was `*state`; false, with the word's new value, when it has changed. */
static bool announce(am_rwlock *rwlock, uint32_t *state, uint32_t bit) {
    if ((*state & bit) == 0 && !atomic_compare_exchange_weak_explicit(&rwlock->state_, state, *state | bit,
                                                                      memory_order_relaxed, memory_order_relaxed))
        return false;
    *state |= bit;
    return true;
}

/* ---- reading ---- */

static bool enter(am_rwlock *rwlock, uint32_t *state) {
    if (*state >= READERS)
        am_fatal_("a read-write lock has too many read guards; are they released?");
    return atomic_compare_exchange_weak_explicit(&rwlock->state_, state, *state + READER, memory_order_acquire,
                                                 memory_order_relaxed);
}

/* Before a wait; one that has a deadline ends. */
static void refuse_waiting_for_self(const am_rwlock *rwlock, am_checked_mode mode, const struct timespec *deadline,
                                    const char *here) {
    if (deadline != NULL)
        return;
    checked_waits(rwlock, &kind, mode, here);
    if (!is_mine(rwlock) && !self_is_reading(&am_self_.reading, rwlock))
        return;
    am_fatal_(
        mode == CHECKED_EXCLUSIVE
            ? "this thread already holds the read-write lock that it write-locks: it would wait for itself for ever"
            : "this thread holds the read-write lock that it read-locks, and a writer keeps new readers out: it "
              "would wait for itself for ever");
}

static bool read_slow(am_rwlock *rwlock, const struct timespec *deadline, uint32_t *entered, const char *here) {
    uint32_t state = spin(rwlock, WRITER);
    for (;;) {
        if ((state & WRITER) == 0) {
            *entered = state;
            if (enter(rwlock, &state))
                return true;
            continue;
        }
        refuse_waiting_for_self(rwlock, CHECKED_SHARED, deadline, here);
        if (!announce(rwlock, &state, READERS_SLEEP))
            continue;
        am_schedule_blocks_();
        if (!futex_wait_until(&rwlock->state_, state, READING, deadline))
            return false;
        state = atomic_load_explicit(&rwlock->state_, memory_order_relaxed);
    }
}

/* A wait with a deadline is in no order with others. */
static inline void note_held(const am_rwlock *rwlock, am_checked_mode mode, const struct timespec *deadline,
                             const char *here) {
    if (deadline == NULL)
        checked_acquired(rwlock, &kind, mode, here);
    else
        checked_tried(rwlock, &kind, mode, here);
}

/* Gives the state in which the lock was entered; false when the deadline passed. */
static inline bool read_lock(am_rwlock *rwlock, const struct timespec *deadline, uint32_t *entered, const char *here) {
    checked_use(rwlock, here);
    know_self();
    uint32_t state = atomic_load_explicit(&rwlock->state_, memory_order_relaxed);
    *entered = state;
    if (((state & WRITER) != 0 || !enter(rwlock, &state)) && !read_slow(rwlock, deadline, entered, here))
        return false;
    self_start_reading(&am_self_.reading, rwlock);
    note_held(rwlock, CHECKED_SHARED, deadline, here);
    return true;
}

static inline void leave(am_rwlock *rwlock) {
    uint32_t before = atomic_fetch_sub_explicit(&rwlock->state_, READER, memory_order_release);
    if ((before & READERS) == READER && (before & WRITER) != 0)
        futex_wake(&rwlock->state_, 1, DRAINING);
}

void am_rwlock_leave_(am_rwlock *rwlock) {
    leave(rwlock);
}

/* ---- writing ---- */

/* Gives up WRITER and wakes who waited for that. */
static void leave_writing(am_rwlock *rwlock) {
    uint32_t kept = ~(uint32_t)(WRITER | READERS_SLEEP | WRITERS_SLEEP);
    uint32_t before = atomic_fetch_and_explicit(&rwlock->state_, kept, memory_order_release);
    if ((before & READERS_SLEEP) != 0)
        futex_wake(&rwlock->state_, FUTEX_ALL, READING);
    if ((before & WRITERS_SLEEP) != 0)
        futex_wake(&rwlock->state_, 1, WRITING);
}

static bool take_writer(am_rwlock *rwlock, const struct timespec *deadline) {
    uint32_t wanted = WRITER;
    uint32_t state = spin(rwlock, WRITER);
    for (;;) {
        if ((state & WRITER) == 0) {
            if (atomic_compare_exchange_weak_explicit(&rwlock->state_, &state, state | wanted, memory_order_acquire,
                                                      memory_order_relaxed))
                return true;
            continue;
        }
        if (!announce(rwlock, &state, WRITERS_SLEEP))
            continue;
        am_schedule_blocks_();
        if (!futex_wait_until(&rwlock->state_, state, WRITING, deadline))
            return false;
        wanted = WRITER | WRITERS_SLEEP;
        state = atomic_load_explicit(&rwlock->state_, memory_order_relaxed);
    }
}

/* Waits for the readers inside; gives WRITER up when the deadline passes first. */
static bool drain(am_rwlock *rwlock, const struct timespec *deadline) {
    spin(rwlock, READERS);
    bool in_time = true;
    for (;;) {
        uint32_t state = atomic_load_explicit(&rwlock->state_, memory_order_acquire);
        if ((state & READERS) == 0)
            return true;
        if (!in_time) {
            leave_writing(rwlock);
            return false;
        }
        am_schedule_blocks_();
        in_time = futex_wait_until(&rwlock->state_, state, DRAINING, deadline);
    }
}

static inline void own(am_rwlock *rwlock, held_kind held) {
    atomic_store_explicit(&rwlock->owner_, am_self_.token, memory_order_relaxed);
    self_hold(&rwlock->held_, held);
}

static inline bool write_quick(am_rwlock *rwlock) {
    uint32_t expected = 0;
    return atomic_compare_exchange_strong_explicit(&rwlock->state_, &expected, WRITER, memory_order_acquire,
                                                   memory_order_relaxed);
}

static bool write_slow(am_rwlock *rwlock, const struct timespec *deadline, const char *here) {
    refuse_waiting_for_self(rwlock, CHECKED_EXCLUSIVE, deadline, here);
    return take_writer(rwlock, deadline) && drain(rwlock, deadline);
}

static inline bool write_lock(am_rwlock *rwlock, held_kind held, const struct timespec *deadline, const char *here) {
    checked_use(rwlock, here);
    know_self();
    if (!write_quick(rwlock) && !write_slow(rwlock, deadline, here))
        return false;
    own(rwlock, held);
    note_held(rwlock, CHECKED_EXCLUSIVE, deadline, here);
    return true;
}

/* Gives as what the lock was held. */
static inline held_kind disown(am_rwlock *rwlock) {
    held_kind held = HELD_RWLOCK;
    if (!self_release(&rwlock->held_, held)) {
        held = HELD_PLAIN_RWLOCK;
        if (!self_release(&rwlock->held_, held))
            am_fatal_("a write guard is released twice, or by a thread that does not hold the lock for writing");
    }
    atomic_store_explicit(&rwlock->owner_, 0, memory_order_relaxed);
    return held;
}

static inline void write_unlock(am_rwlock *rwlock, const char *here) {
    checked_released(rwlock, here);
    disown(rwlock);
    uint32_t expected = WRITER;
    if (!atomic_compare_exchange_strong_explicit(&rwlock->state_, &expected, 0, memory_order_release,
                                                 memory_order_relaxed))
        leave_writing(rwlock);
}

/* ---- what the macros call ---- */

static am_status status_of(uint32_t state) {
    return (state & POISON) != 0 ? AM_POISONED : AM_OK;
}

static am_status status_now(const am_rwlock *rwlock) {
    return status_of(atomic_load_explicit(&rwlock->state_, memory_order_relaxed));
}

static const char poisoned[] = "the read-write lock is poisoned: a thread ended while it wrote; "
                               "am_read_lock_status and am_write_lock_status lock it nevertheless";

__attribute__((noinline)) static const void *read_unpoisoned(am_rwlock *rwlock, const char *here) {
    uint32_t state;
    read_lock(rwlock, NULL, &state, here);
    if (status_of(state) != AM_OK)
        am_fatal_(poisoned);
    return guard_of(rwlock);
}

/* Readers only, a known thread, and checked mode is off. */
AM_QUICK const void *am_rwlock_read_(am_rwlock *rwlock, const char *here) {
    uint32_t state = atomic_load_explicit(&rwlock->state_, memory_order_relaxed);
    bool is_quick = (state & (WRITER | POISON)) == 0 && am_self_.token != 0 && !checked_is_on();
    if (!__builtin_expect(is_quick && enter(rwlock, &state), 1))
        return read_unpoisoned(rwlock, here);
    self_start_reading(&am_self_.reading, rwlock);
    return guard_of(rwlock);
}

const void *am_rwlock_read_status_(am_rwlock *rwlock, am_status *status, const char *here) {
    uint32_t state;
    read_lock(rwlock, NULL, &state, here);
    *status = status_of(state);
    return guard_of(rwlock);
}

const void *am_rwlock_try_read_(am_rwlock *rwlock, am_status *status, const char *here) {
    checked_use(rwlock, here);
    know_self();
    uint32_t state = atomic_load_explicit(&rwlock->state_, memory_order_relaxed);
    do {
        if ((state & WRITER) != 0) {
            *status = AM_WOULD_BLOCK;
            return NULL;
        }
    } while (!enter(rwlock, &state));
    self_start_reading(&am_self_.reading, rwlock);
    checked_tried(rwlock, &kind, CHECKED_SHARED, here);
    *status = status_of(state);
    return guard_of(rwlock);
}

const void *am_rwlock_read_for_(am_rwlock *rwlock, uint32_t milliseconds, am_status *status, const char *here) {
    struct timespec deadline = deadline_after(milliseconds);
    uint32_t state;
    bool is_held = read_lock(rwlock, &deadline, &state, here);
    *status = is_held ? status_of(state) : AM_TIMED_OUT;
    return is_held ? guard_of(rwlock) : NULL;
}

static inline void *write_unpoisoned(am_rwlock *rwlock, held_kind held, const char *here) {
    write_lock(rwlock, held, NULL, here);
    if (status_now(rwlock) != AM_OK)
        am_fatal_(poisoned);
    return guard_of(rwlock);
}

static void *write_status(am_rwlock *rwlock, held_kind held, am_status *status, const char *here) {
    write_lock(rwlock, held, NULL, here);
    *status = status_now(rwlock);
    return guard_of(rwlock);
}

static void *try_write(am_rwlock *rwlock, held_kind held, am_status *status, const char *here) {
    checked_use(rwlock, here);
    know_self();
    uint32_t state = atomic_load_explicit(&rwlock->state_, memory_order_relaxed);
    do {
        if ((state & (WRITER | READERS)) != 0) {
            *status = AM_WOULD_BLOCK;
            return NULL;
        }
    } while (!atomic_compare_exchange_weak_explicit(&rwlock->state_, &state, state | WRITER, memory_order_acquire,
                                                    memory_order_relaxed));
    own(rwlock, held);
    checked_tried(rwlock, &kind, CHECKED_EXCLUSIVE, here);
    *status = status_of(state);
    return guard_of(rwlock);
}

static void *write_for(am_rwlock *rwlock, held_kind held, uint32_t milliseconds, am_status *status, const char *here) {
    struct timespec deadline = deadline_after(milliseconds);
    bool is_held = write_lock(rwlock, held, &deadline, here);
    *status = is_held ? status_now(rwlock) : AM_TIMED_OUT;
    return is_held ? guard_of(rwlock) : NULL;
}

void *am_rwlock_write_(am_rwlock *rwlock, const char *here) {
    return write_unpoisoned(rwlock, HELD_RWLOCK, here);
}

void *am_rwlock_write_status_(am_rwlock *rwlock, am_status *status, const char *here) {
    return write_status(rwlock, HELD_RWLOCK, status, here);
}

void *am_rwlock_try_write_(am_rwlock *rwlock, am_status *status, const char *here) {
    return try_write(rwlock, HELD_RWLOCK, status, here);
}

void *am_rwlock_write_for_(am_rwlock *rwlock, uint32_t milliseconds, am_status *status, const char *here) {
    return write_for(rwlock, HELD_RWLOCK, milliseconds, status, here);
}

void *am_plain_rwlock_write_(am_plain_rwlock *rwlock, const char *here) {
    return write_unpoisoned(&rwlock->rwlock_, HELD_PLAIN_RWLOCK, here);
}

void *am_plain_rwlock_write_status_(am_plain_rwlock *rwlock, am_status *status, const char *here) {
    return write_status(&rwlock->rwlock_, HELD_PLAIN_RWLOCK, status, here);
}

void *am_plain_rwlock_try_write_(am_plain_rwlock *rwlock, am_status *status, const char *here) {
    return try_write(&rwlock->rwlock_, HELD_PLAIN_RWLOCK, status, here);
}

void *am_plain_rwlock_write_for_(am_plain_rwlock *rwlock, uint32_t milliseconds, am_status *status, const char *here) {
    return write_for(&rwlock->rwlock_, HELD_PLAIN_RWLOCK, milliseconds, status, here);
}

const void *am_rwlock_downgrade_(am_rwlock *rwlock, void *slot, const char *here) {
    void *guard;
    memcpy(&guard, slot, sizeof guard);
    if (guard != guard_of(rwlock))
        am_fatal_("am_downgrade: the guard is not one of this lock");
    memset(slot, 0, sizeof guard);
    checked_converted(rwlock, CHECKED_SHARED, here);
    disown(rwlock);
    uint32_t kept = ~(uint32_t)(WRITER | READERS_SLEEP | WRITERS_SLEEP);
    uint32_t before = atomic_load_explicit(&rwlock->state_, memory_order_relaxed);
    while (!atomic_compare_exchange_weak_explicit(&rwlock->state_, &before, (before & kept) + READER,
                                                  memory_order_release, memory_order_relaxed))
        ;
    self_start_reading(&am_self_.reading, rwlock);
    if ((before & READERS_SLEEP) != 0)
        futex_wake(&rwlock->state_, FUTEX_ALL, READING);
    if ((before & WRITERS_SLEEP) != 0)
        futex_wake(&rwlock->state_, 1, WRITING);
    return guard;
}

/* In an order of its own, in checked mode, or of a thread that ends and holds it no more. */
static __attribute__((noinline)) void read_release_rest(am_rwlock *rwlock, const char *here) {
    if (am_self_.ending && !self_is_reading(&am_self_.reading, rwlock))
        return;
    checked_released(rwlock, here);
    if (!self_stop_reading(&am_self_.reading, rwlock))
        am_fatal_("a read guard is released twice, or by a thread that does not hold the lock for reading");
    leave(rwlock);
}

static inline void read_release(const void *guard, const char *here) {
    am_rwlock *rwlock = lock_of(guard);
    if (checked_is_on() || am_self_.reading.locks[0] != rwlock) {
        read_release_rest(rwlock, here);
        return;
    }
    am_self_.reading.locks[0] = NULL;
    leave(rwlock);
}

static void write_release(void *guard, const char *here) {
    am_rwlock *rwlock = lock_of(guard);
    if (!__builtin_expect(am_self_.ending, 0) || is_mine(rwlock))
        write_unlock(rwlock, here);
}

static inline void *take_guard(void *slot) {
    void *guard;
    memcpy(&guard, slot, sizeof guard);
    memset(slot, 0, sizeof guard);
    return guard;
}

void am_read_release_at_(void *slot, const char *here) {
    const void *guard = take_guard(slot);
    if (guard != NULL)
        read_release(guard, here);
}

void am_write_release_at_(void *slot, const char *here) {
    void *guard = take_guard(slot);
    if (guard != NULL)
        write_release(guard, here);
}

/* The header's inline definitions, once as functions. */
extern void am_read_release_(void *slot);
extern void am_write_release_(void *slot);

AM_QUICK void am_read_end_(const void *guard) {
    read_release(guard, NULL);
}

void am_write_end_(void *guard) {
    write_release(guard, NULL);
}

void am_write_poison_(void *guard) {
    am_rwlock *rwlock = lock_of(guard);
    if (!is_mine(rwlock))
        am_fatal_("am_write_poison: this thread does not hold the lock for writing");
    atomic_fetch_or_explicit(&rwlock->state_, POISON, memory_order_relaxed);
}

bool am_rwlock_is_poisoned_(const am_rwlock *rwlock) {
    return status_now(rwlock) != AM_OK;
}

void am_rwlock_clear_poison_(am_rwlock *rwlock) {
    atomic_fetch_and_explicit(&rwlock->state_, ~(uint32_t)POISON, memory_order_relaxed);
}

void am_rwlock_abandon_(am_rwlock *rwlock) {
    checked_released(rwlock, NULL);
    if (disown(rwlock) == HELD_RWLOCK)
        atomic_fetch_or_explicit(&rwlock->state_, POISON, memory_order_relaxed);
    leave_writing(rwlock);
}
