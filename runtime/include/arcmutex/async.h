/* async.h -- locks, permits and notices for tasks: who waits suspends its task, not the thread. */
#ifndef AM_ASYNC_H
#define AM_ASYNC_H

#include "arcmutex/attributes.h"
#include "arcmutex/mutex.h"
#include "arcmutex/status.h"
#include "arcmutex/waiting.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * All of these may be used in tasks and in plain threads, which sleep where a task is suspended. They are fair: who
 * waits longest comes first, and nobody overtakes. Each wait is a point at which an abort ends the task (task.h). They
 * must outlive their use, and must not be copied or moved in memory.
 *
 * For short critical sections am_mutex is the better choice in tasks, too: it is quicker. These are for those in which
 * the task waits, for another lock, a message or an answer, and for resources that are in use for long.
 */

/* ---- the mutex ---- */

/* What some of these are made of: so much of something is taken, and who wants more than there is waits. */
typedef struct am_permits {
    am_latch latch_;
    uint32_t taken_;
    am_wait_list waiters_;
} am_permits;

/* The lock alone; all zero is unlocked. Its fields are the library's. */
typedef struct AM_CAPABILITY("mutex") am_async_mutex {
    _Alignas(16) am_permits permits_;
    am_held held_;
} am_async_mutex;

_Static_assert(sizeof(am_async_mutex) == 32, "am_async_mutex: a guard is found behind 32 bytes");

/*
 * The type of a mutex for tasks around a T, which is used as AM_MUTEX is.
 *
 * A guard belongs to the task that locked. The lock knows no poison: a task that ends while it holds it leaves the data
 * as they are, and releases it. It is not reentrant: to lock it again in the same task ends the process.
 *
 * Example:
 *
 *     typedef struct {
 *         int requests;
 *     } connection;
 *     typedef AM_ASYNC_MUTEX(connection) shared_connection;
 *
 *     AM_TASK_ENTRY(ask, shared_connection, handle) {
 *         am_arc_auto shared_connection *shared = am_move(handle);
 *         AM_ASYNC_GUARD(connection, c, shared);
 *         int requests = c->requests;
 *         am_task_yield(); // the guard may live on: others are suspended meanwhile
 *         c->requests = requests + 1;
 *     }
 *
 *     am_arc_auto shared_connection *shared = am_arc_new(shared_connection, .value = {.requests = 0});
 *     am_task tasks[2];
 *     for (int i = 0; i < 2; i++)
 *         if (am_task_spawn(&tasks[i], ask, am_arc_clone(shared)) != AM_OK)
 *             return 1;
 *     for (int i = 0; i < 2; i++)
 *         am_task_await(&tasks[i]);
 *     am_runtime_stop();
 *     AM_ASYNC_GUARD(connection, c, shared);
 *     assert(c->requests == 2);
 */
#define AM_ASYNC_MUTEX(T)                                                                                              \
    struct {                                                                                                           \
        am_async_mutex raw;                                                                                            \
        __typeof__(T) value;                                                                                           \
        _Static_assert(_Alignof(T) <= _Alignof(am_async_mutex),                                                        \
                       "AM_ASYNC_MUTEX: the data wants an alignment of more than 16");                                 \
    }

/* Waits for the lock; gives the guard, never NULL. `mutex` is evaluated once. */
#define am_async_lock(mutex) ((__typeof__(&(mutex)->value))am_async_mutex_lock_(AM_RAW_(mutex), AM_HERE_))

/* Never waits: NULL when anybody holds the lock or waits for it. */
#define am_async_try_lock(mutex) ((__typeof__(&(mutex)->value))am_async_mutex_try_lock_(AM_RAW_(mutex), AM_HERE_))

/* Waits so many milliseconds at most: NULL when nobody released it by then. */
#define am_async_lock_for(mutex, milliseconds)                                                                         \
    ((__typeof__(&(mutex)->value))am_async_mutex_lock_for_(AM_RAW_(mutex), (milliseconds), AM_HERE_))

/* Before a declaration: releases the guard at the end of the scope, unless it was released or moved before. */
#define am_async_guard AM_CLEANUP_(am_async_release_)

/*
 * Declares `T *name`, the guard of `mutex` until the end of the scope. A T that is not the type of the mutex's data
 * does not compile. `mutex` is evaluated once.
 */
