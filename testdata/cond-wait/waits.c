// Waiting on conditions: how often, with which lock, and what else is held.
#include <pthread.h>
#include <stdbool.h>
#include <time.h>

struct queue {
    pthread_mutex_t mu, other;
    pthread_cond_t changed, both;
    int length;
    bool closed;
};

static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t table_changed = PTHREAD_COND_INITIALIZER;
static int entries;

extern int more(void);

// ---- without a loop ----

void if_instead_of_while_bad(struct queue *q) {
    pthread_mutex_lock(&q->mu); // expected-note {{'q->mu' is locked here}}
    if (q->length == 0) // expected-note {{taking the true branch, 'q->length == 0'}}
        pthread_cond_wait(&q->changed, &q->mu); // expected-warning {{'q->changed' is waited for only once; a wait can end without a signal}} expected-note {{wait in a loop that looks again}}
    q->length--;
    pthread_mutex_unlock(&q->mu);
}

void just_a_signal_bad(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    pthread_cond_wait(&q->changed, &q->mu); // expected-warning {{'q->changed' is waited for only once}}
    pthread_mutex_unlock(&q->mu);
}

static void wait_for_change(struct queue *q) {
    pthread_cond_wait(&q->changed, &q->mu);
}

void through_a_wrapper_bad(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    if (q->length == 0)
        wait_for_change(q); // expected-warning {{'q->changed' is waited for only once}}
    pthread_mutex_unlock(&q->mu);
}

void while_ok(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    while (q->length == 0)
        pthread_cond_wait(&q->changed, &q->mu);
    q->length--;
    pthread_mutex_unlock(&q->mu);
}

void do_while_ok(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    do {
        pthread_cond_wait(&q->changed, &q->mu);
    } while (q->length == 0);
    pthread_mutex_unlock(&q->mu);
}

void goto_ok(struct queue *q) {
    pthread_mutex_lock(&q->mu);
again:
    if (q->length == 0) {
        pthread_cond_wait(&q->changed, &q->mu);
        goto again;
    }
    pthread_mutex_unlock(&q->mu);
}

void wrapper_in_a_loop_ok(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    while (q->length == 0)
        wait_for_change(q);
    pthread_mutex_unlock(&q->mu);
}

void for_the_caller_ok(struct queue *q) {
    if (q->length == 0)
        pthread_cond_wait(&q->changed, &q->mu);
}

void timed_ok(struct queue *q, const struct timespec *until) {
    pthread_mutex_lock(&q->mu);
    if (!q->closed)
        pthread_cond_timedwait(&q->changed, &q->mu, until);
    pthread_mutex_unlock(&q->mu);
}

// ---- with another lock held ----

void other_lock_held_bad(struct queue *q) {
    pthread_mutex_lock(&q->other); // expected-note {{'q->other' is locked here}}
    pthread_mutex_lock(&q->mu);
    while (q->length == 0)
        pthread_cond_wait(&q->changed, &q->mu); // expected-warning {{waiting for 'q->changed' with 'q->other' still locked: the wait gives only 'q->mu' back}} expected-note {{unlock 'q->other' before the wait}}
    pthread_mutex_unlock(&q->mu);
    pthread_mutex_unlock(&q->other);
}

void other_lock_let_go_ok(struct queue *q) {
    pthread_mutex_lock(&q->other);
    pthread_mutex_lock(&q->mu);
    pthread_mutex_unlock(&q->other);
    while (q->length == 0)
        pthread_cond_wait(&q->changed, &q->mu);
    pthread_mutex_unlock(&q->mu);
}

void perhaps_the_same_ok(struct queue *a, struct queue *b) {
    pthread_mutex_lock(&a->mu);
    while (b->length == 0)
        pthread_cond_wait(&b->changed, &b->mu);
    pthread_mutex_unlock(&a->mu);
}

// ---- with two mutexes ----

void first_ok(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    while (more())
        pthread_cond_wait(&q->both, &q->mu); // expected-note {{waited for with 'mu' here}}
    pthread_mutex_unlock(&q->mu);
}

void second_bad(struct queue *q) {
    pthread_mutex_lock(&q->other);
    while (more())
        pthread_cond_wait(&q->both, &q->other); // expected-warning {{'q->both' is waited for with 'other' here, and with 'mu' elsewhere}} expected-note {{use one mutex with a condition}}
    pthread_mutex_unlock(&q->other);
}

void of_the_table_ok(void) {
    pthread_mutex_lock(&table);
    while (entries == 0)
        pthread_cond_wait(&table_changed, &table);
    pthread_mutex_unlock(&table);
}

void of_the_table_again_ok(void) {
    pthread_mutex_lock(&table);
    while (entries > 100)
        pthread_cond_wait(&table_changed, &table);
    pthread_mutex_unlock(&table);
}

void any_mutex_ok(struct queue *q, pthread_mutex_t *mutex) {
    pthread_mutex_lock(mutex);
    while (more())
        pthread_cond_wait(&q->both, mutex);
    pthread_mutex_unlock(mutex);
}
