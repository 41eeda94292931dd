/* witness_locks.c -- stands between a fixture and the C library's locks (the linker's --wrap). The locks are real; what
   is scripted is what others do: a try finds the lock taken, a wait is woken or runs out of time, a caller already
   holds what the function unlocks. Where the library would wait for ever, the world ends and says so. */
#include "witness_world.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

enum { TOUCHED = 512, THREADS = 64 };

typedef struct touched {
    const void *lock;
    bool checks; /* by its own kind: who holds it and locks it again is told so */
    bool begun;  /* by pthread_mutex_init, and not destroyed since */
    bool own;    /* the function itself has locked it before */
    bool local;  /* on its stack */
    int held;    /* how often */
    int (*unlock)(void *lock);
} touched;

static touched all[TOUCHED];
static size_t count;

/* Notes that something is done to the lock, by the function that stands on this line; `*is_first`: for the first time.
 */
static touched *touch_at(unsigned line, const void *lock, bool *is_first) {
    size_t i = 0;
    while (i < count && all[i].lock != lock)
        i++;
    world_trace(line, i);
    if (i == TOUCHED)
        world_end("has too many locks");
    *is_first = i == count;
    if (*is_first)
        all[count++] = (touched){.lock = lock, .local = world_is_local(lock)};
    return &all[i];
}
#define touch(lock) touch_at(__LINE__, (const void *)(lock), &(bool){false})

/* What is unlocked before anything else is done to it may be the caller's, who holds it, where `shares` more than once;
   but not in a root, nor a lock of the function's own. */
static bool is_adopted_at(unsigned line, const void *lock, bool shares) {
    bool is_first;
    touched *self = touch_at(line, lock, &is_first);
    bool adopts = (is_first || (shares && !self->own)) && !world_current()->is_root && !self->local;
    world_adopted += adopts;
    self->held -= self->held > 0;
    return adopts;
}
#define is_adopted(lock, shares) is_adopted_at(__LINE__, (const void *)(lock), shares)

static int acquired(touched *self, int error, int (*unlock)(void *lock)) {
    if (error == EDEADLK)
        world_end("by a deadlock");
    world_acquired += error == 0;
    self->held += error == 0;
    self->own |= error == 0;
    self->unlock = unlock;
    return error;
}

unsigned world_count_held(void) {
    unsigned held = 0;
    for (size_t i = 0; i < count; i++)
        held += all[i].held > 0;
    return held;
}

void world_release(void) {
    for (size_t i = 0; i < count; i++)
        for (; all[i].held > 0; all[i].held--)
            all[i].unlock((void *)all[i].lock);
    count = 0;
}

void world_leave(void) {
    for (size_t i = 0; i < count; i++)
        if (all[i].held > 0 && all[i].local)
            world_end(": out of scope while it is held");
}

/* The library's unlock functions, for a lock of any type. */
#define UNLOCK_OF(name, type)                                                                                          \
    int __real_##name(type *lock);                                                                                     \
    static int unlock_of_##name(void *lock) {                                                                          \
        return __real_##name(lock);                                                                                    \
    }
UNLOCK_OF(pthread_mutex_unlock, pthread_mutex_t)
UNLOCK_OF(pthread_rwlock_unlock, pthread_rwlock_t)
UNLOCK_OF(pthread_spin_unlock, pthread_spinlock_t)

/* Memory is given back, with the locks in it. */
void __real_free(void *memory);
void __wrap_free(void *memory) {
    const char *begin = memory;
    size_t size = memory ? malloc_usable_size(memory) : 0;
    for (size_t i = 0; i < count; i++) {
        const char *lock = all[i].lock;
        if (lock < begin || lock >= begin + size)
            continue;
        if (all[i].held > 0)
            world_end(": freed while it is held");
        all[i].begun = false;
    }
    __real_free(memory);
}

/* A lock function that waits, one that tries, one that waits for a while: in vain when there is nobody else who could
   give the lock back. */
#define LOCK(name, unlock_name, type)                                                                                  \
    int __real_##name(type *lock);                                                                                     \
    int __wrap_##name(type *lock) {                                                                                    \
        return acquired(touch(lock), __real_##name(lock), unlock_of_##unlock_name);                                    \
    }
#define TRY(name, unlock_name, type)                                                                                   \
    int __real_##name(type *lock);                                                                                     \
    int __real_##unlock_name(type *lock);                                                                              \
    int __wrap_##name(type *lock) {                                                                                    \
        touched *self = touch(lock);                                                                                   \
        int error = __real_##name(lock);                                                                               \
        bool is_free = error == 0 && world_choose(2) == 0;                                                             \
        world_trace(__LINE__, is_free);                                                                                \
        if (error != 0 || is_free)                                                                                     \
            return acquired(self, error, unlock_of_##unlock_name);                                                     \
        __real_##unlock_name(lock);                                                                                    \
        return EBUSY;                                                                                                  \
    }
#define TIMED(name, try_name, type)                                                                                    \
    int __wrap_##name(type *lock, const struct timespec *deadline) {                                                   \
        (void)deadline;                                                                                                \
        return __wrap_##try_name(lock) == 0 ? 0 : ETIMEDOUT;                                                           \
    }
