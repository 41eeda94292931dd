/* kinds.c -- recursive, error-checking, read-write, spin and C11 locks: what waits for ever and what doesn't. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <threads.h>

struct table {
    pthread_rwlock_t rw;
    int size;
};

struct ring {
    pthread_spinlock_t spin;
    int head;
};

struct plain {
    mtx_t mutex;
    int value;
};

struct nested {
    mtx_t mutex;
    int value;
};

struct tree {
    pthread_mutex_t mu;
    int depth;
};

struct box {
    pthread_mutex_t mu;
    int depth;
};

static pthread_mutex_t again = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pthread_mutex_t checked = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
static pthread_rwlock_t config_lock = PTHREAD_RWLOCK_INITIALIZER;
static int config;

void write_write_bad(struct table *t) {
    pthread_rwlock_wrlock(&t->rw);
    t->size++;
    // expected-warning@+1 {{'t->rw' is write-locked while this thread already holds it for writing; it waits}}
    pthread_rwlock_wrlock(&t->rw);
    pthread_rwlock_unlock(&t->rw);
}

int write_read_bad(struct table *t) {
    int size;

    pthread_rwlock_wrlock(&t->rw);
    t->size++;
    // expected-warning@+1 {{'t->rw' is read-locked while this thread already holds it for writing; it waits}}
    pthread_rwlock_rdlock(&t->rw);
    size = t->size;
    pthread_rwlock_unlock(&t->rw);
    return size;
}

int write_read_global_bad(int value) {
    pthread_rwlock_wrlock(&config_lock);
    config = value;
    if (value > 0) {
        // expected-warning@+1 {{'config_lock' is read-locked while this thread already holds it for writing}}
        pthread_rwlock_rdlock(&config_lock);
        value = config;
        pthread_rwlock_unlock(&config_lock);
    }
    return value;
}

void spin_bad(struct ring *s) {
    pthread_spin_lock(&s->spin);
    s->head++;
    // expected-warning@+1 {{'s->spin' is locked again while this thread already holds it; a spin lock spins}}
    pthread_spin_lock(&s->spin);
    pthread_spin_unlock(&s->spin);
}

void c11_bad(struct plain *p) {
    mtx_lock(&p->mutex);
    p->value++;
    mtx_lock(&p->mutex); // expected-warning {{'p->mutex' is locked again while this thread already holds it}}
    mtx_unlock(&p->mutex);
}

int c11_local_bad(void) {
    mtx_t m;

    if (mtx_init(&m, mtx_plain) != thrd_success)
        return -1;
    mtx_lock(&m);
    // expected-warning@+1 {{already holds it; a non-recursive mutex waits here for ever}}
    mtx_lock(&m);
    mtx_unlock(&m);
    mtx_destroy(&m);
    return 0;
}

int box_make(struct box *b) {
    b->depth = 0;
    return pthread_mutex_init(&b->mu, NULL);
}

void initialised_without_attributes_bad(struct box *b) {
    pthread_mutex_lock(&b->mu);
    b->depth++;
    pthread_mutex_lock(&b->mu); // expected-warning {{'b->mu' is locked again while this thread already holds it}}
    pthread_mutex_unlock(&b->mu);
}

/* ---- nothing to say ---- */

void recursive_static_ok(void) {
    pthread_mutex_lock(&again);
    pthread_mutex_lock(&again);
    config++;
    pthread_mutex_unlock(&again);
    pthread_mutex_unlock(&again);
}

void recursive_through_a_pointer_ok(void) {
    pthread_mutex_t *m = &again;

    pthread_mutex_lock(m);
    pthread_mutex_lock(&again);
    config++;
    pthread_mutex_unlock(&again);
    pthread_mutex_unlock(m);
}

/* It answers EDEADLK at once. */
int error_checking_ok(void) {
    int error;

    pthread_mutex_lock(&checked);
    error = pthread_mutex_lock(&checked);
    pthread_mutex_unlock(&checked);
    return error == EDEADLK ? 0 : -1;
}

/* What the attributes say is known only when the program runs: every 'mu' of a 'struct tree' is made like this one. */
int tree_make(struct tree *t, const pthread_mutexattr_t *attr) {
    t->depth = 0;
    return pthread_mutex_init(&t->mu, attr);
}

