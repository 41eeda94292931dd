/* tasks.c -- handles that are moved into tasks, and values that are sent. */
#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(uint64_t) counter;
typedef AM_ASYNC_SENDER(counter *) sender;
typedef AM_TASK(uint64_t) counting;

void show(const counter *c);

AM_TASK_ENTRY(add, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    AM_GUARD(uint64_t, n, shared);
    *n += 1;
}

AM_TASK_ENTRY_GIVING(count, uint64_t, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    AM_GUARD(uint64_t, n, shared);
    return *n;
}

am_status spawned_twice_bad(am_task *first, am_task *second) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    if (am_task_spawn(first, add, am_move(shared)) != AM_OK)
        return AM_NO_THREAD;
    // expected-warning@+1 {{'shared' is used after it was moved into a thread}}
    return am_task_spawn(second, add, am_move(shared));
}

am_status locked_afterwards_bad(counting *task) {
    counter *shared = am_arc_new(counter, .value = 0);
    am_status status = am_task_spawn_giving(task, count, am_move(shared));
    AM_GUARD(uint64_t, n, shared); // expected-warning {{'shared' is used after it was moved into a thread}}
    *n += 1;
    return status;
}

am_status into_the_pool_bad(am_task *task) {
    counter *shared = am_arc_new(counter, .value = 0);
    am_status status = am_task_spawn_blocking(task, add, am_move(shared));
    show(shared); // expected-warning {{'shared' is used after it was moved into a thread}}
    return status;
}

void into_a_set_bad(am_join_set *set) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    for (int i = 0; i < 5; i++)
        // expected-warning@+1 {{'shared' is used after it was moved into a thread}}
        if (am_join_set_spawn(set, add, am_move(shared)) != AM_OK)
            return;
}

void sent_bad(sender *out) {
    counter *shared = am_arc_new(counter, .value = 0);
    if (am_async_send(out, shared) != AM_OK) {
        am_arc_drop(&shared);
        return;
    }
    show(shared); // expected-warning {{'shared' is used after it was moved}}
}

/* ---- nothing to say ---- */

am_status each_has_its_own_ok(am_task *tasks) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    for (int i = 0; i < 10; i++)
        if (am_task_spawn(&tasks[i], add, am_arc_clone(shared)) != AM_OK)
            return AM_NO_THREAD;
    AM_GUARD(uint64_t, n, shared);
    *n += 1;
    return AM_OK;
}

am_status the_last_one_gets_the_handle_ok(am_task *tasks) {
    counter *shared = am_arc_new(counter, .value = 0);
    am_status status = am_task_spawn(&tasks[0], add, am_arc_clone(shared));
    if (status != AM_OK) {
        am_arc_drop(&shared);
        return status;
    }
    return am_task_spawn(&tasks[1], add, am_move(shared));
}

void kept_when_nobody_receives_ok(sender *out) {
    counter *shared = am_arc_new(counter, .value = 0);
    if (am_async_try_send(out, shared) == AM_OK)
        return;
    show(shared);
    am_arc_drop(&shared);
}

void answered_ok(sender *out) {
    counter *shared = am_arc_new(counter, .value = 0);
    if (am_oneshot_send(&out, shared) != AM_OK) {
        show(shared);
        am_arc_drop(&shared);
    }
}
