/* task_internal.h -- what a task is, and what the rooms of the scheduler ask of each other. */
#ifndef AM_TASK_INTERNAL_H
#define AM_TASK_INTERNAL_H

#include "arcmutex/task.h"
#include "checked.h"
#include "latch.h"
#include "self.h"
#include "task_switch.h"
#include "wait_list.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <unwind.h>

enum { RESULT_SIZE = AM_TASK_RESULT_SIZE };

typedef enum task_phase {
    TASK_NONE,    /* the memory waits for a task */
    TASK_READY,   /* in a queue, or on the way there */
    TASK_RUNNING, /* on a worker */
    TASK_WOKEN,   /* on a worker, and somebody woke it: it does not park */
    TASK_PARKED,  /* nobody runs it until somebody wakes it */
    TASK_ENDED,
} task_phase;

/* What a task wants of its worker when it goes back there. */
typedef enum task_request { REQUEST_PARK, REQUEST_YIELD, REQUEST_END } task_request;

/* A place in the heap of deadlines. */
typedef struct am_timer {
    uint64_t deadline; /* nanoseconds of the runtime's clock */
    uint64_t order;    /* of two with one deadline, the older first */
    size_t place;      /* 0: not in the heap */
    struct am_task_state *task;
} am_timer;

/*
 * Its memory is used for other tasks later, and never given back: who wakes a task that has ended meanwhile wakes
 * nobody, or one who bears it.
 */
typedef struct am_task_state {
    _Atomic uint32_t phase;      /* task_phase */
    _Atomic uint32_t references; /* the runtime's until the task has ended, and the handle's */
    _Atomic bool aborting;       /* asked to end at its next wait */
    bool dying;                  /* it ends: waits on the way are not interrupted */
    bool is_job;                 /* a thread of the blocking pool runs it */
    uint8_t turns;               /* see am_wait_begin_ */
    uint8_t request;             /* task_request */
    uint8_t outcome;             /* am_status */
    am_task_entry *entry;
    void *argument;
    am_holder *holder; /* of checked mode */
    uint32_t number;   /* of the holder, when it is gone */
    struct am_task_state *next;
    am_stack *stack; /* NULL: not begun */
    am_context context;
    am_self self; /* while it does not run */
    struct _Unwind_Exception unwinding;
    am_timer timer;
    am_latch latch; /* over the following */
    am_wait_list joiners;
    am_join_set *set;
    struct am_task_state *set_next; /* in its list of running tasks */
    struct am_task_state *set_previous;
    _Alignas(max_align_t) unsigned char result[RESULT_SIZE];
} am_task_state;

/* A list of tasks through `next`, oldest first. */
typedef struct am_task_list {
    am_task_state *first;
    am_task_state *last;
} am_task_list;

static inline void task_list_append(am_task_list *list, am_task_state *task) {
    task->next = NULL;
    if (list->last != NULL)
        list->last->next = task;
    else
        list->first = task;
    list->last = task;
}

static inline am_task_state *task_list_take(am_task_list *list) {
    am_task_state *task = list->first;
    if (task != NULL && (list->first = task->next) == NULL)
        list->last = NULL;
    return task;
}

/* ---- the task that runs (task_schedule.c) ---- */

/* The task in which this code runs; NULL in a plain thread. It may come back on another thread from a wait: not
 * inlined. */
am_task_state *am_task_current_(void);

/* Makes the task run soon, unless it does. It may have ended. */
void am_task_wake_(am_task_state *task);

/* Hands the task that runs back to its worker. */
void am_task_request_(am_task_state *task, task_request request);

/* Sleeps until somebody wakes this task, or did since it last came from here; it may also come back for nothing. */
void am_task_park_(am_task_state *task);

/* The same until a time of the runtime's clock at the latest. */
void am_task_park_until_(am_task_state *task, uint64_t deadline);

/* Ends this task here: what it holds is poisoned and released, and scopes of code built with -fexceptions end. */
_Noreturn void am_task_die_(am_task_state *task, am_status outcome);

/* Tells those who wait for the task, on any thread, when its stack is of no use any more. */
void am_task_complete_(am_task_state *task);

/* A new task that owns `argument`; NULL, and it is dropped: no memory, or the runtime stops. */
am_task_state *am_task_make_(am_task_entry *entry, void *argument, const char *here);

/* Gives up a reference. */
void am_task_release_(am_task_state *task);

/* Gives the task to the workers for the first time. */
void am_task_launch_(am_task_state *task);

/* Asks it to end. */
void am_task_ask_to_end_(am_task_state *task);

/* A task of the set has ended; from now on the set has it. */
void am_join_set_told_(am_join_set *set, am_task_state *task);

/* ---- the runtime (task_runtime.c) ---- */

/* Starts the runtime with its defaults if nobody has. */
void am_runtime_need_(void);
const am_runtime_options *am_runtime_options_(void);
bool am_runtime_is_stopping_(void);
/* A task has ended. */
void am_runtime_told_(void);

/* ---- memory (task_memory.c) ---- */

am_task_state *am_task_memory_take_(void);
void am_task_memory_give_(am_task_state *task);
/* Calls `each` with every task that has not ended; the number of them. */
size_t am_task_memory_each_(void (*each)(am_task_state *task));

/* Ends the process when there is no memory. */
am_stack *am_stack_take_(void);
void am_stack_give_(am_stack *stack);
/* Gives all free ones back to the system. */
void am_stacks_free_(void);

/* ---- the clock (task_timer.c) ---- */

enum { NANOSECONDS_PER_MILLISECOND = 1000000 };
#define AM_FOREVER UINT64_MAX

uint64_t am_clock_now_(void);
/* AM_FOREVER when it is further away than the clock goes. */
uint64_t am_clock_in_(uint32_t milliseconds);
void am_timer_set_(am_timer *timer, am_task_state *task, uint64_t deadline);
/* When this returns, the timer wakes nobody any more. */
void am_timer_unset_(am_timer *timer);
/* Wakes those whose time has come; the next deadline, or AM_FOREVER. */
uint64_t am_timers_fire_(void);
uint64_t am_timers_next_(void);
/* Sets the virtual clock forward. */
void am_clock_set_(uint64_t now);

/* ---- the deterministic mode (task_replay.c) ---- */

bool am_replay_is_on_(void);
void am_replay_start_(uint64_t seed);
void am_replay_stop_(void);
void am_replay_ready_(am_task_state *task);
/* Runs tasks on this thread until `*granted` is not 0 or the deadline is reached. */
void am_replay_drive_(_Atomic uint32_t *granted, uint64_t deadline);

/* ---- the blocking pool (task_blocking.c) ---- */

/* Gives the job to a thread of the pool; false: there is none, and no new one can be had. */
bool am_pool_submit_(am_task_state *job);
/* Takes back a job that has not begun. */
bool am_pool_withdraw_(am_task_state *job);
/* Waits for the jobs and ends the threads. */
void am_pool_stop_(void);

#endif
