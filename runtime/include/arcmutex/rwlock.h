/* rwlock.h -- a read-write lock with its data inside: many readers, or one writer. */
#ifndef AM_RWLOCK_H
#define AM_RWLOCK_H

#include "arcmutex/attributes.h"
#include "arcmutex/mutex.h"
#include "arcmutex/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The lock alone; all zero is free and not poisoned. Its fields are the library's. It must outlive the critical
 * sections, and must not be copied or moved in memory.
 */
typedef struct AM_CAPABILITY("shared_mutex") am_rwlock {
    _Alignas(16) _Atomic uint32_t state_;
    _Atomic uint32_t owner_;
    am_held held_;
} am_rwlock;

/* The same without poison. */
typedef struct AM_CAPABILITY("shared_mutex") am_plain_rwlock {
    am_rwlock rwlock_;
} am_plain_rwlock;

_Static_assert(sizeof(am_rwlock) == 16, "am_rwlock: a guard is found behind 16 bytes");

/*
 * The type of a read-write lock around a T.
 *
 * A read guard is a pointer to the const value, a write guard a pointer to the value, and who has it holds the lock in
 * that way. It belongs to the thread that locked: the same thread releases it, once. After the release no pointer into
 * the value may be used.
 *
 * Writers don't starve: from the moment when a writer waits no new reader gets in. Readers that waited for a writer get
 * in with its release, unless the next writer is quicker. So a thread that holds the lock must not lock it again, for
 * reading neither: that waits for ever where a writer waits between. Such a wait for oneself ends the process.
 *
 * Poison, as of a mutex, is left by writers alone: what a reader leaves behind when its thread ends is the read lock,
 * and that is released. (The library knows 4 read guards of a thread at a time; more are not released at its end.)
 *
 * Example:
 *
 *     typedef struct {
 *         int limit;
 *     } config;
 *     typedef AM_RWLOCK(config) shared_config;
 *
 *     static shared_config settings; // free, the value is all zero
 *     {
 *         AM_WRITE_GUARD(config, next, &settings); // next is a config *
 *         next->limit = 4;
 *     }
 *     AM_READ_GUARD(config, now, &settings); // now is a const config *
 *     assert(now->limit == 4);
 */
#define AM_RWLOCK(T)                                                                                                   \
    struct {                                                                                                           \
        am_rwlock raw;                                                                                                 \
        __typeof__(T) value;                                                                                           \
        _Static_assert(_Alignof(T) <= _Alignof(am_rwlock), "AM_RWLOCK: the data wants an alignment of more than 16");  \
    }

/*
 * The type of a read-write lock that is never poisoned, as AM_PLAIN_MUTEX. Everything below works with it, but the
 * calls that have to do with poison have no use.
 *
 * Example:
 *
 *     static AM_PLAIN_RWLOCK(int) celsius;
 *
 *     int *next = am_write_lock(&celsius);
 *     *next = 21;
 *     am_write_unlock(next);
 *     const int *now = am_read_lock(&celsius);
 *     assert(next == NULL && *now == 21);
 *     am_read_unlock(now);
 */
#define AM_PLAIN_RWLOCK(T)                                                                                             \
    struct {                                                                                                           \
        am_plain_rwlock raw;                                                                                           \
        __typeof__(T) value;                                                                                           \
        _Static_assert(_Alignof(T) <= _Alignof(am_rwlock),                                                             \
                       "AM_PLAIN_RWLOCK: the data wants an alignment of more than 16");                                \
    }

/*
 * Wait for the lock; give the guard, never NULL. `rwlock` is evaluated once. End the process when the lock is poisoned,
 * and when this thread would wait for itself.
 */
#define am_read_lock(rwlock) ((AM_READS_(rwlock))am_rwlock_read_(AM_ANY_RWLOCK_(rwlock), AM_HERE_))
#define am_write_lock(rwlock)                                                                                          \
    ((AM_WRITES_(rwlock))AM_BY_RWLOCK_(rwlock, am_rwlock_write_, am_plain_rwlock_write_)(AM_RAW_(rwlock), AM_HERE_))

