/* witness_locks.c -- stands between a fixture and the C library's locks (the linker's --wrap). The locks are real; what
   is scripted is what others do: a try finds the lock taken, a wait is woken or runs out of time, a caller already holds
   what the function unlocks. Where the library would wait for ever, the world ends and says so. */
#include "witness_world.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

enum { TOUCHED = 512 };

static const void *touched[TOUCHED];
static size_t touched_count;

/* Notes that something is done to the lock, by the function that stands on this line; true the first time. */
static bool touch_at(unsigned line, const void *lock) {
    size_t i = 0;
    while (i < touched_count && touched[i] != lock)
        i++;
    world_trace(line, i);
    if (i < touched_count)
        return false;
    if (touched_count == TOUCHED)
        world_end("has too many locks");
    touched[touched_count++] = lock;
    return true;
}
#define touch(lock) touch_at(__LINE__, (const void *)(lock))

/* What is unlocked before anything else is done to it may be the caller's, who holds it; but not in a root, nor a lock
   of the function's own. */
static bool is_adopted_at(unsigned line, const void *lock) {
    if (!touch_at(line, lock) || world_current()->is_root || world_is_local(lock))
        return false;
    world_adopted++;
    return true;
}
#define is_adopted(lock) is_adopted_at(__LINE__, (const void *)(lock))

static int count_acquired(int error) {
    if (error == EDEADLK)
        world_end("by a deadlock");
    world_acquired += error == 0;
    return error;
}

/* A lock function that waits, one that tries, one that waits for a while. */
#define LOCK(name, type)                                                                                               \
    int __real_##name(type *lock);                                                                                     \
    int __wrap_##name(type *lock);                                                                                     \
    int __wrap_##name(type *lock) {                                                                                    \
        touch(lock);                                                                                                   \
        return count_acquired(__real_##name(lock));                                                                    \
    }
#define TRY(name, type)                                                                                                \
    int __real_##name(type *lock);                                                                                     \
    int __wrap_##name(type *lock);                                                                                     \
    int __wrap_##name(type *lock) {                                                                                    \
        touch(lock);                                                                                                   \
        return world_choose(2) ? EBUSY : count_acquired(__real_##name(lock));                                          \
    }
#define TIMED(name, lock_name, type)                                                                                   \
    int __wrap_##name(type *lock, const struct timespec *deadline);                                                    \
    int __wrap_##name(type *lock, const struct timespec *deadline) {                                                   \
        (void)deadline;                                                                                                \
        return world_choose(2) ? ETIMEDOUT : __wrap_##lock_name(lock);                                                 \
    }
#define UNLOCK(name, lock_name, type)                                                                                  \
    int __real_##name(type *lock);                                                                                     \
    int __wrap_##name(type *lock);                                                                                     \
    int __wrap_##name(type *lock) {                                                                                    \
        if (is_adopted(lock))                                                                                          \
            __real_##lock_name(lock);                                                                                  \
        return __real_##name(lock);                                                                                    \
    }

/* ---- mutexes ---- */

/* A mutex that would wait for its own holder says so instead. */
int __real_pthread_mutex_lock(pthread_mutex_t *lock);
int __wrap_pthread_mutex_lock(pthread_mutex_t *lock);
int __wrap_pthread_mutex_lock(pthread_mutex_t *lock) {
    touch(lock);
    if (lock->__data.__kind == PTHREAD_MUTEX_NORMAL)
        lock->__data.__kind = PTHREAD_MUTEX_ERRORCHECK;
    return count_acquired(__real_pthread_mutex_lock(lock));
}
TRY(pthread_mutex_trylock, pthread_mutex_t)
TIMED(pthread_mutex_timedlock, pthread_mutex_lock, pthread_mutex_t)
UNLOCK(pthread_mutex_unlock, pthread_mutex_lock, pthread_mutex_t)

