/* check_runtime_async_channel.c -- channels between tasks. */
#include "suites.h"

#include <arcmutex/arcmutex.h>

static void start_deterministic(uint64_t seed) {
    am_runtime_start(&(am_runtime_options){.deterministic = true, .seed = seed});
}

typedef struct {
    int number;
} parcel;

typedef AM_ASYNC_SENDER(parcel *) sender;
typedef AM_ASYNC_RECEIVER(parcel *) receiver;

typedef struct {
    sender *out;
    int first;
    int count;
} producer;

static void drop_producer(void *value) {
    am_arc_drop(&((producer *)value)->out);
}

AM_TASK_ENTRY(produce, producer, handle) {
    am_arc_auto producer *self = am_move(handle);
    for (int i = 0; i < self->count; i++) {
        am_arc_auto parcel *next = am_arc_new(parcel, .number = self->first + i);
        if (am_async_send(self->out, next) != AM_OK)
            return;
    }
}

static am_task start_producer(sender *out, int first, int count) {
    am_task task;
    ck_assert_int_eq(am_task_spawn(&task, produce,
                                   am_arc_new_with(producer, drop_producer, .out = am_arc_clone(out), .first = first,
                                                   .count = count)),
                     AM_OK);
    return task;
}

typedef struct {
    receiver *in;
    sender *out;
} echo;

static void drop_echo(void *value) {
    am_arc_drop(&((echo *)value)->in);
    am_arc_drop(&((echo *)value)->out);
}

AM_TASK_ENTRY(send_back, echo, handle) {
    am_arc_auto echo *self = am_move(handle);
    for (parcel *next = NULL; am_async_recv(self->in, &next) == AM_OK;)
        if (am_async_send(self->out, next) != AM_OK)
            return;
}

START_TEST(values_come_in_their_order_and_then_the_end) {
    enum { COUNT = 500 };
    for (int deterministic = 0; deterministic < 2; deterministic++) {
        am_runtime_start(&(am_runtime_options){.deterministic = deterministic != 0, .workers = 3});
        am_arc_auto sender *out = NULL;
        am_arc_auto receiver *in = NULL;
        am_async_channel(&out, &in, 4, AM_DROP_HANDLE);
        am_task task = start_producer(out, 0, COUNT);
        am_arc_drop(&out);
        for (int i = 0; i < COUNT; i++) {
            parcel *got = NULL;
            ck_assert_int_eq(am_async_recv(in, &got), AM_OK);
            ck_assert_int_eq(got->number, i);
            am_arc_drop(&got);
        }
        parcel *none = NULL;
        ck_assert_int_eq(am_async_recv(in, &none), AM_CLOSED);
        ck_assert_ptr_null(none);
        ck_assert_int_eq(am_task_await(&task), AM_OK);
        am_runtime_stop();
    }
}
END_TEST

/* The thread looks for the answer all the time: so its next value comes while the task is on its way to sleep. */
START_TEST(no_wake_is_lost) {
    enum { COUNT = 5000 };
    am_runtime_start(&(am_runtime_options){.workers = 2});
    am_arc_auto sender *out = NULL;
    am_arc_auto sender *back = NULL;
    am_arc_auto receiver *in = NULL;
    am_arc_auto receiver *answers = NULL;
    am_async_channel(&out, &in, 1, AM_DROP_HANDLE);
    am_async_channel(&back, &answers, 1, AM_DROP_HANDLE);
    am_task task;
    ck_assert_int_eq(
        am_task_spawn(&task, send_back, am_arc_new_with(echo, drop_echo, .in = am_move(in), .out = am_move(back))),
        AM_OK);
    unsigned looks = 0;
    for (int i = 0; i < COUNT; i++) {
        parcel *there = am_arc_new(parcel, .number = i);
        ck_assert_int_eq(am_async_send(out, there), AM_OK);
        while (am_async_try_recv(answers, &there) == AM_WOULD_BLOCK)
            if (++looks % 1000 == 0)
                am_yield();
        ck_assert_int_eq(there->number, i);
        am_arc_drop(&there);
    }
    am_arc_drop(&out);
    ck_assert_int_eq(am_task_await(&task), AM_OK);
    am_runtime_stop();
}
END_TEST

/* ---- tasks that never have to wait ---- */

static _Atomic bool may_end;

AM_TASK_ENTRY(talk_to_itself, echo, handle) {
    am_arc_auto echo *self = am_move(handle);
    am_arc_auto parcel *ball = am_arc_new(parcel, .number = 1);
    while (!may_end)
        if (am_async_send(self->out, ball) != AM_OK || am_async_recv(self->in, &ball) != AM_OK)
            return;
}

AM_TASK_ENTRY(end_it, parcel, handle) {
    am_arc_drop(&handle);
    may_end = true;
}

