// What a thread is given, and whether it may have it.
#include "arcmutex/arcmutex.h"

#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdlib.h>
#include <unistd.h>

struct job {
    int first, last;
    volatile int is_done;
    sem_t ready;
};

typedef AM_MUTEX(int) counter;
void *work(void *job);
void unknown(void);

int detached_bad(void) {
    struct job job = {0};
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, &job) != 0) // expected-warning {{a thread gets the address of 'job'}}
        return -1;
    return pthread_detach(thread);
}

int number_bad(int number) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, &number) == 0) // expected-warning {{a thread gets the address of 'number'}}
        pthread_detach(thread);
    return 0;
}

int member_bad(void) {
    struct job job = {0};
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, &job.first) == 0) // expected-warning {{a thread gets the address of 'job'}}
        return 1;
    return -1;
}

int early_return_bad(int is_hurried) {
    struct job job = {0};
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, &job) != 0) // expected-warning {{a thread gets the address of 'job'}}
        return -1;
    if (is_hurried)
        return -2;
    return pthread_join(thread, NULL);
}

void scope_bad(void) {
    pthread_t thread;
    {
        struct job job = {0};
        pthread_create(&thread, NULL, work, &job); // expected-warning {{a thread gets the address of 'job'}}
    }
    pthread_join(thread, NULL);
}

int sleeps_bad(void) {
    struct job job = {0};
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, &job) != 0) // expected-warning {{a thread gets the address of 'job'}}
        return -1;
    sleep(1); // is no wait for the thread
    return 0;
}

void guard_bad(counter *c) {
    pthread_t thread;
    AM_GUARD(int, n, c);
    pthread_create(
        &thread, NULL, work,
        n); // expected-warning {{'n' goes to another thread, but it is the guard of 'c', which this one holds}}
    pthread_detach(thread);
}

int joined_ok(void) {
    struct job job = {0};
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, &job) != 0)
        return -1;
    return pthread_join(thread, NULL);
}

int joined_by_helper_ok(void (*wait_for)(pthread_t)) {
    struct job job = {0};
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, &job) != 0)
        return -1;
    wait_for(thread);
    return 0;
}

int handed_over_ok(void) {
    struct job job = {0};
    pthread_t thread;
    sem_init(&job.ready, 0, 0);
    if (pthread_create(&thread, NULL, work, &job) != 0)
        return -1;
    sem_wait(&job.ready); // the thread has copied it
    return pthread_detach(thread);
}

int spins_ok(void) {
    struct job job = {0};
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, &job) != 0)
        return -1;
    while (!job.is_done)
        sched_yield();
    return pthread_detach(thread);
}

int reads_ok(void) {
    struct job job = {0};
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, &job) != 0)
        return -1;
    while (!job.is_done)
        ;
    return pthread_detach(thread);
}

int joined_in_loop_ok(pthread_t *threads, int count) {
    struct job job = {0};
    if (pthread_create(&threads[0], NULL, work, &job) != 0)
        return -1;
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    return 0;
}

int tried_ok(void) {
    struct job job = {0};
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, &job) != 0)
        return -1;
    if (pthread_tryjoin_np(thread, NULL) == 0)
        return 0;
    return pthread_join(thread, NULL);
}

int several_ok(int count) {
    pthread_t threads[8];
    struct job jobs[8];
    int made = 0;
    while (made < count && pthread_create(&threads[made], NULL, work, &jobs[made]) == 0)
        made++;
    for (int i = 0; i < made; i++)
        pthread_join(threads[i], NULL);
    return made;
}

int static_ok(void) {
    static struct job job;
    pthread_t thread;
    return pthread_create(&thread, NULL, work, &job);
}

int heap_ok(void) {
    struct job *job = malloc(sizeof *job);
    pthread_t thread;
    return job ? pthread_create(&thread, NULL, work, job) : -1;
}

int value_ok(long number) {
    pthread_t thread;
    return pthread_create(&thread, NULL, work, (void *)number);
}

