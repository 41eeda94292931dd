// Yields inside functions of counter.c.
#include "counter.h"

void yields_elsewhere_bad(counter *shared) {
    AM_GUARD(uint64_t, n, shared);
    *n += 1;
    rest(); // expected-warning {{the guard 'n' of 'shared' is still alive across this yield}}
}

void yields_afterwards_ok(counter *shared) {
    {
        AM_GUARD(uint64_t, n, shared);
        *n += 1;
    }
    rest();
}

void guard_from_elsewhere_bad(counter *shared) {
    am_guard uint64_t *n = enter(shared);
    *n += 1;
    am_yield(); // expected-warning {{the guard 'n' of 'shared' is still alive across this yield}}
}

void guard_ended_elsewhere_ok(counter *shared) {
    uint64_t *n = enter(shared);
    *n += 1;
    leave(&n);
    rest();
}
