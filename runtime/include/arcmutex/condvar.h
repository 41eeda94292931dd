/* condvar.h -- waiting until another thread has changed the data of a mutex. */
#ifndef AM_CONDVAR_H
#define AM_CONDVAR_H

#include "arcmutex/attributes.h"
#include "arcmutex/mutex.h"
#include "arcmutex/status.h"

#include <stdint.h>

/*
 * A condition variable; all zero is one that nobody waits for. Its fields are the library's. It must not be copied or
 * moved in memory. It belongs to the mutex with which it is waited for first, for ever: a wait with another one ends
 * the process.
 *
 * A wait may end without a notification: wait in a loop that looks at the data, as AM_WAIT_WHILE does. The thread
 * sleeps in the wait, a task with it.
 *
 * Example:
 *
 *     typedef struct {
 *         AM_MUTEX(int) items;
 *         am_condvar filled;
 *     } store;
 *
 *     AM_THREAD_ENTRY(fill, store, handle) {
 *         am_arc_auto store *shared = am_move(handle);
 *         {
 *             AM_GUARD(int, n, &shared->items);
 *             *n += 1;
 *         }
 *         am_notify_one(&shared->filled);
 *     }
 *
 *     am_arc_auto store *shared = am_arc_new(store, .items = {.value = 0});
 *     am_thread thread;
 *     if (am_thread_spawn(&thread, fill, am_arc_clone(shared)) != AM_OK)
 *         return 1;
 *     am_guard int *n = am_lock(&shared->items);
 *     AM_WAIT_WHILE(&shared->filled, &shared->items, *n == 0);
 *     *n -= 1;
 *     assert(*n == 0);
 *     am_unlock(n);
 *     am_thread_join(&thread);
 */
typedef struct am_condvar {
    _Atomic uint32_t sequence_;
    _Atomic uint32_t waiters_;
    am_mutex *_Atomic mutex_;
} am_condvar;

/*
 * Releases `mutex`, which this thread holds, waits for a notification, and locks it again; its guard stays the guard.
 * Ends the process when this thread does not hold the mutex, and when the mutex is poisoned afterwards.
 *
 * Example:
 *
 *     typedef struct {
 *         AM_MUTEX(bool) is_open;
 *         am_condvar changed;
 *     } gate;
 *
 *     AM_THREAD_ENTRY(pass, gate, handle) {
 *         am_arc_auto gate *shared = am_move(handle);
 *         am_guard bool *is_open = am_lock(&shared->is_open);
 *         while (!*is_open)
 *             am_wait(&shared->changed, &shared->is_open);
 *     }
 *
 *     am_arc_auto gate *shared = am_arc_new(gate, .is_open = {.value = false});
 *     am_thread threads[2];
 *     for (int i = 0; i < 2; i++)
 *         if (am_thread_spawn(&threads[i], pass, am_arc_clone(shared)) != AM_OK)
 *             return 1;
 *     {
 *         AM_GUARD(bool, is_open, &shared->is_open);
 *         *is_open = true;
 *     }
 *     am_notify_all(&shared->changed); // lets both through
 *     for (int i = 0; i < 2; i++)
 *         assert(am_thread_join(&threads[i]) == AM_OK);
 */
#define am_wait(condvar, mutex) (AM_IS_MUTEX_(mutex), am_condvar_wait_((condvar), (am_mutex *)(mutex), AM_HERE_))

/*
 * The same for those who can repair the data: AM_OK or AM_POISONED; the mutex is held again in both cases.
 *
 * Example:
 *
 *     typedef struct {
 *         AM_MUTEX(int) items;
 *         am_condvar filled;
 *     } store;
 *
 *     AM_THREAD_ENTRY(fill, store, handle) {
 *         am_arc_auto store *shared = am_move(handle);
 *         {
 *             AM_GUARD(int, n, &shared->items);
 *             am_poison(n); // the filling fails
 *         }
 *         am_notify_one(&shared->filled);
 *     }
 *
 *     am_arc_auto store *shared = am_arc_new(store, .items = {.value = 0});
 *     am_guard int *n = am_lock(&shared->items);
 *     am_thread thread;
 *     if (am_thread_spawn(&thread, fill, am_arc_clone(shared)) != AM_OK)
 *         return 1;
 *     am_status status = AM_OK;
 *     while (*n == 0 && status == AM_OK)
 *         status = am_wait_status(&shared->filled, &shared->items);
 *     assert(status == AM_POISONED);
 *     am_clear_poison(&shared->items);
 *     am_unlock(n);
 *     am_thread_join(&thread);
 */
#define am_wait_status(condvar, mutex)                                                                                 \
    (AM_IS_MUTEX_(mutex), am_condvar_wait_status_((condvar), (am_mutex *)(mutex), AM_HERE_))

