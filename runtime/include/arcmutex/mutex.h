/* mutex.h -- a mutex with its data inside, reached through guards only. */
#ifndef AM_MUTEX_H
#define AM_MUTEX_H

#include "arcmutex/arc.h"
#include "arcmutex/attributes.h"
#include "arcmutex/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A lock's place in the list of what its thread holds: the next place, and what that is in the low bits. */
typedef struct am_held {
    uintptr_t next_;
} am_held;

/*
 * The lock alone; all zero is unlocked and not poisoned. Its fields are the library's. It must outlive the critical
 * section, and must not be copied or moved in memory.
 */
typedef struct AM_CAPABILITY("mutex") am_mutex {
    _Alignas(16) _Atomic uint32_t state_;
    _Atomic uint32_t poison_;
    am_held held_;
} am_mutex;

/* The same without poison. */
typedef struct AM_CAPABILITY("mutex") am_plain_mutex {
    am_mutex mutex_;
} am_plain_mutex;

_Static_assert(sizeof(am_mutex) == 16, "am_mutex: a guard is found behind 16 bytes");

/*
 * The type of a mutex around a T.
 *
 * A guard is a typed pointer to the value, and who has it holds the lock. It belongs to the thread that locked: the
 * same thread releases it, once; other threads must not get it. After the release no pointer into the value may be
 * used. `value` is named directly only where nobody else can have the mutex: initialisers and destructors.
 *
 * The lock is not reentrant and not fair. It works within one process.
 *
 * Poison: a thread that ends while it holds the lock (am_thread_exit, pthread_exit, cancellation, or a return from its
 * entry) leaves data that may be half changed. The lock is then released and marked, and later holders are told.
 *
 * Example:
 *
 *     typedef AM_MUTEX(uint64_t) counter;
 *
 *     static counter hits; // unlocked, the value is 0
 *     am_arc_auto counter *shared = am_arc_new(counter, .value = 5);
 *     {
 *         AM_GUARD(uint64_t, n, shared); // locks; n is a uint64_t *
 *         *n += 1;
 *     } // unlocks
 *     AM_GUARD(uint64_t, n, shared);
 *     AM_GUARD(uint64_t, h, &hits);
 *     assert(*n == 6 && *h == 0);
 */
#define AM_MUTEX(T)                                                                                                    \
    struct {                                                                                                           \
        am_mutex raw;                                                                                                  \
        __typeof__(T) value;                                                                                           \
        _Static_assert(_Alignof(T) <= _Alignof(am_mutex), "AM_MUTEX: the data wants an alignment of more than 16");    \
    }

/*
 * The type of a mutex that is never poisoned: when a thread ends while it holds the lock, the next holder gets the data
 * as they are. It is for data that are whole at every moment, such as a single number. Everything below works with it,
 * but for am_is_poisoned, am_poison and am_clear_poison.
 *
 * Example:
 *
 *     typedef AM_PLAIN_MUTEX(int) gauge;
 *
 *     static gauge room;
 *
 *     AM_THREAD_ENTRY(measure, gauge, unused) {
 *         am_arc_drop(&unused);
 *         AM_GUARD(int, celsius, &room);
 *         *celsius = 21;
 *         am_thread_exit(); // while it holds the lock
 *     }
 *
 *     am_thread thread;
 *     if (am_thread_spawn(&thread, measure, (gauge *)NULL) != AM_OK)
 *         return 1;
 *     assert(am_thread_join(&thread) == AM_ENDED_EARLY);
 *     AM_GUARD(int, celsius, &room);
 *     assert(*celsius == 21);
 */
#define AM_PLAIN_MUTEX(T)                                                                                              \
    struct {                                                                                                           \
        am_plain_mutex raw;                                                                                            \
        __typeof__(T) value;                                                                                           \
        _Static_assert(_Alignof(T) <= _Alignof(am_mutex),                                                              \
                       "AM_PLAIN_MUTEX: the data wants an alignment of more than 16");                                 \
    }

/*
 * Waits for the lock; gives the guard, never NULL. `mutex` is evaluated once. Ends the process when the mutex is
 * poisoned, and when this thread holds it already.
 */
