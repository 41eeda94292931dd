/* The world of lock-life/nasty.c: one function gives its locked object to somebody who unlocks it. */
#include "witness_world.h"

#include <string.h>

void publish(struct q *q) {
    if (strcmp(world_current()->name, "local_unlocked_elsewhere_ok") == 0)
        pthread_mutex_unlock(&q->mu);
}
