/* arcmutex_channel.c -- handles that were sent through a channel of libarcmutex. */
#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(uint64_t) counter;
typedef AM_SENDER(counter *) counter_sender;
typedef AM_SYNC_SENDER(counter *) counter_sync_sender;
typedef AM_RECEIVER(counter *) counter_receiver;
typedef AM_SENDER(int) number_sender;

void note(int n);

void locked_after_the_send_bad(counter_sender *out, counter *c) {
    if (am_send(out, c) == AM_OK) {
        AM_GUARD(uint64_t, n, c); // expected-warning {{'c' is used after it was moved}}
        *n += 1;
    }
}

void sent_twice_bad(counter_sync_sender *out, counter *c) {
    if (am_sync_send(out, c) != AM_OK)
        return;
    am_arc_auto counter *again = am_arc_clone(c); // expected-warning {{'c' is used after it was moved}}
    (void)again;
}

/* A number is moved like all that is sent: it is 0 afterwards. */
int a_number_bad(number_sender *out, int n) {
    if (am_send(out, n) == AM_OK)
        note(n); // expected-warning {{'n' is used after it was moved}}
    return 0;
}

/* ---- nothing to say ---- */

void still_mine_when_it_is_closed_ok(counter_sender *out, counter *c) {
    if (am_send(out, c) != AM_OK) {
        AM_GUARD(uint64_t, n, c);
        *n += 1;
    }
    am_arc_drop(&c);
}

void a_clone_is_sent_ok(counter_sender *out, counter *c) {
    counter *sent = am_arc_clone(c);

    if (am_send(out, sent) != AM_OK)
        am_arc_drop(&sent);
    AM_GUARD(uint64_t, n, c);
    *n += 1;
}

void received_anew_ok(counter_sender *out, counter_receiver *in, counter *c) {
    if (am_send(out, c) != AM_OK)
        return;
    if (am_recv(in, &c) == AM_OK) {
        AM_GUARD(uint64_t, n, c);
        *n += 1;
    }
}

void tried_until_it_is_sent_ok(counter_sync_sender *out, counter *c) {
    while (am_sync_try_send(out, c) == AM_WOULD_BLOCK) {
        AM_GUARD(uint64_t, n, c);
        *n += 1;
    }
}
