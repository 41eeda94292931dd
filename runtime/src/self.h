/* self.h -- what the library knows of the running thread: who it is and which locks it holds. */
#ifndef AM_SELF_H
#define AM_SELF_H

#include "arcmutex/async.h"
#include "arcmutex/rwlock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a held lock is; stands in the low bits of the link to it. */
typedef enum held_kind {
    HELD_MUTEX,
    HELD_PLAIN_MUTEX, /* without poison */
    HELD_RWLOCK,      /* for writing */
    HELD_ONCE,
    HELD_ASYNC_MUTEX,
    HELD_ASYNC_RWLOCK, /* for writing */
    HELD_PLAIN_RWLOCK, /* for writing, without poison */
    HELD_KINDS_MASK = 7,
} held_kind;

_Static_assert(_Alignof(am_held) > HELD_KINDS_MASK, "a link to an am_held has room for its kind");

enum { READS_KNOWN = 4 };

/* One for each read guard; NULL: none. */
typedef struct am_readings {
    const void *locks[READS_KNOWN];
    uint32_t more; /* read guards for which there was no room */
} am_readings;

typedef struct am_self {
    uintptr_t held;            /* a link: linked through am_held, the newest first */
    am_readings reading;       /* am_rwlock */
    am_readings async_reading; /* am_async_rwlock */
    uint32_t token;            /* 0: not registered */
    bool ending;               /* what it held is released; guards that are left over mean nothing */
} am_self;

/* initial-exec: no call per access in the shared library. Tests may put something else in its place. */
#ifndef am_self_
extern _Thread_local am_self am_self_ __attribute__((tls_model("initial-exec"), visibility("hidden")));
#endif

/* Gives the thread a token, which no other thread has while 2^32 more don't come, and watches for its end. */
void am_self_register_(void);

static inline am_held *held_of(uintptr_t link) {
    return (am_held *)(link & ~(uintptr_t)HELD_KINDS_MASK);
}

/* Notes that this thread holds the lock, exclusively. */
static inline void self_hold(am_held *held, held_kind kind) {
    held->next_ = am_self_.held;
    am_self_.held = (uintptr_t)held | kind;
}

/* Notes that it does not hold the lock any more; false when it did not hold it, as this kind. */
static inline bool self_release(am_held *held, held_kind kind) {
    uintptr_t *link = &am_self_.held;
    while (*link != ((uintptr_t)held | kind) && *link != 0)
        link = &held_of(*link)->next_;
    if (*link == 0)
        return false;
    *link = held->next_;
    return true;
}

/* Whether this thread holds the lock, as this kind. */
static inline bool self_holds(const am_held *held, held_kind kind) {
    uintptr_t link = am_self_.held;
    while (link != ((uintptr_t)held | kind) && link != 0)
        link = held_of(link)->next_;
    return link != 0;
}

/* Notes that this thread got a read guard. */
static inline void self_start_reading(am_readings *readings, const void *lock) {
    for (int i = 0; i < READS_KNOWN; i++) {
        if (__builtin_expect(readings->locks[i] == NULL, 1)) {
            readings->locks[i] = lock;
            return;
        }
    }
    readings->more++;
}

/* Notes that it has one less; false when it had none. */
static inline bool self_stop_reading(am_readings *readings, const void *lock) {
    for (int i = 0; i < READS_KNOWN; i++) {
        if (__builtin_expect(readings->locks[i] == lock, 1)) {
            readings->locks[i] = NULL;
            return true;
        }
    }
    if (readings->more == 0)
        return false;
    readings->more--;
    return true;
}

/* Whether it is known to have one. */
static inline bool self_is_reading(const am_readings *readings, const void *lock) {
    for (int i = 0; i < READS_KNOWN; i++) {
        if (readings->locks[i] == lock)
            return true;
    }
    return false;
}

/* Releases whatever the thread holds, and poisons what it held exclusively. */
void am_self_abandon_(void);

/* Forgets the held locks in memory that is about to be freed: their guards were leaked. */
void am_self_forget_(const void *memory, size_t size);

#endif