/*
 * Both for so many milliseconds at most: AM_OK, AM_TIMED_OUT when they are over, or AM_POISONED (am_wait_status_for
 * only; a time that is over is said first). The mutex is held again in each case.
 *
 * Example:
 *
 *     static AM_MUTEX(int) items;
 *     static am_condvar filled;
 *
 *     AM_GUARD(int, n, &items);
 *     am_status status = AM_OK;
 *     while (*n == 0 && status != AM_TIMED_OUT)
 *         status = am_wait_for(&filled, &items, 1);
 *     assert(status == AM_TIMED_OUT && *n == 0); // nobody else fills it
 *     do
 *         status = am_wait_status_for(&filled, &items, 1);
 *     while (*n == 0 && status == AM_OK);
 *     assert(status == AM_TIMED_OUT);
 */
#define am_wait_for(condvar, mutex, milliseconds)                                                                      \
    (AM_IS_MUTEX_(mutex),                                                                                              \
     am_condvar_wait_until_((condvar), (am_mutex *)(mutex), am_deadline_after_(milliseconds), AM_HERE_))
#define am_wait_status_for(condvar, mutex, milliseconds)                                                               \
    (AM_IS_MUTEX_(mutex),                                                                                              \
     am_condvar_wait_status_until_((condvar), (am_mutex *)(mutex), am_deadline_after_(milliseconds), AM_HERE_))

/* Waits as long as `condition`, an expression over the data, is true; it is looked at under the lock. */
#define AM_WAIT_WHILE(condvar, mutex, condition)                                                                       \
    do {                                                                                                               \
        while (condition)                                                                                              \
            am_wait(condvar, mutex);                                                                                   \
    } while (0)

/*
 * The same, for so many milliseconds at most. Whether the condition is still true tells the caller whether the time was
 * over.
 *
 * Example:
 *
 *     static AM_MUTEX(int) items;
 *     static am_condvar filled;
 *
 *     AM_GUARD(int, n, &items);
 *     AM_WAIT_WHILE_FOR(&filled, &items, 1, *n == 0);
 *     assert(*n == 0); // the time was over
 */
#define AM_WAIT_WHILE_FOR(condvar, mutex, milliseconds, condition)                                                     \
    do {                                                                                                               \
        AM_IS_MUTEX_(mutex);                                                                                           \
        uint64_t am_until_ = am_deadline_after_(milliseconds);                                                         \
        while ((condition) &&                                                                                          \
               am_condvar_wait_until_((condvar), (am_mutex *)(mutex), am_until_, AM_HERE_) != AM_TIMED_OUT)            \
            ;                                                                                                          \
    } while (0)

/*
 * Wake one thread that waits, or all of them. Nobody waiting: nothing happens, and nothing is remembered. Change the
 * data under the mutex first; the mutex need not be held here.
 */
#define am_notify_one(condvar) am_condvar_notify_one_(condvar)
#define am_notify_all(condvar) am_condvar_notify_all_(condvar)

/* A mutex of either kind: another type does not compile. */
#define AM_IS_MUTEX_(mutex) AM_REQUIRE_(_Generic((mutex)->raw, am_mutex: 1, am_plain_mutex: 1), "a mutex")

/* The functions below are what the macros above call; `here` is the place of the call (AM_HERE_). */

AM_EFFECT("wait: {lock: '*mutex', cond: '*condvar'}")
AM_API AM_NONNULL void am_condvar_wait_(am_condvar *condvar, am_mutex *mutex, const char *here);

AM_EFFECT("wait: {lock: '*mutex', cond: '*condvar'}")
AM_API AM_MUST_USE AM_NONNULL am_status am_condvar_wait_status_(am_condvar *condvar, am_mutex *mutex, const char *here);

/* `deadline`: of am_deadline_after_. */
AM_EFFECT("wait: {lock: '*mutex', cond: '*condvar'}, waits: no")
AM_API AM_MUST_USE AM_NONNULL am_status am_condvar_wait_until_(am_condvar *condvar, am_mutex *mutex, uint64_t deadline,
                                                               const char *here);

AM_EFFECT("nothing: yes")
AM_API AM_NONNULL void am_condvar_notify_one_(am_condvar *condvar);

AM_EFFECT("nothing: yes")
AM_API AM_NONNULL void am_condvar_notify_all_(am_condvar *condvar);

AM_EFFECT("wait: {lock: '*mutex', cond: '*condvar'}, waits: no")
AM_API AM_MUST_USE AM_NONNULL am_status am_condvar_wait_status_until_(am_condvar *condvar, am_mutex *mutex,
                                                                      uint64_t deadline, const char *here);

/* So many milliseconds from now, in nanoseconds of CLOCK_MONOTONIC. */
AM_EFFECT("nothing: yes")
AM_API uint64_t am_deadline_after_(uint32_t milliseconds);

#endif