#define UNLOCK(name, lock_name, type, shares)                                                                          \
    int __real_##name(type *lock);                                                                                     \
    int __wrap_##name(type *lock) {                                                                                    \
        if (is_adopted(lock, shares))                                                                                  \
            __real_##lock_name(lock);                                                                                  \
        return __real_##name(lock);                                                                                    \
    }

/* ---- mutexes ---- */

/* A mutex that would wait for its own holder says so instead. One that does so by its kind tells its caller. */
static touched *begin_mutex(unsigned line, pthread_mutex_t *lock) {
    bool is_first;
    touched *self = touch_at(line, lock, &is_first);
    if (is_first)
        self->checks = lock->__data.__kind == PTHREAD_MUTEX_ERRORCHECK;
    if (lock->__data.__kind == PTHREAD_MUTEX_NORMAL)
        lock->__data.__kind = PTHREAD_MUTEX_ERRORCHECK;
    return self;
}

int __real_pthread_mutex_lock(pthread_mutex_t *lock);
int __wrap_pthread_mutex_lock(pthread_mutex_t *lock) {
    touched *self = begin_mutex(__LINE__, lock);
    if (self->checks && lock->__data.__owner == gettid())
        return EDEADLK;
    return acquired(self, __real_pthread_mutex_lock(lock), unlock_of_pthread_mutex_unlock);
}
TRY(pthread_mutex_trylock, pthread_mutex_unlock, pthread_mutex_t)
TIMED(pthread_mutex_timedlock, pthread_mutex_trylock, pthread_mutex_t)
UNLOCK(pthread_mutex_unlock, pthread_mutex_lock, pthread_mutex_t,
       lock->__data.__kind == PTHREAD_MUTEX_RECURSIVE && lock->__data.__owner == 0)

int __real_pthread_mutex_init(pthread_mutex_t *lock, const pthread_mutexattr_t *attributes);
int __wrap_pthread_mutex_init(pthread_mutex_t *lock, const pthread_mutexattr_t *attributes) {
    touched *self = touch(lock);
    if (self->begun)
        world_end(": begun twice");
    self->begun = true;
    int error = __real_pthread_mutex_init(lock, attributes);
    self->checks = lock->__data.__kind == PTHREAD_MUTEX_ERRORCHECK;
    return error;
}

/* The tool must have seen a lock before its end. */
int __real_pthread_mutex_destroy(pthread_mutex_t *lock);
int __wrap_pthread_mutex_destroy(pthread_mutex_t *lock) {
    bool is_first;
    touched *self = touch_at(__LINE__, lock, &is_first);
    if (is_first) {
        __real_pthread_mutex_lock(lock);
        __real_pthread_mutex_unlock(lock);
    }
    self->begun = false;
    return __real_pthread_mutex_destroy(lock);
}

/* ---- read-write locks ---- */

/* Who holds it for reading waits for ever, which the library does not see. */
int __real_pthread_rwlock_wrlock(pthread_rwlock_t *lock);
int __wrap_pthread_rwlock_wrlock(pthread_rwlock_t *lock) {
    touched *self = touch(lock);
    if (lock->__data.__readers >> 3 != 0 && lock->__data.__cur_writer == 0)
        world_end(": held for reading");
    return acquired(self, __real_pthread_rwlock_wrlock(lock), unlock_of_pthread_rwlock_unlock);
}
LOCK(pthread_rwlock_rdlock, pthread_rwlock_unlock, pthread_rwlock_t)
TRY(pthread_rwlock_trywrlock, pthread_rwlock_unlock, pthread_rwlock_t)
TRY(pthread_rwlock_tryrdlock, pthread_rwlock_unlock, pthread_rwlock_t)
TIMED(pthread_rwlock_timedwrlock, pthread_rwlock_trywrlock, pthread_rwlock_t)
TIMED(pthread_rwlock_timedrdlock, pthread_rwlock_tryrdlock, pthread_rwlock_t)
UNLOCK(pthread_rwlock_unlock, pthread_rwlock_wrlock, pthread_rwlock_t, lock->__data.__readers >> 3 == 0)

int __real_pthread_rwlock_destroy(pthread_rwlock_t *lock);
int __wrap_pthread_rwlock_destroy(pthread_rwlock_t *lock) {
    bool is_first;
    touch_at(__LINE__, lock, &is_first);
    if (is_first) {
        __real_pthread_rwlock_wrlock(lock);
        __real_pthread_rwlock_unlock(lock);
    }
    return __real_pthread_rwlock_destroy(lock);
}

/* ---- spin locks: all zero is no lock yet ---- */

static touched *begin_spin(unsigned line, pthread_spinlock_t *lock) {
    bool is_first;
    touched *self = touch_at(line, (const void *)lock, &is_first);
    if (is_first && *lock == 0)
        pthread_spin_init(lock, PTHREAD_PROCESS_PRIVATE);
    return self;
}

