/* async_notify.c -- telling tasks that something happened. */
#include "arcmutex/async.h"

#include "latch.h"
#include "task_internal.h"
#include "wait_list.h"

static am_status wait(am_async_notify *notify, uint64_t deadline) {
    am_waiter self = {.task = am_wait_begin_()};
    latch_lock(&notify->latch_);
    if (notify->is_kept_) {
        notify->is_kept_ = false;
        latch_unlock(&notify->latch_);
        return AM_OK;
    }
    am_wait_join_(&self, &notify->waiters_);
    return am_wait_end_(am_wait_(&self, &notify->waiters_, &notify->latch_, deadline));
}

void am_async_notify_wait_(am_async_notify *notify, const char *here) {
    checked_yields("await", here);
    wait(notify, AM_FOREVER);
}

am_status am_async_notify_wait_for_(am_async_notify *notify, uint32_t milliseconds, const char *here) {
    checked_yields("await", here);
    return wait(notify, am_clock_in_(milliseconds));
}

void am_async_notify_one_(am_async_notify *notify) {
    latch_lock(&notify->latch_);
    if (notify->waiters_.first != NULL)
        am_wait_grant_(notify->waiters_.first, &notify->waiters_);
    else
        notify->is_kept_ = true;
    latch_unlock(&notify->latch_);
}

void am_async_notify_all_(am_async_notify *notify) {
    latch_lock(&notify->latch_);
    while (notify->waiters_.first != NULL)
        am_wait_grant_(notify->waiters_.first, &notify->waiters_);
    latch_unlock(&notify->latch_);
}