int __real_pthread_mutex_init(pthread_mutex_t *lock, const pthread_mutexattr_t *attributes);
int __wrap_pthread_mutex_init(pthread_mutex_t *lock, const pthread_mutexattr_t *attributes);
int __wrap_pthread_mutex_init(pthread_mutex_t *lock, const pthread_mutexattr_t *attributes) {
    touch(lock);
    return __real_pthread_mutex_init(lock, attributes);
}

/* ---- read-write locks ---- */

/* Who holds it for reading waits for ever, which the library does not see. */
int __real_pthread_rwlock_trywrlock(pthread_rwlock_t *lock);
int __real_pthread_rwlock_wrlock(pthread_rwlock_t *lock);
int __wrap_pthread_rwlock_wrlock(pthread_rwlock_t *lock);
int __wrap_pthread_rwlock_wrlock(pthread_rwlock_t *lock) {
    touch(lock);
    if (lock->__data.__readers >> 3 != 0 && lock->__data.__cur_writer == 0)
        world_end("upgrade: the lock is held for reading");
    return count_acquired(__real_pthread_rwlock_wrlock(lock));
}
LOCK(pthread_rwlock_rdlock, pthread_rwlock_t)
TRY(pthread_rwlock_trywrlock, pthread_rwlock_t)
TRY(pthread_rwlock_tryrdlock, pthread_rwlock_t)
TIMED(pthread_rwlock_timedwrlock, pthread_rwlock_wrlock, pthread_rwlock_t)
TIMED(pthread_rwlock_timedrdlock, pthread_rwlock_rdlock, pthread_rwlock_t)
UNLOCK(pthread_rwlock_unlock, pthread_rwlock_wrlock, pthread_rwlock_t)

/* ---- spin locks: all zero is no lock yet ---- */

static void begin_spin(pthread_spinlock_t *lock) {
    if (touch(lock) && *lock == 0)
        pthread_spin_init(lock, PTHREAD_PROCESS_PRIVATE);
}

int __real_pthread_spin_lock(pthread_spinlock_t *lock);
int __wrap_pthread_spin_lock(pthread_spinlock_t *lock);
int __wrap_pthread_spin_lock(pthread_spinlock_t *lock) {
    begin_spin(lock);
    return count_acquired(__real_pthread_spin_lock(lock));
}

int __real_pthread_spin_trylock(pthread_spinlock_t *lock);
int __wrap_pthread_spin_trylock(pthread_spinlock_t *lock);
int __wrap_pthread_spin_trylock(pthread_spinlock_t *lock) {
    begin_spin(lock);
    return world_choose(2) ? EBUSY : count_acquired(__real_pthread_spin_trylock(lock));
}

int __real_pthread_spin_unlock(pthread_spinlock_t *lock);
int __wrap_pthread_spin_unlock(pthread_spinlock_t *lock);
int __wrap_pthread_spin_unlock(pthread_spinlock_t *lock) {
    if (is_adopted(lock)) {
        pthread_spin_init(lock, PTHREAD_PROCESS_PRIVATE);
        __real_pthread_spin_lock(lock);
    }
    return __real_pthread_spin_unlock(lock);
}

/* ---- condition variables ---- */

int __real_pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *lock, const struct timespec *deadline);

/* A deadline that is over: the lock is given back and taken again at once. */
static void wait_a_moment(pthread_cond_t *condition, pthread_mutex_t *lock) {
    static const struct timespec past = {.tv_sec = 1};
    if (is_adopted(lock))
        __real_pthread_mutex_lock(lock);
    __real_pthread_cond_timedwait(condition, lock, &past);
    world_wake();
}

int __wrap_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *lock);
int __wrap_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *lock) {
    wait_a_moment(condition, lock);
    return 0;
}

int __wrap_pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *lock, const struct timespec *deadline);
int __wrap_pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *lock, const struct timespec *deadline) {
    (void)deadline;
    wait_a_moment(condition, lock);
    return world_choose(2) ? ETIMEDOUT : 0;
}

