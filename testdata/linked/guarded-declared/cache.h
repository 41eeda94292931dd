/* cache.h -- members whose lock is declared, in the words of clang's attributes. */
#ifndef CACHE_H
#define CACHE_H

#include <pthread.h>

#define GUARDED_BY(x) __attribute__((guarded_by(x)))
#define REQUIRES(x) __attribute__((requires_capability(x)))

struct inner {
    pthread_mutex_t mu;
};

struct cache {
    pthread_mutex_t lock;
    int used GUARDED_BY(lock);
    int size __attribute__((guarded_by(lock)));
    int hits;
    struct inner inner;
    int deep GUARDED_BY(inner.mu);
    pthread_mutex_t *shared;
    int through_pointer GUARDED_BY(shared);
    int *data __attribute__((pt_guarded_by(lock)));
    struct inner_data {
        int number;
    } *pointed __attribute__((pt_guarded_by(lock)));
};

void cache_grow_locked_ok(struct cache *c) REQUIRES(&c->lock);
void cache_use_bad(struct cache *c);
void cache_shrink(struct cache *c);
void cache_deep_bad(struct cache *c);

#endif
