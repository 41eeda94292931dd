/* map.c -- open addressing, at most half full. */
#include "base/map.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum { FIRST_SLOTS = 64 };

typedef struct slot {
    const char *name;
    const void *object;
} slot;

struct lk_map {
    lk_arena *arena;
    slot *slots;
    size_t slot_count, used; /* slot_count is a power of two */
};

lk_map *lk_map_new(lk_arena *arena) {
    lk_map *self = LK_NEW(arena, lk_map);
    self->arena = arena;
    self->slot_count = FIRST_SLOTS;
    self->slots = LK_NEW_ARRAY(arena, slot, FIRST_SLOTS);
    return self;
}

static slot *find(const lk_map *self, const char *name) {
    size_t at = (size_t)XXH3_64bits(name, strlen(name)) & (self->slot_count - 1);
    while (self->slots[at].name && strcmp(self->slots[at].name, name) != 0)
        at = (at + 1) & (self->slot_count - 1);
    return &self->slots[at];
}

const void *lk_map_get(const lk_map *self, const char *name) {
    return find(self, name)->object;
}

static void grow(lk_map *self) {
    slot *old = self->slots;
    size_t old_count = self->slot_count;
    self->slot_count *= 2;
    self->slots = LK_NEW_ARRAY(self->arena, slot, self->slot_count);
    for (size_t i = 0; i < old_count; i++)
        if (old[i].name)
            *find(self, old[i].name) = old[i];
}

void lk_map_put(lk_map *self, const char *name, const void *object) {
    if (self->used * 2 >= self->slot_count)
        grow(self);
    *find(self, name) = (slot){name, object};
    self->used++;
}
