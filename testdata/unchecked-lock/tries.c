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

// ---- robust mutexes ----

struct shared {
    pthread_mutex_t robust, plain, nested, either;
    int value;
};

void make_shared_ok(struct shared *s, int kind) {
    pthread_mutexattr_t robust, plain, nested, either;

    pthread_mutexattr_init(&robust);
    pthread_mutexattr_setrobust(&robust, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&s->robust, &robust);
    pthread_mutexattr_init(&plain);
    pthread_mutexattr_setpshared(&plain, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(&s->plain, &plain);
    pthread_mutexattr_init(&nested);
    pthread_mutexattr_settype(&nested, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&s->nested, &nested);
    pthread_mutexattr_init(&either);
    pthread_mutexattr_settype(&either, kind);
    pthread_mutex_init(&s->either, &either);
}

void owner_died_bad(struct shared *s) {
    pthread_mutex_lock(&s->robust); // expected-warning {{the result of 'pthread_mutex_lock' is ignored, but 's->robust' is robust: its owner may have died}} expected-note {{on EOWNERDEAD the lock is taken}}
    s->value++;
    pthread_mutex_unlock(&s->robust);
}

int owner_died_ok(struct shared *s) {
    int error = pthread_mutex_lock(&s->robust);

    if (error == EOWNERDEAD)
        pthread_mutex_consistent(&s->robust);
    else if (error != 0)
        return error;
    s->value++;
    return pthread_mutex_unlock(&s->robust);
}

void attribute_says_nothing_of_it_bad(struct shared *s) {
    pthread_mutex_lock(&s->plain);
    pthread_mutex_lock(&s->plain); // expected-warning {{'s->plain' is locked again while this thread already holds it}}
    s->value++;
    pthread_mutex_unlock(&s->plain);
    pthread_mutex_unlock(&s->plain);
}

void recursive_by_attribute_ok(struct shared *s) {
    pthread_mutex_lock(&s->nested);
    pthread_mutex_lock(&s->nested);
    s->value++;
    pthread_mutex_unlock(&s->nested);
    pthread_mutex_unlock(&s->nested);
}

void perhaps_recursive_ok(struct shared *s) {
    pthread_mutex_lock(&s->either);
    pthread_mutex_lock(&s->either);
    s->value++;
    pthread_mutex_unlock(&s->either);
    pthread_mutex_unlock(&s->either);
}
