/* arcmutex.c -- a second guard of a mutex whose first guard is still alive. */
#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(uint64_t) counter;

typedef struct {
    uint64_t reads;
    uint64_t writes;
} totals;

typedef AM_MUTEX(totals) shared_totals;

typedef struct {
    counter *hits;
    counter *misses;
} pair;

static counter all;

void note(uint64_t value);
void finish(uint64_t *guard);

void two_guards_bad(counter *c) {
    AM_GUARD(uint64_t, first, c);
    AM_GUARD(uint64_t, second, c); // expected-warning {{'c' is locked again while this thread already holds it}}
    *first += *second;
}

void two_locks_bad(counter *c) {
    uint64_t *first = am_lock(c);
    uint64_t *second = am_lock(c); // expected-warning {{'c' is locked again while this thread already holds it}}

    *second = 1;
    am_unlock(second);
    am_unlock(first);
}

void inner_block_bad(shared_totals *t) {
    AM_GUARD(totals, outer, t);
    outer->reads++;
    if (outer->reads > 100) {
        AM_GUARD(totals, inner, t); // expected-warning {{'t' is locked again while this thread already holds it}}
        inner->reads = 0;
    }
}

/* Two handles, one mutex. */
void clone_bad(counter *c) {
    am_arc_auto counter *other = am_arc_clone(c);
    AM_GUARD(uint64_t, mine, c);
    AM_GUARD(uint64_t, yours, other); // expected-warning {{'other' is locked again while this thread already holds it}}
    *mine += *yours;
}

void clone_of_a_clone_bad(void) {
    am_arc_auto counter *a = am_arc_new(counter, .value = 0);
    am_arc_auto counter *b = am_arc_clone(a);
    am_arc_auto counter *c = am_arc_clone(b);

    am_guard uint64_t *first = am_lock(c);
    *first = 1;
    am_guard uint64_t *second = am_lock(a); // expected-warning {{'a' is locked again}}
    *second = 2;
}

void moved_guard_bad(counter *c) {
    am_guard uint64_t *first = am_lock(c);
    am_guard uint64_t *kept = am_move(first);

    *kept += 1;
    am_guard uint64_t *second = am_lock(c); // expected-warning {{'c' is locked again}}
    *second += 1;
}

void moved_handle_bad(counter *c) {
    am_arc_auto counter *mine = am_arc_clone(c);
    AM_GUARD(uint64_t, first, c);
    am_arc_auto counter *yours = am_move(mine);
    AM_GUARD(uint64_t, second, yours); // expected-warning {{'yours' is locked again}}
    *first = *second;
}

void static_mutex_bad(void) {
    AM_GUARD(uint64_t, n, &all);
    *n += 1;
    am_guard uint64_t *again = am_lock(&all); // expected-warning {{'all' is locked again}}
    *again += 1;
}

void after_a_try_bad(counter *c) {
    am_status status;
    am_guard uint64_t *n = am_try_lock(c, &status);

    if (n != NULL) {
        *n += 1;
        am_guard uint64_t *again = am_lock(c); // expected-warning {{'c' is locked again}}
        *again += 1;
    }
}

void member_handle_bad(pair *p) {
    AM_GUARD(uint64_t, hits, p->hits);
    am_guard uint64_t *again = am_lock(p->hits); // expected-warning {{'p->hits' is locked again}}
    *again = *hits;
}

void kept_until_the_next_turn_bad(counter *c, int n) {
    uint64_t *last = NULL;

    for (int i = 0; i < n; i++) {
        last = am_lock(c); // expected-warning {{'c' is locked again while this thread already holds it}}
        *last += 1;
    }
    if (last != NULL)
        am_unlock(last);
}

void poisoned_or_not_bad(counter *c) {
    am_status status;
    am_guard uint64_t *n = am_lock_status(c, &status);

    if (status == AM_POISONED) {
        am_guard uint64_t *again = am_lock(c); // expected-warning {{'c' is locked again}}
        *again = 0;
    }
    *n += 1;
}

typedef AM_PLAIN_MUTEX(uint64_t) plain_counter;

void plain_bad(plain_counter *c) {
    AM_GUARD(uint64_t, n, c);
    am_guard uint64_t *again = am_lock(c); // expected-warning {{'c' is locked again}}
    *n = *again;
}

