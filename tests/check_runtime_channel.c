/* check_runtime_channel.c -- channels: order, room, moved values, and what the end of a side means. */
#include "suites.h"

#include <arcmutex/arcmutex.h>
#include <stdatomic.h>

typedef AM_SENDER(int) int_sender;
typedef AM_SYNC_SENDER(int) int_sync_sender;
typedef AM_RECEIVER(int) int_receiver;

typedef struct {
    int *destroyed;
} thing;

typedef AM_SENDER(thing *) thing_sender;
typedef AM_SYNC_SENDER(thing *) thing_sync_sender;
typedef AM_RECEIVER(thing *) thing_receiver;

static void destroy_thing(void *value) {
    ++*((thing *)value)->destroyed;
}

START_TEST(values_come_in_order) {
    am_arc_auto int_sender *out = NULL;
    am_arc_auto int_receiver *in = NULL;
    am_channel(&out, &in, NULL);
    int value = 0;
    ck_assert_int_eq(am_try_recv(in, &value), AM_WOULD_BLOCK);
    ck_assert_int_eq(am_recv_for(in, &value, 1), AM_TIMED_OUT);
    for (int i = 1; i <= 20; i++) {
        int owner = i;
        ck_assert_int_eq(am_send(out, owner), AM_OK);
        ck_assert_int_eq(owner, 0);
        if (i % 3 == 0) {
            ck_assert_int_eq(am_recv(in, &value), AM_OK);
            ck_assert_int_eq(value, i / 3);
        }
    }
    for (int i = 7; i <= 20; i++) {
        ck_assert_int_eq(am_try_recv(in, &value), AM_OK);
        ck_assert_int_eq(value, i);
    }
    ck_assert_int_eq(am_try_recv(in, &value), AM_WOULD_BLOCK);
}
END_TEST

START_TEST(what_was_sent_is_received_before_the_end) {
    am_arc_auto int_sender *out = NULL;
    am_arc_auto int_receiver *in = NULL;
    am_channel(&out, &in, NULL);
    int_sender *other = am_arc_clone(out);
    int value = 5;
    ck_assert_int_eq(am_send(other, value), AM_OK);
    am_arc_drop(&out);
    ck_assert_int_eq(am_try_recv(in, &value), AM_OK);
    ck_assert_int_eq(am_try_recv(in, &value), AM_WOULD_BLOCK);
    value = 6;
    ck_assert_int_eq(am_send(other, value), AM_OK);
    am_arc_drop(&other);
    ck_assert_int_eq(am_recv(in, &value), AM_OK);
    ck_assert_int_eq(value, 6);
    ck_assert_int_eq(am_recv(in, &value), AM_CLOSED);
    ck_assert_int_eq(am_try_recv(in, &value), AM_CLOSED);
    ck_assert_int_eq(am_recv_for(in, &value, 1000), AM_CLOSED);
    ck_assert_int_eq(value, 6);
}
END_TEST

START_TEST(handles_move_through) {
    int destroyed = 0;
    am_arc_auto thing_sender *out = NULL;
    am_arc_auto thing_receiver *in = NULL;
    am_channel(&out, &in, AM_DROP_HANDLE);
    thing *sent = am_arc_new_with(thing, destroy_thing, .destroyed = &destroyed);
    ck_assert_int_eq(am_send(out, sent), AM_OK);
    ck_assert_ptr_null(sent);
    am_arc_auto thing *received = NULL;
    ck_assert_int_eq(am_recv(in, &received), AM_OK);
    ck_assert_uint_eq(am_arc_strong_count(received), 1);
    ck_assert_int_eq(destroyed, 0);
}
END_TEST

