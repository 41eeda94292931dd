#include "cache.h"

void cache_use_bad(struct cache *c) {
    c->used++; // expected-warning {{'c->used' is written without 'c->lock', which is declared to guard it}}
    c->hits++;
}

int cache_used_bad(struct cache *c) {
    return c->used; // expected-warning {{'c->used' is read without 'c->lock', which is declared to guard it}}
}

void cache_use_ok(struct cache *c) {
    pthread_mutex_lock(&c->lock);
    c->used++;
    c->size--;
    pthread_mutex_unlock(&c->lock);
}

void cache_shrink(struct cache *c) {
    c->size /= 2; // all callers have it
}

void cache_deep_bad(struct cache *c) {
    c->deep++; // expected-warning {{'c->deep' is written without 'c->inner.mu', which is declared to guard it}}
    c->through_pointer++; // expected-warning {{'c->through_pointer' is written without 'c->shared', which is declared to guard it}}
}

void cache_data_bad(struct cache *c, int i) {
    *c->data = 0; // expected-warning {{'*c->data' is written without 'c->lock', which is declared to guard it}}
    c->data[i] = 1; // expected-warning {{'*c->data' is written without 'c->lock', which is declared to guard it}}
    c->pointed->number++; // expected-warning {{'*c->pointed' is written without 'c->lock', which is declared to guard it}}
    c->data = 0; // the pointer itself is free
}

void cache_data_ok(struct cache *c, int i) {
    pthread_mutex_lock(&c->lock);
    *c->data = 0;
    c->data[i] = c->pointed->number;
    pthread_mutex_unlock(&c->lock);
}