/* ---- C11's locks are the same in this library, and the tool knows them by the other names only ---- */

_Static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t) && sizeof(cnd_t) == sizeof(pthread_cond_t), "C11's locks");

static int as_c11(int error) {
    return error == 0           ? thrd_success
           : error == EBUSY     ? thrd_busy
           : error == ETIMEDOUT ? thrd_timedout
                                : thrd_error;
}

int __wrap_mtx_init(mtx_t *lock, int kind);
int __wrap_mtx_init(mtx_t *lock, int kind) {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, kind & mtx_recursive ? PTHREAD_MUTEX_RECURSIVE : PTHREAD_MUTEX_NORMAL);
    return as_c11(__wrap_pthread_mutex_init((pthread_mutex_t *)lock, &attributes));
}

int __wrap_mtx_lock(mtx_t *lock);
int __wrap_mtx_lock(mtx_t *lock) {
    return as_c11(__wrap_pthread_mutex_lock((pthread_mutex_t *)lock));
}

int __wrap_mtx_trylock(mtx_t *lock);
int __wrap_mtx_trylock(mtx_t *lock) {
    return as_c11(__wrap_pthread_mutex_trylock((pthread_mutex_t *)lock));
}

int __wrap_mtx_timedlock(mtx_t *lock, const struct timespec *deadline);
int __wrap_mtx_timedlock(mtx_t *lock, const struct timespec *deadline) {
    return as_c11(__wrap_pthread_mutex_timedlock((pthread_mutex_t *)lock, deadline));
}

int __wrap_mtx_unlock(mtx_t *lock);
int __wrap_mtx_unlock(mtx_t *lock) {
    return as_c11(__wrap_pthread_mutex_unlock((pthread_mutex_t *)lock));
}

void __wrap_mtx_destroy(mtx_t *lock);
void __wrap_mtx_destroy(mtx_t *lock) {
    pthread_mutex_destroy((pthread_mutex_t *)lock);
}

int __wrap_cnd_wait(cnd_t *condition, mtx_t *lock);
int __wrap_cnd_wait(cnd_t *condition, mtx_t *lock) {
    return as_c11(__wrap_pthread_cond_wait((pthread_cond_t *)condition, (pthread_mutex_t *)lock));
}

int __wrap_cnd_timedwait(cnd_t *condition, mtx_t *lock, const struct timespec *deadline);
int __wrap_cnd_timedwait(cnd_t *condition, mtx_t *lock, const struct timespec *deadline) {
    return as_c11(
        __wrap_pthread_cond_timedwait((pthread_cond_t *)condition, (pthread_mutex_t *)lock, deadline));
}

/* ---- threads: what they run is called for itself ---- */

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*entry)(void *), void *argument);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*entry)(void *), void *argument) {
    (void)attributes;
    (void)entry;
    (void)argument;
    *thread = pthread_self();
    return 0;
}

int __wrap_pthread_join(pthread_t thread, void **result);
int __wrap_pthread_join(pthread_t thread, void **result) {
    (void)thread;
    if (result)
        *result = NULL;
    return 0;
}

/* ---- waiting that comes to its end at once ---- */

_Noreturn void __wrap_abort(void);
_Noreturn void __wrap_abort(void) {
    world_end("by abort");
}

_Noreturn void __wrap_exit(int status);
_Noreturn void __wrap_exit(int status) {
    (void)status;
    world_end("by exit");
}

unsigned __wrap_sleep(unsigned seconds);
unsigned __wrap_sleep(unsigned seconds) {
    (void)seconds;
    return 0;
}

int __wrap_usleep(useconds_t microseconds);
int __wrap_usleep(useconds_t microseconds) {
    (void)microseconds;
    return 0;
}

int __wrap_nanosleep(const struct timespec *wanted, struct timespec *left);
int __wrap_nanosleep(const struct timespec *wanted, struct timespec *left) {
    (void)wanted;
    (void)left;
    return 0;
}
