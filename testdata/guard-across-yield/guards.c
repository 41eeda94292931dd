/* guards.c -- guards that live while the thread sleeps or gives way. */
#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(uint64_t) counter;

typedef struct {
    int items[16];
    int count;
} list;

typedef AM_MUTEX(list) shared_list;

typedef struct {
    shared_list *items;
    counter *total;
} feed;

static counter hits;

void sent(int item);
void store(uint64_t *guard);
int more_work(void);

void across_a_sleep_bad(feed *feed) {
    am_guard list *g = am_lock(feed->items);

    g->count = 0;
    // expected-warning@+1 {{this sleep: everyone who wants the lock waits as long as it lasts}}
    am_sleep(10);
    g->count = 1;
}

void across_a_yield_bad(counter *c) {
    am_guard uint64_t *n = am_lock(c);

    *n += 1;
    // expected-warning@+1 {{this yield: everyone who wants the lock waits until this thread runs again}}
    am_yield();
}

void by_macro_bad(counter *c) {
    AM_GUARD(uint64_t, n, c);
    *n += 1;
    am_sleep(10); // expected-warning {{the guard 'n' of 'c' is still alive across this sleep}}
}

void static_mutex_bad(void) {
    AM_GUARD(uint64_t, n, &hits);
    *n += 1;
    am_sleep(1); // expected-warning {{of 'hits' is still alive across this sleep}}
}

void in_a_loop_bad(shared_list *items) {
    AM_GUARD(list, held, items);
    for (int i = 0; i < held->count; i++) {
        sent(held->items[i]);
        am_yield(); // expected-warning {{the guard 'held' of 'items' is still alive across this yield}}
    }
}

void one_on_each_turn_bad(counter *c) {
    while (more_work()) {
        AM_GUARD(uint64_t, n, c);
        *n += 1;
        am_sleep(5); // expected-warning {{the guard 'n' of 'c' is still alive across this sleep}}
    }
}

void in_one_branch_bad(counter *c) {
    am_guard uint64_t *n = am_lock(c);

    if (*n > 10) {
        am_unlock(n);
        sent(10);
    }
    am_sleep(5); // expected-warning {{the guard 'n' of 'c' is still alive across this sleep}}
}

void tried_bad(counter *c) {
    am_status status;
    am_guard uint64_t *n = am_try_lock(c, &status);

    if (n != NULL) {
        *n += 1;
        am_yield(); // expected-warning {{the guard 'n' of 'c' is still alive across this yield}}
    }
}

void repaired_bad(counter *c) {
    am_status status;
    am_guard uint64_t *n = am_lock_status(c, &status);

    if (status == AM_POISONED) {
        am_sleep(100); // expected-warning {{the guard 'n' of 'c' is still alive across this sleep}}
        am_clear_poison(c);
    }
    *n += 1;
}

void unlocked_too_late_bad(counter *c) {
    uint64_t *n = am_lock(c);

    *n += 1;
    am_sleep(5); // expected-warning {{the guard 'n' of 'c' is still alive across this sleep}}
    am_unlock(n);
}

void only_the_inner_one_ended_bad(feed *f) {
    AM_GUARD(list, items, f->items);
    {
        AM_GUARD(uint64_t, total, f->total);
        *total += 1;
    }
    am_sleep(5); // expected-warning {{the guard 'items' of 'f->items' is still alive across this sleep}}
}

void moved_to_another_variable_bad(counter *c) {
    am_guard uint64_t *n = am_lock(c);
    am_guard uint64_t *kept = am_move(n);

    am_sleep(5); // expected-warning {{the guard 'kept' of 'c' is still alive across this sleep}}
    *kept += 1;
}

void same_flag_bad(counter *c, int slowly) {
    uint64_t *n = NULL;

    if (slowly)
        n = am_lock(c);
    if (slowly)
        am_sleep(5); // expected-warning {{the guard 'n' of 'c' is still alive across this sleep}}
    if (n)
        am_unlock(n);
}

/* ---- nothing to say ---- */

void its_own_block_ok(counter *c) {
    {
        AM_GUARD(uint64_t, n, c);
        *n += 1;
    }
    am_sleep(10);
    AM_GUARD(uint64_t, n, c);
    *n += 1;
}

void unlocked_before_ok(counter *c) {
    am_guard uint64_t *n = am_lock(c);

    *n += 1;
    am_unlock(n);
    am_sleep(10);
    n = am_lock(c);
    *n += 1;
}

void before_the_lock_ok(counter *c) {
    am_yield();
    AM_GUARD(uint64_t, n, c);
    *n += 1;
}

/* store() has the guard now: whether it still holds the lock is not known here. */
void handed_on_ok(counter *c) {
    am_guard uint64_t *n = am_lock(c);

    *n += 1;
    store(am_move(n));
    am_sleep(10);
}

void moved_and_unlocked_ok(counter *c) {
    am_guard uint64_t *n = am_lock(c);
    uint64_t *kept = am_move(n);

    *kept += 1;
    am_unlock(kept);
    am_yield();
}

void until_it_is_free_ok(counter *c) {
    am_status status;
    uint64_t *n;

    while ((n = am_try_lock(c, &status)) == NULL)
        am_yield();
    *n += 1;
    am_unlock(n);
}

void busy_ok(counter *c) {
    am_status status;
    am_guard uint64_t *n = am_try_lock(c, &status);

    if (!n) {
        am_sleep(10);
        return;
    }
    *n += 1;
}

void a_few_tries_ok(counter *c, int tries) {
    while (tries-- > 0) {
        am_status status;
        am_guard uint64_t *n = am_try_lock(c, &status);

        if (n == NULL) {
            am_sleep(1);
            continue;
        }
        *n += 1;
        return;
    }
}

void opposite_flag_ok(counter *c, int quickly) {
    uint64_t *n = NULL;

    if (quickly)
        n = am_lock(c);
    if (!quickly)
        am_sleep(10);
    if (n != NULL) {
        *n += 1;
        am_unlock(n);
    }
}

void guard_as_flag_ok(counter *c, int quickly) {
    uint64_t *n = quickly ? am_lock(c) : NULL;

    if (n == NULL)
        am_yield();
    else
        am_unlock(n);
}

void between_the_turns_ok(counter *c) {
    for (;;) {
        {
            AM_GUARD(uint64_t, n, c);
            if (*n == 0)
                break;
            *n -= 1;
        }
        am_sleep(10);
    }
}

void continue_ends_the_scope_ok(counter *c, int n) {
    for (int i = 0; i < n; i++) {
        am_sleep(1);
        AM_GUARD(uint64_t, value, c);
        if (*value == 7)
            continue;
        *value += 1;
    }
}

void goto_ends_the_scope_ok(counter *c) {
    {
        AM_GUARD(uint64_t, n, c);
        if (*n == 0)
            goto idle;
        *n -= 1;
    }
    return;
idle:
    am_sleep(10);
}

void switch_ends_the_scope_ok(counter *c, int kind) {
    switch (kind) {
    case 0: {
        AM_GUARD(uint64_t, n, c);
        *n = 0;
        break;
    }
    case 1: {
        AM_GUARD(uint64_t, n, c);
        *n += 1;
        return;
    }
    default:
        break;
    }
    am_yield();
}

uint64_t copied_out_ok(counter *c) {
    uint64_t copy = ({
        AM_GUARD(uint64_t, n, c);
        *n;
    });

    am_sleep(10);
    return copy;
}

void sleeping_with_a_handle_ok(counter *c) {
    am_arc_auto counter *mine = am_arc_clone(c);

    am_sleep(10);
    AM_GUARD(uint64_t, n, mine);
    *n += 1;
}
