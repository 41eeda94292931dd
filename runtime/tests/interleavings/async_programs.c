/* async_programs.c -- the locks of tasks and their line of waiters, used by virtual threads that are no tasks. */
#include "programs.h"

#include "hooks.h"

#include <arcmutex/arcmutex.h>

static int readers;
static int writers;
static int entered;

EXPLORE_UNSEEN static void go_in(int *mine, bool alone) {
    ++*mine;
    EXPLORE_CHECK(alone ? writers == 1 && readers == 0 : writers == 0);
    explore_step("is inside", "");
    EXPLORE_CHECK(alone ? writers == 1 && readers == 0 : writers == 0);
    --*mine;
    entered++;
}

static void begin_inside(void) {
    readers = writers = entered = 0;
}

/* ---- mutex ---- */

typedef AM_ASYNC_MUTEX(int) number;

static number mutex;

static void begin_mutex(void) {
    begin_inside();
    mutex = (number){.value = 0};
}

static void lock_once(void) {
    AM_ASYNC_GUARD(int, n, &mutex);
    go_in(&writers, true);
    *n += 1;
}

static void lock_twice(void) {
    lock_once();
    lock_once();
}

static void lock_for_a_while(void) {
    am_async_guard int *n = am_async_lock_for(&mutex, 1);
    if (n != NULL)
        go_in(&writers, true);
}

static void end_mutex(void) {
    am_async_guard int *n = am_async_try_lock(&mutex);
    EXPLORE_CHECK(n != NULL);
}

/* ---- read-write lock ---- */

typedef AM_ASYNC_RWLOCK(int) level;

static level rwlock;

static void begin_rwlock(void) {
    begin_inside();
    rwlock = (level){.value = 0};
}

static void read_once(void) {
    AM_ASYNC_READ_GUARD(int, n, &rwlock);
    EXPLORE_CHECK(*n >= 0);
    go_in(&readers, false);
}

static void write_once(void) {
    AM_ASYNC_WRITE_GUARD(int, n, &rwlock);
    go_in(&writers, true);
    *n += 1;
}

static void end_rwlock(void) {
    am_async_write_guard int *n = am_async_try_write_lock(&rwlock);
    EXPLORE_CHECK(n != NULL && entered == 3);
}

/* ---- semaphore ---- */

static am_semaphore semaphore;
static int taken;

static void begin_semaphore(void) {
    semaphore = (am_semaphore)AM_SEMAPHORE(2);
    taken = 0;
}

/* One permit is never given back. */
static void begin_half(void) {
    begin_semaphore();
    EXPLORE_CHECK(am_semaphore_try_acquire(&semaphore, 1) == AM_OK);
}

EXPLORE_UNSEEN static void take(uint32_t count, am_status status) {
    if (status != AM_OK)
        return;
    taken += (int)count;
    EXPLORE_CHECK(taken <= 2);
    explore_step("has permits", "");
    EXPLORE_CHECK(taken <= 2);
    taken -= (int)count;
    am_semaphore_release(&semaphore, count);
}

static void take_one(void) {
    am_status status = am_semaphore_acquire(&semaphore, 1);
    EXPLORE_CHECK(status == AM_OK);
    take(1, status);
}

static void take_both(void) {
    am_status status = am_semaphore_acquire(&semaphore, 2);
    EXPLORE_CHECK(status == AM_OK);
    take(2, status);
}

static void take_both_or_give_up(void) {
    take(2, am_semaphore_acquire_for(&semaphore, 2, 1));
}

static void take_one_unless_closed(void) {
    take(1, am_semaphore_acquire(&semaphore, 1));
}

static void take_both_unless_closed(void) {
    take(2, am_semaphore_acquire(&semaphore, 2));
}

static void close_it(void) {
    am_semaphore_close(&semaphore);
}

static void end_semaphore(void) {
    EXPLORE_CHECK(taken == 0 && am_semaphore_available(&semaphore) == 2);
}

static void end_half(void) {
    EXPLORE_CHECK(taken == 0 && am_semaphore_available(&semaphore) == 1);
}

static void end_closed(void) {
    EXPLORE_CHECK(taken == 0 && am_semaphore_try_acquire(&semaphore, 1) == AM_CLOSED);
}

const explore_program async_programs[] = {
    {"async mutex: two lock twice", begin_mutex, {lock_twice, lock_twice}, end_mutex, 3},
    {"async mutex: three lock", begin_mutex, {lock_once, lock_once, lock_once}, end_mutex, 2},
    {"async mutex: one gives up", begin_mutex, {lock_once, lock_for_a_while, lock_once}, end_mutex, 2},
    {"async rwlock: a reader, two writers", begin_rwlock, {write_once, read_once, write_once}, end_rwlock, 2},
    {"async rwlock: two readers, a writer", begin_rwlock, {read_once, write_once, read_once}, end_rwlock, 2},
    {"semaphore: all of it, and parts", begin_semaphore, {take_one, take_both, take_one}, end_semaphore, 2},
    {"semaphore: one gives up", begin_semaphore, {take_one, take_both_or_give_up, take_one}, end_semaphore, 2},
    {"semaphore: the first in line gives up", begin_half, {take_both_or_give_up, take_one, take_one}, end_half, 2},
    {"semaphore: closed", begin_semaphore, {take_one_unless_closed, take_both_unless_closed, close_it}, end_closed, 2},
    {0},
};
