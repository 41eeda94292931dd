/* task_gives_type.c -- a task that gives another type than its handle says. */
#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(uint64_t) counter;
typedef AM_TASK(double) measuring;

AM_TASK_ENTRY_GIVING(count, uint64_t, counter, handle) {
    am_arc_drop(&handle);
    return 1;
}

am_status start(measuring *task, counter *shared);
am_status start(measuring *task, counter *shared) {
    return am_task_spawn_giving(task, count, am_arc_clone(shared));
}
