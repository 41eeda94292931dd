// Unlocking what is not held: twice, after a failed try, at the beginning of a thread.
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>

struct queue {
    pthread_mutex_t mu;
    pthread_cond_t changed;
    pthread_rwlock_t rw;
    int length, capacity;
};

static pthread_mutex_t recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

extern int check(int n);
extern void queue_lock(struct queue *q);

// ---- twice ----

void falls_through_bad(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    if (q->length == q->capacity) // expected-note {{taking the true branch, 'q->length == q->capacity'}}
        pthread_mutex_unlock(&q->mu); // expected-note {{unlocked here}}
    else
        q->length++;
    pthread_mutex_unlock(&q->mu); // expected-warning {{'q->mu' is unlocked twice}} expected-note {{unlock only on the paths that hold it}}
}

void in_a_row_bad(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    q->length++;
    pthread_mutex_unlock(&q->mu);
    pthread_mutex_unlock(&q->mu); // expected-warning {{'q->mu' is unlocked twice}}
}

void the_callers_lock_bad(struct queue *q) {
    q->length--;
    pthread_mutex_unlock(&q->mu);
    pthread_mutex_unlock(&q->mu); // expected-warning {{'q->mu' is unlocked twice}}
}

static void leave(struct queue *q) {
    pthread_mutex_unlock(&q->mu);
}

void once_here_once_there_bad(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    leave(q);
    pthread_mutex_unlock(&q->mu); // expected-warning {{'q->mu' is unlocked twice}}
}

void in_the_helper_bad(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    pthread_mutex_unlock(&q->mu);
    leave(q); // expected-warning {{'q->mu' is unlocked twice}} expected-note {{'leave' is called here}}
}

int goto_bad(struct queue *q) {
    int error = -1;

    pthread_mutex_lock(&q->mu);
    if (q->length == 0) {
        pthread_mutex_unlock(&q->mu);
        goto out;
    }
    error = 0;
out:
    pthread_mutex_unlock(&q->mu); // expected-warning {{'q->mu' is unlocked twice}}
    return error;
}

void loop_bad(struct queue *q, int n) {
    pthread_mutex_lock(&q->mu);
    while (n-- > 0)
        pthread_mutex_unlock(&q->mu); // expected-warning {{'q->mu' is unlocked twice}}
} // expected-warning {{returning with 'q->mu' still locked}}

// ---- not got ----

void failed_bad(struct queue *q) {
    if (pthread_mutex_trylock(&q->mu) == 0) // expected-note {{the try to lock it fails here}}
        q->length++;
    pthread_mutex_unlock(&q->mu); // expected-warning {{'q->mu' is unlocked although this thread did not get it}}
}

void wrong_way_round_bad(struct queue *q) {
    if (pthread_mutex_trylock(&q->mu))
        pthread_mutex_unlock(&q->mu); // expected-warning {{'q->mu' is unlocked although this thread did not get it}}
}

// ---- waiting ----

void waits_without_bad(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    pthread_mutex_unlock(&q->mu);
    while (q->length == 0)
        pthread_cond_wait(&q->changed, &q->mu); // expected-warning {{'pthread_cond_wait' waits with 'q->mu', which this thread does not hold}}
}

// ---- roots ----

static void *thread_bad(void *argument) { // expected-note {{'thread_bad' begins with nothing locked}}
    struct queue *q = argument;

    printf("hello\n");
    q->length++; // expected-warning {{'q->length' is written without 'q->mu'}}
    pthread_mutex_unlock(&q->mu); // expected-warning {{'q->mu' is unlocked, but this thread has not locked it}}
    return NULL;
}

static void *helper_of_a_thread_bad(void *argument) {
    leave(argument); // expected-warning {{'argument->mu' is unlocked, but this thread has not locked it}}
    return NULL;
}

static void *locked_elsewhere_ok(void *argument) {
    struct queue *q = argument;

    queue_lock(q);
    q->length++;
    pthread_mutex_unlock(&q->mu);
    return NULL;
}

int start_ok(struct queue *q) {
    pthread_t thread;

    return pthread_create(&thread, NULL, thread_bad, q) || pthread_create(&thread, NULL, helper_of_a_thread_bad, q) ||
           pthread_create(&thread, NULL, locked_elsewhere_ok, q);
}

// ---- fine ----

void for_the_caller_ok(struct queue *q) {
    q->length--;
    pthread_mutex_unlock(&q->mu);
}

void again_ok(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    pthread_mutex_unlock(&q->mu);
    pthread_mutex_lock(&q->mu);
    pthread_mutex_unlock(&q->mu);
}

void locked_in_between_ok(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    pthread_mutex_unlock(&q->mu);
    queue_lock(q);
    pthread_mutex_unlock(&q->mu);
}

void gone_ok(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    if (q->length == 0) {
        pthread_mutex_unlock(&q->mu);
        return;
    }
    pthread_mutex_unlock(&q->mu);
}

void flag_ok(struct queue *q) {
    bool locked = true;

    pthread_mutex_lock(&q->mu);
    if (q->length == 0) {
        pthread_mutex_unlock(&q->mu);
        locked = false;
    }
    check(q->capacity);
    if (locked)
        pthread_mutex_unlock(&q->mu);
}

void the_caller_may_hold_it_twice_ok(void) {
    pthread_mutex_unlock(&recursive);
    pthread_mutex_unlock(&recursive);
}

void readers_ok(struct queue *q) {
    pthread_rwlock_unlock(&q->rw);
    pthread_rwlock_unlock(&q->rw);
}

void every_queue_ok(struct queue *queues, int n) {
    for (int i = 0; i < n; i++)
        pthread_mutex_lock(&queues[i].mu);
    for (int i = n - 1; i >= 0; i--)
        pthread_mutex_unlock(&queues[i].mu);
}

int not_busy_ok(struct queue *q) {
    if (pthread_mutex_trylock(&q->mu) == EBUSY)
        return 0;
    q->length++;
    pthread_mutex_unlock(&q->mu);
    return 1;
}

void until_got_ok(struct queue *q) {
    while (pthread_mutex_trylock(&q->mu) != 0)
        check(0);
    pthread_mutex_unlock(&q->mu);
}
