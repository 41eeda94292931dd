// The answer of cache_enter, which tries.c defines.
#include "tries.h"

void ignored_bad(struct cache *c) {
    cache_enter(c); // expected-warning {{the result of 'cache_enter' is ignored: whether 'c->mu' is locked now, nobody knows}}
    pthread_mutex_unlock(&c->mu);
}

void asked_ok(struct cache *c) {
    if (cache_enter(c) == 0)
        pthread_mutex_unlock(&c->mu);
}

void waits_ok(struct cache *c) {
    cache_enter_or_wait(c);
    c->hits++;
    pthread_mutex_unlock(&c->mu);
}
