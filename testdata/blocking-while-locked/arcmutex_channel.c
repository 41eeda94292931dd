/* arcmutex_channel.c -- waiting for a channel's other end, or for other threads, while a lock is held. */
#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(uint64_t) counter;
typedef AM_SENDER(int) int_sender;
typedef AM_SYNC_SENDER(int) int_sync_sender;
typedef AM_RECEIVER(int) int_receiver;

static am_barrier all_here = AM_BARRIER(2);

void receives_with_a_guard_bad(int_receiver *in, counter *c) {
    int value;
    AM_GUARD(uint64_t, n, c);
    if (am_recv(in, &value) == AM_OK) // expected-warning {{'c' is held across}}
        *n += (uint64_t)value;
}

void sends_with_a_guard_bad(int_sync_sender *out, counter *c) {
    AM_GUARD(uint64_t, n, c);
    int value = (int)*n;
    if (am_sync_send(out, value) != AM_OK) // expected-warning {{'c' is held across}}
        *n = 0;
}

void waits_with_a_guard_bad(counter *c) {
    AM_GUARD(uint64_t, n, c);
    *n = am_barrier_wait(&all_here); // expected-warning {{'c' is held across}}
}

/* ---- nothing to say ---- */

void never_waits_ok(int_sender *out, int_sync_sender *bounded, int_receiver *in, counter *c) {
    AM_GUARD(uint64_t, n, c);
    int value = (int)*n;
    if (am_send(out, value) == AM_OK)
        *n += 1;
    value = 2;
    if (am_sync_try_send(bounded, value) == AM_OK)
        *n += 1;
    if (am_try_recv(in, &value) == AM_OK)
        *n += 1;
}

void released_before_ok(int_receiver *in, counter *c) {
    int value;
    while (am_recv(in, &value) == AM_OK) {
        AM_GUARD(uint64_t, n, c);
        *n += (uint64_t)value;
    }
}
