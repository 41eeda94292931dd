/* self.h -- what the library knows of the running thread: who it is and which mutexes it holds. */
#ifndef AM_SELF_H
#define AM_SELF_H

#include "arcmutex/mutex.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct am_self {
    am_mutex *held; /* linked through next_held_, the newest first */
    uint32_t token; /* 0: not registered */
    bool ending;    /* what it held is released; guards that are left over mean nothing */
} am_self;

/* initial-exec: no call per access in the shared library. */
extern _Thread_local am_self am_self_ __attribute__((tls_model("initial-exec"), visibility("hidden")));

/* Gives the thread a token, which no other thread has while 2^32 more don't come, and watches for its end. */
void am_self_register_(void);

/* Poisons and releases whatever the thread holds. */
void am_self_abandon_(void);

/* Forgets the held mutexes in memory that is about to be freed: their guards were leaked. */
void am_self_forget_(const void *memory, size_t size);

#endif
