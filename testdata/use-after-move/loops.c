/* loops.c -- moved on one turn of a loop, used on the next. */
#include <arcmutex/arcmutex.h>

enum { WORKERS = 8 };

typedef AM_MUTEX(uint64_t) counter;

AM_THREAD_ENTRY(add, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    AM_GUARD(uint64_t, n, shared);
    *n += 1;
}

void keep(counter *handle);
void show(const counter *c);
int more_work(void);

int moved_on_each_turn_bad(void) {
    am_thread threads[WORKERS];
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);

    for (int i = 0; i < WORKERS; i++)
        // expected-warning@+1 {{'shared' is used after it was moved into a thread}}
        if (am_thread_spawn(&threads[i], add, am_move(shared)) != AM_OK)
            return 1;
    for (int i = 0; i < WORKERS; i++)
        am_thread_join(&threads[i]);
    return 0;
}

int passed_as_it_is_on_each_turn_bad(void) {
    am_thread threads[WORKERS];
    counter *shared = am_arc_new(counter, .value = 0);

    for (int i = 0; i < WORKERS; i++)
        // expected-warning@+1 {{'shared' is used after it was moved into a thread}}
        if (am_thread_spawn(&threads[i], add, shared) != AM_OK)
            return 1;
    for (int i = 0; i < WORKERS; i++)
        am_thread_join(&threads[i]);
    return 0;
}

void used_on_the_next_turn_bad(counter *c) {
    am_arc_auto counter *shared = am_arc_clone(c);

    while (more_work()) {
        show(shared); // expected-warning {{'shared' is used after it was moved}}
        if (more_work())
            keep(am_move(shared));
    }
}

void used_behind_the_loop_bad(counter *c) {
    am_arc_auto counter *shared = am_arc_clone(c);

    while (more_work()) {
        keep(am_move(shared));
        break;
    }
    show(shared); // expected-warning {{'shared' is used after it was moved}}
}

void tried_again_bad(counter *c) {
    am_thread t;
    am_arc_auto counter *shared = am_arc_clone(c);

retry:
    // expected-warning@+1 {{'shared' is used after it was moved into a thread}}
    if (am_thread_spawn(&t, add, am_move(shared)) != AM_OK)
        goto retry;
    am_thread_join(&t);
}

/* ---- nothing to say ---- */

int cloned_on_each_turn_ok(void) {
    am_thread threads[WORKERS];
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);

    for (int i = 0; i < WORKERS; i++)
        if (am_thread_spawn(&threads[i], add, am_arc_clone(shared)) != AM_OK)
            return 1;
    for (int i = 0; i < WORKERS; i++)
        am_thread_join(&threads[i]);
    AM_GUARD(uint64_t, n, shared);
    return *n == WORKERS;
}

int a_variable_of_each_turn_ok(counter *c) {
    am_thread t;

    for (int i = 0; i < WORKERS; i++) {
        am_arc_auto counter *mine = am_arc_clone(c);

        show(mine);
        if (am_thread_spawn(&t, add, am_move(mine)) != AM_OK)
            return 1;
        am_thread_join(&t);
    }
    return 0;
}

void assigned_on_each_turn_ok(counter *c) {
    counter *mine;

    for (int i = 0; i < WORKERS; i++) {
        mine = am_arc_clone(c);
        show(mine);
        keep(am_move(mine));
    }
}

void assigned_for_the_next_turn_ok(counter *c) {
    am_arc_auto counter *mine = am_arc_clone(c);

    while (more_work()) {
        show(mine);
        keep(am_move(mine));
        mine = am_arc_clone(c);
    }
}

void leaves_the_loop_ok(counter *c) {
    am_arc_auto counter *mine = am_arc_clone(c);

    for (;;) {
        show(mine);
        if (more_work()) {
            keep(am_move(mine));
            break;
        }
    }
}

void only_while_there_is_one_ok(counter *c) {
    am_arc_auto counter *mine = am_arc_clone(c);

    while (mine != NULL) {
        show(mine);
        if (!more_work())
            keep(am_move(mine));
    }
}

int one_from_an_array_ok(counter *c) {
    am_thread threads[WORKERS];
    counter *handles[WORKERS];
    int started = 0;

    for (int i = 0; i < WORKERS; i++)
        handles[i] = am_arc_clone(c);
    for (int i = 0; i < WORKERS; i++)
        if (am_thread_spawn(&threads[started], add, am_move(handles[i])) == AM_OK)
            started++;
    for (int i = 0; i < started; i++)
        am_thread_join(&threads[i]);
    return started;
}

int tried_again_ok(counter *c) {
    am_thread t;
    counter *mine;

retry:
    mine = am_arc_clone(c);
    if (am_thread_spawn(&t, add, am_move(mine)) != AM_OK)
        goto retry;
    am_thread_join(&t);
    return 0;
}
