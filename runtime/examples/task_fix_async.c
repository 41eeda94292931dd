/* task_fix_async.c -- a lock that must be held over a wait: am_async_mutex suspends the tasks that want it. */
#include <arcmutex/arcmutex.h>
#include <stdio.h>

typedef AM_ASYNC_MUTEX(int) counter;

AM_TASK_ENTRY(bump, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    AM_ASYNC_GUARD(int, n, shared);
    *n += 1;
    am_task_sleep(10);
    *n += 1;
}

int main(void) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    am_task task;
    if (am_task_spawn(&task, bump, am_arc_clone(shared)) != AM_OK)
        return 1;
    am_task_await(&task);
    am_runtime_stop();
    AM_ASYNC_GUARD(int, n, shared);
    printf("value = %d\n", *n);
}