START_TEST(others_run_though_a_task_never_has_to_wait) {
    am_runtime_start(&(am_runtime_options){.workers = 1});
    sender *out = NULL;
    receiver *in = NULL;
    am_async_channel(&out, &in, 1, AM_DROP_HANDLE);
    am_task tasks[2];
    ck_assert_int_eq(am_task_spawn(&tasks[0], talk_to_itself,
                                   am_arc_new_with(echo, drop_echo, .in = am_move(in), .out = am_move(out))),
                     AM_OK);
    ck_assert_int_eq(am_task_spawn(&tasks[1], end_it, am_arc_new(parcel, .number = 0)), AM_OK);
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(am_task_await(&tasks[i]), AM_OK);
    am_runtime_stop();
}
END_TEST

/* ---- tasks that block their thread ---- */

typedef AM_SENDER(int) thread_sender;
typedef AM_RECEIVER(int) thread_receiver;

typedef struct {
    am_async_notify ready;
    thread_sender *out;
    thread_receiver *in;
} meeting;

static void drop_meeting(void *value) {
    am_arc_drop(&((meeting *)value)->out);
    am_arc_drop(&((meeting *)value)->in);
}

AM_TASK_ENTRY(send_when_told, meeting, handle) {
    am_arc_auto meeting *self = am_move(handle);
    for (int i = 0; i < 20; i++) {
        am_async_notify_wait(&self->ready);
        int value = i;
        ck_assert_int_eq(am_send(self->out, value), AM_OK);
    }
}

AM_TASK_ENTRY(tell_and_block, meeting, handle) {
    am_arc_auto meeting *self = am_move(handle);
    for (int i = 0; i < 20; i++) {
        int value = -1;
        am_task_yield();
        am_async_notify_one(&self->ready); /* its worker would run the other task next */
        ck_assert_int_eq(am_recv(self->in, &value), AM_OK);
        ck_assert_int_eq(value, i);
    }
}

START_TEST(a_task_that_blocks_its_thread_hides_no_other) {
    am_runtime_start(&(am_runtime_options){.workers = 2});
    am_arc_auto meeting *shared = am_arc_new_with(meeting, drop_meeting, .out = NULL);
    am_channel(&shared->out, &shared->in, NULL);
    am_task tasks[2];
    ck_assert_int_eq(am_task_spawn(&tasks[0], send_when_told, am_arc_clone(shared)), AM_OK);
    ck_assert_int_eq(am_task_spawn(&tasks[1], tell_and_block, am_arc_clone(shared)), AM_OK);
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(am_task_await(&tasks[i]), AM_OK);
    am_runtime_stop();
}
END_TEST

typedef struct {
    receiver *in;
} consumer;

typedef AM_TASK(int) summing;

static void drop_consumer(void *value) {
    am_arc_drop(&((consumer *)value)->in);
}

AM_TASK_ENTRY_GIVING(add_up, int, consumer, handle) {
    am_arc_auto consumer *self = am_move(handle);
    int sum = 0;
    for (parcel *next = NULL; am_async_recv(self->in, &next) == AM_OK; am_arc_drop(&next))
        sum += next->number;
    return sum;
}

START_TEST(many_senders_and_receivers_lose_nothing) {
    enum { SENDERS = 6, RECEIVERS = 3, COUNT = 100 };
    am_runtime_start(&(am_runtime_options){.workers = 4});
    sender *out = NULL;
    receiver *in = NULL;
    am_async_channel(&out, &in, 3, AM_DROP_HANDLE);
    am_task producers[SENDERS];
    summing consumers[RECEIVERS];
    for (int i = 0; i < SENDERS; i++)
        producers[i] = start_producer(out, i * COUNT, COUNT);
    for (int i = 0; i < RECEIVERS; i++)
        ck_assert_int_eq(am_task_spawn_giving(&consumers[i], add_up,
                                              am_arc_new_with(consumer, drop_consumer, .in = am_arc_clone(in))),
                         AM_OK);
    am_arc_drop(&out);
    am_arc_drop(&in);
    int sum = 0;
    for (int i = 0; i < RECEIVERS; i++) {
        int part = 0;
        ck_assert_int_eq(am_task_await_result(&consumers[i], &part), AM_OK);
        sum += part;
    }
    for (int i = 0; i < SENDERS; i++)
        ck_assert_int_eq(am_task_await(&producers[i]), AM_OK);
    ck_assert_int_eq(sum, SENDERS * COUNT * (SENDERS * COUNT - 1) / 2);
    am_runtime_stop();
}
END_TEST

