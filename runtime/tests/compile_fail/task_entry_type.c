/* task_entry_type.c -- a task that takes a handle of another type. */
#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(uint64_t) counter;
typedef AM_MUTEX(double) gauge;

AM_TASK_ENTRY(add, counter, handle) {
    am_arc_drop(&handle);
}

am_status start(am_task *task, gauge *level);
am_status start(am_task *task, gauge *level) {
    return am_task_spawn(task, add, am_arc_clone(level));
}
