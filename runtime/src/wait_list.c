/* wait_list.c -- tasks and threads that wait for something, the one who waits longest first. */
#include "wait_list.h"

#include "deadline.h"
#include "task_internal.h"

/* After so many calls that might have waited a task lets others run: what it waits for may always be there at once. */
enum { TURNS = 128 };

void am_wait_join_(am_waiter *self, am_wait_list *list) {
    self->next = NULL;
    self->previous = list->last;
    if (list->last != NULL)
        list->last->next = self;
    else
        list->first = self;
    list->last = self;
}

void am_wait_leave_(am_waiter *waiter, am_wait_list *list) {
    if (waiter->previous != NULL)
        waiter->previous->next = waiter->next;
    else
        list->first = waiter->next;
    if (waiter->next != NULL)
        waiter->next->previous = waiter->previous;
    else
        list->last = waiter->previous;
}

void am_wait_grant_(am_waiter *waiter, am_wait_list *list) {
    am_wait_leave_(waiter, list);
    am_task_state *task = waiter->task;
    _Atomic uint32_t *granted = &waiter->granted;
    /* The waiter may be gone with its stack as soon as this is stored; a task's state stays. */
    atomic_store_explicit(granted, 1, memory_order_release);
    if (task != NULL)
        am_task_wake_(task);
    else
        futex_wake_one(granted);
}

static bool is_granted(am_waiter *self) {
    return atomic_load_explicit(&self->granted, memory_order_acquire) != 0;
}

static bool must_die(const am_task_state *task) {
    return !task->dying && atomic_load_explicit(&task->aborting, memory_order_acquire);
}

/* Why a plain thread stops waiting: AM_OK or AM_TIMED_OUT. */
static am_status wait_in_thread(am_waiter *self, uint64_t deadline) {
    if (am_replay_is_on_()) {
        am_replay_drive_(&self->granted, deadline);
        return is_granted(self) ? AM_OK : AM_TIMED_OUT;
    }
    struct timespec until = deadline_at(deadline);
    bool in_time = true;
    while (!is_granted(self) && in_time)
        in_time = futex_wait_until(&self->granted, 0, UINT32_MAX, deadline == AM_FOREVER ? NULL : &until);
    return is_granted(self) ? AM_OK : AM_TIMED_OUT;
}

static am_status wait_in_task(am_waiter *self, uint64_t deadline) {
    am_task_state *task = self->task;
    for (;;) {
        if (is_granted(self))
            return AM_OK;
        if (must_die(task))
            return AM_ABORTED;
        if (deadline == AM_FOREVER)
            am_task_park_(task);
        else if (am_clock_now_() >= deadline)
            return AM_TIMED_OUT;
        else
            am_task_park_until_(task, deadline);
    }
}

am_status am_wait_(am_waiter *self, am_wait_list *list, am_latch *latch, uint64_t deadline) {
    latch_unlock(latch);
    am_status status = self->task != NULL ? wait_in_task(self, deadline) : wait_in_thread(self, deadline);
    if (status == AM_OK)
        return AM_OK;
    latch_lock(latch);
    bool came_late = is_granted(self);
    if (!came_late)
        am_wait_leave_(self, list);
    latch_unlock(latch);
    return came_late ? AM_OK : status;
}

am_status am_wait_end_(am_status status) {
    if (status == AM_ABORTED)
        am_task_die_(am_task_current_(), AM_ABORTED);
    return status;
}

am_task_state *am_wait_begin_(void) {
    am_task_state *task = am_task_current_();
    if (task == NULL || task->dying)
        return task;
    if (--task->turns == 0) {
        task->turns = TURNS;
        am_task_request_(task, REQUEST_YIELD);
    }
    if (must_die(task))
        am_task_die_(task, AM_ABORTED);
    return task;
}
