/* pthread.c -- POSIX threads, and what one writes with them where they have nothing. */
#include "peer.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t value;
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static uint64_t setting;

static void mutex(size_t count, unsigned inside, unsigned outside) {
    for (; count > 0; count--) {
        pthread_mutex_lock(&lock);
        value += 1;
        bench_work(inside);
        pthread_mutex_unlock(&lock);
        bench_work(outside);
    }
}

static void rwlock(size_t count, unsigned inside, unsigned outside) {
    for (; count > 0; count--) {
        if (count % (READS_PER_WRITE + 1) != 0) {
            pthread_rwlock_rdlock(&rw);
            __asm__ volatile("" ::"r"(setting));
        } else {
            pthread_rwlock_wrlock(&rw);
            setting += 1;
        }
        bench_work(inside);
        pthread_rwlock_unlock(&rw);
        bench_work(outside);
    }
}

/* A ring under a mutex with two conditions. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    pthread_cond_t emptied;
    size_t ring[ROOM];
    size_t first;
    size_t used;
} channel = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER, {0}, 0, 0};

static size_t to_send;

static void *send_all(void *unused) {
    for (size_t i = 1; i <= to_send; i++) {
        pthread_mutex_lock(&channel.lock);
        while (channel.used == ROOM)
            pthread_cond_wait(&channel.emptied, &channel.lock);
        channel.ring[(channel.first + channel.used++) % ROOM] = i;
        pthread_mutex_unlock(&channel.lock);
        pthread_cond_signal(&channel.filled);
    }
    return unused;
}

static pthread_t begin(void *(*entry)(void *)) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, entry, NULL) != 0)
        abort();
    return thread;
}

static void bounded(size_t count) {
    to_send = count;
    pthread_t thread = begin(send_all);
    for (size_t last = 0; last < count;) {
        pthread_mutex_lock(&channel.lock);
        while (channel.used == 0)
            pthread_cond_wait(&channel.filled, &channel.lock);
        last = channel.ring[channel.first];
        channel.first = (channel.first + 1) % ROOM;
        channel.used--;
        pthread_mutex_unlock(&channel.lock);
        pthread_cond_signal(&channel.emptied);
    }
    pthread_join(thread, NULL);
}

static void *nothing(void *unused) {
    return unused;
}

static void spawn(size_t count) {
    for (; count > 0; count--)
        pthread_join(begin(nothing), NULL);
}

static size_t turns;

static void *give_up_turns(void *unused) {
    for (size_t i = 0; i < turns; i++)
        sched_yield();
    return unused;
}

static void yield(size_t count) {
    turns = count / 2;
    pthread_t other = begin(give_up_turns);
    give_up_turns(NULL);
    pthread_join(other, NULL);
}

static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t ball;
} table = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0};

static void play(size_t mine) {
    for (size_t i = 0; i < turns; i++) {
        pthread_mutex_lock(&table.lock);
        while (table.ball % 2 != mine)
            pthread_cond_wait(&table.changed, &table.lock);
        table.ball++;
        pthread_mutex_unlock(&table.lock);
        pthread_cond_signal(&table.changed);
    }
}

static void *play_second(void *unused) {
    play(1);
    return unused;
}

static void ping_pong(size_t count) {
    turns = count;
    table.ball = 0;
    pthread_t other = begin(play_second);
    play(0);
    pthread_join(other, NULL);
}

static atomic_bool is_over;

static void *sleep_until_over(void *unused) {
    pthread_mutex_lock(&table.lock);
    while (!is_over)
        pthread_cond_wait(&table.changed, &table.lock);
    pthread_mutex_unlock(&table.lock);
    return unused;
}

static size_t sleepers(size_t count) {
    pthread_t *threads = malloc(count * sizeof *threads);
    size_t before = bench_resident();
    size_t made = 0;
    while (threads != NULL && made < count && pthread_create(&threads[made], NULL, sleep_until_over, NULL) == 0)
        made++;
    bench_settle();
    size_t bytes = made > 0 ? (bench_resident() - before) / made : 0;
    pthread_mutex_lock(&table.lock);
    is_over = true;
    pthread_mutex_unlock(&table.lock);
    pthread_cond_broadcast(&table.changed);
    for (size_t i = 0; i < made; i++)
        pthread_join(threads[i], NULL);
    is_over = false;
    free(threads);
    return bytes;
}

const peer peer_pthread = {
    .name = "pthread",
    .mutex = mutex,
    .rwlock = rwlock,
    .bounded = bounded,
    .spawn = spawn,
    .yield = yield,
    .ping_pong = ping_pong,
    .sleepers = sleepers,
};
