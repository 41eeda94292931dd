/* task.h -- tasks: flows of control that are cheap, and share a few threads. */
#ifndef AM_TASK_H
#define AM_TASK_H

#include "arcmutex/arc.h"
#include "arcmutex/attributes.h"
#include "arcmutex/status.h"
#include "arcmutex/waiting.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A task has a stack of its own and runs until it waits: in a call that is said to wait here, in am_sleep or am_yield,
 * in the locks and channels of async.h. Then its thread runs other tasks, and when the wait is over the task may go on
 * in another thread. So a task's own variables stay; `errno` and variables of a thread (_Thread_local) are others after
 * a wait. What blocks the thread instead (am_lock of a mutex that is held for long, read(2)) keeps other tasks from
 * running: am_task_spawn_blocking is for that.
 *
 * The functions may be called in tasks and in plain threads; what suspends a task lets a plain thread sleep. Mutexes
 * belong to the task that locked them, not to its thread. A guard that is alive while its task waits lets everyone wait
 * that long, and whoever waits for it waits with a whole thread: end it before (or see am_async_mutex).
 *
 * ThreadSanitizer, AddressSanitizer and Valgrind follow tasks from stack to stack. To ThreadSanitizer tasks that take
 * turns on one worker are in order: it sees a race between two only when they run on two workers at a time.
 *
 * The runtime starts with the first task, or by am_runtime_start. There is one in a process. In a child of fork there
 * is none of it, and a process with a runtime must not begin tasks in such a child.
 *
 * Example:
 *
 *     typedef AM_MUTEX(uint64_t) counter;
 *
 *     AM_TASK_ENTRY(add, counter, handle) {
 *         am_arc_auto counter *shared = am_move(handle);
 *         am_task_sleep(1);
 *         AM_GUARD(uint64_t, n, shared);
 *         *n += 1;
 *     }
 *
 *     am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
 *     am_task task;
 *     if (am_task_spawn(&task, add, am_arc_clone(shared)) != AM_OK)
 *         return 1;
 *     assert(am_task_await(&task) == AM_OK);
 *     am_runtime_stop();
 *     AM_GUARD(uint64_t, n, shared);
 *     assert(*n == 1);
 */

/* A task that was spawned and neither awaited nor detached; all zero is none. It belongs to one owner. */
typedef struct am_task {
    struct am_task_state *state_;
} am_task;

/* The type of a task whose entry gives an R (AM_TASK_ENTRY_GIVING), at most AM_TASK_RESULT_SIZE bytes. */
#define AM_TASK(R)                                                                                                     \
    union {                                                                                                            \
        am_task raw;                                                                                                   \
        __typeof__(R) *result_type_;                                                                                   \
    }

#define AM_TASK_RESULT_SIZE 64

typedef void am_task_entry(void *argument, void *result);

/*
 * Begins the definition of `static void name(T *parameter)`, which am_task_spawn accepts; the body follows. The
 * function owns the handle and drops it.
 */
#define AM_TASK_ENTRY(name, T, parameter)                                                                              \
    typedef T name##_handle_;                                                                                          \
    static void name(T *parameter);                                                                                    \
    static void name##_task_(void *argument, void *result) {                                                           \
        (void)result;                                                                                                  \
        name(argument);                                                                                                \
    }                                                                                                                  \
    static void name(T *parameter)

/*
 * The same of `static R name(T *parameter)`. A result that is a handle leaks when nobody awaits it.
 *
 * Example:
 *
 *     typedef struct {
 *         int side;
 *     } square;
 *
 *     AM_TASK_ENTRY_GIVING(area_of, int, square, handle) {
 *         am_arc_auto square *self = am_move(handle);
 *         return self->side * self->side;
 *     }
 *
 *     AM_TASK(int) task;
 *     if (am_task_spawn_giving(&task, area_of, am_arc_new(square, .side = 3)) != AM_OK)
 *         return 1;
 *     int area = 0;
 *     assert(am_task_await_result(&task, &area) == AM_OK && area == 9);
 *     am_runtime_stop();
 *     assert(sizeof area <= AM_TASK_RESULT_SIZE);
 */
#define AM_TASK_ENTRY_GIVING(name, R, T, parameter)                                                                    \
    typedef T name##_handle_;                                                                                          \
    typedef R name##_result_;                                                                                          \
    _Static_assert(sizeof(R) <= AM_TASK_RESULT_SIZE, "AM_TASK_ENTRY_GIVING: the result is too large: give a handle");  \
    static R name(T *parameter);                                                                                       \
    static void name##_task_(void *argument, void *result) {                                                           \
        *(R *)result = name(argument);                                                                                 \
    }                                                                                                                  \
    static R name(T *parameter)