void initialised_with_attributes_ok(struct tree *t) {
    pthread_mutex_lock(&t->mu);
    pthread_mutex_lock(&t->mu);
    t->depth++;
    pthread_mutex_unlock(&t->mu);
    pthread_mutex_unlock(&t->mu);
}

int attributes_in_sight_ok(void) {
    pthread_mutex_t m;
    pthread_mutexattr_t attr;

    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&m, &attr);
    pthread_mutexattr_destroy(&attr);
    pthread_mutex_lock(&m);
    pthread_mutex_lock(&m);
    pthread_mutex_unlock(&m);
    pthread_mutex_unlock(&m);
    return pthread_mutex_destroy(&m);
}

int nested_make(struct nested *n) {
    n->value = 0;
    return mtx_init(&n->mutex, mtx_plain | mtx_recursive);
}

void c11_recursive_ok(struct nested *n) {
    mtx_lock(&n->mutex);
    mtx_lock(&n->mutex);
    n->value++;
    mtx_unlock(&n->mutex);
    mtx_unlock(&n->mutex);
}

int c11_checked_ok(struct plain *p) {
    if (mtx_lock(&p->mutex) != thrd_success)
        return -1;
    p->value++;
    mtx_unlock(&p->mutex);
    if (mtx_trylock(&p->mutex) != thrd_success)
        return -1;
    p->value++;
    mtx_unlock(&p->mutex);
    return 0;
}

/* Readers may overlap, also with themselves. */
int read_read_ok(struct table *t) {
    int size;

    pthread_rwlock_rdlock(&t->rw);
    size = t->size;
    pthread_rwlock_rdlock(&t->rw);
    size += t->size;
    pthread_rwlock_unlock(&t->rw);
    pthread_rwlock_unlock(&t->rw);
    return size;
}

/* Not this rule's matter: write-locking what is only read-locked. */
void read_write_ok(struct table *t) {
    pthread_rwlock_rdlock(&t->rw);
    if (t->size == 0) {
        pthread_rwlock_unlock(&t->rw);
        pthread_rwlock_wrlock(&t->rw);
        if (t->size == 0)
            t->size = 1;
    }
    pthread_rwlock_unlock(&t->rw);
}

void write_then_read_ok(struct table *t) {
    pthread_rwlock_wrlock(&t->rw);
    t->size++;
    pthread_rwlock_unlock(&t->rw);
    pthread_rwlock_rdlock(&t->rw);
    config = t->size;
    pthread_rwlock_unlock(&t->rw);
}

void try_while_held_ok(struct table *t) {
    pthread_rwlock_wrlock(&t->rw);
    if (pthread_rwlock_tryrdlock(&t->rw) != 0)
        t->size++;
    if (pthread_rwlock_trywrlock(&t->rw) != 0)
        t->size++;
    pthread_rwlock_unlock(&t->rw);
}

/* A timed lock gives up; its answer shows whether somebody holds the lock. */
int timed_while_held_ok(struct tree *t, const struct timespec *deadline) {
    int error;

    pthread_mutex_lock(&t->mu);
    error = pthread_mutex_timedlock(&t->mu, deadline);
    if (error == ETIMEDOUT || error == EDEADLK)
        t->depth = -1;
    pthread_mutex_unlock(&t->mu);
    return error;
}

/* A semaphore has no owner: whoever posts it may be another thread. */
void semaphore_ok(sem_t *slots) {
    sem_wait(slots);
    sem_wait(slots);
    config += 2;
    sem_post(slots);
    sem_post(slots);
}

/* The kind is set by an attribute object that is in sight. */
int normal_by_attribute_bad(void) {
    pthread_mutex_t m;
    pthread_mutexattr_t attr;

    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_NORMAL);
    pthread_mutex_init(&m, &attr);
    pthread_mutex_lock(&m);
    pthread_mutex_lock(&m); // expected-warning {{'m' is locked again while this thread already holds it}}
    pthread_mutex_unlock(&m);
    return pthread_mutex_destroy(&m);
}
