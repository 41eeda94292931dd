/* task_worker.c -- running a task, and what it asks of its worker. */
#include "task_worker.h"

#include "arcmutex/arc.h"
#include "sanitizers.h"
#include "task_schedule.h"

static _Thread_local am_worker *here;

/* Not inlined, nor what reads `am_self_`: a task goes on in another thread, and compilers keep addresses of variables
   of a thread over a call. */
__attribute__((noinline)) am_worker *am_worker_here_(void) {
    __asm__ volatile("");
    return here;
}

__attribute__((noinline)) am_task_state *am_task_current_(void) {
    __asm__ volatile("");
    return here != NULL ? here->task : NULL;
}

void am_worker_begin_(am_worker *worker) {
    am_context_of_thread_(&worker->context);
    here = worker;
}

void am_worker_end_(void) {
    here = NULL;
}

/* ---- in the task ---- */

void am_task_request_(am_task_state *task, task_request request) {
    task->request = (uint8_t)request;
    am_context_switch_(&task->context, &am_worker_here_()->context);
}

void am_task_park_(am_task_state *task) {
    uint32_t phase = TASK_WOKEN;
    if (atomic_compare_exchange_strong_explicit(&task->phase, &phase, TASK_RUNNING, memory_order_acq_rel,
                                                memory_order_relaxed))
        return;
    am_task_request_(task, REQUEST_PARK);
}

void am_task_park_until_(am_task_state *task, uint64_t deadline) {
    am_timer_set_(&task->timer, task, deadline);
    am_task_park_(task);
    am_timer_unset_(&task->timer);
}

/* Not inlined, as above: a task may end elsewhere than it began. */
static __attribute__((noinline)) _Noreturn void end(am_task_state *task, am_status outcome) {
    am_self_abandon_();
    task->outcome = (uint8_t)outcome;
    task->request = REQUEST_END;
    am_context_leave_(&task->context, &am_worker_here_()->context);
}

static void begin(void *argument) {
    am_context_arrive_();
    am_task_state *task = argument;
    task->entry(task->argument, task->result);
    end(task, AM_OK);
}

static am_status outcome_of(const am_task_state *task) {
    return (am_status)task->outcome;
}

/* Goes through all frames: where there is code for the end of a scope, it runs. */
static _Unwind_Reason_Code at_frame(int version, _Unwind_Action action, _Unwind_Exception_Class class,
                                    struct _Unwind_Exception *exception, struct _Unwind_Context *frame,
                                    void *argument) {
    (void)version, (void)class, (void)exception, (void)frame;
    am_task_state *task = argument;
    if ((action & _UA_END_OF_STACK) != 0)
        end(task, outcome_of(task));
    return _URC_NO_REASON;
}

_Noreturn void am_task_die_(am_task_state *task, am_status outcome) {
    task->dying = true;
    task->outcome = (uint8_t)outcome;
    am_self_abandon_();
    stack_unwinds();
    task->unwinding = (struct _Unwind_Exception){0};
    _Unwind_ForcedUnwind(&task->unwinding, at_frame, task);
    end(task, outcome);
}

/* ---- on the worker ---- */

/* False: the task is to end before it has begun. */
static bool prepare(am_task_state *task) {
    if (atomic_load_explicit(&task->aborting, memory_order_acquire)) {
        am_arc_drop_(&task->argument);
        task->outcome = AM_ABORTED;
        am_task_complete_(task);
        return false;
    }
    task->stack = am_stack_take_();
    am_context_make_(&task->context, task->stack, begin, task);
    return true;
}

static void bury(am_task_state *task) {
    am_context_unmake_(&task->context);
    am_stack_give_(task->stack);
    task->stack = NULL;
    am_task_complete_(task);
}

/* After this others may run the task already: the worker must not touch it. */
static void park(am_task_state *task) {
    uint32_t phase = TASK_RUNNING;
    if (atomic_compare_exchange_strong_explicit(&task->phase, &phase, TASK_PARKED, memory_order_acq_rel,
                                                memory_order_acquire))
        return;
    atomic_exchange_explicit(&task->phase, TASK_READY, memory_order_acq_rel);
    am_schedule_ready_(task, true);
}

void am_worker_run_(am_worker *worker, am_task_state *task) {
    if (task->stack == NULL && !prepare(task))
        return;
    /* An exchange, so that what wakers did before they saw TASK_READY is seen by the task. */
    atomic_exchange_explicit(&task->phase, TASK_RUNNING, memory_order_acq_rel);
    worker->task = task;
    worker->self = am_self_;
    am_self_ = task->self;
    checked_run(task->holder);
    am_context_switch_(&worker->context, &task->context);
    checked_run(NULL);
    task->self = am_self_;
    am_self_ = worker->self;
    worker->task = NULL;
    switch ((task_request)task->request) {
    case REQUEST_PARK:
        park(task);
        break;
    case REQUEST_YIELD:
        atomic_exchange_explicit(&task->phase, TASK_READY, memory_order_acq_rel);
        am_schedule_ready_(task, false);
        break;
    case REQUEST_END:
        bury(task);
        break;
    }
}

void am_task_wake_(am_task_state *task) {
    uint32_t phase = atomic_load_explicit(&task->phase, memory_order_relaxed);
    uint32_t then;
    do
        then = phase == TASK_PARKED ? TASK_READY : phase == TASK_RUNNING ? TASK_WOKEN : phase;
    while (
        !atomic_compare_exchange_weak_explicit(&task->phase, &phase, then, memory_order_acq_rel, memory_order_relaxed));
    if (phase == TASK_PARKED)
        am_schedule_ready_(task, true);
}
