/* spawn.c -- handles that went into a thread, and their owners who forgot it. */
#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(uint64_t) counter;

AM_THREAD_ENTRY(add, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    AM_GUARD(uint64_t, n, shared);
    *n += 1;
}

void report(const counter *c);

int spawned_twice_bad(counter *start) {
    am_thread t1, t2;
    am_arc_auto counter *counter = am_arc_clone(start);

    if (am_thread_spawn(&t1, add, am_move(counter)) != AM_OK)
        return 1;
    // expected-warning@+1 {{'counter' is used after it was moved into a thread}}
    if (am_thread_spawn(&t2, add, am_move(counter)) != AM_OK)
        return 1;
    am_thread_join(&t1);
    am_thread_join(&t2);
    return 0;
}

int cloned_too_late_bad(void) {
    am_thread t1, t2;
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);

    if (am_thread_spawn(&t1, add, am_move(shared)) != AM_OK)
        return 1;
    am_thread_join(&t1);
    // expected-warning@+1 {{'shared' is used after it was moved into a thread}}
    if (am_thread_spawn(&t2, add, am_arc_clone(shared)) != AM_OK)
        return 1;
    am_thread_join(&t2);
    return 0;
}

uint64_t locked_afterwards_bad(void) {
    am_thread t;
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);

    if (am_thread_spawn(&t, add, am_move(shared)) != AM_OK)
        return 0;
    am_thread_join(&t);
    AM_GUARD(uint64_t, n, shared); // expected-warning {{'shared' is used after it was moved into a thread}}
    return *n;
}

/* Without am_move the variable still points to the value, but the handle is the thread's. */
uint64_t passed_as_it_is_bad(void) {
    am_thread t;
    counter *shared = am_arc_new(counter, .value = 0);
    uint64_t result;

    if (am_thread_spawn(&t, add, shared) != AM_OK)
        return 0;
    uint64_t *n = am_lock(shared); // expected-warning {{'shared' is used after it was moved into a thread}}
    result = *n;
    am_unlock(n);
    am_thread_join(&t);
    return result;
}

int passed_as_it_is_twice_bad(void) {
    am_thread t1, t2;
    counter *shared = am_arc_new(counter, .value = 0);

    if (am_thread_spawn(&t1, add, shared) != AM_OK)
        return 1;
    // expected-warning@+1 {{'shared' is used after it was moved into a thread}}
    if (am_thread_spawn(&t2, add, shared) != AM_OK)
        return 1;
    am_thread_join(&t1);
    am_thread_join(&t2);
    return 0;
}

void given_to_a_function_bad(void) {
    am_thread t;
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);

    if (am_thread_spawn(&t, add, am_move(shared)) != AM_OK)
        return;
    report(shared); // expected-warning {{'shared' is used after it was moved into a thread}}
    am_thread_join(&t);
}

/* A failing spawn drops the handle. */
void after_a_failed_spawn_bad(void) {
    am_thread t;
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);

    if (am_thread_spawn(&t, add, am_move(shared)) != AM_OK) {
        AM_GUARD(uint64_t, n, shared); // expected-warning {{'shared' is used after it was moved into a thread}}
        *n += 1;
        return;
    }
    am_thread_join(&t);
}

/* ---- nothing to say ---- */

int a_clone_for_each_ok(void) {
    am_thread t1, t2;
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);

    if (am_thread_spawn(&t1, add, am_arc_clone(shared)) != AM_OK)
        return 1;
    if (am_thread_spawn(&t2, add, am_arc_clone(shared)) != AM_OK)
        return 1;
    am_thread_join(&t1);
    am_thread_join(&t2);
    AM_GUARD(uint64_t, n, shared);
    return *n == 2;
}

int the_last_one_is_moved_ok(void) {
    am_thread t1, t2;
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);

    if (am_thread_spawn(&t1, add, am_arc_clone(shared)) != AM_OK)
        return 1;
    if (am_thread_spawn(&t2, add, am_move(shared)) != AM_OK)
        return 1;
    am_thread_join(&t1);
    am_thread_join(&t2);
    return 0;
}

int the_last_one_is_passed_as_it_is_ok(void) {
    am_thread t1, t2;
    counter *shared = am_arc_new(counter, .value = 0);

    if (am_thread_spawn(&t1, add, am_arc_clone(shared)) != AM_OK) {
        am_arc_drop(&shared);
        return 1;
    }
    if (am_thread_spawn(&t2, add, shared) != AM_OK)
        return 1;
    am_thread_join(&t1);
    am_thread_join(&t2);
    return 0;
}

int cloned_before_ok(counter *start) {
    am_thread t;
    counter *theirs = am_arc_clone(start);
    am_arc_auto counter *ours = am_arc_clone(theirs);

    if (am_thread_spawn(&t, add, theirs) != AM_OK)
        return 1;
    am_thread_join(&t);
    AM_GUARD(uint64_t, n, ours);
    return *n == 1;
}

int a_new_one_ok(void) {
    am_thread t1, t2;
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);

    if (am_thread_spawn(&t1, add, am_move(shared)) != AM_OK)
        return 1;
    shared = am_arc_new(counter, .value = 1);
    if (am_thread_spawn(&t2, add, am_arc_clone(shared)) != AM_OK)
        return 1;
    am_thread_join(&t1);
    am_thread_join(&t2);
    AM_GUARD(uint64_t, n, shared);
    return *n == 2;
}

int a_new_one_after_a_failed_spawn_ok(void) {
    am_thread t;
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);

    if (am_thread_spawn(&t, add, am_move(shared)) == AM_OK) {
        am_thread_join(&t);
        return 0;
    }
    shared = am_arc_new(counter, .value = 0);
    AM_GUARD(uint64_t, n, shared);
    *n = 1;
    return 1;
}

void dropping_what_was_moved_ok(void) {
    am_thread t;
    counter *shared = am_arc_new(counter, .value = 0);

    if (am_thread_spawn(&t, add, am_move(shared)) == AM_OK)
        am_thread_join(&t);
    am_arc_drop(&shared);
}

int testing_what_was_moved_ok(int in_background) {
    am_thread t;
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);

    if (in_background && am_thread_spawn(&t, add, am_move(shared)) == AM_OK)
        am_thread_join(&t);
    if (shared != NULL) {
        AM_GUARD(uint64_t, n, shared);
        *n += 1;
    }
    return shared ? 1 : 0;
}

unsigned long asking_for_its_size_ok(void) {
    am_thread t;
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);

    if (am_thread_spawn(&t, add, am_move(shared)) == AM_OK)
        am_thread_join(&t);
    return sizeof *shared + sizeof(shared->value);
}

void set_to_null_ok(void) {
    am_thread t;
    counter *shared = am_arc_new(counter, .value = 0);

    if (am_thread_spawn(&t, add, shared) == AM_OK)
        am_thread_join(&t);
    shared = NULL;
    if (shared)
        report(shared);
}