#define AM_ASYNC_GUARD(T, name, mutex)                                                                                 \
    _Static_assert(__builtin_types_compatible_p(__typeof__(T), __typeof__((mutex)->value)),                            \
                   "AM_ASYNC_GUARD: the mutex holds data of another type");                                            \
    am_async_guard __typeof__(T) *name = am_async_lock(mutex)

/*
 * Releases the guard in the variable `guard` before its scope ends, and sets the variable NULL; NULL is left alone.
 * Ends the process when this task does not hold the lock.
 *
 * Example:
 *
 *     static AM_ASYNC_MUTEX(int) balance;
 *
 *     am_async_guard int *mine = am_async_lock(&balance);
 *     int *again = am_async_try_lock(&balance);
 *     assert(again == NULL); // it is held
 *     am_async_unlock(mine);
 *     am_async_guard int *other = am_async_lock_for(&balance, 100);
 *     assert(mine == NULL && other != NULL);
 */
#define am_async_unlock(guard) am_async_release_((__typeof__(*(guard)) **)&(guard))

/* ---- the read-write lock ---- */

/* The lock alone; all zero is free. Its fields are the library's. */
typedef struct AM_CAPABILITY("shared_mutex") am_async_rwlock {
    _Alignas(16) am_permits permits_;
    am_held held_;
} am_async_rwlock;

_Static_assert(sizeof(am_async_rwlock) == 32, "am_async_rwlock: a guard is found behind 32 bytes");

/*
 * The type of a read-write lock for tasks around a T, which is used as AM_RWLOCK is. Readers and writers stand in one
 * line: a reader that comes behind a waiting writer waits for it. So who reads must not read again: that waits for ever
 * where a writer stands between.
 *
 * No poison; what a task holds when it ends is released (of read guards the library knows 4 of a task at a time; more
 * are not released).
 *
 * Example:
 *
 *     static AM_ASYNC_RWLOCK(int) limit;
 *
 *     {
 *         AM_ASYNC_WRITE_GUARD(int, next, &limit); // next is an int *
 *         *next = 4;
 *     }
 *     AM_ASYNC_READ_GUARD(int, now, &limit); // now is a const int *
 *     assert(*now == 4);
 */
#define AM_ASYNC_RWLOCK(T)                                                                                             \
    struct {                                                                                                           \
        am_async_rwlock raw;                                                                                           \
        __typeof__(T) value;                                                                                           \
        _Static_assert(_Alignof(T) <= _Alignof(am_async_rwlock),                                                       \
                       "AM_ASYNC_RWLOCK: the data wants an alignment of more than 16");                                \
    }

/* Wait for the lock; give the guard, never NULL. `rwlock` is evaluated once. */
#define am_async_read_lock(rwlock)                                                                                     \
    ((const __typeof__((rwlock)->value) *)am_async_rwlock_read_(AM_RAW_(rwlock), AM_HERE_))
#define am_async_write_lock(rwlock) ((__typeof__(&(rwlock)->value))am_async_rwlock_write_(AM_RAW_(rwlock), AM_HERE_))

/* Never wait: NULL when the lock is held in a way that does not go with this one, or somebody waits for it. */
#define am_async_try_read_lock(rwlock)                                                                                 \
    ((const __typeof__((rwlock)->value) *)am_async_rwlock_try_read_(AM_RAW_(rwlock), AM_HERE_))
#define am_async_try_write_lock(rwlock)                                                                                \
    ((__typeof__(&(rwlock)->value))am_async_rwlock_try_write_(AM_RAW_(rwlock), AM_HERE_))

/* Before a declaration: release the guard at the end of the scope, unless it was released or moved before. */
#define am_async_read_guard AM_CLEANUP_(am_async_read_release_)
#define am_async_write_guard AM_CLEANUP_(am_async_write_release_)

/* Declare `const T *name` or `T *name`, the guard of `rwlock` until the end of the scope. */
#define AM_ASYNC_READ_GUARD(T, name, rwlock)                                                                           \
    _Static_assert(__builtin_types_compatible_p(__typeof__(T), __typeof__((rwlock)->value)),                           \
                   "AM_ASYNC_READ_GUARD: the lock holds data of another type");                                        \
    am_async_read_guard const __typeof__(T) *name = am_async_read_lock(rwlock)
