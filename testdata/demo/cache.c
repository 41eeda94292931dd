/* cache.c -- the same mistakes with plain POSIX threads. */
#include <pthread.h>
#include <stddef.h>
#include <unistd.h>

struct entry {
    struct entry *next;
    int key;
};

struct cache {
    pthread_mutex_t mu;
    struct entry *oldest;
    int count, max;
};

static void evict_oldest(struct cache *c) {
    pthread_mutex_lock(&c->mu);
    if (c->oldest != NULL) {
        c->oldest = c->oldest->next;
        c->count--;
    }
    pthread_mutex_unlock(&c->mu);
}

void cache_add(struct cache *c, struct entry *e) {
    pthread_mutex_lock(&c->mu);
    if (c->count >= c->max)
        evict_oldest(c);
    e->next = c->oldest;
    c->oldest = e;
    c->count++;
    pthread_mutex_unlock(&c->mu);
}

void cache_wait_until_empty(struct cache *c) {
    pthread_mutex_lock(&c->mu);
    while (c->count > 0)
        sleep(1);
    pthread_mutex_unlock(&c->mu);
}
