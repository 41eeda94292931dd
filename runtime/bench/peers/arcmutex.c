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

const peer peer_arcmutex = {
    .name = "arcmutex",
    .mutex = mutex,
    .rwlock = rwlock,
    .handle = handle,
    .unbounded = unbounded,
    .bounded = bounded,
};
