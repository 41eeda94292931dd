// The table: all that ever goes into `start` and `stop`.
#include "ops.h"

static void start(struct device *d) {
    pthread_mutex_lock(&d->mu);
    d->state = 1;
    pthread_mutex_unlock(&d->mu);
}

static void stop(struct device *d) {
    d->state = 0;
}

static const struct ops all = {.start = start, .stop = stop};

const struct ops *ops_get(void) {
    return &all;
}
