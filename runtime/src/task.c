/* task.c -- the life of a task: spawned, awaited, aborted, ended. */
#include "arcmutex/task.h"

#include "deadline.h"
#include "fatal.h"
#include "task_internal.h"
#include "task_schedule.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <time.h>

/* ---- the beginning ---- */

am_task_state *am_task_make_(am_task_entry *entry, void *argument, const char *here) {
    am_runtime_need_();
    am_task_state *task = am_runtime_is_stopping_() ? NULL : am_task_memory_take_();
    if (task == NULL) {
        am_arc_drop_(&argument);
        return NULL;
    }
    atomic_store_explicit(&task->references, 2, memory_order_relaxed);
    atomic_store_explicit(&task->aborting, false, memory_order_relaxed);
    task->dying = false;
    task->is_job = false;
    task->outcome = AM_OK;
    task->turns = UINT8_MAX;
    task->entry = entry;
    task->argument = argument;
    task->holder = checked_spawn(here);
    task->number = checked_number(task->holder);
    task->stack = NULL;
    /* The token stays with the memory: no two that live have the same. */
    task->self = (am_self){.token = task->self.token};
    task->timer.place = 0;
    task->joiners = (am_wait_list){0};
    task->set = NULL;
    return task;
}

void am_task_launch_(am_task_state *task) {
    atomic_store(&task->phase, TASK_READY);
    am_schedule_ready_(task, false);
}

am_status am_task_spawn_(am_task *task, am_task_entry *entry, void *argument, const char *here) {
    am_task_state *state = am_task_make_(entry, argument, here);
    if (state == NULL)
        return AM_NO_THREAD;
    *task = (am_task){.state_ = state};
    am_task_launch_(state);
    return AM_OK;
}

am_status am_task_spawn_blocking_(am_task *task, am_task_entry *entry, void *argument, const char *here) {
    am_task_state *state = am_task_make_(entry, argument, here);
    if (state == NULL)
        return AM_NO_THREAD;
    *task = (am_task){.state_ = state};
    if (am_replay_is_on_()) {
        am_task_launch_(state);
        return AM_OK;
    }
    state->is_job = true;
    atomic_store(&state->phase, TASK_READY);
    if (am_pool_submit_(state))
        return AM_OK;
    *task = (am_task){0};
    checked_end(state->holder);
    am_arc_drop_(&state->argument);
    am_task_memory_give_(state);
    return AM_NO_THREAD;
}

/* ---- the end ---- */

void am_task_release_(am_task_state *task) {
    if (atomic_fetch_sub_explicit(&task->references, 1, memory_order_acq_rel) == 1)
        am_task_memory_give_(task);
}

void am_task_complete_(am_task_state *task) {
    am_join_set *set = task->set;
    checked_end(task->holder);
    latch_lock(&task->latch);
    atomic_store(&task->phase, TASK_ENDED);
    while (task->joiners.first != NULL)
        am_wait_grant_(task->joiners.first, &task->joiners);
    latch_unlock(&task->latch);
    if (set != NULL)
        am_join_set_told_(set, task);
    am_task_release_(task);
    am_runtime_told_();
}

static am_task_state *state_of(const am_task *task, const char *complaint) {
    if (task->state_ == NULL)
        am_fatal_(complaint);
    return task->state_;
}

static bool has_ended(const am_task_state *task) {
    return atomic_load_explicit(&task->phase, memory_order_acquire) == TASK_ENDED;
}

static am_status await(am_task_state *task, uint64_t deadline) {
    am_waiter self = {.task = am_wait_begin_()};
    if (self.task == task)
        am_fatal_("am_task_await: this task would wait for itself");
    latch_lock(&task->latch);
    if (has_ended(task)) {
        latch_unlock(&task->latch);
        return AM_OK;
    }
    am_wait_join_(&self, &task->joiners);
    return am_wait_end_(am_wait_(&self, &task->joiners, &task->latch, deadline));
}

am_status am_task_await_(am_task *task, void *result, size_t size, const char *here) {
    checked_joins(task->state_ != NULL, "await", here);
    checked_yields("await", here);
    am_task_state *state = state_of(task, "am_task_await: no task, or one that was awaited or detached already");
    await(state, AM_FOREVER);
    checked_joined(state->number);
    am_status outcome = (am_status)state->outcome;
    if (outcome == AM_OK && result != NULL)
        memcpy(result, state->result, size);
    *task = (am_task){0};
    am_task_release_(state);
    return outcome;
}

am_status am_task_await_within_(am_task *task, uint32_t milliseconds, const char *here) {
    checked_joins(task->state_ != NULL, "await", here);
    checked_yields("await", here);
    am_task_state *state = state_of(task, "am_task_await_within: no task, or one that was awaited or detached already");
    if (!has_ended(state) && await(state, am_clock_in_(milliseconds)) == AM_TIMED_OUT)
        return AM_TIMED_OUT;
    return am_task_await_(task, NULL, 0, here);
}

bool am_task_is_finished_(const am_task *task) {
    return has_ended(state_of(task, "am_task_is_finished: no task, or one that was awaited or detached already"));
}

void am_task_detach_(am_task *task, const char *here) {
    checked_joins(task->state_ != NULL, "detach", here);
    am_task_state *state = state_of(task, "am_task_detach: no task, or one that was awaited or detached already");
    *task = (am_task){0};
    am_task_release_(state);
}

void am_task_ask_to_end_(am_task_state *task) {
    atomic_store(&task->aborting, true);
    if (!task->is_job) {
        am_task_wake_(task);
    } else if (am_pool_withdraw_(task)) {
        am_arc_drop_(&task->argument);
        task->outcome = AM_ABORTED;
        am_task_complete_(task);
    }
}

void am_task_abort_(const am_task *task, const char *here) {
    (void)here;
    am_task_ask_to_end_(state_of(task, "am_task_abort: no task, or one that was awaited or detached already"));
}

void am_task_exit(void) {
    am_task_state *task = am_task_current_();
    if (task == NULL)
        am_fatal_("am_task_exit: this is no task");
    am_task_die_(task, AM_ENDED_EARLY);
}

/* ---- waiting ---- */

void am_task_yield_(const char *here) {
    checked_yields("yield", here);
    am_task_state *task = am_wait_begin_();
    if (task == NULL) {
        sched_yield();
        return;
    }
    am_task_request_(task, REQUEST_YIELD);
    am_wait_begin_();
}

static void sleep_in_thread(uint64_t deadline) {
    struct timespec until = deadline_at(deadline);
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
        ;
}

void am_task_sleep_(uint32_t milliseconds, const char *here) {
    checked_yields("sleep", here);
    am_task_state *task = am_wait_begin_();
    uint64_t deadline = am_clock_in_(milliseconds);
    if (task == NULL && am_replay_is_on_()) {
        am_replay_drive_(NULL, deadline);
    } else if (task == NULL) {
        sleep_in_thread(deadline);
    } else {
        do {
            am_task_park_until_(task, deadline);
            am_wait_begin_();
        } while (am_clock_now_() < deadline);
    }
}

uint64_t am_task_clock(void) {
    return am_clock_now_() / NANOSECONDS_PER_MILLISECOND;
}
