// Functions that perhaps lock.
#include "tries.h"

int cache_enter(struct cache *c) {
    return pthread_mutex_trylock(&c->mu);
}

void cache_enter_or_wait(struct cache *c) {
    if (pthread_mutex_trylock(&c->mu) != 0)
        pthread_mutex_lock(&c->mu);
}
