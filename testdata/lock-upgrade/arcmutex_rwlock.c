/* arcmutex_rwlock.c -- a read-write lock of libarcmutex that is write-locked under its own read guard. */
#include <arcmutex/arcmutex.h>

typedef AM_RWLOCK(uint64_t) level;

static level all;

void two_guards_bad(level *l) {
    AM_READ_GUARD(uint64_t, n, l);
    AM_WRITE_GUARD(uint64_t, more, l); // expected-warning {{'l' is write-locked while this thread still holds}}
    *more = *n + 1;
}

void when_it_must_grow_bad(void) {
    am_read_guard const uint64_t *n = am_read_lock(&all);

    if (*n < 10) {
        uint64_t *more = am_write_lock(&all); // expected-warning {{'all' is write-locked while this thread still holds}}
        *more = 10;
        am_write_unlock(more);
    }
}

void after_a_downgrade_bad(level *l) {
    am_write_guard uint64_t *n = am_write_lock(l);

    *n += 1;
    am_read_guard const uint64_t *seen = am_downgrade(l, n);
    if (*seen > 3) {
        AM_WRITE_GUARD(uint64_t, again, l); // expected-warning {{'l' is write-locked while this thread still holds}}
        *again = 0;
    }
}

/* ---- nothing to say ---- */

void released_first_ok(level *l) {
    am_read_guard const uint64_t *n = am_read_lock(l);

    if (*n < 10) {
        am_read_unlock(n);
        AM_WRITE_GUARD(uint64_t, more, l);
        if (*more < 10)
            *more = 10;
    }
}

void tries_only_ok(level *l) {
    am_status status;
    AM_READ_GUARD(uint64_t, n, l);
    am_write_guard uint64_t *more = am_try_write_lock(l, &status);

    if (more == NULL)
        more = am_write_lock_for(l, 5, &status);
    if (more != NULL)
        *more = *n;
}
