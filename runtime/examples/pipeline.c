/* pipeline.c -- numbers go through a bounded channel to workers, and their sum comes back through another. */
#include <arcmutex/arcmutex.h>
#include <inttypes.h>
#include <stdio.h>

typedef AM_SYNC_SENDER(uint64_t) task_sender;
typedef AM_RECEIVER(uint64_t) task_receiver;
typedef AM_SENDER(uint64_t) result_sender;
typedef AM_RECEIVER(uint64_t) result_receiver;

typedef struct {
    uint64_t factor;
} settings;

typedef AM_ONCE_CELL(settings) settings_cell;

static settings_cell common;

AM_CELL_INIT(read_settings, settings, fresh) {
    puts("settings are read");
    fresh->factor = 2;
}

/* What a worker owns: one end of each channel. */
typedef struct {
    task_receiver *tasks;
    result_sender *results;
} worker;

static void destroy_worker(void *value) {
    worker *self = value;
    am_arc_drop(&self->tasks);
    am_arc_drop(&self->results);
}

AM_THREAD_ENTRY(work, worker, handle) {
    am_arc_auto worker *self = am_move(handle);
    uint64_t sum = 0;
    for (uint64_t task; am_recv(self->tasks, &task) == AM_OK;)
        sum += task * am_cell_get_or_init(&common, read_settings)->factor;
    if (am_send(self->results, sum) != AM_OK)
        puts("nobody wants the sum");
}

static bool start_workers(am_thread *threads, int count, task_receiver *tasks, result_sender *results) {
    for (int i = 0; i < count; i++) {
        am_arc_auto worker *one =
            am_arc_new_with(worker, destroy_worker, .tasks = am_arc_clone(tasks), .results = am_arc_clone(results));
        if (am_thread_spawn(&threads[i], work, am_move(one)) != AM_OK)
            return false;
    }
    return true;
}

int main(void) {
    enum { WORKERS = 3, TASKS = 1000 };
    am_arc_auto task_sender *out = NULL;
    am_arc_auto task_receiver *tasks = NULL;
    am_arc_auto result_sender *results = NULL;
    am_arc_auto result_receiver *in = NULL;
    am_sync_channel(&out, &tasks, 8, NULL);
    am_channel(&results, &in, NULL);
    am_thread threads[WORKERS];
    if (!start_workers(threads, WORKERS, tasks, results))
        return 1;
    am_arc_drop(&tasks);
    am_arc_drop(&results);
    for (int i = 1; i <= TASKS; i++) {
        uint64_t task = (uint64_t)i;
        if (am_sync_send(out, task) != AM_OK)
            return 1;
    }
    am_arc_drop(&out); /* the workers see the end */
    uint64_t sum = 0;
    for (uint64_t part; am_recv(in, &part) == AM_OK;)
        sum += part;
    for (int i = 0; i < WORKERS; i++)
        am_thread_join(&threads[i]);
    printf("sum: %" PRIu64 "\n", sum);
}
