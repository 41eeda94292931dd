/* metrics.c -- a registry of counters wrapped in a type of its own: callers see metrics_incr and metrics_snapshot, no
   lock. */
#include <arcmutex/arcmutex.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_COUNTERS = 16 };

typedef struct {
    const char *name; /* lives for ever */
    uint64_t count;
} metric;

typedef struct {
    metric metrics[MOST_COUNTERS];
    int count;
} metric_map;

/* A handle to it is cloned by am_arc_clone and dropped by am_arc_drop. */
typedef AM_RWLOCK(metric_map) metrics;

static metrics *metrics_new(void) {
    return am_arc_new(metrics, .value = {.count = 0});
}

static metric *entry(metric_map *map, const char *name) {
    for (int i = 0; i < map->count; i++)
        if (strcmp(map->metrics[i].name, name) == 0)
            return &map->metrics[i];
    if (map->count == MOST_COUNTERS)
        return NULL;
    map->metrics[map->count] = (metric){.name = name};
    return &map->metrics[map->count++];
}

/* Holds the lock for the one addition. */
static void metrics_incr(metrics *self, const char *name, uint64_t by) {
    AM_WRITE_GUARD(metric_map, map, self);
    metric *found = entry(map, name);
    if (found != NULL)
        found->count += by;
}

/* A copy, which others don't change; any number of callers at a time. */
static metric_map metrics_snapshot(metrics *self) {
    AM_READ_GUARD(metric_map, map, self);
    return *map;
}

typedef struct {
    metrics *metrics;
    const char *route;
} request;

static void drop_request(void *value) {
    am_arc_drop(&((request *)value)->metrics);
}

AM_TASK_ENTRY(handle_request, request, handle) {
    am_arc_auto request *self = am_move(handle);
    am_task_sleep(5); /* stands for input and output */
    metrics_incr(self->metrics, "requests_total", 1);
    metrics_incr(self->metrics, self->route, 1);
}

static int by_name(const void *left, const void *right) {
    return strcmp(((const metric *)left)->name, ((const metric *)right)->name);
}

int main(void) {
    am_arc_auto metrics *shared = metrics_new();
    static const char *const routes[] = {"/login", "/login", "/checkout", "/login", "/checkout"};
    am_join_set_auto am_join_set requests = {0};
    for (int i = 0; i < 5; i++)
        if (am_join_set_spawn(
                &requests, handle_request,
                am_arc_new_with(request, drop_request, .metrics = am_arc_clone(shared), .route = routes[i])) != AM_OK)
            return 1;
    while (am_join_set_next(&requests) != AM_EMPTY)
        ;
    am_runtime_stop();

    metric_map snapshot = metrics_snapshot(shared);
    qsort(snapshot.metrics, (size_t)snapshot.count, sizeof *snapshot.metrics, by_name);
    for (int i = 0; i < snapshot.count; i++)
        printf("%s = %" PRIu64 "\n", snapshot.metrics[i].name, snapshot.metrics[i].count);
}