START_TEST(what_nobody_receives_is_dropped_or_stays) {
    int destroyed = 0;
    am_arc_auto thing_sender *out = NULL;
    am_arc_auto thing_receiver *in = NULL;
    am_channel(&out, &in, AM_DROP_HANDLE);
    for (int i = 0; i < 3; i++) {
        thing *sent = am_arc_new_with(thing, destroy_thing, .destroyed = &destroyed);
        ck_assert_int_eq(am_send(out, sent), AM_OK);
    }
    am_arc_drop(&in);
    ck_assert_int_eq(destroyed, 3);
    am_arc_auto thing *kept = am_arc_new_with(thing, destroy_thing, .destroyed = &destroyed);
    ck_assert_int_eq(am_send(out, kept), AM_CLOSED);
    ck_assert_ptr_nonnull(kept);
    ck_assert_int_eq(destroyed, 3);
}
END_TEST

START_TEST(a_bounded_channel_has_so_much_room) {
    am_arc_auto int_sync_sender *out = NULL;
    am_arc_auto int_receiver *in = NULL;
    am_sync_channel(&out, &in, 2, NULL);
    int value = 1;
    ck_assert_int_eq(am_sync_send(out, value), AM_OK);
    value = 2;
    ck_assert_int_eq(am_sync_try_send(out, value), AM_OK);
    value = 3;
    ck_assert_int_eq(am_sync_try_send(out, value), AM_WOULD_BLOCK);
    ck_assert_int_eq(am_sync_send_for(out, value, 1), AM_TIMED_OUT);
    ck_assert_int_eq(value, 3);
    int first = 0;
    ck_assert_int_eq(am_recv(in, &first), AM_OK);
    ck_assert_int_eq(first, 1);
    ck_assert_int_eq(am_sync_send_for(out, value, 1000), AM_OK);
    am_arc_drop(&in);
    ck_assert_int_eq(am_sync_send(out, first), AM_CLOSED);
    ck_assert_int_eq(first, 1);
}
END_TEST

START_TEST(a_rendezvous_has_none) {
    int destroyed = 0;
    am_arc_auto thing_sync_sender *out = NULL;
    am_arc_auto thing_receiver *in = NULL;
    am_sync_channel(&out, &in, 0, AM_DROP_HANDLE);
    am_arc_auto thing *kept = am_arc_new_with(thing, destroy_thing, .destroyed = &destroyed);
    ck_assert_int_eq(am_sync_try_send(out, kept), AM_WOULD_BLOCK);
    ck_assert_int_eq(am_sync_send_for(out, kept, 1), AM_TIMED_OUT);
    ck_assert_ptr_nonnull(kept);
    thing *received = NULL;
    ck_assert_int_eq(am_try_recv(in, &received), AM_WOULD_BLOCK);
    am_arc_drop(&in);
    ck_assert_int_eq(am_sync_send(out, kept), AM_CLOSED);
    ck_assert_ptr_nonnull(kept);
    ck_assert_int_eq(destroyed, 0);
}
END_TEST

/* ---- threads ---- */

enum { THREADS = 4, ROUNDS = 1000 };

AM_THREAD_ENTRY(send_many, int_sender, handle) {
    am_arc_auto int_sender *out = am_move(handle);
    for (int i = 1; i <= ROUNDS; i++) {
        int owner = i;
        ck_assert_int_eq(am_send(out, owner), AM_OK);
    }
}

START_TEST(many_send_and_one_receives) {
    int_sender *out = NULL;
    am_arc_auto int_receiver *in = NULL;
    am_channel(&out, &in, NULL);
    am_thread threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(am_thread_spawn(&threads[i], send_many, am_arc_clone(out)), AM_OK);
    am_arc_drop(&out);
    long sum = 0;
    for (int value; am_recv(in, &value) == AM_OK;)
        sum += value;
    ck_assert_int_eq(sum, (long)THREADS * ROUNDS * (ROUNDS + 1) / 2);
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(am_thread_join(&threads[i]), AM_OK);
}
END_TEST

