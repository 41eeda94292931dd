/* The world of double-lock/arcmutex.c: a mutex may be poisoned, and finish() releases the guard. */
#include "witness_world.h"

#include <string.h>

static void begin_counter(counter *c) {
    if (strcmp(world_current()->name, "poisoned_or_not_bad") == 0 && world_choose(2)) {
        AM_GUARD(uint64_t, n, c);
        am_poison(n);
    }
}

void finish(uint64_t *guard) {
    am_unlock(guard);
}
