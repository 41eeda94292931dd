/* arcmutex_rwlock.c -- a second guard of a read-write lock of libarcmutex whose first guard is still alive. */
#include <arcmutex/arcmutex.h>

typedef AM_RWLOCK(uint64_t) level;

void two_writers_bad(level *l) {
    AM_WRITE_GUARD(uint64_t, first, l);
    AM_WRITE_GUARD(uint64_t, second, l); // expected-warning {{'l' is locked again while this thread already holds it}}
    *first += *second;
}

void reads_what_it_writes_bad(level *l) {
    uint64_t *first = am_write_lock(l);
    const uint64_t *second = am_read_lock(l); // expected-warning {{'l' is locked again while this thread already holds}}

    *first += *second;
    am_read_unlock(second);
    am_write_unlock(first);
}

void after_a_try_bad(level *l) {
    am_status status;
    am_write_guard uint64_t *n = am_try_write_lock(l, &status);

    if (n != NULL) {
        AM_READ_GUARD(uint64_t, again, l); // expected-warning {{'l' is locked again}}
        *n = *again;
    }
}

void after_a_timed_one_bad(level *l) {
    am_status status;
    am_write_guard uint64_t *n = am_write_lock_for(l, 10, &status);

    if (n != NULL) {
        am_write_guard uint64_t *again = am_write_lock_status(l, &status); // expected-warning {{'l' is locked again}}
        *n = *again;
    }
}

typedef AM_PLAIN_RWLOCK(uint64_t) plain_level;

void plain_bad(plain_level *l) {
    AM_WRITE_GUARD(uint64_t, n, l);
    AM_READ_GUARD(uint64_t, again, l); // expected-warning {{'l' is locked again}}
    *n = *again;
}

/* ---- nothing to say ---- */

void one_after_the_other_ok(level *l) {
    {
        AM_READ_GUARD(uint64_t, n, l);
        if (*n > 0)
            return;
    }
    {
        AM_WRITE_GUARD(uint64_t, n, l);
        *n += 1;
    }
    AM_READ_GUARD(uint64_t, n, l);
    (void)*n;
}

void released_early_ok(level *l) {
    am_write_guard uint64_t *n = am_write_lock(l);

    *n += 1;
    am_write_unlock(n);
    n = am_write_lock(l);
    *n += 1;
}

void busy_ok(level *l) {
    am_status status;
    am_write_guard uint64_t *n = am_try_write_lock(l, &status);

    if (n == NULL)
        n = am_write_lock(l);
    *n += 1;
}

void too_late_ok(level *l) {
    am_status status;
    am_read_guard const uint64_t *n = am_read_lock_for(l, 10, &status);

    if (n == NULL) {
        AM_WRITE_GUARD(uint64_t, mine, l);
        *mine = 0;
    }
}

void downgraded_and_released_ok(level *l) {
    am_write_guard uint64_t *n = am_write_lock(l);

    *n += 1;
    am_read_guard const uint64_t *seen = am_downgrade(l, n);
    (void)*seen;
    am_read_unlock(seen);
    AM_WRITE_GUARD(uint64_t, again, l);
    *again += 1;
}

void two_locks_ok(level *a, level *b) {
    AM_WRITE_GUARD(uint64_t, x, a);
    AM_WRITE_GUARD(uint64_t, y, b);
    *x = *y;
}
