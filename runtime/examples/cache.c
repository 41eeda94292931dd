/* cache.c -- a cache behind a small interface: it computes with the lock released, and the first value stays. */
#include <arcmutex/arcmutex.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_ENTRIES = 16 };

typedef struct {
    uint64_t key;
    uint64_t value;
} pair;

typedef struct {
    pair pairs[MOST_ENTRIES];
    int count;
} pair_map;

typedef AM_MUTEX(pair_map) cache;

static const pair *find(const pair_map *map, uint64_t key) {
    for (int i = 0; i < map->count; i++)
        if (map->pairs[i].key == key)
            return &map->pairs[i];
    return NULL;
}

/* The value of the key, which is `value` if it has none yet. */
static uint64_t get_or_insert(pair_map *map, uint64_t key, uint64_t value) {
    const pair *found = find(map, key);
    if (found != NULL)
        return found->value;
    if (map->count < MOST_ENTRIES)
        map->pairs[map->count++] = (pair){key, value};
    return value;
}

static uint64_t cache_get_or_compute(cache *self, uint64_t key) {
    {
        AM_GUARD(pair_map, map, self);
        const pair *found = find(map, key);
        if (found != NULL)
            return found->value;
    }
    uint64_t value = key * key; /* stands for long work: others go on meanwhile */
    AM_GUARD(pair_map, map, self);
    return get_or_insert(map, key, value);
}

typedef struct {
    cache *cache;
    uint64_t key;
} lookup;

static void drop_lookup(void *value) {
    am_arc_drop(&((lookup *)value)->cache);
}

AM_TASK_ENTRY_GIVING(look_up, pair, lookup, handle) {
    am_arc_auto lookup *self = am_move(handle);
    return (pair){self->key, cache_get_or_compute(self->cache, self->key)};
}

static int by_key(const void *left, const void *right) {
    const pair *a = left;
    const pair *b = right;
    return (a->key > b->key) - (a->key < b->key);
}

static void print_without_repetition(const pair *results, int count) {
    printf("[");
    for (int i = 0; i < count; i++)
        if (i == 0 || results[i].key != results[i - 1].key)
            printf("%s(%" PRIu64 ", %" PRIu64 ")", i > 0 ? ", " : "", results[i].key, results[i].value);
    printf("]\n");
}

int main(void) {
    am_arc_auto cache *shared = am_arc_new(cache, .value = {.count = 0});
    static const uint64_t keys[] = {2, 3, 2, 4, 3, 2};
    AM_TASK(pair) tasks[6];
    pair results[6] = {{0}};
    for (int i = 0; i < 6; i++)
        if (am_task_spawn_giving(&tasks[i], look_up,
                                 am_arc_new_with(lookup, drop_lookup, .cache = am_arc_clone(shared), .key = keys[i])) !=
            AM_OK)
            return 1;
    for (int i = 0; i < 6; i++)
        am_task_await_result(&tasks[i], &results[i]);
    am_runtime_stop();
    qsort(results, 6, sizeof *results, by_key);
    print_without_repetition(results, 6);
    AM_GUARD(pair_map, map, shared);
    printf("cache size = %d\n", map->count);
}
