/* glib.c -- GLib's mutex, read-write lock, counted box and queue between threads. */
#include "peer.h"

#include <glib.h>
#include <stdint.h>
#include <stdlib.h>

static GMutex lock;
static uint64_t value;
static GRWLock rw;
static uint64_t setting;

static void mutex(size_t count, unsigned inside, unsigned outside) {
    for (; count > 0; count--) {
        g_mutex_lock(&lock);
        value += 1;
        bench_work(inside);
        g_mutex_unlock(&lock);
        bench_work(outside);
    }
}

static void rwlock(size_t count, unsigned inside, unsigned outside) {
    for (; count > 0; count--) {
        if (count % (READS_PER_WRITE + 1) != 0) {
            g_rw_lock_reader_lock(&rw);
            __asm__ volatile("" ::"r"(setting));
            bench_work(inside);
            g_rw_lock_reader_unlock(&rw);
        } else {
            g_rw_lock_writer_lock(&rw);
            setting += 1;
            bench_work(inside);
            g_rw_lock_writer_unlock(&rw);
        }
        bench_work(outside);
    }
}

static void handle(size_t count, unsigned inside, unsigned outside) {
    static uint64_t *all;
    static GMutex making;
    g_mutex_lock(&making);
    if (all == NULL)
        all = g_atomic_rc_box_new0(uint64_t);
    g_mutex_unlock(&making);
    for (; count > 0; count--) {
        uint64_t *second = g_atomic_rc_box_acquire(all);
        bench_work(inside + outside);
        g_atomic_rc_box_release(second);
    }
}

static size_t to_send;

static gpointer send_all(gpointer queue) {
    for (size_t i = 1; i <= to_send; i++)
        g_async_queue_push(queue, GSIZE_TO_POINTER(i));
    return NULL;
}

static void unbounded(size_t count) {
    to_send = count;
    GAsyncQueue *queue = g_async_queue_new();
    GThread *thread = g_thread_new("sender", send_all, queue);
    for (size_t last = 0; last < count;)
        last = GPOINTER_TO_SIZE(g_async_queue_pop(queue));
    g_thread_join(thread);
    g_async_queue_unref(queue);
}

const peer peer_glib = {.name = "GLib", .mutex = mutex, .rwlock = rwlock, .handle = handle, .unbounded = unbounded};
