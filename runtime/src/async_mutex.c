/* async_mutex.c -- a mutex whose waiters suspend their tasks. */
#include "arcmutex/async.h"

#include "async_internal.h"
#include "fatal.h"
#include "permits.h"
#include "self.h"
#include "task_internal.h"

#include <string.h>

static const uint32_t ONE = 1;

static const am_lock_kind kind = {.name = "mutex for tasks", .is_for_tasks = true};

static void *guard_of(am_async_mutex *mutex) {
    return mutex + 1;
}

static am_async_mutex *mutex_of(void *guard) {
    return (am_async_mutex *)guard - 1;
}

/* Not inlined: a wait may lie behind, and this looks at the variables of the thread. */
static __attribute__((noinline)) void *own(am_async_mutex *mutex, bool tried, const char *here) {
    if (am_self_.token == 0)
        am_self_register_();
    self_hold(&mutex->held_, HELD_ASYNC_MUTEX);
    if (tried)
        checked_tried(mutex, &kind, CHECKED_EXCLUSIVE, here);
    else
        checked_acquired(mutex, &kind, CHECKED_EXCLUSIVE, here);
    return guard_of(mutex);
}

/* Its waits never end, so the search costs nothing that matters. */
static __attribute__((noinline)) void refuse_relock(am_async_mutex *mutex) {
    if (self_holds(&mutex->held_, HELD_ASYNC_MUTEX))
        am_fatal_("this task already holds the am_async_mutex that it locks: it would wait for itself for ever");
}

static am_status lock(am_async_mutex *mutex, uint64_t deadline, const char *here) {
    checked_use(mutex, here);
    checked_yields("await", here);
    am_wait_begin_();
    if (permits_try(&mutex->permits_, &ONE, 1) == AM_OK)
        return AM_OK;
    if (deadline == AM_FOREVER) {
        checked_waits(mutex, &kind, CHECKED_EXCLUSIVE, here);
        refuse_relock(mutex);
    }
    return permits_take(&mutex->permits_, &ONE, 1, deadline);
}

void *am_async_mutex_lock_(am_async_mutex *mutex, const char *here) {
    lock(mutex, AM_FOREVER, here);
    return own(mutex, false, here);
}

void *am_async_mutex_try_lock_(am_async_mutex *mutex, const char *here) {
    checked_use(mutex, here);
    return permits_try(&mutex->permits_, &ONE, 1) == AM_OK ? own(mutex, true, here) : NULL;
}

void *am_async_mutex_lock_for_(am_async_mutex *mutex, uint32_t milliseconds, const char *here) {
    return lock(mutex, am_clock_in_(milliseconds), here) == AM_OK ? own(mutex, true, here) : NULL;
}

void am_async_release_(void *slot) {
    void *guard;
    memcpy(&guard, slot, sizeof guard);
    if (guard == NULL)
        return;
    memset(slot, 0, sizeof guard);
    am_async_mutex *mutex = mutex_of(guard);
    if (am_self_.ending && !self_holds(&mutex->held_, HELD_ASYNC_MUTEX))
        return;
    checked_released(mutex, NULL);
    if (self_release(&mutex->held_, HELD_ASYNC_MUTEX))
        permits_give(&mutex->permits_, &ONE, 1);
    else
        am_fatal_("a guard of an am_async_mutex is released twice, or by a task that does not hold it");
}

void am_async_mutex_abandon_(am_async_mutex *mutex) {
    checked_released(mutex, NULL);
    self_release(&mutex->held_, HELD_ASYNC_MUTEX);
    permits_give(&mutex->permits_, &ONE, 1);
}
