/* helpers.c -- handles that helpers move, clone, drop and hand back. */
#include <arcmutex/arcmutex.h>
#include <stdint.h>

typedef AM_MUTEX(uint64_t) counter;

AM_THREAD_ENTRY(add, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    AM_GUARD(uint64_t, n, shared);
    *n += 1;
}

static int start(am_thread *thread, counter *shared) {
    return am_thread_spawn(thread, add, shared) == AM_OK ? 0 : 1;
}

static counter *share(counter *shared) {
    return am_arc_clone(shared);
}

static uint64_t read_it(counter *shared) {
    AM_GUARD(uint64_t, n, shared);
    return *n;
}

static uint64_t peek(counter *shared) {
    return am_is_poisoned(shared);
}

/* ---- given to a thread inside the helper ---- */

int moved_by_a_helper_bad(void) {
    am_thread first, second;
    counter *shared = am_arc_new(counter, .value = 0);
    if (start(&first, shared) != 0)
        return 1;
    if (start(&second, shared) != 0) // expected-warning {{'shared' is used after it was moved into a thread}}
        return 1;
    am_thread_join(&first);
    am_thread_join(&second);
    return 0;
}

int moved_by_a_helper_ok(void) {
    am_thread first, second;
    counter *shared = am_arc_new(counter, .value = 0);
    if (start(&first, share(shared)) != 0) {
        am_arc_drop(&shared);
        return 1;
    }
    if (start(&second, am_move(shared)) != 0)
        return 1;
    am_thread_join(&first);
    am_thread_join(&second);
    return 0;
}

int moved_and_read_bad(am_thread *thread) {
    counter *shared = am_arc_new(counter, .value = 0);
    if (start(thread, shared) != 0)
        return 1;
    return (int)read_it(shared); // expected-warning {{'shared' is used after it was moved into a thread}}
}

int cloned_and_read_ok(am_thread *thread) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    if (start(thread, am_arc_clone(shared)) != 0)
        return 1;
    return (int)(read_it(shared) + peek(shared));
}

/* ---- a loop that makes a new one each time ---- */

int new_each_time_ok(am_thread *threads, int count) {
    for (int i = 0; i < count; i++) {
        counter *shared = am_arc_new(counter, .value = 0);
        if (start(&threads[i], shared) != 0)
            return 1;
    }
    return 0;
}
