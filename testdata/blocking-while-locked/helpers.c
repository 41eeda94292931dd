/* helpers.c -- waiting inside helpers, and helpers that let go of the lock before they wait. */
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

struct conn {
    pthread_mutex_t mu;
    pthread_cond_t ready;
    int fd;
    int open;
};

static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER;

static void back_off(int times) {
    if (times > 3)
        usleep(100);
}

static void retry(int times) {
    while (times-- > 0)
        back_off(times);
}

static void lock_conn(struct conn *c) {
    pthread_mutex_lock(&c->mu);
}

static void unlock_conn(struct conn *c) {
    pthread_mutex_unlock(&c->mu);
}

/* ---- two helpers down ---- */

void deep_bad(struct conn *c) {
    lock_conn(c);
    retry(8); // expected-warning {{'c->mu' is held across 'retry', which sleeps; everyone who wants the lock waits too}}
    unlock_conn(c);
}

void deep_ok(struct conn *c) {
    lock_conn(c);
    c->open = 1;
    unlock_conn(c);
    retry(8);
}

/* The argument says that it does not wait. */
void does_not_wait_ok(struct conn *c) {
    lock_conn(c);
    back_off(2);
    unlock_conn(c);
}

void waits_bad(struct conn *c) {
    lock_conn(c);
    back_off(4); // expected-warning {{'c->mu' is held across 'back_off', which sleeps}}
    unlock_conn(c);
}

/* ---- flags that are handed on ---- */

static long receive(struct conn *c, char *buffer, int flags) {
    return recv(c->fd, buffer, 64, flags);
}

void flags_bad(struct conn *c, char *buffer) {
    lock_conn(c);
    receive(c, buffer, 0); // expected-warning {{'c->mu' is held across 'receive', which may wait for the network}}
    unlock_conn(c);
}

void flags_ok(struct conn *c, char *buffer) {
    lock_conn(c);
    receive(c, buffer, MSG_DONTWAIT);
    unlock_conn(c);
}

void flags_that_nobody_knows_ok(struct conn *c, char *buffer, int flags) {
    lock_conn(c);
    receive(c, buffer, flags);
    unlock_conn(c);
}

/* ---- unlock, wait, lock again ---- */

static void wait_unlocked(struct conn *c) {
    unlock_conn(c);
    usleep(10);
    lock_conn(c);
}

void waits_unlocked_ok(struct conn *c) {
    lock_conn(c);
    wait_unlocked(c);
    unlock_conn(c);
}

void waits_with_another_lock_bad(struct conn *c) {
    pthread_mutex_lock(&table);
    lock_conn(c);
    wait_unlocked(c); // expected-warning {{'table' is held across 'wait_unlocked', which sleeps}}
    unlock_conn(c);
    pthread_mutex_unlock(&table);
}

/* Waiting on the lock that is held is no blocking. */
static void wait_ready(struct conn *c) {
    while (!c->open)
        pthread_cond_wait(&c->ready, &c->mu);
}

void waits_for_condition_ok(struct conn *c) {
    lock_conn(c);
    wait_ready(c);
    unlock_conn(c);
}

/* ---- taken in a helper ---- */

static struct conn *first(struct conn *list) {
    lock_conn(list);
    return list;
}

void taken_in_a_helper_bad(struct conn *list) {
    struct conn *c = first(list);
    usleep(10); // expected-warning {{is held across 'usleep', which sleeps}}
    unlock_conn(c);
}

void taken_in_a_helper_ok(struct conn *list) {
    struct conn *c = first(list);
    unlock_conn(c);
    usleep(10);
}

/* ---- handed on ---- */

static void for_each(struct conn *c, int count, void (*visit)(struct conn *)) {
    for (int i = 0; i < count; i++)
        visit(&c[i]);
}

static void close_slowly(struct conn *c) {
    c->open = 0;
    usleep(10);
}

static void close_at_once(struct conn *c) {
    c->open = 0;
}

void visits_bad(struct conn *c, int count) {
    pthread_mutex_lock(&table);
    for_each(c, count, close_slowly); // expected-warning {{'table' is held across 'for_each', which sleeps}}
    pthread_mutex_unlock(&table);
}

void visits_ok(struct conn *c, int count) {
    pthread_mutex_lock(&table);
    for_each(c, count, close_at_once);
    pthread_mutex_unlock(&table);
}
