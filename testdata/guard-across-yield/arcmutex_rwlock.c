/* arcmutex_rwlock.c -- guards of read-write locks that live while the thread sleeps or gives way. */
#include <arcmutex/arcmutex.h>

typedef AM_RWLOCK(uint64_t) level;

void writes_across_a_yield_bad(level *l) {
    AM_WRITE_GUARD(uint64_t, n, l);
    *n += 1;
    am_yield(); // expected-warning {{the guard 'n' of 'l' is still alive across this yield}}
}

void reads_across_a_yield_bad(level *l) {
    am_read_guard const uint64_t *n = am_read_lock(l);

    if (*n > 3)
        am_yield(); // expected-warning {{the guard 'n' of 'l' is still alive across this yield}}
}

void downgraded_across_a_yield_bad(level *l) {
    am_write_guard uint64_t *n = am_write_lock(l);
    am_read_guard const uint64_t *seen = am_downgrade(l, n);

    am_yield(); // expected-warning {{of 'l' is still alive across this yield}}
    (void)*seen;
}

/* ---- nothing to say ---- */

void released_before_ok(level *l) {
    am_read_guard const uint64_t *n = am_read_lock(l);

    if (*n > 3) {
        am_read_unlock(n);
        am_yield();
    }
}

void scope_ends_before_ok(level *l) {
    {
        AM_WRITE_GUARD(uint64_t, n, l);
        *n += 1;
    }
    am_yield();
}
