// A program: threads that all take the lock, and some that forget it.
#include <pthread.h>
#include <stdlib.h>

struct counter {
    pthread_mutex_t lock;
    int count, limit, name;
    volatile int stop;
    _Atomic int fast;
    int mixed;
    const int fixed;
};

static void counter_init(struct counter *c) {
    pthread_mutex_init(&c->lock, NULL);
    c->count = 0;
    c->limit = 10;
}

static void add_ok(struct counter *c, int n) {
    pthread_mutex_lock(&c->lock);
    c->count += n;
    pthread_mutex_unlock(&c->lock);
}

static void sub_ok(struct counter *c, int n) {
    pthread_mutex_lock(&c->lock);
    if (c->count >= n)
        c->count -= n;
    pthread_mutex_unlock(&c->lock);
}

static int get_ok(struct counter *c) {
    pthread_mutex_lock(&c->lock);
    int count = c->count;
    pthread_mutex_unlock(&c->lock);
    return count;
}

static void set_locked_ok(struct counter *c, int n) {
    c->count = n;
}

static void set_ok(struct counter *c, int n) {
    pthread_mutex_lock(&c->lock);
    set_locked_ok(c, n);
    pthread_mutex_unlock(&c->lock);
}

static void reset_bad(struct counter *c) {
    c->count = 0; // expected-warning {{'c->count' is written without 'c->lock', which 6 of 7 accesses hold}}
}

static void *worker(void *arg) {
    struct counter *c = arg;
    add_ok(c, 1);
    sub_ok(c, 1);
    set_ok(c, get_ok(c));
    reset_bad(c);
    return NULL;
}

int main(void) {
    struct counter *c = malloc(sizeof *c);
    pthread_t one, other;
    counter_init(c);
    c->count = 5;
    pthread_create(&one, NULL, worker, c);
    pthread_create(&other, NULL, worker, c);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    return c->count;
}
