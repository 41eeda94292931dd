// What was read under a lock, decided on, and acted on under the lock taken again.
#include <pthread.h>
#include <stddef.h>

struct cache {
    pthread_mutex_t lock;
    void *entry;
    int count, max, state;
};

void *load(void);
void drop(void *entry);

void fill_bad(struct cache *c) {
    pthread_mutex_lock(&c->lock);
    void *entry = c->entry;
    pthread_mutex_unlock(&c->lock);
    if (entry)
        return;
    entry = load();
    pthread_mutex_lock(&c->lock);
    c->entry = entry; // expected-warning {{'c->entry' is written by what was read before 'c->lock' was unlocked}}
    pthread_mutex_unlock(&c->lock);
}

void flag_bad(struct cache *c) {
    int is_full;
    pthread_mutex_lock(&c->lock);
    is_full = c->count >= c->max;
    pthread_mutex_unlock(&c->lock);
    if (is_full) {
        pthread_mutex_lock(&c->lock);
        c->count = 0; // expected-warning {{'c->count' is written by what was read before 'c->lock' was unlocked}}
        pthread_mutex_unlock(&c->lock);
    }
}

void in_branch_bad(struct cache *c) {
    pthread_mutex_lock(&c->lock);
    if (c->entry == NULL) {
        pthread_mutex_unlock(&c->lock);
        void *made = load();
        pthread_mutex_lock(&c->lock);
        c->entry = made; // expected-warning {{'c->entry' is written by what was read before 'c->lock' was unlocked}}
    }
    pthread_mutex_unlock(&c->lock);
}

void fill_ok(struct cache *c) {
    pthread_mutex_lock(&c->lock);
    void *entry = c->entry;
    pthread_mutex_unlock(&c->lock);
    if (entry)
        return;
    entry = load();
    pthread_mutex_lock(&c->lock);
    if (!c->entry) {
        c->entry = entry;
        entry = NULL;
    }
    pthread_mutex_unlock(&c->lock);
    if (entry)
        drop(entry);
}

static int is_there(const struct cache *c) {
    return c->entry != NULL;
}

void insert_if_absent_ok(struct cache *c) {
    pthread_mutex_lock(&c->lock);
    int found = c->entry != NULL;
    pthread_mutex_unlock(&c->lock);
    if (found)
        return;
    void *made = load();
    pthread_mutex_lock(&c->lock);
    if (!is_there(c))
        c->entry = made;
    pthread_mutex_unlock(&c->lock);
}

// The first section claims the work; nobody else does it meanwhile.
void claim_ok(struct cache *c) {
    pthread_mutex_lock(&c->lock);
    int is_idle = c->state == 0;
    if (is_idle)
        c->state = 1;
    pthread_mutex_unlock(&c->lock);
    if (!is_idle)
        return;
    drop(load());
    pthread_mutex_lock(&c->lock);
    c->state = 0;
    pthread_mutex_unlock(&c->lock);
}

void change_ok(struct cache *c) {
    pthread_mutex_lock(&c->lock);
    int count = c->count;
    pthread_mutex_unlock(&c->lock);
    if (count > 3) {
        pthread_mutex_lock(&c->lock);
        c->count--; // reads what there is now
        pthread_mutex_unlock(&c->lock);
    }
}

void other_place_ok(struct cache *c) {
    pthread_mutex_lock(&c->lock);
    int count = c->count;
    pthread_mutex_unlock(&c->lock);
    if (count > 3) {
        pthread_mutex_lock(&c->lock);
        c->state = 2;
        pthread_mutex_unlock(&c->lock);
    }
}

void no_decision_ok(struct cache *c, int n) {
    pthread_mutex_lock(&c->lock);
    int count = c->count;
    pthread_mutex_unlock(&c->lock);
    drop(count ? load() : NULL);
    pthread_mutex_lock(&c->lock);
    c->count = n;
    pthread_mutex_unlock(&c->lock);
}

void two_objects_ok(struct cache *a, struct cache *b) {
    pthread_mutex_lock(&a->lock);
    int count = a->count;
    pthread_mutex_unlock(&a->lock);
    if (count) {
        pthread_mutex_lock(&b->lock);
        b->count = 0;
        pthread_mutex_unlock(&b->lock);
    }
}

void again_and_again_ok(struct cache *c) {
    pthread_mutex_lock(&c->lock);
    while (c->entry == NULL) {
        pthread_mutex_unlock(&c->lock);
        drop(load());
        pthread_mutex_lock(&c->lock);
    }
    c->entry = NULL;
    pthread_mutex_unlock(&c->lock);
}