#define AM_ASYNC_WRITE_GUARD(T, name, rwlock)                                                                          \
    _Static_assert(__builtin_types_compatible_p(__typeof__(T), __typeof__((rwlock)->value)),                           \
                   "AM_ASYNC_WRITE_GUARD: the lock holds data of another type");                                       \
    am_async_write_guard __typeof__(T) *name = am_async_write_lock(rwlock)

/*
 * Release the guard in the variable `guard` before its scope ends, and set the variable NULL; NULL is left alone.
 *
 * Example:
 *
 *     static AM_ASYNC_RWLOCK(int) limit;
 *
 *     am_async_write_guard int *next = am_async_write_lock(&limit);
 *     const int *too_early = am_async_try_read_lock(&limit);
 *     assert(too_early == NULL); // somebody writes
 *     am_async_write_unlock(next);
 *     am_async_read_guard const int *now = am_async_read_lock(&limit);
 *     int *too_late = am_async_try_write_lock(&limit);
 *     assert(too_late == NULL); // somebody reads
 *     am_async_read_unlock(now);
 *     assert(next == NULL && now == NULL);
 */
#define am_async_read_unlock(guard) am_async_read_release_((const __typeof__(*(guard)) **)&(guard))
#define am_async_write_unlock(guard) am_async_write_release_((__typeof__(*(guard)) **)&(guard))

/* ---- the semaphore ---- */

/*
 * A number of permits, which tasks take and give back; nobody owns one. All zero has none. Its fields are the
 * library's. Permits of a task that ends are not given back. At most 2^31 - 1 of them.
 *
 * Example:
 *
 *     static am_semaphore seats = AM_SEMAPHORE(3);
 *
 *     assert(am_semaphore_acquire(&seats, 2) == AM_OK);
 *     assert(am_semaphore_available(&seats) == 1);
 *     assert(am_semaphore_try_acquire(&seats, 2) == AM_WOULD_BLOCK);
 *     assert(am_semaphore_acquire_for(&seats, 2, 1) == AM_TIMED_OUT);
 *     am_semaphore_release(&seats, 2);
 *     assert(am_semaphore_available(&seats) == 3);
 *     am_semaphore_close(&seats);
 *     assert(am_semaphore_acquire(&seats, 1) == AM_CLOSED);
 */
typedef struct am_semaphore {
    am_permits permits_;
    uint32_t limit_;
} am_semaphore;

/* clang-format off */
#define AM_SEMAPHORE(count) {.limit_ = (count)}
/* clang-format on */

/* Waits for `count` permits, and takes them all at once: AM_OK, or AM_CLOSED. */
#define am_semaphore_acquire(semaphore, count) am_semaphore_acquire_((semaphore), (count), AM_HERE_)

/* Never waits: AM_WOULD_BLOCK when there are less, or somebody waits. */
#define am_semaphore_try_acquire(semaphore, count) am_semaphore_try_acquire_((semaphore), (count))

/* Waits so many milliseconds at most: then AM_TIMED_OUT. */
#define am_semaphore_acquire_for(semaphore, count, milliseconds)                                                       \
    am_semaphore_acquire_for_((semaphore), (count), (milliseconds), AM_HERE_)

/* Gives permits back, or adds further ones. */
#define am_semaphore_release(semaphore, count) am_semaphore_release_((semaphore), (count))

/* The permits that are there at some moment. */
#define am_semaphore_available(semaphore) am_semaphore_available_(semaphore)

/* From now on, who wants a permit gets AM_CLOSED, and all who wait. */
#define am_semaphore_close(semaphore) am_semaphore_close_(semaphore)

/* ---- the notice ---- */

/*
 * Tells tasks that something happened. All zero is ready to use. A notice to one that comes before anybody waits is
 * kept, at most one at a time: the next wait ends at once. A notice to all reaches those who wait now.
 *
 * Example:
 *
 *     static am_async_notify arrived;
 *
 *     am_async_notify_all(&arrived); // nobody waits
 *     assert(am_async_notify_wait_for(&arrived, 1) == AM_TIMED_OUT);
 *     am_async_notify_one(&arrived); // is kept
 *     am_async_notify_wait(&arrived);
 */
typedef struct am_async_notify {
    am_latch latch_;
    bool is_kept_;
    am_wait_list waiters_;
} am_async_notify;

#define am_async_notify_wait(notify) am_async_notify_wait_((notify), AM_HERE_)

/* AM_OK, or AM_TIMED_OUT when nothing happened so many milliseconds long. */
#define am_async_notify_wait_for(notify, milliseconds) am_async_notify_wait_for_((notify), (milliseconds), AM_HERE_)

