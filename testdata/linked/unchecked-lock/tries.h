/* tries.h -- functions that perhaps lock. */
#include <pthread.h>

struct cache {
    pthread_mutex_t mu;
    int hits;
};

int cache_enter(struct cache *c); /* 0: locked */
void cache_enter_or_wait(struct cache *c);
