/* nsync.c -- nsync's mutex, which is its read-write lock too. */
#include "peer.h"

#include <nsync.h>
#include <stdint.h>

static nsync_mu lock = NSYNC_MU_INIT;
static uint64_t value;
static nsync_mu rw = NSYNC_MU_INIT;
static uint64_t setting;

static void mutex(size_t count, unsigned inside, unsigned outside) {
    for (; count > 0; count--) {
        nsync_mu_lock(&lock);
        value += 1;
        bench_work(inside);
        nsync_mu_unlock(&lock);
        bench_work(outside);
    }
}

static void rwlock(size_t count, unsigned inside, unsigned outside) {
    for (; count > 0; count--) {
        if (count % (READS_PER_WRITE + 1) != 0) {
            nsync_mu_rlock(&rw);
            __asm__ volatile("" ::"r"(setting));
            bench_work(inside);
            nsync_mu_runlock(&rw);
        } else {
            nsync_mu_lock(&rw);
            setting += 1;
            bench_work(inside);
            nsync_mu_unlock(&rw);
        }
        bench_work(outside);
    }
}

const peer peer_nsync = {.name = "nsync", .mutex = mutex, .rwlock = rwlock};
