// The lock is declared, by clang's attributes: one access is enough.
#include <pthread.h>

#define GUARDED_BY(x) __attribute__((guarded_by(x)))
#define REQUIRES(x) __attribute__((requires_capability(x)))

struct __attribute__((capability("mutex"))) mutex {
    pthread_mutex_t raw;
};

struct cache {
    pthread_mutex_t lock;
    int used GUARDED_BY(lock);
    int size __attribute__((guarded_by(lock)));
    int hits;
};

static pthread_mutex_t global_lock = PTHREAD_MUTEX_INITIALIZER;
static int total GUARDED_BY(global_lock);
static int by_address GUARDED_BY(&global_lock);

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

void cache_grow_locked_ok(struct cache *c) REQUIRES(&c->lock);
void cache_grow_locked_ok(struct cache *c) {
    c->size *= 2;
}

static void cache_shrink(struct cache *c) {
    c->size /= 2; // all callers have it
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

void total_bad(void) {
    total++;      // expected-warning {{'total' is written without 'global_lock', which is declared to guard it}}
    by_address++; // expected-warning {{'by_address' is written without 'global_lock', which is declared to guard it}}
}

void total_ok(void) {
    pthread_mutex_lock(&global_lock);
    total++;
    by_address = total;
    pthread_mutex_unlock(&global_lock);
}
