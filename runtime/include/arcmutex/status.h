/* status.h -- the results of calls that can go more than one way. */
#ifndef AM_STATUS_H
#define AM_STATUS_H

typedef enum am_status {
    AM_OK = 0,
    AM_POISONED,    /* the lock is held now, but an earlier holder ended in the middle of its work */
    AM_WOULD_BLOCK, /* the lock is held by somebody; nothing was taken */
    AM_NO_THREAD,   /* the system gives no further thread (memory or a limit) */
    AM_ENDED_EARLY, /* the thread did not return from its entry: am_thread_exit, pthread_exit or cancellation */
    AM_TIMED_OUT,   /* the time is over; nothing was taken */
    AM_CLOSED,      /* the channel's other end is gone */
    AM_ABORTED,     /* the task was asked to end (am_task_abort), and did */
    AM_EMPTY,       /* there is no task left in the set */
} am_status;

#endif
