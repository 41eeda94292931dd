/* condvar.c -- condition variables: a number that each notification changes, and on which waiters sleep. */
#include "arcmutex/condvar.h"

#include "blocks.h"
#include "checked.h"
#include "deadline.h"
#include "fatal.h"
#include "futex.h"
#include "mutex_internal.h"

#include <stdatomic.h>

enum { ANY = 1 }; /* all sleepers are of one group */

static void belong(am_condvar *condvar, am_mutex *mutex) {
    am_mutex *first = NULL;
    if (!atomic_compare_exchange_strong_explicit(&condvar->mutex_, &first, mutex, memory_order_relaxed,
                                                 memory_order_relaxed) &&
        first != mutex)
        am_fatal_("a condition variable is waited for with two mutexes: it belongs to the first");
}

/*
 * The numbers are read and changed under the mutex, so a notification that comes after the data was changed under it
 * sees this waiter, and the waiter sees its number.
 */
static am_status wait(am_condvar *condvar, am_mutex *mutex, const struct timespec *deadline, const char *here) {
    checked_waits_condition(condvar, mutex, atomic_load_explicit(&condvar->mutex_, memory_order_relaxed), here);
    belong(condvar, mutex);
    atomic_fetch_add_explicit(&condvar->waiters_, 1, memory_order_relaxed);
    uint32_t sequence = atomic_load_explicit(&condvar->sequence_, memory_order_relaxed);
    held_kind held = am_mutex_pause_(mutex, here);
    am_schedule_blocks_();
    bool in_time = futex_wait_until(&condvar->sequence_, sequence, ANY, deadline);
    bool is_poisoned = am_mutex_resume_(mutex, held, here);
    checked_woken(condvar);
    atomic_fetch_sub_explicit(&condvar->waiters_, 1, memory_order_relaxed);
    if (!in_time)
        return AM_TIMED_OUT;
    return is_poisoned ? AM_POISONED : AM_OK;
}

static am_status wait_unpoisoned(am_condvar *condvar, am_mutex *mutex, const struct timespec *deadline,
                                 const char *here) {
    am_status status = wait(condvar, mutex, deadline, here);
    if (am_mutex_is_poisoned_(mutex))
        am_fatal_("the mutex is poisoned: a thread ended while it held it; am_wait_status waits with it nevertheless");
    return status;
}

void am_condvar_wait_(am_condvar *condvar, am_mutex *mutex, const char *here) {
    wait_unpoisoned(condvar, mutex, NULL, here);
}

am_status am_condvar_wait_status_(am_condvar *condvar, am_mutex *mutex, const char *here) {
    return wait(condvar, mutex, NULL, here);
}

am_status am_condvar_wait_until_(am_condvar *condvar, am_mutex *mutex, uint64_t deadline, const char *here) {
    struct timespec time = deadline_at(deadline);
    return wait_unpoisoned(condvar, mutex, &time, here);
}

am_status am_condvar_wait_status_until_(am_condvar *condvar, am_mutex *mutex, uint64_t deadline, const char *here) {
    struct timespec time = deadline_at(deadline);
    return wait(condvar, mutex, &time, here);
}

static void notify(am_condvar *condvar, int count) {
    if (atomic_load_explicit(&condvar->waiters_, memory_order_relaxed) == 0)
        return;
    atomic_fetch_add_explicit(&condvar->sequence_, 1, memory_order_relaxed);
    futex_wake(&condvar->sequence_, count, ANY);
}

void am_condvar_notify_one_(am_condvar *condvar) {
    notify(condvar, 1);
}

void am_condvar_notify_all_(am_condvar *condvar) {
    notify(condvar, FUTEX_ALL);
}

uint64_t am_deadline_after_(uint32_t milliseconds) {
    return deadline_in(milliseconds);
}
