/* The world of guard-across-yield/guards.c: who gets a guard releases it, and a mutex may be poisoned. */
#include "witness_world.h"

#include <string.h>

void store(uint64_t *guard) {
    am_unlock(guard);
}

static void begin_counter(counter *c) {
    if (strcmp(world_current()->name, "repaired_bad") == 0 && world_choose(2)) {
        AM_GUARD(uint64_t, n, c);
        am_poison(n);
    }
}
