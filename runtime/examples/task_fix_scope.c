/* task_fix_scope.c -- the lock is released before the task sleeps: the guard lives in a block of its own. */
#include <arcmutex/arcmutex.h>
#include <stdio.h>

typedef AM_MUTEX(int) counter;

AM_TASK_ENTRY(bump, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    {
        AM_GUARD(int, n, shared);
        *n += 1;
    }
    am_task_sleep(10);
    AM_GUARD(int, n, shared);
    *n += 1;
}

int main(void) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    am_task task;
    if (am_task_spawn(&task, bump, am_arc_clone(shared)) != AM_OK)
        return 1;
    am_task_await(&task);
    am_runtime_stop();
    AM_GUARD(int, n, shared);
    printf("value = %d\n", *n);
}
