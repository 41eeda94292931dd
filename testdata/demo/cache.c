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
    struct entry *newest;
    int count, max;
};

void cache_add(struct cache *c, struct entry *e) {
    pthread_mutex_lock(&c->mu);
    while (c->count >= c->max) {
        pthread_mutex_lock(&c->mu);
        c->newest = c->newest->next;
        c->count--;
        pthread_mutex_unlock(&c->mu);
    }
    e->next = c->newest;
    c->newest = e;
    c->count++;
    pthread_mutex_unlock(&c->mu);
}

void cache_wait_until_empty(struct cache *c) {
    pthread_mutex_lock(&c->mu);
    while (c->count > 0)
        sleep(1);
    pthread_mutex_unlock(&c->mu);
}
