/* config.c -- settings that are read often and written seldom: many readers at a time, or one writer. */
#include <arcmutex/arcmutex.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    const char *key;
    const char *value;
} setting;

typedef struct {
    setting settings[8];
    int count;
} settings;

typedef AM_RWLOCK(settings) config;

static void insert(settings *map, const char *key, const char *value) {
    if (map->count < 8)
        map->settings[map->count++] = (setting){key, value};
}

static const char *get(const settings *map, const char *key) {
    for (int i = 0; i < map->count; i++)
        if (strcmp(map->settings[i].key, key) == 0)
            return map->settings[i].value;
    return "";
}

AM_TASK_ENTRY(seed, config, handle) {
    am_arc_auto config *shared = am_move(handle);
    AM_WRITE_GUARD(settings, map, shared);
    insert(map, "region", "us-east-1");
    insert(map, "tier", "premium");
}

typedef struct {
    config *config;
    int id;
} reader;

static void drop_reader(void *value) {
    am_arc_drop(&((reader *)value)->config);
}

typedef struct {
    char text[64];
} line;

AM_TASK_ENTRY_GIVING(read_region, line, reader, handle) {
    am_arc_auto reader *self = am_move(handle);
    line result;
    AM_READ_GUARD(settings, map, self->config);
    snprintf(result.text, sizeof result.text, "reader %d sees region=%s", self->id, get(map, "region"));
    return result;
}

int main(void) {
    am_arc_auto config *shared = am_arc_new(config, .value = {.count = 0});
    am_task writer;
    if (am_task_spawn(&writer, seed, am_arc_clone(shared)) != AM_OK)
        return 1;
    am_task_await(&writer);

    AM_TASK(line) readers[4];
    for (int id = 0; id < 4; id++)
        if (am_task_spawn_giving(&readers[id], read_region,
                                 am_arc_new_with(reader, drop_reader, .config = am_arc_clone(shared), .id = id)) !=
            AM_OK)
            return 1;
    for (int id = 0; id < 4; id++) {
        line result;
        if (am_task_await_result(&readers[id], &result) == AM_OK)
            printf("%s\n", result.text);
    }
    am_runtime_stop();
}