#define am_async_notify_one(notify) am_async_notify_one_(notify)
#define am_async_notify_all(notify) am_async_notify_all_(notify)

/* ---- what the macros above call ---- */

AM_EFFECT("yield: await, guard: {object: return, lock: '*mutex', mode: exclusive, kind: task}")
AM_API AM_MUST_USE AM_NONNULL AM_RETURNS_NONNULL void *am_async_mutex_lock_(am_async_mutex *mutex, const char *here);

AM_EFFECT("guard: {object: return, lock: '*mutex', mode: exclusive, kind: task}, when: 'return != 0', waits: no")
AM_API AM_MUST_USE AM_NONNULL void *am_async_mutex_try_lock_(am_async_mutex *mutex, const char *here);

AM_EFFECT("yield: await, guard: {object: return, lock: '*mutex', kind: task}, when: 'return != 0', waits: no")
AM_API AM_MUST_USE AM_NONNULL void *am_async_mutex_lock_for_(am_async_mutex *mutex, uint32_t milliseconds,
                                                             const char *here);

AM_EFFECT("release: {guard: '*slot'}")
AM_API AM_NONNULL void am_async_release_(void *slot);

AM_EFFECT("yield: await, guard: {object: return, lock: '*rwlock', mode: shared, kind: task}")
AM_API AM_MUST_USE AM_NONNULL AM_RETURNS_NONNULL const void *am_async_rwlock_read_(am_async_rwlock *rwlock,
                                                                                   const char *here);

AM_EFFECT("yield: await, guard: {object: return, lock: '*rwlock', mode: exclusive, kind: task}")
AM_API AM_MUST_USE AM_NONNULL AM_RETURNS_NONNULL void *am_async_rwlock_write_(am_async_rwlock *rwlock,
                                                                              const char *here);

AM_EFFECT("guard: {object: return, lock: '*rwlock', mode: shared, kind: task}, when: 'return != 0', waits: no")
AM_API AM_MUST_USE AM_NONNULL const void *am_async_rwlock_try_read_(am_async_rwlock *rwlock, const char *here);

AM_EFFECT("guard: {object: return, lock: '*rwlock', mode: exclusive, kind: task}, when: 'return != 0', waits: no")
AM_API AM_MUST_USE AM_NONNULL void *am_async_rwlock_try_write_(am_async_rwlock *rwlock, const char *here);

AM_EFFECT("release: {guard: '*slot', mode: shared}")
AM_API AM_NONNULL void am_async_read_release_(void *slot);

AM_EFFECT("release: {guard: '*slot', mode: exclusive}")
AM_API AM_NONNULL void am_async_write_release_(void *slot);

AM_EFFECT("yield: await")
AM_API AM_MUST_USE AM_NONNULL am_status am_semaphore_acquire_(am_semaphore *semaphore, uint32_t count,
                                                              const char *here);

AM_EFFECT("nothing: yes")
AM_API AM_MUST_USE AM_NONNULL am_status am_semaphore_try_acquire_(am_semaphore *semaphore, uint32_t count);

AM_EFFECT("yield: await")
AM_API AM_MUST_USE AM_NONNULL am_status am_semaphore_acquire_for_(am_semaphore *semaphore, uint32_t count,
                                                                  uint32_t milliseconds, const char *here);

AM_EFFECT("nothing: yes")
AM_API AM_NONNULL void am_semaphore_release_(am_semaphore *semaphore, uint32_t count);

AM_EFFECT("nothing: yes")
AM_API AM_NONNULL uint32_t am_semaphore_available_(am_semaphore *semaphore);

AM_EFFECT("nothing: yes")
AM_API AM_NONNULL void am_semaphore_close_(am_semaphore *semaphore);

AM_EFFECT("yield: await")
AM_API AM_NONNULL void am_async_notify_wait_(am_async_notify *notify, const char *here);

AM_EFFECT("yield: await")
AM_API AM_MUST_USE AM_NONNULL am_status am_async_notify_wait_for_(am_async_notify *notify, uint32_t milliseconds,
                                                                  const char *here);

AM_EFFECT("nothing: yes")
AM_API AM_NONNULL void am_async_notify_one_(am_async_notify *notify);

AM_EFFECT("nothing: yes")
AM_API AM_NONNULL void am_async_notify_all_(am_async_notify *notify);

#endif
