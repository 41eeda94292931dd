/* task_join_set.c -- tasks that belong together. */
#include "arcmutex/task.h"

#include "task_internal.h"

#include <string.h>

static void link_running(am_join_set *set, am_task_state *task) {
    task->set_previous = NULL;
    task->set_next = set->running_;
    if (set->running_ != NULL)
        set->running_->set_previous = task;
    set->running_ = task;
}

static void unlink_running(am_join_set *set, am_task_state *task) {
    if (task->set_previous != NULL)
        task->set_previous->set_next = task->set_next;
    else
        set->running_ = task->set_next;
    if (task->set_next != NULL)
        task->set_next->set_previous = task->set_previous;
}

am_status am_join_set_spawn_(am_join_set *set, am_task_entry *entry, void *argument, const char *here) {
    am_task_state *task = am_task_make_(entry, argument, here);
    if (task == NULL)
        return AM_NO_THREAD;
    task->set = set;
    latch_lock(&set->latch_);
    link_running(set, task);
    set->left_++;
    latch_unlock(&set->latch_);
    am_task_launch_(task);
    return AM_OK;
}

void am_join_set_told_(am_join_set *set, am_task_state *task) {
    latch_lock(&set->latch_);
    unlink_running(set, task);
    am_task_list ended = {.first = set->first_ended_, .last = set->last_ended_};
    task_list_append(&ended, task);
    set->first_ended_ = ended.first;
    set->last_ended_ = ended.last;
    if (set->waiters_.first != NULL)
        am_wait_grant_(set->waiters_.first, &set->waiters_);
    latch_unlock(&set->latch_);
}

/* An ended task, which is the set's no more; NULL: there is none, nor will one come. */
static am_task_state *wait_for_one(am_join_set *set) {
    am_waiter self = {.task = am_wait_begin_()};
    latch_lock(&set->latch_);
    while (set->first_ended_ == NULL && set->left_ > 0) {
        atomic_store_explicit(&self.granted, 0, memory_order_relaxed);
        am_wait_join_(&self, &set->waiters_);
        am_wait_end_(am_wait_(&self, &set->waiters_, &set->latch_, AM_FOREVER));
        latch_lock(&set->latch_);
    }
    am_task_list ended = {.first = set->first_ended_, .last = set->last_ended_};
    am_task_state *task = task_list_take(&ended);
    set->first_ended_ = ended.first;
    set->last_ended_ = ended.last;
    if (task != NULL)
        set->left_--;
    latch_unlock(&set->latch_);
    return task;
}

am_status am_join_set_next_(am_join_set *set, void *result, size_t size, const char *here) {
    checked_yields("await", here);
    am_task_state *task = wait_for_one(set);
    if (task == NULL)
        return AM_EMPTY;
    checked_joined(task->number);
    am_status outcome = (am_status)task->outcome;
    if (outcome == AM_OK && result != NULL)
        memcpy(result, task->result, size);
    am_task_release_(task);
    return outcome;
}

size_t am_join_set_count_(const am_join_set *set) {
    am_join_set *shared = (am_join_set *)set;
    latch_lock(&shared->latch_);
    size_t count = set->left_;
    latch_unlock(&shared->latch_);
    return count;
}

void am_join_set_abort_(am_join_set *set, const char *here) {
    (void)here;
    latch_lock(&set->latch_);
    for (am_task_state *task = set->running_; task != NULL; task = task->set_next)
        am_task_ask_to_end_(task);
    latch_unlock(&set->latch_);
}

void am_join_set_end_(am_join_set *set) {
    am_join_set_abort_(set, AM_HERE_);
    while (am_join_set_next_(set, NULL, 0, AM_HERE_) != AM_EMPTY)
        ;
}