/*
 * The same for those who can repair the data: a poisoned lock is locked too, and `*status` is AM_OK or AM_POISONED. It
 * stays poisoned until am_rwlock_clear_poison.
 *
 * Example:
 *
 *     static AM_RWLOCK(int) balance;
 *
 *     int *broken = am_write_lock(&balance);
 *     am_write_poison(broken); // this holder leaves its work half done
 *     am_write_unlock(broken);
 *     assert(am_rwlock_is_poisoned(&balance));
 *     am_status status;
 *     int *repaired = am_write_lock_status(&balance, &status);
 *     assert(status == AM_POISONED);
 *     *repaired = 1;
 *     am_rwlock_clear_poison(&balance);
 *     am_write_unlock(repaired);
 *     am_read_guard const int *now = am_read_lock_status(&balance, &status);
 *     assert(status == AM_OK && *now == 1);
 */
#define am_read_lock_status(rwlock, status)                                                                            \
    ((AM_READS_(rwlock))am_rwlock_read_status_(AM_ANY_RWLOCK_(rwlock), (status), AM_HERE_))
#define am_write_lock_status(rwlock, status)                                                                           \
    ((AM_WRITES_(rwlock))AM_BY_RWLOCK_(rwlock, am_rwlock_write_status_,                                                \
                                       am_plain_rwlock_write_status_)(AM_RAW_(rwlock), (status), AM_HERE_))

/*
 * Never wait: NULL and AM_WOULD_BLOCK when the lock is held in a way that does not go with this one, or (for reading)
 * a writer waits; else the guard and AM_OK or AM_POISONED.
 *
 * Example:
 *
 *     static AM_RWLOCK(int) balance;
 *
 *     am_status status;
 *     am_read_guard const int *now = am_try_read_lock(&balance, &status);
 *     assert(now != NULL && status == AM_OK);
 *     am_write_guard int *next = am_try_write_lock(&balance, &status);
 *     assert(next == NULL && status == AM_WOULD_BLOCK);
 */
#define am_try_read_lock(rwlock, status)                                                                               \
    ((AM_READS_(rwlock))am_rwlock_try_read_(AM_ANY_RWLOCK_(rwlock), (status), AM_HERE_))
#define am_try_write_lock(rwlock, status)                                                                              \
    ((AM_WRITES_(rwlock))AM_BY_RWLOCK_(rwlock, am_rwlock_try_write_, am_plain_rwlock_try_write_)(AM_RAW_(rwlock),      \
                                                                                                 (status), AM_HERE_))

/*
 * Wait so many milliseconds at most: then NULL and AM_TIMED_OUT; else the guard and AM_OK or AM_POISONED.
 *
 * Example:
 *
 *     static AM_RWLOCK(int) balance;
 *
 *     am_status status;
 *     {
 *         am_write_guard int *next = am_write_lock_for(&balance, 100, &status);
 *         assert(next != NULL && status == AM_OK);
 *         *next = 3;
 *     }
 *     am_read_guard const int *now = am_read_lock_for(&balance, 100, &status);
 *     assert(now != NULL && *now == 3);
 */
#define am_read_lock_for(rwlock, milliseconds, status)                                                                 \
    ((AM_READS_(rwlock))am_rwlock_read_for_(AM_ANY_RWLOCK_(rwlock), (milliseconds), (status), AM_HERE_))
#define am_write_lock_for(rwlock, milliseconds, status)                                                                \
    ((AM_WRITES_(rwlock))AM_BY_RWLOCK_(rwlock, am_rwlock_write_for_, am_plain_rwlock_write_for_)(                      \
        AM_RAW_(rwlock), (milliseconds), (status), AM_HERE_))

/* Before a declaration: release the guard at the end of the scope, unless it was released or moved before. */
#define am_read_guard AM_CLEANUP_(am_read_release_)
#define am_write_guard AM_CLEANUP_(am_write_release_)

/*
 * Declare `const T *name` or `T *name`, the guard of `rwlock` until the end of the scope. A T that is not the type of
 * the lock's data does not compile. `rwlock` is evaluated once.
 */
#define AM_READ_GUARD(T, name, rwlock)                                                                                 \
    _Static_assert(__builtin_types_compatible_p(__typeof__(T), __typeof__((rwlock)->value)),                           \
                   "AM_READ_GUARD: the lock holds data of another type");                                              \
    am_read_guard const __typeof__(T) *name = am_read_lock(rwlock)
