/* total.c -- each of five tasks adds its own number a hundred times to one total. */
#include <arcmutex/arcmutex.h>
#include <inttypes.h>
#include <stdio.h>

typedef AM_MUTEX(uint64_t) total;

typedef struct {
    total *total;
    uint64_t id;
} worker;

static void drop_worker(void *value) {
    am_arc_drop(&((worker *)value)->total);
}

AM_TASK_ENTRY(add_own_id, worker, handle) {
    am_arc_auto worker *self = am_move(handle);
    for (int i = 0; i < 100; i++) {
        AM_GUARD(uint64_t, sum, self->total);
        *sum += self->id;
    }
}

int main(void) {
    am_arc_auto total *shared = am_arc_new(total, .value = 0);
    am_task tasks[5];
    for (uint64_t id = 0; id < 5; id++)
        if (am_task_spawn(&tasks[id], add_own_id,
                          am_arc_new_with(worker, drop_worker, .total = am_arc_clone(shared), .id = id)) != AM_OK)
            return 1;
    for (int i = 0; i < 5; i++)
        am_task_await(&tasks[i]);
    am_runtime_stop();
    AM_GUARD(uint64_t, sum, shared);
    printf("total = %" PRIu64 "\n", *sum);
}
