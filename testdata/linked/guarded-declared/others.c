#include "cache.h"

void cache_grow_locked_ok(struct cache *c) {
    c->size *= 2;
}

void cache_halve_ok(struct cache *c) {
    pthread_mutex_lock(&c->lock);
    cache_shrink(c);
    pthread_mutex_unlock(&c->lock);
}

void cache_init_ok(struct cache *c) {
    pthread_mutex_init(&c->lock, NULL);
    c->used = c->size = 0;
}

void cache_free_ok(struct cache *c) {
    c->used = 0;
    pthread_mutex_destroy(&c->lock);
}

void other_object_bad(struct cache *a, struct cache *b) {
    pthread_mutex_lock(&a->lock);
    a->used++;
    pthread_mutex_unlock(&a->lock);
    b->used--; // expected-warning {{'b->used' is written without 'b->lock', which is declared to guard it}}
}

// Another lock is held: whether that is meant isn't known.
void FN_lock_of_another(struct cache *a, struct cache *b) {
    pthread_mutex_lock(&a->lock);
    b->used--;
    pthread_mutex_unlock(&a->lock);
}

void cache_deep_ok(struct cache *c) {
    pthread_mutex_lock(&c->inner.mu);
    c->deep++;
    pthread_mutex_unlock(&c->inner.mu);
    pthread_mutex_lock(c->shared);
    c->through_pointer++;
    pthread_mutex_unlock(c->shared);
}
