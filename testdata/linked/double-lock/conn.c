// Functions that lock, for use.c.
#include "conn.h"

struct conn *look_up(int id);

void conn_lock(struct conn *c) {
    pthread_mutex_lock(&c->mu); // expected-note {{... and locks 'c->mu' here}}
}

void conn_unlock(struct conn *c) {
    pthread_mutex_unlock(&c->mu);
}

pthread_mutex_t *conn_mutex(struct conn *c) {
    return &c->mu;
}

bool conn_try(struct conn *c) {
    return pthread_mutex_trylock(&c->mu) == 0;
}

int conn_enter(struct conn *c, int id) {
    if (id < 0)
        return -22;
    pthread_mutex_lock(&c->mu);
    return 0;
}

struct conn *conn_get_locked(int id) {
    struct conn *c = look_up(id);
    if (c)
        pthread_mutex_lock(&c->mu);
    return c;
}

void conn_count(struct conn *c) {
    conn_lock(c);
    c->used++;
    conn_unlock(c);
}

void conn_count_locked(struct conn *c) {
    c->used++;
}

static void make_nested(pthread_mutex_t *mutex) {
    pthread_mutexattr_t kind;
    pthread_mutexattr_init(&kind);
    pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(mutex, &kind);
}

void conn_init(struct conn *c) {
    make_nested(&c->nested);
    pthread_mutex_init(&c->mu, NULL);
}

void lock_make(pthread_mutex_t *mutex) {
    pthread_mutex_init(mutex, NULL);
}

void lock_make_nested(pthread_mutex_t *mutex) {
    make_nested(mutex);
}
