/* once.c -- work that is done once, and values that are made once. */
#include "arcmutex/once.h"

#include "blocks.h"
#include "fatal.h"
#include "futex.h"
#include "once_internal.h"
#include "self.h"

#include <stdatomic.h>
#include <string.h>

enum {
    NEW = 0,
    RUNNING = 1,
    DONE = 2,
    POISONED = 3,
    STEP_MASK = 3,
    SLEEPERS = 4, /* somebody may sleep until it is DONE or POISONED */
};

enum { ANY = 1 }; /* all sleepers are of one group */

static bool is_done(const am_once *once) {
    return atomic_load_explicit(&once->state_, memory_order_acquire) == DONE;
}

/* Sleeps until the word, which was `state`, may have changed. */
static void doze(am_once *once, uint32_t state) {
    uint32_t asleep = state | SLEEPERS;
    if (state == asleep || atomic_compare_exchange_strong_explicit(&once->state_, &state, asleep, memory_order_relaxed,
                                                                   memory_order_relaxed))
        am_schedule_blocks_();
    futex_wait_until(&once->state_, asleep, ANY, NULL);
}

/* True: the caller has to do it now, and says so by finish. False: it is done. */
static bool begin(am_once *once, bool repairs) {
    if (am_self_.token == 0)
        am_self_register_();
    for (;;) {
        uint32_t state = atomic_load_explicit(&once->state_, memory_order_acquire);
        uint32_t step = state & STEP_MASK;
        if (step == DONE)
            return false;
        if (step == RUNNING) {
            if (atomic_load_explicit(&once->owner_, memory_order_relaxed) == am_self_.token)
                am_fatal_("what is to be done once asks for itself: it would wait for itself for ever");
            doze(once, state);
            continue;
        }
        if (step == POISONED && !repairs)
            am_fatal_("am_once_call: poisoned, as a thread ended while it did it; am_once_call_force does it again");
        if (atomic_compare_exchange_weak_explicit(&once->state_, &state, (state & SLEEPERS) | RUNNING,
                                                  memory_order_acquire, memory_order_relaxed))
            break;
    }
    atomic_store_explicit(&once->owner_, am_self_.token, memory_order_relaxed);
    self_hold(&once->held_, HELD_ONCE);
    return true;
}

static void finish(am_once *once, uint32_t step) {
    if (!self_release(&once->held_, HELD_ONCE))
        am_fatal_("what is done once ends in another thread than it began");
    atomic_store_explicit(&once->owner_, 0, memory_order_relaxed);
    uint32_t before = atomic_exchange_explicit(&once->state_, step, memory_order_release);
    if ((before & SLEEPERS) != 0)
        futex_wake(&once->state_, FUTEX_ALL, ANY);
}

void am_once_abandon_(am_once *once) {
    finish(once, POISONED);
}

void am_once_call_(am_once *once, void (*function)(void *argument), void *argument, const char *here) {
    (void)here;
    if (is_done(once) || !begin(once, false))
        return;
    function(argument);
    finish(once, DONE);
}

void am_once_call_force_(am_once *once, void (*function)(void *argument), void *argument, const char *here) {
    (void)here;
    if (is_done(once) || !begin(once, true))
        return;
    function(argument);
    finish(once, DONE);
}

void am_once_wait_(am_once *once, const char *here) {
    (void)here;
    for (;;) {
        uint32_t state = atomic_load_explicit(&once->state_, memory_order_acquire);
        if ((state & STEP_MASK) == DONE)
            return;
        if ((state & STEP_MASK) == POISONED)
            am_fatal_("am_once_wait: poisoned, as a thread ended while it did it");
        doze(once, state);
    }
}

bool am_once_is_completed_(const am_once *once) {
    return is_done(once);
}

bool am_once_is_poisoned_(const am_once *once) {
    return (atomic_load_explicit(&once->state_, memory_order_relaxed) & STEP_MASK) == POISONED;
}

/* ---- cells ---- */

static void *value_of(const am_once *once, size_t offset) {
    return (char *)once + offset;
}

const void *am_cell_get_(const am_once *once, size_t offset) {
    return is_done(once) ? value_of(once, offset) : NULL;
}

const void *am_cell_get_or_init_(am_once *once, size_t offset, void (*init)(void *value), const char *here) {
    (void)here;
    if (!is_done(once) && begin(once, true)) {
        init(value_of(once, offset));
        finish(once, DONE);
    }
    return value_of(once, offset);
}

bool am_cell_set_(am_once *once, size_t offset, void *owner, size_t size, const char *here) {
    (void)here;
    if (is_done(once) || !begin(once, true))
        return false;
    memcpy(value_of(once, offset), owner, size);
    memset(owner, 0, size);
    finish(once, DONE);
    return true;
}

/* A cell whose maker ended is empty as before. */
const void *am_cell_wait_(am_once *once, size_t offset, const char *here) {
    (void)here;
    for (;;) {
        uint32_t state = atomic_load_explicit(&once->state_, memory_order_acquire);
        if ((state & STEP_MASK) == DONE)
            return value_of(once, offset);
        doze(once, state);
    }
}

bool am_cell_take_(am_once *once, size_t offset, void *slot, size_t size) {
    if (!is_done(once))
        return false;
    memcpy(slot, value_of(once, offset), size);
    atomic_store_explicit(&once->state_, NEW, memory_order_relaxed);
    return true;
}
