/* arcmutex_weak.c -- handles of libarcmutex that were unwrapped, made raw, or whose value was taken; and weak ones. */
#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(uint64_t) counter;
typedef AM_WEAK(counter) weak_counter;

void keep(void *raw);
void count(uint64_t value);

void taken_bad(counter *c, counter *out) {
    if (am_arc_into_inner(&c, out))
        count(out->value);
    AM_GUARD(uint64_t, n, c); // expected-warning {{'c' is used after it was moved}}
    *n += 1;
}

void unwrapped_bad(counter *c, counter *out) {
    if (am_arc_try_unwrap(&c, out)) {
        AM_GUARD(uint64_t, n, c); // expected-warning {{'c' is used after it was moved}}
        *n += 1;
    }
}

void raw_bad(counter *c) {
    keep(am_arc_into_raw(c));
    AM_GUARD(uint64_t, n, c); // expected-warning {{'c' is used after it was moved}}
    *n += 1;
}

void moved_weak_bad(weak_counter *seen) {
    am_weak_auto weak_counter *kept = am_move(seen);
    am_arc_auto counter *found = am_weak_upgrade(seen); // expected-warning {{'seen' is used after it was moved}}
    (void)found;
}

/* ---- nothing to say ---- */

void shared_after_all_ok(counter *c, counter *out) {
    if (!am_arc_try_unwrap(&c, out)) {
        AM_GUARD(uint64_t, n, c);
        *n += 1;
    }
    am_arc_drop(&c);
}

void changed_alone_ok(counter *c) {
    counter *alone = am_arc_get_mut(c);

    if (alone != NULL)
        alone->value = 0;
    AM_GUARD(uint64_t, n, c);
    *n += 1;
}

void upgraded_ok(counter *c) {
    am_weak_auto weak_counter *seen = am_arc_downgrade(weak_counter, c);
    am_arc_drop(&c);
    am_arc_auto counter *found = am_weak_upgrade(seen);
    if (found != NULL) {
        AM_GUARD(uint64_t, n, found);
        *n += 1;
    }
    am_arc_auto counter *again = am_weak_upgrade(seen);
    (void)again;
}

void there_and_back_ok(counter *c) {
    void *raw = am_arc_into_raw(c);

    c = am_arc_from_raw(counter, raw);
    AM_GUARD(uint64_t, n, c);
    *n += 1;
}

void made_own_ok(counter *c) {
    am_arc_make_mut(&c, NULL)->value = 0;
    AM_GUARD(uint64_t, n, c);
    *n += 1;
}