AM_THREAD_ENTRY(sync_send_many, int_sync_sender, handle) {
    am_arc_auto int_sync_sender *out = am_move(handle);
    for (int i = 1; i <= ROUNDS;) {
        int owner = i;
        am_status status = AM_OK;
        switch (i % 3) {
        case 0:
            status = am_sync_send(out, owner);
            break;
        case 1:
            status = am_sync_try_send(out, owner);
            break;
        default:
            status = am_sync_send_for(out, owner, 0);
        }
        if (status == AM_OK)
            i++;
        else
            am_yield();
    }
}

typedef struct {
    int_receiver *in;
    atomic_long sum;
} sink;

AM_THREAD_ENTRY(receive_many, sink, handle) {
    am_arc_auto sink *shared = am_move(handle);
    for (;;) {
        int value;
        am_status status = am_recv_for(shared->in, &value, 0);
        if (status == AM_TIMED_OUT)
            status = am_recv(shared->in, &value);
        if (status != AM_OK)
            break;
        atomic_fetch_add(&shared->sum, value);
    }
}

/* Senders and receivers that wait, try and give up: nothing is lost, nothing comes twice, nobody sleeps for ever. */
START_TEST(bounded_with_many_at_both_ends) {
    int_sync_sender *out = NULL;
    int_receiver *in = NULL;
    am_sync_channel(&out, &in, (size_t)_i, NULL);
    am_arc_auto sink *shared = am_arc_new(sink, .in = in);
    am_thread senders[THREADS];
    am_thread receivers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        ck_assert_int_eq(am_thread_spawn(&senders[i], sync_send_many, am_arc_clone(out)), AM_OK);
        ck_assert_int_eq(am_thread_spawn(&receivers[i], receive_many, am_arc_clone(shared)), AM_OK);
    }
    am_arc_drop(&out);
    for (int i = 0; i < THREADS; i++) {
        ck_assert_int_eq(am_thread_join(&senders[i]), AM_OK);
        ck_assert_int_eq(am_thread_join(&receivers[i]), AM_OK);
    }
    ck_assert_int_eq(shared->sum, (long)THREADS * ROUNDS * (ROUNDS + 1) / 2);
    am_arc_drop(&shared->in);
}
END_TEST

AM_THREAD_ENTRY(send_until_closed, thing_sync_sender, handle) {
    am_arc_auto thing_sync_sender *out = am_move(handle);
    static int destroyed;
    am_status status;
    do {
        am_arc_auto thing *one = am_arc_new(thing, .destroyed = &destroyed);
        status = am_sync_send(out, one);
    } while (status == AM_OK);
    ck_assert_int_eq(status, AM_CLOSED);
}

START_TEST(the_receivers_end_frees_waiting_senders) {
    thing_sync_sender *out = NULL;
    thing_receiver *in = NULL;
    am_sync_channel(&out, &in, (size_t)_i, AM_DROP_HANDLE);
    am_thread threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(am_thread_spawn(&threads[i], send_until_closed, am_arc_clone(out)), AM_OK);
    am_arc_drop(&out);
    for (int i = 0; i < 10; i++) {
        am_arc_auto thing *one = NULL;
        ck_assert_int_eq(am_recv(in, &one), AM_OK);
    }
    am_arc_drop(&in);
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(am_thread_join(&threads[i]), AM_OK);
}
END_TEST

Suite *channel_suite(void) {
    const TTest *const tests[] = {
        values_come_in_order,
        what_was_sent_is_received_before_the_end,
        handles_move_through,
        what_nobody_receives_is_dropped_or_stays,
        a_bounded_channel_has_so_much_room,
        a_rendezvous_has_none,
        many_send_and_one_receives,
        NULL,
    };
    Suite *suite = suite_of("channel", tests);
    TCase *capacities = tcase_create("capacities 0 to 2");
    tcase_set_timeout(capacities, TEST_TIMEOUT);
    tcase_add_loop_test(capacities, bounded_with_many_at_both_ends, 0, 3);
    tcase_add_loop_test(capacities, the_receivers_end_frees_waiting_senders, 0, 3);
    suite_add_tcase(suite, capacities);
    return suite;
}
