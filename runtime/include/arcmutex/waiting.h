/* waiting.h -- the fields that the locks and channels of tasks are made of; they are the library's. */
#ifndef AM_WAITING_H
#define AM_WAITING_H

#include <stdint.h>

/* Guards the other fields for a moment; all zero is free. */
typedef struct am_latch {
    _Atomic uint32_t state;
} am_latch;

/* Tasks and threads that wait, the one who waits longest first; all zero is none. */
typedef struct am_wait_list {
    struct am_waiter *first;
    struct am_waiter *last;
} am_wait_list;

#endif