/*
 * Starts a task in `entry`, the name of an AM_TASK_ENTRY, and moves `handle` into it: the caller has this handle no
 * more, also when the spawn fails, which drops it. A handle of another type does not compile. `*task` is written on
 * AM_OK only; the other result is AM_NO_THREAD: no memory, or the runtime stops. `task` and `handle` are evaluated
 * once.
 */
#define am_task_spawn(task, entry, handle)                                                                             \
    (AM_TASK_TAKES_("am_task_spawn", entry, handle), am_task_spawn_((task), entry##_task_, (handle), AM_HERE_))

/* The same for an AM_TASK_ENTRY_GIVING and an AM_TASK of its type of result. */
#define am_task_spawn_giving(task, entry, handle)                                                                      \
    (AM_TASK_TAKES_("am_task_spawn_giving", entry, handle),                                                            \
     AM_TASK_GIVES_("am_task_spawn_giving", *(task)->result_type_, entry),                                             \
     am_task_spawn_(&(task)->raw, entry##_task_, (handle), AM_HERE_))

/*
 * The same two for work that blocks its thread: it runs in a thread of a pool (am_runtime_options), where it may block
 * as long as it likes. Inside it is a plain thread's code.
 *
 * Example:
 *
 *     #include <unistd.h>
 *
 *     typedef struct {
 *         int ends[2];
 *     } pipe_ends;
 *
 *     AM_TASK_ENTRY(write_one, pipe_ends, handle) {
 *         am_arc_auto pipe_ends *self = am_move(handle);
 *         if (write(self->ends[1], "x", 1) < 0)
 *             am_task_exit();
 *     }
 *
 *     AM_TASK_ENTRY_GIVING(read_one, char, pipe_ends, handle) {
 *         am_arc_auto pipe_ends *self = am_move(handle);
 *         char c = '\0';
 *         return read(self->ends[0], &c, 1) == 1 ? c : '\0'; // blocks its thread, and no task
 *     }
 *
 *     am_arc_auto pipe_ends *shared = am_arc_new(pipe_ends, .ends = {0});
 *     am_task writer;
 *     AM_TASK(char) reader;
 *     char c = '\0';
 *     if (pipe(shared->ends) != 0 ||
 *         am_task_spawn_blocking_giving(&reader, read_one, am_arc_clone(shared)) != AM_OK ||
 *         am_task_spawn_blocking(&writer, write_one, am_arc_clone(shared)) != AM_OK)
 *         return 1;
 *     assert(am_task_await(&writer) == AM_OK);
 *     assert(am_task_await_result(&reader, &c) == AM_OK && c == 'x');
 *     am_runtime_stop();
 */
#define am_task_spawn_blocking(task, entry, handle)                                                                    \
    (AM_TASK_TAKES_("am_task_spawn_blocking", entry, handle),                                                          \
     am_task_spawn_blocking_((task), entry##_task_, (handle), AM_HERE_))

#define am_task_spawn_blocking_giving(task, entry, handle)                                                             \
    (AM_TASK_TAKES_("am_task_spawn_blocking_giving", entry, handle),                                                   \
     AM_TASK_GIVES_("am_task_spawn_blocking_giving", *(task)->result_type_, entry),                                    \
     am_task_spawn_blocking_(&(task)->raw, entry##_task_, (handle), AM_HERE_))

/*
 * Waits for the end of the task: AM_OK when it returned from its entry, AM_ENDED_EARLY when it left by am_task_exit or
 * am_thread_exit, AM_ABORTED. `*task` is none afterwards. Ends the process when there is nothing to await, and when a
 * task would wait for itself.
 */
#define am_task_await(task) am_task_await_((task), NULL, 0, AM_HERE_)

/* The same for an AM_TASK; on AM_OK its result is in `*result`, else that is left alone. */
#define am_task_await_result(task, result)                                                                             \
    (AM_REQUIRE_(__builtin_types_compatible_p(__typeof__(*(result)), __typeof__(*(task)->result_type_)),               \
                 "am_task_await_result: the task gives a result of another type"),                                     \
     am_task_await_(&(task)->raw, (result), sizeof *(result), AM_HERE_))

/*
 * am_task_await for at most so long: AM_TIMED_OUT when the task has not ended by then; it goes on, and stays to await.
 *
 * Example:
 *
 *     typedef AM_MUTEX(bool) flag;
 *
 *     AM_TASK_ENTRY(wait_for_flag, flag, handle) {
 *         am_arc_auto flag *shared = am_move(handle);
 *         for (bool is_up = false; !is_up; am_task_yield()) {
 *             AM_GUARD(bool, now, shared);
 *             is_up = *now;
 *         }
 *     }
 *
 *     am_arc_auto flag *shared = am_arc_new(flag, .value = false);
 *     am_task task, other;
 *     if (am_task_spawn(&task, wait_for_flag, am_arc_clone(shared)) != AM_OK ||
 *         am_task_spawn(&other, wait_for_flag, am_arc_clone(shared)) != AM_OK)
 *         return 1;
 *     am_task_detach(&other);
 *     assert(am_task_await_within(&task, 1) == AM_TIMED_OUT && !am_task_is_finished(&task));
 *     {
 *         AM_GUARD(bool, now, shared);
 *         *now = true;
 *     }
 *     assert(am_task_await(&task) == AM_OK);
 *     am_runtime_stop();
 */
#define am_task_await_within(task, milliseconds) am_task_await_within_((task), (milliseconds), AM_HERE_)

/* Whether the task has ended: am_task_await would not wait. */
#define am_task_is_finished(task) am_task_is_finished_(task)

/* Lets the task run on its own. `*task` is none afterwards. Ends the process when there is nothing to detach. */
#define am_task_detach(task) am_task_detach_((task), AM_HERE_)

/*
 * Asks the task to end at its next wait, or before it begins; it is still to be awaited or detached. There every mutex
 * that it holds is poisoned and released, and async locks are released. C unwinds nothing on its own: am_arc_auto and
 * the like are passed over, and handles leak, unless the code is built with -fexceptions. A task that never waits does
 * not notice; blocking work that has begun is not ended either.
 *
 * Example:
 *
 *     typedef AM_MUTEX(int) counter;
 *
 *     AM_TASK_ENTRY(wait_for_ever, counter, handle) {
 *         am_arc_drop(&handle);
 *         for (;;)
 *             am_task_sleep(1000);
 *     }
 *
 *     am_task task;
 *     if (am_task_spawn(&task, wait_for_ever, am_arc_new(counter, .value = 0)) != AM_OK)
 *         return 1;
 *     am_task_abort(&task);
 *     assert(am_task_await(&task) == AM_ABORTED);
 *     am_runtime_stop();
 */
#define am_task_abort(task) am_task_abort_((task), AM_HERE_)

/*
 * Ends this task now, as an abort does, in a task only. pthread_exit must not be called there.
 *
 * Example:
 *
 *     typedef AM_MUTEX(int) account;
 *     static account savings;
 *
 *     AM_TASK_ENTRY(withdraw, account, handle) {
 *         am_arc_drop(&handle);
 *         AM_GUARD(int, balance, &savings);
 *         if (*balance < 10)
 *             am_task_exit();
 *         *balance -= 10;
 *     }
 *
 *     am_task task;
 *     if (am_task_spawn(&task, withdraw, am_arc_new(account, .value = 0)) != AM_OK)
 *         return 1;
 *     assert(am_task_await(&task) == AM_ENDED_EARLY);
 *     am_runtime_stop();
 *     assert(am_is_poisoned(&savings));
 */
AM_EFFECT("noreturn: yes")
AM_API __attribute__((noreturn)) void am_task_exit(void);

/* Lets other tasks run first. Hold no guard here. */
#define am_task_yield() am_task_yield_(AM_HERE_)

/* Suspends the task at least this long. Hold no guard here. */
#define am_task_sleep(milliseconds) am_task_sleep_((milliseconds), AM_HERE_)

/* The runtime's clock in milliseconds: it begins somewhere, and never goes back. */
AM_EFFECT("nothing: yes")
AM_API uint64_t am_task_clock(void);

/* ---- the runtime ---- */

typedef struct am_runtime_options {
    unsigned workers;          /* threads that run tasks; 0: one for each processor that this process may use */
    size_t stack_size;         /* bytes, of each task; 0: 64 KiB (256 KiB under sanitizers) */
    unsigned blocking_threads; /* at most, for am_task_spawn_blocking; 0: 512 */
    uint32_t keep_alive;       /* milliseconds that such a thread waits for further work; 0: 10,000 */
    bool deterministic;        /* see below */
    uint64_t seed;
} am_runtime_options;

/*
 * Starts the runtime with other options than all 0; ends the process when it runs already.
 *
 * The deterministic mode is for tests. No threads are made: tasks run in the plain thread that waits (am_task_await, a
 * receive ...), one at a time, and which of those that can run is next only `seed` decides: equal seeds, equal
 * runs. The clock stands still while any task can run, and then jumps to the next deadline, so no test waits for time.
 * Blocking work runs as a task. When nothing can run and no deadline is left, the process ends: the tasks wait for each
 * other for ever. Other threads must stay away from the tasks.
 *
 * Example:
 *
 *     typedef AM_MUTEX(int) counter;
 *
 *     AM_TASK_ENTRY(add_tomorrow, counter, handle) {
 *         am_arc_auto counter *shared = am_move(handle);
 *         am_task_sleep(24 * 60 * 60 * 1000);
 *         AM_GUARD(int, n, shared);
 *         *n += 1;
 *     }
 *
 *     am_runtime_start(&(am_runtime_options){.deterministic = true, .seed = 7});
 *     am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
 *     am_task task;
 *     uint64_t begin = am_task_clock();
 *     if (am_task_spawn(&task, add_tomorrow, am_arc_clone(shared)) != AM_OK)
 *         return 1;
 *     am_task_await(&task); // takes no time
 *     assert(am_task_clock() - begin >= 24 * 60 * 60 * 1000);
 *     am_runtime_stop();
 */
AM_EFFECT("nothing: yes")
AM_API AM_NONNULL void am_runtime_start(const am_runtime_options *options);

/*
 * Aborts all tasks, waits for their end and that of blocking work, and ends the runtime's threads; the next task starts
 * it anew. Called in a plain thread, when no other uses tasks any more. Without a runtime it does nothing.
 */
AM_EFFECT("block: join")
AM_API void am_runtime_stop(void);

/* ---- join sets ---- */

/*
 * Tasks that belong together; all zero is an empty set. It belongs to one task or thread, and must not be moved in
 * memory. Before a declaration, am_join_set_auto ends it at the end of the scope.
 *
 * Example:
 *
 *     typedef AM_MUTEX(int) counter;
 *
 *     AM_TASK_ENTRY(add, counter, handle) {
 *         am_arc_auto counter *shared = am_move(handle);
 *         AM_GUARD(int, n, shared);
 *         *n += 1;
 *     }
 *
 *     am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
 *     am_join_set_auto am_join_set set = {0};
 *     for (int i = 0; i < 5; i++)
 *         if (am_join_set_spawn(&set, add, am_arc_clone(shared)) != AM_OK)
 *             return 1;
 *     assert(am_join_set_count(&set) == 5);
 *     while (am_join_set_next(&set) != AM_EMPTY)
 *         ;
 *     am_runtime_stop();
 *     AM_GUARD(int, n, shared);
 *     assert(*n == 5);
 */
typedef struct am_join_set {
    am_latch latch_;
    uint32_t left_;
    struct am_task_state *running_;
    struct am_task_state *first_ended_; /* and not given by am_join_set_next */
    struct am_task_state *last_ended_;
    am_wait_list waiters_;
} am_join_set;

#define am_join_set_auto AM_CLEANUP_(am_join_set_end_)

/*
 * As AM_TASK: a set of tasks that give an R.
 *
 * Example:
 *
 *     typedef struct {
 *         int side;
 *     } square;
 *
 *     AM_TASK_ENTRY_GIVING(area_of, int, square, handle) {
 *         am_arc_auto square *self = am_move(handle);
 *         return self->side * self->side;
 *     }
 *
 *     static AM_JOIN_SET(int) set;
 *     for (int side = 1; side <= 3; side++)
 *         if (am_join_set_spawn_giving(&set, area_of, am_arc_new(square, .side = side)) != AM_OK)
 *             return 1;
 *     int sum = 0;
 *     for (int area; am_join_set_next_result(&set, &area) == AM_OK;)
 *         sum += area;
 *     am_runtime_stop();
 *     assert(sum == 14);
 */
#define AM_JOIN_SET(R)                                                                                                 \
    union {                                                                                                            \
        am_join_set raw;                                                                                               \
        __typeof__(R) *result_type_;                                                                                   \
    }

/* As am_task_spawn and am_task_spawn_giving; the set has the task. */
#define am_join_set_spawn(set, entry, handle)                                                                          \
    (AM_TASK_TAKES_("am_join_set_spawn", entry, handle), am_join_set_spawn_((set), entry##_task_, (handle), AM_HERE_))

#define am_join_set_spawn_giving(set, entry, handle)                                                                   \
    (AM_TASK_TAKES_("am_join_set_spawn_giving", entry, handle),                                                        \
     AM_TASK_GIVES_("am_join_set_spawn_giving", *(set)->result_type_, entry),                                          \
     am_join_set_spawn_(&(set)->raw, entry##_task_, (handle), AM_HERE_))

/* Waits until any task of the set has ended, and gives how, as am_task_await does. AM_EMPTY: there is no task left. */
#define am_join_set_next(set) am_join_set_next_((set), NULL, 0, AM_HERE_)

#define am_join_set_next_result(set, result)                                                                           \
    (AM_REQUIRE_(__builtin_types_compatible_p(__typeof__(*(result)), __typeof__(*(set)->result_type_)),                \
                 "am_join_set_next_result: the tasks give a result of another type"),                                  \
     am_join_set_next_(&(set)->raw, (result), sizeof *(result), AM_HERE_))

/* The tasks of the set that am_join_set_next has still to give. */
#define am_join_set_count(set) am_join_set_count_(set)

/* Aborts all tasks of the set. */
#define am_join_set_abort(set) am_join_set_abort_((set), AM_HERE_)

/*
 * Aborts them, and waits until all have ended; the set is empty then.
 *
 * Example:
 *
 *     typedef AM_MUTEX(int) counter;
 *
 *     AM_TASK_ENTRY(wait_for_ever, counter, handle) {
 *         am_arc_drop(&handle);
 *         for (;;)
 *             am_task_sleep(1000);
 *     }
 *
 *     am_join_set set = {0};
 *     for (int i = 0; i < 2; i++)
 *         if (am_join_set_spawn(&set, wait_for_ever, am_arc_new(counter, .value = 0)) != AM_OK)
 *             return 1;
 *     am_join_set_abort(&set);
 *     assert(am_join_set_next(&set) == AM_ABORTED);
 *     am_join_set_end(&set);
 *     assert(am_join_set_count(&set) == 0);
 *     am_runtime_stop();
 */
#define am_join_set_end(set) am_join_set_end_(set)

/* ---- what the macros above call ---- */

#define AM_TASK_TAKES_(what, entry, handle)                                                                            \
    AM_REQUIRE_(__builtin_types_compatible_p(__typeof__(*(handle)), entry##_handle_),                                  \
                what ": the entry takes a handle of another type")

#define AM_TASK_GIVES_(what, type, entry)                                                                              \
    AM_REQUIRE_(__builtin_types_compatible_p(__typeof__(type), entry##_result_),                                       \
                what ": the entry gives a result of another type")

AM_EFFECT("spawn: {entry: entry, argument: argument}, move: {handle: argument}")
AM_API AM_MUST_USE __attribute__((nonnull(1, 2))) am_status am_task_spawn_(am_task *task, am_task_entry *entry,
                                                                           void *argument, const char *here);

AM_EFFECT("spawn: {entry: entry, argument: argument}, move: {handle: argument}")
AM_API AM_MUST_USE __attribute__((nonnull(1, 2))) am_status am_task_spawn_blocking_(am_task *task, am_task_entry *entry,
                                                                                    void *argument, const char *here);

AM_EFFECT("yield: await")
AM_API __attribute__((nonnull(1))) am_status am_task_await_(am_task *task, void *result, size_t size, const char *here);

AM_EFFECT("yield: await")
AM_API AM_NONNULL am_status am_task_await_within_(am_task *task, uint32_t milliseconds, const char *here);

AM_EFFECT("nothing: yes")
AM_API AM_NONNULL bool am_task_is_finished_(const am_task *task);

AM_EFFECT("nothing: yes")
AM_API AM_NONNULL void am_task_detach_(am_task *task, const char *here);

AM_EFFECT("nothing: yes")
AM_API AM_NONNULL void am_task_abort_(const am_task *task, const char *here);

AM_EFFECT("yield: yield")
AM_API void am_task_yield_(const char *here);

AM_EFFECT("yield: sleep")
AM_API void am_task_sleep_(uint32_t milliseconds, const char *here);

AM_EFFECT("spawn: {entry: entry, argument: argument}, move: {handle: argument}")
AM_API AM_MUST_USE __attribute__((nonnull(1, 2))) am_status am_join_set_spawn_(am_join_set *set, am_task_entry *entry,
                                                                               void *argument, const char *here);

AM_EFFECT("yield: await")
AM_API __attribute__((nonnull(1))) am_status am_join_set_next_(am_join_set *set, void *result, size_t size,
                                                               const char *here);

AM_EFFECT("nothing: yes")
AM_API AM_NONNULL size_t am_join_set_count_(const am_join_set *set);

AM_EFFECT("nothing: yes")
AM_API AM_NONNULL void am_join_set_abort_(am_join_set *set, const char *here);

AM_EFFECT("yield: await")
AM_API AM_NONNULL void am_join_set_end_(am_join_set *set);

#endif
