// A function that sorts what comes along: what one of its many cases does is told only where it is known which one.
#include <pthread.h>
#include <stddef.h>
#include <unistd.h>

enum kind { OPEN, READ, WRITE, FLUSH, CLOSE, SLEEP };
struct event {
    struct event *next;
    int kind, arg;
};
struct queue {
    pthread_mutex_t mu;
    struct event *first;
    int served[6];
};

typedef void serve(struct queue *q, int arg);
extern void post(struct queue *q, struct event *e);

static void handle(struct queue *q, const struct event *e) {
    switch (e->kind) {
    case OPEN:
        q->served[OPEN]++;
        break;
    case READ:
        q->served[READ]++;
        break;
    case WRITE:
        q->served[WRITE]++;
        break;
    case FLUSH:
        q->served[FLUSH]++;
        break;
    case CLOSE:
        q->served[CLOSE] += e->arg;
        break;
    case SLEEP:
        sleep((unsigned)e->arg);
        break;
    }
}

static void handle_with(struct queue *q, int kind, serve *one, serve *other) {
    switch (kind) {
    case OPEN:
    case READ:
        q->served[kind]++;
        break;
    case WRITE:
        one(q, 0);
        break;
    case FLUSH:
        one(q, 1);
        break;
    case CLOSE:
        q->served[CLOSE]--;
        break;
    case SLEEP:
        other(q, 2);
        break;
    default:
        other(q, 3);
        break;
    }
}

static void lock_and_count(struct queue *q, int arg) {
    pthread_mutex_lock(&q->mu);
    q->served[READ] += arg;
    pthread_mutex_unlock(&q->mu);
}

static void count(struct queue *q, int arg) {
    q->served[READ] += arg;
}

// The queue's owner puts nothing into it that sleeps.
void serve_all_ok(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    for (struct event *e = q->first; e; e = e->next)
        handle(q, e);
    pthread_mutex_unlock(&q->mu);
}

void serve_with_ok(struct queue *q, int kind) {
    pthread_mutex_lock(&q->mu);
    handle_with(q, kind, lock_and_count, count);
    pthread_mutex_unlock(&q->mu);
}

void serve_one_ok(struct queue *q) {
    struct event e = {.kind = CLOSE, .arg = 1};
    pthread_mutex_lock(&q->mu);
    handle(q, &e);
    pthread_mutex_unlock(&q->mu);
}

void serve_one_bad(struct queue *q) {
    struct event e = {.kind = SLEEP, .arg = 1};
    pthread_mutex_lock(&q->mu);
    handle(q, &e); // expected-warning {{'q->mu' is held across 'handle'}}
    pthread_mutex_unlock(&q->mu);
}

void serve_write_bad(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    handle_with(q, WRITE, lock_and_count, count); // expected-warning {{'q->mu' is locked again}}
    pthread_mutex_unlock(&q->mu);
}

// What is in no case of its own happens for all the rest.
void serve_rest_bad(struct queue *q, int kind) {
    pthread_mutex_lock(&q->mu);
    handle_with(q, kind, count, lock_and_count); // expected-warning {{'q->mu' is locked again}}
    pthread_mutex_unlock(&q->mu);
}

static void handle_and_sleep(struct queue *q, const struct event *e) {
    int served = 0;
    switch (e->kind) {
    case OPEN:
        served = 1;
        break;
    case READ:
        served = 2;
        break;
    case WRITE:
        served = 3;
        break;
    case FLUSH:
        served = 4;
        break;
    case CLOSE:
        served = 5;
        break;
    }
    q->served[0] = served;
    sleep(1);
}

// Behind the switch it is the same for all.
void sleep_afterwards_bad(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    handle_and_sleep(q, q->first); // expected-warning {{'q->mu' is held across 'handle_and_sleep'}}
    pthread_mutex_unlock(&q->mu);
}

// Who has the lock and the cases side by side knows both.
void serve_here_bad(struct queue *q, int kind) {
    pthread_mutex_lock(&q->mu);
    switch (kind) {
    case OPEN:
    case READ:
    case WRITE:
    case FLUSH:
        q->served[kind]++;
        break;
    case CLOSE:
        q->served[CLOSE]--;
        break;
    case SLEEP:
        sleep(1); // expected-warning {{'q->mu' is held across 'sleep'}}
        break;
    }
    pthread_mutex_unlock(&q->mu);
}

struct pool {
    pthread_mutex_t mu;
    pthread_t workers[4];
};
struct context {
    struct pool *pool; /* only of the one that the user makes */
    struct context *next;
};

static void context_free(struct context *context) {
    if (context->pool)
        for (int i = 0; i < 4; i++)
            pthread_join(context->pool->workers[i], NULL);
    context->next = NULL;
}

// FP_: the contexts of a pool's workers have no pool of their own, as whoever makes them knows.
void FP_give_back(struct pool *pool, struct context *workers_own) {
    pthread_mutex_lock(&pool->mu);
    context_free(workers_own); // expected-warning {{'pool->mu' is held across 'context_free'}}
    pthread_mutex_unlock(&pool->mu);
}
