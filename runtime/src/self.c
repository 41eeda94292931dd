/* self.c -- what the library knows of the running thread: who it is and which locks it holds. */
#include "self.h"

#include "fatal.h"
#include "mutex_internal.h"
#include "once_internal.h"
#include "rwlock_internal.h"

#include <pthread.h>
#include <stdatomic.h>

_Thread_local am_self am_self_;

static pthread_key_t end_key;
static pthread_once_t end_key_once = PTHREAD_ONCE_INIT;
static _Atomic uint32_t last_token;

/* A later destructor of the same thread may lock again: that registers it anew, and this runs once more. */
static void at_thread_end(void *unused) {
    (void)unused;
    am_self_abandon_();
    am_self_.token = 0;
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
        am_rwlock_abandon_((am_rwlock *)(void *)(place - offsetof(am_rwlock, held_)));
        break;
    case HELD_ONCE:
        am_once_abandon_((am_once *)(void *)(place - offsetof(am_once, held_)));
        break;
    default:
        am_fatal_("the list of held locks is damaged: was a locked mutex copied, moved or freed?");
    }
}

void am_self_abandon_(void) {
    am_self_.ending = true;
    while (am_self_.held != 0)
        abandon(am_self_.held);
    for (int i = 0; i < READS_KNOWN; i++) {
        am_rwlock *rwlock = am_self_.reading[i];
        am_self_.reading[i] = NULL;
        if (rwlock != NULL)
            am_rwlock_leave_(rwlock);
    }
    am_self_.reading_more = 0;
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
    for (int i = 0; i < READS_KNOWN; i++) {
        if ((uintptr_t)am_self_.reading[i] - (uintptr_t)memory < size)
            am_self_.reading[i] = NULL;
    }
}