#define am_lock(mutex)                                                                                                 \
    ((__typeof__(&(mutex)->value))AM_BY_KIND_(mutex, am_mutex_lock_, am_plain_lock_)(AM_RAW_(mutex), AM_HERE_))

/*
 * The same for those who can repair the data: a poisoned mutex is locked too, and `*status` is AM_OK or AM_POISONED.
 * It stays poisoned until am_clear_poison.
 *
 * Example:
 *
 *     static AM_MUTEX(int) balance;
 *
 *     int *broken = am_lock(&balance);
 *     *broken = -1;
 *     am_poison(broken); // this holder leaves its work half done
 *     am_unlock(broken);
 *     assert(broken == NULL && am_is_poisoned(&balance));
 *     am_status status;
 *     am_guard int *repaired = am_lock_status(&balance, &status);
 *     assert(status == AM_POISONED);
 *     *repaired = 0;
 *     am_clear_poison(&balance);
 *     assert(!am_is_poisoned(&balance));
 */
#define am_lock_status(mutex, status)                                                                                  \
    ((__typeof__(&(mutex)->value))AM_BY_KIND_(mutex, am_mutex_lock_status_,                                            \
                                              am_plain_lock_status_)(AM_RAW_(mutex), (status), AM_HERE_))

/*
 * Never waits: NULL and AM_WOULD_BLOCK when anybody holds the lock, this thread too; else the guard and AM_OK or
 * AM_POISONED.
 */
#define am_try_lock(mutex, status)                                                                                     \
    ((__typeof__(&(mutex)->value))AM_BY_KIND_(mutex, am_mutex_try_lock_, am_plain_try_lock_)(AM_RAW_(mutex), (status), \
                                                                                             AM_HERE_))

/*
 * Waits so many milliseconds at most: then NULL and AM_TIMED_OUT; else the guard and AM_OK or AM_POISONED.
 *
 * Example:
 *
 *     static AM_MUTEX(int) balance;
 *
 *     am_status status;
 *     am_guard int *mine = am_lock_for(&balance, 100, &status);
 *     assert(mine != NULL && status == AM_OK);
 *     am_guard int *again = am_try_lock(&balance, &status);
 *     assert(again == NULL && status == AM_WOULD_BLOCK);
 */
#define am_lock_for(mutex, milliseconds, status)                                                                       \
    ((__typeof__(&(mutex)->value))AM_BY_KIND_(mutex, am_mutex_lock_for_,                                               \
                                              am_plain_lock_for_)(AM_RAW_(mutex), (milliseconds), (status), AM_HERE_))

/*
 * Before a declaration: releases the guard at the end of the scope, unless it was released or moved before.
 *
 * Example:
 *
 *     typedef AM_MUTEX(int) counter;
 *
 *     static counter hits;
 *
 *     // Returns with the lock held; the caller has the guard.
 *     static int *begin(counter *self) {
 *         am_guard int *n = am_lock(self);
 *         *n += 1;
 *         return am_move(n);
 *     }
 *
 *     am_guard int *n = begin(&hits);
 *     assert(*n == 1);
 */
#define am_guard AM_CLEANUP_(am_guard_release_)

/*
 * Declares `T *name`, the guard of `mutex` until the end of the scope. A T that is not the type of the mutex's data
 * does not compile. `mutex` is evaluated once.
 */
#define AM_GUARD(T, name, mutex)                                                                                       \
    _Static_assert(__builtin_types_compatible_p(__typeof__(T), __typeof__((mutex)->value)),                            \
                   "AM_GUARD: the mutex holds data of another type");                                                  \
    am_guard __typeof__(T) *name = am_lock(mutex)

/*
 * Releases the guard in the variable `guard` before its scope ends, and sets the variable NULL; NULL is left alone.
 * Ends the process when this thread does not hold the lock. To hand a guard on or to return it: am_move(guard).
 */
#define am_unlock(guard) am_guard_release_at_((__typeof__(*(guard)) **)&(guard), AM_HERE_)

/* Marks the mutex of a held guard as poisoned: for a holder that has to leave its work half done. */
#define am_poison(guard) am_guard_poison_(guard)