int callers_ok(struct job *job) {
    pthread_t thread;
    return pthread_create(&thread, NULL, work, job);
}

void ends_here_ok(void) {
    struct job job = {0};
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, &job) == 0)
        pthread_exit(NULL);
}

int failed_ok(void) {
    struct job job = {0};
    pthread_t thread;
    int status = pthread_create(&thread, NULL, work, &job);
    if (status == 0)
        status = pthread_join(thread, NULL);
    return status;
}

int may_have_waited_ok(void) {
    struct job job = {0};
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, &job) != 0)
        return -1;
    unknown();
    return 0;
}

// The loop variable of the loop that makes the threads: where it ends, no thread may have been made.
void FN_loop_variable(void) {
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, work, &i);
    for (int k = 0; k < 4; k++)
        pthread_join(threads[k], NULL);
}

int unchecked_bad(int number) {
    pthread_t thread;
    return pthread_create(&thread, NULL, work, &number); // expected-warning {{a thread gets the address of 'number'}}
}

// The two paths meet before the end.
int FN_meets(int number) {
    pthread_t thread;
    int status = pthread_create(&thread, NULL, work, &number);
    return status == 0 ? 1 : -1;
}

// The address goes along inside an object.
int inside_bad(int number) {
    struct {
        int *number;
    } *box = malloc(sizeof *box);
    pthread_t thread;
    if (!box)
        return -1;
    box->number = &number;
    // expected-warning@+1 {{'box->number' gives a thread the address of 'number', which ends while the thread may still run}}
    return pthread_create(&thread, NULL, work, box);
}

struct order {
    struct {
        int *total;
    } part;
    int *rows[2];
};

int inside_a_part_bad(struct order *order, int total) {
    pthread_t thread;
    order->part.total = &total;
    return pthread_create(&thread, NULL, work, order); // expected-warning {{'order->part.total' gives a thread the address}}
}

// The object ends as well: that is said once.
int inside_a_local_bad(void) {
    int total = 0;
    struct order order = {.part = {&total}};
    pthread_t thread;
    return pthread_create(&thread, NULL, work, &order); // expected-warning {{a thread gets the address of 'order', which ends}}
}

int inside_an_inner_scope_bad(struct order *order) {
    pthread_t thread;
    {
        int total = 0;
        order->rows[1] = &total;
        if (pthread_create(&thread, NULL, work, order) != 0) // expected-warning {{'order->rows[...]' gives a thread the}}
            return -1;
    }
    return pthread_join(thread, NULL);
}

int guard_inside_bad(counter *shared) {
    pthread_t other;
    struct {
        int *value;
    } *box = malloc(sizeof *box);
    AM_GUARD(int, value, shared);
    box->value = value;
    // expected-warning@+1 {{'box->value' goes to another thread, but it is the guard of 'shared', which this one holds}}
    return pthread_create(&other, NULL, work, box);
}

int inside_joined_ok(struct order *order, int total) {
    pthread_t thread;
    order->part.total = &total;
    if (pthread_create(&thread, NULL, work, order) != 0)
        return -1;
    return pthread_join(thread, NULL);
}

int inside_taken_out_ok(struct order *order, int total) {
    pthread_t thread;
    order->part.total = &total;
    total += *order->part.total;
    order->part.total = NULL;
    return pthread_create(&thread, NULL, work, order);
}

int global_inside_ok(struct order *order) {
    static int total;
    pthread_t thread;
    order->part.total = &total;
    return pthread_create(&thread, NULL, work, order);
}

// What lies two pointers away is not looked for.
int FN_inside_of_inside(struct order **orders, int total) {
    pthread_t thread;
    struct order *order = orders[0];
    order->part.total = &total;
    return pthread_create(&thread, NULL, work, orders);
}

int main(void) {
    struct job job = {0};
    pthread_t thread;
    return pthread_create(&thread, NULL, work, &job) == 0 ? 0 : 1;
}
