/* array.c -- doubling. */
#include "base/array.h"

#include <string.h>

void *lk_array_grow(lk_arena *arena, void *items, uint32_t count, uint32_t *capacity, size_t item_size) {
    uint32_t bigger = *capacity ? *capacity * 2 : 8;
    void *moved = lk_arena_alloc(arena, bigger * item_size);
    if (count)
        memcpy(moved, items, count * item_size);
    *capacity = bigger;
    return moved;
}
