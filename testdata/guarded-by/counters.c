// A program whose threads all take the lock, but for some.
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

struct counter {
    pthread_mutex_t lock;
    int count, limit, shared_flag, slots[4];
    volatile int stop;
    _Atomic int fast;
    int mixed;
    int *data;
    struct counter *next;
};

static int is_threaded;

static void counter_init_ok(struct counter *c) {
    pthread_mutex_init(&c->lock, NULL);
    c->count = 0;
    c->limit = 10;
}

static void prepare_ok(struct counter *c) {
    c->count = 1; // only called for objects that nobody else has
}

static struct counter *counter_new_ok(void) {
    struct counter *c = malloc(sizeof *c);
    if (!c)
        return NULL;
    counter_init_ok(c);
    prepare_ok(c);
    c->count = 2;
    return c;
}

static void add_ok(struct counter *c, int n) {
    pthread_mutex_lock(&c->lock);
    c->count += n;
    c->slots[n & 3] = n;
    c->mixed = n;
    pthread_mutex_unlock(&c->lock);
}

static void sub_ok(struct counter *c, int n) {
    pthread_mutex_lock(&c->lock);
    if (c->count >= n)
        c->count -= n;
    c->slots[0]--;
    c->mixed = 0;
    pthread_mutex_unlock(&c->lock);
}

static int get_ok(struct counter *c) {
    pthread_mutex_lock(&c->lock);
    int count = c->count + c->slots[1] + c->mixed;
    pthread_mutex_unlock(&c->lock);
    return count;
}

static void lock_counter(struct counter *c) {
    pthread_mutex_lock(&c->lock);
}

static void unlock_counter(struct counter *c) {
    pthread_mutex_unlock(&c->lock);
}

static void wrapped_ok(struct counter *c) {
    lock_counter(c);
    c->count++;
    c->slots[2]++;
    unlock_counter(c);
}

static void set_under_lock_ok(struct counter *c, int n) {
    c->count = n; // all who call it hold the lock
}

static int set_ok(struct counter *c, int n) {
    int result = -1;
    pthread_mutex_lock(&c->lock);
    if (n < 0)
        goto out;
    set_under_lock_ok(c, n);
    result = 0;
out:
    pthread_mutex_unlock(&c->lock);
    return result;
}

static void tried_ok(struct counter *c) {
    if (pthread_mutex_trylock(&c->lock) == 0) {
        c->count--;
        pthread_mutex_unlock(&c->lock);
    }
}

static void conditional_ok(struct counter *c) {
    if (is_threaded)
        pthread_mutex_lock(&c->lock);
    c->count = 7;
    if (is_threaded)
        pthread_mutex_unlock(&c->lock);
}

static void all_ok(struct counter *c) {
    for (; c; c = c->next) {
        pthread_mutex_lock(&c->lock);
        c->count++;
        pthread_mutex_unlock(&c->lock);
    }
}

static void twice_checked_ok(struct counter *c) {
    if (c->count > 3) { // looked at again under the lock
        pthread_mutex_lock(&c->lock);
        if (c->count > 3)
            c->count = 3;
        pthread_mutex_unlock(&c->lock);
    }
}

static void atomics_ok(struct counter *c) {
    c->fast++;
    c->stop = 1;
    __sync_fetch_and_add(&c->mixed, 1);
}

static void mixed_ok(struct counter *c) {
    c->mixed = 3; // others use atomic operations on it
}

static void reset_bad(struct counter *c) {
    c->count = 0; // expected-warning {{'c->count' is written without 'c->lock', which 12 of 16 accesses hold}}
}

static void after_unlock_bad(struct counter *c) {
    pthread_mutex_lock(&c->lock);
    c->count++;
    pthread_mutex_unlock(&c->lock);
    c->count--; // expected-warning {{'c->count' is written without 'c->lock', which 12 of 16 accesses hold}}
}

static void slot_bad(struct counter *c) {
    c->slots[3] = 0; // expected-warning {{'c->slots[...]' is written without 'c->lock', which 4 of 5 accesses hold}}
}

// Behind a try that failed it is not held: nobody made it such that it tells of owners that died.
static void try_failed_bad(struct counter *c) {
    if (pthread_mutex_trylock(&c->lock) != 0) {
        c->count = -1; // expected-warning {{'c->count' is written without 'c->lock', which 12 of 16 accesses hold}}
        return;
    }
    c->count++;
    pthread_mutex_unlock(&c->lock);
}

static void helper_bad(struct counter *c) {
    c->count = 12; // expected-warning {{'c->count' is written without 'c->lock', which 12 of 16 accesses hold}}
}

static void calls_helper_with_lock_ok(struct counter *c) {
    pthread_mutex_lock(&c->lock);
    helper_bad(c);
    pthread_mutex_unlock(&c->lock);
}

static void calls_helper_without(struct counter *c) {
    helper_bad(c);
}

static void counter_free_ok(struct counter *c) {
    c->count = -1;
    pthread_mutex_destroy(&c->lock);
    free(c);
}

static void *worker(void *arg) {
    struct counter *c = arg;
    add_ok(c, 1);
    sub_ok(c, 1);
    set_ok(c, get_ok(c));
    wrapped_ok(c);
    conditional_ok(c);
    all_ok(c);
    twice_checked_ok(c);
    atomics_ok(c);
    mixed_ok(c);
    reset_bad(c);
    after_unlock_bad(c);
    slot_bad(c);
    calls_helper_with_lock_ok(c);
    calls_helper_without(c);
    return NULL;
}

static void *trying_worker(void *arg) {
    tried_ok(arg);
    try_failed_bad(arg);
    return NULL;
}

int main(void) {
    struct counter *c = counter_new_ok();
    pthread_t one, other, third;
    c->count = 5;
    pthread_create(&one, NULL, worker, c);
    pthread_create(&other, NULL, worker, c);
    pthread_create(&third, NULL, trying_worker, c);
    pthread_join(third, NULL);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    c->count = 6;
    counter_free_ok(c);
    return 0;
}
