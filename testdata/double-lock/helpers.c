/* helpers.c -- locks that are taken and let go in helpers of the same file. */
#include <pthread.h>

struct pool {
    pthread_mutex_t mu;
    int threaded;
    int used;
};

struct lent {
    pthread_mutex_t mu;
    int used;
};

int wants_lock(int used);
void refill(struct pool *p);

static void pool_lock(struct pool *p) {
    pthread_mutex_lock(&p->mu);
}

static void pool_unlock(struct pool *p) {
    pthread_mutex_unlock(&p->mu);
}

static void mutex_unlock(pthread_mutex_t *m) {
    pthread_mutex_unlock(m);
}

/* ---- nothing to say ---- */

void helpers_in_pairs_ok(struct pool *p) {
    pool_lock(p);
    p->used++;
    pool_unlock(p);
    pool_lock(p);
    p->used--;
    pool_unlock(p);
}

void unlocked_by_a_helper_ok(struct lent *p) {
    pthread_mutex_lock(&p->mu);
    p->used++;
    mutex_unlock(&p->mu);
    pthread_mutex_lock(&p->mu);
    p->used--;
    pthread_mutex_unlock(&p->mu);
}

/* The second lock is inside the helper. */
void locked_by_a_helper_bad(struct pool *p) {
    pthread_mutex_lock(&p->mu);
    p->used++;
    pool_lock(p); // expected-warning {{'p->mu' is locked again while this thread already holds it}}
    pthread_mutex_unlock(&p->mu);
}

/* The first lock is inside the helper. */
void locked_by_a_helper_before_bad(struct pool *p) {
    pool_lock(p);
    p->used++;
    pthread_mutex_lock(&p->mu); // expected-warning {{'p->mu' is locked again while this thread already holds it}}
    pthread_mutex_unlock(&p->mu);
}

/* pool_unlock() gets the pool, not the lock. */
void unlocked_by_a_helper_that_gets_the_object_ok(struct pool *p) {
    pthread_mutex_lock(&p->mu);
    p->used++;
    pool_unlock(p);
    pthread_mutex_lock(&p->mu);
    p->used--;
    pthread_mutex_unlock(&p->mu);
}

/* For all we know the second call says something else; but it is the same question. */
void same_question_twice_ok(struct pool *p, int used) {
    if (wants_lock(used))
        pthread_mutex_lock(&p->mu);
    p->used += used;
    if (wants_lock(used))
        pthread_mutex_unlock(&p->mu);
    pthread_mutex_lock(&p->mu);
    p->used--;
    pthread_mutex_unlock(&p->mu);
}

/* refill() could change 'threaded'; more often than not such a flag stays. */
void flag_field_across_a_call_ok(struct pool *p, int n) {
    while (n-- > 0) {
        if (p->threaded)
            pthread_mutex_lock(&p->mu);
        refill(p);
        if (p->threaded)
            pthread_mutex_unlock(&p->mu);
    }
}
