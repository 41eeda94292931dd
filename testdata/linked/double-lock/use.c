// The lock functions are defined in conn.c.
#include "conn.h"

void twice_bad(struct conn *c) {
    conn_lock(c); // expected-note {{first locked here}}
    conn_lock(c); // expected-warning {{'c->mu' is locked again while this thread already holds it}} expected-note {{'conn_lock' is called here}}
    conn_unlock(c);
}

void deep_bad(struct conn *c) {
    conn_lock(c);
    conn_count(c); // expected-warning {{'c->mu' is locked again while this thread already holds it}}
    conn_unlock(c);
}

void one_after_the_other_ok(struct conn *c) {
    conn_lock(c);
    conn_count_locked(c);
    conn_unlock(c);
    conn_count(c);
}

void two_ok(struct conn *a, struct conn *b) {
    conn_lock(a);
    conn_lock(b);
    conn_unlock(b);
    conn_unlock(a);
}

void getter_bad(struct conn *c) {
    pthread_mutex_lock(conn_mutex(c));
    conn_count(c); // expected-warning {{'c->mu' is locked again while this thread already holds it}}
    pthread_mutex_unlock(conn_mutex(c));
}

void getter_ok(struct conn *c) {
    pthread_mutex_lock(conn_mutex(c));
    conn_count_locked(c);
    pthread_mutex_unlock(conn_mutex(c));
    conn_count(c);
}

void try_bad(struct conn *c) {
    if (conn_try(c))
        conn_lock(c); // expected-warning {{'c->mu' is locked again while this thread already holds it}}
    conn_unlock(c);
}

void try_ok(struct conn *c) {
    if (!conn_try(c))
        conn_lock(c);
    conn_unlock(c);
}

int enter_bad(struct conn *c, int id) {
    int error = conn_enter(c, id);
    if (error)
        return error;
    conn_count(c); // expected-warning {{'c->mu' is locked again while this thread already holds it}}
    conn_unlock(c);
    return 0;
}

int enter_ok(struct conn *c, int id) {
    int error = conn_enter(c, id);
    if (error) {
        conn_count(c);
        return error;
    }
    conn_unlock(c);
    return 0;
}

void get_bad(int id) {
    struct conn *c = conn_get_locked(id);
    if (!c)
        return;
    conn_count(c); // expected-warning {{'c->mu' is locked again while this thread already holds it}}
    conn_unlock(c);
}

void get_ok(int id) {
    struct conn *c = conn_get_locked(id);
    if (c)
        conn_unlock(c);
}

// conn.c makes it recursive, with a helper.
void nested_ok(struct conn *c) {
    pthread_mutex_lock(&c->nested);
    pthread_mutex_lock(&c->nested);
    pthread_mutex_unlock(&c->nested);
    pthread_mutex_unlock(&c->nested);
}

static pthread_mutex_t plain, nested;

void make_them(void) {
    lock_make(&plain);
    lock_make_nested(&nested);
}

void made_plain_bad(void) {
    pthread_mutex_lock(&plain);
    pthread_mutex_lock(&plain); // expected-warning {{'plain' is locked again}}
    pthread_mutex_unlock(&plain);
}

void made_nested_ok(void) {
    pthread_mutex_lock(&nested);
    pthread_mutex_lock(&nested);
    pthread_mutex_unlock(&nested);
    pthread_mutex_unlock(&nested);
}
