/* arcmutex.c -- waiting while a guard is alive; and functions that only have the name of one that waits. */
#include <arcmutex/arcmutex.h>
#include <pthread.h>
#include <unistd.h>

typedef AM_MUTEX(uint64_t) counter;

struct outbox {
    pthread_mutex_t mu;
    int items[8];
    int count;
};

AM_THREAD_ENTRY(add, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    AM_GUARD(uint64_t, n, shared);
    *n += 1;
}

void guard_bad(counter *c) {
    AM_GUARD(uint64_t, n, c);
    *n += 1;
    sleep(1); // expected-warning {{'c' is held across 'sleep'}}
}

void lock_bad(counter *c) {
    uint64_t *n = am_lock(c);

    *n += 1;
    usleep(10); // expected-warning {{'c' is held across 'usleep'}}
    am_unlock(n);
}

/* The thread wants the lock that its joiner holds. */
void join_bad(counter *c) {
    am_thread t;
    AM_GUARD(uint64_t, n, c);

    if (am_thread_spawn(&t, add, am_arc_clone(c)) != AM_OK)
        return;
    am_thread_join(&t); // expected-warning {{'c' is held across 'am_thread_join'}}
    *n += 1;
}

void tried_bad(counter *c) {
    am_status status;
    am_guard uint64_t *n = am_try_lock(c, &status);

    if (n)
        sleep(1); // expected-warning {{'c' is held across 'sleep'}}
}

/* ---- nothing to say ---- */

void its_own_block_ok(counter *c) {
    {
        AM_GUARD(uint64_t, n, c);
        *n += 1;
    }
    sleep(1);
}

void join_ok(counter *c) {
    am_thread t;

    if (am_thread_spawn(&t, add, am_arc_clone(c)) != AM_OK)
        return;
    am_thread_join(&t);
    AM_GUARD(uint64_t, n, c);
    *n += 1;
}

void busy_ok(counter *c) {
    am_status status;
    am_guard uint64_t *n = am_try_lock(c, &status);

    if (n == NULL) {
        sleep(1);
        return;
    }
    *n += 1;
}

void released_early_ok(counter *c) {
    am_guard uint64_t *n = am_lock(c);

    *n += 1;
    am_unlock(n);
    sleep(1);
}

/* Ours, not the one of the sockets. */
static int send(struct outbox *o, int item) {
    if (o->count == 8)
        return -1;
    o->items[o->count++] = item;
    return 0;
}

int same_name_ok(struct outbox *o, int item) {
    int result;

    pthread_mutex_lock(&o->mu);
    result = send(o, item);
    pthread_mutex_unlock(&o->mu);
    return result;
}
