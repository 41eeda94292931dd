/* event_log.c -- one task writes a log, three read it meanwhile: what they see varies, the end does not. */
#include <arcmutex/arcmutex.h>
#include <stdio.h>

typedef struct {
    char text[16];
} event;

typedef struct {
    event events[8];
    int count;
} event_list;

typedef AM_RWLOCK(event_list) event_log;

AM_TASK_ENTRY(write_events, event_log, handle) {
    am_arc_auto event_log *log = am_move(handle);
    for (int i = 1; i <= 3; i++) {
        am_task_sleep(10);
        AM_WRITE_GUARD(event_list, list, log);
        snprintf(list->events[list->count++].text, sizeof(event), "event-%d", i);
    }
}

AM_TASK_ENTRY_GIVING(count_events, int, event_log, handle) {
    am_arc_auto event_log *log = am_move(handle);
    am_task_sleep(15);
    AM_READ_GUARD(event_list, list, log);
    return list->count;
}

static void print_log(event_log *log) {
    AM_READ_GUARD(event_list, list, log);
    printf("final log: [");
    for (int i = 0; i < list->count; i++)
        printf("%s\"%s\"", i > 0 ? ", " : "", list->events[i].text);
    printf("]\n");
}

int main(void) {
    am_arc_auto event_log *log = am_arc_new(event_log, .value = {.count = 0});
    am_task writer;
    if (am_task_spawn(&writer, write_events, am_arc_clone(log)) != AM_OK)
        return 1;
    AM_TASK(int) readers[3];
    for (int id = 0; id < 3; id++)
        if (am_task_spawn_giving(&readers[id], count_events, am_arc_clone(log)) != AM_OK)
            return 1;
    am_task_await(&writer);
    for (int id = 0; id < 3; id++) {
        int count = 0;
        if (am_task_await_result(&readers[id], &count) == AM_OK)
            printf("reader %d saw %d entries (varies by run)\n", id, count);
    }
    am_runtime_stop();
    print_log(log);
}
