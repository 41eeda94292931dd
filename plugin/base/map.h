/* map.h -- a growing table from names to objects, in an arena. */
#ifndef LK_BASE_MAP_H
#define LK_BASE_MAP_H

#include "base/arena.h"

typedef struct lk_map lk_map;

lk_map *lk_map_new(lk_arena *arena);

/* What `name` stands for, NULL when it is not in the table. */
const void *lk_map_get(const lk_map *self, const char *name);

/* Adds a name that isn't there yet; both pointers are kept, not copied, and are not NULL. */
void lk_map_put(lk_map *self, const char *name, const void *object);

#endif
