/* task_poison.c -- a task ends in its critical section; the next holder is told, and recovers the data. */
#include <arcmutex/arcmutex.h>
#include <stdio.h>

typedef struct {
    int items[3];
} list;

typedef AM_MUTEX(list) shared_list;

AM_TASK_ENTRY(fail, shared_list, handle) {
    am_arc_auto shared_list *data = am_move(handle);
    AM_GUARD(list, held, data);
    am_task_exit(); /* built with -fexceptions, so that `data` is dropped here */
}

int main(void) {
    am_arc_auto shared_list *data = am_arc_new(shared_list, .value = {{1, 2, 3}});
    am_task task;
    if (am_task_spawn(&task, fail, am_arc_clone(data)) != AM_OK)
        return 1;
    if (am_task_await(&task) == AM_ENDED_EARLY)
        fprintf(stderr, "the task ended inside its critical section\n");
    am_runtime_stop();

    am_status status;
    am_guard list *held = am_lock_status(data, &status);
    if (status == AM_POISONED) {
        am_clear_poison(data);
        printf("recovered from poison: [%d, %d, %d]\n", held->items[0], held->items[1], held->items[2]);
    } else {
        printf("lock acquired cleanly\n");
    }
}
