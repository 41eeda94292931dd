/* arcmutex_condvar.c -- waiting for condition variables of libarcmutex. */
#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(int) number;

typedef struct {
    number items;
    number other;
    am_condvar filled;
} store;

void if_instead_of_while_bad(store *s) {
    AM_GUARD(int, n, &s->items);
    if (*n == 0)
        am_wait(&s->filled, &s->items); // expected-warning {{'s->filled' is waited for only once; a wait can end without}}
    *n -= 1;
}

void while_another_is_held_bad(store *s) {
    AM_GUARD(int, m, &s->other);
    AM_GUARD(int, n, &s->items);
    AM_WAIT_WHILE(&s->filled, &s->items, *n == *m); // expected-warning {{'s->other'}}
    *n -= 1;
}

typedef AM_PLAIN_MUTEX(int) plain_number;

void plain_once_bad(plain_number *items, am_condvar *filled) {
    AM_GUARD(int, n, items);
    am_wait(filled, items); // expected-warning {{'filled' is waited for only once}}
    *n -= 1;
}

/* ---- nothing to say ---- */

void wait_while_ok(store *s) {
    AM_GUARD(int, n, &s->items);
    AM_WAIT_WHILE(&s->filled, &s->items, *n == 0);
    *n -= 1;
}

void loop_ok(store *s) {
    am_status status;
    am_guard int *n = am_lock_status(&s->items, &status);

    while (*n == 0 && status == AM_OK)
        status = am_wait_status(&s->filled, &s->items);
    *n -= 1;
}

void timed_while_ok(store *s) {
    AM_GUARD(int, n, &s->items);
    AM_WAIT_WHILE_FOR(&s->filled, &s->items, 10, *n == 0);
    if (*n != 0)
        *n -= 1;
}

void held_afterwards_ok(store *s) {
    am_guard int *n = am_lock(&s->items);

    AM_WAIT_WHILE(&s->filled, &s->items, *n == 0);
    am_unlock(n);
    AM_GUARD(int, again, &s->items);
    *again = 0;
}

/* Whoever waits for a time only looks at what came of it. */
void one_timed_wait_ok(store *s) {
    am_guard int *n = am_lock(&s->items);

    if (*n == 0 && am_wait_for(&s->filled, &s->items, 10) == AM_OK && *n > 0)
        *n -= 1;
}
