// Locks that are perhaps taken, and who looks.
#include <errno.h>
#include <pthread.h>
#include <threads.h>

struct cache {
    pthread_mutex_t mu;
    pthread_rwlock_t rw;
    mtx_t plain;
    int hits;
};

void try_bad(struct cache *c) {
    pthread_mutex_trylock(&c->mu); // expected-warning {{the result of 'pthread_mutex_trylock' is ignored: whether 'c->mu' is locked now, nobody knows}} expected-note {{go on only where the result says}}
    c->hits++;
    pthread_mutex_unlock(&c->mu);
}

void said_to_be_ignored_bad(struct cache *c) {
    (void)pthread_mutex_trylock(&c->mu); // expected-warning {{the result of 'pthread_mutex_trylock' is ignored}}
    c->hits++;
    pthread_mutex_unlock(&c->mu);
}

void timed_bad(struct cache *c, const struct timespec *deadline) {
    pthread_mutex_timedlock(&c->mu, deadline); // expected-warning {{the result of 'pthread_mutex_timedlock' is ignored}}
    c->hits++;
    pthread_mutex_unlock(&c->mu);
}

void read_lock_bad(struct cache *c) {
    pthread_rwlock_tryrdlock(&c->rw); // expected-warning {{the result of 'pthread_rwlock_tryrdlock' is ignored}}
    pthread_rwlock_unlock(&c->rw);
}

void c11_bad(struct cache *c) {
    mtx_trylock(&c->plain); // expected-warning {{the result of 'mtx_trylock' is ignored}}
    mtx_unlock(&c->plain);
}

static int enter(struct cache *c) {
    return pthread_mutex_trylock(&c->mu);
}

void helper_bad(struct cache *c) {
    enter(c); // expected-warning {{the result of 'enter' is ignored: whether 'c->mu' is locked now, nobody knows}}
    pthread_mutex_unlock(&c->mu);
}

void asked_ok(struct cache *c) {
    if (pthread_mutex_trylock(&c->mu) != 0)
        return;
    c->hits++;
    pthread_mutex_unlock(&c->mu);
}

void stored_ok(struct cache *c) {
    int error = pthread_mutex_trylock(&c->mu);

    if (error == EBUSY)
        return;
    pthread_mutex_unlock(&c->mu);
}

int handed_on_ok(struct cache *c) {
    return pthread_mutex_trylock(&c->mu);
}

void asked_of_the_helper_ok(struct cache *c) {
    if (enter(c) == 0)
        pthread_mutex_unlock(&c->mu);
}

void fails_only_by_misuse_ok(struct cache *c) {
    pthread_mutex_lock(&c->mu);
    c->hits++;
    pthread_mutex_unlock(&c->mu);
}

static void enter_or_wait(struct cache *c) {
    if (pthread_mutex_trylock(&c->mu) != 0)
        pthread_mutex_lock(&c->mu);
}

void helper_that_gets_it_ok(struct cache *c) {
    enter_or_wait(c);
    c->hits++;
    pthread_mutex_unlock(&c->mu);
}

// FN_: what is stored counts as used.
void FN_stored_and_forgotten(struct cache *c) {
    int error = pthread_mutex_trylock(&c->mu);

    c->hits += error;
}