START_TEST(a_send_moves_only_when_it_succeeds) {
    start_deterministic(1);
    am_arc_auto sender *out = NULL;
    am_arc_auto receiver *in = NULL;
    am_async_channel(&out, &in, 1, AM_DROP_HANDLE);
    am_arc_auto parcel *first = am_arc_new(parcel, .number = 1);
    am_arc_auto parcel *second = am_arc_new(parcel, .number = 2);
    ck_assert_int_eq(am_async_try_send(out, first), AM_OK);
    ck_assert_ptr_null(first);
    ck_assert_int_eq(am_async_try_send(out, second), AM_WOULD_BLOCK);
    ck_assert_ptr_nonnull(second);
    ck_assert_int_eq(am_async_send_for(out, second, 5), AM_TIMED_OUT);
    ck_assert_ptr_nonnull(second);
    am_arc_drop(&in); /* the first one with it */
    ck_assert_int_eq(am_async_send(out, second), AM_CLOSED);
    ck_assert_int_eq(second->number, 2);
    am_runtime_stop();
}
END_TEST

START_TEST(a_receive_gives_up_in_time) {
    start_deterministic(1);
    am_arc_auto sender *out = NULL;
    am_arc_auto receiver *in = NULL;
    am_async_channel(&out, &in, 1, AM_DROP_HANDLE);
    parcel *got = NULL;
    ck_assert_int_eq(am_async_try_recv(in, &got), AM_WOULD_BLOCK);
    ck_assert_int_eq(am_async_recv_for(in, &got, 5), AM_TIMED_OUT);
    am_task task = start_producer(out, 7, 1);
    ck_assert_int_eq(am_async_recv_for(in, &got, 5), AM_OK);
    ck_assert_int_eq(got->number, 7);
    am_arc_drop(&got);
    ck_assert_int_eq(am_task_await(&task), AM_OK);
    am_runtime_stop();
}
END_TEST

START_TEST(senders_that_wait_are_told_that_nobody_receives) {
    start_deterministic(1);
    am_arc_auto sender *out = NULL;
    am_arc_auto receiver *in = NULL;
    am_async_channel(&out, &in, 1, AM_DROP_HANDLE);
    am_task tasks[2] = {start_producer(out, 0, 5), start_producer(out, 0, 5)};
    am_sleep(1);
    am_arc_drop(&in);
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(am_task_await(&tasks[i]), AM_OK);
    am_runtime_stop();
}
END_TEST

typedef struct {
    sender *answer;
    bool answers;
} question;

static void drop_question(void *value) {
    am_arc_drop(&((question *)value)->answer);
}

AM_TASK_ENTRY(answer, question, handle) {
    am_arc_auto question *self = am_move(handle);
    if (!self->answers)
        return;
    am_arc_auto parcel *reply = am_arc_new(parcel, .number = 42);
    ck_assert_int_eq(am_oneshot_send(&self->answer, reply), AM_OK);
    ck_assert_ptr_null(self->answer);
    ck_assert_ptr_null(reply);
}

START_TEST(a_oneshot_carries_one_answer_or_its_absence) {
    start_deterministic(1);
    for (int answers = 0; answers < 2; answers++) {
        sender *out = NULL;
        am_arc_auto receiver *in = NULL;
        am_async_channel(&out, &in, 1, AM_DROP_HANDLE);
        am_task task;
        ck_assert_int_eq(
            am_task_spawn(&task, answer,
                          am_arc_new_with(question, drop_question, .answer = am_move(out), .answers = answers != 0)),
            AM_OK);
        parcel *reply = NULL;
        ck_assert_int_eq(am_async_recv(in, &reply), answers != 0 ? AM_OK : AM_CLOSED);
        ck_assert_int_eq(am_task_await(&task), AM_OK);
        if (answers != 0) {
            ck_assert_int_eq(reply->number, 42);
            am_arc_drop(&reply);
            ck_assert_int_eq(am_async_recv(in, &reply), AM_CLOSED);
        }
    }
    am_runtime_stop();
}
END_TEST

static void make_without_room(void *unused) {
    (void)unused;
    sender *out = NULL;
    receiver *in = NULL;
    am_async_channel(&out, &in, 0, NULL);
}

START_TEST(a_channel_has_room) {
    expect_abort(make_without_room, NULL, "am_async_channel: the capacity is 0");
}
END_TEST

Suite *async_channel_suite(void) {
    const TTest *const tests[] = {
        values_come_in_their_order_and_then_the_end,
        no_wake_is_lost,
        others_run_though_a_task_never_has_to_wait,
        a_task_that_blocks_its_thread_hides_no_other,
        many_senders_and_receivers_lose_nothing,
        a_send_moves_only_when_it_succeeds,
        a_receive_gives_up_in_time,
        senders_that_wait_are_told_that_nobody_receives,
        a_oneshot_carries_one_answer_or_its_absence,
        a_channel_has_room,
        NULL,
    };
    return suite_of("async channel", tests);
}
