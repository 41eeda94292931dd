/* async_semaphore.c -- permits that nobody owns. */
#include "arcmutex/async.h"

#include "fatal.h"
#include "latch.h"
#include "permits.h"
#include "task_internal.h"

am_status am_semaphore_acquire_(am_semaphore *semaphore, uint32_t count, const char *here) {
    checked_yields("await", here);
    return permits_take(&semaphore->permits_, &semaphore->limit_, count, AM_FOREVER);
}

am_status am_semaphore_acquire_for_(am_semaphore *semaphore, uint32_t count, uint32_t milliseconds, const char *here) {
    checked_yields("await", here);
    return permits_take(&semaphore->permits_, &semaphore->limit_, count, am_clock_in_(milliseconds));
}

am_status am_semaphore_try_acquire_(am_semaphore *semaphore, uint32_t count) {
    return permits_try(&semaphore->permits_, &semaphore->limit_, count);
}

void am_semaphore_release_(am_semaphore *semaphore, uint32_t count) {
    am_permits *permits = &semaphore->permits_;
    latch_lock(&permits->latch_);
    uint32_t back = count < permits->taken_ ? count : permits->taken_;
    permits->taken_ -= back;
    if (semaphore->limit_ != PERMITS_CLOSED) {
        if (count - back > UINT32_MAX / 2 - semaphore->limit_)
            am_fatal_("am_semaphore_release: more than 2^31 - 1 permits");
        semaphore->limit_ += count - back;
        permits_serve(permits, &semaphore->limit_);
    }
    latch_unlock(&permits->latch_);
}

uint32_t am_semaphore_available_(am_semaphore *semaphore) {
    am_permits *permits = &semaphore->permits_;
    latch_lock(&permits->latch_);
    uint32_t available = semaphore->limit_ == PERMITS_CLOSED ? 0 : semaphore->limit_ - permits->taken_;
    latch_unlock(&permits->latch_);
    return available;
}

void am_semaphore_close_(am_semaphore *semaphore) {
    am_permits *permits = &semaphore->permits_;
    latch_lock(&permits->latch_);
    semaphore->limit_ = PERMITS_CLOSED;
    permits_refuse(permits);
    latch_unlock(&permits->latch_);
}
