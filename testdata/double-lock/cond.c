/* cond.c -- a condition variable gives the lock back and takes it again. */
#include <errno.h>
#include <pthread.h>
#include <stddef.h>

struct queue {
    pthread_mutex_t mu;
    pthread_cond_t changed;
    int count;
    int closed;
};

void after_a_wait_bad(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    while (q->count == 0)
        pthread_cond_wait(&q->changed, &q->mu);
    pthread_mutex_lock(&q->mu); // expected-warning {{'q->mu' is locked again while this thread already holds it}}
    q->count--;
    pthread_mutex_unlock(&q->mu);
}

/* The lock is held also when the time is over. */
int after_a_time_out_bad(struct queue *q, const struct timespec *deadline) {
    pthread_mutex_lock(&q->mu);
    if (pthread_cond_timedwait(&q->changed, &q->mu, deadline) == ETIMEDOUT) {
        pthread_mutex_lock(&q->mu); // expected-warning {{'q->mu' is locked again while this thread already holds it}}
        q->closed = 1;
    }
    pthread_mutex_unlock(&q->mu);
    return 0;
}

void locked_on_each_turn_bad(struct queue *q) {
    for (;;) {
        pthread_mutex_lock(&q->mu); // expected-warning {{'q->mu' is locked again while this thread already holds it}}
        if (q->closed)
            break;
        pthread_cond_wait(&q->changed, &q->mu);
    }
    pthread_mutex_unlock(&q->mu);
}

/* ---- nothing to say ---- */

int take_ok(struct queue *q) {
    int count;

    pthread_mutex_lock(&q->mu);
    while (q->count == 0 && !q->closed)
        pthread_cond_wait(&q->changed, &q->mu);
    count = q->count--;
    pthread_mutex_unlock(&q->mu);

    pthread_mutex_lock(&q->mu);
    pthread_cond_broadcast(&q->changed);
    pthread_mutex_unlock(&q->mu);
    return count;
}

int take_until_ok(struct queue *q, const struct timespec *deadline) {
    int error = 0;

    pthread_mutex_lock(&q->mu);
    while (q->count == 0 && error != ETIMEDOUT)
        error = pthread_cond_timedwait(&q->changed, &q->mu, deadline);
    if (error == 0)
        q->count--;
    pthread_mutex_unlock(&q->mu);
    if (error != 0) {
        pthread_mutex_lock(&q->mu);
        q->closed = 1;
        pthread_mutex_unlock(&q->mu);
    }
    return error;
}

void wait_work_wait_ok(struct queue *q, void (*work)(int)) {
    int item;

    pthread_mutex_lock(&q->mu);
    for (;;) {
        while (q->count == 0 && !q->closed)
            pthread_cond_wait(&q->changed, &q->mu);
        if (q->closed)
            break;
        item = q->count--;
        pthread_mutex_unlock(&q->mu);
        work(item);
        pthread_mutex_lock(&q->mu);
    }
    pthread_mutex_unlock(&q->mu);
}
