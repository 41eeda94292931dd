/* helpers.c -- yields inside helpers, and guards that helpers hand out and end. */
#include <arcmutex/arcmutex.h>
#include <stdint.h>

typedef AM_MUTEX(uint64_t) counter;

static void rest(void) {
    am_yield();
}

static uint64_t *enter(counter *shared) {
    return am_lock(shared);
}

static void leave(uint64_t **guard) {
    am_unlock(*guard);
}

void yields_in_a_helper_bad(counter *shared) {
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

void guard_from_a_helper_bad(counter *shared) {
    am_guard uint64_t *n = enter(shared);
    *n += 1;
    am_yield(); // expected-warning {{the guard 'n' of 'shared' is still alive across this yield}}
}

void guard_from_a_helper_ok(counter *shared) {
    uint64_t *n = enter(shared);
    *n += 1;
    am_unlock(n);
    rest();
}

void guard_ended_in_a_helper_ok(counter *shared) {
    uint64_t *n = enter(shared);
    *n += 1;
    leave(&n);
    rest();
}

void unknown(void);
void end_elsewhere(uint64_t **guard);

/* What the calls do with the variable is out of sight. */
void guard_ended_elsewhere_ok(counter *shared) {
    uint64_t *n = enter(shared);
    *n += 1;
    unknown();
    end_elsewhere(&n);
    am_yield();
}
