/* wait_list.h -- tasks and threads that wait for something, the one who waits longest first. */
#ifndef AM_WAIT_LIST_H
#define AM_WAIT_LIST_H

#include "arcmutex/status.h"
#include "arcmutex/waiting.h"
#include "latch.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* One who waits, on its own stack. */
typedef struct am_waiter {
    struct am_waiter *next;
    struct am_waiter *previous;
    struct am_task_state *task; /* NULL: a plain thread, which sleeps on `granted` */
    _Atomic uint32_t granted;
    uint32_t wanted; /* how much of it; its meaning is the list's owner's */
    void *value;     /* what is handed over, likewise */
} am_waiter;

/* Makes `self` the last of the list. The caller has the latch over the list here and in the following. */
void am_wait_join_(am_waiter *self, am_wait_list *list);

/* Takes one out of the list. */
void am_wait_leave_(am_waiter *waiter, am_wait_list *list);

/* Takes one out of the list and lets it go on. It must not be touched afterwards. */
void am_wait_grant_(am_waiter *waiter, am_wait_list *list);

/*
 * Unlocks the latch and waits until somebody grants what `self` waits for in the list: AM_OK. Else it has left the
 * list: AM_TIMED_OUT behind the deadline, AM_ABORTED when the task is to end now (the caller puts its things in order
 * and calls am_wait_end_).
 */
am_status am_wait_(am_waiter *self, am_wait_list *list, am_latch *latch, uint64_t deadline);

/* Ends the task that runs when `status` is AM_ABORTED; gives others back. */
am_status am_wait_end_(am_status status);

/*
 * The task that runs, or NULL in a plain thread. Each call that may wait begins so: the task ends here if it is to end,
 * and now and then it lets others run.
 */
struct am_task_state *am_wait_begin_(void);

#endif
