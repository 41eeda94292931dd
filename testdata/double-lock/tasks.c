/* tasks.c -- locks for tasks are not reentrant either. */
#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(uint64_t) counter;
typedef AM_ASYNC_MUTEX(uint64_t) async_counter;
typedef AM_ASYNC_RWLOCK(uint64_t) async_config;

void locked_twice_bad(async_counter *c) {
    AM_ASYNC_GUARD(uint64_t, n, c);
    AM_ASYNC_GUARD(uint64_t, again, c); // expected-warning {{'c' is locked again while this thread already holds it}}
    *n = *again;
}

void over_a_wait_bad(async_counter *c) {
    AM_ASYNC_GUARD(uint64_t, n, c);
    am_task_sleep(1);
    AM_ASYNC_GUARD(uint64_t, again, c); // expected-warning {{'c' is locked again while this thread already holds it}}
    *n = *again;
}

void written_twice_bad(async_config *c) {
    AM_ASYNC_WRITE_GUARD(uint64_t, next, c);
    AM_ASYNC_WRITE_GUARD(uint64_t, again, c); // expected-warning {{'c' is locked again while this thread already holds it}}
    *next = *again;
}

static void add_one(counter *c) {
    AM_GUARD(uint64_t, n, c);
    *n += 1;
}

AM_TASK_ENTRY(calls_a_helper_bad, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    AM_GUARD(uint64_t, n, shared);
    add_one(shared); // expected-warning {{'handle' is locked again while this thread already holds it}}
    *n += 1;
}

void one_after_the_other_ok(async_counter *c) {
    for (int i = 0; i < 10; i++) {
        AM_ASYNC_GUARD(uint64_t, n, c);
        *n += 1;
    }
    am_async_guard uint64_t *n = am_async_lock(c);
    am_async_unlock(n);
    n = am_async_lock(c);
    *n += 1;
}

void two_readers_ok(async_config *c, async_config *d) {
    AM_ASYNC_READ_GUARD(uint64_t, now, c);
    AM_ASYNC_READ_GUARD(uint64_t, other, d);
    (void)(*now + *other);
}

void tried_again_ok(async_counter *c) {
    AM_ASYNC_GUARD(uint64_t, n, c);
    am_async_guard uint64_t *again = am_async_try_lock(c);
    if (again == NULL)
        *n += 1;
}