int __real_pthread_spin_lock(pthread_spinlock_t *lock);
int __wrap_pthread_spin_lock(pthread_spinlock_t *lock) {
    touched *self = begin_spin(__LINE__, lock);
    if (self->held > 0 && !world_is_watched())
        world_end("by a deadlock");
    return acquired(self, __real_pthread_spin_lock(lock), unlock_of_pthread_spin_unlock);
}

int __real_pthread_spin_trylock(pthread_spinlock_t *lock);
int __wrap_pthread_spin_trylock(pthread_spinlock_t *lock) {
    touched *self = begin_spin(__LINE__, lock);
    return world_choose(2) ? EBUSY : acquired(self, __real_pthread_spin_trylock(lock), unlock_of_pthread_spin_unlock);
}

int __real_pthread_spin_unlock(pthread_spinlock_t *lock);
int __wrap_pthread_spin_unlock(pthread_spinlock_t *lock) {
    if (is_adopted(lock, false)) {
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
    if (is_adopted(lock, false))
        __real_pthread_mutex_lock(lock);
    __real_pthread_cond_timedwait(condition, lock, &past);
    world_wake();
}

int __wrap_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *lock) {
    wait_a_moment(condition, lock);
    return 0;
}

int __wrap_pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *lock, const struct timespec *deadline) {
    (void)deadline;
    wait_a_moment(condition, lock);
    return world_choose(2) ? ETIMEDOUT : 0;
}

/* ---- C11's locks are the same in this library, and the tool knows them by the other names only ---- */

_Static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t) && sizeof(cnd_t) == sizeof(pthread_cond_t), "C11's locks");

static int as_c11(int error) {
    return error == 0 ? thrd_success : error == EBUSY ? thrd_busy : error == ETIMEDOUT ? thrd_timedout : thrd_error;
}

int __wrap_mtx_init(mtx_t *lock, int kind) {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, kind & mtx_recursive ? PTHREAD_MUTEX_RECURSIVE : PTHREAD_MUTEX_NORMAL);
    return as_c11(__wrap_pthread_mutex_init((pthread_mutex_t *)lock, &attributes));
}

int __wrap_mtx_lock(mtx_t *lock) {
    return as_c11(__wrap_pthread_mutex_lock((pthread_mutex_t *)lock));
}

int __wrap_mtx_trylock(mtx_t *lock) {
    return as_c11(__wrap_pthread_mutex_trylock((pthread_mutex_t *)lock));
}

int __wrap_mtx_timedlock(mtx_t *lock, const struct timespec *deadline) {
    return as_c11(__wrap_pthread_mutex_timedlock((pthread_mutex_t *)lock, deadline));
}

int __wrap_mtx_unlock(mtx_t *lock) {
    return as_c11(__wrap_pthread_mutex_unlock((pthread_mutex_t *)lock));
}

void __wrap_mtx_destroy(mtx_t *lock) {
    __wrap_pthread_mutex_destroy((pthread_mutex_t *)lock);
}

int __wrap_cnd_wait(cnd_t *condition, mtx_t *lock) {
    return as_c11(__wrap_pthread_cond_wait((pthread_cond_t *)condition, (pthread_mutex_t *)lock));
}

int __wrap_cnd_timedwait(cnd_t *condition, mtx_t *lock, const struct timespec *deadline) {
    return as_c11(__wrap_pthread_cond_timedwait((pthread_cond_t *)condition, (pthread_mutex_t *)lock, deadline));
}

/* ---- threads: what they run is called for itself; a thread is a number here ---- */

static bool is_over[THREADS];             /* joined or detached */
static size_t thread_count = THREADS / 2; /* behind those that a world makes up */

static void end_thread(size_t thread) {
    world_trace(__LINE__, thread);
    if (thread < THREADS && is_over[thread])
        world_end(": joined or detached twice");
    if (thread < THREADS)
        is_over[thread] = true;
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*entry)(void *), void *argument) {
    int state = PTHREAD_CREATE_JOINABLE;
    (void)entry;
    (void)argument;
    if (thread_count == THREADS)
        world_end("has too many threads");
    if (attributes)
        pthread_attr_getdetachstate(attributes, &state);
    is_over[thread_count] = state == PTHREAD_CREATE_DETACHED;
    *thread = thread_count++;
    return 0;
}

int __wrap_pthread_join(pthread_t thread, void **result) {
    if (world_count_held() > 0)
        world_end(": waits while it holds a lock");
    end_thread(thread);
    if (result)
        *result = NULL;
    return 0;
}

int __wrap_pthread_detach(pthread_t thread) {
    end_thread(thread);
    return 0;
}

int __wrap_thrd_create(thrd_t *thread, thrd_start_t entry, void *argument) {
    (void)entry;
    return as_c11(__wrap_pthread_create(thread, NULL, NULL, argument));
}

int __wrap_thrd_join(thrd_t thread, int *result) {
    if (result)
        *result = 0;
    return as_c11(__wrap_pthread_join(thread, NULL));
}

int __wrap_thrd_detach(thrd_t thread) {
    end_thread(thread);
    return thrd_success;
}

/* ---- the end of the process ---- */

_Noreturn void __wrap_abort(void) {
    world_end("by abort");
}

_Noreturn void __wrap_exit(int status) {
    (void)status;
    world_end("by exit");
}
