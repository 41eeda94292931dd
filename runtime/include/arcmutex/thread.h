/* thread.h -- threads that own what they are given. */
#ifndef AM_THREAD_H
#define AM_THREAD_H

#include "arcmutex/attributes.h"
#include "arcmutex/status.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A thread that was spawned and neither joined nor detached; all zero is none. It belongs to one owner: two threads
 * must not join or detach it at the same time. Its fields are the library's.
 *
 * Example:
 *
 *     typedef AM_MUTEX(uint64_t) counter;
 *
 *     AM_THREAD_ENTRY(add, counter, handle) {
 *         am_arc_auto counter *shared = am_move(handle);
 *         AM_GUARD(uint64_t, n, shared);
 *         *n += 1;
 *     }
 *
 *     am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
 *     am_thread thread;
 *     if (am_thread_spawn(&thread, add, am_arc_clone(shared)) != AM_OK)
 *         return 1;
 *     assert(am_thread_join(&thread) == AM_OK);
 *     AM_GUARD(uint64_t, n, shared);
 *     assert(*n == 1);
 */
typedef struct am_thread {
    uintptr_t id_;
    bool joinable_;
    uint32_t number_; /* in checked mode */
} am_thread;

typedef void am_thread_entry(void *argument);

/*
 * Begins the definition of `static void name(T *parameter)`, which am_thread_spawn accepts; the body follows. The
 * function owns the handle and drops it.
 */
#define AM_THREAD_ENTRY(name, T, parameter)                                                                            \
    typedef T name##_handle_;                                                                                          \
    static void name(T *parameter);                                                                                    \
    static void name##_thread_(void *argument) {                                                                       \
        name(argument);                                                                                                \
    }                                                                                                                  \
    static void name(T *parameter)

/*
 * Starts a thread in `entry`, the name of an AM_THREAD_ENTRY, and moves `handle` into it: the caller has this handle no
 * more, also when the spawn fails, which drops it. A handle of another type does not compile. `*thread` is written on
 * AM_OK only; the other result is AM_NO_THREAD. `thread` and `handle` are evaluated once.
 */
#define am_thread_spawn(thread, entry, handle)                                                                         \
    (AM_REQUIRE_(__builtin_types_compatible_p(__typeof__(*(handle)), entry##_handle_),                                 \
                 "am_thread_spawn: the entry takes a handle of another type"),                                         \
     am_thread_spawn_((thread), entry##_thread_, (handle), AM_HERE_))

/*
 * Waits for the end of the thread: AM_OK when it returned from its entry, AM_ENDED_EARLY when it did not. `*thread` is
 * none afterwards. Ends the process when there is nothing to join, and when a thread would wait for itself.
 */
AM_EFFECT("block: join")
AM_API AM_NONNULL am_status am_thread_join(am_thread *thread);

/* Lets the thread run on its own. `*thread` is none afterwards. Ends the process when there is nothing to detach. */
AM_EFFECT("nothing: yes")
AM_API AM_NONNULL void am_thread_detach(am_thread *thread);

/*
 * Ends this thread now, as a failure does: every mutex that it holds is poisoned and released. Works in threads that
 * were made otherwise, too. In a task it ends the task, as am_task_exit does.
 *
 * C unwinds nothing on its own: am_arc_auto and am_guard are passed over, and handles leak, unless the code is built
 * with -fexceptions. With it, pthread_exit and cancellation (but not am_thread_exit) release scoped guards as at a
 * normal end of the scope, without poison.
 *
 * Example:
 *
 *     typedef AM_MUTEX(int) account;
 *     static account savings;
 *
 *     AM_THREAD_ENTRY(withdraw, account, handle) {
 *         am_arc_drop(&handle);
 *         AM_GUARD(int, balance, &savings);
 *         if (*balance < 10)
 *             am_thread_exit();
 *         *balance -= 10;
 *     }
 *
 *     am_thread thread;
 *     if (am_thread_spawn(&thread, withdraw, am_arc_new(account, .value = 0)) != AM_OK)
 *         return 1;
 *     assert(am_thread_join(&thread) == AM_ENDED_EARLY);
 *     assert(am_is_poisoned(&savings));
 */
AM_EFFECT("noreturn: yes")
AM_API __attribute__((noreturn)) void am_thread_exit(void);

/* Lets other threads run first. In a task this suspends the task (task.h): hold no guard here. */
AM_EFFECT("yield: yield")
AM_API void am_yield(void);

/*
 * Sleeps at least this long, also through signals. In a task this suspends the task (task.h): hold no guard here.
 *
 * Example:
 *
 *     typedef AM_MUTEX(int) counter;
 *
 *     AM_THREAD_ENTRY(add_later, counter, handle) {
 *         am_arc_auto counter *shared = am_move(handle);
 *         am_sleep(1);
 *         AM_GUARD(int, n, shared);
 *         *n += 1;
 *     }
 *
 *     am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
 *     am_thread thread;
 *     if (am_thread_spawn(&thread, add_later, am_arc_clone(shared)) != AM_OK)
 *         return 1;
 *     am_thread_detach(&thread);
 *     while (am_arc_strong_count(shared) > 1) // as long as the thread has its handle
 *         am_yield();
 *     AM_GUARD(int, n, shared);
 *     assert(*n == 1);
 */
AM_EFFECT("yield: sleep")
AM_API void am_sleep(uint32_t milliseconds);

/* Calls by name tell their place, too. locklint sees the functions, for its fixes: it makes none in macros. */
#ifndef __locklint__
#define am_thread_join(thread) am_thread_join_((thread), AM_HERE_)
#define am_thread_detach(thread) am_thread_detach_((thread), AM_HERE_)
#define am_yield() am_yield_(AM_HERE_)
#define am_sleep(milliseconds) am_sleep_((milliseconds), AM_HERE_)
#endif

/* The functions below are what the macros above call; `here` is the place of the call (AM_HERE_), or NULL. */

/* `argument` is a handle or NULL. */
AM_EFFECT("spawn: {entry: entry, argument: argument}, move: {handle: argument}")
AM_API AM_MUST_USE __attribute__((nonnull(1, 2))) am_status am_thread_spawn_(am_thread *thread, am_thread_entry *entry,
                                                                             void *argument, const char *here);

AM_EFFECT("block: join")
AM_API __attribute__((nonnull(1))) am_status am_thread_join_(am_thread *thread, const char *here);

AM_EFFECT("nothing: yes")
AM_API __attribute__((nonnull(1))) void am_thread_detach_(am_thread *thread, const char *here);

AM_EFFECT("yield: yield")
AM_API void am_yield_(const char *here);

AM_EFFECT("yield: sleep")
AM_API void am_sleep_(uint32_t milliseconds, const char *here);

#endif
