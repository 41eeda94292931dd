// Waiting in functions of other files.
#include "queue.h"

void once_bad(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    if (q->length == 0)
        queue_wait(q); // expected-warning {{'q->changed' is waited for only once}}
    pthread_mutex_unlock(&q->mu);
}

void in_a_loop_ok(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    while (q->length == 0)
        queue_wait(q);
    pthread_mutex_unlock(&q->mu);
}

void other_lock_held_bad(struct queue *q) {
    pthread_mutex_lock(&q->other);
    pthread_mutex_lock(&q->mu);
    while (q->length == 0)
        queue_wait(q); // expected-warning {{waiting for 'q->changed' with 'q->other' still locked}}
    pthread_mutex_unlock(&q->mu);
    pthread_mutex_unlock(&q->other);
}

// shared.c waits in it: that is what such a lock does.
void own_lock_behind_another_ok(struct queue *q, struct shared_lock *l) {
    pthread_mutex_lock(&q->mu);
    shared_read(l);
    q->length++;
    shared_leave(l);
    pthread_mutex_unlock(&q->mu);
}

void own_lock_for_writing_ok(struct queue *q, struct shared_lock *l) {
    pthread_mutex_lock(&q->mu);
    shared_write(l);
    q->length++;
    shared_leave(l);
    pthread_mutex_unlock(&q->mu);
}
