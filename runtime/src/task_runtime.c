/* task_runtime.c -- the runtime's start, options and end. */
#include "arcmutex/task.h"

#include "checked.h"
#include "fatal.h"
#include "sanitizers.h"
#include "task_internal.h"
#include "task_schedule.h"

#include <pthread.h>
#include <sched.h>

enum { DEFAULT_BLOCKING_THREADS = 512, DEFAULT_KEEP_ALIVE = 10000 };

#if defined(AM_UNDER_ASAN) || defined(AM_UNDER_TSAN)
enum { DEFAULT_STACK = 256 * 1024 };
#else
enum { DEFAULT_STACK = 64 * 1024 };
#endif

enum { SMALLEST_STACK = 16 * 1024 };

static pthread_mutex_t starting = PTHREAD_MUTEX_INITIALIZER;
static am_runtime_options options;
static _Atomic bool is_running;
static _Atomic bool is_stopping;
static _Atomic uint32_t ended; /* tasks that ended while the runtime stops */

const am_runtime_options *am_runtime_options_(void) {
    return &options;
}

bool am_runtime_is_stopping_(void) {
    return atomic_load(&is_stopping);
}

static unsigned processors(void) {
    cpu_set_t usable;
    return sched_getaffinity(0, sizeof usable, &usable) == 0 ? (unsigned)CPU_COUNT(&usable) : 1;
}

static void start(am_runtime_options chosen) {
    if (chosen.workers == 0)
        chosen.workers = processors();
    if (chosen.stack_size == 0)
        chosen.stack_size = DEFAULT_STACK;
    if (chosen.stack_size < SMALLEST_STACK)
        chosen.stack_size = SMALLEST_STACK;
    if (chosen.blocking_threads == 0)
        chosen.blocking_threads = DEFAULT_BLOCKING_THREADS;
    if (chosen.keep_alive == 0)
        chosen.keep_alive = DEFAULT_KEEP_ALIVE;
    options = chosen;
    if (chosen.deterministic)
        am_replay_start_(chosen.seed);
    else
        am_schedule_start_(chosen.workers);
    atomic_store(&is_running, true);
}

void am_runtime_start(const am_runtime_options *chosen) {
    pthread_mutex_lock(&starting);
    if (atomic_load(&is_running))
        am_fatal_("am_runtime_start: the runtime runs already");
    start(*chosen);
    pthread_mutex_unlock(&starting);
}

void am_runtime_need_(void) {
    if (atomic_load_explicit(&is_running, memory_order_acquire))
        return;
    pthread_mutex_lock(&starting);
    if (!atomic_load(&is_running))
        start((am_runtime_options){0});
    pthread_mutex_unlock(&starting);
}

void am_runtime_told_(void) {
    if (!atomic_load(&is_stopping))
        return;
    atomic_fetch_add(&ended, 1);
    futex_wake(&ended, FUTEX_ALL, UINT32_MAX);
}

/* Tasks end as others do: each end may let further ones see that they are to end. */
static void end_tasks(void) {
    for (;;) {
        atomic_store(&ended, 0);
        if (am_task_memory_each_(am_task_ask_to_end_) == 0)
            return;
        if (options.deterministic)
            am_replay_drive_(&ended, AM_FOREVER);
        else
            futex_wait(&ended, 0);
    }
}

/* Whether there is a runtime, and nobody stops it yet: from now on this thread does. */
static bool begin_to_stop(void) {
    pthread_mutex_lock(&starting);
    bool stops = atomic_load(&is_running) && !atomic_load(&is_stopping);
    if (stops)
        atomic_store(&is_stopping, true);
    pthread_mutex_unlock(&starting);
    return stops;
}

void am_runtime_stop(void) {
    if (am_task_current_() != NULL)
        am_fatal_("am_runtime_stop: called in a task, which it would wait for");
    if (!begin_to_stop())
        return;
    end_tasks();
    if (options.deterministic) {
        am_replay_stop_();
    } else {
        am_pool_stop_();
        am_schedule_stop_();
    }
    am_stacks_free_();
    checked_joined_tasks();
    atomic_store(&is_running, false);
    atomic_store(&is_stopping, false);
}
