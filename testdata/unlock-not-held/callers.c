// What a function does wrong by itself is said there, and not once more where it is called.
#include <pthread.h>
#include <stdlib.h>

struct queue {
    pthread_mutex_t mu;
    pthread_cond_t changed;
    int length;
};

static void wait_unlocked_bad(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    pthread_mutex_unlock(&q->mu);
    while (q->length == 0)
        pthread_cond_wait(&q->changed, &q->mu); // expected-warning {{waits with 'q->mu', which this thread does not hold}}
}

static void unlock_twice_bad(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    pthread_mutex_unlock(&q->mu);
    pthread_mutex_unlock(&q->mu); // expected-warning {{'q->mu' is unlocked twice}}
}

static void wait_for_caller(struct queue *q) {
    while (q->length == 0)
        pthread_cond_wait(&q->changed, &q->mu);
}

static void unlock_for_caller(struct queue *q) {
    pthread_mutex_unlock(&q->mu);
}

static void *wait_ok(void *argument) {
    wait_unlocked_bad(argument);
    return NULL;
}

static void *unlock_ok(void *argument) {
    unlock_twice_bad(argument);
    return NULL;
}

static void *wait_bad(void *argument) {
    wait_for_caller(argument); // expected-warning {{'wait_for_caller' waits with 'argument->mu', which this thread does not hold}}
    return NULL;
}

static void *unlock_bad(void *argument) {
    unlock_for_caller(argument); // expected-warning {{'argument->mu' is unlocked, but this thread has not locked it}}
    return NULL;
}

// Its lock is still held, whatever was done to the other one.
void mixed_bad(struct queue *q, struct queue *other) {
    pthread_mutex_lock(&q->mu);
    unlock_twice_bad(other);
    pthread_mutex_unlock(&q->mu);
    pthread_mutex_unlock(&q->mu); // expected-warning {{'q->mu' is unlocked twice}}
}

void start(struct queue *q) {
    pthread_t threads[4];
    pthread_create(&threads[0], NULL, wait_ok, q);
    pthread_create(&threads[1], NULL, unlock_ok, q);
    pthread_create(&threads[2], NULL, wait_bad, q);
    pthread_create(&threads[3], NULL, unlock_bad, q);
}
