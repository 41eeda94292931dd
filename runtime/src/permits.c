/* permits.c -- so much of something is taken, and who wants more than there is waits, in one line. */
#include "permits.h"

#include "latch.h"
#include "task_internal.h"

/* What a waiter wanted who goes on with nothing. */
enum { REFUSED = 0 };

static bool is_enough(const am_permits *permits, const uint32_t *limit, uint32_t wanted) {
    return *limit >= permits->taken_ && *limit - permits->taken_ >= wanted;
}

static am_status take_at_once(am_permits *permits, const uint32_t *limit, uint32_t wanted) {
    if (*limit == PERMITS_CLOSED)
        return AM_CLOSED;
    if (permits->waiters_.first != NULL || !is_enough(permits, limit, wanted))
        return AM_WOULD_BLOCK;
    permits->taken_ += wanted;
    return AM_OK;
}

void permits_serve(am_permits *permits, const uint32_t *limit) {
    am_waiter *first;
    while ((first = permits->waiters_.first) != NULL && is_enough(permits, limit, first->wanted)) {
        permits->taken_ += first->wanted;
        am_wait_grant_(first, &permits->waiters_);
    }
}

void permits_refuse(am_permits *permits) {
    am_waiter *first;
    while ((first = permits->waiters_.first) != NULL) {
        first->wanted = REFUSED;
        am_wait_grant_(first, &permits->waiters_);
    }
}

am_status permits_take(am_permits *permits, const uint32_t *limit, uint32_t wanted, uint64_t deadline) {
    am_waiter self = {.task = am_wait_begin_(), .wanted = wanted};
    latch_lock(&permits->latch_);
    am_status status = take_at_once(permits, limit, wanted);
    if (status != AM_WOULD_BLOCK) {
        latch_unlock(&permits->latch_);
        return status;
    }
    am_wait_join_(&self, &permits->waiters_);
    status = am_wait_(&self, &permits->waiters_, &permits->latch_, deadline);
    if (status == AM_OK)
        return self.wanted == REFUSED ? AM_CLOSED : AM_OK;
    /* Those behind may have waited only because this one came first. */
    latch_lock(&permits->latch_);
    permits_serve(permits, limit);
    latch_unlock(&permits->latch_);
    return am_wait_end_(status);
}

am_status permits_try(am_permits *permits, const uint32_t *limit, uint32_t wanted) {
    latch_lock(&permits->latch_);
    am_status status = take_at_once(permits, limit, wanted);
    latch_unlock(&permits->latch_);
    return status;
}

void permits_give(am_permits *permits, const uint32_t *limit, uint32_t count) {
    latch_lock(&permits->latch_);
    permits->taken_ -= count;
    permits_serve(permits, limit);
    latch_unlock(&permits->latch_);
}
