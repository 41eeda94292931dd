/* branches.c -- handles that are moved on some paths only. */
#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(uint64_t) counter;

AM_THREAD_ENTRY(add, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    AM_GUARD(uint64_t, n, shared);
    *n += 1;
}

void keep(counter *handle);
void show(const counter *c);

void in_one_branch_bad(counter *c, int in_background) {
    am_thread t;
    am_arc_auto counter *shared = am_arc_clone(c);

    if (in_background) {
        if (am_thread_spawn(&t, add, am_move(shared)) != AM_OK)
            return;
        am_thread_detach(&t);
    }
    AM_GUARD(uint64_t, n, shared); // expected-warning {{'shared' is used after it was moved into a thread}}
    *n += 1;
}

void same_flag_bad(counter *c, int in_background) {
    am_thread t;
    am_arc_auto counter *shared = am_arc_clone(c);

    if (in_background && am_thread_spawn(&t, add, am_move(shared)) == AM_OK)
        am_thread_detach(&t);
    if (in_background)
        show(shared); // expected-warning {{'shared' is used after it was moved into a thread}}
}

void fall_through_bad(counter *c, int kind) {
    am_arc_auto counter *shared = am_arc_clone(c);

    switch (kind) {
    case 0:
        keep(am_move(shared));
        __attribute__((fallthrough));
    case 1:
        show(shared); // expected-warning {{'shared' is used after it was moved}}
        break;
    default:
        break;
    }
}

void into_the_ladder_bad(counter *c, int kind) {
    am_arc_auto counter *shared = am_arc_clone(c);

    keep(am_move(shared));
    if (kind < 0)
        goto failed;
    return;
failed:
    show(shared); // expected-warning {{'shared' is used after it was moved}}
}

void in_a_condition_bad(counter *c, int kind) {
    am_thread t;
    am_arc_auto counter *shared = am_arc_clone(c);

    if (kind > 0 && am_thread_spawn(&t, add, am_move(shared)) == AM_OK) {
        am_thread_detach(&t);
        show(shared); // expected-warning {{'shared' is used after it was moved into a thread}}
    }
}

/* ---- nothing to say ---- */

void the_branch_returns_ok(counter *c, int in_background) {
    am_thread t;
    am_arc_auto counter *shared = am_arc_clone(c);

    if (in_background) {
        if (am_thread_spawn(&t, add, am_move(shared)) == AM_OK)
            am_thread_detach(&t);
        return;
    }
    AM_GUARD(uint64_t, n, shared);
    *n += 1;
}

void opposite_flag_ok(counter *c, int in_background) {
    am_thread t;
    am_arc_auto counter *shared = am_arc_clone(c);

    if (in_background && am_thread_spawn(&t, add, am_move(shared)) == AM_OK)
        am_thread_detach(&t);
    if (!in_background) {
        AM_GUARD(uint64_t, n, shared);
        *n += 1;
    }
}

void flag_that_follows_ok(counter *c, int in_background) {
    am_arc_auto counter *shared = am_arc_clone(c);
    int is_ours = 1;

    if (in_background) {
        keep(am_move(shared));
        is_ours = 0;
    }
    show(c);
    if (is_ours)
        show(shared);
}

void switch_arms_ok(counter *c, int kind) {
    am_arc_auto counter *shared = am_arc_clone(c);

    switch (kind) {
    case 0:
        keep(am_move(shared));
        break;
    case 1:
        show(shared);
        keep(am_move(shared));
        break;
    case 2:
        am_arc_drop(&shared);
        shared = am_arc_new(counter, .value = 1);
        __attribute__((fallthrough));
    default:
        show(shared);
    }
}

void either_or_ok(counter *c, int moves) {
    am_arc_auto counter *shared = am_arc_clone(c);

    keep(moves ? am_move(shared) : am_arc_clone(shared));
    if (!moves)
        show(shared);
}

void replaced_in_the_branch_ok(counter *c, int in_background) {
    am_arc_auto counter *shared = am_arc_clone(c);

    if (in_background) {
        keep(am_move(shared));
        shared = am_arc_clone(c);
    }
    show(shared);
}

int ladder_ok(counter *c, int kind) {
    int result = -1;
    counter *first = am_arc_clone(c);
    counter *second = NULL;

    if (kind < 0)
        goto out;
    second = am_arc_clone(first);
    if (kind == 0)
        goto out;
    keep(am_move(first));
    show(second);
    keep(am_move(second));
    result = 0;
out:
    am_arc_drop(&second);
    am_arc_drop(&first);
    return result;
}

counter *given_back_ok(counter *c, int kind) {
    am_arc_auto counter *shared = am_arc_clone(c);

    if (kind == 0)
        return am_move(shared);
    show(shared);
    return am_arc_new(counter, .value = 0);
}
