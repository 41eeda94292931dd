/* array.h -- a growing array inside an arena. */
#ifndef LK_BASE_ARRAY_H
#define LK_BASE_ARRAY_H

#include "base/arena.h"

#include <stdint.h>

/* Declares an array type: LK_ARRAY(int) numbers = {0}; */
#define LK_ARRAY(type)                                                                                                 \
    struct {                                                                                                           \
        type *items;                                                                                                   \
        uint32_t count, capacity;                                                                                      \
    }

/* Makes room for one more item of `item_size` bytes; gives the (perhaps moved) items. Doubles, so pushing is constant
   time on average; the old items stay in the arena until it is released. */
void *lk_array_grow(lk_arena *arena, void *items, uint32_t count, uint32_t *capacity, size_t item_size);

/* Appends `value`. */
#define lk_array_push(arena, array, value)                                                                             \
    ((array)->items = (array)->count < (array)->capacity ? (array)->items                                              \
                                                         : lk_array_grow((arena), (array)->items, (array)->count,      \
                                                                         &(array)->capacity, sizeof *(array)->items),  \
     (array)->items[(array)->count++] = (value))

#endif