#define AM_WRITE_GUARD(T, name, rwlock)                                                                                \
    _Static_assert(__builtin_types_compatible_p(__typeof__(T), __typeof__((rwlock)->value)),                           \
                   "AM_WRITE_GUARD: the lock holds data of another type");                                             \
    am_write_guard __typeof__(T) *name = am_write_lock(rwlock)

/*
 * Release the guard in the variable `guard` before its scope ends, and set the variable NULL; NULL is left alone. End
 * the process when this thread does not hold the lock in that way.
 */
#define am_read_unlock(guard) am_read_release_at_((const __typeof__(*(guard)) **)&(guard), AM_HERE_)
#define am_write_unlock(guard) am_write_release_at_((__typeof__(*(guard)) **)&(guard), AM_HERE_)

/*
 * Turns the write guard in the variable `guard`, which is NULL afterwards, into the read guard that it gives: nobody
 * writes in between, and waiting readers get in. `rwlock` is the guard's lock; with another one the process ends.
 *
 * Example:
 *
 *     static AM_RWLOCK(int) limit;
 *
 *     am_write_guard int *next = am_write_lock(&limit);
 *     *next = 4;
 *     am_read_guard const int *now = am_downgrade(&limit, next);
 *     assert(next == NULL && *now == 4);
 */
#define am_downgrade(rwlock, guard)                                                                                    \
    ((AM_READS_(rwlock))am_rwlock_downgrade_(AM_ANY_RWLOCK_(rwlock), (AM_WRITES_(rwlock) *)&(guard), AM_HERE_))

/* Marks the lock of a held write guard as poisoned: for a holder that has to leave its work half done. */
#define am_write_poison(guard) am_write_poison_(guard)

/* Whether the lock is poisoned; without the lock this is true for the moment only. */
#define am_rwlock_is_poisoned(rwlock) am_rwlock_is_poisoned_(AM_ANY_RWLOCK_(rwlock))

/* Takes the mark away: for a writer that has put the data in order. */
#define am_rwlock_clear_poison(rwlock) am_rwlock_clear_poison_(AM_ANY_RWLOCK_(rwlock))

/* The lock of either kind as an am_rwlock, and the function for its kind; another type does not compile. */
#define AM_ANY_RWLOCK_(rwlock)                                                                                         \
    ((__typeof__(_Generic((rwlock)->raw, am_rwlock: (am_rwlock *)0, am_plain_rwlock: (am_rwlock *)0)))(rwlock))
#define AM_BY_RWLOCK_(rwlock, function, plain_function)                                                                \
    _Generic((rwlock)->raw, am_rwlock: function, am_plain_rwlock: plain_function)

/* The types of the guards. */
#define AM_READS_(rwlock) const __typeof__((rwlock)->value) *
#define AM_WRITES_(rwlock) __typeof__(&(rwlock)->value)

/* The functions below are what the macros above call; `here` is the place of the call (AM_HERE_). */

AM_EFFECT("guard: {object: return, lock: '*rwlock', mode: shared, kind: rwlock}")
AM_API AM_MUST_USE AM_NONNULL AM_RETURNS_NONNULL const void *am_rwlock_read_(am_rwlock *rwlock, const char *here);

AM_EFFECT("guard: {object: return, lock: '*rwlock', mode: exclusive, kind: rwlock}")
AM_API AM_MUST_USE AM_NONNULL AM_RETURNS_NONNULL void *am_rwlock_write_(am_rwlock *rwlock, const char *here);

AM_EFFECT("guard: {object: return, lock: '*rwlock', mode: shared, kind: rwlock}")
AM_API AM_MUST_USE AM_NONNULL AM_RETURNS_NONNULL const void *
am_rwlock_read_status_(am_rwlock *rwlock, am_status *status, const char *here);

AM_EFFECT("guard: {object: return, lock: '*rwlock', mode: exclusive, kind: rwlock}")
AM_API AM_MUST_USE AM_NONNULL AM_RETURNS_NONNULL void *am_rwlock_write_status_(am_rwlock *rwlock, am_status *status,
                                                                               const char *here);

AM_EFFECT("guard: {object: return, lock: '*rwlock', mode: shared, kind: rwlock}, when: 'return != 0', waits: no")
AM_API AM_MUST_USE AM_NONNULL const void *am_rwlock_try_read_(am_rwlock *rwlock, am_status *status, const char *here);