/* Whether the mutex is poisoned; without the lock this is true for the moment only. */
#define am_is_poisoned(mutex) am_mutex_is_poisoned_(&(mutex)->raw)

/* Takes the mark away: for a holder that has put the data in order. */
#define am_clear_poison(mutex) am_mutex_clear_poison_(&(mutex)->raw)

/* The lock of a mutex, which is its first member; another type does not compile. */
#define AM_RAW_(mutex) ((__typeof__(&(mutex)->raw))(mutex))

/* Of two functions the one for this kind of mutex. */
#define AM_BY_KIND_(mutex, function, plain_function)                                                                   \
    _Generic((mutex)->raw, am_mutex: function, am_plain_mutex: plain_function)

/* The functions below are what the macros above call; `here` is the place of the call (AM_HERE_). */

AM_EFFECT("guard: {object: return, lock: '*mutex', mode: exclusive}")
AM_API AM_MUST_USE AM_NONNULL AM_RETURNS_NONNULL void *am_mutex_lock_(am_mutex *mutex, const char *here);

AM_EFFECT("guard: {object: return, lock: '*mutex', mode: exclusive}")
AM_API AM_MUST_USE AM_NONNULL AM_RETURNS_NONNULL void *am_mutex_lock_status_(am_mutex *mutex, am_status *status,
                                                                             const char *here);

AM_EFFECT("guard: {object: return, lock: '*mutex', mode: exclusive}, when: 'return != 0', waits: no")
AM_API AM_MUST_USE AM_NONNULL void *am_mutex_try_lock_(am_mutex *mutex, am_status *status, const char *here);

AM_EFFECT("guard: {object: return, lock: '*mutex', mode: exclusive}, when: 'return != 0', waits: no")
AM_API AM_MUST_USE AM_NONNULL void *am_mutex_lock_for_(am_mutex *mutex, uint32_t milliseconds, am_status *status,
                                                       const char *here);

AM_EFFECT("guard: {object: return, lock: '*mutex', mode: exclusive}")
AM_API AM_MUST_USE AM_NONNULL AM_RETURNS_NONNULL void *am_plain_lock_(am_plain_mutex *mutex, const char *here);

AM_EFFECT("guard: {object: return, lock: '*mutex', mode: exclusive}")
AM_API AM_MUST_USE AM_NONNULL AM_RETURNS_NONNULL void *am_plain_lock_status_(am_plain_mutex *mutex, am_status *status,
                                                                             const char *here);

AM_EFFECT("guard: {object: return, lock: '*mutex', mode: exclusive}, when: 'return != 0', waits: no")
AM_API AM_MUST_USE AM_NONNULL void *am_plain_try_lock_(am_plain_mutex *mutex, am_status *status, const char *here);

AM_EFFECT("guard: {object: return, lock: '*mutex', mode: exclusive}, when: 'return != 0', waits: no")
AM_API AM_MUST_USE AM_NONNULL void *am_plain_lock_for_(am_plain_mutex *mutex, uint32_t milliseconds, am_status *status,
                                                       const char *here);

AM_EFFECT("release: {guard: '*slot'}")
AM_API AM_NONNULL void am_guard_release_at_(void *slot, const char *here);

AM_EFFECT("release: {guard: guard}")
AM_API AM_NONNULL void am_guard_end_(void *guard);

/* At the end of a scope, which has no place of its own. The variable is not written: nobody sees it any more. */
AM_EFFECT("release: {guard: '*slot'}")
AM_API AM_NONNULL AM_INLINE_ void am_guard_release_(void *slot);

AM_EFFECT("poison: {guard: guard}")
AM_API AM_NONNULL void am_guard_poison_(void *guard);

AM_EFFECT("nothing: yes")
AM_API AM_NONNULL bool am_mutex_is_poisoned_(const am_mutex *mutex);

AM_EFFECT("nothing: yes")
AM_API AM_NONNULL void am_mutex_clear_poison_(am_mutex *mutex);

#ifndef __locklint__

inline void am_guard_release_(void *slot) {
    void *guard;
    __builtin_memcpy(&guard, slot, sizeof guard);
    if (guard != NULL)
        am_guard_end_(guard);
}

#endif

#endif
