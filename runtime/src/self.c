/* self.c -- what the library knows of the running thread: who it is and which locks it holds. */
#include "self.h"

#include "async_internal.h"
#include "checked.h"
#include "fatal.h"
#include "mutex_internal.h"
#include "once_internal.h"
#include "rwlock_internal.h"

#include <pthread.h>
#include <stdatomic.h>

#ifndef am_self_
_Thread_local am_self am_self_;
#endif

static pthread_key_t end_key;
static pthread_once_t end_key_once = PTHREAD_ONCE_INIT;
static _Atomic uint32_t last_token;

/* A later destructor of the same thread may lock again: that registers it anew, and this runs once more. */
static void at_thread_end(void *unused) {
    (void)unused;
    am_self_abandon_();
    am_self_.token = 0;
    checked_thread_ends();
}

static void make_end_key(void) {
    if (pthread_key_create(&end_key, at_thread_end) != 0)
        am_fatal_("no thread-specific key is left to watch for the end of threads");
}

void am_self_register_(void) {
    pthread_once(&end_key_once, make_end_key);
    if (pthread_setspecific(end_key, &am_self_) != 0)
        am_fatal_("no memory to watch for the end of this thread");
    do
        am_self_.token = atomic_fetch_add_explicit(&last_token, 1, memory_order_relaxed) + 1;
    while (am_self_.token == 0);
}

static void abandon(uintptr_t link) {
    char *place = (char *)held_of(link);
    switch (link & HELD_KINDS_MASK) {
    case HELD_MUTEX:
    case HELD_PLAIN_MUTEX:
        am_mutex_abandon_((am_mutex *)(void *)(place - offsetof(am_mutex, held_)));
        break;
    case HELD_RWLOCK:
    case HELD_PLAIN_RWLOCK:
        am_rwlock_abandon_((am_rwlock *)(void *)(place - offsetof(am_rwlock, held_)));
        break;
    case HELD_ONCE:
        am_once_abandon_((am_once *)(void *)(place - offsetof(am_once, held_)));
        break;
    case HELD_ASYNC_MUTEX:
        am_async_mutex_abandon_((am_async_mutex *)(void *)(place - offsetof(am_async_mutex, held_)));
        break;
    case HELD_ASYNC_RWLOCK:
        am_async_rwlock_abandon_((am_async_rwlock *)(void *)(place - offsetof(am_async_rwlock, held_)));
        break;
    default:
        am_fatal_("the list of held locks is damaged: was a locked mutex copied, moved or freed?");
    }
}

/* The lock of a read guard, noted no more; NULL: there is none. */
static const void *take_reading(am_readings *readings) {
    readings->more = 0;
    for (int i = 0; i < READS_KNOWN; i++) {
        const void *lock = readings->locks[i];
        readings->locks[i] = NULL;
        if (lock == NULL)
            continue;
        checked_released(lock, NULL);
        return lock;
    }
    return NULL;
}

void am_self_abandon_(void) {
    am_self_.ending = true;
    while (am_self_.held != 0)
        abandon(am_self_.held);
    for (const void *rwlock; (rwlock = take_reading(&am_self_.reading)) != NULL;)
        am_rwlock_leave_((am_rwlock *)rwlock);
    for (const void *rwlock; (rwlock = take_reading(&am_self_.async_reading)) != NULL;)
        am_async_rwlock_leave_((am_async_rwlock *)rwlock);
}

static void forget_readings(am_readings *readings, const void *memory, size_t size) {
    for (int i = 0; i < READS_KNOWN; i++) {
        if ((uintptr_t)readings->locks[i] - (uintptr_t)memory < size)
            readings->locks[i] = NULL;
    }
}

void am_self_forget_(const void *memory, size_t size) {
    uintptr_t *link = &am_self_.held;
    while (*link != 0) {
        am_held *held = held_of(*link);
        if ((uintptr_t)held - (uintptr_t)memory < size)
            *link = held->next_;
        else
            link = &held->next_;
    }
    forget_readings(&am_self_.reading, memory, size);
    forget_readings(&am_self_.async_reading, memory, size);
}
