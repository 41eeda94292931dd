/* task_counter.c -- ten tasks share one counter: Arc<Mutex<u64>> and tokio::spawn in C. */
#include <arcmutex/arcmutex.h>
#include <inttypes.h>
#include <stdio.h>

typedef AM_MUTEX(uint64_t) counter;

AM_TASK_ENTRY(add, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    for (int i = 0; i < 1000; i++) {
        AM_GUARD(uint64_t, n, shared);
        *n += 1;
    }
}

int main(void) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    am_task tasks[10];
    for (int i = 0; i < 10; i++)
        if (am_task_spawn(&tasks[i], add, am_arc_clone(shared)) != AM_OK)
            return 1;
    for (int i = 0; i < 10; i++)
        am_task_await(&tasks[i]);
    am_runtime_stop();
    AM_GUARD(uint64_t, n, shared);
    printf("final count: %" PRIu64 "\n", *n);
}
