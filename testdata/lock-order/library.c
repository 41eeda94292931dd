// No main: any thread may call any function. Identities, classes, gates, and what is no order.
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

struct table {
    pthread_mutex_t mu;
    int count;
};

struct conn {
    pthread_mutex_t mu, out;
    struct table *table;
    struct conn *next;
    int id;
};

static pthread_mutex_t p = PTHREAD_MUTEX_INITIALIZER, q = PTHREAD_MUTEX_INITIALIZER, gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t r = PTHREAD_MUTEX_INITIALIZER, s = PTHREAD_MUTEX_INITIALIZER, t = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t u = PTHREAD_MUTEX_INITIALIZER, v = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t w = PTHREAD_MUTEX_INITIALIZER, x = PTHREAD_MUTEX_INITIALIZER;

// ---- over classes ----

void conn_close_bad(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    pthread_mutex_lock(&c->table->mu); // expected-warning {{'struct conn.mu' and 'struct table.mu' are locked in opposite orders}}
    c->table->count--;
    pthread_mutex_unlock(&c->table->mu);
    pthread_mutex_unlock(&c->mu);
}

extern struct conn *table_find(struct table *t, int id);

static void conn_reset(struct table *t, int id) {
    struct conn *c = table_find(t, id);
    pthread_mutex_lock(&c->mu);
    c->id = 0;
    pthread_mutex_unlock(&c->mu);
}

void table_reset_bad(struct table *t, int id) {
    pthread_mutex_lock(&t->mu);
    conn_reset(t, id);
    pthread_mutex_unlock(&t->mu);
}

// ---- a common gate ----

void gate_one_ok(void) {
    pthread_mutex_lock(&gate);
    pthread_mutex_lock(&p);
    pthread_mutex_lock(&q);
    pthread_mutex_unlock(&q);
    pthread_mutex_unlock(&p);
    pthread_mutex_unlock(&gate);
}

void gate_other_ok(void) {
    pthread_mutex_lock(&gate);
    pthread_mutex_lock(&q);
    pthread_mutex_lock(&p);
    pthread_mutex_unlock(&p);
    pthread_mutex_unlock(&q);
    pthread_mutex_unlock(&gate);
}

// ---- three ----

void three_one_bad(void) {
    pthread_mutex_lock(&r);
    pthread_mutex_lock(&s); // expected-warning {{'r', 's' and 't' are locked in orders that go round in a circle; three threads can wait for each other for ever}}
    pthread_mutex_unlock(&s);
    pthread_mutex_unlock(&r);
}

void three_two_bad(void) {
    pthread_mutex_lock(&s);
    pthread_mutex_lock(&t);
    pthread_mutex_unlock(&t);
    pthread_mutex_unlock(&s);
}

void three_three_bad(void) {
    pthread_mutex_lock(&t);
    pthread_mutex_lock(&r);
    pthread_mutex_unlock(&r);
    pthread_mutex_unlock(&t);
}

// ---- what doesn't wait ----

void takes_ok(void) {
    pthread_mutex_lock(&u);
    pthread_mutex_lock(&v);
    pthread_mutex_unlock(&v);
    pthread_mutex_unlock(&u);
}

void tries_ok(void) {
    pthread_mutex_lock(&v);
    if (pthread_mutex_trylock(&u) == 0)
        pthread_mutex_unlock(&u);
    pthread_mutex_unlock(&v);
}

void released_before_one_ok(void) {
    pthread_mutex_lock(&w);
    pthread_mutex_lock(&x);
    pthread_mutex_unlock(&x);
    pthread_mutex_unlock(&w);
}

void released_before_other_ok(void) {
    pthread_mutex_lock(&x);
    pthread_mutex_unlock(&x);
    pthread_mutex_lock(&w);
    pthread_mutex_unlock(&w);
}

// ---- one class with itself ----

void two_of_one_class_ok(struct conn *a, struct conn *b) {
    pthread_mutex_lock(&a->mu);
    pthread_mutex_lock(&b->mu);
    pthread_mutex_unlock(&b->mu);
    pthread_mutex_unlock(&a->mu);
}

void hand_over_hand_ok(struct conn *c) {
    pthread_mutex_lock(&c->out);
    while (c->next) {
        struct conn *next = c->next;
        pthread_mutex_lock(&next->out);
        pthread_mutex_unlock(&c->out);
        c = next;
    }
    pthread_mutex_unlock(&c->out);
}
