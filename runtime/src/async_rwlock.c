/* async_rwlock.c -- a read-write lock whose waiters suspend their tasks: a writer takes all permits, a reader one. */
#include "arcmutex/async.h"

#include "async_internal.h"
#include "fatal.h"
#include "permits.h"
#include "self.h"
#include "task_internal.h"

#include <string.h>

static const uint32_t ALL = UINT32_MAX / 2;

static const am_lock_kind kind = {.name = "read-write lock for tasks", .is_for_tasks = true};

static am_checked_mode mode_of(uint32_t permits) {
    return permits == ALL ? CHECKED_EXCLUSIVE : CHECKED_SHARED;
}

static void *guard_of(am_async_rwlock *rwlock) {
    return rwlock + 1;
}

static am_async_rwlock *lock_of(const void *guard) {
    return (am_async_rwlock *)guard - 1;
}

/* Not inlined, as in async_mutex.c. */
static __attribute__((noinline)) void *own(am_async_rwlock *rwlock, uint32_t permits, bool tried, const char *here) {
    if (am_self_.token == 0)
        am_self_register_();
    if (permits == ALL)
        self_hold(&rwlock->held_, HELD_ASYNC_RWLOCK);
    else
        self_start_reading(&am_self_.async_reading, rwlock);
    if (tried)
        checked_tried(rwlock, &kind, mode_of(permits), here);
    else
        checked_acquired(rwlock, &kind, mode_of(permits), here);
    return guard_of(rwlock);
}

static __attribute__((noinline)) void refuse_relock(am_async_rwlock *rwlock, uint32_t permits) {
    if (self_holds(&rwlock->held_, HELD_ASYNC_RWLOCK) ||
        (permits == ALL && self_is_reading(&am_self_.async_reading, rwlock)))
        am_fatal_("this task already holds the am_async_rwlock that it locks: it would wait for itself for ever");
}

static void *lock(am_async_rwlock *rwlock, uint32_t permits, const char *here) {
    checked_use(rwlock, here);
    checked_yields("await", here);
    am_wait_begin_();
    if (permits_try(&rwlock->permits_, &ALL, permits) != AM_OK) {
        checked_waits(rwlock, &kind, mode_of(permits), here);
        refuse_relock(rwlock, permits);
        permits_take(&rwlock->permits_, &ALL, permits, AM_FOREVER);
    }
    return own(rwlock, permits, false, here);
}

static void *try_lock(am_async_rwlock *rwlock, uint32_t permits, const char *here) {
    checked_use(rwlock, here);
    return permits_try(&rwlock->permits_, &ALL, permits) == AM_OK ? own(rwlock, permits, true, here) : NULL;
}

const void *am_async_rwlock_read_(am_async_rwlock *rwlock, const char *here) {
    return lock(rwlock, 1, here);
}

void *am_async_rwlock_write_(am_async_rwlock *rwlock, const char *here) {
    return lock(rwlock, ALL, here);
}

const void *am_async_rwlock_try_read_(am_async_rwlock *rwlock, const char *here) {
    return try_lock(rwlock, 1, here);
}

void *am_async_rwlock_try_write_(am_async_rwlock *rwlock, const char *here) {
    return try_lock(rwlock, ALL, here);
}

static am_async_rwlock *take_guard(void *slot) {
    void *guard;
    memcpy(&guard, slot, sizeof guard);
    memset(slot, 0, sizeof guard);
    return guard != NULL ? lock_of(guard) : NULL;
}

static void release(am_async_rwlock *rwlock, uint32_t permits) {
    bool is_reader = permits != ALL;
    bool is_held = is_reader ? self_is_reading(&am_self_.async_reading, rwlock) || am_self_.async_reading.more > 0
                             : self_holds(&rwlock->held_, HELD_ASYNC_RWLOCK);
    if (am_self_.ending && !is_held)
        return;
    checked_released(rwlock, NULL);
    if (!is_held)
        am_fatal_("a guard of an am_async_rwlock is released twice, or by a task that does not hold it so");
    if (is_reader)
        self_stop_reading(&am_self_.async_reading, rwlock);
    else
        self_release(&rwlock->held_, HELD_ASYNC_RWLOCK);
    permits_give(&rwlock->permits_, &ALL, permits);
}

void am_async_read_release_(void *slot) {
    am_async_rwlock *rwlock = take_guard(slot);
    if (rwlock != NULL)
        release(rwlock, 1);
}

void am_async_write_release_(void *slot) {
    am_async_rwlock *rwlock = take_guard(slot);
    if (rwlock != NULL)
        release(rwlock, ALL);
}

void am_async_rwlock_abandon_(am_async_rwlock *rwlock) {
    checked_released(rwlock, NULL);
    self_release(&rwlock->held_, HELD_ASYNC_RWLOCK);
    permits_give(&rwlock->permits_, &ALL, ALL);
}

void am_async_rwlock_leave_(am_async_rwlock *rwlock) {
    permits_give(&rwlock->permits_, &ALL, 1);
}
