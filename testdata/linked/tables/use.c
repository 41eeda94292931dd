// Calls through the table of ops.c.
#include "ops.h"

void start_bad(struct device *d) {
    pthread_mutex_lock(&d->mu);
    ops_get()->start(d); // expected-warning {{'d->mu' is locked again while this thread already holds it}}
    pthread_mutex_unlock(&d->mu);
}

void start_ok(struct device *d) {
    ops_get()->start(d);
    pthread_mutex_lock(&d->mu);
    ops_get()->stop(d);
    pthread_mutex_unlock(&d->mu);
}

// Nothing is known of `other`.
void other_ok(struct device *d) {
    pthread_mutex_lock(&d->mu);
    ops_get()->other(d);
    pthread_mutex_unlock(&d->mu);
}
