/* c11.c -- <threads.h>. */
#include "peer.h"

#include <stdint.h>
#include <stdlib.h>
#include <threads.h>

static mtx_t lock;
static once_flag once = ONCE_FLAG_INIT;
static uint64_t value;

static void make(void) {
    if (mtx_init(&lock, mtx_plain) != thrd_success)
        abort();
}

static void mutex(size_t count, unsigned inside, unsigned outside) {
    call_once(&once, make);
    for (; count > 0; count--) {
        mtx_lock(&lock);
        value += 1;
        bench_work(inside);
        mtx_unlock(&lock);
        bench_work(outside);
    }
}

const peer peer_c11 = {.name = "C11", .mutex = mutex};