AM_EFFECT("guard: {object: return, lock: '*rwlock', mode: exclusive, kind: rwlock}, when: 'return != 0', waits: no")
AM_API AM_MUST_USE AM_NONNULL void *am_rwlock_try_write_(am_rwlock *rwlock, am_status *status, const char *here);

AM_EFFECT("guard: {object: return, lock: '*rwlock', mode: shared, kind: rwlock}, when: 'return != 0', waits: no")
AM_API AM_MUST_USE AM_NONNULL const void *am_rwlock_read_for_(am_rwlock *rwlock, uint32_t milliseconds,
                                                              am_status *status, const char *here);

AM_EFFECT("guard: {object: return, lock: '*rwlock', mode: exclusive, kind: rwlock}, when: 'return != 0', waits: no")
AM_API AM_MUST_USE AM_NONNULL void *am_rwlock_write_for_(am_rwlock *rwlock, uint32_t milliseconds, am_status *status,
                                                         const char *here);

AM_EFFECT("guard: {object: return, lock: '*rwlock', mode: exclusive, kind: rwlock}")
AM_API AM_MUST_USE AM_NONNULL AM_RETURNS_NONNULL void *am_plain_rwlock_write_(am_plain_rwlock *rwlock,
                                                                              const char *here);

AM_EFFECT("guard: {object: return, lock: '*rwlock', mode: exclusive, kind: rwlock}")
AM_API AM_MUST_USE AM_NONNULL AM_RETURNS_NONNULL void *
am_plain_rwlock_write_status_(am_plain_rwlock *rwlock, am_status *status, const char *here);

AM_EFFECT("guard: {object: return, lock: '*rwlock', mode: exclusive, kind: rwlock}, when: 'return != 0', waits: no")
AM_API AM_MUST_USE AM_NONNULL void *am_plain_rwlock_try_write_(am_plain_rwlock *rwlock, am_status *status,
                                                               const char *here);

AM_EFFECT("guard: {object: return, lock: '*rwlock', mode: exclusive, kind: rwlock}, when: 'return != 0', waits: no")
AM_API AM_MUST_USE AM_NONNULL void *am_plain_rwlock_write_for_(am_plain_rwlock *rwlock, uint32_t milliseconds,
                                                               am_status *status, const char *here);

AM_EFFECT("convert: {lock: '*rwlock', from: exclusive, to: shared}, move: {handle: '*slot', to: return}")
AM_API AM_MUST_USE AM_NONNULL AM_RETURNS_NONNULL const void *am_rwlock_downgrade_(am_rwlock *rwlock, void *slot,
                                                                                  const char *here);

AM_EFFECT("release: {guard: '*slot', mode: shared}")
AM_API __attribute__((nonnull(1))) void am_read_release_at_(void *slot, const char *here);

AM_EFFECT("release: {guard: '*slot', mode: exclusive}")
AM_API __attribute__((nonnull(1))) void am_write_release_at_(void *slot, const char *here);

AM_EFFECT("release: {guard: guard, mode: shared}")
AM_API AM_NONNULL void am_read_end_(const void *guard);

AM_EFFECT("release: {guard: guard, mode: exclusive}")
AM_API AM_NONNULL void am_write_end_(void *guard);

/* At the end of a scope, which has no place of its own. The variable is not written: nobody sees it any more. */
AM_EFFECT("release: {guard: '*slot', mode: shared}")
AM_API AM_NONNULL AM_INLINE_ void am_read_release_(void *slot);

AM_EFFECT("release: {guard: '*slot', mode: exclusive}")
AM_API AM_NONNULL AM_INLINE_ void am_write_release_(void *slot);

AM_EFFECT("poison: {guard: guard}")
AM_API AM_NONNULL void am_write_poison_(void *guard);

AM_EFFECT("nothing: yes")
AM_API AM_NONNULL bool am_rwlock_is_poisoned_(const am_rwlock *rwlock);

AM_EFFECT("nothing: yes")
AM_API AM_NONNULL void am_rwlock_clear_poison_(am_rwlock *rwlock);

#ifndef __locklint__

inline void am_read_release_(void *slot) {
    const void *guard;
    __builtin_memcpy(&guard, slot, sizeof guard);
    if (guard != NULL)
        am_read_end_(guard);
}

inline void am_write_release_(void *slot) {
    void *guard;
    __builtin_memcpy(&guard, slot, sizeof guard);
    if (guard != NULL)
        am_write_end_(guard);
}

#endif

#endif