void after_a_timed_one_bad(counter *c) {
    am_status status;
    am_guard uint64_t *n = am_lock_for(c, 10, &status);

    if (n != NULL) {
        AM_GUARD(uint64_t, again, c); // expected-warning {{'c' is locked again}}
        *n = *again;
    }
}

/* ---- nothing to say ---- */

void too_late_ok(counter *c, plain_counter *p) {
    am_status status;
    am_guard uint64_t *n = am_lock_for(c, 10, &status);
    am_guard uint64_t *m = am_lock_for(p, 10, &status);

    if (n == NULL && m == NULL) {
        AM_GUARD(uint64_t, a, c);
        AM_GUARD(uint64_t, b, p);
        *a = *b;
    }
}

void one_block_after_the_other_ok(counter *c) {
    {
        AM_GUARD(uint64_t, n, c);
        *n += 1;
    }
    {
        AM_GUARD(uint64_t, n, c);
        *n += 1;
    }
    AM_GUARD(uint64_t, n, c);
    *n += 1;
}

void released_early_ok(counter *c) {
    am_guard uint64_t *n = am_lock(c);

    *n += 1;
    am_unlock(n);
    note(1);
    n = am_lock(c);
    *n += 1;
}

void moved_and_released_ok(counter *c) {
    am_guard uint64_t *n = am_lock(c);
    uint64_t *kept = am_move(n);

    *kept += 1;
    am_unlock(kept);
    AM_GUARD(uint64_t, again, c);
    *again += 1;
}

/* finish() gets the guard: it releases it, or keeps it. */
void handed_on_ok(counter *c) {
    am_guard uint64_t *n = am_lock(c);

    *n += 1;
    finish(am_move(n));
    AM_GUARD(uint64_t, again, c);
    *again += 1;
}

void each_turn_ok(counter *c, int turns) {
    for (int i = 0; i < turns; i++) {
        AM_GUARD(uint64_t, n, c);
        if (*n == 7)
            continue;
        if (*n > 100)
            break;
        *n += 1;
    }
    AM_GUARD(uint64_t, n, c);
    *n += 1;
}

int every_way_out_ok(counter *c, int kind) {
    switch (kind) {
    case 0: {
        AM_GUARD(uint64_t, n, c);
        *n = 0;
        break;
    }
    case 1: {
        AM_GUARD(uint64_t, n, c);
        if (*n == 0)
            goto out;
        *n -= 1;
        return 1;
    }
    default:
        break;
    }
out:;
    AM_GUARD(uint64_t, n, c);
    return *n == 0;
}

void two_mutexes_ok(pair *p) {
    AM_GUARD(uint64_t, hits, p->hits);
    AM_GUARD(uint64_t, misses, p->misses);
    *hits += *misses;
}

/* Two values that were made alike are two all the same. */
void two_of_a_kind_ok(void) {
    am_arc_auto counter *a = am_arc_new(counter, .value = 0);
    am_arc_auto counter *b = am_arc_new(counter, .value = 0);
    AM_GUARD(uint64_t, x, a);
    AM_GUARD(uint64_t, y, b);
    *x = *y;
}

void busy_ok(counter *c) {
    am_status status;
    am_guard uint64_t *n = am_try_lock(c, &status);

    if (n == NULL)
        n = am_lock(c);
    *n += 1;
}

void try_while_held_ok(counter *c) {
    am_status status;
    AM_GUARD(uint64_t, n, c);
    am_guard uint64_t *again = am_try_lock(c, &status);

    if (again == NULL)
        *n += 1;
}

void lazily_ok(counter *c, int n) {
    uint64_t *guard = NULL;

    for (int i = 0; i < n; i++) {
        if (guard == NULL)
            guard = am_lock(c);
        *guard += 1;
    }
    if (guard != NULL)
        am_unlock(guard);
}

uint64_t *locked_for_the_caller_ok(counter *c) {
    am_guard uint64_t *n = am_lock(c);

    if (*n == 0) {
        am_unlock(n);
        n = am_lock(c);
    }
    return am_move(n);
}

void handle_replaced_ok(void) {
    am_arc_auto counter *c = am_arc_new(counter, .value = 1);
    uint64_t *first = am_lock(c);
    counter *before = am_move(c);

    c = am_arc_new(counter, .value = 2);
    AM_GUARD(uint64_t, second, c);
    *second = *first;
    am_unlock(first);
    am_arc_drop(&before);
}
