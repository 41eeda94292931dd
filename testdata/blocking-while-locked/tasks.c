/* tasks.c -- what blocks the thread of a task while it holds a lock. */
#include <arcmutex/arcmutex.h>
#include <unistd.h>

typedef AM_MUTEX(uint64_t) counter;
typedef AM_ASYNC_MUTEX(uint64_t) async_counter;

AM_TASK_ENTRY(sleep_with_a_guard_bad, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    AM_GUARD(uint64_t, n, shared);
    *n += 1;
    sleep(1); // expected-warning {{'shared' is held across 'sleep', which sleeps}}
}

void join_with_a_guard_bad(async_counter *c, am_thread *thread) {
    AM_ASYNC_GUARD(uint64_t, n, c);
    *n += 1;
    am_thread_join(thread); // expected-warning {{'c' is held across 'am_thread_join', which waits for a thread to end}}
}

void stop_with_a_guard_bad(counter *c) {
    AM_GUARD(uint64_t, n, c);
    *n += 1;
    am_runtime_stop(); // expected-warning {{'c' is held across 'am_runtime_stop', which waits for a thread to end}}
}

AM_TASK_ENTRY(sleep_without_ok, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    {
        AM_GUARD(uint64_t, n, shared);
        *n += 1;
    }
    sleep(1);
}

void in_a_thread_of_its_own_ok(counter *c, counter *other) {
    am_task task;
    AM_GUARD(uint64_t, n, c);
    *n += 1;
    if (am_task_spawn_blocking(&task, sleep_without_ok, am_arc_clone(other)) == AM_OK)
        am_task_detach(&task);
}
