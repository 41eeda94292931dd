/* arcmutex.c -- ours. */
#include "peer.h"

#include <arcmutex/arcmutex.h>
#include <stdlib.h>

typedef AM_MUTEX(uint64_t) counter;
typedef AM_RWLOCK(uint64_t) setting;
typedef AM_SENDER(size_t) number_sender;
typedef AM_SYNC_SENDER(size_t) number_sync_sender;
typedef AM_RECEIVER(size_t) number_receiver;

static counter shared_counter;
static setting shared_setting;

static void mutex(size_t count, unsigned inside, unsigned outside) {
    for (; count > 0; count--) {
        {
            AM_GUARD(uint64_t, n, &shared_counter);
            *n += 1;
            bench_work(inside);
        }
        bench_work(outside);
    }
}

static void rwlock(size_t count, unsigned inside, unsigned outside) {
    for (; count > 0; count--) {
        if (count % (READS_PER_WRITE + 1) != 0) {
            AM_READ_GUARD(uint64_t, now, &shared_setting);
            __asm__ volatile("" ::"r"(*now));
            bench_work(inside);
        } else {
            AM_WRITE_GUARD(uint64_t, next, &shared_setting);
            *next += 1;
            bench_work(inside);
        }
        bench_work(outside);
    }
}

static void handle(size_t count, unsigned inside, unsigned outside) {
    static _Atomic(counter *) all;
    counter *mine = all;
    if (mine == NULL)
        all = mine = am_arc_new(counter, .value = 0);
    for (; count > 0; count--) {
        am_arc_auto counter *second = am_arc_clone(mine);
        bench_work(inside + outside);
    }
}

static size_t to_send;

AM_THREAD_ENTRY(send_all, number_sender, out) {
    am_arc_auto number_sender *numbers = am_move(out);
    for (size_t i = 1; i <= to_send; i++) {
        size_t sent = i;
        if (am_send(numbers, sent) != AM_OK)
            abort();
    }
}

AM_THREAD_ENTRY(sync_send_all, number_sync_sender, out) {
    am_arc_auto number_sync_sender *numbers = am_move(out);
    for (size_t i = 1; i <= to_send; i++) {
        size_t sent = i;
        if (am_sync_send(numbers, sent) != AM_OK)
            abort();
    }
}

static void receive_all(number_receiver *numbers, am_thread *thread) {
    size_t last = 0;
    for (size_t number; am_recv(numbers, &number) == AM_OK;)
        last = number;
    am_thread_join(thread);
    if (last != to_send)
        abort();
}

static void unbounded(size_t count) {
    to_send = count;
    am_arc_auto number_sender *out = NULL;
    am_arc_auto number_receiver *in = NULL;
    am_channel(&out, &in, NULL);
    am_thread thread;
    if (am_thread_spawn(&thread, send_all, am_move(out)) != AM_OK)
        abort();
    receive_all(in, &thread);
}

static void bounded(size_t count) {
    to_send = count;
    am_arc_auto number_sync_sender *out = NULL;
    am_arc_auto number_receiver *in = NULL;
    am_sync_channel(&out, &in, ROOM, NULL);
    am_thread thread;
    if (am_thread_spawn(&thread, sync_send_all, am_move(out)) != AM_OK)
        abort();
    receive_all(in, &thread);
}

/* ---- tasks ---- */

typedef struct {
    size_t turns;
} game;

AM_TASK_ENTRY(nothing, game, handle) {
    am_arc_drop(&handle);
}

static void spawn(size_t count) {
    am_arc_auto game *shared = am_arc_new(game, .turns = 0);
    for (; count > 0; count--) {
        am_task task;
        if (am_task_spawn(&task, nothing, am_arc_clone(shared)) != AM_OK)
            abort();
        am_task_await(&task);
    }
}

AM_TASK_ENTRY(give_up_turns, game, handle) {
    am_arc_auto game *shared = am_move(handle);
    for (size_t i = 0; i < shared->turns; i++)
        am_task_yield();
}

static void yield(size_t count) {
    am_arc_auto game *shared = am_arc_new(game, .turns = count / 2);
    am_task tasks[2];
    for (int i = 0; i < 2; i++)
        if (am_task_spawn(&tasks[i], give_up_turns, am_arc_clone(shared)) != AM_OK)
            abort();
    for (int i = 0; i < 2; i++)
        am_task_await(&tasks[i]);
}

typedef AM_ASYNC_SENDER(size_t) ball_sender;
typedef AM_ASYNC_RECEIVER(size_t) ball_receiver;

typedef struct {
    size_t turns;
    ball_sender *out;
    ball_receiver *in;
} player;

static void drop_player(void *value) {
    player *self = value;
    am_arc_drop(&self->out);
    am_arc_drop(&self->in);
}

AM_TASK_ENTRY(serve, player, handle) {
    am_arc_auto player *self = am_move(handle);
    for (size_t i = 0; i < self->turns; i++) {
        size_t ball = i;
        if (am_async_send(self->out, ball) != AM_OK || am_async_recv(self->in, &ball) != AM_OK)
            abort();
    }
}

AM_TASK_ENTRY(give_back, player, handle) {
    am_arc_auto player *self = am_move(handle);
    for (size_t i = 0; i < self->turns; i++) {
        size_t ball;
        if (am_async_recv(self->in, &ball) != AM_OK || am_async_send(self->out, ball) != AM_OK)
            abort();
    }
}

static void ping_pong(size_t count) {
    ball_sender *there = NULL, *back = NULL;
    ball_receiver *arrived = NULL, *returned = NULL;
    am_async_channel(&there, &arrived, 1, NULL);
    am_async_channel(&back, &returned, 1, NULL);
    am_task first, second;
    if (am_task_spawn(&first, serve,
                      am_arc_new_with(player, drop_player, .turns = count, .out = am_move(there),
                                      .in = am_move(returned))) != AM_OK ||
        am_task_spawn(&second, give_back,
                      am_arc_new_with(player, drop_player, .turns = count, .out = am_move(back),
                                      .in = am_move(arrived))) != AM_OK)
        abort();
    am_task_await(&first);
    am_task_await(&second);
}

AM_TASK_ENTRY(sleep_long, game, handle) {
    am_arc_drop(&handle);
    am_task_sleep(UINT32_MAX);
}

static size_t sleepers(size_t count) {
    am_arc_auto game *shared = am_arc_new(game, .turns = 0);
    spawn(1);
    size_t before = bench_resident();
    for (size_t i = 0; i < count; i++) {
        am_task task;
        if (am_task_spawn(&task, sleep_long, am_arc_clone(shared)) != AM_OK)
            abort();
        am_task_detach(&task);
    }
    bench_settle();
    size_t bytes = (bench_resident() - before) / count;
    am_runtime_stop();
    return bytes;
}

const peer peer_arcmutex = {
    .name = "arcmutex",
    .mutex = mutex,
    .rwlock = rwlock,
    .handle = handle,
    .unbounded = unbounded,
    .bounded = bounded,
    .spawn = spawn,
    .yield = yield,
    .ping_pong = ping_pong,
    .sleepers = sleepers,
};
