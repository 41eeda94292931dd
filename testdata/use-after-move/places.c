/* places.c -- handles under several names, in structs and in globals; moved to others than threads. */
#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(uint64_t) counter;

typedef struct worker {
    counter *handle;
    am_thread thread;
    struct worker *next;
} worker;

AM_THREAD_ENTRY(add, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    AM_GUARD(uint64_t, n, shared);
    *n += 1;
}

static counter *current;

void keep(counter *handle);
void show(const counter *c);
void refresh(void);

void kept_elsewhere_bad(counter *c) {
    am_arc_auto counter *mine = am_arc_clone(c);

    keep(am_move(mine));
    AM_GUARD(uint64_t, n, mine); // expected-warning {{'mine' is used after it was moved}}
    *n += 1;
}

void to_another_variable_bad(counter *c) {
    am_arc_auto counter *mine = am_arc_clone(c);
    am_arc_auto counter *yours = am_move(mine);

    show(yours);
    show(mine); // expected-warning {{'mine' is used after it was moved}}
}

/* Another name for the same handle, which is the thread's now. */
void second_name_bad(counter *c) {
    am_thread t;
    counter *mine = am_arc_clone(c);
    counter *same = mine;

    if (am_thread_spawn(&t, add, am_move(mine)) != AM_OK)
        return;
    show(same); // expected-warning {{'same' is used after it was moved into a thread}}
    am_thread_join(&t);
}

void first_name_bad(counter *c) {
    am_thread t;
    counter *mine = am_arc_clone(c);
    counter *same = mine;

    if (am_thread_spawn(&t, add, same) != AM_OK)
        return;
    show(mine); // expected-warning {{is used after it was moved into a thread}}
    am_thread_join(&t);
}

void member_bad(worker *w, counter *c) {
    w->handle = am_arc_clone(c);
    if (am_thread_spawn(&w->thread, add, am_move(w->handle)) != AM_OK)
        return;
    show(w->handle); // expected-warning {{'w->handle' is used after it was moved into a thread}}
}

void global_bad(void) {
    am_thread t;

    current = am_arc_new(counter, .value = 0);
    if (am_thread_spawn(&t, add, am_move(current)) != AM_OK)
        return;
    show(current); // expected-warning {{'current' is used after it was moved into a thread}}
    am_thread_join(&t);
}

void parameter_bad(counter *c) {
    am_thread t;

    if (am_thread_spawn(&t, add, c) != AM_OK)
        return;
    am_thread_join(&t);
    AM_GUARD(uint64_t, n, c); // expected-warning {{'c' is used after it was moved into a thread}}
    *n += 1;
}

/* ---- nothing to say ---- */

void moved_on_and_on_ok(counter *c) {
    am_arc_auto counter *first = am_arc_clone(c);
    am_arc_auto counter *second = am_move(first);
    am_arc_auto counter *third = am_move(second);

    show(third);
    first = am_move(third);
    show(first);
}

void member_replaced_ok(worker *w, counter *c) {
    w->handle = am_arc_clone(c);
    if (am_thread_spawn(&w->thread, add, am_move(w->handle)) != AM_OK)
        return;
    w->handle = am_arc_clone(c);
    show(w->handle);
}

void two_members_ok(worker *a, worker *b) {
    if (am_thread_spawn(&a->thread, add, am_move(a->handle)) != AM_OK)
        return;
    show(b->handle);
}

void each_worker_ok(worker *all) {
    for (worker *w = all; w != NULL; w = w->next) {
        show(w->handle);
        if (am_thread_spawn(&w->thread, add, am_move(w->handle)) != AM_OK)
            break;
    }
}

/* refresh() can make another counter the current one. */
void global_after_a_call_ok(void) {
    am_thread t;

    if (am_thread_spawn(&t, add, am_move(current)) != AM_OK)
        return;
    refresh();
    show(current);
    am_thread_join(&t);
}

void second_handle_ok(counter *c) {
    am_thread t;
    counter *mine = am_arc_clone(c);
    am_arc_auto counter *same = am_arc_clone(mine);

    if (am_thread_spawn(&t, add, am_move(mine)) != AM_OK)
        return;
    show(same);
    show(c);
    am_thread_join(&t);
}

void swapped_ok(counter *a, counter *b) {
    am_arc_auto counter *x = am_arc_clone(a);
    am_arc_auto counter *y = am_arc_clone(b);
    counter *t = am_move(x);

    x = am_move(y);
    y = t;
    show(x);
    show(y);
}

void second_name_moves_on_ok(counter *a, counter *b) {
    am_thread t;
    counter *mine = am_arc_clone(a);
    counter *look = mine;

    show(look);
    look = b;
    if (am_thread_spawn(&t, add, am_move(mine)) != AM_OK)
        return;
    show(look);
    am_thread_join(&t);
}

void shadowed_ok(counter *c) {
    am_arc_auto counter *mine = am_arc_clone(c);
    {
        am_arc_auto counter *mine = am_arc_clone(c);

        keep(am_move(mine));
    }
    show(mine);
}

/* The function itself borrows: what it doesn't own it only reads. */
uint64_t borrowed_ok(counter *c) {
    show(c);
    AM_GUARD(uint64_t, n, c);
    return *n;
}

static uint64_t value_or_zero(counter *c) {
    if (c == NULL)
        return 0;
    AM_GUARD(uint64_t, n, c);
    return *n;
}

/* am_move left NULL, and the function takes NULL. */
uint64_t nothing_passed_on_ok(counter *c) {
    am_arc_auto counter *mine = am_arc_clone(c);

    keep(am_move(mine));
    return value_or_zero(mine);
}
