/* tasks.c -- guards that live while the task waits; locks made for tasks may. */
#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(uint64_t) counter;
typedef AM_RWLOCK(int) config;
typedef AM_ASYNC_MUTEX(uint64_t) async_counter;
typedef AM_ASYNC_MUTEX(int) async_level;
typedef AM_ASYNC_RWLOCK(int) async_config;
typedef AM_ASYNC_SENDER(uint64_t) sender;
typedef AM_ASYNC_RECEIVER(uint64_t) receiver;
typedef AM_TASK(int) counting;

void show(uint64_t n);

AM_TASK_ENTRY(bump_bad, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    AM_GUARD(uint64_t, n, shared);
    *n += 1;
    am_task_sleep(10); // expected-warning {{the guard 'n' of 'shared' is still alive across this sleep}}
    *n += 1;
}

void at_a_yield_bad(counter *c) {
    AM_GUARD(uint64_t, n, c);
    *n += 1;
    am_task_yield(); // expected-warning {{the guard 'n' of 'c' is still alive across this yield}}
}

void at_an_await_bad(counter *c, am_task *task) {
    AM_GUARD(uint64_t, n, c);
    *n += 1;
    // expected-warning@+1 {{across this await: the task can wake on another thread, and everyone who wants the lock}}
    am_task_await(task);
}

void at_an_await_for_a_result_bad(counter *c, counting *task) {
    int result = 0;
    am_guard uint64_t *n = am_lock(c);
    // expected-warning@+1 {{the guard 'n' of 'c' is still alive across this await}}
    if (am_task_await_result(task, &result) == AM_OK)
        *n += (uint64_t)result;
}

void at_an_await_with_a_limit_bad(counter *c, am_task *task) {
    AM_GUARD(uint64_t, n, c);
    // expected-warning@+1 {{the guard 'n' of 'c' is still alive across this await}}
    if (am_task_await_within(task, 10) != AM_TIMED_OUT)
        *n += 1;
}

void at_a_join_set_bad(counter *c, am_join_set *set) {
    AM_GUARD(uint64_t, n, c);
    // expected-warning@+1 {{the guard 'n' of 'c' is still alive across this await}}
    while (am_join_set_next(set) != AM_EMPTY)
        *n += 1;
}

void at_a_lock_for_tasks_bad(counter *c, async_level *other) {
    AM_GUARD(uint64_t, n, c);
    AM_ASYNC_GUARD(int, m, other); // expected-warning {{the guard 'n' of 'c' is still alive across this await}}
    *m += (int)*n;
}

void while_reading_bad(config *c, am_async_notify *notice) {
    AM_READ_GUARD(int, now, c);
    am_async_notify_wait(notice); // expected-warning {{the guard 'now' of 'c' is still alive across this await}}
    show((uint64_t)*now);
}

void at_a_permit_bad(counter *c, am_semaphore *permits) {
    AM_GUARD(uint64_t, n, c);
    // expected-warning@+1 {{the guard 'n' of 'c' is still alive across this await}}
    if (am_semaphore_acquire(permits, 1) == AM_OK)
        *n += 1;
}

void at_a_send_bad(counter *c, sender *out) {
    AM_GUARD(uint64_t, n, c);
    uint64_t copy = *n;
    // expected-warning@+1 {{the guard 'n' of 'c' is still alive across this await}}
    if (am_async_send(out, copy) != AM_OK)
        *n = 0;
}

void at_a_receive_bad(counter *c, receiver *in) {
    AM_GUARD(uint64_t, n, c);
    uint64_t next;
    // expected-warning@+1 {{the guard 'n' of 'c' is still alive across this await}}
    if (am_async_recv(in, &next) == AM_OK)
        *n += next;
}

void both_guards_bad(async_counter *outer, counter *inner) {
    AM_ASYNC_GUARD(uint64_t, m, outer);
    AM_GUARD(uint64_t, n, inner);
    *n += *m;
    am_task_sleep(10); // expected-warning {{the guard 'n' of 'inner' is still alive across this sleep}}
}

static void rest(void) {
    am_task_sleep(10);
}

void through_a_helper_bad(counter *c) {
    AM_GUARD(uint64_t, n, c);
    *n += 1;
    rest(); // expected-warning {{the guard 'n' of 'c' is still alive across this sleep}}
}

/* ---- nothing to say ---- */

AM_TASK_ENTRY(bump_ok, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    {
        AM_GUARD(uint64_t, n, shared);
        *n += 1;
    }
    am_task_sleep(10);
    AM_GUARD(uint64_t, n, shared);
    *n += 1;
}

void made_for_tasks_ok(async_counter *c, am_task *task) {
    AM_ASYNC_GUARD(uint64_t, n, c);
    *n += 1;
    am_task_sleep(10);
    am_task_yield();
    am_task_await(task);
    *n += 1;
}

void one_inside_the_other_ok(async_counter *outer, async_counter *inner) {
    AM_ASYNC_GUARD(uint64_t, m, outer);
    AM_ASYNC_GUARD(uint64_t, n, inner);
    *n += *m;
}

void reading_for_tasks_ok(async_config *c, receiver *in) {
    AM_ASYNC_READ_GUARD(int, now, c);
    for (uint64_t next; am_async_recv(in, &next) == AM_OK;)
        show(next + (uint64_t)*now);
}

void writing_for_tasks_ok(async_config *c) {
    am_async_write_guard int *next = am_async_write_lock(c);
    am_task_sleep(1);
    *next += 1;
    am_async_write_unlock(next);
    am_task_sleep(1);
}

void tried_for_tasks_ok(async_counter *c) {
    am_async_guard uint64_t *n = am_async_try_lock(c);
    if (n == NULL)
        return;
    am_task_sleep(1);
    *n += 1;
}

void timed_for_tasks_ok(async_counter *c) {
    am_async_guard uint64_t *n = am_async_lock_for(c, 10);
    if (n != NULL)
        *n += 1;
    am_task_yield();
}

void the_mutex_is_free_by_then_ok(async_counter *outer, counter *inner) {
    AM_ASYNC_GUARD(uint64_t, m, outer);
    {
        AM_GUARD(uint64_t, n, inner);
        *n += *m;
    }
    am_task_sleep(10);
    *m += 1;
}

void without_a_wait_ok(counter *c, am_semaphore *permits, am_async_notify *notice, sender *out) {
    AM_GUARD(uint64_t, n, c);
    uint64_t copy = *n;
    if (am_semaphore_try_acquire(permits, 1) == AM_OK)
        am_semaphore_release(permits, 1);
    am_async_notify_one(notice);
    if (am_async_try_send(out, copy) != AM_OK)
        *n = 0;
}

void spawned_under_the_lock_ok(counter *c, counter *other) {
    am_task task;
    AM_GUARD(uint64_t, n, c);
    if (am_task_spawn(&task, bump_ok, am_arc_clone(other)) == AM_OK)
        am_task_detach(&task);
    *n += 1;
}
